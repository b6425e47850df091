/* What is judged of a client under test. */
#include "harness/judge/evaluate.h"
#include "harness/judge/judge.h"
#include "harness/judge/scene_testing.h"

#define CONNECT "CONNECT origin.test:1 HTTP/1.1\r\nHost: origin.test:1\r\n\r\n"
/* By an account whose name and password are empty. */
#define SIGNED(response, rest)                                                                                         \
    "CONNECT origin.test:1 HTTP/1.1\r\nHost: origin.test:1\r\nProxy-Authorization: Digest username=\"\", "             \
    "realm=\"r\", "                                                                                                    \
    "nonce=\"n\", uri=\"origin.test:1\", response=\"" response "\"" rest "\r\n\r\n"
#define REFUSAL "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
#define OPENED  "HTTP/1.1 200 OK\r\n\r\n"
#define EXITED(status)                                                                                                 \
    {                                                                                                                  \
        9, CS_EVENT_EXITED, 0, (uint64_t)(status) << 8                                                                 \
    }
#define LATE                                                                                                           \
    {                                                                                                                  \
        9, CS_EVENT_EXPIRED, -1, 0                                                                                     \
    }

static const struct {
    const char *condition;
    const char *received; /* at our proxy */
    const char *sent;
    const char *second; /* on another connection; NULL: there is none */
    const char *output;
    struct cs_event last;
    enum cs_truth truth;
    enum cs_wrong wrong;
} rows[] = {
#define HOLDS CS_TRUTH_HOLDS, CS_WRONG_NOTHING
    {"program.outcome: succeeded", CONNECT, OPENED, NULL, "the page", EXITED(0), HOLDS},
    {"program.outcome: failed", CONNECT, OPENED, NULL, "the page", EXITED(0), CS_TRUTH_BROKEN, CS_WRONG_TOOK_IT},
    {"program.outcome: succeeded", CONNECT, REFUSAL, NULL, "", EXITED(0), CS_TRUTH_BROKEN, CS_WRONG_GAVE_UP},
    {"program.outcome: quiet", CONNECT, REFUSAL, NULL, "", EXITED(0), HOLDS},
    {"program.outcome: failed", CONNECT, REFUSAL, NULL, "", EXITED(0), CS_TRUTH_BROKEN, CS_WRONG_FORGOT},
    {"program.outcome: failed", CONNECT, REFUSAL, NULL, "the page", EXITED(1), HOLDS},
    {"program.outcome: failed",
     CONNECT,
     REFUSAL,
     NULL,
     "",
     {9, CS_EVENT_EXITED, 0, 11},
     CS_TRUTH_BROKEN,
     CS_WRONG_CRASHED},
    {"program.outcome: crashed", CONNECT, REFUSAL, NULL, "", {9, CS_EVENT_EXITED, 0, 11}, HOLDS},
    {"program.outcome: failed", CONNECT, REFUSAL, NULL, "", LATE, CS_TRUTH_OPEN, CS_WRONG_HUNG},
    {"program.outcome: [failed, hung]", CONNECT, REFUSAL, NULL, "", LATE, HOLDS},
    {"program.has-text: page", CONNECT, OPENED, NULL, "the page", EXITED(0), HOLDS},
    {"program.has-text: cover", CONNECT, OPENED, NULL, "the page", EXITED(0), CS_TRUTH_BROKEN, CS_WRONG_PRINTED_NOT},
    {"program.lacks-text: page", CONNECT, OPENED, NULL, "the page", EXITED(0), CS_TRUTH_BROKEN, CS_WRONG_PRINTED},
    {"proxy.behind: nothing", CONNECT, REFUSAL, NULL, "", EXITED(1), HOLDS},
    {"proxy.behind: nothing", CONNECT CONNECT, REFUSAL, NULL, "", EXITED(1), CS_TRUTH_BROKEN, CS_WRONG_ASKED_AGAIN},
    {"proxy.behind: [nothing, request]", CONNECT CONNECT, REFUSAL, NULL, "", EXITED(1), HOLDS},
    {"proxy.behind: [nothing, request]", CONNECT "GET / HTTP/1.1\r\n\r\n", REFUSAL, NULL, "", EXITED(1),
     CS_TRUTH_BROKEN, CS_WRONG_INNER},
    {"proxy.behind: [nothing, request]", CONNECT "\x16\x03\x01", REFUSAL, NULL, "", EXITED(1), CS_TRUTH_BROKEN,
     CS_WRONG_INNER},
    {"proxy.behind: nothing", CONNECT "\x16\x03\x01", OPENED, NULL, "", EXITED(1), HOLDS},
    {"proxy.requests: 2", CONNECT, REFUSAL, CONNECT, "", EXITED(1), HOLDS},
    {"proxy.requests: 1", CONNECT, REFUSAL, CONNECT, "", EXITED(1), CS_TRUTH_BROKEN, CS_WRONG_ASKED_AGAIN},
    {"proxy.requests: 3", CONNECT CONNECT, REFUSAL, NULL, "", EXITED(1), CS_TRUTH_BROKEN, CS_WRONG_NO_REQUEST},
    {"proxy.requests-at-most: 2", CONNECT, REFUSAL, CONNECT, "", EXITED(1), HOLDS},
    {"proxy.requests-at-most: 0", CONNECT, REFUSAL, NULL, "", EXITED(1), CS_TRUTH_BROKEN, CS_WRONG_ASKED_AGAIN},
    {"proxy.digest: right", SIGNED("bead7977e2b458f1a2ab361f14841374", ", qop=auth, nc=00000001, cnonce=\"c\""),
     REFUSAL, NULL, "", EXITED(1), HOLDS},
    {"proxy.digest: right", SIGNED("4c7bd62bcf0e1aff467c25b20a580edf", ""), REFUSAL, NULL, "", EXITED(1), HOLDS},
    {"proxy.digest: right", SIGNED("4c7bd62bcf0e1aff467c25b20a580edf", ", qop=auth, nc=00000001, cnonce=\"c\""),
     REFUSAL, NULL, "", EXITED(1), CS_TRUTH_BROKEN, CS_WRONG_SIGNED},
    {"proxy.digest: right", SIGNED("BEAD7977E2B458F1A2AB361F14841374", ", qop=auth, nc=00000001, cnonce=\"c\""),
     REFUSAL, NULL, "", EXITED(1), HOLDS},
    {"proxy.digest: right", CONNECT, REFUSAL, NULL, "", EXITED(1), CS_TRUTH_BROKEN, CS_WRONG_REQUEST_LACKS},
    {"proxy2.target: 'origin.test:1'", CONNECT CONNECT, REFUSAL, NULL, "", EXITED(1), HOLDS},
    {"proxy2.target: 'origin.test:1'", CONNECT, REFUSAL, NULL, "", EXITED(1), CS_TRUTH_OPEN, CS_WRONG_NOT_REACHED},
#undef HOLDS
};

