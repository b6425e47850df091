/* Conditions on what HTTP/2 and HTTP/3 say below messages: codes, and where field sections stand. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/evaluate.h"
#include "harness/transport/h2/frame.h"
#include "harness/transport/transport.h"

/* Whether the event came on the channel, which may be a copy that stands for a request; over h2 what is of a connection is
 * told on each of its streams. */
static bool is_of(const struct cs_facts *facts, const struct cs_event *event, const struct cs_channel *channel)
{
    const struct cs_channel *one = event->channel < 0 ? NULL : &facts->transcript->channels[event->channel];

    return one == channel || (one != NULL && channel->is_stream && one->is_stream && one->carrier == channel->carrier &&
                              one->number == channel->number);
}

/* The last event of the kind: |*code| is what came with it.  Only what the peer sent has a code of the protocol. */
static bool find_code(const struct cs_facts *facts, const struct cs_channel *channel, enum cs_event_kind kind,
                      uint64_t *code)
{
    bool found = false;

    for (size_t i = 0; i < facts->transcript->event_count; i++) {
        const struct cs_event *event = &facts->transcript->events[i];

        if (event->kind == kind && is_of(facts, event, channel)) {
            *code = event->value;
            found = true;
        }
    }
    return found;
}

static const char *name_of(const struct cs_facts *facts, const struct cs_channel *channel, uint64_t code)
{
    return cs_transport_error_name(
        channel->carrier == 0 ? "" : facts->transcript->carriers[channel->carrier - 1].protocol, code);
}

static void evaluate_code(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                          enum cs_event_kind kind, enum cs_wrong wrong, struct cs_evaluation *out)
{
    const struct cs_party *party = cs_facts_party(facts, condition->condition->subject);
    uint64_t code = 0;
    bool found;

    if (party == NULL) {
        cs_fails(out, CS_TRUTH_OPEN, wrong, "there was no %s", condition->condition->subject);
        return;
    }
    found = find_code(facts, party->channel, kind, &code);
    cs_holds(out);
    if (found ? cs_operand_has(condition, "any") || cs_operand_has(condition, name_of(facts, party->channel, code))
              : cs_operand_has(condition, "none"))
        return;
    cs_fails(out, found ? CS_TRUTH_BROKEN : CS_TRUTH_OPEN, wrong, "%s: %s", party->channel->actor,
             found ? name_of(facts, party->channel, code) : "none came");
}

void cs_evaluate_reset_code(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                            struct cs_evaluation *out)
{
    evaluate_code(facts, condition, CS_EVENT_RESET_RECEIVED, CS_WRONG_RESET_CODE, out);
}

void cs_evaluate_goaway(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                        struct cs_evaluation *out)
{
    evaluate_code(facts, condition, CS_EVENT_GOAWAY, CS_WRONG_GOAWAY, out);
}

/* Whether |frame| is, in words, what begins with |text|, or behind its name says what stands behind "...". */
static bool begins_with(const struct cs_frame *frame, const char *text)
{
    size_t name = strlen(frame->name);

    if (strncmp(frame->name, text, strlen(text)) == 0)
        return true;
    if (strncmp(frame->name, text, name) == 0 && strncmp(text + name, ": ...", 5) == 0)
        return strstr(frame->says, text + name + 5) != NULL;
    return strncmp(frame->name, text, name) == 0 && strncmp(text + name, ": ", 2) == 0 &&
           strncmp(frame->says, text + name + 2, strlen(text + name + 2)) == 0;
}

static const struct cs_carrier *carrier_of(const struct cs_facts *facts, const struct cs_party *party)
{
    return party->channel->carrier == 0 ? NULL : &facts->transcript->carriers[party->channel->carrier - 1];
}

static bool has_frame(const struct cs_facts *facts, const struct cs_party *party, const char *text)
{
    const struct cs_carrier *carrier = carrier_of(facts, party);

    for (size_t i = 0; carrier != NULL && i < carrier->frame_count; i++)
        if (carrier->frames[i].received && begins_with(&carrier->frames[i], text))
            return true;
    return false;
}

static void evaluate_frame(const struct cs_facts *facts, const struct cs_planned_condition *condition, bool wanted,
                           struct cs_evaluation *out)
{
    const struct cs_party *party = cs_facts_party(facts, condition->condition->subject);
    char text[128];

    cs_operand_text(condition, 0, text, sizeof(text));
    cs_holds(out);
    if (party == NULL)
        cs_fails(out, CS_TRUTH_OPEN, CS_WRONG_FRAME, "there was no %s", condition->condition->subject);
    else if (has_frame(facts, party, text) != wanted)
        cs_fails(out, wanted ? CS_TRUTH_OPEN : CS_TRUTH_BROKEN, CS_WRONG_FRAME, "%s: %s%s", party->channel->actor,
                 wanted ? "no " : "", text);
}

