#include "harness/embedded/proxy/relay.h"

#include "harness/embedded/proxy/actions.h"
#include "harness/embedded/proxy/capsules.h"
#include "harness/embedded/proxy/fault_bytes.h"
#include "harness/embedded/proxy/fault_content.h"
#include "harness/embedded/proxy/fault_relay.h"

void cs_relay_received(struct cs_session *session, enum cs_side from, const char *data, size_t length)
{
    session->flows[from].received += length;
    if (session->ruling.datagrams)
        cs_capsules_received(session, from, data, length);
    else if (!cs_fault_on_bytes(session, from, data, length) && !cs_fault_takes_bytes(session, from, data, length) &&
             !cs_fault_on_piece_of_tunnel(session, from, data, length) &&
             !cs_fault_on_amount(session, from, data, length) && !cs_fault_on_content(session, from, data, length) &&
             !cs_fault_inside(session, from, data, length) && !cs_fault_tls(session, from, data, length))
        cs_session_pass(session, from, data, length);
}

/* A FIN is passed on, the other direction lives on. */
void cs_relay_finished(struct cs_session *session, enum cs_side from)
{
    struct cs_flow *other = &session->flows[cs_other(from)];

    if (session->ruling.datagrams) {
        cs_capsules_finished(session);
        return;
    }
    cs_fault_releases(session, from);
    if (other->finished || !other->open)
        cs_session_end_both(session, CS_ACTION_CLOSE, CS_ACTION_CLOSE);
    else if (!cs_fault_on_finish(session, from))
        cs_session_act(session, CS_ACTION_FINISH, cs_other(from));
}

/* A reset becomes a reset, so that the other side sees that its data may be cut short (RFC 9112 section 8). */
void cs_relay_reset(struct cs_session *session, enum cs_side from)
{
    if (session->ruling.datagrams) {
        cs_capsules_reset(session, from);
        return;
    }
    cs_session_end(session, from, CS_ACTION_RESET);
    if (session->flows[cs_other(from)].open && cs_fault_on_reset(session, from))
        return;
    cs_session_end(session, cs_other(from), CS_ACTION_CUT);
    session->phase = CS_PHASE_OVER;
}

static void relay_early(struct cs_session *session)
{
    struct cs_buffer early = session->in;
    struct cs_buffer *banner = &session->flows[CS_SIDE_ORIGIN].held;
    struct cs_buffer held = *banner;
    size_t head = session->asked.message.length;

    session->in = (struct cs_buffer){0};
    *banner = (struct cs_buffer){0};
    cs_session_resume(session, CS_SIDE_CLIENT);
    cs_session_resume(session, CS_SIDE_ORIGIN);
    if (early.length > head)
        cs_relay_received(session, CS_SIDE_CLIENT, early.data + head, early.length - head);
    if (held.length > 0)
        cs_relay_received(session, CS_SIDE_ORIGIN, held.data, held.length);
    cs_buffer_free(&early);
    cs_buffer_free(&held);
}

void cs_relay_open(struct cs_session *session)
{
    session->phase = CS_PHASE_TUNNEL;
    session->content = cs_fault_content(session);
    if (session->ruling.datagrams)
        cs_capsules_open(session);
    else if (cs_fault_on_open(session))
        return;
    relay_early(session);
    if (session->flows[CS_SIDE_CLIENT].finished && session->phase == CS_PHASE_TUNNEL)
        cs_relay_finished(session, CS_SIDE_CLIENT);
}
