/* Every fault of the session shows: the same events give something else than from the correct proxy. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/embedded/proxy/session_trial.h"
#include "reference/testing.h"

#define TARGET        "127.0.0.1:18443"
#define HOST          "Host: " TARGET "\r\n"
#define REQUEST       "CONNECT " TARGET " HTTP/1.1\r\n" HOST
#define DENIED        "CONNECT 127.0.0.1:25 HTTP/1.1\r\nHost: 127.0.0.1:25\r\n"
#define GET           "GET http://" TARGET "/ HTTP/1.1\r\n" HOST "\r\n"
#define TO(target)    "CONNECT " target " HTTP/1.1\r\n" HOST "\r\n"
#define NAMED(target) "CONNECT " target " HTTP/1.1\r\nHost: " target "\r\n\r\n"
#define SIGNED        "Proxy-Authorization: Basic dXNlcjpwYTpzcw==\r\n" /* user:pa:ss */

enum script {
    AUTH = 1 << 0,        /* the proxy asks for credentials */
    REFUSED = 1 << 1,     /* the destination refuses the connection */
    UNRESOLVED = 1 << 2,  /* it has no address */
    IN_TWO = 1 << 3,      /* the last two bytes of the head come apart */
    SPEAKS = 1 << 4,      /* the origin speaks first */
    FINISHES = 1 << 5,    /* the client finishes behind what it has sent */
    ORIGIN_ENDS = 1 << 6, /* the origin finishes */
    RESETS = 1 << 7,      /* the client resets */
    ORIGIN_RESETS = 1 << 8,
    BULK = 1 << 9,     /* both sides send 600 KiB */
    WARMED = 1 << 11,  /* another connection was served before: with credentials, with origin bytes */
    PENDING = 1 << 12, /* the connect does not end */
    TIMED_OUT = 1 << 13,
    PARENT = 1 << 15,  /* there is a parent proxy; what is sent |then| comes from it */
    UNKNOWN = 1 << 14, /* nobody says what the name resolves to */
};

struct row {
    enum cs_fault fault;
    int script;
    const char *sent; /* '~' stands for |fill| times 'a' */
    size_t length;
    size_t fill;
    const char *then; /* sent once the first bytes have been dealt with */
    size_t then_length;
};

#define ROW(fault, script, sent)                                                                                       \
    {                                                                                                                  \
        fault, script, sent, sizeof(sent) - 1, 0, "", 0                                                                \
    }
#define FILLED(fault, script, sent, fill)                                                                              \
    {                                                                                                                  \
        fault, script, sent, sizeof(sent) - 1, fill, "", 0                                                             \
    }
#define TUNNEL(fault, script, sent, then)                                                                              \
    {                                                                                                                  \
        fault, script, sent, sizeof(sent) - 1, 0, then, sizeof(then) - 1                                               \
    }

