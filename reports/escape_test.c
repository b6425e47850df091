#include "reports/escape.h"

#include <stdlib.h>
#include <string.h>

#include "reference/testing.h"

#define ROW(bytes, text)                                                                                               \
    {                                                                                                                  \
        bytes, sizeof(bytes) - 1, text                                                                                 \
    }

static const struct {
    const char *bytes;
    size_t length;
    const char *text;
} rows[] = {
    ROW("", ""),
    ROW("GET / ~", "GET / ~"),
    ROW("a\r\n\t\0"
        "1",
        "a\\r\\n\\t\\01"),
    ROW("\\", "\\\\"),
    ROW("\x1b\x7f\x80\xff", "\\x1b\\x7f\\x80\\xff"),
};

static void test_escape(void)
{
    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        char *text = cs_escape(rows[i].bytes, rows[i].length);
        char *bytes;
        size_t length;

        CU_ASSERT_STRING_EQUAL(text, rows[i].text);
        CU_ASSERT(cs_unescape(rows[i].text, &bytes, &length));
        CU_ASSERT_EQUAL_FATAL(length, rows[i].length);
        CU_ASSERT(memcmp(bytes, rows[i].bytes, length) == 0);
        free(text);
        free(bytes);
    }
}

static void test_every_byte(void)
{
    char all[256];
    char *text;
    char *bytes;
    size_t length;

    for (int i = 0; i < 256; i++)
        all[i] = (char)i;
    text = cs_escape(all, sizeof(all));
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT(cs_unescape(text, &bytes, &length));
    CU_ASSERT(length == sizeof(all) && memcmp(bytes, all, length) == 0);
    free(text);
    free(bytes);
}

static void test_limited(void)
{
    char *text = cs_escape_limited("a\r\nbcd", 6, 3);

    CU_ASSERT_STRING_EQUAL(text, "a\\r\\n ... (6 bytes)");
    free(text);
    text = cs_escape_limited("abc", 3, 3);
    CU_ASSERT_STRING_EQUAL(text, "abc");
    free(text);
}

/* What cs_escape cannot have written. */
static void test_refused(void)
{
    static const char *const bad[] = {"\\",    "\\a",   "\\x",   "\\x1", "\\x4g",       "\\x41", "\\x5c",
                                      "\\x0d", "\\x00", "\\xFF", "\n",   "caf\xc3\xa9", "\x7f",  "a\\"};

    for (size_t i = 0; i < CS_COUNT(bad); i++) {
        char *bytes;
        size_t length;

        CU_ASSERT_FALSE(cs_unescape(bad[i], &bytes, &length));
        CU_ASSERT_PTR_NULL(bytes);
    }
}

static void test_clean(void)
{
    static const struct {
        const char *text;
        const char *clean;
    } texts[] = {
        {"plain \\x41 §9.3 \xf0\x9f\x98\x80", "plain \\x41 §9.3 \xf0\x9f\x98\x80"},
        {"\x1b[0m\r\n\t\x7f", "\\x1b[0m\\r\\n\\t\\x7f"},
        {"\xff\xc3(\xc0\x80", "\\xff\\xc3(\\xc0\\x80"},
        {"\xc2\x85\xe2\x80\xae\xef\xbf\xbf", "\\xc2\\x85\\xe2\\x80\\xae\\xef\\xbf\\xbf"},
        {"\xed\xa0\x80\xf4\x90\x80\x80\xe0\x80\x80", "\\xed\\xa0\\x80\\xf4\\x90\\x80\\x80\\xe0\\x80\\x80"},
        {"cut \xe2\x82", "cut \\xe2\\x82"},
        {NULL, ""},
    };

    for (size_t i = 0; i < CS_COUNT(texts); i++) {
        char *clean = cs_clean(texts[i].text);

        CU_ASSERT_STRING_EQUAL(clean, texts[i].clean);
        free(clean);
    }
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"escape and back", test_escape}, {"every byte", test_every_byte}, {"limited", test_limited},
        {"refused", test_refused},        {"clean", test_clean},
    };

    return cs_run_tests("escape", tests, CS_COUNT(tests));
}
