#include "harness/embedded/proxy/fault_relay.h"

#include <string.h>

#include "harness/embedded/proxy/actions.h"
#include "harness/embedded/proxy/fault_bytes.h"

#define STOPS_AT 262144
#define LOSES_AT 65536
#define RANGE    4

static void release(struct cs_session *session, enum cs_side from)
{
    struct cs_buffer *held = &session->flows[from].held;

    cs_session_pass(session, from, held->data, held->length);
    cs_buffer_free(held);
}

static void hold(struct cs_session *session, const struct cs_piece *piece)
{
    cs_session_keep(session, &session->flows[piece->from].held, piece->data, piece->length);
}

static void pass(struct cs_session *session, const struct cs_piece *piece)
{
    cs_session_pass(session, piece->from, piece->data, piece->length);
}

/* Whether these are the first tunnel bytes from their side. */
static bool is_first(const struct cs_session *session, const struct cs_piece *piece)
{
    return session->flows[piece->from].received == piece->length;
}

/* ---- the tunnel opens: |early| are the bytes behind the head ---- */

static void write_via(struct cs_session *session, const struct cs_piece *early)
{
    (void)early;
    cs_session_send_text(session, CS_SIDE_ORIGIN, "Via: 1.1 connectspec\r\n");
}

static void forward_credentials(struct cs_session *session, const struct cs_piece *early)
{
    struct cs_span value;

    (void)early;
    if (!cs_asked_field(&session->asked, "proxy-authorization", 0, &value))
        return;
    cs_session_send_text(session, CS_SIDE_ORIGIN, "Proxy-Authorization: ");
    cs_session_send(session, CS_SIDE_ORIGIN, session->asked.message.text + value.start, value.length);
    cs_session_send_text(session, CS_SIDE_ORIGIN, "\r\n");
}

static void lose_early(struct cs_session *session, const struct cs_piece *early)
{
    session->in.length -= early->length;
}

static void hold_early(struct cs_session *session, const struct cs_piece *early)
{
    hold(session, early);
    lose_early(session, early);
}

static void heed_close(struct cs_session *session, const struct cs_piece *early)
{
    (void)early;
    if (session->asked.message.connection_close)
        cs_session_end_both(session, CS_ACTION_CLOSE, CS_ACTION_CLOSE);
}

/* What the head says is gone with it. */
static void note_field(struct cs_session *session, const struct cs_piece *early)
{
    (void)early;
    session->content = cs_message_has(&session->asked.message,
                                      cs_has(session->config, CS_FAULT_RANGE_HEEDED) ? "range" : "accept-encoding");
}

bool cs_fault_on_open(struct cs_session *session)
{
    static const struct {
        enum cs_fault fault;
        void (*act)(struct cs_session *session, const struct cs_piece *early);
    } rows[] = {
        {CS_FAULT_VIA_IN_TUNNEL, write_via}, {CS_FAULT_CREDENTIALS_FORWARDED, forward_credentials},
        {CS_FAULT_EARLY_LOST, lose_early},   {CS_FAULT_EARLY_TWICE, pass},
        {CS_FAULT_EARLY_LATE, hold_early},   {CS_FAULT_CLOSE_OPTION_ENDS, heed_close},
        {CS_FAULT_RANGE_HEEDED, note_field}, {CS_FAULT_ENCODING_HEEDED, note_field},
    };
    const struct cs_message *message = &session->asked.message;
    const struct cs_piece early = {
        .from = CS_SIDE_CLIENT, .data = message->text + message->length, .length = session->asked.surplus};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (cs_has(session->config, rows[i].fault))
            rows[i].act(session, &early);
    if (cs_fault_early_lost(session))
        lose_early(session, &early);
    cs_fault_stray_opens(session);
    return session->phase != CS_PHASE_TUNNEL;
}

/* ---- bytes: each is true when it has dealt with them ---- */

static bool change_bytes(struct cs_session *session, const struct cs_piece *piece)
{
    struct cs_buffer changed = {0};

    cs_session_keep(session, &changed, piece->data, piece->length);
    for (size_t i = 0; i < changed.length; i++) {
        if (cs_has(session->config, CS_FAULT_SEVEN_BIT))
            changed.data[i] &= 0x7f;
        else if (changed.data[i] == '\0')
            changed.data[i] = ' ';
    }
    cs_session_pass(session, piece->from, changed.data, changed.length);
    cs_buffer_free(&changed);
    return true;
}

