#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/launch/profile.h"
#include "harness/launch/target.h"

struct list {
    const struct cs_target_query *query;
    struct cs_target_summary *items;
    size_t count;
    bool failed;
};

static void free_parts(struct cs_target_summary *item)
{
    free(item->name);
    free(item->role);
    free(item->title);
    free(item->auth);
    free(item->install);
    free(item->notes);
}

/* A layer runs the program of its profile, which has said its version. */
static void find_version(struct cs_target_summary *item, const struct cs_choice *choice, const char *self,
                         const struct cs_target_summary *plain)
{
    struct cs_choice without = *choice;

    without.layer_count = 0;
    if (plain != NULL && cs_choice_get(choice, "version") == cs_choice_get(&without, "version"))
        memcpy(item->version, plain->version, sizeof(item->version));
    else
        cs_choice_version(choice, self, item->version, sizeof(item->version));
}

static bool is_wanted(const struct cs_target_query *query, const struct cs_target_summary *item)
{
    bool named = query->name_count == 0;

    for (size_t i = 0; i < query->name_count; i++)
        named = named || strcmp(query->names[i], item->name) == 0;
    return named && (query->role == NULL || strcmp(query->role, item->role) == 0);
}

/* All but the version.  False without memory. */
static bool fill(struct cs_target_summary *item, const struct cs_choice *choice, const char *self)
{
    const char *auth = cs_choice_text(choice, "auth");
    const char *role = cs_choice_text(choice, "role");
    char *program = cs_choice_program(choice, self);

    item->installed = program != NULL;
    item->name = cs_choice_name(choice);
    item->role = strdup(role[0] == '\0' ? "proxy" : role);
    item->title = strdup(cs_choice_text(choice, "title"));
    item->auth = strdup(auth[0] == '\0' ? "none" : auth);
    item->install = cs_choice_install(choice);
    item->notes = strdup(cs_choice_text(choice, "notes"));
    free(program);
    return item->name != NULL && item->role != NULL && item->title != NULL && item->auth != NULL &&
           item->install != NULL && item->notes != NULL;
}

/* |plain|: the place of the profile without layers; SIZE_MAX: that is not in the list. */
static void add(struct list *list, const struct cs_choice *choice, size_t plain)
{
    const struct cs_target_query *query = list->query;
    struct cs_target_summary *grown = list->failed ? NULL : realloc(list->items, (list->count + 1) * sizeof(*grown));
    struct cs_target_summary *item;

    list->failed = list->failed || grown == NULL;
    if (list->failed)
        return;
    list->items = grown;
    item = &grown[list->count];
    *item = (struct cs_target_summary){0};
    list->failed = !fill(item, choice, query->self);
    if (list->failed || !is_wanted(query, item)) {
        free_parts(item);
        return;
    }
    if (query->versions)
        find_version(item, choice, query->self, plain == SIZE_MAX ? NULL : &grown[plain]);
    list->count++;
}

static void add_profile(struct list *list, const char *name, struct cs_diagnostics *diagnostics)
{
    char *path = NULL;
    struct cs_profile *profile = NULL;
    const struct cs_yaml_node *layers;
    struct cs_choice choice = {.root = list->query->root};
    size_t before = list->count, plain;

    if (asprintf(&path, "%s/%s.yaml", list->query->folder, name) >= 0) {
        profile = cs_profile_load(path, diagnostics);
        free(path);
    }
    if (profile == NULL)
        return;
    choice.profile = profile;
    add(list, &choice, SIZE_MAX);
    plain = list->count > before ? before : SIZE_MAX;
    layers = cs_profile_layers(profile);
    for (size_t i = 0; layers != NULL && i < layers->count; i++) {
        choice.layers[0] = layers->members[i];
        choice.layer_count = 1;
        add(list, &choice, plain);
    }
    cs_profile_free(profile);
}

struct cs_target_summary *cs_target_list(const struct cs_target_query *query, size_t *count,
                                         struct cs_diagnostics *diagnostics)
{
    char **names = cs_profile_names(query->folder);
    struct list list = {.query = query};

    for (size_t i = 0; names != NULL && names[i] != NULL; i++)
        add_profile(&list, names[i], diagnostics);
    cs_words_free(names);
    *count = list.count;
    if (!list.failed && list.count > 0)
        return list.items;
    cs_target_summaries_free(list.items, list.count);
    *count = 0;
    return NULL;
}

void cs_target_summaries_free(struct cs_target_summary *summaries, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free_parts(&summaries[i]);
    free(summaries);
}
