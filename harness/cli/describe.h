/* What the suite says of a case, for the documents about it. */
#ifndef CONNECTSPEC_CLI_DESCRIBE_H
#define CONNECTSPEC_CLI_DESCRIBE_H

#include "harness/scenario/case.h"
#include "reference/must_use.h"
#include "reports/result.h"

/* Sets title, level, requirements, tags, danger, source, statement and severity of |item| by |source|; |item| has none
 * of them yet.  Strings stay NULL without memory. */
void cs_describe(const struct cs_case *source, struct cs_case_result *item);

/* Describes the cases of |count| results that have no title, as those that passed or were skipped have in the published
 * form (reports/published.h), by the suite that is installed; what it does not know keeps its id as a title.  False
 * after printing why the suite cannot be read. */
CS_MUST_USE bool cs_describe_all(struct cs_result *const *results, size_t count);

#endif
