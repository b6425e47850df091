/* The events of a session: what comes is read, decided (decide.h) and carried out (perform.h). */
#include "harness/embedded/proxy/session.h"
#include "harness/embedded/proxy/intercept.h"

#include <stdlib.h>
#include <string.h>

#include "harness/embedded/proxy/actions.h"
#include "harness/embedded/proxy/capsules.h"
#include "harness/embedded/proxy/decide.h"
#include "harness/embedded/proxy/fault_bytes.h"
#include "harness/embedded/proxy/fault_shapes.h"
#include "harness/embedded/proxy/forward.h"
#include "harness/embedded/proxy/parent.h"
#include "harness/embedded/proxy/perform.h"
#include "harness/embedded/proxy/relay.h"

struct cs_session *cs_session_new(const struct cs_proxy_config *config)
{
    struct cs_session *session = calloc(1, sizeof(*session));

    if (session == NULL)
        return NULL;
    session->config = session->given = session->asked.config = config;
    session->phase = CS_PHASE_HEAD;
    session->flows[CS_SIDE_CLIENT].open = true;
    cs_front_begin(&session->front);
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
    cs_buffer_free(&session->capsules.payload);
    cs_buffer_free(&session->capsules.joined);
    cs_front_end(&session->front);
    cs_intercept_free(session->intercept);
    free(session->queue);
    free(session);
}

/* ---- deciding ---- */

static void decide(struct cs_session *session)
{
    cs_fault_take_shape(session);
    session->ruling = session->config->program != NULL ? session->config->program->decide(&session->asked)
                                                       : cs_decide(&session->asked);
    session->asked.history.authenticated |= session->ruling.authenticated;
    if (session->ruling.answers_first)
        cs_session_send_success(session);
    cs_session_carry_out(session, &session->ruling);
}

void cs_session_resumed(struct cs_session *session, bool resumed)
{
    session->asked.history.resumed = resumed;
}

void cs_session_request(struct cs_session *session, const struct cs_message *message)
{
    if (!cs_front_take(&session->front, message, &session->asked)) {
        session->broken = true;
        return;
    }
    cs_front_show(&session->front, &session->in, &session->asked);
    decide(session);
}

static void dial_early(struct cs_session *session)
{
    const struct cs_message *message = &session->asked.message;
    struct cs_destination destination;

    if (session->dialled_early || !cs_authority_destination(message->text, &message->target, &destination))
        return;
    session->dialled_early = true;
    cs_session_dial(session, &destination);
}

/* Reads what has come, |fresh| bytes of it just now; a faulty proxy may find several requests in it. */
static void read_heads(struct cs_session *session, size_t fresh)
{
    enum cs_front_answer answer = CS_FRONT_WHOLE;

    while (session->phase == CS_PHASE_HEAD && !session->broken &&
           (answer == CS_FRONT_WHOLE || answer == CS_FRONT_BAD)) {
        answer = cs_front_read(&session->front, session->config, &session->in, fresh, &session->asked);
        if (answer == CS_FRONT_WHOLE)
            decide(session);
        else if (answer == CS_FRONT_BAD)
            cs_session_refuse(session, CS_REFUSE_BAD_REQUEST);
        else if (answer == CS_FRONT_DIALS)
            dial_early(session);
        session->broken |= answer == CS_FRONT_BROKEN;
        fresh = 0;
    }
}

/* Faults: behind an answer a further request may be there already, or may not come any more. */
static void go_on(struct cs_session *session)
{
    read_heads(session, 0);
    if (session->phase == CS_PHASE_HEAD && session->flows[CS_SIDE_CLIENT].finished)
        cs_session_refuse(session, CS_REFUSE_BAD_REQUEST);
}

