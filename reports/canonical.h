/* Names that are the same in every run: of what a run has drawn by lot, or found out. */
#ifndef CONNECTSPEC_CANONICAL_H
#define CONNECTSPEC_CANONICAL_H

#include "reports/transcript.h"

/* What stands for what in the texts and bytes of one case: nonce, addresses in all their spellings, the target's port.
 * Both sides of a pair have the same length, so that counts and offsets stay. */
#define CS_CANONICAL_PAIRS 64

struct cs_canonical {
    size_t count;
    struct {
        char from[64];
        char to[64];
    } pairs[CS_CANONICAL_PAIRS];
};

/* Draws up the pairs from the variables of |transcript|. */
void cs_canonical_init(struct cs_canonical *canonical, const struct cs_transcript *transcript);

/* Puts the names in place, and what depends on the day: dates become those of 1970, and the values of nonce, cnonce,
 * opaque, response and rspauth zeros.  The length stays. */
void cs_canonical_apply(const struct cs_canonical *canonical, char *text, size_t length);

#endif
