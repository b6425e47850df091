#include <errno.h>
#include <stdlib.h>

#include "harness/transport/h3/h3_internal.h"

#define IDLE UINT64_C(30000000000) /* nanoseconds */

static struct cs_h3 *of(struct cs_link *link)
{
    return (struct cs_h3 *)link;
}

static uint64_t now(const struct cs_h3 *h3)
{
    return h3->link.events->now(h3->link.context);
}

static void enter(struct cs_h3 *h3)
{
    h3->busy++;
}

static void close_carrier(struct cs_h3 *h3)
{
    const struct cs_link_order order = {.kind = CS_LINK_CLOSE};

    h3->finished = true;
    h3->link.events->below(h3->link.context, &order);
}

static void tell_settled(struct cs_h3 *h3)
{
    for (size_t i = 0; i < h3->count && !h3->over; i++)
        if (h3->streams[i]->used && h3->streams[i]->ends.waiting.first == NULL &&
            cs_quic_is_sent(h3->quic, h3->streams[i]->id))
            h3->link.events->settled(h3->link.context, (int)i);
}

/* What was noted goes out when the outermost of our functions is done; room for content may come of that. */
static void leave(struct cs_h3 *h3)
{
    if (h3->busy == 1) {
        cs_h3_pump(h3);
        cs_quic_flush(h3->quic, now(h3));
        cs_h3_pump(h3);
        cs_quic_flush(h3->quic, now(h3));
        tell_settled(h3);
        cs_quic_flush(h3->quic, now(h3));
        if (h3->over && !h3->finished)
            close_carrier(h3);
    }
    h3->busy--;
}

/* ---- what QUIC tells ---- */

static void on_ready(void *context)
{
    struct cs_h3 *h3 = context;

    h3->ready = true;
    if (!cs_h3_begin_control(h3))
        cs_h3_connection_error(h3, CS_H3_INTERNAL_ERROR);
    else
        h3->link.events->notice(h3->link.context, -1, CS_LINK_READY, 0);
}

/* A server of HTTP/3 opens no stream of two directions (RFC 9114 section 6.1). */
static void on_opened(void *context, int64_t id)
{
    struct cs_h3 *h3 = context;
    int channel;

    if ((id & 2) != 0 || h3->over)
        return;
    channel = h3->options.server ? cs_h3_take(h3) : -1;
    if (!h3->options.server) {
        cs_h3_connection_error(h3, CS_H3_STREAM_CREATION_ERROR);
    } else if (channel < 0) {
        cs_quic_reset(h3->quic, id, CS_H3_REQUEST_REJECTED);
        cs_quic_stop(h3->quic, id, CS_H3_REQUEST_REJECTED);
    } else {
        h3->streams[channel]->id = id;
        h3->link.events->opened(h3->link.context, channel);
    }
}

static void on_received(void *context, int64_t id, const char *bytes, size_t length, bool ends)
{
    struct cs_h3 *h3 = context;
    int channel;

    if (h3->over)
        return;
    if ((id & 2) != 0)
        cs_h3_receive_uni(h3, id, bytes, length, ends);
    else if (cs_h3_find(h3, id, &channel) != NULL)
        cs_h3_receive(h3, channel, bytes, length, ends);
    cs_quic_give_back(h3->quic, length); /* a channel that is held up holds up no other */
}

static void cancel(struct cs_h3 *h3, int channel, uint64_t code)
{
    struct cs_h3_stream *stream = h3->streams[channel];
    int64_t id = stream->id;

    if (!stream->ends.local)
        cs_quic_reset(h3->quic, id, CS_H3_REQUEST_CANCELLED);
    if (!stream->ends.remote)
        cs_quic_stop(h3->quic, id, CS_H3_REQUEST_CANCELLED);
    cs_waiting_free(&stream->ends.waiting);
    stream->ends.local = true;
    cs_h3_tell_ended(h3, channel, CS_END_RESET, code);
    if (stream->id == id)
        cs_h3_release(h3, channel);
}

/* Codes above are for links themselves (CS_LINK_TRUNCATED). */
static uint64_t bounded(uint64_t code)
{
    return code < UINT32_MAX ? code : UINT32_MAX;
}

static void on_reset(void *context, int64_t id, uint64_t code)
{
    struct cs_h3 *h3 = context;
    int channel;

    if (h3->over)
        return;
    if ((id & 2) != 0)
        cs_h3_uni_reset(h3, id);
    else if (cs_h3_find(h3, id, &channel) != NULL)
        cancel(h3, channel, bounded(code));
}

