/* Frames of HTTP/2 (RFC 9113 sections 4 and 6): written as they are wanted, valid or not, and split as they come. */
#ifndef CONNECTSPEC_H2_FRAME_H
#define CONNECTSPEC_H2_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reference/must_use.h"

#define CS_H2_HEADER_BYTES  9
#define CS_H2_PAYLOAD_MAX   16384 /* what we take, and send (SETTINGS_MAX_FRAME_SIZE as it stands at first) */
#define CS_H2_PREFACE       "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
#define CS_H2_PREFACE_BYTES 24

enum cs_h2_type {
    CS_H2_DATA,
    CS_H2_HEADERS,
    CS_H2_PRIORITY,
    CS_H2_RST_STREAM,
    CS_H2_SETTINGS,
    CS_H2_PUSH_PROMISE,
    CS_H2_PING,
    CS_H2_GOAWAY,
    CS_H2_WINDOW_UPDATE,
    CS_H2_CONTINUATION,
};

enum cs_h2_flag {
    CS_H2_END_STREAM = 0x01,
    CS_H2_ACK = 0x01,
    CS_H2_END_HEADERS = 0x04,
    CS_H2_PADDED = 0x08,
    CS_H2_WITH_PRIORITY = 0x20,
};

enum cs_h2_setting {
    CS_H2_HEADER_TABLE_SIZE = 1,
    CS_H2_ENABLE_PUSH,
    CS_H2_MAX_CONCURRENT_STREAMS,
    CS_H2_INITIAL_WINDOW_SIZE,
    CS_H2_MAX_FRAME_SIZE,
    CS_H2_MAX_HEADER_LIST_SIZE,
    CS_H2_ENABLE_CONNECT_PROTOCOL = 8, /* RFC 8441 section 3 */
};

/* Error codes (RFC 9113 section 7). */
enum cs_h2_error {
    CS_H2_NO_ERROR,
    CS_H2_PROTOCOL_ERROR,
    CS_H2_INTERNAL_ERROR,
    CS_H2_FLOW_CONTROL_ERROR,
    CS_H2_SETTINGS_TIMEOUT,
    CS_H2_STREAM_CLOSED,
    CS_H2_FRAME_SIZE_ERROR,
    CS_H2_REFUSED_STREAM,
    CS_H2_CANCEL,
    CS_H2_COMPRESSION_ERROR,
    CS_H2_CONNECT_ERROR,
    CS_H2_ENHANCE_YOUR_CALM,
    CS_H2_INADEQUATE_SECURITY,
    CS_H2_HTTP_1_1_REQUIRED,
};

struct cs_h2_frame {
    uint32_t length;
    uint8_t type;
    uint8_t flags;
    uint32_t stream; /* without the reserved bit */
    const uint8_t *payload;
};

/* Writes the 9 bytes in front of a payload; |frame->length| is taken modulo 2^24, |frame->stream| as it stands. */
void cs_h2_write_header(uint8_t out[CS_H2_HEADER_BYTES], const struct cs_h2_frame *frame);

/* Numbers in network order. */
void cs_h2_write_32(uint8_t *out, uint32_t number);
uint32_t cs_h2_read_32(const uint8_t *in);
uint16_t cs_h2_read_16(const uint8_t *in);

/* Splits a stream of bytes into frames.  All zero: at the beginning of a frame. */
struct cs_h2_splitter {
    size_t have;
    uint8_t bytes[CS_H2_HEADER_BYTES + CS_H2_PAYLOAD_MAX];
};

enum cs_h2_split {
    CS_H2_SPLIT_MORE,      /* all bytes were used, the frame has not ended */
    CS_H2_SPLIT_FRAME,     /* |*out| is whole; its payload is the splitter's until the next call */
    CS_H2_SPLIT_TOO_LARGE, /* the frame that begins is larger than CS_H2_PAYLOAD_MAX; |*out| is its header */
};

/* Takes bytes up to the end of one frame.  |*used|: how many. */
enum cs_h2_split cs_h2_split(struct cs_h2_splitter *splitter, const char *bytes, size_t length, size_t *used,
                             struct cs_h2_frame *out);

/* Takes padding away (DATA, HEADERS, PUSH_PROMISE; RFC 9113 section 6.1) and, of HEADERS, the priority.  False: the
 * padding is not shorter than the payload, or the frame is too short for what its flags say. */
CS_MUST_USE bool cs_h2_strip(const struct cs_h2_frame *frame, const uint8_t **content, size_t *length);

/* "PROTOCOL_ERROR", ...; "unknown" for any other. */
const char *cs_h2_error_name(uint64_t code);

#endif
