/* Orders of one channel that wait for their turn: content that is pulled piece by piece, and ends. */
#ifndef CONNECTSPEC_WAITING_H
#define CONNECTSPEC_WAITING_H

#include "harness/transport/link.h"
#include "reference/must_use.h"

#define CS_WAITING_MAX 4096 /* orders of one channel */

struct cs_waiting_order {
    struct cs_waiting_order *next;
    struct cs_link_order order;
    uint64_t offset; /* bytes of |order.bytes| that are gone */
};

struct cs_waiting { /* all zero: empty */
    struct cs_waiting_order *first;
    struct cs_waiting_order *last;
    size_t count;
};

/* Appends a copy of |order|.  False without memory or past CS_WAITING_MAX. */
CS_MUST_USE bool cs_waiting_add(struct cs_waiting *waiting, const struct cs_link_order *order);

/* Reads the next bytes of the first order, which is one of bytes, up to |capacity| (one when it dribbles).  |*begins|:
 * a segment begins here.  Returns how many; the order is dropped with its last byte. */
size_t cs_waiting_read(struct cs_waiting *waiting, char *buffer, size_t capacity, bool *begins);

/* The head of the first order, a message, is gone: content in its |bytes| behind the head, and the end of the direction that
 * stands with it, take its place.  False: there is none, or without memory. */
CS_MUST_USE bool cs_waiting_leave_content(struct cs_waiting *waiting);

/* Drops the first order. */
void cs_waiting_drop(struct cs_waiting *waiting);

/* Drops all. */
void cs_waiting_free(struct cs_waiting *waiting);

#endif
