#include "harness/cli/mutants_matrix.h"

#include <stdlib.h>
#include <string.h>

#include "harness/cli/items.h"
#include "harness/launch/isolation.h"
#include "harness/scenario/yaml.h"

/* The variants of the embedded proxy, and what only they have. */
static const struct variant {
    const char *target;
    const char *needs[2]; /* none: for all other cases */
    bool both;            /* of the needs; else one of them */
} variants[] = {
    {"embedded", {NULL, NULL}, false},
    {"embedded+basic+parent", {"parent", "auth"}, true},
    {"embedded+basic+forward", {"forward", "auth"}, true},
    {"embedded+digest", {"digest", NULL}, false},
    {"embedded+basic", {"auth", "basic"}, false},
    {"embedded+parent", {"parent", NULL}, false},
    {"embedded+forward", {"forward", NULL}, false},
};

#define VARIANTS (sizeof(variants) / sizeof(variants[0]))

static bool needs(const struct cs_case *source, const char *need)
{
    return need != NULL && source->needs != NULL && cs_word_index(need, (const char *const *)source->needs) >= 0;
}

/* The variant that a case is for. */
static const struct variant *variant_of(const struct cs_case *source)
{
    for (size_t i = 0; i < VARIANTS; i++) {
        bool first = needs(source, variants[i].needs[0]);
        bool second = needs(source, variants[i].needs[1]);

        if (variants[i].both ? first && second : first || second)
            return &variants[i];
    }
    return &variants[0];
}

static void offer(struct cs_matrix *matrix, struct cs_matrix_row *row, const struct cs_engine_item *item,
                  const struct cs_matrix_wish *wish)
{
    bool claims = row->fault != CS_FAULT_NONE && cs_item_claims(item, cs_fault_name(row->fault));

    if (row->fault != CS_FAULT_NONE && variant_of(item->source)->target != row->target)
        return;
    if (row->fault != CS_FAULT_NONE && wish->claimed && !claims)
        return;
    if (wish->slow || !cs_case_is_slow(item->source))
        row->items[row->item_count++] = *item;
    else if (claims)
        matrix->slow_alone[row->fault] = true;
}

/* Adds a round unless no case is for it. */
static bool add_row(struct cs_matrix *matrix, const struct cs_suite *suite, enum cs_fault fault, const char *target,
                    const struct cs_matrix_wish *wish)
{
    struct cs_matrix_row *row = &matrix->rows[matrix->row_count];
    struct cs_engine_item *all;
    size_t count;

    *row = (struct cs_matrix_row){.fault = fault, .target = target};
    all = cs_items_all(suite, &count);
    row->items = calloc(count + 1, sizeof(*row->items));
    if (all == NULL || row->items == NULL) {
        free(all);
        return false;
    }
    for (size_t i = 0; i < count; i++)
        offer(matrix, row, &all[i], wish);
    free(all);
    if (row->item_count > 0)
        matrix->row_count++;
    else
        free(row->items);
    return true;
}

static bool add_rows(struct cs_matrix *matrix, const struct cs_suite *suite, enum cs_fault fault,
                     const struct cs_matrix_wish *wish)
{
    for (size_t i = 0; i < VARIANTS; i++)
        if (!add_row(matrix, suite, fault, variants[i].target, wish))
            return false;
    return true;
}

static bool wanted(enum cs_fault fault, char *const *names, size_t count)
{
    if (count == 0)
        return true;
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], cs_fault_name(fault)) == 0)
            return true;
    return false;
}

bool cs_matrix_build(struct cs_matrix *matrix, const struct cs_suite *suite, const struct cs_matrix_wish *wish)
{
    bool fine;

    for (size_t i = 0; i < wish->fault_count; i++) {
        if (cs_fault_by_name(wish->faults[i]) != CS_FAULT_NONE)
            continue;
        fprintf(stderr, "connectspec mutants: no fault '%s'; connectspec proxy --list-faults names them\n",
                wish->faults[i]);
        return false;
    }
    matrix->rows = calloc(VARIANTS * (size_t)CS_FAULT_COUNT, sizeof(*matrix->rows));
    fine = matrix->rows != NULL && add_rows(matrix, suite, CS_FAULT_NONE, wish);
    for (int fault = CS_FAULT_NONE + 1; fine && fault < CS_FAULT_COUNT; fault++)
        if (wanted((enum cs_fault)fault, wish->faults, wish->fault_count))
            fine = add_rows(matrix, suite, (enum cs_fault)fault, wish);
    return fine;
}

static bool is_red(const struct cs_case_result *result)
{
    return result->verdict.kind == CS_FAIL || result->verdict.kind == CS_WARN;
}

static const struct cs_case_result *find(const struct cs_result *result, const char *id)
{
    for (size_t i = 0; i < result->count; i++)
        if (strcmp(result->cases[i].id, id) == 0)
            return &result->cases[i];
    return NULL;
}

/* Prints the killers of one round; counts them. */
static size_t print_kills(const struct cs_matrix_row *row, FILE *out)
{
    size_t kills = 0;

    if (row->stopped) {
        fputs("  the run itself", out);
        return 1;
    }
    for (size_t i = 0; i < row->result->count; i++) {
        if (!is_red(&row->result->cases[i]))
            continue;
        fprintf(out, "%s%s", kills++ == 0 ? "  " : ", ", row->result->cases[i].id);
    }
    return kills;
}

