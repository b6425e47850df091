#include "harness/engine/barrier.h"

#include "harness/engine/run_testing.h"

/* A control CONNECT that gets no answer has a connection all the same: it is not the case's. */
static void test_unanswered_control(void)
{
    static const char *const steps = "steps:\n" RUN_PEER("refuses") "  - client: {await: answer}\n";
    struct run run;

    run_prepare(&run, "connects-and-hangs", &steps, 1, 1);
    run.deadline = 0.5;
    run_go(&run);
    CU_ASSERT_EQUAL(run_count_seat(run.transcripts[0], CS_SEAT_ARRIVES), 0);
    CU_ASSERT_EQUAL(run_count_seat(run.transcripts[0], CS_SEAT_CONTROL), 2);
    CU_ASSERT_EQUAL(run_count_events(run.transcripts[0], CS_EVENT_EXPIRED), 1);
    run_free(&run, 1);
}

/* Whoever was to come has come when a fence is passed: nobody is waited for behind it. */
static void test_nobody_behind_a_fence(void)
{
    static const char *const steps =
        "steps:\n  - client: connect\n  - fence\n  - origin: {await: connection}\n  - client: close\n";
    struct run run;

    run_prepare(&run, "", &steps, 1, 1);
    run.deadline = 0.5;
    run_go(&run);
    CU_ASSERT_EQUAL(run_count_events(run.transcripts[0], CS_EVENT_EXPIRED), 0);
    CU_ASSERT_EQUAL(run_count_events(run.transcripts[0], CS_EVENT_MOOT), 1);
    CU_ASSERT_EQUAL(run_count_seat(run.transcripts[0], CS_SEAT_ARRIVES), 0);
    run_free(&run, 1);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"a control without an answer", test_unanswered_control},
        {"nobody behind a fence", test_nobody_behind_a_fence},
    };

    return cs_run_tests("barrier", tests, CS_COUNT(tests));
}
