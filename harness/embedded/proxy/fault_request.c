/* Faults in what the proxy decides about a whole request head, and in when it connects. */
#include <ctype.h>
#include <string.h>

#include "harness/embedded/proxy/session_internal.h"

static const struct {
    enum cs_fault fault;
    enum cs_code code;
} forgiven[] = {
    {CS_FAULT_HOST_MISSING, CS_CODE_HOST_MISSING},
    {CS_FAULT_HOST_TWICE, CS_CODE_HOST_DUPLICATE},
    {CS_FAULT_HOST_TWICE, CS_CODE_HOST_MISMATCH},
    {CS_FAULT_HOST_INVALID, CS_CODE_HOST_INVALID},
    {CS_FAULT_HOST_INVALID, CS_CODE_HOST_MISMATCH},
    {CS_FAULT_PORTS_BY_HOST_FIELD, CS_CODE_HOST_MISMATCH},
    {CS_FAULT_PARENT_HOST_COPIED, CS_CODE_HOST_MISMATCH},
    {CS_FAULT_ANY_CREDENTIALS, CS_CODE_CREDENTIALS_DUPLICATE},
    {CS_FAULT_BODY_TWICE, CS_CODE_CONTENT_LENGTH_IN_CONNECT},
    {CS_FAULT_BODY_HANGS, CS_CODE_CONTENT_LENGTH_IN_CONNECT},
    {CS_FAULT_LENGTH_INVALID, CS_CODE_CONTENT_LENGTH_IN_CONNECT},
    {CS_FAULT_LENGTH_INVALID, CS_CODE_CONTENT_LENGTH_NOT_DIGITS},
    {CS_FAULT_LENGTH_INVALID, CS_CODE_CONTENT_LENGTH_TOO_LARGE},
    {CS_FAULT_LENGTH_INVALID, CS_CODE_CONTENT_LENGTH_REPEATED},
    {CS_FAULT_LENGTH_INVALID, CS_CODE_CONTENT_LENGTH_DIFFERS},
    {CS_FAULT_CODING_MIXED, CS_CODE_TRANSFER_ENCODING_IN_CONNECT},
    {CS_FAULT_CODING_IGNORED, CS_CODE_TRANSFER_ENCODING_IN_CONNECT},
    {CS_FAULT_CODING_IGNORED, CS_CODE_TRANSFER_ENCODING_MALFORMED},
    {CS_FAULT_CODING_IGNORED, CS_CODE_TRANSFER_ENCODING_NOT_CHUNKED},
    {CS_FAULT_CODING_IGNORED, CS_CODE_TRANSFER_ENCODING_CHUNKED_TWICE},
    {CS_FAULT_CODING_IGNORED, CS_CODE_TRANSFER_ENCODING_IN_HTTP10},
};

/* Whoever reads a destination out of a broken request line does not mind how it is broken, nor what Host says. */
static bool is_about_destination(enum cs_code code)
{
    static const char *const areas[] = {"CN-TARGET-", "CN-RLINE-", "CN-HOST-"};
    const char *requirement = cs_code_requirement(code);
    bool about = false;

    for (size_t i = 0; i < sizeof(areas) / sizeof(areas[0]); i++)
        about |= strncmp(requirement, areas[i], strlen(areas[i])) == 0;
    return about;
}

bool cs_fault_forgives(const struct cs_session *session, enum cs_code code)
{
    struct cs_destination destination;

    for (size_t i = 0; i < sizeof(forgiven) / sizeof(forgiven[0]); i++)
        if (forgiven[i].fault == session->config->fault && forgiven[i].code == code)
            return true;
    return is_about_destination(code) && cs_fault_reading(session, &destination);
}

static bool has_field(const struct cs_session *session, const char *name)
{
    struct cs_span value;

    return cs_session_field(session, name, 0, &value);
}

static bool has_any(const struct cs_session *session, const char *const *names)
{
    bool found = false;

    for (; *names != NULL; names++)
        found |= has_field(session, *names);
    return found;
}

static bool has_unknown_field(const struct cs_session *session)
{
    static const char *const known[] = {"host",       "proxy-authorization", "proxy-connection",
                                        "connection", "user-agent",          "content-length"};
    size_t count = 0;
    struct cs_span value;

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        for (size_t nth = 0; cs_session_field(session, known[i], nth, &value); nth++)
            count++;
    return count < session->request.field_count;
}

/* Whether a value stands behind its colon otherwise than with one space before and nothing after it. */
static bool has_blanks(const struct cs_session *session, const char *name)
{
    const char *data = session->in.data;
    struct cs_span value;

    if (!cs_session_field(session, name, 0, &value) || value.length == 0)
        return false;
    return data[value.start - 1] != ' ' || data[value.start - 2] != ':' || data[value.start + value.length] != '\r';
}