static struct cs_case *case_of(const char *condition)
{
    struct cs_diagnostics diagnostics = {.count = 0};
    struct cs_case *source;
    char *text;

    if (asprintf(&text,
                 "id: t/x\ntitle: A test\nrole: client\nlevel: must\nrequirements: [CN-CLI-007]\n"
                 "catches: [client-ignores-status]\nsteps:\n  - program: run\n  - proxy: {respond: 403}\n"
                 "accept: [{%s}]\n",
                 condition) < 0)
        CU_FAIL_FATAL("no memory");
    source = cs_case_parse(text, strlen(text), "t/x.yaml", "t/x", NULL, &diagnostics);
    cs_diagnostics_print(&diagnostics);
    cs_diagnostics_free(&diagnostics);
    free(text);
    return source;
}

static void set_channel(struct cs_transcript *transcript, enum cs_seat seat, const struct scene_channel *from)
{
    struct cs_channel *channel = &transcript->channels[transcript->channel_count++];

    scene_channel(channel, from);
    channel->seat = seat;
}

static void set_stage(struct stage *stage, size_t row)
{
    static const struct cs_addresses addresses = {.host = "127.77.1.1", .closed = "127.77.1.3"};
    const struct scene_channel program = {"program", "", NULL, rows[row].output, CS_END_OPEN, 0};
    const struct scene_channel first = {"proxy", "proxy", rows[row].sent, rows[row].received, CS_END_OPEN, 0};
    const struct scene_channel second = {"proxy2", "proxy", REFUSAL, rows[row].second, CS_END_OPEN, 0};
    char error[CS_TEMPLATE_ERROR_MAX] = "";

    memset(stage, 0, sizeof(*stage));
    stage->source = case_of(rows[row].condition);
    CU_ASSERT_PTR_NOT_NULL_FATAL(stage->source);
    stage->policy = (struct cs_policy){
        .target = "test", .role = "client", .origin_port = 18443, .auth = "none", .success_text = "page"};
    stage->plan = cs_plan_new(stage->source, -1, &stage->policy, &addresses, NULL, error);
    stage->transcript = cs_transcript_new();
    CU_ASSERT_PTR_NOT_NULL_FATAL(stage->plan);
    CU_ASSERT_PTR_NOT_NULL_FATAL(stage->transcript);
    set_channel(stage->transcript, CS_SEAT_PROGRAM, &program);
    set_channel(stage->transcript, CS_SEAT_ARRIVES, &first);
    if (rows[row].second != NULL)
        set_channel(stage->transcript, CS_SEAT_ARRIVES, &second);
    if (!cs_transcript_add(stage->transcript, rows[row].last, false))
        CU_FAIL_FATAL("no memory");
}

