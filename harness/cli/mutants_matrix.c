#include "harness/cli/mutants_matrix.h"

#include <stdlib.h>
#include <string.h>

#include "harness/cli/items.h"
#include "harness/cli/serve.h"
#include "harness/launch/isolation.h"
#include "harness/scenario/yaml.h"
#include "harness/transport/transport.h"

const char *const cs_matrix_profiles[CS_MATRIX_ROLES] = {"embedded", "embedded-client", "embedded-origin"};

static bool needs(const struct cs_case *source, const char *need)
{
    return need != NULL && source->needs != NULL && cs_word_index(need, (const char *const *)source->needs) >= 0;
}

/* Whether this build speaks one of the versions that a case is for. */
static bool is_spoken(const struct cs_case *source)
{
    return (source->over & 3u) != 0 || cs_transport_alpn("h3") != NULL;
}

/* The layer of a case that does not run over HTTP/1.1. */
static bool choose_version(struct cs_choice *choice, const struct cs_case *source, struct cs_diagnostics *diagnostics)
{
    const char *h2 = needs(source, "proxy-tls") ? "h2" : "h2c";
    const char *layer = (source->over & 2u) != 0 ? h2 : "h3";

    return (source->over & 1u) != 0 || cs_choice_add(choice, layer, strlen(layer), diagnostics);
}

/* The layers that a case is for: those of its version, and those that give what it
 * needs (NULL without memory, or when they exclude each other). */
static char *target_of(const struct cs_profile *profile, const struct cs_case *source)
{
    struct cs_diagnostics diagnostics = {.count = 0};
    struct cs_choice choice = {.profile = profile};
    char *name = NULL;

    if (choose_version(&choice, source, &diagnostics) &&
        cs_choice_cover(&choice, (const char *const *)source->needs, &diagnostics))
        name = cs_choice_name(&choice);
    cs_diagnostics_free(&diagnostics);
    return name;
}

/* The target among those that were met before, or as a new one; |*name| is taken over.  NULL when there is no room. */
static const char *keep_target(struct cs_matrix *matrix, char *name, const struct cs_role_words *role)
{
    for (size_t i = 0; i < matrix->target_count; i++)
        if (strcmp(matrix->targets[i], name) == 0) {
            free(name);
            return matrix->targets[i];
        }
    if (matrix->target_count == CS_MATRIX_TARGETS_MAX) {
        free(name);
        return NULL;
    }
    matrix->target_roles[matrix->target_count] = role;
    matrix->targets[matrix->target_count++] = name;
    return name;
}

/* Every instance with the target that it is for. */
static bool find_targets(struct cs_matrix *matrix, const struct cs_suite *suite, const struct cs_matrix_wish *wish)
{
    matrix->items = cs_items_all(suite, &matrix->item_count);
    matrix->item_targets = calloc(matrix->item_count + 1, sizeof(*matrix->item_targets));
    if (matrix->items == NULL || matrix->item_targets == NULL)
        return false;
    for (size_t i = 0; i < matrix->item_count; i++) {
        const struct cs_case *source = matrix->items[i].source;
        size_t role = (size_t)(source->role - cs_roles);
        char *name = is_spoken(source) ? target_of(wish->profiles[role], source) : NULL;

        if (!is_spoken(source))
            continue;
        matrix->item_targets[i] = name == NULL ? NULL : keep_target(matrix, name, source->role);
        if (matrix->item_targets[i] == NULL) {
            fprintf(stderr, "connectspec mutants: %s: no layers of %s give what it needs\n", source->id,
                    cs_matrix_profiles[role]);
            return false;
        }
    }
    return true;
}

static void offer(struct cs_matrix *matrix, struct cs_matrix_row *row, size_t number, const struct cs_matrix_wish *wish)
{
    const struct cs_engine_item *item = &matrix->items[number];
    bool claims = row->fault != CS_FAULT_NONE && cs_item_claims(item, cs_fault_name(row->fault));
    bool alone = row->fault != CS_FAULT_NONE || wish->claimed; /* only those that are for these very layers */

    if (item->source->role != row->role || (alone && matrix->item_targets[number] != row->target))
        return;
    if (row->fault != CS_FAULT_NONE && wish->claimed && !claims)
        return;
    if (wish->slow || !cs_case_is_slow(item->source))
        row->items[row->item_count++] = *item;
    else if (claims)
        matrix->slow_alone[row->fault] = true;
}

/* Of a suite a fault claims a case or two.  What this process holds costs time with each program that it starts. */
static void keep_few(struct cs_matrix_row *row)
{
    struct cs_engine_item *items = realloc(row->items, row->item_count * sizeof(*items));

    if (items != NULL)
        row->items = items;
}

