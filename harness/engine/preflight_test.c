#include "harness/engine/preflight.h"

#include "harness/engine/run_testing.h"

static void test_messages(void)
{
    static const struct {
        const char *habit;
        const char *part[2]; /* of the message */
    } rows[] = {
        {"refuses", {"answered `HTTP/1.1 403 Forbidden` to CONNECT 127.77.", ": allow that address and port"}},
        {"asks", {"answered `HTTP/1.1 407 Who` to CONNECT 127.77.", "--proxy-user"}},
        {"closes", {"closed the connection without an answer on CONNECT 127.77.", "allow that address and port"}},
        {"resets-in-head", {"closed the connection without an answer", ""}},
        {"silent", {"gave no answer in time", ""}},
        {"garbage", {"answered `\\x01\\xff nothing of the kind`", "no HTTP response"}},
        {"endless-head", {"", "CONNECT 127.77."}},
        {"lies", {"answered `HTTP/1.1 200 OK`", "but no connection arrived there"}},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct run run;

        run_prepare(&run, rows[i].habit, NULL, 0, 0);
        run.deadline = 0.3;
        run_go(&run);
        CU_ASSERT_EQUAL(run.status, CS_ENGINE_NO_TARGET);
        for (size_t k = 0; k < 2; k++) {
            if (strstr(run.message, rows[i].part[k]) == NULL)
                printf("\n  %s: %s\n", rows[i].habit, run.message);
            CU_ASSERT_PTR_NOT_NULL(strstr(run.message, rows[i].part[k]));
        }
        CU_ASSERT_EQUAL(run.finished, 0);
        run_free(&run, 0);
    }
}

static void test_nothing_listens(void)
{
    struct run run;

    run_prepare(&run, "", NULL, 0, 0);
    cs_address_parse("127.0.0.1", run.policy.origin_port, &run.peer.address);
    run_go(&run);
    CU_ASSERT_EQUAL(run.status, CS_ENGINE_NO_TARGET);
    CU_ASSERT_EQUAL(strncmp(run.message, "nothing listens at 127.0.0.1:", 29), 0);
    run_free(&run, 0);
}

static void test_port_is_taken(void)
{
    struct sockaddr_storage everywhere;
    struct run run;
    char error[256];
    int fd;

    run_prepare(&run, "", NULL, 0, 0);
    cs_address_parse("0.0.0.0", run.policy.origin_port, &everywhere);
    fd = cs_listen(&everywhere, 1);
    CU_ASSERT_FATAL(fd >= 0);
    CU_ASSERT_FALSE(run_make_engine(&run, error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "Address already in use"));
    close(fd);
    cs_address_parse("0.0.0.0", run.policy.denied_port, &everywhere);
    fd = cs_listen(&everywhere, 1);
    CU_ASSERT_FATAL(fd >= 0);
    run_go(&run);
    CU_ASSERT_EQUAL(run.status, CS_ENGINE_NO_ORIGIN);
    CU_ASSERT_PTR_NOT_NULL(strstr(run.message, "cannot listen on 127.77."));
    close(fd);
    run_free(&run, 0);
}

static void test_a_wrong_tunnel_will_do(void)
{
    static const char *const habits[] = {"dribbles", "twice", "swallows"};

    for (size_t i = 0; i < CS_COUNT(habits); i++) {
        struct run run;

        run_prepare(&run, habits[i], NULL, 0, 0);
        run.deadline = 0.3;
        run_go(&run);
        CU_ASSERT_EQUAL(run.status, 0);
        CU_ASSERT_STRING_EQUAL(run.message, "");
        CU_ASSERT_EQUAL(run.finished, 1);
        CU_ASSERT_DOUBLE_EQUAL(cs_engine_deadline(run.engine), 0.3, 0.001);
        run_free(&run, 0);
    }
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
        cs_engine_prepare(runs[i].engine);
    }
    for (size_t i = 0; i < 2; i++) {
        uv_run(&runs[i].loop, UV_RUN_DEFAULT);
        CU_ASSERT_EQUAL(runs[i].status, 0);
        CU_ASSERT_EQUAL(runs[i].done, 10);
        for (size_t k = 0; k < runs[i].done; k++)
            CU_ASSERT_PTR_NULL(runs[i].transcripts[k]->trouble);
        run_free(&runs[i], 1);
    }
}

/* In a room a client never has the port of one of the target's own connections; elsewhere ports are not ours to take. */
static void test_ports(void)
{
    static const struct {
        bool room;
        uint16_t denied_port;
        bool own;
    } rows[] = {{false, 0, false}, {true, 0, true}, {true, CS_CLIENT_PORTS_FIRST, false}};

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct run run;

        run_prepare(&run, "", NULL, 0, 0);
        run.policy.room = rows[i].room;
        if (rows[i].denied_port != 0)
            run.policy.denied_port = rows[i].denied_port;
        run_go(&run);
        CU_ASSERT_EQUAL(run.status, 0);
        CU_ASSERT_EQUAL(atomic_load(&run.peer.kernels) == 0, rows[i].own);
        run_free(&run, 0);
    }
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"messages", test_messages},
        {"nothing listens", test_nothing_listens},
        {"a port is taken", test_port_is_taken},
        {"a wrong tunnel will do", test_a_wrong_tunnel_will_do},
        {"two runs side by side", test_two_runs_side_by_side},
        {"ports of clients", test_ports},
    };

    return cs_run_tests("preflight", tests, CS_COUNT(tests));
}
