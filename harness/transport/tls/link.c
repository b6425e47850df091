#include <errno.h>
#include <limits.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/transport/tls/tls_internal.h"

#define CONTENT_BYTES 16384 /* of one record (RFC 8446 section 5.1) */

static struct cs_tls *of(struct cs_link *link)
{
    return (struct cs_tls *)link;
}

static void notice(struct cs_tls *tls, enum cs_link_notice what, uint64_t value)
{
    tls->link.events->notice(tls->link.context, 0, what, value);
}

static bool below(struct cs_tls *tls, enum cs_link_order_kind kind)
{
    const struct cs_link_order order = {.kind = kind};

    return tls->link.events->below(tls->link.context, &order);
}

/* Nothing that was ordered is going to be sent. */
static void give_up(struct cs_tls *tls, int error)
{
    bool lost = tls->waiting.first != NULL;

    cs_waiting_free(&tls->waiting);
    if (lost)
        tls->link.events->failed(tls->link.context, 0, error);
}

/* The carrier's FIN, without more of ours. */
static void cut_off(struct cs_tls *tls)
{
    if (tls->closing)
        return;
    tls->closing = true;
    below(tls, CS_LINK_FINISH);
    give_up(tls, EPIPE);
}

/* What OpenSSL has written goes to the carrier; after every call of OpenSSL. */
static bool flush(struct cs_tls *tls)
{
    char *bytes = NULL;
    long length = BIO_get_mem_data(tls->out, &bytes);
    bool sent = true;
    bool cut = false;

    if (length <= 0)
        return true;
    if (tls->closing)
        sent = false;
    else if (tls->ready)
        sent = cs_outbox_send(&tls->outbox, &tls->link, bytes, (size_t)length);
    else
        sent = cs_tls_flight(tls, bytes, (size_t)length, &cut);
    if (cut)
        cut_off(tls);
    (void)BIO_reset(tls->out);
    return sent;
}

/* The handshake or a record went wrong, or the peer sent a fatal alert: what we have to say goes out, then a FIN. */
static void break_off(struct cs_tls *tls)
{
    uint64_t code = tls->alert > 0 ? tls->alert - 1 : CS_TLS_BROKEN_CODE;

    ERR_clear_error();
    if (tls->broken)
        return;
    tls->broken = true;
    flush(tls);
    if (tls->alert == 0)
        notice(tls, CS_LINK_BROKEN, tls->alert_sent > 0 ? tls->alert_sent - 1 : 0);
    if (!tls->closing) {
        tls->closing = true;
        below(tls, CS_LINK_FINISH);
    }
    tls->link.events->ended(tls->link.context, 0, CS_END_RESET, code);
    give_up(tls, EPROTO);
}

static void take_close_notify(struct cs_tls *tls)
{
    if (tls->notified)
        return;
    tls->notified = true;
    tls->link.events->ended(tls->link.context, 0, CS_END_FIN, CS_LINK_NO_CODE);
}

static void send_close_notify(struct cs_tls *tls)
{
    ERR_clear_error();
    SSL_shutdown(tls->ssl);
    flush(tls);
}

static bool send_record(struct cs_tls *tls, const char *content, size_t length)
{
    ERR_clear_error();
    return SSL_write(tls->ssl, content, (int)length) == (int)length && flush(tls);
}

/* The next record of the first order, or bytes of a raw one as they are. */
static void send_content(struct cs_tls *tls)
{
    char content[CONTENT_BYTES];
    bool raw = tls->waiting.first->order.kind == CS_LINK_RAW;
    bool begins;
    size_t length = cs_waiting_read(&tls->waiting, content, sizeof(content), &begins);
    bool sent = length == 0 ||
                (raw ? cs_outbox_send(&tls->outbox, &tls->link, content, length) : send_record(tls, content, length));

    if (!sent)
        break_off(tls);
    else if (length > 0 && !raw)
        tls->link.events->sent(tls->link.context, 0, content, length, begins);
}

static void carry_out_notice(struct cs_tls *tls, uint64_t code)
{
    if (code == CS_TLS_CUT) {
        cut_off(tls);
    } else if (code == CS_TLS_RENEGOTIATE) {
        if (SSL_renegotiate(tls->ssl) == 1)
            SSL_do_handshake(tls->ssl);
        flush(tls);
    } else if (code == CS_TLS_CLOSE_NOTIFY) {
        send_close_notify(tls);
    } else if (SSL_key_update(tls->ssl, SSL_KEY_UPDATE_REQUESTED) == 1) {
        SSL_do_handshake(tls->ssl);
        flush(tls);
    }
}

