/* Conditions on what HTTP/2 and HTTP/3 say below messages: codes, and where field sections stand. */
#include <stdio.h>
#include <string.h>

#include "harness/judge/evaluate.h"
#include "harness/transport/transport.h"

/* Whether the event came on the channel; over h2 what is of a connection is told on each of its streams. */
static bool is_of(const struct cs_facts *facts, const struct cs_event *event, const struct cs_channel *channel)
{
    return event->channel >= 0 && &facts->transcript->channels[event->channel] == channel;
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

/* Whether |frame| is, in words, what begins with |text|. */
static bool begins_with(const struct cs_frame *frame, const char *text)
{
    size_t name = strlen(frame->name);

    if (strncmp(frame->name, text, strlen(text)) == 0)
        return true;
    return strncmp(frame->name, text, name) == 0 && strncmp(text + name, ": ", 2) == 0 &&
           strncmp(frame->says, text + name + 2, strlen(text + name + 2)) == 0;
}

static bool has_frame(const struct cs_facts *facts, const struct cs_party *party, const char *text)
{
    const struct cs_carrier *carrier =
        party->channel->carrier == 0 ? NULL : &facts->transcript->carriers[party->channel->carrier - 1];

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
