/* Invariants of a client under test: what it asks of our proxy, on whatever connection, and what it says in the tunnel. */
#include <string.h>
#include <strings.h>

#include "harness/judge/exposure.h"
#include "harness/judge/invariant_internal.h"
#include "harness/transport/h2/frame.h"

/* One request to our proxy. */
struct asked {
    const struct cs_message *message;
    uint64_t at; /* where its head stands on its channel */
};

static void check_once(const struct asked *asked, struct cs_breach *out)
{
    static const char *const names[] = {"authorization", "content-type", "from", "max-forwards",
                                        "referer",       "user-agent",   NULL};

    cs_invariant_check_once(asked->message, asked->at, names, out);
}

/* RFC 9110 sections 7.6.1, 7.8 and 10.1.4. */
static void check_listed(const struct asked *asked, struct cs_breach *out)
{
    static const char *const names[] = {"keep-alive", "te", "upgrade", NULL};

    cs_invariant_check_listed(asked->message, asked->at, names, out);
}

static bool is_number(const char *text, size_t length)
{
    size_t digits = 0;

    while (digits < length && text[digits] >= '0' && text[digits] <= '9')
        digits++;
    return length > 0 && digits == length;
}

static void check_values(const struct asked *asked, struct cs_breach *out)
{
    static const struct cs_value_rule rules[] = {
        {"max-forwards", is_number}, {"user-agent", cs_exposure_products}, {"via", cs_exposure_via}, {NULL, NULL}};

    cs_invariant_check_values(asked->message, asked->at, rules, out);
}

