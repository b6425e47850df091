/* What `run` leaves behind: the summary on standard output and the documents that were asked for. */
#ifndef CONNECTSPEC_OUTPUT_H
#define CONNECTSPEC_OUTPUT_H

#include "harness/cli/run_options.h"
#include "reports/result.h"

/* Prints and writes everything.  False, with a line on stderr for each, when a document could not be written. */
bool cs_output(const struct cs_result *result, const struct cs_run_options *options);

#endif
