/* Ports of our own for clients.  The kernel may give two connections to different destinations the same port: one of
 * ours to the target, and one of the target's to an origin.  A target that finds loops by address and port then takes
 * the client for itself, once in a while.  So where nobody else is about, in a room, clients get ports that the kernel
 * gives to nobody. */
#ifndef CONNECTSPEC_CLIENT_PORT_H
#define CONNECTSPEC_CLIENT_PORT_H

#include <netinet/in.h>
#include <stdint.h>

/* Above what Linux gives out in a new network (32768 to 60999). */
#define CS_CLIENT_PORTS_FIRST 61000
#define CS_CLIENT_PORTS_LAST  65535

struct cs_client_ports {
    unsigned used; /* how many were handed out so far; zero to begin with */
};

/* Binds |fd|, which is to connect to |target|, to the next of these ports.  Where that is not possible (all taken, or
 * |target| is not 127.0.0.1), the kernel will choose one, as ever. */
void cs_client_port_bind(struct cs_client_ports *ports, int fd, const struct sockaddr_storage *target);

#endif
