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

struct cs_profile *cs_profile_load(const char *path, struct cs_diagnostics *diagnostics)
{
    struct cs_profile *profile = calloc(1, sizeof(*profile));

    if (profile == NULL || !split_path(profile, path)) {
        cs_diagnose(diagnostics, path, nowhere, "no memory");
        goto failed;
    }
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

static const struct cs_yaml_node *variant_with_auth(const struct cs_profile *profile, const char *auth)
{
    const struct cs_yaml_node *variants = cs_yaml_get(profile->root, "variants");

    for (size_t i = 0; variants != NULL && i < variants->count; i++) {
        struct cs_choice choice = {.profile = profile, .variant = variants->members[i]};

        if (strcmp(cs_choice_text(&choice, "auth"), auth) == 0)
            return variants->members[i];
    }
    return NULL;
}

/* "" in a profile means no authentication. */
static bool has_auth(const struct cs_choice *choice, const char *auth)
{
    const char *scheme = cs_choice_text(choice, "auth");

    return strcmp(scheme[0] == '\0' ? "none" : scheme, auth) == 0;
}

/* The choice so far has what |auth| asks for, or a variant has. */
static bool choose_auth(struct cs_choice *choice, const char *auth, struct cs_diagnostics *diagnostics)
{
    if (auth == NULL || has_auth(choice, auth))
        return true;
    if (choice->variant == NULL)
        choice->variant = variant_with_auth(choice->profile, auth);
    if (choice->variant != NULL && has_auth(choice, auth))
        return true;
    cs_diagnose(diagnostics, choice->profile->path, nowhere, "no variant has `auth: %s`", auth);
    return false;
}

static char *path_in(const char *folder, const char *name, size_t length)
{
    char *path = NULL;

    return asprintf(&path, "%s/%.*s%s", folder, (int)length, name, suffix) < 0 ? NULL : path;
}

/* NAME.yaml, else of NAME-VARIANT the part before a dash, the longest that is a profile.  |*variant| is the rest, or
 * NULL. */
static char *find_path(const char *folder, const char *name, const char **variant)
{
    size_t length = strlen(name);

    *variant = NULL;
    if (strchr(name, '/') != NULL || (length > 5 && strcmp(name + length - 5, suffix) == 0))
        return strdup(name);
    for (size_t end = length; end > 0; end--) {
        char *path = end == length || name[end] == '-' ? path_in(folder, name, end) : NULL;

        *variant = end == length ? NULL : name + end + 1;
        if (path != NULL && access(path, F_OK) == 0)
            return path;
        free(path);
    }
    return NULL;
}

struct cs_profile *cs_profile_find(const char *folder, const char *name, const char *auth, struct cs_choice *choice,
                                   struct cs_diagnostics *diagnostics)
{
    const char *variant;
    char *path = find_path(folder, name, &variant);
    struct cs_profile *profile = NULL;

    *choice = (struct cs_choice){0};
    if (path == NULL) {
        cs_diagnose(diagnostics, folder, nowhere, "there is no target profile `%s`; `connectspec targets` lists them",
                    name);
        return NULL;
    }
    profile = cs_profile_load(path, diagnostics);
    free(path);
    if (profile == NULL)
        return NULL;
    choice->profile = profile;
    if (variant != NULL) {
        choice->variant = cs_yaml_get(cs_yaml_get(profile->root, "variants"), variant);
        if (choice->variant == NULL)
            cs_diagnose(diagnostics, profile->path, nowhere, "this profile has no variant `%s`", variant);
    }
    if ((variant != NULL && choice->variant == NULL) || !choose_auth(choice, auth, diagnostics)) {
        cs_profile_free(profile);
        return NULL;
    }
    return profile;
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
