#include "harness/launch/profile_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/address_list.h"
#include "harness/launch/expand.h"
#include "harness/launch/port.h"
#include "harness/launch/profile_keys.h"
#include "harness/scenario/case_schema.h"

static const char *const builtin_variables[] = {
#define VARIABLE(name) name,
    CS_PROFILE_VARIABLE_LIST(VARIABLE) CS_PROGRAM_VARIABLE_LIST(VARIABLE)
#undef VARIABLE
        NULL};

static const char *const program_variables[] = {"program", "folder", NULL};
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

/* ---- placeholders ---- */

static bool has_value(const struct cs_yaml_node *settings_node, const char *name)
{
    return cs_yaml_get(cs_yaml_get(settings_node, "values"), name) != NULL;
}

static bool is_variable(void *context, const char *name, const char **value, size_t *length)
{
    const struct check *check = context;
    const struct cs_yaml_node *root = check->profile->root;
    const struct cs_yaml_node *layers = cs_profile_layers(check->profile);
    bool own = check->scope == SCOPE_EVERYTHING;
    bool known = cs_word_index(name, check->scope == SCOPE_PROGRAM ? program_variables : builtin_variables) >= 0;

    known = known || (own && has_value(root, name));
    for (size_t i = 0; !known && own && layers != NULL && i < layers->count; i++)
        known = has_value(layers->members[i], name);
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

static bool check_scalar(struct check *check, const struct cs_yaml_node *node, bool filled_in)
{
    char error[CS_TEMPLATE_ERROR_MAX];
    size_t offset;

    if (node->kind != CS_YAML_SCALAR) {
        cs_yaml_error(node, check->diagnostics, "one value is needed here");
        return false;
    }
    if (!filled_in || check_placeholders(check, node->text, error, &offset))
        return true;
    cs_diagnose(check->diagnostics, check->profile->path,
                cs_yaml_place_within(node, check->profile->text, check->profile->length, offset), "%s", error);
    return false;
}

/* ---- forms ---- */

static bool check_members(struct check *check, const struct cs_yaml_node *node, enum cs_yaml_kind kind, bool filled_in)
{
    bool good = true;

    if (node->kind != kind) {
        cs_yaml_error(node, check->diagnostics,
                      kind == CS_YAML_MAPPING ? "a mapping is needed here" : "a list is needed here");
        return false;
    }
    for (size_t i = 0; i < node->count; i++)
        good &= check_scalar(check, node->members[i], filled_in);
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

static bool check_numbers(struct check *check, const struct cs_profile_key *key, const struct cs_yaml_node *node)
{
    uint64_t number;
    bool good = check_members(check, node, CS_YAML_SEQUENCE, false);

    for (size_t i = 0; good && i < node->count; i++)
        good = cs_yaml_number(node->members[i], key->least, key->most, &number, check->diagnostics);
    return good;
}

static bool check_success(struct check *check, const struct cs_yaml_node *node)
{
    static const char *const members[] = {"exit", "stdout", NULL};
    const struct cs_yaml_node *status = cs_yaml_get(node, "exit");
    const struct cs_yaml_node *text = cs_yaml_get(node, "stdout");
    uint64_t number;

    if (!cs_yaml_check_keys(node, members, check->diagnostics) ||
        (status != NULL && !cs_yaml_number(status, 0, 255, &number, check->diagnostics)) ||
        (text != NULL && !check_scalar(check, text, true)))
        return false;
    if (status != NULL || text != NULL)
        return true;
    cs_yaml_error(node, check->diagnostics, "success is told by `exit`, `stdout` or both");
    return false;
}

static bool check_form(struct check *check, const struct cs_profile_key *key, const struct cs_yaml_node *node)
{
    uint64_t number;
    bool flag;

    switch (key->form) {
    case CS_FORM_TEXT:
        return key->filled_in ? check_scalar(check, node, true) : cs_yaml_text(node, check->diagnostics) != NULL;
    case CS_FORM_WORDS:
        return check_members(check, node, CS_YAML_SEQUENCE, key->filled_in);
    case CS_FORM_MAP:
        return check_members(check, node, CS_YAML_MAPPING, key->filled_in);
    case CS_FORM_NUMBER:
        return cs_yaml_number(node, key->least, key->most, &number, check->diagnostics);
    case CS_FORM_NUMBERS:
        return check_numbers(check, key, node);
    case CS_FORM_FLAG:
        return cs_yaml_boolean(node, &flag, check->diagnostics);
    case CS_FORM_WORD:
        return check_word(check, node, key->words);
    case CS_FORM_SUCCESS:
        return check_success(check, node);
    case CS_FORM_LAYERS:
        return true; /* each is checked on its own */
    }
    return false;
}

static bool check_setting(struct check *check, const struct cs_yaml_node *node)
{
    bool adds;
    const struct cs_profile_key *key = cs_profile_key_find(node->key, &adds);

    check->scope = scope_of(node->key);
    return check_form(check, key, node);
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

    if (asprintf(&whole, "%s/%s", profile->folder, path) < 0) {
        cs_diagnose(diagnostics, path, nowhere, "no memory");
        return NULL;
    }
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

static bool check_root(struct check *check, const struct cs_yaml_node *node)
{
    const struct cs_yaml_node *root = cs_yaml_get(node, "root");

    if (root == NULL || root->text[0] == '/')
        return true;
    cs_yaml_error(root, check->diagnostics, "`root` is an absolute path");
    return false;
}

/* Addresses of ours: only one that runs already can be where it does not see those of loopback. */
static bool check_addresses(struct check *check, const struct cs_yaml_node *node)
{
    const struct cs_yaml_node *list = cs_yaml_get(node, "origin_addresses");

    if (list == NULL || cs_address_list_count(list->text) > 0)
        return true;
    cs_yaml_error(list, check->diagnostics,
                  "`origin_addresses` are up to %d IPv4 addresses of ours, such as 10.9.0.1,10.9.0.2",
                  CS_ADDRESS_LIST_MAX);
    return false;
}

/* Where a proxy runs already. */
static bool check_proxy(struct check *check, const struct cs_yaml_node *node)
{
    const struct cs_yaml_node *proxy = cs_yaml_get(node, "proxy");
    struct sockaddr_in address;

    if (proxy == NULL || cs_port_address(proxy->text, &address))
        return true;
    cs_yaml_error(proxy, check->diagnostics, "`proxy` is ADDRESS:PORT with an IPv4 address, such as 127.0.0.1:3128");
    return false;
}

static bool check_account(struct check *check, const struct cs_yaml_node *layer)
{
    struct cs_choice choice = {.profile = check->profile, .layer_count = layer != NULL, .layers = {layer}};
    const struct cs_yaml_node *auth = cs_choice_get(&choice, "auth");

    if (auth == NULL || strcmp(auth->text, "none") == 0)
        return true;
    if (cs_choice_get(&choice, "user") != NULL && cs_choice_get(&choice, "password") != NULL)
        return true;
    cs_yaml_error(auth, check->diagnostics, "`auth: %s` needs `user` and `password`", auth->text);
    return false;
}

/* What a layer gives are needs that cases may have. */
static bool check_gives(struct check *check, const struct cs_yaml_node *node)
{
    const struct cs_yaml_node *gives = cs_yaml_get(node, "gives");
    char **words = NULL;
    size_t count;

    if (gives == NULL)
        return true;
    if (!cs_yaml_words(gives, cs_case_needs(), &words, &count, check->diagnostics))
        return false;
    cs_words_free(words);
    return true;
}

/* The settings of a profile or of one of its layers. */
static bool check_settings(struct check *check, const struct cs_yaml_node *node, const char *const *allowed)
{
    bool good = cs_yaml_check_keys(node, allowed, check->diagnostics);

    for (size_t i = 0; good && i < node->count; i++)
        good &= check_setting(check, node->members[i]);
    return good && check_files(check, node) && check_leftovers(check, node) && check_gives(check, node) &&
           check_root(check, node) && check_proxy(check, node) && check_addresses(check, node);
}

static bool check_name(struct check *check, const struct cs_yaml_node *node, const char *name)
{
    if (name[0] != '\0' && strlen(name) < 32 && name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0')
        return true;
    cs_yaml_key_error(node, check->diagnostics, "a name has 1 to 31 lower-case letters, digits and `-`, unlike `%s`",
                      name);
    return false;
}

static bool check_layers(struct check *check)
{
    const struct cs_yaml_node *layers = cs_profile_layers(check->profile);
    bool good = true;

    if (layers != NULL && layers->kind != CS_YAML_MAPPING) {
        cs_yaml_error(layers, check->diagnostics, "a mapping is needed here");
        return false;
    }
    for (size_t i = 0; layers != NULL && i < layers->count; i++) {
        const struct cs_yaml_node *layer = layers->members[i];

        good &= check_name(check, layer, layer->key) && check_settings(check, layer, cs_profile_layer_keys()) &&
                check_account(check, layer);
    }
    return good;
}

/* A profile says how to start something, or where it runs. */
static bool check_required(struct check *check)
{
    static const char *const required[] = {"name", "title", "program", "command"};
    const struct cs_yaml_node *root = check->profile->root;
    size_t count = sizeof(required) / sizeof(required[0]) - (cs_yaml_get(root, "proxy") != NULL ? 2 : 0);
    bool good = true;

    for (size_t i = 0; i < count; i++) {
        const struct cs_yaml_node *node = cs_yaml_get(root, required[i]);

        if (node != NULL && (node->kind == CS_YAML_SCALAR || node->count > 0))
            continue;
        cs_yaml_error(root, check->diagnostics, "`%s` is missing", required[i]);
        good = false;
    }
    return good;
}

bool cs_profile_check(const struct cs_profile *profile, struct cs_diagnostics *diagnostics)
{
    struct check check = {.profile = profile, .diagnostics = diagnostics};
    const struct cs_yaml_node *name = cs_yaml_get(profile->root, "name");

    if (!check_settings(&check, profile->root, cs_profile_keys()) || !check_required(&check) ||
        !check_name(&check, name, name->text) || !check_account(&check, NULL) || !check_layers(&check))
        return false;
    if (strcmp(name->text, profile->name) == 0)
        return true;
    cs_yaml_error(name, diagnostics, "the file of this profile has to be called %s.yaml", name->text);
    return false;
}
