/* Many tunnels at once through the target, each with a mark of its own: the step `crowd`.  They have no channels in the
 * transcript, which records how many there were of each kind. */
#ifndef CONNECTSPEC_CROWD_H
#define CONNECTSPEC_CROWD_H

#include "harness/engine/drive.h"

struct cs_crowd; /* opaque */

/* Opens as many connections as |planned| says, each of which sends its bytes: all are there at once at the end.  NULL
 * without memory.  The drive's listener `other`, which they are to ask for, hands over what arrives (cs_crowd_accept
 * takes |fd|); what comes when the crowd has left is closed. */
struct cs_crowd *cs_crowd_start(struct cs_drive *drive, const struct cs_planned_step *planned);
void cs_crowd_accept(struct cs_crowd *crowd, int fd);

/* Whether every tunnel has been tried, or nothing has happened for a while; the numbers are recorded then. */
bool cs_crowd_is_over(const struct cs_crowd *crowd);

/* Resets all that is open. */
void cs_crowd_leave(struct cs_crowd *crowd);

/* The same, for good.  NULL is fine. */
void cs_crowd_free(struct cs_crowd *crowd);

#endif