/* The connect has ended.  While a head is still read, a faulty proxy made it too early. */
static void dialled(struct cs_session *session, enum cs_refusal outcome)
{
    const struct cs_dialled end = {.outcome = outcome, .asks = &session->ruling, .redialled = session->redialled};
    struct cs_ruling ruling;

    if (session->phase == CS_PHASE_HEAD)
        return;
    ruling = cs_decide_dialled(cs_session_asked(session), &end);
    if (ruling.kind == CS_RULE_DIAL) {
        session->redialled = true;
        cs_session_end(session, CS_SIDE_ORIGIN, CS_ACTION_CLOSE);
        cs_session_dial(session, &ruling.destination);
        return;
    }
    if (ruling.answers_first)
        cs_session_send_success(session);
    if (ruling.early_first)
        cs_session_send(session, CS_SIDE_ORIGIN, session->in.data + session->asked.message.length,
                        session->asked.surplus);
    cs_session_carry_out(session, &ruling);
    go_on(session);
}

/* ---- a parent's answer, a plain one's ---- */

/* What the parent says about a refusal is for us; the client learns that it was refused. */
static void refused_by_parent(struct cs_session *session)
{
    struct cs_draft out = {0};

    if (cs_has(session->config, CS_FAULT_PARENT_RETRIES) && !session->redialled &&
        session->flows[CS_SIDE_ORIGIN].held.length == 0) {
        session->redialled = true;
        session->phase = CS_PHASE_CONNECTING;
        cs_session_end(session, CS_SIDE_ORIGIN, CS_ACTION_CLOSE);
        cs_session_dial(session, &session->config->parent);
        return;
    }
    if (cs_has(session->config, CS_FAULT_PARENT_DIRECT) && !session->redialled) {
        session->redialled = true;
        session->phase = CS_PHASE_CONNECTING;
        cs_session_end(session, CS_SIDE_ORIGIN, CS_ACTION_CLOSE);
        cs_session_dial(session, &session->ruling.destination);
        return;
    }
    if (!cs_parent_hands_over(cs_session_asked(session), &session->flows[CS_SIDE_ORIGIN].held, &out)) {
        cs_session_refuse(session, CS_REFUSE_BY_PARENT);
        return;
    }
    cs_session_send_draft(session, CS_SIDE_CLIENT, &out);
    cs_session_end_both(session, CS_ACTION_CLOSE, CS_ACTION_CLOSE);
}

/* Passes an interim answer on, but to HTTP/1.0 clients (RFC 9110 section 15.2). */
static void pass_interim(struct cs_session *session, size_t head)
{
    struct cs_buffer *held = &session->flows[CS_SIDE_ORIGIN].held;

    if (session->asked.message.version_minor > 0)
        cs_session_send(session, CS_SIDE_CLIENT, held->data, head);
    cs_buffer_take(held, head);
    if (cs_has(session->config, CS_FAULT_PARENT_INTERIM_DEAF) && ++session->interims > 1000)
        session->phase = CS_PHASE_STUCK;
}

static void read_parent(struct cs_session *session, bool finished)
{
    struct cs_buffer *held = &session->flows[CS_SIDE_ORIGIN].held;
    enum cs_parent_answer answer = CS_PARENT_INTERIM;
    size_t head = 0;

    while (session->phase == CS_PHASE_PARENT && answer == CS_PARENT_INTERIM && !session->broken) {
        answer = cs_parent_read(cs_session_asked(session), held, finished, &head);
        if (answer == CS_PARENT_INTERIM) {
            pass_interim(session, head);
        } else if (answer == CS_PARENT_OPENS) {
            cs_fault_parent_opens(session, held->data, head);
            cs_buffer_take(held, cs_has(session->config, CS_FAULT_PARENT_BANNER_LOST) ? held->length : head);
            /* what stands behind it is the first that the tunnel carries */
            cs_session_open(session);
            cs_fault_parent_opened(session);
        } else if (answer == CS_PARENT_REFUSES) {
            refused_by_parent(session);
        } else if (answer == CS_PARENT_SILENCE) {
            session->phase = CS_PHASE_STUCK;
        }
    }
}

