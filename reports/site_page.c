/* site_table.h: what the pages say. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "reports/behaviour.h"
#include "reports/escape.h"
#include "reports/link.h"
#include "reports/site_table.h"
#include "reports/stream.h"
#include "reports/text.h"

static const char style[] =
    ":root{--back:#fff;--text:#1a1d21;--soft:#5a636e;--line:#d5dae0;--panel:#f4f6f8;--link:#0b57a4;--fail:#b3261e;"
    "--warn:#8a5a00;--pass:#1b6e52;color-scheme:light dark}"
    "@media(prefers-color-scheme:dark){:root{--back:#14171a;--text:#e6e9ec;--soft:#9aa4ae;--line:#343b43;"
    "--panel:#1d2226;--link:#7db8f0;--fail:#ff9b92;--warn:#f0c060;--pass:#7fd1ae}}"
    "*{box-sizing:border-box}body{background:var(--back);color:var(--text);font:15px/1.5 system-ui,sans-serif;"
    "max-width:90rem;margin:0 auto;padding:0 1rem 3rem}a{color:var(--link)}h1{font-size:1.4rem}h2{font-size:1.1rem;"
    "margin-top:2rem}.soft{color:var(--soft)}.wide{overflow-x:auto;border:1px solid var(--line);border-radius:6px}"
    "table{border-collapse:collapse;width:100%}th,td{padding:.25rem .5rem;border-bottom:1px solid var(--line);"
    "text-align:left;vertical-align:top}td.n{text-align:right;white-space:nowrap;font-variant-numeric:"
    "tabular-nums}"
    "th.p{writing-mode:vertical-rl;transform:rotate(180deg);font-weight:500;white-space:nowrap}"
    "td.c{text-align:center;padding:.25rem}td.c a{text-decoration:none;font-weight:700;display:block}"
    "tbody th{font-weight:400;min-width:11rem}.fail,.fail a{color:var(--fail)}.warn,.warn a{color:var(--warn)}"
    ".pass{color:var(--pass)}.critical,.high{color:var(--fail);font-weight:600}"
    "pre{background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:.5rem;white-space:pre-wrap;"
    "overflow-wrap:anywhere;font:13px/1.45 ui-monospace,monospace}article{border-left:4px solid var(--line);"
    "padding:0 0 0 1rem;margin:1.5rem 0}article:target{border-color:var(--link)}code{overflow-wrap:anywhere}tbody "
    "th{position:sticky;left:0;background:var(--back)}"
    "@media(max-width:46rem){.opt{display:none}tbody th{min-width:7rem;max-width:8rem;overflow-wrap:anywhere;"
    "font-size:.85em}th,td{padding:.25rem}td.c{min-width:2rem}}";

void cs_site_text(FILE *out, const char *text)
{
    char *clean = cs_clean(text);

    for (const char *at = clean; at != NULL && *at != '\0'; at++) {
        if (strchr("<>&\"'", *at) != NULL)
            fprintf(out, "&#%d;", *at);
        else
            fputc(*at, out);
    }
    free(clean);
}

void cs_site_name(FILE *out, const char *name)
{
    for (const char *at = name; *at != '\0'; at++)
        fputc(isalnum((unsigned char)*at) || strchr("-_", *at) != NULL || (*at == '.' && at != name) ? *at : '_', out);
}

void cs_site_begin(FILE *out, const char *title, const char *up)
{
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
          out);
    cs_site_text(out, title);
    fprintf(out, " - HTTP CONNECT conformance</title>\n<style>%s</style>\n</head>\n<body>\n", style);
    if (up[0] != '\0')
        fprintf(out, "<p><a href=\"%sindex.html\">all products</a></p>\n", up);
    fputs("<h1>", out);
    cs_site_text(out, title);
    fputs("</h1>\n", out);
}

void cs_site_end(FILE *out)
{
    fputs("</body>\n</html>\n", out);
}

void cs_site_badge(FILE *out, enum cs_verdict_kind kind)
{
    fprintf(out, "<span class=\"%s\">%s</span>", cs_verdict_name(kind), cs_verdict_name(kind));
}

static void put_requirement_link(FILE *out, const char *id)
{
    fputs("<a href=\"../requirement/", out);
    cs_site_name(out, id);
    fputs(".html\">", out);
    cs_site_text(out, id);
    fputs("</a>", out);
}

static void put_source(FILE *out, const char *source)
{
    char link[CS_LINK_MAX];

    if (cs_link(source, link))
        fprintf(out, "<a href=\"%s\">", link);
    cs_site_text(out, source);
    fputs(cs_link(source, link) ? "</a>" : "", out);
}

static void put_anchor(FILE *out, const char *id)
{
    char *family = strndup(id, cs_family_length(id));

    if (family != NULL)
        cs_site_name(out, family);
    free(family);
}

static void put_line(FILE *out, const char *label, const char *text)
{
    if (text[0] == '\0')
        return;
    fprintf(out, "%-10s", label);
    cs_site_text(out, text);
    fputc('\n', out);
}

static void put_sent(FILE *out, const struct cs_case_result *item)
{
    char *text = NULL;
    size_t length = 0;
    FILE *buffer = item->transcript == NULL ? NULL : cs_stream_open(&text, &length);

    if (buffer != NULL)
        cs_text_sent(buffer, item->transcript);
    if (buffer != NULL && cs_stream_close(buffer))
        put_line(out, "sent", text);
    else if (item->transcript != NULL)
        cs_loss_note();
    free(text);
}

static void put_set_ups(FILE *out, const struct cs_product_mistake *entry)
{
    fputs("<p class=\"soft\">Seen with ", out);
    cs_site_text(out, entry->result->target);
    for (size_t i = 0; i < entry->count; i++) {
        fputs(", ", out);
        cs_site_text(out, entry->also[i]->target);
    }
    fputs("</p>\n", out);
}

static void put_mistake(FILE *out, const struct cs_product_mistake *entry)
{
    const struct cs_case_result *item = entry->mistake.cases[0];
    char *values = cs_mistake_values_copy(&entry->mistake);

    fputs("<article id=\"", out);
    put_anchor(out, item->id);
    fputs("\">\n<h3>", out);
    cs_site_text(out, item->title);
    fprintf(out, " <span class=\"%s\">%s</span></h3>\n<p>", item->severity, item->severity);
    cs_site_text(out, item->statement);
    fputs(" <span class=\"soft\">", out);
    put_source(out, item->source);
    for (size_t i = 0; i < item->requirement_count; i++) {
        fputs(", ", out);
        put_requirement_link(out, item->requirements[i]);
    }
    fputs("</span></p>\n<pre>", out);
    put_sent(out, item);
    put_line(out, "accepted", item->verdict.expected);
    put_line(out, "got", item->verdict.observed);
    put_line(out, "wrong", item->verdict.reason);
    if (cs_text_reading(item->verdict.reading)[0] != '\0')
        fprintf(out, "%-10sthe target %s\n", "reading", cs_text_reading(item->verdict.reading));
    put_line(out, "danger", item->danger);
    fputs("</pre>\n", out);
    if (values != NULL && values[0] != '\0') {
        fputs("<p>", out);
        cs_site_text(out, values);
        fputs("</p>\n", out);
    }
    put_set_ups(out, entry);
    fputs("</article>\n", out);
    free(values);
}

static void put_mistakes(FILE *out, const char *heading, const struct cs_product_mistakes *mistakes)
{
    fprintf(out, "<h2>%s: %zu</h2>\n", heading, mistakes->count);
    for (size_t i = 0; i < mistakes->count; i++)
        put_mistake(out, &mistakes->items[i]);
}

/* "keeps 120 of the 134 requirements that were tried" */
static void put_kept(FILE *out, const struct cs_site_table *table, size_t product)
{
    size_t tried = 0, kept = 0;

    for (size_t i = 0; i < table->count; i++) {
        tried += table->rows[i].cells[product].item != NULL;
        kept += table->rows[i].cells[product].kind == CS_PASS;
    }
    fprintf(out, "keeps %zu of the %zu requirements that were tried", kept, tried);
}

