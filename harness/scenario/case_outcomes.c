/* What a case accepts and what only warns. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/scenario/case_schema.h"

/* The condition that a key was most likely meant to be, written as it has to be; "" when none is near. */
static void suggest(const struct cs_role_words *role, const char *actor, const char *key, char out[CS_CASE_WORD_MAX])
{
    const char *keys[CS_COND_COUNT + 1] = {NULL};
    const char *near = NULL;
    size_t count = 0;

    for (int i = 0; i < CS_COND_COUNT; i++) {
        const struct cs_condition_kind *kind = cs_condition_at((enum cs_condition_id)i);

        if (cs_condition_find(role, actor, kind->key) != NULL)
            keys[count++] = kind->key;
    }
    near = cs_word_nearest(key, keys);
    out[0] = '\0';
    if (near != NULL)
        snprintf(out, CS_CASE_WORD_MAX, "; did you mean `%s%s%s`?", actor, actor[0] != '\0' ? "." : "", near);
}

static bool is_subject(const struct cs_role_words *role, const char *actor)
{
    for (int i = 0; i < CS_COND_COUNT; i++)
        if (cs_condition_find(role, actor, cs_condition_at((enum cs_condition_id)i)->key) != NULL)
            return true;
    return false;
}

/* Splits |name| at its first dot and finds the kind; false with an error. */
static bool find_kind(struct cs_case_loader *loader, struct cs_condition *condition, const char *name)
{
    const char *dot = strchr(name, '.');
    const char *key = dot != NULL ? dot + 1 : name;
    size_t length = dot != NULL ? (size_t)(dot - name) : 0;
    char near[CS_CASE_WORD_MAX];
    char actors[160];
    const struct cs_role_words *role = loader->item->role;

    if (length < sizeof(condition->subject)) {
        memcpy(condition->subject, name, length);
        condition->kind = (dot == NULL) == (length == 0) ? cs_condition_find(role, condition->subject, key) : NULL;
    }
    if (condition->kind != NULL)
        return true;
    if (length < sizeof(condition->subject) && (dot == NULL || is_subject(role, condition->subject))) {
        suggest(role, condition->subject, key, near);
        cs_diagnose(loader->diagnostics, loader->item->path, condition->place, "unknown condition `%s`%s", name, near);
    } else {
        cs_role_describe(role, actors, sizeof(actors));
        cs_diagnose(loader->diagnostics, loader->item->path, condition->place,
                    "unknown subject in `%s`; there are %s, denied, other, ipv6, localhost, web, near, "
                    "denied-host, denied-edges, host6, denied6, udp-other, udp-host6",
                    name, actors);
    }
    return false;
}

/* Where a list makes sense: cases/README.md says whether one member or all of them have to match. */
static bool takes_list(const struct cs_condition_kind *kind)
{
    switch (kind->operand) {
    case CS_OPERAND_STATUS:
    case CS_OPERAND_STATUS_OR_NOTHING:
    case CS_OPERAND_END:
    case CS_OPERAND_NAMES:
        return true;
    case CS_OPERAND_COUNT:
        return false;
    case CS_OPERAND_BYTES:
        break;
    }
    return strcmp(kind->key, "lacks-text") == 0 || strcmp(kind->key, "has-text") == 0 ||
           strcmp(kind->key, "datagrams") == 0;
}

static bool load_operands(struct cs_case_loader *loader, struct cs_condition *condition,
                          const struct cs_yaml_node *node)
{
    const struct cs_condition_kind *kind = condition->kind;
    bool list = node->kind == CS_YAML_SEQUENCE;
    size_t count = list ? node->count : 1;

    if (kind->operand == CS_OPERAND_STATUS_OR_NOTHING && node->kind == CS_YAML_SCALAR && node->length == 0)
        return true;
    if (count == 0 || (list && !takes_list(kind))) {
        cs_yaml_error(node, loader->diagnostics, count == 0 ? "the list is empty" : "`%s` takes no list", kind->key);
        return false;
    }
    condition->operands = calloc(count, sizeof(struct cs_template *));
    for (size_t i = 0; condition->operands != NULL && i < count; i++) {
        const struct cs_yaml_node *word = list ? node->members[i] : node;

        loader->item->takes_long |=
            kind->id == CS_COND_OUTCOME && word->text != NULL && strcmp(word->text, "hung") == 0;
        condition->operands[i] = cs_case_load_template(loader, word, kind);
        if (condition->operands[i] == NULL)
            return false;
        condition->operand_count++;
    }
    return condition->operands != NULL;
}