/* How many cases that claim the fault can be run here: some need a room, which not every machine allows. */
static size_t count_possible(const struct cs_matrix_row *row)
{
    size_t possible = 0;

    for (size_t i = 0; i < row->item_count; i++) {
        bool needs_room = needs(row->items[i].source, "room");

        possible +=
            cs_item_claims(&row->items[i], cs_fault_name(row->fault)) && (cs_isolation_is_inside() || !needs_room);
    }
    return possible;
}

static size_t print_broken_claims(const struct cs_matrix_row *row, FILE *out)
{
    size_t broken = 0;

    for (size_t i = 0; !row->stopped && i < row->item_count; i++) {
        const struct cs_case_result *result;
        char *id;

        if (!cs_item_claims(&row->items[i], cs_fault_name(row->fault)))
            continue;
        id = cs_item_id(&row->items[i]);
        result = id == NULL ? NULL : find(row->result, id);
        if (result == NULL || (!is_red(result) && result->verdict.kind != CS_SKIP)) {
            broken++;
            fprintf(out, "  claim does not hold: %s was %s: %s\n", id == NULL ? "" : id,
                    result == NULL ? "not run" : cs_verdict_name(result->verdict.kind),
                    result == NULL || result->verdict.reason == NULL ? "" : result->verdict.reason);
        }
        free(id);
    }
    return broken;
}

static bool print_clean(const struct cs_matrix_row *row, FILE *out)
{
    struct cs_summary summary = cs_result_summary(row->result);
    size_t passed = summary.of[CS_PASS];
    size_t skipped = summary.of[CS_SKIP];

    fprintf(out, "clean %-16s %zu pass, %zu skip, %zu other\n", row->target, passed, skipped,
            row->result->count - passed - skipped);
    for (size_t i = 0; i < row->result->count; i++)
        if (row->result->cases[i].verdict.kind != CS_PASS && row->result->cases[i].verdict.kind != CS_SKIP)
            fprintf(out, "  %s %s: %s\n", cs_verdict_name(row->result->cases[i].verdict.kind), row->result->cases[i].id,
                    row->result->cases[i].verdict.reason);
    return passed + skipped == row->result->count && passed > 0;
}

struct tally {
    size_t faults;
    size_t caught;
    size_t unseen; /* every case that claims it needs a room, and there is none, or is slow and was not asked for */
    size_t broken;
    bool clean;
};

/* One fault: its one or two rows, which stand side by side. */
static size_t print_fault(const struct cs_matrix *matrix, size_t first, struct tally *tally, FILE *out)
{
    enum cs_fault fault = matrix->rows[first].fault;
    size_t behind = first;
    size_t kills = 0;
    size_t possible = 0;

    fprintf(out, "%-24s", cs_fault_name(fault));
    for (; behind < matrix->row_count && matrix->rows[behind].fault == fault; behind++) {
        if (matrix->rows[behind].result == NULL)
            continue;
        kills += print_kills(&matrix->rows[behind], out);
        possible += count_possible(&matrix->rows[behind]);
    }
    fputs(kills > 0 ? "\n" : possible > 0 ? "  NOT CAUGHT\n" : "  its cases need isolation\n", out);
    for (size_t i = first; i < behind; i++)
        if (matrix->rows[i].result != NULL)
            tally->broken += print_broken_claims(&matrix->rows[i], out);
    tally->faults++;
    tally->caught += kills > 0;
    tally->unseen += kills == 0 && possible == 0;
    return behind;
}

/* A fault that no case is for has no row of its own. */
static void count_unclaimed(const struct cs_matrix *matrix, struct tally *tally, FILE *out)
{
    for (int fault = CS_FAULT_NONE + 1; fault < CS_FAULT_COUNT; fault++) {
        bool found = false;

        for (size_t i = 0; !found && i < matrix->row_count; i++)
            found = matrix->rows[i].fault == (enum cs_fault)fault;
        if (found)
            continue;
        tally->faults++;
        tally->unseen += matrix->slow_alone[fault];
        fprintf(out, "%-24s  %s\n", cs_fault_name((enum cs_fault)fault),
                matrix->slow_alone[fault] ? "its cases are slow (--slow)" : "claimed by no case");
    }
}

bool cs_matrix_print(const struct cs_matrix *matrix, bool all_faults, FILE *out)
{
    struct tally tally = {.clean = true};
    size_t at = 0;

    for (; at < matrix->row_count && matrix->rows[at].fault == CS_FAULT_NONE; at++)
        tally.clean = print_clean(&matrix->rows[at], out) && tally.clean;
    while (at < matrix->row_count)
        at = print_fault(matrix, at, &tally, out);
    if (all_faults)
        count_unclaimed(matrix, &tally, out);
    fprintf(out, "\n%zu of %zu faults caught (%.0f %%), %zu claims that do not hold, clean proxy %s\n", tally.caught,
            tally.faults, tally.faults == 0 ? 100.0 : 100.0 * (double)tally.caught / (double)tally.faults, tally.broken,
            tally.clean ? "clean" : "NOT CLEAN");
    if (tally.unseen > 0)
        fprintf(out, "%zu could not show: their cases need a run that is isolated (--isolate), or slow ones (--slow)\n",
                tally.unseen);
    return tally.clean && tally.broken == 0 && tally.caught + tally.unseen == tally.faults;
}

void cs_matrix_free(struct cs_matrix *matrix)
{
    for (size_t i = 0; i < matrix->row_count; i++) {
        free(matrix->rows[i].items);
        cs_result_free(matrix->rows[i].result);
    }
    free(matrix->rows);
    *matrix = (struct cs_matrix){0};
}