/* The plain answer has been passed on: the next request may come, or is there already. */
static void begin_after_forward(struct cs_session *session)
{
    cs_session_end(session, CS_SIDE_ORIGIN, CS_ACTION_CLOSE);
    cs_buffer_free(&session->flows[CS_SIDE_ORIGIN].held);
    cs_buffer_take(&session->in, session->asked.message.length);
    if (session->front.taken != NULL) { /* a stream is for one request */
        cs_session_end_both(session, CS_ACTION_CLOSE, CS_ACTION_CLOSE);
        return;
    }
    session->phase = CS_PHASE_HEAD;
    session->asked.history.forwarded = true;
    cs_front_begin(&session->front);
    read_heads(session, 0);
}

static void pass_content(struct cs_session *session, const char *data, size_t length)
{
    if (length > session->forward_rest)
        length = session->forward_rest;
    cs_session_send(session, CS_SIDE_CLIENT, data, length);
    session->forward_rest -= session->forward_rest == SIZE_MAX - 1 ? 0 : length;
    if (session->forward_rest == 0)
        begin_after_forward(session);
}

static void forward_received(struct cs_session *session, const char *data, size_t length)
{
    struct cs_buffer *held = &session->flows[CS_SIDE_ORIGIN].held;
    size_t head;

    if (session->forward_rest != SIZE_MAX) {
        pass_content(session, data, length);
        return;
    }
    cs_session_keep(session, held, data, length);
    if (held->length > CS_HEAD_BYTES_MAX) {
        cs_session_refuse(session, CS_REFUSE_BY_PARENT);
    } else if (cs_forward_answer(held, &head, &session->forward_rest)) {
        cs_session_send(session, CS_SIDE_CLIENT, held->data, head);
        cs_buffer_take(held, head);
        pass_content(session, held->data, held->length);
    }
}

static void forward_finished(struct cs_session *session)
{
    if (session->forward_rest == SIZE_MAX)
        cs_session_refuse(session, CS_REFUSE_BY_PARENT);
    else
        cs_session_end_both(session, CS_ACTION_CLOSE, CS_ACTION_CLOSE);
}

/* ---- events ---- */

static void client_received(struct cs_session *session, const char *data, size_t length)
{
    if (session->phase == CS_PHASE_STUCK)
        return;
    cs_session_keep(session, &session->in, data, length);
    if (session->phase == CS_PHASE_HEAD)
        read_heads(session, length);
    else if (session->in.length > CS_EARLY_BYTES_MAX)
        cs_session_pause(session, CS_SIDE_CLIENT);
}

/* Before its tunnel stands the origin speaks only where it was contacted too early. */
static void origin_received(struct cs_session *session, const char *data, size_t length)
{
    struct cs_buffer *held = &session->flows[CS_SIDE_ORIGIN].held;

    if (session->phase == CS_PHASE_FORWARD) {
        forward_received(session, data, length);
        return;
    }
    cs_session_keep(session, held, data, length);
    if (session->phase == CS_PHASE_PARENT)
        read_parent(session, false);
    else if (session->connected && cs_has(session->config, CS_FAULT_SUCCESS_WAITS))
        cs_session_open(session);
    else if (held->length > CS_EARLY_BYTES_MAX)
        cs_session_pause(session, CS_SIDE_ORIGIN);
}

void cs_session_received(struct cs_session *session, enum cs_side side, const char *data, size_t length)
{
    if (!cs_session_is_open(session, side))
        return;
    if (session->phase == CS_PHASE_TUNNEL)
        cs_relay_received(session, side, data, length);
    else if (side == CS_SIDE_CLIENT)
        client_received(session, data, length);
    else
        origin_received(session, data, length);
}

void cs_session_take_datagrams(struct cs_session *session, bool takes)
{
    session->capsules.beside = takes;
}

/* Before the tunnel stands it is dropped (RFC 9298 section 5). */
void cs_session_datagram(struct cs_session *session, const char *data, size_t length)
{
    if (cs_session_is_open(session, CS_SIDE_CLIENT) && session->phase == CS_PHASE_TUNNEL && session->ruling.datagrams)
        cs_capsules_datagram(session, data, length);
}

