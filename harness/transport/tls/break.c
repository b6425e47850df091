#include "harness/transport/tls/tls_internal.h"

/* A record begins with its type, version and length (RFC 8446 section 5.1). */
#define RECORD_HEADER 5
#define TYPE_ALERT    21

/* In the order of the handshake as |length| bytes of it come out: is the end of these the end of our Finished?  A
 * client's Finished is the last that it has to say before the handshake is over; a server's ends its first flight. */
static bool ends_with_finished(const struct cs_tls *tls)
{
    if (SSL_is_server(tls->ssl))
        return SSL_version(tls->ssl) == TLS1_3_VERSION ? tls->flight == 0 : SSL_is_init_finished(tls->ssl);
    return SSL_version(tls->ssl) == TLS1_3_VERSION ? SSL_is_init_finished(tls->ssl) : tls->flight > 0;
}

static bool send_cut(struct cs_tls *tls, const char *bytes, size_t length)
{
    size_t cut = tls->shared->hello_cut == 0 ? length : tls->shared->hello_cut;

    for (size_t at = 0; at < length; at += cut) {
        size_t piece = length - at < cut ? length - at : cut;

        if (!cs_outbox_send(&tls->outbox, &tls->link, bytes + at, piece))
            return false;
    }
    return true;
}

static bool send_spoilt(struct cs_tls *tls, const char *bytes, size_t length)
{
    char last = (char)(bytes[length - 1] ^ 1);

    return send_cut(tls, bytes, length - 1) && cs_outbox_send(&tls->outbox, &tls->link, &last, 1);
}

static bool send_alert(struct cs_tls *tls)
{
    const char alert[] = {TYPE_ALERT, 3, 3, 0, 2, 2, (char)tls->shared->break_value};

    tls->link.events->notice(tls->link.context, 0, CS_LINK_ALERT_SENT, tls->shared->break_value);
    return cs_outbox_send(&tls->outbox, &tls->link, alert, sizeof(alert));
}

/* What comes out behind the peer's first flight: for a server its first bytes, for a client its second. */
static bool answers(const struct cs_tls *tls)
{
    return SSL_is_server(tls->ssl) || tls->flight > 0;
}

bool cs_tls_flight(struct cs_tls *tls, const char *bytes, size_t length, bool *cut)
{
    uint64_t value = tls->shared->break_value;
    bool sent = true;

    *cut = false;
    switch (tls->shared->break_kind) {
    case CS_TLS_BREAK_AFTER_HELLO:
        sent = SSL_is_server(tls->ssl) || tls->flight > 0 || send_cut(tls, bytes, length);
        *cut = true;
        break;
    case CS_TLS_BREAK_FINISHED:
        sent = ends_with_finished(tls) && length > RECORD_HEADER ? send_spoilt(tls, bytes, length)
                                                                 : send_cut(tls, bytes, length);
        break;
    case CS_TLS_BREAK_ALERT:
        *cut = answers(tls);
        sent = *cut ? send_alert(tls) : send_cut(tls, bytes, length);
        break;
    case CS_TLS_BREAK_BYTE:
        *cut = tls->flight + length >= value;
        sent = send_cut(tls, bytes, *cut ? (size_t)(value - tls->flight) : length);
        break;
    case CS_TLS_BREAK_NONE:
        sent = send_cut(tls, bytes, length);
        break;
    }
    tls->flight += length;
    return sent;
}
