#include "harness/engine/engine.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "harness/engine/drive.h"
#include "harness/engine/preflight.h"
#include "harness/net/address.h"
#include "harness/net/address_pool.h"
#include "harness/net/run_lock.h"

#define CS_JOBS_MAX          1024
#define CS_SHORTEST_DEADLINE 5.0
#define CS_DEADLINE_FACTOR   20.0
#define CS_PATIENCE_FACTOR   12.0 /* deadlines, for a case of another run that has ::1 and 127.0.0.1 */

enum phase {
    CS_PHASE_IDLE,  /* nothing to do, nothing to report */
    CS_PHASE_PROBE, /* the first control CONNECT */
    CS_PHASE_BURST, /* |jobs| at once */
    CS_PHASE_RUN,
    CS_PHASE_STOPPED, /* on_finished is due */
    CS_PHASE_CLOSED,
};

struct cs_engine {
    struct cs_engine_options options;
    struct cs_drive_setting setting;
    struct cs_address_pool block;
    bool claims;                  /* |block| is in use */
    struct cs_client_ports ports; /* in a room */
    enum phase phase;
    uv_timer_t kick; /* starts what can be started, and reports, from the loop */
    struct cs_preflight preflight;
    int status; /* of the preflight */
    char message[CS_PREFLIGHT_TEXT_MAX];
    bool target_died;
    const struct cs_engine_item *items;
    size_t count;
    size_t next;     /* first item not looked at */
    size_t *waiting; /* items that wait for exclusive use */
    size_t waiting_count;
    size_t waiting_next;
    bool exclusive_taken;                   /* by a case under way, or by |expectant| */
    const struct cs_engine_item *expectant; /* waits until no other run uses ::1 or 127.0.0.1 */
    struct cs_run_lock *turn;
    unsigned jobs;
    unsigned under_way;
    struct cs_drive *drives; /* list of those under way */
};

static void kick(struct cs_engine *engine);

