#include "harness/cli/fuzz_drive.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/command.h"
#include "harness/cli/home.h"
#include "harness/cli/round_probe.h"
#include "harness/cli/round_result.h"
#include "harness/cli/signals.h"

#define DEFAULT_JOBS 64
#define LIVES_MAX    200 /* how often a target is started */
#define TICK_MS      100
#define RENEW        5000 /* cases of one engine: each has addresses of its own, and there are some 24,000 */
#define CHORES_MAX   30.0 /* seconds behind the budget in which findings may still be asked for again */

struct drive {
    const struct cs_fuzz_options *options;
    const struct cs_suite *suite;
    const struct cs_catalogue *catalogue;
    uv_loop_t *loop;
    uv_timer_t tick;
    struct cs_signals signals;
    struct cs_tls_context *tls;
    char *profiles, *self;
    struct sockaddr_storage remote;
    struct cs_policy policy;
    struct cs_target *target, *old_targets[LIVES_MAX];
    struct cs_engine *engine, *retired; /* the one before, which is closed */
    struct sockaddr_storage address;
    unsigned lives;
    struct cs_case_result probe;
    struct cs_pace pace;
    unsigned jobs;
    struct cs_campaign *campaign;
    struct cs_fuzz_watch watch;
    bool probing;
    bool renewing;   /* a new engine is due: the addresses of this one are used up */
    unsigned driven; /* cases of this engine */
    bool dead;       /* the target is, until it runs again */
    bool over;       /* the budget is spent: no new inputs */
    bool stopping;   /* ... and nothing else either */
    bool closing;    /* the engine is closed, the target stops */
    uint64_t began;  /* of this run, when the first input went out; 0: not yet */
    uint64_t saved;  /* when campaign.json was written */
    uint64_t given;  /* inputs of this run */
    uint64_t before; /* ... of those before it */
    struct cs_fuzz_end end;
};

static double seconds_since(uint64_t then)
{
    return then == 0 ? 0 : (double)(uv_hrtime() - then) / 1e9;
}

static void say(struct drive *drive, int status, const char *message)
{
    if (drive->end.status != 0)
        return;
    drive->end.status = status;
    (void)snprintf(drive->end.message, sizeof(drive->end.message), "%s", message);
}

static void finish_handles(struct drive *drive)
{
    if (!uv_is_closing((uv_handle_t *)&drive->tick))
        uv_close((uv_handle_t *)&drive->tick, NULL);
    cs_signals_close(&drive->signals);
}

/* Everything goes: the engine, the target, what keeps the loop alive. */
static void wind_up(struct drive *drive)
{
    if (drive->closing)
        return;
    drive->closing = drive->stopping = true;
    if (drive->engine != NULL)
        cs_engine_close(drive->engine);
    if (drive->target != NULL)
        cs_target_stop(drive->target);
    else
        finish_handles(drive);
}

static void save(struct drive *drive)
{
    char error[CS_FILE_ERROR_MAX];
    double seconds = seconds_since(drive->saved);

    if (drive->campaign == NULL || drive->saved == 0)
        return;
    drive->saved = uv_hrtime();
    if (!cs_campaign_save(drive->campaign, seconds, error)) {
        say(drive, CS_EXIT_USAGE, error);
        drive->stopping = drive->over = true;
    }
}

static bool spent(const struct drive *drive)
{
    const struct cs_fuzz_options *options = drive->options;

    return (options->seconds > 0 && seconds_since(drive->began) >= options->seconds) ||
           (options->inputs > 0 && drive->given >= options->inputs) ||
           (options->findings > 0 && cs_campaign_numbers(drive->campaign).findings >= options->findings);
}

/* Whether the rate allows one more. */
static bool may(const struct drive *drive)
{
    return drive->options->rate == 0 ||
           (double)drive->given < (double)drive->options->rate * (seconds_since(drive->began) + TICK_MS / 2000.0);
}

/* Gives the engine as much as it takes. */
static void feed(struct drive *drive)
{
    struct cs_engine_item item;

    if (drive->dead || drive->stopping || drive->probing || drive->engine == NULL || drive->renewing)
        return;
    drive->over = drive->over || spent(drive);
    while (cs_campaign_under_way(drive->campaign) < drive->jobs) {
        bool chores = cs_campaign_has_chores(drive->campaign);

        if (!chores && !may(drive))
            return;
        drive->renewing = drive->driven >= RENEW;
        if (drive->renewing || !cs_campaign_next(drive->campaign, !drive->over, &item))
            return;
        drive->driven++;
        drive->given += !chores;
        if (!cs_engine_add(drive->engine, &item)) {
            cs_campaign_take(drive->campaign, &item, NULL);
            return;
        }
        if (!chores && (spent(drive)))
            drive->over = true;
    }
}

