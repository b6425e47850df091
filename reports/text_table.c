#include "reports/text_table.h"

#include <string.h>

#include "reports/join.h"
#include "reports/text.h"

#define SUFFIX_WIDTH 8

static bool same_topic(const char *a, const char *b)
{
    size_t length = cs_topic_length(a);

    return length == cs_topic_length(b) && memcmp(a, b, length) == 0;
}

static void table_row(FILE *out, const struct cs_summary *row, const struct cs_summary *total)
{
    for (unsigned i = 0; i < CS_VERDICT_KINDS; i++) {
        int width = (int)strlen(cs_verdict_name((enum cs_verdict_kind)i)) + 2;

        if (total->of[i] == 0)
            continue;
        width = width < 6 ? 6 : width;
        if (row->of[i] == 0)
            fprintf(out, "%*s", width, ".");
        else
            fprintf(out, "%*zu", width, row->of[i]);
    }
    fputc('\n', out);
}

static void table_head(FILE *out, int width, const struct cs_summary *total)
{
    fprintf(out, "%-*s", width, "");
    for (unsigned i = 0; i < CS_VERDICT_KINDS; i++)
        if (total->of[i] > 0)
            fprintf(out, "%*s", i < CS_SKIP + 1 ? 6 : (int)strlen(cs_verdict_name((enum cs_verdict_kind)i)) + 2,
                    cs_verdict_name((enum cs_verdict_kind)i));
    fputc('\n', out);
}

static int topic_width(const struct cs_result *result)
{
    size_t width = strlen("all");

    for (size_t i = 0; i < result->count; i++) {
        size_t length = cs_topic_length(result->cases[i].id);

        width = length > width && length < 40 ? length : width;
    }
    return (int)width;
}

static void print_topics(FILE *out, const struct cs_result *result)
{
    struct cs_summary total = cs_result_summary(result);
    int width = topic_width(result);

    table_head(out, width, &total);
    for (size_t i = 0; i < result->count;) {
        const char *id = result->cases[i].id;
        struct cs_result topic = {.cases = &result->cases[i]};
        struct cs_summary row;
        char name[41];

        for (; i < result->count && same_topic(id, result->cases[i].id); i++)
            topic.count++;
        row = cs_result_summary(&topic);
        snprintf(name, sizeof(name), "%.*s", (int)(cs_topic_length(id) < 40 ? cs_topic_length(id) : 40), id);
        cs_text_put(out, name);
        fprintf(out, "%*s", width > (int)strlen(name) ? width - (int)strlen(name) : 0, "");
        table_row(out, &row, &total);
    }
    fprintf(out, "%-*s", width, "all");
    table_row(out, &total, &total);
}

/* How many cases of |result| have each verdict, of those whose id ends with |suffix|. */
static struct cs_summary summary_of(const struct cs_result *result, const char *suffix)
{
    struct cs_summary summary = {{0}};

    for (size_t i = 0; i < result->count; i++) {
        unsigned kind = result->cases[i].verdict.kind;

        if (kind < CS_VERDICT_KINDS && strcmp(cs_join_suffix(result->cases[i].id), suffix) == 0)
            summary.of[kind]++;
    }
    return summary;
}

/* The place of the first case, from |from| on, whose transport has had no row. */
static size_t next_of(const struct cs_result *result, size_t from)
{
    for (size_t i = from; i < result->count; i++) {
        const char *suffix = cs_join_suffix(result->cases[i].id);
        size_t first = 0;

        while (strcmp(cs_join_suffix(result->cases[first].id), suffix) != 0)
            first++;
        if (suffix[0] != '\0' && first == i)
            return i;
    }
    return result->count;
}

static void print_transport(FILE *out, const struct cs_result *result, const char *suffix)
{
    struct cs_summary total = cs_result_summary(result);
    struct cs_summary row = summary_of(result, suffix);
    size_t length = strlen(suffix);

    cs_text_put(out, result->target);
    cs_text_put(out, suffix);
    fprintf(out, "%*s", length < SUFFIX_WIDTH ? (int)(SUFFIX_WIDTH - length) : 1, "");
    table_row(out, &row, &total);
}

/* A row for each transport, where there are several (reports/join.h). */
static void print_transports(FILE *out, const struct cs_result *result)
{
    struct cs_summary total = cs_result_summary(result);
    size_t at = next_of(result, 0);

    if (at == result->count)
        return;
    fputc('\n', out);
    table_head(out, (int)strlen(result->target) + SUFFIX_WIDTH, &total);
    print_transport(out, result, "");
    for (; at < result->count; at = next_of(result, at + 1))
        print_transport(out, result, cs_join_suffix(result->cases[at].id));
}

void cs_text_table(FILE *out, const struct cs_result *result)
{
    print_topics(out, result);
    print_transports(out, result);
}
