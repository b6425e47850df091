/* When a descriptor can be read or written: an epoll of our own below the loop's.
 *
 * uv_poll_t costs five system calls to begin and two at each change; a tunnel lives for thirty.  Here a descriptor costs
 * one to begin, at most one at a change, however often it changes in a turn of the loop, and one at its end.
 *
 * Events are those of epoll, told as often as they hold (level-triggered), in this order in one turn: what the kernel
 * reports; then EPOLLOUT to whoever has asked for it since, because most descriptors can be written.  It may turn out
 * that they cannot: a send() that fails with EAGAIN, upon which EPOLLOUT comes when the kernel says so. */
#ifndef CONNECTSPEC_POLL_H
#define CONNECTSPEC_POLL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/queue.h>
#include <uv.h>

#include "reference/must_use.h"

struct cs_poll;
struct cs_poller; /* opaque: one for a loop, in uv_loop_get_data, while it has descriptors */

/* |events| of those that were asked for, and EPOLLERR, which is told whether or not it was.  May close whatever it
 * likes. */
typedef void cs_poll_ready(void *context, uint32_t events);

/* A part of what waits; all of it is this module's. */
struct cs_poll {
    struct cs_poller *poller; /* NULL: closed */
    int fd;
    uint32_t wanted;
    uint32_t known; /* what the kernel has been asked for */
    cs_poll_ready *ready;
    void (*closed)(void *context);
    void *context;
    bool is_changed; /* |wanted| is to be looked at */
    bool is_due;     /* EPOLLOUT has been asked for since |turn| */
    uint64_t turn;
    TAILQ_ENTRY(cs_poll) changed; /* ... or, once closed, of those that wait for |closed| */
    TAILQ_ENTRY(cs_poll) due;
};

/* uv_loop_init, which leaves the data of |loop| as it found them: these are NULL then, as cs_poll_open needs them.
 * Returns 0, or a negative error of libuv. */
int cs_loop_init(uv_loop_t *loop);

/* Begins to wait for |events| of |fd|, which stays the caller's; |ready| gets |context|.  |loop| is of cs_loop_init,
 * or the default one.  Returns 0, or an errno
 * (ENOMEM; ENOSPC: too many are watched). */
CS_MUST_USE int cs_poll_open(struct cs_poll *poll, uv_loop_t *loop, int fd, uint32_t events, cs_poll_ready *ready,
                             void *context);

/* Waits for |events| from now on; 0: for none, not even errors.  The kernel may refuse to take up again who has waited for
 * none (no memory, too many are watched): then nothing is told, and it is the caller's deadline that ends it. */
void cs_poll_want(struct cs_poll *poll, uint32_t events);

/* Waits no longer; to be called before |fd| is closed, once.  |closed| gets the context, from the loop, when nobody looks at
 * |poll| any more, and may free it. */
void cs_poll_close(struct cs_poll *poll, void (*closed)(void *context));

#endif
