#include "reports/site_table.h"

#include <stdlib.h>
#include <string.h>

static int weight(enum cs_verdict_kind kind)
{
    switch (kind) {
    case CS_FAIL:
        return 4;
    case CS_WARN:
        return 3;
    case CS_UNSTEADY:
        return 4;
    case CS_ERROR:
    case CS_INCONCLUSIVE:
        return 1;
    case CS_PASS:
        return 2;
    case CS_SKIP:
    case CS_VERDICT_KINDS:
        break;
    }
    return 0;
}

static struct cs_site_row *find_row(struct cs_site_table *table, const char *id)
{
    struct cs_site_row *larger;

    for (size_t i = 0; i < table->count; i++)
        if (strcmp(table->rows[i].id, id) == 0)
            return &table->rows[i];
    larger = realloc(table->rows, (table->count + 1) * sizeof(*larger));
    if (larger == NULL)
        return NULL;
    table->rows = larger;
    larger += table->count;
    *larger = (struct cs_site_row){.id = id, .statement = "", .source = "", .severity = "low"};
    larger->cells = calloc(table->products->count + 1, sizeof(*larger->cells));
    if (larger->cells == NULL)
        return NULL;
    for (size_t i = 0; i < table->products->count; i++)
        larger->cells[i].kind = CS_SKIP;
    table->count++;
    return larger;
}

static bool add_case(struct cs_site_table *table, size_t product, const struct cs_case_result *item)
{
    for (size_t i = 0; i < item->requirement_count; i++) {
        struct cs_site_row *row = find_row(table, item->requirements[i]);
        struct cs_site_cell *cell;

        if (row == NULL)
            return false;
        if (i == 0 && row->statement[0] == '\0') {
            row->statement = item->statement;
            row->source = item->source;
        }
        cell = &row->cells[product];
        if (weight(item->verdict.kind) <= weight(cell->kind))
            continue;
        *cell = (struct cs_site_cell){item->verdict.kind, item};
    }
    return true;
}

static void weigh_row(struct cs_site_row *row, size_t products)
{
    for (size_t i = 0; i < products; i++) {
        const struct cs_case_result *item = row->cells[i].item;

        row->broken += row->cells[i].kind == CS_FAIL;
        if (item != NULL && row->cells[i].kind == CS_FAIL &&
            cs_severity_rank(item->severity) > cs_severity_rank(row->severity))
            row->severity = item->severity;
    }
}

static int by_danger(const void *left, const void *right)
{
    const struct cs_site_row *a = left, *b = right;
    int difference = cs_severity_rank(b->severity) - cs_severity_rank(a->severity);

    if (difference == 0 && a->broken != b->broken)
        difference = a->broken < b->broken ? 1 : -1;
    return difference != 0 ? difference : strcmp(a->id, b->id);
}

bool cs_site_table_fill(struct cs_site_table *table, const struct cs_products *products)
{
    bool done;

    *table = (struct cs_site_table){.products = products};
    table->fails = calloc(products->count + 1, sizeof(*table->fails));
    table->warnings = calloc(products->count + 1, sizeof(*table->warnings));
    done = table->fails != NULL && table->warnings != NULL;
    for (size_t i = 0; done && i < products->count; i++) {
        table->fails[i] = cs_product_mistakes(&products->items[i], CS_FAIL);
        table->warnings[i] = cs_product_mistakes(&products->items[i], CS_WARN);
        for (size_t k = 0; k < products->items[i].count; k++)
            for (size_t j = 0; done && j < products->items[i].results[k]->count; j++)
                done = add_case(table, i, &products->items[i].results[k]->cases[j]);
    }
    for (size_t i = 0; i < table->count; i++)
        weigh_row(&table->rows[i], products->count);
    if (table->count > 0)
        qsort(table->rows, table->count, sizeof(table->rows[0]), by_danger);
    return done;
}

void cs_site_table_free(struct cs_site_table *table)
{
    for (size_t i = 0; table->products != NULL && i < table->products->count; i++) {
        if (table->fails != NULL)
            cs_product_mistakes_free(&table->fails[i]);
        if (table->warnings != NULL)
            cs_product_mistakes_free(&table->warnings[i]);
    }
    for (size_t i = 0; i < table->count; i++)
        free(table->rows[i].cells);
    free(table->rows);
    free(table->fails);
    free(table->warnings);
    *table = (struct cs_site_table){0};
}
