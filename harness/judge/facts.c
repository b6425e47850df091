#include "harness/judge/facts.h"

#include <stdlib.h>
#include <string.h>

/* Whether the case itself has closed this connection, so that no more could be received on it. */
static bool closed_by_us(const struct cs_plan *plan, const struct cs_channel *channel)
{
    if (channel->sent.end != CS_END_FIN)
        return channel->sent.end == CS_END_RESET;
    for (size_t i = 0; i < plan->step_count; i++)
        if (plan->steps[i].step->verb == CS_VERB_CLOSE && strcmp(plan->steps[i].step->actor, channel->actor) == 0)
            return true;
    return false;
}

static void read_clients(struct cs_facts *facts)
{
    const struct cs_transcript *transcript = facts->transcript;

    for (size_t i = 0; i < transcript->channel_count; i++) {
        const struct cs_channel *channel = &transcript->channels[i];
        const struct cs_stream *received = &channel->received;
        struct cs_client *client = &facts->clients[facts->client_count];
        bool ended = received->end != CS_END_OPEN;

        if (channel->role != CS_CHANNEL_CLIENT)
            continue;
        facts->client_count++;
        client->channel = channel;
        client->ended = ended || closed_by_us(facts->plan, channel);
        facts->unconnected = facts->unconnected || channel->error != 0;
        cs_exchange_init(&client->exchange);
        if (received->kept_length > 0 || ended)
            cs_exchange_read(&client->exchange, received->kept == NULL ? "" : received->kept, received->kept_length,
                             received->total, ended);
    }
}

static size_t first_fence_step(const struct cs_plan *plan)
{
    for (size_t i = 0; i < plan->step_count; i++)
        if (plan->steps[i].step->verb == CS_VERB_FENCE)
            return i;
    return SIZE_MAX;
}

static void read_events(struct cs_facts *facts)
{
    size_t wanted = first_fence_step(facts->plan);
    bool at_fence = false;

    facts->fence = SIZE_MAX;
    facts->expired = SIZE_MAX;
    for (size_t i = 0; i < facts->transcript->event_count; i++) {
        const struct cs_event *event = &facts->transcript->events[i];

        if (event->kind == CS_EVENT_STEP)
            at_fence = event->value == wanted;
        if (event->kind == CS_EVENT_FENCE_PASSED && at_fence && facts->fence == SIZE_MAX)
            facts->fence = i;
        if (event->kind == CS_EVENT_EXPIRED && facts->expired == SIZE_MAX)
            facts->expired = i;
        if (event->kind == CS_EVENT_FENCE_FAILED)
            facts->fence_failed = true;
    }
}

struct cs_facts *cs_facts_new(const struct cs_plan *plan, const struct cs_transcript *transcript)
{
    struct cs_facts *facts = calloc(1, sizeof(*facts) + transcript->channel_count * sizeof(facts->clients[0]));

    if (facts == NULL)
        return NULL;
    facts->plan = plan;
    facts->transcript = transcript;
    read_clients(facts);
    read_events(facts);
    return facts;
}

const struct cs_client *cs_facts_client(const struct cs_facts *facts, const char *actor)
{
    for (size_t i = 0; i < facts->client_count; i++)
        if (strcmp(facts->clients[i].channel->actor, actor) == 0)
            return &facts->clients[i];
    return NULL;
}

const struct cs_channel *cs_facts_origin(const struct cs_facts *facts, const char *actor)
{
    const struct cs_transcript *transcript = facts->transcript;

    for (size_t i = 0; i < transcript->channel_count; i++)
        if (transcript->channels[i].role == CS_CHANNEL_ORIGIN && strcmp(transcript->channels[i].actor, actor) == 0)
            return &transcript->channels[i];
    return NULL;
}

static bool arrived_at(const struct cs_channel *channel, const char *listener)
{
    return channel->role == CS_CHANNEL_ORIGIN && (listener == NULL || strcmp(channel->listener, listener) == 0);
}

size_t cs_facts_arrived(const struct cs_facts *facts, const char *listener)
{
    size_t count = 0;

    for (size_t i = 0; i < facts->transcript->channel_count; i++)
        count += arrived_at(&facts->transcript->channels[i], listener);
    return count;
}

size_t cs_facts_arrived_at_fence(const struct cs_facts *facts, const char *listener)
{
    size_t count = 0;

    for (size_t i = 0; i < facts->fence && i < facts->transcript->event_count; i++) {
        const struct cs_event *event = &facts->transcript->events[i];

        if (event->kind == CS_EVENT_ACCEPTED && event->channel >= 0)
            count += arrived_at(&facts->transcript->channels[event->channel], listener);
    }
    return count;
}

uint16_t cs_client_status(const struct cs_client *client)
{
    return client->exchange.final_count > 0 ? client->exchange.final.status : 0;
}

uint16_t cs_client_status_at_fence(const struct cs_facts *facts, const struct cs_client *client)
{
    const struct cs_stream *received = &client->channel->received;
    int index = (int)(client->channel - facts->transcript->channels);
    struct cs_exchange exchange;
    uint64_t total = 0;

    for (size_t i = 0; i < facts->fence && i < facts->transcript->event_count; i++) {
        const struct cs_event *event = &facts->transcript->events[i];

        if (event->kind == CS_EVENT_RECEIVED && event->channel == index && event->value <= received->total - total)
            total += event->value;
    }
    cs_exchange_init(&exchange);
    if (total > 0)
        cs_exchange_read(&exchange, received->kept, total < received->kept_length ? total : received->kept_length,
                         total, false);
    return exchange.final_count > 0 ? exchange.final.status : 0;
}
