/* Orders as frames. */
#include <errno.h>
#include <string.h>

#include "harness/transport/h2/frame.h"
#include "harness/transport/h3/h3_internal.h"

#define CONTENT_MAX 16384 /* of a DATA frame of ours */

static bool open_uni(struct cs_h3 *h3, const char *bytes, size_t length, int64_t *out)
{
    int64_t id = cs_quic_open_stream(h3->quic, false);

    if (out != NULL)
        *out = id;
    return id >= 0 && cs_quic_send(h3->quic, id, bytes, length, false);
}

static bool send_frame(struct cs_h3 *h3, int64_t id, uint64_t type, const char *payload, size_t length, bool ends)
{
    char header[CS_H3_HEADER_BYTES];
    size_t front = cs_h3_write_header(header, type, length);

    return cs_quic_send(h3->quic, id, header, front, false) && cs_quic_send(h3->quic, id, payload, length, ends);
}

/* No dynamic table is offered, so each section of a conforming peer stands for itself. */
#define TABLES "\x01\x00\x07\x00"

/* What stands in SETTINGS.  Returns how many bytes. */
static size_t write_settings(const struct cs_h3 *h3, char *out)
{
    size_t length = sizeof(TABLES) - 1;

    memcpy(out, TABLES, length);
    if (cs_h3_slips(h3, CS_H3_SLIP_SETTINGS_OF_H2))
        memcpy(out, "\x04\x01\x07\x00", length);
    if (h3->options.extended_connect || cs_h3_slips(h3, CS_H3_SLIP_CONNECT_TWO)) {
        out[length++] = CS_H3_SETTING_EXTENDED_CONNECT;
        out[length++] = cs_h3_slips(h3, CS_H3_SLIP_CONNECT_TWO) ? 2 : 1;
    }
    if (h3->options.extended_connect || cs_h3_slips(h3, CS_H3_SLIP_DATAGRAM_TWO)) {
        out[length++] = CS_H3_SETTING_DATAGRAM;
        out[length++] = cs_h3_slips(h3, CS_H3_SLIP_DATAGRAM_TWO) ? 2 : 1;
    }
    memcpy(out + length, h3->settings, h3->options.settings_length);
    return length + h3->options.settings_length;
}

static bool send_settings(struct cs_h3 *h3)
{
    char settings[16 + CS_H3_SETTINGS_MAX];
    size_t length = write_settings(h3, settings);

    return send_frame(h3, h3->control, CS_H3_SETTINGS, settings, length, false) &&
           (!cs_h3_slips(h3, CS_H3_SLIP_SETTINGS_TWICE) ||
            send_frame(h3, h3->control, CS_H3_SETTINGS, settings, length, false));
}

static bool open_control(struct cs_h3 *h3)
{
    static const char type[] = {CS_H3_CONTROL}, zero[] = {0};

    return open_uni(h3, type, sizeof(type), &h3->control) &&
           (!cs_h3_slips(h3, CS_H3_SLIP_SETTINGS_LATE) ||
            send_frame(h3, h3->control, CS_H3_GOAWAY, zero, sizeof(zero), false)) &&
           send_settings(h3) &&
           (!cs_h3_slips(h3, CS_H3_SLIP_CONTROL_CLOSED) || cs_quic_send(h3->quic, h3->control, NULL, 0, true)) &&
           (!cs_h3_slips(h3, CS_H3_SLIP_PUSHES) || open_uni(h3, "\x01\x00", 2, NULL));
}

bool cs_h3_begin_control(struct cs_h3 *h3)
{
    static const char encoder[] = {CS_H3_QPACK_ENCODER}, decoder[] = {CS_H3_QPACK_DECODER};

    return open_control(h3) && open_uni(h3, encoder, sizeof(encoder), NULL) &&
           open_uni(h3, decoder, sizeof(decoder), NULL);
}

static void send_message(struct cs_h3 *h3, int channel)
{
    struct cs_h3_stream *stream = h3->streams[channel];
    struct cs_link_order order = stream->ends.waiting.first->order;
    struct cs_buffer section = {0}, encoded = {0};
    bool made = cs_h2_encode_order(&order, true, &section) &&
                cs_h3_encode(section.data == NULL ? "" : section.data, section.length, &encoded);
    bool follows = cs_waiting_leave_content(&stream->ends.waiting);
    bool ends = (order.code & CS_LINK_ENDS) != 0 && !follows;

    if (!follows)
        cs_waiting_drop(&stream->ends.waiting);
    if (!made || !send_frame(h3, stream->id, CS_H3_HEADERS, encoded.data, encoded.length, ends)) {
        cs_h3_stream_error(h3, channel, CS_H3_INTERNAL_ERROR);
    } else {
        h3->link.events->head_sent(h3->link.context, channel, section.data == NULL ? "" : section.data, section.length);
        if (ends)
            cs_h3_tell_ended_sent(h3, channel, CS_END_FIN, CS_LINK_NO_CODE);
    }
    cs_buffer_free(&section);
    cs_buffer_free(&encoded);
    if (stream->used)
        cs_h3_release(h3, channel);
}

static size_t room(const struct cs_h3 *h3, const struct cs_h3_stream *stream)
{
    size_t bytes = cs_quic_room(h3->quic, stream->id);

    bytes = bytes > CS_H3_HEADER_BYTES ? bytes - CS_H3_HEADER_BYTES : 0;
    return bytes < CONTENT_MAX ? bytes : CONTENT_MAX;
}

