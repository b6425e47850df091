#include <string.h>

#include "harness/transport/h2/h2_internal.h"

static void notice(struct cs_h2 *h2, int channel, enum cs_link_notice what, uint64_t value)
{
    h2->link.events->notice(h2->link.context, channel, what, value);
}

/* The peer's direction has ended in good order. */
static void take_end(struct cs_h2 *h2, int channel)
{
    struct cs_h2_stream *stream = h2->streams[channel];
    uint32_t id = stream->id;

    cs_h2_tell_ended(h2, channel, CS_END_FIN, CS_LINK_NO_CODE);
    if (h2->streams[channel]->id == id)
        cs_h2_release(h2, channel);
}

/* Content of a stream that is no more still counts for the connection (RFC 9113 section 6.9). */
static void take_lost_data(struct cs_h2 *h2, const struct cs_h2_frame *frame)
{
    if (cs_h2_is_idle(h2, frame->stream) && !cs_h2_slips(h2, CS_H2_SLIP_IDLE_IGNORED))
        cs_h2_connection_error(h2, CS_H2_PROTOCOL_ERROR);
    else if (!cs_h2_slips(h2, CS_H2_SLIP_DISCARD_KEPT))
        cs_h2_give_back_lazily(h2, frame->length);
}

static void tell_content(struct cs_h2 *h2, int channel, const struct cs_h2_frame *frame, const uint8_t *content,
                         size_t length)
{
    struct cs_h2_stream *stream = h2->streams[channel];
    uint32_t back = cs_h2_slips(h2, CS_H2_SLIP_PADDING_KEPT) ? (uint32_t)length : frame->length;

    stream->owed += back;
    if (length > 0)
        h2->link.events->received(h2->link.context, channel, (const char *)content, length);
    if (h2->over)
        return;
    if (!h2->options.holds_window &&
        !(stream->paused && cs_h2_slips(h2, CS_H2_SLIP_STALL_HOLDS))) /* a channel that is held up holds up no other */
        cs_h2_give_back_lazily(h2, back);
    if (!stream->used || stream->id != frame->stream || h2->options.holds_window || stream->paused ||
        stream->owed < cs_h2_window(h2) / 2)
        return;
    cs_h2_give_back_stream(h2, channel, stream->owed);
    stream->owed = 0;
}

static bool strip(const struct cs_h2 *h2, const struct cs_h2_frame *frame, const uint8_t **content, size_t *length)
{
    if (cs_h2_strip(frame, content, length))
        return true;
    *content = frame->payload;
    *length = frame->length;
    return cs_h2_slips(h2, CS_H2_SLIP_PADDING_UNCHECKED);
}

static void take_data(struct cs_h2 *h2, const struct cs_h2_frame *frame)
{
    const uint8_t *content;
    size_t length;
    int channel;
    struct cs_h2_stream *stream = cs_h2_find(h2, frame->stream, &channel);

    h2->granted -= frame->length;
    if ((frame->stream == 0 && !cs_h2_slips(h2, CS_H2_SLIP_IDLE_IGNORED)) || !strip(h2, frame, &content, &length) ||
        (cs_h2_slips(h2, CS_H2_SLIP_PADDING_ENDS) && (frame->flags & CS_H2_PADDED) != 0)) {
        cs_h2_connection_error(h2, CS_H2_PROTOCOL_ERROR);
    } else if (h2->granted < 0) {
        cs_h2_connection_error(h2, CS_H2_FLOW_CONTROL_ERROR);
    } else if (stream == NULL) {
        take_lost_data(h2, frame);
    } else if (stream->ends.remote) {
        cs_h2_give_back_lazily(h2, frame->length);
        if (!cs_h2_slips(h2, CS_H2_SLIP_AFTER_END))
            cs_h2_stream_error(h2, channel, CS_H2_STREAM_CLOSED);
    } else if ((stream->granted -= frame->length) < 0) {
        cs_h2_give_back_lazily(h2, frame->length);
        cs_h2_stream_error(h2, channel, CS_H2_FLOW_CONTROL_ERROR);
    } else {
        bool ends = (frame->flags & CS_H2_END_STREAM) != 0 || (length == 0 && cs_h2_slips(h2, CS_H2_SLIP_EMPTY_ENDS)) ||
                    (length == 0 && frame->length > 0 && cs_h2_slips(h2, CS_H2_SLIP_PADDING_ALONE_ENDS));

        if (cs_h2_slips(h2, CS_H2_SLIP_PADDING_TOLD))
            length = frame->length - (size_t)(content - frame->payload);
        tell_content(h2, channel, frame, content, length);
        if (ends && stream->used && stream->id == frame->stream && !h2->over)
            take_end(h2, channel);
    }
}

