#include "harness/embedded/proxy/fault.h"

#include <ctype.h>
#include <string.h>

#include "harness/embedded/proxy/fault_h1.h"
#include "reference/testing.h"

static void names_are_unique(void)
{
    for (int i = CS_FAULT_NONE; i < CS_FAULT_COUNT; i++) {
        CU_ASSERT_EQUAL(cs_fault_by_name(cs_fault_name((enum cs_fault)i)), (enum cs_fault)i);
        for (int j = i + 1; j < CS_FAULT_COUNT; j++) {
            CU_ASSERT_STRING_NOT_EQUAL(cs_fault_name((enum cs_fault)i), cs_fault_name((enum cs_fault)j));
            CU_ASSERT_STRING_NOT_EQUAL(cs_fault_sentence((enum cs_fault)i), cs_fault_sentence((enum cs_fault)j));
        }
    }
}

static void names_are_plain(void)
{
    for (int i = CS_FAULT_NONE; i < CS_FAULT_COUNT; i++)
        for (const char *c = cs_fault_name((enum cs_fault)i); *c != '\0'; c++)
            CU_ASSERT_TRUE(islower((unsigned char)*c) || isdigit((unsigned char)*c) || *c == '-');
}

static void unknown_names_are_none(void)
{
    CU_ASSERT_EQUAL(cs_fault_by_name("no-such-fault"), CS_FAULT_NONE);
    CU_ASSERT_EQUAL(cs_fault_by_name(""), CS_FAULT_NONE);
}

static void parser_faults_have_readings(void)
{
    static const enum cs_fault faults[] = {
#define CS_FAULT_SYMBOL(symbol, name, place, sentence) symbol,
        CS_FAULT_LIST_READING(CS_FAULT_SYMBOL)
#undef CS_FAULT_SYMBOL
    };

    for (size_t i = 0; i < CS_COUNT(faults); i++)
        CU_ASSERT_TRUE(cs_fault_reading_kind(faults[i]) < CS_READING_COUNT);
    CU_ASSERT_EQUAL(cs_fault_reading_kind(CS_FAULT_NONE), CS_READING_COUNT);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"names are unique", names_are_unique},
        {"names are plain", names_are_plain},
        {"unknown names are none", unknown_names_are_none},
        {"parser faults have readings", parser_faults_have_readings},
    };

    return cs_run_tests("fault", tests, CS_COUNT(tests));
}
