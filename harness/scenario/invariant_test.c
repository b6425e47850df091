#include "harness/scenario/invariant.h"

#include "reference/testing.h"

static void words(void)
{
    CU_ASSERT_EQUAL(cs_invariant_find("allow-in-405"), CS_INVARIANT_ALLOW);
    CU_ASSERT_EQUAL(cs_invariant_find("field-folded"), CS_INVARIANT_COUNT);
    CU_ASSERT_TRUE(cs_invariant_known("allow-in-405"));
    CU_ASSERT_TRUE(cs_invariant_known("field-folded"));
    CU_ASSERT_TRUE(cs_invariant_known("challenge-*"));
    CU_ASSERT_FALSE(cs_invariant_known("challenge-"));
    CU_ASSERT_FALSE(cs_invariant_known("field-rolled"));
    CU_ASSERT_FALSE(cs_invariant_known("nothing-*"));
    CU_ASSERT_FALSE(cs_invariant_known("*"));
    CU_ASSERT_FALSE(cs_invariant_known(""));
}

static void findings(void)
{
    CU_ASSERT_TRUE(cs_invariant_names("field-folded", CS_CODE_FIELD_FOLDED));
    CU_ASSERT_FALSE(cs_invariant_names("field-folde", CS_CODE_FIELD_FOLDED));
    CU_ASSERT_TRUE(cs_invariant_names("field-*", CS_CODE_FIELD_FOLDED));
    CU_ASSERT_FALSE(cs_invariant_names("field-*", CS_CODE_BARE_LF));
}

int main(void)
{
    static const struct cs_unit_test tests[] = {{"words", words}, {"findings", findings}};

    return cs_run_tests("invariant words", tests, CS_COUNT(tests));
}
