/* A case file as a whole. */
#include "harness/scenario/case.h"

#include <stdlib.h>
#include <string.h>

#include "harness/scenario/case_sample.h"
#include "harness/scenario/case_schema.h"
#include "harness/scenario/invariant.h"
#include "reports/version.h"

static const struct cs_yaml_node *field(const struct cs_yaml_node *root, const char *key)
{
    return cs_yaml_get(root, key);
}

/* C0, DEL, or C1 (in UTF-8: C2 80 to C2 9F), which double quotes can write. */
static bool has_control(const char *text)
{
    for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; at++)
        if (*at < 0x20 || *at == 0x7f || (at[0] == 0xc2 && at[1] < 0xa0))
            return true;
    return false;
}

/* One line of text for people, if it is there. */
static bool load_line(struct cs_case_loader *loader, const struct cs_yaml_node *node, char **out)
{
    const char *text = node != NULL ? cs_yaml_text(node, loader->diagnostics) : NULL;

    if (node == NULL)
        return true;
    if (text == NULL)
        return false;
    *out = strdup(text);
    if (*out == NULL)
        return false;
    /* A folded scalar ends with a line break. */
    if (node->style == CS_YAML_FOLDED && (*out)[node->length - 1] == '\n')
        (*out)[node->length - 1] = '\0';
    if (!has_control(*out))
        return true;
    cs_yaml_error(node, loader->diagnostics, "one line without control bytes is needed here");
    return false;
}

static bool load_words(struct cs_case_loader *loader, const struct cs_yaml_node *node, const char *const *allowed,
                       char ***out, size_t *count)
{
    return node == NULL || cs_yaml_words(node, allowed, out, count, loader->diagnostics);
}

/* One of |allowed|, if it is there; stores its index. */
static bool load_choice(struct cs_case_loader *loader, const struct cs_yaml_node *node, const char *const *allowed,
                        int *out)
{
    const char *text = node != NULL ? cs_yaml_text(node, loader->diagnostics) : NULL;
    const char *near = text != NULL ? cs_word_nearest(text, allowed) : NULL;

    *out = text != NULL ? cs_word_index(text, allowed) : -1;
    if (node == NULL || *out >= 0)
        return true;
    if (text != NULL && near != NULL)
        cs_yaml_error(node, loader->diagnostics, "`%s` is unknown here; did you mean `%s`?", text, near);
    else if (text != NULL)
        cs_yaml_error(node, loader->diagnostics, "`%s` is unknown here", text);
    return false;
}

static bool load_id(struct cs_case_loader *loader, const struct cs_yaml_node *node, const char *expected)
{
    struct cs_case *item = loader->item;

    if (node == NULL || !load_line(loader, node, &item->id))
        return false;
    if (!cs_case_is_id(item->id))
        cs_yaml_error(node, loader->diagnostics, "an id is made of words of a-z, 0-9 and - with / between them");
    else if (expected != NULL && strcmp(item->id, expected) != 0)
        cs_yaml_error(node, loader->diagnostics, "the id has to be the path: `%s`", expected);
    else if (expected == NULL && !cs_case_path_ends_with(item->path, item->id))
        cs_yaml_error(node, loader->diagnostics, "the id has to be the path, but the file is no `%s.yaml`", item->id);
    else
        return true;
    return false;
}

static bool find_requirement(struct cs_case_loader *loader, size_t index, const struct cs_yaml_node *node)
{
    struct cs_case *item = loader->item;
    const char *id = item->requirement_ids[index];
    const char *words[2] = {NULL, NULL};
    const char *near = NULL;

    item->requirements[index] = cs_catalogue_find(loader->catalogue, id);
    if (item->requirements[index] != NULL)
        return true;
    for (size_t i = 0; near == NULL && i < loader->catalogue->count; i++) {
        words[0] = loader->catalogue->items[i].id;
        near = strcasecmp(words[0], id) == 0 ? words[0] : NULL;
    }
    cs_yaml_error(node, loader->diagnostics, "no requirement `%s`%s%s%s", id, near != NULL ? "; did you mean `" : "",
                  near != NULL ? near : "", near != NULL ? "`?" : "");
    return false;
}

