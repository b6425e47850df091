/* A barrier: a control CONNECT to the case's own address.  Once its nonce arrives at the listener, whatever the target
 * was going to do before has been done.  What arrives meanwhile may be the control's or the case's; it gets its name
 * when the barrier is over.  (The language of cases calls it `fence`.) */
#ifndef CONNECTSPEC_BARRIER_H
#define CONNECTSPEC_BARRIER_H

#include "harness/engine/links.h"
#include "harness/plan/credentials.h"

enum cs_barrier_state {
    CS_BARRIER_NONE,
    CS_BARRIER_PENDING,
    CS_BARRIER_OVER, /* passed or failed: an event says which */
};

struct cs_barrier {
    const struct cs_policy *policy;
    bool no_nonce;              /* the target's tunnels do not deliver a control's nonce: a connection is enough */
    unsigned extra_connections; /* how many further connections the target makes for one control CONNECT */
    bool no_tunnel;             /* any answer to the control, or a connection of its, is enough */
    bool drops_clients;         /* the case's connections go first: the target serves one at a time */
    enum cs_barrier_state state;
    char nonce[17];
    bool nonce_queued;
    struct cs_connection *control; /* our client side */
    size_t before;                 /* connections that there were when it began, the control's own included */
    char *request;                 /* what the control sends, owned */
};

/* Begins, once all that is queued on |links| was sent; spends a nonce of |pool|.  True when it has begun. */
bool cs_barrier_begin(struct cs_barrier *barrier, struct cs_links *links, struct cs_purse *pool);

/* Whether what has arrived decides the barrier; true when it is over. */
bool cs_barrier_look(struct cs_barrier *barrier, struct cs_links *links);

/* Instead of a barrier, once all that is queued on |links| was sent: what has arrived by now is all that came.  What the
 * target does later is missed.  True when it is over. */
bool cs_barrier_forgo(struct cs_links *links);

/* The deadline passed: what arrived gets its names as far as can be told. */
void cs_barrier_abandon(struct cs_barrier *barrier, struct cs_links *links);

/* Ready for the next one; frees what it holds. */
void cs_barrier_clear(struct cs_barrier *barrier);

#endif
