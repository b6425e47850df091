/* TLS of the embedded client, in the tunnel, on a blocking socket. */
#ifndef CONNECTSPEC_CLIENT_TLS_H
#define CONNECTSPEC_CLIENT_TLS_H

#include <sys/types.h>

#include "harness/embedded/proxy/fault.h"
#include "reference/must_use.h"

struct cs_client_tls; /* opaque */

/* Shakes hands on |fd|, which stays the caller's, with the host of |target| (HOST:PORT), whose certificate has to be
 * for that name and vouched for by the authorities in |file| (PEM); |fault| may look away.  NULL when that fails; free
 * with cs_client_tls_close. */
CS_MUST_USE struct cs_client_tls *cs_client_tls_open(int fd, const char *file, const char *target, enum cs_fault fault);

/* As send and recv: bytes, 0 at the end, or -1. */
ssize_t cs_client_tls_send(struct cs_client_tls *tls, const char *data, size_t length);
ssize_t cs_client_tls_receive(struct cs_client_tls *tls, char *data, size_t length);

/* Says goodbye, and frees it.  NULL is fine. */
void cs_client_tls_close(struct cs_client_tls *tls);

#endif
