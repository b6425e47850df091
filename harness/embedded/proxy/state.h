/* A session's state: what session.c, perform.c, relay.c and actions.c share.  Private to this folder. */
#ifndef CONNECTSPEC_STATE_H
#define CONNECTSPEC_STATE_H

#include "harness/base/buffer.h"
#include "harness/embedded/proxy/front_h1.h"
#include "harness/embedded/proxy/ruling.h"
#include "reference/datagram.h"

#define CS_HEAD_BYTES_MAX   65536  /* of a parent's or an origin's answer */
#define CS_EARLY_BYTES_MAX  65536  /* of the client, before the tunnel stands; then its reading pauses */
#define CS_UNSENT_BYTES_MAX 262144 /* to one side; then reading from the other pauses */
#define CS_UNSENT_BYTES_LOW 65536  /* ... and goes on */

enum cs_phase {
    CS_PHASE_HEAD,       /* reads a request head */
    CS_PHASE_CONNECTING, /* the request is good, the connection to the destination is under way */
    CS_PHASE_PARENT,     /* the parent proxy has been asked */
    CS_PHASE_FORWARD,    /* a GET was handed on, its answer comes */
    CS_PHASE_TUNNEL,
    CS_PHASE_OVER,  /* every side has been told to end */
    CS_PHASE_STUCK, /* faults: neither answers nor closes */
};

struct cs_intercept;

struct cs_flow {
    bool open;
    bool finished;         /* its FIN has come */
    bool paused;           /* reading from it is paused */
    bool stopped;          /* fault: ... for good */
    size_t unsent;         /* bytes to it that are still with the shell */
    uint64_t received;     /* tunnel bytes that came from it */
    uint64_t pieces;       /* fault: ... in so many pieces */
    struct cs_buffer held; /* tunnel bytes that came from it too early, or that a fault holds back */
};

/* What a session of connect-udp has read of its client's capsules. */
struct cs_capsule_relay {
    struct cs_capsules reader;
    struct cs_datagram datagram;
    enum cs_datagram_kind kind; /* of the datagram at hand */
    bool beside;                /* the client takes datagrams beside its bytes */
    struct cs_buffer payload;   /* ... as far as it is there; at most CS_UDP_PAYLOAD_MAX but for faults */
    /* For faults alone. */
    bool raw;                /* the value of the capsule at hand is kept as it is */
    struct cs_buffer joined; /* several datagrams */
    uint64_t from_target;    /* datagrams */
};

struct cs_queued {
    struct cs_action action; /* of a CS_ACTION_SEND, |data| is filled in when it is taken */
    size_t start;            /* in |out| */
};

struct cs_session {
    const struct cs_proxy_config *config; /* |given|, or |shaped| */
    enum cs_phase phase;
    struct cs_flow flows[2];
    struct cs_buffer in; /* what the client sent and nobody has consumed: a head, then early bytes */
    struct cs_front front;
    struct cs_asked asked;
    struct cs_ruling ruling; /* for what |asked| says, or for what came of it */
    bool connected;
    struct cs_capsule_relay capsules;
    size_t forward_rest; /* of the answer's content; SIZE_MAX while its head is not there */
    bool broken;         /* out of memory */
    struct cs_queued *queue;
    size_t queue_length;
    size_t queue_capacity;
    size_t queue_taken;
    struct cs_buffer out;
    const struct cs_proxy_config *given;
    /* For faults alone. */
    struct cs_proxy_config shaped; /* with the fault that the request at hand meets */
    bool dialled_early;            /* the destination was contacted before the head was whole */
    bool redialled;
    unsigned interims;       /* that the parent has sent */
    uint64_t content;        /* how much of the tunnel bytes it takes for content */
    uint64_t parent_content; /* ... of the parent's */
    bool parent_closes;      /* its parent's 2xx said close */
    bool deaf[2];            /* to what a side says from here on */
    struct cs_intercept *intercept;
};

static inline enum cs_side cs_other(enum cs_side side)
{
    return side == CS_SIDE_CLIENT ? CS_SIDE_ORIGIN : CS_SIDE_CLIENT;
}

#endif
