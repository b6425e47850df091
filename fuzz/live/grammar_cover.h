/* Each feature of the grammar once, nothing else odd beside it: the first inputs that a campaign makes. */
#ifndef CONNECTSPEC_LIVE_GRAMMAR_COVER_H
#define CONNECTSPEC_LIVE_GRAMMAR_COVER_H

#include <stddef.h>

#include "fuzz/live/dialogue.h"
#include "reference/must_use.h"

/* How many there are. */
size_t cs_grammar_cover_count(void);

/* Number |which|, below that count, for a proxy: the same ones always, not tidied.  NULL without memory. */
CS_MUST_USE struct cs_dialogue *cs_grammar_cover(size_t which);

/* The same of what a parent answers. */
size_t cs_grammar_cover_parent_count(void);
CS_MUST_USE struct cs_dialogue *cs_grammar_cover_parent(size_t which);

#endif