static bool host_differs(const struct cs_session *session)
{
    const struct cs_request *request = &session->request;

    return request->host_count > 0 && (request->host_value.length != request->target.length ||
                                       memcmp(session->in.data + request->host_value.start,
                                              session->in.data + request->target.start, request->target.length) != 0);
}

static bool is_name(const struct cs_session *session)
{
    return session->request.authority.kind == CS_HOST_NAME;
}

static bool has_capitals(const struct cs_destination *destination)
{
    bool found = false;

    for (size_t i = 0; i < destination->length; i++)
        found |= destination->host[i] >= 'A' && destination->host[i] <= 'Z';
    return found;
}

enum cs_refusal cs_fault_refusal(const struct cs_session *session)
{
    static const char *const conditions[] = {"if-match", "if-none-match", "if-modified-since", "if-unmodified-since",
                                             NULL};
    const struct cs_request *request = &session->request;

    if (cs_has(session, CS_FAULT_VERSION_MINOR) && request->version_minor > 1)
        return CS_REFUSE_VERSION;
    if (cs_has(session, CS_FAULT_CONDITION_412) && has_any(session, conditions))
        return CS_REFUSE_CONDITION;
    if (cs_has(session, CS_FAULT_RANGE_416) && has_field(session, "range"))
        return CS_REFUSE_RANGE;
    if ((cs_has(session, CS_FAULT_HTTP10_HOST) && request->host_count == 0) ||
        (cs_has(session, CS_FAULT_CONNECT_NOT_FIRST) && session->forwarded) ||
        (cs_has(session, CS_FAULT_NAMES_REFUSED) && is_name(session)) ||
        (cs_has(session, CS_FAULT_IPV6_CASE) && request->authority.kind == CS_HOST_IPV6 &&
         has_capitals(&session->destination)) ||
        (cs_has(session, CS_FAULT_NAME_CASE) && is_name(session) && has_capitals(&session->destination)) ||
        (cs_has(session, CS_FAULT_HOST_EXACT) && host_differs(session)) ||
        (cs_has(session, CS_FAULT_UNKNOWN_FIELD) && has_unknown_field(session)) ||
        (cs_has(session, CS_FAULT_OWS_KEPT) &&
         (has_blanks(session, "host") || has_blanks(session, "proxy-authorization"))))
        return CS_REFUSE_BAD_REQUEST;
    return CS_REFUSE_NOTHING;
}

/* The ways in which a policy fails to see a port that it forbids. */
static bool port_slips_through(const struct cs_session *session)
{
    const struct cs_request *request = &session->request;
    const char *port = session->in.data + request->authority.port.start;

    switch ((int)session->config->fault) {
    case CS_FAULT_PORTS_IGNORED:
        return true;
    case CS_FAULT_USERS_REACH_ALL:
        return session->config->user != NULL;
    case CS_FAULT_OWN_PORT:
        return session->destination.port == session->config->own_port;
    case CS_FAULT_DEFAULT_WEB:
        return request->authority.port.length == 0;
    case CS_FAULT_PORTS_FOR_ADDRESSES:
        return is_name(session);
    case CS_FAULT_PORTS_AS_TEXT:
        return request->authority.port.length > 1 && port[0] == '0';
    case CS_FAULT_PORTS_BY_HOST_FIELD:
        return cs_session_port_allowed(session, request->host.port_number);
    case CS_FAULT_ALPN_GRANTS:
        return has_field(session, "alpn");
    case CS_FAULT_PORT_TRUNCATED_POLICY:
        return request->authority.port_number != session->destination.port;
    default:
        return false;
    }
}

static bool is_port_zero(const struct cs_session *session)
{
    struct cs_span port = session->request.authority.port;
    bool zero = port.length > 0;

    for (size_t i = 0; i < port.length; i++)
        zero &= session->in.data[port.start + i] == '0';
    return zero && session->request.is_connect;
}

static bool ends_in_dot(const struct cs_session *session)
{
    const struct cs_destination *destination = &session->destination;

    return is_name(session) && destination->length > 0 && destination->host[destination->length - 1] == '.';
}

