/* Handing a CONNECT on to a parent proxy, and what the parent answers (RFC 9110 sections 7.6 and 9.3.6). */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "harness/embedded/proxy/session_internal.h"

static void add(struct cs_session *session, struct cs_buffer *out, const char *text)
{
    cs_session_keep(session, out, text, strlen(text));
}

static void add_span(struct cs_session *session, struct cs_buffer *out, struct cs_span span)
{
    cs_session_keep(session, out, session->in.data + span.start, span.length);
}

/* Whether Connection names the field: then it was meant for us (RFC 9110 section 7.6.1). */
static bool is_named(const struct cs_session *session, const struct cs_field *field)
{
    char name[128];
    struct cs_span value;
    bool named = false;

    if (field->name.length >= sizeof(name) || cs_has(session, CS_FAULT_PARENT_CONNECTION_KEPT))
        return false;
    for (size_t i = 0; i < field->name.length; i++)
        name[i] = (char)tolower((unsigned char)session->in.data[field->name.start + i]);
    name[field->name.length] = '\0';
    for (size_t nth = 0; cs_session_field(session, "connection", nth, &value); nth++)
        named = named || cs_list_has(session->in.data, value, name);
    return named;
}

/* Fields between two neighbours, and those that this proxy makes itself. */
static bool is_kept_back(const struct cs_session *session, const struct cs_field *field)
{
    static const char *const names[] = {
        "host",    "connection",        "proxy-connection", "proxy-authorization", "keep-alive", "te",
        "trailer", "transfer-encoding", "upgrade",          "content-length"};
    bool back = is_named(session, field);

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        back = back || cs_field_is(session->in.data, field, names[i]);
    if (cs_has(session, CS_FAULT_PARENT_CREDENTIALS) && cs_field_is(session->in.data, field, "proxy-authorization"))
        return false;
    return back && !(cs_has(session, CS_FAULT_PARENT_HOST_COPIED) && cs_field_is(session->in.data, field, "host"));
}

static void add_fields(struct cs_session *session, struct cs_buffer *out)
{
    const char *line_end = memchr(session->in.data, '\n', session->request.head_length);
    size_t position = line_end == NULL ? session->request.head_length : (size_t)(line_end - session->in.data) + 1;
    struct cs_field field;

    while (cs_field_next(session->in.data, session->request.head_length, &position, &field, NULL)) {
        if (is_kept_back(session, &field))
            continue;
        add_span(session, out, field.line);
        add(session, out, "\r\n");
    }
}

static void add_authority(struct cs_session *session, struct cs_buffer *out)
{
    const struct cs_authority *authority = &session->request.authority;
    char port[8];

    if (cs_has(session, CS_FAULT_PARENT_IPV6_BARE) && authority->kind == CS_HOST_IPV6) {
        snprintf(port, sizeof(port), ":%u", (unsigned)authority->port_number);
        cs_session_keep(session, out, session->destination.host, session->destination.length);
        add(session, out, port);
        return;
    }
    if (!cs_has(session, CS_FAULT_NAME_COMPLETED) || authority->kind != CS_HOST_NAME) {
        add_span(session, out, session->request.target);
        return;
    }
    snprintf(port, sizeof(port), ":%u", (unsigned)authority->port_number);
    add_span(session, out, authority->host);
    add(session, out, ".localdomain");
    add(session, out, port);
}

/* What a faulty proxy has kept of a parent's refusal of this target, or NULL. */
static const struct cs_refusal_kept *recall(const struct cs_session *session)
{
    const struct cs_proxy_memory *memory = session->config->memory;
    struct cs_span target = session->request.target;

    for (size_t i = 0; memory != NULL && i < CS_REFUSALS_KEPT && i < memory->refusal_count; i++) {
        const struct cs_refusal_kept *kept = &memory->refusals[i];

        if (strlen(kept->target) == target.length &&
            memcmp(session->in.data + target.start, kept->target, target.length) == 0)
            return kept;
    }
    return NULL;
}

bool cs_fault_recalls(struct cs_session *session)
{
    const struct cs_refusal_kept *kept = cs_has(session, CS_FAULT_PARENT_CACHED) ? recall(session) : NULL;

    if (kept == NULL)
        return false;
    cs_session_send(session, CS_SIDE_CLIENT, kept->answer, kept->length);
    cs_session_end(session, CS_SIDE_CLIENT, CS_ACTION_CLOSE);
    session->phase = CS_PHASE_OVER;
    return true;
}

void cs_session_ask_parent(struct cs_session *session)
{
    size_t head = session->request.head_length;
    struct cs_buffer out = {0};

    add(session, &out, "CONNECT ");
    add_authority(session, &out);
    add(session, &out, " HTTP/1.1\r\n");
    if (!cs_has(session, CS_FAULT_PARENT_HOST_COPIED)) {
        add(session, &out, "Host: ");
        add_authority(session, &out);
        add(session, &out, "\r\n");
    }
    add_fields(session, &out);
    if (!cs_has(session, CS_FAULT_NO_VIA))
        add(session, &out,
            session->request.version_minor == 0 ? "Via: 1.0 connectspec\r\n" : "Via: 1.1 connectspec\r\n");
    add(session, &out, "\r\n");
    cs_session_send(session, CS_SIDE_ORIGIN, out.data, out.length);
    cs_buffer_free(&out);
    session->phase = CS_PHASE_PARENT;
    if (cs_has(session, CS_FAULT_PARENT_EARLY_BYTES)) {
        cs_session_send(session, CS_SIDE_ORIGIN, session->in.data + head, session->in.length - head);
        session->in.length = head;
    }
}

