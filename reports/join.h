/* Runs of one target over several transports, told as one result.  A case is told apart by what stands behind its id:
 * "tunnel/opens" in the run of the target as it is, "tunnel/opens+h2" in that of its layer h2. */
#ifndef CONNECTSPEC_JOIN_H
#define CONNECTSPEC_JOIN_H

#include "reference/must_use.h"
#include "reports/result.h"

/* "+h2" of "tunnel/opens+h2" and "a/b@value+h2", as part of |id|; "" for a case of the run without a layer. */
const char *cs_join_suffix(const char *id);

/* Puts |suffix| ("+h2"; "" changes nothing) behind the id of each case.  False without memory: |result| is then to be
 * freed. */
CS_MUST_USE bool cs_join_mark(struct cs_result *result, const char *suffix);

/* Makes one result of |count| (at least 1) whose ids differ, and takes them all over; what is said of the target is the
 * first one's.  Free with cs_result_free.  NULL without memory. */
CS_MUST_USE struct cs_result *cs_join_results(struct cs_result **results, size_t count);

#endif
