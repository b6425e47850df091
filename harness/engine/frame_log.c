#include "harness/engine/frame_log.h"

#include "harness/engine/links.h"

struct way {
    struct cs_frame_log *log;
    bool received;
};

static void note(void *context, const struct cs_frame_words *words)
{
    const struct way *way = context;
    const struct cs_frame frame = {.at_us = (uv_hrtime() - way->log->links->began) / 1000,
                                   .received = way->received,
                                   .stream = words->stream,
                                   .begins = words->begins,
                                   .length = words->length};

    if (!cs_links_is_over(way->log->links) && !cs_carrier_add_frame(way->log->carrier, frame, words->name, words->says))
        way->log->lost = true;
}

bool cs_frame_log_take(struct cs_frame_log *log, struct cs_links *links, const struct cs_channel *channel, bool sent,
                       const char *bytes, size_t length)
{
    struct cs_ear **ear = sent ? &log->sent : &log->received;
    struct way way = {.log = log, .received = !sent};

    log->links = links;
    log->carrier = &links->transcript->carriers[channel->carrier - 1];
    if (log->carrier->frame_count == CS_FRAMES_MAX)
        return true;
    if (*ear == NULL)
        *ear = cs_ear_new();
    if (*ear == NULL)
        return false;
    cs_ear_take(*ear, bytes, length, note, &way);
    return !log->lost;
}

void cs_frame_log_free(struct cs_frame_log *log)
{
    cs_ear_free(log->sent);
    cs_ear_free(log->received);
}
