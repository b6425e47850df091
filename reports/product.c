#include "reports/product.h"

#include <stdlib.h>
#include <string.h>

#include "reports/stream.h"

size_t cs_product_length(const char *target)
{
    static const char *const layers[] = {"-basic", "-digest", "-parent", "-forward"};
    size_t length = strcspn(target, "+");
    bool found = true;

    while (found) {
        found = false;
        for (size_t i = 0; i < sizeof(layers) / sizeof(layers[0]); i++) {
            size_t size = strlen(layers[i]);

            if (length <= size || memcmp(target + length - size, layers[i], size) != 0)
                continue;
            length -= size;
            found = true;
        }
    }
    return length;
}

static struct cs_product *find(struct cs_products *products, const char *name)
{
    for (size_t i = 0; i < products->count; i++)
        if (strcmp(products->items[i].name, name) == 0)
            return &products->items[i];
    return NULL;
}

static bool add(struct cs_products *products, const struct cs_result *result, size_t most)
{
    char name[sizeof(products->items[0].name)];
    struct cs_product *product;

    (void)snprintf(name, sizeof(name), "%.*s", (int)cs_product_length(result->target), result->target);
    product = find(products, name);
    if (product == NULL) {
        product = &products->items[products->count];
        product->results = calloc(most, sizeof(*product->results));
        if (product->results == NULL)
            return false;
        memcpy(product->name, name, sizeof(name));
        products->count++;
    }
    product->results[product->count++] = result;
    return true;
}

static int by_name(const void *left, const void *right)
{
    return strcmp(((const struct cs_product *)left)->name, ((const struct cs_product *)right)->name);
}

/* The plain set-up first. */
static int by_length(const void *left, const void *right)
{
    const struct cs_result *a = *(const struct cs_result *const *)left;
    const struct cs_result *b = *(const struct cs_result *const *)right;
    size_t one = strlen(a->target), two = strlen(b->target);

    return one != two ? (one > two) - (one < two) : strcmp(a->target, b->target);
}

struct cs_products cs_products_of(const struct cs_result *const *results, size_t count)
{
    struct cs_products products = {.items = calloc(count + 1, sizeof(struct cs_product))};
    bool done = products.items != NULL;

    for (size_t i = 0; done && i < count; i++)
        done = add(&products, results[i], count);
    for (size_t i = 0; i < products.count; i++)
        qsort(products.items[i].results, products.items[i].count, sizeof(struct cs_result *), by_length);
    if (!done) {
        cs_loss_note();
        cs_products_free(&products);
    } else {
        qsort(products.items, products.count, sizeof(products.items[0]), by_name);
    }
    return products;
}

void cs_products_free(struct cs_products *products)
{
    for (size_t i = 0; i < products->count; i++)
        free(products->items[i].results);
    free(products->items);
    *products = (struct cs_products){0};
}

/* The same mistake in another set-up: the same cause, and the same family where a reading does not tell. */
static struct cs_product_mistake *known(struct cs_product_mistakes *all, const struct cs_mistake *mistake)
{
    for (size_t i = 0; i < all->count; i++)
        if (cs_mistake_same(all->items[i].mistake.cases[0], mistake->cases[0]))
            return &all->items[i];
    return NULL;
}

static bool add_mistake(struct cs_product_mistakes *all, const struct cs_mistake *mistake,
                        const struct cs_result *result, size_t results)
{
    struct cs_product_mistake *item = known(all, mistake);
    struct cs_product_mistake *larger;

    if (item != NULL) {
        if (item->result != result)
            item->also[item->count++] = result;
        return true;
    }
    larger = realloc(all->items, (all->count + 1) * sizeof(*larger));
    if (larger == NULL)
        return false;
    all->items = larger;
    item = &larger[all->count];
    *item = (struct cs_product_mistake){
        .mistake = *mistake, .result = result, .also = calloc(results + 1, sizeof(*item->also))};
    if (item->also == NULL)
        return false;
    all->count++;
    return true;
}

static int by_danger(const void *left, const void *right)
{
    const struct cs_case_result *a = ((const struct cs_product_mistake *)left)->mistake.cases[0];
    const struct cs_case_result *b = ((const struct cs_product_mistake *)right)->mistake.cases[0];
    int difference = cs_severity_rank(b->severity) - cs_severity_rank(a->severity);

    return difference != 0 ? difference : strcmp(a->id, b->id);
}

struct cs_product_mistakes cs_product_mistakes(const struct cs_product *product, enum cs_verdict_kind kind)
{
    struct cs_product_mistakes all = {.found = calloc(product->count + 1, sizeof(struct cs_mistakes))};
    bool done = all.found != NULL;

    for (size_t i = 0; done && i < product->count; i++) {
        all.found[i] = cs_mistakes_find(product->results[i], kind);
        all.found_count++;
        for (size_t k = 0; done && k < all.found[i].count; k++)
            done = add_mistake(&all, &all.found[i].items[k], product->results[i], product->count);
    }
    if (!done)
        cs_loss_note();
    if (all.count > 0)
        qsort(all.items, all.count, sizeof(all.items[0]), by_danger);
    return all;
}

void cs_product_mistakes_free(struct cs_product_mistakes *mistakes)
{
    for (size_t i = 0; i < mistakes->count; i++)
        free(mistakes->items[i].also);
    for (size_t i = 0; i < mistakes->found_count; i++)
        cs_mistakes_free(&mistakes->found[i]);
    free(mistakes->items);
    free(mistakes->found);
    *mistakes = (struct cs_product_mistakes){0};
}

size_t cs_product_count(const struct cs_product_mistakes *mistakes, int severity)
{
    size_t count = 0;

    for (size_t i = 0; i < mistakes->count; i++)
        count += cs_severity_rank(mistakes->items[i].mistake.cases[0]->severity) == severity;
    return count;
}
