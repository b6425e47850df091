/* What is allowed: the outcomes of a dialogue that no requirement forbids, as the `accept` of its case.  What cannot be
 * decided is allowed. */
#ifndef CONNECTSPEC_LIVE_ORACLE_H
#define CONNECTSPEC_LIVE_ORACLE_H

#include <stdio.h>

#include "fuzz/live/sight.h"

/* What a case says beside its steps. */
struct cs_oracle {
    const char *requirements[2]; /* the second may be NULL */
    const char *enforces;        /* or NULL */
    const char *title;
};

/* What |dialogue| breaks or asks for, as the strict parser reads it (|sight|).  All texts are static. */
struct cs_oracle cs_oracle_of(const struct cs_dialogue *dialogue, const struct cs_sight *sight);

/* Writes the members of `accept`, a line each. */
void cs_oracle_write(FILE *out, const struct cs_dialogue *dialogue, const struct cs_sight *sight);

#endif
