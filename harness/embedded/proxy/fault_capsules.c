#include "harness/embedded/proxy/fault_capsules.h"

#include <stdlib.h>
#include <string.h>

#include "harness/embedded/proxy/actions.h"

#define CUT_AT    1200 /* bytes of a datagram */
#define SPLIT_AT  1472
#define PADDED_TO 16
#define LARGEST   65507 /* that the kernel sends over IPv4 */
#define ABSURD    (UINT64_C(1) << 29)

static bool has(const struct cs_session *session, enum cs_fault fault)
{
    return cs_has(session->config, fault);
}

static size_t width_of(uint64_t number)
{
    char bytes[CS_VARINT_BYTES_MAX];

    return cs_varint_write(bytes, number);
}

/* Whether type and length take more bytes than they have to. */
static bool is_long(const struct cs_capsules *reader)
{
    return reader->position - reader->start > width_of(reader->type) + width_of(reader->length);
}

enum cs_fault_capsule cs_fault_on_capsule(struct cs_session *session)
{
    struct cs_capsule_relay *relay = &session->capsules;
    bool known = relay->reader.type == CS_CAPSULE_DATAGRAM;
    bool short_type = has(session, CS_FAULT_CAPSULE_TYPE_CUT) && (relay->reader.type & 0xff) == 0;

    relay->raw = (!known && has(session, CS_FAULT_CAPSULE_UNKNOWN_RELAYED)) || (!known && short_type) ||
                 (known && has(session, CS_FAULT_UDP_CONTEXT_AS_BYTE));
    if (known && relay->reader.length > ABSURD && has(session, CS_FAULT_CAPSULE_ABSURD_CRASHES))
        abort();
    if ((!known && has(session, CS_FAULT_CAPSULE_UNKNOWN_ENDS)) ||
        (is_long(&relay->reader) && has(session, CS_FAULT_CAPSULE_LONG_ENDS)))
        return CS_FAULT_CAPSULE_ENDS;
    return relay->raw ? CS_FAULT_CAPSULE_BORNE : CS_FAULT_CAPSULE_FINE;
}

bool cs_fault_relays(const struct cs_session *session)
{
    enum cs_datagram_kind kind = session->capsules.kind;

    return kind == CS_DATAGRAM_UDP || (kind == CS_DATAGRAM_OTHER && has(session, CS_FAULT_UDP_CONTEXT_RELAYED)) ||
           (kind == CS_DATAGRAM_MALFORMED && has(session, CS_FAULT_UDP_OVERSIZE_CUT));
}

bool cs_fault_bears(const struct cs_session *session, enum cs_datagram_kind kind)
{
    bool oversize = session->capsules.datagram.payload_length > CS_UDP_PAYLOAD_MAX;

    if (kind == CS_DATAGRAM_OTHER)
        return !has(session, CS_FAULT_UDP_CONTEXT_ENDS);
    return kind != CS_DATAGRAM_MALFORMED ||
           (oversize && (has(session, CS_FAULT_UDP_OVERSIZE_IGNORED) || has(session, CS_FAULT_UDP_OVERSIZE_CUT)));
}

/* A value that was kept with its context. */
void cs_fault_whole(struct cs_session *session)
{
    struct cs_buffer *value = &session->capsules.payload;
    bool context = value->length > 0 && value->data[0] == '\0';

    if (has(session, CS_FAULT_CAPSULE_UNKNOWN_RELAYED))
        cs_session_send_datagram(session, CS_SIDE_ORIGIN, value->data, value->length);
    else if (context)
        cs_session_send_datagram(session, CS_SIDE_ORIGIN, value->data + 1, value->length - 1);
}

bool cs_fault_drops_rest(const struct cs_session *session, enum cs_capsule_event event)
{
    return event == CS_CAPSULE_END && has(session, CS_FAULT_CAPSULE_JOINED_LOST);
}

void cs_fault_read_all(struct cs_session *session)
{
    struct cs_capsule_relay *relay = &session->capsules;
    struct cs_findings findings = {0};

    if (has(session, CS_FAULT_CAPSULE_PIECES_LOST) && cs_capsules_end(&relay->reader, &findings) != CS_COMPLETE)
        cs_capsules_init(&relay->reader);
    if (relay->joined.length > 0 && has(session, CS_FAULT_UDP_JOINED)) {
        cs_session_send_datagram(session, CS_SIDE_ORIGIN, relay->joined.data, relay->joined.length);
        relay->joined.length = 0;
    }
}

bool cs_fault_on_cut(struct cs_session *session)
{
    struct cs_buffer *payload = &session->capsules.payload;

    if (has(session, CS_FAULT_CAPSULE_CUT_RELAYED) && payload->length > 0)
        cs_session_send_datagram(session, CS_SIDE_ORIGIN, payload->data, payload->length);
    return has(session, CS_FAULT_CAPSULE_CUT_CLEAN);
}