/* A FIN behind a request withdraws nothing (RFC 9112 section 9.6); in the midst of a head it makes it incomplete. */
static void client_finished(struct cs_session *session)
{
    const char *added = cs_fault_head_end(session->config);

    if (added != NULL && session->phase == CS_PHASE_HEAD && session->in.length > 0) {
        cs_session_keep(session, &session->in, added, strlen(added));
        read_heads(session, 0);
    }
    bool withdrawn = cs_has(session->config, CS_FAULT_FIN_AS_ABORT);

    if (session->phase == CS_PHASE_HEAD && session->in.length > 0 && !withdrawn)
        cs_session_refuse(session, CS_REFUSE_BAD_REQUEST);
    else if (session->phase == CS_PHASE_HEAD || session->phase == CS_PHASE_STUCK || withdrawn)
        cs_session_end_both(session, CS_ACTION_CLOSE, CS_ACTION_CLOSE);
}

void cs_session_finished(struct cs_session *session, enum cs_side side)
{
    if (!cs_session_is_open(session, side) || session->flows[side].finished)
        return;
    session->flows[side].finished = true;
    if (session->phase == CS_PHASE_TUNNEL)
        cs_relay_finished(session, side);
    else if (side == CS_SIDE_CLIENT)
        client_finished(session);
    else if (session->phase == CS_PHASE_PARENT)
        read_parent(session, true);
    else if (session->phase == CS_PHASE_FORWARD)
        forward_finished(session);
}

void cs_session_reset(struct cs_session *session, enum cs_side side)
{
    if (!cs_session_is_open(session, side))
        return;
    if (session->phase == CS_PHASE_TUNNEL) {
        cs_relay_reset(session, side);
    } else if (side == CS_SIDE_CLIENT) {
        cs_session_end_both(session, CS_ACTION_RESET, CS_ACTION_RESET);
    } else {
        cs_session_end(session, CS_SIDE_ORIGIN, CS_ACTION_RESET);
        dialled(session, CS_REFUSE_NOT_CONNECTED);
    }
}

void cs_session_connected(struct cs_session *session)
{
    if (!cs_session_is_open(session, CS_SIDE_ORIGIN) || session->connected)
        return;
    session->connected = true;
    dialled(session, CS_REFUSE_NOTHING);
}

void cs_session_connect_failed(struct cs_session *session, enum cs_connect_error error)
{
    static const enum cs_refusal refusals[] = {
        [CS_CONNECT_REFUSED] = CS_REFUSE_NOT_CONNECTED,           [CS_CONNECT_UNRESOLVED] = CS_REFUSE_NOT_RESOLVED,
        [CS_CONNECT_LOOKUP_TIMED_OUT] = CS_REFUSE_LOOKUP_TIMEOUT, [CS_CONNECT_DENIED] = CS_REFUSE_ADDRESS,
        [CS_CONNECT_TIMED_OUT] = CS_REFUSE_CONNECT_TIMEOUT,       [CS_CONNECT_OTHER] = CS_REFUSE_NOT_CONNECTED,
    };

    if (!cs_session_is_open(session, CS_SIDE_ORIGIN) || session->connected)
        return;
    cs_session_end(session, CS_SIDE_ORIGIN, CS_ACTION_CLOSE);
    dialled(session, refusals[error]);
}

void cs_session_expired(struct cs_session *session)
{
    if (cs_session_is_open(session, CS_SIDE_CLIENT) && session->phase == CS_PHASE_HEAD)
        cs_session_refuse(session, CS_REFUSE_HEAD_TIMEOUT);
    else if (cs_session_is_open(session, CS_SIDE_CLIENT) && session->phase == CS_PHASE_PARENT)
        cs_session_refuse(session, CS_REFUSE_PARENT_TIMEOUT);
}

void cs_session_drained(struct cs_session *session, enum cs_side side, size_t unsent)
{
    if (!cs_session_is_open(session, side))
        return;
    session->flows[side].unsent = unsent;
    if (session->phase == CS_PHASE_TUNNEL && session->flows[cs_other(side)].open)
        cs_session_throttle(session, cs_other(side));
}
