#include "reports/variable.h"

#include <string.h>

#include "reference/testing.h"

static void expect(const struct cs_variable *variable, const char *value, size_t length)
{
    CU_ASSERT_PTR_NOT_NULL_FATAL(variable);
    CU_ASSERT_EQUAL(variable->length, length);
    CU_ASSERT_EQUAL(memcmp(variable->value, value, length + 1), 0);
}

static void test_added_replaced_found(void)
{
    struct cs_variable *variables = NULL;
    size_t count = 0;
    char name[] = "name?";

    for (char letter = 'a'; letter <= 'z'; letter++) {
        name[4] = letter;
        CU_ASSERT_TRUE(cs_variables_add(&variables, &count, name, &letter, 1));
    }
    CU_ASSERT_EQUAL(count, 26);
    CU_ASSERT_TRUE(cs_variables_add(&variables, &count, "namea", "later", 5));
    for (size_t i = 0; i < 26; i++) {
        const char value[] = {(char)('a' + (int)i), 0};

        name[4] = value[0];
        CU_ASSERT_PTR_EQUAL(cs_variables_find(variables, count, name), &variables[i]);
        expect(&variables[i], value, 1);
    }
    CU_ASSERT_PTR_NULL(cs_variables_find(variables, count, "name"));
    CU_ASSERT_TRUE(cs_variable_replace(&variables[3], "a\0b", 3));
    expect(cs_variables_find(variables, count, "named"), "a\0b", 3);
    CU_ASSERT_TRUE(cs_variable_replace(&variables[3], "", 0));
    expect(cs_variables_find(variables, count, "named"), "", 0);
    cs_variables_free(variables, count);
    cs_variables_free(NULL, 0);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"added, replaced, found", test_added_replaced_found},
    };

    return cs_run_tests("variable", tests, CS_COUNT(tests));
}
