#include "harness/judge/evaluate.h"

#include "harness/judge/scene_testing.h"

#define OK200   "HTTP/1.1 200 OK\r\n\r\n"
#define BAD400  "HTTP/1.1 400 Bad Request\r\nContent-Length: 3\r\nConnection: close\r\nX-A: b\r\n\r\nbad"
#define NEED407 "HTTP/1.0 407 Auth\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n"
#define OPEN    CS_END_OPEN
#define FIN     CS_END_FIN
#define RESET   CS_END_RESET

/* One client that got |received|, and how it ended; behind that, arrivals as {"origin", listener, NULL, bytes, end}. */
#define GOT(received, end)                                                                                             \
    {                                                                                                                  \
        "client", NULL, "x", received, end, 0                                                                          \
    }
#define A64       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define A320      A64 A64 A64 A64 A64
#define FORWARDED ARRIVED("origin", "CONNECT a.test:1 HTTP/1.1\r\nHost: b.test\r\nVia: 1.1 x\r\n\r\n", OPEN)
#define SENT(sent)                                                                                                     \
    {                                                                                                                  \
        "client", NULL, sent, NULL, OPEN, 0                                                                            \
    }
#define ARRIVED(listener, received, end)                                                                               \
    {                                                                                                                  \
        "origin", listener, NULL, received, end, 0                                                                     \
    }
#define TLS_BOTH                                                                                                       \
    GOT(OK200, OPEN), {"client+tls", "", NULL, NULL, OPEN, 0}, ARRIVED("origin", NULL, OPEN),                          \
    {                                                                                                                  \
        "origin+tls", "", NULL, NULL, OPEN, 0                                                                          \
    }
/* One that asked for connect-udp. */
#define UPGRADED(received)                                                                                             \
    {                                                                                                                  \
        "client", NULL, "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: connect-udp\r\n\r\n", received, OPEN, 0                 \
    }
#define SWITCH101 "HTTP/1.1 101 Switching Protocols\r\nUpgrade: connect-udp\r\n\r\n"
#define NO_EVENTS                                                                                                      \
    {                                                                                                                  \
        {                                                                                                              \
            0                                                                                                          \
        }                                                                                                              \
    }

