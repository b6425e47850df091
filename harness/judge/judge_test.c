#include "harness/judge/judge.h"

#include "harness/judge/finding.h"
#include "harness/judge/scene_testing.h"

#define OK200  "HTTP/1.1 200 OK\r\n\r\n"
#define BAD400 "HTTP/1.1 400 Bad Request\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbad"
#define CLOSED CS_END_FIN

#define REFUSED                                                                                                        \
    {                                                                                                                  \
        {                                                                                                              \
            "client", NULL, "x", BAD400, CLOSED, 0                                                                     \
        }                                                                                                              \
    }
#define SILENT                                                                                                         \
    {                                                                                                                  \
        {                                                                                                              \
            "client", NULL, "x", NULL, CS_END_OPEN, 0                                                                  \
        }                                                                                                              \
    }
#define TUNNEL                                                                                                         \
    {                                                                                                                  \
        {"client", NULL, "x", OK200, CS_END_OPEN, 0},                                                                  \
        {                                                                                                              \
            "origin", "origin", NULL, NULL, CS_END_OPEN, 0                                                             \
        }                                                                                                              \
    }

/* Events that a step of a scene's case brings: its await is step 1, its fence step 2. */
#define LATE                                                                                                           \
    {                                                                                                                  \
        5000001, CS_EVENT_EXPIRED, -1, 1                                                                               \
    }
#define ON_LOOPBACK                                                                                                    \
    {                                                                                                                  \
        {"client", NULL, "x", BAD400, CS_END_OPEN, 0},                                                                 \
        {                                                                                                              \
            "origin", "localhost", NULL, NULL, CS_END_OPEN, 0                                                          \
        }                                                                                                              \
    }
#define BEGUN                                                                                                          \
    {                                                                                                                  \
        1, CS_EVENT_STEP, -1, 1                                                                                        \
    }
#define FENCE                                                                                                          \
    {                                                                                                                  \
        2, CS_EVENT_STEP, -1, 2                                                                                        \
    }
#define PASSED                                                                                                         \
    {                                                                                                                  \
        9, CS_EVENT_FENCE_PASSED, -1, 0                                                                                \
    }

struct row {
    struct scene scene;
    enum cs_verdict_kind verdict;
    const char *finding;
    const char *reason; /* how it begins; NULL: any */
};

static void check_row(const struct row *row, size_t index, bool alone)
{
    struct cs_verdict verdict;
    struct stage stage;
    bool good;

    scene_set(&stage, &row->scene);
    stage.transcript->confirmed_alone = alone;
    CU_ASSERT_TRUE(cs_judge(stage.plan, stage.transcript, &verdict));
    good = verdict.kind == row->verdict && strcmp(verdict.finding, row->finding) == 0 &&
           (row->reason == NULL || strncmp(verdict.reason, row->reason, strlen(row->reason)) == 0);
    if (!good)
        printf("\nrow %zu: %s [%s] %s\n  expected %s\n  observed %s\n", index, cs_verdict_name(verdict.kind),
               verdict.finding, verdict.reason, verdict.expected, verdict.observed);
    CU_ASSERT(good);
    CU_ASSERT((verdict.kind == CS_PASS) == (verdict.reason[0] == 0) || row->scene.level[2] == 'y');
    cs_verdict_free(&verdict);
    stage_free(&stage);
}

#define OBSERVE "observe: {what: it, is: {refused: refused, opened: {client.status: 2xx}}}\n"

/* What a case observes is told whatever the verdict, of what was judged. */
static void test_observed(void)
{
    static const struct {
        struct scene scene;
        const char *manner; /* NULL: none */
    } rows[] = {
        {{"must", OBSERVE, "[refused]", NULL, REFUSED, {{0}}}, "refused"},
        {{"must", OBSERVE, "[refused]", NULL, TUNNEL, {{0}}}, "opened"},
        {{"must", OBSERVE, "[refused]", NULL, SILENT, {BEGUN, LATE}}, NULL},
        {{"must", NULL, "[refused]", NULL, REFUSED, {{0}}}, NULL},
        {{"must",
          "observe: {what: it, is: {a: {client.status: 403}, b: {client.status: 404}}}\n",
          "[refused]",
          NULL,
          REFUSED,
          {{0}}},
         NULL},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_verdict verdict;
        struct stage stage;

        scene_set(&stage, &rows[i].scene);
        CU_ASSERT_TRUE(cs_judge(stage.plan, stage.transcript, &verdict));
        CU_ASSERT_EQUAL(verdict.manner == NULL, rows[i].manner == NULL);
        CU_ASSERT_EQUAL(verdict.aspect == NULL, rows[i].manner == NULL);
        if (verdict.manner != NULL && rows[i].manner != NULL)
            CU_ASSERT_STRING_EQUAL(verdict.manner, rows[i].manner);
        cs_verdict_free(&verdict);
        stage_free(&stage);
    }
}

