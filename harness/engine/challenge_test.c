/* Cases against a target that asks for Digest credentials. */
#include "harness/engine/engine.h"
#include "harness/engine/run_testing.h"

static void prepare_digest(struct run *run, const char *habit, const char *const *steps)
{
    run_prepare(run, habit, steps, 1, 1);
    snprintf(run->policy.auth, sizeof(run->policy.auth), "digest");
    snprintf(run->policy.user, sizeof(run->policy.user), "Aladdin");
    snprintf(run->policy.password, sizeof(run->policy.password), "open sesame");
}

static size_t count_actors(const struct cs_transcript *transcript, const char *actor)
{
    size_t count = 0;

    for (size_t i = 0; i < transcript->channel_count; i++)
        count += strcmp(transcript->channels[i].actor, actor) == 0 ? 1 : 0;
    return count;
}

/* A challenge for each of: the client's request, the variable, the control behind the case. */
static void test_digest(void)
{
    static const char *const steps = "steps:\n" RUN_OPEN;
    struct run run;
    const struct cs_channel *client;

    prepare_digest(&run, "digest", &steps);
    run_go(&run);
    CU_ASSERT_EQUAL_FATAL(run.done, 1);
    CU_ASSERT_PTR_NULL(run.transcripts[0]->trouble);
    CU_ASSERT_EQUAL(count_actors(run.transcripts[0], "challenge"), 3);
    CU_ASSERT_EQUAL(run_count_events(run.transcripts[0], CS_EVENT_FENCE_PASSED), 1);
    client = cs_transcript_channel(run.transcripts[0], "client");
    CU_ASSERT_PTR_NOT_NULL_FATAL(client);
    CU_ASSERT_PTR_NOT_NULL(
        memmem(client->sent.kept, client->sent.kept_length, "nonce=\"n\", username=\"Aladdin\"", 29));
    CU_ASSERT_EQUAL(run_count_seat(run.transcripts[0], CS_SEAT_ARRIVES), 1);
    run_free(&run, 1);
}

/* Without a challenge the case cannot begin: it ends as one whose fence is late, which decides nothing. */
static void test_challenge_that_does_not_come(void)
{
    static const char *const steps = "steps:\n" RUN_OPEN;
    struct run run;
    const struct cs_event *last;

    prepare_digest(&run, "digest-tires", &steps);
    run.jobs = 1;
    run.deadline = 0.3;
    run_go(&run);
    CU_ASSERT_EQUAL_FATAL(run.done, 1);
    CU_ASSERT_PTR_NULL(run.transcripts[0]->trouble);
    last = &run.transcripts[0]->events[run.transcripts[0]->event_count - 1];
    CU_ASSERT_EQUAL(last->kind, CS_EVENT_EXPIRED);
    CU_ASSERT_EQUAL(last->value, 2);
    CU_ASSERT_PTR_NOT_NULL(cs_transcript_variable(run.transcripts[0], "authority"));
    run_free(&run, 1);
}

static void test_challenge_in_an_answer_without_an_end(void)
{
    static const char *const steps = "steps:\n" RUN_OPEN;
    struct run run;

    prepare_digest(&run, "digest-endless", &steps);
    run_go(&run);
    CU_ASSERT_EQUAL_FATAL(run.done, 1);
    CU_ASSERT_EQUAL(run_count_events(run.transcripts[0], CS_EVENT_FENCE_PASSED), 1);
    CU_ASSERT_EQUAL(run_count_events(run.transcripts[0], CS_EVENT_EXPIRED), 0);
    run_free(&run, 1);
}

static void test_challenge_in_an_answer_that_is_late(void)
{
    static const char *const steps = "steps:\n" RUN_OPEN;
    struct run run;

    prepare_digest(&run, "digest-late", &steps);
    run.deadline = 0.3;
    run_go(&run);
    CU_ASSERT_EQUAL_FATAL(run.done, 1);
    CU_ASSERT_EQUAL(run.transcripts[0]->events[run.transcripts[0]->event_count - 1].kind, CS_EVENT_EXPIRED);
    run_free(&run, 1);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"Digest", test_digest},
        {"a challenge that does not come", test_challenge_that_does_not_come},
        {"a challenge in an answer without an end", test_challenge_in_an_answer_without_an_end},
        {"a challenge in an answer that is late", test_challenge_in_an_answer_that_is_late},
    };

    return cs_run_tests("challenge", tests, CS_COUNT(tests));
}
