/* What goes in pieces is to be read in pieces. */
#include "harness/net/socket.h"

#include <poll.h>

#include "harness/net/socket_testing.h"

static void test_segments_keep_their_bounds(void)
{
    static const uint64_t sizes[] = {5, 1, 7};
    struct bench bench;

    connect_up(&bench);
    bench.reads_at_once = true;
    for (size_t i = 0; i < CS_COUNT(sizes); i++)
        CU_ASSERT_TRUE(send_pattern(&bench, &sizes[i], false));
    CU_ASSERT_TRUE(send_pattern(&bench, &sizes[0], true));
    CU_ASSERT_FALSE(cs_socket_is_settled(bench.socket));
    CU_ASSERT_TRUE(cs_socket_finish(bench.socket));
    CU_ASSERT_TRUE(run_until(&bench, "fin-sent", 2000));
    expect_log(&bench, "sent=5 sent=1 sent=7 sent=1 sent=1 sent=1 sent=1 sent=1 fin-sent ");
    CU_ASSERT_TRUE(cs_socket_is_settled(bench.socket));
    finish(&bench);
}

static ssize_t peer_read(struct bench *bench)
{
    char buffer[64];

    return recv(bench->peer, buffer, sizeof(buffer), MSG_DONTWAIT);
}

/* A segment waits for the peer to read the one before, however many turns that takes. */
static void test_segments_wait_for_the_reader(void)
{
    static const uint64_t first = 5, second = 7;
    struct bench bench;

    connect_up(&bench);
    CU_ASSERT_TRUE(send_pattern(&bench, &first, false));
    CU_ASSERT_TRUE(send_pattern(&bench, &second, false));
    for (int turn = 0; turn < 5; turn++)
        uv_run(&bench.loop, UV_RUN_NOWAIT);
    CU_ASSERT_TRUE(cs_socket_is_sending(bench.socket));
    CU_ASSERT_EQUAL(peer_read(&bench), 5);
    uv_run(&bench.loop, UV_RUN_NOWAIT);
    CU_ASSERT_FALSE(cs_socket_is_sending(bench.socket));
    CU_ASSERT_EQUAL(peer_read(&bench), 7);
    finish(&bench);
}

/* One that does not read is not waited for without end: not for one segment, and not for each of many. */
static void test_segments_do_not_wait_for_ever(void)
{
    static const uint64_t total = 100;
    struct bench bench;
    int error;

    connect_up(&bench);
    CU_ASSERT_TRUE(send_pattern(&bench, &total, true));
    CU_ASSERT_TRUE(cs_socket_finish(bench.socket));
    CU_ASSERT_TRUE(run_until(&bench, "fin-sent", 4000));
    CU_ASSERT_EQUAL(peer_read_all(&bench, &error), total);
    CU_ASSERT_EQUAL(error, 0);
    finish(&bench);
}

/* Where turns of the loop are long, a dribble does not take as many as it has bytes. */
static void test_dribble_on_a_busy_machine(void)
{
    static const uint64_t total = 4 * 64;
    struct bench bench;

    connect_up(&bench);
    CU_ASSERT_TRUE(send_pattern(&bench, &total, true));
    uv_run(&bench.loop, UV_RUN_NOWAIT);
    CU_ASSERT_TRUE(cs_socket_is_sending(bench.socket));
    poll(NULL, 0, 1001);
    for (int turn = 0; turn < 5; turn++)
        uv_run(&bench.loop, UV_RUN_NOWAIT);
    CU_ASSERT_FALSE(cs_socket_is_sending(bench.socket));
    finish(&bench);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"segments keep their bounds", test_segments_keep_their_bounds},
        {"segments wait for the reader", test_segments_wait_for_the_reader},
        {"segments do not wait for ever", test_segments_do_not_wait_for_ever},
        {"a dribble on a busy machine", test_dribble_on_a_busy_machine},
    };

    return cs_run_tests("socket_segments", tests, CS_COUNT(tests));
}
