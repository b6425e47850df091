#include "harness/scenario/template.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reference/testing.h"

static bool look_up(void *context, const char *name, const char **value, size_t *length)
{
    static const char *const table[][2] = {
        {"host", "127.77.1.2"}, {"port", "18443"},
        {"denied-port", "25"},  {"empty", ""},
        {"id", "a/b"},          {"word", "ab"},
        {"zero", "0"},          {"most", "340282366920938463463374607431768211455"},
    };

    (void)context;
    for (size_t i = 0; i < CS_COUNT(table); i++) {
        if (strcmp(table[i][0], name) != 0)
            continue;
        *value = table[i][1];
        *length = strlen(*value);
        return true;
    }
    return false;
}

static const struct cs_environment environment = {look_up, NULL};

/* The bytes that a text stands for; NULL with what is wrong in |error|. */
static char *fill_in(const char *text, size_t *length, char error[CS_TEMPLATE_ERROR_MAX])
{
    size_t offset = 0;
    struct cs_bytes bytes;
    char *flat = NULL;
    struct cs_template *item = cs_template_parse(text, strlen(text), error, &offset);

    if (item == NULL)
        return NULL;
    if (cs_template_expand(item, &environment, &bytes, error)) {
        flat = cs_bytes_flatten(&bytes, 1 << 24, length);
        cs_bytes_free(&bytes);
    }
    cs_template_free(item);
    return flat;
}

struct good {
    const char *text;
    const char *want;
    size_t length;
};
#define ROW(text, want)                                                                                                \
    {                                                                                                                  \
        text, want, sizeof(want) - 1                                                                                   \
    }

static const struct good good_rows[] = {
    ROW("", ""),
    ROW("plain $ {} } text", "plain $ {} } text"),
    ROW("\\r\\n\\t\\0\\\\\\$\\s", "\r\n\t\0\\$ "),
    ROW("\\x00\\xfF\\x41", "\0\377A"),
    ROW("\\${host}", "${host}"),
    ROW("a \t\n \n\t b", "ab"),
    ROW("a\\s\n\\sb", "a  b"),
    ROW(" a ", " a "),
    ROW("${host}:${port}", "127.77.1.2:18443"),
    ROW("${denied-port}", "25"),
    ROW("${empty}", ""),
    ROW("${port+1}${port-1}", "1844418442"),
    ROW("${port+65536}", "83979"),
    ROW("${denied-port-25}", "0"),
    ROW("${port+18446744073709551616}", "18446744073709570059"),
    ROW("${zero+340282366920938463463374607431768211455}", "340282366920938463463374607431768211455"),
    ROW("${hex of most}", "ffffffffffffffffffffffffffffffff"),
    ROW("${most-340282366920938463463374607431768211454}", "1"),
    ROW("${hex of port}", "480b"),
    ROW("${hex of port+1}", "480c"),
    ROW("${octal of port}", "44013"),
    ROW("${hex of zero}", "0"),
    ROW("${3 of ab}", "ababab"),
    ROW("${5 bytes of ab}", "ababa"),
    ROW("${3 of ${word}\\x7d}", "ab}ab}ab}"),
    ROW("${2 of ${2 of a}b}", "aabaab"),
    ROW("${2 of }", ""),
    ROW("${2 of \n a \n }", "aa"),
    ROW("${2 of noisy}", "noisynoisy"),
    ROW("${base64 of ${word}:\\0}", "YWI6AA=="),
    ROW("${base64 of }", ""),
    ROW("${base64url of \\xfb\\xff\\xfe\\xff}", "-__-_w=="),
    ROW("${percent of a\\xff}", "%61%FF"),
    ROW("${plus of a  b+}", "a++b+"),
    ROW("${swapcase of aZ@[`{1}", "Az@[`{1"),
    ROW("${first 2 of abc}${behind 2 of abc}", "abc"),
    ROW("${first 9 of abc}${behind 9 of abc}${first 0 of abc}", "abc"),
    ROW("${behind 0 of ${3 of a}}", "aaa"),
    ROW("${base64 of ${base64 of a}}", "WVE9PQ=="),
};

