#include "harness/engine/engine.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "harness/engine/addresses.h"
#include "harness/engine/drive.h"
#include "harness/engine/queue.h"
#include "harness/net/address.h"
#include "harness/net/address_pool.h"
#include "harness/net/run_lock.h"

#define CS_JOBS_MAX          1024
#define CS_SHORTEST_DEADLINE 5.0
#define CS_DEADLINE_FACTOR   20.0
#define CS_PATIENCE_FACTOR   12.0 /* deadlines, for a case of another run that has ::1 and 127.0.0.1 */
#define CS_STILL_PART        4    /* of a deadline: a client without news for so long burns nothing */
#define CS_STILL_FACTOR      4    /* so many times the jobs may be under way, where clients stand still */
#define CS_STILL_LOOK_MS     200

enum phase {
    PHASE_OPEN,    /* takes cases and drives them */
    PHASE_STOPPED, /* on_finished is due */
    PHASE_CLOSED,
};

struct cs_engine {
    struct cs_engine_options options;
    struct cs_drive_setting setting;
    struct cs_keys *keys; /* of clients */
    struct cs_address_pool pool;
    bool claims;                  /* |pool| is in use */
    struct cs_client_ports ports; /* where isolated */
    enum phase phase;
    uv_timer_t kick; /* starts what can be started, and reports, from the loop */
    bool target_died;
    struct cs_queue added;
    struct cs_queue exclusive;        /* those of them that have to wait for exclusive use */
    bool exclusive_taken;             /* by a case under way, or by |expectant| */
    struct cs_queue_entry *expectant; /* waits until no other run uses ::1 or 127.0.0.1 */
    struct cs_run_lock *lock;
    unsigned under_way;
    bool busy;               /* on_finished is due once nothing is left */
    struct cs_drive *drives; /* list of those under way */
};

static void kick(struct cs_engine *engine);
static void on_kick(uv_timer_t *timer);

