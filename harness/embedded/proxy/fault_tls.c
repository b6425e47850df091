/* Faults of a proxy that looks at the TLS which others speak through its tunnels. */
#include <string.h>

#include "harness/embedded/proxy/actions.h"
#include "harness/embedded/proxy/fault_bytes.h"
#include "harness/embedded/proxy/intercept.h"

#define RECORD_HEADER 5
#define TYPE_CCS      20
#define TYPE_ALERT    21
#define TYPE_SHAKE    22

#define CLIENT_HELLO        1
#define CERTIFICATE_REQUEST 13

#define EXT_ALPN          16
#define EXT_PADDING       21
#define EXT_RESUMED       41
#define EXT_VERSIONS      43
#define HELLO_KEPT        8192
#define CHAIN_KEPT        16384
#define CHAIN_LOST        32768
#define EXT_HIGH_KNOWN    60 /* beyond it there is but renegotiation_info */
#define EXT_RENEGOTIATION 0xff01

/* Tunnel bytes of one side: a whole record with a ClientHello, or what comes later. */
struct piece {
    enum cs_side from;
    char *data;
    size_t length;
};

static unsigned number(const char *at, size_t bytes)
{
    unsigned value = 0;

    for (size_t i = 0; i < bytes; i++)
        value = value << 8 | (unsigned char)at[i];
    return value;
}

static bool close_both(struct cs_session *session)
{
    cs_session_end_both(session, CS_ACTION_CLOSE, CS_ACTION_CLOSE);
    return true;
}

static void pass(struct cs_session *session, const struct piece *piece, size_t start, size_t length)
{
    cs_session_pass(session, piece->from, piece->data + start, length);
}

/* Where the extensions of a ClientHello begin, behind version, random, session, ciphers, compressions and their own
 * length; 0: nowhere. */
static size_t extensions_of(const struct piece *piece)
{
    size_t at = RECORD_HEADER + 4 + 2 + 32;

    at += at < piece->length ? 1 + number(piece->data + at, 1) : 0;
    at += at + 2 < piece->length ? 2 + number(piece->data + at, 2) : 0;
    at += at < piece->length ? 1 + number(piece->data + at, 1) : 0;
    return at + 2 <= piece->length ? at + 2 : 0;
}

/* The next extension from |*at| on: its place, type and length. */
static bool next_extension(const struct piece *piece, size_t *at, size_t *place, unsigned *type, size_t *length)
{
    if (*at == 0 || *at + 4 > piece->length)
        return false;
    *place = *at;
    *type = number(piece->data + *at, 2);
    *length = number(piece->data + *at + 2, 2);
    *at += 4 + *length;
    return *at <= piece->length;
}

/* The first one of a type; 0: there is none. */
static size_t extension(const struct piece *piece, unsigned wanted)
{
    size_t at = extensions_of(piece);
    size_t place, length;
    unsigned type;

    while (next_extension(piece, &at, &place, &type, &length))
        if (type == wanted)
            return place;
    return 0;
}

/* ---- of a ClientHello, once it is whole ---- */

static bool filter_name(struct cs_session *session, const struct piece *piece)
{
    const char *host = session->ruling.destination.host;
    size_t place = extension(piece, 0);
    size_t length = place == 0 || place + 9 > piece->length ? 0 : number(piece->data + place + 7, 2);

    if (place == 0 || (length == strlen(host) && place + 9 + length <= piece->length &&
                       memcmp(piece->data + place + 9, host, length) == 0))
        return false;
    return close_both(session);
}