static void test_good(void)
{
    for (size_t i = 0; i < CS_COUNT(good_rows); i++) {
        const struct good *row = &good_rows[i];
        char error[CS_TEMPLATE_ERROR_MAX];
        size_t length = 0;
        char *got = fill_in(row->text, &length, error);
        bool right = got != NULL && length == row->length && memcmp(got, row->want, length) == 0;

        if (!right)
            printf("\n%zu: %s gave %s\n", i, row->text, got != NULL ? got : error);
        CU_ASSERT(right);
        free(got);
    }
}

struct bad {
    const char *text;
    size_t offset; /* of the error in the text */
    const char *message;
};

static const struct bad bad_texts[] = {
    {"ab\\q", 2, "unknown escape `\\q`"},
    {"ab\\", 2, "unknown escape"},
    {"\\x4", 0, "\\x needs two hexadecimal digits"},
    {"\\xg0", 0, "\\x needs two hexadecimal digits"},
    {"a${host", 1, "${ without a }"},
    {"a${", 1, "${ without a }"},
    {"${}", 0, "unknown form"},
    {"${ host}", 0, "unknown form"},
    {"${Host}", 0, "unknown form"},
    {"${host }", 6, "a } is missing here"},
    {"${host+}", 7, "a number of at most 128 bits"},
    {"${host+a}", 7, "a number of at most 128 bits"},
    {"${port+340282366920938463463374607431768211456}", 7, "a number of at most 128 bits"},
    {"${every bytes}", 7, "a } is missing here"},
    {"${upper of a}", 0, "unknown form `upper of`"},
    {"${12 of a", 0, "${ without a }"},
    {"${2 of ${host}", 14, "a } is missing here"},
    {"${12}", 0, "a number here needs a unit"},
    {"${12 GiB of a}", 0, "a number here needs a unit"},
    {"${0 of a}", 0, "nothing, many times"},
    {"${5000 MiB of a}", 0, "more than 4 GiB"},
    {"${99999999999999999999999 bytes of a}", 0, "more than 4 GiB"},
    {"${3 of noise}", 0, "noise needs a unit"},
    {"${2 of ${2 of ${2 of ${2 of ${2 of ${2 of ${2 of ${2 of ${2 of a}}}}}}}}}", 63, "placeholders nested too deeply"},
};

static void test_bad(void)
{
    for (size_t i = 0; i < CS_COUNT(bad_texts); i++) {
        const struct bad *row = &bad_texts[i];
        char error[CS_TEMPLATE_ERROR_MAX];
        size_t offset = 0;
        struct cs_template *item = cs_template_parse(row->text, strlen(row->text), error, &offset);
        bool right = item == NULL && offset == row->offset && strncmp(error, row->message, strlen(row->message)) == 0;

        if (!right)
            printf("\n%zu: %s at %zu: %s\n", i, row->text, offset, error);
        CU_ASSERT(right);
        cs_template_free(item);
    }
}

static void test_not_filled_in(void)
{
    static const char *const rows[][2] = {
        {"${nobody}", "no variable `nobody`"},
        {"${word+1}", "`word` is no number"},
        {"${hex of empty}", "`empty` is no number"},
        {"${denied-port-26}", "`denied-port` leaves the range"},
        {"${most+1}", "`most` leaves the range"},
        {"${5 bytes of ${empty}}", "nothing to repeat"},
        {"${2 of ${2 MiB of a}}", "what is repeated or encoded is longer than 1 MiB"},
        {"${base64 of ${2 MiB of a}}", "what is repeated or encoded is longer than 1 MiB"},
        {"${4294967296 of ab}", "more than 4 GiB"},
        {"${4096 MiB of a}b", "more than 4 GiB"},
        {"${percent of ${1 MiB of a}}${percent of ${1 MiB of a}}", "more than 4 MiB"},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        char error[CS_TEMPLATE_ERROR_MAX] = "";
        size_t length = 0;
        char *got = fill_in(rows[i][0], &length, error);

        if (strncmp(error, rows[i][1], strlen(rows[i][1])) != 0)
            printf("\n%s: %s\n", rows[i][0], error);
        CU_ASSERT_PTR_NULL(got);
        CU_ASSERT_NSTRING_EQUAL(error, rows[i][1], strlen(rows[i][1]));
        free(got);
    }
}

