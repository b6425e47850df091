#include "harness/launch/profile_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/launch/expand.h"

enum form {
    FORM_TEXT,     /* one scalar */
    FORM_WORDS,    /* a list of scalars */
    FORM_MAP,      /* a mapping of scalars, which may be empty */
    FORM_NUMBER,   /* |least| to |most| */
    FORM_FLAG,     /* true or false */
    FORM_AUTH,     /* one of auth_schemes */
    FORM_STOP,     /* one of stop_ways */
    FORM_ISOLATE,  /* one of isolate_ways */
    FORM_VARIANTS, /* a mapping of mappings */
};

enum filling { AS_IT_IS, FILLED_IN }; /* whether it may hold placeholders */

/* X(key, form, filling, least, most) */
#define SETTING_LIST(X)                                                                                                \
    X("name", FORM_TEXT, AS_IT_IS, 0, 0)                                                                               \
    X("title", FORM_TEXT, AS_IT_IS, 0, 0)                                                                              \
    X("packages", FORM_WORDS, AS_IT_IS, 0, 0)                                                                          \
    X("install", FORM_TEXT, AS_IT_IS, 0, 0)                                                                            \
    X("program", FORM_WORDS, AS_IT_IS, 0, 0)                                                                           \
    X("version", FORM_WORDS, FILLED_IN, 0, 0)                                                                          \
    X("version_after", FORM_TEXT, AS_IT_IS, 0, 0)                                                                      \
    X("modules", FORM_WORDS, AS_IT_IS, 0, 0)                                                                           \
    X("isolate", FORM_ISOLATE, AS_IT_IS, 0, 0)                                                                         \
    X("run_as", FORM_TEXT, AS_IT_IS, 0, 0)                                                                             \
    X("directories", FORM_WORDS, AS_IT_IS, 0, 0)                                                                       \
    X("files", FORM_MAP, AS_IT_IS, 0, 0)                                                                               \
    X("values", FORM_MAP, FILLED_IN, 0, 0)                                                                             \
    X("environment", FORM_MAP, FILLED_IN, 0, 0)                                                                        \
    X("command", FORM_WORDS, FILLED_IN, 0, 0)                                                                          \
    X("fault_option", FORM_TEXT, AS_IT_IS, 0, 0)                                                                       \
    X("auth", FORM_AUTH, AS_IT_IS, 0, 0)                                                                               \
    X("user", FORM_TEXT, AS_IT_IS, 0, 0)                                                                               \
    X("password", FORM_TEXT, AS_IT_IS, 0, 0)                                                                           \
    X("origin_port", FORM_NUMBER, AS_IT_IS, 1, 65535)                                                                  \
    X("denied_port", FORM_NUMBER, AS_IT_IS, 1, 65535)                                                                  \
    X("denies_ports", FORM_FLAG, AS_IT_IS, 0, 0)                                                                       \
    X("denies_addresses", FORM_FLAG, AS_IT_IS, 0, 0)                                                                   \
    X("local_names", FORM_FLAG, AS_IT_IS, 0, 0)                                                                        \
    X("ipv6", FORM_FLAG, AS_IT_IS, 0, 0)                                                                               \
    X("forwards", FORM_FLAG, AS_IT_IS, 0, 0)                                                                           \
    X("parent", FORM_FLAG, AS_IT_IS, 0, 0)                                                                             \
    X("head_seconds", FORM_NUMBER, AS_IT_IS, 1, 10)                                                                    \
    X("capacity", FORM_NUMBER, AS_IT_IS, 1, 1024)                                                                      \
    X("descriptors", FORM_NUMBER, AS_IT_IS, 64, 1048576)                                                               \
    X("ready_within", FORM_NUMBER, AS_IT_IS, 1, 300)                                                                   \
    X("stop", FORM_STOP, AS_IT_IS, 0, 0)                                                                               \
    X("leftovers", FORM_WORDS, FILLED_IN, 0, 0)                                                                        \
    X("notes", FORM_TEXT, AS_IT_IS, 0, 0)                                                                              \
    X("variants", FORM_VARIANTS, AS_IT_IS, 0, 0)

struct setting {
    const char *key;
    enum form form;
    enum filling filling;
    uint64_t least, most;
};