static bool load_condition(struct cs_case_loader *loader, struct cs_condition *condition,
                           const struct cs_yaml_node *node)
{
    condition->place = node->key_place;
    return find_kind(loader, condition, node->key) && load_operands(loader, condition, node);
}

/* `- refused`. */
static bool load_shorthand(struct cs_case_loader *loader, struct cs_condition *condition,
                           const struct cs_yaml_node *node)
{
    const char *name = cs_yaml_text(node, loader->diagnostics);

    condition->place = node->place;
    if (name == NULL || !find_kind(loader, condition, name))
        return false;
    if (condition->kind->operand == CS_OPERAND_STATUS_OR_NOTHING)
        return true;
    cs_yaml_error(node, loader->diagnostics, "`%s` needs an operand", name);
    return false;
}

static bool load_outcome(struct cs_case_loader *loader, struct cs_outcome *outcome, const struct cs_yaml_node *node)
{
    size_t count = node->kind == CS_YAML_MAPPING ? node->count : 1;
    bool good = true;

    outcome->place = node->place;
    if (count == 0 || node->kind == CS_YAML_SEQUENCE) {
        cs_yaml_error(node, loader->diagnostics, "an outcome is a mapping of conditions, or `refused` or `tunnel`");
        return false;
    }
    outcome->conditions = calloc(count, sizeof(struct cs_condition));
    if (outcome->conditions == NULL)
        return false;
    outcome->condition_count = count;
    if (node->kind == CS_YAML_SCALAR)
        return load_shorthand(loader, &outcome->conditions[0], node);
    for (size_t i = 0; i < count; i++)
        good = load_condition(loader, &outcome->conditions[i], node->members[i]) && good;
    return good;
}

/* `is`: a mapping of words to outcomes. */
static bool load_manners(struct cs_case_loader *loader, const struct cs_yaml_node *is, struct cs_observation *out)
{
    bool good = true;

    if (is->kind != CS_YAML_MAPPING || is->count < 2) {
        cs_yaml_error(is, loader->diagnostics, "`is` has two outcomes at least, each behind its words");
        return false;
    }
    out->is = calloc(is->count, sizeof(*out->is));
    out->outcomes = calloc(is->count, sizeof(*out->outcomes));
    if (out->is == NULL || out->outcomes == NULL)
        return false;
    for (; out->count < is->count && good; out->count++) {
        out->is[out->count] = strdup(is->members[out->count]->key);
        good = out->is[out->count] != NULL && load_outcome(loader, &out->outcomes[out->count], is->members[out->count]);
    }
    return good;
}

bool cs_case_load_observation(struct cs_case_loader *loader, const struct cs_yaml_node *node)
{
    static const char *const keys[] = {"what", "is", NULL};
    struct cs_observation *out = &loader->item->observe;
    const struct cs_yaml_node *what = cs_yaml_get(node, "what");

    if (node->kind != CS_YAML_MAPPING || what == NULL || cs_yaml_get(node, "is") == NULL) {
        cs_yaml_error(node, loader->diagnostics, "`observe` is a mapping of `what` and `is`");
        return false;
    }
    if (!cs_yaml_check_keys(node, keys, loader->diagnostics) || cs_yaml_text(what, loader->diagnostics) == NULL)
        return false;
    out->what = strdup(what->text);
    return out->what != NULL && load_manners(loader, cs_yaml_get(node, "is"), out);
}

bool cs_case_load_outcomes(struct cs_case_loader *loader, const struct cs_yaml_node *node, struct cs_outcome **out,
                           size_t *count)
{
    bool good = true;

    if (node->kind != CS_YAML_SEQUENCE || node->count == 0) {
        cs_yaml_error(node, loader->diagnostics, "a list of at least one outcome is needed here");
        return false;
    }
    *out = calloc(node->count, sizeof(struct cs_outcome));
    if (*out == NULL)
        return false;
    *count = node->count;
    for (size_t i = 0; i < node->count; i++)
        good = load_outcome(loader, &(*out)[i], node->members[i]) && good;
    return good;
}
