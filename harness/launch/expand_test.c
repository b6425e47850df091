#include "harness/launch/expand.h"

#include <stdlib.h>
#include <string.h>

#include "reference/testing.h"

static bool look_up(void *context, const char *name, const char **value, size_t *length)
{
    (void)context;
    if (strcmp(name, "port") == 0)
        *value = "18443";
    else if (strcmp(name, "tricky") == 0)
        *value = "${port}";
    else
        return false;
    *length = strlen(*value);
    return true;
}

static const struct cs_environment environment = {.lookup = look_up};

static void fills_in(void)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"", ""},
        {"plain", "plain"},
        {"${port}", "18443"},
        {"a ${port} b ${port}c", "a 18443 b 18443c"},
        {"$", "$"},
        {"$port $$ $1", "$port $$ $1"},
        {"$${port}", "${port}"},
        {"{port}", "{port}"},
        {"${tricky}", "${port}"}, /* values are not filled in again */
        {"${md5 of }", "d41d8cd98f00b204e9800998ecf8427e"},
        {"${md5 of abc}!", "900150983cd24fb0d6963f7d28e17f72!"},
        {"${md5 of ${port}}", "ff5b376f952246bd12b516e765403906"},
        {"${md5 of a${md5 of b}}", "57e9f61da712c151b9d535392036223f"},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        char error[CS_TEMPLATE_ERROR_MAX] = "";
        size_t offset;
        char *got = cs_expand(rows[i].text, &environment, error, &offset);

        CU_ASSERT_PTR_NOT_NULL_FATAL(got);
        if (strcmp(got, rows[i].want) != 0)
            fprintf(stderr, "row %zu: %s\n", i, got);
        CU_ASSERT_STRING_EQUAL(got, rows[i].want);
        free(got);
    }
}

static void says_where_it_fails(void)
{
    static const struct {
        const char *text, *error;
        size_t offset;
    } rows[] = {
        {"ab${nope}", "no variable 'nope'", 4},
        {"ab${port", "never closed", 2},
        {"${}", "a placeholder is", 2},
        {"${md5 of ${nope}}", "no variable 'nope'", 11},
        {"${md5 of ${md5 of ${md5 of ${md5 of ${md5 of ${md5 of ${md5 of ${md5 of ${md5 of x}}}}}}}}}",
         "nested too deep", 74},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        char error[CS_TEMPLATE_ERROR_MAX] = "";
        size_t offset = 0;

        CU_ASSERT_PTR_NULL(cs_expand(rows[i].text, &environment, error, &offset));
        CU_ASSERT_PTR_NOT_NULL(strstr(error, rows[i].error));
        CU_ASSERT_EQUAL(offset, rows[i].offset);
    }
}

static void is_bounded(void)
{
    size_t length = CS_EXPAND_MAX + 1;
    char error[CS_TEMPLATE_ERROR_MAX] = "";
    size_t offset;
    char *text = malloc(length + 1);

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    memset(text, 'a', length);
    text[length] = '\0';
    CU_ASSERT_PTR_NULL(cs_expand(text, &environment, error, &offset));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "1 MiB"));
    free(text);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"fills in", fills_in},
        {"says where it fails", says_where_it_fails},
        {"is bounded", is_bounded},
    };

    return cs_run_tests("expand", tests, CS_COUNT(tests));
}
