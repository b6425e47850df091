#include "reports/expect.h"

#include <stdlib.h>

#include "reference/testing.h"
#include "reports/version.h"

static void test_whole(void)
{
    static const char text[] =
        "suite: 1.20.3\r\n"
        "# a comment\n"
        "\n"
        "target/a@b code=tunnel-opened until=2028-02-29 issue=https://example.org/7#x -- why -- so \n"
        "\t framing/*\n"
        "x issue=http://a";
    struct cs_expectations list;
    char error[CS_EXPECT_ERROR_MAX];

    CU_ASSERT_FATAL(cs_expect_parse(text, strlen(text), &list, error));
    CU_ASSERT_STRING_EQUAL(list.suite, "1.20.3");
    CU_ASSERT_EQUAL_FATAL(list.count, 3);
    CU_ASSERT_EQUAL(list.items[0].line, 4);
    CU_ASSERT_STRING_EQUAL(list.items[0].pattern, "target/a@b");
    CU_ASSERT_STRING_EQUAL(list.items[0].code, "tunnel-opened");
    CU_ASSERT_STRING_EQUAL(list.items[0].until, "2028-02-29");
    CU_ASSERT_STRING_EQUAL(list.items[0].issue, "https://example.org/7#x");
    CU_ASSERT_STRING_EQUAL(list.items[0].reason, "why -- so");
    CU_ASSERT_STRING_EQUAL(list.items[1].pattern, "framing/*");
    CU_ASSERT_STRING_EQUAL(list.items[1].reason, "");
    CU_ASSERT_EQUAL(list.items[2].line, 6);
    cs_expect_free(&list);
    CU_ASSERT_EQUAL(list.count, 0);
}

#define HEAD "suite: 1.0.0\n"
static const struct {
    const char *text;
    const char *error;
} wrong[] = {
    {"", "1:1: the first line has to be 'suite: VERSION'"},
    {"# x\nsuite: 1.0.0\n", "1:1: the first line has to be"},
    {"suite:\n", "1:7: the version is empty"},
    {"suite: 1.0\n", "1:8: a version has three numbers"},
    {"suite: 1.0.0 x\n", "1:14: nothing may follow"},
    {"suite: 1.0.1234567\n", "1:8: a version has three numbers"},
    {HEAD "a?\n", "2:1: a case id or a pattern"},
    {HEAD "# \033[1m\n", "2:3: a control byte"},
    {HEAD "a -- b\r\r\n", "2:7: a control byte"},
    {HEAD "  a\n  ?\n", "3:3: a case id or a pattern"},
    {HEAD "a cod=x\n", "2:3: this is none of code=, until=, issue="},
    {HEAD "a --why\n", "2:3: this is none of"},
    {HEAD "a code=\n", "2:8: code= is empty"},
    {HEAD "a code=A\n", "2:8: this has to be a finding's code"},
    {HEAD "a code=x code=y\n", "2:15: code= stands here twice"},
    {HEAD "a until=2027-02-29\n", "2:9: this has to be a date"},
    {HEAD "a until=2027-13-01\n", "2:9: this has to be a date"},
    {HEAD "a until=2027-1-01\n", "2:9: this has to be a date"},
    {HEAD "a until=2027-01-01x\n", "2:9: this has to be a date"},
    {HEAD "a until=2027-01-00\n", "2:9: this has to be a date"},
    {HEAD "a issue=7\n", "2:9: this has to be a link"},
    {HEAD "a issue=https://\n", "2:9: this has to be a link"},
    {HEAD "a issue=https://x<y\n", "2:9: this has to be a link"},
    {HEAD "a --\n", "2:5: the reason is empty"},
    {HEAD "a code=x\nb\na code=x -- again\n", "4:1: this says again what line 2 says"},
};

static void test_wrong(void)
{
    for (size_t i = 0; i < CS_COUNT(wrong); i++) {
        struct cs_expectations list;
        char error[CS_EXPECT_ERROR_MAX] = "";
        size_t length = strlen(wrong[i].text);
        char *copy = cs_supervised_copy(wrong[i].text, length);

        CU_ASSERT_FALSE(cs_expect_parse(copy, length, &list, error));
        CU_ASSERT_PTR_NULL(list.items);
        if (strncmp(error, wrong[i].error, strlen(wrong[i].error)) != 0) {
            CU_FAIL(wrong[i].error);
            fprintf(stderr, "got %s, not %s\n", error, wrong[i].error);
        }
        cs_supervised_free(copy, length);
    }
}

