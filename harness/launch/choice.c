/* A profile with some of its layers: what it says. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/launch/capture.h"
#include "harness/launch/expand.h"
#include "harness/launch/profile.h"
#include "harness/launch/root.h"

const struct cs_yaml_node *cs_choice_get(const struct cs_choice *choice, const char *key)
{
    const struct cs_yaml_node *node = NULL;

    for (size_t i = choice->layer_count; node == NULL && i > 0; i--)
        node = cs_yaml_get(choice->layers[i - 1], key);
    return node != NULL ? node : cs_yaml_get(choice->profile->root, key);
}

const char *cs_choice_text(const struct cs_choice *choice, const char *key)
{
    const struct cs_yaml_node *node = cs_choice_get(choice, key);

    return node == NULL ? "" : node->text;
}

unsigned cs_choice_number(const struct cs_choice *choice, const char *key, unsigned otherwise)
{
    const struct cs_yaml_node *node = cs_choice_get(choice, key);

    return node == NULL ? otherwise : (unsigned)strtoul(node->text, NULL, 10);
}

bool cs_choice_flag(const struct cs_choice *choice, const char *key, bool otherwise)
{
    const struct cs_yaml_node *node = cs_choice_get(choice, key);

    return node == NULL ? otherwise : strcmp(node->text, "true") == 0;
}

/* The member |name| of the mapping |key|: of the layers from |from| on, else NULL. */
static const struct cs_yaml_node *layer_member(const struct cs_choice *choice, size_t from, const char *key,
                                               const char *name)
{
    const struct cs_yaml_node *node = NULL;

    for (size_t i = choice->layer_count; node == NULL && i > from; i--)
        node = cs_yaml_get(cs_yaml_get(choice->layers[i - 1], key), name);
    return node;
}

const struct cs_yaml_node *cs_choice_member(const struct cs_choice *choice, const char *key, const char *name)
{
    const struct cs_yaml_node *node = layer_member(choice, 0, key, name);

    return node != NULL ? node : cs_yaml_get(cs_yaml_get(choice->profile->root, key), name);
}

typedef bool visit_entry(const struct cs_yaml_node *member, void *context);

static bool visit_all(const struct cs_yaml_node *list, visit_entry *visit, void *context)
{
    for (size_t i = 0; list != NULL && i < list->count; i++)
        if (!visit(list->members[i], context))
            return false;
    return true;
}

/* Those of |mapping| that no layer from |from| on has, too. */
static bool visit_members(const struct cs_choice *choice, const char *key, const struct cs_yaml_node *mapping,
                          size_t from, visit_entry *visit, void *context)
{
    for (size_t i = 0; mapping != NULL && i < mapping->count; i++)
        if (layer_member(choice, from, key, mapping->members[i]->key) == NULL && !visit(mapping->members[i], context))
            return false;
    return true;
}

static bool visit_additions(const struct cs_choice *choice, const char *key, visit_entry *visit, void *context)
{
    char addition[32];

    snprintf(addition, sizeof(addition), "%s+", key);
    for (size_t i = 0; i < choice->layer_count; i++)
        if (!visit_all(cs_yaml_get(choice->layers[i], addition), visit, context))
            return false;
    return true;
}

bool cs_choice_each(const struct cs_choice *choice, const char *key,
                    bool (*visit)(const struct cs_yaml_node *member, void *context), void *context)
{
    const struct cs_yaml_node *node = cs_choice_get(choice, key);

    if (node == NULL || node->kind != CS_YAML_MAPPING)
        return visit_all(node, visit, context) && visit_additions(choice, key, visit, context);
    for (size_t i = choice->layer_count; i > 0; i--)
        if (!visit_members(choice, key, cs_yaml_get(choice->layers[i - 1], key), i, visit, context))
            return false;
    return visit_members(choice, key, cs_yaml_get(choice->profile->root, key), 0, visit, context);
}

char *cs_choice_name(const struct cs_choice *choice)
{
    char *name = NULL;
    size_t size;
    FILE *out = open_memstream(&name, &size);

    if (out == NULL)
        return NULL;
    fputs(choice->profile->name, out);
    for (size_t i = 0; i < choice->layer_count; i++)
        fprintf(out, "+%s", choice->layers[i]->key);
    fclose(out);
    return name;
}

/* |path|, which is taken over, where it can be executed in the choice's root; else NULL. */
static char *executable(const struct cs_choice *choice, char *path)
{
    if (path != NULL && (choice->root == NULL ? access(path, X_OK) == 0 : cs_root_has_program(choice->root, path)))
        return path;
    free(path);
    return NULL;
}

