#include "harness/cli/fuzz_differ.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/command.h"
#include "harness/cli/fuzz_differ_tell.h"
#include "harness/cli/fuzz_life.h"
#include "harness/cli/home.h"
#include "harness/cli/signals.h"

#define TICK_MS    100
#define CHORES_MAX 30.0 /* seconds behind the budget in which groups may still be driven again */

struct race;

/* One target and its lives. */
struct lane {
    struct race *race;
    size_t index;
    struct cs_target_words words;
    struct cs_run_options target;
    struct cs_life *life;
    bool up;   /* its engine takes cases, or is used up */
    bool idle; /* nothing is under way there */
    bool gone;
};

struct race {
    const struct cs_fuzz_options *options;
    const struct cs_suite *suite;
    const struct cs_catalogue *catalogue;
    char *names; /* owned; the lanes' names point into it */
    size_t count;
    struct lane lanes[CS_DIFFER_TARGETS_MAX];
    const char *lane_names[CS_DIFFER_TARGETS_MAX];
    uv_timer_t tick;
    struct cs_signals signals;
    struct cs_differ *differ;
    struct cs_differ_tell tell;
    bool over;      /* the budget is spent: no new inputs */
    bool stopping;  /* ... and nothing else either */
    uint64_t began; /* when the first input went out; 0: not yet */
    uint64_t first; /* inputs of earlier runs */
    uint64_t saved; /* when differential.json was written */
    uint64_t spent; /* when |over| was seen */
    uint64_t given; /* cases */
    int status;
    char message[512];
};

static double seconds_since(uint64_t then)
{
    return then == 0 ? 0 : (double)(uv_hrtime() - then) / 1e9;
}

static void say(struct race *race, int status, const char *message)
{
    if (race->status != 0)
        return;
    race->status = status;
    (void)snprintf(race->message, sizeof(race->message), "%s", message);
}

static void stop(struct race *race)
{
    if (race->stopping)
        return;
    race->over = race->stopping = true;
    for (size_t i = 0; i < race->count; i++)
        if (race->lanes[i].life != NULL && !race->lanes[i].gone)
            cs_life_stop(race->lanes[i].life);
}

static void look_at_budget(struct race *race)
{
    const struct cs_fuzz_options *options = race->options;
    struct cs_differ_numbers numbers = cs_differ_numbers(race->differ);

    if (race->over || !((options->seconds > 0 && seconds_since(race->began) >= options->seconds) ||
                        (options->inputs > 0 && numbers.inputs >= race->first + options->inputs) ||
                        (options->findings > 0 && numbers.disagreements >= options->findings)))
        return;
    race->over = true;
    race->spent = uv_hrtime();
    cs_differ_hurry(race->differ);
}

static bool is_late(const struct race *race)
{
    return race->over && seconds_since(race->spent) > CHORES_MAX;
}

/* Whether the rate allows one more. */
static bool may(const struct race *race)
{
    return race->options->rate == 0 ||
           (double)race->given < (double)race->options->rate * (seconds_since(race->began) + TICK_MS / 2000.0);
}

/* All of them take one more. */
static bool takes(const struct race *race)
{
    for (size_t i = 0; i < race->count; i++) {
        const struct lane *lane = &race->lanes[i];

        if (!lane->up || lane->gone || !cs_life_takes(lane->life) ||
            cs_differ_under_way(race->differ) >= cs_life_jobs(lane->life))
            return false;
    }
    return true;
}

static void give(struct race *race, const struct cs_engine_item *item)
{
    race->given++;
    for (size_t i = 0; i < race->count; i++) {
        struct lane *lane = &race->lanes[i];

        cs_life_set_patience(lane->life, false);
        lane->idle = false;
        if (!cs_life_add(lane->life, item))
            cs_differ_take(race->differ, item, i, NULL);
    }
}

static void feed(struct race *race)
{
    struct cs_engine_item item;

    if (race->differ == NULL)
        return;
    while (!race->stopping && !is_late(race) && takes(race) && may(race)) {
        look_at_budget(race);
        if (!cs_differ_next(race->differ, !race->over, &item))
            return;
        give(race, &item);
    }
}

/* An engine that is used up, or whose target died, is renewed once nothing is under way anywhere. */
static void renew(struct race *race)
{
    for (size_t i = 0; i < race->count; i++)
        if (!race->lanes[i].up || !race->lanes[i].idle)
            return;
    for (size_t i = 0; i < race->count && !race->stopping; i++) {
        struct lane *lane = &race->lanes[i];

        if (cs_life_takes(lane->life))
            continue;
        lane->up = false;
        cs_life_renew(lane->life);
    }
}

