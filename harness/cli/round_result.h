/* The book-keeping of a round: from cases and transcripts to the result. */
#ifndef CONNECTSPEC_ROUND_RESULT_H
#define CONNECTSPEC_ROUND_RESULT_H

#include "harness/cli/round.h"
#include "reference/must_use.h"

/* A result with one entry for each item, in their order, none judged yet.  NULL without memory. */
CS_MUST_USE struct cs_result *cs_round_result(const struct cs_round_options *options);

/* One entry for |item|, not judged yet; cs_case_result_clear empties it. */
void cs_round_describe(const struct cs_engine_item *item, struct cs_case_result *result);

/* Sets the target's name and version. */
void cs_round_name_target(struct cs_result *result, const struct cs_policy *policy);

/* Judges |transcript| (which |result| then owns) by the case it was driven from.  Returns whether the verdict rests on
 * silence and wants a confirmation run. */
bool cs_round_judge(const struct cs_case *source, struct cs_transcript *transcript, struct cs_case_result *result);

/* Makes it a skip, with a copy of |reason|. */
void cs_round_skip(struct cs_case_result *result, const char *reason);

/* A verdict that waits for its confirmation run. */
void cs_round_mark_unsure(struct cs_case_result *result);
bool cs_round_is_unsure(const struct cs_case_result *result);

/* Cases that were never begun because the target had been silent for so many |seconds|: skipped where a case has found
 * that silence, or the probe did (|found|), else inconclusive. */
void cs_round_close(struct cs_result *result, double seconds, bool found);

/* Cases that found no more than the probe did, which opened no tunnel: skipped, so that it is one finding. */
void cs_round_skip_same(struct cs_result *result, const struct cs_case_result *probe);

/* As if it had not run yet. */
void cs_round_forget(struct cs_case_result *result);

/* It has ended its target: a fail with that |finding|; the transcript stays. */
void cs_round_condemn(struct cs_case_result *result, const char *finding, const char *reason);

/* One more case at the end, which is moved out of |extra|.  Without memory it is left out. */
void cs_round_add(struct cs_result *result, struct cs_case_result *extra);

/* fail, warn, inconclusive and error keep their transcripts. */
bool cs_round_worth_keeping(enum cs_verdict_kind kind);

/* A case that stands on another one says nothing when that one is broken or was not run; nor do those that stand on it in
 * turn.  |result| has a case for each of |items|, in the same order. */
void cs_round_skip_dependents(struct cs_result *result, const struct cs_engine_item *items);

/* Whether the case at |index| depends on none, or on one that has passed. */
bool cs_round_has_basis(const struct cs_result *result, const struct cs_engine_item *items, size_t index);

/* At the end: cases without a verdict leave the result, cases whose `depends_on` did not pass become skips, and the
 * cases are put in order of id.  |items| are those that the result was made for. */
void cs_round_settle(struct cs_result *result, const struct cs_engine_item *items, size_t count);

#endif
