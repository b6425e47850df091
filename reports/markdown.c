#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/behaviour.h"
#include "reports/documents.h"
#include "reports/escape.h"
#include "reports/mistake.h"
#include "reports/stream.h"
#include "reports/text.h"

#define CLOSING_MAX 512 /* kept free for what closes folded parts and for the note about what was left out */

/* A document that grows entry by entry up to a limit. */
struct page {
    FILE *out;
    size_t limit;
    size_t left_out;
    char *entry; /* the one that is being written */
    size_t entry_length;
};

/* Where to write an entry, or NULL without memory. */
static FILE *begin_entry(struct page *page)
{
    FILE *out;

    page->entry = NULL;
    page->entry_length = 0;
    out = cs_stream_open(&page->entry, &page->entry_length);
    if (out == NULL)
        cs_loss_note();
    return out;
}

/* Adds the entry where it still fits. */
static void end_entry(struct page *page, FILE *entry)
{
    long used = ftell(page->out);

    if (!cs_stream_close(entry) || used < 0)
        cs_loss_note();
    else if ((size_t)used < page->limit && page->entry_length < page->limit - (size_t)used)
        fwrite(page->entry, 1, page->entry_length, page->out);
    else
        page->left_out++;
    free(page->entry);
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* Whether the "@", ":" or "#" at |at| would be a mention, an address or an emoji, a heading or a reference. */
static bool means_something(const char *text, const char *at)
{
    bool begins = at == text || !is_word(at[-1]);

    switch (*at) {
    case '@':
        return begins && is_word(at[1]);
    case ':':
        return at[1] == '/' || ((isalpha((unsigned char)at[1]) || at[1] == '+' || at[1] == '-') &&
                                at[1 + strspn(at + 1, "abcdefghijklmnopqrstuvwxyz0123456789_+-")] == ':');
    default:
        return begins;
    }
}

/* Text among Markdown: what could be markup is told apart by a backslash, what could be HTML, a mention or a link by
 * an entity, as GitHub wants it. */
static void put_prose(FILE *out, const char *text)
{
    char *clean = cs_clean(text);

    for (const char *at = clean; at != NULL && *at != 0; at++) {
        if (strchr("<>&", *at) != NULL || (strchr("@:#", *at) != NULL && means_something(clean, at)))
            fprintf(out, "&#%d;", *at);
        else if (strchr("\\`*_[]|~$", *at) != NULL)
            fprintf(out, "\\%c", *at);
        else
            fputc(*at, out);
    }
    free(clean);
}

/* An id or a name of a case: code, where nothing in it ends that. */
static void put_identifier(FILE *out, const char *text)
{
    bool plain = text[0] != '\0';

    for (const char *at = text; *at != '\0'; at++)
        plain = plain && *at > ' ' && *at < 0x7f && *at != '`' && *at != '|';
    if (plain) {
        fprintf(out, "`%s`", text);
        return;
    }
    fputs("<code>", out);
    put_prose(out, text);
    fputs("</code>", out);
}

static size_t count_mistakes(const struct cs_result *result)
{
    struct cs_mistakes found = cs_mistakes_find(result, CS_FAIL);
    size_t count = found.count;

    cs_mistakes_free(&found);
    return count;
}

static void put_counts(FILE *out, const struct cs_result *result, unsigned kinds)
{
    struct cs_summary summary = cs_result_summary(result);

    fputs("| ", out);
    put_prose(out, result->target);
    fputs(result->version[0] == '\0' ? "" : " ", out);
    put_prose(out, result->version);
    fprintf(out, " | %zu", count_mistakes(result));
    for (unsigned i = 0; i < kinds; i++)
        fprintf(out, " | %zu", summary.of[i]);
    fputs(result->complete ? " |\n" : " (incomplete) |\n", out);
}

static void put_table(FILE *out, const struct cs_result *const *results, size_t count)
{
    unsigned kinds = CS_UNSTEADY; /* the last one has a column only where it was seen */

    for (size_t i = 0; i < count; i++)
        kinds = results[i]->repeat > 1 ? CS_VERDICT_KINDS : kinds;
    fputs("| target | mistakes", out);
    for (unsigned i = 0; i < kinds; i++)
        fprintf(out, " | %s", cs_verdict_name((enum cs_verdict_kind)i));
    fputs(" |\n| --- | ---:", out);
    for (unsigned i = 0; i < kinds; i++)
        fputs(" | ---:", out);
    fputs(" |\n", out);
    for (size_t i = 0; i < count; i++)
        put_counts(out, results[i], kinds);
}

/* What the terminal prints of a case, as a code block by indentation, which nothing in it can close. */
static void put_block(FILE *out, const struct cs_result *result, const struct cs_case_result *item)
{
    char *text = cs_text_case_copy(result, item);
    char *rest;

    if (text == NULL)
        return;
    for (char *line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest))
        fprintf(out, "    %s\n", line + strspn(line, " "));
    free(text);
}

static void put_mistake(struct page *page, const struct cs_result *result, const struct cs_mistake *mistake)
{
    const struct cs_case_result *item = mistake->cases[0];
    char *name = cs_mistake_name_copy(mistake);
    char *values = cs_mistake_values_copy(mistake);
    FILE *out = begin_entry(page);

    if (out != NULL && name != NULL && values != NULL) {
        fputs("\n#### ", out);
        put_identifier(out, name);
        fprintf(out, " (%s, ", cs_verdict_name(item->verdict.kind));
        put_prose(out, item->severity);
        fputs(")\n\n", out);
        put_prose(out, item->title);
        fputs(values[0] == '\0' ? "" : "\n\n", out);
        put_prose(out, values);
        fputs("\n\n", out);
        put_block(out, result, item);
    }
    if (out != NULL)
        end_entry(page, out);
    free(values);
    free(name);
}