static const struct setting settings[] = {
#define SETTING_ROW(key, form, filling, least, most) {key, form, filling, least, most},
    SETTING_LIST(SETTING_ROW)
#undef SETTING_ROW
};

static const char *const keys[] = {
#define SETTING_KEY(key, form, filling, least, most) key,
    SETTING_LIST(SETTING_KEY)
#undef SETTING_KEY
        NULL};

static const char *const builtin_variables[] = {
#define VARIABLE(name) name,
    CS_PROFILE_VARIABLE_LIST(VARIABLE)
#undef VARIABLE
        NULL};

static const char *const program_variables[] = {"program", "folder", NULL};
static const char *const auth_schemes[] = {"none", "basic", "digest", NULL};
static const char *const stop_ways[] = {"term", "kill", NULL};
static const char *const isolate_ways[] = {"optional", "required", NULL};

/* Which variables there are where a text is filled in. */
enum scope {
    SCOPE_PROGRAM,    /* ${program} and ${folder} alone */
    SCOPE_BUILTIN,    /* those of every profile */
    SCOPE_EVERYTHING, /* and the profile's own values */
};

struct check {
    const struct cs_profile *profile;
    struct cs_diagnostics *diagnostics;
    enum scope scope;
};

const char *const *cs_profile_keys(void)
{
    return keys;
}

/* ---- placeholders ---- */

static bool has_value(const struct cs_yaml_node *settings_node, const char *name)
{
    return cs_yaml_get(cs_yaml_get(settings_node, "values"), name) != NULL;
}

static bool is_variable(void *context, const char *name, const char **value, size_t *length)
{
    const struct check *check = context;
    const struct cs_yaml_node *root = check->profile->root;
    const struct cs_yaml_node *variants = cs_yaml_get(root, "variants");
    bool own = check->scope == SCOPE_EVERYTHING;
    bool known = cs_word_index(name, check->scope == SCOPE_PROGRAM ? program_variables : builtin_variables) >= 0;

    known = known || (own && has_value(root, name));
    for (size_t i = 0; !known && own && variants != NULL && i < variants->count; i++)
        known = has_value(variants->members[i], name);
    *value = "";
    *length = 0;
    return known;
}

static bool check_placeholders(struct check *check, const char *text, char error[CS_TEMPLATE_ERROR_MAX], size_t *offset)
{
    struct cs_environment environment = {.lookup = is_variable, .context = check};
    char *filled = cs_expand(text, &environment, error, offset);

    free(filled);
    return filled != NULL;
}

static bool check_scalar(struct check *check, const struct cs_yaml_node *node, enum filling filling)
{
    char error[CS_TEMPLATE_ERROR_MAX];
    size_t offset;

    if (node->kind != CS_YAML_SCALAR) {
        cs_yaml_error(node, check->diagnostics, "one value is needed here");
        return false;
    }
    if (filling == AS_IT_IS || check_placeholders(check, node->text, error, &offset))
        return true;
    cs_diagnose(check->diagnostics, check->profile->path,
                cs_yaml_place_within(node, check->profile->text, check->profile->length, offset), "%s", error);
    return false;
}

/* ---- forms ---- */

static bool check_members(struct check *check, const struct cs_yaml_node *node, enum cs_yaml_kind kind,
                          enum filling filling)
{
    bool good = true;

    if (node->kind != kind) {
        cs_yaml_error(node, check->diagnostics,
                      kind == CS_YAML_MAPPING ? "a mapping is needed here" : "a list is needed here");
        return false;
    }
    for (size_t i = 0; i < node->count; i++)
        good &= check_scalar(check, node->members[i], filling);
    return good;
}

static bool check_word(struct check *check, const struct cs_yaml_node *node, const char *const *words)
{
    const char *text = cs_yaml_text(node, check->diagnostics);

    if (text == NULL)
        return false;
    if (cs_word_index(text, words) >= 0)
        return true;
    cs_yaml_error(node, check->diagnostics, "`%s` is unknown here; this is one of %s, %s%s%s", text, words[0], words[1],
                  words[2] == NULL ? "" : ", ", words[2] == NULL ? "" : words[2]);
    return false;
}

