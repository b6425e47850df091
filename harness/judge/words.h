/* Expectation and observation in words, for people.  Printable whatever was received. */
#ifndef CONNECTSPEC_WORDS_H
#define CONNECTSPEC_WORDS_H

#include "harness/judge/facts.h"

/* The accepted outcomes of a plan: "refused with 400, or closed without an answer; nobody contacted".  The caller
 * frees it; NULL without memory. */
char *cs_words_expected(const struct cs_plan *plan);

/* What happened: "HTTP/1.1 200, connection open; origin reached, 5 bytes arrived there, connection open". */
char *cs_words_observed(const struct cs_facts *facts);

/* "step 3 (client: await answer)"; |step| may be the number of steps: the fence behind the case. */
char *cs_words_step(const struct cs_plan *plan, uint64_t step);

/* How the last control CONNECT that failed was answered: "it was answered 503". */
char *cs_words_control(const struct cs_facts *facts);

#endif