static const struct row rows[] = {
    ROW(CS_FAULT_DEFAULT_PORT, 0, TO("127.0.0.1:")),
    ROW(CS_FAULT_DEFAULT_WEB, 0, TO("127.0.0.1:")),
    ROW(CS_FAULT_PORT_MODULO, 0, TO("127.0.0.1:83979")),
    ROW(CS_FAULT_PORT_PREFIX, 0, TO("127.0.0.1:18443x")),
    ROW(CS_FAULT_PORT_SIGN, 0, TO("127.0.0.1:+18443")),
    ROW(CS_FAULT_PORT_HEX, 0, TO("127.0.0.1:0x480b")),
    ROW(CS_FAULT_PORT_OCTAL, 0, "CONNECT 127.0.0.1:044013 HTTP/1.1\r\nHost: 127.0.0.1:044013\r\n\r\n"),
    ROW(CS_FAULT_FIRST_COLON, 0, TO("127.0.0.1:18443:9")),
    ROW(CS_FAULT_LAST_COLON, 0, TO("127.0.0.1:9:18443")),
    ROW(CS_FAULT_BARE_IPV6, 0, TO("::1:18443")),
    ROW(CS_FAULT_BRACKET_REPAIR, 0, TO("[::1:18443")),
    ROW(CS_FAULT_BRACKETED_NAME, 0, TO("[127.0.0.1]:18443")),
    ROW(CS_FAULT_IPVFUTURE, 0, TO("[v1.127.0.0.1]:18443")),
    ROW(CS_FAULT_USERINFO_STRIPPED, 0, TO("user@127.0.0.1:18443")),
    ROW(CS_FAULT_USERINFO_FIRST, 0, TO("127.0.0.1:18443@127.0.0.2:9")),
    ROW(CS_FAULT_ABSOLUTE_FORM, 0, TO("http://127.0.0.1:18443/")),
    ROW(CS_FAULT_PATH_DROPPED, 0, TO("127.0.0.1:18443/x")),
    ROW(CS_FAULT_BLANKS_REMOVED, 0, TO("127.0.0.1 :18443")),
    ROW(CS_FAULT_FIRST_WORD, 0, TO("127.0.0.1:18443 a:9")),
    ROW(CS_FAULT_LAST_WORD, 0, TO("a:9 127.0.0.1:18443")),
    ROW(CS_FAULT_HOST_FIELD, 0, TO("127.0.0.2:18443")),
    ROW(CS_FAULT_LAST_HOST_FIELD, 0, REQUEST "Host: 127.0.0.2:18443\r\n\r\n"),
    ROW(CS_FAULT_NUL_TRUNCATED, 0, TO("127.0.0.1%00.x:18443")),
    ROW(CS_FAULT_PERCENT_TWICE, 0, TO("127.0.0%252e1:18443")),
    ROW(CS_FAULT_CONTROLS_STRIPPED, 0, TO("127.0.0\x01.1:18443")),
    ROW(CS_FAULT_UNICODE_DOTS, 0,
        TO("127\xef\xbc\x8e"
           "0.0.1:18443")),
    ROW(CS_FAULT_BACKSLASH_CUT, 0, TO("127.0.0.1\\.x:18443")),
    ROW(CS_FAULT_EMPTY_HOST_LOCAL, 0, TO(":18443")),
    FILLED(CS_FAULT_TRUNCATED, 0, TO("~.x:18443"), 300),
    ROW(CS_FAULT_BARE_CR_LINE, 0, "CONNECT " TARGET " HTTP/1.1\rHost: " TARGET "\r\n\r\n"),

    ROW(CS_FAULT_ORIGIN_HALF_CLOSE_LOSES, SPEAKS | ORIGIN_ENDS, REQUEST "\r\n"),
    ROW(CS_FAULT_PORT_ZERO, 0, TO("127.0.0.1:0")),
    ROW(CS_FAULT_ANY_METHOD, 0, "GET " TARGET " HTTP/1.1\r\n" HOST "\r\n"),
    ROW(CS_FAULT_NAMES_REFUSED, 0, NAMED("a.test:18443")),
    ROW(CS_FAULT_NAME_CASE, 0, NAMED("A.test:18443")),
    ROW(CS_FAULT_IPV6_CASE, 0, NAMED("[FD77::a]:18443")),
    ROW(CS_FAULT_ZONE_AS_HOST, 0, TO("[::1%25127.0.0.1]:18443")),
    FILLED(CS_FAULT_NAME_WRAPPED, 0, NAMED("127.0.0.1~:18443"), 256),
    ROW(CS_FAULT_CHUNK_SIZE_WRAPS, 0, REQUEST "Transfer-Encoding: chunked\r\n\r\n100000000\r\n" REQUEST "\r\n"),
    ROW(CS_FAULT_CREDENTIALS_CUT, AUTH,
        REQUEST "Proxy-Authorization: Basic dXNlcjpwYTpzc3g=\r\n\r\n"), /* user:pa:ssx */
    ROW(CS_FAULT_OWN_PORT, 0, DENIED "\r\n"),
    ROW(CS_FAULT_ROOT_DOT_SILENT, 0, NAMED("a.test.:18443")),
    ROW(CS_FAULT_METHOD_CASE, 0, "Connect " TARGET " HTTP/1.1\r\n" HOST "\r\n"),
    ROW(CS_FAULT_METHOD_PREFIX, 0, "CONNECTX " TARGET " HTTP/1.1\r\n" HOST "\r\n"),
    ROW(CS_FAULT_VERSION_CASE, 0, "CONNECT " TARGET " http/1.1\r\n" HOST "\r\n"),
    ROW(CS_FAULT_VERSION_UNCHECKED, 0, "CONNECT " TARGET "\r\n" HOST "\r\n"),
    ROW(CS_FAULT_VERSION_MAJOR, 0, "CONNECT " TARGET " HTTP/2.0\r\n" HOST "\r\n"),
    ROW(CS_FAULT_VERSION_MINOR, 0, "CONNECT " TARGET " HTTP/1.2\r\n" HOST "\r\n"),
    ROW(CS_FAULT_HTTP10_HOST, 0, "CONNECT " TARGET " HTTP/1.0\r\n\r\n"),
    ROW(CS_FAULT_LEADING_EMPTY_LINE, 0, "\r\n" REQUEST "\r\n"),
    ROW(CS_FAULT_BLANK_LED_LINE, 0, "CONNECT " TARGET " HTTP/1.1\r\n " HOST "\r\n"),
    ROW(CS_FAULT_SILENT_GARBAGE, 0, "\x16\x03\x01\r\n\r\n"),
    ROW(CS_FAULT_HOST_MISSING, 0, "CONNECT " TARGET " HTTP/1.1\r\n\r\n"),
    ROW(CS_FAULT_HOST_TWICE, 0, REQUEST HOST "\r\n"),
    ROW(CS_FAULT_HOST_INVALID, 0, "CONNECT " TARGET " HTTP/1.1\r\nHost: a b\r\n\r\n"),
    ROW(CS_FAULT_HOST_EXACT, 0, "CONNECT A.example:18443 HTTP/1.1\r\nHost: a.example:18443\r\n\r\n"),
    ROW(CS_FAULT_EARLY_CONNECT, 0, REQUEST),
    ROW(CS_FAULT_BLANK_BEFORE_COLON, 0, REQUEST "X : y\r\n\r\n"),
    ROW(CS_FAULT_FOLD_AS_FIELD, AUTH, REQUEST "X: y\r\n " SIGNED "\r\n"),
    ROW(CS_FAULT_VALUE_NUL, 0, "CONNECT " TARGET " HTTP/1.1\r\nHost: " TARGET "\0.x\r\n\r\n"),
    ROW(CS_FAULT_FIELD_SYNTAX, 0, REQUEST "foo\r\n\r\n"),
    ROW(CS_FAULT_BODY_TWICE, 0, REQUEST "Content-Length: 5\r\n\r\nHELLOWORLD"),
    ROW(CS_FAULT_BODY_HANGS, 0, REQUEST "Content-Length: 0\r\n\r\nHELLO"),
    ROW(CS_FAULT_LENGTH_INVALID, 0, REQUEST "Content-Length: 5 5\r\n\r\n"),
    ROW(CS_FAULT_CODING_IGNORED, 0, REQUEST "Transfer-Encoding: gzip\r\n\r\n"),
    ROW(CS_FAULT_CODING_MIXED, 0, REQUEST "Transfer-Encoding: chunked\r\n\r\n5\r\nHELLO\r\n0\r\n\r\n"),
    ROW(CS_FAULT_EXPECT_WAITS, 0, REQUEST "Expect: 100-continue\r\n\r\n"),
    ROW(CS_FAULT_CONDITION_412, 0, REQUEST "If-None-Match: *\r\n\r\n"),
    ROW(CS_FAULT_RANGE_416, 0, REQUEST "Range: bytes=0-0\r\n\r\n"),
    FILLED(CS_FAULT_LARGE_SILENT, 0, REQUEST "X: ~\r\n\r\n", 70000),
    ROW(CS_FAULT_UNKNOWN_FIELD, 0, REQUEST "X: y\r\n\r\n"),
    ROW(CS_FAULT_OWS_KEPT, 0, "CONNECT " TARGET " HTTP/1.1\r\nHost:\t" TARGET "\r\n\r\n"),
    ROW(CS_FAULT_UPGRADE_101, 0, REQUEST "Upgrade: h2c\r\n\r\n"),
    ROW(CS_FAULT_ONE_READ, IN_TWO, REQUEST "\r\n"),
    ROW(CS_FAULT_SPLIT_CRLF, IN_TWO, REQUEST "\r\n"),
    FILLED(CS_FAULT_HEAD_CUT, 0, REQUEST "X: ~\r\n" HOST "\r\n", 9000),

    ROW(CS_FAULT_AUTH_IGNORED, AUTH, REQUEST "\r\n"),
    ROW(CS_FAULT_STATUS_401, AUTH, REQUEST "\r\n"),
    ROW(CS_FAULT_STATUS_403, AUTH, REQUEST "\r\n"),
    ROW(CS_FAULT_NO_CHALLENGE, AUTH, REQUEST "\r\n"),
    ROW(CS_FAULT_NO_REALM, AUTH, REQUEST "\r\n"),
    ROW(CS_FAULT_REALM_UNQUOTED, AUTH, REQUEST "\r\n"),
    ROW(CS_FAULT_CHALLENGE_BROKEN, AUTH, REQUEST "\r\n"),
    ROW(CS_FAULT_ANY_PASSWORD, AUTH, REQUEST "Proxy-Authorization: Basic dXNlcjp4\r\n\r\n"),          /* user:x */
    ROW(CS_FAULT_ANY_USER, AUTH, REQUEST "Proxy-Authorization: Basic eDpwYTpzcw==\r\n\r\n"),          /* x:pa:ss */
    ROW(CS_FAULT_PASSWORD_CASE, AUTH, REQUEST "Proxy-Authorization: Basic dXNlcjpQQTpzcw==\r\n\r\n"), /* user:PA:ss */
    ROW(CS_FAULT_PASSWORD_PREFIX, AUTH, REQUEST "Proxy-Authorization: Basic dXNlcjpwYQ==\r\n\r\n"),   /* user:pa */
    ROW(CS_FAULT_SCHEME_CASE, AUTH, REQUEST "Proxy-Authorization: basic dXNlcjpwYTpzcw==\r\n\r\n"),
    ROW(CS_FAULT_ONE_SPACE, AUTH, REQUEST "Proxy-Authorization: Basic  dXNlcjpwYTpzcw==\r\n\r\n"),
    ROW(CS_FAULT_LAST_COLON_PASSWORD, AUTH, REQUEST SIGNED "\r\n"),
    ROW(CS_FAULT_CREDENTIALS_NUL, AUTH, REQUEST "Proxy-Authorization: Basic dXNlcjpwYTpzcwB4\r\n\r\n"),
    ROW(CS_FAULT_TOKEN_JUNK, AUTH, REQUEST "Proxy-Authorization: Basic dXNl%cjpwYTpzcw==\r\n\r\n"),
    ROW(CS_FAULT_NO_COLON, AUTH, REQUEST "Proxy-Authorization: Basic dXNlcg==\r\n\r\n"),
    ROW(CS_FAULT_AUTHORIZATION_FIELD, AUTH, REQUEST "Authorization: Basic dXNlcjpwYTpzcw==\r\n\r\n"),
    ROW(CS_FAULT_USERINFO_AUTH, AUTH, TO("user:pa:ss@" TARGET)),
    ROW(CS_FAULT_ANY_CREDENTIALS, AUTH, REQUEST "Proxy-Authorization: Basic eDp5\r\n" SIGNED "\r\n"),
    ROW(CS_FAULT_OTHER_SCHEME, AUTH, REQUEST "Proxy-Authorization: Bearer abc\r\n\r\n"),
    ROW(CS_FAULT_AUTH_STICKS, AUTH | WARMED, REQUEST "\r\n"),
    ROW(CS_FAULT_CHARSET_LATIN1, AUTH, REQUEST "\r\n"),
    ROW(CS_FAULT_USER_NAMED, AUTH, REQUEST "Proxy-Authorization: Basic eDp5\r\n\r\n"), /* x:y */
    ROW(CS_FAULT_AUTH_AFTER_CONNECT, AUTH, REQUEST "\r\n"),
    ROW(CS_FAULT_CREDENTIALS_FORWARDED, AUTH, REQUEST SIGNED "\r\n"),
    ROW(CS_FAULT_CREDENTIALS_SHOWN, AUTH, DENIED SIGNED "\r\n"),

    ROW(CS_FAULT_PORT_NEGATIVE, 0, TO("127.0.0.1:-47093")),
    ROW(CS_FAULT_PORT_PERCENT, 0, TO("127.0.0.1:%31%38443")),
    ROW(CS_FAULT_AUTH_UNDERSCORE, AUTH, REQUEST "Proxy_Authorization: Basic dXNlcjpwYTpzcw==\r\n\r\n"),
    ROW(CS_FAULT_AUTH_PER_CONNECTION, AUTH, DENIED SIGNED "\r\n" REQUEST "\r\n"),
    ROW(CS_FAULT_PORTS_IGNORED, 0, DENIED "\r\n"),
    ROW(CS_FAULT_PORTS_AS_TEXT, 0, "CONNECT 127.0.0.1:025 HTTP/1.1\r\nHost: 127.0.0.1:025\r\n\r\n"),
    ROW(CS_FAULT_PORTS_FOR_ADDRESSES, 0, NAMED("a.test:25")),
    ROW(CS_FAULT_USERS_REACH_ALL, AUTH, DENIED SIGNED "\r\n"),
    ROW(CS_FAULT_PORTS_AFTER_CONNECT, 0, DENIED "\r\n"),
    ROW(CS_FAULT_PORTS_BY_HOST_FIELD, 0, TO("127.0.0.1:25")),
    ROW(CS_FAULT_ALPN_GRANTS, 0, DENIED "ALPN: h2\r\n\r\n"),
    ROW(CS_FAULT_PORT_TRUNCATED_POLICY, 0, TO("127.0.0.1:65561")),

    ROW(CS_FAULT_EARLY_200, REFUSED, REQUEST "\r\n"),
    ROW(CS_FAULT_TE_IN_2XX, 0, REQUEST "\r\n"),
    ROW(CS_FAULT_LENGTH_IN_2XX, 0, REQUEST "\r\n"),
    ROW(CS_FAULT_EXTRA_LINE, 0, REQUEST "\r\n"),
    ROW(CS_FAULT_TWO_STATUS, 0, REQUEST "\r\n"),
    ROW(CS_FAULT_STATUS_LF, 0, REQUEST "\r\n"),
    ROW(CS_FAULT_NO_REASON_SPACE, 0, REQUEST "\r\n"),
    ROW(CS_FAULT_VERSION_ECHO, 0, "CONNECT " TARGET " HTTP/1.9\r\n" HOST "\r\n"),
    ROW(CS_FAULT_INTERIM_TO_HTTP10, 0, "CONNECT " TARGET " HTTP/1.0\r\n\r\n"),
    ROW(CS_FAULT_ERROR_UNDELIMITED, 0, DENIED "\r\n"),
    ROW(CS_FAULT_ERROR_SURPLUS, 0, DENIED "\r\n"),
    ROW(CS_FAULT_CHUNKED_TO_HTTP10, 0, "CONNECT 127.0.0.1:25 HTTP/1.0\r\n\r\n"),
    ROW(CS_FAULT_ERROR_EMPTY, 0, DENIED "\r\n"),
    ROW(CS_FAULT_TARGET_IN_FIELD, 0, TO("a%0d%0ab:25")),
    ROW(CS_FAULT_TARGET_IN_HTML, 0, TO("<x>:25")),
    ROW(CS_FAULT_PAGE_STALE, WARMED, DENIED "\r\n"),
    ROW(CS_FAULT_CLOSED_200, REFUSED, REQUEST "\r\n"),
    ROW(CS_FAULT_CLOSED_SILENT, REFUSED, REQUEST "\r\n"),
    ROW(CS_FAULT_UNRESOLVED_200, UNRESOLVED, REQUEST "\r\n"),
    ROW(CS_FAULT_UNRESOLVED_LOCAL, UNRESOLVED, REQUEST "\r\n"),
    ROW(CS_FAULT_TIMEOUT_SILENT, TIMED_OUT, REQUEST "\r\n"),
    ROW(CS_FAULT_LOOKUP_SILENT, UNKNOWN, REQUEST "\r\n"),
    ROW(CS_FAULT_PROXY_STATUS_BROKEN, 0, DENIED "\r\n"),
    ROW(CS_FAULT_PROXY_STATUS_MISMATCH, REFUSED, REQUEST "\r\n"),
    ROW(CS_FAULT_KEEPS_OPEN, 0, DENIED "\r\n" GET),
    ROW(CS_FAULT_KEEPS_OPEN_407, AUTH, REQUEST "\r\n" REQUEST SIGNED "\r\n"),
    ROW(CS_FAULT_CLOSE_IGNORED, REFUSED, REQUEST "Connection: close\r\n\r\n" GET),
    ROW(CS_FAULT_CLOSE_UNANNOUNCED, 0, DENIED "\r\n"),
    ROW(CS_FAULT_RESET_ON_REFUSAL, 0, DENIED "\r\n"),
    ROW(CS_FAULT_FIN_AS_ABORT, FINISHES | PENDING, REQUEST "\r\n"),
    ROW(CS_FAULT_BODY_AS_REQUEST, 0, DENIED "Content-Length: 61\r\n\r\n" GET),

    ROW(CS_FAULT_NUL_AS_SPACE, 0, REQUEST "\r\na\0b"),
    ROW(CS_FAULT_SEVEN_BIT, 0, REQUEST "\r\n\xff"),
    TUNNEL(CS_FAULT_CRLF_FOLDED, 0, REQUEST "\r\na\r", "\nb"),
    TUNNEL(CS_FAULT_TUNNEL_PARSED, 0, REQUEST "\r\n", TO("a:1")),
    ROW(CS_FAULT_WAITS_FOR_CLIENT, SPEAKS, REQUEST "\r\n"),
    ROW(CS_FAULT_EARLY_LOST, 0, REQUEST "\r\nearly"),
    ROW(CS_FAULT_EARLY_TWICE, 0, REQUEST "\r\nearly"),
    TUNNEL(CS_FAULT_EARLY_LATE, 0, REQUEST "\r\nearly", "late"),
    ROW(CS_FAULT_EARLY_ON_REFUSAL, 0, DENIED "\r\nearly"),
    ROW(CS_FAULT_CLIENT_CLOSE_CUTS, FINISHES, REQUEST "\r\nbytes"),
    ROW(CS_FAULT_ORIGIN_CLOSE_CUTS, SPEAKS | ORIGIN_ENDS, REQUEST "\r\n"),
    ROW(CS_FAULT_CLIENT_CLOSE_KEPT, FINISHES, REQUEST "\r\n"),
    ROW(CS_FAULT_ORIGIN_CLOSE_KEPT, ORIGIN_ENDS, REQUEST "\r\n"),
    ROW(CS_FAULT_CLIENT_RESET_KEPT, RESETS, REQUEST "\r\n"),
    ROW(CS_FAULT_ORIGIN_RESET_KEPT, ORIGIN_RESETS, REQUEST "\r\n"),
    TUNNEL(CS_FAULT_HALF_CLOSE_LOSES, FINISHES, REQUEST "\r\n", "request"),
    ROW(CS_FAULT_BULK_LOST, BULK, REQUEST "\r\n"),
    ROW(CS_FAULT_BULK_DEADLOCK, BULK, REQUEST "\r\n"),
    ROW(CS_FAULT_ONE_DIRECTION, BULK, REQUEST "\r\n"),
    ROW(CS_FAULT_VIA_IN_TUNNEL, 0, REQUEST "\r\n"),
    ROW(CS_FAULT_PAGE_IN_TUNNEL, ORIGIN_RESETS, REQUEST "\r\n"),
    ROW(CS_FAULT_CLOSE_OPTION_ENDS, 0, REQUEST "Connection: close\r\n\r\n"),
    TUNNEL(CS_FAULT_SMALL_HELD, 0, REQUEST "\r\n", "x"),
    ROW(CS_FAULT_SECOND_CONNECTION, 0, REQUEST "\r\n"),
    ROW(CS_FAULT_TUNNELS_CROSSED, WARMED | SPEAKS, REQUEST "\r\n"),
    TUNNEL(CS_FAULT_UNKNOWN_CLOSED, 0, REQUEST "\r\n", "\x80"),

    TUNNEL(CS_FAULT_PARENT_200_ALONE, PARENT, REQUEST "\r\n", "HTTP/1.1 204 No Content\r\n\r\n"),
    TUNNEL(CS_FAULT_PARENT_REFUSAL_TUNNELS, PARENT, REQUEST "\r\n", "HTTP/1.1 403 Forbidden\r\n\r\n"),
    ROW(CS_FAULT_PARENT_EARLY_BYTES, PARENT, REQUEST "\r\nearly"),
    TUNNEL(CS_FAULT_PARENT_INTERIM_FINAL, PARENT, REQUEST "\r\n", "HTTP/1.1 100 Continue\r\n\r\n"),
    TUNNEL(CS_FAULT_PARENT_INTERIM_OPENS, PARENT, REQUEST "\r\n", "HTTP/1.1 100 Continue\r\n\r\n"),
    ROW(CS_FAULT_NO_VIA, PARENT, REQUEST "\r\n"),
    ROW(CS_FAULT_PARENT_HOST_COPIED, PARENT, "CONNECT " TARGET " HTTP/1.0\r\n\r\n"),
    ROW(CS_FAULT_NAME_COMPLETED, PARENT, NAMED("a.test:18443")),
    ROW(CS_FAULT_PARENT_CONNECTION_KEPT, PARENT, REQUEST "Connection: x\r\nX: 1\r\n\r\n"),
    TUNNEL(CS_FAULT_PARENT_HEAD_CUT, PARENT | ORIGIN_ENDS, REQUEST "\r\n", "HTTP/1.1 200 OK\r\nX:"),
    TUNNEL(CS_FAULT_PARENT_ANSWER_COPIED, PARENT, REQUEST "\r\n", "HTTP/1.1 403 Forbidden\r\n\r\n"),
    TUNNEL(CS_FAULT_PARENT_407_STRIPPED, PARENT, REQUEST "\r\n", "HTTP/1.1 407 No\r\n\r\n"),
    TUNNEL(CS_FAULT_PARENT_CREDENTIALS, PARENT, REQUEST SIGNED "\r\n", "HTTP/1.1 200 OK\r\n\r\n"),
    ROW(CS_FAULT_PARENT_END_SILENT, PARENT | ORIGIN_ENDS, REQUEST "\r\n"),
    ROW(CS_FAULT_PARENT_IPV6_BARE, PARENT, NAMED("[::1]:18443")),
    TUNNEL(CS_FAULT_PARENT_STATUS_LENIENT, PARENT, REQUEST "\r\n", "ICY 200 OK\r\n\r\n"),
    TUNNEL(CS_FAULT_PARENT_FRAMING_HEEDED, PARENT, REQUEST "\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
};

static void expand(const struct row *row, struct cs_buffer *out)
{
    for (size_t i = 0; i < row->length; i++)
        for (size_t n = 0; n < (row->sent[i] == '~' ? row->fill : 1); n++)
            cs_buffer_add(out, row->sent[i] == '~' ? "a" : &row->sent[i], 1);
}

static void send_bulk(struct trial *trial)
{
    static char block[60 * 1024];

    for (int i = 0; i < 10; i++)
        for (int side = CS_SIDE_CLIENT; side <= CS_SIDE_ORIGIN; side++)
            if (!trial->sides[side].paused)
                trial_receive(trial, (enum cs_side)side, block, sizeof(block));
}

/* Another client before: an authenticated tunnel, then a refusal. */
static void warm(const struct cs_proxy_config *config)
{
    struct trial trial;

    trial_start(&trial, config, TRIAL_CONNECTS);
    trial_receive_text(&trial, CS_SIDE_CLIENT, REQUEST SIGNED "\r\n");
    trial_receive_text(&trial, CS_SIDE_ORIGIN, "secret");
    trial_end(&trial);
    trial_start(&trial, config, TRIAL_CONNECTS);
    trial_receive_text(&trial, CS_SIDE_CLIENT, DENIED "X: secret\r\n\r\n");
    trial_end(&trial);
}

static enum trial_connect connect_of(const struct row *row)
{
    if ((row->script & REFUSED) != 0)
        return TRIAL_REFUSES;
    if ((row->script & UNRESOLVED) != 0)
        return TRIAL_UNRESOLVED;
    if ((row->script & TIMED_OUT) != 0)
        return TRIAL_TIMES_OUT;
    if ((row->script & UNKNOWN) != 0)
        return TRIAL_UNKNOWN;
    return (row->script & PENDING) != 0 ? TRIAL_PENDING : TRIAL_CONNECTS;
}

static void play(const struct row *row, struct trial *trial)
{
    struct cs_buffer sent = {0};
    size_t behind = (row->script & IN_TWO) != 0 ? 2 : 0;

    expand(row, &sent);
    trial_receive(trial, CS_SIDE_CLIENT, sent.data, sent.length - behind);
    if (behind > 0)
        trial_receive(trial, CS_SIDE_CLIENT, sent.data + sent.length - behind, behind);
    cs_buffer_free(&sent);
    if ((row->script & SPEAKS) != 0)
        trial_receive_text(trial, CS_SIDE_ORIGIN, "banner");
    if (row->then_length > 0)
        trial_receive(trial, (row->script & PARENT) != 0 ? CS_SIDE_ORIGIN : CS_SIDE_CLIENT, row->then,
                      row->then_length);
    if ((row->script & BULK) != 0)
        send_bulk(trial);
    if ((row->script & FINISHES) != 0)
        trial_finish(trial, CS_SIDE_CLIENT);
    if ((row->script & ORIGIN_ENDS) != 0)
        trial_finish(trial, CS_SIDE_ORIGIN);
    if ((row->script & RESETS) != 0)
        trial_reset(trial, CS_SIDE_CLIENT);
    if ((row->script & ORIGIN_RESETS) != 0)
        trial_reset(trial, CS_SIDE_ORIGIN);
}

static void run_row(const struct row *row, enum cs_fault fault, struct trial *trial)
{
    struct cs_proxy_memory memory = {0};
    struct cs_proxy_config config = {
        .allowed_count = 1, .allowed = {18443}, .own_port = 25, .fault = fault, .memory = &memory};

    if ((row->script & PARENT) != 0)
        config.parent = (struct cs_destination){.host = "10.0.0.1", .length = 8, .port = 8080};
    if ((row->script & AUTH) != 0) {
        config.user = "user";
        config.password = "pa:ss";
    }
    if ((row->script & WARMED) != 0)
        warm(&config);
    trial_start(trial, &config, connect_of(row));
    play(row, trial);
    cs_session_free(trial->session); /* |config| ends here */
    trial->session = NULL;
}

static bool same(const struct trial *a, const struct trial *b)
{
    bool equal = a->dials == b->dials && a->destination.port == b->destination.port &&
                 strcmp(a->destination.host, b->destination.host) == 0;

    for (int side = CS_SIDE_CLIENT; side <= CS_SIDE_ORIGIN; side++)
        equal = equal && a->sides[side].ended == b->sides[side].ended &&
                a->sides[side].finished == b->sides[side].finished &&
                trial_got(a, (enum cs_side)side, b->sides[side].received.data, b->sides[side].received.length);
    return equal;
}

static void every_fault_shows(void)
{
    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct trial clean, faulty;

        run_row(&rows[i], CS_FAULT_NONE, &clean);
        run_row(&rows[i], rows[i].fault, &faulty);
        if (same(&clean, &faulty))
            printf("\n%s does not show\n", cs_fault_name(rows[i].fault));
        CU_ASSERT_FALSE(same(&clean, &faulty));
        trial_end(&clean);
        trial_end(&faulty);
    }
}

