#include "harness/cli/fuzz_life.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/command.h"
#include "harness/cli/home.h"
#include "harness/cli/round_probe.h"
#include "harness/cli/round_result.h"

#define DEFAULT_JOBS   64
#define LIVES_MAX      200  /* how often a target is started */
#define RENEW          5000 /* cases of one engine: each has addresses of its own, and there are some 24,000 */
#define SHORT_DEADLINE 1.0  /* seconds; silence counts only when it lasts as long as in a run */
#define PATIENCE       20.0 /* times the slowest answer */

struct cs_life {
    struct cs_life_options options;
    char *profiles, *self;
    struct cs_tls_context *tls;
    struct cs_policy policy;
    struct sockaddr_storage address;
    struct cs_target *target, *old[LIVES_MAX];
    unsigned lives;
    struct cs_engine *engine, *retired; /* the one before, which is closed */
    unsigned driven;                    /* cases of this engine */
    unsigned jobs;
    struct cs_case_result probe;
    struct cs_pace pace;
    bool probing, dead, stopping, gone;
    bool ending; /* the target is being stopped */
    int status;
    char message[512];
};

static void say(struct cs_life *life, int status, const char *message)
{
    if (life->status != 0)
        return;
    life->status = status;
    (void)snprintf(life->message, sizeof(life->message), "%s", message);
}

static void tell_gone(struct cs_life *life)
{
    if (life->gone)
        return;
    life->gone = true;
    life->options.on_gone(life->options.context, life->status, life->message);
}

/* Closes the engine; the one that was closed before is long gone from the loop. */
static void retire(struct cs_life *life)
{
    if (life->engine == NULL)
        return;
    cs_engine_close(life->engine);
    cs_engine_free(life->retired);
    life->retired = life->engine;
    life->engine = NULL;
}

/* Once: what it is stopped for is seen when it has. */
static void end_target(struct cs_life *life)
{
    if (!life->ending)
        cs_target_stop(life->target, false);
    life->ending = true;
}

static void wind_up(struct cs_life *life)
{
    life->stopping = true;
    retire(life);
    if (life->target != NULL)
        end_target(life);
    else
        tell_gone(life);
}

static bool runs_programs(const struct cs_life *life)
{
    return life->target != NULL && cs_target_programs(life->target) != NULL;
}

void cs_life_set_patience(struct cs_life *life, bool patient)
{
    double deadline = life->pace.slowest * PATIENCE;

    if (life->options.target->deadline > 0)
        return;
    if (patient || runs_programs(life)) /* those take their time to start */
        cs_engine_set_pace(life->engine, &life->pace);
    else
        cs_engine_set_deadline(life->engine, deadline > SHORT_DEADLINE ? deadline : SHORT_DEADLINE);
}

/* The first CONNECT, as a run has it; false: there is nothing to fuzz. */
static bool read_probe(struct cs_life *life, const struct cs_engine_item *item, struct cs_transcript *transcript)
{
    char message[CS_PROBE_TEXT_MAX] = "";
    enum cs_probe_answer answer;

    cs_case_result_clear(&life->probe);
    cs_round_describe(item, &life->probe);
    (void)cs_round_judge(item->source, transcript, &life->probe);
    answer = cs_probe_read(&life->probe, &life->pace, message);
    if (answer == CS_PROBE_GO_ON && !life->pace.no_tunnel)
        return true;
    say(life, answer == CS_PROBE_NO_ORIGIN ? CS_EXIT_USAGE : CS_EXIT_TARGET, message);
    return false;
}

static void on_done(void *context, const struct cs_engine_item *item, struct cs_transcript *transcript)
{
    struct cs_life *life = context;

    if (!life->probing) {
        life->options.on_done(life->options.context, item, transcript);
        return;
    }
    if (!read_probe(life, item, transcript)) {
        life->stopping = true;
        return;
    }
    cs_engine_set_pace(life->engine, &life->pace);
    cs_engine_set_jobs(life->engine, cs_life_jobs(life));
    cs_life_set_patience(life, false);
}

static void on_finished(void *context)
{
    struct cs_life *life = context;
    bool probed = life->probing;

    life->probing = false;
    if (life->stopping)
        wind_up(life);
    else if (probed && !life->dead)
        life->options.on_up(life->options.context);
    else
        life->options.on_idle(life->options.context);
}

static void start_engine(struct cs_life *life)
{
    struct cs_engine_options options = {
        .loop = life->options.loop,
        .target = life->address,
        .tls = life->tls,
        .policy = &life->policy,
        .programs = life->target == NULL ? NULL : cs_target_programs(life->target),
        .jobs = life->jobs,
        .deadline = life->options.target->deadline,
        .suite = CONNECTSPEC_VERSION,
        .context = life,
        .on_done = on_done,
        .on_finished = on_finished,
    };
    struct cs_engine_item probe = {.source = cs_probe_find(life->options.suite, &life->policy), .value = -1};
    char error[256];

    life->engine = cs_engine_new(&options, error);
    life->probing = true;
    life->driven = 0;
    if (life->engine != NULL && probe.source != NULL && cs_engine_add(life->engine, &probe))
        return;
    say(life, CS_EXIT_USAGE, life->engine == NULL ? error : "there is no probe for this target");
    wind_up(life);
}

