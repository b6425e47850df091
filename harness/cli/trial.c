#include "harness/cli/trial.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness/cli/command.h"
#include "harness/cli/trial_result.h"
#include "harness/judge/judge.h"

#define CS_DEFAULT_JOBS 64

struct cs_trial {
    struct cs_trial_options options;
    struct cs_policy policy;
    struct cs_target *target;
    struct cs_engine *engine;
    struct cs_result *result;
    struct cs_engine_item *driven; /* what the engine is given */
    size_t *slots;                 /* ... and where in |result| each belongs */
    size_t driven_count;
    unsigned jobs;
    size_t done;
    bool confirming;
    bool stopped;
    bool died;
    bool winding_up;
    int status;
    char *message;
    uint64_t began;
};

static void say(struct cs_trial *trial, int status, const char *message)
{
    trial->status = status;
    free(trial->message);
    trial->message = strdup(message);
}

static void end(struct cs_trial *trial)
{
    struct cs_result *result = trial->result;

    trial->result = NULL;
    result->wall_us = trial->began == 0 ? 0 : (uv_hrtime() - trial->began) / 1000;
    result->complete = !trial->stopped && trial->status == 0;
    cs_trial_settle(result, trial->options.items, trial->options.item_count);
    trial->options.on_end(trial->options.context, result, trial->status, trial->message);
}

/* The engine is out of work or never had any: the target goes next, then the end. */
static void wind_up(struct cs_trial *trial)
{
    if (trial->winding_up)
        return;
    trial->winding_up = true;
    if (trial->engine != NULL)
        cs_engine_close(trial->engine);
    if (trial->target != NULL)
        cs_target_stop(trial->target);
    else
        end(trial);
}

static void on_stopped(void *context)
{
    end(context);
}

static void count_case(struct cs_trial *trial, size_t slot)
{
    trial->done++;
    if (trial->options.on_case != NULL)
        trial->options.on_case(trial->options.context, &trial->result->cases[slot], trial->done,
                               trial->options.item_count);
}

static void on_case_done(void *context, size_t index, struct cs_transcript *transcript)
{
    struct cs_trial *trial = context;
    size_t slot = trial->slots[index];
    struct cs_case_result *result = &trial->result->cases[slot];
    bool unsure = cs_trial_judge(trial->driven[index].source, transcript, result);

    if (unsure && !trial->confirming) {
        result->verdict.kind = CS_INCONCLUSIVE; /* until the confirmation run has judged it again */
        cs_trial_mark_unsure(result);
    }
    if (!trial->confirming)
        count_case(trial, slot);
    if (!trial->options.keep_transcripts && !cs_trial_worth_keeping(result->verdict.kind)) {
        cs_transcript_free(result->transcript);
        result->transcript = NULL;
    }
}

/* Cases whose verdict rests on silence run once more, one at a time. */
static bool start_confirmation(struct cs_trial *trial)
{
    size_t count = 0;

    for (size_t i = 0; i < trial->driven_count; i++) {
        struct cs_case_result *result = &trial->result->cases[trial->slots[i]];

        if (!cs_trial_is_unsure(result))
            continue;
        trial->driven[count] = trial->driven[i];
        trial->driven[count].confirmation = true;
        trial->slots[count] = trial->slots[i];
        count++;
    }
    trial->driven_count = count;
    trial->confirming = true;
    if (count > 0)
        cs_engine_run(trial->engine, trial->driven, count, 1);
    return count > 0;
}

static void on_finished(void *context)
{
    struct cs_trial *trial = context;

    if (!trial->confirming && !trial->stopped && !trial->died && start_confirmation(trial))
        return;
    wind_up(trial);
}

/* Cases that this target cannot run are skipped with the reason; the others are handed to the engine. */
static void plan_items(struct cs_trial *trial)
{
    const struct cs_trial_options *options = &trial->options;

    for (size_t i = 0; i < options->item_count; i++) {
        const char *reason = cs_plan_skip_reason(options->items[i].source, &trial->policy);

        if (reason != NULL) {
            cs_trial_skip(&trial->result->cases[i], reason);
            count_case(trial, i);
            continue;
        }
        trial->driven[trial->driven_count] = options->items[i];
        trial->slots[trial->driven_count] = i;
        trial->driven_count++;
    }
}

