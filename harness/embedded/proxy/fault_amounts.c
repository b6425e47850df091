/* Faults in what hangs on how tunnel bytes are cut into pieces, how many there are, and which end has come. */
#include <string.h>

#include "harness/embedded/proxy/actions.h"
#include "harness/embedded/proxy/fault_bytes.h"

#define KEEPS    4096
#define CAP      196608
#define CONTROLS "\x03\x04\x1a"

/* ---- pieces of a kind ---- */

static bool is_text(const struct cs_piece *piece, const char *text, size_t length)
{
    return piece->length == length && memcmp(piece->data, text, length) == 0;
}

static bool is_lone_lf(struct cs_session *session, const struct cs_piece *piece)
{
    (void)session;
    return is_text(piece, "\n", 1);
}

static bool is_lone_crlf(struct cs_session *session, const struct cs_piece *piece)
{
    (void)session;
    return is_text(piece, "\r\n", 2);
}

static bool is_lone_nul(struct cs_session *session, const struct cs_piece *piece)
{
    (void)session;
    return is_text(piece, "\0", 1);
}

static bool is_lone_blank(struct cs_session *session, const struct cs_piece *piece)
{
    (void)session;
    return is_text(piece, " ", 1) || is_text(piece, "\t", 1);
}

static bool is_lone_high(struct cs_session *session, const struct cs_piece *piece)
{
    (void)session;
    return piece->length == 1 && (unsigned char)piece->data[0] >= 0x80;
}

static bool heed_control(struct cs_session *session, const struct cs_piece *piece)
{
    return piece->length == 1 && piece->data[0] != '\0' && strchr(CONTROLS, piece->data[0]) != NULL &&
           cs_fault_close_both(session);
}

/* Whether it is longer than KEEPS, and nothing but |byte|. */
static bool repeats(const struct cs_piece *piece, char byte)
{
    return piece->length > KEEPS && piece->data[0] == byte &&
           memcmp(piece->data, piece->data + 1, piece->length - 1) == 0;
}

static bool keep_some(struct cs_session *session, const struct cs_piece *piece)
{
    cs_session_pass(session, piece->from, piece->data, KEEPS);
    return true;
}

static bool cut_zeros(struct cs_session *session, const struct cs_piece *piece)
{
    return repeats(piece, '\0') && keep_some(session, piece);
}

static bool cut_repeats(struct cs_session *session, const struct cs_piece *piece)
{
    return piece->data[0] != '\0' && repeats(piece, piece->data[0]) && keep_some(session, piece);
}

static bool cut_early_zeros(struct cs_session *session, const struct cs_piece *piece)
{
    return session->flows[CS_SIDE_CLIENT].received == piece->length && session->asked.surplus > 0 &&
           cut_zeros(session, piece);
}

/* ---- so many and no more ---- */

/* The last one is still passed on. */
static bool stop_behind(struct cs_session *session, enum cs_side from, uint64_t most)
{
    session->flows[from].stopped = session->flows[from].pieces >= most;
    return false;
}

static bool stop_at_256(struct cs_session *session, const struct cs_piece *piece)
{
    return stop_behind(session, piece->from, 256);
}

static bool stop_at_1000(struct cs_session *session, const struct cs_piece *piece)
{
    return stop_behind(session, piece->from, 1000);
}

static bool cap(struct cs_session *session, const struct cs_piece *piece)
{
    return session->flows[cs_other(piece->from)].finished && session->flows[piece->from].received > CAP &&
           cs_fault_close_both(session);
}

bool cs_fault_on_amount(struct cs_session *session, enum cs_side from, const char *data, size_t length)
{
    static const struct cs_piece_fault rows[] = {
        {CS_FAULT_LONE_LF_DROPPED, CS_FROM_BOTH, is_lone_lf},
        {CS_FAULT_LONE_CRLF_DROPPED, CS_FROM_BOTH, is_lone_crlf},
        {CS_FAULT_LONE_NUL_DROPPED, CS_FROM_BOTH, is_lone_nul},
        {CS_FAULT_LONE_BLANK_DROPPED, CS_FROM_ORIGIN, is_lone_blank},
        {CS_FAULT_LONE_CONTROL_ENDS, CS_FROM_BOTH, heed_control},
        {CS_FAULT_LONE_HIGH_DROPPED, CS_FROM_BOTH, is_lone_high},
        {CS_FAULT_ZEROS_CUT, CS_FROM_BOTH, cut_zeros},
        {CS_FAULT_REPEATS_CUT, CS_FROM_BOTH, cut_repeats},
        {CS_FAULT_EARLY_ZEROS_CUT, CS_FROM_CLIENT, cut_early_zeros},
        {CS_FAULT_PIECES_256, CS_FROM_BOTH, stop_at_256},
        {CS_FAULT_PIECES_1000, CS_FROM_BOTH, stop_at_1000},
        {CS_FAULT_ORIGIN_PIECES_1000, CS_FROM_ORIGIN, stop_at_1000},
        {CS_FAULT_CAP_BEHIND_CLIENT, CS_FROM_ORIGIN, cap},
        {CS_FAULT_CAP_BEHIND_ORIGIN, CS_FROM_CLIENT, cap},
    };
    const struct cs_piece piece = cs_fault_piece(session, from, data, length);

    session->flows[from].pieces++;
    return length > 0 && cs_fault_in_piece(session, rows, sizeof(rows) / sizeof(rows[0]), &piece);
}
