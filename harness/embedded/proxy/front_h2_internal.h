/* What front_h2.c (the connection, and what its streams tell) and front_h2_client.c (what is sent on them) share. */
#ifndef CONNECTSPEC_FRONT_H2_INTERNAL_H
#define CONNECTSPEC_FRONT_H2_INTERNAL_H

#include "harness/embedded/proxy/front_h2.h"

struct cs_front_h2 {
    const struct cs_proxy_config *config; /* &|own| */
    struct cs_proxy_config own;           /* with faults as HTTP/2 names them */
    struct cs_wire *carrier;              /* NULL: it has ended */
    struct cs_wire *(*open)(void *context);
    void *context;
    struct cs_link *link;
    bool broken;               /* the client broke the protocol */
    bool datagrams;            /* HTTP/3: both ends take them */
    enum cs_fault given_fault; /* as HTTP/3 names it */
    size_t given;              /* bytes that the wire has and the link has not been told of */
    struct cs_h2_client *clients[CS_H2_CHANNELS_MAX];
};

/* Bytes on their way to the client, until the link has taken them. */
struct cs_h2_piece {
    struct cs_h2_piece *next;
    struct cs_source_span span;
    size_t taken;
    char bytes[];
};

/* A head of an answer, until the link has sent it. */
struct cs_h2_answer {
    struct cs_h2_answer *next;
    struct cs_message message;
    struct cs_buffer block; /* faults: a block in place of the message; else empty */
    struct cs_source_span span;
    char text[];
};

struct cs_h2_client {
    struct cs_front_h2 *front;
    struct cs_wire *wire; /* NULL: its session has let it go */
    int channel;
    bool extended; /* ... and has :protocol */
    bool asked;    /* the request has come: what follows are trailers */
    bool answered; /* the final head is there: what follows is content */
    bool heard;    /* content of its client has come */
    bool refused;  /* ... and it is no 2xx */
    bool cutting;  /* a reset waits until all is sent */
    bool ended;    /* the client's direction */
    bool ended_sent;
    bool deaf;     /* fault: what the client sends is lost */
    bool fin_held; /* fault: the origin has ended, the stream has not */
    bool limited;  /* fault: content ends behind |limit| bytes more */
    uint64_t limit;
    struct cs_buffer head; /* of an answer, as far as it is there */
    struct cs_h2_answer *answers;
    struct cs_h2_piece *first, *last;
    size_t unsent;
};

/* The client's end of a stream, for its wire. */
extern const struct cs_wire_stream cs_h2_stream;

static inline bool cs_front_h2_has(const struct cs_front_h2 *front, enum cs_fault fault)
{
    return front->config->fault == fault;
}

/* Fault: the whole connection ends. */
static inline void cs_front_h2_give_up(struct cs_front_h2 *front)
{
    const struct cs_link_order order = {.kind = CS_LINK_CLOSE};

    if (!cs_link_order(front->link, -1, &order) && front->carrier != NULL)
        cs_wire_close(front->carrier);
}

/* fault_h2_stream.c: whether so many are served that another one has to wait; what of its content is to end the stream,
 * and whether |bytes| were the last. */
bool cs_h2_fault_busy(const struct cs_front_h2 *front);
void cs_h2_fault_limit(struct cs_h2_client *client, const struct cs_message *message);
bool cs_h2_fault_ends(struct cs_h2_client *client, const char *bytes, size_t length);
/* Whether the end of a client's direction is not told; whether a reset is told as an end in order; whether the connection to
 * the origin outlives its stream. */
bool cs_h2_fault_forgets_end(const struct cs_h2_client *client);
bool cs_h2_fault_softens(const struct cs_front_h2 *front, uint64_t code);
bool cs_h2_fault_keeps(const struct cs_h2_client *client);
/* Whether content that came before the 2xx is lost; |first|: it is the first of its stream. */
bool cs_h2_fault_early(struct cs_h2_client *client, bool first);

/* front_h3.c: a datagram of a client's, which HTTP/3 has beside streams. */
void cs_front_h3_datagram(void *context, int channel, const char *bytes, size_t length);

/* Content, or heads, of an answer. */
void cs_h2_client_send(struct cs_h2_client *client, const char *data, size_t length);

/* Orders something of the stream. */
bool cs_h2_client_order(struct cs_h2_client *client, enum cs_link_order_kind kind, uint64_t code);

/* Its wire is no longer its own. */
void cs_h2_client_let_go(struct cs_h2_client *client);

/* RST_STREAM, of one that its wire has let go; frees it once nothing more comes. */
void cs_h2_client_end(struct cs_h2_client *client, uint32_t code);

void cs_h2_client_free(struct cs_h2_client *client);

#endif
