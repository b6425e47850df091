/* The progress line of long work. */
#ifndef CONNECTSPEC_PROGRESS_H
#define CONNECTSPEC_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "reports/result.h"

struct cs_progress {
    bool terminal; /* stderr is one: one line is written over and over */
    bool quiet;
    bool verbose; /* a line for each case */
    uint64_t drawn_at;
    struct cs_summary seen;
};

/* On stderr: with |verbose| a line for each case, else, on a terminal and without |quiet|, one that is written over. */
void cs_progress_begin(struct cs_progress *progress, bool quiet, bool verbose);

/* One more case is done. */
void cs_progress_case(struct cs_progress *progress, const struct cs_case_result *result, size_t done, size_t total);

/* Wipes the line, so that what follows starts clean. */
void cs_progress_end(struct cs_progress *progress);

#endif
