/* From a case's text to a verdict, without memory: no other verdict comes of it. */
#include <sys/stat.h>
#include <unistd.h>

#include "reference/failing_testing.h"

#include "harness/judge/judge.h"
#include "harness/judge/scene_testing.h"

#define MOST 400 /* allocations that fail, of those of one piece of work */

#define TEXT                                                                                                           \
    "id: t/x\ntitle: A test\nlevel: must\nrequirements: [CN-TARGET-001]\ncatches: [port-modulo]\n"                     \
    "values:\n  one: '1'\n  two: 'a\\0b${nonce}'\nlisten: [other]\nneeds: [auth]\n"                                    \
    "steps:\n"                                                                                                         \
    "  - client: {send: 'CONNECT ${authority} HTTP/1.1\\r\\nHost: ${authority}\\r\\n${credentials}X: "                 \
    "${value}\\r\\n\\r\\n'}\n"                                                                                         \
    "  - client: {await: answer}\n  - client: {send: '${100 bytes of noise}'}\n  - fence\n"                            \
    "accept:\n  - {tunnel: 2xx, origin.received: 'ping ${nonce}'}\n  - refused\nwarn:\n  - client.status: 4xx\n"

/* What was said of it: nothing but that there is no memory. */
static enum failing_answer said(struct cs_diagnostics *diagnostics)
{
    enum failing_answer answer = diagnostics->count > 0 ? FAILING_SAID : FAILING_WRONG;

    for (size_t i = 0; i < diagnostics->count && i < CS_DIAGNOSTICS_MAX; i++) {
        const char *message = diagnostics->items[i].message;

        if (message == NULL || strstr(message, "memory") != NULL)
            continue;
        printf("%s\n", message);
        answer = FAILING_WRONG;
    }
    cs_diagnostics_free(diagnostics);
    return answer;
}

static enum failing_answer load(void *context)
{
    struct cs_diagnostics diagnostics = {.count = 0};
    struct cs_case *loaded = cs_case_parse(TEXT, strlen(TEXT), "t/x.yaml", "t/x", NULL, &diagnostics);

    (void)context;
    if (loaded == NULL)
        return said(&diagnostics);
    cs_case_free(loaded);
    return diagnostics.count == 0 ? FAILING_DONE : said(&diagnostics);
}

static void test_loader(void)
{
    struct failing_work work = {"a case", load, NULL, 0};

    failing_each(&work, MOST);
}

static char folder[] = "/tmp/connectspec-memory-XXXXXX";

static enum failing_answer load_suite(void *context)
{
    struct cs_diagnostics diagnostics = {.count = 0};
    struct cs_catalogue *catalogue = cs_catalogue_load(CS_SOURCE_DIR "/cases/requirements.yaml", &diagnostics);
    struct cs_suite *suite = catalogue == NULL ? NULL : cs_suite_load(folder, catalogue, &diagnostics);
    bool whole = suite != NULL && suite->count == 1 && diagnostics.count == 0;

    (void)context;
    cs_suite_free(suite);
    cs_catalogue_free(catalogue);
    return whole ? FAILING_DONE : said(&diagnostics);
}

static void test_suite(void)
{
    struct failing_work work = {"a suite", load_suite, NULL, 0};
    char topic[sizeof(folder) + 8], path[sizeof(folder) + 16];
    FILE *file;

    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    snprintf(topic, sizeof(topic), "%s/t", folder);
    snprintf(path, sizeof(path), "%s/t/x.yaml", folder);
    CU_ASSERT_EQUAL_FATAL(mkdir(topic, 0700), 0);
    file = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    fputs(TEXT, file);
    fclose(file);
    failing_each(&work, 60);
    unlink(path);
    rmdir(topic);
    rmdir(folder);
}

struct planning {
    struct cs_case *source;
    struct cs_policy policy;
    struct cs_addresses addresses;
};

static enum failing_answer make_plan(void *context)
{
    const struct planning *planning = context;
    char error[CS_TEMPLATE_ERROR_MAX] = "";
    struct cs_plan *plan = cs_plan_new(planning->source, 1, &planning->policy, &planning->addresses, NULL, error);
    bool whole;

