/* Invariants of whole transcripts: who was contacted, what origins got, who was left without a word. */
#include <string.h>
#include <strings.h>

#include "harness/judge/exposure.h"
#include "harness/judge/invariant_internal.h"
#include "harness/transport/conversation.h"

#define LATE_US 1000000

/* Some client sent these bytes, behind a CONNECT: then they are the tunnel's.  Or it sent a request of plain http, with a
 * head for its origin. */
static bool may_be_told(const struct cs_transcript *transcript)
{
    for (size_t i = 0; i < transcript->channel_count; i++) {
        const struct cs_channel *channel = &transcript->channels[i];
        struct cs_conversation asked;

        if (channel->seat == CS_SEAT_ARRIVES || channel->sent.kept_length == 0)
            continue;
        cs_conversation_read(channel, false, &asked);
        if (asked.final_count > 0 && !asked.first.authority.there)
            return true;
        if (asked.tunnel >= channel->sent.kept_length)
            continue;
        if (cs_exposure_proxy_field(channel->sent.kept + asked.tunnel,
                                    channel->sent.kept_length - (size_t)asked.tunnel) != CS_EXPOSURE_NONE)
            return true;
    }
    return false;
}

/* RFC 9110 section 11.7.2.  A parent may be meant. */
void cs_invariant_look_at_origins(const struct cs_transcript *transcript, struct cs_breach *out)
{
    if (transcript->policy.parent[0] != 0 || transcript->policy.backend[0] != 0 || may_be_told(transcript))
        return;
    for (size_t i = 0; i < transcript->channel_count; i++) {
        const struct cs_stream *received = &transcript->channels[i].received;
        size_t found;

        if (transcript->channels[i].seat != CS_SEAT_ARRIVES || received->kept_length == 0)
            continue;
        found = cs_exposure_proxy_field(received->kept, received->kept_length);
        if (found != CS_EXPOSURE_NONE)
            cs_breach_note(out, CS_WRONG_ORIGIN_TOLD, CS_CODE_NONE, found, transcript->channels[i].actor);
    }
}

bool cs_invariant_ended_late(const struct cs_transcript *transcript, size_t index)
{
    uint64_t last = 0;
    uint64_t end = 0;

    for (size_t i = 0; i < transcript->event_count; i++) {
        const struct cs_event *event = &transcript->events[i];

        if (event->channel != (int)index)
            continue;
        if (event->kind == CS_EVENT_RECEIVED || event->kind == CS_EVENT_SENT)
            last = event->at_us;
        else if (event->kind == CS_EVENT_FIN_RECEIVED)
            end = event->at_us;
    }
    return end > last + LATE_US;
}

/* ---- silence ---- */

static bool has_expired(const struct cs_transcript *transcript)
{
    for (size_t i = 0; i < transcript->event_count; i++)
        if (transcript->events[i].kind == CS_EVENT_EXPIRED)
            return true;
    return false;
}

/* A whole head was sent that no server can take, and neither byte nor end came back. */
static bool was_left(const struct cs_channel *channel)
{
    struct cs_conversation asked;

    if (channel->seat != CS_SEAT_DIALS || channel->received.total > 0 || channel->received.end != CS_END_OPEN ||
        channel->sent.end != CS_END_OPEN || channel->sent.kept_length == 0 || channel->error != 0)
        return false;
    cs_conversation_read(channel, false, &asked);
    return asked.final_count > 0 && asked.first.version_major == 1 && asked.first.findings.invalid;
}

/* A silence counts that was there with nobody else around. */
void cs_invariant_look_for_silence(const struct cs_transcript *transcript, struct cs_breach *out)
{
    if (!transcript->confirmed_alone || !has_expired(transcript))
        return;
    for (size_t i = 0; i < transcript->channel_count; i++)
        if (was_left(&transcript->channels[i]))
            cs_breach_note(out, CS_WRONG_LEFT, CS_CODE_NONE, transcript->channels[i].sent.total,
                           transcript->channels[i].actor);
}

/* ---- contacts ---- */

