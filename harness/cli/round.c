#include "harness/cli/round.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness/cli/command.h"
#include "harness/cli/round_result.h"
#include "harness/engine/measure.h"
#include "harness/judge/judge.h"

#define CS_DEFAULT_JOBS 64

/* What the engine is at: the cases side by side, then those that may disturb others one by one, of these at last the
 * ones that may leave the target stuck, then those whose verdict rests on silence once more. */
enum phase { PHASE_TOGETHER, PHASE_ALONE, PHASE_LAST, PHASE_CONFIRM };

struct cs_round {
    struct cs_round_options options;
    struct cs_policy policy;
    struct cs_target *target;
    struct cs_engine *engine;
    struct cs_result *result;
    struct cs_engine_item *driven; /* what the engine is given */
    size_t *slots;                 /* ... and where in |result| each belongs */
    size_t driven_count;
    unsigned jobs;
    size_t done;
    enum phase phase;
    bool stopped;
    bool died;
    bool winding_up;
    int status;
    char *message;
    uint64_t began;
};

static void say(struct cs_round *round, int status, const char *message)
{
    round->status = status;
    free(round->message);
    round->message = strdup(message);
}

static void end(struct cs_round *round)
{
    struct cs_result *result = round->result;

    round->result = NULL;
    result->wall_us = round->began == 0 ? 0 : (uv_hrtime() - round->began) / 1000;
    result->complete = !round->stopped && round->status == 0;
    cs_round_settle(result, round->options.items, round->options.item_count);
    round->options.on_end(round->options.context, result, round->status, round->message);
}

/* The engine is out of work or never had any: the target goes next, then the end. */
static void wind_up(struct cs_round *round)
{
    if (round->winding_up)
        return;
    round->winding_up = true;
    if (round->engine != NULL)
        cs_engine_close(round->engine);
    if (round->target != NULL)
        cs_target_stop(round->target);
    else
        end(round);
}

static void on_stopped(void *context)
{
    end(context);
}

static void count_case(struct cs_round *round, size_t slot)
{
    round->done++;
    if (round->options.on_case != NULL)
        round->options.on_case(round->options.context, &round->result->cases[slot], round->done,
                               round->options.item_count);
}

static void on_case_done(void *context, size_t index, struct cs_transcript *transcript)
{
    struct cs_round *round = context;
    size_t slot = round->slots[index];
    struct cs_case_result *result = &round->result->cases[slot];
    bool unsure = cs_round_judge(round->driven[index].source, transcript, result);
    bool confirming = round->phase == PHASE_CONFIRM;

    if (unsure && !confirming) {
        result->verdict.kind = CS_INCONCLUSIVE; /* until the confirmation run has judged it again */
        cs_round_mark_unsure(result);
    }
    if (!confirming)
        count_case(round, slot);
    if (!round->options.keep_transcripts && !cs_round_worth_keeping(result->verdict.kind)) {
        cs_transcript_free(result->transcript);
        result->transcript = NULL;
    }
}

static void drive(struct cs_round *round, size_t slot, bool confirmation)
{
    round->driven[round->driven_count] = round->options.items[slot];
    round->driven[round->driven_count].confirmation = confirmation;
    round->slots[round->driven_count] = slot;
    round->driven_count++;
}

static enum phase phase_of(const struct cs_case *source)
{
    if (!source->alone)
        return PHASE_TOGETHER;
    return source->last ? PHASE_LAST : PHASE_ALONE;
}

static bool belongs(const struct cs_round *round, size_t slot)
{
    const struct cs_case_result *result = &round->result->cases[slot];

    if (round->phase == PHASE_CONFIRM)
        return cs_round_is_unsure(result);
    return result->verdict.kind == CS_VERDICT_KINDS && phase_of(round->options.items[slot].source) == round->phase;
}

/* Hands the engine what belongs to this phase; false when nothing does. */
static bool run_phase(struct cs_round *round, enum phase phase)
{
    round->phase = phase;
    round->driven_count = 0;
    for (size_t slot = 0; slot < round->result->count; slot++)
        if (belongs(round, slot))
            drive(round, slot, phase == PHASE_CONFIRM);
    if (round->driven_count > 0)
        cs_engine_run(round->engine, round->driven, round->driven_count, phase == PHASE_TOGETHER ? round->jobs : 1);
    return round->driven_count > 0;
}

/* Whether a case has ended as it does when the target is no more. */
static bool has_doubts(const struct cs_round *round)
{
    for (size_t i = 0; i < round->driven_count; i++)
        if (round->result->cases[round->slots[i]].verdict.kind == CS_INCONCLUSIVE)
            return true;
    return false;
}

