/* Orders as frames. */
#include <errno.h>
#include <string.h>

#include "harness/transport/h2/h2_internal.h"

/* Frames are made as long as the carrier holds no more than this: content is pulled, not piled up. */
#define AHEAD (64 * 1024)

/* A frame of content and its header fill a record of TLS, not a record and nine bytes. */
#define CONTENT_MAX (CS_H2_PAYLOAD_MAX - CS_H2_HEADER_BYTES)

static size_t put_setting(uint8_t *out, unsigned setting, uint32_t value)
{
    out[0] = 0;
    out[1] = (uint8_t)setting;
    cs_h2_write_32(out + 2, value);
    return 6;
}

/* A header table of size 0: from then on each block of a conforming peer stands for itself. */
bool cs_h2_send_settings(struct cs_h2 *h2)
{
    const struct cs_h2_options *options = &h2->options;
    uint8_t payload[30];
    size_t length = put_setting(payload, CS_H2_HEADER_TABLE_SIZE, 0);

    if (!options->server)
        length += put_setting(payload + length, CS_H2_ENABLE_PUSH, 0);
    else
        length += put_setting(payload + length, CS_H2_MAX_CONCURRENT_STREAMS,
                              options->streams == 0 ? CS_H2_CHANNELS_MAX / 2 : options->streams);
    if (options->window != 0)
        length += put_setting(payload + length, CS_H2_INITIAL_WINDOW_SIZE, options->window);
    if (options->extended_connect || cs_h2_slips(h2, CS_H2_SLIP_SETTING_BACK))
        length += put_setting(payload + length, CS_H2_ENABLE_CONNECT_PROTOCOL, 1);
    if (cs_h2_slips(h2, CS_H2_SLIP_SETTING_TWO))
        length += put_setting(payload + length, CS_H2_ENABLE_CONNECT_PROTOCOL, 2);
    if (!cs_h2_send(h2, CS_H2_SETTINGS, 0, 0, payload, length))
        return false;
    return !cs_h2_slips(h2, CS_H2_SLIP_SETTING_BACK) ||
           cs_h2_send(h2, CS_H2_SETTINGS, 0, 0, payload, put_setting(payload, CS_H2_ENABLE_CONNECT_PROTOCOL, 0));
}

/* RST_STREAM was sent: both directions are over. */
static void leave(struct cs_h2 *h2, int channel, uint32_t code)
{
    struct cs_h2_stream *stream = h2->streams[channel];

    cs_h2_cross(h2, stream->id);
    stream->ends.remote = true;
    cs_h2_drop_waiting(h2, channel, EPIPE);
    cs_h2_tell_ended_sent(h2, channel, CS_END_RESET, code);
    cs_h2_release(h2, channel);
}

static void reset(struct cs_h2 *h2, int channel, uint32_t code)
{
    uint32_t id = h2->streams[channel]->id;

    if (id != 0)
        cs_h2_send_number(h2, CS_H2_RST_STREAM, id, code);
    leave(h2, channel, code);
}

static uint32_t number_stream(struct cs_h2 *h2, uint64_t dress)
{
    uint32_t id = h2->next_id;

    if ((dress & CS_LINK_SKIPPED) != 0 && h2->skipped != 0) {
        id = h2->skipped;
        h2->skipped = 0;
        return id;
    }
    if ((dress & CS_LINK_SKIP) != 0) {
        h2->skipped = id;
        id += 2;
    }
    h2->next_id = id + 2;
    return id;
}

static void begin_stream(struct cs_h2 *h2, struct cs_h2_stream *stream, uint64_t dress)
{
    stream->id = number_stream(h2, dress);
    stream->credit = h2->initial_credit;
    stream->granted = cs_h2_first_grant(h2);
}

#define PADDING  9u
#define PRIORITY 5u /* bytes: it depends on no stream, and its weight is 1 */

/* HEADERS with what a client may put around a field block, which is small. */
static bool send_dressed(struct cs_h2 *h2, uint32_t id, const struct cs_buffer *block, uint64_t dress)
{
    uint8_t payload[CS_H2_PAYLOAD_MAX] = {0};
    bool padded = (dress & CS_LINK_PADDED) != 0;
    size_t front = (padded ? 1u : 0u) + ((dress & CS_LINK_PRIORITY) != 0 ? PRIORITY : 0u);
    size_t length = front + block->length + (padded ? PADDING : 0);

    if (length > sizeof(payload))
        return false;
    payload[0] = padded ? PADDING : 0;
    memcpy(payload + front, block->data, block->length);
    return cs_h2_send(h2, CS_H2_HEADERS,
                      CS_H2_END_HEADERS | (padded ? CS_H2_PADDED : 0) |
                          ((dress & CS_LINK_PRIORITY) != 0 ? CS_H2_WITH_PRIORITY : 0) |
                          ((dress & CS_LINK_ENDS) != 0 ? CS_H2_END_STREAM : 0),
                      id, payload, length);
}

#define RESET_BYTES (CS_H2_HEADER_BYTES + 4)