static void test_conditions(void)
{
    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_evaluation seen;
        uint64_t hashed = 0;
        struct cs_facts *facts;
        struct stage stage;

        set_stage(&stage, i);
        facts = cs_facts_new(stage.plan, stage.transcript, &hashed);
        CU_ASSERT_PTR_NOT_NULL_FATAL(facts);
        cs_evaluate_condition(facts, &stage.plan->accept[0].conditions[0], &seen);
        if (seen.truth != rows[i].truth || seen.wrong != rows[i].wrong)
            printf("\nrow %zu, %s: %d %s %s\n", i, rows[i].condition, seen.truth, cs_wrong_name(seen.wrong),
                   seen.detail);
        CU_ASSERT_EQUAL(seen.truth, rows[i].truth);
        CU_ASSERT_EQUAL(seen.wrong, rows[i].wrong);
        cs_facts_free(facts);
        stage_free(&stage);
    }
}

/* Where the exit status says nothing, what it prints decides alone. */
static void test_any_exit(void)
{
    static const char *const wanted[] = {"succeeded", "failed"};

    for (size_t i = 0, seen = 0; i < CS_COUNT(rows) && seen < CS_COUNT(wanted); i++) {
        uint64_t hashed = 0;
        struct cs_facts *facts;
        struct stage stage;

        if (strcmp(rows[i].output, seen == 0 ? "the page" : "") != 0)
            continue;
        set_stage(&stage, i);
        stage.policy.success_exit = CS_EXIT_STATUS_ANY;
        facts = cs_facts_new(stage.plan, stage.transcript, &hashed);
        CU_ASSERT_PTR_NOT_NULL_FATAL(facts);
        CU_ASSERT_STRING_EQUAL(cs_outcome_of(facts), wanted[seen++]);
        cs_facts_free(facts);
        stage_free(&stage);
    }
}

/* A client whose time is up passes where the case has that among its outcomes, and is no answer elsewhere. */
static void test_hung(void)
{
    static const enum cs_verdict_kind wanted[] = {CS_INCONCLUSIVE, CS_PASS};

    for (size_t i = 0, seen = 0; i < CS_COUNT(rows); i++) {
        struct cs_verdict verdict;
        struct stage stage;

        if (rows[i].last.kind != CS_EVENT_EXPIRED)
            continue;
        set_stage(&stage, i);
        CU_ASSERT_TRUE(cs_judge(stage.plan, stage.transcript, &verdict));
        CU_ASSERT_EQUAL(verdict.kind, wanted[seen++]);
        cs_verdict_free(&verdict);
        stage_free(&stage);
    }
}

/* Where silence fails: of one that came to the proxy, not of one that did not get that far. */
static void test_absent(void)
{
    static const enum cs_verdict_kind wanted[] = {CS_INCONCLUSIVE, CS_FAIL};
    size_t row = 0;

    while (rows[row].last.kind != CS_EVENT_EXPIRED)
        row++;
    for (size_t came = 0; came < 2; came++) {
        struct cs_verdict verdict;
        struct stage stage;

        set_stage(&stage, row);
        stage.source->silence_fails = true;
        stage.transcript->confirmed_alone = true;
        stage.transcript->channels[1].seat = came == 0 ? CS_SEAT_PROGRAM : CS_SEAT_ARRIVES;
        CU_ASSERT_TRUE(cs_judge(stage.plan, stage.transcript, &verdict));
        CU_ASSERT_EQUAL(verdict.kind, wanted[came]);
        cs_verdict_free(&verdict);
        stage_free(&stage);
    }
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"conditions", test_conditions},
        {"any exit", test_any_exit},
        {"hung", test_hung},
        {"absent", test_absent},
    };

    return cs_run_tests("client", tests, CS_COUNT(tests));
}
