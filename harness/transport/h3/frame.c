#include "harness/transport/h3/frame.h"

#include "harness/transport/h2/frame.h"

static const struct {
    int code;
    const char *name;
} errors[] = {
    {CS_H3_DATAGRAM_ERROR, "H3_DATAGRAM_ERROR"},
    {CS_H3_NO_ERROR, "H3_NO_ERROR"},
    {CS_H3_GENERAL_PROTOCOL_ERROR, "H3_GENERAL_PROTOCOL_ERROR"},
    {CS_H3_INTERNAL_ERROR, "H3_INTERNAL_ERROR"},
    {CS_H3_STREAM_CREATION_ERROR, "H3_STREAM_CREATION_ERROR"},
    {CS_H3_CLOSED_CRITICAL_STREAM, "H3_CLOSED_CRITICAL_STREAM"},
    {CS_H3_FRAME_UNEXPECTED, "H3_FRAME_UNEXPECTED"},
    {CS_H3_FRAME_ERROR, "H3_FRAME_ERROR"},
    {CS_H3_EXCESSIVE_LOAD, "H3_EXCESSIVE_LOAD"},
    {CS_H3_ID_ERROR, "H3_ID_ERROR"},
    {CS_H3_SETTINGS_ERROR, "H3_SETTINGS_ERROR"},
    {CS_H3_MISSING_SETTINGS, "H3_MISSING_SETTINGS"},
    {CS_H3_REQUEST_REJECTED, "H3_REQUEST_REJECTED"},
    {CS_H3_REQUEST_CANCELLED, "H3_REQUEST_CANCELLED"},
    {CS_H3_REQUEST_INCOMPLETE, "H3_REQUEST_INCOMPLETE"},
    {CS_H3_MESSAGE_ERROR, "H3_MESSAGE_ERROR"},
    {CS_H3_CONNECT_ERROR, "H3_CONNECT_ERROR"},
    {CS_H3_VERSION_FALLBACK, "H3_VERSION_FALLBACK"},
    {CS_H3_QPACK_DECOMPRESSION_FAILED, "QPACK_DECOMPRESSION_FAILED"},
    {CS_H3_QPACK_ENCODER_STREAM_ERROR, "QPACK_ENCODER_STREAM_ERROR"},
    {CS_H3_QPACK_DECODER_STREAM_ERROR, "QPACK_DECODER_STREAM_ERROR"},
};

#define ERROR_COUNT (sizeof(errors) / sizeof(errors[0]))

const char *cs_h3_error_name(uint64_t code)
{
    for (size_t i = 0; i < ERROR_COUNT; i++)
        if ((uint64_t)errors[i].code == code)
            return errors[i].name;
    return "unknown";
}

uint64_t cs_h3_error_of_h2(uint64_t code)
{
    static const uint16_t codes[] = {
        [CS_H2_NO_ERROR] = CS_H3_NO_ERROR,
        [CS_H2_PROTOCOL_ERROR] = CS_H3_MESSAGE_ERROR,
        [CS_H2_INTERNAL_ERROR] = CS_H3_INTERNAL_ERROR,
        [CS_H2_REFUSED_STREAM] = CS_H3_REQUEST_REJECTED,
        [CS_H2_CANCEL] = CS_H3_REQUEST_CANCELLED,
        [CS_H2_CONNECT_ERROR] = CS_H3_CONNECT_ERROR,
        [CS_H2_ENHANCE_YOUR_CALM] = CS_H3_EXCESSIVE_LOAD,
        [CS_H2_HTTP_1_1_REQUIRED] = CS_H3_VERSION_FALLBACK,
    };

    return code < sizeof(codes) / sizeof(codes[0]) && codes[code] != 0 ? codes[code] : code;
}

bool cs_h3_is_of_h2(uint64_t type)
{
    return type == CS_H2_PRIORITY || type == CS_H2_PING || type == CS_H2_WINDOW_UPDATE || type == CS_H2_CONTINUATION;
}

bool cs_h3_is_known(uint64_t type)
{
    return type == CS_H3_CANCEL_PUSH || type == CS_H3_SETTINGS || type == CS_H3_PUSH_PROMISE || type == CS_H3_GOAWAY ||
           type == CS_H3_MAX_PUSH_ID;
}

size_t cs_h3_write_header(char out[CS_H3_HEADER_BYTES], uint64_t type, uint64_t length)
{
    size_t first = cs_varint_write(out, type);

    return first + cs_varint_write(out + first, length);
}

static enum cs_h3_split take_header(struct cs_h3_splitter *splitter, const char *bytes, size_t length, size_t *used)
{
    while (*used < length) {
        char byte = bytes[(*used)++];
        bool typed = splitter->type.width != 0 && splitter->type.seen == splitter->type.width;

        if (!typed)
            (void)!cs_varint_add(&splitter->type, byte);
        else if (cs_varint_add(&splitter->length, byte)) {
            splitter->inside = true;
            splitter->left = splitter->length.value;
            return CS_H3_SPLIT_BEGINS;
        }
    }
    return CS_H3_SPLIT_MORE;
}

enum cs_h3_split cs_h3_split(struct cs_h3_splitter *splitter, const char *bytes, size_t length, size_t *used)
{
    *used = 0;
    if (!splitter->inside)
        return take_header(splitter, bytes, length, used);
    if (splitter->left == 0) {
        *splitter = (struct cs_h3_splitter){.inside = false};
        return CS_H3_SPLIT_ENDS;
    }
    if (length == 0)
        return CS_H3_SPLIT_MORE;
    *used = length < splitter->left ? length : (size_t)splitter->left;
    splitter->left -= *used;
    return CS_H3_SPLIT_BYTES;
}

bool cs_h3_split_is_within(const struct cs_h3_splitter *splitter)
{
    return splitter->inside || splitter->type.seen > 0;
}
