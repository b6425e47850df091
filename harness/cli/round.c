#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/command.h"
#include "harness/cli/round_internal.h"
#include "harness/cli/round_result.h"
#include "harness/engine/measure.h"

#define CS_CLIENT_FORBEARANCE 8

static void start_engine(struct cs_round *round, const struct sockaddr_storage *address)
{
    struct cs_engine_options options = {
        .loop = round->options.loop,
        .target = *address,
        .tls = round->options.tls != NULL ? round->options.tls : round->tls,
        .authority = round->options.authority,
        .policy = &round->policy,
        .programs = round->target == NULL ? NULL : cs_target_programs(round->target),
        .jobs = round->jobs,
        .deadline = round->options.deadline,
        .suite = round->options.suite,
        .trace = round->options.trace,
        .context = round,
        .on_done = cs_round_on_done,
        .on_finished = cs_round_on_finished,
    };
    char error[256];

    if (round->began == 0)
        cs_round_start_clock(round);
    round->engine = cs_engine_new(&options, error);
    if (round->engine == NULL) {
        cs_round_say(round, CS_EXIT_USAGE, error);
        cs_round_wind_up(round);
        return;
    }
    cs_engine_set_pace(round->engine, &round->pace);
    cs_round_begin(round, round->lives == 0 ? CS_ROUND_PROBE : CS_ROUND_SUSPECTS);
}

static void on_target_ready(void *context, const struct sockaddr_storage *address, const struct cs_policy *policy,
                            unsigned capacity)
{
    struct cs_holdings seen;
    struct cs_round *round = context;

    round->policy = *policy;
    if (policy->proxy_tls && round->options.tls == NULL && round->tls == NULL)
        round->tls = cs_round_tls(policy);
    if (policy->guardian != 0 && !cs_measure((pid_t)policy->guardian, &seen))
        round->policy.guardian = 0; /* not ours to look at */
    cs_round_name_target(round->result, policy);
    if (round->jobs == 0)
        round->jobs = CS_ROUND_JOBS;
    round->programs = round->target != NULL && cs_target_programs(round->target) != NULL;
    round->forbearance = round->programs ? CS_CLIENT_FORBEARANCE : 1;
    if (capacity > 0 && capacity < round->jobs)
        round->jobs = capacity; /* beyond it, what is judged is the queue */
    start_engine(round, address);
}

static void on_target_failed(void *context, const char *message)
{
    struct cs_round *round = context;

    cs_round_say(round, CS_EXIT_TARGET, message);
    cs_round_wind_up(round);
}

static void on_target_died(void *context, const char *message)
{
    struct cs_round *round = context;

    cs_suspects_hear(round, message);
    if (round->engine != NULL)
        cs_engine_target_died(round->engine);
}

static void on_stopped(void *context);

static bool launch(struct cs_round *round, struct cs_diagnostics *diagnostics)
{
    struct cs_target_options options = {
        .loop = round->options.loop,
        .profiles = round->options.profiles,
        .self = round->options.self,
        .certify = cs_round_certify,
        .context = round,
        .on_ready = on_target_ready,
        .on_failed = on_target_failed,
        .on_died = on_target_died,
        .on_stopped = on_stopped,
    };

    round->target = cs_target_start(&options, &round->options.request, diagnostics);
    return round->target != NULL;
}

static void launch_again(struct cs_round *round)
{
    struct cs_diagnostics diagnostics = {.count = 0};

    round->restarting = false;
    round->died = false;
    round->old_targets[round->lives] = round->target;
    round->old_engines[round->lives] = round->engine;
    round->lives++;
    round->endured = round->silences.stalled;
    round->engine = NULL;
    if (!launch(round, &diagnostics))
        on_target_failed(round, "the target could not be started again");
    cs_diagnostics_free(&diagnostics);
}

static void on_stopped(void *context)
{
    struct cs_round *round = context;

    if (round->restarting && !round->stopped)
        launch_again(round);
    else
        cs_round_end(round);
}

struct cs_round *cs_round_start(const struct cs_round_options *options, struct cs_diagnostics *diagnostics)
{
    struct cs_round *round = calloc(1, sizeof(*round));

    if (round == NULL)
        return NULL;
    round->options = *options;
    round->jobs = options->jobs;
    round->accused = SIZE_MAX;
    round->result = cs_round_result(options);
    round->suspects = calloc(options->item_count + 1, sizeof(*round->suspects));
    round->watch = calloc(options->item_count + 1, sizeof(*round->watch));
    round->last = calloc(options->item_count + 1, sizeof(*round->last));
    if (round->result == NULL || round->suspects == NULL || round->watch == NULL || round->last == NULL)
        goto failed;
    round->invariants = cs_invariants_new(options->items, options->item_count);
    if (options->address != NULL)
        on_target_ready(round, options->address, options->policy, options->capacity);
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
    if (round->restarting)
        return;
    if (round->engine != NULL)
        cs_engine_stop(round->engine);
    else
        cs_round_wind_up(round);
}

bool cs_round_stands(const struct cs_round *round, const struct cs_case_result *result)
{
    return cs_round_has_basis(round->result, round->options.items, (size_t)(result - round->result->cases));
}

void cs_round_free(struct cs_round *round)
{
    if (round == NULL)
        return;
    for (unsigned i = 0; i < round->lives; i++) {
        cs_engine_free(round->old_engines[i]);
        cs_target_free(round->old_targets[i]);
    }
    cs_engine_free(round->engine);
    cs_target_free(round->target);
    cs_tls_context_free(round->tls);
    cs_result_free(round->result);
    cs_case_result_clear(&round->probe);
    cs_invariants_free(round->invariants);
    free(round->suspects);
    free(round->watch);
    free(round->last);
    free(round->message);
    free(round);
}
