#include "harness/embedded/proxy/pair.h"

#include <stdlib.h>
#include <string.h>

#include "harness/embedded/proxy/fault_held.h"
#include "harness/embedded/proxy/fault_shell.h"
#include "harness/embedded/proxy/fault_wire.h"
#include "harness/embedded/proxy/udp.h"

#define HEAD_MS       60000 /* for a whole request head (against clients that dribble), unless told otherwise */
#define WITHDRAWAL_MS 50    /* fault: before a connect, so that a FIN behind the request is there by then */

static void free_pair(struct cs_pair *pair)
{
    pair->pairs->count--;
    if (pair->previous != NULL)
        pair->previous->next = pair->next;
    else
        pair->pairs->first = pair->next;
    if (pair->next != NULL)
        pair->next->previous = pair->previous;
    cs_session_free(pair->session);
    cs_front_h2_free(pair->front);
    free(pair);
}

/* One wire or look-up less. */
static void release(void *context)
{
    struct cs_pair *pair = context;
    struct cs_pairs *pairs = pair->pairs;

    if (--pair->wires > 0)
        return;
    free_pair(pair);
    pairs->changed(pairs);
}

/* ---- what the session asks for ---- */

static void perform_on(struct cs_pair *pair, struct cs_wire *wire, const struct cs_action *action)
{
    switch ((int)action->kind) {
    case CS_ACTION_SEND:
        cs_wire_send(wire, action->data, action->length);
        break;
    case CS_ACTION_DATAGRAM:
        cs_wire_send_datagram(wire, action->data, action->length);
        break;
    case CS_ACTION_FINISH:
        cs_wire_finish(wire);
        break;
    case CS_ACTION_CLOSE:
        cs_wire_close(wire);
        break;
    case CS_ACTION_CUT:
    case CS_ACTION_RESET:
        if (wire->side == CS_SIDE_CLIENT && cs_wire_fault_notifies(wire))
            cs_wire_close(wire);
        else if (action->kind == CS_ACTION_CUT)
            cs_wire_cut(wire);
        else
            cs_wire_reset(wire);
        break;
    case CS_ACTION_PAUSE:
        cs_shell_fault_paused(pair->pairs->config, wire, true);
        cs_wire_pause(wire);
        break;
    default:
        cs_shell_fault_paused(pair->pairs->config, wire, false);
        cs_wire_read(wire);
        break;
    }
}

static void dial(struct cs_pair *pair, const struct cs_destination *destination, bool datagrams)
{
    pair->connected = false;
    pair->dial.datagrams = datagrams;
    if (pair->sides[CS_SIDE_CLIENT] != NULL)
        cs_wire_expect_nothing(pair->sides[CS_SIDE_CLIENT]); /* the head has come */
    cs_dial_begin(&pair->dial, destination);
}

static void report_unsent(struct cs_pair *pair, enum cs_side side)
{
    if (pair->sides[side] != NULL)
        cs_session_drained(pair->session, side, cs_wire_unsent(pair->sides[side]));
}

/* Does what the session asks for until it asks for nothing more. */
static void run(struct cs_pair *pair)
{
    struct cs_action action;

    while (cs_session_next(pair->session, &action)) {
        if (action.kind == CS_ACTION_CLOSE && action.side == CS_SIDE_CLIENT)
            cs_shell_fault_refused(pair);
        if (action.kind == CS_ACTION_CONNECT)
            dial(pair, &action.destination, action.datagrams);
        else if (pair->sides[action.side] != NULL)
            perform_on(pair, pair->sides[action.side], &action);
        else if (action.side == CS_SIDE_ORIGIN)
            cs_dial_call_off(&pair->dial); /* there is no connection: it is given up */
        if (action.kind == CS_ACTION_SEND)
            report_unsent(pair, action.side);
    }
    pair->pairs->changed(pair->pairs);
}

void cs_pair_expect_head(struct cs_pair *pair)
{
    const struct cs_proxy_config *config = pair->pairs->config;

    if (config->fault != CS_FAULT_HEAD_WAITS)
        cs_wire_expect(pair->sides[CS_SIDE_CLIENT], config->head_seconds > 0 ? config->head_seconds * 1000 : HEAD_MS);
}

/* ---- HTTP/2 ---- */

static struct cs_wire *on_stream(void *context)
{
    struct cs_pair *connection = context;
    struct cs_pair *pair = cs_pair_new(connection->pairs);

    return pair == NULL ? NULL : pair->sides[CS_SIDE_CLIENT];
}

void cs_pair_multiplex(struct cs_pair *pair, cs_front_link *link)
{
    struct cs_wire *client = pair->sides[CS_SIDE_CLIENT];

    cs_wire_expect(client, UINT32_MAX);
    pair->front = cs_front_h2_new(pair->pairs->config, link, client, on_stream, pair);
    if (pair->front == NULL) {
        cs_wire_reset(client);
        return;
    }
    cs_session_free(pair->session);
    pair->session = NULL;
    cs_front_h2_begin(pair->front);
}