/* A sender of a 2xx may break rules whose breach every client has to ignore (RFC 9110 section 9.3.6). */
static bool is_usable(const struct cs_session *session, const struct cs_response *answer)
{
    const char *line = session->flows[CS_SIDE_ORIGIN].held.data;
    bool usable = answer->status != 0;

    for (size_t i = 0; i < answer->findings.count; i++) {
        enum cs_code code = answer->findings.items[i].code;
        bool ignored = (code == CS_CODE_CONTENT_LENGTH_IN_2XX || code == CS_CODE_TRANSFER_ENCODING_IN_2XX) &&
                       !cs_has(session, CS_FAULT_PARENT_FRAMING_HEEDED);
        usable = usable && (cs_code_level(code) != CS_MUST || ignored);
    }
    if (cs_has(session, CS_FAULT_PARENT_STATUS_LENIENT))
        usable = usable || memmem(line, session->flows[CS_SIDE_ORIGIN].held.length, "200 OK", 6) != NULL;
    return usable;
}

static void remember(struct cs_session *session)
{
    const struct cs_buffer *held = &session->flows[CS_SIDE_ORIGIN].held;
    struct cs_proxy_memory *memory = session->config->memory;
    struct cs_span target = session->request.target;
    struct cs_refusal_kept *kept;

    if (memory == NULL || !cs_has(session, CS_FAULT_PARENT_CACHED) || target.length >= sizeof(kept->target))
        return;
    kept = &memory->refusals[memory->refusal_count++ % CS_REFUSALS_KEPT];
    memcpy(kept->target, session->in.data + target.start, target.length);
    kept->target[target.length] = '\0';
    kept->length = held->length < sizeof(kept->answer) ? held->length : sizeof(kept->answer);
    memcpy(kept->answer, held->data, kept->length);
}

/* What the parent says about a refusal is for us; the client learns that it was refused. */
static void refuse(struct cs_session *session)
{
    static const char stripped[] = "HTTP/1.1 407 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    const struct cs_buffer *held = &session->flows[CS_SIDE_ORIGIN].held;
    bool asks = held->length > 12 && memcmp(held->data + 9, "407", 3) == 0;

    remember(session);
    if (asks && cs_has(session, CS_FAULT_PARENT_407_STRIPPED)) {
        cs_session_send_text(session, CS_SIDE_CLIENT, stripped);
    } else if (cs_has(session, CS_FAULT_PARENT_ANSWER_COPIED)) {
        cs_session_send(session, CS_SIDE_CLIENT, held->data, held->length);
    } else {
        cs_session_refuse(session, CS_REFUSE_BY_PARENT);
        return;
    }
    cs_session_end(session, CS_SIDE_ORIGIN, CS_ACTION_CLOSE);
    cs_session_end(session, CS_SIDE_CLIENT, CS_ACTION_CLOSE);
    session->phase = CS_PHASE_OVER;
}

/* Opens the tunnel; what stands behind the first |head| bytes is the first that it carries. */
static void open_behind(struct cs_session *session, size_t head)
{
    cs_buffer_take(&session->flows[CS_SIDE_ORIGIN].held, head);
    cs_session_open(session);
}

static bool opens(const struct cs_session *session, unsigned status)
{
    if (cs_has(session, CS_FAULT_PARENT_200_ALONE))
        return status == 200;
    return (status >= 200 && status <= 299) || cs_has(session, CS_FAULT_PARENT_REFUSAL_TUNNELS) ||
           (status >= 100 && status <= 199 && cs_has(session, CS_FAULT_PARENT_INTERIM_OPENS)) ||
           cs_has(session, CS_FAULT_PARENT_STATUS_LENIENT);
}

/* Passes an interim answer on, but to HTTP/1.0 clients (RFC 9110 section 15.2). */
static void pass_interim(struct cs_session *session, size_t head)
{
    struct cs_buffer *held = &session->flows[CS_SIDE_ORIGIN].held;

    if (session->request.version_minor > 0)
        cs_session_send(session, CS_SIDE_CLIENT, held->data, head);
    cs_buffer_take(held, head);
    if (cs_has(session, CS_FAULT_PARENT_INTERIM_DEAF) && ++session->fault.interims > 1000)
        session->phase = CS_PHASE_DEAF;
}

void cs_session_parent_received(struct cs_session *session, const char *data, size_t length)
{
    struct cs_buffer *held = &session->flows[CS_SIDE_ORIGIN].held;
    struct cs_response answer;

    cs_session_keep(session, held, data, length);
    while (session->phase == CS_PHASE_PARENT) {
        cs_response_init(&answer, NULL);
        if (held->length > CS_HEAD_BYTES_MAX && cs_has(session, CS_FAULT_PARENT_ENDLESS))
            return;
        if (held->length <= CS_HEAD_BYTES_MAX && cs_response_parse(&answer, held->data, held->length) == CS_NEED_MORE)
            return;
        if (!is_usable(session, &answer))
            refuse(session);
        else if (opens(session, answer.status))
            open_behind(session, answer.head_length);
        else if (answer.status >= 200 || cs_has(session, CS_FAULT_PARENT_INTERIM_FINAL))
            refuse(session);
        else
            pass_interim(session, answer.head_length);
    }
}

void cs_session_parent_finished(struct cs_session *session)
{
    const struct cs_buffer *held = &session->flows[CS_SIDE_ORIGIN].held;

    if (cs_has(session, CS_FAULT_PARENT_HEAD_CUT) && held->length > 12 && memcmp(held->data, "HTTP/1.1 2", 10) == 0)
        open_behind(session, held->length);
    else if (cs_has(session, CS_FAULT_PARENT_END_SILENT) && held->length == 0)
        session->phase = CS_PHASE_DEAF;
    else
        refuse(session);
}
