#include "reports/site.h"
#include "reports/behaviour.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "reports/site_table.h"
#include "reports/stream.h"

static void put_product_link(FILE *out, const char *name, const char *text)
{
    fputs("<a href=\"product/", out);
    cs_site_name(out, name);
    fputs(".html\">", out);
    cs_site_text(out, text);
    fputs("</a>", out);
}

/* One row a product: mistakes by severity, warnings. */
static void put_score(FILE *out, const struct cs_site_table *table, size_t index)
{
    const struct cs_product *product = &table->products->items[index];
    size_t tried = 0, kept = 0;

    fputs("<tr><th scope=\"row\">", out);
    put_product_link(out, product->name, product->name);
    fputs("</th><td class=\"opt\">", out);
    cs_site_text(out, product->results[0]->version);
    fputs("</td>", out);
    for (int severity = 3; severity >= 0; severity--) {
        size_t count = cs_product_count(&table->fails[index], severity);

        fprintf(out, count == 0 ? "<td class=\"n\"></td>" : "<td class=\"n%s\">%zu</td>", severity >= 2 ? " fail" : "",
                count);
    }
    for (size_t i = 0; i < table->count; i++) {
        tried += table->rows[i].cells[index].item != NULL;
        kept += table->rows[i].cells[index].kind == CS_PASS;
    }
    fprintf(out, "<td class=\"n\">%zu</td><td class=\"n\">%zu of %zu</td><td class=\"opt\">",
            table->warnings[index].count, kept, tried);
    for (size_t i = 0; i < product->count; i++) {
        fputs(i == 0 ? "" : ", ", out);
        cs_site_text(out, product->results[i]->target);
    }
    fputs("</td></tr>\n", out);
}

static void put_scorecard(FILE *out, const struct cs_site_table *table)
{
    fputs("<h2>Scorecard</h2>\n<p class=\"soft\">A mistake counts once, for however many values. Requirements kept are "
          "those that were tried and of which no case deviates.</p>\n<div class=\"wide\"><table><thead><tr>"
          "<th>product</th><th "
          "class=\"opt\">version</th><th>critical</th><th>high</th><th>medium</th><th>low</th><th>warnings</th>"
          "<th>kept</th><th class=\"opt\">set-ups</th></tr></thead><tbody>\n",
          out);
    for (size_t i = 0; i < table->products->count; i++)
        put_score(out, table, i);
    fputs("</tbody></table></div>\n", out);
}

static void put_cell(FILE *out, const struct cs_product *product, const struct cs_site_cell *cell)
{
    char *family;

    if (cell->kind != CS_FAIL && cell->kind != CS_WARN) {
        fputs(cell->kind == CS_PASS ? "<td class=\"c pass\">\xe2\x9c\x93</td>" : "<td class=\"c\"></td>", out);
        return;
    }
    family = strndup(cell->item->id, cs_family_length(cell->item->id));
    fprintf(out, "<td class=\"c %s\"><a href=\"product/", cs_verdict_name(cell->kind));
    cs_site_name(out, product->name);
    fputs(".html#", out);
    cs_site_name(out, family == NULL ? "" : family);
    fputs("\" title=\"", out);
    cs_site_text(out, cell->item->verdict.reason);
    fputs(cell->kind == CS_FAIL ? "\">\xe2\x9c\x97</a></td>" : "\">!</a></td>", out);
    free(family);
}

static void put_row(FILE *out, const struct cs_site_table *table, const struct cs_site_row *row)
{
    fputs("<tr><th scope=\"row\"><a href=\"requirement/", out);
    cs_site_name(out, row->id);
    fputs(".html\">", out);
    cs_site_text(out, row->id);
    fprintf(out, "</a> <span class=\"%s\">%s</span><span class=\"opt\"><br>", row->severity,
            row->broken > 0 ? row->severity : "");
    cs_site_text(out, row->statement);
    fputs("</span></th>", out);
    for (size_t i = 0; i < table->products->count; i++)
        put_cell(out, &table->products->items[i], &row->cells[i]);
    fputs("</tr>\n", out);
}

static bool deviates(const struct cs_site_table *table, const struct cs_site_row *row)
{
    for (size_t i = 0; i < table->products->count; i++)
        if (row->cells[i].kind == CS_FAIL || row->cells[i].kind == CS_WARN)
            return true;
    return false;
}

/* The requirements that some product breaks, the most dangerous first. */
static void put_matrix(FILE *out, const struct cs_site_table *table)
{
    size_t kept = 0;

    fputs(
        "<h2>Where they differ</h2>\n<p class=\"soft\">A column is a product, a cell the worst verdict of its set-ups: "
        "\xe2\x9c\x97 breaks a MUST, ! breaks a SHOULD, \xe2\x9c\x93 keeps it; empty: not tried.</p>\n<div "
        "class=\"wide\"><table>"
        "<thead><tr><th>requirement</th>",
        out);
    for (size_t i = 0; i < table->products->count; i++) {
        fputs("<th class=\"p\" scope=\"col\">", out);
        put_product_link(out, table->products->items[i].name, table->products->items[i].name);
        fputs("</th>", out);
    }
    fputs("</tr></thead><tbody>\n", out);
    for (size_t i = 0; i < table->count; i++) {
        if (deviates(table, &table->rows[i]))
            put_row(out, table, &table->rows[i]);
        else
            kept++;
    }
    fprintf(
        out,
        "</tbody></table></div>\n<p>%zu further requirements are kept by all products on which they were tried.</p>\n",
        kept);
}

