#include "reports/repeat.h"

#include "reports/gate.h"
#include "reports/result_json.h"
#include "reports/sample_testing.h"

static const char *const ids[] = {"a/a", "a/b", "a/c", "a/d", "a/e"};

/* A run whose cases have the verdicts of |kinds|. */
static struct cs_result *make(const enum cs_verdict_kind *kinds, size_t count)
{
    struct cs_result *result = cs_result_new();

    CU_ASSERT_PTR_NOT_NULL_FATAL(result);
    result->suite = sample_copy("0.1.0");
    result->started = sample_copy("2026-01-01T00:00:00Z");
    result->target = sample_copy("x");
    result->version = sample_copy("");
    result->command = sample_copy("--target x");
    result->complete = true;
    result->wall_us = 1000;
    result->cases = calloc(count, sizeof(*result->cases));
    CU_ASSERT_PTR_NOT_NULL_FATAL(result->cases);
    result->count = count;
    for (size_t i = 0; i < count; i++) {
        bool fails = kinds[i] == CS_FAIL;

        sample_case(&result->cases[i], ids[i], kinds[i], "low");
        free(result->cases[i].verdict.finding);
        result->cases[i].verdict.finding = sample_copy(fails ? "no-answer" : "");
    }
    return result;
}

static struct cs_result *three_runs(void)
{
    static const enum cs_verdict_kind first[] = {CS_PASS, CS_PASS, CS_FAIL, CS_WARN, CS_SKIP};
    static const enum cs_verdict_kind second[] = {CS_PASS, CS_FAIL, CS_FAIL, CS_PASS, CS_PASS};
    static const enum cs_verdict_kind third[] = {CS_PASS, CS_PASS, CS_INCONCLUSIVE, CS_PASS, CS_ERROR};
    struct cs_result *runs[] = {make(first, 5), make(second, 5), make(third, 5)};
    struct cs_result *whole;

    runs[2]->controls = (struct cs_controls){.made = 20, .good = 19};
    whole = cs_repeat_merge(runs, 3);
    CU_ASSERT_PTR_NOT_NULL_FATAL(whole);
    return whole;
}

static void test_merge(void)
{
    struct cs_result *whole = three_runs();

    CU_ASSERT_EQUAL(whole->repeat, 3);
    CU_ASSERT_EQUAL(whole->count, 5);
    CU_ASSERT_EQUAL(whole->wall_us, 3000);
    CU_ASSERT_EQUAL(whole->controls.good, 19);
    CU_ASSERT_EQUAL(whole->cases[0].verdict.kind, CS_PASS);
    CU_ASSERT_EQUAL(whole->cases[0].runs[CS_PASS], 0);
    CU_ASSERT_EQUAL(whole->cases[1].verdict.kind, CS_UNSTEADY);
    CU_ASSERT_STRING_EQUAL(whole->cases[1].verdict.finding, "unsteady");
    CU_ASSERT_EQUAL(whole->cases[1].runs[CS_PASS], 2);
    CU_ASSERT_EQUAL(whole->cases[1].runs[CS_FAIL], 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(whole->cases[1].verdict.reason, "fail in 1 of 3 runs, pass in 2; then: "));
    CU_ASSERT_EQUAL(whole->cases[2].verdict.kind, CS_FAIL);
    CU_ASSERT_EQUAL(whole->cases[3].verdict.kind, CS_UNSTEADY);
    CU_ASSERT_EQUAL(whole->cases[4].verdict.kind, CS_PASS);
    CU_ASSERT_FALSE(cs_case_fails(whole, &whole->cases[0]));
    CU_ASSERT_TRUE(cs_case_fails(whole, &whole->cases[1]));
    CU_ASSERT_FALSE(cs_case_fails(whole, &whole->cases[3]));
    whole->strict = true;
    CU_ASSERT_TRUE(cs_case_fails(whole, &whole->cases[3]));
    cs_result_free(whole);
}

/* One run has a case, the probe, that the others have not. */
static void test_merge_more(void)
{
    static const enum cs_verdict_kind kinds[] = {CS_PASS, CS_FAIL};
    struct cs_result *runs[] = {make(kinds, 1), make(kinds, 2)};
    struct cs_result *whole = cs_repeat_merge(runs, 2);

    CU_ASSERT_PTR_NOT_NULL_FATAL(whole);
    CU_ASSERT_EQUAL(whole->count, 2);
    CU_ASSERT_EQUAL(whole->cases[1].verdict.kind, CS_FAIL);
    cs_result_free(whole);
}

static void test_json(void)
{
    char error[CS_FILE_ERROR_MAX];
    struct cs_result *whole = three_runs();
    json_t *root = cs_result_to_json(whole, false);
    struct cs_result *again = cs_result_from_json(root, error);

    CU_ASSERT_PTR_NOT_NULL_FATAL(again);
    CU_ASSERT_EQUAL(again->repeat, 3);
    CU_ASSERT_EQUAL(again->controls.made, 20);
    CU_ASSERT_EQUAL(again->cases[1].verdict.kind, CS_UNSTEADY);
    CU_ASSERT_EQUAL(again->cases[1].runs[CS_PASS], 2);
    cs_result_free(again);
    cs_result_free(whole);
    json_decref(root);
}

/* What is known to be unsteady may fail in any way and may pass. */
static void test_known(void)
{
    static const char file[] = "suite: 0.1.0\na/a code=unsteady\na/b code=unsteady -- loose\na/c code=unsteady\n";
    const struct cs_gate_case cases[] = {{.id = (char *)"a/a", .base = "a/a", .since = ""},
                                         {.id = (char *)"a/b", .base = "a/b", .since = ""},
                                         {.id = (char *)"a/c", .base = "a/c", .since = ""},
                                         {.id = (char *)"a/d", .base = "a/d", .since = ""},
                                         {.id = (char *)"a/e", .base = "a/e", .since = ""}};
    char error[CS_EXPECT_ERROR_MAX];
    struct cs_expectations known;
    struct cs_gate gate = {.expectations = &known, .count = 5, .cases = cases, .today = "2026-01-01"};
    struct cs_result *whole = three_runs();

    CU_ASSERT_TRUE_FATAL(cs_expect_parse(file, strlen(file), &known, error));
    CU_ASSERT_TRUE(cs_gate_apply(&gate, whole));
    CU_ASSERT_EQUAL(whole->gone_count, 0);
    CU_ASSERT_PTR_NOT_NULL(whole->cases[1].known);
    CU_ASSERT_PTR_NOT_NULL(whole->cases[2].known);
    CU_ASSERT_FALSE(cs_gate_red(whole));
    cs_expect_free(&known);
    cs_result_free(whole);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"merge", test_merge}, {"merge more", test_merge_more}, {"json", test_json}, {"known", test_known}};

    return cs_run_tests("repeat", tests, CS_COUNT(tests));
}
