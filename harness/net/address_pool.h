/* A run's own loopback addresses: blocks 127.77.x.0/24, each claimed by listening on its address .0 at the origin port,
 * so that two runs side by side never share one.  No address is handed out twice.  Both numbers have three digits, so
 * that requests are as long in every run (and as two hexadecimal or three octal digits, too). */
#ifndef CONNECTSPEC_ADDRESS_POOL_H
#define CONNECTSPEC_ADDRESS_POOL_H

#include <stdbool.h>
#include <stdint.h>

#include "reference/must_use.h"

#define CS_ADDRESS_POOLS 155 /* x from 100 to 254: 127.77.255.254 is what stands for an address before there is one */

struct cs_address_pool {
    uint16_t port;
    unsigned start;            /* the first x that was tried, less 100 */
    unsigned tried;            /* how many were tried since */
    unsigned current;          /* x of the block in use */
    unsigned next;             /* last number of the next address: 100 to 255, 255: used up */
    unsigned claimed;          /* descriptors in |fds| */
    int fds[CS_ADDRESS_POOLS]; /* the listening sockets that claim */
};

/* Claims a first block; |seed| (process id, time) chooses where the search starts.  Returns 0, or the errno that
 * stopped it: EADDRINUSE when every block is taken (or the port itself is), EACCES when the port may not be bound. */
CS_MUST_USE int cs_address_pool_open(struct cs_address_pool *block, uint16_t port, unsigned seed);

/* The next address as text, into |text|.  Claims a further block when one is used up; returns 0 or an errno as
 * above. */
CS_MUST_USE int cs_address_pool_take(struct cs_address_pool *block, char text[48]);

/* Gives all blocks back. */
void cs_address_pool_close(struct cs_address_pool *block);

#endif