static void on_engine_ready(void *context, int status, const char *message)
{
    struct cs_trial *trial = context;

    if (status != 0) {
        say(trial, status, message);
        wind_up(trial);
        return;
    }
    plan_items(trial);
    cs_engine_run(trial->engine, trial->driven, trial->driven_count, trial->jobs);
}

static void start_engine(struct cs_trial *trial, const struct sockaddr_storage *address)
{
    struct cs_engine_options options = {
        .loop = trial->options.loop,
        .target = *address,
        .policy = &trial->policy,
        .jobs = trial->jobs,
        .deadline = trial->options.deadline,
        .origin_address = trial->options.origin_address,
        .suite = trial->options.suite,
        .context = trial,
        .on_ready = on_engine_ready,
        .on_done = on_case_done,
        .on_finished = on_finished,
    };
    char error[256];

    trial->began = uv_hrtime();
    trial->engine = cs_engine_new(&options, error);
    if (trial->engine == NULL) {
        say(trial, CS_EXIT_USAGE, error);
        wind_up(trial);
        return;
    }
    cs_engine_prepare(trial->engine);
}

static void on_target_ready(void *context, const struct sockaddr_storage *address, const struct cs_policy *policy,
                            unsigned capacity)
{
    struct cs_trial *trial = context;

    trial->policy = *policy;
    cs_trial_name_target(trial->result, policy);
    if (trial->jobs == 0)
        trial->jobs = capacity > 0 && capacity < CS_DEFAULT_JOBS ? capacity : CS_DEFAULT_JOBS;
    start_engine(trial, address);
}

static void on_target_failed(void *context, const char *message)
{
    struct cs_trial *trial = context;

    say(trial, CS_EXIT_TARGET, message);
    wind_up(trial);
}

static void on_target_died(void *context, const char *message)
{
    struct cs_trial *trial = context;

    trial->died = true;
    say(trial, CS_EXIT_TARGET, message);
    if (trial->engine != NULL)
        cs_engine_target_died(trial->engine);
}

static bool launch(struct cs_trial *trial, struct cs_diagnostics *diagnostics)
{
    struct cs_target_options options = {
        .loop = trial->options.loop,
        .profiles = trial->options.profiles,
        .self = trial->options.self,
        .context = trial,
        .on_ready = on_target_ready,
        .on_failed = on_target_failed,
        .on_died = on_target_died,
        .on_stopped = on_stopped,
    };

    trial->target = cs_target_start(&options, &trial->options.request, diagnostics);
    return trial->target != NULL;
}

struct cs_trial *cs_trial_start(const struct cs_trial_options *options, struct cs_diagnostics *diagnostics)
{
    struct cs_trial *trial = calloc(1, sizeof(*trial));

    if (trial == NULL)
        return NULL;
    trial->options = *options;
    trial->jobs = options->jobs;
    trial->driven = calloc(options->item_count + 1, sizeof(*trial->driven));
    trial->slots = calloc(options->item_count + 1, sizeof(*trial->slots));
    trial->result = cs_trial_result(options);
    if (trial->driven == NULL || trial->slots == NULL || trial->result == NULL)
        goto failed;
    if (options->address != NULL)
        on_target_ready(trial, options->address, options->policy, 0);
    else if (!launch(trial, diagnostics))
        goto failed;
    return trial;
failed:
    cs_trial_free(trial);
    return NULL;
}

void cs_trial_stop(struct cs_trial *trial)
{
    if (trial->stopped)
        return;
    trial->stopped = true;
    if (trial->engine != NULL)
        cs_engine_stop(trial->engine);
    else
        wind_up(trial);
}

void cs_trial_free(struct cs_trial *trial)
{
    if (trial == NULL)
        return;
    cs_engine_free(trial->engine);
    cs_target_free(trial->target);
    cs_result_free(trial->result);
    free(trial->driven);
    free(trial->slots);
    free(trial->message);
    free(trial);
}
