/* The streams of a connection, without a frame sent. */
#include <stdlib.h>

#include "harness/transport/h2/h2_internal.h"

struct cs_h2_stream *cs_h2_find(struct cs_h2 *h2, uint32_t id, int *channel)
{
    for (size_t i = 0; i < h2->count && id != 0; i++) {
        if (h2->streams[i]->used && h2->streams[i]->id == id) {
            *channel = (int)i;
            return h2->streams[i];
        }
    }
    return NULL;
}

int cs_h2_take(struct cs_h2 *h2)
{
    size_t i = 0;

    while (i < h2->count && h2->streams[i]->used)
        i++;
    if (i == CS_H2_CHANNELS_MAX)
        return -1;
    if (i == h2->count) {
        h2->streams[i] = malloc(sizeof(*h2->streams[i]));
        if (h2->streams[i] == NULL)
            return -1;
        h2->count++;
    }
    *h2->streams[i] = (struct cs_h2_stream){.used = true};
    return (int)i;
}

uint32_t cs_h2_window(const struct cs_h2 *h2)
{
    return h2->options.window == 0 ? CS_H2_WINDOW : h2->options.window;
}

uint32_t cs_h2_first_grant(const struct cs_h2 *h2)
{
    uint32_t window = cs_h2_window(h2);

    return window < CS_H2_WINDOW && !h2->settings_taken ? CS_H2_WINDOW : window;
}

void cs_h2_tell_ended(struct cs_h2 *h2, int channel, enum cs_end end, uint64_t code)
{
    cs_ends_tell(&h2->streams[channel]->ends, &h2->link, channel, end, code);
}

void cs_h2_tell_ended_sent(struct cs_h2 *h2, int channel, enum cs_end end, uint64_t code)
{
    cs_ends_tell_sent(&h2->streams[channel]->ends, &h2->link, channel, end, code);
}

void cs_h2_cross(struct cs_h2 *h2, uint32_t id)
{
    h2->crossed[h2->crossed_count++ % CS_H2_CROSSED] = id;
}

bool cs_h2_has_crossed(const struct cs_h2 *h2, uint32_t id)
{
    for (size_t i = 0; i < CS_H2_CROSSED; i++) {
        if (h2->crossed[i] == id)
            return true;
    }
    return false;
}

void cs_h2_drop_waiting(struct cs_h2 *h2, int channel, int error)
{
    cs_ends_drop(&h2->streams[channel]->ends, &h2->link, channel, error);
}

bool cs_h2_is_idle(const struct cs_h2 *h2, uint32_t id)
{
    bool ours = (id % 2 == 1) != h2->options.server;

    return ours ? id >= h2->next_id : id > h2->last_id;
}

bool cs_h2_passes_over(const struct cs_h2 *h2, const struct cs_h2_frame *frame)
{
    bool acknowledges = (frame->flags & CS_H2_ACK) != 0;

    if (!cs_h2_slips(h2, CS_H2_SLIP_FRAMES_UNCHECKED) || !h2->settings_came)
        return false;
    switch (frame->type) {
    case CS_H2_SETTINGS:
        return frame->stream != 0 || frame->length % 6 != 0 || (acknowledges && frame->length > 0);
    case CS_H2_PING:
        return frame->stream != 0 || frame->length != 8;
    case CS_H2_GOAWAY:
        return frame->stream != 0 || frame->length < 8;
    case CS_H2_PRIORITY:
        return frame->stream == 0 || frame->length != 5;
    case CS_H2_RST_STREAM:
    case CS_H2_WINDOW_UPDATE:
        return frame->length != 4 || cs_h2_is_idle(h2, frame->stream);
    case CS_H2_HEADERS:
        return frame->stream % 2 == 0;
    default:
        return frame->type == CS_H2_CONTINUATION && h2->block_stream == 0;
    }
}