static bool answer_hello(struct cs_session *session, const struct piece *piece)
{
    (void)piece;
    cs_session_send_text(session, CS_SIDE_CLIENT,
                         "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    return close_both(session);
}

static bool split_hello(struct cs_session *session, const struct piece *piece)
{
    size_t half = (piece->length - RECORD_HEADER) / 2;
    size_t rest = piece->length - RECORD_HEADER - half;
    char header[RECORD_HEADER];

    memcpy(header, piece->data, RECORD_HEADER);
    header[3] = (char)(half >> 8);
    header[4] = (char)half;
    cs_session_pass(session, piece->from, header, RECORD_HEADER);
    pass(session, piece, RECORD_HEADER, half);
    header[3] = (char)(rest >> 8);
    header[4] = (char)rest;
    cs_session_pass(session, piece->from, header, RECORD_HEADER);
    pass(session, piece, RECORD_HEADER + half, rest);
    return true;
}

static bool cut_hello(struct cs_session *session, const struct piece *piece)
{
    pass(session, piece, 0, piece->length < HELLO_KEPT ? piece->length : HELLO_KEPT);
    return true;
}

/* Another type in its place: as padding it says nothing. */
static bool strip(struct cs_session *session, const struct piece *piece, unsigned type)
{
    size_t place = extension(piece, type);

    (void)session;
    if (place != 0)
        memcpy(piece->data + place, (const char[]){0, EXT_PADDING}, 2);
    return false;
}

static bool strip_versions(struct cs_session *session, const struct piece *piece)
{
    return strip(session, piece, EXT_VERSIONS);
}

static bool strip_alpn(struct cs_session *session, const struct piece *piece)
{
    return strip(session, piece, EXT_ALPN);
}

static bool close_unknown(struct cs_session *session, const struct piece *piece)
{
    size_t at = extensions_of(piece);
    size_t place, length;
    unsigned type;

    while (next_extension(piece, &at, &place, &type, &length))
        if (type > EXT_HIGH_KNOWN && type != EXT_RENEGOTIATION)
            return close_both(session);
    return false;
}

static bool close_resumed(struct cs_session *session, const struct piece *piece)
{
    size_t ticket = extension(piece, 35);
    bool old = ticket != 0 && number(piece->data + ticket + 2, 2) > 0;

    return (old || extension(piece, EXT_RESUMED) != 0) && close_both(session);
}

static bool close_old(struct cs_session *session, const struct piece *piece)
{
    return extension(piece, EXT_VERSIONS) == 0 && close_both(session);
}

static bool close_new(struct cs_session *session, const struct piece *piece)
{
    return extension(piece, EXT_VERSIONS) != 0 && close_both(session);
}

static bool on_hello(struct cs_session *session, const struct piece *piece)
{
    static const struct {
        enum cs_fault fault;
        bool (*act)(struct cs_session *session, const struct piece *piece);
    } rows[] = {
        {CS_FAULT_TLS_NAME_FILTERED, filter_name},    {CS_FAULT_TLS_HELLO_ANSWERED, answer_hello},
        {CS_FAULT_TLS_HELLO_SPLIT, split_hello},      {CS_FAULT_TLS_HELLO_KEPT, cut_hello},
        {CS_FAULT_TLS_DOWNGRADED, strip_versions},    {CS_FAULT_TLS_ALPN_STRIPPED, strip_alpn},
        {CS_FAULT_TLS_UNKNOWN_CLOSED, close_unknown}, {CS_FAULT_TLS_RESUMED_CLOSED, close_resumed},
        {CS_FAULT_TLS_OLD_CLOSED, close_old},         {CS_FAULT_TLS_NEW_CLOSED, close_new},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (cs_has(session->config, rows[i].fault) && rows[i].act(session, piece))
            return true;
    pass(session, piece, 0, piece->length);
    return true;
}

/* ---- of records ---- */

/* Passes the records that stand whole in |piece| on, but those of |type|. */
static bool drop_records(struct cs_session *session, const struct piece *piece, unsigned type)
{
    size_t at = 0;

    while (at + RECORD_HEADER <= piece->length) {
        size_t length = RECORD_HEADER + number(piece->data + at + 3, 2);

        length = length < piece->length - at ? length : piece->length - at;
        if (number(piece->data + at, 1) != type)
            pass(session, piece, at, length);
        at += length;
    }
    pass(session, piece, at, piece->length - at);
    return true;
}

static bool drop_ccs(struct cs_session *session, const struct piece *piece)
{
    return drop_records(session, piece, TYPE_CCS);
}

static bool drop_alerts(struct cs_session *session, const struct piece *piece)
{
    return drop_records(session, piece, TYPE_ALERT);
}

static bool deafen(struct cs_session *session, const struct piece *piece)
{
    bool *deaf = &session->deaf[piece->from];

    if (!*deaf && piece->length >= RECORD_HEADER && number(piece->data, 1) == TYPE_ALERT) {
        *deaf = true;
        pass(session, piece, 0, RECORD_HEADER + number(piece->data + 3, 2));
        return true;
    }
    return *deaf;
}

/* In TLS 1.2 it is to be seen. */
static bool close_asked(struct cs_session *session, const struct piece *piece)
{
    size_t at = 0;

    while (piece->from == CS_SIDE_ORIGIN && at + RECORD_HEADER < piece->length &&
           number(piece->data + at, 1) == TYPE_SHAKE) {
        if (number(piece->data + at + RECORD_HEADER, 1) == CERTIFICATE_REQUEST)
            return close_both(session);
        at += RECORD_HEADER + number(piece->data + at + 3, 2);
    }
    return false;
}

static bool cut_chain(struct cs_session *session, const struct piece *piece)
{
    uint64_t before = session->flows[piece->from].received - piece->length;
    size_t kept = before >= CHAIN_KEPT                   ? 0
                  : before + piece->length <= CHAIN_KEPT ? piece->length
                                                         : (size_t)(CHAIN_KEPT - before);

    if (piece->from != CS_SIDE_ORIGIN || before >= CHAIN_LOST)
        return false;
    pass(session, piece, 0, kept);
    return true;
}

static bool on_records(struct cs_session *session, const struct piece *piece)
{
    static const struct {
        enum cs_fault fault;
        bool (*act)(struct cs_session *session, const struct piece *piece);
    } rows[] = {
        {CS_FAULT_TLS_CCS_DROPPED, drop_ccs}, {CS_FAULT_TLS_ALERT_DROPPED, drop_alerts},
        {CS_FAULT_TLS_BEHIND_ALERT, deafen},  {CS_FAULT_TLS_ASKED_CLOSED, close_asked},
        {CS_FAULT_TLS_CHAIN_CUT, cut_chain},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (cs_has(session->config, rows[i].fault))
            return rows[i].act(session, piece);
    return false;
}

/* ---- the whole ---- */

static bool reads_hello(enum cs_fault fault)
{
    return fault >= CS_FAULT_TLS_NAME_FILTERED && fault <= CS_FAULT_TLS_NEW_CLOSED;
}

/* Holds what a client begins with until its first record is whole, if it is a ClientHello. */
static bool take_hello(struct cs_session *session, enum cs_side from, const char *data, size_t length)
{
    struct cs_buffer *held = &session->flows[from].held;
    uint64_t before = session->flows[from].received - length;
    struct piece piece = {.from = from};
    bool dealt;

    if (from != CS_SIDE_CLIENT || held->length != before || (before == 0 && number(data, 1) != TYPE_SHAKE))
        return false;
    cs_session_keep(session, held, data, length);
    if (held->length < RECORD_HEADER || held->length < RECORD_HEADER + number(held->data + 3, 2))
        return true;
    piece.data = held->data;
    piece.length = held->length;
    dealt = on_hello(session, &piece);
    cs_buffer_free(held);
    return dealt;
}

static bool intercept(struct cs_session *session, enum cs_side from, const char *data, size_t length)
{
    if (session->intercept == NULL && from == CS_SIDE_CLIENT && session->flows[from].received == length &&
        number(data, 1) == TYPE_SHAKE)
        session->intercept = cs_intercept_new(session, cs_has(session->config, CS_FAULT_TLS_INTERCEPTED));
    if (session->intercept == NULL)
        return false;
    cs_intercept_take(session->intercept, from, data, length);
    return true;
}

bool cs_fault_tls(struct cs_session *session, enum cs_side from, const char *data, size_t length)
{
    enum cs_fault fault = session->config->fault;
    const struct piece piece = {from, (char *)(uintptr_t)data, length};

    if (length == 0)
        return false;
    if (fault == CS_FAULT_TLS_INTERCEPTED || fault == CS_FAULT_TLS_OFFLOADED)
        return intercept(session, from, data, length);
    return reads_hello(fault) ? take_hello(session, from, data, length) : on_records(session, &piece);
}
