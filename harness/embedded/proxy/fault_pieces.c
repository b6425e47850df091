/* Faults in relaying whole pieces, and more TLS. */
#include <string.h>

#include "harness/embedded/proxy/actions.h"
#include "harness/embedded/proxy/fault_bytes.h"

#define MARK 262144 /* tunnel bytes of one side */

struct piece {
    enum cs_side from;
    const char *data;
    size_t length;
};

/* Whether this is the piece that brings its side to MARK. */
static bool is_marked(const struct cs_session *session, const struct piece *piece)
{
    uint64_t received = session->flows[piece->from].received;

    return received >= MARK && received - piece->length < MARK;
}

static bool swap(struct cs_session *session, const struct piece *piece)
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

static bool twice(struct cs_session *session, const struct piece *piece)
{
    if (is_marked(session, piece))
        cs_session_pass(session, piece->from, piece->data, piece->length);
    return false;
}

static bool drop_zeros(struct cs_session *session, const struct piece *piece)
{
    (void)session;
    for (size_t i = 0; i < piece->length; i++)
        if (piece->data[i] != '\0')
            return false;
    return true;
}

static bool is_first(const struct cs_session *session, const struct piece *piece)
{
    return session->flows[piece->from].received == piece->length;
}

static bool lose_banner(struct cs_session *session, const struct piece *piece)
{
    return piece->from == CS_SIDE_ORIGIN && is_first(session, piece);
}

static bool close_both(struct cs_session *session)
{
    cs_session_end_both(session, CS_ACTION_CLOSE, CS_ACTION_CLOSE);
    return true;
}

static bool is_record(const struct piece *piece, char type)
{
    return piece->length > 5 && piece->data[0] == type && piece->data[1] == 3;
}

static bool heed_alert(struct cs_session *session, const struct piece *piece)
{
    return is_record(piece, 0x15) && close_both(session);
}

static bool close_old(struct cs_session *session, const struct piece *piece)
{
    return is_first(session, piece) && is_record(piece, 0x16) && piece->data[2] == 1 && close_both(session);
}

/* The two bytes at |at| as a number; 0 behind the end. */
static size_t two_bytes(const struct piece *piece, size_t at)
{
    return at + 2 > piece->length
               ? 0
               : (size_t)(unsigned char)piece->data[at] << 8 | (size_t)(unsigned char)piece->data[at + 1];
}

/* Whether the ClientHello has the extension server_name (RFC 6066 section 3). */
static bool names_host(const struct piece *piece)
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

static bool close_nameless(struct cs_session *session, const struct piece *piece)
{
    return piece->from == CS_SIDE_CLIENT && is_first(session, piece) && is_record(piece, 0x16) && piece->length > 100 &&
           !names_host(piece) && close_both(session);
}

static bool begins(const struct piece *piece, const char *text)
{
    return piece->length >= strlen(text) && memcmp(piece->data, text, strlen(text)) == 0;
}

static bool cut_mail(struct cs_session *session, const struct piece *piece)
{
    return piece->from == CS_SIDE_CLIENT && is_first(session, piece) &&
           (begins(piece, "EHLO ") || begins(piece, "HELO ") || begins(piece, "MAIL ")) && close_both(session);
}

static bool cut_ssh(struct cs_session *session, const struct piece *piece)
{
    return piece->from == CS_SIDE_ORIGIN && is_first(session, piece) && begins(piece, "SSH-") && close_both(session);
}

static bool take_preface(struct cs_session *session, const struct piece *piece)
{
    return piece->from == CS_SIDE_CLIENT && is_first(session, piece) && begins(piece, "PRI * HTTP/2.0\r\n");
}

static bool eat_behind_other(struct cs_session *session, const struct piece *piece)
{
    return piece->from == CS_SIDE_CLIENT && is_first(session, piece) && session->asked.history.other;
}

bool cs_fault_on_piece_of_tunnel(struct cs_session *session, enum cs_side from, const char *data, size_t length)
{
    static const struct {
        enum cs_fault fault;
        bool (*act)(struct cs_session *session, const struct piece *piece);
    } rows[] = {
        {CS_FAULT_PIECES_SWAPPED, swap},
        {CS_FAULT_PIECE_TWICE, twice},
        {CS_FAULT_ZEROS_DROPPED, drop_zeros},
        {CS_FAULT_BANNER_LOST, lose_banner},
        {CS_FAULT_ALERT_ENDS, heed_alert},
        {CS_FAULT_HELLO_OLD, close_old},
        {CS_FAULT_HELLO_NAMELESS, close_nameless},
        {CS_FAULT_MAIL_CUT, cut_mail},
        {CS_FAULT_SSH_CUT, cut_ssh},
        {CS_FAULT_PREFACE_TAKEN, take_preface},
        {CS_FAULT_BEHIND_EATEN, eat_behind_other},
    };
    const struct piece piece = {from, data, length};

    for (size_t i = 0; length > 0 && i < sizeof(rows) / sizeof(rows[0]); i++)
        if (cs_has(session->config, rows[i].fault))
            return rows[i].act(session, &piece);
    return false;
}
