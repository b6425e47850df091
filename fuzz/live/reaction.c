#include "fuzz/live/reaction.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/transport/conversation.h"

static const char *const places[] = {"origin", "denied", "other", "localhost", "web", "ipv6"};
static const char *const words[CS_REACTIONS] = {"", "silent", "closed", "refused", "tunnel", "no HTTP"};

static enum cs_reaction_word word_of(const struct cs_channel *channel)
{
    struct cs_conversation heard;

    cs_conversation_read(channel, true, &heard);
    if (heard.state == CS_EXCHANGE_GARBAGE)
        return CS_REACTS_GARBAGE;
    if (heard.state == CS_EXCHANGE_TUNNEL)
        return CS_REACTS_TUNNEL;
    if (heard.final_count > 0)
        return CS_REACTS_REFUSED;
    return channel->received.end == CS_END_OPEN ? CS_REACTS_SILENT : CS_REACTS_CLOSED;
}

/* "client" is the first, "client2" the second. */
static unsigned long number_of(const struct cs_channel *channel)
{
    const char *digits = strpbrk(channel->actor, "123456789");

    return digits == NULL ? 1 : strtoul(digits, NULL, 10);
}

static void take_channel(struct cs_reaction *reaction, const struct cs_channel *channel)
{
    unsigned long number = number_of(channel);

    if (channel->seat == CS_SEAT_DIALS && number <= CS_SPEAKERS_MAX)
        reaction->words[number] = word_of(channel);
    for (size_t i = 0; channel->seat == CS_SEAT_ARRIVES && i < sizeof(places) / sizeof(places[0]); i++)
        if (strcmp(channel->listener, places[i]) == 0)
            reaction->reached |= 1U << i;
}

struct cs_reaction cs_reaction_of(const struct cs_transcript *transcript)
{
    struct cs_reaction reaction = {.reached = 0};

    for (size_t i = 0; transcript->trouble == NULL && i < transcript->channel_count; i++)
        take_channel(&reaction, &transcript->channels[i]);
    reaction.known = reaction.words[1] != CS_REACTS_NOT;
    return reaction;
}

int cs_reaction_differs(const struct cs_reaction *left, const struct cs_reaction *right, unsigned open)
{
    bool waits = false;

    for (int i = 1; i <= CS_SPEAKERS_MAX; i++) {
        bool silent = left->words[i] == CS_REACTS_SILENT || right->words[i] == CS_REACTS_SILENT;

        if (silent && (open >> i & 1) != 0)
            waits = true;
        else if (left->words[i] != right->words[i])
            return i;
    }
    return waits || left->reached == right->reached ? -1 : 0;
}

void cs_reaction_describe(const struct cs_reaction *reaction, unsigned client, char out[64])
{
    size_t used = (size_t)snprintf(out, 64, "%s", client == 0 ? "connection" : words[reaction->words[client]]);
    const char *joint = " to ";

    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]) && used < 64; i++) {
        if ((reaction->reached >> i & 1) == 0)
            continue;
        used += (size_t)snprintf(out + used, 64 - used, "%s%s", joint, places[i]);
        joint = " and ";
    }
}