/* Parser-level faults open a tunnel; that a destination is dialled is what their cases look for. */
static void lenient_readings_connect(void)
{
    for (size_t i = 0; i < CS_COUNT(rows) && rows[i].fault < CS_FAULT_PORT_ZERO; i++) {
        struct trial trial;

        run_row(&rows[i], rows[i].fault, &trial);
        CU_ASSERT_EQUAL(trial.dials, 1);
        trial_end(&trial);
    }
}

/* Those that a short session does not show: shell_test.c and the cases do. */
static bool shows_elsewhere(enum cs_fault fault)
{
    static const enum cs_fault faults[] = {
        CS_FAULT_FIRST_ADDRESS,       CS_FAULT_ZONE_STRIPPED,      CS_FAULT_LEAVING_CRASHES,  CS_FAULT_NUL_CRASHES,
        CS_FAULT_HEAD_WAITS,          CS_FAULT_HEAD_EACH_READ,     CS_FAULT_IDLE_CUT,         CS_FAULT_UNBOUNDED,
        CS_FAULT_PARENT_INTERIM_DEAF, CS_FAULT_PARENT_ENDLESS,     CS_FAULT_PARENT_CACHED,    CS_FAULT_CROWD_DEAF,
        CS_FAULT_LIMIT_LEAKS,         CS_FAULT_CONNECTION_CRASHES, CS_FAULT_DESCRIPTOR_LEAKS, CS_FAULT_MEMORY_LEAKS,
        CS_FAULT_CONNECT_NOT_FIRST,   CS_FAULT_CONNECT_OVERTAKES,  CS_FAULT_PORT_HANGS,       CS_FAULT_LEAVING_DEAFENS,
        CS_FAULT_GARBAGE_DEAFENS,     CS_FAULT_PLAIN_CREDENTIALS,
    };
    bool found = false;

    for (size_t i = 0; i < CS_COUNT(faults); i++)
        found = found || faults[i] == fault;
    return found ||
           (fault >= CS_FAULT_DIGEST_NO_QOP && fault <= CS_FAULT_DIGEST_AUTH_INT) || /* session_digest_test.c */
           (fault >= CS_FAULT_ADDRESSES_IGNORED && fault <= CS_FAULT_ADDRESSES_CHECKED_ONCE);
}

