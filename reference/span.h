/* The small types that every parser of libconnectref shares.
 * Pure C17: no allocation, no I/O, no globals that change. */
#ifndef CONNECTREF_SPAN_H
#define CONNECTREF_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A part of the caller's buffer, as an offset from its start.  It stays meaningful when the buffer moves;
 * it owns nothing.  A part that is absent has length 0 and start 0 unless its header says otherwise. */
struct cs_span {
    size_t start;
    size_t length;
};

/* The three answers of a parser. */
enum cs_answer {
    CS_NEED_MORE, /* the bytes so far are a beginning; call again with more of them */
    CS_COMPLETE,  /* a whole element was read and no finding of level CS_MUST was made */
    CS_MALFORMED, /* a whole element was read, or a bound was passed, and there is a CS_MUST finding */
};

#endif
