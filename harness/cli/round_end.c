/* How a round, or a life of its target, comes to its end. */
#include <stdlib.h>
#include <string.h>

#include "harness/cli/round_internal.h"
#include "harness/cli/round_result.h"
#include "harness/cli/round_systemic.h"

void cs_round_say(struct cs_round *round, int status, const char *message)
{
    round->status = status;
    free(round->message);
    round->message = strdup(message);
}

void cs_round_end(struct cs_round *round)
{
    struct cs_result *result = round->result;

    round->result = NULL;
    result->wall_us = round->began == 0 ? 0 : (uv_hrtime() - round->began) / 1000;
    result->complete = !round->stopped && (round->status == 0 || round->unsolved);
    if (!result->complete)
        result->incomplete = strdup(round->stopped || round->message == NULL ? "it was broken off" : round->message);
    if (!round->stopped && round->answer == CS_PROBE_GO_ON) {
        cs_round_skip_dependents(result, round->options.items); /* what they found explains nothing any more */
        cs_round_close(result, round->silences.stalled, round->probe.verdict.kind == CS_FAIL);
    }
    if (round->pace.no_tunnel && round->probe.verdict.kind == CS_FAIL)
        cs_round_skip_same(result, &round->probe);
    cs_systemic_skip(result, round->options.items);
    cs_invariants_rule(round->invariants, result);
    cs_round_settle(result, round->options.items, round->options.item_count);
    if (round->answer == CS_PROBE_GO_ON &&
        (round->probe.verdict.kind == CS_FAIL || round->probe.verdict.kind == CS_WARN))
        cs_round_add(result, &round->probe);
    round->options.on_end(round->options.context, result, round->status, round->message);
}

void cs_round_wind_up(struct cs_round *round)
{
    if (round->winding_up)
        return;
    round->winding_up = true;
    if (round->engine != NULL)
        cs_engine_close(round->engine);
    if (round->target != NULL)
        cs_target_stop(round->target, round->died);
    else
        cs_round_end(round);
}

bool cs_round_restart(struct cs_round *round)
{
    if (round->target == NULL || round->lives + 1 == CS_ROUND_LIVES || round->stopped)
        return false;
    round->restarting = true;
    cs_engine_close(round->engine);
    cs_target_stop(round->target, true); /* what serves nobody would not hear a polite word */
    return true;
}