/* Nothing is under way: is it the end? */
static void look_for_end(struct drive *drive)
{
    bool late = drive->over && drive->options->seconds > 0 &&
                seconds_since(drive->began) > drive->options->seconds + CHORES_MAX;

    if (drive->closing || drive->dead || drive->probing || drive->campaign == NULL ||
        cs_campaign_under_way(drive->campaign) > 0)
        return;
    if (drive->stopping || late || (drive->over && !cs_campaign_has_chores(drive->campaign)))
        wind_up(drive);
}

static void on_tick(uv_timer_t *timer)
{
    struct drive *drive = timer->data;

    if (drive->campaign == NULL)
        return;
    if (seconds_since(drive->saved) >= 1)
        save(drive);
    if (drive->began != 0)
        cs_fuzz_watch_look(&drive->watch, drive->campaign, seconds_since(drive->began));
    feed(drive);
    look_for_end(drive);
}

static void on_signal(void *context, int number)
{
    struct drive *drive = context;

    say(drive, 128 + number, "");
    drive->over = drive->stopping = true;
    if (drive->engine == NULL || drive->dead)
        wind_up(drive);
    else
        cs_engine_stop(drive->engine);
}

static bool begin_campaign(struct drive *drive)
{
    const struct cs_fuzz_options *options = drive->options;
    struct cs_campaign_options campaign = {
        .policy = &drive->policy,
        .suite = drive->suite,
        .catalogue = drive->catalogue,
        .corpus = options->corpus,
        .folder = options->out,
        .command = options->target.command,
        .seed = options->seed,
        .made_only = options->made_only,
        .redact = options->target.proxy_user != NULL && !options->target.keep_secrets,
    };
    char error[CS_FILE_ERROR_MAX] = "out of memory";

    drive->campaign = cs_campaign_new(&campaign, error);
    if (drive->campaign == NULL) {
        say(drive, CS_EXIT_USAGE, error);
        return false;
    }
    drive->began = drive->saved = uv_hrtime();
    cs_fuzz_watch_begin(&drive->watch, options->out, drive->policy.target, options->quiet, drive->campaign);
    return true;
}

/* The first CONNECT, as a run has it; false: there is nothing to fuzz. */
static bool read_probe(struct drive *drive, const struct cs_engine_item *item, struct cs_transcript *transcript)
{
    char message[CS_PROBE_TEXT_MAX] = "";
    enum cs_probe_answer answer;

    cs_case_result_clear(&drive->probe);
    cs_round_describe(item, &drive->probe);
    (void)cs_round_judge(item->source, transcript, &drive->probe);
    answer = cs_probe_read(&drive->probe, &drive->pace, message);
    if (answer == CS_PROBE_GO_ON && !drive->pace.no_tunnel)
        return true;
    say(drive, answer == CS_PROBE_NO_ORIGIN ? CS_EXIT_USAGE : CS_EXIT_TARGET, message);
    return false;
}

static void on_done(void *context, const struct cs_engine_item *item, struct cs_transcript *transcript)
{
    struct drive *drive = context;

    if (!drive->probing) {
        cs_campaign_take(drive->campaign, item, transcript);
        feed(drive);
        return;
    }
    if (!read_probe(drive, item, transcript) || (drive->campaign == NULL && !begin_campaign(drive))) {
        drive->stopping = true;
        return;
    }
    cs_engine_set_pace(drive->engine, &drive->pace);
    drive->jobs = drive->pace.one_at_a_time ? 1 : drive->jobs;
    cs_engine_set_jobs(drive->engine, drive->jobs);
}

static void start_engine(struct drive *drive);

/* Closes the engine; the one that was closed before is long gone from the loop. */
static void retire(struct drive *drive)
{
    cs_engine_close(drive->engine);
    cs_engine_free(drive->retired);
    drive->retired = drive->engine;
    drive->engine = NULL;
}

/* The target is gone: once more from the start, where we may. */
static void restart(struct drive *drive)
{
    if (drive->target == NULL || drive->lives + 1 >= LIVES_MAX) {
        say(drive, CS_EXIT_TARGET, "the target died, and nobody may start it again");
        wind_up(drive);
        return;
    }
    retire(drive);
    cs_target_stop(drive->target);
}

/* The same target, with addresses that were used long ago. */
static void renew(struct drive *drive)
{
    retire(drive);
    start_engine(drive);
}

static void on_finished(void *context)
{
    struct drive *drive = context;

    drive->probing = false;
    if (drive->dead && !drive->stopping) {
        restart(drive);
    } else if (drive->stopping) {
        wind_up(drive);
    } else if (drive->renewing) {
        renew(drive);
    } else {
        feed(drive);
        look_for_end(drive);
    }
}

