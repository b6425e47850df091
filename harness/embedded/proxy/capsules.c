#include "harness/embedded/proxy/capsules.h"

#include "harness/embedded/proxy/actions.h"
#include "harness/embedded/proxy/fault_capsules.h"

/* RFC 9297 section 3.3: what is malformed breaks the stream. */
static void abort_stream(struct cs_session *session)
{
    cs_session_end_both(session, CS_ACTION_RESET, CS_ACTION_CLOSE);
}

static void send_whole(struct cs_session *session)
{
    struct cs_buffer *payload = &session->capsules.payload;

    if (!cs_fault_to_target(session, payload->data, payload->length))
        cs_session_send_datagram(session, CS_SIDE_ORIGIN, payload->data, payload->length);
}

/* A datagram begins; false: the stream is broken. */
static bool begin(struct cs_session *session)
{
    struct cs_capsule_relay *relay = &session->capsules;
    struct cs_findings findings = {0};
    enum cs_fault_capsule fault = cs_fault_on_capsule(session);

    relay->kind = CS_DATAGRAM_OTHER;
    relay->payload.length = 0;
    if (fault != CS_FAULT_CAPSULE_FINE)
        return fault == CS_FAULT_CAPSULE_BORNE;
    if (relay->reader.type == CS_CAPSULE_DATAGRAM)
        relay->kind = cs_datagram_begin(&relay->datagram, relay->reader.length, 0, &findings);
    return relay->kind != CS_DATAGRAM_MALFORMED;
}

/* More of its value; false: the stream is broken. */
static bool take(struct cs_session *session, const char *data, struct cs_span piece)
{
    struct cs_capsule_relay *relay = &session->capsules;
    struct cs_findings findings = {0};
    struct cs_span payload = piece;

    if (relay->raw) {
        cs_session_keep(session, &relay->payload, data + piece.start, piece.length);
        return true;
    }
    if (relay->reader.type != CS_CAPSULE_DATAGRAM || relay->kind == CS_DATAGRAM_MALFORMED)
        return true;
    relay->kind = cs_datagram_read(&relay->datagram, data + piece.start, piece.length, &payload, &findings);
    if (cs_fault_relays(session))
        cs_session_keep(session, &relay->payload, data + piece.start + payload.start, payload.length);
    return cs_fault_bears(session, relay->kind);
}

static void end(struct cs_session *session)
{
    if (session->capsules.raw)
        cs_fault_whole(session);
    else if (session->capsules.reader.type == CS_CAPSULE_DATAGRAM && cs_fault_relays(session))
        send_whole(session);
}

/* False: the stream is broken. */
static bool step(struct cs_session *session, enum cs_capsule_event event, const char *data, struct cs_span piece)
{
    switch (event) {
    case CS_CAPSULE_BEGIN:
        return begin(session);
    case CS_CAPSULE_VALUE:
        return take(session, data, piece);
    case CS_CAPSULE_END:
        end(session);
        return true;
    case CS_CAPSULE_NEED_MORE:
        break;
    }
    return true;
}

static void read_client(struct cs_session *session, const char *data, size_t length)
{
    enum cs_capsule_event event = CS_CAPSULE_BEGIN;

    while (event != CS_CAPSULE_NEED_MORE && session->phase == CS_PHASE_TUNNEL && !session->broken) {
        struct cs_span piece = {0, 0};
        size_t used;

        event = cs_capsules_read(&session->capsules.reader, data, length, &used, &piece);
        if (!step(session, event, data, piece)) {
            abort_stream(session);
            return;
        }
        data += used;
        length -= used;
        if (cs_fault_drops_rest(session, event))
            return;
    }
    cs_fault_read_all(session);
}

/* A client that does not take them makes the kernel drop them: the socket is not read meanwhile. */
static void send_capsule(struct cs_session *session, const char *data, size_t length)
{
    char head[CS_UDP_CAPSULE_HEAD_MAX];
    size_t used = cs_udp_capsule_write_head(head, length);

    cs_session_send(session, CS_SIDE_CLIENT, head, used);
    cs_session_pass(session, CS_SIDE_ORIGIN, data, length);
}

void cs_capsules_open(struct cs_session *session)
{
    cs_capsules_init(&session->capsules.reader);
}

void cs_capsules_received(struct cs_session *session, enum cs_side from, const char *data, size_t length)
{
    if (from == CS_SIDE_CLIENT && cs_fault_deaf_to_capsules(session))
        return;
    if (from == CS_SIDE_CLIENT)
        read_client(session, data, length);
    else if (cs_fault_from_target(session, data, length))
        return;
    else if (session->capsules.beside && !cs_fault_as_capsule(session, length))
        cs_session_send_beside(session, data, length);
    else
        send_capsule(session, data, length);
}

void cs_capsules_datagram(struct cs_session *session, const char *data, size_t length)
{
    uint64_t context;
    size_t used = cs_varint_read(data, length, &context);

    if (cs_fault_on_beside(session, data, length))
        return;
    if (used == 0)
        abort_stream(session);
    else if (context == CS_UDP_CONTEXT && !cs_fault_to_target(session, data + used, length - used))
        cs_session_send_datagram(session, CS_SIDE_ORIGIN, data + used, length - used);
}

void cs_capsules_finished(struct cs_session *session)
{
    struct cs_findings findings = {0};
    bool whole = cs_capsules_end(&session->capsules.reader, &findings) == CS_COMPLETE;

    if (whole || cs_fault_on_cut(session))
        cs_session_end_both(session, CS_ACTION_CLOSE, CS_ACTION_CLOSE);
    else
        abort_stream(session);
}

void cs_capsules_reset(struct cs_session *session, enum cs_side side)
{
    if (side == CS_SIDE_ORIGIN && cs_has(session->config, CS_FAULT_UDP_ICMP_IGNORED))
        return;
    if (side == CS_SIDE_ORIGIN)
        cs_session_end_both(session, CS_ACTION_CLOSE, CS_ACTION_CLOSE);
    else
        cs_session_end_both(session, CS_ACTION_RESET, CS_ACTION_CLOSE);
}
