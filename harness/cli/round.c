#include "harness/cli/round.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness/cli/command.h"
#include "harness/cli/items.h"
#include "harness/cli/round_probe.h"
#include "harness/cli/round_result.h"
#include "harness/engine/measure.h"

#define CS_DEFAULT_JOBS 64

/* What the engine is at: the probe, as many probes as there will be cases at once, to see how slow the target then is; the
 * cases side by side, then those that may disturb others one by one, of these at last the ones that may leave the target
 * stuck, then those whose verdict rests on silence once more. */
enum phase { PHASE_PROBE, PHASE_BURST, PHASE_TOGETHER, PHASE_ALONE, PHASE_LAST, PHASE_CONFIRM, PHASES };

struct cs_round {
    struct cs_round_options options;
    struct cs_policy policy;
    struct cs_target *target;
    struct cs_engine *engine;
    struct cs_result *result;
    struct cs_case_result probe;
    enum cs_probe_answer answer; /* what |probe| says */
    struct cs_pace pace;
    size_t given;  /* how many cases the engine has of this phase */
    size_t doubts; /* how many of them ended as one does when the target is no more */
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

static void on_probe_done(struct cs_round *round, const struct cs_engine_item *item, struct cs_transcript *transcript)
{
    struct cs_case_result one = {0};
    char message[CS_PROBE_TEXT_MAX];
    bool first = round->phase == PHASE_PROBE;
    struct cs_case_result *result = first ? &round->probe : &one;
    enum cs_probe_answer answer;

    if (first)
        cs_round_describe(item, result);
    (void)cs_round_judge(item->source, transcript, result);
    answer = cs_probe_read(result, &round->pace, message);
    cs_case_result_clear(&one);
    if (!first)
        return;
    round->answer = answer;
    if (answer != CS_PROBE_GO_ON)
        say(round, answer == CS_PROBE_NO_ORIGIN ? CS_EXIT_USAGE : CS_EXIT_TARGET, message);
}

static void on_case_done(void *context, const struct cs_engine_item *item, struct cs_transcript *transcript)
{
    struct cs_round *round = context;
    struct cs_case_result *result = &round->result->cases[item->number];
    bool confirming = round->phase == PHASE_CONFIRM;
    bool unsure;

    if (round->phase <= PHASE_BURST) {
        on_probe_done(round, item, transcript);
        return;
    }
    unsure = cs_round_judge(item->source, transcript, result);
    if (unsure && !confirming) {
        result->verdict.kind = CS_INCONCLUSIVE; /* until the confirmation run has judged it again */
        cs_round_mark_unsure(result);
    }
    round->doubts += result->verdict.kind == CS_INCONCLUSIVE;
    if (!confirming)
        count_case(round, item->number);
    if (!round->options.keep_transcripts && !cs_round_worth_keeping(result->verdict.kind)) {
        cs_transcript_free(result->transcript);
        result->transcript = NULL;
    }
}

/* Gives the engine one more case; |number| is its place in the result. */
static void drive(struct cs_round *round, const struct cs_engine_item *item, bool confirmation, size_t number)
{
    struct cs_engine_item given = *item;

    given.confirmation = confirmation;
    given.number = number;
    round->given += cs_engine_add(round->engine, &given);
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

static void drive_probes(struct cs_round *round)
{
    struct cs_engine_item probe = {.source = cs_probe_find(round->options.probes, "proxy", &round->policy),
                                   .value = -1};
    bool alone = round->phase == PHASE_PROBE;

    for (unsigned i = 0; probe.source != NULL && i < (alone ? 1 : cs_engine_jobs(round->engine)); i++)
        drive(round, &probe, alone, 0);
}

/* Hands the engine what belongs to this phase; false when nothing does. */
static bool run_phase(struct cs_round *round, enum phase phase)
{
    round->phase = phase;
    round->given = 0;
    round->doubts = 0;
    cs_engine_set_jobs(round->engine, phase == PHASE_BURST || phase == PHASE_TOGETHER ? round->jobs : 1);
    if (phase <= PHASE_BURST)
        drive_probes(round);
    for (size_t slot = 0; phase > PHASE_BURST && slot < round->result->count; slot++)
        if (belongs(round, slot))
            drive(round, &round->options.items[slot], phase == PHASE_CONFIRM, slot);
    return round->given > 0;
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

/* What was learnt by the phase that is over. */
static void conclude_phase(struct cs_round *round)
{
    if (round->phase <= PHASE_BURST)
        cs_engine_set_pace(round->engine, &round->pace);
    if (round->phase == PHASE_BURST)
        skip_unfit(round);
    if (round->phase > PHASE_BURST && round->target != NULL && !round->stopped && !round->died && round->doubts > 0)
        cs_target_check(round->target);
}

static void on_finished(void *context)
{
    struct cs_round *round = context;
    int next;

    if (!round->stopped && !round->died && round->answer == CS_PROBE_GO_ON)
        conclude_phase(round);
    next = round->stopped || round->died || round->answer != CS_PROBE_GO_ON ? PHASES : (int)round->phase + 1;
    for (; next < PHASES; next++)
        if (run_phase(round, (enum phase)next))
            return;
    wind_up(round);
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
        .trace = round->options.trace,
        .context = round,
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
    (void)run_phase(round, PHASE_PROBE);
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
    round->result = cs_round_result(options);
    if (round->result == NULL)
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
    cs_case_result_clear(&round->probe);
    free(round->message);
    free(round);
}
