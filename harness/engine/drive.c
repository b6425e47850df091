#include "harness/engine/drive.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/engine/crowd.h"
#include "harness/net/address.h"

#define CS_DEADLINES         3     /* for all steps of a case together */
#define CS_BLACKHOLE_SECONDS 3.0   /* after which a connect that nobody answers ends, in a room (target/room.c) */
#define CS_TICK              0.001 /* timers count in milliseconds */

static bool describe(struct cs_drive *drive, int value)
{
    struct cs_transcript *transcript = drive->transcript;
    const struct cs_case *source = drive->source;

    transcript->policy = *drive->setting->policy;
    transcript->suite = strdup(drive->setting->suite);
    if (source == NULL)
        return transcript->suite != NULL;
    if (value < 0)
        transcript->case_id = strdup(source->id);
    else if (asprintf(&transcript->case_id, "%s@%s", source->id, source->values[value].label) < 0)
        transcript->case_id = NULL;
    transcript->case_text = strdup(source->text);
    return transcript->suite != NULL && transcript->case_id != NULL && transcript->case_text != NULL;
}

struct cs_drive *cs_drive_new(const struct cs_drive_setting *setting, const struct cs_case *source, int value,
                              bool confirmation, const struct cs_addresses *addresses)
{
    struct cs_drive *drive = calloc(1, sizeof(*drive));

    if (drive == NULL)
        return NULL;
    drive->setting = setting;
    drive->source = source;
    drive->value = value;
    drive->addresses = *addresses;
    cs_address_format(&setting->target, drive->addresses.proxy);
    drive->transcript = cs_transcript_new();
    if (drive->transcript == NULL || !describe(drive, value)) {
        cs_transcript_free(drive->transcript);
        free(drive);
        return NULL;
    }
    drive->transcript->confirmed_alone = confirmation;
    drive->began = uv_hrtime();
    uv_timer_init(setting->loop, &drive->timer);
    uv_timer_init(setting->loop, &drive->alarm);
    drive->timer.data = drive->alarm.data = drive;
    return drive;
}

static void on_accepted(void *context, int fd)
{
    struct cs_post *post = context;

    if (post->drive->crowd != NULL && strcmp(post->name, "other") == 0)
        cs_crowd_accept(post->drive->crowd, fd);
    else
        cs_connection_accept(post, fd);
}

static void on_accept_failed(void *context, int error)
{
    struct cs_post *post = context;

    cs_drive_trouble(post->drive, "cannot accept a connection: %s", strerror(error));
}

static const struct cs_listener_events listener_events = {.accepted = on_accepted, .failed = on_accept_failed};

/* Listens at one more place.  Returns 0 or an errno. */
static int open_post(struct cs_drive *drive, const char *name, const char *host, uint16_t port)
{
    struct cs_post *post = &drive->posts[drive->post_count];
    struct sockaddr_storage address;
    int error;

    if (!cs_address_parse(host, port, &address))
        return EADDRNOTAVAIL;
    post->drive = drive;
    snprintf(post->name, sizeof(post->name), "%s", name);
    error = cs_listener_open(drive->setting->loop, &address, &listener_events, post, &post->listener);
    if (error == 0)
        drive->post_count++;
    return error;
}

/* The same, where a failure is the end. */
static bool need_post(struct cs_drive *drive, const char *name, const char *host, uint16_t port)
{
    int error = open_post(drive, name, host, port);

    if (error == 0)
        return true;
    drive->bind_failed = true;
    cs_drive_trouble(drive, "cannot listen on %s port %u: %s", host, (unsigned)port, strerror(error));
    return false;
}

static bool need_localhost(struct cs_drive *drive, uint16_t port)
{
    int error;

    if (!need_post(drive, "localhost", "127.0.0.1", port))
        return false;
    error = open_post(drive, "localhost", "::1", port);
    if (error == 0 || error == EADDRNOTAVAIL || error == EAFNOSUPPORT) /* a machine without IPv6 */
        return true;
    cs_drive_trouble(drive, "cannot listen on ::1 port %u: %s", (unsigned)port, strerror(error));
    return false;
}

/* The ports that a target without one may be taken to mean. */
static bool need_web(struct cs_drive *drive)
{
    static const uint16_t ports[] = {80, 443};
    const struct cs_policy *policy = drive->setting->policy;

    for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++)
        if (ports[i] != policy->origin_port && ports[i] != policy->denied_port &&
            !need_post(drive, "web", drive->addresses.host, ports[i]))
            return false;
    return true;
}

