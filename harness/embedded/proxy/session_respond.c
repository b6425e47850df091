#include <stdio.h>
#include <string.h>

#include "harness/embedded/proxy/session_internal.h"

#define CHALLENGE "Proxy-Authenticate: Basic realm=\"connectspec\", charset=\"UTF-8\"\r\n"

struct answer {
    unsigned status;
    const char *reason;
    const char *fields; /* beside those that every refusal has */
    const char *text;
};

/* Statuses beside Proxy-Status are those that RFC 9209 section 2.3 recommends. */
static const struct answer answers[CS_REFUSAL_COUNT] = {
    [CS_REFUSE_BAD_REQUEST] = {400, "Bad Request", "", "The request is malformed.\n"},
    [CS_REFUSE_TARGET_TOO_LONG] = {414, "URI Too Long", "", "The request line is too long.\n"},
    [CS_REFUSE_HEAD_TOO_LARGE] = {431, "Request Header Fields Too Large", "", "The request head is too large.\n"},
    [CS_REFUSE_VERSION] = {505, "HTTP Version Not Supported", "", "This port speaks HTTP/1.1.\n"},
    [CS_REFUSE_METHOD] = {405, "Method Not Allowed", "Allow: CONNECT\r\n", "This proxy serves CONNECT alone.\n"},
    [CS_REFUSE_UNKNOWN_METHOD] = {501, "Not Implemented", "", "This proxy does not know the method.\n"},
    [CS_REFUSE_CREDENTIALS] = {407, "Proxy Authentication Required", CHALLENGE, "Credentials are needed.\n"},
    [CS_REFUSE_UNKNOWN_USER] = {407, "Proxy Authentication Required", CHALLENGE, "Credentials are needed.\n"},
    [CS_REFUSE_STALE] = {407, "Proxy Authentication Required", CHALLENGE, "The nonce is not good any more.\n"},
    [CS_REFUSE_PORT] = {403, "Forbidden", "Proxy-Status: connectspec; error=http_request_denied\r\n",
                        "This port is not allowed.\n"},
    [CS_REFUSE_ADDRESS] = {403, "Forbidden", "Proxy-Status: connectspec; error=http_request_denied\r\n",
                           "This address is not allowed.\n"},
    [CS_REFUSE_NOT_CONNECTED] = {502, "Bad Gateway", "Proxy-Status: connectspec; error=connection_refused\r\n",
                                 "The destination refused the connection.\n"},
    [CS_REFUSE_NOT_RESOLVED] = {502, "Bad Gateway", "Proxy-Status: connectspec; error=dns_error\r\n",
                                "The name of the destination has no address.\n"},
    [CS_REFUSE_LOOKUP_TIMEOUT] = {504, "Gateway Timeout", "Proxy-Status: connectspec; error=dns_timeout\r\n",
                                  "Nobody said which address the destination has.\n"},
    [CS_REFUSE_CONNECT_TIMEOUT] = {504, "Gateway Timeout", "Proxy-Status: connectspec; error=connection_timeout\r\n",
                                   "The destination did not answer.\n"},
    [CS_REFUSE_HEAD_TIMEOUT] = {408, "Request Timeout", "", "The request did not come to its end.\n"},
    [CS_REFUSE_BY_PARENT] = {502, "Bad Gateway", "", "The parent proxy did not open a tunnel.\n"},
    [CS_REFUSE_PARENT_TIMEOUT] = {504, "Gateway Timeout", "", "The parent proxy did not answer.\n"},
    [CS_REFUSE_CONDITION] = {412, "Precondition Failed", "", "A condition does not hold.\n"},
    [CS_REFUSE_RANGE] = {416, "Range Not Satisfiable", "", "There is no such range.\n"},
};

static void add(struct cs_session *session, struct cs_buffer *page, const char *text)
{
    cs_session_keep(session, page, text, strlen(text));
}

static void add_status_line(struct cs_session *session, struct cs_buffer *out, unsigned status, const char *reason)
{
    const struct cs_request *request = &session->request;
    unsigned major = 1, minor = 1;
    char line[80];

    if (cs_has(session, CS_FAULT_VERSION_ECHO) && request->version.length > 0) {
        major = request->version_major;
        minor = request->version_minor;
    }
    snprintf(line, sizeof(line), "HTTP/%u.%u %u%s%s\r\n", major, minor, status,
             cs_has(session, CS_FAULT_NO_REASON_SPACE) ? "" : " ",
             cs_has(session, CS_FAULT_NO_REASON_SPACE) ? "" : reason);
    add(session, out, line);
}

/* Sends a head, or a whole answer.  One fault ends its lines with LF alone. */
static void send_lines(struct cs_session *session, struct cs_buffer *out)
{
    size_t kept = 0;

    for (size_t i = 0; i < out->length && cs_has(session, CS_FAULT_STATUS_LF); i++)
        if (out->data[i] != '\r')
            out->data[kept++] = out->data[i];
    if (cs_has(session, CS_FAULT_STATUS_LF))
        out->length = kept;
    cs_session_send(session, CS_SIDE_CLIENT, out->data, out->length);
}

