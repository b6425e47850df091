/* Byte strings of a case file. */
#include <stdlib.h>
#include <string.h>

#include "harness/scenario/case_sample.h"
#include "harness/scenario/case_schema.h"
#include "harness/scenario/variable_list.h"

static const char *scalar_problem(const struct cs_yaml_node *node)
{
    if (node->kind != CS_YAML_SCALAR)
        return "a byte string is needed here";
    switch (node->style) {
    case CS_YAML_PLAIN:
        if (node->length == 0)
            return "a byte string is missing; the empty one is written ''";
        return node->lines > 0 ? "a byte string of several lines has to be a block scalar (|)" : NULL;
    case CS_YAML_SINGLE_QUOTED:
        return node->lines > 0 ? "a byte string of several lines has to be a block scalar (|)" : NULL;
    case CS_YAML_DOUBLE_QUOTED:
        return "a byte string in double quotes would have YAML's escapes; use single quotes or a block scalar (|)";
    case CS_YAML_FOLDED:
        return "a folded byte string would have YAML's blanks; use a block scalar with | instead of >";
    case CS_YAML_LITERAL:
        break;
    }
    return NULL;
}

/* Blanks before the end of a block scalar's last line count for nothing, as they do before a line break. */
static size_t useful_length(const struct cs_yaml_node *node)
{
    size_t length = node->length;

    while (node->style == CS_YAML_LITERAL && length > 0 && strchr(" \t\n", node->text[length - 1]) != NULL)
        length--;
    return length;
}

struct variable_check {
    struct cs_case_loader *loader;
    const struct cs_yaml_node *node;
    bool uses_value;
    bool good;
};

/* Where the file says |name| in a placeholder. */
static struct cs_place place_of_name(const struct cs_case_loader *loader, const struct cs_yaml_node *node,
                                     const char *name)
{
    const char *from = strstr(node->text, "${");
    const char *found = from != NULL ? strstr(from, name) : NULL;
    size_t length = strlen(name);

    while (found != NULL && (found[-1] == '-' || (found[-1] != ' ' && found[-1] != '{') ||
                             (found[length] != '}' && found[length] != '+' && found[length] != '-')))
        found = strstr(found + 1, name);
    if (found == NULL)
        return node->place;
    return cs_yaml_place_within(node, loader->text, loader->length, (size_t)(found - node->text));
}

static bool use_binding(struct variable_check *check, const char *name)
{
    const struct cs_case_loader *loader = check->loader;

    if (loader->sample == NULL || loader->item->value_count == 0)
        return false;
    for (size_t i = 0; i < loader->item->values[0].binding_count; i++) {
        if (strcmp(loader->item->values[0].names[i], name) != 0)
            continue;
        loader->binding_used[i] = true;
        check->uses_value = true;
        return true;
    }
    return false;
}

static bool says(char *const *words, const char *word)
{
    return words != NULL && cs_word_index(word, (const char *const *)words) >= 0;
}

/* What a case has to say so that |variable| is there whenever it runs: an entry of `needs` or of `listen`, or NULL.  A
 * name must not be looked up where somebody else would be asked for it. */
static const char *lacks(const struct cs_case *item, const char *variable)
{
    static const struct {
        const char *variable;
        const char *need, *listener;
        const char *why;
    } rows[] = {
#define VARIABLE_NEEDS(name, sample, need, listener, why) {name, need, listener, why},
        CS_VARIABLE_LIST(VARIABLE_NEEDS)
#undef VARIABLE_NEEDS
    };

    if (strcmp(variable, "denied-port") == 0 && says(item->needs, "unsafe-port"))
        return NULL;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (strcmp(rows[i].variable, variable) == 0 &&
            ((rows[i].need != NULL && !says(item->needs, rows[i].need)) ||
             (rows[i].listener != NULL && !says(item->listen, rows[i].listener))))
            return rows[i].why;
    return NULL;
}

