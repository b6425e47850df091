#include "harness/embedded/proxy/session.h"

#include <stdlib.h>
#include <string.h>

#include "harness/embedded/proxy/session_internal.h"

struct cs_session *cs_session_new(const struct cs_proxy_config *config)
{
    struct cs_session *session = calloc(1, sizeof(*session));

    if (session == NULL)
        return NULL;
    session->config = config;
    session->phase = CS_PHASE_HEAD;
    session->flows[CS_SIDE_CLIENT].open = true;
    cs_session_parse_again(session);
    return session;
}

void cs_session_free(struct cs_session *session)
{
    if (session == NULL)
        return;
    cs_buffer_free(&session->in);
    cs_buffer_free(&session->out);
    cs_buffer_free(&session->flows[CS_SIDE_CLIENT].held);
    cs_buffer_free(&session->flows[CS_SIDE_ORIGIN].held);
    free(session->queue);
    free(session);
}

static bool is_open(const struct cs_session *session, enum cs_side side)
{
    return session->flows[side].open && !session->broken;
}

static void client_received(struct cs_session *session, const char *data, size_t length)
{
    if (session->phase == CS_PHASE_DEAF)
        return;
    cs_session_keep(session, &session->in, data, length);
    if (session->phase == CS_PHASE_HEAD && !cs_fault_incomplete_head(session, length))
        cs_session_read_head(session);
    else if (session->in.length > CS_EARLY_BYTES_MAX)
        cs_session_pause(session, CS_SIDE_CLIENT);
}

/* The origin speaks before its tunnel stands: it was contacted too early. */
static void origin_early(struct cs_session *session, const char *data, size_t length)
{
    struct cs_buffer *held = &session->flows[CS_SIDE_ORIGIN].held;

    cs_session_keep(session, held, data, length);
    if (held->length > CS_EARLY_BYTES_MAX)
        cs_session_pause(session, CS_SIDE_ORIGIN);
}

void cs_session_received(struct cs_session *session, enum cs_side side, const char *data, size_t length)
{
    if (!is_open(session, side))
        return;
    if (session->phase == CS_PHASE_TUNNEL)
        cs_session_relay(session, side, data, length);
    else if (side == CS_SIDE_CLIENT)
        client_received(session, data, length);
    else if (session->phase == CS_PHASE_PARENT)
        cs_session_parent_received(session, data, length);
    else if (session->phase == CS_PHASE_FORWARD)
        cs_session_forward_received(session, data, length);
    else
        origin_early(session, data, length);
}

/* A FIN behind a request withdraws nothing (RFC 9112 section 9.6); in the midst of a head it makes it incomplete. */
static void client_finished(struct cs_session *session)
{
    bool withdrawn = cs_has(session, CS_FAULT_FIN_AS_ABORT);

    if (session->phase == CS_PHASE_HEAD && session->in.length > 0 && !withdrawn) {
        cs_session_refuse(session, CS_REFUSE_BAD_REQUEST);
    } else if (session->phase == CS_PHASE_HEAD || session->phase == CS_PHASE_DEAF || withdrawn) {
        cs_session_end(session, CS_SIDE_ORIGIN, CS_ACTION_CLOSE);
        cs_session_end(session, CS_SIDE_CLIENT, CS_ACTION_CLOSE);
        session->phase = CS_PHASE_OVER;
    }
}

void cs_session_finished(struct cs_session *session, enum cs_side side)
{
    if (!is_open(session, side) || session->flows[side].finished)
        return;
    session->flows[side].finished = true;
    if (session->phase == CS_PHASE_TUNNEL)
        cs_session_relay_finish(session, side);
    else if (side == CS_SIDE_CLIENT)
        client_finished(session);
    else if (session->phase == CS_PHASE_PARENT)
        cs_session_parent_finished(session);
    else if (session->phase == CS_PHASE_FORWARD)
        cs_session_forward_finished(session);
}

void cs_session_reset(struct cs_session *session, enum cs_side side)
{
    if (!is_open(session, side))
        return;
    if (session->phase == CS_PHASE_TUNNEL) {
        cs_session_relay_reset(session, side);
    } else if (side == CS_SIDE_CLIENT) {
        cs_session_end(session, CS_SIDE_CLIENT, CS_ACTION_RESET);
        cs_session_end(session, CS_SIDE_ORIGIN, CS_ACTION_RESET);
        session->phase = CS_PHASE_OVER;
    } else {
        cs_session_end(session, CS_SIDE_ORIGIN, CS_ACTION_RESET);
        cs_session_dialled(session, CS_REFUSE_NOT_CONNECTED);
    }
}

void cs_session_connected(struct cs_session *session)
{
    if (!is_open(session, CS_SIDE_ORIGIN) || session->connected)
        return;
    session->connected = true;
    cs_session_dialled(session, CS_REFUSE_NOTHING);
}

void cs_session_connect_failed(struct cs_session *session, enum cs_connect_error error)
{
    static const enum cs_refusal refusals[] = {
        [CS_CONNECT_REFUSED] = CS_REFUSE_NOT_CONNECTED,           [CS_CONNECT_UNRESOLVED] = CS_REFUSE_NOT_RESOLVED,
        [CS_CONNECT_LOOKUP_TIMED_OUT] = CS_REFUSE_LOOKUP_TIMEOUT, [CS_CONNECT_DENIED] = CS_REFUSE_ADDRESS,
        [CS_CONNECT_TIMED_OUT] = CS_REFUSE_CONNECT_TIMEOUT,       [CS_CONNECT_OTHER] = CS_REFUSE_NOT_CONNECTED,
    };

    if (!is_open(session, CS_SIDE_ORIGIN) || session->connected)
        return;
    cs_session_end(session, CS_SIDE_ORIGIN, CS_ACTION_CLOSE);
    cs_session_dialled(session, refusals[error]);
}

