#include "reports/product.h"

#include "reports/documents.h"
#include "reports/sample_testing.h"

static void test_names(void)
{
    static const struct {
        const char *target;
        const char *name;
    } rows[] = {
        {"squid", "squid"},
        {"squid-parent-basic", "squid"},
        {"squid+basic+parent", "squid"},
        {"proxy-chain", "proxy-chain"},
        {"proxy-chain-digest", "proxy-chain"},
        {"-basic", "-basic"},
        {"", ""},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++)
        CU_ASSERT_EQUAL(cs_product_length(rows[i].target), strlen(rows[i].name));
}

static struct cs_result *named(const char *target)
{
    struct cs_result *result = sample_result();

    free(result->target);
    result->target = sample_copy(target);
    free(result->command);
    result->command = sample_copy("--target x");
    return result;
}

static void test_products(void)
{
    struct cs_result *all[] = {named("squid-basic"), named("ncat"), named("squid")};
    struct cs_products products = cs_products_of((const struct cs_result *const *)all, 3);
    struct cs_product_mistakes found;

    CU_ASSERT_EQUAL_FATAL(products.count, 2);
    CU_ASSERT_STRING_EQUAL(products.items[0].name, "ncat");
    CU_ASSERT_EQUAL_FATAL(products.items[1].count, 2);
    CU_ASSERT_STRING_EQUAL(products.items[1].results[0]->target, "squid");
    found = cs_product_mistakes(&products.items[1], CS_FAIL);
    CU_ASSERT_EQUAL_FATAL(found.count, 2); /* the same in both set-ups */
    CU_ASSERT_STRING_EQUAL(found.items[0].mistake.cases[0]->id, "target/d");
    CU_ASSERT_EQUAL_FATAL(found.items[0].count, 1);
    CU_ASSERT_STRING_EQUAL(found.items[0].also[0]->target, "squid-basic");
    CU_ASSERT_EQUAL(cs_product_count(&found, 3), 1);
    CU_ASSERT_EQUAL(cs_product_count(&found, 0), 1);
    cs_product_mistakes_free(&found);
    cs_products_free(&products);
    for (size_t i = 0; i < CS_COUNT(all); i++)
        cs_result_free(all[i]);
}

static void test_advice(void)
{
    static const char *const parts[] = {
        "# squid version ",
        ": 2 deviations from the rules for HTTP CONNECT\n",
        "\n**Not yet reported.** 1 of them is of severity high or critical",
        "\n## 1. A title with ",
        "\n    sent       CONNECT |  \\0\\xff HTTP/1.1\\r\\n\n",
        "\n    printf 'CONNECT \\000\\377 HTTP/1.1\\r\\n' | ncat ",
        "\nA mend: Compare the port with 65535 before it is stored in 16 bits, and refuse what is larger.\n",
        "\n    connectspec run --target x target/d\n",
        "\nA mend: Check this before the destination",
    };
    struct cs_result *result = named("squid");
    const struct cs_result *results[] = {result};
    size_t length;
    char *text = cs_advice_document(results, 1, &length);

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    for (size_t i = 0; i < CS_COUNT(parts); i++) {
        if (strstr(text, parts[i]) == NULL)
            printf("\nnot there: %s", parts[i]);
        CU_ASSERT_PTR_NOT_NULL(strstr(text, parts[i]));
    }
    free(text);
    result->cases[3].severity[0] = '\0'; /* nothing dangerous is left */
    text = cs_advice_document(results, 1, &length);
    CU_ASSERT_PTR_NULL(strstr(text, "Not yet reported"));
    free(text);
    cs_result_free(result);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"names", test_names}, {"products", test_products}, {"advice", test_advice}};

    return cs_run_tests("product", tests, CS_COUNT(tests));
}