static void test_every_byte(void)
{
    char error[CS_TEMPLATE_ERROR_MAX];
    size_t length = 0;
    char *got = fill_in("${every byte}", &length, error);

    CU_ASSERT_PTR_NOT_NULL_FATAL(got);
    CU_ASSERT_EQUAL(length, 256);
    for (size_t i = 0; i < length; i++)
        CU_ASSERT_EQUAL((unsigned char)got[i], i);
    free(got);
}

/* Any part of a long string is the same whichever way it is read, and nothing long is kept in memory. */
static void test_reading(void)
{
    static const char text[] = "ab${1 MiB of xyz}${3 of ${word}}${64 MiB of noise}${100 bytes of noise}z";
    char error[CS_TEMPLATE_ERROR_MAX];
    char whole[64];
    char parts[64];
    size_t offset = 0;
    struct cs_bytes bytes;
    struct cs_template *item = cs_template_parse(text, strlen(text), error, &offset);

    CU_ASSERT_PTR_NOT_NULL_FATAL(item);
    CU_ASSERT_FATAL(cs_template_expand(item, &environment, &bytes, error));
    CU_ASSERT_EQUAL(bytes.total, 2 + (1 << 20) + 6 + (64 << 20) + 100 + 1);
    for (uint64_t at = 0; at < bytes.total; at += at % 4000 < 3 ? 1 : 65521) {
        size_t got = cs_bytes_read(&bytes, at, whole, sizeof(whole));

        for (size_t i = 0; i < got; i++)
            CU_ASSERT_EQUAL(cs_bytes_read(&bytes, at + i, parts + i, 1), 1);
        CU_ASSERT_EQUAL(memcmp(whole, parts, got), 0);
        CU_ASSERT(got == sizeof(whole) || at + got == bytes.total);
    }
    CU_ASSERT_EQUAL(cs_bytes_read(&bytes, (1 << 20) + 1, whole, 8), 8);
    CU_ASSERT_EQUAL(memcmp(whole, "xababab", 7), 0);
    CU_ASSERT_EQUAL(cs_bytes_read(&bytes, bytes.total, whole, 8), 0);
    CU_ASSERT_PTR_NULL(cs_bytes_flatten(&bytes, 1 << 20, &offset));
    cs_bytes_free(&bytes);
    cs_template_free(item);
}

/* The same noise in every place of a case, other noise under another number; about half of its bits are set. */
static void test_noise(void)
{
    char error[CS_TEMPLATE_ERROR_MAX];
    size_t length = 0;
    size_t bits = 0;
    char *got = fill_in("${999 bytes of noise}${999 bytes of noise}${999 bytes of noise2}", &length, error);

    CU_ASSERT_PTR_NOT_NULL_FATAL(got);
    CU_ASSERT_EQUAL(length, 2997);
    CU_ASSERT_EQUAL(memcmp(got, got + 999, 999), 0);
    CU_ASSERT_NOT_EQUAL(memcmp(got, got + 1998, 999), 0);
    for (size_t i = 0; i < 999 * 8; i++)
        bits += (unsigned char)got[i / 8] >> (i % 8) & 1;
    CU_ASSERT(bits > 3700 && bits < 4300);
    free(got);
}

static void count_name(const char *name, void *context)
{
    char *names = context;

    strcat(names, name);
    strcat(names, " ");
}

static void test_variables(void)
{
    static const char text[] = "${host}${2 of ${port+1}${base64 of ${hex of word}}}${1 KiB of noise}\\${no}";
    char error[CS_TEMPLATE_ERROR_MAX];
    char names[100] = "";
    size_t offset = 0;
    struct cs_template *item = cs_template_parse(text, strlen(text), error, &offset);

    CU_ASSERT_PTR_NOT_NULL_FATAL(item);
    cs_template_each_variable(item, count_name, names);
    CU_ASSERT_STRING_EQUAL(names, "host port word ");
    cs_template_free(item);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"good", test_good},
        {"bad", test_bad},
        {"not filled in", test_not_filled_in},
        {"every byte", test_every_byte},
        {"reading", test_reading},
        {"noise", test_noise},
        {"variables", test_variables},
    };

    return cs_run_tests("template", tests, CS_COUNT(tests));
}
