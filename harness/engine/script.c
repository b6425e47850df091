#include "harness/engine/script.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/engine/perform.h"
#include "harness/transport/datagrams.h"

#define LOOK_AGAIN_MS 100 /* at what nothing tells of */

/* What stands uppermost takes it: TLS in the tunnel, where there is some. */
static void perform(struct cs_script *script, struct cs_connection *connection, const struct cs_planned_step *planned)
{
    if (planned->step->verb == CS_VERB_TLS)
        cs_shake(&script->shakes, connection, planned);
    else if (connection->inner == NULL || !cs_shake_takes(connection, planned))
        cs_script_perform(connection, planned);
}

/* Somebody has got a name: does what the script had for this one. */
static void catch_up_with(struct cs_script *script, struct cs_connection *connection)
{
    const char *actor = connection->channel->actor;

    connection->greeted = true;
    for (size_t i = 0; i < script->step && !cs_links_is_over(script->links); i++) {
        if (script->deferred[i] && strcmp(script->plan->steps[i].step->actor, actor) == 0) {
            script->deferred[i] = false;
            perform(script, connection, &script->plan->steps[i]);
        }
    }
}

static void catch_up(struct cs_script *script)
{
    const struct cs_links *links = script->links;

    for (size_t i = 0; i < links->connection_count; i++)
        if (!links->connections[i]->greeted && links->connections[i]->kind == CS_PEER_ARRIVED)
            catch_up_with(script, links->connections[i]);
}

/* Whether nothing that this client has asked for can still be granted. */
static bool is_refused(const struct cs_connection *client)
{
    enum cs_exchange_state state = client->recorder.heard.state;

    return client->ended || state == CS_EXCHANGE_BODY || state == CS_EXCHANGE_ANSWERED || state == CS_EXCHANGE_GARBAGE;
}

static bool all_refused(const struct cs_links *links)
{
    for (size_t i = 0; i < links->connection_count; i++)
        if (links->connections[i]->kind == CS_PEER_DIALLED && !is_refused(links->connections[i]))
            return false;
    return true;
}

/* Somebody who has not arrived: unreachable once every client was refused, or behind a fence, where whoever was to come
 * has come.  A target that connected before it refused has its connection in the listener's queue by then. */
static enum cs_progress await_arrival(struct cs_links *links, const char *actor, bool behind_fence)
{
    if (!behind_fence && !all_refused(links))
        return CS_PROGRESS_WAITS;
    cs_links_accept_now(links);
    if (cs_links_is_over(links))
        return CS_PROGRESS_WAITS;
    return cs_links_find(links, actor) != NULL ? CS_PROGRESS_DONE : CS_PROGRESS_UNREACHABLE;
}

static enum cs_progress await_bytes(const struct cs_connection *connection, uint64_t amount)
{
    if (connection->inner != NULL)
        return connection->ended || cs_inner_has(connection->inner, amount) ? CS_PROGRESS_DONE : CS_PROGRESS_WAITS;
    if (connection->ended || cs_recorder_tunnelled(&connection->recorder) >= amount)
        return CS_PROGRESS_DONE;
    return connection->kind == CS_PEER_DIALLED && is_refused(connection) ? CS_PROGRESS_UNREACHABLE : CS_PROGRESS_WAITS;
}

static enum cs_progress await_datagrams(const struct cs_connection *connection, uint64_t amount)
{
    if (connection->ended || cs_datagrams_count(connection->channel) >= amount)
        return CS_PROGRESS_DONE;
    return connection->kind == CS_PEER_DIALLED && is_refused(connection) ? CS_PROGRESS_UNREACHABLE : CS_PROGRESS_WAITS;
}

static void on_alarm(uv_timer_t *alarm)
{
    struct cs_script *script = alarm->data;

    script->alarm_fired = true;
    script->links->woken(script->links->context);
}

static bool await_time(struct cs_script *script, double seconds)
{
    if (!script->alarm_fired && !uv_is_active((const uv_handle_t *)&script->alarm))
        uv_timer_start(&script->alarm, on_alarm, (uint64_t)(seconds * 1000), 0);
    return script->alarm_fired;
}

static void look_again(struct cs_script *script)
{
    script->alarm_fired = false;
    if (!uv_is_active((const uv_handle_t *)&script->alarm))
        uv_timer_start(&script->alarm, on_alarm, LOOK_AGAIN_MS, 0);
}

static bool has_request(const struct cs_connection *connection)
{
    struct cs_conversation said;

    cs_conversation_read(connection->channel, true, &said);
    return said.first.answer != CS_NEED_MORE && (said.final_count > 0 || connection->channel->received.total > 0);
}

