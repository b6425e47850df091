/* Frames on the stream of a request. */
#include <string.h>

#include "harness/transport/h3/h3_internal.h"

/* Whether |stream| is still the one that it was, and somebody wants to hear of it. */
static bool is_there(const struct cs_h3 *h3, const struct cs_h3_stream *stream, int64_t id)
{
    return !h3->over && stream->used && stream->id == id && !stream->ends.remote;
}

static void tell(struct cs_h3 *h3, int channel, const char *bytes, size_t length)
{
    if (length > 0)
        h3->link.events->received(h3->link.context, channel, bytes, length);
}

/* What only the control stream has, or HTTP/2 alone (RFC 9114 sections 7.2 and 7.2.8). */
static bool is_unexpected(const struct cs_h3 *h3, uint64_t type)
{
    return (cs_h3_is_known(type) && !cs_h3_slips(h3, CS_H3_SLIP_KNOWN_IGNORED)) ||
           (cs_h3_is_of_h2(type) && !cs_h3_slips(h3, CS_H3_SLIP_H2_TYPES_IGNORED));
}

/* A CONNECT has one section, then DATA alone (section 4.4); our own end tells of more, whoever sends it. */
static bool forbids_section(const struct cs_h3 *h3, const struct cs_h3_stream *stream)
{
    return h3->options.server && stream->headed && stream->connects && !cs_h3_slips(h3, CS_H3_SLIP_SECTION_IGNORED) &&
           !cs_h3_slips(h3, CS_H3_SLIP_SECTION_TOLD);
}

static bool is_wide(const struct cs_varint *number)
{
    char least[CS_VARINT_BYTES_MAX];

    return number->width > cs_varint_write(least, number->value);
}

static void take_begin(struct cs_h3 *h3, int channel)
{
    struct cs_h3_stream *stream = h3->streams[channel];
    uint64_t type = stream->splitter.type.value;
    bool other = type != CS_H3_DATA && type != CS_H3_HEADERS && !cs_h3_is_known(type) && !cs_h3_is_of_h2(type);

    if (is_unexpected(h3, type) || (type == CS_H3_HEADERS && forbids_section(h3, stream)) ||
        (type == CS_H3_DATA && !stream->headed && !cs_h3_slips(h3, CS_H3_SLIP_DATA_FIRST)))
        cs_h3_connection_error(h3, CS_H3_FRAME_UNEXPECTED);
    else if (type == CS_H3_HEADERS && stream->splitter.length.value > CS_H2_BLOCK_MAX)
        cs_h3_stream_error(h3, channel, CS_H3_EXCESSIVE_LOAD);
    else if ((other && cs_h3_slips(h3, CS_H3_SLIP_UNKNOWN_ENDS)) ||
             (cs_h3_slips(h3, CS_H3_SLIP_WIDE_ENDS) && is_wide(&stream->splitter.length)))
        cs_h3_connection_error(h3, CS_H3_FRAME_ERROR);
}

static void take_bytes(struct cs_h3 *h3, int channel, const char *bytes, size_t length)
{
    struct cs_h3_stream *stream = h3->streams[channel];
    uint64_t type = stream->splitter.type.value;
    bool told = cs_h3_slips(h3, CS_H3_SLIP_UNKNOWN_TOLD) && type > CS_H3_MAX_PUSH_ID;

    if (type == CS_H3_HEADERS && !cs_buffer_add(&stream->section, bytes, length))
        cs_h3_stream_error(h3, channel, CS_H3_INTERNAL_ERROR);
    else if ((type == CS_H3_DATA && stream->headed) || told)
        tell(h3, channel, bytes, length);
}

static enum cs_section_kind kind_of(const struct cs_h3 *h3, const struct cs_h3_stream *stream)
{
    if (stream->headed)
        return CS_SECTION_TRAILERS;
    return h3->options.server ? CS_SECTION_REQUEST : CS_SECTION_RESPONSE;
}

static bool is_connect(const struct cs_message *message)
{
    return message->method.there && message->method.text.length == 7 &&
           memcmp(message->text + message->method.text.start, "CONNECT", 7) == 0;
}

