/* Faults in the relay. */
#include <string.h>

#include "harness/embedded/proxy/session_internal.h"

#define STOPS_AT 262144
#define LOSES_AT 65536

static void end_both(struct cs_session *session, enum cs_action_kind client, enum cs_action_kind origin)
{
    cs_session_end(session, CS_SIDE_CLIENT, client);
    cs_session_end(session, CS_SIDE_ORIGIN, origin);
    session->phase = CS_PHASE_OVER;
}

static void release(struct cs_session *session, enum cs_side from)
{
    struct cs_buffer *held = &session->flows[from].held;

    cs_session_pass(session, from, held->data, held->length);
    cs_buffer_free(held);
}

static void forward_credentials(struct cs_session *session)
{
    struct cs_span value;

    if (!cs_session_field(session, "proxy-authorization", 0, &value))
        return;
    cs_session_send_text(session, CS_SIDE_ORIGIN, "Proxy-Authorization: ");
    cs_session_send(session, CS_SIDE_ORIGIN, session->in.data + value.start, value.length);
    cs_session_send_text(session, CS_SIDE_ORIGIN, "\r\n");
}

bool cs_fault_on_open(struct cs_session *session)
{
    size_t head = session->request.head_length;
    size_t early = session->in.length - head;

    switch ((int)session->config->fault) {
    case CS_FAULT_VIA_IN_TUNNEL:
        cs_session_send_text(session, CS_SIDE_ORIGIN, "Via: 1.1 connectspec\r\n");
        break;
    case CS_FAULT_CREDENTIALS_FORWARDED:
        forward_credentials(session);
        break;
    case CS_FAULT_EARLY_LOST:
        session->in.length = head;
        break;
    case CS_FAULT_EARLY_TWICE:
        cs_session_pass(session, CS_SIDE_CLIENT, session->in.data + head, early);
        break;
    case CS_FAULT_EARLY_LATE:
        cs_session_keep(session, &session->flows[CS_SIDE_CLIENT].held, session->in.data + head, early);
        session->in.length = head;
        break;
    case CS_FAULT_CLOSE_OPTION_ENDS:
        if (session->request.connection_close)
            end_both(session, CS_ACTION_CLOSE, CS_ACTION_CLOSE);
        break;
    default:
        break;
    }
    return session->phase != CS_PHASE_TUNNEL;
}

static void change_bytes(struct cs_session *session, enum cs_side from, const char *data, size_t length)
{
    struct cs_buffer changed = {0};

    cs_session_keep(session, &changed, data, length);
    for (size_t i = 0; i < changed.length; i++) {
        if (cs_has(session, CS_FAULT_SEVEN_BIT))
            changed.data[i] &= 0x7f;
        else if (changed.data[i] == '\0')
            changed.data[i] = ' ';
    }
    cs_session_pass(session, from, changed.data, changed.length);
    cs_buffer_free(&changed);
}

/* A CR at the end of a piece waits in |held| for what follows it. */
static void fold_line_ends(struct cs_session *session, enum cs_side from, const char *data, size_t length)
{
    struct cs_buffer *held = &session->flows[from].held;
    struct cs_buffer all = *held;
    size_t kept = 0;
    bool waits;

    *held = (struct cs_buffer){0};
    cs_session_keep(session, &all, data, length);
    waits = all.length > 0 && all.data[all.length - 1] == '\r';
    for (size_t i = 0; i < all.length - waits; i++)
        if (all.data[i] != '\r' || all.data[i + 1] != '\n')
            all.data[kept++] = all.data[i];
    cs_session_pass(session, from, all.data, kept);
    if (waits)
        cs_session_keep(session, held, "\r", 1);
    cs_buffer_free(&all);
}

static void lose_bytes(struct cs_session *session, enum cs_side from, const char *data, size_t length)
{
    uint64_t place = session->flows[from].received - length;
    size_t start = 0;

    for (size_t i = 0; i < length; i++) {
        if ((place + i + 1) % LOSES_AT != 0)
            continue;
        cs_session_pass(session, from, data + start, i - start);
        start = i + 1;
    }
    cs_session_pass(session, from, data + start, length - start);
}

