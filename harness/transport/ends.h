/* The two directions of one channel among many on a link: what waits to be sent, and which of them is at its end. */
#ifndef CONNECTSPEC_ENDS_H
#define CONNECTSPEC_ENDS_H

#include "harness/transport/link.h"
#include "harness/transport/waiting.h"

struct cs_ends { /* all zero: both are open, nothing waits */
    struct cs_waiting waiting;
    bool local;  /* ours is at its end */
    bool remote; /* the peer's is */
};

/* The peer's direction has come to its end; ours has.  The owner of |link| is told: of the peer's a second FIN is not
 * told, of ours nothing is told twice. */
void cs_ends_tell(struct cs_ends *ends, struct cs_link *link, int channel, enum cs_end end, uint64_t code);
void cs_ends_tell_sent(struct cs_ends *ends, struct cs_link *link, int channel, enum cs_end end, uint64_t code);

/* Drops what waits; where something did, the owner is told that it failed with |error| (an errno). */
void cs_ends_drop(struct cs_ends *ends, struct cs_link *link, int channel, int error);

/* The connection is no more, with |code|: both directions are at their end, and what waited has failed. */
void cs_ends_lose(struct cs_ends *ends, struct cs_link *link, int channel, uint64_t code);

#endif
