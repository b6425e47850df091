#include "harness/base/source.h"

#include "reference/testing.h"

static void test_text(void)
{
    struct cs_source source = cs_source_text("abcdef");
    char buffer[4];

    CU_ASSERT_EQUAL(source.total, 6);
    CU_ASSERT_FALSE(source.dribble);
    CU_ASSERT_EQUAL(source.read(source.context, 0, buffer, 4), 4);
    CU_ASSERT_NSTRING_EQUAL(buffer, "abcd", 4);
    CU_ASSERT_EQUAL(source.read(source.context, 4, buffer, 4), 2);
    CU_ASSERT_NSTRING_EQUAL(buffer, "ef", 2);
    CU_ASSERT_EQUAL(source.read(source.context, 6, buffer, 4), 0);
}

static void test_bytes(void)
{
    const struct cs_source_span span = {.bytes = "\0\1\0\2", .length = 4};
    struct cs_source source = cs_source_bytes(&span);
    char buffer[8];

    CU_ASSERT_EQUAL(source.total, 4);
    CU_ASSERT_EQUAL(source.read(source.context, 1, buffer, 8), 3);
    CU_ASSERT_EQUAL(memcmp(buffer, "\1\0\2", 3), 0);
    CU_ASSERT_EQUAL(source.read(source.context, 4, buffer, 8), 0);
    CU_ASSERT_EQUAL(source.read(source.context, UINT64_MAX, buffer, 8), 0);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {{"text", test_text}, {"bytes with NUL", test_bytes}};

    return cs_run_tests("source", tests, CS_COUNT(tests));
}
