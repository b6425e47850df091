/* Mistakes: the deviations of a result that have one cause.  A family of values that a target takes wrongly in one way
 * is one mistake, and so are cases of the same requirement that show the same lenient reading. */
#ifndef CONNECTSPEC_MISTAKE_H
#define CONNECTSPEC_MISTAKE_H

#include <stdio.h>

#include "reference/must_use.h"
#include "reports/result.h"

struct cs_mistake {
    size_t count;                              /* of deviations, at least 1 */
    const struct cs_case_result *const *cases; /* the most dangerous one first, then by id; all excused or none */
    size_t tried;                              /* how many cases of these families were judged */
};

/* In the order of cs_result_select: those that count for the gate first, then the most dangerous. */
struct cs_mistakes {
    size_t count;
    struct cs_mistake *items;
    const struct cs_case_result **cases; /* behind all of them; owned */
};

/* The mistakes behind the verdicts of |kind|; empty without memory.  Free with cs_mistakes_free. */
struct cs_mistakes cs_mistakes_find(const struct cs_result *result, enum cs_verdict_kind kind);
void cs_mistakes_free(struct cs_mistakes *mistakes);

/* Whether two deviations have one cause: the same finding and the same reading, and the same family or, where there is
 * a reading, the same first requirement. */
bool cs_mistake_same(const struct cs_case_result *a, const struct cs_case_result *b);

/* How many of the |count| first mistakes are of severity high or critical. */
size_t cs_mistakes_dangerous(const struct cs_mistake *items, size_t count);

/* "path" of "path@value": how long it is. */
size_t cs_family_length(const char *id);

/* Prints the name of the mistake: the case's id, or that of the family where it has several values, through
 * cs_clean. */
void cs_mistake_name(FILE *out, const struct cs_mistake *mistake);

/* Prints "3 of 8 values: a, b, c", or for several families "2 of 3 cases: x/y, x/z@a"; nothing for one case alone. */
void cs_mistake_values(FILE *out, const struct cs_mistake *mistake);

/* The same as strings that the caller frees; NULL without memory. */
CS_MUST_USE char *cs_mistake_name_copy(const struct cs_mistake *mistake);
CS_MUST_USE char *cs_mistake_values_copy(const struct cs_mistake *mistake);

#endif
