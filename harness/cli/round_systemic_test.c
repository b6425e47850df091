#include "harness/cli/round_systemic.h"

#include <stdlib.h>
#include <string.h>

#include "harness/cli/round_result.h"
#include "reference/testing.h"

#define CASES 4

/* Cases of one step each, which the deadline ended; the last one waited for something else. */
struct stand {
    struct cs_step steps[CASES];
    struct cs_case sources[CASES];
    struct cs_engine_item items[CASES];
    struct cs_event events[CASES];
    struct cs_transcript transcripts[CASES];
    struct cs_case_result cases[CASES];
    struct cs_result result;
};

static void set_up(struct stand *stand)
{
    static char ids[CASES][8] = {"a/a", "b/b", "c/c", "d/d"};

    *stand = (struct stand){.result = {.count = CASES, .cases = stand->cases}};
    for (size_t i = 0; i < CASES; i++) {
        stand->steps[i].verb = CS_VERB_AWAIT;
        stand->steps[i].await = i + 1 < CASES ? CS_AWAIT_ANSWER : CS_AWAIT_END;
        (void)snprintf(stand->steps[i].actor, sizeof(stand->steps[i].actor), "client");
        stand->sources[i] = (struct cs_case){.step_count = 1, .steps = &stand->steps[i]};
        stand->items[i] = (struct cs_engine_item){.source = &stand->sources[i], .value = -1};
        stand->events[i] = (struct cs_event){.kind = CS_EVENT_EXPIRED, .channel = -1};
        stand->transcripts[i] =
            (struct cs_transcript){.case_id = ids[i], .event_count = 1, .events = &stand->events[i]};
        stand->cases[i] = (struct cs_case_result){.id = ids[i], .transcript = &stand->transcripts[i]};
        cs_round_mark_unsure(&stand->cases[i]);
    }
}

static void tear_down(struct stand *stand)
{
    for (size_t i = 0; i < CASES; i++)
        cs_verdict_free(&stand->cases[i].verdict);
}

/* One of each kind is confirmed first. */
static void test_first(void)
{
    struct stand stand;

    set_up(&stand);
    CU_ASSERT_TRUE(cs_systemic_is_first(&stand.result, stand.items, 0));
    CU_ASSERT_FALSE(cs_systemic_is_first(&stand.result, stand.items, 1));
    CU_ASSERT_FALSE(cs_systemic_is_first(&stand.result, stand.items, 2));
    CU_ASSERT_TRUE(cs_systemic_is_first(&stand.result, stand.items, 3));
    tear_down(&stand);
}

/* A silence at a fence may be another case's doing: the case runs again.  One that has its verdict does not. */
static void test_waits(void)
{
    struct stand stand;

    set_up(&stand);
    CU_ASSERT_TRUE(cs_systemic_waits(&stand.result, stand.items, 0));
    free(stand.cases[0].verdict.finding);
    stand.cases[0].verdict.finding = strdup("");
    CU_ASSERT_TRUE(cs_systemic_waits(&stand.result, stand.items, 0));
    CU_ASSERT_TRUE(cs_systemic_is_same(&stand.result, stand.items, 0, 1));
    CU_ASSERT_FALSE(cs_systemic_is_same(&stand.result, stand.items, 0, 3));
    stand.transcripts[0].event_count = 0;
    CU_ASSERT_FALSE(cs_systemic_waits(&stand.result, stand.items, 0));
    CU_ASSERT_FALSE(cs_systemic_is_same(&stand.result, stand.items, 0, 1));
    cs_round_condemn(&stand.cases[1], "no-answer", "silence");
    CU_ASSERT_FALSE(cs_systemic_waits(&stand.result, stand.items, 1));
    tear_down(&stand);
}

/* What one case has found is said of the others, but not of those that waited for something else. */
static void test_skip(void)
{
    struct stand stand;

    set_up(&stand);
    cs_systemic_skip(&stand.result, stand.items);
    for (size_t i = 0; i < CASES; i++)
        CU_ASSERT_EQUAL(stand.cases[i].verdict.kind, CS_INCONCLUSIVE);
    cs_round_condemn(&stand.cases[1], "no-answer", "silence");
    cs_systemic_skip(&stand.result, stand.items);
    CU_ASSERT_EQUAL(stand.cases[0].verdict.kind, CS_SKIP);
    CU_ASSERT_PTR_NOT_NULL(strstr(stand.cases[0].verdict.reason, "`client: answer`, as in b/b"));
    CU_ASSERT_EQUAL(stand.cases[1].verdict.kind, CS_FAIL);
    CU_ASSERT_EQUAL(stand.cases[2].verdict.kind, CS_SKIP);
    CU_ASSERT_EQUAL(stand.cases[3].verdict.kind, CS_INCONCLUSIVE);
    tear_down(&stand);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"first", test_first},
        {"waits", test_waits},
        {"skip", test_skip},
    };

    return cs_run_tests("round_systemic", tests, CS_COUNT(tests));
}
