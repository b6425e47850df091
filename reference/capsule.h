/* The Capsule Protocol (RFC 9297 section 3.2): what follows the heads of a request and of its 101 or 2xx answer, one
 * capsule behind the other, each a type, a length and that many bytes of value.
 *
 *     cs_capsules_init(&capsules);
 *     do {
 *         event = cs_capsules_read(&capsules, data, length, &used, &piece);
 *         ...                                 piece counts from data
 *         data += used, length -= used;
 *     } while (event != CS_CAPSULE_NEED_MORE);
 *
 * No sequence of bytes is wrong as such: types may be unknown, then a recipient skips the capsule silently (section 3.2),
 * numbers may be longer than necessary (section 1.1), values may be empty.  What can be wrong is an end within a capsule,
 * and the value, which is its type's business: see datagram.h. */
#ifndef CONNECTREF_CAPSULE_H
#define CONNECTREF_CAPSULE_H

#include "reference/code.h"
#include "reference/span.h"
#include "reference/varint.h"

#define CS_CAPSULE_DATAGRAM UINT64_C(0) /* the type of an HTTP Datagram (section 3.5) */
#define CS_CAPSULE_HEAD_MAX (2 * CS_VARINT_BYTES_MAX)

enum cs_capsule_event {
    CS_CAPSULE_NEED_MORE, /* all bytes were used; go on when there are more */
    CS_CAPSULE_BEGIN,     /* |type| and |length| are known, nothing of the value has been taken */
    CS_CAPSULE_VALUE,     /* |*piece|, never empty, is the next part of the value */
    CS_CAPSULE_END,       /* the value is whole; of an empty one there was no piece */
};

/* Reads one direction of one data stream.  Holds no byte of a value: a length of 2^62-1 costs no more than one of 1. */
struct cs_capsules {
    uint64_t type, length; /* of the capsule at hand, from CS_CAPSULE_BEGIN to CS_CAPSULE_END */
    uint64_t left;         /* of its value: bytes still to come */
    uint64_t count;        /* capsules that are whole */
    uint64_t position;     /* bytes taken so far, of the data stream */
    uint64_t start;        /* where the capsule at hand began, of the data stream */
    int state;             /* private */
    struct cs_varint number;
};

/* At the beginning of a data stream.  There is nothing to free. */
void cs_capsules_init(struct cs_capsules *capsules);

/* Takes bytes up to the next event, which it returns; |*used| (at most |length|) tells how many.  |*piece| is set for
 * CS_CAPSULE_VALUE alone, counts from |data| and lies within it.  An event is not told twice, and some take no byte, so
 * that it is to be called until it answers CS_CAPSULE_NEED_MORE.  The same bytes give the same events however they are
 * split over calls, but for how the pieces are cut.  Never fails. */
enum cs_capsule_event cs_capsules_read(struct cs_capsules *capsules, const char *data, size_t length, size_t *used,
                                       struct cs_span *piece);

/* The data stream has ended cleanly (FIN, END_STREAM, closure in HTTP/1.1; not a reset, which says nothing about
 * capsules).  CS_COMPLETE between two capsules and where there was none; else CS_MALFORMED, with the code
 * capsule-truncated at the stream's end (section 3.3).  |findings| is added to. */
enum cs_answer cs_capsules_end(const struct cs_capsules *capsules, struct cs_findings *findings);

/* Whether |type| is one of those that exist only to be skipped: 0x29 * N + 0x17 (section 5.4). */
bool cs_capsule_is_reserved(uint64_t type);

/* Writes type and length of a capsule in as few bytes as they take; |length| bytes of value have to follow.  Returns
 * how many bytes were written, or 0, |out| unspecified, when one of them is above CS_VARINT_MAX. */
size_t cs_capsule_write_head(char out[CS_CAPSULE_HEAD_MAX], uint64_t type, uint64_t length);

#endif