void cs_session_expired(struct cs_session *session)
{
    if (is_open(session, CS_SIDE_CLIENT) && session->phase == CS_PHASE_HEAD)
        cs_session_refuse(session, CS_REFUSE_HEAD_TIMEOUT);
    else if (is_open(session, CS_SIDE_CLIENT) && session->phase == CS_PHASE_PARENT)
        cs_session_refuse(session, CS_REFUSE_PARENT_TIMEOUT);
}

void cs_session_drained(struct cs_session *session, enum cs_side side, size_t unsent)
{
    if (!is_open(session, side))
        return;
    session->flows[side].unsent = unsent;
    if (session->phase == CS_PHASE_TUNNEL && session->flows[cs_other(side)].open)
        cs_session_throttle(session, cs_other(side));
}

static struct cs_queued *enqueue(struct cs_session *session)
{
    size_t capacity = session->queue_capacity == 0 ? 8 : session->queue_capacity * 2;
    struct cs_queued *grown;

    if (session->queue_taken == session->queue_length) {
        session->queue_taken = session->queue_length = 0;
        session->out.length = 0;
    }
    if (session->queue_length == session->queue_capacity) {
        grown = realloc(session->queue, capacity * sizeof(*grown));
        if (grown == NULL) {
            session->broken = true;
            return NULL;
        }
        session->queue = grown;
        session->queue_capacity = capacity;
    }
    session->queue[session->queue_length] = (struct cs_queued){0};
    return &session->queue[session->queue_length++];
}

void cs_session_act(struct cs_session *session, enum cs_action_kind kind, enum cs_side side)
{
    struct cs_queued *queued = enqueue(session);

    if (queued != NULL) {
        queued->action.kind = kind;
        queued->action.side = side;
    }
}

void cs_session_send(struct cs_session *session, enum cs_side side, const char *data, size_t length)
{
    struct cs_queued *queued;

    if (length == 0 || !is_open(session, side))
        return;
    queued = enqueue(session);
    if (queued == NULL)
        return;
    queued->action.kind = CS_ACTION_SEND;
    queued->action.side = side;
    queued->action.length = length;
    queued->start = session->out.length;
    cs_session_keep(session, &session->out, data, length);
    session->flows[side].unsent += length;
}

void cs_session_send_text(struct cs_session *session, enum cs_side side, const char *text)
{
    cs_session_send(session, side, text, strlen(text));
}

void cs_session_dial(struct cs_session *session, const struct cs_destination *destination)
{
    struct cs_queued *queued = enqueue(session);

    if (queued == NULL)
        return;
    queued->action.kind = CS_ACTION_CONNECT;
    queued->action.side = CS_SIDE_ORIGIN;
    queued->action.destination = *destination;
    session->flows[CS_SIDE_ORIGIN] = (struct cs_flow){.open = true, .held = session->flows[CS_SIDE_ORIGIN].held};
    session->connected = false;
}

void cs_session_end(struct cs_session *session, enum cs_side side, enum cs_action_kind how)
{
    if (!session->flows[side].open)
        return;
    cs_session_act(session, how, side);
    session->flows[side].open = session->broken;
}

void cs_session_pause(struct cs_session *session, enum cs_side side)
{
    if (!session->flows[side].paused)
        cs_session_act(session, CS_ACTION_PAUSE, side);
    session->flows[side].paused = true;
}

void cs_session_resume(struct cs_session *session, enum cs_side side)
{
    if (session->flows[side].paused)
        cs_session_act(session, CS_ACTION_RESUME, side);
    session->flows[side].paused = false;
}

void cs_session_keep(struct cs_session *session, struct cs_buffer *buffer, const char *data, size_t length)
{
    if (!cs_buffer_add(buffer, data, length))
        session->broken = true;
}

/* Nothing can be queued any more: resets whatever is still open. */
static bool next_when_broken(struct cs_session *session, struct cs_action *action)
{
    for (int side = CS_SIDE_CLIENT; side <= CS_SIDE_ORIGIN; side++) {
        if (!session->flows[side].open)
            continue;
        session->flows[side].open = false;
        *action = (struct cs_action){.kind = CS_ACTION_RESET, .side = (enum cs_side)side};
        return true;
    }
    session->phase = CS_PHASE_OVER;
    session->queue_taken = session->queue_length;
    return false;
}

bool cs_session_next(struct cs_session *session, struct cs_action *action)
{
    struct cs_queued *queued;

    *action = (struct cs_action){0};
    if (session->broken)
        return next_when_broken(session, action);
    if (session->queue_taken == session->queue_length)
        return false;
    queued = &session->queue[session->queue_taken++];
    *action = queued->action;
    if (action->kind == CS_ACTION_SEND)
        action->data = session->out.data + queued->start;
    return true;
}

bool cs_session_over(const struct cs_session *session)
{
    return !session->flows[CS_SIDE_CLIENT].open && !session->flows[CS_SIDE_ORIGIN].open &&
           session->queue_taken == session->queue_length;
}
