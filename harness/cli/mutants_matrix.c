#include "harness/cli/mutants_matrix.h"

#include <stdlib.h>
#include <string.h>

#include "harness/cli/items.h"
#include "harness/scenario/yaml.h"
#include "harness/target/room.h"

static const char open_target[] = "embedded";
static const char basic_target[] = "embedded-basic";
static const char digest_target[] = "embedded-digest";
static const char *const targets[] = {open_target, basic_target, digest_target};
#define TARGETS (sizeof(targets) / sizeof(targets[0]))

static bool needs(const struct cs_case *source, const char *need)
{
    for (size_t i = 0; i < source->need_count; i++)
        if (strcmp(source->needs[i], need) == 0)
            return true;
    return false;
}

/* The variant of the proxy on which a case meets a fault. */
static const char *target_of(const struct cs_case *source)
{
    if (needs(source, "digest"))
        return digest_target;
    return needs(source, "auth") || needs(source, "basic") ? basic_target : open_target;
}

static void offer(struct cs_matrix_row *row, const struct cs_engine_item *item, bool claimed)
{
    if (row->fault != CS_FAULT_NONE) {
        if (target_of(item->source) != row->target)
            return;
        if (claimed && !cs_item_claims(item, cs_fault_name(row->fault)))
            return;
    }
    row->items[row->item_count++] = *item;
}

/* Adds a round unless no case is for it. */
static bool add_row(struct cs_matrix *matrix, const struct cs_suite *suite, enum cs_fault fault, const char *target,
                    bool claimed)
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
        offer(row, &all[i], claimed);
    free(all);
    if (row->item_count > 0)
        matrix->row_count++;
    else
        free(row->items);
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

bool cs_matrix_build(struct cs_matrix *matrix, const struct cs_suite *suite, char *const *faults, size_t fault_count,
                     bool claimed)
{
    bool fine;

    for (size_t i = 0; i < fault_count; i++) {
        if (cs_fault_by_name(faults[i]) != CS_FAULT_NONE)
            continue;
        fprintf(stderr, "connectspec mutants: no fault '%s'; connectspec proxy --list-faults names them\n", faults[i]);
        return false;
    }
    matrix->rows = calloc(TARGETS * (size_t)CS_FAULT_COUNT, sizeof(*matrix->rows));
    fine = matrix->rows != NULL;
    for (int fault = CS_FAULT_NONE; fine && fault < CS_FAULT_COUNT; fault++)
        for (size_t i = 0; fine && i < TARGETS; i++)
            if (fault == CS_FAULT_NONE || wanted((enum cs_fault)fault, faults, fault_count))
                fine = add_row(matrix, suite, (enum cs_fault)fault, targets[i], fault != CS_FAULT_NONE && claimed);
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
        char *const *needs = row->items[i].source->needs;
        bool needs_room = needs != NULL && cs_word_index("room", (const char *const *)needs) >= 0;

        possible += cs_item_claims(&row->items[i], cs_fault_name(row->fault)) && (cs_room_is_inside() || !needs_room);
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
            fprintf(out, "  claim does not hold: %s was %s\n", id == NULL ? "" : id,
                    result == NULL ? "not run" : cs_verdict_name(result->verdict.kind));
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
    size_t unseen; /* every case that claims it needs a room, and there is none */
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
static size_t count_unclaimed(const struct cs_matrix *matrix, FILE *out)
{
    size_t unclaimed = 0;

    for (int fault = CS_FAULT_NONE + 1; fault < CS_FAULT_COUNT; fault++) {
        bool found = false;

        for (size_t i = 0; !found && i < matrix->row_count; i++)
            found = matrix->rows[i].fault == (enum cs_fault)fault;
        if (found)
            continue;
        unclaimed++;
        fprintf(out, "%-24s  claimed by no case\n", cs_fault_name((enum cs_fault)fault));
    }
    return unclaimed;
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
        tally.faults += count_unclaimed(matrix, out);
    fprintf(out, "\n%zu of %zu faults caught (%.0f %%), %zu claims that do not hold, clean proxy %s\n", tally.caught,
            tally.faults, tally.faults == 0 ? 100.0 : 100.0 * (double)tally.caught / (double)tally.faults, tally.broken,
            tally.clean ? "clean" : "NOT CLEAN");
    if (tally.unseen > 0)
        fprintf(out, "%zu could not show: their cases need a run that is isolated (--isolate)\n", tally.unseen);
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
