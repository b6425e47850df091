#include "harness/base/address_list.h"

#include "reference/testing.h"

static void counts(void)
{
    CU_ASSERT_EQUAL(cs_address_list_count("10.9.0.1"), 1);
    CU_ASSERT_EQUAL(cs_address_list_count("10.9.0.1,10.9.0.2,10.9.0.3"), 3);
    CU_ASSERT_EQUAL(cs_address_list_count("1.0.0.1,1.0.0.2,1.0.0.3,1.0.0.4,1.0.0.5,1.0.0.6,1.0.0.7,1.0.0.8"), 8);
}

static void refuses(void)
{
    static const char *const lists[] = {
        "",
        ",",
        "10.9.0.1,",
        ",10.9.0.1",
        "10.9.0",
        "10.9.0.1,,10.9.0.2",
        "fd77::1",
        "localhost",
        "10.9.0.1, 10.9.0.2",
        "10.9.0.1,10.9.0.1",
        "10.9.0.1,255.255.255.2555",
        "1.0.0.1,1.0.0.2,1.0.0.3,1.0.0.4,1.0.0.5,1.0.0.6,1.0.0.7,1.0.0.8,1.0.0.9",
    };

    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
        CU_ASSERT_EQUAL(cs_address_list_count(lists[i]), 0);
}

static void gets(void)
{
    char text[16];

    CU_ASSERT_TRUE(cs_address_list_get("10.9.0.1,255.255.255.255", 0, text));
    CU_ASSERT_STRING_EQUAL(text, "10.9.0.1");
    CU_ASSERT_TRUE(cs_address_list_get("10.9.0.1,255.255.255.255", 1, text));
    CU_ASSERT_STRING_EQUAL(text, "255.255.255.255");
    CU_ASSERT_FALSE(cs_address_list_get("10.9.0.1,255.255.255.255", 2, text));
    CU_ASSERT_FALSE(cs_address_list_get("", 0, text));
}

static void knows_loopback(void)
{
    CU_ASSERT_TRUE(cs_address_list_is_local("127.0.0.5,127.0.0.6"));
    CU_ASSERT_FALSE(cs_address_list_is_local("10.9.0.1"));
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"counts", counts}, {"refuses", refuses}, {"gets", gets}, {"knows loopback", knows_loopback}};

    return cs_run_tests("address_list", tests, CS_COUNT(tests));
}