static void send_content(struct cs_h3 *h3, int channel, bool raw)
{
    struct cs_h3_stream *stream = h3->streams[channel];
    bool control = raw && stream->ends.waiting.first->order.code != 0;
    char content[CONTENT_MAX];
    bool begins, sent;
    size_t length =
        cs_waiting_read(&stream->ends.waiting, content, control ? sizeof(content) : room(h3, stream), &begins);

    if (length == 0)
        return;
    if (cs_h3_slips(h3, CS_H3_SLIP_PING_SENT) && !raw && !send_frame(h3, stream->id, CS_H2_PING, "01234567", 8, false))
        return;
    if (raw)
        sent = cs_quic_send(h3->quic, control ? h3->control : stream->id, content, length, false);
    else
        sent = send_frame(h3, stream->id, CS_H3_DATA, content, length, false);
    if (!sent)
        cs_h3_stream_error(h3, channel, CS_H3_INTERNAL_ERROR);
    else if (!raw)
        h3->link.events->sent(h3->link.context, channel, content, length, begins);
}

/* A client's, as it is. */
static void send_datagram(struct cs_h3 *h3, int channel)
{
    struct cs_waiting *waiting = &h3->streams[channel]->ends.waiting;
    struct cs_link_order order = waiting->first->order;

    cs_waiting_drop(waiting);
    if (!cs_h3_has_datagrams(h3) || !cs_h3_send_datagram(h3, -1, &order.bytes))
        h3->link.events->failed(h3->link.context, channel, EPROTONOSUPPORT);
}

static void send_end(struct cs_h3 *h3, int channel, bool both)
{
    struct cs_h3_stream *stream = h3->streams[channel];

    if (cs_h3_slips(h3, CS_H3_SLIP_CUT_SENT) && !cs_quic_send(h3->quic, stream->id, "\x00\x04", 2, false))
        return;
    if (!cs_quic_send(h3->quic, stream->id, NULL, 0, true)) {
        cs_h3_stream_error(h3, channel, CS_H3_INTERNAL_ERROR);
        return;
    }
    cs_h3_tell_ended_sent(h3, channel, CS_END_FIN, CS_LINK_NO_CODE);
    if (both && !stream->ends.remote && h3->options.server) {
        stream->ends.remote = true;
        cs_quic_stop(h3->quic, stream->id, CS_H3_NO_ERROR);
    }
    cs_h3_release(h3, channel);
}

/* RESET_STREAM and STOP_SENDING: both directions are over. */
static void reset(struct cs_h3 *h3, int channel, uint64_t code)
{
    struct cs_h3_stream *stream = h3->streams[channel];

    if (stream->id >= 0) {
        cs_quic_reset(h3->quic, stream->id, code);
        if (!stream->ends.remote)
            cs_quic_stop(h3->quic, stream->id, code);
    }
    stream->ends.remote = true;
    cs_h3_drop_waiting(h3, channel, EPIPE);
    cs_h3_tell_ended_sent(h3, channel, CS_END_RESET, code);
    cs_h3_release(h3, channel);
}

/* A stream opens with what is first sent on it, as soon as the peer allows one more. */
static bool has_stream(struct cs_h3 *h3, struct cs_h3_stream *stream)
{
    if (stream->id < 0 && !h3->options.server && h3->ready)
        stream->id = cs_quic_open_stream(h3->quic, true);
    return stream->id >= 0;
}

/* Whether the first order of a stream can be carried out now. */
static bool may(struct cs_h3 *h3, struct cs_h3_stream *stream)
{
    const struct cs_waiting_order *first = stream->ends.waiting.first;

    if (!stream->used || first == NULL || h3->over)
        return false;
    switch (first->order.kind) {
    case CS_LINK_RESET:
    case CS_LINK_CLOSE:
        return true;
    case CS_LINK_MESSAGE:
    case CS_LINK_RAW:
        return has_stream(h3, stream) &&
               (first->order.kind == CS_LINK_MESSAGE || first->order.code != 0 || room(h3, stream) > 0);
    case CS_LINK_DATAGRAM:
        return h3->ready && h3->settings_came;
    case CS_LINK_BYTES:
        return stream->id >= 0 && room(h3, stream) > 0;
    case CS_LINK_FINISH:
    case CS_LINK_PAUSE:
    case CS_LINK_RESUME:
    case CS_LINK_NOTICE:
        break;
    }
    return stream->id >= 0;
}

static void carry_out(struct cs_h3 *h3, int channel)
{
    struct cs_h3_stream *stream = h3->streams[channel];
    struct cs_link_order order = stream->ends.waiting.first->order;

    if (order.kind == CS_LINK_BYTES || order.kind == CS_LINK_RAW) {
        send_content(h3, channel, order.kind == CS_LINK_RAW);
        return;
    }
    if (order.kind == CS_LINK_MESSAGE) {
        send_message(h3, channel);
        return;
    }
    if (order.kind == CS_LINK_DATAGRAM) {
        send_datagram(h3, channel);
        return;
    }
    cs_waiting_drop(&stream->ends.waiting);
    if (order.kind == CS_LINK_RESET || stream->id < 0)
        reset(h3, channel, cs_h3_error_of_h2(order.code));
    else
        send_end(h3, channel, order.kind == CS_LINK_CLOSE);
}

/* A frame of each stream in turn. */
void cs_h3_pump(struct cs_h3 *h3)
{
    size_t idle = 0;

    if (h3->pumping)
        return;
    h3->pumping = true;
    while (idle < h3->count && !h3->over) {
        size_t turn = h3->next++ % h3->count;

        if (may(h3, h3->streams[turn])) {
            carry_out(h3, (int)turn);
            idle = 0;
        } else {
            idle++;
        }
    }
    h3->pumping = false;
}
