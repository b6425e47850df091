#include "harness/engine/script.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/engine/measure.h"
#include "harness/transport/h1/read.h"
#include "harness/transport/h2/block.h"
#include "harness/transport/h2/frame.h"

static size_t read_bytes(const void *context, uint64_t offset, char *buffer, size_t capacity)
{
    return cs_bytes_read(context, offset, buffer, capacity);
}

/* An order was not taken: the connection is gone, or there is no memory. */
static void refused(struct cs_connection *connection)
{
    if (!connection->ended)
        cs_links_trouble(connection->links, "no memory");
    else
        cs_links_record(connection->links, CS_EVENT_SEND_FAILED, connection->number, EPIPE);
}

struct cs_source cs_script_source(const struct cs_bytes *bytes, bool dribble)
{
    return (struct cs_source){.total = bytes->total, .read = read_bytes, .context = bytes, .dribble = dribble};
}

static void send_segments(struct cs_connection *connection, const struct cs_planned_step *planned)
{
    for (size_t i = 0; i < planned->segment_count; i++) {
        const struct cs_bytes *bytes = &planned->segments[i];
        struct cs_source source = cs_script_source(bytes, planned->step->verb == CS_VERB_DRIBBLE);

        if (bytes->total > 0 && !cs_pipe_send(connection->pipe, source)) {
            refused(connection);
            return;
        }
    }
}

static void send_head(struct cs_connection *connection, const struct cs_planned_step *planned)
{
    const struct cs_bytes *bytes = &planned->segments[0];
    const struct cs_source source = {.total = bytes->total, .read = read_bytes, .context = bytes};
    struct cs_planned_head *head = planned->head;

    cs_h1_message(planned->step->verb == CS_VERB_REQUEST ? CS_MESSAGE_REQUEST : CS_MESSAGE_RESPONSE, head->text,
                  head->length, &head->target, &head->protocol, &head->message);
    if (!cs_pipe_head(connection->pipe, &head->message, source, cs_h1_ends(&head->message)))
        refused(connection);
}

/* One field of a section, or the line of credentials as HTTP/1.1 has it (empty: there are none). */
static bool put_field(struct cs_buffer *out, const char *text, size_t length)
{
    static const char authorization[] = "Proxy-Authorization: ";

    if (length > sizeof(authorization) && memcmp(text, authorization, sizeof(authorization) - 1) == 0)
        return cs_h2_put_line(out, text, length);
    return cs_h2_put_text(out, text, length);
}

/* The section becomes the head's text, which lives as long as the plan. */
static void send_section(struct cs_connection *connection, const struct cs_planned_step *planned)
{
    struct cs_planned_head *head = planned->head;
    struct cs_buffer block = {0};
    bool good = true;

    for (size_t i = 0; good && i < planned->segment_count; i++) {
        size_t length;
        char *text = cs_bytes_flatten(&planned->segments[i], CS_H2_BLOCK_MAX, &length);

        good = text != NULL && put_field(&block, text, length);
        free(text);
    }
    free(head->text);
    head->text = block.data;
    head->length = block.length;
    head->span = (struct cs_source_span){.bytes = head->text, .length = head->length};
    if (!good)
        cs_links_trouble(connection->links, "no memory");
    else if (!cs_pipe_section(connection->pipe, cs_source_bytes(&head->span), planned->step->head->ends))
        refused(connection);
}

/* The frame's bytes become the head's text. */
static void send_frame(struct cs_connection *connection, const struct cs_planned_step *planned)
{
    const struct cs_frame_numbers *numbers = &planned->step->frame;
    uint64_t own = (uint64_t)cs_pipe_number(connection->pipe);
    struct cs_planned_head *head = planned->head;
    size_t length = 0;
    char *payload =
        planned->segment_count == 0 ? calloc(1, 1) : cs_bytes_flatten(&planned->segments[0], CS_H2_BLOCK_MAX, &length);
    const struct cs_h2_frame frame = {.length = (uint32_t)length,
                                      .type = (uint8_t)numbers->type,
                                      .flags = (uint8_t)numbers->flags,
                                      .stream =
                                          (uint32_t)(numbers->stream == CS_FRAME_STREAM_OWN ? own : numbers->stream)};

    free(head->text);
    head->text = malloc(CS_H2_HEADER_BYTES + length);
    if (payload == NULL || head->text == NULL) {
        cs_links_trouble(connection->links, "no memory");
        free(payload);
        return;
    }
    cs_h2_write_header((uint8_t *)head->text, &frame);
    memcpy(head->text + CS_H2_HEADER_BYTES, payload, length);
    free(payload);
    head->length = CS_H2_HEADER_BYTES + length;
    head->span = (struct cs_source_span){.bytes = head->text, .length = head->length};
    if (!cs_pipe_raw(connection->pipe, cs_source_bytes(&head->span)))
        refused(connection);
}

static void send_raw(struct cs_connection *connection, const struct cs_planned_step *planned)
{
    if (!cs_pipe_raw(connection->pipe, cs_script_source(&planned->segments[0], false)))
        refused(connection);
}

static void send_request(struct cs_connection *connection, const struct cs_planned_step *planned)
{
    if (planned->step->head->section)
        send_section(connection, planned);
    else
        send_head(connection, planned);
}

