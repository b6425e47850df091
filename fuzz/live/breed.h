/* Where inputs come from: a dialogue is made anew by the grammar of the target's role, or changed from those that were
 * kept. */
#ifndef CONNECTSPEC_LIVE_BREED_H
#define CONNECTSPEC_LIVE_BREED_H

#include "fuzz/live/role.h"
#include "reference/must_use.h"

#define CS_CORPUS_MAX 4096

struct cs_breed {
    const struct cs_live_role *role; /* of the target */
    const struct cs_policy *policy;  /* borrowed */
    uint64_t seed;
    uint64_t first; /* number of the input from which on each feature of the grammar comes once */
    size_t count;
    struct cs_dialogue *kept[CS_CORPUS_MAX];
};

/* Keeps a dialogue, which is taken over, to make others of it; NULL, one that does not suit the target and those beyond
 * the corpus's bound are freed. */
void cs_breed_keep(struct cs_breed *breed, struct cs_dialogue *dialogue);

/* The dialogue of input |number|: tidy, the caller's; NULL without memory or where chance gave none. */
CS_MUST_USE struct cs_dialogue *cs_breed_make(const struct cs_breed *breed, uint64_t number);

void cs_breed_clear(struct cs_breed *breed);

#endif
