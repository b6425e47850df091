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
    };

    return cs_run_tests("scan", tests, CS_COUNT(tests));
}
