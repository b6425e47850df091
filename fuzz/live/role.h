/* What the role of a target changes in a campaign: which dialogues are made, and what they mean to it. */
#ifndef CONNECTSPEC_LIVE_ROLE_H
#define CONNECTSPEC_LIVE_ROLE_H

#include "fuzz/live/dialogue.h"
#include "fuzz/live/meaning.h"
#include "fuzz/live/random.h"

struct cs_live_role {
    const char *name; /* as cs_roles has it */
    bool relays;      /* it opens tunnels */
    bool answers;     /* a dialogue is what it is answered: it is a client, or it |relays| through a parent */
    struct cs_dialogue *(*make)(struct cs_random *random);
    size_t (*cover_count)(void); /* how many dialogues |cover| makes, each feature once; NULL: none */
    struct cs_dialogue *(*cover)(size_t which);
    struct cs_meaning (*read)(const char *bytes, size_t length, const struct cs_policy *policy);
    bool (*suits)(const struct cs_dialogue *dialogue); /* whether it may be sent to such a target; NULL: any */
    const char *const
        *invariants; /* ids of those that hold for its answers, NULL behind the last; NULL: all of a run */
};

/* The role called |name|; "" is a proxy.  NULL: there are no campaigns for such targets. */
const struct cs_live_role *cs_live_role_find(const char *name);

/* The role of a target with that policy: of a proxy with a parent, what the parent answers is made. */
const struct cs_live_role *cs_live_role_of(const struct cs_policy *policy);

/* Whether an answer of such a target is held to the invariant with that id. */
bool cs_live_role_holds(const struct cs_live_role *role, const char *invariant);

#endif