static bool has_answers(const struct cs_connection *connection, uint64_t amount)
{
    struct cs_conversation heard;

    cs_conversation_read(connection->channel, true, &heard);
    return heard.final_count >= amount;
}

static enum cs_progress await(struct cs_script *script, const struct cs_connection *connection,
                              const struct cs_step *step)
{
    bool done = connection->ended || (step->await == CS_AWAIT_HEAD && cs_connection_has_head(connection));

    switch (step->await) {
    case CS_AWAIT_ANSWER:
    case CS_AWAIT_HEAD:
        done = done || cs_connection_is_answered(connection) || connection->recorder.heard.state == CS_EXCHANGE_GARBAGE;
        break;
    case CS_AWAIT_ANSWERS:
        done = done || has_answers(connection, step->amount);
        break;
    case CS_AWAIT_CONNECTION:
        done = done || connection->connected || connection->kind == CS_PEER_ARRIVED;
        break;
    case CS_AWAIT_BYTES:
        return await_bytes(connection, step->amount);
    case CS_AWAIT_DATAGRAMS:
        return await_datagrams(connection, step->amount);
    case CS_AWAIT_REQUEST:
        done = done || has_request(connection);
        break;
    case CS_AWAIT_SECONDS:
        done = done || await_time(script, (double)step->amount);
        break;
    case CS_AWAIT_HANDSHAKE:
        done = done || connection->inner == NULL || cs_inner_is_shaken(connection->inner);
        break;
    case CS_AWAIT_END: /* who has given a connection up and keeps it open will not end its streams, either */
        done = done || (connection->given_up && await_time(script, script->deadline / 2));
        break;
    case CS_AWAIT_PONG:
        done = done || connection->ponged;
        break;
    case CS_AWAIT_SETTINGS:
        done = done || connection->settings_taken;
        break;
    case CS_AWAIT_STUCK:
        done = done || cs_pipe_is_stuck(connection->pipe);
        if (!done)
            look_again(script);
        break;
    case CS_AWAIT_EXIT:
        break;
    }
    return done ? CS_PROGRESS_DONE : CS_PROGRESS_WAITS;
}

/* A stream on the connection of another actor; where that is no more, nothing of what follows can happen. */
static struct cs_connection *join(struct cs_script *script, const struct cs_step *step, enum cs_progress *progress)
{
    struct cs_connection *other = cs_links_find(script->links, step->other);

    if (other != NULL && cs_pipe_takes_channels(other->pipe))
        return cs_links_join(script->links, step->actor, other);
    *progress = CS_PROGRESS_UNREACHABLE;
    return NULL;
}

/* The connection that a step means: a client dials, others have to arrive.  NULL: not there, |*progress| says why. */
static struct cs_connection *actor_of(struct cs_script *script, const struct cs_step *step, enum cs_progress *progress)
{
    struct cs_connection *connection = cs_links_find(script->links, step->actor);

    *progress = CS_PROGRESS_WAITS;
    if (connection != NULL)
        return connection;
    if (step->verb == CS_VERB_JOIN)
        return join(script, step, progress);
    if (step->verb == CS_VERB_CONNECT && step->segment_count > 0)
        return cs_shake_dial(&script->shakes, script->links, &script->plan->steps[script->step]);
    if (step->seat == CS_SEAT_DIALS)
        return cs_links_dial(script->links, step->actor, CS_PEER_DIALLED);
    if (step->verb != CS_VERB_AWAIT) {
        script->deferred[script->step] = true;
        *progress = CS_PROGRESS_DONE;
        return NULL;
    }
    *progress = await_arrival(script->links, step->actor,
                              script->step > 0 && script->plan->steps[script->step - 1].step->verb == CS_VERB_FENCE);
    return *progress == CS_PROGRESS_DONE ? cs_links_find(script->links, step->actor) : NULL;
}

/* A step of one actor.  |begins|: it is met for the first time. */
static enum cs_progress take_step(struct cs_script *script, const struct cs_planned_step *planned, bool begins)
{
    enum cs_progress progress;
    struct cs_connection *connection = actor_of(script, planned->step, &progress);

    if (connection == NULL)
        return progress;
    if (begins)
        perform(script, connection, planned);
    return planned->step->verb == CS_VERB_AWAIT ? await(script, connection, planned->step) : CS_PROGRESS_DONE;
}

