/* A dialogue as the text of a case: its steps with all that is waited for, and what is allowed. */
#ifndef CONNECTSPEC_LIVE_WRITE_H
#define CONNECTSPEC_LIVE_WRITE_H

#include <stdio.h>

#include "fuzz/live/sight.h"
#include "harness/scenario/requirement.h"
#include "reference/must_use.h"

/* What the case is called, and what it says beside what follows from the dialogue. */
struct cs_case_words {
    const char *id;
    const char *comment; /* a line in front, or NULL */
    size_t every_count;
    const char *const *every; /* words of `every`, |every_count| of them; or NULL.  Then anything is accepted, ... */
    const char *requirement;  /* ... for this requirement */
    const struct cs_catalogue *catalogue;
};

/* The case of a tidy dialogue; the caller frees it.  NULL without memory. */
CS_MUST_USE char *cs_dialogue_write(const struct cs_dialogue *dialogue, const struct cs_policy *policy,
                                    const struct cs_case_words *words);

#endif
