/* The kill matrix: which rounds `mutants` makes, and what they show together. */
#ifndef CONNECTSPEC_MUTANTS_MATRIX_H
#define CONNECTSPEC_MUTANTS_MATRIX_H

#include <stdio.h>

#include "harness/cli/round.h"
#include "harness/embedded/proxy/fault.h"

/* One round: a fault (or none) on one variant of the embedded proxy. */
struct cs_matrix_row {
    enum cs_fault fault;
    const char *target; /* profile name */
    size_t item_count;
    struct cs_engine_item *items;
    void *owner;
    struct cs_round *round;
    bool ended;
    bool stopped; /* the fault shows already in the run's first CONNECT, or kills the target: exit 3 */
    struct cs_result *result;
};

struct cs_matrix {
    size_t row_count;
    struct cs_matrix_row *rows;
    bool slow_alone[CS_FAULT_COUNT]; /* faults that only slow cases claim, which were not asked for */
};

struct cs_matrix_wish {
    char *const *faults; /* names; none: all */
    size_t fault_count;
    bool claimed; /* only the cases that claim a fault, instead of the whole suite */
    bool slow;    /* slow cases too */
};

/* Lays out the rounds: every variant without a fault with the whole suite, then each fault.  A case that needs what
 * only one variant has meets the fault there, any other on the plain one.  False, with a line on stderr, for an unknown
 * name or without memory. */
bool cs_matrix_build(struct cs_matrix *matrix, const struct cs_suite *suite, const struct cs_matrix_wish *wish);

/* Prints what was caught by what, and what is wrong; with |all_faults|, faults that have no round too.  True when the
 * clean proxy passed everything without fail or warn, every claim held, and every fault was caught, but for those whose
 * cases all need a room where there is none (`--isolate always` rules that out), or are slow and not asked for. */
bool cs_matrix_print(const struct cs_matrix *matrix, bool all_faults, FILE *out);

void cs_matrix_free(struct cs_matrix *matrix);

#endif
