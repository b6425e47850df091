#include <stdio.h>
#include <string.h>

#include "harness/cli/round_internal.h"
#include "harness/cli/round_result.h"
#include "harness/scenario/condition.h"

void cs_round_leave(struct cs_round *round, size_t slot, const char *reason)
{
    cs_round_skip(&round->result->cases[slot], reason);
    cs_round_count(round, slot);
}

const char *cs_round_reason_to_leave(struct cs_round *round, const struct cs_case *source, char text[256])
{
    const struct cs_silence_kind *bar = cs_silences_bar(&round->silences, source);

    if (bar == NULL)
        return NULL;
    (void)snprintf(text, 256, "waits for `%s`, on which this target is silent (%s)", bar->name, bar->example);
    return text;
}

/* Every accepted outcome has a tunnel in it. */
static bool needs_tunnel(const struct cs_case *source)
{
    for (size_t i = 0; i < source->accept_count; i++) {
        bool tunnels = false;

        for (size_t k = 0; k < source->accept[i].condition_count; k++)
            tunnels = tunnels || source->accept[i].conditions[k].kind->id == CS_COND_TUNNEL;
        if (!tunnels)
            return false;
    }
    return true;
}

static bool has_fence(const struct cs_case *source)
{
    for (size_t i = 0; i < source->step_count; i++)
        if (source->steps[i].verb == CS_VERB_FENCE)
            return true;
    return false;
}

/* What the probe has shown that makes a case pointless; NULL: nothing. */
static const char *unfit_by_probe(struct cs_round *round, const struct cs_case *source, char text[256])
{
    if (round->pace.no_tunnel && needs_tunnel(source)) {
        (void)snprintf(text, 256, "needs a tunnel: see %s, which did not pass", round->probe.id);
        return text;
    }
    if (round->pace.one_at_a_time && has_fence(source))
        return "needs a target that serves more than one client at a time";
    return cs_round_reason_to_leave(round, source, text);
}

/* Cases that this target cannot run are skipped with the reason. */
void cs_round_leave_unfit(struct cs_round *round)
{
    round->fitted = true;
    for (size_t slot = 0; slot < round->result->count; slot++) {
        const struct cs_case *source = round->options.items[slot].source;
        const char *reason = cs_plan_skip_reason(source, &round->policy);
        char text[256];

        if (round->result->cases[slot].verdict.kind != CS_VERDICT_KINDS)
            continue;
        if (reason == NULL)
            reason = unfit_by_probe(round, source, text);
        if (reason != NULL)
            cs_round_leave(round, slot, reason);
    }
}