/* One row for each thing that products do differently, or alike: none of it is wrong. */
static void put_ways(FILE *out, const struct cs_site_table *table, const struct cs_behaviours *each,
                     const struct cs_behaviours *all)
{
    fputs("<h2>How they behave where they may choose</h2>\n<div class=\"wide\"><table><thead><tr><th></th>", out);
    for (size_t i = 0; i < table->products->count; i++) {
        fputs("<th scope=\"col\">", out);
        put_product_link(out, table->products->items[i].name, table->products->items[i].name);
        fputs("</th>", out);
    }
    fputs("</tr></thead><tbody>\n", out);
    for (size_t k = 0; k < all->count; k++) {
        fputs("<tr><th scope=\"row\">", out);
        cs_site_text(out, all->items[k].what);
        fputs("</th>", out);
        for (size_t i = 0; i < table->products->count; i++) {
            const char *is = cs_behaviour_find(&each[i], all->items[k].what);

            fputs("<td>", out);
            cs_site_text(out, is == NULL ? "" : is);
            fputs("</td>", out);
        }
        fputs("</tr>\n", out);
    }
    fputs("</tbody></table></div>\n", out);
}

/* What all products between them tell. */
static struct cs_behaviours all_ways(const struct cs_products *products)
{
    const struct cs_result **results = NULL;
    struct cs_behaviours all = {0};
    size_t count = 0;

    for (size_t i = 0; i < products->count; i++)
        count += products->items[i].count;
    results = calloc(count + 1, sizeof(*results));
    count = 0;
    for (size_t i = 0; results != NULL && i < products->count; i++)
        for (size_t k = 0; k < products->items[i].count; k++)
            results[count++] = products->items[i].results[k];
    if (results != NULL)
        all = cs_behaviours_of(results, count);
    free(results);
    return all;
}

static void put_behaviour(FILE *out, const struct cs_site_table *table)
{
    const struct cs_products *products = table->products;
    struct cs_behaviours *each = calloc(products->count + 1, sizeof(*each));
    struct cs_behaviours all = all_ways(products);

    for (size_t i = 0; each != NULL && i < products->count; i++)
        each[i] = cs_behaviours_of(products->items[i].results, products->items[i].count);
    if (each != NULL && all.count > 0)
        put_ways(out, table, each, &all);
    for (size_t i = 0; each != NULL && i < products->count; i++)
        cs_behaviours_free(&each[i]);
    cs_behaviours_free(&all);
    free(each);
}

char *cs_site_index(const struct cs_site_table *table, size_t *length)
{
    char *document = NULL;
    FILE *out = cs_stream_open(&document, length);

    if (out == NULL)
        return NULL;
    cs_site_begin(out, "HTTP CONNECT conformance", "");
    put_scorecard(out, table);
    put_matrix(out, table);
    put_behaviour(out, table);
    cs_site_end(out);
    if (cs_stream_close(out))
        return document;
    free(document);
    return NULL;
}

/* Writes |text|, which is taken over, as |directory|/|folder||name|.html. */
static bool write_page(const char *directory, const char *folder, const char *name, char *text, size_t length,
                       char error[CS_FILE_ERROR_MAX])
{
    char *path = NULL;
    size_t size = 0;
    FILE *out = cs_stream_open(&path, &size);
    bool done = false;

    if (out != NULL) {
        fprintf(out, "%s/%s", directory, folder);
        cs_site_name(out, name);
        fputs(".html", out);
        done = cs_stream_close(out) && text != NULL && cs_file_write(path, text, length, error);
    }
    if (text == NULL || out == NULL)
        (void)snprintf(error, CS_FILE_ERROR_MAX, "out of memory");
    free(path);
    free(text);
    return done;
}

static bool make_folder(const char *directory, const char *name, char error[CS_FILE_ERROR_MAX])
{
    char *path = NULL;
    bool made;

    if (asprintf(&path, "%s/%s", directory, name) < 0)
        return false;
    made = mkdir(path, 0777) == 0 || errno == EEXIST;
    if (!made)
        (void)snprintf(error, CS_FILE_ERROR_MAX, "cannot make the directory %s: %s", path, strerror(errno));
    free(path);
    return made;
}

static bool write_all(const struct cs_site_table *table, const char *directory, char error[CS_FILE_ERROR_MAX])
{
    size_t length = 0;
    char *text = cs_site_index(table, &length);

    if (!write_page(directory, "", "index", text, length, error))
        return false;
    for (size_t i = 0; i < table->products->count; i++) {
        text = cs_site_product(table, i, &length);
        if (!write_page(directory, "product/", table->products->items[i].name, text, length, error))
            return false;
    }
    for (size_t i = 0; i < table->count; i++) {
        text = cs_site_requirement(table, &table->rows[i], &length);
        if (!write_page(directory, "requirement/", table->rows[i].id, text, length, error))
            return false;
    }
    return true;
}

bool cs_site_write(const struct cs_result *const *results, size_t count, const char *directory,
                   char error[CS_FILE_ERROR_MAX])
{
    struct cs_products products = cs_products_of(results, count);
    struct cs_site_table table;
    bool done = cs_site_table_fill(&table, &products);

    if (!done)
        (void)snprintf(error, CS_FILE_ERROR_MAX, "out of memory");
    done = done && make_folder(directory, "", error) && make_folder(directory, "product", error) &&
           make_folder(directory, "requirement", error) && write_all(&table, directory, error);
    cs_site_table_free(&table);
    cs_products_free(&products);
    return done;
}
