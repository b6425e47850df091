#include "harness/embedded/proxy/actions.h"

#include <stdlib.h>
#include <string.h>

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
    if (length > 0)
        cs_session_send_datagram(session, side, data, length);
}

void cs_session_send_datagram(struct cs_session *session, enum cs_side side, const char *data, size_t length)
{
    struct cs_queued *queued;

    if (!cs_session_is_open(session, side))
        return;
    queued = enqueue(session);
    if (queued == NULL)
        return;
    queued->action.kind = CS_ACTION_SEND;
    queued->action.side = side;
    queued->action.length = length;
    queued->start = session->out.length;
    if (length > 0)
        cs_session_keep(session, &session->out, data, length);
    session->flows[side].unsent += length;
}

void cs_session_send_beside(struct cs_session *session, const char *data, size_t length)
{
    struct cs_queued *queued = cs_session_is_open(session, CS_SIDE_CLIENT) ? enqueue(session) : NULL;

    if (queued == NULL)
        return;
    queued->action.kind = CS_ACTION_DATAGRAM;
    queued->action.side = CS_SIDE_CLIENT;
    queued->action.length = 1 + length;
    queued->start = session->out.length;
    cs_session_keep(session, &session->out, "", 1); /* CS_UDP_CONTEXT */
    if (length > 0)
        cs_session_keep(session, &session->out, data, length);
}

void cs_session_send_text(struct cs_session *session, enum cs_side side, const char *text)
{
    cs_session_send(session, side, text, strlen(text));
}

void cs_session_send_draft(struct cs_session *session, enum cs_side side, struct cs_draft *draft)
{
    if (draft->broken)
        session->broken = true;
    cs_session_send(session, side, draft->bytes.data, draft->bytes.length);
    cs_draft_free(draft);
}

static void dial(struct cs_session *session, const struct cs_destination *destination, bool datagrams)
{
    struct cs_queued *queued = enqueue(session);

    if (queued == NULL)
        return;
    queued->action.kind = CS_ACTION_CONNECT;
    queued->action.side = CS_SIDE_ORIGIN;
    queued->action.destination = *destination;
    queued->action.datagrams = datagrams;
    session->flows[CS_SIDE_ORIGIN] = (struct cs_flow){.open = true, .held = session->flows[CS_SIDE_ORIGIN].held};
    session->connected = false;
}

void cs_session_dial(struct cs_session *session, const struct cs_destination *destination)
{
    dial(session, destination, false);
}

void cs_session_dial_udp(struct cs_session *session, const struct cs_destination *destination)
{
    dial(session, destination, true);
}

void cs_session_end(struct cs_session *session, enum cs_side side, enum cs_action_kind how)
{
    if (!session->flows[side].open)
        return;
    cs_session_act(session, how, side);
    session->flows[side].open = session->broken;
}

void cs_session_end_both(struct cs_session *session, enum cs_action_kind client, enum cs_action_kind origin)
{
    cs_session_end(session, CS_SIDE_CLIENT, client);
    cs_session_end(session, CS_SIDE_ORIGIN, origin);
    session->phase = CS_PHASE_OVER;
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

void cs_session_throttle(struct cs_session *session, enum cs_side from)
{
    const struct cs_flow *to = &session->flows[cs_other(from)];
    size_t unsent = to->open ? to->unsent : 0;

    if (cs_has(session->config, CS_FAULT_UNBOUNDED) || cs_has(session->config, CS_FAULT_QUEUE_DROPPED) ||
        cs_has(session->config, CS_FAULT_QUEUE_DROPPED_UPWARDS))
        return;
    if (cs_has(session->config, CS_FAULT_STALL_COUPLES) && unsent > CS_UNSENT_BYTES_MAX)
        cs_session_pause(session, cs_other(from));
    if (cs_has(session->config, CS_FAULT_STALL_COUPLES) && unsent <= CS_UNSENT_BYTES_LOW)
        cs_session_resume(session, cs_other(from));
    if (session->flows[from].stopped || unsent > CS_UNSENT_BYTES_MAX)
        cs_session_pause(session, from);
    else if (unsent <= CS_UNSENT_BYTES_LOW)
        cs_session_resume(session, from);
}

void cs_session_pass(struct cs_session *session, enum cs_side from, const char *data, size_t length)
{
    cs_session_send(session, cs_other(from), data, length);
    cs_session_throttle(session, from);
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
    if (action->kind == CS_ACTION_SEND || action->kind == CS_ACTION_DATAGRAM)
        action->data = action->length == 0 ? "" : session->out.data + queued->start;
    return true;
}

bool cs_session_over(const struct cs_session *session)
{
    return !session->flows[CS_SIDE_CLIENT].open && !session->flows[CS_SIDE_ORIGIN].open &&
           session->queue_taken == session->queue_length;
}
