/* What a client may do with an answer to its CONNECT. */
#ifndef CONNECTSPEC_LIVE_ORACLE_CLIENT_H
#define CONNECTSPEC_LIVE_ORACLE_CLIENT_H

#include <stdio.h>

#include "fuzz/live/sight.h"

/* The title of such a case; static. */
const char *cs_oracle_client_title(const struct cs_sight *sight);

/* Writes the members of `accept`, a line each. */
void cs_oracle_client_write(FILE *out, const struct cs_sight *sight);

/* Whether our proxy is the origin behind its answer, too; else it ends the connection behind it. */
bool cs_oracle_client_serves(const struct cs_sight *sight);

#endif
