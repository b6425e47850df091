/* Dialogues from what is there: cases (the suite's, and those that a campaign kept) and messages. */
#ifndef CONNECTSPEC_LIVE_SEED_H
#define CONNECTSPEC_LIVE_SEED_H

#include "fuzz/live/dialogue.h"
#include "harness/scenario/case.h"
#include "reference/must_use.h"

/* What clients and origins do in |source| with |value| (-1 without), with made-up addresses; what is too long is cut
 * short, what has no place in a dialogue is left out.  NULL where nothing is left, or no memory. */
CS_MUST_USE struct cs_dialogue *cs_seed_of_case(const struct cs_case *source, int value);

/* One client that sends these bytes; NULL without any, or no memory. */
CS_MUST_USE struct cs_dialogue *cs_seed_of_message(const char *bytes, size_t length);

#endif
