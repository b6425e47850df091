#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/scenario/yaml.h"
#include "reference/testing.h"

static struct cs_yaml_node *load(const char *text)
{
    struct cs_diagnostics diagnostics = {.count = 0};
    struct cs_yaml_node *root = cs_yaml_load(text, strlen(text), 4096, "x.yaml", &diagnostics);

    CU_ASSERT_PTR_NOT_NULL_FATAL(root);
    return root;
}

static void test_keys(void)
{
    static const char *const allowed[] = {"accept", "steps", NULL};
    struct cs_diagnostics diagnostics = {.count = 0};
    struct cs_yaml_node *root = load("steps: 1\nacept: 2\nzebra: 3\n");

    CU_ASSERT_FALSE(cs_yaml_check_keys(root, allowed, &diagnostics));
    CU_ASSERT_EQUAL_FATAL(diagnostics.count, 2);
    CU_ASSERT_STRING_EQUAL(diagnostics.items[0].message, "unknown key `acept`; did you mean `accept`?");
    CU_ASSERT_EQUAL(diagnostics.items[0].place.line, 2);
    CU_ASSERT_STRING_EQUAL(diagnostics.items[1].message, "unknown key `zebra`");
    CU_ASSERT_FALSE(cs_yaml_check_keys(root->members[0], allowed, &diagnostics));
    CU_ASSERT_EQUAL(diagnostics.count, 3);
    cs_diagnostics_free(&diagnostics);
    cs_yaml_free(root);
}

static void test_numbers(void)
{
    static const struct {
        const char *text;
        bool good;
    } rows[] = {
        {"1", true},
        {"255", true},
        {"0255", true},
        {"0", false},
        {"256", false},
        {"-1", false},
        {"1.0", false},
        {"0x1", false},
        {"' 1'", false},
        {"[1]", false},
        {"''", false},
        {"18446744073709551617", false},
        {"99999999999999999999999999999999", false},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_diagnostics diagnostics = {.count = 0};
        struct cs_yaml_node *root = load(rows[i].text);
        uint64_t value = 0;

        CU_ASSERT_EQUAL(cs_yaml_number(root, 1, 255, &value, &diagnostics), rows[i].good);
        CU_ASSERT_EQUAL(diagnostics.count, rows[i].good ? 0 : 1);
        CU_ASSERT_EQUAL(value == 1 || value == 255, rows[i].good);
        cs_diagnostics_free(&diagnostics);
        cs_yaml_free(root);
    }
}

static void test_booleans(void)
{
    static const struct {
        const char *text;
        bool good;
        bool value;
    } rows[] = {{"true", true, true}, {"false", true, false}, {"yes", false, false}, {"[true]", false, false}};

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_diagnostics diagnostics = {.count = 0};
        struct cs_yaml_node *root = load(rows[i].text);
        bool value = false;

        CU_ASSERT_EQUAL(cs_yaml_boolean(root, &value, &diagnostics), rows[i].good);
        CU_ASSERT_EQUAL(value, rows[i].value);
        CU_ASSERT_EQUAL(diagnostics.count, rows[i].good ? 0 : 1);
        cs_diagnostics_free(&diagnostics);
        cs_yaml_free(root);
    }
}

static void test_words(void)
{
    static const char *const allowed[] = {"alpha", "beta", NULL};
    static const struct {
        const char *text;
        const char *message; /* NULL: good */
    } rows[] = {
        {"[alpha, beta]", NULL},
        {"[]", NULL},
        {"[alpha, alpha]", "`alpha` stands here twice"},
        {"[alpah]", "`alpah` is unknown here; did you mean `alpha`?"},
        {"[omega9]", "`omega9` is unknown here"},
        {"[[alpha]]", "one value is needed here"},
        {"['']", "a value is missing"},
        {"alpha", "a list is needed here, e.g. [a, b], of at most 512"},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_diagnostics diagnostics = {.count = 0};
        struct cs_yaml_node *root = load(rows[i].text);
        size_t count = 0;
        char **words = NULL;

        CU_ASSERT_EQUAL(cs_yaml_words(root, allowed, &words, &count, &diagnostics), rows[i].message == NULL);
        CU_ASSERT_EQUAL(words != NULL, rows[i].message == NULL);
        CU_ASSERT_EQUAL(count, rows[i].message == NULL ? root->count : 0);
        if (rows[i].message != NULL)
            CU_ASSERT_STRING_EQUAL(diagnostics.items[0].message, rows[i].message);
        cs_words_free(words);
        cs_diagnostics_free(&diagnostics);
        cs_yaml_free(root);
    }
}

static void test_diagnostics(void)
{
    static struct cs_diagnostics diagnostics;
    const struct cs_place place = {3, 4};

    for (int i = 0; i < CS_DIAGNOSTICS_MAX + 5; i++)
        cs_diagnose(&diagnostics, "a\nb", place, "%s", "\033[31m\177\303\244 ok\\");
    CU_ASSERT_EQUAL(diagnostics.count, CS_DIAGNOSTICS_MAX + 5);
    CU_ASSERT_STRING_EQUAL(diagnostics.items[0].path, "a\\x0ab");
    CU_ASSERT_STRING_EQUAL(diagnostics.items[0].message, "\\x1b[31m\\x7f\\xc3\\xa4 ok\\");
    CU_ASSERT_EQUAL(diagnostics.items[CS_DIAGNOSTICS_MAX - 1].place.column, 4);
    cs_diagnostics_free(&diagnostics);
    CU_ASSERT_EQUAL(diagnostics.count, 0);
}

static void test_files(void)
{
    static const char *const bad[] = {"/dev/null", "/", "/nonexistent", CS_SOURCE_DIR "/CMakeLists.txt"};
    struct cs_diagnostics diagnostics = {.count = 0};
    size_t length = 0;
    char *text = cs_file_read(CS_SOURCE_DIR "/CMakeLists.txt", 1 << 20, &length, &diagnostics);

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_EQUAL(strlen(text), length);
    free(text);
    for (size_t i = 0; i < CS_COUNT(bad); i++) {
        CU_ASSERT_PTR_NULL(cs_file_read(bad[i], 10, &length, &diagnostics));
        CU_ASSERT_EQUAL(diagnostics.count, i + 1);
    }
    cs_diagnostics_free(&diagnostics);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"keys", test_keys},   {"numbers", test_numbers},         {"booleans", test_booleans},
        {"words", test_words}, {"diagnostics", test_diagnostics}, {"files", test_files},
    };

    return cs_run_tests("yaml_query", tests, CS_COUNT(tests));
}
