/* What the heads of requests and responses have in common on the short way.  Internal to libconnectref. */
#ifndef CONNECTREF_HEAD_H
#define CONNECTREF_HEAD_H

#include <string.h>

#include "reference/scan.h"
#include "reference/skim.h"

/* Clears |size| bytes, a constant.  In pieces, because compilers make a slow string instruction of a memset of the size
 * that requests and responses have. */
static inline void cs_clear(void *start, size_t size)
{
    char *piece = start;
    size_t rest = size % 32;

#pragma GCC unroll 16
    for (size_t i = 0; i < size / 32; i++, piece += 32)
        memset(piece, 0, 32);
    memset(piece, 0, rest);
}

/* Whether an empty line starts at |at|; a shorter way than cs_field_line to learn it. */
static inline bool cs_head_ends(const char *data, size_t at, size_t bound)
{
    return bound - at >= 2 && memcmp(data + at, "\r\n", 2) == 0;
}

/* Passes over field lines from |at| on as long as they are without a fault, and adds their number to |count|.  |take|
 * is called with |message| for those that may be of interest (skim.h says which).  Returns where it stopped. */
static inline size_t
cs_head_skim(const char *data, size_t at, size_t bound, size_t *count,
             void (*take)(void *message, const char *data, struct cs_span name, struct cs_span value), void *message)
{
    struct cs_skim skim;

    do {
        cs_skim(data, at, bound, &skim);
        for (size_t i = 0; i < skim.count; i++) {
            const struct cs_skimmed_line *line = &skim.known[i];
            struct cs_span name = {.start = line->start, .length = line->colon - line->start};
            take(message, data, name, cs_trim(data, line->colon + 1, line->end - 1));
        }
        *count += skim.lines;
        at = skim.position;
    } while (skim.full);
    return at;
}

#endif
