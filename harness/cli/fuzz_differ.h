/* `fuzz --differential A,B,...`: every input goes to several targets; what they disagree on is reported. */
#ifndef CONNECTSPEC_FUZZ_DIFFER_H
#define CONNECTSPEC_FUZZ_DIFFER_H

#include "harness/cli/fuzz_options.h"
#include "harness/scenario/case.h"

/* Runs it and tells what came of it; returns the exit status. */
int cs_fuzz_differ(const struct cs_fuzz_options *options, const struct cs_suite *suite,
                   const struct cs_catalogue *catalogue);

#endif