static bool load_requirements(struct cs_case_loader *loader, const struct cs_yaml_node *node)
{
    struct cs_case *item = loader->item;
    bool good = node != NULL && load_words(loader, node, NULL, &item->requirement_ids, &item->requirement_count);

    if (good && item->requirement_count == 0) {
        cs_yaml_error(node, loader->diagnostics, "a case cites at least one requirement");
        return false;
    }
    if (!good || loader->catalogue == NULL)
        return good;
    item->requirements = calloc(item->requirement_count, sizeof(struct cs_requirement *));
    if (item->requirements == NULL)
        return false;
    for (size_t i = 0; i < item->requirement_count; i++)
        good = find_requirement(loader, i, node->members[i]) && good;
    return good;
}

static bool load_since(struct cs_case_loader *loader, const struct cs_yaml_node *node)
{
    if (!load_line(loader, node, &loader->item->since))
        return false;
    if (node == NULL || cs_version_valid(loader->item->since))
        return true;
    cs_yaml_error(node, loader->diagnostics, "a version has three numbers, such as 1.4.0");
    return false;
}

static bool load_level(struct cs_case_loader *loader, const struct cs_yaml_node *root)
{
    int level = 0;
    bool good = load_choice(loader, field(root, "level"), cs_case_levels, &level) && level >= 0;

    if (good)
        loader->item->level = (enum cs_case_level)level;
    if (!load_requirements(loader, field(root, "requirements")))
        return false;
    if (good && loader->catalogue != NULL)
        cs_case_check_level(loader, field(root, "level"));
    return good;
}

static bool is_bug(const char *text)
{
    return strncmp(text, "CVE-", 4) == 0 || strncmp(text, "GHSA-", 5) == 0 ||
           (text[0] != '#' && strchr(text, '#') != NULL && strchr(text, ' ') == NULL);
}

static bool load_bugs(struct cs_case_loader *loader, const struct cs_yaml_node *node)
{
    struct cs_case *item = loader->item;
    bool good = load_words(loader, node, NULL, &item->bugs, &item->bug_count);

    for (size_t i = 0; good && i < item->bug_count; i++) {
        if (is_bug(item->bugs[i]))
            continue;
        cs_yaml_error(node->members[i], loader->diagnostics,
                      "a bug is named CVE-YEAR-NUMBER, GHSA-..., VU#NUMBER or OWNER/REPOSITORY#NUMBER");
        good = false;
    }
    return good;
}

/* Whoever makes a run wait has to say so. */
static bool load_patience(struct cs_case_loader *loader, const struct cs_yaml_node *node)
{
    struct cs_case *item = loader->item;
    uint64_t seconds = 0;

    if (node == NULL)
        return true;
    if (!cs_yaml_number(node, 1, CS_CASE_PATIENCE_MAX, &seconds, loader->diagnostics))
        return false;
    item->patience = (unsigned)seconds;
    if (cs_case_is_slow(item))
        return true;
    cs_yaml_error(node, loader->diagnostics, "a case that takes its time has the tag `slow`");
    return false;
}

/* What the target is; everything else in the file depends on it. */
static bool load_role(struct cs_case_loader *loader, const struct cs_yaml_node *node)
{
    int chosen = 0;

    if (!load_choice(loader, node, cs_role_names, &chosen))
        return false;
    loader->item->role = &cs_roles[chosen > 0 ? chosen : 0];
    return true;
}

static bool load_over(struct cs_case_loader *loader, const struct cs_yaml_node *node)
{
    char **words = NULL;
    size_t count = 0;

    if (!load_words(loader, node, cs_transport_names, &words, &count))
        return false;
    for (size_t i = 0; i < count; i++)
        loader->item->over |= 1u << cs_word_index(words[i], cs_transport_names);
    cs_words_free(words);
    if (node == NULL || count > 0)
        return true;
    cs_yaml_error(node, loader->diagnostics, "`over` names at least one of h1, h2, h3");
    return false;
}

/* Ports that have to be let through, or nobody could see what the target does. */
static bool load_visible(struct cs_case_loader *loader, const struct cs_yaml_node *node)
{
    struct cs_case *item = loader->item;
    size_t count = node != NULL && node->kind == CS_YAML_SEQUENCE ? node->count : 0;

    if (node == NULL)
        return true;
    if (count == 0) {
        cs_yaml_error(node, loader->diagnostics, "`visible-if` is a list of ports that have to be let through");
        return false;
    }
    item->visible_ports = calloc(count, sizeof(*item->visible_ports));
    for (size_t i = 0; item->visible_ports != NULL && i < count; i++) {
        uint64_t port = 0;

        if (!cs_yaml_number(node->members[i], 1, 65535, &port, loader->diagnostics))
            return false;
        item->visible_ports[item->visible_count++] = (uint16_t)port;
    }
    return item->visible_ports != NULL;
}

