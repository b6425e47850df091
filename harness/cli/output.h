/* What `run` leaves behind: the summary on standard output and the documents that were asked for. */
#ifndef CONNECTSPEC_OUTPUT_H
#define CONNECTSPEC_OUTPUT_H

#include <stdio.h>

#include "harness/cli/run_options.h"
#include "reference/must_use.h"
#include "reports/result.h"

/* Before a run: makes the folder for transcripts and looks whether the documents could be written.  False with a line
 * on stderr. */
CS_MUST_USE bool cs_output_prepare(const struct cs_run_options *options);

/* Prints and writes everything.  False, with a line on stderr for each, when a document could not be written. */
CS_MUST_USE bool cs_output(const struct cs_result *result, const struct cs_run_options *options);

/* The columns of the terminal that |out| is; 0 where it is none, or does not say. */
unsigned cs_output_width(FILE *out);

/* Whether |out| is a terminal that, by the locale, knows ASCII alone. */
bool cs_output_is_plain(FILE *out);

/* Prints "RFC 9110 §9.3.6" to stdout, without the sign where that is plain. */
void cs_print_source(const char *source);

#endif
