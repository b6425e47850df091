/* Other ways to be right: what the documents leave open, done otherwise.  A run against each has no failure. */
#ifndef CONNECTSPEC_MANNER_H
#define CONNECTSPEC_MANNER_H

#include "harness/embedded/proxy/answer.h"
#include "reference/must_use.h"

/* The manner called |name| ("plain", "rich", "terse"); false: there is none. */
bool cs_manner_find(const char *name, enum cs_manner *out);

/* Whether the request is HEAD, which is answered with the fields alone (RFC 9110 section 9.3.2). */
bool cs_asks_for_head(const struct cs_asked *asked);

/* Whether a refusal with |status| is no more than an end of the connection. */
bool cs_manner_is_silent(const struct cs_asked *asked, unsigned status);

/* Another status for a refusal, where the documents name none, and its fields. */
void cs_manner_status(const struct cs_asked *asked, enum cs_refusal refusal, unsigned *status, const char **reason,
                      const char **fields);

/* Writes the whole answer in its own manner; false: the plain one does.  |reply| NULL: a 2xx. */
CS_MUST_USE bool cs_manner_write(const struct cs_asked *asked, const struct cs_reply *reply, struct cs_draft *out);

#endif
