/* Faults of a proxy that looks for HTTP inside the tunnel, or treats its beginning and its end apart. */
#include <string.h>

#include "harness/embedded/proxy/actions.h"
#include "harness/embedded/proxy/fault_bytes.h"

static void pass(struct cs_session *session, const struct cs_piece *piece, size_t start, size_t length)
{
    cs_session_pass(session, piece->from, piece->data + start, length);
}

static bool is_first(const struct cs_session *session, const struct cs_piece *piece)
{
    return session->flows[piece->from].received == piece->length;
}

static bool begins(const struct cs_piece *piece, const char *text)
{
    return piece->length > strlen(text) && memcmp(piece->data, text, strlen(text)) == 0;
}

/* Early bytes wait for whatever the client sends next. */
static bool hold_early(struct cs_session *session, const struct cs_piece *piece)
{
    struct cs_buffer *held = &session->flows[CS_SIDE_CLIENT].held;

    if (piece->from != CS_SIDE_CLIENT)
        return false;
    if (is_first(session, piece) && session->asked.surplus > 0) {
        cs_session_keep(session, held, piece->data, piece->length);
        return true;
    }
    cs_session_pass(session, CS_SIDE_CLIENT, held->data, held->length);
    cs_buffer_free(held);
    return false;
}

static bool drop_connection(struct cs_session *session, const struct cs_piece *piece)
{
    const char *line = piece->length == 0 ? NULL : memmem(piece->data, piece->length, "\r\nConnection: ", 14);
    const char *end = line == NULL ? NULL : memchr(line + 2, '\r', piece->length - (size_t)(line + 2 - piece->data));

    if (piece->from != CS_SIDE_ORIGIN || !begins(piece, "HTTP/1.") || end == NULL)
        return false;
    pass(session, piece, 0, (size_t)(line - piece->data));
    pass(session, piece, (size_t)(end - piece->data), piece->length - (size_t)(end - piece->data));
    return true;
}

static bool add_forwarded(struct cs_session *session, const struct cs_piece *piece)
{
    const char *end = piece->length == 0 ? NULL : memmem(piece->data, piece->length, " HTTP/1.1\r\n", 11);

    if (piece->from != CS_SIDE_CLIENT || (!begins(piece, "GET ") && !begins(piece, "POST ")) || end == NULL)
        return false;
    end += 11;
    pass(session, piece, 0, (size_t)(end - piece->data));
    cs_session_send_text(session, CS_SIDE_ORIGIN, "X-Forwarded-For: 127.0.0.1\r\n");
    pass(session, piece, (size_t)(end - piece->data), piece->length - (size_t)(end - piece->data));
    return true;
}

static bool heed_refusal(struct cs_session *session, const struct cs_piece *piece)
{
    if (piece->from != CS_SIDE_ORIGIN || !begins(piece, "HTTP/1.1 4"))
        return false;
    pass(session, piece, 0, piece->length);
    return cs_fault_close_both(session);
}

static bool heed_ff(struct cs_session *session, const struct cs_piece *piece)
{
    const char *found = piece->length == 0 ? NULL : memchr(piece->data, 0xff, piece->length);

    if (found == NULL)
        return false;
    pass(session, piece, 0, (size_t)(found - piece->data));
    return cs_fault_close_both(session);
}

/* A full buffer may have a rest behind it, which would tell. */
static bool hold_full(struct cs_session *session, const struct cs_piece *piece)
{
    struct cs_buffer *held = &session->flows[piece->from].held;

    if (piece->length == 4096 && held->length == 0) {
        cs_session_keep(session, held, piece->data, piece->length);
        return true;
    }
    cs_session_pass(session, piece->from, held->data, held->length);
    cs_buffer_free(held);
    return false;
}

/* What a parent's 2xx has counted as content is none of the tunnel's. */
static bool eat_content(struct cs_session *session, const struct cs_piece *piece)
{
    uint64_t before = session->flows[CS_SIDE_ORIGIN].received - piece->length;
    uint64_t left = session->parent_content > before ? session->parent_content - before : 0;
    size_t eaten = left < piece->length ? (size_t)left : piece->length;

    if (piece->from != CS_SIDE_ORIGIN || eaten == 0)
        return false;
    pass(session, piece, eaten, piece->length - eaten);
    return true;
}

bool cs_fault_inside(struct cs_session *session, enum cs_side from, const char *data, size_t length)
{
    static const struct cs_piece_fault rows[] = {
        {CS_FAULT_EARLY_HELD, CS_FROM_BOTH, hold_early},
        {CS_FAULT_RESPONSE_REWRITTEN, CS_FROM_BOTH, drop_connection},
        {CS_FAULT_REQUEST_REWRITTEN, CS_FROM_BOTH, add_forwarded},
        {CS_FAULT_INNER_REFUSAL_ENDS, CS_FROM_BOTH, heed_refusal},
        {CS_FAULT_FF_ENDS, CS_FROM_BOTH, heed_ff},
        {CS_FAULT_FULL_HELD, CS_FROM_BOTH, hold_full},
        {CS_FAULT_PARENT_LENGTH_EATEN, CS_FROM_BOTH, eat_content},
    };
    const struct cs_piece piece = cs_fault_piece(session, from, data, length);

    return cs_fault_in_piece(session, rows, sizeof(rows) / sizeof(rows[0]), &piece);
}

/* The number behind |name|, 0 where it is not there. */
static uint64_t number_behind(const char *head, size_t length, const char *name)
{
    const char *found = length == 0 ? NULL : memmem(head, length, name, strlen(name));
    uint64_t number = 0;

    for (const char *digit = found == NULL ? NULL : found + strlen(name);
         digit != NULL && digit < head + length && *digit >= '0' && *digit <= '9'; digit++)
        number = number * 10 + (uint64_t)(*digit - '0');
    return number;
}

void cs_fault_parent_opens(struct cs_session *session, const char *head, size_t length)
{
    if (cs_has(session->config, CS_FAULT_PARENT_LENGTH_EATEN))
        session->parent_content = number_behind(head, length, "Content-Length: ");
    session->parent_closes = cs_has(session->config, CS_FAULT_PARENT_CLOSE_HEEDED) && length > 0 &&
                             memmem(head, length, "Connection: close", 17) != NULL;
}

void cs_fault_parent_opened(struct cs_session *session)
{
    if (session->parent_closes && session->phase == CS_PHASE_TUNNEL)
        (void)cs_fault_close_both(session);
}
