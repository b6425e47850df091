#include <errno.h>
#include <string.h>

#include "harness/engine/crowd.h"
#include "harness/engine/drive.h"
#include "harness/engine/measure.h"

enum progress {
    CS_GO_ON, /* the step is done, or can be taken */
    CS_WAIT,
    CS_MOOT, /* it can no longer happen */
};

static size_t read_bytes(const void *context, uint64_t offset, char *buffer, size_t capacity)
{
    return cs_bytes_read(context, offset, buffer, capacity);
}

/* An order was not taken: the connection is gone, or there is no memory. */
static void refused(struct cs_connection *connection)
{
    if (!connection->ended)
        cs_drive_trouble(connection->drive, "no memory");
    else
        cs_drive_record(connection->drive, CS_EVENT_SEND_FAILED, connection->channel, EPIPE);
}

static void send_segments(struct cs_connection *connection, const struct cs_planned_step *planned)
{
    for (size_t i = 0; i < planned->segment_count; i++) {
        const struct cs_bytes *bytes = &planned->segments[i];
        struct cs_source source = {.total = bytes->total, .read = read_bytes, .context = bytes};

        source.dribble = planned->step->verb == CS_VERB_DRIBBLE;
        if (bytes->total > 0 && !cs_socket_send(connection->socket, source)) {
            refused(connection);
            return;
        }
    }
}

/* Does what a step asks of a connection that is there; an await has nothing to do. */
static void perform(struct cs_connection *connection, const struct cs_planned_step *planned)
{
    struct cs_socket *socket = connection->socket;

    switch (planned->step->verb) {
    case CS_VERB_SEND:
    case CS_VERB_DRIBBLE:
        send_segments(connection, planned);
        break;
    case CS_VERB_FINISH:
        if (!cs_socket_finish(socket))
            refused(connection);
        break;
    case CS_VERB_CLOSE:
        if (!cs_socket_close(socket))
            refused(connection);
        break;
    case CS_VERB_RESET:
        if (!cs_socket_reset(socket))
            refused(connection);
        break;
    case CS_VERB_PAUSE:
        cs_socket_pause(socket);
        break;
    case CS_VERB_RESUME:
        cs_socket_resume(socket);
        break;
    case CS_VERB_CONNECT:
    case CS_VERB_AWAIT:
    case CS_VERB_CROWD:
    case CS_VERB_MEASURE:
    case CS_VERB_FENCE:
    case CS_VERB_COUNT:
        break;
    }
}

void cs_script_catch_up(struct cs_drive *drive, struct cs_connection *connection)
{
    const char *actor = cs_connection_channel(connection)->actor;

    for (size_t i = 0; i < drive->step && !drive->over; i++) {
        if (drive->deferred[i] && strcmp(drive->plan->steps[i].step->actor, actor) == 0) {
            drive->deferred[i] = false;
            perform(connection, &drive->plan->steps[i]);
        }
    }
}

static bool is_client(const struct cs_step *step)
{
    return strncmp(step->actor, "client", strlen("client")) == 0;
}

/* Whether nothing that this client has asked for can still be granted. */
static bool is_refused(const struct cs_connection *client)
{
    enum cs_exchange_state state = client->recorder.exchange.state;

    return client->ended || state == CS_EXCHANGE_BODY || state == CS_EXCHANGE_ANSWERED || state == CS_EXCHANGE_GARBAGE;
}

static bool all_refused(const struct cs_drive *drive)
{
    for (size_t i = 0; i < drive->connection_count; i++)
        if (drive->connections[i]->standing == CS_STANDING_CLIENT && !is_refused(drive->connections[i]))
            return false;
    return true;
}

/* An origin that has not arrived: moot once every client was refused.  A target that connected before it refused has
 * its connection in the listener's queue by then. */
static enum progress await_arrival(struct cs_drive *drive, const char *actor)
{
    if (!all_refused(drive))
        return CS_WAIT;
    cs_drive_accept_now(drive);
    if (drive->over)
        return CS_WAIT;
    return cs_connection_find(drive, actor) != NULL ? CS_GO_ON : CS_MOOT;
}

static enum progress await_bytes(const struct cs_connection *connection, uint64_t amount)
{
    if (connection->ended || cs_recorder_tunnelled(&connection->recorder) >= amount)
        return CS_GO_ON;
    return connection->standing == CS_STANDING_CLIENT && is_refused(connection) ? CS_MOOT : CS_WAIT;
}

static void on_alarm(uv_timer_t *alarm)
{
    struct cs_drive *drive = alarm->data;

    drive->rung = true;
    cs_script_advance(drive);
}

static bool await_time(struct cs_drive *drive, uint64_t seconds)
{
    if (!drive->rung && !uv_is_active((const uv_handle_t *)&drive->alarm))
        uv_timer_start(&drive->alarm, on_alarm, seconds * 1000, 0);
    return drive->rung;
}

static bool has_request(const struct cs_connection *connection)
{
    const struct cs_stream *received = &cs_connection_channel(connection)->received;
    struct cs_request request;

    cs_request_init(&request, NULL);
    return received->kept_length > 0 &&
           cs_request_parse(&request, received->kept, received->kept_length) != CS_NEED_MORE;
}

