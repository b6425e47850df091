#include "reports/mistake.h"

#include <stdlib.h>
#include <string.h>

#include "reports/stream.h"
#include "reports/text.h"

size_t cs_family_length(const char *id)
{
    return strcspn(id, "@+");
}

static bool same_family(const char *a, const char *b)
{
    size_t length = cs_family_length(a);

    return length == cs_family_length(b) && memcmp(a, b, length) == 0;
}

static bool same_requirement(const struct cs_case_result *a, const struct cs_case_result *b)
{
    return a->requirement_count > 0 && b->requirement_count > 0 && strcmp(a->requirements[0], b->requirements[0]) == 0;
}

bool cs_mistake_same(const struct cs_case_result *a, const struct cs_case_result *b)
{
    return strcmp(a->verdict.finding, b->verdict.finding) == 0 && strcmp(a->verdict.reading, b->verdict.reading) == 0 &&
           (same_family(a->id, b->id) || (a->verdict.reading[0] != '\0' && same_requirement(a, b)));
}

static bool was_judged(const struct cs_case_result *item)
{
    return item->verdict.kind == CS_PASS || item->verdict.kind == CS_FAIL || item->verdict.kind == CS_WARN;
}

static bool has_family(const struct cs_mistake *mistake, const char *id)
{
    for (size_t i = 0; i < mistake->count; i++)
        if (same_family(mistake->cases[i]->id, id))
            return true;
    return false;
}

static size_t count_tried(const struct cs_result *result, const struct cs_mistake *mistake)
{
    size_t count = 0;

    for (size_t i = 0; i < result->count; i++)
        count += was_judged(&result->cases[i]) && has_family(mistake, result->cases[i].id);
    return count;
}

/* Moves all that have the cause of |cases[0]| behind it, each in its order; how many they are with it. */
static size_t gather(const struct cs_case_result **cases, size_t count)
{
    size_t gathered = 1;

    for (size_t i = 1; i < count; i++) {
        const struct cs_case_result *item = cases[i];

        if ((cs_case_excuse(item) == NULL) != (cs_case_excuse(cases[0]) == NULL) || !cs_mistake_same(cases[0], item))
            continue;
        memmove(&cases[gathered + 1], &cases[gathered], (i - gathered) * sizeof(struct cs_case_result *));
        cases[gathered++] = item;
    }
    return gathered;
}

struct cs_mistakes cs_mistakes_find(const struct cs_result *result, enum cs_verdict_kind kind)
{
    struct cs_mistakes mistakes = {0};
    size_t count;

    mistakes.cases = cs_result_select(result, kind, &count);
    mistakes.items = calloc(count + 1, sizeof(*mistakes.items));
    if (mistakes.items == NULL)
        cs_loss_note();
    for (size_t at = 0; mistakes.items != NULL && at < count;) {
        struct cs_mistake *mistake = &mistakes.items[mistakes.count++];

        mistake->cases = &mistakes.cases[at];
        mistake->count = gather(&mistakes.cases[at], count - at);
        mistake->tried = count_tried(result, mistake);
        at += mistake->count;
    }
    return mistakes;
}

void cs_mistakes_free(struct cs_mistakes *mistakes)
{
    free(mistakes->cases);
    free(mistakes->items);
    *mistakes = (struct cs_mistakes){0};
}

size_t cs_mistakes_dangerous(const struct cs_mistake *items, size_t count)
{
    size_t dangerous = 0;

    for (size_t i = 0; i < count; i++)
        dangerous += cs_severity_rank(items[i].cases[0]->severity) >= cs_severity_rank("high");
    return dangerous;
}

static void put_part(FILE *out, const char *text, size_t length)
{
    char *part = strndup(text, length);

    if (part != NULL)
        cs_text_put(out, part);
    else
        cs_loss_note();
    free(part);
}

void cs_mistake_name(FILE *out, const struct cs_mistake *mistake)
{
    const char *id = mistake->cases[0]->id;

    put_part(out, id, mistake->count > 1 ? cs_family_length(id) : strlen(id));
}

static bool has_families(const struct cs_mistake *mistake)
{
    for (size_t i = 1; i < mistake->count; i++)
        if (!same_family(mistake->cases[0]->id, mistake->cases[i]->id))
            return true;
    return false;
}

void cs_mistake_values(FILE *out, const struct cs_mistake *mistake)
{
    bool families = has_families(mistake);

    if (mistake->count == 1)
        return;
    fprintf(out, "%zu", mistake->count);
    if (mistake->tried > mistake->count)
        fprintf(out, " of %zu", mistake->tried);
    fputs(families ? " cases: " : " values: ", out);
    for (size_t i = 0; i < mistake->count; i++) {
        const char *value = families ? NULL : strchr(mistake->cases[i]->id, '@');

        fputs(i == 0 ? "" : ", ", out);
        cs_text_put(out, value == NULL ? mistake->cases[i]->id : value + 1);
    }
}

static char *copy(const struct cs_mistake *mistake, void (*print)(FILE *out, const struct cs_mistake *mistake))
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = cs_stream_open(&text, &length);

    if (out != NULL)
        print(out, mistake);
    if (out != NULL && cs_stream_close(out))
        return text;
    cs_loss_note();
    free(text);
    return NULL;
}

char *cs_mistake_name_copy(const struct cs_mistake *mistake)
{
    return copy(mistake, cs_mistake_name);
}

char *cs_mistake_values_copy(const struct cs_mistake *mistake)
{
    return copy(mistake, cs_mistake_values);
}
