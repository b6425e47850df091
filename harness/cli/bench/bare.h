/* What the harness is measured against: the same tunnels by a client and an origin that do nothing else.
 *
 * As a plain case of the harness (`tunnel/opens` and its fence) they come in pairs: a CONNECT, its 200, 21 bytes there
 * and 21 others back; then, while that tunnel stands, a second CONNECT, its 200 and 16 bytes there; then an RST on all
 * four connections.  The bytes are compared, and as many pairs are under way at once as cases are in the harness.  One
 * epoll loop plays the client and the origin, as there.
 *
 * It leaves out what the harness costs: deadlines, records with times and digests, plans, verdicts.  And, unless asked
 * for, what the harness needs to see where a proxy connects to: an address of each pair's own, with a listener for the
 * tunnels and one at a port that is forbidden. */
#ifndef CONNECTSPEC_BARE_H
#define CONNECTSPEC_BARE_H

#include <stdbool.h>
#include <stddef.h>

/* Opens |pairs| pairs of tunnels (at most 65,536), |at_once| at a time, through an embedded proxy that |program|,
 * connectspec, is started as; to one listener, or for |own_listeners| to 127.76.x.y.  Fills in the |*seconds| that it
 * took.  False, with a line on stderr, when something goes wrong. */
bool cs_bare_tunnels(const char *program, size_t pairs, size_t at_once, bool own_listeners, double *seconds);

#endif
