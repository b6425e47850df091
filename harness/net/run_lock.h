/* Taking turns between runs: 127.0.0.1 and ::1 at one port can be listened on by one case at a time, whatever run it
 * belongs to.  The one whose turn it is holds a Unix socket with an abstract name (so it goes away with its process,
 * and counts per network namespace, as ports do); the others wait for its end, without asking again and again. */
#ifndef CONNECTSPEC_RUN_LOCK_H
#define CONNECTSPEC_RUN_LOCK_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "reference/must_use.h"

struct cs_run_lock; /* opaque */

/* Asks for the turn at |port|.  *granted: it came at once; else |on_granted| is called from the loop, after |patience|
 * seconds at the latest: whoever blocks longer is no run of ours, and listening will fail and say so.  NULL without
 * memory. */
CS_MUST_USE struct cs_run_lock *cs_run_lock_take(uv_loop_t *loop, uint16_t port, double patience,
                                                 void (*on_granted)(void *context), void *context, bool *granted);

/* Gives the turn back, or stops waiting, and frees.  NULL is fine. */
void cs_run_lock_release(struct cs_run_lock *turn);

#endif
