#include <ctype.h>
#include <string.h>

#include "reference/scan.h"
#include "reference/testing.h"

static bool among(int byte, const char *set)
{
    return byte != 0 && strchr(set, byte) != NULL;
}

/* The classes once more, from the grammars. */
static unsigned classes_of(int byte)
{
    bool ascii = byte < 0x80;
    unsigned classes = 0;

    if (ascii && (isalnum(byte) || among(byte, "!#$%&'*+-.^_`|~")))
        classes |= CS_TOKEN;
    if (ascii && (isalnum(byte) || among(byte, "-._~!$&'()*+,;=")))
        classes |= CS_REG_NAME;
    if (ascii && isdigit(byte))
        classes |= CS_DIGIT;
    if (ascii && isxdigit(byte))
        classes |= CS_HEX;
    if (byte == '\t' || (byte >= ' ' && byte != 0x7f))
        classes |= CS_VALUE;
    if (among(byte, " \t\v\f\r"))
        classes |= CS_BLANK;
    if (ascii && isalpha(byte))
        classes |= CS_ALPHA;
    return classes;
}

static void table_is_the_grammar(void)
{
    for (int byte = 0; byte < 256; byte++)
        CU_ASSERT_EQUAL(cs_class_table[byte], classes_of(byte));
}

static void spans(void)
{
    CU_ASSERT_EQUAL(cs_span_of("123a", 4, CS_DIGIT), 3);
    CU_ASSERT_EQUAL(cs_span_of("123", 2, CS_DIGIT), 2);
    CU_ASSERT_EQUAL(cs_span_of("", 0, CS_DIGIT), 0);
    CU_ASSERT_EQUAL(cs_span_of("1a\x80", 3, CS_DIGIT | CS_ALPHA), 2);
}

/* Every byte value at every place of 48, next to a guard page; fewer than 16 bytes are not looked at. */
static void plain_hosts(void)
{
    char *text = cs_supervised_copy("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUV", 48);

    for (size_t place = 0; place < 48; place++) {
        char kept = text[place];
        for (int byte = 0; byte < 256; byte++) {
            bool plain = byte < 0x80 && (isalnum(byte) || byte == '-' || byte == '.');
            text[place] = (char)byte;
            CU_ASSERT_EQUAL(cs_span_of_plain_host(text, 48), plain ? 48 : place);
        }
        text[place] = kept;
    }
    CU_ASSERT_EQUAL(cs_span_of_plain_host(text + 1, 47), 32);
    CU_ASSERT_EQUAL(cs_span_of_plain_host(text + 33, 15), 0);
    cs_supervised_free(text, 48);
}

/* The same once more, byte by byte. */
static size_t span_of_quoted(const char *text, size_t length)
{
    size_t count = 0;

    while (count < length && cs_is(text[count], CS_VALUE) && !among(text[count], "\"\\"))
        count++;
    return count;
}

/* Every byte value at every place of every length up to 40, next to a guard page. */
static void values(void)
{
    for (size_t length = 0; length <= 40; length++) {
        char *text = cs_supervised_copy("a value, \t with all that\xff may\x80 stand in it", length);
        CU_ASSERT_EQUAL(cs_span_of_value(text, length), length);
        for (size_t place = 0; place < length; place++) {
            char kept = text[place];
            for (int byte = 0; byte < 256; byte++) {
                text[place] = (char)byte;
                CU_ASSERT_EQUAL(cs_span_of_value(text, length), cs_span_of(text, length, CS_VALUE));
                CU_ASSERT_EQUAL(cs_span_of_quoted(text, length), span_of_quoted(text, length));
            }
            text[place] = kept;
        }
        cs_supervised_free(text, length);
    }
}

/* The same for names. */
static void names(void)
{
    static const char name[] = "proxy-authorization";

    for (size_t length = 1; length < sizeof(name); length++) {
        char *text = cs_supervised_copy("PROXY-authoRIZATION", length);
        CU_ASSERT_TRUE(cs_same_name(text, name, length));
        for (size_t place = 0; place < length; place++) {
            char kept = text[place];
            for (int byte = 0; byte < 256; byte++) {
                text[place] = (char)byte;
                CU_ASSERT_EQUAL(cs_same_name(text, name, length), tolower(byte) == name[place]);
            }
            text[place] = kept;
        }
        cs_supervised_free(text, length);
    }
}

/* Every length and every place of a difference, next to a guard page. */
static void same_bytes(void)
{
    static const char same[] = "0123456789012345678901234567890123456789";

    for (size_t length = 0; length <= 40; length++) {
        char *text = cs_supervised_copy(same, length);
        CU_ASSERT_TRUE(cs_same_bytes(text, same, length));
        for (size_t place = 0; place < length; place++) {
            text[place] ^= 0x40;
            CU_ASSERT_FALSE(cs_same_bytes(text, same, length));
            text[place] ^= 0x40;
        }
        cs_supervised_free(text, length);
    }
}

static void trimming(void)
{
    static const char text[] = "a \t b\t \t";

    CU_ASSERT(cs_trim(text, 1, 8).start == 4 && cs_trim(text, 1, 8).length == 1);
    CU_ASSERT(cs_trim(text, 0, 8).start == 0 && cs_trim(text, 0, 8).length == 5);
    CU_ASSERT_EQUAL(cs_trim(text, 5, 8).length, 0);
    CU_ASSERT_EQUAL(cs_trim(text, 3, 3).length, 0);
}

static void letters(void)
{
    CU_ASSERT_TRUE(cs_same_text("Host", "hOST", 4));
    CU_ASSERT_FALSE(cs_same_text("host", "hos_", 4));
    CU_ASSERT_FALSE(cs_same_text("@[`{", "`{@[", 4)); /* no letters, though one bit apart */
    CU_ASSERT_EQUAL(cs_hex_value('9'), 9);
    CU_ASSERT_EQUAL(cs_hex_value('F'), 15);
    CU_ASSERT_EQUAL(cs_hex_value('a'), 10);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"the table is the grammar", table_is_the_grammar},
        {"spans end at the first other byte", spans},
        {"letter case", letters},
        {"plain hosts", plain_hosts},
        {"values", values},
        {"names", names},
        {"equal bytes", same_bytes},
        {"blanks around", trimming},
    };

    return cs_run_tests("scan", tests, CS_COUNT(tests));
}