/* A CR at the end of a piece waits in |held| for what follows it. */
static bool fold_line_ends(struct cs_session *session, const struct cs_piece *piece)
{
    struct cs_buffer *held = &session->flows[piece->from].held;
    struct cs_buffer all = *held;
    size_t kept = 0;
    bool waits;

    *held = (struct cs_buffer){0};
    cs_session_keep(session, &all, piece->data, piece->length);
    waits = all.length > 0 && all.data[all.length - 1] == '\r';
    for (size_t i = 0; i < all.length - waits; i++)
        if (all.data[i] != '\r' || all.data[i + 1] != '\n')
            all.data[kept++] = all.data[i];
    cs_session_pass(session, piece->from, all.data, kept);
    if (waits)
        cs_session_keep(session, held, "\r", 1);
    cs_buffer_free(&all);
    return true;
}

static bool lose_bytes(struct cs_session *session, const struct cs_piece *piece)
{
    uint64_t place = session->flows[piece->from].received - piece->length;
    size_t start = 0;

    for (size_t i = 0; i < piece->length; i++) {
        if ((place + i + 1) % LOSES_AT != 0)
            continue;
        cs_session_pass(session, piece->from, piece->data + start, i - start);
        start = i + 1;
    }
    cs_session_pass(session, piece->from, piece->data + start, piece->length - start);
    return true;
}

static bool hold_small(struct cs_session *session, const struct cs_piece *piece)
{
    bool waits = piece->length == 1 && session->flows[piece->from].held.length == 0;

    if (waits)
        hold(session, piece);
    else
        release(session, piece->from);
    return waits;
}

static bool use_body_twice(struct cs_session *session, const struct cs_piece *piece)
{
    uint64_t before = session->flows[CS_SIDE_CLIENT].received - piece->length;
    uint64_t body = session->asked.message.framing.content_length;
    uint64_t left = body > before ? body - before : 0;

    cs_session_pass(session, CS_SIDE_CLIENT, piece->data, left < piece->length ? (size_t)left : piece->length);
    pass(session, piece);
    return true;
}

static bool swallow_body(struct cs_session *session, const struct cs_piece *piece)
{
    (void)piece;
    return session->asked.message.framing.content_length_count > 0;
}

static bool drop_chunk_size(struct cs_session *session, const struct cs_piece *piece)
{
    const char *line_end = memchr(piece->data, '\n', piece->length);
    size_t start = line_end == NULL ? 0 : (size_t)(line_end - piece->data) + 1;

    if (session->asked.message.framing.transfer_encoding_count == 0 || !is_first(session, piece))
        return false;
    cs_session_pass(session, CS_SIDE_CLIENT, piece->data + start, piece->length - start);
    return true;
}

static bool begins_with(const struct cs_piece *piece, const char *text)
{
    return piece->length > strlen(text) && memcmp(piece->data, text, strlen(text)) == 0;
}