static enum cs_progress take_load(struct cs_script *script, const struct cs_planned_step *planned, bool begins)
{
    if (begins) {
        cs_load_free(script->load);
        script->load = cs_load_start(script->links, script->plan, script->pool, planned, script->deadline);
    }
    if (script->load == NULL)
        cs_links_trouble(script->links, "no memory");
    if (cs_links_is_over(script->links) || !cs_load_look(script->load))
        return CS_PROGRESS_WAITS;
    return CS_PROGRESS_DONE;
}

/* What was done with may take the target a moment to let go of, so what is above the last count is taken again for
 * half a deadline.  True: look later. */
static bool may_still_let_go(struct cs_script *script, const struct cs_holdings *seen)
{
    const uint64_t since = uv_hrtime() - script->measured_since;
    const bool more = seen->descriptors > script->held.descriptors || seen->processes > script->held.processes;

    if (!script->measured || !more || (double)since > script->deadline * 0.5e9)
        return false;
    look_again(script);
    return true;
}

static enum cs_progress take_measure(struct cs_script *script, bool begins)
{
    struct cs_holdings seen;

    if (begins)
        script->measured_since = uv_hrtime();
    if (!cs_measure(script->plan->policy->guardian, &seen)) {
        cs_links_trouble(script->links, "the target's processes cannot be looked at");
        return CS_PROGRESS_WAITS;
    }
    if (may_still_let_go(script, &seen))
        return CS_PROGRESS_WAITS;
    script->measured = true;
    script->held = seen;
    cs_links_record(script->links, CS_EVENT_DESCRIPTORS, -1, seen.descriptors);
    cs_links_record(script->links, CS_EVENT_MEMORY, -1, seen.memory);
    cs_links_record(script->links, CS_EVENT_PROCESSES, -1, seen.processes);
    cs_links_record(script->links, CS_EVENT_BUSY, -1, seen.busy);
    return CS_PROGRESS_DONE;
}

/* A frame that names its own stream: the stream has its number once what was asked for before it could go out. */
static bool is_early(const struct cs_script *script, const struct cs_step *step)
{
    const struct cs_connection *connection =
        step->verb == CS_VERB_FRAME ? cs_links_find(script->links, step->actor) : NULL;

    return connection != NULL && !connection->connected && !connection->ended;
}

static enum cs_progress take_current(struct cs_script *script)
{
    const struct cs_planned_step *planned = &script->plan->steps[script->step];
    bool begins = !script->step_begun;

    if (begins && is_early(script, planned->step))
        return CS_PROGRESS_WAITS;
    if (begins)
        cs_links_record(script->links, CS_EVENT_STEP, -1, script->step);
    script->step_begun = true;
    if (cs_links_is_over(script->links))
        return CS_PROGRESS_WAITS;
    if (planned->step->verb == CS_VERB_CROWD)
        return take_load(script, planned, begins);
    if (planned->step->verb == CS_VERB_MEASURE)
        return take_measure(script, begins);
    if (planned->step->verb == CS_VERB_FENCE)
        return script->settle(script->context);
    if (planned->step->seat == CS_SEAT_PROGRAM)
        return script->program(script->context, planned, begins);
    if (script->hosted && planned->step->seat == CS_SEAT_ARRIVES)
        return CS_PROGRESS_DONE;
    return take_step(script, planned, begins);
}

static bool is_finished(const struct cs_script *script)
{
    return script->unreachable || script->step == script->plan->step_count;
}

/* Takes one step; false when it has to wait, or there is trouble. */
static bool advance_once(struct cs_script *script)
{
    enum cs_progress progress = take_current(script);

    if (cs_links_is_over(script->links) || progress == CS_PROGRESS_WAITS)
        return false;
    script->moved = uv_hrtime();
    if (progress == CS_PROGRESS_UNREACHABLE) {
        script->unreachable = true;
        cs_links_record(script->links, CS_EVENT_MOOT, -1, script->step);
        return true;
    }
    script->step++;
    script->step_begun = false;
    script->alarm_fired = false;
    uv_timer_stop(&script->alarm);
    return true;
}

bool cs_script_advance(struct cs_script *script)
{
    do {
        catch_up(script);
        if (cs_links_is_over(script->links))
            return false;
        if (is_finished(script)) {
            cs_load_free(script->load);
            script->load = NULL;
            return true;
        }
    } while (advance_once(script));
    return false;
}

void cs_script_begin(struct cs_script *script)
{
    script->moved = uv_hrtime();
    script->deferred = calloc(script->plan->step_count + 1, sizeof(*script->deferred));
    if (script->deferred == NULL)
        cs_links_trouble(script->links, "no memory");
}

void cs_script_end(struct cs_script *script)
{
    cs_load_free(script->load);
    script->load = NULL;
    free(script->deferred);
    script->deferred = NULL;
}
