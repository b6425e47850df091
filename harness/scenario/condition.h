/* The conditions that an outcome may hold: one list gives key, form of the operand and meaning.  The loader checks
 * keys and operands against it, the judge evaluates, `cases/README.md` documents (a test compares the two). */
#ifndef CONNECTSPEC_CONDITION_H
#define CONNECTSPEC_CONDITION_H

#include <stdbool.h>

#include "harness/scenario/role.h"

enum cs_subject {
    CS_SUBJECT_NONE,     /* a shorthand over the whole case */
    CS_SUBJECT_CLIENT,   /* whoever dials: client, client2, ... */
    CS_SUBJECT_ORIGIN,   /* whoever arrives: origin, origin2, ..., of other roles proxy, backend and so on */
    CS_SUBJECT_CROWD,    /* crowd: the many tunnels of the steps `crowd` */
    CS_SUBJECT_GROWTH,   /* growth: of what the target holds, between the steps `measure` */
    CS_SUBJECT_PROGRAM,  /* program: a client under test */
    CS_SUBJECT_LISTENER, /* origin, denied, other, ipv6, localhost: where connections may arrive */
};

enum cs_operand {
    CS_OPERAND_STATUS,            /* 400, 4xx, non-2xx, none; or a list of them */
    CS_OPERAND_COUNT,             /* a number */
    CS_OPERAND_BYTES,             /* a byte string */
    CS_OPERAND_END,               /* fin, reset, closed (either), open */
    CS_OPERAND_NAMES,             /* a word or a list of words */
    CS_OPERAND_STATUS_OR_NOTHING, /* a status, or no operand at all (the bare word) */
};

#define CS_HANDSHAKE_MEANING                                                                                           \
    "TLS in the tunnel: whole (complete, the other end of the session is ours), resumed (the same, and the session "   \
    "an "                                                                                                              \
    "earlier one's), half (complete here alone), intercepted (complete with somebody else), none"
#define CS_ALERT_MEANING                                                                                               \
    "TLS in the tunnel: an alert with one of these descriptions came; any: some; none: there was none"
#define CS_UNALTERED_MEANING                                                                                           \
    "what came through the tunnel is byte by byte what the other end sent there: whole, or part (a beginning of it)"

