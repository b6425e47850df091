/* The faults in checking credentials. */
#ifndef CONNECTSPEC_FAULT_AUTH_H
#define CONNECTSPEC_FAULT_AUTH_H

#include "harness/embedded/proxy/ruling.h"
#include "reference/pair_reading.h"

/* The reading of credentials that a fault follows: CS_PAIR_READING_COUNT for other faults. */
enum cs_pair_reading_kind cs_fault_pair_kind(enum cs_fault fault);

/* Whether the faulty reader takes another pair out of the request than a strict one (reference/pair_reading.h). */
bool cs_fault_reads_pair(const struct cs_asked *asked, struct cs_basic_pair *out);

/* What the faulty reader makes of the decoded password in |text|: never longer than it was. */
void cs_fault_rereads_password(const struct cs_asked *asked, char *text, struct cs_span *password);

/* Whether a wrong user, or password, in |text| passes. */
bool cs_fault_user_passes(const struct cs_asked *asked, const char *text, struct cs_span user);
bool cs_fault_password_passes(const struct cs_asked *asked, const char *text, struct cs_span password);

/* Whether a request passes that has no right credentials. */
bool cs_fault_needs_none(const struct cs_asked *asked);

/* Whether Basic credentials are checked where Digest is asked for; credentials of any other scheme pass; good ones of
 * Basic do not. */
bool cs_fault_takes_basic(const struct cs_asked *asked, const char *value, size_t length);
bool cs_fault_takes_scheme(const struct cs_asked *asked, const struct cs_credentials *sent);
bool cs_fault_dislikes_scheme(const struct cs_asked *asked, const char *value, const struct cs_credentials *sent);

/* fault_strange.c: whether the request says something of itself that a faulty proxy takes for proof. */
bool cs_fault_believes(const struct cs_asked *asked);

/* fault_later.c: the same, of what it is or has; whether |user| in |text| needs no password. */
bool cs_fault_trusts(const struct cs_asked *asked);
bool cs_fault_is_guest(const struct cs_asked *asked, const char *text, struct cs_span user);

#endif
