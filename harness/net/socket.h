/* One non-blocking TCP connection, with a queue of what is to be sent.
 *
 * uv_tcp_t hides where a write ends and how a connection ends; here both are the subject.  A segment of at most 64 KiB
 * is handed to the kernel with one send() (TCP_NODELAY is set), at most one a turn of the loop, and not before the peer
 * has read the one before (50 ms at most, 250 ms on a connection in all; peer_queue.h); a longer one in blocks of
 * 64 KiB.  FIN and RST are told apart in both directions.
 *
 * Functions never call back themselves, only the loop does, and cs_socket_read_now.  Every callback may free the
 * socket. */
#ifndef CONNECTSPEC_SOCKET_H
#define CONNECTSPEC_SOCKET_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "harness/base/source.h"
#include "harness/net/client_port.h"
#include "reference/must_use.h"

#define CS_SOCKET_BLOCK (64 * 1024)

struct cs_socket; /* opaque */

/* |error| is an errno. */
struct cs_socket_events {
    void (*connected)(void *context);
    void (*connect_failed)(void *context, int error);                           /* the last event */
    void (*sent)(void *context, const char *bytes, size_t length, bool begins); /* |begins|: a segment begins here */
    void (*received)(void *context, const char *bytes, size_t length);
    void (*finish_received)(void *context);
    void (*reset_received)(void *context,
                           int error);  /* RST, or the connection broke; nothing but send_failed follows */
    void (*finish_sent)(void *context); /* shut down or closed */
    void (*reset_sent)(void *context);
    void (*send_failed)(void *context, int error); /* something that was queued will not be sent */
    void (*settled)(void *context);                /* the queue has become empty, or the kernel takes no more for now */
    void (*turned)(void *context); /* the loop has told something (cs_socket_read_now has not); NULL: nobody asks */
};

/* A socket without a connection yet.  |events| is borrowed.  NULL without memory. */
CS_MUST_USE struct cs_socket *cs_socket_new(uv_loop_t *loop, const struct cs_socket_events *events, void *context);

/* Begins to connect, from one of |ports| (NULL: the kernel chooses).  Returns 0, or an errno: ECONNREFUSED and the like
 * are the peer's, EMFILE, EADDRNOTAVAIL and the like are our own.  After an errno nothing is called back. */
CS_MUST_USE int cs_socket_connect(struct cs_socket *socket, const struct sockaddr_storage *address,
                                  struct cs_client_ports *ports);

/* Takes over a connection that was accepted.  Returns 0 or an errno; |fd| is closed then. */
CS_MUST_USE int cs_socket_adopt(struct cs_socket *socket, int fd);

/* Queue.  cs_socket_send: one segment (or a dribble).  cs_socket_finish: FIN, reading goes on.  cs_socket_close:
 * closes with a FIN, so what has arrived by then is read first.  cs_socket_reset: RST, once the kernel has passed on
 * all that was sent before.  False without memory, or when the connection is no more (then nothing is queued). */
CS_MUST_USE bool cs_socket_send(struct cs_socket *socket, struct cs_source source);
bool cs_socket_finish(struct cs_socket *socket);
bool cs_socket_close(struct cs_socket *socket);
bool cs_socket_reset(struct cs_socket *socket);

/* Stops and restarts reading, at once. */
void cs_socket_pause(struct cs_socket *socket);
void cs_socket_resume(struct cs_socket *socket);

/* Reads what has already arrived (unless paused), without waiting for the loop: calls back. */
void cs_socket_read_now(struct cs_socket *socket);

/* Whether nothing is queued that the kernel would take now. */
bool cs_socket_is_settled(const struct cs_socket *socket);

/* Connected, and something is queued that the next turn of the loop is going to send. */
bool cs_socket_is_sending(const struct cs_socket *s);

/* Whether the peer takes nothing more, as far as can be told: all that was queued has gone to it, or its window was still
 * closed when the kernel had asked for the second time (after 0.2 s and 0.4 s more).  Nothing tells of it: ask again. */
bool cs_socket_is_stuck(const struct cs_socket *socket);

/* Whether there is no connection any more: failed, closed or reset, by either side. */
bool cs_socket_is_over(const struct cs_socket *socket);

/* Drops the connection with an RST and frees everything; may be called from a callback.  NULL is fine. */
void cs_socket_free(struct cs_socket *socket);

#endif
