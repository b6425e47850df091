#include "harness/engine/barrier.h"

#include "harness/engine/run_testing.h"

/* One case against a peer of that habit.  Release with run_free(run, 1). */
static const struct cs_transcript *drive(struct run *run, const char *habit, const char *steps)
{
    run_prepare(run, habit, &steps, 1, 1);
    run->deadline = 0.5;
    run_go(run);
    CU_ASSERT_PTR_NOT_NULL_FATAL(run->transcripts[0]);
    return run->transcripts[0];
}

/* A control CONNECT that gets no answer has a connection all the same: it is not the case's. */
static void test_unanswered_control(void)
{
    struct run run;
    const struct cs_transcript *got =
        drive(&run, "connects-and-hangs", "steps:\n" RUN_PEER("refuses") "  - client: {await: answer}\n");

    CU_ASSERT_EQUAL(run_count_seat(got, CS_SEAT_ARRIVES), 0);
    CU_ASSERT_EQUAL(run_count_seat(got, CS_SEAT_CONTROL), 2);
    CU_ASSERT_EQUAL(run_count_events(got, CS_EVENT_EXPIRED), 1);
    run_free(&run, 1);
}

/* Whoever was to come has come when a fence is passed: nobody is waited for behind it. */
static void test_nobody_behind_a_fence(void)
{
    struct run run;
    const struct cs_transcript *got =
        drive(&run, "", "steps:\n  - client: connect\n  - fence\n  - origin: {await: connection}\n  - client: close\n");

    CU_ASSERT_EQUAL(run_count_events(got, CS_EVENT_EXPIRED), 0);
    CU_ASSERT_EQUAL(run_count_events(got, CS_EVENT_MOOT), 1);
    CU_ASSERT_EQUAL(run_count_seat(got, CS_SEAT_ARRIVES), 0);
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
