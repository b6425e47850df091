#include "reports/gate.h"

#include <stdlib.h>

#include "reference/testing.h"

static char *old_names[] = {(char[]){"t/was"}};

static struct cs_gate_case suite[] = {
    {.id = (char[]){"t/a"}, .base = "t/a", .since = ""},
    {.id = (char[]){"t/b@1"}, .base = "t/b", .since = "", .alias_count = 1, .aliases = old_names},
    {.id = (char[]){"t/b@2"}, .base = "t/b", .since = "", .alias_count = 1, .aliases = old_names},
    {.id = (char[]){"t/young"}, .base = "t/young", .since = "1.1.0"},
};

/* A verdict for each case of the suite: a letter of p(ass), f(ail), w(arn), s(kip), i(nconclusive), or - for not
 * run. */
static struct cs_result *make_result(const char *verdicts)
{
    struct cs_result *result = cs_result_new();

    result->cases = calloc(CS_COUNT(suite), sizeof(*result->cases));
    for (size_t i = 0; i < CS_COUNT(suite); i++) {
        struct cs_case_result *item = &result->cases[result->count];
        const char *letter = strchr("pfwsi", verdicts[i]);

        if (letter == NULL)
            continue;
        item->id = strdup(suite[i].id);
        item->verdict.kind = (enum cs_verdict_kind)(letter - "pfwsi");
        item->verdict.finding = strdup("opened");
        result->count++;
    }
    return result;
}

struct trial {
    const char *list;
    const char *verdicts;
    bool strict;
    bool red;
    size_t gone;
    const char *known; /* one letter for each case in the result: k, l(ater) or - */
};

#define HEAD "suite: 1.0.0\n"
static const struct trial trials[] = {
    {HEAD, "pppp", false, false, 0, "----"},
    {HEAD, "fppp", false, true, 0, "----"},
    {HEAD, "wppp", false, false, 0, "----"},
    {HEAD, "wppp", true, true, 0, "----"},
    {HEAD "t/a\n", "fppp", false, false, 0, "k---"},
    {HEAD "t/a\n", "wppp", true, false, 0, "k---"},
    {HEAD "t/a\n", "wppp", false, true, 1, "----"},
    {HEAD "t/a code=opened\n", "fppp", false, false, 0, "k---"},
    {HEAD "t/a code=lost\n", "fppp", false, true, 1, "----"}, /* it fails in a new way */
    {HEAD "t/a\n", "pppp", false, true, 1, "----"},
    {HEAD "t/a\n", "sppp", false, false, 0, "----"},
    {HEAD "t/a\n", "ippp", false, false, 0, "----"},
    {HEAD "t/a\n", "-ppp", false, false, 0, "---"},
    {HEAD "t/b\n", "pfpp", false, false, 0, "-k--"},
    {HEAD "t/b@1\n", "pffp", false, true, 0, "-k--"},
    {HEAD "t/b\n", "pp-p", false, false, 0, "---"},
    {HEAD "t/was\n", "pfpp", false, false, 0, "-k--"}, /* under its earlier name */
    {HEAD "t/was@2\n", "ppfp", false, false, 0, "--k-"},
    {HEAD "t/*\n", "ffff", false, false, 0, "kkkk"},
    {HEAD, "pppf", false, false, 0, "---l"},
    {"suite: 1.1.0\n", "pppf", false, true, 0, "----"},
    {HEAD "t/young\n", "pppf", false, false, 0, "---k"},
    {HEAD "t/a until=2026-11-20\n", "fppp", false, false, 0, "k---"},
    {HEAD "t/a until=2026-11-19\n", "fppp", false, true, 1, "----"},
    {HEAD "t/a until=2026-11-19\nt/a code=opened\n", "fppp", false, true, 1, "k---"},
};

static void run_trial(const struct trial *trial)
{
    struct cs_expectations list;
    char error[CS_EXPECT_ERROR_MAX];
    struct cs_result *result = make_result(trial->verdicts);
    struct cs_gate gate = {&list, CS_COUNT(suite), suite, "2026-11-20", trial->strict};

    CU_ASSERT_FATAL(cs_expect_parse(trial->list, strlen(trial->list), &list, error));
    CU_ASSERT(cs_gate_check(&gate, error));
    CU_ASSERT(cs_gate_apply(&gate, result));
    if (cs_gate_red(result) != trial->red || result->gone_count != trial->gone)
        CU_FAIL(trial->list);
    for (size_t i = 0; i < result->count; i++) {
        const struct cs_case_result *item = &result->cases[i];
        char mark = item->known != NULL ? 'k' : item->later ? 'l' : '-';
        bool counts = item->verdict.kind == CS_FAIL || (trial->strict && item->verdict.kind == CS_WARN);

        CU_ASSERT_EQUAL(mark, trial->known[i]);
        CU_ASSERT_EQUAL(cs_case_fails(result, item), counts);
        CU_ASSERT_EQUAL(cs_gate_is_unexpected(&gate, item), counts && mark == '-');
    }
    cs_result_free(result);
    cs_expect_free(&list);
}

