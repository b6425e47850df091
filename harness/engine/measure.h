/* What a target holds of the machine, read from /proc. */
#ifndef CONNECTSPEC_MEASURE_H
#define CONNECTSPEC_MEASURE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "reference/must_use.h"

struct cs_holdings {
    uint64_t descriptors; /* open ones */
    uint64_t memory;      /* resident, in KiB */
    uint64_t processes;   /* those that have ended and that nobody has waited for, too */
    uint64_t busy;        /* milliseconds of processor time that those which live have taken */
};

/* Adds up what all descendants of |ancestor| hold, itself left out.  False when there are none, or when they may not be
 * looked at. */
CS_MUST_USE bool cs_measure(pid_t ancestor, struct cs_holdings *out);

#endif