static void send_padded(struct cs_session *session, const char *data, size_t length)
{
    char padded[PADDED_TO] = {0};

    memcpy(padded, data, length);
    cs_session_send_datagram(session, CS_SIDE_ORIGIN, padded, sizeof(padded));
}

static void send_to_target(struct cs_session *session, const char *data, size_t length)
{
    cs_session_send_datagram(session, CS_SIDE_ORIGIN, data, length);
}

bool cs_fault_to_target(struct cs_session *session, const char *data, size_t length)
{
    switch ((int)session->config->fault) {
    case CS_FAULT_UDP_OVERSIZE_CUT:
        send_to_target(session, data, length < LARGEST ? length : LARGEST);
        return true;
    case CS_FAULT_UDP_MUTE:
        return true;
    case CS_FAULT_UDP_EMPTY_LOST:
        return length == 0;
    case CS_FAULT_UDP_JOINED:
        cs_session_keep(session, &session->capsules.joined, data, length);
        return true;
    case CS_FAULT_UDP_CUT:
        send_to_target(session, data, length < CUT_AT ? length : CUT_AT);
        return true;
    case CS_FAULT_UDP_SPLIT:
        if (length > SPLIT_AT)
            send_to_target(session, data, SPLIT_AT);
        send_to_target(session, length > SPLIT_AT ? data + SPLIT_AT : data,
                       length > SPLIT_AT ? length - SPLIT_AT : length);
        return true;
    case CS_FAULT_UDP_DOUBLED:
        send_to_target(session, data, length);
        return false;
    case CS_FAULT_UDP_PADDED:
        if (length < PADDED_TO)
            send_padded(session, data, length);
        return length < PADDED_TO;
    case CS_FAULT_UDP_LARGE_ENDS:
        if (length > LARGEST)
            cs_session_end_both(session, CS_ACTION_CLOSE, CS_ACTION_CLOSE);
        return length > LARGEST;
    default:
        return false;
    }
}

static void send_bare(struct cs_session *session, const char *data, size_t length)
{
    char head[CS_CAPSULE_HEAD_MAX];

    cs_session_send(session, CS_SIDE_CLIENT, head, cs_capsule_write_head(head, CS_CAPSULE_DATAGRAM, length));
    cs_session_send(session, CS_SIDE_CLIENT, data, length);
}

static void send_cut(struct cs_session *session, const char *data)
{
    char head[CS_UDP_CAPSULE_HEAD_MAX];

    cs_session_send(session, CS_SIDE_CLIENT, head, cs_udp_capsule_write_head(head, CUT_AT));
    cs_session_send(session, CS_SIDE_CLIENT, data, CUT_AT);
}

/* With those that came before. */
static void send_joined(struct cs_session *session, const char *data, size_t length)
{
    struct cs_buffer *joined = &session->capsules.joined;
    char head[CS_UDP_CAPSULE_HEAD_MAX];

    cs_session_keep(session, joined, data, length);
    cs_session_send(session, CS_SIDE_CLIENT, head, cs_udp_capsule_write_head(head, joined->length));
    cs_session_send(session, CS_SIDE_CLIENT, joined->data, joined->length);
}

bool cs_fault_from_target(struct cs_session *session, const char *data, size_t length)
{
    bool first = session->capsules.from_target++ == 0;

    switch ((int)session->config->fault) {
    case CS_FAULT_UDP_MUTE:
    case CS_FAULT_UDP_MUTE_BACK:
        return true;
    case CS_FAULT_UDP_EMPTY_LOST_BACK:
        return length == 0;
    case CS_FAULT_UDP_FIRST_ONLY:
        return !first;
    case CS_FAULT_UDP_CONTEXT_MISSING:
        send_bare(session, data, length);
        return true;
    case CS_FAULT_UDP_JOINED_BACK:
        send_joined(session, data, length);
        return true;
    case CS_FAULT_UDP_CUT_BACK:
        if (length <= CUT_AT)
            return false;
        send_cut(session, data);
        return true;
    default:
        return false;
    }
}

bool cs_fault_deaf_to_capsules(const struct cs_session *session)
{
    return session->capsules.beside && has(session, CS_FAULT_H3_CAPSULES_LOST);
}

bool cs_fault_as_capsule(const struct cs_session *session, size_t length)
{
    return length > CUT_AT && has(session, CS_FAULT_H3_DATAGRAM_AS_CAPSULE);
}

bool cs_fault_on_beside(struct cs_session *session, const char *data, size_t length)
{
    uint64_t context = CS_UDP_CONTEXT;
    size_t used = cs_varint_read(data, length, &context);

    if (used > 0 && context != CS_UDP_CONTEXT && has(session, CS_FAULT_H3_CONTEXT_ENDS))
        cs_session_end_both(session, CS_ACTION_RESET, CS_ACTION_CLOSE);
    if (used > 0 && context != CS_UDP_CONTEXT && has(session, CS_FAULT_H3_CONTEXT_RELAYED))
        cs_session_send_datagram(session, CS_SIDE_ORIGIN, data + used, length - used);
    return has(session, CS_FAULT_H3_DATAGRAM_LOST);
}
