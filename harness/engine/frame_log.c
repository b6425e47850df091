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

    if (cs_links_is_over(way->log->links) || way->log->carrier->frame_count == CS_FRAMES_MAX)
        return;
    if (!cs_carrier_add_frame(way->log->carrier, frame, words->name, words->says) ||
        (words->bytes != NULL && !(way->received ? cs_recorder_received : cs_recorder_sent)(
                                     way->log->recorder, words->bytes, (size_t)words->length)))
        way->log->lost = true;
}

/* False: nothing more is listed. */
static bool begin(struct cs_frame_log *log, struct cs_links *links, const struct cs_channel *channel)
{
    log->links = links;
    log->carrier = &links->transcript->carriers[channel->carrier - 1];
    return log->carrier->frame_count < CS_FRAMES_MAX;
}

bool cs_frame_log_take(struct cs_frame_log *log, struct cs_links *links, const struct cs_channel *channel, bool sent,
                       const char *bytes, size_t length)
{
    struct cs_ear **ear = sent ? &log->sent : &log->received;
    struct way way = {.log = log, .received = !sent};

    if (!begin(log, links, channel))
        return true;
    if (*ear == NULL)
        *ear = cs_ear_new();
    if (*ear == NULL)
        return false;
    cs_ear_take(*ear, bytes, length, note, &way);
    return !log->lost;
}

#ifdef CONNECTSPEC_HTTP3
bool cs_frame_log_pass(struct cs_frame_log *log, struct cs_links *links, const struct cs_channel *channel,
                       struct cs_recorder *recorder, const struct cs_passage *passage)
{
    struct cs_h3_ear **ear = passage->received ? &log->h3_received : &log->h3_sent;
    struct way way = {.log = log, .received = passage->received};

    log->recorder = recorder;
    if (!begin(log, links, channel))
        return true;
    if (*ear == NULL)
        *ear = cs_h3_ear_new();
    if (*ear == NULL)
        return false;
    cs_h3_ear_take(*ear, passage, note, &way);
    return !log->lost;
}

static void free_h3(struct cs_frame_log *log)
{
    cs_h3_ear_free(log->h3_sent);
    cs_h3_ear_free(log->h3_received);
}
#else
bool cs_frame_log_pass(struct cs_frame_log *log, struct cs_links *links, const struct cs_channel *channel,
                       struct cs_recorder *recorder, const struct cs_passage *passage)
{
    (void)log, (void)links, (void)channel, (void)recorder, (void)passage;
    return true;
}

static void free_h3(struct cs_frame_log *log)
{
    (void)log;
}
#endif

void cs_frame_log_free(struct cs_frame_log *log)
{
    cs_ear_free(log->sent);
    cs_ear_free(log->received);
    free_h3(log);
}
