#include <string.h>

#include "harness/embedded/proxy/session_internal.h"

void cs_session_parse_again(struct cs_session *session)
{
    static const struct cs_limits limits = {.head_bytes = CS_HEAD_BYTES_MAX, .fields = CS_HEAD_FIELDS_MAX};

    cs_request_init(&session->request, &limits);
    if (session->in.length > 0)
        cs_request_parse(&session->request, session->in.data, session->in.length);
}

bool cs_session_field(const struct cs_session *session, const char *name, size_t nth, struct cs_span *value)
{
    const char *data = session->in.data;
    const char *line_end = memchr(data, '\n', session->request.head_length);
    size_t position = line_end == NULL ? session->request.head_length : (size_t)(line_end - data) + 1;
    struct cs_field field;

    *value = (struct cs_span){0};
    while (cs_field_next(data, session->request.head_length, &position, &field, NULL)) {
        if (!cs_field_is(data, &field, name) || nth-- > 0)
            continue;
        *value = field.value;
        return true;
    }
    return false;
}

bool cs_session_port_allowed(const struct cs_session *session, uint16_t port)
{
    const struct cs_proxy_config *config = session->config;
    bool allowed = config->allowed_count == 0;

    for (size_t i = 0; i < config->allowed_count; i++)
        allowed |= config->allowed[i] == port;
    return allowed;
}

/* A server that reads a request line ignores at least one empty line before it (RFC 9112 section 2.2).  False when
 * there were too many, or when a lone CR does not tell yet. */
static bool skip_empty_lines(struct cs_session *session)
{
    struct cs_buffer *in = &session->in;

    while (in->length >= 2 && memcmp(in->data, "\r\n", 2) == 0) {
        cs_buffer_take(in, 2);
        cs_session_parse_again(session);
        if (++session->empty_lines > CS_EMPTY_LINES_MAX || cs_has(session, CS_FAULT_LEADING_EMPTY_LINE)) {
            cs_session_refuse(session, CS_REFUSE_BAD_REQUEST);
            return false;
        }
    }
    return in->length > 1 || (in->length == 1 && in->data[0] != '\r');
}

/* A bound was passed: by the request line, or by the fields. */
static enum cs_refusal check_size(const struct cs_session *session)
{
    const struct cs_findings *findings = &session->request.findings;

    if (cs_findings_has(findings, CS_CODE_TOO_MANY_FIELDS))
        return CS_REFUSE_HEAD_TOO_LARGE;
    if (!cs_findings_has(findings, CS_CODE_HEAD_TOO_LARGE))
        return CS_REFUSE_NOTHING;
    if (memchr(session->in.data, '\n', session->in.length) == NULL)
        return CS_REFUSE_TARGET_TOO_LONG; /* RFC 9112 section 3: 414 */
    return CS_REFUSE_HEAD_TOO_LARGE;
}

/* 405 for a method that others serve, 501 for one that nobody here knows (RFC 9110 section 9.1). */
static enum cs_refusal check_method(const struct cs_session *session)
{
    static const char *const known[] = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"};
    const char *method = session->in.data + session->request.method.start;
    size_t length = session->request.method.length;

    if (session->request.is_connect)
        return CS_REFUSE_NOTHING;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (strlen(known[i]) == length && memcmp(known[i], method, length) == 0)
            return CS_REFUSE_METHOD;
    return CS_REFUSE_UNKNOWN_METHOD;
}

/* Findings that leave method and version what they seem to be. */
static bool line_is_broken(const struct cs_findings *findings)
{
    static const enum cs_code codes[] = {
        CS_CODE_METHOD_EMPTY,    CS_CODE_METHOD_BAD_CHARACTER, CS_CODE_TARGET_EMPTY, CS_CODE_REQUEST_LINE_BLANKS,
        CS_CODE_VERSION_MISSING, CS_CODE_VERSION_MALFORMED,    CS_CODE_VERSION_CASE, CS_CODE_WHITESPACE_IN_TARGET,
    };
    bool broken = false;

    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
        broken |= cs_findings_has(findings, codes[i]);
    return broken;
}