static bool goes_deaf(const struct cs_session *session, enum cs_refusal refusal)
{
    bool large = refusal == CS_REFUSE_HEAD_TOO_LARGE || refusal == CS_REFUSE_TARGET_TOO_LONG;
    bool garbage = refusal == CS_REFUSE_BAD_REQUEST && session->request.method.length == 0;

    garbage |= cs_findings_has(&session->request.findings, CS_CODE_METHOD_BAD_CHARACTER) ||
               cs_findings_has(&session->request.findings, CS_CODE_VERSION_MALFORMED) ||
               cs_findings_has(&session->request.findings, CS_CODE_VERSION_MISSING);
    return (large && cs_has(session, CS_FAULT_LARGE_SILENT)) ||
           (cs_has(session, CS_FAULT_ROOT_DOT_SILENT) && refusal == CS_REFUSE_NOTHING && ends_in_dot(session)) ||
           (garbage && refusal != CS_REFUSE_NOTHING && cs_has(session, CS_FAULT_SILENT_GARBAGE)) ||
           (cs_has(session, CS_FAULT_EXPECT_WAITS) && refusal == CS_REFUSE_NOTHING && has_field(session, "expect"));
}

/* Contacts the destination of a request that it is going to refuse. */
static bool connects_first(const struct cs_session *session, enum cs_refusal refusal)
{
    bool credentials = cs_asks_credentials(refusal);
    bool port = refusal == CS_REFUSE_PORT;

    return (credentials && cs_has(session, CS_FAULT_AUTH_AFTER_CONNECT)) ||
           (port && cs_has(session, CS_FAULT_PORTS_AFTER_CONNECT)) ||
           ((credentials || port) && cs_has(session, CS_FAULT_EARLY_ON_REFUSAL));
}

static void connect(struct cs_session *session, enum cs_refusal due)
{
    session->fault.refusal = due;
    session->phase = CS_PHASE_CONNECTING;
    cs_session_dial(session, &session->destination);
}

/* The destination was contacted while the head was still coming. */
static bool takes_dialled(struct cs_session *session, enum cs_refusal refusal)
{
    if (!session->fault.dialled || !session->flows[CS_SIDE_ORIGIN].open || refusal != CS_REFUSE_NOTHING)
        return false;
    session->phase = CS_PHASE_CONNECTING;
    if (session->connected)
        cs_session_open(session);
    return true;
}

bool cs_fault_takes_request(struct cs_session *session, enum cs_refusal refusal)
{
    if (goes_deaf(session, refusal)) {
        session->phase = CS_PHASE_DEAF;
    } else if (refusal == CS_REFUSE_BAD_REQUEST && cs_has(session, CS_FAULT_PORT_ZERO) && is_port_zero(session)) {
        cs_session_send_success(session);
        session->phase = CS_PHASE_DEAF;
    } else if (refusal == CS_REFUSE_PORT && port_slips_through(session)) {
        connect(session, CS_REFUSE_NOTHING);
    } else if (refusal == CS_REFUSE_NOTHING && cs_has(session, CS_FAULT_PORTS_BY_HOST_FIELD) &&
               session->request.host.port_number != 0 &&
               !cs_session_port_allowed(session, session->request.host.port_number)) {
        cs_session_refuse(session, CS_REFUSE_PORT);
    } else if (connects_first(session, refusal)) {
        connect(session, refusal);
    } else if (refusal == CS_REFUSE_NOTHING && cs_has(session, CS_FAULT_EARLY_200)) {
        cs_session_send_success(session);
        session->fault.answered = true;
        connect(session, CS_REFUSE_NOTHING);
    } else {
        return takes_dialled(session, refusal) || (refusal == CS_REFUSE_NOTHING && cs_fault_recalls(session)) ||
               cs_fault_fetches(session);
    }
    return true;
}

static bool stays_silent(const struct cs_session *session, enum cs_refusal outcome)
{
    return (outcome != CS_REFUSE_NOT_RESOLVED && cs_has(session, CS_FAULT_CLOSED_SILENT)) ||
           (outcome == CS_REFUSE_CONNECT_TIMEOUT && cs_has(session, CS_FAULT_TIMEOUT_SILENT)) ||
           (outcome == CS_REFUSE_LOOKUP_TIMEOUT && cs_has(session, CS_FAULT_LOOKUP_SILENT));
}

/* The destination is not there, and the faulty proxy does not say so. */
static bool takes_failure(struct cs_session *session, enum cs_refusal outcome)
{
    bool unresolved = outcome == CS_REFUSE_NOT_RESOLVED;
    static const struct cs_destination local = {.host = "127.0.0.1", .length = 9};
    struct cs_destination destination = local;

    if (unresolved && !session->fault.went_local && cs_has(session, CS_FAULT_UNRESOLVED_LOCAL)) {
        session->fault.went_local = true;
        destination.port = session->destination.port;
        cs_session_dial(session, &destination);
    } else if (stays_silent(session, outcome)) {
        session->phase = CS_PHASE_DEAF;
    } else if (session->fault.answered || cs_has(session, unresolved ? CS_FAULT_UNRESOLVED_200 : CS_FAULT_CLOSED_200)) {
        if (!session->fault.answered)
            cs_session_send_success(session);
        cs_session_end(session, CS_SIDE_CLIENT, CS_ACTION_CLOSE);
        session->phase = CS_PHASE_OVER;
    } else {
        return false;
    }
    return true;
}

