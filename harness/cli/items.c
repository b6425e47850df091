#include "harness/cli/items.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cs_engine_item *cs_items_all(const struct cs_suite *suite, size_t *count)
{
    struct cs_engine_item *items;
    size_t total = 0;

    *count = 0;
    for (size_t i = 0; i < suite->count; i++)
        total += suite->cases[i]->value_count == 0 ? 1 : suite->cases[i]->value_count;
    items = calloc(total + 1, sizeof(*items));
    for (size_t i = 0; items != NULL && i < suite->count; i++) {
        int values = (int)suite->cases[i]->value_count;

        for (int value = values == 0 ? -1 : 0; value < values; value++)
            items[(*count)++] = (struct cs_engine_item){.source = suite->cases[i], .value = value};
    }
    return items;
}

char *cs_item_id(const struct cs_engine_item *item)
{
    char *id = NULL;

    if (item->value < 0)
        return strdup(item->source->id);
    return asprintf(&id, "%s@%s", item->source->id, item->source->values[item->value].label) < 0 ? NULL : id;
}

bool cs_item_is_probe(const struct cs_engine_item *item)
{
    return strncmp(item->source->id, "probe/", strlen("probe/")) == 0;
}

char *const *cs_item_catches(const struct cs_engine_item *item, size_t *count)
{
    const struct cs_case *source = item->source;
    char **own = item->value < 0 ? NULL : source->values[item->value].catches;

    *count = own == NULL ? source->catch_count : 0;
    while (own != NULL && own[*count] != NULL)
        (*count)++;
    return own == NULL ? source->catches : own;
}

bool cs_item_claims(const struct cs_engine_item *item, const char *fault)
{
    size_t count;
    char *const *catches = cs_item_catches(item, &count);

    for (size_t i = 0; i < count; i++)
        if (strcmp(catches[i], fault) == 0)
            return true;
    return false;
}