static enum progress await(const struct cs_connection *connection, const struct cs_step *step)
{
    bool done = connection->ended;

    switch (step->await) {
    case CS_AWAIT_ANSWER:
        done =
            done || cs_connection_is_answered(connection) || connection->recorder.exchange.state == CS_EXCHANGE_GARBAGE;
        break;
    case CS_AWAIT_CONNECTION:
        done = done || connection->connected || connection->standing == CS_STANDING_ORIGIN;
        break;
    case CS_AWAIT_BYTES:
        return await_bytes(connection, step->amount);
    case CS_AWAIT_REQUEST:
        done = done || has_request(connection);
        break;
    case CS_AWAIT_SECONDS:
        done = done || await_time(connection->drive, step->amount);
        break;
    case CS_AWAIT_END:
        break;
    }
    return done ? CS_GO_ON : CS_WAIT;
}

/* A step of one actor.  |begins|: it is met for the first time. */
static enum progress take_step(struct cs_drive *drive, const struct cs_planned_step *planned, bool begins)
{
    const struct cs_step *step = planned->step;
    struct cs_connection *connection = cs_connection_find(drive, step->actor);

    if (connection == NULL && is_client(step)) {
        connection = cs_connection_open(drive, step->actor, CS_STANDING_CLIENT);
        if (connection == NULL)
            return CS_WAIT;
    }
    if (connection == NULL && step->verb != CS_VERB_AWAIT) {
        drive->deferred[drive->step] = true;
        return CS_GO_ON;
    }
    if (connection == NULL) {
        enum progress progress = await_arrival(drive, step->actor);

        if (progress != CS_GO_ON)
            return progress;
        connection = cs_connection_find(drive, step->actor);
    }
    if (begins)
        perform(connection, planned);
    return step->verb == CS_VERB_AWAIT ? await(connection, step) : CS_GO_ON;
}

static enum progress take_fence(struct cs_drive *drive)
{
    if (drive->fence.state == CS_FENCE_NONE && !cs_fence_begin(drive))
        return CS_WAIT;
    cs_fence_look(drive);
    if (drive->fence.state != CS_FENCE_OVER)
        return CS_WAIT;
    cs_fence_clear(drive);
    return CS_GO_ON;
}

static enum progress take_crowd(struct cs_drive *drive, const struct cs_planned_step *planned, bool begins)
{
    if (begins) {
        cs_crowd_free(drive->crowd);
        drive->crowd = cs_crowd_start(drive, planned);
    }
    if (drive->crowd == NULL && !drive->over)
        cs_drive_trouble(drive, "no memory");
    if (drive->over || !cs_crowd_is_over(drive->crowd))
        return CS_WAIT;
    cs_crowd_leave(drive->crowd);
    return CS_GO_ON;
}

static enum progress take_measure(struct cs_drive *drive)
{
    struct cs_holdings seen;

    if (!cs_measure(drive->setting->policy->guardian, &seen)) {
        cs_drive_trouble(drive, "the target's processes cannot be looked at");
        return CS_WAIT;
    }
    cs_drive_record(drive, CS_EVENT_DESCRIPTORS, -1, seen.descriptors);
    cs_drive_record(drive, CS_EVENT_MEMORY, -1, seen.memory);
    return CS_GO_ON;
}

static enum progress take_current(struct cs_drive *drive)
{
    const struct cs_planned_step *planned = &drive->plan->steps[drive->step];
    bool begins = !drive->step_begun;

    if (begins)
        cs_drive_record(drive, CS_EVENT_STEP, -1, drive->step);
    drive->step_begun = true;
    if (drive->over)
        return CS_WAIT;
    if (planned->step->verb == CS_VERB_CROWD)
        return take_crowd(drive, planned, begins);
    if (planned->step->verb == CS_VERB_MEASURE)
        return take_measure(drive);
    return planned->step->verb == CS_VERB_FENCE ? take_fence(drive) : take_step(drive, planned, begins);
}

static bool is_finished(const struct cs_drive *drive)
{
    return drive->moot || drive->plan == NULL || drive->step == drive->plan->step_count;
}

/* Takes one step; false when it has to wait, or the drive is over. */
static bool advance_once(struct cs_drive *drive)
{
    enum progress progress;

    if (is_finished(drive)) {
        if (take_fence(drive) == CS_GO_ON && !drive->over)
            cs_drive_end(drive);
        return false;
    }
    progress = take_current(drive);
    if (drive->over || progress == CS_WAIT)
        return false;
    if (progress == CS_MOOT) {
        drive->moot = true;
        drive->moved = uv_hrtime();
        cs_drive_record(drive, CS_EVENT_MOOT, -1, drive->step);
        return true;
    }
    drive->step++;
    drive->moved = uv_hrtime();
    drive->step_begun = false;
    drive->rung = false;
    uv_timer_stop(&drive->alarm);
    return true;
}

void cs_script_advance(struct cs_drive *drive)
{
    if (drive->busy || drive->over)
        return;
    drive->busy = true;
    if (!drive->begun && (!cs_challenge_look(drive) || !cs_drive_begin(drive))) {
        drive->busy = false;
        return;
    }
    while (!drive->over && advance_once(drive))
        continue;
    drive->busy = false;
}
