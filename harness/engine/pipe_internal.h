/* What pipe.c and stack.c share. */
#ifndef CONNECTSPEC_PIPE_INTERNAL_H
#define CONNECTSPEC_PIPE_INTERNAL_H

#include "harness/engine/pipe.h"
#include "reference/must_use.h"

/* A connection: links over a socket, and the channels that stand on the uppermost. */
struct cs_stack {
    struct cs_pipe_setting setting;
    struct cs_socket *socket;
    struct cs_link *tls; /* NULL: none */
    struct cs_link *top;
    struct cs_pipe *pipes; /* a list */
    void *context;         /* of |carried| */
    bool ready;            /* READY was told */
    bool failed;           /* it will never be: nothing more is told */
    bool over;             /* what is uppermost is at its end: it takes no more channels */
};

struct cs_pipe {
    struct cs_stack *stack;
    struct cs_pipe *next;
    void *context;
    int channel;
    bool closing;    /* CLOSE was ordered */
    bool ended;      /* the peer's direction */
    bool ended_sent; /* ours */
};

/* stack.c: NULL without memory. */
CS_MUST_USE struct cs_stack *cs_stack_new(const struct cs_pipe_setting *setting, void *context);
void cs_stack_free(struct cs_stack *stack);

/* The carrier takes orders now: TLS begins, or whatever is uppermost. */
void cs_stack_begin(struct cs_stack *stack);

#endif