static void take_section(struct cs_h3 *h3, int channel)
{
    struct cs_h3_stream *stream = h3->streams[channel];
    const struct cs_buffer *section;

    if (!cs_h3_decode(h3->decoder, stream->id, kind_of(h3, stream),
                      stream->section.data == NULL ? "" : stream->section.data, stream->section.length, &h3->message)) {
        cs_h3_connection_error(h3, CS_H3_QPACK_DECOMPRESSION_FAILED);
        return;
    }
    cs_buffer_take(&stream->section, stream->section.length);
    section = cs_h3_section(h3->decoder);
    if (stream->headed && cs_h3_slips(h3, CS_H3_SLIP_SECTION_TOLD))
        tell(h3, channel, section->data, section->length);
    if (stream->headed && (cs_h3_slips(h3, CS_H3_SLIP_SECTION_TOLD) || cs_h3_slips(h3, CS_H3_SLIP_SECTION_IGNORED)))
        return;
    if (!stream->headed)
        stream->connects = h3->options.server && is_connect(&h3->message);
    stream->headed = stream->headed || h3->options.server || h3->message.status / 100 != 1;
    h3->link.events->head(h3->link.context, channel, section->data == NULL ? "" : section->data, section->length);
}

static void take_frame(struct cs_h3 *h3, int channel, const struct cs_h3_splitter *frame)
{
    struct cs_h3_stream *stream = h3->streams[channel];

    if (frame->type.value == CS_H3_HEADERS)
        take_section(h3, channel);
    else if (frame->type.value == CS_H3_DATA && frame->length.value == 0 && stream->headed &&
             cs_h3_slips(h3, CS_H3_SLIP_EMPTY_ENDS))
        cs_h3_tell_ended(h3, channel, CS_END_FIN, CS_LINK_NO_CODE);
}

/* The end must not stand within a frame (section 7.1), nor in front of a request (section 4.1). */
static void take_end(struct cs_h3 *h3, int channel)
{
    struct cs_h3_stream *stream = h3->streams[channel];
    int64_t id = stream->id;

    if (cs_h3_split_is_within(&stream->splitter) && !cs_h3_slips(h3, CS_H3_SLIP_CUT_ENDS)) {
        cs_h3_connection_error(h3, CS_H3_FRAME_ERROR);
    } else if (!stream->headed && h3->options.server) {
        cs_h3_stream_error(h3, channel, CS_H3_REQUEST_INCOMPLETE);
    } else {
        cs_h3_tell_ended(h3, channel, CS_END_FIN, CS_LINK_NO_CODE);
        if (stream->used && stream->id == id)
            cs_h3_release(h3, channel);
    }
}

static void take_piece(struct cs_h3 *h3, int channel, enum cs_h3_split split, const struct cs_h3_splitter *before,
                       const char *bytes, size_t length)
{
    switch (split) {
    case CS_H3_SPLIT_BEGINS:
        take_begin(h3, channel);
        break;
    case CS_H3_SPLIT_BYTES:
        take_bytes(h3, channel, bytes, length);
        break;
    case CS_H3_SPLIT_ENDS:
        take_frame(h3, channel, before);
        break;
    case CS_H3_SPLIT_MORE:
        break;
    }
}

void cs_h3_receive(struct cs_h3 *h3, int channel, const char *bytes, size_t length, bool ends)
{
    struct cs_h3_stream *stream = h3->streams[channel];
    int64_t id = stream->id;
    enum cs_h3_split split = CS_H3_SPLIT_BEGINS;
    size_t at = 0, used;

    while (is_there(h3, stream, id) && split != CS_H3_SPLIT_MORE) {
        const struct cs_h3_splitter before = stream->splitter;

        split = cs_h3_split(&stream->splitter, bytes + at, length - at, &used);
        take_piece(h3, channel, split, &before, bytes + at, used);
        at += used;
    }
    if (!h3->over && stream->used && stream->id == id)
        cs_h3_give_back(h3, stream, length);
    if (ends && is_there(h3, stream, id))
        take_end(h3, channel);
}
