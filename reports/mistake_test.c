#include "reports/mistake.h"

#include "reports/sample_testing.h"

/* Rows of a result: what decides about mistakes. */
struct row {
    const char *id;
    enum cs_verdict_kind kind;
    const char *finding;
    const char *reading;
    const char *requirement;
    const char *severity;
};

static char *requirement_lists[16][1];

static void fill(struct cs_case_result *item, const struct row *row, size_t index)
{
    requirement_lists[index][0] = (char *)row->requirement;
    *item = (struct cs_case_result){
        .id = (char *)row->id,
        .severity = (char *)row->severity,
        .requirement_count = 1,
        .requirements = requirement_lists[index],
        .verdict = {.kind = row->kind, .finding = (char *)row->finding, .reading = (char *)row->reading}};
}

static const struct row rows[] = {
    {"host/invalid@a", CS_FAIL, "tunnel-opened", "", "CN-HOST-003", "low"},
    {"host/invalid@b", CS_FAIL, "tunnel-opened", "", "CN-HOST-003", "low"},
    {"host/invalid@c", CS_FAIL, "no-answer", "", "CN-HOST-003", "low"},
    {"host/invalid@d", CS_PASS, "", "", "CN-HOST-003", "low"},
    {"host/invalid@e", CS_SKIP, "", "", "CN-HOST-003", "low"},
    {"host/other", CS_FAIL, "tunnel-opened", "", "CN-HOST-003", "low"},
    {"target/big", CS_FAIL, "tunnel-opened", "port-modulo", "CN-TARGET-004", "high"},
    {"target/port@x", CS_FAIL, "tunnel-opened", "port-modulo", "CN-TARGET-004", "high"},
    {"target/port@y", CS_FAIL, "tunnel-opened", "port-sign", "CN-TARGET-004", "high"},
};

static void check_texts(const struct cs_mistake *mistake, const char *name, const char *values)
{
    char *text = cs_mistake_name_copy(mistake);

    CU_ASSERT_STRING_EQUAL(text, name);
    free(text);
    text = cs_mistake_values_copy(mistake);
    CU_ASSERT_STRING_EQUAL(text, values);
    free(text);
}

static void test_grouping(void)
{
    struct cs_case_result cases[CS_COUNT(rows)];
    struct cs_result result = {.count = CS_COUNT(rows), .cases = cases};
    struct cs_mistakes found;

    for (size_t i = 0; i < CS_COUNT(rows); i++)
        fill(&cases[i], &rows[i], i);
    found = cs_mistakes_find(&result, CS_FAIL);
    CU_ASSERT_EQUAL_FATAL(found.count, 5);
    CU_ASSERT_EQUAL(cs_mistakes_dangerous(found.items, found.count), 2);
    check_texts(&found.items[0], "target/big", "2 of 3 cases: target/big, target/port@x");
    check_texts(&found.items[1], "target/port@y", "");
    check_texts(&found.items[2], "host/invalid", "2 of 4 values: a, b");
    check_texts(&found.items[3], "host/invalid@c", "");
    check_texts(&found.items[4], "host/other", "");
    cs_mistakes_free(&found);
    cases[0].known = (char *)"reported";
    found = cs_mistakes_find(&result, CS_FAIL);
    CU_ASSERT_EQUAL(found.count, 6);
    cs_mistakes_free(&found);
    found = cs_mistakes_find(&result, CS_WARN);
    CU_ASSERT_EQUAL(found.count, 0);
    cs_mistakes_free(&found);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {{"grouping", test_grouping}};

    return cs_run_tests("mistake", tests, CS_COUNT(tests));
}
