/* Dialogues with a proxy that has a parent, whose answer they are. */
#ifndef CONNECTSPEC_LIVE_ORACLE_PARENT_H
#define CONNECTSPEC_LIVE_ORACLE_PARENT_H

#include <stdio.h>

#include "fuzz/live/dialogue.h"
#include "fuzz/live/sight.h"

const char *cs_oracle_parent_title(const struct cs_sight *sight);

/* What the parent and the client do behind the answer, and the members of `accept`. */
void cs_oracle_parent_steps(FILE *out, const struct cs_sight *sight);
void cs_oracle_parent_write(FILE *out, const struct cs_dialogue *dialogue, const struct cs_sight *sight);

#endif
