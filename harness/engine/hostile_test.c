/* Targets that misbehave on one request while control CONNECTs still work. */
#include "harness/engine/run_testing.h"

struct row {
    const char *habit;
    const char *await; /* what the client waits for */
    bool expires;
    enum cs_end end; /* of what the client received */
    uint64_t least;  /* bytes received */
    size_t origins;  /* connections that arrived */
};

static const struct row rows[] = {
    {"silent", "answer", true, CS_END_OPEN, 0, 0},
    {"closes", "answer", false, CS_END_FIN, 0, 0},
    {"resets-in-head", "answer", false, CS_END_RESET, 1, 0},
    {"resets-in-head", "end", false, CS_END_RESET, 14, 0},
    {"garbage", "answer", false, CS_END_OPEN, 1, 0},
    {"echoes", "answer", false, CS_END_OPEN, 1, 0},
    {"echoes", "end", false, CS_END_FIN, 30, 0},
    {"endless-head", "answer", false, CS_END_OPEN, CS_KEPT_BYTES - 128, 0},
    {"endless-head", "end", true, CS_END_OPEN, CS_KEPT_BYTES, 0},
    {"endless-body", "answer", false, CS_END_OPEN, CS_KEPT_BYTES, 0},
    {"endless-body", "end", true, CS_END_OPEN, 10 * CS_KEPT_BYTES, 0},
    {"dribbles", "answer", false, CS_END_OPEN, 19, 1},
    {"lies", "answer", false, CS_END_OPEN, 19, 0},
    {"swallows", "answer", false, CS_END_OPEN, 19, 1},
    {"twice", "answer", false, CS_END_OPEN, 19, 2},
    {"connects-often", "answer", false, CS_END_OPEN, 1, 40 - 1},
};

static void check(const struct row *row, const struct cs_transcript *got)
{
    const struct cs_channel *client = cs_transcript_channel(got, "client");
    bool expired = run_count_events(got, CS_EVENT_EXPIRED) > 0;

    CU_ASSERT_PTR_NULL(got->trouble);
    CU_ASSERT_PTR_NOT_NULL_FATAL(client);
    CU_ASSERT_EQUAL(expired, row->expires);
    CU_ASSERT_EQUAL(run_count_seat(got, CS_SEAT_ARRIVES), row->origins);
    CU_ASSERT(client->received.total >= row->least);
    CU_ASSERT(client->received.kept_length <= CS_KEPT_BYTES);
    if (row->end != CS_END_OPEN)
        CU_ASSERT_EQUAL(client->received.end, row->end);
    CU_ASSERT(got->event_count < CS_EVENTS_MAX + 100);
    if (expired != row->expires || run_count_seat(got, CS_SEAT_ARRIVES) != row->origins)
        printf("\n  %s, await %s: expired %d, %zu origins, %llu bytes\n", row->habit, row->await, expired,
               run_count_seat(got, CS_SEAT_ARRIVES), (unsigned long long)client->received.total);
}

static void test_each(void)
{
    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        char text[1024];
        const char *steps = text;
        struct run run;

        snprintf(text, sizeof(text), "steps:\n  - client: {send: '" RUN_CONNECT "Peer: %s\\r\\n\\r\\n', await: %s}\n",
                 rows[i].habit, rows[i].await);
        run_prepare(&run, "", &steps, 1, 1);
        run.deadline = rows[i].expires ? 0.15 : 5.0;
        run_go(&run);
        CU_ASSERT_EQUAL_FATAL(run.done, 1);
        check(&rows[i], run.transcripts[0]);
        run_free(&run, 1);
    }
}

/* The tunnel that the script waits for never delivers. */
static void test_swallowed_bytes(void)
{
    static const char *const steps = "steps:\n" RUN_PEER("swallows") "  - client: {await: answer, send: x}\n"
                                                                     "  - origin: {await: 1 bytes}\n";
    struct run run;

    run_prepare(&run, "", &steps, 1, 1);
    run.deadline = 0.3;
    run_go(&run);
    CU_ASSERT_EQUAL_FATAL(run.done, 1);
    CU_ASSERT_EQUAL(run_count_events(run.transcripts[0], CS_EVENT_EXPIRED), 1);
    run_free(&run, 1);
}

/* Every tunnel of this target swallows, the controls' too: cases still come to their ends, by what connects. */
static void test_tunnels_that_never_deliver(void)
{
    static const char *const steps = "steps:\n" RUN_OPEN "  - origin: {await: connection}\n";
    const struct cs_pace pace = {.no_nonce = true};
    struct run run;
    char error[256];

    run_prepare(&run, "swallows", &steps, 1, 20);
    CU_ASSERT_TRUE_FATAL(run_make_engine(&run, error));
    cs_engine_set_pace(run.engine, &pace);
    run_add_all(&run);
    uv_run(&run.loop, UV_RUN_DEFAULT);
    CU_ASSERT_EQUAL_FATAL(run.done, 20);
    for (size_t i = 0; i < run.count; i++) {
        CU_ASSERT_EQUAL(run_count_events(run.transcripts[i], CS_EVENT_FENCE_PASSED), 1);
        CU_ASSERT_EQUAL(run_count_events(run.transcripts[i], CS_EVENT_EXPIRED), 0);
        CU_ASSERT_EQUAL(run_count_seat(run.transcripts[i], CS_SEAT_ARRIVES), 1);
    }
    run_free(&run, 1);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"each", test_each},
        {"swallowed bytes", test_swallowed_bytes},
        {"tunnels that never deliver", test_tunnels_that_never_deliver},
    };

    return cs_run_tests("hostile", tests, CS_COUNT(tests));
}