static bool is_valid(const struct cs_session *session)
{
    const struct cs_findings *findings = &session->request.findings;
    bool valid = findings->dropped == 0 || !findings->invalid;

    for (size_t i = 0; i < findings->count; i++) {
        enum cs_code code = findings->items[i].code;
        valid &= cs_code_level(code) != CS_MUST || cs_fault_forgives(session, code);
    }
    return valid;
}

/* CONNECT has no content (RFC 9110 section 9.3.6).  To announce some is to hide bytes from one of two readers. */
static bool announces_content(const struct cs_session *session)
{
    const struct cs_framing *framing = &session->request.framing;

    return (framing->transfer_encoding_count > 0 &&
            !cs_fault_forgives(session, CS_CODE_TRANSFER_ENCODING_IN_CONNECT)) ||
           (framing->content_length > 0 && !cs_fault_forgives(session, CS_CODE_CONTENT_LENGTH_IN_CONNECT));
}

static enum cs_refusal check_message(struct cs_session *session)
{
    const struct cs_request *request = &session->request;
    enum cs_refusal refusal = check_size(session);

    if (refusal != CS_REFUSE_NOTHING)
        return refusal;
    if (line_is_broken(&request->findings) && !is_valid(session))
        return CS_REFUSE_BAD_REQUEST;
    if (cs_findings_has(&request->findings, CS_CODE_VERSION_UNSUPPORTED))
        return CS_REFUSE_VERSION;
    refusal = check_method(session);
    if (refusal != CS_REFUSE_NOTHING)
        return refusal;
    if (!is_valid(session) || announces_content(session))
        return CS_REFUSE_BAD_REQUEST;
    if (cs_fault_reading(session, &session->destination))
        return CS_REFUSE_NOTHING;
    if (request->authority.kind == CS_HOST_IPFUTURE) /* no such address mechanism here (RFC 3986 section 3.2.2) */
        return CS_REFUSE_BAD_REQUEST;
    if (!cs_authority_destination(session->in.data, &request->authority, &session->destination))
        return CS_REFUSE_BAD_REQUEST;
    return cs_fault_refusal(session);
}

/* Syntax, then credentials, then policy: who has not shown who he is learns nothing about the policy. */
static enum cs_refusal judge(struct cs_session *session)
{
    enum cs_refusal refusal = check_message(session);

    if (refusal == CS_REFUSE_NOTHING)
        refusal = cs_session_authenticate(session);
    if (refusal == CS_REFUSE_NOTHING && !cs_session_port_allowed(session, session->destination.port))
        refusal = CS_REFUSE_PORT;
    return refusal;
}

static void decide(struct cs_session *session)
{
    enum cs_refusal refusal;

    cs_fault_rewrite_head(session);
    if (cs_session_forward(session))
        return;
    refusal = judge(session);
    if (cs_fault_takes_request(session, refusal))
        return;
    if (refusal != CS_REFUSE_NOTHING) {
        cs_session_refuse(session, refusal);
        return;
    }
    session->phase = CS_PHASE_CONNECTING;
    cs_session_dial(session, session->config->parent.length > 0 ? &session->config->parent : &session->destination);
}

void cs_session_read_head(struct cs_session *session)
{
    while (session->phase == CS_PHASE_HEAD && skip_empty_lines(session)) {
        if (cs_request_parse(&session->request, session->in.data, session->in.length) == CS_NEED_MORE)
            break;
        decide(session); /* a faulty proxy is now perhaps at the head of a further request */
    }
}

void cs_session_dialled(struct cs_session *session, enum cs_refusal outcome)
{
    if (cs_fault_takes_connect_end(session, outcome))
        session->fault.refusal = CS_REFUSE_NOTHING;
    else if (outcome == CS_REFUSE_NOTHING && session->forwarding)
        cs_session_send_forward(session);
    else if (outcome == CS_REFUSE_NOTHING && session->config->parent.length > 0)
        cs_session_ask_parent(session);
    else if (outcome == CS_REFUSE_NOTHING)
        cs_session_open(session);
    else
        cs_session_refuse(session, outcome);
    if (session->phase != CS_PHASE_HEAD)
        return;
    cs_session_read_head(session); /* a faulty proxy goes on with a further request */
    if (session->phase == CS_PHASE_HEAD && session->flows[CS_SIDE_CLIENT].finished)
        cs_session_refuse(session, CS_REFUSE_BAD_REQUEST);
}
