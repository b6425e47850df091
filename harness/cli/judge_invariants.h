/* The suite's invariants, held against every transcript that `judge` is given, whatever case it is of. */
#ifndef CONNECTSPEC_JUDGE_INVARIANTS_H
#define CONNECTSPEC_JUDGE_INVARIANTS_H

#include "reference/must_use.h"
#include "reports/result.h"

struct cs_judge_invariants;

/* Loads the suite's own; NULL where it is not at hand, or is broken (told on stderr).  All functions take NULL. */
CS_MUST_USE struct cs_judge_invariants *cs_judge_invariants_open(void);
void cs_judge_invariants_close(struct cs_judge_invariants *all);

/* Looks at one transcript more. */
void cs_judge_invariants_look(struct cs_judge_invariants *all, const struct cs_transcript *transcript);

/* The verdicts: one case for each invariant, a pass where nothing is wrong; borrowed until cs_judge_invariants_close.
 * NULL without any. */
const struct cs_result *cs_judge_invariants_rule(struct cs_judge_invariants *all);

#endif
