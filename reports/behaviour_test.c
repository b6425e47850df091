#include "reports/behaviour.h"

#include "reports/result_json.h"
#include "reports/sample_testing.h"

static void observe(struct cs_case_result *item, const char *what, const char *is)
{
    item->verdict.aspect = sample_copy(what);
    item->verdict.manner = sample_copy(is);
}

static struct cs_result *told(void)
{
    struct cs_result *result = sample_result();

    observe(&result->cases[0], "z", "one");
    observe(&result->cases[1], "a", HOSTILE);
    observe(&result->cases[2], "z", "two");
    observe(&result->cases[3], "z", "one");
    observe(&result->cases[4], "z", "on");
    return result;
}

/* Each way once, in order. */
static void test_rows(void)
{
    struct cs_result *result = told();
    const struct cs_result *both[] = {result, result};
    struct cs_behaviours found = cs_behaviours_of(both, 2);

    CU_ASSERT_EQUAL_FATAL(found.count, 2);
    CU_ASSERT_STRING_EQUAL(found.items[0].what, "a");
    CU_ASSERT_STRING_EQUAL(found.items[1].is, "one; two; on");
    CU_ASSERT_STRING_EQUAL(cs_behaviour_find(&found, "a"), HOSTILE);
    CU_ASSERT_PTR_NULL(cs_behaviour_find(&found, "b"));
    cs_behaviours_free(&found);
    cs_result_free(result);
}

static void round_trip(bool published)
{
    char error[CS_FILE_ERROR_MAX] = "";
    struct cs_result *result = told();
    json_t *root = cs_result_to_json(result, published);
    struct cs_result *again = cs_result_from_json(root, error);
    const struct cs_result *one = again;
    struct cs_behaviours found;

    CU_ASSERT_PTR_NOT_NULL_FATAL(again);
    found = cs_behaviours_of(&one, 1);
    CU_ASSERT_EQUAL_FATAL(found.count, 2);
    CU_ASSERT_STRING_EQUAL(found.items[1].is, "one; two; on");
    cs_behaviours_free(&found);
    cs_result_free(again);
    cs_result_free(result);
    json_decref(root);
}

static void test_json(void)
{
    round_trip(false);
    round_trip(true);
}

/* A published file that tells of a case which is not there, or tells no pair, is none. */
static void test_broken(void)
{
    static const char *const broken[] = {"{\"no/case\": [\"a\", \"b\"]}", "{\"host/a\": [\"a\"]}", "[]"};
    char error[CS_FILE_ERROR_MAX] = "";
    struct cs_result *result = told();

    for (size_t i = 0; i < CS_COUNT(broken); i++) {
        json_t *root = cs_result_to_json(result, true);

        json_object_set_new(root, "behaviour", json_loads(broken[i], 0, NULL));
        CU_ASSERT_PTR_NULL(cs_result_from_json(root, error));
        CU_ASSERT_PTR_NOT_NULL(strstr(error, "behaviour"));
        json_decref(root);
    }
    cs_result_free(result);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {{"rows", test_rows}, {"json", test_json}, {"broken", test_broken}};

    return cs_run_tests("behaviour", tests, CS_COUNT(tests));
}