static void on_finished(void *context)
{
    struct cs_round *round = context;

    if (round->target != NULL && !round->stopped && !round->died && has_doubts(round))
        cs_target_check(round->target);
    if (!round->stopped && !round->died)
        for (int next = (int)round->phase + 1; next <= PHASE_CONFIRM; next++)
            if (run_phase(round, (enum phase)next))
                return;
    wind_up(round);
}

/* Cases that this target cannot run are skipped with the reason. */
static void skip_unfit(struct cs_round *round)
{
    for (size_t slot = 0; slot < round->result->count; slot++) {
        const char *reason = cs_plan_skip_reason(round->options.items[slot].source, &round->policy);

        if (reason == NULL)
            continue;
        cs_round_skip(&round->result->cases[slot], reason);
        count_case(round, slot);
    }
}

static void on_engine_ready(void *context, int status, const char *message)
{
    struct cs_round *round = context;

    if (status != 0) {
        say(round, status, message);
        wind_up(round);
        return;
    }
    skip_unfit(round);
    if (!run_phase(round, PHASE_TOGETHER))
        on_finished(round);
}

static void start_engine(struct cs_round *round, const struct sockaddr_storage *address)
{
    struct cs_engine_options options = {
        .loop = round->options.loop,
        .target = *address,
        .policy = &round->policy,
        .jobs = round->jobs,
        .deadline = round->options.deadline,
        .origin_address = round->options.origin_address,
        .suite = round->options.suite,
        .context = round,
        .on_ready = on_engine_ready,
        .on_done = on_case_done,
        .on_finished = on_finished,
    };
    char error[256];

    round->began = uv_hrtime();
    round->engine = cs_engine_new(&options, error);
    if (round->engine == NULL) {
        say(round, CS_EXIT_USAGE, error);
        wind_up(round);
        return;
    }
    cs_engine_prepare(round->engine);
}

static void on_target_ready(void *context, const struct sockaddr_storage *address, const struct cs_policy *policy,
                            unsigned capacity)
{
    struct cs_holdings seen;
    struct cs_round *round = context;

    round->policy = *policy;
    if (policy->guardian != 0 && !cs_measure((pid_t)policy->guardian, &seen))
        round->policy.guardian = 0; /* not ours to look at */
    cs_round_name_target(round->result, policy);
    if (round->jobs == 0)
        round->jobs = CS_DEFAULT_JOBS;
    if (capacity > 0 && capacity < round->jobs)
        round->jobs = capacity; /* beyond it, what is judged is the queue */
    start_engine(round, address);
}

static void on_target_failed(void *context, const char *message)
{
    struct cs_round *round = context;

    say(round, CS_EXIT_TARGET, message);
    wind_up(round);
}

static void on_target_died(void *context, const char *message)
{
    struct cs_round *round = context;

    round->died = true;
    say(round, CS_EXIT_TARGET, message);
    if (round->engine != NULL)
        cs_engine_target_died(round->engine);
}

static bool launch(struct cs_round *round, struct cs_diagnostics *diagnostics)
{
    struct cs_target_options options = {
        .loop = round->options.loop,
        .profiles = round->options.profiles,
        .self = round->options.self,
        .context = round,
        .on_ready = on_target_ready,
        .on_failed = on_target_failed,
        .on_died = on_target_died,
        .on_stopped = on_stopped,
    };

    round->target = cs_target_start(&options, &round->options.request, diagnostics);
    return round->target != NULL;
}

struct cs_round *cs_round_start(const struct cs_round_options *options, struct cs_diagnostics *diagnostics)
{
    struct cs_round *round = calloc(1, sizeof(*round));

    if (round == NULL)
        return NULL;
    round->options = *options;
    round->jobs = options->jobs;
    round->driven = calloc(options->item_count + 1, sizeof(*round->driven));
    round->slots = calloc(options->item_count + 1, sizeof(*round->slots));
    round->result = cs_round_result(options);
    if (round->driven == NULL || round->slots == NULL || round->result == NULL)
        goto failed;
    if (options->address != NULL)
        on_target_ready(round, options->address, options->policy, 0);
    else if (!launch(round, diagnostics))
        goto failed;
    return round;
failed:
    cs_round_free(round);
    return NULL;
}

void cs_round_stop(struct cs_round *round)
{
    if (round->stopped)
        return;
    round->stopped = true;
    if (round->engine != NULL)
        cs_engine_stop(round->engine);
    else
        wind_up(round);
}

void cs_round_free(struct cs_round *round)
{
    if (round == NULL)
        return;
    cs_engine_free(round->engine);
    cs_target_free(round->target);
    cs_result_free(round->result);
    free(round->driven);
    free(round->slots);
    free(round->message);
    free(round);
}
