/* TLS of the embedded client, to an https proxy and in the tunnel, on a blocking socket. */
#ifndef CONNECTSPEC_CLIENT_TLS_H
#define CONNECTSPEC_CLIENT_TLS_H

#include <stdbool.h>
#include <sys/types.h>

#include "harness/embedded/proxy/fault.h"
#include "reference/must_use.h"

struct cs_client_tls; /* opaque */

/* What TLS may stand on that is no socket: each as send and recv. */
struct cs_client_carrier {
    ssize_t (*send)(void *context, const char *data, size_t length);
    ssize_t (*receive)(void *context, char *data, size_t length);
    void *context;
};

struct cs_client_tls_options {
    int fd;                                  /* the socket that it stands on */
    struct cs_client_tls *below;             /* other TLS, inside of which it stands; NULL: on |fd| itself */
    const struct cs_client_carrier *carrier; /* something else, likewise */
    bool h2;                                 /* it offers HTTP/2 by ALPN, and is of no use without it */
    const char *file;                        /* PEM: the authorities that are trusted */
    const char *peer;                        /* HOST:PORT that the certificate has to be for */
    enum cs_fault fault;                     /* what is overlooked */
    const char *also;                        /* a fault: HOST:PORT that the certificate may be for, too; NULL: none */
};

/* Shakes hands; everything in |options| stays the caller's, |fd|, |below| and |carrier| for as long as the TLS is used.  NULL when
 * that fails; free with cs_client_tls_close. */
CS_MUST_USE struct cs_client_tls *cs_client_tls_open(const struct cs_client_tls_options *options);

/* A fault about the certificate of an https proxy as one about that in the tunnel; any other is none. */
enum cs_fault cs_client_tls_fault_of_proxy(enum cs_fault fault);

/* As send and recv: bytes, 0 at the end, or -1. */
ssize_t cs_client_tls_send(struct cs_client_tls *tls, const char *data, size_t length);
ssize_t cs_client_tls_receive(struct cs_client_tls *tls, char *data, size_t length);

/* Says goodbye, and frees it.  NULL is fine. */
void cs_client_tls_close(struct cs_client_tls *tls);

#endif