static void put_behaviour(FILE *out, const struct cs_product *product)
{
    struct cs_behaviours found = cs_behaviours_of(product->results, product->count);

    if (found.count > 0)
        fputs("<h2>How it behaves where it may choose</h2>\n<table><tbody>\n", out);
    for (size_t i = 0; i < found.count; i++) {
        fputs("<tr><th scope=\"row\">", out);
        cs_site_text(out, found.items[i].what);
        fputs("</th><td>", out);
        cs_site_text(out, found.items[i].is);
        fputs("</td></tr>\n", out);
    }
    if (found.count > 0)
        fputs("</tbody></table>\n", out);
    cs_behaviours_free(&found);
}

char *cs_site_product(const struct cs_site_table *table, size_t index, size_t *length)
{
    const struct cs_product *product = &table->products->items[index];
    char *document = NULL;
    FILE *out = cs_stream_open(&document, length);

    if (out == NULL)
        return NULL;
    cs_site_begin(out, product->name, "../");
    fputs("<p class=\"soft\">Version ", out);
    cs_site_text(out, product->results[0]->version[0] == '\0' ? "unknown" : product->results[0]->version);
    fputs("; set-ups: ", out);
    for (size_t i = 0; i < product->count; i++) {
        fputs(i == 0 ? "" : ", ", out);
        cs_site_text(out, product->results[i]->target);
    }
    fputs("; ", out);
    put_kept(out, table, index);
    fputs("</p>\n", out);
    put_mistakes(out, "Breaks a MUST", &table->fails[index]);
    put_mistakes(out, "Breaks a SHOULD", &table->warnings[index]);
    put_behaviour(out, product);
    cs_site_end(out);
    if (cs_stream_close(out))
        return document;
    free(document);
    return NULL;
}

