/* The kill matrix: which rounds `mutants` makes, and what they show together.  The faults are those of the embedded
 * proxy, client and origin; each meets the cases of its role. */
#ifndef CONNECTSPEC_MUTANTS_MATRIX_H
#define CONNECTSPEC_MUTANTS_MATRIX_H

#include <stdio.h>

#include "harness/cli/round.h"
#include "harness/embedded/proxy/fault.h"
#include "harness/launch/profile.h"
#include "reference/must_use.h"

#define CS_MATRIX_TARGETS_MAX 32
#define CS_MATRIX_ROLES       3

/* The profile of the embedded program of each role, as cs_roles has them. */
extern const char *const cs_matrix_profiles[CS_MATRIX_ROLES];

/* One round: a fault (or none) on the embedded program of a role, with some of its layers. */
struct cs_matrix_row {
    enum cs_fault fault;
    const char *target; /* profile and layers */
    const struct cs_role_words *role;
    size_t item_count;
    struct cs_engine_item *items;
    void *owner;
    struct cs_round *round;
    bool ended;
    bool stopped; /* the fault shows already in the run's first CONNECT, or kills the target: exit 3 */
    struct cs_result *result;
};

struct cs_matrix {
    size_t target_count;
    char *targets[CS_MATRIX_TARGETS_MAX];
    const struct cs_role_words *target_roles[CS_MATRIX_TARGETS_MAX];
    size_t item_count;
    struct cs_engine_item *items; /* all of the suite */
    const char **item_targets;    /* which of |targets| each is for */
    size_t row_count;
    struct cs_matrix_row *rows;
    bool slow_alone[CS_FAULT_COUNT]; /* faults that only slow cases claim, which were not asked for */
};

struct cs_matrix_wish {
    struct cs_profile *profiles[CS_MATRIX_ROLES]; /* of cs_matrix_profiles: outlive the matrix */
    char *const *faults;                          /* names; none: all */
    size_t fault_count;
    bool claimed; /* only the cases that claim a fault, instead of the whole suite */
    bool slow;    /* slow cases too */
};

/* Lays out the rounds: the whole suite (or with |claimed| what is for them) without a fault on every set of layers that
 * a case is for, then each fault.  A case meets a fault on the layers that give what it needs (cs_choice_cover), one
 * without needs on the plain program.  False, with a line on stderr, for an unknown name, for needs that no layers give
 * together, or without memory; free it all the same. */
CS_MUST_USE bool cs_matrix_build(struct cs_matrix *matrix, const struct cs_suite *suite,
                                 const struct cs_matrix_wish *wish);

/* Prints what was caught by what, and what is wrong; with |all_faults|, faults that have no round too.  True when the
 * clean programs passed everything without fail or warn, every claim held, and every fault was caught, but for those
 * whose cases all need a room where there is none (`--isolate always` rules that out), or are slow and not asked
 * for. */
CS_MUST_USE bool cs_matrix_print(const struct cs_matrix *matrix, bool all_faults, FILE *out);

void cs_matrix_free(struct cs_matrix *matrix);

#endif
