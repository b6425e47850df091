/* The origin behind a tunnel that we, as a proxy, have opened for a client: it stands on the connection on which the
 * client came, speaks TLS where the client does, answers one request with a page and closes.  What passes inside is
 * recorded in a channel of its own, `inner`. */
#ifndef CONNECTSPEC_INNER_H
#define CONNECTSPEC_INNER_H

#include "harness/engine/keys.h"
#include "harness/engine/links.h"
#include "reference/must_use.h"

struct cs_inner; /* opaque */

struct cs_inner_options {
    const char *speaks;         /* "tls" ("" too), "http", "ssh" or "bytes" */
    struct cs_tls_context *tls; /* of the server; borrowed, NULL where it speaks no TLS */
    const char *page;           /* what it answers; borrowed */
    /* A request has come; true: |context| answers it, with cs_inner_send and cs_inner_finish.  May be NULL. */
    bool (*asked)(void *context, struct cs_inner *inner);
    void *context;
    bool scripted; /* the steps of a case say all that it says, at either end: |tls| decides which */
};

/* Where in a connection a tunnel begins. */
struct cs_inner_place {
    struct cs_connection *carrier;
    uint64_t received; /* so much of what came belongs to the proxy */
    uint64_t queued;   /* ... and so much of what was queued */
    unsigned number;   /* of the tunnels of this case, from 1 */
};

/* Begins there.  NULL after trouble of the links. */
CS_MUST_USE struct cs_inner *cs_inner_new(const struct cs_inner_place *place, const struct cs_inner_options *options);

/* Queues bytes for the client, and our end.  |source| as for cs_pipe_send. */
void cs_inner_send(struct cs_inner *inner, struct cs_source source);
void cs_inner_finish(struct cs_inner *inner);

/* Ends the tunnel as a proxy does whose origin has reset its connection. */
void cs_inner_reset(struct cs_inner *inner);

/* Of TLS: bytes below it, as they are; something of enum cs_tls_notice. */
void cs_inner_raw(struct cs_inner *inner, struct cs_source source);
void cs_inner_notice(struct cs_inner *inner, uint64_t notice);

/* Whether the handshake is over, well or not; whether |amount| bytes have come inside, or none will any more. */
bool cs_inner_is_shaken(const struct cs_inner *inner);
bool cs_inner_has(const struct cs_inner *inner, uint64_t amount);

/* Before the links are freed; tells nothing.  NULL is fine. */
void cs_inner_free(struct cs_inner *inner);

#endif
