#include "reports/annotations.h"

#include "reports/sample_testing.h"

static char *annotations(const struct cs_result *result)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);

    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    cs_annotations_write(out, result);
    fclose(out);
    return text;
}

/* How many lines of |text| begin with |start|. */
static size_t lines(const char *text, const char *start)
{
    size_t count = strncmp(text, start, strlen(start)) == 0;

    for (const char *at = text; *at != '\0'; at++)
        count += *at == '\n' && strncmp(at + 1, start, strlen(start)) == 0;
    return count;
}

static void test_commands(void)
{
    struct cs_result *result = sample_result();
    char *text = annotations(result);
    const char *first = "::error title=target/d%3A A title with \\x1b[31m]]></failure>\\xff\\xc3";

    CU_ASSERT_NSTRING_EQUAL(text, first, strlen(first)); /* the more dangerous one */
    CU_ASSERT_EQUAL(lines(text, "::error "), 3);
    CU_ASSERT_EQUAL(lines(text, "::warning title=host/c@it's%3A "), 1);
    CU_ASSERT_EQUAL(lines(text, ""), 5); /* and the end of the last one */
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "%0A  repeat:   connectspec run --proxy 127.0.0.1:40123 target/d"));
    for (const char *at = text; *at != '\0'; at++)
        CU_ASSERT_FATAL((unsigned char)*at >= 0x20 || *at == '\n');
    free(text);
    cs_result_free(result);
}

static void test_escapes(void)
{
    static const char first[] = "::error title=host/b%3A 100%25%2C a%3A%3Ab\\r\\n%3A%3Aerror%3A%3Ax"
                                "::50%25\\n::add-mask::y%0A";
    struct cs_result *result = sample_result();
    char *text;

    result->count = 2;
    free(result->cases[1].title);
    result->cases[1].title = sample_copy("100%, a::b\r\n::error::x");
    free(result->cases[1].verdict.reason);
    result->cases[1].verdict.reason = sample_copy("50%\n::add-mask::y");
    text = annotations(result);
    CU_ASSERT_NSTRING_EQUAL(text, first, strlen(first));
    CU_ASSERT_EQUAL(lines(text, "::"), 1);
    free(text);
    result->count = 7;
    cs_result_free(result);
}

static void test_known(void)
{
    struct cs_result *result = sample_result();
    char *text;

    result->cases[1].known = sample_copy("ticket 7");
    result->cases[2].known = sample_copy("ticket 8");
    result->cases[3].later = true;
    result->gone = calloc(1, sizeof(char *));
    CU_ASSERT_PTR_NOT_NULL_FATAL(result->gone);
    result->gone[result->gone_count++] = sample_copy("line 3: host/a fails no longer");
    text = annotations(result);
    CU_ASSERT_EQUAL(lines(text, "::"), 2);
    CU_ASSERT_EQUAL(lines(text, "::error title=target/g"), 1);
    CU_ASSERT_EQUAL(lines(text, "::error title=connectspec%3A a known failure is gone::line 3: host/a fails"), 1);
    free(text);
    cs_result_free(result);
}

static void test_trouble(void)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);

    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    cs_annotations_trouble(out, "100% gone:\n::error::x");
    fclose(out);
    CU_ASSERT_STRING_EQUAL(text, "::error title=connectspec::100%25 gone:\\n::error::x\n");
    free(text);
}

static void test_mask(void)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);

    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    cs_annotations_mask(out, "5%\r\n::error::x");
    fclose(out);
    CU_ASSERT_STRING_EQUAL(text, "::add-mask::5%25%0D%0A::error::x\n");
    free(text);
}

static void test_limit(void)
{
    struct cs_result *result = cs_result_new();
    char *text;

    CU_ASSERT_PTR_NOT_NULL_FATAL(result);
    result->count = 30;
    result->command = sample_copy("");
    result->cases = calloc(result->count, sizeof(*result->cases));
    CU_ASSERT_PTR_NOT_NULL_FATAL(result->cases);
    for (size_t i = 0; i < result->count; i++)
        sample_case(&result->cases[i], (char[]){'h', '/', (char)('A' + i), '\0'}, i < 12 ? CS_FAIL : CS_WARN, "low");
    text = annotations(result);
    CU_ASSERT_EQUAL(lines(text, "::error "), 10);
    CU_ASSERT_EQUAL(lines(text, "::warning "), 10);
    CU_ASSERT_EQUAL(lines(text, "::notice title=connectspec::2 errors and 8 warnings more are in the log"), 1);
    free(text);
    cs_result_free(result);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"commands", test_commands}, {"escapes", test_escapes}, {"known failures", test_known},
        {"trouble", test_trouble},   {"mask", test_mask},       {"limit", test_limit},
    };

    return cs_run_tests("annotations", tests, CS_COUNT(tests));
}