static bool need_deaf(struct cs_drive *drive, uint16_t port)
{
    struct sockaddr_storage address;
    int error = cs_address_parse(drive->addresses.deaf, port, &address) ? cs_blackhole_open(&address, &drive->deaf)
                                                                        : EADDRNOTAVAIL;

    drive->has_deaf = error == 0;
    if (error != 0)
        cs_drive_trouble(drive, "cannot go deaf on %s port %u: %s", drive->addresses.deaf, (unsigned)port,
                         strerror(error));
    return error == 0;
}

static bool need_extra_post(struct cs_drive *drive, const char *name, uint16_t port)
{
    if (strcmp(name, "other") == 0)
        return need_post(drive, name, drive->addresses.other, port);
    if (strcmp(name, "ipv6") == 0)
        return need_post(drive, name, "::1", port);
    if (strcmp(name, "denied-host") == 0)
        return need_post(drive, name, drive->addresses.denied, port);
    if (strcmp(name, "host6") == 0)
        return need_post(drive, name, drive->addresses.host6, port);
    if (strcmp(name, "web") == 0)
        return need_web(drive);
    if (strcmp(name, "deaf") == 0)
        return need_deaf(drive, port);
    return need_localhost(drive, port);
}

static bool open_posts(struct cs_drive *drive)
{
    const struct cs_policy *policy = drive->setting->policy;
    size_t extra = drive->source == NULL ? 0 : drive->source->listen_count;

    const char *host = policy->parent[0] != 0 ? policy->parent : drive->addresses.host;

    if (!need_post(drive, "origin", host, policy->origin_port))
        return false;
    if (policy->denied_port != 0 && policy->denied_port != policy->origin_port &&
        !need_post(drive, "denied", drive->addresses.host, policy->denied_port))
        return false;
    for (size_t i = 0; i < extra; i++)
        if (!need_extra_post(drive, drive->source->listen[i], policy->origin_port))
            return false;
    return true;
}

static bool plan(struct cs_drive *drive)
{
    char error[CS_TEMPLATE_ERROR_MAX];

    if (drive->source == NULL)
        return true;
    drive->plan =
        cs_plan_new(drive->source, drive->value, drive->setting->policy, &drive->addresses, &drive->purse, error);
    if (drive->plan == NULL) {
        cs_drive_trouble(drive, "%s", error);
        return false;
    }
    drive->deferred = calloc(drive->plan->step_count + 1, sizeof(*drive->deferred));
    for (size_t i = 0; drive->deferred != NULL && i < drive->plan->variable_count; i++) {
        const struct cs_variable *variable = &drive->plan->variables[i];

        if (!cs_transcript_set(drive->transcript, variable->name, variable->value, variable->length))
            break;
    }
    if (drive->deferred == NULL || drive->transcript->variable_count != drive->plan->variable_count)
        cs_drive_trouble(drive, "no memory");
    else if (drive->plan->lacks != NULL)
        cs_drive_end(drive);
    return !drive->over;
}

/* Still without a challenge: nothing can be said, as with a fence that is late. */
static void expire_early(struct cs_drive *drive)
{
    cs_drive_record(drive, CS_EVENT_EXPIRED, -1, drive->source == NULL ? 0 : drive->source->step_count);
    if (cs_drive_begin(drive))
        cs_drive_end(drive);
}

/* What was queued has not been sent, and not because the peer takes no more: a dribble takes a turn of the loop for each
 * byte, and many busy cases make long turns. */
static bool is_sending(const struct cs_drive *drive)
{
    for (size_t i = 0; i < drive->connection_count; i++)
        if (drive->connections[i]->socket != NULL && cs_socket_is_sending(drive->connections[i]->socket))
            return true;
    return false;
}

static double patience_of(const struct cs_drive *drive)
{
    return drive->source == NULL ? 0 : drive->source->patience;
}

/* Seconds that a step may take: those of the run, and what a connect to nobody takes; or for the whole case its own,
 * where it needs more. */
static double deadline_of(const struct cs_drive *drive)
{
    double seconds = drive->setting->deadline + (drive->has_deaf ? CS_BLACKHOLE_SECONDS : 0);

    return patience_of(drive) > seconds ? patience_of(drive) : seconds;
}

static double seconds_since(uint64_t moment)
{
    return (double)(uv_hrtime() - moment) / 1e9;
}

