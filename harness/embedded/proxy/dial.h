/* From a destination to its addresses: the look-up, the policy for what it finds, one address after the other. */
#ifndef CONNECTSPEC_PROXY_DIAL_H
#define CONNECTSPEC_PROXY_DIAL_H

#include "harness/embedded/proxy/resolve.h"
#include "harness/embedded/proxy/session.h"
#include "harness/embedded/proxy/wire.h"

struct cs_dial_events {
    void (*asks)(void *context);                  /* the resolver: the dial has to stay until |answered| */
    void (*answered)(void *context, bool wanted); /* behind what it led to; |wanted|: nobody had called it off */
    void (*ready)(void *context);                 /* cs_dial_next may be called, now or later */
    bool (*connect)(void *context, const struct sockaddr *address); /* false: it cannot be tried */
    void (*failed)(void *context, enum cs_connect_error error);     /* no address is left */
};

/* Set by whoever owns it: the first five; all borrowed. */
struct cs_dial {
    uv_loop_t *loop;
    const struct cs_proxy_config *config;
    const struct cs_dial_events *events;
    void *context;
    bool datagrams;                    /* it is of UDP; for a fault alone */
    struct cs_destination destination; /* |length| 0: nothing was dialled yet */
    struct sockaddr_storage addresses[CS_ADDRESSES_MAX];
    size_t count;
    size_t next;
    enum cs_connect_error error; /* why there are no addresses */
    bool looking_up;             /* what the resolver says is still wanted */
    bool looked_up_again;        /* fault: the addresses are those of a second look-up */
};

/* Looks |destination| up; |ready| comes from within or later. */
void cs_dial_begin(struct cs_dial *dial, const struct cs_destination *destination);

/* Tries the addresses that are left until one can be connected to; else it has failed.  The first time, and behind an
 * attempt that failed with |error|. */
void cs_dial_next(struct cs_dial *dial);
void cs_dial_again(struct cs_dial *dial, enum cs_connect_error error);

/* What the resolver still says is not wanted. */
void cs_dial_call_off(struct cs_dial *dial);

#endif
