/* What is new: a fingerprint of a transcript, and a set of those that were seen. */
#ifndef CONNECTSPEC_LIVE_NOVELTY_H
#define CONNECTSPEC_LIVE_NOVELTY_H

#include "fuzz/live/sight.h"
#include "reference/must_use.h"
#include "reports/transcript.h"
#include "reports/verdict.h"

/* Of who talked with whom, how it was answered and framed, what the strict parser finds in it, how it ended, and the
 * verdict; not of bytes, times or addresses. */
uint64_t cs_fingerprint(const struct cs_transcript *transcript, const struct cs_verdict *verdict,
                        const struct cs_sight *sight);

struct cs_novelty; /* a set of fingerprints */

/* An empty set; NULL without memory. */
CS_MUST_USE struct cs_novelty *cs_novelty_new(void);
void cs_novelty_free(struct cs_novelty *novelty);

/* Adds one; true when it was not there.  Without memory it is not new. */
bool cs_novelty_add(struct cs_novelty *novelty, uint64_t fingerprint);
size_t cs_novelty_count(const struct cs_novelty *novelty);

#endif