/* An empty list is a mistake; no list at all is for cases of others, who have no faults of ours for them (the suite's
 * own all have one, see cli/coverage_test.c). */
static void check_catches(struct cs_case_loader *loader, const struct cs_yaml_node *root)
{
    const struct cs_case *item = loader->item;
    const struct cs_yaml_node *node = field(root, "catches");

    if (item->level == CS_LEVEL_MAY || item->catch_count > 0 || node == NULL)
        return;
    cs_yaml_error(node, loader->diagnostics,
                  "a case of level `%s` needs `catches`: the faults that must turn it red (connectspec proxy "
                  "--list-faults)",
                  cs_case_level_name(item->level));
}

/* What has to hold in every transcript: words that somebody knows. */
static bool load_every(struct cs_case_loader *loader, const struct cs_yaml_node *node)
{
    struct cs_case *item = loader->item;
    bool good;

    if (node == NULL)
        return true;
    good = load_words(loader, node, NULL, &item->every, &item->every_count);
    item->every_words = calloc(item->every_count + 1, sizeof(*item->every_words));
    if (item->every_words == NULL) {
        cs_yaml_error(node, loader->diagnostics, "no memory");
        item->every_count = 0;
        return false;
    }
    for (size_t i = 0; good && i < item->every_count; i++) {
        item->every_words[i] = cs_invariant_find(item->every[i]);
        if (cs_invariant_known(item->every[i]))
            continue;
        cs_yaml_error(node->members[i], loader->diagnostics,
                      "`%s` is neither a word of `every` nor a finding of `connectspec parse`", item->every[i]);
        good = false;
    }
    return good;
}

/* What steps and outcomes lean on. */
static bool load_basis(struct cs_case_loader *loader, const struct cs_yaml_node *root)
{
    struct cs_case *item = loader->item;
    bool good = load_role(loader, field(root, "role"));

    good = load_over(loader, field(root, "over")) && good;
    good = load_words(loader, field(root, "tags"), NULL, &item->tags, &item->tag_count) && good;
    good = good && load_patience(loader, field(root, "patience"));
    good = load_words(loader, field(root, "needs"), cs_case_needs(), &item->needs, &item->need_count) && good;
    good = load_words(loader, field(root, "catches"), NULL, &item->catches, &item->catch_count) && good;
    good = load_words(loader, field(root, "listen"), cs_case_listeners, &item->listen, &item->listen_count) && good;
    (void)load_level(loader, root);
    return good;
}

static void load_head(struct cs_case_loader *loader, const struct cs_yaml_node *root, const char *expected_id)
{
    static const char *const silence[] = {"fails", NULL};
    static const char *const alone[] = {"yes", "last", NULL};
    struct cs_case *item = loader->item;
    const struct cs_yaml_node *depends_on = field(root, "depends_on");
    int chosen = -1;

    (void)load_id(loader, field(root, "id"), expected_id);
    (void)load_visible(loader, field(root, "visible-if"));
    (void)load_line(loader, field(root, "title"), &item->title);
    (void)load_line(loader, field(root, "danger"), &item->danger);
    (void)load_line(loader, depends_on, &item->depends_on);
    (void)load_since(loader, field(root, "since"));
    (void)load_words(loader, field(root, "aliases"), NULL, &item->aliases, &item->alias_count);
    (void)load_bugs(loader, field(root, "bugs"));
    (void)load_every(loader, field(root, "every"));
    (void)load_choice(loader, field(root, "silence"), silence, &chosen);
    item->silence_fails = chosen == 0;
    (void)load_choice(loader, field(root, "alone"), alone, &chosen);
    item->alone = chosen == 0 || chosen == 1;
    item->last = chosen == 1;
    (void)load_choice(loader, field(root, "enforces"), cs_case_policies, &chosen);
    if (chosen >= 0)
        item->enforces = strdup(cs_case_policies[chosen]);
    if (depends_on != NULL)
        item->depends_on_place = depends_on->place;
}

static void check_bindings_used(const struct cs_case_loader *loader, const struct cs_yaml_node *values)
{
    for (size_t i = 0; i < loader->item->values[0].binding_count; i++)
        if (!loader->binding_used[i])
            cs_yaml_key_error(values, loader->diagnostics, "no step and no outcome uses ${%s}",
                              loader->item->values[0].names[i]);
}