static void use_body_twice(struct cs_session *session, const char *data, size_t length)
{
    uint64_t before = session->flows[CS_SIDE_CLIENT].received - length;
    uint64_t body = session->request.framing.content_length;
    uint64_t left = body > before ? body - before : 0;

    cs_session_pass(session, CS_SIDE_CLIENT, data, left < length ? (size_t)left : length);
    cs_session_pass(session, CS_SIDE_CLIENT, data, length);
}

static void drop_chunk_size(struct cs_session *session, const char *data, size_t length)
{
    const char *line_end = memchr(data, '\n', length);
    size_t start = line_end == NULL ? 0 : (size_t)(line_end - data) + 1;

    cs_session_pass(session, CS_SIDE_CLIENT, data + start, length - start);
}

/* Whether these are the first tunnel bytes from |from|. */
static bool is_first(const struct cs_session *session, enum cs_side from, size_t length)
{
    return session->flows[from].received == length;
}

static bool looks_like_request(const char *data, size_t length)
{
    return (length > 8 && memcmp(data, "CONNECT ", 8) == 0) || (length > 4 && memcmp(data, "GET ", 4) == 0);
}

static bool on_client_bytes(struct cs_session *session, const char *data, size_t length)
{
    struct cs_buffer *held = &session->flows[CS_SIDE_CLIENT].held;
    const struct cs_framing *framing = &session->request.framing;

    switch ((int)session->config->fault) {
    case CS_FAULT_BODY_TWICE:
        use_body_twice(session, data, length);
        return true;
    case CS_FAULT_BODY_HANGS:
        return framing->content_length_count > 0;
    case CS_FAULT_CODING_MIXED:
        if (framing->transfer_encoding_count == 0 || !is_first(session, CS_SIDE_CLIENT, length))
            return false;
        drop_chunk_size(session, data, length);
        return true;
    case CS_FAULT_TUNNEL_PARSED:
        if (!looks_like_request(data, length))
            return false;
        cs_session_send_text(session, CS_SIDE_CLIENT, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        return true;
    case CS_FAULT_WAITS_FOR_CLIENT:
        cs_session_pass(session, CS_SIDE_CLIENT, data, length);
        release(session, CS_SIDE_ORIGIN);
        return true;
    case CS_FAULT_EARLY_LATE:
        cs_session_pass(session, CS_SIDE_CLIENT, data, length);
        release(session, CS_SIDE_CLIENT);
        return true;
    case CS_FAULT_HALF_CLOSE_LOSES:
        release(session, CS_SIDE_CLIENT);
        cs_session_keep(session, held, data, length);
        return true;
    case CS_FAULT_UNKNOWN_CLOSED:
        if (!is_first(session, CS_SIDE_CLIENT, length) || (data[0] >= ' ' && data[0] <= '~'))
            return false;
        end_both(session, CS_ACTION_CLOSE, CS_ACTION_CLOSE);
        return true;
    default:
        return false;
    }
}

static bool cross_tunnels(struct cs_session *session, const char *data, size_t length)
{
    struct cs_proxy_memory *memory = session->config->memory;
    char foreign;
    bool known;

    if (memory == NULL || !is_first(session, CS_SIDE_ORIGIN, length))
        return false;
    foreign = memory->byte;
    known = memory->byte_known;
    memory->byte = data[0];
    memory->byte_known = true;
    cs_session_pass(session, CS_SIDE_ORIGIN, known ? &foreign : data, 1);
    cs_session_pass(session, CS_SIDE_ORIGIN, data + 1, length - 1);
    return true;
}

static bool on_origin_bytes(struct cs_session *session, const char *data, size_t length)
{
    struct cs_buffer *held = &session->flows[CS_SIDE_ORIGIN].held;

    if (cs_has(session, CS_FAULT_ORIGIN_HALF_CLOSE_LOSES)) {
        release(session, CS_SIDE_ORIGIN);
        cs_session_keep(session, held, data, length);
        return true;
    }
    if (cs_has(session, CS_FAULT_TUNNELS_CROSSED))
        return cross_tunnels(session, data, length);
    if (!cs_has(session, CS_FAULT_WAITS_FOR_CLIENT) || session->flows[CS_SIDE_CLIENT].received > 0)
        return false;
    cs_session_keep(session, held, data, length);
    if (held->length > CS_EARLY_BYTES_MAX)
        cs_session_pause(session, CS_SIDE_ORIGIN);
    return true;
}

static bool hold_small(struct cs_session *session, enum cs_side from, const char *data, size_t length)
{
    bool waits = length == 1 && session->flows[from].held.length == 0;

    if (waits)
        cs_session_keep(session, &session->flows[from].held, data, length);
    else
        release(session, from);
    return waits;
}

bool cs_fault_on_bytes(struct cs_session *session, enum cs_side from, const char *data, size_t length)
{
    switch ((int)session->config->fault) {
    case CS_FAULT_NUL_AS_SPACE:
    case CS_FAULT_SEVEN_BIT:
        change_bytes(session, from, data, length);
        return true;
    case CS_FAULT_CRLF_FOLDED:
        fold_line_ends(session, from, data, length);
        return true;
    case CS_FAULT_BULK_LOST:
        lose_bytes(session, from, data, length);
        return true;
    case CS_FAULT_SMALL_HELD:
        return hold_small(session, from, data, length);
    default:
        return from == CS_SIDE_CLIENT ? on_client_bytes(session, data, length) : on_origin_bytes(session, data, length);
    }
}

bool cs_fault_stops_reading(const struct cs_session *session, enum cs_side from)
{
    bool client = session->flows[CS_SIDE_CLIENT].received > STOPS_AT;
    bool origin = session->flows[CS_SIDE_ORIGIN].received > STOPS_AT;

    return (cs_has(session, CS_FAULT_BULK_DEADLOCK) && client && origin) ||
           (cs_has(session, CS_FAULT_ONE_DIRECTION) && origin && from == CS_SIDE_ORIGIN);
}

bool cs_fault_on_finish(struct cs_session *session, enum cs_side from)
{
    bool client = from == CS_SIDE_CLIENT;

    switch ((int)session->config->fault) {
    case CS_FAULT_CLIENT_CLOSE_CUTS:
        if (client)
            end_both(session, CS_ACTION_CLOSE, CS_ACTION_RESET);
        return client;
    case CS_FAULT_ORIGIN_CLOSE_CUTS:
        if (!client)
            end_both(session, CS_ACTION_RESET, CS_ACTION_CLOSE);
        return !client;
    case CS_FAULT_CLIENT_CLOSE_KEPT:
        return client;
    case CS_FAULT_ORIGIN_CLOSE_KEPT:
        return !client;
    case CS_FAULT_ORIGIN_HALF_CLOSE_LOSES:
        if (!client)
            end_both(session, CS_ACTION_CLOSE, CS_ACTION_CLOSE);
        return !client;
    case CS_FAULT_HALF_CLOSE_LOSES:
        if (client)
            end_both(session, CS_ACTION_CLOSE, CS_ACTION_CLOSE);
        return client;
    case CS_FAULT_SMALL_HELD:
    case CS_FAULT_CRLF_FOLDED:
    case CS_FAULT_EARLY_LATE:
        release(session, from);
        return false;
    default:
        return false;
    }
}

bool cs_fault_on_reset(struct cs_session *session, enum cs_side from)
{
    if (cs_has(session, CS_FAULT_PAGE_IN_TUNNEL) && from == CS_SIDE_ORIGIN) {
        cs_session_send_text(session, CS_SIDE_CLIENT,
                             "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        cs_session_end(session, CS_SIDE_CLIENT, CS_ACTION_CLOSE);
        session->phase = CS_PHASE_OVER;
        return true;
    }
    return (cs_has(session, CS_FAULT_CLIENT_RESET_KEPT) && from == CS_SIDE_CLIENT) ||
           (cs_has(session, CS_FAULT_ORIGIN_RESET_KEPT) && from == CS_SIDE_ORIGIN);
}