static char *search_path(const struct cs_choice *choice, const char *program)
{
    const char *folders = choice->root == NULL ? getenv("PATH") : CS_ROOT_PATH;
    char *found = NULL;

    while (folders != NULL && *folders != '\0') {
        size_t length = strcspn(folders, ":");

        if (asprintf(&found, "%.*s/%s", (int)length, folders, program) < 0)
            return NULL;
        found = executable(choice, found);
        if (found != NULL && found[0] == '/')
            return found;
        free(found);
        folders += length + (folders[length] == ':');
    }
    return NULL;
}

char *cs_choice_folder(const struct cs_choice *choice)
{
    return realpath(choice->profile->folder, NULL);
}

static char *beside(const struct cs_choice *choice, const char *program)
{
    char *folder = cs_choice_folder(choice);
    char *path = NULL;

    if (folder == NULL || asprintf(&path, "%s/%s", folder, program) < 0)
        path = NULL;
    free(folder);
    return path;
}

/* Whether node_modules/NAME is in |folder| or above it, where Node.js looks for it.  Changes |folder|. */
static bool has_module(char *folder, const char *name)
{
    for (char *end = folder + strlen(folder); end != NULL; end = strrchr(folder, '/')) {
        char *path = NULL;
        bool found;

        *end = '\0';
        if (asprintf(&path, "%s/node_modules/%s", folder, name) < 0)
            return false;
        found = access(path, R_OK) == 0;
        free(path);
        if (found)
            return true;
    }
    return false;
}

static bool is_module_there(const struct cs_yaml_node *module, void *context)
{
    char *folder = cs_choice_folder(context);
    bool there = folder != NULL && has_module(folder, module->text);

    free(folder);
    return there;
}

static bool is_file_there(const struct cs_yaml_node *file, void *context)
{
    const struct cs_choice *choice = context;

    return choice->root == NULL ? access(file->text, R_OK) == 0 : cs_root_has_file(choice->root, file->text);
}

static char *find_program(const struct cs_choice *choice, const char *program, const char *self)
{
    if (strcmp(program, "${self}") == 0)
        return strdup(self);
    if (strchr(program, '/') == NULL)
        return search_path(choice, program);
    return executable(choice, program[0] == '/' ? strdup(program) : beside(choice, program));
}

char *cs_choice_program(const struct cs_choice *choice, const char *self)
{
    const struct cs_yaml_node *list = cs_choice_get(choice, "program");
    struct cs_choice asked = *choice;
    char *found = NULL;

    if (!cs_choice_each(choice, "modules", is_module_there, &asked) ||
        !cs_choice_each(choice, "needs_files", is_file_there, &asked))
        return NULL;
    for (size_t i = 0; found == NULL && list != NULL && i < list->count; i++)
        found = find_program(choice, list->members[i]->text, self);
    return found;
}

static bool print_package(const struct cs_yaml_node *package, void *out)
{
    return fprintf(out, " %s", package->text) >= 0;
}

char *cs_choice_install(const struct cs_choice *choice)
{
    char *text = NULL;
    size_t size;
    FILE *out;
    bool whole;

    if (cs_choice_get(choice, "install") != NULL || cs_choice_get(choice, "packages") == NULL)
        return strdup(cs_choice_text(choice, "install"));
    out = open_memstream(&text, &size);
    if (out == NULL)
        return NULL;
    fputs("apt-get install", out);
    whole = cs_choice_each(choice, "packages", print_package, out);
    if (fclose(out) == 0 && whole)
        return text;
    free(text);
    return NULL;
}

/* What may stand in `version`. */
struct place {
    char *program, *folder;
};

static bool look_up_place(void *context, const char *name, const char **value, size_t *length)
{
    const struct place *place = context;

    *value = strcmp(name, "folder") == 0 ? place->folder : place->program;
    *length = strlen(*value);
    return true; /* the profile's check has seen to the name */
}

void cs_choice_version(const struct cs_choice *choice, const char *self, char *version, size_t capacity)
{
    const struct cs_yaml_node *command = cs_choice_get(choice, "version");
    struct place place = {cs_choice_program(choice, self), cs_choice_folder(choice)};
    bool there = command != NULL && place.program != NULL && place.folder != NULL;
    struct cs_environment environment = {.lookup = look_up_place, .context = &place};
    char **arguments = there ? calloc(command->count + 1, sizeof(*arguments)) : NULL;
    char error[CS_TEMPLATE_ERROR_MAX];
    char output[4096];
    size_t offset;

    version[0] = '\0';
    for (size_t i = 0; arguments != NULL && i < command->count; i++)
        arguments[i] = cs_expand(command->members[i]->text, &environment, error, &offset);
    if (arguments != NULL && arguments[0] != NULL &&
        cs_capture(choice->root, place.folder, arguments, output, sizeof(output)) > 0)
        cs_version_word(output, cs_choice_text(choice, "version_after"), version, capacity);
    cs_words_free(arguments);
    free(place.program);
    free(place.folder);
}
