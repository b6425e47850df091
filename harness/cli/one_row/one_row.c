/* A fact of a target, a listener and a variable are one row each: with one more (rows.h) the loader, the plan, JSON in
 * both directions, profiles' keys, needs and reasons to skip know it, and nothing else was touched. */
#include "harness/cli/one_row/rows.h" /* first */

#include <jansson.h>

#include "harness/plan/plan.h"
#include "harness/scenario/listener_list.h"
#include "reference/testing.h"
#include "reports/fact.h"
#include "reports/transcript_json.h"

#define CASE(more, text)                                                                                               \
    "id: t/x\ntitle: A test\nlevel: may\nrequirements: [CN-TARGET-001]\n" more "steps:\n  - client: {send: '" text     \
    "'}\n  - client: {await: answer}\naccept:\n  - refused\n"

static struct cs_case *parse(const char *text, char problem[256])
{
    struct cs_diagnostics diagnostics = {.count = 0};
    struct cs_case *parsed = cs_case_parse(text, strlen(text), "t/x.yaml", "t/x", NULL, &diagnostics);

    snprintf(problem, 256, "%s", diagnostics.count == 0 ? "" : diagnostics.items[0].message);
    cs_diagnostics_free(&diagnostics);
    return parsed;
}

static const struct cs_fact *fact(void)
{
    for (size_t i = 0; i < cs_fact_count; i++)
        if (strcmp(cs_facts[i].json, "sings") == 0)
            return &cs_facts[i];
    return NULL;
}

static void test_loader(void)
{
    char problem[256];
    struct cs_case *parsed = parse(CASE("needs: [song]\nlisten: [attic]\n", "${tune}"), problem);

    CU_ASSERT_STRING_EQUAL(problem, "");
    CU_ASSERT_PTR_NOT_NULL(parsed);
    cs_case_free(parsed);
    parsed = parse(CASE("", "${tune}"), problem);
    CU_ASSERT_PTR_NULL(parsed);
    CU_ASSERT_PTR_NOT_NULL(strstr(problem, "only who sings has it"));
    parsed = parse(CASE("needs: [songs]\n", "x"), problem);
    CU_ASSERT_PTR_NULL(parsed);
    CU_ASSERT_PTR_NOT_NULL(strstr(problem, "song")); /* did you mean */
}

static void test_listener(void)
{
    const struct cs_listener_words *found = cs_listener_find("attic");

    CU_ASSERT_PTR_NOT_NULL_FATAL(found);
    CU_ASSERT_EQUAL(found->address, CS_AT_OTHER);
}

static void test_needs(void)
{
    char problem[256];
    struct cs_case *parsed = parse(CASE("needs: [song]\n", "x"), problem);
    struct cs_policy policy = {.auth = "none"};

    CU_ASSERT_PTR_NOT_NULL_FATAL(parsed);
    CU_ASSERT_STRING_EQUAL(cs_plan_skip_reason(parsed, &policy), "needs a target that sings (--has song)");
    CU_ASSERT_PTR_NOT_NULL_FATAL(fact());
    CU_ASSERT_TRUE(cs_fact_set(fact(), &policy, "true")); /* as a profile says it */
    CU_ASSERT_TRUE(policy.sings);
    CU_ASSERT_PTR_NULL(cs_plan_skip_reason(parsed, &policy));
    cs_case_free(parsed);
}

static void test_json(void)
{
    struct cs_policy policy = {.auth = "none", .sings = true};
    struct cs_policy back = {.auth = ""};
    json_t *item = cs_policy_to_json(&policy, false);
    char error[CS_FILE_ERROR_MAX] = "";

    CU_ASSERT_TRUE(json_is_true(json_object_get(item, "sings")));
    CU_ASSERT_TRUE(cs_policy_from_json(item, &back, error));
    CU_ASSERT_TRUE(back.sings);
    CU_ASSERT_EQUAL(json_object_set_new(item, "sings", json_integer(7)), 0);
    CU_ASSERT_FALSE(cs_policy_from_json(item, &back, error));
    json_decref(item);
}

static void test_plan(void)
{
    char problem[256], error[CS_TEMPLATE_ERROR_MAX] = "";
    struct cs_case *parsed = parse(CASE("needs: [song]\nlisten: [attic]\n", "${tune}"), problem);
    struct cs_transcript *transcript = cs_transcript_new();
    struct cs_plan *plan;
    char sent[8] = "";

    CU_ASSERT_TRUE_FATAL(parsed != NULL && transcript != NULL);
    transcript->case_id = strdup("t/x");
    CU_ASSERT_TRUE(cs_transcript_set(transcript, "tune", "la", 2));
    plan = cs_plan_from_transcript(parsed, transcript, error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(plan);
    CU_ASSERT_EQUAL(cs_bytes_read(&plan->steps[0].segments[0], 0, sent, sizeof(sent) - 1), 2);
    CU_ASSERT_STRING_EQUAL(sent, "la");
    cs_plan_free(plan);
    cs_transcript_free(transcript);
    cs_case_free(parsed);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {{"loader", test_loader},
                                                {"listener", test_listener},
                                                {"needs", test_needs},
                                                {"JSON", test_json},
                                                {"plan", test_plan}};

    return cs_run_tests("one row", tests, CS_COUNT(tests));
}