static void answer_fetch(struct cs_session *session, enum cs_refusal outcome)
{
    if (outcome != CS_REFUSE_NOTHING) {
        cs_session_refuse(session, outcome);
        return;
    }
    cs_session_send(session, CS_SIDE_ORIGIN, session->in.data, session->request.head_length);
    cs_session_end(session, CS_SIDE_ORIGIN, CS_ACTION_CLOSE);
    cs_session_send_text(session, CS_SIDE_CLIENT, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    cs_session_end(session, CS_SIDE_CLIENT, CS_ACTION_CLOSE);
    session->phase = CS_PHASE_OVER;
}

bool cs_fault_takes_connect_end(struct cs_session *session, enum cs_refusal outcome)
{
    const struct cs_buffer *in = &session->in;
    size_t head = session->request.head_length;

    if (session->phase == CS_PHASE_HEAD) /* contacted too early: the request is not there yet */
        return true;
    if (session->phase == CS_PHASE_FETCHING) {
        answer_fetch(session, outcome);
    } else if (session->fault.refusal != CS_REFUSE_NOTHING) {
        if (cs_has(session, CS_FAULT_EARLY_ON_REFUSAL) && outcome == CS_REFUSE_NOTHING)
            cs_session_send(session, CS_SIDE_ORIGIN, in->data + head, in->length - head);
        cs_session_refuse(session, session->fault.refusal);
    } else if (outcome == CS_REFUSE_NOTHING && cs_has(session, CS_FAULT_SECOND_CONNECTION) &&
               !session->fault.redialled) {
        session->fault.redialled = true;
        cs_session_end(session, CS_SIDE_ORIGIN, CS_ACTION_CLOSE);
        cs_session_dial(session, &session->destination);
    } else {
        return outcome != CS_REFUSE_NOTHING && takes_failure(session, outcome);
    }
    return true;
}

/* Whether the size of the first chunk is 0 in its lowest 32 bits. */
static bool chunk_size_wraps(const struct cs_session *session)
{
    const char *size = session->in.data + session->request.head_length;
    size_t length = session->in.length - session->request.head_length;
    size_t digits = 0;
    uint32_t value = 0;

    for (; digits < length && isxdigit((unsigned char)size[digits]); digits++)
        value = value << 4 | (size[digits] != '0'); /* which digit it is does not matter here */
    return digits > 0 && value == 0;
}

bool cs_fault_keeps_open(const struct cs_session *session, enum cs_refusal refusal)
{
    const struct cs_request *request = &session->request;
    bool content = request->framing.content_length > 0 || request->framing.transfer_encoding_count > 0;
    bool more = session->in.length > request->head_length;

    if (request->head_length == 0 || (session->flows[CS_SIDE_CLIENT].finished && !more))
        return false;
    return cs_has(session, CS_FAULT_KEEPS_OPEN) ||
           (cs_has(session, CS_FAULT_AUTH_PER_CONNECTION) && session->fault.authenticated) ||
           (cs_has(session, CS_FAULT_KEEPS_OPEN_407) && cs_asks_credentials(refusal)) ||
           (cs_has(session, CS_FAULT_CLOSE_IGNORED) && request->connection_close) ||
           (cs_has(session, CS_FAULT_BODY_AS_REQUEST) && content) ||
           (cs_has(session, CS_FAULT_CHUNK_SIZE_WRAPS) && request->framing.chunked && chunk_size_wraps(session));
}

bool cs_fault_fetches(struct cs_session *session)
{
    const struct cs_request *request = &session->request;
    struct cs_reading found[CS_READING_COUNT];
    size_t count;

    if (request->is_connect || request->head_length == 0 || !session->fault.further)
        return false;
    count =
        cs_target_readings(session->in.data + request->target.start, request->target.length, found, CS_READING_COUNT);
    for (size_t i = 0; i < count; i++) {
        if (found[i].kind != CS_READING_ABSOLUTE_FORM)
            continue;
        session->destination = found[i].destination;
        session->phase = CS_PHASE_FETCHING;
        cs_session_dial(session, &session->destination);
        return true;
    }
    return false;
}