static void visit_variable(const char *name, void *context)
{
    struct variable_check *check = context;
    const char *lacking = lacks(check->loader->item, name);
    struct cs_place place;
    const char *near;

    if (!check->good)
        return;
    if (lacking == NULL && (cs_word_index(name, cs_case_variables) >= 0 || use_binding(check, name)))
        return;
    place = place_of_name(check->loader, check->node, name);
    near = cs_word_nearest(name, cs_case_variables);
    check->good = false;
    if (lacking != NULL)
        cs_diagnose(check->loader->diagnostics, check->node->path, place, "%s", lacking);
    else if (near != NULL)
        cs_diagnose(check->loader->diagnostics, check->node->path, place, "no variable `%s`; did you mean `%s`?", name,
                    near);
    else
        cs_diagnose(check->loader->diagnostics, check->node->path, place, "no variable `%s`", name);
}

static size_t held_by(const struct cs_bytes *bytes)
{
    size_t held = 0;

    for (size_t i = 0; i < bytes->count; i++)
        held += bytes->pieces[i].length;
    return held;
}

/* What is wrong with |bytes| as the operand of |kind|, or NULL. */
static const char *content_problem(const struct cs_condition_kind *kind, const struct cs_bytes *bytes)
{
    size_t length = 0;
    char *text = NULL;
    const char *problem = NULL;

    if (kind == NULL || kind->operand == CS_OPERAND_BYTES)
        return NULL;
    text = cs_bytes_flatten(bytes, CS_CASE_WORD_MAX, &length);
    if (text == NULL)
        return bytes->total > CS_CASE_WORD_MAX ? "too long for a word" : "out of memory";
    problem = cs_operand_problem(kind, text, length);
    free(text);
    return problem;
}

static bool try_value(struct cs_case_loader *loader, const struct cs_yaml_node *node, const struct cs_template *item,
                      int value, const struct cs_condition_kind *kind)
{
    char error[CS_TEMPLATE_ERROR_MAX];
    const char *problem = NULL;
    struct cs_bytes bytes;

    if (cs_case_sample_expand(loader->sample, value, item, &bytes, error)) {
        loader->held_bytes += held_by(&bytes);
        problem = content_problem(kind, &bytes);
        if (loader->held_bytes > CS_CASE_HELD_MAX)
            problem = "all byte strings together are longer than 64 MiB";
        cs_bytes_free(&bytes);
    } else {
        problem = error;
    }
    if (problem == NULL)
        return true;
    if (value >= 0)
        cs_yaml_error(node, loader->diagnostics, "%s (for the value `%s`)", problem, loader->item->values[value].label);
    else
        cs_yaml_error(node, loader->diagnostics, "%s", problem);
    return false;
}

static bool try_all(struct cs_case_loader *loader, const struct cs_yaml_node *node, const struct cs_template *item,
                    bool uses_value, const struct cs_condition_kind *kind)
{
    bool good = true;

    if (!uses_value)
        return try_value(loader, node, item, -1, kind);
    for (size_t i = 0; good && i < loader->item->value_count; i++)
        good = try_value(loader, node, item, (int)i, kind);
    return good;
}

static struct cs_template *parse(struct cs_case_loader *loader, const struct cs_yaml_node *node)
{
    char error[CS_TEMPLATE_ERROR_MAX];
    size_t offset = 0;
    struct cs_template *item = cs_template_parse(node->text, useful_length(node), error, &offset);

    if (item == NULL)
        cs_diagnose(loader->diagnostics, node->path, cs_yaml_place_within(node, loader->text, loader->length, offset),
                    "%s", error);
    return item;
}

struct cs_template *cs_case_load_template(struct cs_case_loader *loader, const struct cs_yaml_node *node,
                                          const struct cs_condition_kind *kind)
{
    const char *problem = scalar_problem(node);
    struct variable_check check = {loader, node, false, true};
    struct cs_template *item = NULL;

    loader->template_bytes += node->length;
    if (problem == NULL && loader->template_bytes > CS_CASE_TEXT_MAX)
        problem = "all byte strings together, with repetition, are longer than 1 MiB";
    if (problem != NULL) {
        cs_yaml_error(node, loader->diagnostics, "%s", problem);
        return NULL;
    }
    item = parse(loader, node);
    if (item == NULL)
        return NULL;
    cs_template_each_variable(item, visit_variable, &check);
    if (check.good && (loader->sample == NULL || try_all(loader, node, item, check.uses_value, kind)))
        return item;
    cs_template_free(item);
    return NULL;
}
