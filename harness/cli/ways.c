#include "harness/cli/ways.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/home.h"
#include "harness/plan/plan.h"
#include "harness/transport/transport.h"

static void set(char *out, size_t size, const char *word)
{
    (void)snprintf(out, size, "%s", word == NULL ? "" : word);
}

/* What the target is, as far as its words tell. */
static void look(struct cs_way *way, const char *profiles)
{
    const struct cs_run_options *options = &way->options;

    if (options->proxy == NULL) {
        way->known = profiles != NULL && cs_target_look(profiles, &options->target, &way->kind);
        return;
    }
    way->kind = (struct cs_target_kind){.runs_already = true};
    set(way->kind.role, sizeof(way->kind.role), options->role);
    set(way->kind.transport, sizeof(way->kind.transport), options->transport);
    way->known = true;
}

/* A way with the layer, or of --proxy the transport, called |name|; NULL: as the target was named. */
static bool add(struct cs_ways *ways, const struct cs_run_options *options, const char *name, const char *profiles)
{
    struct cs_way *grown = realloc(ways->items, (ways->count + 1) * sizeof(*grown));
    const char *layers = options->target.layers;
    struct cs_way *way;

    if (grown == NULL)
        return false;
    ways->items = grown;
    way = &grown[ways->count++];
    *way = (struct cs_way){.options = *options};
    if (name != NULL) {
        (void)snprintf(way->suffix, sizeof(way->suffix), "+%s", name);
        if (options->proxy != NULL)
            way->options.transport = name;
        else if (asprintf(&way->layers, "%s%s%s", layers == NULL ? "" : layers, layers == NULL ? "" : "+", name) < 0)
            return false;
        else
            way->options.target.layers = way->layers;
    }
    look(way, profiles);
    return true;
}

/* Whether this program was built with its transport. */
static bool is_spoken(const struct cs_way *way)
{
    return way->kind.transport[0] == '\0' || cs_transport_alpn(way->kind.transport) != NULL;
}

static bool add_layers(struct cs_ways *ways, const struct cs_run_options *options, const char *profiles)
{
    bool named = false;
    char **layers = profiles == NULL ? NULL : cs_target_transports(profiles, &options->target, &named);
    bool added = add(ways, options, NULL, profiles);

    if (named)
        fputs("connectspec run: --transport all adds the layers of a transport: name the target without one\n", stderr);
    for (size_t i = 0; added && layers != NULL && layers[i] != NULL; i++) {
        added = add(ways, options, layers[i], profiles);
        if (added && !is_spoken(&ways->items[ways->count - 1]))
            free(ways->items[--ways->count].layers);
    }
    cs_words_free(layers);
    return added && !named;
}

bool cs_ways_find(const struct cs_run_options *options, struct cs_ways *out)
{
    char *profiles = options->proxy == NULL ? cs_home_profiles() : NULL;
    bool found;

    *out = (struct cs_ways){.items = NULL};
    if (!options->all_transports)
        found = add(out, options, NULL, profiles);
    else if (options->proxy == NULL)
        found = add_layers(out, options, profiles);
    else
        found = add(out, options, NULL, NULL) && (!cs_run_options_speak_h2(options) || add(out, options, "h2", NULL));
    free(profiles);
    return found;
}

/* ---- which cases ---- */

struct cs_policy cs_way_policy(const struct cs_way *way)
{
    struct cs_policy policy = {0};

    set(policy.role, sizeof(policy.role), way->kind.role);
    set(policy.transport, sizeof(policy.transport), way->kind.transport);
    return policy;
}

/* How much of |name| is in front of the suffix of a way, which is |*of|; all of it: it names none. */
static size_t split(const struct cs_ways *ways, const char *name, const struct cs_way **of)
{
    const char *plus = strrchr(name, '+');

    *of = NULL;
    for (size_t i = 0; plus != NULL && i < ways->count; i++)
        if (strcmp(ways->items[i].suffix, plus) == 0) {
            *of = &ways->items[i];
            return (size_t)(plus - name);
        }
    return strlen(name);
}

/* The names that are for |way|, without its suffix.  False without memory. */
static bool take_names(const struct cs_ways *ways, struct cs_way *way)
{
    struct cs_selection_options *selection = &way->options.selection;
    size_t count = 0;

    way->names = calloc(selection->name_count + 1, sizeof(*way->names));
    for (size_t i = 0; way->names != NULL && i < selection->name_count; i++) {
        const struct cs_way *of;
        size_t length = split(ways, selection->names[i], &of);

        if (of != NULL && of != way)
            continue;
        way->names[count] = strndup(selection->names[i], length);
        if (way->names[count++] == NULL)
            return false;
    }
    selection->names = way->names;
    selection->name_count = count;
    return way->names != NULL;
}

static bool choose(const struct cs_ways *ways, struct cs_way *way, const struct cs_suite *suite)
{
    struct cs_selection_options *options = &way->options.selection;
    struct cs_policy target = cs_way_policy(way);
    bool named = options->name_count > 0;

    if (!take_names(ways, way))
        return false;
    if (named && options->name_count == 0)
        return true;
    options->target = way->known ? &target : NULL;
    options->foreign_too = ways->count > 1;
    named = cs_select(suite, options, &way->selection);
    options->target = NULL;
    return named;
}

bool cs_ways_select(struct cs_ways *ways, const struct cs_suite *suite)
{
    size_t total = 0;

    for (size_t i = 0; i < ways->count; i++) {
        if (!choose(ways, &ways->items[i], suite))
            return false;
        total += ways->items[i].selection.count;
    }
    if (total == 0)
        fputs("connectspec: no case is left to run; connectspec list names them\n", stderr);
    return total > 0;
}

void cs_ways_free(struct cs_ways *ways)
{
    for (size_t i = 0; i < ways->count; i++) {
        free(ways->items[i].layers);
        free(ways->items[i].selection.items);
        cs_words_free(ways->items[i].names);
    }
    free(ways->items);
    *ways = (struct cs_ways){.items = NULL};
}
