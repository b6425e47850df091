/* The gate: which verdicts of a result a CI run turns red for, given the failures that are known. */
#ifndef CONNECTSPEC_GATE_H
#define CONNECTSPEC_GATE_H

#include "reports/expect.h"
#include "reports/result.h"

/* What the gate has to know about a case of the suite, parametrised or not.  Borrowed. */
struct cs_gate_case {
    char *id;         /* "path" or "path@value" */
    const char *base; /* "path" */
    size_t alias_count;
    char *const *aliases; /* earlier names of |base| */
    const char *since;    /* the version that brought it; "" from the beginning */
};

struct cs_gate {
    const struct cs_expectations *expectations; /* NULL: nothing is known to fail */
    size_t count;
    const struct cs_gate_case *cases; /* the whole suite, whatever is run */
    const char *today;                /* YYYY-MM-DD, UTC */
    bool strict;                      /* a broken SHOULD counts, too */
};

/* Whether every line names a case of the suite, under its name of today or an earlier one; a "+LAYER" of a run over
 * several transports (reports/join.h) may stand behind it.  False with
 * "LINE:1: ..." in |error|. */
bool cs_gate_check(const struct cs_gate *gate, char error[CS_EXPECT_ERROR_MAX]);

/* Whether |item| is a failure (with |strict| a warning, too) that nobody expected, of a case that counts. */
bool cs_gate_is_unexpected(const struct cs_gate *gate, const struct cs_case_result *item);

/* Whether all cases that |line| names were judged in |result| and none of them fails as it says: while
 * one was not run, was skipped or stayed inconclusive, a line is not gone, nor is one that names none of |gate|. */
bool cs_gate_is_gone(const struct cs_gate *gate, const struct cs_expectation *line, const struct cs_result *result);

/* Sets |known| of each failure in |result| to the reason of the line that expects it ("known failure" where it gives
 * none) and |later| when the case is younger than the file; fills |gone|: the lines that expected what no longer fails,
 * and those whose date has passed.  Sets |strict|.  False without memory. */
bool cs_gate_apply(const struct cs_gate *gate, struct cs_result *result);

/* Whether |result|, after cs_gate_apply, has something to turn red for: an unexpected failure or a line that is
 * gone. */
bool cs_gate_red(const struct cs_result *result);

#endif