static void every_fault_has_a_row(void)
{
    for (int fault = CS_FAULT_NONE + 1; fault < CS_FAULT_COUNT; fault++) {
        size_t count = 0;

        for (size_t i = 0; i < CS_COUNT(rows); i++)
            count += rows[i].fault == (enum cs_fault)fault;
        if (shows_elsewhere((enum cs_fault)fault)) {
            CU_ASSERT_EQUAL(count, 0);
            continue;
        }
        if (count != 1)
            printf("\n%s has %zu rows\n", cs_fault_name((enum cs_fault)fault), count);
        CU_ASSERT_EQUAL(count, 1);
    }
}

/* Whatever happens, in whatever order: a session ends when both sides have gone. */
static void every_fault_ends(void)
{
    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_proxy_memory memory = {0};
        struct cs_proxy_config config = {
            .allowed_count = 1, .allowed = {18443}, .fault = rows[i].fault, .memory = &memory};
        struct trial trial;

        trial_start(&trial, &config, connect_of(&rows[i]));
        play(&rows[i], &trial);
        trial_reset(&trial, CS_SIDE_CLIENT);
        trial_reset(&trial, CS_SIDE_ORIGIN);
        CU_ASSERT_TRUE(cs_session_over(trial.session));
        trial_end(&trial);
    }
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"every fault shows", every_fault_shows},
        {"lenient readings connect", lenient_readings_connect},
        {"every fault has a row", every_fault_has_a_row},
        {"every fault ends", every_fault_ends},
    };

    return cs_run_tests("session_fault", tests, CS_COUNT(tests));
}
