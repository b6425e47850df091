/* How a target behaves where requirements leave it a choice: what the cases of one or more results observed. */
#ifndef CONNECTSPEC_BEHAVIOUR_H
#define CONNECTSPEC_BEHAVIOUR_H

#include "reports/result.h"

struct cs_behaviour {
    const char *what; /* borrowed from the results */
    char *is;         /* all ways that were seen, each once, with "; " between them; owned */
};

struct cs_behaviours {
    size_t count;
    struct cs_behaviour *items; /* in order of |what| */
};

/* What |count| results of one target or product tell; empty without memory.  Free with cs_behaviours_free. */
struct cs_behaviours cs_behaviours_of(const struct cs_result *const *results, size_t count);
void cs_behaviours_free(struct cs_behaviours *behaviours);

/* How |what| is done; NULL where nothing is known. */
const char *cs_behaviour_find(const struct cs_behaviours *behaviours, const char *what);

#endif