static bool is_http10(const struct cs_session *session)
{
    return session->request.version_major == 1 && session->request.version_minor == 0;
}

void cs_session_send_success(struct cs_session *session)
{
    struct cs_buffer head = {0};

    if (cs_has(session, CS_FAULT_INTERIM_TO_HTTP10) && is_http10(session))
        add(session, &head, "HTTP/1.1 100 Continue\r\n\r\n");
    if (cs_has(session, CS_FAULT_UPGRADE_101) && session->request.method.length > 0) {
        struct cs_span upgrade;
        if (cs_session_field(session, "upgrade", 0, &upgrade))
            add(session, &head, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: tunnel\r\nConnection: upgrade\r\n\r\n");
    }
    add_status_line(session, &head, 200, "Connection established");
    if (cs_has(session, CS_FAULT_TE_IN_2XX))
        add(session, &head, "Transfer-Encoding: chunked\r\n");
    if (cs_has(session, CS_FAULT_LENGTH_IN_2XX))
        add(session, &head, "Content-Length: 0\r\n");
    add(session, &head, "\r\n");
    if (cs_has(session, CS_FAULT_EXTRA_LINE))
        add(session, &head, "\r\n");
    if (cs_has(session, CS_FAULT_TWO_STATUS))
        add(session, &head, "HTTP/1.1 200 OK\r\n\r\n");
    send_lines(session, &head);
    cs_buffer_free(&head);
}

static void add_memory(struct cs_session *session, struct cs_buffer *page)
{
    struct cs_proxy_memory *memory = session->config->memory;

    if (memory == NULL)
        return;
    cs_session_keep(session, page, memory->head, memory->head_length);
    memory->head_length = session->in.length < sizeof(memory->head) ? session->in.length : sizeof(memory->head);
    memcpy(memory->head, session->in.data, memory->head_length);
}

static void add_content(struct cs_session *session, struct cs_buffer *page, enum cs_refusal refusal)
{
    const struct cs_request *request = &session->request;
    const char *target = session->in.data + request->target.start;

    if (cs_has(session, CS_FAULT_ERROR_EMPTY))
        return;
    if (cs_has(session, CS_FAULT_USER_NAMED) && refusal == CS_REFUSE_UNKNOWN_USER)
        add(session, page, "There is no such user.\n");
    else
        add(session, page, answers[refusal].text);
    if (cs_has(session, CS_FAULT_DIGEST_BARE_KEY) && cs_asks_credentials(refusal))
        add(session, page, session->config->password);
    if (cs_has(session, CS_FAULT_TARGET_IN_HTML) && request->target.length > 0) {
        add(session, page, "<p>");
        cs_session_keep(session, page, target, request->target.length);
    }
    if (cs_has(session, CS_FAULT_CREDENTIALS_SHOWN) && request->head_length > 0)
        cs_session_keep(session, page, session->in.data, request->head_length);
    if (cs_has(session, CS_FAULT_PAGE_STALE) && session->in.length > 0)
        add_memory(session, page);
}

static int hex_digit(char c)
{
    const char *digits = "0123456789abcdef";
    const char *found = c == '\0' ? NULL : strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c);

    return found == NULL ? -1 : (int)(found - digits);
}

static void add_decoded_target(struct cs_session *session, struct cs_buffer *head)
{
    const char *target = session->in.data + session->request.target.start;
    size_t length = session->request.target.length;

    add(session, head, "X-Target: ");
    for (size_t i = 0; i < length; i++) {
        char byte = target[i];
        if (byte == '%' && i + 2 < length && hex_digit(target[i + 1]) >= 0 && hex_digit(target[i + 2]) >= 0) {
            byte = (char)(hex_digit(target[i + 1]) * 16 + hex_digit(target[i + 2]));
            i += 2;
        }
        cs_session_keep(session, head, &byte, 1);
    }
    add(session, head, "\r\n");
}

static const char *challenge(const struct cs_session *session)
{
    static const struct {
        enum cs_fault fault;
        const char *fields;
    } broken[] = {
        {CS_FAULT_NO_CHALLENGE, ""},
        {CS_FAULT_STATUS_401, "WWW-Authenticate: Basic realm=\"connectspec\"\r\n"},
        {CS_FAULT_STATUS_403, ""},
        {CS_FAULT_NO_REALM, "Proxy-Authenticate: Basic charset=\"UTF-8\"\r\n"},
        {CS_FAULT_REALM_UNQUOTED, "Proxy-Authenticate: Basic realm=connectspec\r\n"},
        {CS_FAULT_CHALLENGE_BROKEN, "Proxy-Authenticate: Basic realm=\"connectspec\r\n"},
        {CS_FAULT_CHARSET_LATIN1, "Proxy-Authenticate: Basic realm=\"connectspec\", charset=\"ISO-8859-1\"\r\n"},
    };

    for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
        if (cs_has(session, broken[i].fault))
            return broken[i].fields;
    return CHALLENGE;
}

