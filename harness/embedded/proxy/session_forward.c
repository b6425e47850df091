/* Plain http on the same connection: GET with a URI, handed on to its origin (RFC 9112 section 3.2.2). */
#include <stdio.h>
#include <string.h>

#include "harness/embedded/proxy/session_internal.h"

static void add(struct cs_session *session, struct cs_buffer *out, const char *text)
{
    cs_session_keep(session, out, text, strlen(text));
}

static const char scheme[] = "http://";

/* Splits "http://HOST:PORT/PATH"; |*path| is what stands behind the authority. */
static bool read_uri(const struct cs_session *session, struct cs_authority *authority, struct cs_span *path)
{
    struct cs_span target = session->request.target;
    const char *text = session->in.data + target.start;
    struct cs_findings findings = {0};
    const char *slash;
    size_t length;

    if (target.length < sizeof(scheme) || memcmp(text, scheme, sizeof(scheme) - 1) != 0)
        return false;
    text += sizeof(scheme) - 1;
    length = target.length - (sizeof(scheme) - 1);
    slash = memchr(text, '/', length);
    if (slash == NULL)
        return false;
    path->start = (size_t)(slash - session->in.data);
    path->length = length - (size_t)(slash - text);
    return cs_authority_parse(text, (size_t)(slash - text), (size_t)(text - session->in.data), authority, &findings) ==
           CS_COMPLETE;
}

static bool is_plain_get(const struct cs_session *session)
{
    const struct cs_request *request = &session->request;

    return request->method.length == 3 && memcmp(session->in.data + request->method.start, "GET", 3) == 0 &&
           !request->findings.invalid && request->framing.content_length_count == 0 &&
           request->framing.transfer_encoding_count == 0;
}

bool cs_session_forward(struct cs_session *session)
{
    struct cs_authority authority;
    struct cs_span path;
    enum cs_refusal refusal;

    if (!session->config->forwards || !is_plain_get(session) || !read_uri(session, &authority, &path) ||
        !cs_authority_destination(session->in.data, &authority, &session->destination))
        return false;
    refusal = cs_session_authenticate(session);
    if (refusal == CS_REFUSE_NOTHING && !cs_session_port_allowed(session, session->destination.port))
        refusal = CS_REFUSE_PORT;
    if (refusal != CS_REFUSE_NOTHING) {
        cs_session_refuse(session, refusal);
        return true;
    }
    if (cs_has(session, CS_FAULT_CONNECT_OVERTAKES) && session->in.length > session->request.head_length)
        cs_session_send_success(session);
    session->forwarding = true;
    session->phase = CS_PHASE_CONNECTING;
    cs_session_dial(session, &session->destination);
    return true;
}

void cs_session_send_forward(struct cs_session *session)
{
    size_t host = session->request.target.start + sizeof(scheme) - 1;
    struct cs_authority authority;
    struct cs_span path, value;
    struct cs_buffer out = {0};

    session->phase = CS_PHASE_FORWARD;
    session->forward_rest = SIZE_MAX;
    if (!read_uri(session, &authority, &path))
        return;
    add(session, &out, "GET ");
    cs_session_keep(session, &out, session->in.data + path.start, path.length);
    add(session, &out, " HTTP/1.1\r\nHost: ");
    cs_session_keep(session, &out, session->in.data + host, path.start - host);
    if (cs_has(session, CS_FAULT_PLAIN_CREDENTIALS) && cs_session_field(session, "proxy-authorization", 0, &value)) {
        add(session, &out, "\r\nProxy-Authorization: ");
        cs_session_keep(session, &out, session->in.data + value.start, value.length);
    }
    add(session, &out, "\r\nVia: 1.1 connectspec\r\nConnection: close\r\n\r\n");
    cs_session_send(session, CS_SIDE_ORIGIN, out.data, out.length);
    cs_buffer_free(&out);
}

/* The answer has been passed on: the next request may come, or is there already. */
static void go_on(struct cs_session *session)
{
    session->forwarding = false;
    cs_session_end(session, CS_SIDE_ORIGIN, CS_ACTION_CLOSE);
    cs_buffer_free(&session->flows[CS_SIDE_ORIGIN].held);
    cs_buffer_take(&session->in, session->request.head_length);
    session->phase = CS_PHASE_HEAD;
    session->empty_lines = 0;
    session->forwarded = true;
    cs_session_parse_again(session);
    cs_session_read_head(session);
}

/* How much content follows the head (RFC 9112 section 6.3); SIZE_MAX - 1: as much as comes. */
static size_t content_of(const struct cs_response *answer)
{
    if (answer->status < 200 || answer->status == 204 || answer->status == 304)
        return 0;
    return answer->framing.content_length_count == 1 && answer->framing.transfer_encoding_count == 0
               ? (size_t)answer->framing.content_length
               : SIZE_MAX - 1;
}

void cs_session_forward_received(struct cs_session *session, const char *data, size_t length)
{
    struct cs_buffer *held = &session->flows[CS_SIDE_ORIGIN].held;
    struct cs_response answer;

    if (session->forward_rest == SIZE_MAX) { /* the head is not there yet */
        cs_session_keep(session, held, data, length);
        cs_response_init(&answer, NULL);
        if (held->length > CS_HEAD_BYTES_MAX) {
            cs_session_refuse(session, CS_REFUSE_BY_PARENT);
            return;
        }
        if (cs_response_parse(&answer, held->data, held->length) == CS_NEED_MORE)
            return;
        session->forward_rest = content_of(&answer);
        cs_session_send(session, CS_SIDE_CLIENT, held->data, answer.head_length);
        cs_buffer_take(held, answer.head_length);
        data = held->data;
        length = held->length;
    }
    if (length > session->forward_rest)
        length = session->forward_rest;
    cs_session_send(session, CS_SIDE_CLIENT, data, length);
    session->forward_rest -= session->forward_rest == SIZE_MAX - 1 ? 0 : length;
    if (session->forward_rest == 0)
        go_on(session);
}

void cs_session_forward_finished(struct cs_session *session)
{
    if (session->forward_rest == SIZE_MAX) {
        cs_session_refuse(session, CS_REFUSE_BY_PARENT);
        return;
    }
    cs_session_end(session, CS_SIDE_ORIGIN, CS_ACTION_CLOSE);
    cs_session_end(session, CS_SIDE_CLIENT, CS_ACTION_CLOSE);
    session->phase = CS_PHASE_OVER;
}
