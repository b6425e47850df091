/* Variable-length integers of QUIC (RFC 9000 section 16): the first two bits tell whether the number takes 1, 2, 4 or 8
 * bytes, the rest is its value, most significant byte first.  Longer than necessary is as good (RFC 9297 section
 * 1.1). */
#ifndef CONNECTREF_VARINT_H
#define CONNECTREF_VARINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reference/must_use.h"

#define CS_VARINT_MAX       ((UINT64_C(1) << 62) - 1)
#define CS_VARINT_BYTES_MAX 8

/* One number while it comes byte by byte.  All zero: nothing of it has come. */
struct cs_varint {
    uint64_t value;
    uint8_t width; /* bytes of the whole number: 1, 2, 4 or 8; 0 before the first one */
    uint8_t seen;
};

/* Takes the next byte.  True: that was the last one, |value| is the number.  Then no more bytes may be given. */
CS_MUST_USE bool cs_varint_add(struct cs_varint *number, char byte);

/* Reads the number at the front of |data|.  Returns its bytes (1, 2, 4 or 8), or 0 when |length| ends before it does;
 * |*value| is set only in the first case. */
size_t cs_varint_read(const char *data, size_t length, uint64_t *value);

/* Writes |value| in as few bytes as it takes.  Returns how many, or 0, nothing written, above CS_VARINT_MAX. */
size_t cs_varint_write(char out[CS_VARINT_BYTES_MAX], uint64_t value);

/* The same in exactly |width| bytes.  0, nothing written, when that is none of 1, 2, 4, 8 or too few for |value|. */
size_t cs_varint_write_wide(char out[CS_VARINT_BYTES_MAX], uint64_t value, size_t width);

#endif
