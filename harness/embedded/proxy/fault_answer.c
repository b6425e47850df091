#include "harness/embedded/proxy/fault_answer.h"

#define SUCCESS 1u
#define REFUSAL 2u

/* Credentials were sent, and they were wrong. */
static bool is_wrong(const struct cs_asked *asked, enum cs_refusal refusal)
{
    return cs_asks_credentials(refusal) && cs_message_has(&asked->message, "proxy-authorization");
}

bool cs_fault_status(const struct cs_asked *asked, enum cs_refusal refusal, unsigned *status, const char **reason)
{
    static const struct {
        enum cs_fault fault;
        enum cs_refusal refusal; /* CS_REFUSE_CREDENTIALS: wrong ones */
        unsigned status;
        const char *reason;
    } rows[] = {
        {CS_FAULT_PORT_200, CS_REFUSE_PORT, 200, "OK"},
        {CS_FAULT_PORT_204, CS_REFUSE_PORT, 204, "No Content"},
        {CS_FAULT_PORT_302, CS_REFUSE_PORT, 302, "Found"},
        {CS_FAULT_PORT_407, CS_REFUSE_PORT, 407, "Proxy Authentication Required"},
        {CS_FAULT_PORT_401, CS_REFUSE_PORT, 401, "Unauthorized"},
        {CS_FAULT_PORT_426, CS_REFUSE_PORT, 426, "Upgrade Required"},
        {CS_FAULT_PORT_600, CS_REFUSE_PORT, 600, "Unknown"},
        {CS_FAULT_PORT_99, CS_REFUSE_PORT, 99, "Unknown"},
        {CS_FAULT_MALFORMED_500, CS_REFUSE_BAD_REQUEST, 500, "Internal Server Error"},
        {CS_FAULT_MALFORMED_404, CS_REFUSE_BAD_REQUEST, 404, "Not Found"},
        {CS_FAULT_CLOSED_500, CS_REFUSE_NOT_CONNECTED, 500, "Internal Server Error"},
        {CS_FAULT_CLOSED_403, CS_REFUSE_NOT_CONNECTED, 403, "Forbidden"},
        {CS_FAULT_METHOD_200, CS_REFUSE_METHOD, 200, "OK"},
        {CS_FAULT_WRONG_401, CS_REFUSE_CREDENTIALS, 401, "Unauthorized"},
        {CS_FAULT_WRONG_403, CS_REFUSE_CREDENTIALS, 403, "Forbidden"},
        {CS_FAULT_WRONG_400, CS_REFUSE_CREDENTIALS, 400, "Bad Request"},
        {CS_FAULT_WRONG_500, CS_REFUSE_CREDENTIALS, 500, "Internal Server Error"},
    };

    if (cs_has(asked->config, CS_FAULT_MISMATCH_421) &&
        cs_findings_has(&asked->message.findings, CS_CODE_HOST_MISMATCH)) {
        *status = 421;
        *reason = "Misdirected Request";
        return true;
    }
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        bool wrong = rows[i].refusal == CS_REFUSE_CREDENTIALS && is_wrong(asked, refusal);

        if (!cs_has(asked->config, rows[i].fault) || (rows[i].refusal != refusal && !wrong) ||
            (rows[i].refusal == CS_REFUSE_CREDENTIALS && !wrong))
            continue;
        *status = rows[i].status;
        *reason = rows[i].reason;
        return true;
    }
    return false;
}

