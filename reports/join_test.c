#include "reports/join.h"

#include "reports/mistake.h"
#include "reports/sample_testing.h"

static struct cs_result *make(const char *target, const char *one, const char *two, enum cs_verdict_kind kind)
{
    struct cs_result *result = cs_result_new();

    CU_ASSERT_PTR_NOT_NULL_FATAL(result);
    result->suite = sample_copy("0.1.0");
    result->started = sample_copy("2026-01-01T00:00:00Z");
    result->target = sample_copy(target);
    result->version = sample_copy("");
    result->command = sample_copy("--target x --transport all");
    result->complete = kind != CS_INCONCLUSIVE;
    result->incomplete = result->complete ? NULL : sample_copy("broken off");
    result->wall_us = 1000;
    result->controls.made = 20;
    result->count = 2;
    result->cases = calloc(2, sizeof(*result->cases));
    CU_ASSERT_PTR_NOT_NULL_FATAL(result->cases);
    sample_case(&result->cases[0], one, kind, "low");
    sample_case(&result->cases[1], two, CS_PASS, "low");
    return result;
}

static void test_join(void)
{
    struct cs_result *runs[] = {make("x", "a/a", "a/b@v", CS_FAIL), make("x+h2", "a/b@v", "c/c", CS_INCONCLUSIVE)};
    static const char *const ids[] = {"a/a", "a/b@v", "a/b@v+h2", "c/c+h2"};
    struct cs_result *whole;

    CU_ASSERT_TRUE_FATAL(cs_join_mark(runs[0], ""));
    CU_ASSERT_TRUE_FATAL(cs_join_mark(runs[1], "+h2"));
    whole = cs_join_results(runs, 2);
    CU_ASSERT_PTR_NOT_NULL_FATAL(whole);
    CU_ASSERT_EQUAL_FATAL(whole->count, 4);
    for (size_t i = 0; i < 4; i++)
        CU_ASSERT_STRING_EQUAL(whole->cases[i].id, ids[i]);
    CU_ASSERT_STRING_EQUAL(whole->target, "x");
    CU_ASSERT_FALSE(whole->complete);
    CU_ASSERT_STRING_EQUAL(whole->incomplete, "broken off");
    CU_ASSERT_EQUAL(whole->wall_us, 2000);
    CU_ASSERT_EQUAL(whole->controls.made, 40);
    CU_ASSERT_EQUAL(whole->cases[2].verdict.kind, CS_INCONCLUSIVE);
    cs_result_free(whole);
}

static void test_suffix(void)
{
    CU_ASSERT_STRING_EQUAL(cs_join_suffix("a/b@v+h2"), "+h2");
    CU_ASSERT_STRING_EQUAL(cs_join_suffix("a/b"), "");
    CU_ASSERT_EQUAL(cs_family_length("a/b+h2"), 3);
    CU_ASSERT_EQUAL(cs_family_length("a/b@v+h2"), 3);
}

static void test_one(void)
{
    struct cs_result *runs[] = {make("x", "a/a", "a/b", CS_PASS)};
    struct cs_result *whole = cs_join_results(runs, 1);

    CU_ASSERT_PTR_NOT_NULL_FATAL(whole);
    CU_ASSERT_EQUAL(whole->count, 2);
    cs_result_free(whole);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {{"join", test_join}, {"suffix", test_suffix}, {"one run", test_one}};

    return cs_run_tests("join", tests, CS_COUNT(tests));
}
