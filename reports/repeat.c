#include "reports/repeat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/expect.h"

static int weight(enum cs_verdict_kind kind)
{
    static const enum cs_verdict_kind order[] = {CS_SKIP, CS_INCONCLUSIVE, CS_ERROR, CS_PASS, CS_WARN, CS_FAIL};

    for (int i = 0; i < (int)(sizeof(order) / sizeof(order[0])); i++)
        if (order[i] == kind)
            return i;
    return -1;
}

static struct cs_case_result *find(const struct cs_result *result, const char *id)
{
    for (size_t i = 0; i < result->count; i++)
        if (strcmp(result->cases[i].id, id) == 0)
            return &result->cases[i];
    return NULL;
}

/* |item| goes over to |whole|, which has no such case yet. */
static bool append(struct cs_result *whole, struct cs_case_result *item)
{
    struct cs_case_result *larger = realloc(whole->cases, (whole->count + 2) * sizeof(*larger));

    if (larger == NULL)
        return false;
    whole->cases = larger;
    larger[whole->count++] = *item;
    memset(item, 0, sizeof(*item));
    return true;
}

/* The worst of the runs stays as evidence. */
static void outvote(struct cs_case_result *kept, struct cs_case_result *item)
{
    struct cs_case_result other = *kept;

    if (weight(item->verdict.kind) <= weight(kept->verdict.kind))
        return;
    memcpy(item->runs, kept->runs, sizeof(item->runs));
    *kept = *item;
    *item = other;
}

static bool count_run(struct cs_result *whole, struct cs_result *run)
{
    for (size_t i = 0; i < run->count; i++) {
        struct cs_case_result *item = &run->cases[i];
        enum cs_verdict_kind kind = item->verdict.kind;
        struct cs_case_result *kept = item->id == NULL ? NULL : find(whole, item->id);

        if (kept == NULL && !append(whole, item))
            return false;
        if (kept != NULL)
            outvote(kept, item);
        else
            kept = &whole->cases[whole->count - 1];
        if ((unsigned)kind < CS_VERDICT_KINDS)
            kept->runs[kind]++;
    }
    return true;
}

/* "fail in 2 of 5 runs, pass in 3; then: REASON" */
static char *tell(const struct cs_case_result *item, size_t runs)
{
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    const char *between = "";

    for (int rank = weight(CS_FAIL); out != NULL && rank >= 0; rank--)
        for (unsigned kind = 0; kind < CS_VERDICT_KINDS; kind++) {
            if (item->runs[kind] == 0 || weight((enum cs_verdict_kind)kind) != rank)
                continue;
            fprintf(out, between[0] == '\0' ? "%s%s in %u of %zu runs" : "%s%s in %u", between,
                    cs_verdict_name((enum cs_verdict_kind)kind), item->runs[kind], runs);
            between = ", ";
        }
    if (out == NULL)
        return NULL;
    fprintf(out, "; then: %s", item->verdict.reason);
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}

/* The verdict over all runs. */
static bool rule(struct cs_case_result *item, size_t runs)
{
    int judged = (item->runs[CS_PASS] > 0) + (item->runs[CS_WARN] > 0) + (item->runs[CS_FAIL] > 0);
    char *reason, *finding;

    if (judged < 2) {
        memset(item->runs, 0, sizeof(item->runs));
        return true;
    }
    reason = tell(item, runs);
    finding = strdup(CS_CODE_UNSTEADY);
    if (reason == NULL || finding == NULL) {
        free(reason);
        free(finding);
        return false;
    }
    free(item->verdict.reason);
    free(item->verdict.finding);
    item->verdict.reason = reason;
    item->verdict.finding = finding;
    item->verdict.kind = CS_UNSTEADY;
    return true;
}

static int by_id(const void *left, const void *right)
{
    return strcmp(((const struct cs_case_result *)left)->id, ((const struct cs_case_result *)right)->id);
}

/* What is said of the run as a whole. */
static void add_up(struct cs_result *whole, const struct cs_result *run)
{
    whole->complete = whole->complete && run->complete;
    whole->wall_us += run->wall_us;
    whole->controls.made += run->controls.made;
    whole->controls.good += run->controls.good;
}

struct cs_result *cs_repeat_merge(struct cs_result **results, size_t count)
{
    struct cs_result *whole = results[0];
    bool done = true;

    for (size_t i = 0; i < whole->count; i++)
        if ((unsigned)whole->cases[i].verdict.kind < CS_VERDICT_KINDS)
            whole->cases[i].runs[whole->cases[i].verdict.kind]++;
    for (size_t i = 1; i < count; i++) {
        done = done && count_run(whole, results[i]);
        add_up(whole, results[i]);
        cs_result_free(results[i]);
    }
    for (size_t i = 0; i < whole->count; i++)
        done = rule(&whole->cases[i], count) && done;
    if (whole->count > 0)
        qsort(whole->cases, whole->count, sizeof(*whole->cases), by_id);
    whole->repeat = (unsigned)count;
    if (done)
        return whole;
    cs_result_free(whole);
    return NULL;
}
