/* The file of known failures and the suite that it speaks of, as the gate wants them. */
#ifndef CONNECTSPEC_KNOWN_H
#define CONNECTSPEC_KNOWN_H

#include "harness/engine/engine.h"
#include "reference/must_use.h"
#include "reports/gate.h"

struct cs_known {
    struct cs_gate gate;
    struct cs_expectations expectations;
    struct cs_engine_item *items; /* the whole suite */
    struct cs_gate_case *cases;
    char today[16];
};

/* Reads the file |path| (NULL: nothing is known to fail) and checks it against |suite|, which has to outlive |out|.
 * False after printing "PATH:LINE:COLUMN: message" to stderr.  Free with cs_known_free either way. */
CS_MUST_USE bool cs_known_load(const char *path, const struct cs_suite *suite, bool strict, struct cs_known *out);

/* A case that is told under |id|, that of a case of the suite with a suffix of reports/join.h behind it.  False without
 * memory. */
CS_MUST_USE bool cs_known_add(struct cs_known *known, const char *id);

void cs_known_free(struct cs_known *known);

/* Writes the line that expects the failure |item|.  False without memory. */
CS_MUST_USE bool cs_known_write(FILE *out, const struct cs_case_result *item);

#endif
