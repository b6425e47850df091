/* Faults in relaying whole pieces, and more TLS. */
#include <string.h>

#include "harness/embedded/proxy/actions.h"
#include "harness/embedded/proxy/fault_bytes.h"

#define MARK 262144 /* tunnel bytes of one side */

/* Whether this is the piece that brings its side to MARK. */
static bool is_marked(const struct cs_session *session, const struct cs_piece *piece)
{
    uint64_t received = session->flows[piece->from].received;

    return received >= MARK && received - piece->length < MARK;
}

static bool swap(struct cs_session *session, const struct cs_piece *piece)
{
    struct cs_buffer *held = &session->flows[piece->from].held;

    if (is_marked(session, piece)) {
        cs_session_keep(session, held, piece->data, piece->length);
        return true;
    }
    cs_session_pass(session, piece->from, piece->data, piece->length);
    cs_session_pass(session, piece->from, held->data, held->length);
    cs_buffer_free(held);
    return true;
}

static bool twice(struct cs_session *session, const struct cs_piece *piece)
{
    if (is_marked(session, piece))
        cs_session_pass(session, piece->from, piece->data, piece->length);
    return false;
}

static bool drop_zeros(struct cs_session *session, const struct cs_piece *piece)
{
    (void)session;
    for (size_t i = 0; i < piece->length; i++)
        if (piece->data[i] != '\0')
            return false;
    return true;
}

static bool is_first(const struct cs_session *session, const struct cs_piece *piece)
{
    return session->flows[piece->from].received == piece->length;
}

static bool lose_banner(struct cs_session *session, const struct cs_piece *piece)
{
    return piece->from == CS_SIDE_ORIGIN && is_first(session, piece);
}

static bool is_record(const struct cs_piece *piece, char type)
{
    return piece->length > 5 && piece->data[0] == type && piece->data[1] == 3;
}

static bool heed_alert(struct cs_session *session, const struct cs_piece *piece)
{
    return is_record(piece, 0x15) && cs_fault_close_both(session);
}

static bool close_old(struct cs_session *session, const struct cs_piece *piece)
{
    return is_first(session, piece) && is_record(piece, 0x16) && piece->data[2] == 1 && cs_fault_close_both(session);
}

/* The two bytes at |at| as a number; 0 behind the end. */
static size_t two_bytes(const struct cs_piece *piece, size_t at)
{
    return at + 2 > piece->length
               ? 0
               : (size_t)(unsigned char)piece->data[at] << 8 | (size_t)(unsigned char)piece->data[at + 1];
}

/* Whether the ClientHello has the extension server_name (RFC 6066 section 3). */
static bool names_host(const struct cs_piece *piece)
{
    size_t at = 43;

    at += at < piece->length ? 1 + (size_t)(unsigned char)piece->data[at] : 0;
    at += 2 + two_bytes(piece, at);
    at += at < piece->length ? 1 + (size_t)(unsigned char)piece->data[at] : 0;
    for (at += 2; at + 4 <= piece->length; at += 4 + two_bytes(piece, at + 2))
        if (two_bytes(piece, at) == 0)
            return true;
    return false;
}

static bool close_nameless(struct cs_session *session, const struct cs_piece *piece)
{
    return piece->from == CS_SIDE_CLIENT && is_first(session, piece) && is_record(piece, 0x16) && piece->length > 100 &&
           !names_host(piece) && cs_fault_close_both(session);
}

static bool begins(const struct cs_piece *piece, const char *text)
{
    return piece->length >= strlen(text) && memcmp(piece->data, text, strlen(text)) == 0;
}

static bool cut_mail(struct cs_session *session, const struct cs_piece *piece)
{
    return piece->from == CS_SIDE_CLIENT && is_first(session, piece) &&
           (begins(piece, "EHLO ") || begins(piece, "HELO ") || begins(piece, "MAIL ")) && cs_fault_close_both(session);
}

static bool cut_ssh(struct cs_session *session, const struct cs_piece *piece)
{
    return piece->from == CS_SIDE_ORIGIN && is_first(session, piece) && begins(piece, "SSH-") &&
           cs_fault_close_both(session);
}

static bool take_preface(struct cs_session *session, const struct cs_piece *piece)
{
    return piece->from == CS_SIDE_CLIENT && is_first(session, piece) && begins(piece, "PRI * HTTP/2.0\r\n");
}

static bool eat_behind_other(struct cs_session *session, const struct cs_piece *piece)
{
    return piece->from == CS_SIDE_CLIENT && is_first(session, piece) && session->asked.history.other;
}

bool cs_fault_on_piece_of_tunnel(struct cs_session *session, enum cs_side from, const char *data, size_t length)
{
    static const struct cs_piece_fault rows[] = {
        {CS_FAULT_PIECES_SWAPPED, CS_FROM_BOTH, swap},
        {CS_FAULT_PIECE_TWICE, CS_FROM_BOTH, twice},
        {CS_FAULT_ZEROS_DROPPED, CS_FROM_BOTH, drop_zeros},
        {CS_FAULT_BANNER_LOST, CS_FROM_BOTH, lose_banner},
        {CS_FAULT_ALERT_ENDS, CS_FROM_BOTH, heed_alert},
        {CS_FAULT_HELLO_OLD, CS_FROM_BOTH, close_old},
        {CS_FAULT_HELLO_NAMELESS, CS_FROM_BOTH, close_nameless},
        {CS_FAULT_MAIL_CUT, CS_FROM_BOTH, cut_mail},
        {CS_FAULT_SSH_CUT, CS_FROM_BOTH, cut_ssh},
        {CS_FAULT_PREFACE_TAKEN, CS_FROM_BOTH, take_preface},
        {CS_FAULT_BEHIND_EATEN, CS_FROM_BOTH, eat_behind_other},
    };
    const struct cs_piece piece = cs_fault_piece(session, from, data, length);

    return length > 0 && cs_fault_in_piece(session, rows, sizeof(rows) / sizeof(rows[0]), &piece);
}
