#include "harness/engine/engine.h"

#include "harness/engine/run_testing.h"
#include "harness/net/listener.h"

static const char probe[] = "steps:\n" RUN_OPEN "  - client: {send: '${nonce}'}\n  - origin: {await: 16 bytes}\n";

/* What a probe teaches of a peer with each habit. */
static void test_learning(void)
{
    static const struct {
        const char *habit;
        bool no_nonce;
        unsigned extra;
    } rows[] = {{"", false, 0}, {"dribbles", false, 0}, {"twice", false, 1}, {"swallows", true, 0}};
    static const char *const steps = probe;

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_pace pace = {0};
        struct run run;

        run_prepare(&run, rows[i].habit, &steps, 1, 1);
        run.deadline = 0.3;
        run_go(&run);
        CU_ASSERT_EQUAL_FATAL(run.done, 1);
        cs_pace_learn(&pace, run.transcripts[0]);
        CU_ASSERT_EQUAL(pace.no_nonce, rows[i].no_nonce);
        CU_ASSERT_EQUAL(pace.extra_connections, rows[i].extra);
        CU_ASSERT_EQUAL(pace.slowest > 0, run_count_events(run.transcripts[0], CS_EVENT_FENCE_PASSED) > 0);
        run_free(&run, 1);
    }
}

static void test_deadline(void)
{
    static const char *const steps = probe;
    struct cs_pace pace = {.slowest = 0.5};
    struct run run;
    char error[256];

    run_prepare(&run, "", &steps, 1, 1);
    CU_ASSERT_TRUE_FATAL(run_make_engine(&run, error));
    CU_ASSERT_DOUBLE_EQUAL(cs_engine_deadline(run.engine), 5, 0.001);
    cs_engine_set_pace(run.engine, &pace);
    CU_ASSERT_DOUBLE_EQUAL(cs_engine_deadline(run.engine), 10, 0.001);
    pace.slowest = 0.01;
    cs_engine_set_pace(run.engine, &pace);
    CU_ASSERT_DOUBLE_EQUAL(cs_engine_deadline(run.engine), 5, 0.001);
    run_add_all(&run);
    uv_run(&run.loop, UV_RUN_DEFAULT);
    run_free(&run, 1);
}

static void test_programs_at_once(void)
{
    static const struct {
        double quickest;
        unsigned processors, wanted;
    } rows[] = {{0, 2, 1024}, {0.01, 2, 250}, {0.1, 2, 25}, {0.5, 2, 8}, {1, 4, 16}, {0.0001, 64, 1024}};

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_pace pace = {.quickest_program = rows[i].quickest};

        CU_ASSERT_EQUAL(cs_pace_programs(&pace, 5, rows[i].processors), rows[i].wanted);
    }
}

static void test_port_is_taken(void)
{
    static const char *const steps = "steps:\n" RUN_OPEN;
    struct sockaddr_storage everywhere;
    struct run run;
    char error[256];
    int fd;

    run_prepare(&run, "", &steps, 1, 1);
    CU_ASSERT_FATAL(cs_address_parse("0.0.0.0", run.policy.origin_port, &everywhere));
    fd = cs_listen(&everywhere, 1);
    CU_ASSERT_FATAL(fd >= 0);
    CU_ASSERT_FALSE(run_make_engine(&run, error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "Address already in use"));
    close(fd);
    CU_ASSERT_FATAL(cs_address_parse("0.0.0.0", run.policy.denied_port, &everywhere));
    fd = cs_listen(&everywhere, 1);
    CU_ASSERT_FATAL(fd >= 0);
    run_go(&run);
    CU_ASSERT_EQUAL_FATAL(run.done, 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(run.transcripts[0]->trouble);
    CU_ASSERT_PTR_NOT_NULL(strstr(run.transcripts[0]->trouble, "cannot listen on 127.77."));
    close(fd);
    run_free(&run, 1);
}

static void test_two_runs_side_by_side(void)
{
    static const char *const steps = "steps:\n" RUN_OPEN "  - origin: {await: connection}\n";
    struct run runs[2];
    char error[256];

    for (size_t i = 0; i < 2; i++)
        run_prepare(&runs[i], "", &steps, 1, 10);
    runs[1].policy = runs[0].policy;
    for (size_t i = 0; i < 2; i++) {
        CU_ASSERT_TRUE_FATAL(run_make_engine(&runs[i], error));
        run_add_all(&runs[i]);
    }
    for (size_t i = 0; i < 2; i++) {
        uv_run(&runs[i].loop, UV_RUN_DEFAULT);
        CU_ASSERT_EQUAL(runs[i].done, 10);
        for (size_t k = 0; k < runs[i].done; k++)
            CU_ASSERT_PTR_NULL(runs[i].transcripts[k]->trouble);
        run_free(&runs[i], 1);
    }
}

/* In a room a client never has the port of one of the target's own connections; elsewhere ports are not ours to
 * take. */
static void test_ports(void)
{
    static const struct {
        bool room;
        uint16_t denied_port;
        bool own;
    } rows[] = {{false, 0, false}, {true, 0, true}, {true, CS_CLIENT_PORTS_FIRST, false}};

    static const char *const steps = "steps:\n" RUN_OPEN;

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct run run;

        run_prepare(&run, "", &steps, 1, 1);
        run.policy.room = rows[i].room;
        if (rows[i].denied_port != 0)
            run.policy.denied_port = rows[i].denied_port;
        run_go(&run);
        CU_ASSERT_EQUAL(atomic_load(&run.peer.kernels) == 0, rows[i].own);
        run_free(&run, 1);
    }
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"what a probe teaches", test_learning},
        {"the deadline", test_deadline},
        {"programs at once", test_programs_at_once},
        {"a port is taken", test_port_is_taken},
        {"two runs side by side", test_two_runs_side_by_side},
        {"ports of clients", test_ports},
    };

    return cs_run_tests("pace", tests, CS_COUNT(tests));
}
