/* The catalogue of requirements: cases/requirements.yaml. */
#ifndef CONNECTSPEC_REQUIREMENT_H
#define CONNECTSPEC_REQUIREMENT_H

#include "harness/scenario/diagnostic.h"

struct cs_requirement {
    char *id;
    char *area;
    char *role;
    char *level; /* "MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY", "security-advice", "interop" */
    char *severity;
    char *source;
    char *statement;
    char *probe;
    char *pass;
    char *fail;
    char *ambiguity; /* "" when there is none */
    size_t accept_count;
    char **accept;
    size_t reference_count;
    char **references;
};

struct cs_catalogue {
    size_t count;
    struct cs_requirement *items; /* in order of the file */
};

/* Loads and checks the file (unknown and duplicate keys, duplicate ids, ...).  NULL with diagnostics on any error. */
struct cs_catalogue *cs_catalogue_load(const char *path, struct cs_diagnostics *diagnostics);
void cs_catalogue_free(struct cs_catalogue *catalogue);
const struct cs_requirement *cs_catalogue_find(const struct cs_catalogue *catalogue, const char *id);

#endif
