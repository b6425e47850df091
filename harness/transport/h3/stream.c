/* The streams of a connection, and what ends one or all of them. */
#include <errno.h>
#include <stdlib.h>

#include "harness/transport/h3/h3_internal.h"

struct cs_h3_stream *cs_h3_find(struct cs_h3 *h3, int64_t id, int *channel)
{
    for (size_t i = 0; i < h3->count; i++) {
        if (h3->streams[i]->used && h3->streams[i]->id == id) {
            *channel = (int)i;
            return h3->streams[i];
        }
    }
    return NULL;
}

int cs_h3_take(struct cs_h3 *h3)
{
    size_t i = 0;

    while (i < h3->count && h3->streams[i]->used)
        i++;
    if (i == CS_H3_CHANNELS_MAX)
        return -1;
    if (i == h3->count) {
        h3->streams[i] = malloc(sizeof(*h3->streams[i]));
        if (h3->streams[i] == NULL)
            return -1;
        h3->count++;
    }
    *h3->streams[i] = (struct cs_h3_stream){.used = true, .id = -1};
    return (int)i;
}

void cs_h3_tell_ended(struct cs_h3 *h3, int channel, enum cs_end end, uint64_t code)
{
    cs_ends_tell(&h3->streams[channel]->ends, &h3->link, channel, end, code);
}

void cs_h3_tell_ended_sent(struct cs_h3 *h3, int channel, enum cs_end end, uint64_t code)
{
    cs_ends_tell_sent(&h3->streams[channel]->ends, &h3->link, channel, end, code);
}

void cs_h3_drop_waiting(struct cs_h3 *h3, int channel, int error)
{
    cs_ends_drop(&h3->streams[channel]->ends, &h3->link, channel, error);
}

void cs_h3_release(struct cs_h3 *h3, int channel)
{
    struct cs_h3_stream *stream = h3->streams[channel];

    if (!stream->used || !stream->ends.local || !stream->ends.remote)
        return;
    cs_waiting_free(&stream->ends.waiting);
    cs_buffer_free(&stream->section);
    stream->used = false;
}

/* The owner hears of it when it is done: what it orders then is of no stream any more. */
void cs_h3_stream_error(struct cs_h3 *h3, int channel, uint64_t code)
{
    struct cs_h3_stream *stream = h3->streams[channel];
    int64_t id = stream->id;

    if (id >= 0) {
        cs_quic_reset(h3->quic, id, code);
        cs_quic_stop(h3->quic, id, code);
    }
    cs_h3_drop_waiting(h3, channel, EPIPE);
    stream->ends.local = true;
    cs_h3_tell_ended(h3, channel, CS_END_RESET, code);
    if (stream->id == id)
        cs_h3_release(h3, channel);
}

void cs_h3_connection_error(struct cs_h3 *h3, uint64_t code)
{
    if (h3->over)
        return;
    h3->over = true;
    cs_quic_close(h3->quic, code);
    h3->link.events->notice(h3->link.context, -1, CS_LINK_BROKEN, code);
    cs_h3_end_all(h3, code);
}

void cs_h3_end_all(struct cs_h3 *h3, uint64_t code)
{
    h3->over = true;
    for (size_t i = 0; i < h3->count; i++) {
        if (!h3->streams[i]->used)
            continue;
        cs_ends_lose(&h3->streams[i]->ends, &h3->link, (int)i, code);
        cs_h3_release(h3, (int)i);
    }
}

void cs_h3_give_back(struct cs_h3 *h3, struct cs_h3_stream *stream, uint64_t bytes)
{
    if (stream->paused) {
        stream->owed += bytes;
        return;
    }
    cs_quic_give_back_stream(h3->quic, stream->id, bytes);
}
