#include "harness/launch/profile.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/launch/profile_check.h"

static const char suffix[] = ".yaml";
static const struct cs_place nowhere = {0, 0};

/* ---- loading ---- */

static bool split_path(struct cs_profile *profile, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash == NULL ? path : slash + 1;
    size_t length = strlen(base);

    if (length >= sizeof(suffix) && strcmp(base + length - (sizeof(suffix) - 1), suffix) == 0)
        length -= sizeof(suffix) - 1;
    profile->path = strdup(path);
    profile->folder = slash == NULL ? strdup(".") : strndup(path, (size_t)(slash - path));
    profile->name = strndup(base, length);
    return profile->path != NULL && profile->folder != NULL && profile->name != NULL;
}

/* |text|, which is taken over; NULL: what stands in the file. */
static struct cs_profile *load(const char *path, char *text, struct cs_diagnostics *diagnostics)
{
    struct cs_profile *profile = calloc(1, sizeof(*profile));

    if (profile == NULL || !split_path(profile, path)) {
        cs_diagnose(diagnostics, path, nowhere, "no memory");
        free(text);
        goto failed;
    }
    profile->text = text;
    profile->length = text == NULL ? 0 : strlen(text);
    if (text == NULL)
        profile->text = cs_file_read(path, CS_PROFILE_FILE_MAX, &profile->length, diagnostics);
    if (profile->text == NULL)
        goto failed;
    profile->root = cs_yaml_load(profile->text, profile->length, CS_PROFILE_FILE_MAX, profile->path, diagnostics);
    if (profile->root == NULL || !cs_profile_check(profile, diagnostics))
        goto failed;
    return profile;
failed:
    cs_profile_free(profile);
    return NULL;
}

struct cs_profile *cs_profile_load(const char *path, struct cs_diagnostics *diagnostics)
{
    return load(path, NULL, diagnostics);
}

struct cs_profile *cs_profile_parse(const char *name, const char *text, struct cs_diagnostics *diagnostics)
{
    char *copy = strdup(text);

    if (copy == NULL)
        cs_diagnose(diagnostics, name, nowhere, "no memory");
    return copy == NULL ? NULL : load(name, copy, diagnostics);
}

void cs_profile_free(struct cs_profile *profile)
{
    if (profile == NULL)
        return;
    cs_yaml_free(profile->root);
    free(profile->text);
    free(profile->name);
    free(profile->folder);
    free(profile->path);
    free(profile);
}

/* ---- finding ---- */

/* "" in a profile means no authentication. */
static bool has_auth(const struct cs_choice *choice, const char *auth)
{
    const char *scheme = cs_choice_text(choice, "auth");

    return strcmp(scheme[0] == '\0' ? "none" : scheme, auth) == 0;
}

/* The choice so far has what |auth| asks for, or a layer has. */
static bool choose_auth(struct cs_choice *choice, const char *auth, struct cs_diagnostics *diagnostics)
{
    const struct cs_yaml_node *layers = cs_profile_layers(choice->profile);

    if (auth == NULL || has_auth(choice, auth))
        return true;
    for (size_t i = 0; layers != NULL && i < layers->count; i++) {
        const struct cs_yaml_node *layer = layers->members[i];
        const struct cs_yaml_node *scheme = cs_yaml_get(layer, "auth");

        if (scheme != NULL && strcmp(scheme->text, auth) == 0)
            return cs_choice_add(choice, layer->key, strlen(layer->key), diagnostics);
    }
    cs_diagnose(diagnostics, choice->profile->path, nowhere, "no layer has `auth: %s`", auth);
    return false;
}

static bool ends_in_suffix(const char *name, size_t length)
{
    return length > sizeof(suffix) - 1 &&
           strncmp(name + length - (sizeof(suffix) - 1), suffix, sizeof(suffix) - 1) == 0;
}

static bool exists(const char *path)
{
    return path != NULL && access(path, F_OK) == 0;
}

/* A name is looked for in |folder|; with a slash, or with .yaml at its end, it is a path. */
static char *path_of(const char *folder, const char *name, size_t length)
{
    char *path = NULL;

    if (memchr(name, '/', length) != NULL || ends_in_suffix(name, length))
        return strndup(name, length);
    return asprintf(&path, "%s/%.*s%s", folder, (int)length, name, suffix) < 0 ? NULL : path;
}

