#include "reports/text_wrap.h"

#include <stdlib.h>

#include "reference/testing.h"

static void check(const char *text, unsigned width, const char *wanted)
{
    char *got = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&got, &length);

    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    cs_text_wrap(out, text, width);
    fclose(out);
    if (strcmp(got, wanted) != 0)
        printf("\n%s", got);
    CU_ASSERT_STRING_EQUAL(got, wanted);
    free(got);
}

static void test_lines(void)
{
    check("short\n\nlines\n", 20, "short\n\nlines\n");
    check("  requires  one two three four\n", 20, "  requires  one two\n            three\n            four\n");
    check("FAIL a/b (high): the title is long", 20, "FAIL a/b (high): the\n     title is long");
    check("     a reason that is long", 20, "     a reason that\n     is long");
    check("  3 of 8 values: a, b, c, d", 20, "  3 of 8 values: a,\n  b, c, d");
    check("  sent      CONNECT a b c d e f", 20, "  sent      CONNECT a b c d e f");
    check("  repeat:   connectspec run a/b", 20, "  repeat:   connectspec run a/b");
}

static void test_columns(void)
{
    check("\033[1mone two\033[0m three four", 14, "\033[1mone two\033[0m three\n     four");
    check("\xc2\xa7\xc2\xa7\xc2\xa7\xc2\xa7 abcde", 10, "\xc2\xa7\xc2\xa7\xc2\xa7\xc2\xa7 abcde");
    check("averyverylongword and more", 10, "averyverylongword\n     and\n     more");
}

static void test_plain(void)
{
    char text[] = "RFC 9110 \xc2\xa7"
                  "9.3.6; RFC 9112 \xc2\xa7"
                  "3.2 \xc3\xa7\xc2";

    cs_text_plain(text);
    CU_ASSERT_STRING_EQUAL(text, "RFC 9110 9.3.6; RFC 9112 3.2 \xc3\xa7\xc2");
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"lines", test_lines}, {"columns", test_columns}, {"plain", test_plain}};

    return cs_run_tests("text_wrap", tests, CS_COUNT(tests));
}
