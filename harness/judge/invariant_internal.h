/* What invariant.c, of answers, invariant_whole.c, of all else in a transcript, and breach.c, below both, share. */
#ifndef CONNECTSPEC_INVARIANT_INTERNAL_H
#define CONNECTSPEC_INVARIANT_INTERNAL_H

#include "harness/judge/invariant.h"

/* One more place; the first is told, as "|what|, at byte |offset|". */
void cs_breach_note(struct cs_breach *out, enum cs_wrong wrong, enum cs_code code, uint64_t offset, const char *what);

/* origin-spared, ends-or-answers, contacts-named. */
void cs_invariant_look_at_origins(const struct cs_transcript *transcript, struct cs_breach *out);
void cs_invariant_look_for_silence(const struct cs_transcript *transcript, struct cs_breach *out);
void cs_invariant_look_at_contacts(const struct cs_transcript *transcript, struct cs_breach *out);

/* Whether the target ended channel |index| more than a second after its last bytes. */
bool cs_invariant_ended_late(const struct cs_transcript *transcript, size_t index);

#endif