const struct cs_status_line *cs_fault_status_line(const struct cs_asked *asked, bool success)
{
    static const struct {
        enum cs_fault fault;
        unsigned where;
        struct cs_status_line line;
    } rows[] = {
        {CS_FAULT_STATUS_VERSION_TEN, SUCCESS | REFUSAL, {"HTTP/1.10", " ", "", NULL}},
        {CS_FAULT_STATUS_VERSION_20, SUCCESS | REFUSAL, {"HTTP/2.0", " ", "", NULL}},
        {CS_FAULT_ORIGIN_VERSION_20, REFUSAL, {"HTTP/2.0", " ", "", NULL}},
        {CS_FAULT_STATUS_VERSION_SHORT, SUCCESS | REFUSAL, {"HTTP/2", " ", "", NULL}},
        {CS_FAULT_STATUS_LOWER, SUCCESS | REFUSAL, {"http/1.1", " ", "", NULL}},
        {CS_FAULT_STATUS_NO_VERSION, REFUSAL, {"HTTP", " ", "", NULL}},
        {CS_FAULT_STATUS_PADDED, SUCCESS | REFUSAL, {"HTTP/1.1", " ", "0", NULL}},
        {CS_FAULT_STATUS_GAP, SUCCESS | REFUSAL, {"HTTP/1.1", "  ", "", NULL}},
        {CS_FAULT_STATUS_TAB, SUCCESS | REFUSAL, {"HTTP/1.1", "\t", "", NULL}},
        {CS_FAULT_STATUS_REASON_CR, SUCCESS | REFUSAL, {"HTTP/1.1", " ", "", "no\rway"}},
        {CS_FAULT_STATUS_REASON_CONTROL, SUCCESS | REFUSAL, {"HTTP/1.1", " ", "", "no\001way"}},
        {CS_FAULT_STATUS_LED, SUCCESS | REFUSAL, {" HTTP/1.1", " ", "", NULL}},
        {CS_FAULT_STATUS_EMPTY_LINE, SUCCESS | REFUSAL, {"\r\nHTTP/1.1", " ", "", NULL}},
        {CS_FAULT_STATUS_PAGE, REFUSAL, {"<html>", " ", "", NULL}},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (cs_has(asked->config, rows[i].fault) && (rows[i].where & (success ? SUCCESS : REFUSAL)) != 0)
            return &rows[i].line;
    return NULL;
}

const char *cs_fault_added_field(const struct cs_asked *asked, bool success)
{
    static const struct {
        enum cs_fault fault;
        unsigned where;
        const char *line;
    } rows[] = {
        {CS_FAULT_ANSWER_NAME_BLANK, SUCCESS | REFUSAL, "Proxy Agent: x\r\n"},
        {CS_FAULT_SUCCESS_NAME_BLANK, SUCCESS, "Proxy Agent: x\r\n"},
        {CS_FAULT_ANSWER_FOLDED, REFUSAL, "X-Note: a\r\n b\r\n"},
        {CS_FAULT_SUCCESS_FOLDED, SUCCESS, "X-Note: a\r\n b\r\n"},
        {CS_FAULT_ANSWER_NO_COLON, REFUSAL, "connectspec\r\n"},
        {CS_FAULT_SUCCESS_NO_COLON, SUCCESS, "connectspec\r\n"},
        {CS_FAULT_ANSWER_COLON_BLANK, REFUSAL, "X-Note : a\r\n"},
        {CS_FAULT_SUCCESS_COLON_BLANK, SUCCESS, "X-Note : a\r\n"},
        {CS_FAULT_ANSWER_CONTROL, REFUSAL, "X-Note: a\001b\r\n"},
        {CS_FAULT_ANSWER_CR, REFUSAL, "X-Note: a\rb\r\n"},
        {CS_FAULT_SUCCESS_LENGTH_FIVE, SUCCESS, "Content-Length: 5\r\n"},
        {CS_FAULT_SUCCESS_CODING_IDENTITY, SUCCESS, "Transfer-Encoding: identity\r\n"},
        {CS_FAULT_SUCCESS_DATE_BROKEN, SUCCESS, "Date: yesterday\r\n"},
        {CS_FAULT_ANSWER_DATE_BROKEN, REFUSAL, "Date: yesterday\r\n"},
        {CS_FAULT_ANSWER_DATE_WEEKDAY, REFUSAL, "Date: Mon, 31 Dec 2090 08:49:37 GMT\r\n"},
        {CS_FAULT_ANSWER_LIST_GAP, REFUSAL, "Vary: a, , b\r\n"},
        {CS_FAULT_SUCCESS_LIST_GAP, SUCCESS, "Via: 1.1 a,\r\n"},
        {CS_FAULT_ANSWER_SERVER_BROKEN, REFUSAL, "Server: connectspec (x\r\n"},
        {CS_FAULT_ANSWER_DATE_OLD, REFUSAL, "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"},
        {CS_FAULT_ANSWER_LENGTH_TWICE, REFUSAL, "Content-Length: 3\r\n"},
        {CS_FAULT_ANSWER_LENGTH_AND_CODING, REFUSAL, "Transfer-Encoding: chunked\r\n"},
        {CS_FAULT_ANSWER_LENGTH_SIGNED, REFUSAL, "Content-Length: +3\r\n"},
        {CS_FAULT_ANSWER_TYPE_BROKEN, REFUSAL, "Content-Type: html\r\n"},
        {CS_FAULT_ANSWER_RETRY_BROKEN, REFUSAL, "Retry-After: soon\r\n"},
        {CS_FAULT_ANSWER_KEEP_ALIVE, REFUSAL, "Connection: keep-alive\r\n"},
        {CS_FAULT_ANSWER_KEEP_ALIVE_UNLISTED, REFUSAL, "Keep-Alive: timeout=5\r\n"},
        {CS_FAULT_ANSWER_UPGRADE_UNLISTED, REFUSAL, "Upgrade: h2c\r\n"},
        {CS_FAULT_SUCCESS_UPGRADE_UNLISTED, SUCCESS, "Upgrade: h2c\r\n"},
        {CS_FAULT_ANSWER_VIA_BROKEN, SUCCESS | REFUSAL, "Via: connectspec\r\n"},
        {CS_FAULT_ANSWER_INTERNAL, REFUSAL, "X-Served-By: 10.23.45.67\r\n"},
        {CS_FAULT_ANSWER_PATH, REFUSAL, "X-Trace: /usr/lib/connectspec/proxy.c:42\r\n"},
        {CS_FAULT_ANSWER_WWW_AUTHENTICATE, REFUSAL, "WWW-Authenticate: Basic realm=\"x\"\r\n"},
        {CS_FAULT_ANSWER_LOCATION_BROKEN, REFUSAL, "Location: a b\r\n"},
        {CS_FAULT_ANSWER_COOKIE, REFUSAL, "Set-Cookie: a=b\r\n"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (cs_has(asked->config, rows[i].fault) && (rows[i].where & (success ? SUCCESS : REFUSAL)) != 0)
            return rows[i].line;
    return "";
}
