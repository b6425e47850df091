#include "reports/result.h"

#include <stdlib.h>
#include <string.h>

#include "reports/stream.h"

struct cs_result *cs_result_new(void)
{
    return calloc(1, sizeof(struct cs_result));
}

static void free_list(char **list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(list[i]);
    free(list);
}

void cs_case_result_clear(struct cs_case_result *item)
{
    free(item->id);
    free(item->title);
    free(item->level);
    free_list(item->requirements, item->requirement_count);
    free_list(item->tags, item->tag_count);
    free(item->danger);
    free(item->source);
    free(item->statement);
    free(item->severity);
    cs_verdict_free(&item->verdict);
    free(item->known);
    cs_transcript_free(item->transcript);
    memset(item, 0, sizeof(*item));
}

void cs_result_free(struct cs_result *result)
{
    if (result == NULL)
        return;
    free(result->suite);
    free(result->started);
    free(result->target);
    free(result->version);
    free(result->command);
    free(result->incomplete);
    free(result->password);
    for (size_t i = 0; i < result->count; i++)
        cs_case_result_clear(&result->cases[i]);
    free(result->cases);
    free_list(result->gone, result->gone_count);
    free(result);
}

struct cs_summary cs_result_summary(const struct cs_result *result)
{
    struct cs_summary summary = {{0}};

    for (size_t i = 0; i < result->count; i++)
        if ((unsigned)result->cases[i].verdict.kind < CS_VERDICT_KINDS)
            summary.of[result->cases[i].verdict.kind]++;
    return summary;
}

bool cs_case_fails_when(const struct cs_case_result *item, bool strict)
{
    enum cs_verdict_kind kind = item->verdict.kind;

    if (kind == CS_UNSTEADY) /* where it is not known any more what it was, the worst counts */
        return item->runs[CS_FAIL] > 0 || item->runs[CS_WARN] == 0 || strict;
    return kind == CS_FAIL || (strict && kind == CS_WARN);
}

bool cs_case_fails(const struct cs_result *result, const struct cs_case_result *item)
{
    return cs_case_fails_when(item, result->strict);
}

const char *cs_case_excuse(const struct cs_case_result *item)
{
    if (item->known != NULL)
        return item->known;
    return item->later ? "the case is younger than the list of known failures" : NULL;
}

int cs_severity_rank(const char *severity)
{
    static const char *const ranks[] = {"low", "medium", "high", "critical"};

    for (int i = 0; i < 4; i++)
        if (strcmp(severity, ranks[i]) == 0)
            return i;
    return -1;
}

static int by_danger(const void *left, const void *right)
{
    const struct cs_case_result *a = *(const struct cs_case_result *const *)left;
    const struct cs_case_result *b = *(const struct cs_case_result *const *)right;
    int difference = (cs_case_excuse(a) != NULL) - (cs_case_excuse(b) != NULL);

    if (difference == 0)
        difference = cs_severity_rank(b->severity) - cs_severity_rank(a->severity);
    return difference != 0 ? difference : strcmp(a->id, b->id);
}

const struct cs_case_result **cs_result_select(const struct cs_result *result, enum cs_verdict_kind kind, size_t *count)
{
    const struct cs_case_result **items = calloc(result->count + 1, sizeof(*items));

    *count = 0;
    if (items == NULL)
        cs_loss_note();
    for (size_t i = 0; items != NULL && i < result->count; i++)
        if (result->cases[i].verdict.kind == kind)
            items[(*count)++] = &result->cases[i];
    if (*count > 0)
        qsort(items, *count, sizeof(*items), by_danger);
    return items;
}