/* Seconds that are left.  A busy machine takes its time for many steps: each may take a deadline, all together a few. */
static double time_left(const struct cs_drive *drive)
{
    double deadline = deadline_of(drive);
    double step = deadline - seconds_since(drive->moved);
    double whole = CS_DEADLINES * deadline - seconds_since(drive->began);

    if (!drive->begun || drive->source == NULL || patience_of(drive) >= deadline)
        return 0;
    return step < whole ? step : whole;
}

/* libuv runs timers before it looks at sockets: after a stall of ours, what the target did in time may still wait. */
static void on_deadline(uv_timer_t *timer)
{
    struct cs_drive *drive = timer->data;

    cs_drive_sweep(drive);
    cs_script_advance(drive);
    if (drive->over)
        return;
    if (is_sending(drive) || drive->was_sending) { /* a whole deadline from when all was sent */
        drive->was_sending = is_sending(drive);
        cs_drive_set_deadline(drive, deadline_of(drive));
        return;
    }
    if (time_left(drive) >= CS_TICK) {
        cs_drive_set_deadline(drive, time_left(drive) + CS_TICK);
        return;
    }
    if (!drive->begun) {
        expire_early(drive);
        return;
    }
    cs_fence_abandon(drive);
    cs_drive_record(drive, CS_EVENT_EXPIRED, -1,
                    drive->moot && drive->plan != NULL ? drive->plan->step_count : drive->step);
    cs_drive_end(drive);
}

void cs_drive_set_deadline(struct cs_drive *drive, double seconds)
{
    uv_update_time(drive->setting->loop); /* many drives begin in one turn: the loop's clock may be behind */
    uv_timer_start(&drive->timer, on_deadline, (uint64_t)(seconds * 1000), 0);
}

void cs_drive_start(struct cs_drive *drive)
{
    drive->began = uv_hrtime();
    cs_drive_set_deadline(drive, deadline_of(drive));
    cs_challenge_begin(drive);
    cs_script_advance(drive);
}

bool cs_drive_begin(struct cs_drive *drive)
{
    drive->begun = true;
    drive->moved = uv_hrtime();
    if (drive->connection_count > 0) /* asking for challenges took time that is not the case's */
        cs_drive_set_deadline(drive, deadline_of(drive));
    return plan(drive) && open_posts(drive);
}

static void release(struct cs_drive *drive)
{
    for (size_t i = 0; i < drive->post_count; i++)
        cs_listener_close(drive->posts[i].listener);
    cs_crowd_free(drive->crowd);
    drive->crowd = NULL;
    if (drive->has_deaf)
        cs_blackhole_close(&drive->deaf);
    for (size_t i = 0; i < drive->connection_count; i++) {
        cs_socket_free(drive->connections[i]->socket);
        drive->connections[i]->socket = NULL;
        cs_recorder_finish(&drive->connections[i]->recorder);
    }
    drive->transcript->duration_us = (uv_hrtime() - drive->began) / 1000;
}

static void on_alarm_closed(uv_handle_t *handle)
{
    struct cs_drive *drive = handle->data;

    for (size_t i = 0; i < drive->connection_count; i++)
        free(drive->connections[i]);
    cs_fence_clear(drive);
    cs_plan_free(drive->plan);
    cs_purse_free(&drive->purse);
    free(drive->deferred);
    free(drive);
}

static void on_timer_closed(uv_handle_t *handle)
{
    struct cs_drive *drive = handle->data;

    uv_close((uv_handle_t *)&drive->alarm, on_alarm_closed);
}

static void finish(struct cs_drive *drive, bool tell)
{
    if (drive->over)
        return;
    drive->over = true;
    release(drive);
    if (tell)
        drive->setting->on_end(drive->setting->context, drive);
    cs_transcript_free(drive->transcript);
    drive->transcript = NULL;
    uv_close((uv_handle_t *)&drive->timer, on_timer_closed);
}

void cs_drive_end(struct cs_drive *drive)
{
    finish(drive, true);
}

void cs_drive_drop(struct cs_drive *drive)
{
    finish(drive, false);
}

void cs_drive_trouble(struct cs_drive *drive, const char *format, ...)
{
    va_list arguments;

    if (drive->over)
        return;
    va_start(arguments, format);
    if (vasprintf(&drive->transcript->trouble, format, arguments) < 0)
        drive->transcript->trouble = NULL;
    va_end(arguments);
    cs_drive_end(drive);
}
