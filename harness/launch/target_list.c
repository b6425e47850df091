#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/launch/profile.h"
#include "harness/launch/target.h"

struct list {
    struct cs_target_summary *items;
    size_t count;
    bool failed;
};

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

static void fill(struct cs_target_summary *item, const struct cs_choice *choice, const char *self,
                 const struct cs_target_summary *plain)
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
    find_version(item, choice, self, plain);
    free(program);
}

/* |plain|: the place of the profile without layers; SIZE_MAX: this is it. */
static void add(struct list *list, const struct cs_choice *choice, const char *self, size_t plain)
{
    struct cs_target_summary *grown = list->failed ? NULL : realloc(list->items, (list->count + 1) * sizeof(*grown));
    struct cs_target_summary *item;

    list->failed = list->failed || grown == NULL;
    if (list->failed)
        return;
    list->items = grown;
    item = &grown[list->count++];
    *item = (struct cs_target_summary){0};
    fill(item, choice, self, plain == SIZE_MAX ? NULL : &list->items[plain]);
    if (item->name == NULL || item->role == NULL || item->title == NULL || item->auth == NULL ||
        item->install == NULL || item->notes == NULL)
        list->failed = true;
}

static void add_profile(struct list *list, const char *folder, const char *name, const char *root, const char *self,
                        struct cs_diagnostics *diagnostics)
{
    char *path = NULL;
    struct cs_profile *profile = NULL;
    const struct cs_yaml_node *layers;
    struct cs_choice choice = {0};
    size_t plain = list->count;

    if (asprintf(&path, "%s/%s.yaml", folder, name) >= 0) {
        profile = cs_profile_load(path, diagnostics);
        free(path);
    }
    if (profile == NULL)
        return;
    choice.profile = profile;
    choice.root = root;
    add(list, &choice, self, SIZE_MAX);
    layers = cs_profile_layers(profile);
    for (size_t i = 0; layers != NULL && i < layers->count; i++) {
        choice.layers[0] = layers->members[i];
        choice.layer_count = 1;
        add(list, &choice, self, plain);
    }
    cs_profile_free(profile);
}

struct cs_target_summary *cs_target_list(const char *profiles, const char *root, const char *self, size_t *count,
                                         struct cs_diagnostics *diagnostics)
{
    char **names = cs_profile_names(profiles);
    struct list list = {0};

    for (size_t i = 0; names != NULL && names[i] != NULL; i++)
        add_profile(&list, profiles, names[i], root, self, diagnostics);
    cs_words_free(names);
    *count = list.count;
    if (!list.failed)
        return list.items;
    cs_target_summaries_free(list.items, list.count);
    *count = 0;
    return NULL;
}

void cs_target_summaries_free(struct cs_target_summary *summaries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(summaries[i].name);
        free(summaries[i].role);
        free(summaries[i].title);
        free(summaries[i].auth);
        free(summaries[i].install);
        free(summaries[i].notes);
    }
    free(summaries);
}
