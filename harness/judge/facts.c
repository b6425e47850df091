#include "harness/judge/facts.h"

#include <errno.h>
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

/* Whether the case dials in a way of its own: a handshake that fails then is what it looks for. */
static bool dials_oddly(const struct cs_plan *plan, const struct cs_channel *channel)
{
    for (size_t i = 0; i < plan->step_count; i++)
        if (plan->steps[i].step->verb == CS_VERB_CONNECT && plan->steps[i].segment_count > 0 &&
            strcmp(plan->steps[i].step->actor, channel->actor) == 0)
            return channel->error == EPROTO || channel->error == EPROTONOSUPPORT;
    return false;
}

static void read_party(struct cs_facts *facts, const struct cs_channel *channel)
{
    struct cs_party *party = &facts->parties[facts->party_count++];

    bool odd = channel->error != 0 && dials_oddly(facts->plan, channel);

    party->channel = channel;
    party->ended = channel->received.end != CS_END_OPEN || odd;
    if (cs_party_dials(party)) {
        party->ended = party->ended || closed_by_us(facts->plan, channel);
        facts->unconnected = facts->unconnected || (channel->error != 0 && !odd);
        facts->dial_count++;
    }
    cs_conversation_read(channel, true, &party->heard);
}

static void read_parties(struct cs_facts *facts)
{
    const struct cs_transcript *transcript = facts->transcript;

    for (size_t i = 0; i < transcript->channel_count; i++)
        if (transcript->channels[i].seat != CS_SEAT_CONTROL && transcript->channels[i].seat != CS_SEAT_INSIDE)
            read_party(facts, &transcript->channels[i]);
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

struct cs_facts *cs_facts_new(const struct cs_plan *plan, const struct cs_transcript *transcript, uint64_t *hashed)
{
    struct cs_facts *facts = calloc(1, sizeof(*facts) + transcript->channel_count * sizeof(facts->parties[0]));

    if (facts == NULL)
        return NULL;
    facts->plan = plan;
    facts->transcript = transcript;
    facts->hashed = hashed;
    read_parties(facts);
    read_events(facts);
    if (cs_facts_read_client(facts))
        return facts;
    cs_facts_free(facts);
    return NULL;
}

void cs_facts_free(struct cs_facts *facts)
{
    if (facts != NULL)
        free(facts->asked);
    free(facts);
}

const struct cs_party *cs_facts_party(const struct cs_facts *facts, const char *actor)
{
    for (size_t i = 0; i < facts->asked_count; i++)
        if (strcmp(facts->asked[i].channel.actor, actor) == 0)
            return &facts->asked[i].party;
    for (size_t i = 0; i < facts->party_count; i++)
        if (strcmp(facts->parties[i].channel->actor, actor) == 0)
            return &facts->parties[i];
    return NULL;
}

bool cs_party_dials(const struct cs_party *party)
{
    return party->channel->seat == CS_SEAT_DIALS;
}

static bool arrived_at(const struct cs_channel *channel, const char *listener)
{
    return channel->seat == CS_SEAT_ARRIVES && (listener == NULL || strcmp(channel->listener, listener) == 0);
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

uint16_t cs_party_status(const struct cs_party *party)
{
    return party->heard.final_count > 0 ? party->heard.first.status : 0;
}

/* How many bytes |channel| had received when the first fence step was passed. */
static uint64_t received_at_fence(const struct cs_facts *facts, const struct cs_channel *channel)
{
    int index = (int)(channel - facts->transcript->channels);
    uint64_t total = 0;

    for (size_t i = 0; i < facts->fence && i < facts->transcript->event_count; i++) {
        const struct cs_event *event = &facts->transcript->events[i];

        if (event->kind == CS_EVENT_RECEIVED && event->channel == index &&
            event->value <= channel->received.total - total)
            total += event->value;
    }
    return total;
}

uint16_t cs_party_status_at_fence(const struct cs_facts *facts, const struct cs_party *party)
{
    struct cs_party then = {.channel = party->channel};
    struct cs_channel channel = *party->channel;

    channel.received.total = received_at_fence(facts, party->channel);
    if (channel.received.kept_length > channel.received.total)
        channel.received.kept_length = (size_t)channel.received.total;
    channel.received.end = CS_END_OPEN;
    cs_conversation_read(&channel, true, &then.heard);
    return cs_party_status(&then);
}