static void on_stopped(void *context, int64_t id, uint64_t code)
{
    struct cs_h3 *h3 = context;
    struct cs_h3_stream *stream;
    int channel;

    if (h3->over)
        return;
    stream = cs_h3_find(h3, id, &channel);
    if (stream == NULL && (id & 2) != 0 && code != CS_H3_STREAM_CREATION_ERROR) {
        cs_h3_connection_error(h3, CS_H3_CLOSED_CRITICAL_STREAM);
    } else if (stream != NULL && h3->options.server) {
        cancel(h3, channel, bounded(code));
    } else if (stream != NULL) {
        cs_h3_drop_waiting(h3, channel, EPIPE);
        stream->ends.local = true;
        cs_h3_release(h3, channel);
    }
}

static void on_payload(void *context, const char *bytes, size_t length)
{
    struct cs_h3 *h3 = context;

    if (!h3->over)
        cs_h3_receive_datagram(h3, bytes, length);
}

static void on_closed(void *context, enum cs_quic_end end, uint64_t code)
{
    struct cs_h3 *h3 = context;

    if (h3->over)
        return;
    h3->over = true;
    if (end == CS_QUIC_BROKEN || !h3->ready)
        h3->link.events->notice(h3->link.context, -1, CS_LINK_BROKEN, code);
    else if (end == CS_QUIC_CLOSED_BY_PEER)
        h3->link.events->notice(h3->link.context, -1, CS_LINK_GOAWAY, bounded(code));
    cs_h3_end_all(h3, CS_LINK_TRUNCATED);
}

/* A carrier that takes no more loses it, as networks do. */
static void on_datagram(void *context, const char *bytes, size_t length)
{
    struct cs_h3 *h3 = context;

    if (!h3->finished)
        (void)!cs_outbox_send(&h3->outbox, &h3->link, bytes, length);
}

static void on_passed(void *context, const struct cs_passage *passage)
{
    const struct cs_h3 *h3 = context;

    if (h3->link.events->passed != NULL)
        h3->link.events->passed(h3->link.context, passage);
}

static void on_key(void *context, const char *line)
{
    const struct cs_h3 *h3 = context;

    if (h3->link.events->key != NULL)
        h3->link.events->key(h3->link.context, line);
}

static const struct cs_quic_events quic_events = {
    .ready = on_ready,
    .opened = on_opened,
    .received = on_received,
    .reset = on_reset,
    .stopped = on_stopped,
    .payload = on_payload,
    .closed = on_closed,
    .datagram = on_datagram,
    .passed = on_passed,
    .key = on_key,
};

/* ---- the link ---- */

static void begin(struct cs_link *link)
{
    struct cs_h3 *h3 = of(link);

    enter(h3);
    if (!cs_quic_begin(h3->quic, now(h3)))
        on_closed(h3, CS_QUIC_BROKEN, CS_H3_INTERNAL_ERROR);
    leave(h3);
}

static void received(struct cs_link *link, const char *bytes, size_t length)
{
    struct cs_h3 *h3 = of(link);

    enter(h3);
    cs_quic_received(h3->quic, bytes, length, now(h3));
    leave(h3);
}

static void sent(struct cs_link *link, const char *bytes, size_t length, bool begins)
{
    (void)bytes;
    (void)begins;
    cs_outbox_sent(&of(link)->outbox, length);
}

static void ended(struct cs_link *link, enum cs_end end, uint64_t code)
{
    struct cs_h3 *h3 = of(link);

    (void)end;
    (void)code;
    if (!h3->over)
        on_closed(h3, CS_QUIC_LOST, 0);
}

static void ended_sent(struct cs_link *link, enum cs_end end, uint64_t code)
{
    (void)end;
    (void)code;
    of(link)->finished = true;
}

static void failed(struct cs_link *link, int error)
{
    (void)error;
    cs_outbox_free(&of(link)->outbox);
}

static void settled(struct cs_link *link)
{
    (void)link; /* what is sent waits for the peer, not for the carrier */
}

static bool pause(struct cs_h3 *h3, struct cs_h3_stream *stream, bool paused)
{
    uint64_t owed = stream->owed;

    stream->paused = paused;
    if (paused)
        return true;
    stream->owed = 0;
    if (stream->id >= 0)
        cs_quic_give_back_stream(h3->quic, stream->id, owed);
    return true;
}