static void load_body(struct cs_case_loader *loader, const struct cs_yaml_node *root)
{
    struct cs_case *item = loader->item;
    const struct cs_yaml_node *values = field(root, "values");
    const struct cs_yaml_node *warn = field(root, "warn");
    bool good = values == NULL || cs_case_load_values(loader, values);

    if (!good || !cs_case_sample_start(loader))
        return;
    check_catches(loader, root);
    good = cs_case_load_steps(loader, field(root, "steps"));
    if (good)
        cs_case_check_steps(loader);
    good = cs_case_load_outcomes(loader, field(root, "accept"), &item->accept, &item->accept_count) && good;
    if (warn != NULL)
        good = cs_case_load_outcomes(loader, warn, &item->warn, &item->warn_count) && good;
    if (field(root, "observe") != NULL)
        good = cs_case_load_observation(loader, field(root, "observe")) && good;
    if (good && item->over == 0)
        item->over = cs_case_default_over(item);
    if (good)
        cs_case_check_outcomes(loader);
    if (good && values != NULL)
        check_bindings_used(loader, values);
}

static bool has_required_fields(struct cs_case_loader *loader, const struct cs_yaml_node *root)
{
    bool good = true;

    for (size_t i = 0; cs_case_required_fields[i] != NULL; i++) {
        if (field(root, cs_case_required_fields[i]) != NULL)
            continue;
        cs_yaml_error(root, loader->diagnostics, "`%s` is missing", cs_case_required_fields[i]);
        good = false;
    }
    return good;
}

/* Whether an unknown key may be one that steps and outcomes lean on, misspelt. */
static bool hides_basis(const struct cs_yaml_node *root)
{
    static const char *const basis[] = {"role",  "over",   "tags",   "patience", "needs",
                                        "steps", "listen", "values", "accept",   NULL};

    for (size_t i = 0; i < root->count; i++) {
        const char *key = root->members[i]->key;
        const char *near = cs_word_index(key, cs_case_fields) < 0 ? cs_word_nearest(key, cs_case_fields) : NULL;

        if (near != NULL && cs_word_index(near, basis) >= 0)
            return true;
    }
    return false;
}

/* One go tells all that is wrong, but for what would follow from something that is. */
static void load_fields(struct cs_case_loader *loader, const struct cs_yaml_node *root, const char *expected_id)
{
    bool known = cs_yaml_check_keys(root, cs_case_fields, loader->diagnostics);
    bool whole = known ? has_required_fields(loader, root) : !hides_basis(root);
    bool basis = load_basis(loader, root);

    load_head(loader, root, expected_id);
    if (whole && basis && field(root, "steps") != NULL && field(root, "accept") != NULL)
        load_body(loader, root);
}

static void load_case(struct cs_case_loader *loader, const char *expected_id)
{
    struct cs_yaml_node *root =
        cs_yaml_load(loader->text, loader->length, CS_CASE_BYTES_MAX, loader->item->path, loader->diagnostics);

    if (root != NULL && root->kind != CS_YAML_MAPPING)
        (void)cs_yaml_check_keys(root, cs_case_fields, loader->diagnostics);
    else if (root != NULL)
        load_fields(loader, root, expected_id);
    cs_yaml_free(root);
}

/* The text has no NUL behind it. */
static char *copy_text(const char *text, size_t length)
{
    char *copy = malloc(length + 1);

    if (copy == NULL)
        return NULL;
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

struct cs_case *cs_case_parse(const char *text, size_t length, const char *path, const char *expected_id,
                              const struct cs_catalogue *catalogue, struct cs_diagnostics *diagnostics)
{
    struct cs_case *item = calloc(1, sizeof(*item));
    struct cs_case_loader loader = {
        .item = item, .text = text, .length = length, .catalogue = catalogue, .diagnostics = diagnostics};
    size_t errors = diagnostics->count;

    if (item != NULL)
        item->path = strdup(path);
    if (item != NULL && item->path != NULL) {
        item->text = copy_text(text, length);
        load_case(&loader, expected_id);
        cs_case_sample_free(loader.sample);
        free(loader.binding_used);
    }
    if (item == NULL || item->path == NULL)
        cs_diagnose(diagnostics, path, (struct cs_place){0, 0}, "out of memory");
    if (diagnostics->count == errors)
        return item;
    cs_case_free(item);
    return NULL;
}