static void finish(struct cs_tls *tls, enum cs_link_order_kind kind)
{
    send_close_notify(tls);
    tls->closing = true;
    below(tls, kind);
}

/* The first order, or a part of it. */
static void carry_out(struct cs_tls *tls)
{
    struct cs_link_order order = tls->waiting.first->order;

    if (order.kind == CS_LINK_BYTES || order.kind == CS_LINK_RAW) {
        send_content(tls);
        return;
    }
    cs_waiting_drop(&tls->waiting);
    if (order.kind == CS_LINK_NOTICE)
        carry_out_notice(tls, order.code);
    else
        finish(tls, order.kind);
}

/* Content is pulled only when the carrier has taken all that there was. */
static void pump(struct cs_tls *tls)
{
    if (tls->pumping || !tls->ready)
        return;
    tls->pumping = true;
    while (tls->waiting.first != NULL && tls->outbox.length == 0 && !tls->closing && SSL_in_init(tls->ssl) == 0)
        carry_out(tls);
    if (tls->closing)
        give_up(tls, EPIPE);
    tls->pumping = false;
}

static void take_handshake(struct cs_tls *tls)
{
    const unsigned char *name = NULL;
    unsigned length = 0;

    if (!flush(tls)) { /* before |ready|: the last flight is the handshake's */
        break_off(tls);
        return;
    }
    SSL_get0_alpn_selected(tls->ssl, &name, &length);
    snprintf(tls->alpn, sizeof(tls->alpn), "%.*s", (int)length, (const char *)name);
    tls->ready = true;
    notice(tls, CS_LINK_READY, 0);
}

/* The first order of a client that resumes a session goes as early data, and nothing behind it, not even its Finished;
 * where the session has no room for it, the client gives up. */
static void send_early(struct cs_tls *tls)
{
    char content[CS_TLS_EARLY_MAX];
    const SSL_SESSION *session = tls->shared->session;
    size_t room = session == NULL ? 0 : SSL_SESSION_get_max_early_data(session);
    bool begins;
    size_t length;
    size_t written;

    if (tls->early_over || (room > 0 && tls->waiting.first == NULL))
        return;
    tls->early_over = true;
    if (room == 0) {
        break_off(tls);
        return;
    }
    length = cs_waiting_read(&tls->waiting, content, room < sizeof(content) ? room : sizeof(content), &begins);
    ERR_clear_error();
    if (SSL_write_early_data(tls->ssl, content, length, &written) != 1 || !flush(tls)) {
        break_off(tls);
        return;
    }
    notice(tls, CS_LINK_READY, 0); /* as far as it will ever be */
    tls->link.events->sent(tls->link.context, 0, content, length, begins);
}

/* What a client says in front of its Finished.  False: it has more to say, or went wrong. */
static bool take_early(struct cs_tls *tls)
{
    char content[CONTENT_BYTES];
    size_t length = 0;
    int result;

    do {
        ERR_clear_error();
        result = SSL_read_early_data(tls->ssl, content, sizeof(content), &length);
        if (result == SSL_READ_EARLY_DATA_SUCCESS && length > 0)
            tls->link.events->received(tls->link.context, 0, content, length);
    } while (result == SSL_READ_EARLY_DATA_SUCCESS && !tls->broken);
    if (result == SSL_READ_EARLY_DATA_ERROR && SSL_get_error(tls->ssl, 0) != SSL_ERROR_WANT_READ)
        break_off(tls);
    return flush(tls) && result == SSL_READ_EARLY_DATA_FINISH;
}

static bool shake(struct cs_tls *tls)
{
    int result;

    if (tls->resumes_early) {
        send_early(tls);
        return false;
    }
    if (tls->shared->server && tls->shared->early && !tls->early_over)
        tls->early_over = take_early(tls);
    if (tls->shared->server && tls->shared->early && !tls->early_over)
        return false;
    ERR_clear_error();
    result = SSL_do_handshake(tls->ssl);
    if (result == 1) {
        take_handshake(tls);
        return !tls->broken;
    }
    if (SSL_get_error(tls->ssl, result) != SSL_ERROR_WANT_READ || !flush(tls))
        break_off(tls);
    return false;
}

/* One record's content.  False: there is none. */
static bool read_content(struct cs_tls *tls)
{
    char content[CONTENT_BYTES];
    int length;
    int error;

    ERR_clear_error();
    length = SSL_read(tls->ssl, content, sizeof(content));
    error = length > 0 ? SSL_ERROR_NONE : SSL_get_error(tls->ssl, length);
    if (!flush(tls) && !tls->closing) {
        break_off(tls);
        return false;
    }
    if (length > 0)
        tls->link.events->received(tls->link.context, 0, content, (size_t)length);
    else if (error == SSL_ERROR_ZERO_RETURN)
        take_close_notify(tls);
    else if (error != SSL_ERROR_WANT_READ || tls->updated)
        break_off(tls);
    return length > 0;
}

