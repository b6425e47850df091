/* Products: what several results are about, whatever the set-up. */
#ifndef CONNECTSPEC_PRODUCT_H
#define CONNECTSPEC_PRODUCT_H

#include "reports/mistake.h"

/* How long the product's name is in that of a target: "squid" of "squid-parent-basic" and of "squid+basic+parent". */
size_t cs_product_length(const char *target);

/* The results of one product, each of another set-up, the plain one first.  Borrowed. */
struct cs_product {
    char name[64];
    size_t count;
    const struct cs_result **results;
};

struct cs_products {
    size_t count;
    struct cs_product *items; /* in order of name */
};

/* Sorts |count| results by product; empty without memory.  Free with cs_products_free. */
struct cs_products cs_products_of(const struct cs_result *const *results, size_t count);
void cs_products_free(struct cs_products *products);

/* A mistake of a product, and where it shows. */
struct cs_product_mistake {
    struct cs_mistake mistake;      /* as the first result has it */
    const struct cs_result *result; /* that one */
    size_t count;
    const struct cs_result **also; /* further results with the same mistake; owned */
};

struct cs_product_mistakes {
    size_t count;
    struct cs_product_mistake *items; /* the most dangerous first */
    struct cs_mistakes *found;        /* of each result */
    size_t found_count;
};

/* The mistakes behind the verdicts of |kind| in all results of |product|, each once.  Empty without memory. */
struct cs_product_mistakes cs_product_mistakes(const struct cs_product *product, enum cs_verdict_kind kind);
void cs_product_mistakes_free(struct cs_product_mistakes *mistakes);

/* How many of them are of a severity (0 low to 3 critical). */
size_t cs_product_count(const struct cs_product_mistakes *mistakes, int severity);

#endif
