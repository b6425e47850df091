/* `run --transport all`: the ways in which a run speaks with its target, each with the cases that are for it. */
#ifndef CONNECTSPEC_WAYS_H
#define CONNECTSPEC_WAYS_H

#include "harness/cli/run_options.h"
#include "harness/cli/select.h"
#include "reference/must_use.h"

struct cs_way {
    char suffix[20];               /* of the cases' ids (reports/join.h); "": the target as it was named */
    struct cs_run_options options; /* for this way; what it points to is borrowed, but |layers| and |names| */
    struct cs_target_kind kind;
    bool known; /* whether |kind| is */
    char *layers;
    char **names;
    struct cs_selection selection; /* empty: no case that was asked for is for it */
};

struct cs_ways {
    size_t count;
    struct cs_way *items;
};

/* The ways that |options| ask for: one, or with --transport all those that the target has: of a profile the layers that
 * set `transport` or `proxy_tls`, of --proxy h1 and, where it answers so, h2.  False with a line on stderr.  Free with
 * cs_ways_free either way; |options| has to outlive it. */
CS_MUST_USE bool cs_ways_find(const struct cs_run_options *options, struct cs_ways *out);

/* Selects the cases of each way.  A name may end with the suffix of one: then it is for that one alone.  False with a
 * line on stderr, also when no way has a case to run. */
CS_MUST_USE bool cs_ways_select(struct cs_ways *ways, const struct cs_suite *suite);

/* The role and the transport of |way|'s target, for cs_plan_foreign_reason. */
struct cs_policy cs_way_policy(const struct cs_way *way);

void cs_ways_free(struct cs_ways *ways);

/* Whether --proxy answers in HTTP/2: takes it by ALPN, or answers the preface with SETTINGS.  Waits two seconds at most
 * for each of what it asks. */
bool cs_run_options_speak_h2(const struct cs_run_options *options);

#endif
