/* The values of a family. */
#include <stdlib.h>
#include <string.h>

#include "harness/scenario/case_sample.h"
#include "harness/scenario/case_schema.h"

static const char *label_problem(const char *label)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+=:-";

    if (strspn(label, allowed) != strlen(label))
        return "a value's label is made of letters, digits and . _ + = : - (it becomes a part of the case's id)";
    return strlen(label) > CS_CASE_WORD_MAX ? "a value's label has at most 64 bytes" : NULL;
}

/* As the template language takes them: words that begin with a letter, with hyphens between. */
static const char *name_problem(const char *name)
{
    bool first = true;

    if (cs_word_index(name, cs_case_variables) >= 0)
        return "this is the name of a built-in variable";
    for (size_t i = 0; i == 0 || name[i - 1] != '\0'; i++) {
        bool letter = name[i] >= 'a' && name[i] <= 'z';
        bool digit = name[i] >= '0' && name[i] <= '9';
        bool end = name[i] == '-' || name[i] == '\0';

        if (first ? !letter : !letter && !digit && !end)
            return "a name is made of lower-case letters, digits and hyphens, each word beginning with a letter";
        first = name[i] == '-';
    }
    return strlen(name) > CS_CASE_WORD_MAX ? "a name has at most 64 bytes" : NULL;
}

static bool add_binding(struct cs_case_loader *loader, struct cs_value *value, const char *name,
                        const struct cs_yaml_node *node)
{
    size_t at = value->binding_count;

    value->bindings[at] = cs_case_load_template(loader, node, NULL);
    if (value->bindings[at] == NULL)
        return false;
    value->names[at] = strdup(name);
    value->binding_count++;
    return value->names[at] != NULL;
}

static bool add_member(struct cs_case_loader *loader, struct cs_value *value, const struct cs_yaml_node *node)
{
    const char *problem = NULL;
    size_t count = 0;

    if (strcmp(node->key, "catches") == 0)
        return cs_yaml_words(node, NULL, &value->catches, &count, loader->diagnostics);
    problem = name_problem(node->key);
    if (problem == NULL)
        return add_binding(loader, value, node->key, node);
    cs_yaml_key_error(node, loader->diagnostics, "%s", problem);
    return false;
}

static bool load_value(struct cs_case_loader *loader, struct cs_value *value, const struct cs_yaml_node *node)
{
    const char *problem = label_problem(node->key);
    size_t room = node->kind == CS_YAML_MAPPING ? node->count : 1;
    bool good = true;

    if (problem != NULL) {
        cs_yaml_key_error(node, loader->diagnostics, "%s", problem);
        return false;
    }
    value->place = node->key_place;
    value->label = strdup(node->key);
    value->names = calloc(room + 1, sizeof(char *));
    value->bindings = calloc(room + 1, sizeof(struct cs_template *));
    if (value->label == NULL || value->names == NULL || value->bindings == NULL)
        return false;
    if (node->kind != CS_YAML_MAPPING)
        return add_binding(loader, value, "value", node);
    for (size_t i = 0; i < node->count; i++)
        good = add_member(loader, value, node->members[i]) && good;
    if (good && value->binding_count == 0) {
        cs_yaml_error(node, loader->diagnostics, "this value binds no name");
        return false;
    }
    return good;
}

static bool binds(const struct cs_value *value, const char *name)
{
    for (size_t i = 0; i < value->binding_count; i++)
        if (strcmp(value->names[i], name) == 0)
            return true;
    return false;
}

/* Every value has to bind what the first one does, or a step could not be filled in. */
static bool binds_the_same(struct cs_case_loader *loader, const struct cs_value *value)
{
    const struct cs_value *first = &loader->item->values[0];
    bool good = value->binding_count == first->binding_count;

    for (size_t i = 0; good && i < first->binding_count; i++)
        good = binds(value, first->names[i]);
    if (!good)
        cs_diagnose(loader->diagnostics, loader->item->path, value->place,
                    "the value `%s` does not bind the same names as `%s`", value->label, first->label);
    return good;
}

bool cs_case_load_values(struct cs_case_loader *loader, const struct cs_yaml_node *node)
{
    struct cs_case *item = loader->item;
    bool good = true;

    if (node->kind != CS_YAML_MAPPING || node->count == 0 || node->count > CS_CASE_VALUES_MAX) {
        cs_yaml_error(node, loader->diagnostics, "`values` is a mapping of 1 to %d labels", CS_CASE_VALUES_MAX);
        return false;
    }
    item->values = calloc(node->count, sizeof(struct cs_value));
    if (item->values == NULL)
        return false;
    for (size_t i = 0; i < node->count; i++) {
        item->value_count++;
        good = load_value(loader, &item->values[i], node->members[i]) && good;
    }
    for (size_t i = 1; good && i < node->count; i++)
        good = binds_the_same(loader, &item->values[i]);
    if (good)
        loader->binding_used = calloc(item->values[0].binding_count, sizeof(bool));
    return good && loader->binding_used != NULL;
}
