/* Bytes that a link has made and handed to its carrier, and that are kept until the carrier has taken them. */
#ifndef CONNECTSPEC_OUTBOX_H
#define CONNECTSPEC_OUTBOX_H

#include "harness/transport/link.h"
#include "reference/must_use.h"

#define CS_OUTBOX_MAX (1024 * 1024) /* more than a peer can ask for that reads what it gets */

struct cs_outbox_piece;

struct cs_outbox { /* all zero: empty */
    struct cs_outbox_piece *first;
    struct cs_outbox_piece *last;
    size_t length; /* bytes that the carrier has not taken */
};

/* Orders the carrier of |link| to send a copy of |length| bytes as one segment.  False without memory, past
 * CS_OUTBOX_MAX, or when the carrier takes nothing. */
CS_MUST_USE bool cs_outbox_send(struct cs_outbox *outbox, struct cs_link *link, const char *bytes, size_t length);

/* The carrier took |length| bytes: frees what is gone. */
void cs_outbox_sent(struct cs_outbox *outbox, size_t length);

/* Frees all of it, when the carrier has let go. */
void cs_outbox_free(struct cs_outbox *outbox);

#endif
