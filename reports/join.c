#include "reports/join.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *cs_join_suffix(const char *id)
{
    const char *plus = strrchr(id, '+');

    return plus == NULL ? "" : plus;
}

bool cs_join_mark(struct cs_result *result, const char *suffix)
{
    for (size_t i = 0; suffix[0] != '\0' && i < result->count; i++) {
        char *id = NULL;

        if (asprintf(&id, "%s%s", result->cases[i].id, suffix) < 0)
            return false;
        free(result->cases[i].id);
        result->cases[i].id = id;
    }
    return true;
}

static int by_id(const void *left, const void *right)
{
    return strcmp(((const struct cs_case_result *)left)->id, ((const struct cs_case_result *)right)->id);
}

/* The cases of |other| go over to |whole|, which has room for them. */
static void add(struct cs_result *whole, struct cs_result *other)
{
    memcpy(&whole->cases[whole->count], other->cases, other->count * sizeof(*other->cases));
    whole->count += other->count;
    other->count = 0;
    whole->complete = whole->complete && other->complete;
    if (whole->incomplete == NULL) {
        whole->incomplete = other->incomplete;
        other->incomplete = NULL;
    }
    whole->wall_us += other->wall_us;
    whole->controls.made += other->controls.made;
    whole->controls.good += other->controls.good;
}

struct cs_result *cs_join_results(struct cs_result **results, size_t count)
{
    struct cs_result *whole = results[0];
    size_t total = 0;
    struct cs_case_result *room;

    for (size_t i = 0; i < count; i++)
        total += results[i]->count;
    room = realloc(whole->cases, (total + 1) * sizeof(*room));
    if (room != NULL)
        whole->cases = room;
    for (size_t i = 1; i < count; i++) {
        if (room != NULL)
            add(whole, results[i]);
        cs_result_free(results[i]);
    }
    if (room == NULL) {
        cs_result_free(whole);
        return NULL;
    }
    if (total > 0)
        qsort(whole->cases, total, sizeof(*whole->cases), by_id);
    return whole;
}
