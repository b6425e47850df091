/* From a destination to addresses.  Literal addresses, localhost (RFC 6761 section 6.3) and the names of the hosts
 * file: nothing else, so that the embedded proxy never sends a query to a network and an unknown name fails at once. */
#ifndef CONNECTSPEC_PROXY_RESOLVE_H
#define CONNECTSPEC_PROXY_RESOLVE_H

#include <sys/socket.h>

#include "reference/connectref.h"

#define CS_ADDRESSES_MAX 8

/* Fills |out| with the addresses of |destination|, its port included, in the order in which to try them, and returns
 * how many there are; 0 when the name is not known.  |hosts| is the path of the hosts file. */
size_t cs_resolve(const struct cs_destination *destination, const char *hosts,
                  struct sockaddr_storage out[CS_ADDRESSES_MAX]);

#endif