static void go_on(struct race *race)
{
    bool done;

    if (race->differ == NULL || race->stopping)
        return;
    feed(race);
    look_at_budget(race);
    done =
        cs_differ_under_way(race->differ) == 0 && race->over && (is_late(race) || !cs_differ_has_chores(race->differ));
    if (cs_differ_trouble(race->differ)[0] != '\0')
        say(race, CS_EXIT_USAGE, cs_differ_trouble(race->differ));
    if (done || race->status != 0)
        stop(race);
    else
        renew(race);
}

static void save(struct race *race)
{
    char error[CS_FILE_ERROR_MAX];

    race->saved = uv_hrtime();
    if (cs_differ_save(race->differ, error))
        return;
    say(race, CS_EXIT_USAGE, error);
    stop(race);
}

static void on_tick(uv_timer_t *timer)
{
    struct race *race = timer->data;

    if (race->differ == NULL)
        return;
    cs_differ_tell_look(&race->tell, race->differ, seconds_since(race->began));
    if (seconds_since(race->saved) >= 1)
        save(race);
    go_on(race);
}

static void on_signal(void *context, int number)
{
    struct race *race = context;

    say(race, 128 + number, "");
    stop(race);
}

/* All targets are up for the first time. */
static void begin(struct race *race)
{
    const struct cs_fuzz_options *options = race->options;
    struct cs_differ_options differ = {
        .count = race->count,
        .catalogue = race->catalogue,
        .folder = options->out,
        .seed = options->seed,
        .redact = race->lanes[0].target.proxy_user != NULL && !race->lanes[0].target.keep_secrets,
    };
    char error[CS_FILE_ERROR_MAX];

    for (size_t i = 0; i < race->count; i++) {
        differ.names[i] = race->lane_names[i];
        differ.policies[i] = cs_life_policy(race->lanes[i].life);
        if (strcmp(differ.policies[i]->role, differ.policies[0]->role) != 0) {
            say(race, CS_EXIT_USAGE, "only targets of one role can be compared");
            stop(race);
            return;
        }
    }
    race->differ = cs_differ_new(&differ, error);
    if (race->differ == NULL) {
        say(race, CS_EXIT_USAGE, error);
        stop(race);
        return;
    }
    race->began = race->saved = uv_hrtime();
    race->first = cs_differ_numbers(race->differ).inputs;
    race->tell = (struct cs_differ_tell){.names = race->lane_names, .count = race->count, .quiet = options->quiet};
}

static void on_up(void *context)
{
    struct lane *lane = context;
    struct race *race = lane->race;

    lane->up = lane->idle = true;
    for (size_t i = 0; i < race->count; i++)
        if (!race->lanes[i].up)
            return;
    if (race->differ == NULL && !race->stopping)
        begin(race);
    go_on(race);
}

static void on_done(void *context, const struct cs_engine_item *item, struct cs_transcript *transcript)
{
    struct lane *lane = context;

    cs_differ_take(lane->race->differ, item, lane->index, transcript);
    feed(lane->race);
}

static void on_idle(void *context)
{
    struct lane *lane = context;

    lane->idle = true;
    go_on(lane->race);
}

static void on_died(void *context, const char *how)
{
    const struct lane *lane = context;

    if (!lane->race->options->quiet)
        fprintf(stderr, "%s died: %s\n", lane->race->lane_names[lane->index], how);
}

static void on_gone(void *context, int status, const char *message)
{
    struct lane *lane = context;
    struct race *race = lane->race;
    char text[512];

    (void)snprintf(text, sizeof(text), "%s: %s", race->lane_names[lane->index], message);
    lane->gone = true;
    if (status != 0)
        say(race, status, text);
    stop(race);
    for (size_t i = 0; i < race->count; i++)
        if (race->lanes[i].life != NULL && !race->lanes[i].gone)
            return;
    if (uv_is_closing((uv_handle_t *)&race->tick))
        return;
    uv_close((uv_handle_t *)&race->tick, NULL);
    cs_signals_close(&race->signals);
}

static bool start(struct lane *lane, uv_loop_t *loop)
{
    struct cs_life_options life = {
        .loop = loop,
        .target = &lane->target,
        .suite = lane->race->suite,
        .jobs = lane->race->options->jobs,
        .context = lane,
        .on_up = on_up,
        .on_done = on_done,
        .on_idle = on_idle,
        .on_died = on_died,
        .on_gone = on_gone,
    };

    lane->life = cs_life_start(&life);
    return lane->life != NULL;
}