static void start_engine(struct drive *drive)
{
    struct cs_engine_options options = {
        .loop = drive->loop,
        .target = drive->address,
        .tls = drive->tls,
        .policy = &drive->policy,
        .jobs = drive->jobs,
        .deadline = drive->options->target.deadline,
        .origin_address = drive->options->target.origin_address,
        .suite = CONNECTSPEC_VERSION,
        .context = drive,
        .on_done = on_done,
        .on_finished = on_finished,
    };
    struct cs_engine_item probe = {.source = cs_probe_find(drive->suite, &drive->policy), .value = -1};
    char error[256];

    drive->engine = cs_engine_new(&options, error);
    drive->probing = true;
    drive->renewing = false;
    drive->driven = 0;
    if (drive->engine == NULL || probe.source == NULL || !cs_engine_add(drive->engine, &probe)) {
        say(drive, CS_EXIT_USAGE, drive->engine == NULL ? error : "there is no probe for this target");
        wind_up(drive);
    }
}

static void on_ready(void *context, const struct sockaddr_storage *address, const struct cs_policy *policy,
                     unsigned capacity)
{
    struct drive *drive = context;

    drive->policy = *policy;
    drive->address = *address;
    drive->dead = false;
    drive->jobs = drive->options->jobs == 0 ? DEFAULT_JOBS : drive->options->jobs;
    if (capacity > 0 && capacity < drive->jobs)
        drive->jobs = capacity;
    if (drive->stopping)
        wind_up(drive);
    else
        start_engine(drive);
}

static void on_failed(void *context, const char *message)
{
    struct drive *drive = context;

    say(drive, CS_EXIT_TARGET, message);
    wind_up(drive);
}

static void on_died(void *context, const char *message)
{
    struct drive *drive = context;

    if (drive->campaign == NULL || drive->closing) {
        on_failed(drive, message);
        return;
    }
    drive->dead = true;
    cs_campaign_target_died(drive->campaign, message);
    cs_engine_target_died(drive->engine);
}

static void on_stopped(void *context);

static bool launch(struct drive *drive)
{
    struct cs_target_options options = {
        .loop = drive->loop,
        .profiles = drive->profiles,
        .self = drive->self,
        .context = drive,
        .on_ready = on_ready,
        .on_failed = on_failed,
        .on_died = on_died,
        .on_stopped = on_stopped,
    };
    struct cs_diagnostics diagnostics = {.count = 0};

    drive->target = cs_target_start(&options, &drive->options->target.target, &diagnostics);
    cs_diagnostics_print(&diagnostics);
    cs_diagnostics_free(&diagnostics);
    return drive->target != NULL;
}

static void on_stopped(void *context)
{
    struct drive *drive = context;

    if (drive->closing) {
        finish_handles(drive);
        return;
    }
    drive->old_targets[drive->lives] = drive->target;
    drive->lives++;
    drive->target = NULL;
    if (!launch(drive))
        on_failed(drive, "the target could not be started again");
}

static bool start(struct drive *drive)
{
    const struct cs_run_options *target = &drive->options->target;

    if (target->proxy == NULL)
        return launch(drive);
    if (!cs_run_options_remote(target, &drive->remote, &drive->policy) || !cs_run_options_tls(target, &drive->tls))
        return false;
    on_ready(drive, &drive->remote, &drive->policy, 0);
    return true;
}

static void free_all(struct drive *drive)
{
    for (unsigned i = 0; i < drive->lives; i++)
        cs_target_free(drive->old_targets[i]);
    cs_engine_free(drive->retired);
    cs_engine_free(drive->engine);
    cs_target_free(drive->target);
    cs_tls_context_free(drive->tls);
    cs_case_result_clear(&drive->probe);
    free(drive->profiles);
    free(drive->self);
    free(drive);
}

struct cs_fuzz_end cs_fuzz_drive(const struct cs_fuzz_options *options, const struct cs_suite *suite,
                                 const struct cs_catalogue *catalogue, struct cs_campaign **campaign)
{
    struct drive *drive = calloc(1, sizeof(*drive));
    struct cs_fuzz_end end = {.status = CS_EXIT_USAGE};
    struct cs_resolver *resolver = NULL;

    *campaign = NULL;
    if (drive == NULL)
        return end;
    *drive = (struct drive){.options = options, .suite = suite, .catalogue = catalogue, .loop = uv_default_loop()};
    drive->profiles = cs_home_profiles();
    drive->self = cs_home_self();
    cs_signals_watch(&drive->signals, drive->loop, on_signal, drive);
    (void)uv_timer_init(drive->loop, &drive->tick);
    drive->tick.data = drive;
    (void)uv_timer_start(&drive->tick, on_tick, TICK_MS, TICK_MS);
    if (!cs_isolate_serve_names(drive->loop, &resolver) || !start(drive)) {
        say(drive, CS_EXIT_USAGE, "");
        finish_handles(drive);
    }
    while (!uv_is_closing((uv_handle_t *)&drive->tick))
        uv_run(drive->loop, UV_RUN_ONCE);
    cs_isolate_stop(drive->loop, resolver);
    save(drive);
    if (drive->campaign != NULL)
        cs_fuzz_watch_end(&drive->watch, drive->campaign, seconds_since(drive->began));
    *campaign = drive->campaign;
    end = drive->end;
    free_all(drive);
    uv_loop_close(uv_default_loop());
    return end;
}
