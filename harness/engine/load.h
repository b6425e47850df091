/* Many tunnels at once through the target, each with a token of its own (the language of cases calls it `crowd`).  They
 * have no channels in the transcript, which records how many there were of each kind. */
#ifndef CONNECTSPEC_LOAD_H
#define CONNECTSPEC_LOAD_H

#include "harness/engine/links.h"
#include "harness/plan/plan_variables.h"
#include "reference/must_use.h"

struct cs_load; /* opaque */

/* Opens as many connections as |planned| says, each of which sends its bytes: all are there at once at the end.  They
 * are to ask for the listener `other`, which is theirs from now on.  |plan| and |pool| (of nonces) are borrowed.  After
 * |deadline| seconds without any news nothing more is expected.  NULL without memory. */
CS_MUST_USE struct cs_load *cs_load_start(struct cs_links *links, struct cs_plan *plan, struct cs_purse *pool,
                                          const struct cs_planned_step *planned, double deadline);

/* Goes on with what has happened.  True when every tunnel has been tried, or nothing has happened for a deadline; the
 * numbers are recorded then.  Those that leave last are still there, until cs_load_free. */
CS_MUST_USE bool cs_load_look(struct cs_load *load);

/* Resets all that is open and frees.  NULL is fine. */
void cs_load_free(struct cs_load *load);

#endif
