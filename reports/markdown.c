#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/documents.h"
#include "reports/escape.h"
#include "reports/text.h"

/* Text among Markdown: every character that could be markup, HTML, a mention or a link is written as an entity. */
static void put_prose(FILE *out, const char *text)
{
    char *clean = cs_clean(text);

    for (const char *at = clean; at != NULL && *at != 0; at++) {
        if (strchr("\\`*_{}[]<>()#!|&~@:$^", *at) != NULL)
            fprintf(out, "&#%d;", *at);
        else
            fputc(*at, out);
    }
    free(clean);
}

static void put_identifier(FILE *out, const char *text)
{
    fputs("<code>", out);
    put_prose(out, text);
    fputs("</code>", out);
}

static void put_counts(FILE *out, const struct cs_result *result)
{
    struct cs_summary summary = cs_result_summary(result);

    fputs("| ", out);
    put_prose(out, result->target);
    fputc(' ', out);
    put_prose(out, result->version);
    for (unsigned i = 0; i < CS_VERDICT_KINDS; i++)
        fprintf(out, " | %zu", summary.of[i]);
    fputs(result->complete ? " |\n" : " (incomplete) |\n", out);
}

static void put_table(FILE *out, const struct cs_result *const *results, size_t count)
{
    fputs("| target", out);
    for (unsigned i = 0; i < CS_VERDICT_KINDS; i++)
        fprintf(out, " | %s", cs_verdict_name((enum cs_verdict_kind)i));
    fputs(" |\n| ---", out);
    for (unsigned i = 0; i < CS_VERDICT_KINDS; i++)
        fputs(" | ---:", out);
    fputs(" |\n", out);
    for (size_t i = 0; i < count; i++)
        put_counts(out, results[i]);
}

/* What the terminal prints of a case, as a code block by indentation, which nothing in it can close. */
static void put_block(FILE *out, const struct cs_result *result, const struct cs_case_result *item)
{
    char *text = NULL;
    size_t length = 0;
    FILE *memory = open_memstream(&text, &length);
    char *rest;

    if (memory == NULL)
        return;
    cs_text_case(memory, result, item);
    if (fclose(memory) == 0)
        for (char *line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest))
            fprintf(out, "    %s\n", line + strspn(line, " "));
    free(text);
    fputc('\n', out);
}

static void put_failures(FILE *out, const struct cs_result *result)
{
    for (size_t i = 0; i < result->count; i++) {
        const struct cs_case_result *item = &result->cases[i];

        if (item->verdict.kind != CS_FAIL && item->verdict.kind != CS_ERROR)
            continue;
        fputs("\n#### ", out);
        put_identifier(out, item->id);
        fprintf(out, " (%s, ", cs_verdict_name(item->verdict.kind));
        put_prose(out, item->severity);
        fputs(")\n\n", out);
        put_prose(out, item->title);
        fputs("\n\n", out);
        put_block(out, result, item);
    }
}

static void put_list(FILE *out, const struct cs_result *result, enum cs_verdict_kind kind, const char *heading)
{
    size_t count = cs_result_summary(result).of[kind];

    if (count == 0)
        return;
    fprintf(out, "\n<details><summary>%s: %zu</summary>\n\n", heading, count);
    for (size_t i = 0; i < result->count; i++) {
        if (result->cases[i].verdict.kind != kind)
            continue;
        fputs("- ", out);
        put_identifier(out, result->cases[i].id);
        fputs(" ", out);
        put_prose(out, result->cases[i].verdict.reason);
        fputc('\n', out);
    }
    fputs("\n</details>\n", out);
}

char *cs_markdown_document(const struct cs_result *const *results, size_t count, size_t *length)
{
    char *document = NULL;
    FILE *out = open_memstream(&document, length);

    if (out == NULL)
        return NULL;
    fputs("## HTTP CONNECT conformance\n\n", out);
    put_table(out, results, count);
    for (size_t i = 0; i < count; i++) {
        fputs("\n### ", out);
        put_prose(out, results[i]->target);
        fputc('\n', out);
        put_failures(out, results[i]);
        put_list(out, results[i], CS_WARN, "Warnings");
        put_list(out, results[i], CS_INCONCLUSIVE, "Inconclusive");
    }
    if (fclose(out) == 0)
        return document;
    free(document);
    return NULL;
}