static bool is_value(const struct cs_transcript *transcript, const char *name, const char *text, size_t length)
{
    const struct cs_variable *variable = cs_transcript_variable(transcript, name);

    return variable == NULL || (variable->length == length && memcmp(variable->value, text, length) == 0);
}

/* The variable that has the address of |listener|; NULL: one that others may reach, too, or that has several. */
static const char *address_of(const char *listener)
{
    static const char *const rows[][2] = {{"origin", "host"}, {"denied", "host"},
                                          {"other", "other"}, {"denied-host", "denied-host"},
                                          {"host6", "host6"}, {"denied6", "host6"}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (strcmp(rows[i][0], listener) == 0)
            return rows[i][1];
    return NULL;
}

static bool leads_to(const struct cs_transcript *transcript, const struct cs_destination *destination,
                     const char *listener)
{
    bool denied = strcmp(listener, "denied") == 0 || strcmp(listener, "denied6") == 0;

    return destination->port == (denied ? transcript->policy.denied_port : transcript->policy.origin_port) &&
           is_value(transcript, address_of(listener), destination->host, destination->length);
}

/* A name is whatever its resolver says: other cases ask that. */
static bool is_literal(const struct cs_message *request)
{
    return request->target.kind == CS_HOST_IPV4 || request->target.kind == CS_HOST_IPV6;
}

/* Whether the one CONNECT that |channel| carries has a literal target that leads elsewhere, however it is read. */
static bool names_others(const struct cs_transcript *transcript, const struct cs_channel *channel, const char *listener)
{
    struct cs_reading readings[CS_READING_COUNT];
    struct cs_destination strict;
    struct cs_conversation asked;
    size_t count;

    if (channel->carrier != 0)
        return false;
    if (channel->sent.total == 0)
        return true;
    cs_conversation_read(channel, false, &asked);
    if (asked.final_count != 1 || asked.first.version_major != 1 || asked.first.findings.invalid ||
        !is_literal(&asked.first) || asked.tunnel != channel->sent.total ||
        !cs_authority_destination(asked.first.text, &asked.first.target, &strict) ||
        leads_to(transcript, &strict, listener))
        return false;
    count = cs_conversation_readings(channel, readings);
    for (size_t i = 0; i < count; i++)
        if (leads_to(transcript, &readings[i].destination, listener))
            return false;
    return true;
}

static bool is_uncalled(const struct cs_transcript *transcript, const struct cs_channel *arrived)
{
    for (size_t i = 0; i < transcript->channel_count; i++) {
        const struct cs_channel *channel = &transcript->channels[i];

        if (channel->seat == CS_SEAT_DIALS && !names_others(transcript, channel, arrived->listener))
            return false;
    }
    return true;
}

/* A control may have arrived that did not say so any more, or one of a crowd. */
static bool knows_all(const struct cs_transcript *transcript)
{
    for (size_t i = 0; i < transcript->event_count; i++) {
        enum cs_event_kind kind = transcript->events[i].kind;

        if (kind == CS_EVENT_EXPIRED || kind == CS_EVENT_FENCE_FAILED ||
            (kind >= CS_EVENT_CROWD_WORKING && kind <= CS_EVENT_CROWD_CROSSED))
            return false;
    }
    return transcript->trouble == NULL && transcript->events_dropped == 0;
}

/* Each case has addresses of its own, unless they are too few; and parents and backends are always called. */
void cs_invariant_look_at_contacts(const struct cs_transcript *transcript, struct cs_breach *out)
{
    if (transcript->policy.parent[0] != 0 || transcript->policy.backend[0] != 0 ||
        transcript->policy.origin_addresses[0] != 0 || !knows_all(transcript))
        return;
    for (size_t i = 0; i < transcript->channel_count; i++) {
        const struct cs_channel *channel = &transcript->channels[i];

        if (channel->seat == CS_SEAT_ARRIVES && address_of(channel->listener) != NULL &&
            is_uncalled(transcript, channel))
            cs_breach_note(out, CS_WRONG_UNCALLED, CS_CODE_NONE, 0, channel->actor);
    }
}