    if (plan == NULL && strstr(error, "memory") == NULL)
        printf("%s\n", error);
    if (plan == NULL)
        return strstr(error, "memory") != NULL ? FAILING_SAID : FAILING_WRONG;
    whole = plan->lacks == NULL && plan->step_count == 4 && plan->accept_count == 2 && plan->warn_count == 1 &&
            strcmp(plan->id, "t/x@two") == 0;
    cs_plan_free(plan);
    return whole ? FAILING_DONE : FAILING_WRONG;
}

static void test_plan(void)
{
    struct cs_diagnostics diagnostics = {.count = 0};
    struct planning planning = {
        .source = cs_case_parse(TEXT, strlen(TEXT), "t/x.yaml", "t/x", NULL, &diagnostics),
        .policy =
            {.target = "test", .origin_port = 18443, .denied_port = 25, .auth = "basic", .user = "u", .password = "p"},
        .addresses = {.host = "127.77.1.1", .other = "127.77.1.2", .closed = "127.77.1.3"},
    };
    struct failing_work work = {"a plan", make_plan, &planning, 0};

    CU_ASSERT_PTR_NOT_NULL_FATAL(planning.source);
    failing_each(&work, MOST);
    cs_case_free(planning.source);
}

struct judging {
    struct stage stage;
    bool again; /* the plan comes from the transcript */
    struct cs_verdict first;
};

static bool same_text(const char *a, const char *b)
{
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static bool same(const struct cs_verdict *a, const struct cs_verdict *b)
{
    return a->kind == b->kind && same_text(a->reason, b->reason) && same_text(a->expected, b->expected) &&
           same_text(a->observed, b->observed) && same_text(a->finding, b->finding) &&
           same_text(a->reading, b->reading) && a->note_count == b->note_count;
}

static enum failing_answer judge(void *context)
{
    struct judging *judging = context;
    enum failing_answer answer = FAILING_WRONG;
    struct cs_verdict verdict;

    if (!cs_judge(judging->stage.plan, judging->stage.transcript, &verdict))
        return FAILING_SAID;
    if (judging->first.reason == NULL) {
        judging->first = verdict;
        failing.live = 0; /* it stays */
        return FAILING_DONE;
    }
    if (same(&verdict, &judging->first))
        answer = FAILING_DONE;
    else
        printf("%s: %s / %s\n", cs_verdict_name(verdict.kind), verdict.reason, verdict.observed);
    cs_verdict_free(&verdict);
    return answer;
}

static void test_judge(void)
{
#define OK   "HTTP/1.1 200 OK\r\nX: y\r\n\r\npong"
#define FAIL "HTTP/1.1 403 Forbidden\r\nContent-Length : 3\r\nConnection: close\r\n\r\nbad"
    static const struct scene scenes[] = {
        {.level = "must",
         .accept = "[{tunnel: 2xx, client.received: pong}, refused]",
         .channels = {{"client", NULL, "x", OK, CS_END_OPEN, 0}, {"origin", "origin", "pong", "", CS_END_OPEN, 0}},
         .events = {{9, CS_EVENT_FENCE_PASSED, -1, 0}}},
        {.level = "must",
         .accept = "[refused]",
         .channels = {{"client", NULL, "x", OK, CS_END_OPEN, 0}, {"origin", "origin", "pong", "", CS_END_OPEN, 0}},
         .events = {{9, CS_EVENT_FENCE_PASSED, -1, 0}}},
        {.level = "should",
         .accept = "[{client.lacks-finding: any}]",
         .channels = {{"client", NULL, "x", FAIL, CS_END_FIN, 0}},
         .events = {{9, CS_EVENT_FENCE_PASSED, -1, 0}}},
        {.level = "must",
         .accept = "[{client.has-field: Date, client.body: complete}]",
         .channels = {{"client", NULL, "x", FAIL, CS_END_FIN, 0}},
         .events = {{9, CS_EVENT_FENCE_PASSED, -1, 0}}},
    };

    for (size_t i = 0; i < CS_COUNT(scenes); i++) {
        struct judging judging = {.again = false};
        struct failing_work work = {"a verdict", judge, &judging, 0};

        scene_set(&judging.stage, &scenes[i]);
        failing_each(&work, MOST);
        cs_verdict_free(&judging.first);
        stage_free(&judging.stage);
    }
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"a case", test_loader}, {"a suite", test_suite}, {"a plan", test_plan}, {"a verdict", test_judge}};

    return cs_run_tests("memory", tests, CS_COUNT(tests));
}