/* Goes as far as the bytes go that have come. */
static void turn(struct cs_tls *tls)
{
    if (tls->turning || tls->broken)
        return;
    tls->turning = true;
    if (tls->ready || shake(tls)) {
        while (!tls->broken && !tls->paused && !tls->notified && read_content(tls))
            continue;
        if (!tls->broken)
            pump(tls);
    }
    tls->turning = false;
}

static void begin(struct cs_link *link)
{
    of(link)->begun = true;
    turn(of(link));
}

static void on_received(struct cs_link *link, const char *bytes, size_t length)
{
    struct cs_tls *tls = of(link);

    if (tls->broken || tls->notified)
        return;
    if (length > INT_MAX || BIO_write(tls->in, bytes, (int)length) != (int)length)
        break_off(tls);
    else
        turn(tls);
}

static void tell_settled(struct cs_tls *tls)
{
    if (tls->outbox.length == 0 && tls->waiting.first == NULL)
        tls->link.events->settled(tls->link.context, 0);
}

static void on_sent(struct cs_link *link, const char *bytes, size_t length, bool begins)
{
    struct cs_tls *tls = of(link);

    (void)bytes;
    (void)begins;
    cs_outbox_sent(&tls->outbox, length);
    if (!tls->turning)
        pump(tls);
}

static void on_ended(struct cs_link *link, enum cs_end end, uint64_t code)
{
    struct cs_tls *tls = of(link);

    if (end == CS_END_RESET) {
        bool told = tls->broken;

        tls->broken = true;
        tls->closing = true;
        if (!told)
            link->events->ended(link->context, 0, end, code);
        give_up(tls, ECONNRESET);
    } else if (!tls->notified && !tls->broken) {
        tls->notified = true;
        link->events->ended(link->context, 0, CS_END_FIN, CS_LINK_TRUNCATED);
    }
}

static void on_ended_sent(struct cs_link *link, enum cs_end end, uint64_t code)
{
    link->events->ended_sent(link->context, 0, end, code);
}

static void on_failed(struct cs_link *link, int error)
{
    struct cs_tls *tls = of(link);

    tls->closing = true;
    cs_outbox_free(&tls->outbox);
    cs_waiting_free(&tls->waiting);
    link->events->failed(link->context, 0, error);
}

static void on_settled(struct cs_link *link)
{
    struct cs_tls *tls = of(link);

    pump(tls);
    tell_settled(tls);
}

static bool order(struct cs_link *link, int channel, const struct cs_link_order *what)
{
    struct cs_tls *tls = of(link);

    (void)channel;
    if (what->kind == CS_LINK_PAUSE || what->kind == CS_LINK_RESUME) {
        tls->paused = what->kind == CS_LINK_PAUSE;
        below(tls, what->kind);
        if (!tls->paused && tls->begun)
            turn(tls);
        return true;
    }
    if (tls->closing || what->kind == CS_LINK_MESSAGE)
        return false;
    if (what->kind == CS_LINK_RESET) {
        tls->closing = true;
        give_up(tls, EPIPE);
        return below(tls, CS_LINK_RESET);
    }
    if (what->kind == CS_LINK_NOTICE && what->code == CS_TLS_CUT && !tls->ready) {
        cut_off(tls);
        return true;
    }
    if (!cs_waiting_add(&tls->waiting, what))
        return false;
    if (tls->begun && tls->resumes_early)
        turn(tls); /* the handshake begins with it */
    pump(tls);
    return true;
}

static int join(struct cs_link *link)
{
    struct cs_tls *tls = of(link);

    return tls->shared->server ? -1 : 0;
}

static int64_t number(const struct cs_link *link, int channel)
{
    (void)link;
    (void)channel;
    return -1;
}

static void close_link(struct cs_link *link)
{
    struct cs_tls *tls = of(link);

    cs_outbox_free(&tls->outbox);
    cs_waiting_free(&tls->waiting);
    SSL_free(tls->ssl);
    free(tls);
}

const struct cs_link_kind cs_tls_kind = {
    .name = "tls",
    .begin = begin,
    .received = on_received,
    .sent = on_sent,
    .ended = on_ended,
    .ended_sent = on_ended_sent,
    .failed = on_failed,
    .settled = on_settled,
    .order = order,
    .join = join,
    .number = number,
    .close = close_link,
};