static void check_spared(const struct asked *asked, struct cs_breach *out)
{
    static const char *const names[] = {"authorization", "cookie", "origin", "referer"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (cs_message_has(asked->message, names[i]))
            cs_breach_note(out, CS_WRONG_REQUEST_HAS, CS_CODE_NONE, asked->at, names[i]);
}

/* Without its port: a host alone is a warning of another case.  An IPv6 address may be written in many ways. */
static void check_host(const struct asked *asked, struct cs_breach *out)
{
    const struct cs_message *message = asked->message;
    const struct cs_authority *target = &message->target;
    struct cs_field field;
    size_t position = 0;

    if (target->kind == CS_HOST_NONE || target->kind == CS_HOST_IPV6)
        return;
    while (cs_message_field(message, &position, &field)) {
        const char *value = message->text + field.value.start;
        size_t length = target->host.length;

        if (!cs_field_is(message->text, &field, "host"))
            continue;
        if (field.value.length < length || strncasecmp(value, message->text + target->host.start, length) != 0 ||
            (field.value.length > length && value[length] != ':'))
            cs_breach_note(out, CS_WRONG_VALUE, CS_CODE_NONE, asked->at + field.value.start, "host");
    }
}

static void check_findings(const struct cs_case *invariant, const char *word, const struct asked *asked,
                           struct cs_breach *out)
{
    const struct cs_findings *findings = &asked->message->findings;

    for (size_t i = 0; i < findings->count; i++) {
        enum cs_code code = findings->items[i].code;

        if (cs_invariant_names(word, code) && (invariant->level != CS_LEVEL_MUST || cs_code_level(code) == CS_MUST))
            cs_breach_note(out, CS_WRONG_NOTHING, code, asked->at + findings->items[i].offset, "");
    }
}

static void check_request(const struct cs_case *invariant, const struct asked *asked, struct cs_breach *out)
{
    static void (*const checks[CS_INVARIANT_COUNT])(const struct asked *asked,
                                                    struct cs_breach *out) = {[CS_INVARIANT_ONCE] = check_once,
                                                                              [CS_INVARIANT_LISTED] = check_listed,
                                                                              [CS_INVARIANT_VALUES] = check_values,
                                                                              [CS_INVARIANT_PROXY] = check_spared,
                                                                              [CS_INVARIANT_HOST] = check_host};

    for (size_t i = 0; i < invariant->every_count; i++) {
        enum cs_invariant word = invariant->every_words[i];

        if (word == CS_INVARIANT_COUNT)
            check_findings(invariant, invariant->every[i], asked, out);
        else if (checks[word] != NULL)
            checks[word](asked, out);
    }
}

/* How much had come on a channel when we first said something there. */
static uint64_t heard_before_answer(const struct cs_transcript *transcript, size_t index)
{
    uint64_t heard = 0;

    for (size_t i = 0; i < transcript->event_count; i++) {
        const struct cs_event *event = &transcript->events[i];

        if (event->channel == (int)index && event->kind == CS_EVENT_SENT)
            break;
        if (event->channel == (int)index && event->kind == CS_EVENT_RECEIVED)
            heard += event->value;
    }
    return heard;
}

/* On a stream a head of ours may be a frame that a case wrote: content in front of every one. */
static bool spoke_first(const struct cs_transcript *transcript, const struct cs_channel *channel)
{
    const struct cs_carrier *carrier = &transcript->carriers[channel->carrier - 1];

    for (size_t i = 0; i < carrier->frame_count; i++) {
        const struct cs_frame *frame = &carrier->frames[i];

        if (frame->stream != channel->number)
            continue;
        if (!frame->received && strncmp(frame->name, "HEADERS", 7) == 0)
            return false;
        if (frame->received && strncmp(frame->name, "DATA", 4) == 0 && frame->length > CS_H2_HEADER_BYTES)
            return true;
    }
    return false;
}

/* What is no request stands behind the last one, which ends at |end|: what the tunnel is for, without a tunnel. */
static void check_awaited(const struct cs_transcript *transcript, size_t index, uint64_t end, struct cs_breach *out)
{
    const struct cs_channel *channel = &transcript->channels[index];

    bool early = channel->is_stream && channel->carrier > 0 ? spoke_first(transcript, channel)
                                                            : heard_before_answer(transcript, index) > end;

    if (early || (cs_conversation_refused(channel) && channel->received.total > end))
        cs_breach_note(out, CS_WRONG_INNER, CS_CODE_NONE, end, channel->actor);
}

static void look_at_requests(const struct cs_case *invariant, const struct cs_transcript *transcript, size_t index,
                             struct cs_breach *out)
{
    struct cs_request_walk walk = {.count = 0};

    while (cs_conversation_next_request(&transcript->channels[index], &walk)) {
        struct asked asked = {.message = &walk.message, .at = walk.at};

        check_request(invariant, &asked, out);
    }
    if (walk.count > 0 && cs_invariant_asks_for(invariant, CS_INVARIANT_AWAITED))
        check_awaited(transcript, index, walk.end, out);
}

/* Proxy-Connection is no secret. */
static void look_inside(const struct cs_channel *channel, struct cs_breach *out)
{
    static const char secret[] = "Proxy-Authorization:";
    size_t length = channel->received.kept_length;

    for (size_t at = 0, found; at < length; at += found + 1) {
        const char *text = channel->received.kept + at;

        found = cs_exposure_proxy_field(text, length - at);
        if (found == CS_EXPOSURE_NONE)
            return;
        if (length - at - found >= strlen(secret) && strncasecmp(text + found, secret, strlen(secret)) == 0)
            cs_breach_note(out, CS_WRONG_ORIGIN_TOLD, CS_CODE_NONE, at + found, channel->actor);
    }
}

bool cs_invariant_is_of_client(const struct cs_transcript *transcript)
{
    for (size_t i = 0; i < transcript->channel_count; i++)
        if (transcript->channels[i].seat == CS_SEAT_PROGRAM)
            return true;
    return false;
}

void cs_invariant_look_at_client(const struct cs_case *invariant, const struct cs_transcript *transcript,
                                 struct cs_breach *out)
{
    for (size_t i = 0; i < transcript->channel_count; i++) {
        const struct cs_channel *channel = &transcript->channels[i];

        if (channel->seat != CS_SEAT_ARRIVES)
            continue;
        if (strcmp(channel->listener, "proxy") == 0)
            look_at_requests(invariant, transcript, i, out);
        else if (cs_invariant_asks_for(invariant, CS_INVARIANT_ORIGIN))
            look_inside(channel, out);
    }
}