static enum scope scope_of(const char *key)
{
    if (strcmp(key, "version") == 0)
        return SCOPE_PROGRAM;
    return strcmp(key, "values") == 0 ? SCOPE_BUILTIN : SCOPE_EVERYTHING;
}

static bool check_setting(struct check *check, const struct setting *setting, const struct cs_yaml_node *node)
{
    uint64_t number;
    bool flag;

    check->scope = scope_of(setting->key);
    switch (setting->form) {
    case FORM_TEXT:
        return cs_yaml_text(node, check->diagnostics) != NULL;
    case FORM_WORDS:
        return check_members(check, node, CS_YAML_SEQUENCE, setting->filling);
    case FORM_MAP:
        return check_members(check, node, CS_YAML_MAPPING, setting->filling);
    case FORM_NUMBER:
        return cs_yaml_number(node, setting->least, setting->most, &number, check->diagnostics);
    case FORM_FLAG:
        return cs_yaml_boolean(node, &flag, check->diagnostics);
    case FORM_AUTH:
        return check_word(check, node, auth_schemes);
    case FORM_STOP:
        return check_word(check, node, stop_ways);
    case FORM_ISOLATE:
        return check_word(check, node, isolate_ways);
    case FORM_VARIANTS:
        return true; /* each is checked on its own */
    }
    return false;
}

/* ---- what the forms cannot say ---- */

/* A path that stays below the private directory. */
static bool check_inside(struct check *check, const struct cs_yaml_node *node, const char *path)
{
    const char *part = path;

    while (part != NULL) {
        size_t length = strcspn(part, "/");

        if (length == 0 || (length == 1 && part[0] == '.') || (length == 2 && strncmp(part, "..", 2) == 0)) {
            cs_yaml_key_error(node, check->diagnostics, "`%s` is no path below the target's private directory", path);
            return false;
        }
        part = part[length] == '/' ? part + length + 1 : NULL;
    }
    return true;
}

char *cs_profile_template(const struct cs_profile *profile, const char *path, struct cs_diagnostics *diagnostics)
{
    const struct cs_place nowhere = {0, 0};
    char *whole = NULL;
    char *text = NULL;
    size_t length = 0;

    if (asprintf(&whole, "%s/%s", profile->folder, path) < 0)
        return NULL;
    text = cs_file_read(whole, CS_PROFILE_FILE_MAX, &length, diagnostics);
    if (text != NULL && strlen(text) != length) {
        cs_diagnose(diagnostics, whole, nowhere, "a NUL byte in a file template");
        free(text);
        text = NULL;
    }
    free(whole);
    return text;
}

static struct cs_place place_of(const char *text, size_t offset)
{
    struct cs_place place = {.line = 1, .column = 1};

    for (size_t i = 0; i < offset; i++) {
        place.column++;
        if (text[i] == '\n') {
            place.line++;
            place.column = 1;
        }
    }
    return place;
}

static bool check_template(struct check *check, const char *path)
{
    char error[CS_TEMPLATE_ERROR_MAX];
    size_t offset = 0;
    char *text = cs_profile_template(check->profile, path, check->diagnostics);
    char *whole = NULL;
    bool good = text != NULL && check_placeholders(check, text, error, &offset);

    if (text != NULL && !good && asprintf(&whole, "%s/%s", check->profile->folder, path) >= 0)
        cs_diagnose(check->diagnostics, whole, place_of(text, offset), "%s", error);
    free(whole);
    free(text);
    return good;
}

static bool check_files(struct check *check, const struct cs_yaml_node *node)
{
    const struct cs_yaml_node *files = cs_yaml_get(node, "files");
    const struct cs_yaml_node *folders = cs_yaml_get(node, "directories");
    bool good = true;

    check->scope = SCOPE_EVERYTHING;
    for (size_t i = 0; folders != NULL && i < folders->count; i++)
        good &= check_inside(check, folders->members[i], folders->members[i]->text);
    for (size_t i = 0; files != NULL && i < files->count; i++) {
        good &= check_inside(check, files->members[i], files->members[i]->key);
        good &= check_template(check, files->members[i]->text);
    }
    return good;
}

