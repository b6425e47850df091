/* One run, from the options to the documents. */
#ifndef CONNECTSPEC_RUN_H
#define CONNECTSPEC_RUN_H

#include "harness/cli/run_options.h"
#include "reports/result.h"

/* Runs what |options| ask for, prints, writes the documents, and returns the exit status of the contract.  |*kept| is
 * the result, which the caller frees, or NULL when it did not come to one. */
int cs_run(const struct cs_run_options *options, struct cs_result **kept);

#endif
