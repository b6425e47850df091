/* The catalogue of requirements: cases/requirements.yaml, whose head explains each field. */
#ifndef CONNECTSPEC_REQUIREMENT_H
#define CONNECTSPEC_REQUIREMENT_H

#include <stddef.h>

#include "harness/scenario/diagnostic.h"
#include "reference/must_use.h"

/* What `inconclusive` means where an entry does not say it. */
#define CS_REQUIREMENT_INCONCLUSIVE                                                                                    \
    "Control CONNECT to a loopback listener does not yield a working tunnel, or the transport fails before any "       \
    "response byte where a tunnel is expected."

/* No pointer is NULL but those of empty lists. */
struct cs_requirement {
    char *id;
    char *area;
    char *role;     /* "proxy", "client", "origin" */
    char *level;    /* "MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY", "security-advice", "interop" */
    char *basis;    /* "explicit", "derived", "none" */
    char *severity; /* "low", "medium", "high", "critical" */
    char *source;
    char *source_check; /* "read", "secondary", "unread" */
    char *statement;
    char *probe;
    char *pass;
    char *fail;
    char *inconclusive;
    char *ambiguity;    /* "" when there is none */
    char *not_showable; /* why no case can show it; "" when one can */
    size_t accept_count;
    char **accept;
    size_t reference_count;
    char **references;
};

struct cs_catalogue {
    size_t count;
    struct cs_requirement *items; /* in order of the file */
};

/* Loads and checks the file, at most 4 MiB: unknown, missing and duplicate keys, duplicate ids, words that a field does
 * not know.  So too not-showable.yaml beside it, where there is one: a mapping of ids to reasons.  The caller frees the
 * result with cs_catalogue_free.  NULL with diagnostics on any error. */
CS_MUST_USE struct cs_catalogue *cs_catalogue_load(const char *path, struct cs_diagnostics *diagnostics);
void cs_catalogue_free(struct cs_catalogue *catalogue); /* NULL is fine */

/* The requirement with that id, borrowed from the catalogue; NULL when there is none. */
const struct cs_requirement *cs_catalogue_find(const struct cs_catalogue *catalogue, const char *id);

#endif
