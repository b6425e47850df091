/* Drives a campaign: the target, the engine, the budget.  What the inputs are and what is made of them is
 * fuzz/live/campaign.h. */
#ifndef CONNECTSPEC_FUZZ_DRIVE_H
#define CONNECTSPEC_FUZZ_DRIVE_H

#include "fuzz/live/campaign.h"
#include "harness/cli/fuzz_options.h"
#include "harness/cli/fuzz_watch.h"

/* How a campaign ended. */
struct cs_fuzz_end {
    int status;        /* 0, or CS_EXIT_USAGE, CS_EXIT_TARGET after |message|, or 128 and a signal's number */
    char message[512]; /* for the user; "" nothing */
};

/* Runs until the budget is spent or a signal comes.  |*campaign| is the caller's afterwards, and NULL where it did not
 * come to one.  |suite|, |catalogue| are the suite's own. */
struct cs_fuzz_end cs_fuzz_drive(const struct cs_fuzz_options *options, const struct cs_suite *suite,
                                 const struct cs_catalogue *catalogue, struct cs_campaign **campaign);

#endif