/* HEADERS, which are small, and RST_STREAM in one piece: whoever reads the one has the other. */
static bool send_with_reset(struct cs_h2 *h2, uint32_t id, const struct cs_buffer *block)
{
    uint8_t bytes[CS_H2_HEADER_BYTES + CS_H2_PAYLOAD_MAX + RESET_BYTES];
    uint8_t *behind = bytes + CS_H2_HEADER_BYTES + block->length;

    if (block->length > CS_H2_PAYLOAD_MAX)
        return false;
    cs_h2_write_header(
        bytes, &(struct cs_h2_frame){
                   .length = (uint32_t)block->length, .type = CS_H2_HEADERS, .flags = CS_H2_END_HEADERS, .stream = id});
    memcpy(bytes + CS_H2_HEADER_BYTES, block->data, block->length);
    cs_h2_write_header(behind, &(struct cs_h2_frame){.length = 4, .type = CS_H2_RST_STREAM, .stream = id});
    cs_h2_write_32(behind + CS_H2_HEADER_BYTES, CS_H2_CANCEL);
    return cs_outbox_send(&h2->outbox, &h2->link, (const char *)bytes,
                          CS_H2_HEADER_BYTES + block->length + RESET_BYTES);
}

/* HEADERS, and CONTINUATION for what one frame does not hold. */
static bool send_block(struct cs_h2 *h2, uint32_t id, const struct cs_buffer *block, uint64_t dress)
{
    unsigned type = CS_H2_HEADERS;
    unsigned flags = (dress & CS_LINK_ENDS) != 0 ? CS_H2_END_STREAM : 0;
    size_t most = (dress & CS_LINK_SPLIT) != 0 ? block->length / 3 + 1 : CS_H2_PAYLOAD_MAX;
    size_t at = 0;

    if ((dress & CS_LINK_RESETS) != 0)
        return send_with_reset(h2, id, block);
    if ((dress & (CS_LINK_PADDED | CS_LINK_PRIORITY)) != 0)
        return send_dressed(h2, id, block, dress);
    do {
        size_t piece = block->length - at < most ? block->length - at : most;
        bool last = at + piece == block->length;

        if (!cs_h2_send(h2, type, flags | (last ? CS_H2_END_HEADERS : 0), id, block->data + at, piece))
            return false;
        at += piece;
        type = CS_H2_CONTINUATION;
        flags = 0;
    } while (at < block->length);
    return true;
}

static void send_message(struct cs_h2 *h2, int channel)
{
    struct cs_h2_stream *stream = h2->streams[channel];
    struct cs_link_order order = stream->ends.waiting.first->order;
    struct cs_buffer block = {0};
    bool encoded = cs_h2_encode_order(&order, h2->options.secure, &block);
    bool follows = cs_waiting_leave_content(&stream->ends.waiting);

    if (!follows)
        cs_waiting_drop(&stream->ends.waiting);
    if (encoded && stream->id == 0)
        begin_stream(h2, stream, order.code);
    if (!encoded)
        cs_h2_stream_error(h2, channel, CS_H2_INTERNAL_ERROR);
    else if (send_block(h2, stream->id, &block, follows ? order.code & ~(uint64_t)CS_LINK_ENDS : order.code)) {
        h2->link.events->head_sent(h2->link.context, channel, block.data, block.length);
        if ((order.code & CS_LINK_ENDS) != 0 && !follows)
            cs_h2_tell_ended_sent(h2, channel, CS_END_FIN, CS_LINK_NO_CODE);
        cs_h2_refuse_left_out(h2, channel);
        if ((order.code & CS_LINK_RESETS) != 0)
            leave(h2, channel, CS_H2_CANCEL);
    }
    cs_buffer_free(&block);
    if (stream->used)
        cs_h2_release(h2, channel);
}

/* A slip: content that fills a frame, in one that is a byte too large. */
static void send_large(struct cs_h2 *h2, const struct cs_h2_stream *stream, const char *content)
{
    char bytes[CS_H2_HEADER_BYTES + CS_H2_PAYLOAD_MAX + 1] = {0};
    const struct cs_h2_frame frame = {.length = CS_H2_PAYLOAD_MAX + 1, .type = CS_H2_DATA, .stream = stream->id};

    cs_h2_write_header((uint8_t *)bytes, &frame);
    memcpy(bytes + CS_H2_HEADER_BYTES, content, CS_H2_PAYLOAD_MAX);
    if (!cs_outbox_send(&h2->outbox, &h2->link, bytes, sizeof(bytes)))
        cs_h2_end_all(h2, CS_LINK_TRUNCATED);
}

