/* What the site counts: for each requirement, what came of it on each product. */
#ifndef CONNECTSPEC_SITE_TABLE_H
#define CONNECTSPEC_SITE_TABLE_H

#include "reference/must_use.h"
#include "reports/product.h"

/* What came of one requirement on one product: the worst of its cases and set-ups.  CS_SKIP: it was not tried. */
struct cs_site_cell {
    enum cs_verdict_kind kind;
    const struct cs_case_result *item; /* that case; NULL: not tried */
};

struct cs_site_row {
    const char *id;        /* of the requirement */
    const char *statement; /* "" where no case has it first */
    const char *source;
    const char *severity;       /* of the case that fails, else of any */
    size_t broken;              /* products that fail */
    struct cs_site_cell *cells; /* one a product */
};

struct cs_site_table {
    const struct cs_products *products; /* borrowed */
    struct cs_product_mistakes *fails;  /* one a product */
    struct cs_product_mistakes *warnings;
    size_t count;
    struct cs_site_row *rows; /* what is dangerous and broken most often first, then by id */
};

/* False without memory; free it either way. */
CS_MUST_USE bool cs_site_table_fill(struct cs_site_table *table, const struct cs_products *products);
void cs_site_table_free(struct cs_site_table *table);

/* What a page says: whole documents, which the caller frees; NULL without memory. */
CS_MUST_USE char *cs_site_index(const struct cs_site_table *table, size_t *length);
CS_MUST_USE char *cs_site_product(const struct cs_site_table *table, size_t product, size_t *length);
CS_MUST_USE char *cs_site_requirement(const struct cs_site_table *table, const struct cs_site_row *row, size_t *length);

/* Pieces of pages.  |up|: "" or "../", the way to the index.  Text is escaped. */
void cs_site_begin(FILE *out, const char *title, const char *up);
void cs_site_end(FILE *out);
void cs_site_text(FILE *out, const char *text);
void cs_site_name(FILE *out, const char *name); /* as part of an address */
void cs_site_badge(FILE *out, enum cs_verdict_kind kind);

#endif
