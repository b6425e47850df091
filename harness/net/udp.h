/* A UDP socket that listens: datagrams as they came, with whoever sent them, and what ICMP says of those that we sent. */
#ifndef CONNECTSPEC_UDP_H
#define CONNECTSPEC_UDP_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

#include "reference/must_use.h"

struct cs_udp; /* opaque */

#define CS_UDP_BYTES_MAX 65507 /* of a datagram over IPv4 */

struct cs_udp_events {
    /* One datagram, which may be empty; |bytes| are borrowed for the call. */
    void (*received)(void *context, const struct sockaddr_storage *peer, const char *bytes, size_t length);
    /* ICMP says that nobody listens at |peer|, where we had sent something. */
    void (*unreachable)(void *context, const struct sockaddr_storage *peer);
    /* The loop has told something (cs_udp_read_now has not).  NULL: nobody asks. */
    void (*turned)(void *context);
};

/* Binds to |address|.  Returns 0, or an errno and *out NULL.  |events| and |context| are borrowed until cs_udp_close. */
CS_MUST_USE int cs_udp_open(uv_loop_t *loop, const struct sockaddr_storage *address, const struct cs_udp_events *events,
                            void *context, struct cs_udp **out);

/* Takes in what has already arrived, without waiting for the loop: calls back. */
void cs_udp_read_now(struct cs_udp *udp);

/* Sends one datagram, from the address that is listened at.  Returns 0 or an errno: EMSGSIZE above what fits into one,
 * EAGAIN when the kernel takes no more now (it is lost). */
int cs_udp_send(struct cs_udp *udp, const struct sockaddr_storage *peer, const char *bytes, size_t length);

/* Stops listening and frees; may be called from a callback.  NULL is fine. */
void cs_udp_close(struct cs_udp *udp);

/* Whether two addresses are one: family, address and port. */
bool cs_udp_same(const struct sockaddr_storage *one, const struct sockaddr_storage *other);

#endif
