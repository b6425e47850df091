/* What heads for an origin are made of. */
#ifndef CONNECTSPEC_LIVE_WORDS_ORIGIN_H
#define CONNECTSPEC_LIVE_WORDS_ORIGIN_H

#include "fuzz/live/grammar.h"

/* As cs_live_words, for CS_LIVE_ORIGIN_TARGETS and the groups behind it. */
const struct cs_word *cs_live_words_for_origin(enum cs_live_words group, size_t *count);

#endif
