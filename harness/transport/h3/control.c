/* Streams with one direction: SETTINGS and what else a control stream has, and QPACK's instructions. */
#include <string.h>

#include "harness/transport/h3/h3_internal.h"

#define PAYLOAD_MAX 4096 /* of a frame that we read there */

static struct cs_h3_uni *find(struct cs_h3 *h3, int64_t id)
{
    struct cs_h3_uni *free_one = NULL;

    for (size_t i = 0; i < CS_QUIC_UNI_MAX; i++) {
        if (h3->unis[i].id == id)
            return &h3->unis[i];
        if (free_one == NULL && h3->unis[i].id < 0)
            free_one = &h3->unis[i];
    }
    if (free_one != NULL)
        free_one->id = id;
    return free_one;
}

static bool is_typed(const struct cs_h3_uni *uni)
{
    return uni->type.width != 0 && uni->type.seen == uni->type.width;
}

static bool is_critical(const struct cs_h3_uni *uni)
{
    return is_typed(uni) && uni->type.value != CS_H3_PUSH && uni->type.value <= CS_H3_QPACK_DECODER;
}

/* Each of ours and of QPACK's there is once (RFC 9114 section 6.2.1, RFC 9204 section 4.2). */
static bool is_second(const struct cs_h3 *h3, const struct cs_h3_uni *uni)
{
    for (size_t i = 0; i < CS_QUIC_UNI_MAX; i++)
        if (&h3->unis[i] != uni && h3->unis[i].id >= 0 && is_typed(&h3->unis[i]) &&
            h3->unis[i].type.value == uni->type.value)
            return true;
    return false;
}

/* One setting.  Returns an error code, or 0. */
static uint64_t take_setting(struct cs_h3 *h3, uint64_t setting, uint64_t value)
{
    bool flag = setting == CS_H3_SETTING_EXTENDED_CONNECT || setting == CS_H3_SETTING_DATAGRAM;

    if (setting >= 2 && setting <= 5) /* HTTP/2's (RFC 9114 section 7.2.4.1) */
        return CS_H3_SETTINGS_ERROR;
    if (flag && value > 1 && !cs_h3_slips(h3, CS_H3_SLIP_TWO_TAKEN))
        return CS_H3_SETTINGS_ERROR;
    if (setting == CS_H3_SETTING_DATAGRAM)
        h3->datagrams_theirs = value > 0;
    return 0;
}

void cs_h3_announce(struct cs_h3 *h3)
{
    size_t length = h3->options.settings_length <= sizeof(h3->settings) ? h3->options.settings_length : 0;
    uint64_t setting, value;

    h3->options.settings_length = length;
    h3->datagrams_ours = h3->options.extended_connect;
    if (length > 0)
        memcpy(h3->settings, h3->options.settings, length);
    for (size_t at = 0, first, second; at < length; at += first + second) {
        first = cs_varint_read(h3->settings + at, length - at, &setting);
        second = first == 0 ? 0 : cs_varint_read(h3->settings + at + first, length - at - first, &value);
        if (second == 0)
            return;
        h3->datagrams_ours = h3->datagrams_ours || (setting == CS_H3_SETTING_DATAGRAM && value == 1);
    }
}

static void take_settings(struct cs_h3 *h3, const char *payload, size_t length)
{
    uint64_t count = 0, error = 0;

    for (size_t at = 0; at < length && error == 0; count++) {
        uint64_t setting, value = 0;
        size_t first = cs_varint_read(payload + at, length - at, &setting);
        size_t second = first == 0 ? 0 : cs_varint_read(payload + at + first, length - at - first, &value);

        error = second == 0 ? CS_H3_FRAME_ERROR : take_setting(h3, setting, value);
        at += first + second;
    }
    if (error != 0) {
        cs_h3_connection_error(h3, error);
        return;
    }
    h3->settings_came = true;
    h3->link.events->notice(h3->link.context, -1, CS_LINK_SETTINGS, count);
    if (cs_h3_has_datagrams(h3))
        h3->link.events->notice(h3->link.context, -1, CS_LINK_DATAGRAMS, 0);
}

/* It says what will not be served; what is open goes on. */
static void take_goaway(struct cs_h3 *h3, const char *payload, size_t length)
{
    uint64_t id;

    if (cs_varint_read(payload, length, &id) != length)
        cs_h3_connection_error(h3, CS_H3_FRAME_ERROR);
    else if (!h3->options.server && id % 4 != 0)
        cs_h3_connection_error(h3, CS_H3_ID_ERROR);
    else if (cs_h3_slips(h3, CS_H3_SLIP_GOAWAY_ENDS))
        cs_h3_connection_error(h3, CS_H3_NO_ERROR);
}

static bool belongs_elsewhere(uint64_t type)
{
    return type == CS_H3_DATA || type == CS_H3_HEADERS || type == CS_H3_PUSH_PROMISE;
}