/* The rules, each with the simplest observation that brings it about. */
static const struct row rules[] = {
    {{"must", NULL, "[refused]", NULL, REFUSED, {{0}}}, CS_PASS, "", ""},
    {{"must", NULL, "[refused]", NULL, TUNNEL, {{0}}}, CS_FAIL, "tunnel-opened", NULL},
    {{"should", NULL, "[refused]", NULL, TUNNEL, {{0}}}, CS_WARN, "tunnel-opened", NULL},
    {{"must", "visible-if: [443]\n", "[refused]", NULL, REFUSED, {{0}}}, CS_SKIP, "", "the target's policy would hide"},
    {{"must", "visible-if: [443]\n", "[refused]", NULL, TUNNEL, {{0}}}, CS_FAIL, "tunnel-opened", NULL},
    {{"advice", NULL, "[refused]", NULL, TUNNEL, {{0}}}, CS_WARN, "tunnel-opened", NULL},
    {{"interop", NULL, "[refused]", NULL, TUNNEL, {{0}}}, CS_WARN, "tunnel-opened", NULL},
    {{"advice", "enforces: ports\n", "[refused]", NULL, TUNNEL, {{0}}}, CS_FAIL, "tunnel-opened", NULL},
    {{"advice", "enforces: auth\n", "[refused]", NULL, TUNNEL, {{0}}}, CS_WARN, "tunnel-opened", NULL},
    {{"may", NULL, "[refused]", NULL, TUNNEL, {{0}}}, CS_PASS, "", "observed: HTTP/1.1 200"},
    {{"may", NULL, "[refused]", NULL, REFUSED, {{0}}}, CS_PASS, "", "observed: HTTP/1.1 400"},
    {{"must", NULL, "[refused: 407]", "[refused]", REFUSED, {{0}}}, CS_WARN, "wrong-status", NULL},
    {{"must", NULL, "[{tunnel: 2xx}, refused: 407]", NULL, REFUSED, {{0}}}, CS_FAIL, "tunnel-refused", NULL},
    /* silence */
    {{"must", NULL, "[refused]", NULL, SILENT, {BEGUN, LATE}},
     CS_INCONCLUSIVE,
     "",
     "silence for 5.0 s while waiting for step 2 (client: await answer)"},
    {{"must", "silence: fails\n", "[refused]", NULL, SILENT, {BEGUN, LATE}}, CS_INCONCLUSIVE, "", "silence for 5.0 s"},
    /* a deadline does not excuse what no time could mend */
    {{"must", NULL, "[refused]", NULL, TUNNEL, {BEGUN, LATE}}, CS_FAIL, "tunnel-opened", NULL},
    {{"must", NULL, "[{client.status: 400, client.end: fin}]", NULL, TUNNEL, {BEGUN, LATE}},
     CS_FAIL,
     "tunnel-opened",
     NULL},
    {{"must", NULL, "[{tunnel: 2xx, origin.received: abc}]", NULL, TUNNEL, {BEGUN, LATE}}, CS_INCONCLUSIVE, "", NULL},
    {{"must", NULL, "[{tunnel: 2xx}]", NULL, TUNNEL, {BEGUN, LATE}}, CS_INCONCLUSIVE, "", NULL},
    /* fences */
    {{"must", NULL, "[refused]", NULL, REFUSED, {FENCE, {5, CS_EVENT_EXPIRED, -1, 2}}}, CS_INCONCLUSIVE, "", "silence"},
    {{"must", NULL, "[refused]", NULL, REFUSED, {FENCE, {5, CS_EVENT_EXPIRED, -1, 3}}}, CS_INCONCLUSIVE, "", "silence"},
    {{"must", "silence: fails\n", "[refused]", NULL, REFUSED, {FENCE, {5, CS_EVENT_EXPIRED, -1, 3}}},
     CS_INCONCLUSIVE,
     "",
     "silence"},
    {{"must", NULL, "[refused]", NULL, REFUSED, {{5, CS_EVENT_FENCE_FAILED, -1, 0}}},
     CS_INCONCLUSIVE,
     "",
     "the control CONNECT after it failed"},
    {{"must", NULL, "[refused]", NULL, TUNNEL, {{5, CS_EVENT_FENCE_FAILED, -1, 0}}}, CS_FAIL, "tunnel-opened", NULL},
    {{"must",
      NULL,
      "[refused]",
      NULL,
      {{"client", NULL, "x", BAD400, CLOSED, 0}, {"control", NULL, "x", "HTTP/1.1 503 No\r\n\r\n", CLOSED, 0}},
      {{5, CS_EVENT_FENCE_FAILED, 1, 0}}},
     CS_INCONCLUSIVE,
     "",
     "the control CONNECT after it failed: HTTP/1.1 503"},
    {{"must", NULL, "[{tunnel: 2xx}]", NULL, {{"client", NULL, NULL, NULL, CS_END_OPEN, 111}}, {{0}}},
     CS_INCONCLUSIVE,
     "",
     "the target did not accept a connection"},
};

