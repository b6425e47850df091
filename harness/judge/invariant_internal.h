/* What invariant.c, of answers, invariant_client.c, of a client's requests, invariant_whole.c, of all else in a
 * transcript, and breach.c, below them, share. */
#ifndef CONNECTSPEC_INVARIANT_INTERNAL_H
#define CONNECTSPEC_INVARIANT_INTERNAL_H

#include "harness/judge/invariant.h"
#include "harness/scenario/invariant.h"
#include "harness/transport/conversation.h"

/* One more place; the first is told, as "|what|, at byte |offset|". */
void cs_breach_note(struct cs_breach *out, enum cs_wrong wrong, enum cs_code code, uint64_t offset, const char *what);

/* Whether a client was under test. */
bool cs_invariant_is_of_client(const struct cs_transcript *transcript);

/* What it sent: requests to the proxy that we play, and what goes through the tunnel. */
void cs_invariant_look_at_client(const struct cs_case *invariant, const struct cs_transcript *transcript,
                                 struct cs_breach *out);

/* Whether |invariant| asks for |word|. */
bool cs_invariant_asks_for(const struct cs_case *invariant, enum cs_invariant word);

/* Whether Connection of |message| names |option|. */
bool cs_invariant_lists(const struct cs_message *message, const char *option);

/* How many lines of |message| have this name, which is in small letters. */
size_t cs_invariant_lines(const struct cs_message *message, const char *name);

/* origin-spared, ends-or-answers, contacts-named. */
void cs_invariant_look_at_origins(const struct cs_transcript *transcript, struct cs_breach *out);
void cs_invariant_look_for_silence(const struct cs_transcript *transcript, struct cs_breach *out);
void cs_invariant_look_at_contacts(const struct cs_transcript *transcript, struct cs_breach *out);

/* Whether the target ended channel |index| more than a second after its last bytes. */
bool cs_invariant_ended_late(const struct cs_transcript *transcript, size_t index);

#endif
