#include "harness/scenario/requirement.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/scenario/yaml.h"

#define CATALOGUE_BYTES_MAX ((size_t)4 << 20)

static const char *const levels[] = {"MUST", "MUST NOT",        "SHOULD",  "SHOULD NOT",
                                     "MAY",  "security-advice", "interop", NULL};
static const char *const roles[] = {"proxy", "client", "origin", NULL};
static const char *const severities[] = {"low", "medium", "high", "critical", NULL};
static const char *const bases[] = {"explicit", "derived", "none", NULL};
static const char *const checks[] = {"secondary", "unread", NULL};

static const char *const keys[] = {"id",           "area",         "role",      "level",      "basis", "severity",
                                   "source",       "source_check", "statement", "probe",      "pass",  "fail",
                                   "inconclusive", "accept",       "ambiguity", "references", NULL};

struct reader {
    const struct cs_yaml_node *entry;
    struct cs_diagnostics *diagnostics;
};

static char *copy_of(struct reader *reader, const char *text)
{
    char *copy = strdup(text);

    if (copy == NULL)
        cs_yaml_error(reader->entry, reader->diagnostics, "out of memory");
    return copy;
}

/* The text of |key|; |absent| where there is none, an error when |absent| is NULL. */
static char *text_of(struct reader *reader, const char *key, const char *absent)
{
    const struct cs_yaml_node *node = cs_yaml_get(reader->entry, key);
    const char *text = node != NULL ? cs_yaml_text(node, reader->diagnostics) : absent;

    if (node == NULL && absent == NULL)
        cs_yaml_error(reader->entry, reader->diagnostics, "`%s` is missing", key);
    return text != NULL ? copy_of(reader, text) : NULL;
}

static char *choice_of(struct reader *reader, const char *key, const char *const *allowed, const char *absent)
{
    const struct cs_yaml_node *node = cs_yaml_get(reader->entry, key);
    char *text = text_of(reader, key, absent);

    if (node == NULL || text == NULL || cs_word_index(text, allowed) >= 0)
        return text;
    cs_yaml_error(node, reader->diagnostics, "`%s` is no `%s`", text, key);
    free(text);
    return NULL;
}

static bool words_of(struct reader *reader, const char *key, char ***out, size_t *count)
{
    const struct cs_yaml_node *node = cs_yaml_get(reader->entry, key);

    return node == NULL || cs_yaml_words(node, NULL, out, count, reader->diagnostics);
}

static bool load_item(struct cs_requirement *item, struct reader *reader)
{
    if (!cs_yaml_check_keys(reader->entry, keys, reader->diagnostics))
        return false;
    item->id = text_of(reader, "id", NULL);
    item->area = text_of(reader, "area", NULL);
    item->role = choice_of(reader, "role", roles, NULL);
    item->level = choice_of(reader, "level", levels, NULL);
    item->basis = choice_of(reader, "basis", bases, NULL);
    item->severity = choice_of(reader, "severity", severities, NULL);
    item->source = text_of(reader, "source", NULL);
    item->source_check = choice_of(reader, "source_check", checks, "read");
    item->statement = text_of(reader, "statement", NULL);
    item->probe = text_of(reader, "probe", NULL);
    item->pass = text_of(reader, "pass", NULL);
    item->fail = text_of(reader, "fail", NULL);
    item->inconclusive = text_of(reader, "inconclusive", CS_REQUIREMENT_INCONCLUSIVE);
    item->ambiguity = text_of(reader, "ambiguity", "");
    item->not_showable = copy_of(reader, "");
    return words_of(reader, "accept", &item->accept, &item->accept_count) &&
           words_of(reader, "references", &item->references, &item->reference_count);
}

static void check_unique(const struct cs_catalogue *catalogue, struct reader *reader)
{
    const struct cs_requirement *last = &catalogue->items[catalogue->count - 1];
    const struct cs_requirement *first = last->id != NULL ? cs_catalogue_find(catalogue, last->id) : last;

    if (first != last)
        cs_yaml_error(cs_yaml_get(reader->entry, "id"), reader->diagnostics, "the id `%s` stands here twice", last->id);
}

static struct cs_catalogue *load_all(const struct cs_yaml_node *root, struct cs_diagnostics *diagnostics)
{
    struct cs_catalogue *catalogue = calloc(1, sizeof(*catalogue));
    size_t errors = diagnostics->count;

