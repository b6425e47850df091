/* Frames that no order asks for, and what ends a stream or all of them. */
#include <errno.h>
#include <string.h>

#include "harness/transport/h2/h2_internal.h"

static bool below(struct cs_h2 *h2, enum cs_link_order_kind kind)
{
    const struct cs_link_order order = {.kind = kind};

    return h2->link.events->below(h2->link.context, &order);
}

static void finish(struct cs_h2 *h2)
{
    if (h2->finished)
        return;
    h2->finished = true;
    below(h2, CS_LINK_FINISH);
}

bool cs_h2_send(struct cs_h2 *h2, unsigned type, unsigned flags, uint32_t stream, const void *payload, size_t length)
{
    const struct cs_h2_frame frame = {
        .length = (uint32_t)length, .type = (uint8_t)type, .flags = (uint8_t)flags, .stream = stream};
    char bytes[CS_H2_HEADER_BYTES + CS_H2_PAYLOAD_MAX];

    if (h2->finished || length > CS_H2_PAYLOAD_MAX)
        return false;
    cs_h2_write_header((uint8_t *)bytes, &frame);
    if (length > 0)
        memcpy(bytes + CS_H2_HEADER_BYTES, payload, length);
    if (cs_outbox_send(&h2->outbox, &h2->link, bytes, CS_H2_HEADER_BYTES + length))
        return true;
    finish(h2); /* a peer that asks and asks and reads nothing, or a carrier that is gone */
    cs_h2_end_all(h2, CS_H2_ENHANCE_YOUR_CALM);
    return false;
}

bool cs_h2_send_number(struct cs_h2 *h2, unsigned type, uint32_t stream, uint32_t number)
{
    uint8_t payload[4];

    cs_h2_write_32(payload, number);
    return cs_h2_send(h2, type, 0, stream, payload, sizeof(payload));
}

void cs_h2_connection_error(struct cs_h2 *h2, uint32_t code)
{
    uint8_t payload[8];

    if (h2->over)
        return;
    cs_h2_write_32(payload, h2->last_id);
    cs_h2_write_32(payload + 4, code);
    h2->over = true;
    if (cs_h2_send(h2, CS_H2_GOAWAY, 0, 0, payload, sizeof(payload))) {
        if (cs_h2_slips(h2, CS_H2_SLIP_GOAWAY_ALONE)) {
            h2->finished = true;
            return;
        }
        finish(h2);
    }
    h2->link.events->notice(h2->link.context, -1, CS_LINK_BROKEN, code);
    cs_h2_end_all(h2, code);
}

/* The owner hears of it when it is done: what it orders then is of no stream any more. */
static void cut(struct cs_h2 *h2, int channel, uint32_t code)
{
    struct cs_h2_stream *stream = h2->streams[channel];
    uint32_t id = stream->id;

    cs_h2_cross(h2, id);
    cs_h2_drop_waiting(h2, channel, EPIPE);
    stream->ends.local = true;
    cs_h2_tell_ended(h2, channel, CS_END_RESET, code);
    if (stream->id == id)
        cs_h2_release(h2, channel);
}

void cs_h2_stream_error(struct cs_h2 *h2, int channel, uint32_t code)
{
    uint32_t id = h2->streams[channel]->id;

    if (id != 0)
        cs_h2_send_number(h2, CS_H2_RST_STREAM, id, code);
    cut(h2, channel, code);
}

void cs_h2_refuse_left_out(struct cs_h2 *h2, int channel)
{
    const struct cs_h2_stream *stream = h2->streams[channel];

    if (stream->used && stream->id > h2->last_taken && !stream->answered && !h2->options.server)
        cut(h2, channel, CS_H2_REFUSED_STREAM);
}

void cs_h2_give_back_stream(struct cs_h2 *h2, int channel, uint32_t bytes)
{
    struct cs_h2_stream *stream = h2->streams[channel];

    if (bytes == 0 || h2->over || stream->id == 0 || stream->ends.remote)
        return;
    stream->granted += bytes;
    cs_h2_send_number(h2, CS_H2_WINDOW_UPDATE, stream->id, bytes);
}

void cs_h2_give_back(struct cs_h2 *h2, int channel, uint32_t bytes)
{
    if (bytes == 0 || h2->over)
        return;
    if (channel >= 0)
        cs_h2_give_back_stream(h2, channel, bytes);
    h2->granted += bytes;
    cs_h2_send_number(h2, CS_H2_WINDOW_UPDATE, 0, bytes);
}

/* A client of which no channel reads. */
static bool reads_nothing(const struct cs_h2 *h2)
{
    bool paused = false;

    for (size_t i = 0; i < h2->count; i++) {
        if (h2->streams[i]->used && !h2->streams[i]->paused)
            return false;
        paused = paused || h2->streams[i]->used;
    }
    return paused && !h2->options.server;
}

void cs_h2_give_back_lazily(struct cs_h2 *h2, uint32_t bytes)
{
    uint32_t owed = h2->owed + bytes;
    bool holds = !h2->options.holds_window && (owed < CS_H2_WINDOW / 2 || reads_nothing(h2));

    h2->owed = holds ? owed : 0;
    if (!holds)
        cs_h2_give_back(h2, -1, owed);
}

void cs_h2_release(struct cs_h2 *h2, int channel)
{
    struct cs_h2_stream *stream = h2->streams[channel];

    if (!stream->used || !stream->ends.local || !stream->ends.remote)
        return;
    cs_waiting_free(&stream->ends.waiting);
    stream->used = false;
    if (h2->options.holds_window) /* else the connection has it already */
        cs_h2_give_back(h2, -1, stream->owed);
    stream->owed = 0;
}

void cs_h2_end_all(struct cs_h2 *h2, uint64_t code)
{
    h2->over = true;
    for (size_t i = 0; i < h2->count; i++) {
        if (!h2->streams[i]->used)
            continue;
        cs_ends_lose(&h2->streams[i]->ends, &h2->link, (int)i, code);
        cs_h2_release(h2, (int)i);
    }
}
