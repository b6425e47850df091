/* A listening socket. */
#ifndef CONNECTSPEC_LISTENER_H
#define CONNECTSPEC_LISTENER_H

#include <netinet/in.h>
#include <uv.h>

#include "reference/must_use.h"

struct cs_listener; /* opaque */

struct cs_listener_events {
    /* A connection arrived: |fd| is non-blocking and now belongs to the callee. */
    void (*accepted)(void *context, int fd);
    /* accept() failed for want of something of our own (descriptors, memory).  The listener has stopped. */
    void (*failed)(void *context, int error);
    /* The loop has told something (cs_listener_accept_now has not).  NULL: nobody asks. */
    void (*turned)(void *context);
};

/* Listens on |address| (SO_REUSEADDR, IPv6 only for an IPv6 address).  Returns 0, or an errno and *out NULL.  |events|
 * and |context| are borrowed until cs_listener_close. */
CS_MUST_USE int cs_listener_open(uv_loop_t *loop, const struct sockaddr_storage *address,
                                 const struct cs_listener_events *events, void *context, struct cs_listener **out);

/* Accepts what has already arrived, without waiting for the loop. */
void cs_listener_accept_now(struct cs_listener *listener);

/* Stops listening and frees; may be called from a callback.  NULL is fine. */
void cs_listener_close(struct cs_listener *listener);

/* Binds and listens without a loop; returns the descriptor, or minus an errno. */
CS_MUST_USE int cs_listen(const struct sockaddr_storage *address, int backlog);

#endif
