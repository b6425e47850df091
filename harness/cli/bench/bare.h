/* What the harness is measured against: tunnels through a proxy by a client and an origin that do nothing else. */
#ifndef CONNECTSPEC_BARE_H
#define CONNECTSPEC_BARE_H

#include <stdbool.h>
#include <stddef.h>

/* Opens |count| tunnels, |at_once| (at most 1024) at a time, through an embedded proxy that |program|, connectspec, is
 * started as: CONNECT, its 200, 32 bytes there, the same back, FIN.  An epoll loop, and nothing is looked at closely.
 * Fills in the |*seconds| that it took.  False, with a line on stderr, when something goes wrong. */
bool cs_bare_tunnels(const char *program, size_t count, size_t at_once, double *seconds);

#endif
