/* One silence, one finding: what a target is silent to on principle is told by the case that showed it. */
#ifndef CONNECTSPEC_ROUND_SYSTEMIC_H
#define CONNECTSPEC_ROUND_SYSTEMIC_H

#include "harness/engine/engine.h"
#include "reference/must_use.h"
#include "reports/result.h"

/* Whether the case in |slot| is worth a run alone: its verdict waits for one, or a silence, which may be another case's
 * doing, has left it without a verdict. */
bool cs_systemic_waits(const struct cs_result *result, const struct cs_engine_item *items, size_t slot);

/* Whether |one| and |other| have no verdict for want of the same. */
bool cs_systemic_is_same(const struct cs_result *result, const struct cs_engine_item *items, size_t one, size_t other);

/* Whether |slot| is the first case, among those that wait for their confirmation run, that waited for what it did. */
bool cs_systemic_is_first(const struct cs_result *result, const struct cs_engine_item *items, size_t slot);

/* The case that found the silence which the one in |slot| met, and did not pass for it; NULL: none has, or it met none. */
CS_MUST_USE const struct cs_case_result *cs_systemic_finder(const struct cs_result *result,
                                                            const struct cs_engine_item *items, size_t slot);

/* Cases that are inconclusive because of a silence which another case has found, confirmed by a run alone: skipped with
 * that reason.  |result| has a case for each of |items|, in the same order. */
void cs_systemic_skip(struct cs_result *result, const struct cs_engine_item *items);

#endif
