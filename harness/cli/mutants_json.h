/* `mutants --json`: the kill matrix for programs. */
#ifndef CONNECTSPEC_MUTANTS_JSON_H
#define CONNECTSPEC_MUTANTS_JSON_H

#include "harness/cli/mutants_matrix.h"
#include "reference/must_use.h"

/* Writes {"rounds": [{"fault", "target", "stopped", "summary": {verdict: N}, "red": [ids], "claims": [{"case",
 * "verdict"}]}]} to |path|: a round with each fault that was tried on each set of layers, "none" first; `red` are the
 * cases that caught it, `claims` what became of those that claim it, and `stopped` whether the run itself did.  False,
 * with a line on stderr, without memory or where it cannot be written. */
CS_MUST_USE bool cs_matrix_write_json(const struct cs_matrix *matrix, const char *path);

#endif