/* A server's stream opens with its first HEADERS (RFC 9113 section 5.1.1).  NULL: it does not. */
static struct cs_h2_stream *open_stream(struct cs_h2 *h2, uint32_t id, int *channel)
{
    struct cs_h2_stream *stream;

    if (!h2->options.server || id % 2 == 0 || (id <= h2->last_id && !cs_h2_slips(h2, CS_H2_SLIP_LOWER_ID)))
        return NULL;
    h2->last_id = id > h2->last_id ? id : h2->last_id;
    *channel = cs_h2_take(h2);
    if (*channel < 0)
        return NULL;
    stream = h2->streams[*channel];
    stream->id = id;
    stream->credit = h2->initial_credit;
    stream->granted = cs_h2_first_grant(h2);
    h2->link.events->opened(h2->link.context, *channel);
    return stream;
}

static enum cs_section_kind kind_of(const struct cs_h2 *h2, const struct cs_h2_stream *stream)
{
    if (stream != NULL && stream->answered)
        return CS_SECTION_TRAILERS;
    return h2->options.server ? CS_SECTION_REQUEST : CS_SECTION_RESPONSE;
}

static void tell_head(struct cs_h2 *h2, int channel, struct cs_h2_stream *stream)
{
    uint32_t id = stream->id;

    stream->answered = stream->answered || h2->options.server || h2->message.status / 100 != 1;
    h2->link.events->head(h2->link.context, channel, cs_h2_section(h2->decoder)->data,
                          cs_h2_section(h2->decoder)->length);
    if (h2->block_ends && stream->used && stream->id == id && !h2->over)
        take_end(h2, channel);
}

/* A field block is whole: it is decoded whoever it is for, or the table would go out of step. */
static void take_block(struct cs_h2 *h2)
{
    uint32_t id = h2->block_stream;
    int channel = -1;
    struct cs_h2_stream *stream = cs_h2_find(h2, id, &channel);
    bool fresh = stream == NULL;
    bool known = !fresh || !cs_h2_is_idle(h2, id);

    h2->block_stream = 0;
    if (!cs_h2_decode(h2->decoder, kind_of(h2, stream), h2->block.data == NULL ? "" : h2->block.data, h2->block.length,
                      &h2->message)) {
        cs_h2_connection_error(h2, CS_H2_COMPRESSION_ERROR);
        return;
    }
    if (fresh && cs_h2_has_crossed(h2, id))
        return;
    if (fresh)
        stream = open_stream(h2, id, &channel);
    if (stream != NULL && stream->ends.remote && cs_h2_slips(h2, CS_H2_SLIP_HEAD_AFTER_END))
        return;
    if (stream != NULL && stream->ends.remote)
        cs_h2_stream_error(h2, channel, CS_H2_STREAM_CLOSED);
    else if (stream != NULL)
        tell_head(h2, channel, stream);
    else if (channel < 0 && fresh && h2->options.server && id % 2 == 1 && !known)
        cs_h2_send_number(h2, CS_H2_RST_STREAM, id, CS_H2_REFUSED_STREAM);
    else
        cs_h2_connection_error(h2, known ? CS_H2_STREAM_CLOSED : CS_H2_PROTOCOL_ERROR);
}

static void take_fragment(struct cs_h2 *h2, const struct cs_h2_frame *frame, const uint8_t *content, size_t length)
{
    if (length > CS_H2_BLOCK_MAX - h2->block.length || !cs_buffer_add(&h2->block, (const char *)content, length))
        cs_h2_connection_error(h2, CS_H2_ENHANCE_YOUR_CALM);
    else if (frame->type == CS_H2_CONTINUATION && cs_h2_slips(h2, CS_H2_SLIP_CONTINUATION_ENDS))
        cs_h2_connection_error(h2, CS_H2_PROTOCOL_ERROR);
    else if ((frame->flags & CS_H2_END_HEADERS) != 0)
        take_block(h2);
}

