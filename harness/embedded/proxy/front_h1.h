/* The front for HTTP/1.1: bytes to a message, and an answer to bytes.  The only files here that know how a head is
 * written are the front_h1* (front_h1_next speaks to others) and the faults. */
#ifndef CONNECTSPEC_FRONT_H1_H
#define CONNECTSPEC_FRONT_H1_H

#include "harness/embedded/proxy/answer.h"
#include "harness/embedded/proxy/draft.h"
#include "harness/embedded/proxy/ruling.h"

struct cs_front { /* reads one head after the other */
    struct cs_request request;
    unsigned empty_lines;
    bool in_pieces;           /* the head was there in part before it was there as a whole */
    struct cs_message *taken; /* a message that came as one: nothing is read; else NULL */
};

enum cs_front_answer {
    CS_FRONT_MORE,   /* the head has not come whole */
    CS_FRONT_WHOLE,  /* it has, or a bound was passed: to be decided */
    CS_FRONT_BAD,    /* nothing to decide: 400 */
    CS_FRONT_DIALS,  /* fault: more is to come, but its destination is contacted already */
    CS_FRONT_BROKEN, /* out of memory */
};

/* Begins a head. */
void cs_front_begin(struct cs_front *front);

/* Reads on in |in|, which holds all bytes since the head's beginning; |fresh| of them are new since the last call (0:
 * nothing is known of pieces).  Empty lines in front of a head are taken out of |in|; a fault may rewrite the head in
 * it.  Fills what |asked| says of the message, whatever the answer is. */
enum cs_front_answer cs_front_read(struct cs_front *front, const struct cs_proxy_config *config, struct cs_buffer *in,
                                   size_t fresh, struct cs_asked *asked);

/* A message that another transport has read whole: it is copied.  False without memory. */
bool cs_front_take(struct cs_front *front, const struct cs_message *message, struct cs_asked *asked);

/* Frees what it holds. */
void cs_front_end(struct cs_front *front);

/* Fills |asked| anew, after |in| has grown. */
void cs_front_show(const struct cs_front *front, const struct cs_buffer *in, struct cs_asked *asked);

/* front_h1_write.c: the head of a 2xx that opens a tunnel; a whole refusal. */
void cs_front_write_success(const struct cs_asked *asked, struct cs_draft *out);
void cs_front_write_udp(const struct cs_asked *asked, struct cs_draft *out); /* front_h1_udp.c: that of connect-udp */
void cs_front_write_refusal(const struct cs_asked *asked, const struct cs_reply *reply, struct cs_draft *out);

#endif