/* A reset does not wait behind content. */
static bool queue(struct cs_h3 *h3, int channel, const struct cs_link_order *what)
{
    struct cs_h3_stream *stream = channel >= 0 && (size_t)channel < h3->count ? h3->streams[channel] : NULL;

    if (stream == NULL || !stream->used || h3->over)
        return false;
    if (what->kind == CS_LINK_PAUSE || what->kind == CS_LINK_RESUME)
        return pause(h3, stream, what->kind == CS_LINK_PAUSE);
    if (what->kind == CS_LINK_DATAGRAM && h3->options.server)
        return stream->ends.local || !cs_h3_has_datagrams(h3) || cs_h3_send_datagram(h3, channel, &what->bytes);
    if (what->kind == CS_LINK_CLOSE && stream->ends.local)
        return true;
    if ((stream->ends.local && what->kind != CS_LINK_RESET) || what->kind == CS_LINK_NOTICE)
        return false;
    if (what->kind == CS_LINK_RESET && stream->ends.local && stream->ends.remote)
        return false;
    if (what->kind == CS_LINK_RESET)
        cs_waiting_free(&stream->ends.waiting);
    return cs_waiting_add(&stream->ends.waiting, what);
}

static bool end_connection(struct cs_h3 *h3)
{
    if (h3->over)
        return false;
    h3->over = true;
    cs_quic_close(h3->quic, CS_H3_NO_ERROR);
    return true;
}

static bool order(struct cs_link *link, int channel, const struct cs_link_order *what)
{
    struct cs_h3 *h3 = of(link);
    bool taken;

    enter(h3);
    taken = channel < 0 && what->kind == CS_LINK_CLOSE ? end_connection(h3) : queue(h3, channel, what);
    leave(h3);
    return taken;
}

static int join(struct cs_link *link)
{
    return of(link)->options.server || of(link)->over ? -1 : cs_h3_take(of(link));
}

static int64_t number(const struct cs_link *link, int channel)
{
    const struct cs_h3 *h3 = (const struct cs_h3 *)link;

    return channel >= 0 && (size_t)channel < h3->count ? h3->streams[channel]->id : -1;
}

static const struct cs_message *message(const struct cs_link *link)
{
    return &((const struct cs_h3 *)link)->message;
}

static size_t frame(const struct cs_link_frame *what, char out[CS_LINK_FRAME_BYTES])
{
    return cs_h3_write_header(out, what->type, what->length);
}

static uint64_t expiry(const struct cs_link *link)
{
    return cs_quic_expiry(((const struct cs_h3 *)link)->quic);
}

static void expired(struct cs_link *link)
{
    struct cs_h3 *h3 = of(link);

    enter(h3);
    cs_quic_expired(h3->quic, now(h3));
    leave(h3);
}

static void close_link(struct cs_link *link)
{
    struct cs_h3 *h3 = of(link);

    for (size_t i = 0; i < h3->count; i++) {
        cs_waiting_free(&h3->streams[i]->ends.waiting);
        cs_buffer_free(&h3->streams[i]->section);
        free(h3->streams[i]);
    }
    for (size_t i = 0; i < CS_QUIC_UNI_MAX; i++)
        cs_buffer_free(&h3->unis[i].payload);
    cs_outbox_free(&h3->outbox);
    cs_h3_decoder_free(h3->decoder);
    cs_quic_free(h3->quic);
    free(h3);
}

const struct cs_link_kind cs_h3_kind = {
    .name = "h3",
    .alpn = "h3",
    .multiplexes = true,
    .version = 3,
    .datagrams = true,
    .begin = begin,
    .received = received,
    .sent = sent,
    .ended = ended,
    .ended_sent = ended_sent,
    .failed = failed,
    .settled = settled,
    .order = order,
    .join = join,
    .number = number,
    .message = message,
    .frame = frame,
    .expiry = expiry,
    .expired = expired,
    .close = close_link,
};

struct cs_link *cs_h3_open(const struct cs_h3_options *options, const struct cs_link_events *events, void *context)
{
    const struct cs_quic_options quic = {
        .server = options->server, .alpn = cs_h3_kind.alpn, .tls = options->tls, .idle = IDLE, .frame_max = UINT16_MAX};
    struct cs_h3 *h3 = calloc(1, sizeof(*h3));

    if (h3 == NULL)
        return NULL;
    h3->link = (struct cs_link){.kind = &cs_h3_kind, .events = events, .context = context};
    h3->options = *options;
    h3->control = -1;
    cs_h3_announce(h3);
    for (size_t i = 0; i < CS_QUIC_UNI_MAX; i++)
        h3->unis[i].id = -1;
    h3->decoder = cs_h3_decoder_new();
    h3->quic = cs_quic_new(&quic, &quic_events, h3);
    if (h3->decoder != NULL && h3->quic != NULL)
        return &h3->link;
    close_link(&h3->link);
    return NULL;
}

bool cs_h3_is_for(const struct cs_link *link, const char *bytes, size_t length)
{
    return cs_quic_is_for(((const struct cs_h3 *)link)->quic, bytes, length);
}

bool cs_h3_begins(const char *bytes, size_t length)
{
    return cs_quic_begins(bytes, length);
}
