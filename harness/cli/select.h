/* Which cases of the suite a command is about. */
#ifndef CONNECTSPEC_SELECT_H
#define CONNECTSPEC_SELECT_H

#include "harness/engine/engine.h"
#include "reference/must_use.h"

struct cs_selection_options {
    char *const *names; /* ids, aliases, topics, paths of files or folders, or `*` patterns; none: all */
    size_t name_count;
    const char *match;              /* a further pattern, or NULL */
    const char *tag;                /* or NULL */
    const char *level;              /* "must", "should" (with must), "all" or NULL */
    const char *since;              /* only cases that are younger than this version, or NULL */
    const struct cs_policy *target; /* its role and transport: only cases that are for such a target; NULL: all */
    bool foreign_too;               /* what is named may be for another kind of target, and nothing may be left */
    bool slow;                      /* those with the tag `slow` too; else only when |tag| or a name asks for them */
    uint64_t seed;                  /* not 0: the order is shuffled by it */
};

struct cs_selection {
    size_t count;
    struct cs_engine_item *items; /* the sources are borrowed from the suite */
};

/* Expands parametrised cases into one item for each value; adds the cases that the wanted ones depend on.  False, with
 * a line on stderr, when a name or the whole selection matches nothing, when what is named is for another kind of
 * target, or without memory.  Free |out->items|. */
CS_MUST_USE bool cs_select(const struct cs_suite *suite, const struct cs_selection_options *given,
                           struct cs_selection *out);

#endif