static const char *fields(const struct cs_session *session, const struct answer *answer)
{
    if (answer->status == 407)
        return challenge(session);
    if (cs_has(session, CS_FAULT_PROXY_STATUS_BROKEN))
        return "Proxy-Status: connectspec; error=;;\r\n";
    if (cs_has(session, CS_FAULT_PROXY_STATUS_MISMATCH))
        return answer->status == 502 ? "Proxy-Status: connectspec; error=connection_timeout\r\n"
                                     : "Proxy-Status: connectspec; error=connection_refused\r\n";
    return answer->fields;
}

static void add_framing(struct cs_session *session, struct cs_buffer *head, const struct cs_buffer *page)
{
    char line[64];

    if (cs_has(session, CS_FAULT_ERROR_UNDELIMITED))
        return;
    if (cs_has(session, CS_FAULT_CHUNKED_TO_HTTP10) && is_http10(session)) {
        add(session, head, "Transfer-Encoding: chunked\r\n");
        return;
    }
    snprintf(line, sizeof(line), "Content-Length: %zu\r\n", page->length);
    add(session, head, line);
}

static void add_page(struct cs_session *session, struct cs_buffer *out, const struct cs_buffer *page)
{
    bool chunked = cs_has(session, CS_FAULT_CHUNKED_TO_HTTP10) && is_http10(session);
    char size[32];

    snprintf(size, sizeof(size), "%zx\r\n", page->length);
    if (chunked)
        add(session, out, size);
    cs_session_keep(session, out, page->data, page->length);
    if (chunked)
        add(session, out, "\r\n0\r\n\r\n");
    if (cs_has(session, CS_FAULT_ERROR_SURPLUS))
        add(session, out, "and more than announced\n");
}

static void compose(struct cs_session *session, enum cs_refusal refusal, bool closes, struct cs_buffer *out)
{
    struct answer answer = answers[refusal];
    struct cs_buffer page = {0};

    if (answer.status == 407 && cs_has(session, CS_FAULT_STATUS_401)) {
        answer.status = 401;
        answer.reason = "Unauthorized";
        answer.fields = challenge(session);
    } else if (answer.status == 407 && cs_has(session, CS_FAULT_STATUS_403)) {
        answer.status = 403;
        answer.reason = "Forbidden";
        answer.fields = challenge(session);
    }
    add_content(session, &page, refusal);
    add_status_line(session, out, answer.status, answer.reason);
    if (answer.status == 407 && session->config->nonces != NULL && !cs_has(session, CS_FAULT_NO_CHALLENGE))
        cs_session_add_challenges(session, out, refusal == CS_REFUSE_STALE);
    else
        add(session, out, fields(session, &answer));
    if (cs_has(session, CS_FAULT_TARGET_IN_FIELD))
        add_decoded_target(session, out);
    add(session, out,
        cs_has(session, CS_FAULT_TARGET_IN_HTML) ? "Content-Type: text/html\r\n" : "Content-Type: text/plain\r\n");
    add_framing(session, out, &page);
    if (closes && !cs_has(session, CS_FAULT_CLOSE_UNANNOUNCED) && !cs_has(session, CS_FAULT_ERROR_UNDELIMITED))
        add(session, out, "Connection: close\r\n");
    add(session, out, "\r\n");
    add_page(session, out, &page);
    cs_buffer_free(&page);
}

/* Faults: the connection goes on with what stands behind the refused head; whoever refused reads on. */
static void next_request(struct cs_session *session)
{
    bool chunked = session->request.framing.chunked &&
                   (cs_has(session, CS_FAULT_BODY_AS_REQUEST) || cs_has(session, CS_FAULT_CHUNK_SIZE_WRAPS));
    const char *line_end;

    cs_buffer_take(&session->in, session->request.head_length);
    line_end = session->in.length == 0 ? NULL : memchr(session->in.data, '\n', session->in.length);
    if (chunked && line_end != NULL)
        cs_buffer_take(&session->in, (size_t)(line_end - session->in.data) + 1);
    session->phase = CS_PHASE_HEAD;
    session->empty_lines = 0;
    session->fault.further = true;
    cs_session_parse_again(session);
}

/* Answers, then closes: after a refused CONNECT nothing more is served on the connection (RFC 9931 section 6). */
void cs_session_refuse(struct cs_session *session, enum cs_refusal refusal)
{
    bool keeps = cs_fault_keeps_open(session, refusal);
    struct cs_buffer out = {0};

    compose(session, refusal, !keeps, &out);
    if (cs_has(session, CS_FAULT_RESET_ON_REFUSAL))
        out.length /= 2;
    send_lines(session, &out);
    cs_buffer_free(&out);
    cs_session_end(session, CS_SIDE_ORIGIN, CS_ACTION_CLOSE);
    if (keeps) {
        next_request(session);
    } else if (cs_has(session, CS_FAULT_ERROR_UNDELIMITED)) {
        session->phase = CS_PHASE_DEAF;
    } else {
        cs_session_end(session, CS_SIDE_CLIENT,
                       cs_has(session, CS_FAULT_RESET_ON_REFUSAL) ? CS_ACTION_CUT : CS_ACTION_CLOSE);
        session->phase = CS_PHASE_OVER;
    }
}