static void on_ready(void *context, const struct sockaddr_storage *address, const struct cs_policy *policy,
                     unsigned capacity)
{
    struct cs_life *life = context;

    life->policy = *policy;
    life->address = *address;
    life->dead = false;
    life->jobs = life->options.jobs == 0 ? DEFAULT_JOBS : life->options.jobs;
    if (capacity > 0 && capacity < life->jobs)
        life->jobs = capacity;
    if (!life->stopping)
        start_engine(life);
}

static void on_failed(void *context, const char *message)
{
    struct cs_life *life = context;

    say(life, CS_EXIT_TARGET, message);
    wind_up(life);
}

static void on_died(void *context, const char *message)
{
    struct cs_life *life = context;

    if (life->stopping || life->engine == NULL)
        return;
    life->dead = true;
    if (life->probing) { /* it did not even live long enough for the first tunnel */
        say(life, CS_EXIT_TARGET, message);
        life->stopping = true;
    } else {
        life->options.on_died(life->options.context, message);
    }
    cs_engine_target_died(life->engine);
}

static void on_stopped(void *context);

static bool launch(struct cs_life *life)
{
    struct cs_target_options options = {
        .loop = life->options.loop,
        .profiles = life->profiles,
        .self = life->self,
        .context = life,
        .on_ready = on_ready,
        .on_failed = on_failed,
        .on_died = on_died,
        .on_stopped = on_stopped,
    };
    struct cs_diagnostics diagnostics = {.count = 0};

    life->target = cs_target_start(&options, &life->options.target->target, &diagnostics);
    cs_diagnostics_print(&diagnostics);
    cs_diagnostics_free(&diagnostics);
    return life->target != NULL;
}

static void on_stopped(void *context)
{
    struct cs_life *life = context;

    if (life->stopping) {
        tell_gone(life);
        return;
    }
    life->old[life->lives++] = life->target;
    life->target = NULL;
    life->ending = false;
    if (!launch(life))
        on_failed(life, "the target could not be started again");
}

struct cs_life *cs_life_start(const struct cs_life_options *options)
{
    struct cs_life *life = calloc(1, sizeof(*life));
    struct cs_policy policy;
    struct sockaddr_storage address;

    if (life == NULL)
        return NULL;
    life->options = *options;
    life->profiles = cs_home_profiles();
    life->self = cs_home_self();
    if (options->target->proxy == NULL) {
        if (launch(life))
            return life;
    } else if (cs_run_options_remote(options->target, &address, &policy) &&
               cs_run_options_tls(options->target, &life->tls)) {
        on_ready(life, &address, &policy, 0);
        return life;
    }
    cs_life_free(life);
    return NULL;
}

bool cs_life_takes(const struct cs_life *life)
{
    return life->engine != NULL && !life->probing && !life->dead && !life->stopping && life->driven < RENEW;
}

bool cs_life_add(struct cs_life *life, const struct cs_engine_item *item)
{
    life->driven++;
    return cs_engine_add(life->engine, item);
}

unsigned cs_life_jobs(const struct cs_life *life)
{
    double deadline = life->engine == NULL ? SHORT_DEADLINE : cs_engine_deadline(life->engine);
    unsigned fit =
        runs_programs(life) ? cs_pace_programs(&life->pace, deadline, uv_available_parallelism()) : life->jobs;

    if (fit < life->jobs && life->options.jobs == 0)
        return fit;
    return life->pace.one_at_a_time ? 1 : life->jobs;
}

const struct cs_policy *cs_life_policy(const struct cs_life *life)
{
    return &life->policy;
}

void cs_life_renew(struct cs_life *life)
{
    retire(life);
    if (!life->dead) {
        start_engine(life);
    } else if (life->target == NULL || life->lives + 1 >= LIVES_MAX) {
        say(life, CS_EXIT_TARGET, "the target died, and nobody may start it again");
        wind_up(life);
    } else {
        end_target(life);
    }
}

void cs_life_stop(struct cs_life *life)
{
    if (life->stopping)
        return;
    life->stopping = true;
    if (life->engine != NULL)
        cs_engine_stop(life->engine);
    else if (life->target != NULL)
        end_target(life);
    else
        tell_gone(life);
}

void cs_life_free(struct cs_life *life)
{
    if (life == NULL)
        return;
    for (unsigned i = 0; i < life->lives; i++)
        cs_target_free(life->old[i]);
    cs_engine_free(life->engine);
    cs_engine_free(life->retired);
    cs_target_free(life->target);
    cs_tls_context_free(life->tls);
    cs_case_result_clear(&life->probe);
    free(life->profiles);
    free(life->self);
    free(life);
}