static void test_rules(void)
{
    for (size_t i = 0; i < CS_COUNT(rules); i++)
        check_row(&rules[i], i, false);
}

static void test_confirmed_silence(void)
{
    static const struct row rows[] = {
        {{"must", "silence: fails\n", "[refused]", NULL, SILENT, {BEGUN, LATE}},
         CS_FAIL,
         "no-answer",
         "silence for 5.0 s"},
        {{"should", "silence: fails\n", "[refused]", NULL, SILENT, {BEGUN, LATE}}, CS_WARN, "no-answer", "silence"},
        {{"may", "silence: fails\n", "[refused]", NULL, SILENT, {BEGUN, LATE}}, CS_PASS, "", "observed: no answer"},
        {{"must", NULL, "[refused]", NULL, SILENT, {BEGUN, LATE}}, CS_INCONCLUSIVE, "", "silence for 5.0 s"},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++)
        check_row(&rows[i], i, true);
}

#define STARTED                                                                                                        \
    {                                                                                                                  \
        1, CS_EVENT_STARTED, 0, 0                                                                                      \
    }
#define RAN(microseconds)                                                                                              \
    {                                                                                                                  \
        1 + (microseconds), CS_EVENT_EXITED, 0, 0                                                                      \
    }
#define TOLD(answer)                                                                                                   \
    {                                                                                                                  \
        {                                                                                                              \
            "client", NULL, "x", "HTTP/1.1 " answer "Content-Length: 0\r\n\r\n", CLOSED, 0                             \
        }                                                                                                              \
    }

static void test_needs_confirmation(void)
{
    static const struct {
        struct scene scene;
        bool alone;
        bool needed;
    } rows[] = {
        {{"must", "silence: fails\n", "[refused]", NULL, SILENT, {BEGUN, LATE}}, false, true},
        {{"must", "silence: fails\n", "[refused]", NULL, SILENT, {BEGUN, LATE}}, true, false},
        {{"must", NULL, "[refused]", NULL, SILENT, {BEGUN, LATE}}, false, false},
        {{"must", "silence: fails\n", "[refused]", NULL, TUNNEL, {BEGUN, LATE}}, false, false},
        {{"must", "silence: fails\n", "[refused]", NULL, SILENT, {BEGUN}}, false, false},
        {{"must", "silence: fails\n", "[refused]", NULL, SILENT, {FENCE, {5, CS_EVENT_EXPIRED, -1, 3}}}, false, false},
        {{"must", "listen: [localhost]\n", "[refused]", NULL, ON_LOOPBACK, {FENCE}}, false, true},
        {{"must", "listen: [localhost]\n", "[refused]", NULL, ON_LOOPBACK, {FENCE}}, true, false},
        {{"must", "listen: [localhost]\n", "[refused]", NULL, REFUSED, {FENCE}}, false, false},
        {{"must", NULL, "[refused]", NULL, TUNNEL, {STARTED, RAN(1500000)}}, false, true},
        {{"must", NULL, "[refused]", NULL, TUNNEL, {STARTED, RAN(1500000)}}, true, false},
        {{"must", NULL, "[refused]", NULL, TUNNEL, {STARTED, RAN(500000)}}, false, false},
        {{"must", NULL, "[tunnel]", NULL, TUNNEL, {STARTED, RAN(1500000)}}, false, false},
        {{"must", "listen: [localhost]\n", "[{localhost.connections: 1}]", NULL, ON_LOOPBACK, {FENCE}}, false, false},
        {{"must", NULL, "[tunnel]", NULL, TOLD("504 No\r\n"), {FENCE}}, false, true},
        {{"must", NULL, "[tunnel]", NULL, TOLD("504 No\r\n"), {FENCE}}, true, false},
        {{"must", NULL, "[refused]", NULL, TOLD("504 No\r\n"), {FENCE}}, false, false},
        {{"must", NULL, "[tunnel]", NULL, TOLD("503 No\r\nRetry-After: 1\r\n"), {FENCE}}, false, true},
        {{"must", NULL, "[tunnel]", NULL, TOLD("503 No\r\n"), {FENCE}}, false, false},
        {{"must", NULL, "[tunnel]", NULL, TOLD("502 No\r\n"), {FENCE}}, false, false},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct stage stage;

        scene_set(&stage, &rows[i].scene);
        stage.transcript->confirmed_alone = rows[i].alone;
        CU_ASSERT_EQUAL(cs_judge_needs_confirmation(stage.plan, stage.transcript), rows[i].needed);
        stage_free(&stage);
    }
}

