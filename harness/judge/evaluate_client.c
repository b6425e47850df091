/* Conditions on a client under test: how it ended, what it printed, and what it sent to our proxy. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "harness/judge/evaluate.h"
#include "reports/stream.h"

#define MARKER "${marker}"

/* What success prints: the profile's text, with the marker of this case in it. */
static char *success_text(const struct cs_facts *facts)
{
    const struct cs_variable *marker = cs_transcript_variable(facts->transcript, "marker");
    const char *text = facts->plan->policy->success_text;
    const char *place = strstr(text, MARKER);
    char *out = NULL;

    if (place == NULL || marker == NULL)
        return strdup(text);
    if (asprintf(&out, "%.*s%s%s", (int)(place - text), text, marker->value, place + strlen(MARKER)) < 0)
        return NULL;
    return out;
}

static bool prints(const struct cs_channel *program, const char *text)
{
    const struct cs_stream *output = &program->received;

    return text[0] == '\0' ||
           (output->kept_length > 0 && memmem(output->kept, output->kept_length, text, strlen(text)) != NULL);
}

const char *cs_outcome_of(const struct cs_facts *facts)
{
    const struct cs_channel *program = cs_facts_program(facts);
    char *text;
    int status = 0;
    bool shown;

    if (program == NULL || !cs_facts_exited(facts, &status))
        return facts->hung ? "hung" : NULL;
    if (WIFSIGNALED(status))
        return "crashed";
    text = success_text(facts);
    if (text == NULL)
        cs_loss_note();
    shown = text != NULL && prints(program, text);
    free(text);
    if (facts->plan->policy->success_exit == CS_EXIT_STATUS_ANY)
        return shown ? "succeeded" : "failed";
    if ((unsigned)WEXITSTATUS(status) != facts->plan->policy->success_exit)
        return "failed";
    return shown ? "succeeded" : "quiet";
}

static bool among(const struct cs_planned_condition *condition, const char *word)
{
    char wanted[16];

    for (size_t i = 0; i < condition->operand_count; i++) {
        cs_operand_text(condition, i, wanted, sizeof(wanted));
        if (strcmp(wanted, word) == 0)
            return true;
    }
    return false;
}

void cs_evaluate_outcome_word(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                              struct cs_evaluation *out)
{
    const char *word = cs_outcome_of(facts);

    if (word == NULL)
        cs_fails(out, CS_TRUTH_OPEN, CS_WRONG_HUNG, "%s", "");
    else if (among(condition, word))
        cs_holds(out);
    else if (facts->hung)
        cs_fails(out, CS_TRUTH_OPEN, CS_WRONG_HUNG, "%s", "");
    else if (strcmp(word, "crashed") == 0)
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_CRASHED, "%s", "");
    else if (strcmp(word, "quiet") == 0 && among(condition, "failed"))
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_FORGOT, "%s", "");
    else if (strcmp(word, "failed") == 0 || strcmp(word, "quiet") == 0)
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_GAVE_UP, "%s", "");
    else
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_TOOK_IT, "%s", "");
}

void cs_evaluate_printed(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                         struct cs_evaluation *out)
{
    const struct cs_channel *program = cs_facts_program(facts);
    bool wanted = condition->condition->kind->id == CS_COND_PROGRAM_HAS;
    int status;

    cs_holds(out);
    for (size_t i = 0; program != NULL && i < condition->operand_count; i++) {
        size_t length;
        char *text = cs_bytes_flatten(&condition->operands[i], CS_KEPT_BYTES, &length);
        bool there = text != NULL && prints(program, text);

        free(text);
        if (there == wanted)
            continue;
        cs_fails(out, wanted && !cs_facts_exited(facts, &status) ? CS_TRUTH_OPEN : CS_TRUTH_BROKEN,
                 wanted ? CS_WRONG_PRINTED_NOT : CS_WRONG_PRINTED, "%s", "");
    }
}

/* What stands on one connection to our proxy behind the first request. */
static void look_behind(const struct cs_channel *channel, const struct cs_planned_condition *condition,
                        struct cs_evaluation *out)
{
    struct cs_request_walk walk = {.count = 0};

    while (cs_conversation_next_request(channel, &walk))
        if (walk.count > 1 && !among(condition, "request"))
            cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_ASKED_AGAIN, "%s", "");
    if (walk.count == 0 || walk.end == channel->received.total || cs_conversation_opened(channel) ||
        among(condition, "inner"))
        return;
    cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_INNER, "%" PRIu64 " bytes", channel->received.total - walk.end);
}

void cs_evaluate_behind(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                        struct cs_evaluation *out)
{
    cs_holds(out);
    for (size_t i = 0; i < facts->transcript->channel_count; i++) {
        const struct cs_channel *channel = &facts->transcript->channels[i];

        if (channel->seat == CS_SEAT_ARRIVES && strcmp(channel->listener, condition->condition->subject) == 0)
            look_behind(channel, condition, out);
    }
}

void cs_evaluate_requests(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                          struct cs_evaluation *out)
{
    bool most = condition->condition->kind->id == CS_COND_REQUESTS_MOST;
    char text[24];
    uint64_t wanted;

    cs_operand_text(condition, 0, text, sizeof(text));
    wanted = strtoull(text, NULL, 10);
    cs_holds(out);
    if (facts->asked_count > wanted)
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_ASKED_AGAIN, "%zu requests", facts->asked_count);
    else if (!most && facts->asked_count < wanted)
        cs_fails(out, facts->hung ? CS_TRUTH_OPEN : CS_TRUTH_BROKEN, CS_WRONG_NO_REQUEST, "%zu instead of %" PRIu64,
                 facts->asked_count, wanted);
}
