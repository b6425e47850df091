/* A wire over UDP: its datagrams keep their bounds, and it ends when ICMP says that nobody is there. */
#ifndef CONNECTSPEC_PROXY_UDP_H
#define CONNECTSPEC_PROXY_UDP_H

#include "harness/embedded/proxy/wire.h"
#include "reference/must_use.h"

/* Makes of a new |wire| a socket that sends to |address| and takes what comes from there alone (RFC 9298 section 3.1);
 * |connected| is told before it returns.  |keeps|, a fault: the socket outlives the wire.  False: there is none. */
CS_MUST_USE bool cs_udp_connect(struct cs_wire *wire, const struct sockaddr *address, bool keeps);

#endif