static bool answer_request(struct cs_session *session, const struct cs_piece *piece)
{
    if (!begins_with(piece, "CONNECT ") && !begins_with(piece, "GET "))
        return false;
    cs_session_send_text(session, CS_SIDE_CLIENT, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    return true;
}

static bool release_origin(struct cs_session *session, const struct cs_piece *piece)
{
    pass(session, piece);
    release(session, CS_SIDE_ORIGIN);
    return true;
}

static bool release_late(struct cs_session *session, const struct cs_piece *piece)
{
    pass(session, piece);
    release(session, piece->from);
    return true;
}

/* The last piece stays behind. */
static bool lag(struct cs_session *session, const struct cs_piece *piece)
{
    release(session, piece->from);
    hold(session, piece);
    return true;
}

static bool close_unknown(struct cs_session *session, const struct cs_piece *piece)
{
    if (!is_first(session, piece) || (piece->data[0] >= ' ' && piece->data[0] <= '~'))
        return false;
    cs_session_end_both(session, CS_ACTION_CLOSE, CS_ACTION_CLOSE);
    return true;
}

static bool cross_tunnels(struct cs_session *session, const struct cs_piece *piece)
{
    struct cs_proxy_memory *memory = session->config->memory;
    char foreign;
    bool known;

    if (memory == NULL || !is_first(session, piece))
        return false;
    foreign = memory->byte;
    known = memory->byte_known;
    memory->byte = piece->data[0];
    memory->byte_known = true;
    cs_session_pass(session, CS_SIDE_ORIGIN, known ? &foreign : piece->data, 1);
    cs_session_pass(session, CS_SIDE_ORIGIN, piece->data + 1, piece->length - 1);
    return true;
}

static bool wait_for_client(struct cs_session *session, const struct cs_piece *piece)
{
    if (session->flows[CS_SIDE_CLIENT].received > 0)
        return false;
    hold(session, piece);
    if (session->flows[CS_SIDE_ORIGIN].held.length > CS_EARLY_BYTES_MAX)
        cs_session_pause(session, CS_SIDE_ORIGIN);
    return true;
}

/* These pass the bytes on and then read no more. */
static bool stop_both(struct cs_session *session, const struct cs_piece *piece)
{
    bool stops =
        session->flows[CS_SIDE_CLIENT].received > STOPS_AT && session->flows[CS_SIDE_ORIGIN].received > STOPS_AT;

    (void)piece;
    session->flows[CS_SIDE_CLIENT].stopped = session->flows[CS_SIDE_ORIGIN].stopped = stops;
    return false;
}

static bool stop_origin(struct cs_session *session, const struct cs_piece *piece)
{
    (void)piece;
    session->flows[CS_SIDE_ORIGIN].stopped = session->flows[CS_SIDE_ORIGIN].received > STOPS_AT;
    return false;
}

/* The beginning of a gzip member comes first. */
static bool compress(struct cs_session *session, const struct cs_piece *piece)
{
    if (is_first(session, piece) && session->content > 0)
        cs_session_send_text(session, CS_SIDE_CLIENT, "\x1f\x8b\x08");
    return false;
}

static bool keep_range(struct cs_session *session, const struct cs_piece *piece)
{
    const uint64_t before = session->flows[piece->from].received - piece->length;

    for (size_t i = 0; session->content > 0 && i < piece->length && before + i < RANGE; i++)
        cs_session_pass(session, piece->from, &piece->data[i], 1);
    return session->content > 0;
}

static bool leave_stray(struct cs_session *session, const struct cs_piece *piece)
{
    cs_fault_stray_passes(session, piece->data, piece->length);
    return false;
}

bool cs_fault_on_bytes(struct cs_session *session, enum cs_side from, const char *data, size_t length)
{
    static const struct cs_piece_fault rows[] = {
        {CS_FAULT_NUL_AS_SPACE, CS_FROM_BOTH, change_bytes},
        {CS_FAULT_SEVEN_BIT, CS_FROM_BOTH, change_bytes},
        {CS_FAULT_CRLF_FOLDED, CS_FROM_BOTH, fold_line_ends},
        {CS_FAULT_BULK_LOST, CS_FROM_BOTH, lose_bytes},
        {CS_FAULT_SMALL_HELD, CS_FROM_BOTH, hold_small},
        {CS_FAULT_BULK_DEADLOCK, CS_FROM_BOTH, stop_both},
        {CS_FAULT_BODY_TWICE, CS_FROM_CLIENT, use_body_twice},
        {CS_FAULT_BODY_HANGS, CS_FROM_CLIENT, swallow_body},
        {CS_FAULT_CODING_MIXED, CS_FROM_CLIENT, drop_chunk_size},
        {CS_FAULT_TUNNEL_PARSED, CS_FROM_CLIENT, answer_request},
        {CS_FAULT_WAITS_FOR_CLIENT, CS_FROM_CLIENT, release_origin},
        {CS_FAULT_EARLY_LATE, CS_FROM_CLIENT, release_late},
        {CS_FAULT_HALF_CLOSE_LOSES, CS_FROM_CLIENT, lag},
        {CS_FAULT_UNKNOWN_CLOSED, CS_FROM_CLIENT, close_unknown},
        {CS_FAULT_ORIGIN_HALF_CLOSE_LOSES, CS_FROM_ORIGIN, lag},
        {CS_FAULT_TUNNELS_CROSSED, CS_FROM_ORIGIN, cross_tunnels},
        {CS_FAULT_WAITS_FOR_CLIENT, CS_FROM_ORIGIN, wait_for_client},
        {CS_FAULT_ONE_DIRECTION, CS_FROM_ORIGIN, stop_origin},
        {CS_FAULT_REST_TO_NEXT, CS_FROM_ORIGIN, leave_stray},
        {CS_FAULT_ENCODING_HEEDED, CS_FROM_ORIGIN, compress},
        {CS_FAULT_RANGE_HEEDED, CS_FROM_ORIGIN, keep_range},
    };
    const struct cs_piece piece = cs_fault_piece(session, from, data, length);

    return cs_fault_in_piece(session, rows, sizeof(rows) / sizeof(rows[0]), &piece);
}

/* ---- ends ---- */

static bool end_with(struct cs_session *session, enum cs_action_kind client, enum cs_action_kind origin)
{
    cs_session_end_both(session, client, origin);
    return true;
}

static bool cut_client(struct cs_session *session, enum cs_side from)
{
    (void)from;
    return end_with(session, CS_ACTION_RESET, CS_ACTION_CLOSE);
}

static bool cut_origin(struct cs_session *session, enum cs_side from)
{
    (void)from;
    return end_with(session, CS_ACTION_CLOSE, CS_ACTION_RESET);
}

static bool close_both(struct cs_session *session, enum cs_side from)
{
    (void)from;
    return end_with(session, CS_ACTION_CLOSE, CS_ACTION_CLOSE);
}

static bool cut_other(struct cs_session *session, enum cs_side from)
{
    return from == CS_SIDE_CLIENT ? end_with(session, CS_ACTION_CLOSE, CS_ACTION_CUT)
                                  : end_with(session, CS_ACTION_CUT, CS_ACTION_CLOSE);
}

/* The shell holds bytes that the kernel has not taken: they are lost with the reset. */
static bool drop_queue(struct cs_session *session, enum cs_side from)
{
    const struct cs_flow *other = &session->flows[cs_other(from)];

    if (other->unsent == 0)
        return false;
    return from == CS_SIDE_CLIENT ? cut_origin(session, from) : cut_client(session, from);
}

static bool keep_quiet(struct cs_session *session, enum cs_side from)
{
    (void)session;
    (void)from;
    return true;
}

static bool release_rest(struct cs_session *session, enum cs_side from)
{
    release(session, from);
    return false;
}

bool cs_fault_on_finish(struct cs_session *session, enum cs_side from)
{
    static const struct {
        enum cs_fault fault;
        unsigned sides;
        bool (*act)(struct cs_session *session, enum cs_side from);
    } rows[] = {
        {CS_FAULT_CLIENT_CLOSE_CUTS, CS_FROM_CLIENT, cut_origin},
        {CS_FAULT_ORIGIN_CLOSE_CUTS, CS_FROM_ORIGIN, cut_client},
        {CS_FAULT_CLIENT_CLOSE_KEPT, CS_FROM_CLIENT, keep_quiet},
        {CS_FAULT_ORIGIN_CLOSE_KEPT, CS_FROM_ORIGIN, keep_quiet},
        {CS_FAULT_HALF_CLOSE_LOSES, CS_FROM_CLIENT, close_both},
        {CS_FAULT_ORIGIN_HALF_CLOSE_LOSES, CS_FROM_ORIGIN, close_both},
        {CS_FAULT_SMALL_HELD, CS_FROM_BOTH, release_rest},
        {CS_FAULT_CRLF_FOLDED, CS_FROM_BOTH, release_rest},
        {CS_FAULT_EARLY_LATE, CS_FROM_BOTH, release_rest},
        {CS_FAULT_PIECES_SWAPPED, CS_FROM_BOTH, release_rest},
        {CS_FAULT_FIN_AS_RESET, CS_FROM_BOTH, cut_other},
        {CS_FAULT_QUEUE_DROPPED, CS_FROM_ORIGIN, drop_queue},
        {CS_FAULT_QUEUE_DROPPED_UPWARDS, CS_FROM_CLIENT, drop_queue},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (cs_has(session->config, rows[i].fault) && (rows[i].sides & (from == CS_SIDE_CLIENT ? 1u : 2u)) != 0)
            return rows[i].act(session, from);
    return false;
}

bool cs_fault_on_reset(struct cs_session *session, enum cs_side from)
{
    if (from == CS_SIDE_CLIENT)
        cs_fault_stray_resets(session);
    if (cs_has(session->config, CS_FAULT_PAGE_IN_TUNNEL) && from == CS_SIDE_ORIGIN) {
        cs_session_send_text(session, CS_SIDE_CLIENT,
                             "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        return close_both(session, from);
    }
    return (cs_has(session->config, CS_FAULT_CLIENT_RESET_KEPT) && from == CS_SIDE_CLIENT) ||
           (cs_has(session->config, CS_FAULT_ORIGIN_RESET_KEPT) && from == CS_SIDE_ORIGIN);
}