/* Descriptors: a case holds up to ten.  The soft limit is often 1024. */
static void raise_descriptor_limit(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static void give_lock_back(struct cs_engine *engine)
{
    cs_run_lock_release(engine->lock);
    engine->lock = NULL;
    free(engine->expectant);
    engine->expectant = NULL;
    engine->exclusive_taken = false;
}

static void unlink_drive(struct cs_engine *engine, struct cs_drive *drive)
{
    if (drive->previous != NULL)
        drive->previous->next = drive->next;
    else
        engine->drives = drive->next;
    if (drive->next != NULL)
        drive->next->previous = drive->previous;
    engine->under_way--;
    if (drive->alone)
        give_lock_back(engine);
}

static void on_drive_end(void *context, struct cs_drive *drive)
{
    struct cs_engine *engine = context;
    struct cs_transcript *transcript = drive->transcript;

    unlink_drive(engine, drive);
    kick(engine);
    drive->transcript = NULL;
    engine->options.on_done(engine->options.context, &drive->item, transcript);
}

/* Nobody else is in a room; but our listeners are. */
static bool has_own_ports(const struct cs_policy *policy)
{
    return policy->room && policy->origin_port < CS_CLIENT_PORTS_FIRST && policy->denied_port < CS_CLIENT_PORTS_FIRST;
}

/* NULL: a role that is not there yet. */
static const struct cs_role *role_of(const struct cs_policy *policy)
{
    static const struct cs_role *const roles[] = {&cs_role_proxy, &cs_role_origin, &cs_role_client};

    for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
        if (policy->role[0] == '\0' || strcmp(policy->role, roles[i]->name) == 0)
            return roles[i];
    return NULL;
}

/* How slow a target is shows later; a client may have to be read from disk first. */
static double first_deadline(const struct cs_engine_options *options)
{
    if (options->deadline > 0)
        return options->deadline;
    return options->programs == NULL ? CS_SHORTEST_DEADLINE : 3 * CS_SHORTEST_DEADLINE;
}

struct cs_engine *cs_engine_new(const struct cs_engine_options *options, char error[256])
{
    struct cs_engine *engine = calloc(1, sizeof(*engine));
    unsigned seed = (unsigned)getpid() * 31 + (unsigned)time(NULL);
    int failure = 0;

    snprintf(error, 256, "no memory");
    if (!cs_credentials_possible(options->policy))
        snprintf(error, 256, "no credentials for the scheme %s", options->policy->auth);
    else if (role_of(options->policy) == NULL)
        snprintf(error, 256, "nothing drives targets of the role %s yet", options->policy->role);
    if (engine == NULL || !cs_credentials_possible(options->policy) || role_of(options->policy) == NULL)
        goto failed;
    engine->options = *options;
    engine->claims = options->policy->origin_addresses[0] == '\0';
    if (engine->claims)
        failure = cs_address_pool_open(&engine->pool, options->policy->origin_port, seed);
    if (failure != 0) {
        snprintf(error, 256, "cannot listen on port %u of 127.77.0.0/16: %s (--origin-port N takes another one)",
                 (unsigned)options->policy->origin_port, strerror(failure));
        goto failed;
    }
    engine->keys = cs_keys_new(options->authority);
    if (engine->keys == NULL)
        goto failed;
    raise_descriptor_limit();
    engine->setting = (struct cs_drive_setting){.loop = options->loop,
                                                .target = options->target,
                                                .tls = options->tls,
                                                .policy = options->policy,
                                                .role = role_of(options->policy),
                                                .programs = options->programs,
                                                .keys = engine->keys,
                                                .suite = options->suite,
                                                .trace = options->trace,
                                                .ports = has_own_ports(options->policy) ? &engine->ports : NULL,
                                                .deadline = first_deadline(options),
                                                .on_end = on_drive_end,
                                                .context = engine};
    uv_timer_init(options->loop, &engine->kick);
    engine->kick.data = engine;
    cs_engine_set_jobs(engine, options->jobs);
    return engine;
failed:
    free(engine);
    return NULL;
}

static void fail_for_want_of_addresses(struct cs_drive *drive, int error)
{
    char text[128];

    snprintf(text, sizeof(text), "no address left: %s", strerror(error));
    cs_drive_fail(drive, text);
}

static void start(struct cs_engine *engine, const struct cs_engine_item *item, bool alone)
{
    struct cs_addresses addresses;
    int error =
        cs_addresses_take(engine->claims ? &engine->pool : NULL, engine->options.policy, item->source, &addresses);
    struct cs_drive *drive = cs_drive_new(&engine->setting, item, &addresses);

    if (drive == NULL) { /* without a transcript there is nothing to report with */
        cs_engine_stop(engine);
        return;
    }
    drive->alone = alone;
    drive->next = engine->drives;
    if (engine->drives != NULL)
        engine->drives->previous = drive;
    engine->drives = drive;
    engine->under_way++;
    if (engine->target_died)
        cs_drive_fail(drive, "the target died");
    else if (error == 0)
        cs_drive_start(drive);
    else
        fail_for_want_of_addresses(drive, error);
}

/* Whether a case listens where others would: at ::1, say, or at the one address that the target refuses. */
static bool shares_address(const struct cs_engine *engine, const struct cs_case *source)
{
    return cs_case_shares_address(source) ||
           (engine->options.policy->denied_address[0] != '\0' && cs_case_listens(source, "denied-host"));
}

/* The next case that may start now, or NULL.  Those that share an address take turns. */
static struct cs_queue_entry *next_entry(struct cs_engine *engine, bool *alone)
{
    struct cs_queue_entry *entry;

    *alone = true;
    if (!engine->exclusive_taken && engine->exclusive.first != NULL)
        return cs_queue_take(&engine->exclusive);
    while ((entry = cs_queue_take(&engine->added)) != NULL) {
        *alone = shares_address(engine, entry->item.source);
        if (!*alone || !engine->exclusive_taken)
            return entry;
        cs_queue_append(&engine->exclusive, entry);
    }
    return NULL;
}

static void start_entry(struct cs_engine *engine, struct cs_queue_entry *entry, bool alone)
{
    struct cs_engine_item item = entry->item;

    free(entry);
    start(engine, &item, alone);
}

static void on_lock(void *context)
{
    struct cs_engine *engine = context;
    struct cs_queue_entry *entry = engine->expectant;

    engine->expectant = NULL;
    start_entry(engine, entry, true);
}

/* A case that needs a shared address for itself waits for its turn among all runs of this machine. */
static void start_alone(struct cs_engine *engine, struct cs_queue_entry *entry)
{
    bool granted;

    engine->exclusive_taken = true;
    engine->expectant = entry;
    engine->lock = cs_run_lock_take(engine->options.loop, engine->options.policy->origin_port,
                                    CS_PATIENCE_FACTOR * engine->setting.deadline, on_lock, engine, &granted);
    if (granted || engine->lock == NULL)
        on_lock(engine);
}

static void finish_run(struct cs_engine *engine)
{
    cs_queue_clear(&engine->added);
    cs_queue_clear(&engine->exclusive);
    engine->phase = PHASE_OPEN;
    engine->busy = false;
    engine->options.on_finished(engine->options.context);
}

/* How many cases there is no place for anything beside.  Clients that hang only take memory: others begin beside them. */
static unsigned count_busy(const struct cs_engine *engine)
{
    double still = engine->setting.deadline / CS_STILL_PART;
    unsigned busy = 0;

    if (engine->options.programs == NULL || engine->under_way >= CS_STILL_FACTOR * engine->options.jobs)
        return engine->under_way;
    for (const struct cs_drive *drive = engine->drives; drive != NULL; drive = drive->next)
        busy += !cs_drive_stands_still(drive, still);
    return busy;
}

/* Standing still is no event. */
static void look_again(struct cs_engine *engine)
{
    if (engine->phase == PHASE_OPEN && engine->options.programs != NULL && engine->added.first != NULL)
        uv_timer_start(&engine->kick, on_kick, CS_STILL_LOOK_MS, 0);
}

static void fill(struct cs_engine *engine)
{
    while (engine->phase == PHASE_OPEN && count_busy(engine) < engine->options.jobs) {
        bool alone;
        struct cs_queue_entry *entry = next_entry(engine, &alone);

        if (entry == NULL)
            break;
        if (alone)
            start_alone(engine, entry);
        else
            start_entry(engine, entry, false);
    }
    if (engine->phase == PHASE_OPEN && engine->busy && engine->under_way == 0 && !engine->exclusive_taken)
        finish_run(engine);
    else
        look_again(engine);
}

/* All cases use one address, one at a time: the user's, or that of the parent proxy that we play. */
static bool shares(const struct cs_engine *engine)
{
    return !engine->claims || engine->options.policy->parent[0] != 0 || engine->options.policy->backend[0] != 0;
}

static void on_kick(uv_timer_t *timer)
{
    struct cs_engine *engine = timer->data;

    if (engine->phase == PHASE_OPEN)
        fill(engine);
    else if (engine->phase == PHASE_STOPPED)
        finish_run(engine);
}

static void kick(struct cs_engine *engine)
{
    if (engine->phase != PHASE_CLOSED)
        uv_timer_start(&engine->kick, on_kick, 0, 0);
}

bool cs_engine_add(struct cs_engine *engine, const struct cs_engine_item *item)
{
    struct cs_queue_entry *entry = calloc(1, sizeof(*entry));

    if (entry == NULL)
        return false;
    entry->item = *item;
    if (item->source->takes_long) /* others run while it waits */
        cs_queue_put_first(&engine->added, entry);
    else
        cs_queue_append(&engine->added, entry);
    engine->busy = true;
    kick(engine);
    return true;
}

void cs_engine_set_jobs(struct cs_engine *engine, unsigned jobs)
{
    unsigned most = jobs > CS_JOBS_MAX ? CS_JOBS_MAX : jobs;

    engine->options.jobs = !shares(engine) && most > 0 ? most : 1;
}

void cs_engine_withdraw(struct cs_engine *engine, bool (*goes)(void *context, const struct cs_engine_item *item),
                        void *context)
{
    cs_queue_withdraw(&engine->added, goes, context);
    cs_queue_withdraw(&engine->exclusive, goes, context);
    kick(engine);
}

unsigned cs_engine_jobs(const struct cs_engine *engine)
{
    return engine->options.jobs;
}

void cs_engine_set_pace(struct cs_engine *engine, const struct cs_pace *pace)
{
    double scaled = CS_DEADLINE_FACTOR * pace->slowest;

    engine->setting.pace = *pace;
    if (engine->options.deadline <= 0)
        engine->setting.deadline = pace->slowest <= 0              ? first_deadline(&engine->options)
                                   : scaled > CS_SHORTEST_DEADLINE ? scaled
                                                                   : CS_SHORTEST_DEADLINE;
}

void cs_engine_target_died(struct cs_engine *engine)
{
    engine->target_died = true;
    while (engine->drives != NULL)
        cs_drive_fail(engine->drives, "the target died");
    if (engine->expectant != NULL)
        on_lock(engine); /* to its end: there is nothing to wait for */
}

void cs_engine_stop(struct cs_engine *engine)
{
    if (engine->phase == PHASE_CLOSED)
        return;
    engine->phase = PHASE_STOPPED;
    while (engine->drives != NULL) {
        struct cs_drive *drive = engine->drives;

        unlink_drive(engine, drive);
        cs_drive_drop(drive);
    }
    give_lock_back(engine);
    engine->busy = true;
    kick(engine);
}

void cs_engine_close(struct cs_engine *engine)
{
    if (engine->phase == PHASE_CLOSED)
        return;
    engine->phase = PHASE_CLOSED;
    cs_queue_clear(&engine->added);
    cs_queue_clear(&engine->exclusive);
    uv_close((uv_handle_t *)&engine->kick, NULL);
    if (engine->claims)
        cs_address_pool_close(&engine->pool);
}

void cs_engine_free(struct cs_engine *engine)
{
    if (engine != NULL)
        cs_keys_free(engine->keys);
    free(engine);
}

void cs_engine_set_deadline(struct cs_engine *engine, double seconds)
{
    engine->setting.deadline = seconds;
}

double cs_engine_deadline(const struct cs_engine *engine)
{
    return engine->setting.deadline;
}