static void take_headers(struct cs_h2 *h2, const struct cs_h2_frame *frame)
{
    const uint8_t *content;
    size_t length;

    if (frame->stream == 0 || !cs_h2_strip(frame, &content, &length) ||
        ((frame->flags & CS_H2_PADDED) != 0 && cs_h2_slips(h2, CS_H2_SLIP_PADDED_HEAD_ENDS)) ||
        ((frame->flags & CS_H2_WITH_PRIORITY) != 0 && cs_h2_slips(h2, CS_H2_SLIP_PRIORITY_HEAD_ENDS))) {
        cs_h2_connection_error(h2, CS_H2_PROTOCOL_ERROR);
        return;
    }
    cs_buffer_take(&h2->block, h2->block.length);
    h2->block_stream = frame->stream;
    h2->block_ends = (frame->flags & CS_H2_END_STREAM) != 0;
    take_fragment(h2, frame, content, length);
}

static void take_reset(struct cs_h2 *h2, const struct cs_h2_frame *frame)
{
    int channel;
    struct cs_h2_stream *stream = cs_h2_find(h2, frame->stream, &channel);

    if (frame->length != 4) {
        cs_h2_connection_error(h2, CS_H2_FRAME_SIZE_ERROR);
    } else if (frame->stream == 0 || (stream == NULL && cs_h2_is_idle(h2, frame->stream))) {
        cs_h2_connection_error(h2, CS_H2_PROTOCOL_ERROR);
    } else if (stream != NULL) {
        uint32_t code = cs_h2_read_32(frame->payload);

        if (cs_h2_slips(h2, CS_H2_SLIP_RESET_ANSWERED))
            cs_h2_send_number(h2, CS_H2_RST_STREAM, frame->stream, code);
        cs_waiting_free(&stream->ends.waiting);
        stream->ends.local = true;
        cs_h2_tell_ended(h2, channel, CS_END_RESET, code);
        cs_h2_release(h2, channel);
    }
}

/* A new initial window counts for streams that are open, too, and may make theirs negative (section 6.9.2). */
static bool take_initial_window(struct cs_h2 *h2, uint32_t value)
{
    int64_t change = (int64_t)value - h2->initial_credit;

    if (value > CS_H2_WINDOW_MAX)
        return false;
    for (size_t i = 0; i < h2->count; i++) {
        struct cs_h2_stream *stream = h2->streams[i];

        if (stream->used && stream->id != 0 && !cs_h2_slips(h2, CS_H2_SLIP_INITIAL_KEPT))
            stream->credit += change;
        if (stream->credit > CS_H2_WINDOW_MAX || (stream->credit < 0 && cs_h2_slips(h2, CS_H2_SLIP_NEGATIVE_ENDS)))
            return false;
        if (stream->credit < 0 && cs_h2_slips(h2, CS_H2_SLIP_NEGATIVE_ZEROED))
            stream->credit = 0;
    }
    h2->initial_credit = value;
    return true;
}

/* One setting.  Returns an error code. */
static uint32_t take_setting(struct cs_h2 *h2, unsigned setting, uint32_t value)
{
    switch (setting) {
    case CS_H2_ENABLE_PUSH:
        return value > 1 || (value == 1 && !h2->options.server) ? CS_H2_PROTOCOL_ERROR : CS_H2_NO_ERROR;
    case CS_H2_INITIAL_WINDOW_SIZE:
        return take_initial_window(h2, value) ? CS_H2_NO_ERROR : CS_H2_FLOW_CONTROL_ERROR;
    case CS_H2_MAX_FRAME_SIZE:
        return value < CS_H2_PAYLOAD_MAX || value > 0xffffff ? CS_H2_PROTOCOL_ERROR : CS_H2_NO_ERROR;
    case CS_H2_ENABLE_CONNECT_PROTOCOL:
        if (value > 1 || (h2->extended_connect && value == 0) || cs_h2_slips(h2, CS_H2_SLIP_OWN_SETTING_ENDS))
            return CS_H2_PROTOCOL_ERROR;
        h2->extended_connect = value == 1;
        return CS_H2_NO_ERROR;
    default: /* unknown ones are ignored; the others do not concern us */
        return cs_h2_slips(h2, CS_H2_SLIP_SETTING_ENDS) && setting > CS_H2_ENABLE_CONNECT_PROTOCOL
                   ? CS_H2_PROTOCOL_ERROR
                   : CS_H2_NO_ERROR;
    }
}