void cs_evaluate_has_frame(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                           struct cs_evaluation *out)
{
    evaluate_frame(facts, condition, true, out);
}

void cs_evaluate_lacks_frame(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                             struct cs_evaluation *out)
{
    evaluate_frame(facts, condition, false, out);
}

/* ---- windows ---- */

#define WINDOW      65535 /* both at first (RFC 9113 section 6.9.2) */
#define PENDING_MAX 16

struct windows {
    int64_t stream, connection;
    int64_t initial;
    int64_t pending[PENDING_MAX]; /* of SETTINGS that were not acknowledged yet, in their order */
    size_t sent, acknowledged;
};

static bool is_named(const struct cs_frame *frame, const char *type)
{
    return strncmp(frame->name, type, strlen(type)) == 0;
}

/* The number that |text| begins with.  What was saved may say anything: beyond a window there is no difference. */
static int64_t number_in(const char *text)
{
    const int64_t number = strtoll(text, NULL, 10);

    return number < 0 ? 0 : number > UINT32_MAX ? UINT32_MAX : number;
}

/* A smaller window counts once the peer says that it knows. */
static void take_sent(struct windows *windows, const struct cs_frame *frame, int64_t number)
{
    static const char setting[] = "INITIAL_WINDOW_SIZE ";
    const char *text = is_named(frame, "SETTINGS") ? strstr(frame->says, setting) : NULL;
    int64_t value = text == NULL ? windows->initial : number_in(text + strlen(setting));

    if (is_named(frame, "WINDOW_UPDATE") && frame->stream == 0)
        windows->connection += number_in(frame->says);
    else if (is_named(frame, "WINDOW_UPDATE") && frame->stream == number)
        windows->stream += number_in(frame->says);
    else if (strcmp(frame->name, "SETTINGS") == 0)
        windows->pending[windows->sent++ % PENDING_MAX] = value;
    if (text != NULL && value > windows->initial) {
        windows->stream += value - windows->initial;
        windows->initial = value;
    }
}

static int64_t content_of(const struct cs_frame *frame)
{
    const uint64_t length = frame->length < UINT32_MAX ? frame->length : UINT32_MAX;

    return length < CS_H2_HEADER_BYTES ? 0 : (int64_t)(length - CS_H2_HEADER_BYTES);
}

static void take_received(struct windows *windows, const struct cs_frame *frame, int64_t number)
{
    const int64_t content = content_of(frame);
    int64_t value;

    if (is_named(frame, "DATA")) {
        windows->connection -= content;
        windows->stream -= frame->stream == number ? content : 0;
    } else if (strcmp(frame->name, "SETTINGS ACK") == 0 && windows->acknowledged < windows->sent) {
        value = windows->pending[windows->acknowledged++ % PENDING_MAX];
        windows->stream += value - windows->initial;
        windows->initial = value;
    }
}

void cs_evaluate_window(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                        struct cs_evaluation *out)
{
    const struct cs_party *party = cs_facts_party(facts, condition->condition->subject);
    const struct cs_carrier *carrier = party == NULL ? NULL : carrier_of(facts, party);
    struct windows windows = {.stream = WINDOW, .connection = WINDOW, .initial = WINDOW};

    cs_holds(out);
    if (party == NULL)
        cs_fails(out, CS_TRUTH_OPEN, CS_WRONG_FRAME, "there was no %s", condition->condition->subject);
    for (size_t i = 0; carrier != NULL && i < carrier->frame_count; i++) {
        const struct cs_frame *frame = &carrier->frames[i];
        int64_t before = windows.stream;

        (frame->received ? take_received : take_sent)(&windows, frame, party->channel->number);
        if (is_named(frame, "DATA") && frame->received && (windows.connection < 0 || windows.stream < 0)) {
            cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_FRAME, "%s: DATA of %" PRIi64 " bytes into a window of %" PRIi64,
                     party->channel->actor, content_of(frame), before);
            return;
        }
    }
}

/* Interim responses and the final one are no trailers. */
void cs_evaluate_trailers(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                          struct cs_evaluation *out)
{
    const struct cs_party *party = cs_facts_party(facts, condition->condition->subject);
    size_t heads = 0;
    size_t answers = party == NULL ? 0 : party->heard.interim_count + party->heard.final_count;
    char wanted[24], seen[24];

    for (size_t i = 0; party != NULL && i < party->channel->received.block_count; i++)
        heads += party->channel->received.blocks[i].kind == CS_BLOCK_HEAD;
    cs_operand_text(condition, 0, wanted, sizeof(wanted));
    snprintf(seen, sizeof(seen), "%zu", heads > answers ? heads - answers : 0);
    cs_holds(out);
    if (strcmp(wanted, seen) != 0)
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_TRAILERS, "%s of them, not %s", seen, wanted);
}