static void drive(struct race *race, uv_loop_t *loop)
{
    cs_signals_watch(&race->signals, loop, on_signal, race);
    (void)uv_timer_init(loop, &race->tick);
    race->tick.data = race;
    (void)uv_timer_start(&race->tick, on_tick, TICK_MS, TICK_MS);
    for (size_t i = 0; i < race->count && !race->stopping; i++)
        if (!start(&race->lanes[i], loop))
            on_gone(&race->lanes[i], CS_EXIT_USAGE, "it cannot be asked");
    while (!uv_is_closing((uv_handle_t *)&race->tick))
        uv_run(loop, UV_RUN_ONCE);
}

/* Something that listens already is named by its address, all else by a profile. */
static int read_lane(struct race *race, char *name)
{
    struct lane *lane = &race->lanes[race->count];
    bool address = strchr(name, '/') == NULL && strchr(name, ':') != NULL;

    *lane = (struct lane){.race = race, .index = race->count, .words = race->options->words};
    cs_target_words_add(&lane->words, address ? "--proxy" : "--target");
    cs_target_words_add(&lane->words, name);
    race->lane_names[race->count++] = name;
    return cs_target_words_parse(&lane->words, &lane->target);
}

static int read_lanes(struct race *race)
{
    char *rest = race->names, *name;
    int status = -1;

    while (status < 0 && race->count < CS_DIFFER_TARGETS_MAX && (name = strsep(&rest, ",")) != NULL)
        status = read_lane(race, name);
    if (status >= 0)
        return status;
    if (race->count > 1 && rest == NULL)
        return -1;
    fprintf(stderr, "connectspec fuzz: --differential takes two to %d targets, not '%s'\n", CS_DIFFER_TARGETS_MAX,
            race->options->differential);
    return CS_EXIT_USAGE;
}

/* What we start goes into a room, unless one of them is outside. */
static bool isolate(const struct race *race)
{
    char *profiles = cs_home_profiles();
    bool outside = false;

    for (size_t i = 0; i < race->count; i++) {
        struct cs_target_kind kind = {.role = ""};

        if (profiles != NULL && race->lanes[i].target.proxy == NULL)
            (void)cs_target_look(profiles, &race->lanes[i].target.target, &kind);
        outside = outside || race->lanes[i].target.proxy != NULL || kind.runs_already;
    }
    free(profiles);
    return outside || cs_isolate(race->lanes[0].target.isolation, race->options->quiet);
}

/* Drives it to its end. */
static int conclude(struct race *race)
{
    char error[CS_FILE_ERROR_MAX];
    bool differ = race->differ != NULL && cs_differ_numbers(race->differ).disagreements > 0;

    if (race->differ != NULL && !cs_differ_save(race->differ, error))
        say(race, CS_EXIT_USAGE, error);
    if (race->message[0] != '\0')
        fprintf(stderr, "connectspec: %s\n", race->message);
    if (race->differ != NULL)
        cs_differ_tell_end(&race->tell, race->differ, seconds_since(race->began));
    if (race->differ != NULL && race->options->json != NULL &&
        !cs_differ_tell_json(&race->tell, race->differ, race->options->json))
        return CS_EXIT_USAGE;
    if (race->status != 0)
        return race->status;
    return differ && race->options->strict ? CS_EXIT_NONCONFORMANT : CS_EXIT_OK;
}

static int run(struct race *race)
{
    struct cs_resolver *resolver = NULL;

    if (!isolate(race) || !cs_isolate_serve_names(uv_default_loop(), &resolver))
        return CS_EXIT_USAGE;
    drive(race, uv_default_loop());
    cs_isolate_stop(uv_default_loop(), resolver);
    return conclude(race);
}

int cs_fuzz_differ(const struct cs_fuzz_options *options, const struct cs_suite *suite,
                   const struct cs_catalogue *catalogue)
{
    struct race *race = calloc(1, sizeof(*race));
    int status = CS_EXIT_USAGE;

    if (race == NULL || (race->names = strdup(options->differential)) == NULL) {
        free(race);
        return status;
    }
    race->options = options;
    race->suite = suite;
    race->catalogue = catalogue;
    status = read_lanes(race);
    if (status < 0)
        status = run(race);
    for (size_t i = 0; i < race->count; i++)
        cs_life_free(race->lanes[i].life);
    uv_loop_close(uv_default_loop());
    cs_differ_free(race->differ);
    free(race->names);
    free(race);
    return status;
}