static const struct {
    const char *condition;
    struct scene_channel channels[SCENE_CHANNELS];
    struct cs_event events[SCENE_EVENTS];
    enum cs_truth truth;
    enum cs_wrong wrong;
} rows[] = {
#define HOLDS CS_TRUTH_HOLDS, CS_WRONG_NOTHING
    /* refused */
    {"refused: non-2xx", {GOT(BAD400, OPEN)}, NO_EVENTS, HOLDS},
    {"refused: [400, 407]", {GOT(BAD400, OPEN)}, NO_EVENTS, HOLDS},
    {"refused: 407", {GOT(BAD400, OPEN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_STATUS},
    {"refused: 407", {GOT(NULL, RESET)}, NO_EVENTS, HOLDS},
    {"refused: 4xx", {GOT(NULL, OPEN)}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_NO_ANSWER},
    {"refused: 4xx", {GOT("garbage", OPEN)}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_NOT_HTTP},
    {"refused: 4xx", {GOT("garbage", FIN)}, NO_EVENTS, HOLDS},
    {"refused: 4xx", {GOT(BAD400, FIN), ARRIVED("other", NULL, FIN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_CONTACTED},
    {"refused: 4xx", {GOT(NULL, OPEN), ARRIVED("denied", NULL, FIN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_DENIED_PORT},
    {"refused: 4xx", {GOT(OK200, OPEN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_TUNNEL_OPENED},
    {"refused: 4xx",
     {GOT(BAD400, OPEN), {"client2", NULL, "x", NULL, OPEN, 0}},
     NO_EVENTS,
     CS_TRUTH_OPEN,
     CS_WRONG_NO_ANSWER},
    {"refused: 4xx", {GOT(BAD400, OPEN), {"client2", NULL, NULL, NULL, OPEN, 0}}, NO_EVENTS, HOLDS},
    {"refused: 4xx", {GOT(BAD400, OPEN), {"control", "origin", NULL, "n", FIN, 0}}, NO_EVENTS, HOLDS},
    {"refused: 4xx", {{0}}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_NO_ANSWER},
    /* tunnel */
    {"tunnel: 2xx", {GOT(OK200, OPEN), ARRIVED("origin", NULL, OPEN)}, NO_EVENTS, HOLDS},
    {"tunnel: 201", {GOT(OK200, OPEN), ARRIVED("origin", NULL, OPEN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_STATUS},
    {"tunnel: 2xx", {GOT(OK200, OPEN)}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_NOT_REACHED},
    {"tunnel: 2xx", {GOT(OK200, OPEN), ARRIVED("other", NULL, OPEN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_DESTINATION},
    {"tunnel: 2xx",
     {GOT(OK200, OPEN), ARRIVED("denied", NULL, OPEN)},
     NO_EVENTS,
     CS_TRUTH_BROKEN,
     CS_WRONG_DENIED_PORT},
    {"tunnel: 2xx",
     {GOT(OK200, OPEN), ARRIVED("origin", NULL, OPEN), ARRIVED("origin", NULL, OPEN)},
     NO_EVENTS,
     CS_TRUTH_BROKEN,
     CS_WRONG_EXTRA_CONNECTION},
    {"tunnel: 2xx", {GOT(BAD400, OPEN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_REFUSED},
    {"tunnel: 2xx", {GOT(NULL, OPEN)}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_NO_ANSWER},
    {"tunnel: 2xx", {GOT(NULL, FIN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_UNANSWERED},
    {"tunnel: 2xx", {GOT("garbage", FIN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_NOT_HTTP},
    /* tunnels of any kind */
    {"client.tunnel: open", {GOT(OK200, OPEN)}, NO_EVENTS, HOLDS},
    {"client.tunnel: none", {GOT(OK200, OPEN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_TUNNEL_OPENED},
    {"client.tunnel: open", {GOT(BAD400, OPEN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_REFUSED},
    {"client.tunnel: none", {GOT(BAD400, OPEN)}, NO_EVENTS, HOLDS},
    {"client.tunnel: none", {GOT(NULL, RESET)}, NO_EVENTS, HOLDS},
    {"client.tunnel: none", {GOT(NULL, OPEN)}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_NO_ANSWER},
    {"client.tunnel: open", {GOT(NULL, FIN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_UNANSWERED},
    {"client.tunnel: open", {UPGRADED(SWITCH101)}, NO_EVENTS, HOLDS},
    {"client.status: 101", {UPGRADED(SWITCH101)}, NO_EVENTS, HOLDS},
    {"refused", {UPGRADED(SWITCH101)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_TUNNEL_OPENED},
    {"client.tunnel: open", {UPGRADED(OK200)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_REFUSED},
    {"client.tunnel: open", {GOT(SWITCH101, OPEN)}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_NO_ANSWER},
    {"refused", {UPGRADED(OK200)}, NO_EVENTS, HOLDS},
    /* datagrams, as far as texts can have them: datagrams_test.c of transport/ has the others */
    {"client.datagrams: a", {UPGRADED(SWITCH101 "\x17\x01y")}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_DATAGRAM_LOST},
    {"client2.datagrams: a", {UPGRADED(SWITCH101)}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_DATAGRAM_LOST},
    {"origin.datagrams: a", {UPGRADED(SWITCH101)}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_DATAGRAM_LOST},
    /* status */
    {"client.status: 400", {GOT(BAD400, OPEN)}, NO_EVENTS, HOLDS},
    {"client.status: [2xx, 4xx]", {GOT(BAD400, OPEN)}, NO_EVENTS, HOLDS},
    {"client.status: non-2xx", {GOT(BAD400, OPEN)}, NO_EVENTS, HOLDS},
    {"client.status: non-2xx", {GOT(OK200, OPEN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_TUNNEL_OPENED},
    {"client.status: 201", {GOT(OK200, OPEN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_STATUS},
    {"client.status: none", {GOT(NULL, RESET)}, NO_EVENTS, HOLDS},
    {"client.status: none", {GOT(NULL, OPEN)}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_NO_ANSWER},
    {"client.status: none", {GOT(BAD400, FIN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_STATUS},
    {"client.status: 400", {GOT(NULL, FIN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_UNANSWERED},
    {"client.status: 400", {GOT("HTTP/1.1 40", OPEN)}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_NO_ANSWER},
    {"client2.status: 400", {GOT(BAD400, FIN)}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_NO_ANSWER},
    /* answers, interim, version */
    {"client.answers: 1", {GOT(BAD400, OPEN)}, NO_EVENTS, HOLDS},
    {"client.answers: 1", {GOT(BAD400 BAD400, OPEN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_EXTRA_ANSWER},
    {"client.answers: 2", {GOT(BAD400, OPEN)}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_MISSING_ANSWER},
    {"client.answers: 2", {GOT(BAD400, FIN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_MISSING_ANSWER},
    {"client.answers: 2", {GOT(OK200, OPEN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_MISSING_ANSWER},
    {"client.interim: 1", {GOT("HTTP/1.1 100 Continue\r\n\r\n" BAD400, OPEN)}, NO_EVENTS, HOLDS},
    {"client.interim: 0", {GOT("HTTP/1.1 100 Continue\r\n\r\n", OPEN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_INTERIM},
    {"client.interim: 1", {GOT(BAD400, OPEN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_INTERIM},
    {"client.interim: 1", {GOT(NULL, OPEN)}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_INTERIM},
    {"client.version: 1.1", {GOT(BAD400, OPEN)}, NO_EVENTS, HOLDS},
    {"client.version: [1.0, 1.1]", {GOT(BAD400, OPEN)}, NO_EVENTS, HOLDS},
    {"client.version: 1.1", {GOT(NEED407, OPEN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_VERSION},
    {"client.version: 1.1", {GOT(NULL, OPEN)}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_NO_ANSWER},
    /* fields, findings, challenges */
    {"client.has-field: [x-a, Connection]", {GOT(BAD400, OPEN)}, NO_EVENTS, HOLDS},
    {"client.has-field: [X-A, X-B]", {GOT(BAD400, OPEN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_FIELD_MISSING},
    {"client.has-field: X-A", {GOT(NULL, FIN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_UNANSWERED},
    {"client.lacks-field: [x-b, HTTP]", {GOT(BAD400, OPEN)}, NO_EVENTS, HOLDS},
    {"client.lacks-field: [X-B, X-A]", {GOT(BAD400, OPEN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_FIELD_PRESENT},
    {"client.lacks-field: X-A", {GOT(NULL, FIN)}, NO_EVENTS, HOLDS},
    {"client.lacks-field: X-A", {GOT(NULL, OPEN)}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_NO_ANSWER},
    {"client.lacks-finding: any", {GOT(BAD400, OPEN)}, NO_EVENTS, HOLDS},
    {"client.lacks-finding: any",
     {GOT("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", OPEN)},
     NO_EVENTS,
     CS_TRUTH_BROKEN,
     CS_WRONG_NOTHING},
    {"client.lacks-finding: content-length-in-2xx",
     {GOT("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", OPEN)},
     NO_EVENTS,
     CS_TRUTH_BROKEN,
     CS_WRONG_NOTHING},
    {"client.lacks-finding: transfer-encoding-in-2xx",
     {GOT("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", OPEN)},
     NO_EVENTS,
     HOLDS},
    {"client.lacks-finding: any", {GOT("garbage", FIN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_NOT_HTTP},
    {"client.challenge: Basic", {GOT(NEED407, OPEN)}, NO_EVENTS, HOLDS},
    {"client.challenge: any", {GOT(NEED407, OPEN)}, NO_EVENTS, HOLDS},
    {"client.challenge: [Digest, Bearer]", {GOT(NEED407, OPEN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_CHALLENGE},
    {"client.challenge: Basic",
     {GOT("HTTP/1.1 407 A\r\nProxy-Authenticate: Basic realm=\"x\r\n\r\n", OPEN)},
     NO_EVENTS,
     CS_TRUTH_BROKEN,
     CS_WRONG_CHALLENGE},
    /* body, closing */
    {"client.body: complete", {GOT(BAD400, OPEN)}, NO_EVENTS, HOLDS},
    {"client.body: complete",
     {GOT("HTTP/1.1 400 B\r\nContent-Length: 9\r\n\r\nbad", OPEN)},
     NO_EVENTS,
     CS_TRUTH_OPEN,
     CS_WRONG_BODY_INCOMPLETE},
    {"client.body: complete",
     {GOT("HTTP/1.1 400 B\r\nContent-Length: 9\r\n\r\nbad", FIN)},
     NO_EVENTS,
     CS_TRUTH_BROKEN,
     CS_WRONG_BODY_INCOMPLETE},
    {"client.body: complete",
     {GOT("HTTP/1.1 400 B\r\n\r\nbad", OPEN)},
     NO_EVENTS,
     CS_TRUTH_OPEN,
     CS_WRONG_BODY_INCOMPLETE},
    {"client.body: complete", {GOT("HTTP/1.1 400 B\r\n\r\nbad", FIN)}, NO_EVENTS, HOLDS},
    {"client.body: [complete, empty]",
     {GOT(BAD400 "surplus", OPEN)},
     NO_EVENTS,
     CS_TRUTH_BROKEN,
     CS_WRONG_BODY_SURPLUS},
    {"client.body: surplus", {GOT(BAD400 "surplus", OPEN)}, NO_EVENTS, HOLDS},
    {"client.body: surplus", {GOT(BAD400, OPEN)}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_NO_SURPLUS},
    {"client.body: present", {GOT(BAD400, OPEN)}, NO_EVENTS, HOLDS},
    {"client.body: present", {GOT(NEED407, OPEN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_BODY_EMPTY},
    {"client.body: empty", {GOT(NEED407, OPEN)}, NO_EVENTS, HOLDS},
    {"client.body: empty", {GOT(BAD400, OPEN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_BODY_PRESENT},
    {"client.body: none", {GOT(NEED407, OPEN)}, NO_EVENTS, HOLDS},
    {"client.body: none", {GOT(BAD400, OPEN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_BODY_PRESENT},
    {"client.closing: announced", {GOT(BAD400, OPEN)}, NO_EVENTS, HOLDS},
    {"client.closing: announced", {GOT(NEED407, OPEN)}, NO_EVENTS, HOLDS},
    {"client.closing: silent", {GOT(BAD400, OPEN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_CLOSING_SAID},
    {"client.closing: announced",
     {GOT("HTTP/1.0 400 B\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n", OPEN)},
     NO_EVENTS,
     CS_TRUTH_BROKEN,
     CS_WRONG_CLOSING},
    {"client.closing: silent", {GOT("HTTP/1.1 400 B\r\nContent-Length: 0\r\n\r\n", OPEN)}, NO_EVENTS, HOLDS},
    /* bytes */
    {"client.received: abc", {GOT(OK200 "abc", OPEN)}, NO_EVENTS, HOLDS},
    {"client.received: abc", {GOT(OK200 "ab", OPEN)}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_BYTES_LOST},
    {"client.received: abc", {GOT(OK200 "ab", FIN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_BYTES_LOST},
    {"client.received: abc", {GOT(OK200 "abcd", OPEN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_BYTES_ADDED},
    {"client.received: abc", {GOT(OK200 "aXc", OPEN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_BYTES_CHANGED},
    {"client.received: abc", {GOT(BAD400, OPEN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_BYTES_LOST},
    {"client.received: ''", {GOT(BAD400, OPEN)}, NO_EVENTS, HOLDS},
    {"client.received: abc", {GOT(NULL, OPEN)}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_BYTES_LOST},
    {"client.received-part: abc", {GOT(OK200 "ab", FIN)}, NO_EVENTS, HOLDS},
    {"client.received-part: abc", {GOT(NULL, FIN)}, NO_EVENTS, HOLDS},
    {"client.received-part: abc", {GOT(OK200 "abcd", FIN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_BYTES_ADDED},
    {"client.received-part: abc", {GOT(OK200 "b", FIN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_BYTES_CHANGED},
    {"client.lacks-text: secret", {GOT(BAD400, FIN)}, NO_EVENTS, HOLDS},
    {"client.has-text: Bad", {GOT(BAD400, FIN)}, NO_EVENTS, HOLDS},
    {"client.has-text: [Bad, Good]", {GOT(BAD400, FIN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_TEXT_MISSING},
    {"client.has-text: Good", {GOT(BAD400, OPEN)}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_TEXT_MISSING},
    {"client.lacks-text: Bad", {GOT(BAD400, FIN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_TEXT_PRESENT},
    {"origin.received: abc", {ARRIVED("origin", "abc", OPEN)}, NO_EVENTS, HOLDS},
    {"origin.received: abc", {ARRIVED("origin", "abd", OPEN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_BYTES_CHANGED},
    {"origin.received: abc", {ARRIVED("origin", "a", RESET)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_BYTES_LOST},
    {"origin.received: abc", {GOT(OK200, OPEN)}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_BYTES_LOST},
    {"origin.received-part: abc", {ARRIVED("origin", "a", RESET)}, NO_EVENTS, HOLDS},
    {"origin.has-text: b", {ARRIVED("origin", "abc", RESET)}, NO_EVENTS, HOLDS},
    {"origin.has-text: d", {ARRIVED("origin", "abc", RESET)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_TEXT_MISSING},
    {"origin.lacks-text: b", {ARRIVED("origin", "abc", RESET)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_TEXT_PRESENT},
    {"origin.lacks-text: b", {GOT(OK200, OPEN)}, NO_EVENTS, HOLDS},
    /* ends */
    {"client.end: closed", {GOT(NULL, RESET)}, NO_EVENTS, HOLDS},
    {"client.end: fin", {GOT(NULL, FIN)}, NO_EVENTS, HOLDS},
    {"client.end: [fin, open]", {GOT(NULL, OPEN)}, NO_EVENTS, HOLDS},
    {"client.end: closed", {GOT(NULL, OPEN)}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_NOT_ENDED},
    {"client.end: open", {GOT(NULL, FIN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_ENDED},
    {"client.end: fin", {GOT(NULL, RESET)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_RESET},
    {"origin.end: reset", {ARRIVED("origin", NULL, FIN)}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_FIN},
    {"origin.end: closed", {GOT(NULL, FIN)}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_NOT_REACHED},
    /* listeners */
    {"origin.connections: 1", {GOT(NULL, OPEN), ARRIVED("origin", NULL, FIN)}, NO_EVENTS, HOLDS},
    {"origin.connections: 1",
     {GOT(NULL, OPEN), ARRIVED("other", NULL, FIN)},
     NO_EVENTS,
     CS_TRUTH_OPEN,
     CS_WRONG_NOT_REACHED},
    {"origin.connections: 0", {ARRIVED("origin", NULL, FIN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_CONTACTED},
    {"origin.connections: 1",
     {ARRIVED("origin", NULL, FIN), ARRIVED("origin", NULL, FIN)},
     NO_EVENTS,
     CS_TRUTH_BROKEN,
     CS_WRONG_EXTRA_CONNECTION},
    {"denied.connections: 0", {ARRIVED("denied", NULL, FIN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_DENIED_PORT},
    /* the request that a parent proxy gets */
    {"origin.target: 'A.test:1'", {FORWARDED}, NO_EVENTS, HOLDS},
    {"origin.target: '" A320 ":1'", {ARRIVED("origin", "CONNECT " A320 ":1 HTTP/1.1\r\n\r\n", OPEN)}, NO_EVENTS, HOLDS},
    {"origin.target: 'b.test:1'", {FORWARDED}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_REQUEST_TARGET},
    {"origin.target: 'a.test:1'", {GOT(OK200, OPEN)}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_NOT_REACHED},
    {"origin.target: 'a.test:1'", {ARRIVED("origin", "CONN", FIN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_NO_REQUEST},
    {"origin.method: [GET, CONNECT]", {FORWARDED}, NO_EVENTS, HOLDS},
    {"origin.method: connect", {FORWARDED}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_METHOD},
    {"origin.version: 1.1", {FORWARDED}, NO_EVENTS, HOLDS},
    {"origin.has-text: 'Via: 1.1 x'", {FORWARDED}, NO_EVENTS, HOLDS},
    {"origin.has-field: via", {FORWARDED}, NO_EVENTS, HOLDS},
    {"origin.has-field: [Via, X]", {FORWARDED}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_REQUEST_LACKS},
    {"origin.lacks-field: [X, Y]", {FORWARDED}, NO_EVENTS, HOLDS},
    {"origin.lacks-field: [Via, X]", {FORWARDED}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_REQUEST_HAS},
    {"origin.lacks-finding: host-duplicate", {FORWARDED}, NO_EVENTS, HOLDS},
    {"origin.lacks-finding: any", {FORWARDED}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_NOTHING},
    /* what the target holds */
    {"growth.descriptors: 9",
     {GOT(OK200, OPEN)},
     {{1, CS_EVENT_DESCRIPTORS, -1, 5}, {2, CS_EVENT_DESCRIPTORS, -1, 50}, {3, CS_EVENT_DESCRIPTORS, -1, 59}},
     HOLDS},
    {"growth.descriptors: 9",
     {GOT(OK200, OPEN)},
     {{1, CS_EVENT_DESCRIPTORS, -1, 5}, {2, CS_EVENT_DESCRIPTORS, -1, 50}, {3, CS_EVENT_DESCRIPTORS, -1, 60}},
     CS_TRUTH_BROKEN,
     CS_WRONG_GROWTH},
    {"growth.memory: 9", {GOT(OK200, OPEN)}, {{1, CS_EVENT_MEMORY, -1, 5}, {2, CS_EVENT_MEMORY, -1, 4}}, HOLDS},
    {"growth.processes: 3",
     {GOT(OK200, OPEN)},
     {{1, CS_EVENT_PROCESSES, -1, 1}, {2, CS_EVENT_MEMORY, -1, 1}, {3, CS_EVENT_PROCESSES, -1, 5}},
     CS_TRUTH_BROKEN,
     CS_WRONG_GROWTH},
    {"growth.busy: 3", {GOT(OK200, OPEN)}, {{1, CS_EVENT_BUSY, -1, 1}, {2, CS_EVENT_BUSY, -1, 4}}, HOLDS},
    {"growth.memory: 9", {GOT(OK200, OPEN)}, {{1, CS_EVENT_MEMORY, -1, 5}}, CS_TRUTH_OPEN, CS_WRONG_NOT_REACHED},
    /* many tunnels at once */
    {"crowd.silent: 0", {GOT(OK200, OPEN)}, {{1, CS_EVENT_CROWD_SILENT, -1, 0}}, HOLDS},
    {"crowd.silent: 0",
     {GOT(OK200, OPEN)},
     {{1, CS_EVENT_CROWD_SILENT, -1, 2}},
     CS_TRUTH_BROKEN,
     CS_WRONG_CROWD_SILENT},
    {"crowd.waiting: 0", {GOT(OK200, OPEN)}, {{1, CS_EVENT_CROWD_WAITING, -1, 0}}, HOLDS},
    {"crowd.waiting: 0",
     {GOT(OK200, OPEN)},
     {{1, CS_EVENT_CROWD_WAITING, -1, 2}},
     CS_TRUTH_BROKEN,
     CS_WRONG_CROWD_WAITING},
    {"crowd.crossed: 0",
     {GOT(OK200, OPEN)},
     {{1, CS_EVENT_CROWD_CROSSED, -1, 2}},
     CS_TRUTH_BROKEN,
     CS_WRONG_CROWD_CROSSED},
    {"crowd.crossed: 0", {GOT(OK200, OPEN)}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_NOT_REACHED},
    /* what streams are reset with, and what else frames say */
    {"client.reset-code: CONNECT_ERROR", {GOT(OK200, FIN)}, {{1, CS_EVENT_RESET_RECEIVED, 0, 10}}, HOLDS},
    {"client.reset-code: [CANCEL, any]", {GOT(OK200, RESET)}, {{1, CS_EVENT_RESET_RECEIVED, 0, 0}}, HOLDS},
    {"client.reset-code: CONNECT_ERROR",
     {GOT(OK200, RESET)},
     {{1, CS_EVENT_RESET_RECEIVED, 0, 0}},
     CS_TRUTH_BROKEN,
     CS_WRONG_RESET_CODE},
    {"client.reset-code: any", {GOT(OK200, FIN)}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_RESET_CODE},
    {"client.reset-code: none", {GOT(OK200, FIN)}, NO_EVENTS, HOLDS},
    {"client.goaway: [none, NO_ERROR]", {GOT(OK200, FIN)}, NO_EVENTS, HOLDS},
    {"client.goaway: NO_ERROR", {GOT(OK200, FIN)}, {{1, CS_EVENT_GOAWAY, 0, 1}}, CS_TRUTH_BROKEN, CS_WRONG_GOAWAY},
    {"client.has-frame: 'PING ACK'", {GOT(OK200, FIN)}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_FRAME},
    {"origin.has-frame: 'PING ACK'", {FORWARDED}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_FRAME},
    {"origin.lacks-frame: 'PING ACK'", {FORWARDED}, NO_EVENTS, HOLDS},
    {"origin.window: kept", {FORWARDED}, NO_EVENTS, HOLDS},
    {"origin.reset-code: none", {FORWARDED}, NO_EVENTS, HOLDS},
    {"origin.reset-code: CANCEL", {FORWARDED}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_RESET_CODE},
    {"origin.goaway: none", {FORWARDED}, NO_EVENTS, HOLDS},
    {"origin.goaway: any", {FORWARDED}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_GOAWAY},
    {"client.lacks-frame: 'PING ACK'", {GOT(OK200, FIN)}, NO_EVENTS, HOLDS},
    {"client.trailers: 0", {GOT(OK200, FIN)}, NO_EVENTS, HOLDS},
    {"client.trailers: 1", {GOT(OK200, FIN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_TRAILERS},
    /* TLS in the tunnel: 1 stands on the client, 3 on the origin */
    {"client.handshake: whole", {TLS_BOTH}, {{1, CS_EVENT_HANDSHAKE, 1, 5}, {2, CS_EVENT_HANDSHAKE, 3, 5}}, HOLDS},
    {"client.handshake: resumed",
     {TLS_BOTH},
     {{1, CS_EVENT_HANDSHAKE, 1, 5}, {2, CS_EVENT_HANDSHAKE, 3, 5}},
     CS_TRUTH_BROKEN,
     CS_WRONG_NOT_RESUMED},
    {"origin.handshake: resumed",
     {TLS_BOTH},
     {{1, CS_EVENT_HANDSHAKE, 1, 5}, {2, CS_EVENT_RESUMED, 3, 0}, {3, CS_EVENT_HANDSHAKE, 3, 5}},
     HOLDS},
    {"client.handshake: whole",
     {TLS_BOTH},
     {{1, CS_EVENT_HANDSHAKE, 1, 5}, {2, CS_EVENT_HANDSHAKE, 3, 6}},
     CS_TRUTH_BROKEN,
     CS_WRONG_INTERCEPTED},
    {"client.handshake: whole",
     {TLS_BOTH},
     {{1, CS_EVENT_CERTIFICATE, 3, 9}, {2, CS_EVENT_CERTIFICATE, 1, 8}, {3, CS_EVENT_HANDSHAKE, 1, 5}},
     CS_TRUTH_BROKEN,
     CS_WRONG_INTERCEPTED},
    {"client.handshake: whole",
     {TLS_BOTH},
     {{1, CS_EVENT_CERTIFICATE, 3, 9}, {2, CS_EVENT_CERTIFICATE, 1, 9}, {3, CS_EVENT_HANDSHAKE, 1, 5}},
     CS_TRUTH_OPEN,
     CS_WRONG_HANDSHAKE},
    {"client.handshake: none", {TLS_BOTH}, NO_EVENTS, HOLDS},
    {"client.handshake: none",
     {TLS_BOTH},
     {{1, CS_EVENT_HANDSHAKE, 1, 5}, {2, CS_EVENT_HANDSHAKE, 3, 5}},
     CS_TRUTH_BROKEN,
     CS_WRONG_HANDSHAKE_DONE},
    {"client.closure: none", {GOT(OK200, OPEN)}, NO_EVENTS, HOLDS},
    {"client.alpn: [http-1-1, none]", {GOT(OK200, OPEN)}, NO_EVENTS, HOLDS},
    {"client.alpn: h2", {GOT(OK200, OPEN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_ALPN},
    {"client.closure: [notified, reset]", {GOT(OK200, FIN)}, NO_EVENTS, HOLDS},
    {"client.closure: notified", {GOT(OK200, RESET)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_CLOSURE},
    {"client.closure: notified", {GOT(OK200, OPEN)}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_CLOSURE},
    {"client.alert: [40, 41]", {TLS_BOTH}, {{1, CS_EVENT_ALERT, 1, 40}}, HOLDS},
    {"client.alert: none", {TLS_BOTH}, {{1, CS_EVENT_ALERT, 1, 296}}, HOLDS},
    {"client.alert: none", {TLS_BOTH}, {{1, CS_EVENT_ALERT, 1, 40}}, CS_TRUTH_BROKEN, CS_WRONG_ALERT},
    {"origin.alert: any", {TLS_BOTH}, NO_EVENTS, CS_TRUTH_OPEN, CS_WRONG_ALERT},
    {"origin.unaltered: whole", {SENT("abc"), ARRIVED("origin", "abc", FIN)}, NO_EVENTS, HOLDS},
    {"origin.unaltered: part", {SENT("abc"), ARRIVED("origin", "ab", FIN)}, NO_EVENTS, HOLDS},
    {"origin.unaltered: whole",
     {SENT("abc"), ARRIVED("origin", "ab", FIN)},
     NO_EVENTS,
     CS_TRUTH_BROKEN,
     CS_WRONG_BYTES_LOST},
    {"origin.unaltered: whole",
     {SENT("abc"), ARRIVED("origin", "abd", OPEN)},
     NO_EVENTS,
     CS_TRUTH_BROKEN,
     CS_WRONG_BYTES_CHANGED},
    {"origin.unaltered: part",
     {SENT("abc"), ARRIVED("origin", "abcd", OPEN)},
     NO_EVENTS,
     CS_TRUTH_BROKEN,
     CS_WRONG_BYTES_ADDED},
    /* how much we could send */
    {"client.sending: whole", {SENT("CONNECT 127.77.1.1:18443 HTTP/1.1\r\n\r\n")}, NO_EVENTS, HOLDS},
    {"client.sending: whole", {SENT("CONNECT")}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_NOT_TAKEN},
    {"client.sending: stalled", {SENT("CONNECT")}, NO_EVENTS, HOLDS},
    {"origin.sending: stalled", {ARRIVED("origin", NULL, FIN)}, NO_EVENTS, CS_TRUTH_BROKEN, CS_WRONG_TAKEN},
    /* at the fence, which is step 2 */
    {"origin.connections-at-fence: 0",
     {GOT(OK200, OPEN), ARRIVED("origin", NULL, FIN)},
     {{1, CS_EVENT_STEP, -1, 2}, {2, CS_EVENT_FENCE_PASSED, -1, 0}, {3, CS_EVENT_ACCEPTED, 1, 0}},
     HOLDS},
    {"origin.connections-at-fence: 0",
     {GOT(OK200, OPEN), ARRIVED("origin", NULL, FIN)},
     {{1, CS_EVENT_STEP, -1, 2}, {2, CS_EVENT_ACCEPTED, 1, 0}, {3, CS_EVENT_FENCE_PASSED, -1, 0}},
     CS_TRUTH_BROKEN,
     CS_WRONG_TOO_EARLY},
    {"origin.connections-at-fence: 1",
     {GOT(OK200, OPEN), ARRIVED("origin", NULL, FIN)},
     {{1, CS_EVENT_STEP, -1, 2}, {2, CS_EVENT_FENCE_PASSED, -1, 0}, {3, CS_EVENT_ACCEPTED, 1, 0}},
     CS_TRUTH_BROKEN,
     CS_WRONG_TOO_LATE},
    {"origin.connections-at-fence: 0",
     {GOT(OK200, OPEN)},
     {{1, CS_EVENT_STEP, -1, 1}, {2, CS_EVENT_FENCE_PASSED, -1, 0}},
     CS_TRUTH_OPEN,
     CS_WRONG_TOO_LATE},
    {"client.status-at-fence: none",
     {GOT(OK200, OPEN)},
     {{1, CS_EVENT_STEP, -1, 2}, {2, CS_EVENT_FENCE_PASSED, -1, 0}, {3, CS_EVENT_RECEIVED, 0, 19}},
     HOLDS},
    {"client.status-at-fence: none",
     {GOT(OK200, OPEN)},
     {{1, CS_EVENT_STEP, -1, 2}, {2, CS_EVENT_RECEIVED, 0, 19}, {3, CS_EVENT_FENCE_PASSED, -1, 0}},
     CS_TRUTH_BROKEN,
     CS_WRONG_ANSWER_EARLY},
    {"client.status-at-fence: 2xx",
     {GOT(OK200, OPEN)},
     {{1, CS_EVENT_STEP, -1, 2}, {2, CS_EVENT_RECEIVED, 0, 19}, {3, CS_EVENT_FENCE_PASSED, -1, 0}},
     HOLDS},
    {"client.status-at-fence: 2xx",
     {GOT(OK200, OPEN)},
     {{1, CS_EVENT_STEP, -1, 2}, {2, CS_EVENT_RECEIVED, 0, 10}, {3, CS_EVENT_FENCE_PASSED, -1, 0}},
     CS_TRUTH_BROKEN,
     CS_WRONG_ANSWER_LATE},
#undef HOLDS
};

static void test_conditions(void)
{
    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct scene scene = {.level = "must"};
        struct cs_evaluation seen;
        uint64_t hashed = 0;
        struct cs_facts *facts;
        struct stage stage;
        char accept[600];

        snprintf(accept, sizeof(accept), "[{%s}]", rows[i].condition);
        scene.accept = accept;
        memcpy(scene.channels, rows[i].channels, sizeof(scene.channels));
        memcpy(scene.events, rows[i].events, sizeof(scene.events));
        scene_set(&stage, &scene);
        facts = cs_facts_new(stage.plan, stage.transcript, &hashed);
        CU_ASSERT_PTR_NOT_NULL_FATAL(facts);
        cs_evaluate_condition(facts, &stage.plan->accept[0].conditions[0], &seen);
        if (seen.truth != rows[i].truth || seen.wrong != rows[i].wrong)
            printf("\nrow %zu, %s: %d %s %s\n", i, rows[i].condition, seen.truth, cs_wrong_name(seen.wrong),
                   seen.detail);
        CU_ASSERT_EQUAL(seen.truth, rows[i].truth);
        CU_ASSERT_EQUAL(seen.wrong, rows[i].wrong);
        cs_facts_free(facts);
        stage_free(&stage);
    }
}

/* Every kind of condition stands in the table above. */
static void test_all_kinds(void)
{
    for (int id = 0; id < CS_COND_COUNT; id++) {
        const struct cs_condition_kind *kind = cs_condition_at((enum cs_condition_id)id);
        bool found = id >= CS_COND_DIGEST && id <= CS_COND_PROGRAM_LACKS; /* of clients: client_test.c */

        for (size_t i = 0; i < CS_COUNT(rows); i++)
            found = found || strstr(rows[i].condition, kind->key) != NULL;
        CU_ASSERT(found);
    }
}

static void test_closed_by_us(void)
{
    static const struct scene scene = {"must", NULL, "[refused]", NULL, {GOT(NULL, OPEN)}, NO_EVENTS};
    struct stage stage;

    scene_set(&stage, &scene);
    stage.transcript->channels[0].sent.end = CS_END_RESET;
    scene_expect(&stage, CS_TRUTH_HOLDS);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"conditions", test_conditions},
        {"all kinds", test_all_kinds},
        {"closed by us", test_closed_by_us},
    };

    return cs_run_tests("evaluate", tests, CS_COUNT(tests));
}
