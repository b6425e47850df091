/* A smaller dialogue with the same finding: without rows, cuts, lines and bytes that it does not need. */
#ifndef CONNECTSPEC_LIVE_MINIMISE_H
#define CONNECTSPEC_LIVE_MINIMISE_H

#include "fuzz/live/dialogue.h"
#include "reference/must_use.h"

struct cs_minimiser;

/* Begins with a copy of |dialogue|.  NULL without memory. */
CS_MUST_USE struct cs_minimiser *cs_minimiser_new(const struct cs_dialogue *dialogue);
void cs_minimiser_free(struct cs_minimiser *minimiser);

/* The next candidate, tidy, which the caller frees; NULL when there is none, and never more than 400. */
CS_MUST_USE struct cs_dialogue *cs_minimiser_next(struct cs_minimiser *minimiser);

/* Whether the candidate of the last call still has the finding; if so the next ones are made of it. */
void cs_minimiser_tell(struct cs_minimiser *minimiser, bool still);

/* The smallest so far, borrowed. */
const struct cs_dialogue *cs_minimiser_best(const struct cs_minimiser *minimiser);

#endif
