/* TLS of the embedded client, to an https proxy and in the tunnel, on a blocking socket. */
#ifndef CONNECTSPEC_CLIENT_TLS_H
#define CONNECTSPEC_CLIENT_TLS_H

#include <sys/types.h>

#include "harness/embedded/proxy/fault.h"
#include "reference/must_use.h"

struct cs_client_tls; /* opaque */

/* Where it stands: on a socket, or inside other TLS (then |fd| is not looked at); both stay the caller's. */
struct cs_client_tls_place {
    int fd;
    struct cs_client_tls *below; /* NULL: none */
};

/* Shakes hands at |place| with the host of |target| (HOST:PORT), whose certificate has to be
 * for that name and vouched for by the authorities in |file| (PEM); |fault| may look away.  NULL when that fails; free
 * with cs_client_tls_close. */
CS_MUST_USE struct cs_client_tls *cs_client_tls_open(const struct cs_client_tls_place *place, const char *file,
                                                     const char *target, enum cs_fault fault);

/* A fault about the certificate of an https proxy as one about that in the tunnel; any other is none. */
enum cs_fault cs_client_tls_fault_of_proxy(enum cs_fault fault);

/* As send and recv: bytes, 0 at the end, or -1. */
ssize_t cs_client_tls_send(struct cs_client_tls *tls, const char *data, size_t length);
ssize_t cs_client_tls_receive(struct cs_client_tls *tls, char *data, size_t length);

/* Says goodbye, and frees it.  NULL is fine. */
void cs_client_tls_close(struct cs_client_tls *tls);

#endif