/* Descriptors: a case holds up to ten.  The soft limit is often 1024. */
static void raise_descriptor_limit(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static void give_turn_back(struct cs_engine *engine)
{
    cs_run_lock_release(engine->turn);
    engine->turn = NULL;
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
        give_turn_back(engine);
}

static void on_drive_end(void *context, struct cs_drive *drive)
{
    struct cs_engine *engine = context;
    struct cs_transcript *transcript = drive->transcript;

    unlink_drive(engine, drive);
    kick(engine);
    if (drive->source == NULL) {
        int status = cs_preflight_read(&engine->preflight, drive, engine->message);

        if (engine->phase == CS_PHASE_PROBE)
            engine->status = status;
        return;
    }
    drive->transcript = NULL;
    engine->options.on_done(engine->options.context, drive->index, transcript);
}

/* Nobody else is in a room; but our listeners are. */
static bool has_own_ports(const struct cs_policy *policy)
{
    return policy->room && policy->origin_port < CS_CLIENT_PORTS_FIRST && policy->denied_port < CS_CLIENT_PORTS_FIRST;
}

struct cs_engine *cs_engine_new(const struct cs_engine_options *options, char error[256])
{
    struct cs_engine *engine = calloc(1, sizeof(*engine));
    unsigned seed = (unsigned)getpid() * 31 + (unsigned)time(NULL);
    int failure = 0;

    snprintf(error, 256, "no memory");
    if (!cs_credentials_possible(options->policy))
        snprintf(error, 256, "no credentials for the scheme %s", options->policy->auth);
    if (engine == NULL || !cs_credentials_possible(options->policy))
        goto failed;
    engine->options = *options;
    engine->claims = options->origin_address == NULL;
    if (engine->claims)
        failure = cs_address_pool_open(&engine->block, options->policy->origin_port, seed);
    if (failure != 0) {
        snprintf(error, 256, "cannot listen on port %u of 127.77.0.0/16: %s", (unsigned)options->policy->origin_port,
                 strerror(failure));
        goto failed;
    }
    raise_descriptor_limit();
    engine->setting = (struct cs_drive_setting){.loop = options->loop,
                                                .target = options->target,
                                                .policy = options->policy,
                                                .suite = options->suite,
                                                .ports = has_own_ports(options->policy) ? &engine->ports : NULL,
                                                .deadline = options->deadline,
                                                .on_end = on_drive_end,
                                                .context = engine};
    uv_timer_init(options->loop, &engine->kick);
    engine->kick.data = engine;
    return engine;
failed:
    free(engine);
    return NULL;
}

static bool listens(const struct cs_case *source, const char *name)
{
    for (size_t i = 0; source != NULL && i < source->listen_count; i++)
        if (strcmp(source->listen[i], name) == 0)
            return true;
    return false;
}

/* fd77::N, where N is the host's place in its network: unique in a room, to which the address is confined. */
static int take_host6(struct cs_addresses *out)
{
    struct in_addr host;

    if (inet_pton(AF_INET, out->host, &host) != 1)
        return EADDRNOTAVAIL;
    snprintf(out->host6, sizeof(out->host6), "fd77::%x", (unsigned)(ntohl(host.s_addr) & 0xffff));
    return cs_address_assign(out->host6);
}

/* Addresses for one case.  With an address of the user's, all cases share it, one at a time. */
static int take_addresses(struct cs_engine *engine, const struct cs_case *source, struct cs_addresses *out)
{
    int error;

    memset(out, 0, sizeof(*out));
    if (!engine->claims) {
        snprintf(out->host, sizeof(out->host), "%s", engine->options.origin_address);
        return 0;
    }
    error = cs_address_pool_take(&engine->block, out->host);
    if (listens(source, "denied-host")) /* the same place in the network that is denied */
        snprintf(out->denied, sizeof(out->denied), "127.78.%s", out->host + strlen("127.77."));
    if (error == 0 && listens(source, "host6"))
        error = take_host6(out);
    if (error == 0 && listens(source, "other"))
        error = cs_address_pool_take(&engine->block, out->other);
    if (error == 0 && listens(source, "deaf"))
        error = cs_address_pool_take(&engine->block, out->deaf);
    if (error == 0 && source != NULL)
        error = cs_address_pool_take(&engine->block, out->closed);
    return error;
}

/* Starts a case, or a probe when |item| is NULL. */
static void start(struct cs_engine *engine, const struct cs_engine_item *item, bool alone)
{
    const struct cs_case *source = item == NULL ? NULL : item->source;
    struct cs_addresses addresses;
    int error = take_addresses(engine, source, &addresses);
    struct cs_drive *drive = cs_drive_new(&engine->setting, source, item == NULL ? -1 : item->value,
                                          item != NULL && item->confirmation, &addresses);

    if (drive == NULL) { /* without a transcript there is nothing to report with */
        cs_engine_stop(engine);
        return;
    }
    drive->index = item == NULL ? 0 : (size_t)(item - engine->items);
    drive->alone = alone;
    drive->next = engine->drives;
    if (engine->drives != NULL)
        engine->drives->previous = drive;
    engine->drives = drive;
    engine->under_way++;
    if (engine->target_died)
        cs_drive_trouble(drive, "the target died");
    else if (error != 0)
        cs_drive_trouble(drive, "no address left: %s", strerror(error));
    else
        cs_drive_start(drive);
}

static bool needs_alone(const struct cs_case *source)
{
    return listens(source, "ipv6") || listens(source, "localhost");
}

/* The next item that may start now, or NULL.  Those that need ::1 or 127.0.0.1 for themselves take turns. */
static const struct cs_engine_item *next_item(struct cs_engine *engine, bool *alone)
{
    *alone = true;
    if (!engine->exclusive_taken && engine->waiting_next < engine->waiting_count)
        return &engine->items[engine->waiting[engine->waiting_next++]];
    while (engine->next < engine->count) {
        size_t index = engine->next++;

        *alone = needs_alone(engine->items[index].source);
        if (!*alone || !engine->exclusive_taken)
            return &engine->items[index];
        engine->waiting[engine->waiting_count++] = index;
    }
    return NULL;
}

static void on_turn(void *context)
{
    struct cs_engine *engine = context;
    const struct cs_engine_item *item = engine->expectant;

    engine->expectant = NULL;
    start(engine, item, true);
}

/* A case that needs ::1 or 127.0.0.1 for itself waits for its turn among all runs of this machine. */
static void start_alone(struct cs_engine *engine, const struct cs_engine_item *item)
{
    bool granted;

    engine->exclusive_taken = true;
    engine->expectant = item;
    engine->turn = cs_run_lock_take(engine->options.loop, engine->options.policy->origin_port,
                                    CS_PATIENCE_FACTOR * engine->setting.deadline, on_turn, engine, &granted);
    if (granted || engine->turn == NULL)
        on_turn(engine);
}

static void finish_run(struct cs_engine *engine)
{
    free(engine->waiting);
    engine->waiting = NULL;
    engine->phase = CS_PHASE_IDLE;
    engine->options.on_finished(engine->options.context);
}

static void fill(struct cs_engine *engine)
{
    while (engine->phase == CS_PHASE_RUN && engine->under_way < engine->jobs) {
        bool alone;
        const struct cs_engine_item *item = next_item(engine, &alone);

        if (item == NULL)
            break;
        if (alone)
            start_alone(engine, item);
        else
            start(engine, item, false);
    }
    if (engine->phase == CS_PHASE_RUN && engine->under_way == 0 && !engine->exclusive_taken)
        finish_run(engine);
}

static void report_ready(struct cs_engine *engine)
{
    double scaled = CS_DEADLINE_FACTOR * engine->preflight.slowest;

    if (engine->options.deadline <= 0)
        engine->setting.deadline = scaled > CS_SHORTEST_DEADLINE ? scaled : CS_SHORTEST_DEADLINE;
    engine->setting.extra_knocks = engine->preflight.extra_knocks;
    engine->phase = CS_PHASE_IDLE;
    if (engine->target_died) {
        engine->status = CS_ENGINE_NO_TARGET;
        snprintf(engine->message, sizeof(engine->message), "the target died");
    }
    engine->options.on_ready(engine->options.context, engine->status, engine->status == 0 ? "" : engine->message);
}

/* All cases use one address, one at a time: the user's, or that of the parent proxy that we play. */
static bool shares(const struct cs_engine *engine)
{
    return !engine->claims || engine->options.policy->parent[0] != 0;
}

/* The first probe tunnelled: now as many as there will be cases at once, to see how slow the target then is. */
static void begin_burst(struct cs_engine *engine)
{
    unsigned count = shares(engine) ? 1 : engine->options.jobs;

    engine->setting.blind = engine->preflight.blind;
    engine->phase = CS_PHASE_BURST;
    for (unsigned i = 0; i < count && engine->phase == CS_PHASE_BURST; i++)
        start(engine, NULL, false);
}

static void on_kick(uv_timer_t *timer)
{
    struct cs_engine *engine = timer->data;

    switch (engine->phase) {
    case CS_PHASE_PROBE:
        if (engine->status == 0 && !engine->target_died)
            begin_burst(engine);
        else
            report_ready(engine);
        break;
    case CS_PHASE_BURST:
        if (engine->under_way == 0)
            report_ready(engine);
        break;
    case CS_PHASE_RUN:
        fill(engine);
        break;
    case CS_PHASE_STOPPED:
        finish_run(engine);
        break;
    case CS_PHASE_IDLE:
    case CS_PHASE_CLOSED:
        break;
    }
}

static void kick(struct cs_engine *engine)
{
    if (engine->phase != CS_PHASE_CLOSED)
        uv_timer_start(&engine->kick, on_kick, 0, 0);
}

void cs_engine_prepare(struct cs_engine *engine)
{
    if (engine->options.deadline <= 0)
        engine->setting.deadline = CS_SHORTEST_DEADLINE;
    engine->phase = CS_PHASE_PROBE;
    start(engine, NULL, false);
}

void cs_engine_run(struct cs_engine *engine, const struct cs_engine_item *items, size_t count, unsigned jobs)
{
    unsigned most = jobs > CS_JOBS_MAX ? CS_JOBS_MAX : jobs;

    engine->items = items;
    engine->count = count;
    engine->next = 0;
    engine->waiting_count = 0;
    engine->waiting_next = 0;
    engine->jobs = !shares(engine) && most > 0 ? most : 1;
    engine->waiting = calloc(count + 1, sizeof(*engine->waiting));
    engine->phase = engine->waiting == NULL ? CS_PHASE_STOPPED : CS_PHASE_RUN;
    kick(engine);
}

void cs_engine_target_died(struct cs_engine *engine)
{
    engine->target_died = true;
    while (engine->drives != NULL)
        cs_drive_trouble(engine->drives, "the target died");
    if (engine->expectant != NULL)
        on_turn(engine); /* to its end: there is nothing to wait for */
}

void cs_engine_stop(struct cs_engine *engine)
{
    if (engine->phase == CS_PHASE_CLOSED)
        return;
    engine->phase = CS_PHASE_STOPPED;
    while (engine->drives != NULL) {
        struct cs_drive *drive = engine->drives;

        unlink_drive(engine, drive);
        cs_drive_drop(drive);
    }
    give_turn_back(engine);
    kick(engine);
}

void cs_engine_close(struct cs_engine *engine)
{
    if (engine->phase == CS_PHASE_CLOSED)
        return;
    engine->phase = CS_PHASE_CLOSED;
    uv_close((uv_handle_t *)&engine->kick, NULL);
    if (engine->claims)
        cs_address_pool_close(&engine->block);
}

void cs_engine_free(struct cs_engine *engine)
{
    free(engine);
}

double cs_engine_deadline(const struct cs_engine *engine)
{
    return engine->setting.deadline;
}