/* X(symbol, subject, key, operand, meaning in words) */
#define CS_CONDITION_LIST(X)                                                                                           \
    X(CS_COND_REFUSED, CS_SUBJECT_NONE, "refused", CS_OPERAND_STATUS_OR_NOTHING,                                       \
      "no client got a 2xx, each got a final answer (of that status) or was closed, and no listener was reached")      \
    X(CS_COND_TUNNEL, CS_SUBJECT_NONE, "tunnel", CS_OPERAND_STATUS_OR_NOTHING,                                         \
      "the first client got a 2xx, exactly one connection arrived at the origin and none anywhere else")               \
    X(CS_COND_STATUS, CS_SUBJECT_CLIENT, "status", CS_OPERAND_STATUS, "status of the first final response")            \
    X(CS_COND_OPENED, CS_SUBJECT_CLIENT, "tunnel", CS_OPERAND_NAMES,                                                   \
      "open: the first final response opened a tunnel (a 2xx; over HTTP/1.1 to a request with Upgrade a 101); none: "  \
      "it did not, or none came")                                                                                      \
    X(CS_COND_CLIENT_DATAGRAMS, CS_SUBJECT_CLIENT, "datagrams", CS_OPERAND_BYTES,                                      \
      "the datagrams of context 0 that came whole in its tunnel, or in DATAGRAM frames of its stream, all and "        \
      "exactly, "                                                                                                      \
      "in any order")                                                                                                  \
    X(CS_COND_ANSWERS, CS_SUBJECT_CLIENT, "answers", CS_OPERAND_COUNT, "how many final responses came")                \
    X(CS_COND_INTERIM, CS_SUBJECT_CLIENT, "interim", CS_OPERAND_COUNT, "how many 1xx responses came")                  \
    X(CS_COND_VERSION, CS_SUBJECT_CLIENT, "version", CS_OPERAND_NAMES, "HTTP version of the final response")           \
    X(CS_COND_HAS_FIELD, CS_SUBJECT_CLIENT, "has-field", CS_OPERAND_NAMES, "the final response has all these fields")  \
    X(CS_COND_LACKS_FIELD, CS_SUBJECT_CLIENT, "lacks-field", CS_OPERAND_NAMES,                                         \
      "the final response has none of these fields")                                                                   \
    X(CS_COND_LACKS_FINDING, CS_SUBJECT_CLIENT, "lacks-finding", CS_OPERAND_NAMES,                                     \
      "the strict parser makes none of these findings on the final response; `any` stands for all")                    \
    X(CS_COND_CHALLENGE, CS_SUBJECT_CLIENT, "challenge", CS_OPERAND_NAMES,                                             \
      "the final response has a well-formed Proxy-Authenticate challenge of one of these schemes; `any`: of some")     \
    X(CS_COND_BODY, CS_SUBJECT_CLIENT, "body", CS_OPERAND_NAMES,                                                       \
      "the final response's content: complete, empty, present, surplus (bytes behind its end), none (not a byte has "  \
      "come, whatever was announced: after HEAD)")                                                                     \
    X(CS_COND_CLOSES, CS_SUBJECT_CLIENT, "closing", CS_OPERAND_NAMES,                                                  \
      "announced: Connection: close, or HTTP/1.0 without keep-alive; silent: neither")                                 \
    X(CS_COND_CLIENT_RECEIVED, CS_SUBJECT_CLIENT, "received", CS_OPERAND_BYTES, "all tunnel bytes, exactly")           \
    X(CS_COND_CLIENT_STARTS, CS_SUBJECT_CLIENT, "received-part", CS_OPERAND_BYTES,                                     \
      "the tunnel bytes are a beginning of these, whole or cut short")                                                 \
    X(CS_COND_CLIENT_LACKS, CS_SUBJECT_CLIENT, "lacks-text", CS_OPERAND_BYTES,                                         \
      "these bytes occur nowhere in the first 64 KiB that were received")                                              \
    X(CS_COND_CLIENT_HAS, CS_SUBJECT_CLIENT, "has-text", CS_OPERAND_BYTES,                                             \
      "these bytes occur in the first 64 KiB that were received")                                                      \
    X(CS_COND_CLIENT_END, CS_SUBJECT_CLIENT, "end", CS_OPERAND_END, "how the target ended the connection")             \
    X(CS_COND_RESET_CODE, CS_SUBJECT_CLIENT, "reset-code", CS_OPERAND_NAMES,                                           \
      "over h2 and h3: the stream was reset with one of these codes (CONNECT_ERROR, H3_CONNECT_ERROR, ...), "          \
      "whether or not it had ended before; any: with some; none: it was not")                                          \
    X(CS_COND_GOAWAY, CS_SUBJECT_CLIENT, "goaway", CS_OPERAND_NAMES,                                                   \
      "over h2: a GOAWAY with one of these codes came on the connection; over h3: it was closed with one; any: "       \
      "with some; none: there was none")                                                                               \
    X(CS_COND_HAS_FRAME, CS_SUBJECT_CLIENT, "has-frame", CS_OPERAND_BYTES,                                             \
      "over h2: of the first 256 frames of the connection one came that begins so, as transcripts have it: "           \
      "`PING ACK: 12345678`")                                                                                          \
    X(CS_COND_LACKS_FRAME, CS_SUBJECT_CLIENT, "lacks-frame", CS_OPERAND_BYTES,                                         \
      "over h2: of the first 256 frames of the connection none came that begins so, as transcripts have it; "          \
      "`SETTINGS: ...ENABLE_PUSH 0`: that says so somewhere")                                                          \
    X(CS_COND_TRAILERS, CS_SUBJECT_CLIENT, "trailers", CS_OPERAND_COUNT,                                               \
      "over h2 and h3: how many field sections came on the stream behind the final response")                          \
    X(CS_COND_CLIENT_SENDING, CS_SUBJECT_CLIENT, "sending", CS_OPERAND_NAMES,                                          \
      "whole: the target took all that we had to send here; stalled: it did not")                                      \
    X(CS_COND_CONNECTIONS, CS_SUBJECT_LISTENER, "connections", CS_OPERAND_COUNT, "how many connections arrived there") \
    X(CS_COND_AT_FENCE, CS_SUBJECT_LISTENER, "connections-at-fence", CS_OPERAND_COUNT,                                 \
      "how many had arrived when the case's first `fence` step was passed")                                            \
    X(CS_COND_STATUS_AT_FENCE, CS_SUBJECT_CLIENT, "status-at-fence", CS_OPERAND_STATUS,                                \
      "status of the final response that had come when the first `fence` step was passed")                             \
    X(CS_COND_ORIGIN_RECEIVED, CS_SUBJECT_ORIGIN, "received", CS_OPERAND_BYTES, "all bytes, exactly")                  \
    X(CS_COND_ORIGIN_DATAGRAMS, CS_SUBJECT_ORIGIN, "datagrams", CS_OPERAND_BYTES,                                      \
      "the datagrams that came here, all and exactly, in any order")                                                   \
    X(CS_COND_ORIGIN_STARTS, CS_SUBJECT_ORIGIN, "received-part", CS_OPERAND_BYTES,                                     \
      "the bytes are a beginning of these, whole or cut short")                                                        \
    X(CS_COND_ORIGIN_LACKS, CS_SUBJECT_ORIGIN, "lacks-text", CS_OPERAND_BYTES,                                         \
      "these bytes occur nowhere in the first 64 KiB that were received")                                              \
    X(CS_COND_ORIGIN_HAS, CS_SUBJECT_ORIGIN, "has-text", CS_OPERAND_BYTES,                                             \
      "these bytes occur in the first 64 KiB that were received")                                                      \
    X(CS_COND_ORIGIN_TARGET, CS_SUBJECT_ORIGIN, "target", CS_OPERAND_BYTES,                                            \
      "the target of the request that came here, letter case aside")                                                   \
    X(CS_COND_ORIGIN_HAS_FIELD, CS_SUBJECT_ORIGIN, "has-field", CS_OPERAND_NAMES,                                      \
      "the request that came here has all these fields")                                                               \
    X(CS_COND_ORIGIN_LACKS_FIELD, CS_SUBJECT_ORIGIN, "lacks-field", CS_OPERAND_NAMES,                                  \
      "the request that came here has none of these fields")                                                           \
    X(CS_COND_ORIGIN_LACKS_FINDING, CS_SUBJECT_ORIGIN, "lacks-finding", CS_OPERAND_NAMES,                              \
      "the strict parser makes none of these findings on the request that came here; `any` stands for all")            \
    X(CS_COND_ORIGIN_RESET_CODE, CS_SUBJECT_ORIGIN, "reset-code", CS_OPERAND_NAMES,                                    \
      "over h2: the stream was reset with one of these codes, whether or not it had ended before; any: with some; "    \
      "none: it was not")                                                                                              \
    X(CS_COND_ORIGIN_GOAWAY, CS_SUBJECT_ORIGIN, "goaway", CS_OPERAND_NAMES,                                            \
      "over h2: a GOAWAY with one of these codes came on the connection; any: with some; none: there was none")        \
    X(CS_COND_ORIGIN_HAS_FRAME, CS_SUBJECT_ORIGIN, "has-frame", CS_OPERAND_BYTES,                                      \
      "over h2: of the first 256 frames of the connection one came that begins so, as transcripts have it; "           \
      "`SETTINGS: ...ENABLE_PUSH 0`: that says so somewhere")                                                          \
    X(CS_COND_ORIGIN_LACKS_FRAME, CS_SUBJECT_ORIGIN, "lacks-frame", CS_OPERAND_BYTES,                                  \
      "over h2: of the first 256 frames of the connection none came that begins so, as transcripts have it; "          \
      "`SETTINGS: ...ENABLE_PUSH 0`: that says so somewhere")                                                          \
    X(CS_COND_ORIGIN_WINDOW, CS_SUBJECT_ORIGIN, "window", CS_OPERAND_NAMES,                                            \
      "over h2: kept: among the first 256 frames of the connection there is no more content of this stream than the "  \
      "windows let through that we gave; a smaller one counts from its acknowledgement on")                            \
    X(CS_COND_ORIGIN_SENDING, CS_SUBJECT_ORIGIN, "sending", CS_OPERAND_NAMES,                                          \
      "whole: the target took all that we had to send here; stalled: it did not")                                      \
    X(CS_COND_CROWD_SILENT, CS_SUBJECT_CROWD, "silent", CS_OPERAND_COUNT,                                              \
      "how many of the many tunnels were opened with a 2xx and passed nothing on")                                     \
    X(CS_COND_CROWD_CROSSED, CS_SUBJECT_CROWD, "crossed", CS_OPERAND_COUNT,                                            \
      "how many of the many tunnels passed on what was not theirs")                                                    \
    X(CS_COND_CROWD_WAITING, CS_SUBJECT_CROWD, "waiting", CS_OPERAND_COUNT,                                            \
      "how many of the many clients were neither answered nor closed")                                                 \
    X(CS_COND_GROWTH_DESCRIPTORS, CS_SUBJECT_GROWTH, "descriptors", CS_OPERAND_COUNT,                                  \
      "from some `measure` to the next, the target's open descriptors grew by no more than so many")                   \
    X(CS_COND_GROWTH_MEMORY, CS_SUBJECT_GROWTH, "memory", CS_OPERAND_COUNT,                                            \
      "from some `measure` to the next, the target's memory grew by no more than so many KiB")                         \
    X(CS_COND_GROWTH_PROCESSES, CS_SUBJECT_GROWTH, "processes", CS_OPERAND_COUNT,                                      \
      "from some `measure` to the next, the target's processes, ended ones too, grew by no more than so many")         \
    X(CS_COND_GROWTH_BUSY, CS_SUBJECT_GROWTH, "busy", CS_OPERAND_COUNT,                                                \
      "from some `measure` to the next, the target took no more than so many milliseconds of processor time")          \
    X(CS_COND_ORIGIN_METHOD, CS_SUBJECT_ORIGIN, "method", CS_OPERAND_NAMES,                                            \
      "the method of the request that came here is one of these, letter case counts")                                  \
    X(CS_COND_ORIGIN_VERSION, CS_SUBJECT_ORIGIN, "version", CS_OPERAND_NAMES,                                          \
      "HTTP version of the request that came here")                                                                    \
    X(CS_COND_DIGEST, CS_SUBJECT_ORIGIN, "digest", CS_OPERAND_NAMES,                                                   \
      "right: the request that came here has Digest credentials that sign what they say, with the account's password") \
    X(CS_COND_BEHIND, CS_SUBJECT_LISTENER, "behind", CS_OPERAND_NAMES,                                                 \
      "what a client sent on connections that no tunnel was opened on, behind its first request: nothing, request "    \
      "(another one to the proxy), inner (anything else); all that came is among these")                               \
    X(CS_COND_REQUESTS, CS_SUBJECT_LISTENER, "requests", CS_OPERAND_COUNT,                                             \
      "how many requests came there, on whatever connection")                                                          \
    X(CS_COND_REQUESTS_MOST, CS_SUBJECT_LISTENER, "requests-at-most", CS_OPERAND_COUNT, "no more requests than these") \
    X(CS_COND_OUTCOME, CS_SUBJECT_PROGRAM, "outcome", CS_OPERAND_NAMES,                                                \
      "how the client ended: succeeded, failed (both as its profile tells them), quiet (with the exit status of "      \
      "success, but without what the origin sends), crashed (by a signal), hung")                                      \
    X(CS_COND_PROGRAM_HAS, CS_SUBJECT_PROGRAM, "has-text", CS_OPERAND_BYTES,                                           \
      "these bytes occur in the first 64 KiB of its standard output")                                                  \
    X(CS_COND_PROGRAM_LACKS, CS_SUBJECT_PROGRAM, "lacks-text", CS_OPERAND_BYTES,                                       \
      "these bytes occur nowhere in the first 64 KiB of its standard output")                                          \
    X(CS_COND_ORIGIN_END, CS_SUBJECT_ORIGIN, "end", CS_OPERAND_END, "how the target ended the connection")             \
    X(CS_COND_CLIENT_HANDSHAKE, CS_SUBJECT_CLIENT, "handshake", CS_OPERAND_NAMES, CS_HANDSHAKE_MEANING)                \
    X(CS_COND_ORIGIN_HANDSHAKE, CS_SUBJECT_ORIGIN, "handshake", CS_OPERAND_NAMES, CS_HANDSHAKE_MEANING)                \
    X(CS_COND_CLOSURE, CS_SUBJECT_CLIENT, "closure", CS_OPERAND_NAMES,                                                 \
      "over TLS: how its end came: notified (close_notify, then FIN), cut (FIN alone), reset, none")                   \
    X(CS_COND_ALPN, CS_SUBJECT_CLIENT, "alpn", CS_OPERAND_NAMES,                                                       \
      "over TLS: what ALPN chose for the connection to the target: h2, http-1-1, none")                                \
    X(CS_COND_CLIENT_ALERT, CS_SUBJECT_CLIENT, "alert", CS_OPERAND_NAMES, CS_ALERT_MEANING)                            \
    X(CS_COND_ORIGIN_ALERT, CS_SUBJECT_ORIGIN, "alert", CS_OPERAND_NAMES, CS_ALERT_MEANING)                            \
    X(CS_COND_CLIENT_UNALTERED, CS_SUBJECT_CLIENT, "unaltered", CS_OPERAND_NAMES, CS_UNALTERED_MEANING)                \
    X(CS_COND_ORIGIN_UNALTERED, CS_SUBJECT_ORIGIN, "unaltered", CS_OPERAND_NAMES, CS_UNALTERED_MEANING)

enum cs_condition_id {
#define CS_CONDITION_ENUM(symbol, subject, key, operand, meaning) symbol,
    CS_CONDITION_LIST(CS_CONDITION_ENUM)
#undef CS_CONDITION_ENUM
        CS_COND_COUNT
};

struct cs_condition_kind {
    enum cs_condition_id id;
    enum cs_subject subject;
    const char *key;
    enum cs_operand operand;
    const char *meaning;
};

/* The kind behind `ACTOR.KEY` (or a bare shorthand with |actor| "") in a case of |role|, or NULL. */
const struct cs_condition_kind *cs_condition_find(const struct cs_role_words *role, const char *actor, const char *key);

/* All of them, in the order of the list; for documents and tests. */
const struct cs_condition_kind *cs_condition_at(enum cs_condition_id id);

/* Whether a status operand is well-formed: three digits, Nxx, non-2xx, none. */
bool cs_status_pattern_valid(const char *text);

#endif
