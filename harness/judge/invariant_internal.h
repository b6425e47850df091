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

/* Of a head that stands at |at| of its channel.  |names|, in small letters and up to a NULL: of these there is one line at
 * most (RFC 9110 section 5.3); where there is one, Connection names it (section 7.6.1). */
void cs_invariant_check_once(const struct cs_message *message, uint64_t at, const char *const *names,
                             struct cs_breach *out);
void cs_invariant_check_listed(const struct cs_message *message, uint64_t at, const char *const *names,
                               struct cs_breach *out);

/* The same for values, up to a rule without a name. */
struct cs_value_rule {
    const char *name;
    bool (*is)(const char *text, size_t length);
};
void cs_invariant_check_values(const struct cs_message *message, uint64_t at, const struct cs_value_rule *rules,
                               struct cs_breach *out);

/* origin-spared, ends-or-answers, contacts-named. */
void cs_invariant_look_at_origins(const struct cs_transcript *transcript, struct cs_breach *out);
void cs_invariant_look_for_silence(const struct cs_transcript *transcript, struct cs_breach *out);
void cs_invariant_look_at_contacts(const struct cs_transcript *transcript, struct cs_breach *out);

/* Where in |text| something stands that gives the account of |policy| away and is not somewhere in |asked|, what the client
 * itself sent: the password, base64 of it with its user, H(A1) of Digest.  CS_EXPOSURE_NONE: nowhere. */
size_t cs_invariant_find_secret(const struct cs_policy *policy, const char *text, size_t length, const char *asked,
                                size_t asked_length);

/* Whether the target ended channel |index| more than a second after its last bytes. */
bool cs_invariant_ended_late(const struct cs_transcript *transcript, size_t index);

#endif
