/* The catalogue and the cases, loaded together. */
#ifndef CONNECTSPEC_LIBRARY_H
#define CONNECTSPEC_LIBRARY_H

#include <stdbool.h>

#include "harness/scenario/case.h"
#include "harness/scenario/sentence.h"
#include "reference/must_use.h"

struct cs_library {
    struct cs_catalogue *catalogue;
    struct cs_suite *suite;
    struct cs_suite *own; /* where |suite| is somebody else's: the suite's own, for its probes */
};

/* Loads the suite's own catalogue and the cases below |cases| (NULL: the suite's own).  False after printing what is
 * wrong to stderr (exit 2).  Free with cs_library_free either way. */
CS_MUST_USE bool cs_library_load(const char *cases, struct cs_library *out);

/* What of the cases a command needs. */
struct cs_wanted {
    bool all;
    char *const *names; /* unless |all|: of these cases (cs_suite_load_named) */
    size_t name_count;
};

/* As cs_library_load, but where |wanted| names single cases, loads only what their run needs. */
CS_MUST_USE bool cs_library_load_wanted(const char *cases, const struct cs_wanted *wanted, struct cs_library *out);

/* The sentences that gave the suite's own catalogue; free with cs_sentences_free.  NULL after printing what is
 * wrong. */
CS_MUST_USE struct cs_sentences *cs_library_sentences(const struct cs_library *library);

/* The suite's own cases, whatever |suite| is: its probes are among them. */
const struct cs_suite *cs_library_own(const struct cs_library *library);

void cs_library_free(struct cs_library *library);

#endif