static void take_settings(struct cs_h2 *h2, const struct cs_h2_frame *frame)
{
    uint32_t error = CS_H2_NO_ERROR;

    if (frame->stream != 0) {
        cs_h2_connection_error(h2, CS_H2_PROTOCOL_ERROR);
        return;
    }
    if (frame->length % 6 != 0 || ((frame->flags & CS_H2_ACK) != 0 && frame->length != 0)) {
        cs_h2_connection_error(h2, CS_H2_FRAME_SIZE_ERROR);
        return;
    }
    if ((frame->flags & CS_H2_ACK) != 0) {
        h2->settings_taken = true;
        notice(h2, -1, CS_LINK_SETTINGS_TAKEN, 0);
        return;
    }
    for (size_t at = 0; at < frame->length && error == CS_H2_NO_ERROR; at += 6)
        error = take_setting(h2, cs_h2_read_16(frame->payload + at), cs_h2_read_32(frame->payload + at + 2));
    if (error != CS_H2_NO_ERROR) {
        cs_h2_connection_error(h2, error);
        return;
    }
    if (!cs_h2_slips(h2, CS_H2_SLIP_SETTINGS_SILENT))
        cs_h2_send(h2, CS_H2_SETTINGS, CS_H2_ACK, 0, NULL, 0);
    notice(h2, -1, CS_LINK_SETTINGS, frame->length / 6);
    if (!h2->settings_came)
        notice(h2, -1, CS_LINK_READY, 0);
    h2->settings_came = true;
}

static void take_ping(struct cs_h2 *h2, const struct cs_h2_frame *frame)
{
    if (frame->length != 8)
        cs_h2_connection_error(h2, CS_H2_FRAME_SIZE_ERROR);
    else if (frame->stream != 0)
        cs_h2_connection_error(h2, CS_H2_PROTOCOL_ERROR);
    else if ((frame->flags & CS_H2_ACK) != 0)
        notice(h2, -1, CS_LINK_PING, cs_h2_read_32(frame->payload + 4));
    else if (!cs_h2_slips(h2, CS_H2_SLIP_PING_SILENT))
        cs_h2_send(h2, CS_H2_PING, CS_H2_ACK, 0,
                   cs_h2_slips(h2, CS_H2_SLIP_PING_OTHER) ? (const uint8_t *)"\0\0\0\0\0\0\0" : frame->payload, 8);
}

/* The peer takes none of our streams behind |last|, whether or not it closes. */
static void leave(struct cs_h2 *h2, uint32_t last, uint32_t code)
{
    if (last < h2->last_taken)
        h2->last_taken = last;
    notice(h2, -1, CS_LINK_GOAWAY, (uint64_t)last << 32 | code);
    for (size_t i = 0; i < h2->count && !h2->over; i++)
        cs_h2_refuse_left_out(h2, (int)i);
}

static void take_goaway(struct cs_h2 *h2, const struct cs_h2_frame *frame)
{
    if (frame->length < 8)
        cs_h2_connection_error(h2, CS_H2_FRAME_SIZE_ERROR);
    else if (frame->stream != 0)
        cs_h2_connection_error(h2, CS_H2_PROTOCOL_ERROR);
    else if (cs_h2_slips(h2, CS_H2_SLIP_GOAWAY_ENDS))
        cs_h2_connection_error(h2, CS_H2_NO_ERROR);
    else
        leave(h2, cs_h2_read_32(frame->payload) & 0x7fffffff, cs_h2_read_32(frame->payload + 4));
}

static void take_stream_credit(struct cs_h2 *h2, uint32_t id, uint32_t more)
{
    int channel;
    struct cs_h2_stream *stream = cs_h2_find(h2, id, &channel);

    bool zero = more == 0 && !cs_h2_slips(h2, CS_H2_SLIP_CREDIT_ZERO);

    if (stream == NULL && cs_h2_is_idle(h2, id))
        cs_h2_connection_error(h2, CS_H2_PROTOCOL_ERROR);
    else if (stream != NULL && zero)
        cs_h2_stream_error(h2, channel, CS_H2_PROTOCOL_ERROR);
    else if (stream != NULL && (stream->credit += more) > CS_H2_WINDOW_MAX &&
             !cs_h2_slips(h2, CS_H2_SLIP_CREDIT_OVERFLOW))
        cs_h2_stream_error(h2, channel, CS_H2_FLOW_CONTROL_ERROR);
}

