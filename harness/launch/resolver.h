/* The room's DNS server: UDP on 127.0.0.1 port 53.  resolver_message.h says which names there are. */
#ifndef CONNECTSPEC_RESOLVER_H
#define CONNECTSPEC_RESOLVER_H

#include <uv.h>

#include "reference/must_use.h"

struct cs_resolver; /* opaque */

/* Serves on |port| of 127.0.0.1 (53; a test has another) for as long as |loop| runs, which it does not keep alive.
 * Returns 0, or libuv's error and *out NULL. */
CS_MUST_USE int cs_resolver_start(uv_loop_t *loop, uint16_t port, struct cs_resolver **out);

/* Stops; it is freed in the loop's next round.  NULL is fine. */
void cs_resolver_stop(struct cs_resolver *resolver);

#endif
