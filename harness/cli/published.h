/* What the published results of real software say of a case or a requirement; for `explain`. */
#ifndef CONNECTSPEC_CLI_PUBLISHED_H
#define CONNECTSPEC_CLI_PUBLISHED_H

#include "reference/must_use.h"
#include "reports/result.h"

struct cs_published; /* opaque */

/* Reads the results that were published with this connectspec; files that cannot be read are left out.  NULL without
 * any.  Free with cs_published_free (NULL is fine). */
CS_MUST_USE struct cs_published *cs_published_load(void);
void cs_published_free(struct cs_published *published);

/* Prints, under a heading, each target with a fail or a warn on the case |name| (or on a value of it), or on a case
 * that cites the requirement |name|; nothing when there is none.  |published| may be NULL. */
void cs_published_print(const struct cs_published *published, const char *name);

#endif
