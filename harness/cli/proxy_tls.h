/* `connectspec proxy --tls FILE`, and of an origin. */
#ifndef CONNECTSPEC_PROXY_TLS_H
#define CONNECTSPEC_PROXY_TLS_H

#include "harness/embedded/proxy/fault.h"
#include "harness/transport/tls/tls.h"
#include "reference/must_use.h"

/* Makes an authority, a certificate for |address| and localhost, and what a server of both needs.  The authority is
 * written to |file| as PEM.  |h2|: ALPN offers HTTP/2, too; |fault| is the mistake of the proxy, if it is one
 * of TLS.  False when it cannot be written, or OpenSSL fails. */
CS_MUST_USE bool cs_proxy_tls(const char *address, const char *file, bool h2, enum cs_fault fault,
                              struct cs_tls_context **out);

#endif