static void multiplex(void *context)
{
    cs_pair_multiplex(context, cs_front_link_h2);
}

/* Whether |data| belongs to what a client with prior knowledge begins with (RFC 9113 section 3.4), over TCP alone: it
 * is still coming, or has come, and there is nothing more to do. */
static bool takes_preface(struct cs_pair *pair, const char *data, size_t length)
{
    size_t left = CS_H2_PREFACE_BYTES - pair->preface;
    size_t step = length < left ? length : left;
    size_t before = pair->preface;

    bool takes = pair->pairs->config->multiplexes && pair->pairs->config->tls == NULL;

    if (pair->spoken || (!takes && pair->pairs->config->fault != CS_FAULT_WIRE_PREFACE))
        return false;
    if (memcmp(data, &CS_H2_PREFACE[before], step) != 0) {
        pair->spoken = true;
        cs_session_received(pair->session, CS_SIDE_CLIENT, CS_H2_PREFACE, before);
        return false;
    }
    pair->preface += step;
    if (step < left)
        return true;
    pair->spoken = true;
    multiplex(pair);
    if (pair->front == NULL)
        return true;
    cs_front_h2_received(pair->front, CS_H2_PREFACE, CS_H2_PREFACE_BYTES);
    if (length > step)
        cs_front_h2_received(pair->front, data + step, length - step);
    return true;
}

/* ---- what the wires tell ---- */

static void on_received(void *context, enum cs_side side, const char *data, size_t length)
{
    struct cs_pair *pair = context;
    bool tunnel = pair->sides[CS_SIDE_ORIGIN] != NULL;

    if (pair->front != NULL) {
        cs_front_h2_received(pair->front, data, length);
        return;
    }
    if (side == CS_SIDE_CLIENT && takes_preface(pair, data, length))
        return;
    if (cs_shell_fault_loses(pair, data, length))
        return;
    pair->spoken |= side == CS_SIDE_CLIENT;
    if (side == CS_SIDE_CLIENT && pair->sides[side] != NULL && pair->sides[side]->link != NULL)
        cs_session_resumed(pair->session, cs_tls_resumed(pair->sides[side]->link));
    cs_shell_fault_heard(pair, side);
    if (pair->sides[CS_SIDE_CLIENT] != NULL && !tunnel && pair->pairs->config->fault == CS_FAULT_HEAD_EACH_READ)
        cs_pair_expect_head(pair);
    if (side == CS_SIDE_ORIGIN && pair->sides[CS_SIDE_CLIENT] != NULL)
        cs_session_take_datagrams(pair->session, cs_wire_takes_datagrams(pair->sides[CS_SIDE_CLIENT]));
    cs_session_received(pair->session, side, data, length);
    run(pair);
}

static void on_client_datagram(void *context, const char *data, size_t length)
{
    struct cs_pair *pair = context;

    cs_session_datagram(pair->session, data, length);
    run(pair);
}

static void on_asked(void *context, const struct cs_message *message)
{
    struct cs_pair *pair = context;

    pair->spoken = true;
    cs_session_request(pair->session, message);
    run(pair);
}

static void on_finished(void *context, enum cs_side side)
{
    struct cs_pair *pair = context;

    if (pair->front != NULL) {
        cs_front_h2_ended(pair->front, false);
        return;
    }
    cs_shell_fault_finished(pair, side);
    cs_session_finished(pair->session, side);
    run(pair);
}

static void on_reset(void *context, enum cs_side side)
{
    struct cs_pair *pair = context;

    if (pair->front != NULL) {
        cs_front_h2_ended(pair->front, true);
        return;
    }
    cs_shell_fault_reset(pair, side);
    cs_session_reset(pair->session, side);
    run(pair);
}

static void on_drained(void *context, enum cs_side side)
{
    struct cs_pair *pair = context;

    if (pair->front != NULL) {
        cs_front_h2_drained(pair->front);
        return;
    }
    report_unsent(pair, side);
    run(pair);
}

static void connect_failed(struct cs_pair *pair, enum cs_connect_error error)
{
    cs_shell_fault_not_connected(pair);
    cs_wire_reset(pair->sides[CS_SIDE_ORIGIN]);
    cs_dial_again(&pair->dial, error);
    run(pair);
}

static void on_connected(void *context, int status)
{
    struct cs_pair *pair = context;
    struct cs_wire *origin = pair->sides[CS_SIDE_ORIGIN];
    const struct cs_proxy_config *config = pair->pairs->config;

    if (status != 0) {
        connect_failed(pair, status == UV_ECONNREFUSED ? CS_CONNECT_REFUSED : CS_CONNECT_OTHER);
        return;
    }
    pair->connected = true;
    uv_tcp_nodelay(&origin->tcp, 1);
    cs_wire_read(origin);
    if (config->parent.length > 0 && !pair->dial.datagrams && cs_shell_fault_parent_ms(config) > 0)
        cs_wire_expect(origin, cs_shell_fault_parent_ms(config));
    cs_shell_fault_connected(pair);
    cs_session_connected(pair->session);
    cs_shell_fault_heard(pair, CS_SIDE_CLIENT);
    run(pair);
}

