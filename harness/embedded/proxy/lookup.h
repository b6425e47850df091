/* Names that neither the proxy itself nor the hosts file knows: the system's resolver is asked, off the loop. */
#ifndef CONNECTSPEC_PROXY_LOOKUP_H
#define CONNECTSPEC_PROXY_LOOKUP_H

#include <stdbool.h>
#include <uv.h>

#include "harness/embedded/proxy/resolve.h"
#include "reference/must_use.h"

/* Asks for |destination|.  Then |done| is called from the loop, once, and cannot be called off: with |count| addresses
 * (port included), which the callee copies; 0: the name does not exist, or, |timed_out|, nobody said.  False, and no
 * call, when the host is no name that a resolver is to be asked for (a spelling of an address that is none, bytes that
 * no host name has) or without memory. */
CS_MUST_USE bool cs_lookup_start(uv_loop_t *loop, const struct cs_destination *destination,
                                 void (*done)(void *context, const struct sockaddr_storage *addresses, size_t count,
                                              bool timed_out),
                                 void *context);

#endif
