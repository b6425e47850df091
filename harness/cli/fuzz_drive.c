#include "harness/cli/fuzz_drive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/command.h"
#include "harness/cli/fuzz_life.h"
#include "harness/cli/signals.h"

#define TICK_MS    100
#define CHORES_MAX 30.0 /* seconds behind the budget in which findings may still be asked for again */

struct drive {
    const struct cs_fuzz_options *options;
    const struct cs_suite *suite;
    const struct cs_catalogue *catalogue;
    struct cs_life *life;
    uv_timer_t tick;
    struct cs_signals signals;
    struct cs_campaign *campaign;
    struct cs_fuzz_watch watch;
    bool over;      /* the budget is spent: no new inputs */
    uint64_t spent; /* ... when that was seen */
    bool stopping;  /* ... and nothing else either */
    uint64_t began; /* of this run, when the first input went out; 0: not yet */
    uint64_t saved; /* when campaign.json was written */
    uint64_t first; /* number of the first input of this run */
    uint64_t given; /* cases of this run */
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

static void stop(struct drive *drive)
{
    drive->over = drive->stopping = true;
    if (drive->life != NULL)
        cs_life_stop(drive->life);
}

static void save(struct drive *drive)
{
    char error[CS_FILE_ERROR_MAX];
    double seconds = seconds_since(drive->saved);

    if (drive->campaign == NULL || drive->saved == 0)
        return;
    drive->saved = uv_hrtime();
    if (cs_campaign_save(drive->campaign, seconds, error) || drive->stopping)
        return;
    say(drive, CS_EXIT_USAGE, error);
    stop(drive);
}

static bool spent(const struct drive *drive)
{
    const struct cs_fuzz_options *options = drive->options;

    return (options->seconds > 0 && seconds_since(drive->began) >= options->seconds) ||
           (options->inputs > 0 && cs_campaign_numbers(drive->campaign).next >= drive->first + options->inputs) ||
           (options->findings > 0 && cs_campaign_numbers(drive->campaign).findings >= options->findings);
}

/* Whether the rate allows one more. */
static bool may(const struct drive *drive)
{
    return drive->options->rate == 0 ||
           (double)drive->given < (double)drive->options->rate * (seconds_since(drive->began) + TICK_MS / 2000.0);
}

/* So long behind the budget that what findings still need is left for the next time. */
static bool is_late(const struct drive *drive)
{
    return drive->over && seconds_since(drive->spent) > CHORES_MAX;
}

/* No new inputs from now on. */
static void look_at_budget(struct drive *drive)
{
    if (drive->over || !spent(drive))
        return;
    drive->over = true;
    drive->spent = uv_hrtime();
}

/* Gives the engine as much as it takes. */
static void feed(struct drive *drive)
{
    struct cs_engine_item item;

    while (!drive->stopping && !is_late(drive) && cs_life_takes(drive->life) &&
           cs_campaign_under_way(drive->campaign) < cs_life_jobs(drive->life)) {
        look_at_budget(drive);
        if (!may(drive) || !cs_campaign_next(drive->campaign, !drive->over, &item))
            return;
        drive->given++;
        cs_life_set_patience(drive->life, item.confirmation && cs_campaign_is_patient(drive->campaign));
        if (!cs_life_add(drive->life, &item)) {
            cs_campaign_take(drive->campaign, &item, NULL);
            return;
        }
    }
}

/* Nothing is under way: is it the end? */
static bool is_end(const struct drive *drive)
{
    return cs_campaign_under_way(drive->campaign) == 0 && drive->over &&
           (is_late(drive) || !cs_campaign_has_chores(drive->campaign));
}

static void go_on(struct drive *drive)
{
    if (drive->campaign == NULL || drive->life == NULL || drive->stopping)
        return;
    feed(drive);
    if (drive->stopping || !is_end(drive))
        return;
    if (spent(drive) || is_late(drive))
        stop(drive);
    else
        drive->over = false; /* what looked like enough findings has not come again */
}

static void on_tick(uv_timer_t *timer)
{
    struct drive *drive = timer->data;

    if (drive->campaign == NULL)
        return;
    if (seconds_since(drive->saved) >= 1)
        save(drive);
    cs_fuzz_watch_look(&drive->watch, drive->campaign, seconds_since(drive->began));
    go_on(drive);
}

static void on_signal(void *context, int number)
{
    struct drive *drive = context;

    say(drive, 128 + number, "");
    stop(drive);
}

static bool begin_campaign(struct drive *drive)
{
    const struct cs_fuzz_options *options = drive->options;
    const struct cs_policy *policy = cs_life_policy(drive->life);
    struct cs_campaign_options campaign = {
        .policy = policy,
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
    drive->first = cs_campaign_numbers(drive->campaign).next;
    cs_fuzz_watch_begin(&drive->watch, options->out, policy->target, options->quiet, drive->campaign);
    return true;
}

static void on_up(void *context)
{
    struct drive *drive = context;

    if (drive->campaign != NULL || begin_campaign(drive))
        go_on(drive);
    else
        stop(drive);
}

static void on_done(void *context, const struct cs_engine_item *item, struct cs_transcript *transcript)
{
    struct drive *drive = context;

    cs_campaign_take(drive->campaign, item, transcript);
    if (!drive->stopping)
        feed(drive);
}

static void on_idle(void *context)
{
    struct drive *drive = context;

    if (!drive->stopping && !cs_life_takes(drive->life))
        cs_life_renew(drive->life);
    else
        go_on(drive);
}

static void on_died(void *context, const char *how)
{
    struct drive *drive = context;

    cs_campaign_target_died(drive->campaign, how);
}

static void on_gone(void *context, int status, const char *message)
{
    struct drive *drive = context;

    if (status != 0)
        say(drive, status, message);
    drive->over = drive->stopping = true;
    uv_close((uv_handle_t *)&drive->tick, NULL);
    cs_signals_close(&drive->signals);
}

static void run(struct drive *drive, uv_loop_t *loop)
{
    struct cs_life_options life = {
        .loop = loop,
        .target = &drive->options->target,
        .suite = drive->suite,
        .jobs = drive->options->jobs,
        .context = drive,
        .on_up = on_up,
        .on_done = on_done,
        .on_idle = on_idle,
        .on_died = on_died,
        .on_gone = on_gone,
    };

    cs_signals_watch(&drive->signals, loop, on_signal, drive);
    (void)uv_timer_init(loop, &drive->tick);
    drive->tick.data = drive;
    (void)uv_timer_start(&drive->tick, on_tick, TICK_MS, TICK_MS);
    drive->life = cs_life_start(&life);
    if (drive->life == NULL)
        on_gone(drive, CS_EXIT_USAGE, "");
    while (!uv_is_closing((uv_handle_t *)&drive->tick))
        uv_run(loop, UV_RUN_ONCE);
}

struct cs_fuzz_end cs_fuzz_drive(const struct cs_fuzz_options *options, const struct cs_suite *suite,
                                 const struct cs_catalogue *catalogue, struct cs_campaign **campaign)
{
    struct drive drive = {.options = options, .suite = suite, .catalogue = catalogue};
    struct cs_resolver *resolver = NULL;

    *campaign = NULL;
    if (!cs_isolate_serve_names(uv_default_loop(), &resolver))
        return (struct cs_fuzz_end){.status = CS_EXIT_USAGE};
    run(&drive, uv_default_loop());
    cs_isolate_stop(uv_default_loop(), resolver);
    save(&drive);
    if (drive.campaign != NULL)
        cs_fuzz_watch_end(&drive.watch, drive.campaign, seconds_since(drive.began));
    *campaign = drive.campaign;
    cs_life_free(drive.life);
    uv_loop_close(uv_default_loop());
    return drive.end;
}
