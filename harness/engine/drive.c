#include "harness/engine/drive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/net/address.h"

#define CS_DEADLINES         3     /* for all steps of a case together */
#define CS_BLACKHOLE_SECONDS 3.0   /* after which a connect that nobody answers ends, where isolated (isolation.c) */
#define CS_TICK              0.001 /* timers count in milliseconds */

static bool describe(struct cs_drive *drive)
{
    struct cs_transcript *transcript = drive->transcript;
    const struct cs_case *source = drive->item.source;

    transcript->policy = *drive->setting->policy;
    transcript->confirmed_alone = drive->item.confirmation;
    transcript->suite = strdup(drive->setting->suite);
    if (drive->item.value < 0)
        transcript->case_id = strdup(source->id);
    else if (asprintf(&transcript->case_id, "%s@%s", source->id, source->values[drive->item.value].label) < 0)
        transcript->case_id = NULL;
    transcript->case_text = strdup(source->text);
    return transcript->suite != NULL && transcript->case_id != NULL && transcript->case_text != NULL;
}

static void free_timers(uv_handle_t *handle)
{
    struct cs_drive *drive = handle->data;

    cs_host_free(&drive->host);
    cs_shakes_free(&drive->script.shakes, &drive->links);
    cs_links_free(&drive->links);
    cs_tls_context_free(drive->seated.tls);
    cs_barrier_clear(&drive->barrier);
    cs_challenge_clear(&drive->challenge);
    cs_plan_free(drive->plan);
    cs_purse_free(&drive->pool);
    free(drive);
}

static void on_timer_closed(uv_handle_t *handle)
{
    struct cs_drive *drive = handle->data;

    drive->script.alarm.data = drive;
    uv_close((uv_handle_t *)&drive->script.alarm, free_timers);
}

static void end(struct cs_drive *drive, bool tell)
{
    if (drive->over)
        return;
    drive->over = true;
    cs_script_end(&drive->script);
    if (drive->setting->role->close != NULL)
        drive->setting->role->close(drive);
    cs_links_close(&drive->links);
    if (tell)
        drive->setting->on_end(drive->setting->context, drive);
    cs_transcript_free(drive->transcript);
    drive->transcript = NULL;
    uv_close((uv_handle_t *)&drive->timer, on_timer_closed);
}

void cs_drive_fail(struct cs_drive *drive, const char *trouble)
{
    cs_links_trouble(&drive->links, "%s", trouble);
    end(drive, true);
}

void cs_drive_drop(struct cs_drive *drive)
{
    end(drive, false);
}

static bool keep_variables(struct cs_drive *drive)
{
    const struct cs_plan *plan = drive->plan;

    for (size_t i = 0; i < plan->variable_count; i++)
        if (!cs_transcript_set(drive->transcript, plan->variables[i].name, plan->variables[i].value,
                               plan->variables[i].length))
            return false;
    return drive->transcript->variable_count == plan->variable_count;
}

/* False when there is nothing to drive: trouble, or the target lacks something. */
static bool make_plan(struct cs_drive *drive)
{
    char error[CS_TEMPLATE_ERROR_MAX];

    drive->plan = cs_plan_new(drive->item.source, drive->item.value, drive->setting->policy, &drive->links.addresses,
                              &drive->pool, error);
    if (drive->plan == NULL) {
        cs_links_trouble(&drive->links, "%s", error);
        return false;
    }
    drive->script.plan = drive->plan;
    drive->script.shakes =
        (struct cs_shakes){.keys = drive->setting->keys, .plan = drive->plan, .links = &drive->links};
    cs_script_begin(&drive->script);
    if (!keep_variables(drive))
        cs_links_trouble(&drive->links, "no memory");
    return drive->plan->lacks == NULL && !cs_links_is_over(&drive->links);
}

static void set_deadline(struct cs_drive *drive, double seconds); /* its timer sets it again */

/* Seconds that a step may take: those of the run, and what a connect to nobody takes; or for the whole case its own,
 * where it needs more. */
static double deadline_of(const struct cs_drive *drive)
{
    double seconds = drive->setting->deadline + (drive->links.has_blackhole ? CS_BLACKHOLE_SECONDS : 0);
    double patience = drive->item.source->patience;

    return patience > seconds ? patience : seconds;
}

/* The challenges are there, or will not come: plans and listens; false when that ended the drive. */
static bool begin(struct cs_drive *drive)
{
    drive->begun = true;
    if (drive->links.connection_count > 0) /* asking for challenges took time that is not the case's */
        set_deadline(drive, deadline_of(drive));
    if (make_plan(drive))
        drive->setting->role->open(drive);
    else
        end(drive, true);
    return !drive->over;
}

/* All steps are done: whether that is the end. */
static bool is_done(struct cs_drive *drive)
{
    if (drive->item.brief)
        return cs_barrier_forgo(&drive->links);
    return drive->setting->role->settle(drive) == CS_PROGRESS_DONE;
}

/* Something happened: does what can be done now. */
static void advance(void *context)
{
    struct cs_drive *drive = context;

    if (drive->over)
        return;
    if (drive->begun && drive->setting->role->look != NULL)
        drive->setting->role->look(drive);
    if (!drive->begun && (!cs_challenge_look(&drive->challenge, &drive->links, &drive->pool) || !begin(drive)))
        ;
    else if (cs_script_advance(&drive->script) && is_done(drive))
        end(drive, true);
    if (!drive->over && cs_links_is_over(&drive->links))
        end(drive, true);
}