static void on_expired(void *context, enum cs_side side)
{
    struct cs_pair *pair = context;

    if (pair->front != NULL)
        return;
    if (side == CS_SIDE_ORIGIN && !pair->connected) {
        connect_failed(pair, CS_CONNECT_TIMED_OUT);
        return;
    }
    if (pair->sides[CS_SIDE_ORIGIN] != NULL && cs_shell_fault_cuts(pair->pairs->config)) {
        cs_session_reset(pair->session, side);
    } else if (pair->dial_waits) {
        pair->dial_waits = false;
        cs_dial_next(&pair->dial);
    } else {
        cs_session_expired(pair->session);
    }
    run(pair);
}

static void on_left(void *context, struct cs_wire *wire)
{
    struct cs_pair *pair = context;

    if (pair->sides[wire->side] != wire)
        return;
    pair->sides[wire->side] = NULL;
    if (pair->front != NULL)
        cs_front_h2_let_go(pair->front);
}

static void on_broken(void *context)
{
    const struct cs_pair *pair = context;

    if (!pair->connected && pair->pairs->config->fault == CS_FAULT_REFUSAL_RESET_CRASHES)
        abort();
}

static const struct cs_wire_events wire_events = {
    .connected = on_connected,
    .received = on_received,
    .asked = on_asked,
    .datagram = on_client_datagram,
    .multiplexed = multiplex,
    .finished = on_finished,
    .reset = on_reset,
    .drained = on_drained,
    .expired = on_expired,
    .left = on_left,
    .broken = on_broken,
    .gone = release,
};

static struct cs_wire *new_wire(struct cs_pair *pair, enum cs_side side)
{
    struct cs_wire *wire = cs_wire_new(&pair->pairs->ground, &wire_events, pair, side);

    if (wire == NULL)
        return NULL;
    pair->sides[side] = wire;
    pair->wires++;
    return wire;
}

/* ---- what the dial tells ---- */

static void on_asks(void *context)
{
    ((struct cs_pair *)context)->wires++;
}

static void on_answered(void *context, bool wanted)
{
    if (wanted)
        run(context);
    release(context);
}

static void on_ready(void *context)
{
    struct cs_pair *pair = context;
    struct cs_wire *client = pair->sides[CS_SIDE_CLIENT];

    pair->dial_waits = client != NULL && pair->pairs->config->fault == CS_FAULT_FIN_AS_ABORT;
    if (pair->dial_waits)
        cs_wire_expect(client, WITHDRAWAL_MS);
    else if (!cs_fault_holds_back(pair))
        cs_dial_next(&pair->dial);
}

static bool on_address(void *context, const struct sockaddr *address)
{
    struct cs_pair *pair = context;
    struct cs_wire *wire = new_wire(pair, CS_SIDE_ORIGIN);

    if (wire == NULL)
        return false;
    if (pair->dial.datagrams ? cs_udp_connect(wire, address, pair->pairs->config->fault == CS_FAULT_UDP_SOCKET_KEPT)
                             : cs_wire_connect(wire, address, cs_shell_fault_connect_ms(pair->pairs->config)))
        return true;
    cs_wire_reset(wire);
    return false;
}

static void on_dial_failed(void *context, enum cs_connect_error error)
{
    struct cs_pair *pair = context;

    if (!cs_shell_fault_unreachable(pair, error))
        cs_session_connect_failed(pair->session, error);
}

static const struct cs_dial_events dial_events = {
    .asks = on_asks,
    .answered = on_answered,
    .ready = on_ready,
    .connect = on_address,
    .failed = on_dial_failed,
};

struct cs_pair *cs_pair_new(struct cs_pairs *pairs)
{
    struct cs_pair *pair = calloc(1, sizeof(*pair));

    if (pair == NULL)
        return NULL;
    pairs->count++;
    pair->pairs = pairs;
    pair->session = cs_session_new(pairs->config);
    pair->dial =
        (struct cs_dial){.loop = pairs->ground.loop, .config = pairs->config, .events = &dial_events, .context = pair};
    pair->next = pairs->first;
    if (pair->next != NULL)
        pair->next->previous = pair;
    pairs->first = pair;
    if (pair->session != NULL && new_wire(pair, CS_SIDE_CLIENT) != NULL)
        return pair;
    free_pair(pair);
    return NULL;
}

void cs_pair_stop(struct cs_pair *pair)
{
    cs_dial_call_off(&pair->dial);
    for (int side = CS_SIDE_CLIENT; side <= CS_SIDE_ORIGIN; side++)
        if (pair->sides[side] != NULL)
            cs_wire_reset(pair->sides[side]);
}