/* Adds a round unless no case is for it. */
static bool add_row(struct cs_matrix *matrix, enum cs_fault fault, size_t target, const struct cs_matrix_wish *wish)
{
    struct cs_matrix_row *row = &matrix->rows[matrix->row_count];

    *row =
        (struct cs_matrix_row){.fault = fault, .target = matrix->targets[target], .role = matrix->target_roles[target]};
    row->items = calloc(matrix->item_count + 1, sizeof(*row->items));
    if (row->items == NULL)
        return false;
    for (size_t i = 0; i < matrix->item_count; i++)
        offer(matrix, row, i, wish);
    if (row->item_count == 0) {
        free(row->items);
        return true;
    }
    matrix->row_count++;
    keep_few(row);
    return true;
}

/* Whose mistake it is. */
static const struct cs_role_words *role_of(enum cs_fault fault)
{
    enum cs_fault_place place = cs_fault_place(fault);

    return cs_role_find(place == CS_PLACE_CLIENT ? "client" : place == CS_PLACE_ORIGIN ? "origin" : "proxy");
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

/* Whether a round of |fault|, or the clean ones of |role|, are to be made. */
static bool is_for(enum cs_fault fault, const struct cs_role_words *role, const struct cs_matrix_wish *wish)
{
    bool some = wish->fault_count == 0;

    if (fault != CS_FAULT_NONE)
        return role_of(fault) == role && wanted(fault, wish->faults, wish->fault_count);
    for (size_t i = 0; !some && i < wish->fault_count; i++)
        some = role_of(cs_fault_by_name(wish->faults[i])) == role;
    return some;
}

static bool add_rows(struct cs_matrix *matrix, enum cs_fault fault, const struct cs_matrix_wish *wish)
{
    for (size_t i = 0; i < matrix->target_count; i++)
        if (is_for(fault, matrix->target_roles[i], wish) && !add_row(matrix, fault, i, wish))
            return false;
    return true;
}

/* An unknown one is told among those of the program that its name begins with. */
static bool is_fault(const char *name)
{
    enum cs_fault_place place = strncmp(name, "client-", 7) == 0   ? CS_PLACE_CLIENT
                                : strncmp(name, "origin-", 7) == 0 ? CS_PLACE_ORIGIN
                                                                   : CS_PLACE_H1;
    enum cs_fault unused;

    return cs_fault_by_name(name) != CS_FAULT_NONE || cs_serve_fault("mutants", name, place, &unused);
}

bool cs_matrix_build(struct cs_matrix *matrix, const struct cs_suite *suite, const struct cs_matrix_wish *wish)
{
    bool fine;

    for (size_t i = 0; i < wish->fault_count; i++)
        if (!is_fault(wish->faults[i]))
            return false;
    if (!find_targets(matrix, suite, wish))
        return false;
    matrix->rows = calloc(matrix->target_count * (size_t)CS_FAULT_COUNT, sizeof(*matrix->rows));
    fine = matrix->rows != NULL;
    for (int fault = CS_FAULT_NONE; fine && fault < CS_FAULT_COUNT; fault++)
        fine = add_rows(matrix, (enum cs_fault)fault, wish);
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

/* How many cases that claim the fault can be run here: some need a room, which not every machine allows; ports beside
 * the origin's are let through there, too. */
static size_t count_possible(const struct cs_matrix_row *row)
{
    size_t possible = 0;

    for (size_t i = 0; i < row->item_count; i++) {
        const struct cs_case *source = row->items[i].source;
        bool needs_room = needs(source, "room") || source->visible_count > 0;

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
            const char *reason = result == NULL ? NULL : result->verdict.reason;

            broken++;
            fprintf(out, "  claim does not hold: %s was %s%s%s\n", id == NULL ? "" : id,
                    result == NULL ? "not run" : cs_verdict_name(result->verdict.kind),
                    reason == NULL || reason[0] == '\0' ? "" : ": ", reason == NULL ? "" : reason);
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
    size_t at = 0, tried;

    for (; at < matrix->row_count && matrix->rows[at].fault == CS_FAULT_NONE; at++)
        tally.clean = print_clean(&matrix->rows[at], out) && tally.clean;
    while (at < matrix->row_count)
        at = print_fault(matrix, at, &tally, out);
    if (all_faults)
        count_unclaimed(matrix, &tally, out);
    tried = tally.faults - tally.unseen;
    fprintf(out, "\n%zu of %zu faults caught (%.0f %%), %zu %s not hold, clean programs %s\n", tally.caught, tried,
            tried == 0 ? 100.0 : 100.0 * (double)tally.caught / (double)tried, tally.broken,
            tally.broken == 1 ? "claim that does" : "claims that do", tally.clean ? "clean" : "NOT CLEAN");
    if (tally.unseen > 0)
        fprintf(out, "%zu more not tried: their cases need a run that is isolated (--isolate), or slow ones (--slow)\n",
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
    for (size_t i = 0; i < matrix->target_count; i++)
        free(matrix->targets[i]);
    free(matrix->items);
    free(matrix->item_targets);
    *matrix = (struct cs_matrix){0};
}