/* Of NAME+LAYER... the part before the first plus behind the last slash; else of NAME-LAYER... the part before a dash,
 * the longest that is a profile.  |*layers| is the rest, or "". */
static char *find_path(const char *folder, const char *name, const char **layers, bool *lost)
{
    const char *slash = strrchr(name, '/');
    size_t start = slash == NULL ? 0 : (size_t)(slash - name) + 1;
    size_t length = start + strcspn(name + start, "+");
    char *path = path_of(folder, name, length);

    *lost = path == NULL;
    *layers = name + length + (name[length] == '+');
    if (*lost || exists(path) || name[length] == '+' || slash != NULL || ends_in_suffix(name, length))
        return path;
    for (size_t end = length; end > 0; end--) {
        if (name[end] != '-')
            continue;
        free(path);
        path = path_of(folder, name, end);
        *layers = name + end + 1;
        *lost = path == NULL;
        if (*lost || exists(path))
            return path;
    }
    free(path);
    return NULL;
}

/* How much of |text| names one layer: up to a plus, or, as names without a plus have it, up to a dash, where the
 * longest that is a layer counts. */
static size_t layer_length(const struct cs_profile *profile, const char *text)
{
    const struct cs_yaml_node *layers = cs_profile_layers(profile);
    size_t whole = strcspn(text, "+");
    size_t longest = 0;

    for (size_t i = 0; layers != NULL && i < layers->count; i++) {
        const char *name = layers->members[i]->key;
        size_t length = strlen(name);

        if (length <= whole && length > longest && strncmp(text, name, length) == 0 &&
            (length == whole || text[length] == '-'))
            longest = length;
    }
    return longest == 0 ? whole : longest;
}

static bool add_layers(struct cs_choice *choice, const char *text, struct cs_diagnostics *diagnostics)
{
    while (text != NULL && *text != '\0') {
        size_t length = layer_length(choice->profile, text);

        if (!cs_choice_add(choice, text, length, diagnostics))
            return false;
        text += length + (text[length] != '\0');
    }
    return true;
}

static void say_unknown(const char *folder, const char *name, struct cs_diagnostics *diagnostics)
{
    char **names = cs_profile_names(folder);
    const char *nearest = names == NULL ? NULL : cs_word_nearest(name, (const char *const *)names);

    if (nearest == NULL)
        cs_diagnose(diagnostics, "connectspec: --target", nowhere,
                    "there is no profile `%s`; `connectspec targets` lists them", name);
    else
        cs_diagnose(diagnostics, "connectspec: --target", nowhere, "there is no profile `%s`; did you mean `%s`?", name,
                    nearest);
    cs_words_free(names);
}

struct cs_profile *cs_profile_find(const char *folder, const struct cs_wish *wish, struct cs_choice *choice,
                                   struct cs_diagnostics *diagnostics)
{
    const char *layers;
    bool lost;
    char *path = find_path(folder, wish->name, &layers, &lost);
    struct cs_profile *profile = NULL;

    *choice = (struct cs_choice){0};
    if (path == NULL && lost)
        cs_diagnose(diagnostics, wish->name, nowhere, "no memory");
    else if (path == NULL)
        say_unknown(folder, wish->name, diagnostics);
    if (path == NULL)
        return NULL;
    profile = cs_profile_load(path, diagnostics);
    free(path);
    if (profile == NULL)
        return NULL;
    choice->profile = profile;
    choice->root = wish->root;
    if (add_layers(choice, layers, diagnostics) && add_layers(choice, wish->layers, diagnostics) &&
        choose_auth(choice, wish->auth, diagnostics)) {
        if (choice->root == NULL && cs_choice_get(choice, "root") != NULL)
            choice->root = cs_choice_text(choice, "root");
        return profile;
    }
    cs_profile_free(profile);
    return NULL;
}

static int is_profile(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);

    return length > 5 && entry->d_name[0] != '.' && strcmp(entry->d_name + length - 5, suffix) == 0;
}

char **cs_profile_names(const char *folder)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_profile, alphasort);
    char **names = count < 0 ? NULL : calloc((size_t)count + 1, sizeof(*names));

    for (int i = 0; i < count; i++) {
        if (names != NULL)
            names[i] = strndup(entries[i]->d_name, strlen(entries[i]->d_name) - 5);
        free(entries[i]);
    }
    free(entries);
    return names;
}