static void test_bounds(void)
{
    struct cs_expectations list;
    char error[CS_EXPECT_ERROR_MAX];
    char *text = malloc(CS_EXPECT_BYTES_MAX + 1);
    size_t used;

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    memset(text, '\n', CS_EXPECT_BYTES_MAX + 1);
    CU_ASSERT_FALSE(cs_expect_parse(text, CS_EXPECT_BYTES_MAX + 1, &list, error));
    CU_ASSERT_STRING_EQUAL(error, "1:1: the file has more than 1048576 bytes");
    CU_ASSERT_FALSE(cs_expect_parse("suite: 1.0.0\n#\0", 15, &list, error));
    CU_ASSERT_STRING_EQUAL(error, "2:2: a control byte");
    used = (size_t)sprintf(text, HEAD);
    for (int i = 0; i <= CS_EXPECT_COUNT_MAX; i++)
        used += (size_t)sprintf(text + used, "%d\n", i);
    CU_ASSERT_FALSE(cs_expect_parse(text, used, &list, error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "more than 10000 lines"));
    free(text);
}

static void test_written_and_read_again(void)
{
    static const char text[] = HEAD "a code=x until=2027-01-01 issue=http://b -- c d\nfamily/*\n";
    struct cs_expectations list;
    char error[CS_EXPECT_ERROR_MAX];
    char *written = NULL;
    size_t length;
    FILE *out = open_memstream(&written, &length);

    CU_ASSERT_FATAL(cs_expect_parse(text, strlen(text), &list, error));
    cs_expect_write_suite(out, list.suite);
    for (size_t i = 0; i < list.count; i++)
        cs_expect_write(out, &list.items[i]);
    fclose(out);
    CU_ASSERT_STRING_EQUAL(written, text);
    free(written);
    cs_expect_free(&list);
}

static const struct {
    const char *pattern;
    const char *id;
    bool named;
} pairs[] = {
    {"a/b", "a/b", true},     {"a/b", "a/bc", false},     {"a/b", "a/b@c", true},
    {"a/b@c", "a/b@c", true}, {"a/b@c", "a/b@cd", false}, {"a/*", "a/b@c", true},
    {"*", "", true},          {"a*c*e", "abcde", true},   {"a*c*e", "abcd", false},
    {"*b", "abab", true},     {"*ab*", "xaab", true},     {"a", "ab", false},
    {"", "a", false},         {"a/*@x", "a/b@x", true},   {"a/*@x", "a/b@xx", false},
    {"**", "a", true},
};

static void test_names(void)
{
    char pattern[201];
    char id[1001];

    for (size_t i = 0; i < CS_COUNT(pairs); i++)
        if (cs_expect_names(pairs[i].pattern, pairs[i].id) != pairs[i].named)
            CU_FAIL(pairs[i].pattern);
    for (size_t i = 0; i < 200; i += 2)
        memcpy(pattern + i, "*a", 2);
    memcpy(pattern + 198, "*b", 3);
    memset(id, 'a', 1000);
    id[1000] = '\0';
    CU_ASSERT_FALSE(cs_expect_names(pattern, id)); /* in no exponential time */
}

static void test_versions(void)
{
    CU_ASSERT(cs_version_valid("0.1.0") && cs_version_valid("10.20.30"));
    CU_ASSERT(!cs_version_valid("1.0") && !cs_version_valid("1.0.0.0") && !cs_version_valid("1.0.x"));
    CU_ASSERT(!cs_version_valid("") && !cs_version_valid("1..0") && !cs_version_valid("v1.0.0"));
    CU_ASSERT(cs_version_compare("0.9.0", "0.10.0") < 0);
    CU_ASSERT(cs_version_compare("1.0.0", "0.99.99") > 0);
    CU_ASSERT(cs_version_compare("1.2.3", "1.2.4") < 0);
    CU_ASSERT(cs_version_compare("1.2.3", "1.2.3") == 0);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"a whole list", test_whole}, {"what is wrong, and where", test_wrong},
        {"bounds", test_bounds},      {"written and read again", test_written_and_read_again},
        {"patterns", test_names},     {"versions", test_versions},
    };

    return cs_run_tests("expect", tests, CS_COUNT(tests));
}
