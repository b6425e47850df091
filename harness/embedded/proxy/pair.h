/* A client with its session, and the one or two wires between them and the world; it lives while it has wires.  Private
 * to this folder: shell.h is what others use. */
#ifndef CONNECTSPEC_PROXY_PAIR_H
#define CONNECTSPEC_PROXY_PAIR_H

#include "harness/embedded/proxy/dial.h"
#include "harness/embedded/proxy/front_h2.h"
#include "harness/embedded/proxy/wire.h"
#include "reference/must_use.h"

/* All pairs of one shell. */
struct cs_pairs {
    struct cs_wire_ground ground;
    const struct cs_proxy_config *config;
    struct cs_pair *first;
    void (*changed)(struct cs_pairs *pairs); /* one has done something, or is gone */
    unsigned count;                          /* for faults alone */
    unsigned seen_count;                     /* the same: clients since the start */
    uint64_t deaf_until;                     /* fault: what comes before this time of the loop is lost */
    void **hoard;                            /* fault: what is kept of clients, each with the one before in front */
};

struct cs_pair {
    struct cs_pairs *pairs;
    struct cs_front_h2 *front; /* a connection of HTTP/2, whose streams are pairs of their own; else NULL */
    struct cs_pair *next, *previous;
    struct cs_session *session; /* NULL with a |front| */
    struct cs_wire *sides[2];   /* NULL: not there, or it has ended */
    unsigned wires;             /* those that have ended but are not closed yet and look-ups under way included */
    struct cs_dial dial;
    bool connected;       /* the last connection that was tried stands */
    size_t preface;       /* bytes of HTTP/2's that have come, and perhaps more will */
    bool spoken;          /* the client has sent something */
    bool dial_waits;      /* fault: a FIN of the client may still withdraw the request */
    uint64_t finished_at; /* the same: when the last FIN came, in ms of the loop */
};

/* A pair whose client has no connection yet: its wire waits for one.  It frees itself.  NULL without memory. */
CS_MUST_USE struct cs_pair *cs_pair_new(struct cs_pairs *pairs);

/* From here on the client's wire carries frames, of |link|, and each stream is a pair of its own. */
void cs_pair_multiplex(struct cs_pair *pair, cs_front_link *link);

/* The client's request head is to come within the configured time. */
void cs_pair_expect_head(struct cs_pair *pair);

/* Resets both wires; what a look-up says is no longer wanted. */
void cs_pair_stop(struct cs_pair *pair);

#endif
