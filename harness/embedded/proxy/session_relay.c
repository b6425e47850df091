#include "harness/embedded/proxy/session_internal.h"

void cs_session_throttle(struct cs_session *session, enum cs_side from)
{
    const struct cs_flow *to = &session->flows[cs_other(from)];
    size_t unsent = to->open ? to->unsent : 0;

    if (cs_has(session, CS_FAULT_UNBOUNDED))
        return;
    if (cs_fault_stops_reading(session, from))
        cs_session_pause(session, from);
    else if (unsent > CS_UNSENT_BYTES_MAX)
        cs_session_pause(session, from);
    else if (unsent <= CS_UNSENT_BYTES_LOW)
        cs_session_resume(session, from);
}

void cs_session_pass(struct cs_session *session, enum cs_side from, const char *data, size_t length)
{
    cs_session_send(session, cs_other(from), data, length);
    cs_session_throttle(session, from);
}

void cs_session_relay(struct cs_session *session, enum cs_side from, const char *data, size_t length)
{
    session->flows[from].received += length;
    if (!cs_fault_on_bytes(session, from, data, length))
        cs_session_pass(session, from, data, length);
}

static void end_both(struct cs_session *session, enum cs_action_kind how)
{
    cs_session_end(session, CS_SIDE_CLIENT, how);
    cs_session_end(session, CS_SIDE_ORIGIN, how);
    session->phase = CS_PHASE_OVER;
}

/* A FIN is passed on, the other direction lives on. */
void cs_session_relay_finish(struct cs_session *session, enum cs_side from)
{
    struct cs_flow *other = &session->flows[cs_other(from)];

    if (other->finished || !other->open)
        end_both(session, CS_ACTION_CLOSE);
    else if (!cs_fault_on_finish(session, from))
        cs_session_act(session, CS_ACTION_FINISH, cs_other(from));
}

/* A reset becomes a reset, so that the other side sees that its data may be cut short (RFC 9112 section 8). */
void cs_session_relay_reset(struct cs_session *session, enum cs_side from)
{
    cs_session_end(session, from, CS_ACTION_RESET);
    if (session->flows[cs_other(from)].open && cs_fault_on_reset(session, from))
        return;
    cs_session_end(session, cs_other(from), CS_ACTION_CUT);
    session->phase = CS_PHASE_OVER;
}

/* What came before the tunnel stood goes first, once (RFC 9110 section 9.3.6). */
static void relay_early(struct cs_session *session)
{
    struct cs_buffer early = session->in;
    struct cs_buffer *banner = &session->flows[CS_SIDE_ORIGIN].held;
    struct cs_buffer held = *banner;

    session->in = (struct cs_buffer){0};
    *banner = (struct cs_buffer){0};
    cs_session_resume(session, CS_SIDE_CLIENT);
    cs_session_resume(session, CS_SIDE_ORIGIN);
    if (early.length > session->request.head_length)
        cs_session_relay(session, CS_SIDE_CLIENT, early.data + session->request.head_length,
                         early.length - session->request.head_length);
    if (held.length > 0)
        cs_session_relay(session, CS_SIDE_ORIGIN, held.data, held.length);
    cs_buffer_free(&early);
    cs_buffer_free(&held);
}

void cs_session_open(struct cs_session *session)
{
    if (!session->fault.answered)
        cs_session_send_success(session);
    session->phase = CS_PHASE_TUNNEL;
    if (cs_fault_on_open(session))
        return;
    relay_early(session);
    if (session->flows[CS_SIDE_CLIENT].finished && session->phase == CS_PHASE_TUNNEL)
        cs_session_relay_finish(session, CS_SIDE_CLIENT);
}
