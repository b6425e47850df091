/* A profile with one of its variants: what it says. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/launch/capture.h"
#include "harness/launch/expand.h"
#include "harness/launch/profile.h"

const struct cs_yaml_node *cs_choice_get(const struct cs_choice *choice, const char *key)
{
    const struct cs_yaml_node *node = cs_yaml_get(choice->variant, key);

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

const struct cs_yaml_node *cs_choice_member(const struct cs_choice *choice, const char *key, const char *name)
{
    const struct cs_yaml_node *node = cs_yaml_get(cs_yaml_get(choice->variant, key), name);

    return node != NULL ? node : cs_yaml_get(cs_yaml_get(choice->profile->root, key), name);
}

bool cs_choice_each(const struct cs_choice *choice, const char *key,
                    bool (*visit)(const struct cs_yaml_node *member, void *context), void *context)
{
    const struct cs_yaml_node *own = cs_yaml_get(choice->variant, key);
    const struct cs_yaml_node *base = cs_yaml_get(choice->profile->root, key);

    for (size_t i = 0; own != NULL && i < own->count; i++)
        if (!visit(own->members[i], context))
            return false;
    for (size_t i = 0; base != NULL && i < base->count; i++)
        if (cs_yaml_get(own, base->members[i]->key) == NULL && !visit(base->members[i], context))
            return false;
    return true;
}

char *cs_choice_name(const struct cs_choice *choice)
{
    char *name = NULL;

    if (choice->variant == NULL)
        return strdup(choice->profile->name);
    return asprintf(&name, "%s-%s", choice->profile->name, choice->variant->key) < 0 ? NULL : name;
}

static char *search_path(const char *program)
{
    const char *folders = getenv("PATH");
    char *found = NULL;

    while (folders != NULL && *folders != '\0') {
        size_t length = strcspn(folders, ":");

        if (asprintf(&found, "%.*s/%s", (int)length, folders, program) < 0)
            return NULL;
        if (found[0] == '/' && access(found, X_OK) == 0)
            return found;
        free(found);
        folders += length + (folders[length] == ':');
    }
    return NULL;
}

static char *executable(char *path)
{
    if (path != NULL && access(path, X_OK) == 0)
        return path;
    free(path);
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

static bool has_modules(const struct cs_choice *choice)
{
    const struct cs_yaml_node *modules = cs_choice_get(choice, "modules");
    bool all = true;

    for (size_t i = 0; all && modules != NULL && i < modules->count; i++) {
        char *folder = cs_choice_folder(choice);

        all = folder != NULL && has_module(folder, modules->members[i]->text);
        free(folder);
    }
    return all;
}

char *cs_choice_program(const struct cs_choice *choice, const char *self)
{
    const struct cs_yaml_node *list = cs_choice_get(choice, "program");

    for (size_t i = 0; has_modules(choice) && i < list->count; i++) {
        const char *program = list->members[i]->text;
        char *found;

        if (strcmp(program, "${self}") == 0)
            return strdup(self);
        if (strchr(program, '/') == NULL)
            found = search_path(program);
        else
            found = executable(program[0] == '/' ? strdup(program) : beside(choice, program));
        if (found != NULL)
            return found;
    }
    return NULL;
}

char *cs_choice_install(const struct cs_choice *choice)
{
    const struct cs_yaml_node *packages = cs_choice_get(choice, "packages");
    char *text = NULL;
    size_t size;
    FILE *out;

    if (cs_choice_get(choice, "install") != NULL || packages == NULL || packages->count == 0)
        return strdup(cs_choice_text(choice, "install"));
    out = open_memstream(&text, &size);
    if (out == NULL)
        return NULL;
    fputs("apt-get install", out);
    for (size_t i = 0; i < packages->count; i++)
        fprintf(out, " %s", packages->members[i]->text);
    fclose(out);
    return text;
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
    if (arguments != NULL && arguments[0] != NULL && cs_capture(arguments, output, sizeof(output)) > 0)
        cs_version_word(output, cs_choice_text(choice, "version_after"), version, capacity);
    cs_words_free(arguments);
    free(place.program);
    free(place.folder);
}
