/* The cases of a run that name invariants, held against every transcript of it. */
#ifndef CONNECTSPEC_ROUND_INVARIANT_H
#define CONNECTSPEC_ROUND_INVARIANT_H

#include "harness/engine/engine.h"
#include "reference/must_use.h"
#include "reports/result.h"

struct cs_invariants;

/* Those among |items|, which are borrowed; NULL when there are none, or no memory.  All functions take NULL. */
CS_MUST_USE struct cs_invariants *cs_invariants_new(const struct cs_engine_item *items, size_t count);
void cs_invariants_free(struct cs_invariants *invariants);

/* Looks at one transcript more, of a case or of a probe, for those that are for its target. */
void cs_invariants_look(struct cs_invariants *invariants, const struct cs_transcript *transcript);

/* Gives each of them that was judged its verdict over the run; |result| has a case for each item, in the same order.
 * What breaks one carries the worst transcript. */
void cs_invariants_rule(struct cs_invariants *invariants, struct cs_result *result);

#endif
