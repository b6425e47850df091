/* What an origin may do: oracle.h for targets that relay nothing. */
#ifndef CONNECTSPEC_LIVE_ORACLE_ORIGIN_H
#define CONNECTSPEC_LIVE_ORACLE_ORIGIN_H

#include <stdio.h>

#include "fuzz/live/sight.h"

/* The title of the case, and what a breach breaks (the second may be NULL). */
const char *cs_oracle_origin_title(const struct cs_sight *sight, const char *requirements[2]);

/* Writes the members of `accept`, a line each. */
void cs_oracle_origin_write(FILE *out, const struct cs_sight *sight);

#endif
