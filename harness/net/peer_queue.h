/* What the peer of a TCP connection has not read yet, where it is a program on this machine: the kernel tells of its
 * sockets over netlink (sock_diag(7)), without privileges, within one network namespace. */
#ifndef CONNECTSPEC_PEER_QUEUE_H
#define CONNECTSPEC_PEER_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include "reference/must_use.h"

struct cs_peer_queue {
    int netlink;  /* -1: not asked yet, or nobody to ask */
    bool unknown; /* the peer is not to be seen from here */
};

#define CS_PEER_QUEUE_NEW ((struct cs_peer_queue){.netlink = -1})

/* Whether bytes that the connection |fd| has delivered wait in the socket of its peer.  False where that cannot be told
 * (another machine or namespace, a kernel that does not say): once so, always so. */
CS_MUST_USE bool cs_peer_queue_is_filled(struct cs_peer_queue *queue, int fd);

void cs_peer_queue_close(struct cs_peer_queue *queue);

#endif