static void take_credit(struct cs_h2 *h2, const struct cs_h2_frame *frame)
{
    uint32_t more = frame->length == 4 ? cs_h2_read_32(frame->payload) & 0x7fffffff : 0;

    if (frame->length != 4)
        cs_h2_connection_error(h2, CS_H2_FRAME_SIZE_ERROR);
    else if (frame->stream != 0)
        take_stream_credit(h2, frame->stream, more);
    else if (more == 0 && !cs_h2_slips(h2, CS_H2_SLIP_CREDIT_ZERO))
        cs_h2_connection_error(h2, CS_H2_PROTOCOL_ERROR);
    else if ((h2->credit += more) > CS_H2_WINDOW_MAX && !cs_h2_slips(h2, CS_H2_SLIP_CREDIT_OVERFLOW))
        cs_h2_connection_error(h2, CS_H2_FLOW_CONTROL_ERROR);
}

static void take_priority(struct cs_h2 *h2, const struct cs_h2_frame *frame)
{
    if (frame->stream == 0 || cs_h2_slips(h2, CS_H2_SLIP_PRIORITY_ENDS))
        cs_h2_connection_error(h2, CS_H2_PROTOCOL_ERROR);
    else if (frame->length != 5)
        cs_h2_connection_error(h2, CS_H2_FRAME_SIZE_ERROR);
}

/* Between HEADERS and the end of its block only CONTINUATION of the same stream may stand (section 6.10); the first
 * frame is SETTINGS (section 3.4). */
static bool fits(const struct cs_h2 *h2, const struct cs_h2_frame *frame)
{
    bool continues = frame->type == CS_H2_CONTINUATION;

    if (!h2->settings_came && (frame->type != CS_H2_SETTINGS || (frame->flags & CS_H2_ACK) != 0))
        return false;
    if (h2->block_stream != 0)
        return continues && frame->stream == h2->block_stream;
    return !continues;
}

static void take_frame(struct cs_h2 *h2, const struct cs_h2_frame *frame)
{
    if (cs_h2_passes_over(h2, frame))
        return;
    if (!fits(h2, frame)) {
        cs_h2_connection_error(h2, CS_H2_PROTOCOL_ERROR);
        return;
    }
    switch (frame->type) {
    case CS_H2_DATA:
        take_data(h2, frame);
        break;
    case CS_H2_HEADERS:
        take_headers(h2, frame);
        break;
    case CS_H2_PRIORITY:
        take_priority(h2, frame);
        break;
    case CS_H2_RST_STREAM:
        take_reset(h2, frame);
        break;
    case CS_H2_SETTINGS:
        take_settings(h2, frame);
        break;
    case CS_H2_PUSH_PROMISE: /* a client does not push, and as one we have switched it off (section 8.4) */
        if (!cs_h2_slips(h2, CS_H2_SLIP_PUSH_IGNORED))
            cs_h2_connection_error(h2, CS_H2_PROTOCOL_ERROR);
        break;
    case CS_H2_PING:
        take_ping(h2, frame);
        break;
    case CS_H2_GOAWAY:
        take_goaway(h2, frame);
        break;
    case CS_H2_WINDOW_UPDATE:
        take_credit(h2, frame);
        break;
    case CS_H2_CONTINUATION:
        take_fragment(h2, frame, frame->payload, frame->length);
        break;
    default: /* section 5.5: ignored */
        if (cs_h2_slips(h2, CS_H2_SLIP_UNKNOWN_ENDS))
            cs_h2_connection_error(h2, CS_H2_PROTOCOL_ERROR);
        break;
    }
}

/* What a client begins with.  Returns how many bytes belong to it. */
static size_t take_preface(struct cs_h2 *h2, const char *bytes, size_t length)
{
    size_t left = h2->options.server ? CS_H2_PREFACE_BYTES - h2->preface : 0;
    size_t step = length < left ? length : left;

    if (step > 0 && memcmp(bytes, &CS_H2_PREFACE[h2->preface], step) != 0)
        cs_h2_connection_error(h2, CS_H2_PROTOCOL_ERROR);
    h2->preface += step;
    return step;
}

void cs_h2_receive(struct cs_h2 *h2, const char *bytes, size_t length)
{
    size_t at = take_preface(h2, bytes, length);

    while (!h2->over && at < length) {
        struct cs_h2_frame frame;
        size_t used;
        enum cs_h2_split split = cs_h2_split(&h2->splitter, bytes + at, length - at, &used, &frame);

        at += used;
        if (split == CS_H2_SPLIT_TOO_LARGE)
            cs_h2_connection_error(h2, h2->settings_came ? CS_H2_FRAME_SIZE_ERROR : CS_H2_PROTOCOL_ERROR);
        else if (split == CS_H2_SPLIT_FRAME)
            take_frame(h2, &frame);
    }
}
