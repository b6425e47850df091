/* What `lint` has found, for people and for programs. */
#ifndef CONNECTSPEC_LINT_SHOW_H
#define CONNECTSPEC_LINT_SHOW_H

#include <stdbool.h>

#include "harness/scenario/diagnostic.h"
#include "reference/must_use.h"

/* Puts those of one file into the order of their places. */
void cs_lint_sort(struct cs_diagnostics *diagnostics);

/* Prints all to stderr as FILE:LINE:COL: message, below each the line of the file and a caret under the column, where
 * the file is there and the place is known. */
void cs_lint_show(const struct cs_diagnostics *diagnostics);

/* Prints {"checked": N, "problems": [{"file", "line", "column", "message"}], "more": N} to stdout; without a place
 * there are no "line" and "column", and "more" counts those beyond CS_DIAGNOSTICS_MAX.  False, with a line on stderr,
 * without memory. */
CS_MUST_USE bool cs_lint_print_json(const struct cs_diagnostics *diagnostics, unsigned long checked);

#endif
