#include "harness/transport/h2/frame.h"

#include <string.h>

void cs_h2_write_32(uint8_t *out, uint32_t number)
{
    out[0] = (uint8_t)(number >> 24);
    out[1] = (uint8_t)(number >> 16);
    out[2] = (uint8_t)(number >> 8);
    out[3] = (uint8_t)number;
}

uint32_t cs_h2_read_32(const uint8_t *in)
{
    return (uint32_t)in[0] << 24 | (uint32_t)in[1] << 16 | (uint32_t)in[2] << 8 | in[3];
}

uint16_t cs_h2_read_16(const uint8_t *in)
{
    return (uint16_t)(in[0] << 8 | in[1]);
}

void cs_h2_write_header(uint8_t out[CS_H2_HEADER_BYTES], const struct cs_h2_frame *frame)
{
    out[0] = (uint8_t)(frame->length >> 16);
    out[1] = (uint8_t)(frame->length >> 8);
    out[2] = (uint8_t)frame->length;
    out[3] = frame->type;
    out[4] = frame->flags;
    cs_h2_write_32(out + 5, frame->stream);
}

static void read_header(const uint8_t *in, struct cs_h2_frame *out)
{
    out->length = (uint32_t)in[0] << 16 | (uint32_t)in[1] << 8 | in[2];
    out->type = in[3];
    out->flags = in[4];
    out->stream = cs_h2_read_32(in + 5) & 0x7fffffff;
    out->payload = in + CS_H2_HEADER_BYTES;
}

/* Fills the splitter up to |want| bytes. */
static bool fill(struct cs_h2_splitter *splitter, size_t want, const char *bytes, size_t length, size_t *used)
{
    size_t missing = want > splitter->have ? want - splitter->have : 0;
    size_t step = length - *used < missing ? length - *used : missing;

    if (step > 0)
        memcpy(splitter->bytes + splitter->have, bytes + *used, step);
    splitter->have += step;
    *used += step;
    return splitter->have >= want;
}

enum cs_h2_split cs_h2_split(struct cs_h2_splitter *splitter, const char *bytes, size_t length, size_t *used,
                             struct cs_h2_frame *out)
{
    *used = 0;
    if (!fill(splitter, CS_H2_HEADER_BYTES, bytes, length, used))
        return CS_H2_SPLIT_MORE;
    read_header(splitter->bytes, out);
    if (out->length > CS_H2_PAYLOAD_MAX)
        return CS_H2_SPLIT_TOO_LARGE;
    if (!fill(splitter, CS_H2_HEADER_BYTES + out->length, bytes, length, used))
        return CS_H2_SPLIT_MORE;
    splitter->have = 0;
    return CS_H2_SPLIT_FRAME;
}

bool cs_h2_strip(const struct cs_h2_frame *frame, const uint8_t **content, size_t *length)
{
    size_t front = 0;
    size_t padding = 0;

    if ((frame->flags & CS_H2_PADDED) != 0) {
        if (frame->length == 0)
            return false;
        padding = frame->payload[0];
        front = 1;
    }
    if (frame->type == CS_H2_HEADERS && (frame->flags & CS_H2_WITH_PRIORITY) != 0)
        front += 5;
    if (front + padding > frame->length)
        return false;
    *content = frame->payload + front;
    *length = frame->length - front - padding;
    return true;
}

static const char *const error_names[] = {"NO_ERROR",
                                          "PROTOCOL_ERROR",
                                          "INTERNAL_ERROR",
                                          "FLOW_CONTROL_ERROR",
                                          "SETTINGS_TIMEOUT",
                                          "STREAM_CLOSED",
                                          "FRAME_SIZE_ERROR",
                                          "REFUSED_STREAM",
                                          "CANCEL",
                                          "COMPRESSION_ERROR",
                                          "CONNECT_ERROR",
                                          "ENHANCE_YOUR_CALM",
                                          "INADEQUATE_SECURITY",
                                          "HTTP_1_1_REQUIRED"};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const char *cs_h2_error_name(uint64_t code)
{
    return code < COUNT(error_names) ? error_names[code] : "unknown";
}