static void send_content(struct cs_h2 *h2, int channel)
{
    struct cs_h2_stream *stream = h2->streams[channel];
    const int64_t most = cs_h2_slips(h2, CS_H2_SLIP_FRAMES_LARGE) ? CS_H2_PAYLOAD_MAX : CONTENT_MAX;
    int64_t room =
        stream->credit < h2->credit || cs_h2_slips(h2, CS_H2_SLIP_CONNECTION_DISREGARDED) ? stream->credit : h2->credit;
    char content[CS_H2_PAYLOAD_MAX];
    bool begins;
    size_t length;

    if (room > most || cs_h2_slips(h2, CS_H2_SLIP_WINDOW_DISREGARDED))
        room = most;
    length = cs_waiting_read(&stream->ends.waiting, content, (size_t)room, &begins);
    stream->credit -= (int64_t)length;
    h2->credit -= (int64_t)length;
    if (length == CS_H2_PAYLOAD_MAX && cs_h2_slips(h2, CS_H2_SLIP_FRAMES_LARGE)) {
        send_large(h2, stream, content);
        return;
    }
    if (length > 0 && cs_h2_send(h2, CS_H2_DATA, 0, stream->id, content, length))
        h2->link.events->sent(h2->link.context, channel, content, length, begins);
}

static void send_raw(struct cs_h2 *h2, int channel)
{
    char content[CS_H2_PAYLOAD_MAX];
    bool begins;
    size_t length = cs_waiting_read(&h2->streams[channel]->ends.waiting, content, sizeof(content), &begins);

    if (!cs_outbox_send(&h2->outbox, &h2->link, content, length))
        cs_h2_end_all(h2, CS_LINK_TRUNCATED);
}

static void send_end(struct cs_h2 *h2, int channel, bool both)
{
    struct cs_h2_stream *stream = h2->streams[channel];

    if (!cs_h2_send(h2, CS_H2_DATA, CS_H2_END_STREAM, stream->id, NULL, 0))
        return;
    cs_h2_tell_ended_sent(h2, channel, CS_END_FIN, CS_LINK_NO_CODE);
    if (both && !stream->ends.remote && h2->options.server) {
        stream->ends.remote = true;
        cs_h2_cross(h2, stream->id);
        cs_h2_send_number(h2, CS_H2_RST_STREAM, stream->id, CS_H2_NO_ERROR);
    }
    cs_h2_release(h2, channel);
}

static void send_notice(struct cs_h2 *h2, int channel, uint64_t order)
{
    uint32_t value = (uint32_t)order;
    uint8_t payload[8] = {0};

    switch ((enum cs_h2_notice)(order >> 32)) {
    case CS_H2_NOTICE_GOAWAY:
        cs_h2_write_32(payload, h2->last_id);
        cs_h2_write_32(payload + 4, value);
        cs_h2_send(h2, CS_H2_GOAWAY, 0, 0, payload, sizeof(payload));
        break;
    case CS_H2_NOTICE_PING:
        cs_h2_write_32(payload + 4, value);
        cs_h2_send(h2, CS_H2_PING, 0, 0, payload, sizeof(payload));
        break;
    case CS_H2_NOTICE_CREDIT:
        cs_h2_give_back(h2, channel, value);
        break;
    }
}

/* Whether the first order of a stream can be carried out now. */
static bool may(const struct cs_h2 *h2, const struct cs_h2_stream *stream)
{
    const struct cs_waiting_order *first = stream->ends.waiting.first;

    if (!stream->used || first == NULL || h2->finished)
        return false;
    if (first->order.kind == CS_LINK_BYTES)
        return stream->id != 0 &&
               ((stream->credit > 0 && (h2->credit > 0 || cs_h2_slips(h2, CS_H2_SLIP_CONNECTION_DISREGARDED))) ||
                cs_h2_slips(h2, CS_H2_SLIP_WINDOW_DISREGARDED));
    return first->order.kind != CS_LINK_FINISH || stream->id != 0;
}

static void carry_out(struct cs_h2 *h2, int channel)
{
    struct cs_h2_stream *stream = h2->streams[channel];
    struct cs_link_order order = stream->ends.waiting.first->order;

    if (order.kind == CS_LINK_BYTES) {
        send_content(h2, channel);
        return;
    }
    if (order.kind == CS_LINK_RAW) {
        send_raw(h2, channel);
        return;
    }
    if (order.kind == CS_LINK_MESSAGE) {
        send_message(h2, channel);
        return;
    }
    cs_waiting_drop(&stream->ends.waiting);
    if (order.kind == CS_LINK_NOTICE)
        send_notice(h2, channel, order.code);
    else if (order.kind == CS_LINK_RESET || stream->id == 0)
        reset(h2, channel, (uint32_t)order.code);
    else
        send_end(h2, channel, order.kind == CS_LINK_CLOSE);
}

/* A frame of each stream in turn, as long as the carrier keeps up. */
void cs_h2_pump(struct cs_h2 *h2)
{
    size_t idle = 0;

    if (h2->pumping || !h2->begun)
        return;
    h2->pumping = true;
    while (idle < h2->count && h2->outbox.length < AHEAD && !h2->finished) {
        size_t turn = h2->next++ % h2->count;

        if (may(h2, h2->streams[turn])) {
            carry_out(h2, (int)turn);
            idle = 0;
        } else {
            idle++;
        }
    }
    h2->pumping = false;
}