static void put_line(struct page *page, const struct cs_mistake *mistake)
{
    const struct cs_case_result *item = mistake->cases[0];
    const char *excuse = cs_case_excuse(item);
    char *name = cs_mistake_name_copy(mistake);
    char *values = cs_mistake_values_copy(mistake);
    FILE *out = begin_entry(page);

    if (out != NULL && name != NULL && values != NULL) {
        fputs("- ", out);
        put_identifier(out, name);
        fputc(' ', out);
        put_prose(out, item->verdict.reason);
        fputs(excuse != NULL && strcmp(excuse, item->verdict.reason) != 0 ? "; known: " : "", out);
        put_prose(out, excuse != NULL && strcmp(excuse, item->verdict.reason) != 0 ? excuse : "");
        fputs(values[0] == '\0' ? "" : "; ", out);
        put_prose(out, values);
        fputc('\n', out);
    }
    if (out != NULL)
        end_entry(page, out);
    free(values);
    free(name);
}

/* The mistakes of one kind: those that count.  How many deviations are known. */
static size_t put_failures(struct page *page, const struct cs_result *result, enum cs_verdict_kind kind)
{
    struct cs_mistakes found = cs_mistakes_find(result, kind);
    size_t known = 0;

    for (size_t i = 0; i < found.count; i++) {
        if (cs_case_excuse(found.items[i].cases[0]) == NULL)
            put_mistake(page, result, &found.items[i]);
        else
            known += found.items[i].count;
    }
    cs_mistakes_free(&found);
    return known;
}

static void open_fold(FILE *out, const char *heading, size_t count)
{
    fprintf(out, "\n<details><summary>%s: %zu</summary>\n\n", heading, count);
}

static void put_known(struct page *page, const struct cs_result *result, enum cs_verdict_kind kind, size_t known)
{
    struct cs_mistakes found = cs_mistakes_find(result, kind);

    if (known > 0)
        open_fold(page->out, kind == CS_FAIL ? "Known failures" : "Known to be unsteady", known);
    for (size_t i = 0; known > 0 && i < found.count; i++)
        if (cs_case_excuse(found.items[i].cases[0]) != NULL)
            put_line(page, &found.items[i]);
    if (known > 0)
        fputs("\n</details>\n", page->out);
    cs_mistakes_free(&found);
}

static void put_gone(struct page *page, const struct cs_result *result)
{
    if (result->gone_count > 0)
        fputs("\n#### Known failures that are gone\n\n", page->out);
    for (size_t i = 0; i < result->gone_count; i++) {
        FILE *out = begin_entry(page);

        if (out == NULL)
            return;
        fputs("- ", out);
        put_prose(out, result->gone[i]);
        fputc('\n', out);
        end_entry(page, out);
    }
}

/* A line for each mistake, in the words of its first deviation. */
static void put_list(struct page *page, const struct cs_result *result, enum cs_verdict_kind kind, const char *heading)
{
    struct cs_mistakes found = cs_mistakes_find(result, kind);

    if (found.count > 0)
        open_fold(page->out, heading, found.count);
    for (size_t i = 0; i < found.count; i++)
        put_line(page, &found.items[i]);
    if (found.count > 0)
        fputs("\n</details>\n", page->out);
    cs_mistakes_free(&found);
}

static void put_behaviour(struct page *page, const struct cs_result *result)
{
    struct cs_behaviours found = cs_behaviours_of(&result, 1);

    if (found.count > 0)
        fputs("\n#### How it behaves where it may choose\n\n| | |\n| --- | --- |\n", page->out);
    for (size_t i = 0; i < found.count; i++) {
        FILE *out = begin_entry(page);

        if (out == NULL)
            continue;
        fputs("| ", out);
        put_prose(out, found.items[i].what);
        fputs(" | ", out);
        put_prose(out, found.items[i].is);
        fputs(" |\n", out);
        end_entry(page, out);
    }
    cs_behaviours_free(&found);
}

static void put_result(struct page *page, const struct cs_result *result)
{
    size_t known, unsteady;

    fputs("\n### ", page->out);
    put_prose(page->out, result->target);
    fputs("\n\nconnectspec ", page->out);
    put_prose(page->out, result->suite);
    fputs(result->started[0] == '\0' ? "" : ", ", page->out);
    put_prose(page->out, result->started);
    fputc('\n', page->out);
    known = put_failures(page, result, CS_FAIL);
    unsteady = put_failures(page, result, CS_UNSTEADY);
    put_failures(page, result, CS_ERROR);
    put_gone(page, result);
    put_known(page, result, CS_FAIL, known);
    put_known(page, result, CS_UNSTEADY, unsteady);
    put_list(page, result, CS_WARN, "Warnings");
    put_list(page, result, CS_INCONCLUSIVE, "Inconclusive");
    put_behaviour(page, result);
}

char *cs_markdown_limited(const struct cs_result *const *results, size_t count, size_t limit, size_t *length)
{
    char *document = NULL;
    struct page page = {.out = cs_stream_open(&document, length),
                        .limit = limit > CLOSING_MAX ? limit - CLOSING_MAX : 0};

    if (page.out == NULL)
        return NULL;
    fputs("## HTTP CONNECT conformance\n\n", page.out);
    put_table(page.out, results, count);
    for (size_t i = 0; i < count; i++)
        put_result(&page, results[i]);
    if (page.left_out > 0)
        fprintf(page.out, "\n%zu entries more would not fit in here.\n", page.left_out);
    if (cs_stream_close(page.out))
        return document;
    free(document);
    return NULL;
}

char *cs_markdown_document(const struct cs_result *const *results, size_t count, size_t *length)
{
    return cs_markdown_limited(results, count, SIZE_MAX, length);
}