static void put_verdict_row(FILE *out, const struct cs_product *product, const struct cs_site_cell *cell)
{
    fputs("<tr><th scope=\"row\"><a href=\"../product/", out);
    cs_site_name(out, product->name);
    fputs(".html#", out);
    put_anchor(out, cell->item->id);
    fputs("\">", out);
    cs_site_text(out, product->name);
    fputs("</a></th><td>", out);
    cs_site_badge(out, cell->kind);
    fputs("</td><td>", out);
    cs_site_text(out, cell->kind == CS_PASS ? "" : cell->item->id);
    fputs("</td><td>", out);
    cs_site_text(out, cell->kind == CS_PASS ? "" : cell->item->verdict.observed);
    fputs("</td></tr>\n", out);
}

char *cs_site_requirement(const struct cs_site_table *table, const struct cs_site_row *row, size_t *length)
{
    static const enum cs_verdict_kind order[] = {CS_FAIL, CS_UNSTEADY, CS_WARN, CS_INCONCLUSIVE, CS_ERROR, CS_PASS};
    char *document = NULL;
    FILE *out = cs_stream_open(&document, length);

    if (out == NULL)
        return NULL;
    cs_site_begin(out, row->id, "../");
    fputs("<p>", out);
    cs_site_text(out, row->statement);
    fputs(" <span class=\"soft\">", out);
    put_source(out, row->source);
    fputs("</span></p>\n<div class=\"wide\"><table><thead><tr><th>product</th><th>verdict</th><th>case</th>"
          "<th>observed</th></tr></thead><tbody>\n",
          out);
    for (size_t k = 0; k < sizeof(order) / sizeof(order[0]); k++)
        for (size_t i = 0; i < table->products->count; i++)
            if (row->cells[i].item != NULL && row->cells[i].kind == order[k])
                put_verdict_row(out, &table->products->items[i], &row->cells[i]);
    fputs("</tbody></table></div>\n", out);
    cs_site_end(out);
    if (cs_stream_close(out))
        return document;
    free(document);
    return NULL;
}
