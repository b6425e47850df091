#include "harness/cli/round_probe.h"

#include "harness/engine/run_testing.h"
#include "harness/net/listener.h"

/* Drives the probe's steps against the peer of |run| and reads what came of it. */
static enum cs_probe_answer probe(struct run *run, char message[CS_PROBE_TEXT_MAX])
{
    struct cs_case_result result = {0};
    struct cs_pace pace = {0};

    run->deadline = 0.3;
    message[0] = '\0';
    run_go(run);
    CU_ASSERT_EQUAL_FATAL(run->done, 1);
    result.transcript = run->transcripts[0];
    return cs_probe_read(&result, &pace, message);
}

static const char *const steps = "steps:\n" RUN_OPEN "  - client: {send: '${nonce}'}\n  - origin: {await: 16 bytes}\n";

static void test_messages(void)
{
    static const struct {
        const char *habit;
        enum cs_probe_answer answer;
        const char *part[2]; /* of the message */
    } rows[] = {
        {"refuses",
         CS_PROBE_NO_TARGET,
         {"answered `HTTP/1.1 403 Forbidden` to CONNECT 127.77.", ": allow that address"}},
        {"asks", CS_PROBE_GO_ON, {"answered `HTTP/1.1 407 Who` to CONNECT 127.77.", "--proxy-user"}},
        {"closes",
         CS_PROBE_NO_TARGET,
         {"closed the connection without an answer on CONNECT 127.77.", "let that address"}},
        {"resets-in-head", CS_PROBE_NO_TARGET, {"answered `HTTP/1.1 200 O`", "nothing that ends the head"}},
        {"silent", CS_PROBE_NO_TARGET, {"gave no answer in time", ""}},
        {"garbage", CS_PROBE_GO_ON, {"answered `\\x01\\xff nothing of the kind`", "no HTTP response"}},
        {"endless-head", CS_PROBE_GO_ON, {"", "CONNECT 127.77."}},
        {"lies", CS_PROBE_NO_TARGET, {"answered `HTTP/1.1 200 OK`", "but no connection arrived there"}},
        {"dribbles", CS_PROBE_GO_ON, {"", ""}},
        {"twice", CS_PROBE_GO_ON, {"", ""}},
        {"swallows", CS_PROBE_GO_ON, {"", ""}},
        {"", CS_PROBE_GO_ON, {"", ""}},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        char message[CS_PROBE_TEXT_MAX];
        struct run run;

        run_prepare(&run, rows[i].habit, &steps, 1, 1);
        CU_ASSERT_EQUAL(probe(&run, message), rows[i].answer);
        for (size_t k = 0; k < 2; k++) {
            if (strstr(message, rows[i].part[k]) == NULL)
                printf("\n  %s: %s\n", rows[i].habit, message);
            CU_ASSERT_PTR_NOT_NULL(strstr(message, rows[i].part[k]));
        }
        run_free(&run, 1);
    }
}

static void test_nothing_listens(void)
{
    char message[CS_PROBE_TEXT_MAX];
    struct run run;

    run_prepare(&run, "", &steps, 1, 1);
    CU_ASSERT_FATAL(cs_address_parse("127.0.0.1", run.policy.denied_port, &run.peer.address));
    CU_ASSERT_EQUAL(probe(&run, message), CS_PROBE_NO_TARGET);
    CU_ASSERT_EQUAL(strncmp(message, "nothing listens at 127.0.0.1:", 29), 0);
    run_free(&run, 1);
}

static void test_trouble_of_ours(void)
{
    char message[CS_PROBE_TEXT_MAX];
    struct sockaddr_storage everywhere;
    struct run run;
    int fd;

    run_prepare(&run, "", &steps, 1, 1);
    CU_ASSERT_FATAL(cs_address_parse("0.0.0.0", run.policy.denied_port, &everywhere));
    fd = cs_listen(&everywhere, 1);
    CU_ASSERT_FATAL(fd >= 0);
    CU_ASSERT_EQUAL(probe(&run, message), CS_PROBE_NO_ORIGIN);
    CU_ASSERT_PTR_NOT_NULL(strstr(message, "cannot listen on 127.77."));
    CU_ASSERT_PTR_NOT_NULL(strstr(message, "--origin-port"));
    close(fd);
    run_free(&run, 1);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"messages", test_messages},
        {"nothing listens", test_nothing_listens},
        {"trouble of ours", test_trouble_of_ours},
    };

    return cs_run_tests("round_probe", tests, CS_COUNT(tests));
}
