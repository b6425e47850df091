/* The words that credentials are made of (fuzz/live/grammar.h): whole field lines. */
#ifndef CONNECTSPEC_LIVE_WORDS_ACCOUNTS_H
#define CONNECTSPEC_LIVE_WORDS_ACCOUNTS_H

#include "fuzz/mutator.h"

/* Static; |*count| of them, the right ones first. */
const struct cs_word *cs_live_words_for_accounts(size_t *count);

#endif
