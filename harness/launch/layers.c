/* The layers of a profile: which of them can stand together, and which a need asks for. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/launch/profile.h"
#include "harness/launch/profile_keys.h"

static const struct cs_place nowhere = {0, 0};

const struct cs_yaml_node *cs_profile_layers(const struct cs_profile *profile)
{
    const struct cs_yaml_node *layers = cs_yaml_get(profile->root, "with");

    return layers != NULL ? layers : cs_yaml_get(profile->root, "variants");
}

/* ---- which exclude each other ---- */

static bool same_member(const struct cs_yaml_node *one, const struct cs_yaml_node *two)
{
    for (size_t i = 0; i < one->count; i++) {
        const struct cs_yaml_node *other = cs_yaml_get(two, one->members[i]->key);

        if (other != NULL && strcmp(other->text, one->members[i]->text) != 0)
            return false;
    }
    return true;
}

/* Whether two layers may both say this of |key|: what adds up, what is for people, and numbers (bounds of what the
 * target takes, where the later one knows of the earlier) may differ. */
static bool agree(const char *key, const struct cs_yaml_node *one, const struct cs_yaml_node *two)
{
    bool adds;
    const struct cs_profile_key *known = cs_profile_key_find(key, &adds);

    if (adds || known->form == CS_FORM_NUMBER || known->for_people)
        return true;
    if (known->form == CS_FORM_MAP)
        return same_member(one, two);
    return one->kind == CS_YAML_SCALAR && strcmp(one->text, two->text) == 0;
}

static bool can_join(const struct cs_choice *choice, const struct cs_yaml_node *layer,
                     struct cs_diagnostics *diagnostics)
{
    for (size_t i = 0; i < choice->layer_count; i++) {
        const struct cs_yaml_node *other = choice->layers[i];

        for (size_t k = 0; k < layer->count; k++) {
            const char *key = layer->members[k]->key;
            const struct cs_yaml_node *said = cs_yaml_get(other, key);

            if (said == NULL || agree(key, layer->members[k], said))
                continue;
            cs_diagnose(diagnostics, choice->profile->path, nowhere,
                        "the layers `%s` and `%s` exclude each other: both set `%s`", other->key, layer->key, key);
            return false;
        }
    }
    return true;
}

/* ---- adding ---- */

static const struct cs_yaml_node *find(const struct cs_profile *profile, const char *name, size_t length)
{
    const struct cs_yaml_node *layers = cs_profile_layers(profile);

    for (size_t i = 0; layers != NULL && i < layers->count; i++)
        if (strlen(layers->members[i]->key) == length && strncmp(layers->members[i]->key, name, length) == 0)
            return layers->members[i];
    return NULL;
}

static bool has(const struct cs_choice *choice, const struct cs_yaml_node *layer)
{
    for (size_t i = 0; i < choice->layer_count; i++)
        if (choice->layers[i] == layer)
            return true;
    return false;
}

/* Where |layer| stands in the file. */
static size_t rank(const struct cs_profile *profile, const struct cs_yaml_node *layer)
{
    const struct cs_yaml_node *layers = cs_profile_layers(profile);
    size_t place = 0;

    while (layers->members[place] != layer)
        place++;
    return place;
}

static bool add(struct cs_choice *choice, const struct cs_yaml_node *layer, struct cs_diagnostics *diagnostics)
{
    size_t place = choice->layer_count;

    if (has(choice, layer))
        return true;
    if (choice->layer_count == CS_LAYERS_MAX) {
        cs_diagnose(diagnostics, choice->profile->path, nowhere, "more than %d layers", CS_LAYERS_MAX);
        return false;
    }
    if (!can_join(choice, layer, diagnostics))
        return false;
    for (; place > 0 && rank(choice->profile, choice->layers[place - 1]) > rank(choice->profile, layer); place--)
        choice->layers[place] = choice->layers[place - 1];
    choice->layers[place] = layer;
    choice->layer_count++;
    return true;
}

static void say_unknown(const struct cs_profile *profile, const char *name, size_t length,
                        struct cs_diagnostics *diagnostics)
{
    const struct cs_yaml_node *layers = cs_profile_layers(profile);
    const char *names[CS_LAYERS_MAX + 1] = {NULL};
    char wanted[64];
    const char *nearest;

    snprintf(wanted, sizeof(wanted), "%.*s", (int)length, name);
    for (size_t i = 0; layers != NULL && i < layers->count && i < CS_LAYERS_MAX; i++)
        names[i] = layers->members[i]->key;
    nearest = cs_word_nearest(wanted, names);
    cs_diagnose(diagnostics, profile->path, nowhere, "this profile has no layer `%s`%s%s%s", wanted,
                nearest == NULL ? "" : "; did you mean `", nearest == NULL ? "" : nearest, nearest == NULL ? "" : "`?");
}

bool cs_choice_add(struct cs_choice *choice, const char *name, size_t length, struct cs_diagnostics *diagnostics)
{
    const struct cs_yaml_node *layer = find(choice->profile, name, length);

    if (layer != NULL)
        return add(choice, layer, diagnostics);
    say_unknown(choice->profile, name, length, diagnostics);
    return false;
}

/* ---- what cases need ---- */

static bool gives(const struct cs_yaml_node *layer, const char *need)
{
    const struct cs_yaml_node *given = cs_yaml_get(layer, "gives");

    for (size_t i = 0; given != NULL && i < given->count; i++)
        if (strcmp(given->members[i]->text, need) == 0)
            return true;
    return false;
}

static bool is_given(const struct cs_choice *choice, const char *need)
{
    for (size_t i = 0; i < choice->layer_count; i++)
        if (gives(choice->layers[i], need))
            return true;
    return false;
}

/* How many layers give |need|, and the first of them. */
static size_t givers(const struct cs_profile *profile, const char *need, const struct cs_yaml_node **first)
{
    const struct cs_yaml_node *layers = cs_profile_layers(profile);
    size_t count = 0;

    for (size_t i = 0; layers != NULL && i < layers->count; i++)
        if (gives(layers->members[i], need) && count++ == 0)
            *first = layers->members[i];
    return count;
}

bool cs_choice_cover(struct cs_choice *choice, const char *const *needs, struct cs_diagnostics *diagnostics)
{
    const struct cs_yaml_node *all = cs_profile_layers(choice->profile);
    size_t most = all == NULL ? 0 : all->count;

    for (size_t rarity = 1; rarity <= most; rarity++) {
        for (size_t i = 0; needs != NULL && needs[i] != NULL; i++) {
            const struct cs_yaml_node *layer = NULL;

            if (givers(choice->profile, needs[i], &layer) == rarity && !is_given(choice, needs[i]) &&
                !add(choice, layer, diagnostics))
                return false;
        }
    }
    return true;
}