/* A leftover is removed after every run: it has to be the target's own beyond doubt. */
static bool check_leftovers(struct check *check, const struct cs_yaml_node *node)
{
    const struct cs_yaml_node *leftovers = cs_yaml_get(node, "leftovers");
    bool good = true;

    for (size_t i = 0; leftovers != NULL && i < leftovers->count; i++) {
        const struct cs_yaml_node *item = leftovers->members[i];
        const char *slash = strrchr(item->text, '/');
        const char *star = strchr(item->text, '*');

        if (item->text[0] == '/' && strstr(slash, "${name}") != NULL && star != NULL && star[1] == '\0')
            continue;
        cs_yaml_error(item, check->diagnostics, "a leftover is /FOLDER/...${name}...* with the star at its end");
        good = false;
    }
    return good;
}

static bool check_account(struct check *check, const struct cs_yaml_node *variant)
{
    struct cs_choice choice = {.profile = check->profile, .variant = variant};
    const struct cs_yaml_node *auth = cs_choice_get(&choice, "auth");

    if (auth == NULL || strcmp(auth->text, "none") == 0)
        return true;
    if (cs_choice_get(&choice, "user") != NULL && cs_choice_get(&choice, "password") != NULL)
        return true;
    cs_yaml_error(auth, check->diagnostics, "`auth: %s` needs `user` and `password`", auth->text);
    return false;
}

/* The settings of a profile or of one of its variants. */
static bool check_settings(struct check *check, const struct cs_yaml_node *node, const char *const *allowed)
{
    bool good = cs_yaml_check_keys(node, allowed, check->diagnostics);

    for (size_t i = 0; good && i < node->count; i++)
        good &= check_setting(check, &settings[cs_word_index(node->members[i]->key, keys)], node->members[i]);
    return good && check_files(check, node) && check_leftovers(check, node);
}

static bool check_name(struct check *check, const struct cs_yaml_node *node, const char *name)
{
    if (name[0] != '\0' && strlen(name) < 32 && name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0')
        return true;
    cs_yaml_key_error(node, check->diagnostics, "a name has 1 to 31 lower-case letters, digits and `-`, unlike `%s`",
                      name);
    return false;
}

static bool check_variants(struct check *check)
{
    const struct cs_yaml_node *variants = cs_yaml_get(check->profile->root, "variants");
    const char *allowed[sizeof(keys) / sizeof(keys[0])];
    size_t count = 0;
    bool good = true;

    for (size_t i = 0; keys[i] != NULL; i++)
        if (strcmp(keys[i], "name") != 0 && strcmp(keys[i], "variants") != 0)
            allowed[count++] = keys[i];
    allowed[count] = NULL;
    if (variants != NULL && variants->kind != CS_YAML_MAPPING) {
        cs_yaml_error(variants, check->diagnostics, "a mapping is needed here");
        return false;
    }
    for (size_t i = 0; variants != NULL && i < variants->count; i++) {
        const struct cs_yaml_node *variant = variants->members[i];

        good &= check_name(check, variant, variant->key) && check_settings(check, variant, allowed) &&
                check_account(check, variant);
    }
    return good;
}

static bool check_required(struct check *check)
{
    static const char *const required[] = {"name", "title", "program", "command"};
    bool good = true;

    for (size_t i = 0; i < sizeof(required) / sizeof(required[0]); i++) {
        const struct cs_yaml_node *node = cs_yaml_get(check->profile->root, required[i]);

        if (node != NULL && (node->kind == CS_YAML_SCALAR || node->count > 0))
            continue;
        cs_yaml_error(check->profile->root, check->diagnostics, "`%s` is missing", required[i]);
        good = false;
    }
    return good;
}

bool cs_profile_check(const struct cs_profile *profile, struct cs_diagnostics *diagnostics)
{
    struct check check = {.profile = profile, .diagnostics = diagnostics};
    const struct cs_yaml_node *name = cs_yaml_get(profile->root, "name");

    if (!check_settings(&check, profile->root, keys) || !check_required(&check) ||
        !check_name(&check, name, name->text) || !check_account(&check, NULL) || !check_variants(&check))
        return false;
    if (strcmp(name->text, profile->name) == 0)
        return true;
    cs_yaml_error(name, diagnostics, "the file of this profile has to be called %s.yaml", name->text);
    return false;
}
