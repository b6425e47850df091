/* Ports of the loopback interface. */
#ifndef CONNECTSPEC_PORT_H
#define CONNECTSPEC_PORT_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "reference/must_use.h"

/* A port of 127.0.0.1 on which nobody listens, of TCP or UDP, from 20000 to 32767: below the range from which the kernel takes the
 * source ports of outgoing connections, so that none of those can take it before the target does.  0 when none of 256
 * tries was free. */
uint16_t cs_port_free(void);

/* ADDRESS:PORT, IPv4 in text; false for anything else. */
bool cs_port_address(const char *text, struct sockaddr_in *out);

/* Listens on |port| of |address| (IPv4, text) without ever taking a connection.  The descriptor, or -1. */
CS_MUST_USE int cs_port_hold(const char *address, uint16_t port);

/* Whether we could listen on |port| of |address| (IPv4, text). */
bool cs_port_can_bind(const char *address, uint16_t port);

/* Whether nobody listens on |port| of 127.0.0.1, as a connection that is tried shows: takes 100 ms where somebody does.
 * False when that cannot be said (a full queue). */
bool cs_port_refuses(uint16_t port);

/* Whether somebody has |port| of 127.0.0.1 for UDP, as one byte that is sent there shows: takes 20 ms where somebody
 * does. */
bool cs_port_takes_datagrams(uint16_t port);

/* Whether this machine has IPv6, at least on its loopback interface. */
bool cs_port_has_ipv6(void);

/* Whether somebody accepts connections on |port| of 127.0.0.1; |*pending| keeps a connection that is still being made
 * between two calls (-1: none), to be closed by the caller. */
bool cs_port_answers(uint16_t port, int *pending);

#endif
