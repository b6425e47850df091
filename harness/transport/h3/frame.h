/* Frames of HTTP/3 (RFC 9114 section 7), and its numbers: written as they are wanted, split as they come. */
#ifndef CONNECTSPEC_H3_FRAME_H
#define CONNECTSPEC_H3_FRAME_H

#include "reference/varint.h"

enum cs_h3_type {
    CS_H3_DATA = 0x0,
    CS_H3_HEADERS = 0x1,
    CS_H3_CANCEL_PUSH = 0x3,
    CS_H3_SETTINGS = 0x4,
    CS_H3_PUSH_PROMISE = 0x5,
    CS_H3_GOAWAY = 0x7,
    CS_H3_MAX_PUSH_ID = 0xd,
};

/* Streams of one direction (RFC 9114 section 6.2, RFC 9204 section 4.2). */
enum cs_h3_stream_type {
    CS_H3_CONTROL = 0x0,
    CS_H3_PUSH = 0x1,
    CS_H3_QPACK_ENCODER = 0x2,
    CS_H3_QPACK_DECODER = 0x3,
};

enum cs_h3_setting {
    CS_H3_SETTING_TABLE = 0x1,
    CS_H3_SETTING_SECTION_MAX = 0x6,
    CS_H3_SETTING_BLOCKED = 0x7,
    CS_H3_SETTING_EXTENDED_CONNECT = 0x8, /* RFC 9220 section 3 */
    CS_H3_SETTING_DATAGRAM = 0x33,        /* RFC 9297 section 2.1.1 */
};

/* Error codes (RFC 9114 section 8.1, RFC 9204 section 6, RFC 9297 section 5.2). */
enum cs_h3_error {
    CS_H3_DATAGRAM_ERROR = 0x33,
    CS_H3_NO_ERROR = 0x100,
    CS_H3_GENERAL_PROTOCOL_ERROR,
    CS_H3_INTERNAL_ERROR,
    CS_H3_STREAM_CREATION_ERROR,
    CS_H3_CLOSED_CRITICAL_STREAM,
    CS_H3_FRAME_UNEXPECTED,
    CS_H3_FRAME_ERROR,
    CS_H3_EXCESSIVE_LOAD,
    CS_H3_ID_ERROR,
    CS_H3_SETTINGS_ERROR,
    CS_H3_MISSING_SETTINGS,
    CS_H3_REQUEST_REJECTED,
    CS_H3_REQUEST_CANCELLED,
    CS_H3_REQUEST_INCOMPLETE,
    CS_H3_MESSAGE_ERROR,
    CS_H3_CONNECT_ERROR,
    CS_H3_VERSION_FALLBACK,
    CS_H3_QPACK_DECOMPRESSION_FAILED = 0x200,
    CS_H3_QPACK_ENCODER_STREAM_ERROR,
    CS_H3_QPACK_DECODER_STREAM_ERROR,
};

/* "H3_NO_ERROR", ...; "unknown" for any other. */
const char *cs_h3_error_name(uint64_t code);

/* What HTTP/2's code of the same meaning is here (RFC 9114 appendix A.4); other numbers stay as they are. */
uint64_t cs_h3_error_of_h2(uint64_t code);

/* Types that HTTP/2 has and HTTP/3 forbids (RFC 9114 section 7.2.8). */
bool cs_h3_is_of_h2(uint64_t type);

/* Types that HTTP/3 has beside DATA and HEADERS, and none of them on a stream of a request. */
bool cs_h3_is_known(uint64_t type);

#define CS_H3_HEADER_BYTES 16

/* Writes what stands in front of a payload of |length|.  Returns how many bytes. */
size_t cs_h3_write_header(char out[CS_H3_HEADER_BYTES], uint64_t type, uint64_t length);

/* Splits a stream of bytes into frames, and keeps none of them.  All zero: at the beginning of a frame. */
struct cs_h3_splitter {
    struct cs_varint type, length;
    bool inside;   /* both have come */
    uint64_t left; /* of the payload */
};

enum cs_h3_split {
    CS_H3_SPLIT_MORE,   /* all bytes were used */
    CS_H3_SPLIT_BEGINS, /* |type.value| and |length.value| are there */
    CS_H3_SPLIT_BYTES,  /* the |*used| bytes are payload */
    CS_H3_SPLIT_ENDS,   /* the frame is whole */
};

/* Takes bytes up to the next of these.  |*used|: how many. */
enum cs_h3_split cs_h3_split(struct cs_h3_splitter *splitter, const char *bytes, size_t length, size_t *used);

/* Whether bytes of a frame have come, and not all. */
bool cs_h3_split_is_within(const struct cs_h3_splitter *splitter);

#endif