static void test_trouble(void)
{
    static const struct scene scene = {"must", NULL, "[refused]", NULL, TUNNEL, {{0}}};
    struct cs_verdict verdict;
    struct stage stage;

    scene_set(&stage, &scene);
    stage.transcript->trouble = strdup("no descriptors");
    CU_ASSERT_TRUE(cs_judge(stage.plan, stage.transcript, &verdict));
    CU_ASSERT_EQUAL(verdict.kind, CS_ERROR);
    CU_ASSERT_STRING_EQUAL(verdict.reason, "no descriptors");
    cs_verdict_free(&verdict);
    stage_free(&stage);
}

static void test_reading(void)
{
    static const struct {
        struct scene scene;
        const char *reading;
    } rows[] = {
        {{"must",
          NULL,
          "[refused]",
          NULL,
          {{"client", NULL, "CONNECT 127.77.1.1:83979 HTTP/1.1\r\nHost: 127.77.1.1:83979\r\n\r\n", OK200, CLOSED, 0},
           {"origin", "origin", NULL, NULL, CLOSED, 0}},
          {{0}}},
         "port-modulo"},
        {{"must",
          NULL,
          "[refused]",
          NULL,
          {{"client", NULL, "CONNECT 127.77.1.1:65561 HTTP/1.1\r\nHost: 127.77.1.1:65561\r\n\r\n", OK200, CLOSED, 0},
           {"origin", "denied", NULL, NULL, CLOSED, 0}},
          {{0}}},
         "port-modulo"},
        {{"must",
          NULL,
          "[refused]",
          NULL,
          {{"client", NULL, "CONNECT 127.77.1.2:83979 HTTP/1.1\r\nHost: 127.77.1.2:83979\r\n\r\n", OK200, CLOSED, 0},
           {"origin", "origin", NULL, NULL, CLOSED, 0}},
          {{0}}},
         ""},
        {{"must", NULL, "[refused]", NULL, REFUSED, {{0}}}, ""},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_verdict verdict;
        struct stage stage;

        scene_set(&stage, &rows[i].scene);
        CU_ASSERT_TRUE(cs_judge(stage.plan, stage.transcript, &verdict));
        CU_ASSERT_STRING_EQUAL(verdict.reading, rows[i].reading);
        cs_verdict_free(&verdict);
        stage_free(&stage);
    }
}

static void test_words(void)
{
    static const struct scene scene = {"must",
                                       NULL,
                                       "[refused: [400, 4xx], {client.status: none, denied.connections: 0}]",
                                       NULL,
                                       {{"client", NULL, "x", OK200 "hello", CS_END_OPEN, 0},
                                        {"origin", "denied", NULL, "xy", CS_END_RESET, 0},
                                        {"control", "origin", NULL, "zzz", CLOSED, 0}},
                                       {{0}}};
    struct cs_verdict verdict;
    struct stage stage;

    scene_set(&stage, &scene);
    CU_ASSERT_TRUE(cs_judge(stage.plan, stage.transcript, &verdict));
    CU_ASSERT_STRING_EQUAL(verdict.expected, "refused with 400 or 4xx, or closed without an answer; nobody contacted"
                                             " -- or -- status none, denied: connections: 0");
    CU_ASSERT_STRING_EQUAL(verdict.observed,
                           "HTTP/1.1 200, 5 bytes back, left open; denied port reached, 2 bytes arrived there, "
                           "reset by the target");
    CU_ASSERT_STRING_EQUAL(verdict.finding, "denied-port-reached");
    cs_verdict_free(&verdict);
    stage_free(&stage);
}

static void test_finding_names(void)
{
    for (int i = 1; i < CS_WRONG_COUNT; i++) {
        const char *name = cs_wrong_name((enum cs_wrong)i);

        CU_ASSERT(name[0] != 0 && strspn(name, "abcdefghijklmnopqrstuvwxyz-") == strlen(name));
        CU_ASSERT(cs_wrong_sentence((enum cs_wrong)i)[0] != 0);
        for (int j = 1; j < i; j++)
            CU_ASSERT_STRING_NOT_EQUAL(name, cs_wrong_name((enum cs_wrong)j));
    }
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"observed", test_observed},
        {"rules", test_rules},
        {"confirmed silence", test_confirmed_silence},
        {"needs confirmation", test_needs_confirmation},
        {"trouble", test_trouble},
        {"lenient reading", test_reading},
        {"words", test_words},
        {"names of findings", test_finding_names},
    };

    return cs_run_tests("judge", tests, CS_COUNT(tests));
}
