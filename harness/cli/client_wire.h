/* What the embedded client speaks through: a blocking socket, TLS to the proxy, HTTP/2 in it, TLS in the tunnel, each of
 * them but the socket where it is asked for. */
#ifndef CONNECTSPEC_CLIENT_WIRE_H
#define CONNECTSPEC_CLIENT_WIRE_H

#include "harness/cli/client_h2.h"
#include "harness/cli/client_tls.h"
#include "reference/connectref.h"

struct cs_client_wire {
    int fd;                          /* -1: none */
    struct cs_client_tls *outer;     /* to the proxy; NULL: none, or not yet */
    struct cs_client_h2 *h2;         /* likewise */
    struct cs_client_carrier stream; /* ... as what TLS stands on */
    struct cs_client_tls *tls;       /* in the tunnel, likewise */
};

/* A socket to |destination|, each wait with an end; false when there is none. */
CS_MUST_USE bool cs_client_wire_dial(struct cs_client_wire *wire, const struct cs_destination *destination);

/* Begins HTTP/2; false without memory. */
CS_MUST_USE bool cs_client_wire_begin_h2(struct cs_client_wire *wire, enum cs_fault fault);

/* As send and recv, through what stands uppermost. */
ssize_t cs_client_wire_send(struct cs_client_wire *wire, const char *data, size_t length);
ssize_t cs_client_wire_receive(struct cs_client_wire *wire, char *data, size_t length);

void cs_client_wire_hang_up(struct cs_client_wire *wire);

#endif