/* An await has nothing to do. */
void cs_script_perform(struct cs_connection *connection, const struct cs_planned_step *planned)
{
    struct cs_pipe *pipe = connection->pipe;

    switch (planned->step->verb) {
    case CS_VERB_REQUEST:
        send_request(connection, planned);
        break;
    case CS_VERB_RESPOND:
        send_head(connection, planned);
        break;
    case CS_VERB_FRAME:
        send_frame(connection, planned);
        break;
    case CS_VERB_RAW:
        send_raw(connection, planned);
        break;
    case CS_VERB_SEND:
    case CS_VERB_DRIBBLE:
        send_segments(connection, planned);
        break;
    case CS_VERB_FINISH:
        if (!cs_pipe_finish(pipe))
            refused(connection);
        break;
    case CS_VERB_CLOSE:
        if (!cs_pipe_close(pipe))
            refused(connection);
        break;
    case CS_VERB_RESET:
        if (!cs_pipe_reset(pipe))
            refused(connection);
        break;
    case CS_VERB_PAUSE:
        cs_pipe_pause(pipe);
        break;
    case CS_VERB_RESUME:
        cs_pipe_resume(pipe);
        break;
    case CS_VERB_JOIN: /* was done when the actor was looked for */
    case CS_VERB_RUN:  /* a case with one of these is not planned yet */
    case CS_VERB_DATAGRAM:
    case CS_VERB_TLS:
    case CS_VERB_SERVE:
    case CS_VERB_CONNECT:
    case CS_VERB_AWAIT:
    case CS_VERB_CROWD:
    case CS_VERB_MEASURE:
    case CS_VERB_FENCE:
    case CS_VERB_COUNT:
        break;
    }
}

/* Somebody has got a name: does what the script had for this one. */
static void catch_up_with(struct cs_script *script, struct cs_connection *connection)
{
    const char *actor = connection->channel->actor;

    connection->greeted = true;
    for (size_t i = 0; i < script->step && !cs_links_is_over(script->links); i++) {
        if (script->deferred[i] && strcmp(script->plan->steps[i].step->actor, actor) == 0) {
            script->deferred[i] = false;
            cs_script_perform(connection, &script->plan->steps[i]);
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

/* Somebody who has not arrived: unreachable once every client was refused.  A target that connected before it refused
 * has its connection in the listener's queue by then. */
static enum cs_progress await_arrival(struct cs_links *links, const char *actor)
{
    if (!all_refused(links))
        return CS_PROGRESS_WAITS;
    cs_links_accept_now(links);
    if (cs_links_is_over(links))
        return CS_PROGRESS_WAITS;
    return cs_links_find(links, actor) != NULL ? CS_PROGRESS_DONE : CS_PROGRESS_UNREACHABLE;
}

static enum cs_progress await_bytes(const struct cs_connection *connection, uint64_t amount)
{
    if (connection->ended || cs_recorder_tunnelled(&connection->recorder) >= amount)
        return CS_PROGRESS_DONE;
    return connection->kind == CS_PEER_DIALLED && is_refused(connection) ? CS_PROGRESS_UNREACHABLE : CS_PROGRESS_WAITS;
}

static void on_alarm(uv_timer_t *alarm)
{
    struct cs_script *script = alarm->data;

    script->alarm_fired = true;
    script->links->woken(script->links->context);
}

static bool await_time(struct cs_script *script, uint64_t seconds)
{
    if (!script->alarm_fired && !uv_is_active((const uv_handle_t *)&script->alarm))
        uv_timer_start(&script->alarm, on_alarm, seconds * 1000, 0);
    return script->alarm_fired;
}

static bool has_request(const struct cs_connection *connection)
{
    struct cs_conversation said;

    cs_conversation_read(connection->channel, true, &said);
    return said.first.answer != CS_NEED_MORE && (said.final_count > 0 || connection->channel->received.total > 0);
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
    case CS_AWAIT_CONNECTION:
        done = done || connection->connected || connection->kind == CS_PEER_ARRIVED;
        break;
    case CS_AWAIT_BYTES:
        return await_bytes(connection, step->amount);
    case CS_AWAIT_REQUEST:
        done = done || has_request(connection);
        break;
    case CS_AWAIT_SECONDS:
        done = done || await_time(script, step->amount);
        break;
    case CS_AWAIT_EXIT:
    case CS_AWAIT_HANDSHAKE:
    case CS_AWAIT_END:
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
    if (step->seat == CS_SEAT_DIALS)
        return cs_links_dial(script->links, step->actor, CS_PEER_DIALLED);
    if (step->verb != CS_VERB_AWAIT) {
        script->deferred[script->step] = true;
        *progress = CS_PROGRESS_DONE;
        return NULL;
    }
    *progress = await_arrival(script->links, step->actor);
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
        cs_script_perform(connection, planned);
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

static enum cs_progress take_measure(struct cs_script *script)
{
    struct cs_holdings seen;

    if (!cs_measure(script->plan->policy->guardian, &seen)) {
        cs_links_trouble(script->links, "the target's processes cannot be looked at");
        return CS_PROGRESS_WAITS;
    }
    cs_links_record(script->links, CS_EVENT_DESCRIPTORS, -1, seen.descriptors);
    cs_links_record(script->links, CS_EVENT_MEMORY, -1, seen.memory);
    return CS_PROGRESS_DONE;
}

static enum cs_progress take_current(struct cs_script *script)
{
    const struct cs_planned_step *planned = &script->plan->steps[script->step];
    bool begins = !script->step_begun;

    if (begins)
        cs_links_record(script->links, CS_EVENT_STEP, -1, script->step);
    script->step_begun = true;
    if (cs_links_is_over(script->links))
        return CS_PROGRESS_WAITS;
    if (planned->step->verb == CS_VERB_CROWD)
        return take_load(script, planned, begins);
    if (planned->step->verb == CS_VERB_MEASURE)
        return take_measure(script);
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
        if (is_finished(script))
            return true;
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
