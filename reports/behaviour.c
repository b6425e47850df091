#include "reports/behaviour.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct cs_behaviour *find(const struct cs_behaviours *behaviours, const char *what)
{
    for (size_t i = 0; i < behaviours->count; i++)
        if (strcmp(behaviours->items[i].what, what) == 0)
            return &behaviours->items[i];
    return NULL;
}

static struct cs_behaviour *add_row(struct cs_behaviours *behaviours, const char *what)
{
    struct cs_behaviour *larger = realloc(behaviours->items, (behaviours->count + 1) * sizeof(*larger));

    if (larger == NULL)
        return NULL;
    behaviours->items = larger;
    larger[behaviours->count] = (struct cs_behaviour){.what = what, .is = NULL};
    return &larger[behaviours->count++];
}

/* Whether |list| has |manner| between its "; ". */
static bool lists(const char *list, const char *manner)
{
    size_t length = strlen(manner);

    for (const char *at = list; at != NULL; at = strstr(at, "; "), at = at == NULL ? NULL : at + 2)
        if (strncmp(at, manner, length) == 0 && (at[length] == '\0' || strncmp(at + length, "; ", 2) == 0))
            return true;
    return false;
}

static bool add(struct cs_behaviours *behaviours, const struct cs_verdict *verdict)
{
    struct cs_behaviour *row = find(behaviours, verdict->aspect);
    char *longer = NULL;

    if (row == NULL)
        row = add_row(behaviours, verdict->aspect);
    if (row == NULL)
        return false;
    if (row->is != NULL && lists(row->is, verdict->manner))
        return true;
    if (asprintf(&longer, "%s%s%s", row->is == NULL ? "" : row->is, row->is == NULL ? "" : "; ", verdict->manner) < 0)
        return false;
    free(row->is);
    row->is = longer;
    return true;
}

static int by_what(const void *left, const void *right)
{
    return strcmp(((const struct cs_behaviour *)left)->what, ((const struct cs_behaviour *)right)->what);
}

struct cs_behaviours cs_behaviours_of(const struct cs_result *const *results, size_t count)
{
    struct cs_behaviours behaviours = {0};
    bool done = true;

    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; done && k < results[i]->count; k++) {
            const struct cs_verdict *verdict = &results[i]->cases[k].verdict;

            if (verdict->aspect != NULL && verdict->manner != NULL)
                done = add(&behaviours, verdict);
        }
    if (!done)
        cs_behaviours_free(&behaviours);
    if (behaviours.count > 0)
        qsort(behaviours.items, behaviours.count, sizeof(behaviours.items[0]), by_what);
    return behaviours;
}

void cs_behaviours_free(struct cs_behaviours *behaviours)
{
    for (size_t i = 0; i < behaviours->count; i++)
        free(behaviours->items[i].is);
    free(behaviours->items);
    *behaviours = (struct cs_behaviours){0};
}

const char *cs_behaviour_find(const struct cs_behaviours *behaviours, const char *what)
{
    const struct cs_behaviour *row = find(behaviours, what);

    return row == NULL ? NULL : row->is;
}