/* Which frames may stand there, and when (RFC 9114 sections 6.2.1 and 7.2). */
static void take_begin(struct cs_h3 *h3, const struct cs_h3_uni *uni)
{
    uint64_t type = uni->splitter.type.value;
    bool settings = type == CS_H3_SETTINGS;
    bool reads = settings || type == CS_H3_GOAWAY;

    if (!h3->settings_came && !settings)
        cs_h3_connection_error(h3, CS_H3_MISSING_SETTINGS);
    else if ((settings && h3->settings_came && !cs_h3_slips(h3, CS_H3_SLIP_SETTINGS_IGNORED)) ||
             (belongs_elsewhere(type) && !cs_h3_slips(h3, CS_H3_SLIP_CONTROL_TAKES)) ||
             (type == CS_H3_MAX_PUSH_ID && !h3->options.server) ||
             (cs_h3_is_of_h2(type) && !cs_h3_slips(h3, CS_H3_SLIP_H2_TYPES_IGNORED)))
        cs_h3_connection_error(h3, CS_H3_FRAME_UNEXPECTED);
    else if (reads && uni->splitter.length.value > PAYLOAD_MAX)
        cs_h3_connection_error(h3, CS_H3_EXCESSIVE_LOAD);
}

static void take_frame(struct cs_h3 *h3, struct cs_h3_uni *uni, uint64_t type)
{
    const char *payload = uni->payload.data == NULL ? "" : uni->payload.data;

    if (type == CS_H3_SETTINGS && !h3->settings_came)
        take_settings(h3, payload, uni->payload.length);
    else if (type == CS_H3_GOAWAY)
        take_goaway(h3, payload, uni->payload.length);
    cs_buffer_take(&uni->payload, uni->payload.length);
}

static void take_control(struct cs_h3 *h3, struct cs_h3_uni *uni, const char *bytes, size_t length)
{
    enum cs_h3_split split = CS_H3_SPLIT_BEGINS;

    for (size_t at = 0, used; !h3->over && split != CS_H3_SPLIT_MORE; at += used) {
        uint64_t type = uni->splitter.type.value;

        split = cs_h3_split(&uni->splitter, bytes + at, length - at, &used);
        if (split == CS_H3_SPLIT_BEGINS)
            take_begin(h3, uni);
        else if (split == CS_H3_SPLIT_BYTES && (type == CS_H3_SETTINGS || type == CS_H3_GOAWAY) &&
                 !cs_buffer_add(&uni->payload, bytes + at, used))
            cs_h3_connection_error(h3, CS_H3_INTERNAL_ERROR);
        else if (split == CS_H3_SPLIT_ENDS)
            take_frame(h3, uni, type);
    }
}

/* Its type is there.  Unknown ones are not read (section 6.2.3); a server pushes, and nobody has allowed that. */
static void take_type(struct cs_h3 *h3, struct cs_h3_uni *uni)
{
    if (is_critical(uni) && is_second(h3, uni))
        cs_h3_connection_error(h3, CS_H3_STREAM_CREATION_ERROR);
    else if (uni->type.value == CS_H3_PUSH)
        cs_h3_connection_error(h3, h3->options.server ? CS_H3_STREAM_CREATION_ERROR : CS_H3_ID_ERROR);
    else if (!is_critical(uni))
        cs_quic_stop(h3->quic, uni->id, CS_H3_STREAM_CREATION_ERROR);
}

static void take_content(struct cs_h3 *h3, struct cs_h3_uni *uni, const char *bytes, size_t length)
{
    if (uni->type.value == CS_H3_CONTROL)
        take_control(h3, uni, bytes, length);
    else if (uni->type.value == CS_H3_QPACK_ENCODER && !cs_h3_instruct(h3->decoder, bytes, length))
        cs_h3_connection_error(h3, CS_H3_QPACK_ENCODER_STREAM_ERROR);
}

void cs_h3_receive_uni(struct cs_h3 *h3, int64_t id, const char *bytes, size_t length, bool ends)
{
    struct cs_h3_uni *uni = find(h3, id);
    size_t at = 0;

    if (uni == NULL)
        return;
    while (at < length && !is_typed(uni))
        if (cs_varint_add(&uni->type, bytes[at++]))
            take_type(h3, uni);
    if (!h3->over && is_typed(uni) && at < length)
        take_content(h3, uni, bytes + at, length - at);
    if (!h3->over)
        cs_quic_give_back_stream(h3->quic, id, length);
    if (ends)
        cs_h3_uni_reset(h3, id);
}

void cs_h3_uni_reset(struct cs_h3 *h3, int64_t id)
{
    const struct cs_h3_uni *uni = find(h3, id);

    if (uni != NULL && is_critical(uni))
        cs_h3_connection_error(h3, CS_H3_CLOSED_CRITICAL_STREAM);
}