/* Still without a challenge: nothing can be said, as with a barrier that is late. */
static void expire_early(struct cs_drive *drive)
{
    cs_links_record(&drive->links, CS_EVENT_EXPIRED, -1, drive->item.source->step_count);
    if (begin(drive))
        end(drive, true);
}

static double seconds_since(uint64_t moment)
{
    return (double)(uv_hrtime() - moment) / 1e9;
}

/* Seconds that are left.  A busy machine takes its time for many steps: each may take a deadline, all together a
 * few. */
static double time_left(const struct cs_drive *drive)
{
    double deadline = deadline_of(drive);
    double step = deadline - seconds_since(drive->script.moved);
    double whole = CS_DEADLINES * deadline - seconds_since(drive->links.began);

    if (!drive->begun || drive->item.source->patience >= deadline)
        return 0;
    return step < whole ? step : whole;
}

#define OWN_CHANNELS 2 /* what a client prints; one that has not come to us yet may be starting */

bool cs_drive_stands_still(const struct cs_drive *drive, double seconds)
{
    const struct cs_transcript *transcript = drive->transcript;
    uint64_t last = transcript->event_count == 0 ? 0 : transcript->events[transcript->event_count - 1].at_us;

    return drive->seated.program != NULL && drive->links.connection_count > OWN_CHANNELS &&
           seconds_since(drive->links.began) - (double)last / 1e6 > seconds;
}

static void expire(struct cs_drive *drive)
{
    const struct cs_script *script = &drive->script;

    drive->setting->role->abandon(drive);
    cs_links_record(&drive->links, CS_EVENT_EXPIRED, -1, script->unreachable ? drive->plan->step_count : script->step);
    end(drive, true);
}

/* libuv runs timers before it looks at sockets: after a stall of ours, what the target did in time may still wait.  And
 * what was queued may not have been sent, and not because the peer takes no more: a dribble takes a turn of the loop
 * for each byte, and many busy cases make long turns. */
static void on_deadline(uv_timer_t *timer)
{
    struct cs_drive *drive = timer->data;
    bool sending;

    cs_links_sweep(&drive->links);
    advance(drive);
    if (drive->over)
        return;
    sending = cs_links_are_sending(&drive->links);
    if (sending || drive->was_sending) { /* a whole deadline from when all was sent */
        drive->was_sending = sending;
        set_deadline(drive, deadline_of(drive));
    } else if (time_left(drive) >= CS_TICK) {
        set_deadline(drive, time_left(drive) + CS_TICK);
    } else if (!drive->begun) {
        expire_early(drive);
    } else {
        expire(drive);
    }
}

static void set_deadline(struct cs_drive *drive, double seconds)
{
    uv_update_time(drive->setting->loop); /* many drives begin in one turn: the loop's clock may be behind */
    uv_timer_start(&drive->timer, on_deadline, (uint64_t)(seconds * 1000), 0);
}

void cs_drive_start(struct cs_drive *drive)
{
    bool asks = drive->setting->role->program == NULL; /* a program that we start is no server to ask */

    drive->links.began = uv_hrtime();
    set_deadline(drive, deadline_of(drive));
    cs_challenge_begin(&drive->challenge, drive->setting->policy, &drive->links.addresses,
                       asks ? cs_wants_of(drive->item.source, drive->item.value) : (struct cs_wants){.offers = false});
    advance(drive);
}

static enum cs_progress settle(void *context)
{
    struct cs_drive *drive = context;

    return drive->setting->role->settle(drive);
}

static enum cs_progress program(void *context, const struct cs_planned_step *planned, bool begins)
{
    struct cs_drive *drive = context;

    return drive->setting->role->program(drive, planned, begins);
}

static bool join_parts(struct cs_drive *drive, const struct cs_addresses *addresses)
{
    const struct cs_drive_setting *setting = drive->setting;

    drive->links = (struct cs_links){.loop = setting->loop,
                                     .target = setting->target,
                                     .tls = setting->tls,
                                     .transport = setting->policy->transport,
                                     .ports = setting->ports,
                                     .woken = advance,
                                     .context = drive,
                                     .transcript = drive->transcript,
                                     .addresses = *addresses,
                                     .trace = setting->trace};
    cs_address_format(&setting->target, drive->links.addresses.proxy);
    if (!cs_links_init(&drive->links))
        return false;
    drive->script = (struct cs_script){.links = &drive->links,
                                       .pool = &drive->pool,
                                       .deadline = setting->deadline,
                                       .settle = settle,
                                       .program = program,
                                       .hosted = setting->role->program != NULL,
                                       .context = drive};
    drive->barrier = (struct cs_barrier){.policy = setting->policy,
                                         .no_nonce = setting->pace.no_nonce,
                                         .no_tunnel = setting->pace.no_tunnel,
                                         .drops_clients = setting->pace.one_at_a_time,
                                         .extra_connections = setting->pace.extra_connections};
    return true;
}

struct cs_drive *cs_drive_new(const struct cs_drive_setting *setting, const struct cs_engine_item *item,
                              const struct cs_addresses *addresses)
{
    struct cs_drive *drive = calloc(1, sizeof(*drive));

    if (drive == NULL)
        return NULL;
    drive->setting = setting;
    drive->item = *item;
    drive->transcript = cs_transcript_new();
    if (drive->transcript == NULL || !describe(drive) || !join_parts(drive, addresses)) {
        cs_links_free(&drive->links);
        cs_transcript_free(drive->transcript);
        free(drive);
        return NULL;
    }
    uv_timer_init(setting->loop, &drive->timer);
    uv_timer_init(setting->loop, &drive->script.alarm);
    drive->timer.data = drive;
    drive->script.alarm.data = &drive->script;
    return drive;
}
