#include "harness/cli/select.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/items.h"
#include "harness/cli/names.h"
#include "harness/plan/plan.h"
#include "harness/scenario/yaml.h"
#include "reports/version.h"

/* Whether |name| means the item |id| of |source|: its id, a pattern, the family or topic that it belongs to, an
 * alias. */
static bool name_means(const char *name, const struct cs_case *source, const char *id)
{
    if (fnmatch(name, id, 0) == 0 || strcmp(name, source->id) == 0 || cs_name_is_topic(name, source))
        return true;
    for (size_t i = 0; i < source->alias_count; i++)
        if (strcmp(name, source->aliases[i]) == 0)
            return true;
    return false;
}

static bool has_tag(const struct cs_case *source, const char *tag)
{
    for (size_t i = 0; i < source->tag_count; i++)
        if (strcmp(tag, source->tags[i]) == 0)
            return true;
    return false;
}

static bool level_wanted(const struct cs_case *source, const char *level)
{
    if (level == NULL || strcmp(level, "all") == 0 || source->level == CS_LEVEL_MUST)
        return true;
    return strcmp(level, "should") == 0 && source->level == CS_LEVEL_SHOULD;
}

static bool is_younger(const struct cs_case *source, const char *since)
{
    return since == NULL || (source->since != NULL && cs_version_compare(source->since, since) > 0);
}

/* Slow cases have to be asked for. */
static bool may_be_slow(const struct cs_selection_options *options, const struct cs_case *source, const char *id)
{
    bool asked =
        options->slow || !cs_case_is_slow(source) || (options->tag != NULL && strcmp(options->tag, "slow") == 0);

    for (size_t i = 0; i < options->name_count; i++)
        asked = asked || strcmp(options->names[i], source->id) == 0 || strcmp(options->names[i], id) == 0;
    return asked;
}

/* What became of a name. */
struct name_use {
    bool used;
    const char *foreign; /* why a case that it means is not for the target; NULL: none is */
};

static bool wanted(const struct cs_selection_options *options, const struct cs_case *source, const char *id,
                   struct name_use *uses)
{
    const char *foreign = options->target == NULL ? NULL : cs_plan_foreign_reason(source, options->target);
    bool named = options->name_count == 0;

    for (size_t i = 0; i < options->name_count; i++) {
        if (!name_means(options->names[i], source, id))
            continue;
        named = true;
        if (foreign == NULL)
            uses[i].used = true;
        else
            uses[i].foreign = foreign;
    }
    return named && foreign == NULL && (options->match == NULL || fnmatch(options->match, id, 0) == 0) &&
           (options->tag == NULL || has_tag(source, options->tag)) && level_wanted(source, options->level) &&
           may_be_slow(options, source, id) && is_younger(source, options->since);
}

static uint64_t next_random(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15)); /* splitmix64 */

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static void shuffle(struct cs_selection *selection, uint64_t seed)
{
    for (size_t i = selection->count; i > 1; i--) {
        size_t other = (size_t)(next_random(&seed) % i);
        struct cs_engine_item moved = selection->items[i - 1];

        selection->items[i - 1] = selection->items[other];
        selection->items[other] = moved;
    }
}

/* Marks what |source| depends on; true when something new was marked. */
static bool keep_basis(const struct cs_selection *all, const struct cs_case *source, bool *keep)
{
    bool added = false;

    for (size_t i = 0; source->depends_on != NULL && i < all->count; i++) {
        char *id = keep[i] ? NULL : cs_item_id(&all->items[i]);
        bool wanted = id != NULL && strcmp(id, source->depends_on) == 0;

        free(id);
        if (!wanted)
            continue;
        keep[i] = true;
        added = true;
    }
    return added;
}

/* A case says nothing without those that it depends on: they run with it. */
static void keep_bases(const struct cs_selection *all, bool *keep)
{
    bool added;

    do {
        added = false;
        for (size_t i = 0; i < all->count; i++)
            if (keep[i] && keep_basis(all, all->items[i].source, keep))
                added = true;
    } while (added);
}

static bool mark_wanted(const struct cs_selection_options *options, const struct cs_selection *all,
                        struct name_use *uses, bool *keep)
{
    for (size_t i = 0; i < all->count; i++) {
        char *id = cs_item_id(&all->items[i]);

        if (id == NULL)
            return false;
        keep[i] = wanted(options, all->items[i].source, id, uses) && !cs_item_is_probe(&all->items[i]);
        free(id);
    }
    return true;
}

/* Keeps the items that are wanted, and those that they depend on. */
static bool filter(const struct cs_selection_options *options, struct name_use *uses, struct cs_selection *selection)
{
    bool *keep = calloc(selection->count + 1, sizeof(*keep));
    bool fine = keep != NULL && mark_wanted(options, selection, uses, keep);
    size_t kept = 0;

    if (fine)
        keep_bases(selection, keep);
    for (size_t i = 0; fine && i < selection->count; i++)
        if (keep[i])
            selection->items[kept++] = selection->items[i];
    selection->count = kept;
    free(keep);
    return fine;
}

static const char *what_it_is(const struct cs_policy *target)
{
    const struct cs_role_words *role = cs_role_find(target->role);

    return role == NULL ? target->role : role->one;
}

static bool all_used(const struct cs_suite *suite, const struct cs_selection_options *options,
                     const struct name_use *uses)
{
    for (size_t i = 0; i < options->name_count; i++) {
        if (uses[i].used || (options->foreign_too && uses[i].foreign != NULL))
            continue;
        if (uses[i].foreign != NULL) {
            fprintf(stderr, "connectspec: %s %s; this target is %s that speaks %s\n", options->names[i],
                    uses[i].foreign, what_it_is(options->target),
                    options->target->transport[0] == '\0' ? "h1" : options->target->transport);
            return false;
        }
        cs_name_unknown(suite, NULL, "no case matches", options->names[i], "connectspec list names them");
        return false;
    }
    return true;
}

/* Paths among the names become ids. */
static char **take_names(const struct cs_suite *suite, const struct cs_selection_options *options)
{
    char **names = calloc(options->name_count + 1, sizeof(*names));

    for (size_t i = 0; names != NULL && i < options->name_count; i++) {
        names[i] = cs_name_of(suite, options->names[i]);
        if (names[i] == NULL) {
            cs_words_free(names);
            return NULL;
        }
    }
    return names;
}

static bool refuse(const char *message)
{
    fprintf(stderr, "connectspec: %s\n", message);
    return false;
}

bool cs_select(const struct cs_suite *suite, const struct cs_selection_options *given, struct cs_selection *out)
{
    struct cs_selection_options taken = *given;
    const struct cs_selection_options *options = &taken;
    struct name_use *uses = calloc(options->name_count + 1, sizeof(*uses));
    char **names = take_names(suite, given);
    bool fine;

    *out = (struct cs_selection){0};
    taken.names = names;
    out->items = cs_items_all(suite, &out->count);
    if (uses == NULL || names == NULL || out->items == NULL || !filter(options, uses, out))
        fine = refuse("out of memory");
    else if (!all_used(suite, options, uses))
        fine = false;
    else
        fine = out->count > 0 || options->foreign_too || refuse("no case is left to run; connectspec list names them");
    if (fine && options->seed != 0)
        shuffle(out, options->seed);
    free(uses);
    cs_words_free(names);
    if (!fine) {
        free(out->items);
        *out = (struct cs_selection){0};
    }
    return fine;
}