    if (root->kind != CS_YAML_SEQUENCE || root->count == 0)
        cs_yaml_error(root, diagnostics, "a list of requirements is needed here");
    else if (catalogue != NULL)
        catalogue->items = calloc(root->count, sizeof(struct cs_requirement));
    if ((catalogue == NULL || catalogue->items == NULL) && diagnostics->count == errors)
        cs_yaml_error(root, diagnostics, "out of memory");
    for (size_t i = 0; catalogue != NULL && catalogue->items != NULL && i < root->count; i++) {
        struct reader reader = {root->members[i], diagnostics};

        catalogue->count++;
        if (load_item(&catalogue->items[i], &reader))
            check_unique(catalogue, &reader);
    }
    if (diagnostics->count == errors)
        return catalogue;
    cs_catalogue_free(catalogue);
    return NULL;
}

static void add_reason(struct cs_catalogue *catalogue, const struct cs_yaml_node *node,
                       struct cs_diagnostics *diagnostics)
{
    struct cs_requirement *item = (struct cs_requirement *)cs_catalogue_find(catalogue, node->key);
    const char *reason = cs_yaml_text(node, diagnostics);

    if (item == NULL) {
        cs_yaml_key_error(node, diagnostics, "there is no requirement `%s`", node->key);
    } else if (reason != NULL) {
        free(item->not_showable);
        item->not_showable = strdup(reason);
        if (item->not_showable == NULL)
            cs_yaml_error(node, diagnostics, "out of memory");
    }
}

/* not-showable.yaml beside the catalogue.  False with diagnostics. */
static bool load_reasons(struct cs_catalogue *catalogue, const char *catalogue_path, struct cs_diagnostics *diagnostics)
{
    const char *slash = strrchr(catalogue_path, '/');
    int folder = slash == NULL ? 0 : (int)(slash - catalogue_path) + 1;
    size_t errors = diagnostics->count, length = 0;
    struct cs_yaml_node *root = NULL;
    char *text = NULL, *path = NULL;

    if (asprintf(&path, "%.*snot-showable.yaml", folder, catalogue_path) < 0) {
        cs_diagnose(diagnostics, catalogue_path, (struct cs_place){0, 0}, "out of memory");
        return false;
    }
    if (access(path, F_OK) == 0)
        text = cs_file_read(path, CATALOGUE_BYTES_MAX, &length, diagnostics);
    if (text != NULL)
        root = cs_yaml_load(text, length, CATALOGUE_BYTES_MAX, path, diagnostics);
    if (root != NULL && root->kind != CS_YAML_MAPPING)
        cs_yaml_error(root, diagnostics, "a mapping of requirements to reasons is needed here");
    for (size_t i = 0; root != NULL && root->kind == CS_YAML_MAPPING && i < root->count; i++)
        add_reason(catalogue, root->members[i], diagnostics);
    cs_yaml_free(root);
    free(text);
    free(path);
    return diagnostics->count == errors;
}

struct cs_catalogue *cs_catalogue_load(const char *path, struct cs_diagnostics *diagnostics)
{
    struct cs_catalogue *catalogue = NULL;
    struct cs_yaml_node *root = NULL;
    size_t length = 0;
    char *text = cs_file_read(path, CATALOGUE_BYTES_MAX, &length, diagnostics);

    if (text != NULL)
        root = cs_yaml_load(text, length, CATALOGUE_BYTES_MAX, path, diagnostics);
    if (root != NULL)
        catalogue = load_all(root, diagnostics);
    cs_yaml_free(root);
    free(text);
    if (catalogue == NULL || load_reasons(catalogue, path, diagnostics))
        return catalogue;
    cs_catalogue_free(catalogue);
    return NULL;
}

static void free_item(struct cs_requirement *item)
{
    free(item->id);
    free(item->area);
    free(item->role);
    free(item->level);
    free(item->basis);
    free(item->severity);
    free(item->source);
    free(item->source_check);
    free(item->statement);
    free(item->probe);
    free(item->pass);
    free(item->fail);
    free(item->inconclusive);
    free(item->ambiguity);
    free(item->not_showable);
    cs_words_free(item->accept);
    cs_words_free(item->references);
}

void cs_catalogue_free(struct cs_catalogue *catalogue)
{
    if (catalogue == NULL)
        return;
    for (size_t i = 0; i < catalogue->count; i++)
        free_item(&catalogue->items[i]);
    free(catalogue->items);
    free(catalogue);
}

const struct cs_requirement *cs_catalogue_find(const struct cs_catalogue *catalogue, const char *id)
{
    for (size_t i = 0; i < catalogue->count; i++)
        if (catalogue->items[i].id != NULL && strcmp(catalogue->items[i].id, id) == 0)
            return &catalogue->items[i];
    return NULL;
}
