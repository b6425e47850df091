#include <stdlib.h>

#include "harness/transport/h2/h2_internal.h"

static struct cs_h2 *of(struct cs_link *link)
{
    return (struct cs_h2 *)link;
}

static void begin(struct cs_link *link)
{
    struct cs_h2 *h2 = of(link);

    if (!h2->options.server && !cs_outbox_send(&h2->outbox, link, CS_H2_PREFACE, CS_H2_PREFACE_BYTES))
        return;
    if (!cs_h2_send_settings(h2))
        return;
    h2->begun = true; /* not before: a carrier that takes the preface at once would take requests next */
    if (h2->options.window > CS_H2_WINDOW)
        cs_h2_give_back(h2, -1, h2->options.window - CS_H2_WINDOW); /* the connection's does not follow by itself */
    cs_h2_pump(h2);
}

static void on_received(struct cs_link *link, const char *bytes, size_t length)
{
    cs_h2_receive(of(link), bytes, length);
    cs_h2_pump(of(link));
}

static void on_sent(struct cs_link *link, const char *bytes, size_t length, bool begins)
{
    (void)bytes;
    (void)begins;
    cs_outbox_sent(&of(link)->outbox, length);
    cs_h2_pump(of(link));
}

static void on_ended(struct cs_link *link, enum cs_end end, uint64_t code)
{
    (void)end;
    (void)code;
    cs_h2_end_all(of(link), CS_LINK_TRUNCATED);
}

static void on_ended_sent(struct cs_link *link, enum cs_end end, uint64_t code)
{
    (void)end;
    (void)code;
    of(link)->finished = true;
}

static void on_failed(struct cs_link *link, int error)
{
    (void)error;
    of(link)->finished = true;
    cs_outbox_free(&of(link)->outbox);
    cs_h2_end_all(of(link), CS_LINK_TRUNCATED);
}

static void on_settled(struct cs_link *link)
{
    struct cs_h2 *h2 = of(link);

    cs_h2_pump(h2);
    for (size_t i = 0; i < h2->count && h2->outbox.length == 0; i++)
        if (h2->streams[i]->used && h2->streams[i]->ends.waiting.first == NULL)
            link->events->settled(link->context, (int)i);
}

/* Reading stops for one stream: its window is not given back. */
static bool pause(struct cs_h2 *h2, int channel, bool paused)
{
    struct cs_h2_stream *stream = h2->streams[channel];
    uint32_t owed = stream->owed;

    stream->paused = paused;
    if (!paused && !h2->options.holds_window) {
        stream->owed = 0;
        if (cs_h2_slips(h2, CS_H2_SLIP_STALL_HOLDS))
            cs_h2_give_back(h2, -1, owed);
        cs_h2_give_back_lazily(h2, 0); /* what was owed while nobody read */
        cs_h2_give_back_stream(h2, channel, owed);
    }
    return true;
}

/* A reset does not wait behind content. */
static bool order(struct cs_link *link, int channel, const struct cs_link_order *what)
{
    struct cs_h2 *h2 = of(link);
    struct cs_h2_stream *stream = channel >= 0 && (size_t)channel < h2->count ? h2->streams[channel] : NULL;

    if (stream == NULL || !stream->used || h2->finished)
        return false;
    if (what->kind == CS_LINK_PAUSE || what->kind == CS_LINK_RESUME)
        return pause(h2, channel, what->kind == CS_LINK_PAUSE);
    if (what->kind == CS_LINK_CLOSE && stream->ends.local)
        return true;
    if (stream->ends.local && what->kind != CS_LINK_RAW && what->kind != CS_LINK_NOTICE && what->kind != CS_LINK_RESET)
        return false;
    if (what->kind == CS_LINK_RESET && stream->ends.local && stream->ends.remote)
        return false;
    if (what->kind == CS_LINK_RESET || (what->kind == CS_LINK_FINISH && cs_h2_slips(h2, CS_H2_SLIP_FINISH_DROPS)))
        cs_waiting_free(&stream->ends.waiting);
    if (!cs_waiting_add(&stream->ends.waiting, what))
        return false;
    cs_h2_pump(h2);
    return true;
}

static int join(struct cs_link *link)
{
    int channel = of(link)->options.server || of(link)->over ? -1 : cs_h2_take(of(link));

    if (channel >= 0)
        cs_h2_give_back_lazily(of(link), 0); /* this one reads, if no other does */
    return channel;
}

static int64_t number(const struct cs_link *link, int channel)
{
    const struct cs_h2 *h2 = (const struct cs_h2 *)link;

    return channel >= 0 && (size_t)channel < h2->count && h2->streams[channel]->id != 0
               ? (int64_t)h2->streams[channel]->id
               : -1;
}

static const struct cs_message *message(const struct cs_link *link)
{
    return &((const struct cs_h2 *)link)->message;
}

static size_t frame(const struct cs_link_frame *what, char out[CS_LINK_FRAME_BYTES])
{
    const struct cs_h2_frame head = {.length = (uint32_t)what->length,
                                     .type = (uint8_t)what->type,
                                     .flags = what->flags,
                                     .stream = what->stream == CS_LINK_FRAME_OWN ? (uint32_t)what->own : what->stream};

    cs_h2_write_header((uint8_t *)out, &head);
    return CS_H2_HEADER_BYTES;
}

static void close_link(struct cs_link *link)
{
    struct cs_h2 *h2 = of(link);

    for (size_t i = 0; i < h2->count; i++) {
        cs_waiting_free(&h2->streams[i]->ends.waiting);
        free(h2->streams[i]);
    }
    cs_outbox_free(&h2->outbox);
    cs_buffer_free(&h2->block);
    cs_h2_decoder_free(h2->decoder);
    free(h2);
}

const struct cs_link_kind cs_h2_kind = {
    .name = "h2",
    .alpn = "h2",
    .multiplexes = true,
    .version = 2,
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
    .message = message,
    .frame = frame,
    .close = close_link,
};

struct cs_link *cs_h2_open(const struct cs_h2_options *options, const struct cs_link_events *events, void *context)
{
    struct cs_h2 *h2 = calloc(1, sizeof(*h2));

    if (h2 == NULL)
        return NULL;
    h2->link = (struct cs_link){.kind = &cs_h2_kind, .events = events, .context = context};
    h2->options = *options;
    h2->next_id = options->server ? 2 : 1;
    h2->initial_credit = CS_H2_WINDOW;
    h2->credit = CS_H2_WINDOW;
    h2->granted = CS_H2_WINDOW;
    h2->last_taken = UINT32_MAX;
    h2->decoder = cs_h2_decoder_new();
    if (h2->decoder != NULL)
        return &h2->link;
    free(h2);
    return NULL;
}

bool cs_h2_takes_extended_connect(const struct cs_link *link)
{
    return ((const struct cs_h2 *)link)->extended_connect;
}
