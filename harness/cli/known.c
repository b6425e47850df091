#include "harness/cli/known.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness/cli/items.h"
#include "reports/escape.h"
#include "reports/file.h"
#include "reports/join.h"

static bool describe_suite(const struct cs_suite *suite, struct cs_known *out)
{
    size_t count;

    out->items = cs_items_all(suite, &count);
    out->cases = calloc(count + 1, sizeof(*out->cases));
    out->gate.cases = out->cases;
    for (size_t i = 0; out->items != NULL && out->cases != NULL && i < count; i++) {
        const struct cs_case *source = out->items[i].source;

        out->cases[i] = (struct cs_gate_case){
            .id = cs_item_id(&out->items[i]),
            .base = source->id,
            .alias_count = source->alias_count,
            .aliases = source->aliases,
            .since = source->since == NULL ? "" : source->since,
        };
        out->gate.count = i + 1;
        if (out->cases[i].id == NULL)
            return false;
    }
    return out->items != NULL && out->cases != NULL;
}

static bool read_file(const char *path, struct cs_known *out)
{
    char error[CS_EXPECT_ERROR_MAX];
    size_t length;
    char *text;
    bool good;

    if (!cs_file_load(path, CS_EXPECT_BYTES_MAX, &text, &length, error)) {
        fprintf(stderr, "connectspec: %s\n", error);
        return false;
    }
    good = cs_expect_parse(text, length, &out->expectations, error);
    free(text);
    out->gate.expectations = &out->expectations;
    if (good && cs_gate_check(&out->gate, error))
        return true;
    fprintf(stderr, "%s:%s\n", path, error);
    return false;
}

static bool know_today(struct cs_known *out)
{
    time_t now = time(NULL);
    struct tm utc;

    out->gate.today = out->today;
    return gmtime_r(&now, &utc) != NULL && strftime(out->today, sizeof(out->today), "%Y-%m-%d", &utc) > 0;
}

bool cs_known_load(const char *path, const struct cs_suite *suite, bool strict, struct cs_known *out)
{
    *out = (struct cs_known){.gate = {.strict = strict}};
    if (!describe_suite(suite, out) || !know_today(out)) {
        fputs("connectspec: out of memory\n", stderr);
        return false;
    }
    return path == NULL || read_file(path, out);
}

static bool is_id(const char *id, const char *text, size_t length)
{
    return strlen(id) == length && memcmp(id, text, length) == 0;
}

bool cs_known_add(struct cs_known *known, const char *id)
{
    size_t length = strlen(id) - strlen(cs_join_suffix(id));
    struct cs_gate_case *grown = realloc(known->cases, (known->gate.count + 1) * sizeof(*grown));
    size_t source = 0;

    if (grown == NULL)
        return false;
    known->cases = grown;
    known->gate.cases = grown;
    while (source < known->gate.count && !is_id(grown[source].id, id, length))
        source++;
    if (source == known->gate.count)
        return true; /* one of our own, such as an invariant's */
    grown[known->gate.count] = grown[source];
    grown[known->gate.count].id = strdup(id);
    known->gate.count++;
    return grown[known->gate.count - 1].id != NULL;
}

void cs_known_free(struct cs_known *known)
{
    for (size_t i = 0; i < known->gate.count; i++)
        free(known->cases[i].id);
    free(known->cases);
    free(known->items);
    cs_expect_free(&known->expectations);
    *known = (struct cs_known){0};
}

bool cs_known_write(FILE *out, const struct cs_case_result *item)
{
    struct cs_expectation line = {
        .pattern = item->id, .code = item->verdict.finding, .until = (char[]){""}, .issue = (char[]){""}};

    line.reason = cs_clean(item->verdict.reason);
    if (line.reason == NULL)
        return false;
    cs_expect_write(out, &line);
    free(line.reason);
    return true;
}
