/* What pipe.c, stack.c, stack_channels.c and stack_udp.c share. */
#ifndef CONNECTSPEC_PIPE_INTERNAL_H
#define CONNECTSPEC_PIPE_INTERNAL_H

#include "harness/engine/pipe.h"
#include "harness/net/udp.h"
#include "reference/must_use.h"

/* A connection: links over a socket, and the channels that stand on the uppermost. */
struct cs_stack {
    struct cs_pipe_setting setting;
    struct cs_socket *socket; /* NULL: the carrier has datagrams */
    struct cs_udp *udp;       /* ... here; NULL: not connected yet */
    struct sockaddr_storage peer;
    uv_timer_t *timer;   /* ... what the uppermost link waits for; NULL: there was nothing yet */
    struct cs_link *tls; /* NULL: none */
    struct cs_link *top;
    struct cs_pipe *pipes;                                                    /* a list */
    void *context;                                                            /* of |carried| */
    bool (*order)(struct cs_stack *stack, const struct cs_link_order *order); /* what |top| orders of the carrier */
    int opened;                                                               /* server: what the peer opened last */
    bool ready;                                                               /* READY was told */
    bool failed; /* it will never be: nothing more is told */
    bool over;   /* what is uppermost is at its end: it takes no more channels */
};

struct cs_pipe {
    struct cs_stack *stack;
    struct cs_pipe *next;
    void *context;
    int channel;
    bool begun;      /* a server's: the peer has opened it */
    bool closing;    /* CLOSE was ordered */
    bool ended;      /* the peer's direction */
    bool ended_sent; /* ours */
};

/* stack.c: NULL without memory. */
CS_MUST_USE struct cs_stack *cs_stack_new(const struct cs_pipe_setting *setting, void *context);
void cs_stack_free(struct cs_stack *stack);

/* The carrier takes orders now: TLS begins, or whatever is uppermost. */
void cs_stack_begin(struct cs_stack *stack);

/* stack_tell.c.  The connection is there; it will never be.  Once, and all channels are told. */
void cs_stack_ready(struct cs_stack *stack);
void cs_stack_fail(struct cs_stack *stack, int error);

/* The loop has told something. */
void cs_stack_turned(struct cs_stack *stack);

/* stack_channels.c: what the uppermost link tells. */
extern const struct cs_link_events cs_stack_top_events;

/* stack_udp.c: a carrier that has datagrams.  Its orders; what the uppermost link waits for now, which is to be looked
 * at after each of its functions; cs_socket_connect; its end. */
CS_MUST_USE bool cs_stack_order_udp(struct cs_stack *stack, const struct cs_link_order *order);
void cs_stack_wait(struct cs_stack *stack);
CS_MUST_USE int cs_stack_connect_udp(struct cs_stack *stack, const struct sockaddr_storage *address);
void cs_stack_close_udp(struct cs_stack *stack);

#endif
