#include "harness/judge/lenient.h"

#include <string.h>

#include "harness/scenario/listener_list.h"
#include "harness/transport/conversation.h"

static bool host_is(const struct cs_destination *destination, const char *host)
{
    return host[0] != 0 && destination->length == strlen(host) &&
           memcmp(destination->host, host, destination->length) == 0;
}

static bool is_loopback(const struct cs_destination *destination)
{
    return host_is(destination, "127.0.0.1") || host_is(destination, "localhost") || host_is(destination, "::1");
}

/* Whether |destination| is where |listener| listens. */
static bool leads_to(const struct cs_plan *plan, const struct cs_destination *destination, const char *listener)
{
    bool denied = strcmp(listener, "denied") == 0 || strcmp(listener, "denied6") == 0;
    uint16_t port = denied ? plan->policy->denied_port : plan->policy->origin_port;

    if (strcmp(listener, "web") == 0)
        return (destination->port == 80 || destination->port == 443) && host_is(destination, plan->addresses.host);
    if (destination->port != port)
        return false;
    if (strcmp(listener, "other") == 0)
        return host_is(destination, plan->addresses.other);
    if (strcmp(listener, "host6") == 0 || strcmp(listener, "denied6") == 0)
        return host_is(destination, plan->addresses.host6);
    if (strcmp(listener, "denied-host") == 0)
        return host_is(destination, plan->addresses.denied);
    if (strcmp(listener, "denied-edges") == 0)
        return host_is(destination, CS_DENIED_FIRST) || host_is(destination, CS_DENIED_LAST);
    if (strcmp(listener, "ipv6") == 0 || strcmp(listener, "localhost") == 0)
        return is_loopback(destination);
    return host_is(destination, plan->addresses.host);
}

static bool was_reached(const struct cs_facts *facts, const struct cs_destination *destination)
{
    for (size_t i = 0; i < facts->transcript->channel_count; i++) {
        const struct cs_channel *channel = &facts->transcript->channels[i];

        if (channel->seat == CS_SEAT_ARRIVES && leads_to(facts->plan, destination, channel->listener))
            return true;
    }
    return false;
}

/* What |party| sent, read leniently. */
static const char *reading_of(const struct cs_facts *facts, const struct cs_party *party)
{
    struct cs_reading readings[CS_READING_COUNT];
    size_t count = cs_conversation_readings(party->channel, readings);

    for (size_t i = 0; i < count; i++)
        if (was_reached(facts, &readings[i].destination))
            return cs_reading_name(readings[i].kind);
    return "";
}

const char *cs_lenient_reading(const struct cs_facts *facts)
{
    for (size_t i = 0; i < facts->party_count; i++) {
        const char *name = cs_party_dials(&facts->parties[i]) ? reading_of(facts, &facts->parties[i]) : "";

        if (name[0] != 0)
            return name;
    }
    return "";
}
