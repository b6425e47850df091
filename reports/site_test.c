#include "reports/site.h"

#include <dirent.h>
#include <unistd.h>

#include "reports/sample_testing.h"
#include "reports/site_table.h"

/* A page that the sample's hostile texts can be anywhere in, but as text. */
static void check_page(char *text, const char *part)
{
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, part));
    CU_ASSERT_PTR_NULL(strstr(text, "<script"));
    CU_ASSERT_PTR_NULL(strstr(text, "<b>"));
    CU_ASSERT_PTR_NULL(strstr(text, "</failure>"));
    for (const char *at = text; *at != '\0'; at++)
        CU_ASSERT_FATAL((unsigned char)*at >= ' ' || *at == '\n');
    free(text);
}

static struct cs_result *named(const char *target, enum cs_verdict_kind kind)
{
    struct cs_result *result = sample_result();

    free(result->target);
    result->target = sample_copy(target);
    result->cases[3].verdict.kind = kind;
    return result;
}

static void test_pages(void)
{
    struct cs_result *all[] = {named("squid", CS_PASS), named("squid-basic", CS_FAIL), named("ncat", CS_PASS)};
    struct cs_products products = cs_products_of((const struct cs_result *const *)all, 3);
    struct cs_site_table table;
    size_t length;

    CU_ASSERT_TRUE_FATAL(cs_site_table_fill(&table, &products));
    CU_ASSERT_EQUAL_FATAL(table.count, 1);
    CU_ASSERT_EQUAL(table.rows[0].broken, 2);
    CU_ASSERT_EQUAL(table.rows[0].cells[1].kind, CS_FAIL);
    check_page(cs_site_index(&table, &length), "<a href=\"product/squid.html#host_b\"");
    check_page(cs_site_product(&table, 1, &length), "<article id=\"target_d\">");
    check_page(cs_site_product(&table, 1, &length), "Seen with squid-basic</p>");
    check_page(cs_site_requirement(&table, &table.rows[0], &length), "<h1>CN-TARGET-001</h1>");
    cs_site_table_free(&table);
    cs_products_free(&products);
    for (size_t i = 0; i < CS_COUNT(all); i++)
        cs_result_free(all[i]);
}

static void test_names(void)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);

    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    cs_site_name(out, "../a/b:1<x>.y");
    fclose(out);
    CU_ASSERT_STRING_EQUAL(text, "_._a_b_1_x_.y");
    free(text);
}

static void test_files(void)
{
    char folder[] = "/tmp/connectspec-site-XXXXXX";
    struct cs_result *result = named("squid", CS_FAIL);
    const struct cs_result *results[] = {result};
    char error[CS_FILE_ERROR_MAX] = "";
    char path[200];

    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    CU_ASSERT_TRUE(cs_site_write(results, 1, folder, error));
    static const char *const files[] = {"index.html", "product/squid.html", "requirement/CN-TARGET-001.html"};
    for (size_t i = 0; i < CS_COUNT(files); i++) {
        (void)snprintf(path, sizeof(path), "%s/%s", folder, files[i]);
        CU_ASSERT_EQUAL(unlink(path), 0);
    }
    (void)snprintf(path, sizeof(path), "%s/product", folder);
    rmdir(path);
    (void)snprintf(path, sizeof(path), "%s/requirement", folder);
    rmdir(path);
    CU_ASSERT_EQUAL(rmdir(folder), 0);
    CU_ASSERT_FALSE(cs_site_write(results, 1, "/dev/null/x", error));
    CU_ASSERT_NSTRING_EQUAL(error, "cannot make the directory /dev/null/x", 36);
    cs_result_free(result);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {{"pages", test_pages}, {"names", test_names}, {"files", test_files}};

    return cs_run_tests("site", tests, CS_COUNT(tests));
}
