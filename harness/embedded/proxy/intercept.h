/* A fault: TLS that passes through the tunnel is ended here, with a certificate of our own. */
#ifndef CONNECTSPEC_INTERCEPT_H
#define CONNECTSPEC_INTERCEPT_H

#include "harness/embedded/proxy/state.h"

struct cs_intercept; /* opaque */

/* |again|: what was inside goes on in TLS that we begin with the origin, else as it is.  NULL without memory. */
struct cs_intercept *cs_intercept_new(struct cs_session *session, bool again);
void cs_intercept_free(struct cs_intercept *intercept); /* NULL is fine */

/* Tunnel bytes have come from one side. */
void cs_intercept_take(struct cs_intercept *intercept, enum cs_side from, const char *data, size_t length);

#endif