static void test_trials(void)
{
    for (size_t i = 0; i < CS_COUNT(trials); i++)
        run_trial(&trials[i]);
}

static void test_texts(void)
{
    static const char text[] = HEAD "t/a code=opened -- gone soon\nt/b -- sad\n";
    static const char other[] = HEAD "t/a code=lost\n";
    struct cs_expectations list;
    char error[CS_EXPECT_ERROR_MAX];
    struct cs_result *result = make_result("pffp");
    struct cs_gate gate = {&list, CS_COUNT(suite), suite, "2026-11-20", false};

    CU_ASSERT_FATAL(cs_expect_parse(text, strlen(text), &list, error));
    CU_ASSERT(cs_gate_apply(&gate, result));
    CU_ASSERT_STRING_EQUAL(result->gone[0], "line 2: t/a code=opened fails no longer");
    CU_ASSERT_STRING_EQUAL(result->cases[1].known, "sad");
    cs_result_free(result);
    cs_expect_free(&list);
    result = make_result("fppp");
    CU_ASSERT_FATAL(cs_expect_parse(other, strlen(other), &list, error));
    CU_ASSERT(cs_gate_apply(&gate, result));
    CU_ASSERT_STRING_EQUAL(result->gone[0], "line 2: t/a code=lost fails in another way: opened");
    cs_result_free(result);
    cs_expect_free(&list);
}

static void test_nothing_known(void)
{
    struct cs_gate gate = {.count = CS_COUNT(suite), .cases = suite, .today = "2026-11-20"};
    struct cs_result *result = make_result("fppp");

    CU_ASSERT(cs_gate_apply(&gate, result));
    CU_ASSERT(cs_gate_red(result));
    CU_ASSERT(cs_gate_is_unexpected(&gate, &result->cases[0]));
    CU_ASSERT_FALSE(cs_gate_is_unexpected(&gate, &result->cases[1]));
    cs_result_free(result);
}

static void test_unknown_case(void)
{
    static const char text[] = HEAD "t/a\nt/zzz*\n";
    struct cs_expectations list;
    char error[CS_EXPECT_ERROR_MAX];
    struct cs_gate gate = {&list, CS_COUNT(suite), suite, "2026-11-20", false};

    CU_ASSERT_FATAL(cs_expect_parse(text, strlen(text), &list, error));
    CU_ASSERT_FALSE(cs_gate_check(&gate, error));
    CU_ASSERT_STRING_EQUAL(error, "3:1: no case of the suite is called 't/zzz*'; connectspec list names them");
    cs_expect_free(&list);
}

/* Of a run over several transports each has its lines; one transport's lines are not gone where it was not run. */
static void test_joined(void)
{
    struct cs_gate_case more[] = {
        {.id = (char[]){"t/b@1"}, .base = "t/b", .since = ""},
        {.id = (char[]){"t/b@1+h2"}, .base = "t/b", .since = ""},
    };
    struct cs_case_result item = {.id = (char[]){"t/b@1+h2"},
                                  .verdict = {.kind = CS_FAIL, .finding = (char[]){"opened"}}};
    struct cs_result result = {.count = 1, .cases = &item};
    struct cs_expectations list;
    char error[CS_EXPECT_ERROR_MAX];
    struct cs_gate gate = {&list, CS_COUNT(more), more, "2026-11-20", false};

    CU_ASSERT_TRUE_FATAL(cs_expect_parse(HEAD "t/b@1\n", strlen(HEAD "t/b@1\n"), &list, error));
    CU_ASSERT_TRUE(cs_gate_is_unexpected(&gate, &item));
    cs_expect_free(&list);
    CU_ASSERT_TRUE_FATAL(cs_expect_parse(HEAD "t/b@1+h2\n", strlen(HEAD "t/b@1+h2\n"), &list, error));
    CU_ASSERT_TRUE(cs_gate_check(&gate, error));
    CU_ASSERT_FALSE(cs_gate_is_unexpected(&gate, &item));
    item.verdict.kind = CS_PASS;
    CU_ASSERT_TRUE(cs_gate_is_gone(&gate, &list.items[0], &result));
    gate.count = 1;
    CU_ASSERT_TRUE(cs_gate_check(&gate, error));
    CU_ASSERT_FALSE(cs_gate_is_gone(&gate, &list.items[0], &result));
    cs_expect_free(&list);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"verdicts and lists", test_trials}, {"what is said", test_texts},
        {"no list", test_nothing_known},     {"a line without a case", test_unknown_case},
        {"several transports", test_joined},
    };

    return cs_run_tests("gate", tests, CS_COUNT(tests));
}
