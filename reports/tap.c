#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/documents.h"
#include "reports/escape.h"
#include "reports/stream.h"
#include "reports/text.h"

/* A test's description or a directive's reason: # and \ mean something to TAP. */
static void put_tap(FILE *out, const char *text)
{
    char *clean = cs_clean(text);

    for (const char *at = clean; at != NULL && *at != 0; at++) {
        if (*at == '#' || *at == '\\')
            fputc('\\', out);
        fputc(*at, out);
    }
    free(clean);
}

/* A YAML scalar in single quotes. */
static void put_yaml(FILE *out, const char *key, const char *text)
{
    char *clean = cs_clean(text);

    fprintf(out, "  %s: '", key);
    for (const char *at = clean; at != NULL && *at != 0; at++)
        fputs(*at == '\'' ? "''" : (char[]){*at, 0}, out);
    fputs("'\n", out);
    free(clean);
}

static void put_source(FILE *out, const struct cs_case_result *item)
{
    char *text = NULL;
    size_t length = 0;
    FILE *memory = cs_stream_open(&text, &length);

    if (memory != NULL)
        cs_text_source(memory, item);
    if (memory != NULL && cs_stream_close(memory))
        put_yaml(out, "source", text);
    else
        cs_loss_note();
    free(text);
}

static void put_details(FILE *out, const struct cs_case_result *item)
{
    const struct cs_verdict *verdict = &item->verdict;

    fputs("  ---\n", out);
    put_yaml(out, "verdict", cs_verdict_name(verdict->kind));
    put_yaml(out, "message", verdict->reason);
    put_source(out, item);
    put_yaml(out, "severity", item->severity);
    if (verdict->finding[0] != 0)
        put_yaml(out, "finding", verdict->finding);
    if (verdict->expected[0] != 0)
        put_yaml(out, "expected", verdict->expected);
    if (verdict->observed[0] != 0)
        put_yaml(out, "got", verdict->observed);
    fputs("  ...\n", out);
}

static void put_case(FILE *out, size_t number, const char *target, const struct cs_result *result,
                     const struct cs_case_result *item)
{
    enum cs_verdict_kind kind = item->verdict.kind;

    fprintf(out, "%s %zu - ", cs_case_fails(result, item) || kind == CS_ERROR ? "not ok" : "ok", number);
    if (target != NULL) {
        put_tap(out, target);
        fputc(' ', out);
    }
    put_tap(out, item->id);
    if (kind == CS_SKIP || kind == CS_INCONCLUSIVE) {
        fputs(kind == CS_SKIP ? " # SKIP " : " # SKIP inconclusive: ", out);
        put_tap(out, item->verdict.reason);
    } else if (cs_case_fails(result, item) && cs_case_excuse(item) != NULL) {
        fputs(" # TODO ", out);
        put_tap(out, cs_case_excuse(item));
    }
    fputc('\n', out);
    if (kind == CS_FAIL || kind == CS_ERROR || kind == CS_WARN || kind == CS_UNSTEADY)
        put_details(out, item);
}

static void put_gone(FILE *out, size_t *number, const struct cs_result *result)
{
    for (size_t i = 0; i < result->gone_count; i++) {
        fprintf(out, "not ok %zu - known failures, ", ++*number);
        put_tap(out, result->gone[i]);
        fputc('\n', out);
    }
}

char *cs_tap_document(const struct cs_result *const *results, size_t count, size_t *length)
{
    char *document = NULL;
    FILE *out = cs_stream_open(&document, length);
    size_t total = 0;
    size_t number = 0;

    if (out == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        total += results[i]->count + results[i]->gone_count;
    fprintf(out, "TAP version 14\n1..%zu\n", total);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < results[i]->count; j++)
            put_case(out, ++number, count > 1 ? results[i]->target : NULL, results[i], &results[i]->cases[j]);
        put_gone(out, &number, results[i]);
    }
    for (size_t i = 0; i < count; i++)
        if (!results[i]->complete)
            fputs("Bail out! the run was broken off\n", out);
    if (cs_stream_close(out))
        return document;
    free(document);
    return NULL;
}
