/* What a client under test did: its requests to our proxy in their order, and how it ended. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/facts.h"

static bool plays_proxy(const struct cs_channel *channel)
{
    return channel->seat == CS_SEAT_ARRIVES && strcmp(channel->listener, "proxy") == 0;
}

/* The event with which so many bytes had come on a channel, or on a stream its head. */
static size_t event_of(const struct cs_transcript *transcript, size_t channel, uint64_t bytes)
{
    bool heads = transcript->channels[channel].is_stream;
    uint64_t total = 0;

    for (size_t i = 0; i < transcript->event_count; i++) {
        const struct cs_event *event = &transcript->events[i];

        if (heads && event->kind == CS_EVENT_HEAD_RECEIVED && event->channel == (int)channel)
            return i;
        if (event->kind != CS_EVENT_RECEIVED || event->channel != (int)channel)
            continue;
        total = event->value < UINT64_MAX - total ? total + event->value : UINT64_MAX;
        if (total >= bytes)
            return i;
    }
    return transcript->event_count;
}

/* They are large, and a client seldom asks more than twice: there is place for a power of two of them. */
static bool make_place(struct cs_facts *facts)
{
    size_t count = facts->asked_count;
    bool full = count == 0 || (count > 1 && (count & (count - 1)) == 0);
    struct cs_asked *grown = full ? realloc(facts->asked, (count == 0 ? 2 : 2 * count) * sizeof(*grown)) : facts->asked;

    if (grown != NULL)
        facts->asked = grown;
    return grown != NULL;
}

static void take(struct cs_facts *facts, size_t index, const struct cs_request_walk *walk)
{
    const struct cs_channel *channel = &facts->transcript->channels[index];
    struct cs_asked *asked = &facts->asked[facts->asked_count++];
    uint64_t head = walk->end < channel->received.kept_length ? walk->end : channel->received.kept_length;

    *asked = (struct cs_asked){.channel = *channel};
    asked->channel.received.kept = channel->received.kept + walk->at;
    asked->channel.received.kept_length = (size_t)(head - walk->at);
    asked->channel.received.total = head - walk->at;
    asked->party.ended = channel->received.end != CS_END_OPEN;
    asked->event = event_of(facts->transcript, index, head);
}

static int by_event(const void *one, const void *other)
{
    const struct cs_asked *a = one, *b = other;

    return a->event < b->event ? -1 : a->event > b->event;
}

/* Only now they stay where they are. */
static void settle(struct cs_facts *facts)
{
    if (facts->asked_count > 0)
        qsort(facts->asked, facts->asked_count, sizeof(*facts->asked), by_event);
    for (size_t i = 0; i < facts->asked_count; i++) {
        struct cs_asked *asked = &facts->asked[i];

        if (i == 0)
            snprintf(asked->channel.actor, sizeof(asked->channel.actor), "proxy");
        else
            snprintf(asked->channel.actor, sizeof(asked->channel.actor), "proxy%u", (unsigned)i + 1);
        asked->party.channel = &asked->channel;
        cs_conversation_read(&asked->channel, true, &asked->party.heard);
    }
}

bool cs_facts_read_client(struct cs_facts *facts)
{
    const struct cs_transcript *transcript = facts->transcript;

    if (cs_facts_program(facts) == NULL)
        return true;
    facts->hung = facts->expired != SIZE_MAX;
    for (size_t i = 0; i < transcript->channel_count; i++) {
        struct cs_request_walk walk = {.count = 0};

        while (plays_proxy(&transcript->channels[i]) && facts->asked_count < CS_ASKED_MAX &&
               cs_conversation_next_request(&transcript->channels[i], &walk)) {
            if (!make_place(facts))
                return false;
            take(facts, i, &walk);
        }
    }
    settle(facts);
    return true;
}

bool cs_facts_is_absent(const struct cs_facts *facts)
{
    const struct cs_transcript *transcript = facts->transcript;

    for (size_t i = 0; i < transcript->channel_count; i++)
        if (transcript->channels[i].seat != CS_SEAT_PROGRAM)
            return false;
    return facts->hung;
}

const struct cs_channel *cs_facts_program(const struct cs_facts *facts)
{
    const struct cs_transcript *transcript = facts->transcript;

    for (size_t i = 0; i < transcript->channel_count; i++)
        if (transcript->channels[i].seat == CS_SEAT_PROGRAM && strcmp(transcript->channels[i].actor, "program") == 0)
            return &transcript->channels[i];
    return NULL;
}

bool cs_facts_exited(const struct cs_facts *facts, int *status)
{
    for (size_t i = 0; i < facts->transcript->event_count; i++) {
        if (facts->transcript->events[i].kind != CS_EVENT_EXITED)
            continue;
        *status = (int)facts->transcript->events[i].value;
        return true;
    }
    return false;
}
