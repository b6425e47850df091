#include <stdio.h>

#include "harness/cli/command.h"
#include "harness/cli/round_internal.h"

static bool leave_all(void *context, const struct cs_engine_item *item)
{
    (void)context;
    (void)item;
    return true;
}

void cs_round_withdraw_all(struct cs_round *round)
{
    cs_engine_withdraw(round->engine, leave_all, round);
}

/* The first of them that goes through is as good as one that did at once.  Silence takes too long to be waited for
 * again and again. */
void cs_trials_note(struct cs_round *round, const struct cs_engine_item *item, struct cs_case_result *result)
{
    struct cs_controls *controls = &round->result->controls;
    struct cs_pace pace = round->pace;
    char text[CS_PROBE_TEXT_MAX];
    bool good = cs_probe_read(result, &pace, text) == CS_PROBE_GO_ON;

    controls->made++;
    controls->good += good;
    if (result->transcript != NULL && cs_silence_kind_of(item->source, result->transcript, text))
        cs_round_withdraw_all(round);
    if (!good || round->answer == CS_PROBE_GO_ON)
        return;
    cs_case_result_clear(&round->probe);
    round->probe = *result;
    *result = (struct cs_case_result){.id = NULL};
    round->answer = CS_PROBE_GO_ON;
    round->pace = pace;
}

/* How reliable the target is, where it is not. */
void cs_trials_conclude(struct cs_round *round)
{
    const struct cs_controls *controls = &round->result->controls;
    char text[160];

    if (controls->good == controls->made || round->answer != CS_PROBE_GO_ON)
        return; /* what the first probe said stands */
    if (round->phase == CS_ROUND_TRIAL_LATE && round->message != NULL)
        return; /* so does what was said since */
    (void)snprintf(
        text, sizeof(text),
        "of %u control CONNECTs %u went through: verdicts may change from run to run (--repeat N shows which)",
        controls->made, controls->good);
    cs_round_say(round, round->phase == CS_ROUND_TRIAL ? CS_EXIT_OK : round->status, text);
}

void cs_round_lower_jobs(struct cs_round *round)
{
    unsigned fit = cs_pace_programs(&round->pace, cs_engine_deadline(round->engine), uv_available_parallelism());
    char text[160];

    if (round->programs && round->options.jobs == 0 && fit < round->jobs)
        round->jobs = fit;
    if (round->full == 0)
        return;
    round->jobs = round->jobs > round->full + 1 ? round->jobs - (unsigned)round->full : 1;
    round->jobs = round->jobs > 1 ? round->jobs - round->jobs / 4 : 1;
    (void)snprintf(text, sizeof(text), "the target takes only so many tunnels at once (503): %u case%s at a time",
                   round->jobs, round->jobs == 1 ? "" : "s");
    cs_round_say(round, CS_EXIT_OK, text);
}
