#include "harness/cli/round_systemic.h"

#include <stdio.h>
#include <string.h>

#include "harness/cli/round_result.h"
#include "harness/cli/round_silence.h"

static bool kind_of(const struct cs_result *result, const struct cs_engine_item *items, size_t slot, char name[48])
{
    const struct cs_case_result *item = &result->cases[slot];

    return item->transcript != NULL && cs_silence_kind_of(items[slot].source, item->transcript, name);
}

bool cs_systemic_waits(const struct cs_result *result, const struct cs_engine_item *items, size_t slot)
{
    char name[48];

    return cs_round_is_unsure(&result->cases[slot]) ||
           (result->cases[slot].verdict.kind == CS_INCONCLUSIVE && kind_of(result, items, slot, name));
}

bool cs_systemic_is_same(const struct cs_result *result, const struct cs_engine_item *items, size_t one, size_t other)
{
    char left[48], right[48];

    return kind_of(result, items, one, left) && kind_of(result, items, other, right) && strcmp(left, right) == 0;
}

bool cs_systemic_is_first(const struct cs_result *result, const struct cs_engine_item *items, size_t slot)
{
    for (size_t i = 0; i < slot; i++)
        if (cs_systemic_waits(result, items, i) && cs_systemic_is_same(result, items, i, slot))
            return false;
    return true;
}

static bool was_found(const struct cs_case_result *item)
{
    return (item->verdict.kind == CS_FAIL || item->verdict.kind == CS_WARN) &&
           strcmp(item->verdict.finding, "no-answer") == 0;
}

const struct cs_case_result *cs_systemic_finder(const struct cs_result *result, const struct cs_engine_item *items,
                                                size_t slot)
{
    for (size_t i = 0; i < result->count; i++)
        if (was_found(&result->cases[i]) && cs_systemic_is_same(result, items, i, slot))
            return &result->cases[i];
    return NULL;
}

void cs_systemic_skip(struct cs_result *result, const struct cs_engine_item *items)
{
    for (size_t i = 0; i < result->count; i++) {
        const struct cs_case_result *finder;
        char reason[256];
        char kind[48];

        if (result->cases[i].verdict.kind != CS_INCONCLUSIVE || !kind_of(result, items, i, kind))
            continue;
        finder = cs_systemic_finder(result, items, i);
        if (finder == NULL)
            continue;
        (void)snprintf(reason, sizeof(reason), "silence at `%s`, as in %s, which did not pass", kind, finder->id);
        cs_round_skip(&result->cases[i], reason);
    }
}
