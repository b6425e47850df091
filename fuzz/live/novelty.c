#include "fuzz/live/novelty.h"

#include <stdlib.h>
#include <string.h>

#include "harness/transport/conversation.h"

static void mix(uint64_t *sum, uint64_t value)
{
    *sum = (*sum ^ value) * UINT64_C(0x9e3779b97f4a7c15);
    *sum ^= *sum >> 29;
}

static void mix_text(uint64_t *sum, const char *text)
{
    for (; text != NULL && *text != '\0'; text++)
        mix(sum, (unsigned char)*text);
    mix(sum, 256);
}

/* 0, 1, and then a class for each factor of 16. */
static unsigned size_class(uint64_t size)
{
    unsigned class = 0;

    for (; size > 0; size >>= 4)
        class ++;
    return class;
}

static void mix_answers(uint64_t *sum, const struct cs_channel *channel)
{
    struct cs_conversation heard;

    cs_conversation_read(channel, true, &heard);
    mix(sum, (uint64_t)heard.state);
    mix(sum, heard.interim_count > 3 ? 3 : heard.interim_count);
    mix(sum, heard.final_count > 3 ? 3 : heard.final_count);
    mix(sum, heard.surplus > 0);
    if (heard.final_count == 0)
        return;
    mix(sum, heard.first.status);
    mix(sum, (uint64_t)heard.first.body);
    mix(sum, heard.first.connection_close);
    mix(sum, heard.first.version_minor);
    for (size_t i = 0; i < heard.first.findings.count; i++)
        mix(sum, (uint64_t)heard.first.findings.items[i].code);
}

static void mix_channel(uint64_t *sum, const struct cs_channel *channel)
{
    mix(sum, (uint64_t)channel->seat);
    mix_text(sum, channel->listener);
    mix(sum, channel->error != 0);
    mix(sum, (uint64_t)channel->received.end);
    if (channel->seat == CS_SEAT_DIALS)
        mix_answers(sum, channel);
    else
        mix(sum, size_class(channel->received.total));
}

uint64_t cs_fingerprint(const struct cs_transcript *transcript, const struct cs_verdict *verdict,
                        const struct cs_sight *sight)
{
    uint64_t sum = 1;

    for (size_t i = 0; i < transcript->channel_count; i++)
        if (transcript->channels[i].seat != CS_SEAT_CONTROL)
            mix_channel(&sum, &transcript->channels[i]);
    mix(&sum, (uint64_t)verdict->kind);
    mix_text(&sum, verdict->finding);
    mix_text(&sum, verdict->reading);
    for (unsigned i = 1; sight != NULL && i <= sight->clients; i++) {
        mix(&sum, (uint64_t)sight->meanings[i].kind);
        mix(&sum, (uint64_t)sight->meanings[i].code);
    }
    return sum == 0 ? 1 : sum;
}

struct cs_novelty {
    size_t count;
    size_t room; /* a power of two */
    uint64_t *seen;
};

struct cs_novelty *cs_novelty_new(void)
{
    struct cs_novelty *novelty = calloc(1, sizeof(*novelty));

    if (novelty == NULL)
        return NULL;
    novelty->room = 1024;
    novelty->seen = calloc(novelty->room, sizeof(*novelty->seen));
    if (novelty->seen != NULL)
        return novelty;
    free(novelty);
    return NULL;
}

void cs_novelty_free(struct cs_novelty *novelty)
{
    if (novelty != NULL)
        free(novelty->seen);
    free(novelty);
}

/* The place of a fingerprint, or an empty one. */
static uint64_t *place_of(uint64_t *seen, size_t room, uint64_t fingerprint)
{
    size_t at = (size_t)fingerprint & (room - 1);

    while (seen[at] != 0 && seen[at] != fingerprint)
        at = (at + 1) & (room - 1);
    return &seen[at];
}

static bool grow(struct cs_novelty *novelty)
{
    uint64_t *larger = calloc(novelty->room * 2, sizeof(*larger));

    if (larger == NULL)
        return false;
    for (size_t i = 0; i < novelty->room; i++)
        if (novelty->seen[i] != 0)
            *place_of(larger, novelty->room * 2, novelty->seen[i]) = novelty->seen[i];
    free(novelty->seen);
    novelty->seen = larger;
    novelty->room *= 2;
    return true;
}

bool cs_novelty_add(struct cs_novelty *novelty, uint64_t fingerprint)
{
    uint64_t *place = place_of(novelty->seen, novelty->room, fingerprint);

    if (*place != 0 || (novelty->count * 2 >= novelty->room && !grow(novelty)))
        return false;
    *place_of(novelty->seen, novelty->room, fingerprint) = fingerprint;
    novelty->count++;
    return true;
}

size_t cs_novelty_count(const struct cs_novelty *novelty)
{
    return novelty->count;
}
