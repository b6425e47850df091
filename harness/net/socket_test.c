#include "harness/net/socket.h"

#include <errno.h>
#include <poll.h>

#include "harness/net/socket_testing.h"

static void test_connect_refused(void)
{
    struct bench bench;
    int error;

    prepare(&bench);
    shutdown(bench.listener, SHUT_RDWR);
    error = cs_socket_connect(bench.socket, &bench.address, NULL);
    if (error == 0) {
        CU_ASSERT_TRUE(run_until(&bench, "refused", 2000));
        expect_log(&bench, "refused ");
    } else {
        CU_ASSERT_EQUAL(error, ECONNREFUSED);
    }
    CU_ASSERT_TRUE(cs_socket_is_over(bench.socket));
    CU_ASSERT_FALSE(cs_socket_finish(bench.socket));
    finish(&bench);
}

static void test_reset_before_accept(void)
{
    struct bench bench;

    prepare(&bench);
    CU_ASSERT_EQUAL_FATAL(cs_socket_connect(bench.socket, &bench.address, NULL), 0);
    bench.peer = accept(bench.listener, NULL, NULL);
    peer_reset(&bench);
    CU_ASSERT_TRUE(run_until(&bench, "rst", 2000));
    expect_log(&bench, "connected rst ");
    finish(&bench);
}

static void test_data_and_reset_before_connected_is_seen(void)
{
    struct bench bench;

    prepare(&bench);
    CU_ASSERT_EQUAL_FATAL(cs_socket_connect(bench.socket, &bench.address, NULL), 0);
    bench.peer = accept(bench.listener, NULL, NULL);
    CU_ASSERT_EQUAL(send(bench.peer, "abc", 3, 0), 3);
    peer_reset(&bench);
    CU_ASSERT_TRUE(run_until(&bench, "rst", 2000));
    expect_log(&bench, "connected received rst ");
    CU_ASSERT_EQUAL(bench.received, 3);
    finish(&bench);
}

static void test_bulk_then_each_end(void)
{
    static const struct {
        bool (*end)(struct cs_socket *socket);
        int error;
        const char *log;
    } rows[] = {
        {cs_socket_finish, 0, "fin-sent "},
        {cs_socket_close, 0, "fin-sent "},
        {cs_socket_reset, ECONNRESET, "rst-sent "},
    };
    static const uint64_t total = 4 * 1024 * 1024 + 3;

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct bench bench;
        int error;

        connect_up(&bench);
        CU_ASSERT_TRUE(send_pattern(&bench, &total, false));
        CU_ASSERT_TRUE(rows[i].end(bench.socket));
        CU_ASSERT_EQUAL(peer_read_all(&bench, &error), total);
        CU_ASSERT_EQUAL(error, rows[i].error);
        expect_log(&bench, rows[i].log);
        CU_ASSERT_EQUAL(cs_socket_is_over(bench.socket), i > 0);
        finish(&bench);
    }
}

static void test_close_with_unread_bytes_is_a_fin(void)
{
    struct bench bench;
    int error;

    connect_up(&bench);
    cs_socket_pause(bench.socket);
    CU_ASSERT_EQUAL(send(bench.peer, "unread", 6, 0), 6);
    CU_ASSERT_TRUE(cs_socket_close(bench.socket));
    CU_ASSERT_EQUAL(peer_read_all(&bench, &error), 0);
    CU_ASSERT_EQUAL(error, 0);
    expect_log(&bench, "received fin-sent ");
    CU_ASSERT_EQUAL(bench.received, 6);
    finish(&bench);
}

static void test_fin_does_not_spin(void)
{
    struct bench bench;

    connect_up(&bench);
    CU_ASSERT_EQUAL(send(bench.peer, "abc", 3, 0), 3);
    shutdown(bench.peer, SHUT_WR);
    CU_ASSERT_TRUE(run_until(&bench, "fin", 2000));
    bench.turn_count = 0;
    run_until(&bench, "nothing", 30);
    CU_ASSERT(bench.turn_count < 10);
    CU_ASSERT_TRUE(cs_socket_finish(bench.socket));
    CU_ASSERT_TRUE(run_until(&bench, "fin-sent", 2000));
    bench.turn_count = 0;
    run_until(&bench, "nothing", 30);
    CU_ASSERT(bench.turn_count < 10);
    expect_log(&bench, "received fin fin-sent ");
    finish(&bench);
}

static void test_reset_behind_data(void)
{
    struct bench bench;

    connect_up(&bench);
    CU_ASSERT_EQUAL(send(bench.peer, "abc", 3, 0), 3);
    peer_reset(&bench);
    CU_ASSERT_TRUE(run_until(&bench, "rst", 2000));
    expect_log(&bench, "received rst ");
    CU_ASSERT_EQUAL(bench.received, 3);
    finish(&bench);
}

static void test_reset_behind_fin(void)
{
    for (int late = 0; late < 2; late++) {
        struct bench bench;

        connect_up(&bench);
        shutdown(bench.peer, SHUT_WR);
        if (late)
            CU_ASSERT_TRUE(run_until(&bench, "fin", 2000));
        peer_reset(&bench);
        CU_ASSERT_TRUE(run_until(&bench, "rst", 2000));
        expect_log(&bench, "fin rst-after-fin ");
        finish(&bench);
    }
}

static void test_reset_while_paused(void)
{
    struct bench bench;

    connect_up(&bench);
    cs_socket_pause(bench.socket);
    CU_ASSERT_EQUAL(send(bench.peer, "abc", 3, 0), 3);
    run_until(&bench, "received", 20);
    expect_log(&bench, "");
    peer_reset(&bench);
    CU_ASSERT_TRUE(run_until(&bench, "rst", 2000));
    expect_log(&bench, "received rst ");
    finish(&bench);
}

static void test_pause_and_resume(void)
{
    struct bench bench;

    connect_up(&bench);
    cs_socket_pause(bench.socket);
    CU_ASSERT_EQUAL(send(bench.peer, "abc", 3, 0), 3);
    run_until(&bench, "received", 20);
    cs_socket_read_now(bench.socket);
    expect_log(&bench, "");
    cs_socket_resume(bench.socket);
    cs_socket_read_now(bench.socket);
    expect_log(&bench, "received ");
    finish(&bench);
}

/* Who does not read for a moment is not stuck; who never does is; who has read all takes nothing more, either. */
static void test_stuck(void)
{
    static const uint64_t total = 64 * 1024 * 1024;
    struct bench bench;
    int error;

    connect_up(&bench);
    CU_ASSERT_TRUE(cs_socket_is_stuck(bench.socket)); /* nothing is queued */
    CU_ASSERT_TRUE(send_pattern(&bench, &total, false));
    CU_ASSERT_FALSE(cs_socket_is_stuck(bench.socket));
    for (int i = 0; i < 200 && !cs_socket_is_stuck(bench.socket); i++)
        run_until(&bench, "nothing", 50);
    CU_ASSERT_TRUE(cs_socket_is_stuck(bench.socket));
    CU_ASSERT_TRUE(cs_socket_close(bench.socket));
    CU_ASSERT_EQUAL(peer_read_all(&bench, &error), total);
    CU_ASSERT_TRUE(cs_socket_is_stuck(bench.socket));
    finish(&bench);
}

static void test_sending_into_a_reset(void)
{
    static const uint64_t total = 64 * 1024 * 1024;
    struct bench bench;

    connect_up(&bench);
    CU_ASSERT_TRUE(send_pattern(&bench, &total, false));
    bench.notes_settled = true;
    CU_ASSERT_TRUE(run_until(&bench, "settled", 2000)); /* the peer does not read */
    CU_ASSERT_TRUE(cs_socket_is_settled(bench.socket));
    bench.notes_settled = false;
    bench.log[0] = 0;
    peer_reset(&bench);
    CU_ASSERT_TRUE(run_until(&bench, "send-failed", 2000));
    expect_log(&bench, "rst send-failed ");
    CU_ASSERT_FALSE(send_pattern(&bench, &total, false));
    finish(&bench);
}

static void test_sending_into_a_closed_peer(void)
{
    static const uint64_t total = 10;
    struct bench bench;

    connect_up(&bench);
    close(bench.peer);
    bench.peer = -1;
    CU_ASSERT_TRUE(run_until(&bench, "fin", 2000));
    CU_ASSERT_TRUE(send_pattern(&bench, &total, true));
    CU_ASSERT_TRUE(run_until(&bench, "rst-after-fin", 2000));
    CU_ASSERT_EQUAL(strncmp(bench.log, "fin rst-after-fin ", 18), 0);
    finish(&bench);
}

static void test_sending_behind_a_fin(void)
{
    static const uint64_t total = 10;
    struct bench bench;
    int error;

    connect_up(&bench);
    CU_ASSERT_TRUE(cs_socket_finish(bench.socket));
    CU_ASSERT_TRUE(send_pattern(&bench, &total, false));
    CU_ASSERT_TRUE(run_until(&bench, "send-failed", 2000));
    expect_log(&bench, "fin-sent send-failed ");
    CU_ASSERT_EQUAL(peer_read_all(&bench, &error), 0);
    CU_ASSERT_EQUAL(error, 0);
    CU_ASSERT_FALSE(cs_socket_is_over(bench.socket));
    finish(&bench);
}

static void test_urgent_data(void)
{
    struct bench bench;

    connect_up(&bench);
    cs_socket_pause(bench.socket);
    CU_ASSERT_EQUAL(send(bench.peer, "abc", 3, MSG_OOB), 3);
    bench.turn_count = 0;
    run_until(&bench, "nothing", 30);
    CU_ASSERT(bench.turn_count < 10);
    cs_socket_resume(bench.socket);
    CU_ASSERT_EQUAL(send(bench.peer, "de", 2, 0), 2);
    shutdown(bench.peer, SHUT_WR);
    CU_ASSERT_TRUE(run_until(&bench, "fin", 2000));
    CU_ASSERT_EQUAL(bench.received, 5);
    expect_log(&bench, "received fin ");
    finish(&bench);
}

static void test_freed_in_a_callback(void)
{
    struct bench bench;

    connect_up(&bench);
    bench.frees = true;
    CU_ASSERT_EQUAL(send(bench.peer, "abc", 3, 0), 3);
    shutdown(bench.peer, SHUT_WR);
    CU_ASSERT_TRUE(run_until(&bench, "received", 2000));
    run_until(&bench, "fin", 20);
    expect_log(&bench, "received ");
    finish(&bench);
}

/* A descriptor's number is used again while the socket that had it still exists: freeing that one must not deafen the
 * new one. */
static void test_descriptor_used_again(void)
{
    struct bench bench;
    struct cs_socket *dead;

    connect_up(&bench);
    peer_reset(&bench);
    CU_ASSERT_TRUE(run_until(&bench, "rst", 2000));
    dead = bench.socket;
    bench.socket = cs_socket_new(&bench.loop, &bench_events, &bench);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bench.socket);
    CU_ASSERT_EQUAL_FATAL(cs_socket_connect(bench.socket, &bench.address, NULL), 0);
    CU_ASSERT_TRUE_FATAL(run_until(&bench, "connected", 2000));
    bench.peer = accept(bench.listener, NULL, NULL);
    run_until(&bench, "nothing", 20); /* the new one is in epoll by now */
    cs_socket_free(dead);
    CU_ASSERT_EQUAL(send(bench.peer, "abc", 3, 0), 3);
    CU_ASSERT_TRUE(run_until(&bench, "received", 2000));
    finish(&bench);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"connect refused", test_connect_refused},
        {"accepted and reset at once", test_reset_before_accept},
        {"data and reset at once", test_data_and_reset_before_connected_is_seen},
        {"bulk, then FIN, close or RST", test_bulk_then_each_end},
        {"close with unread bytes is a FIN", test_close_with_unread_bytes_is_a_fin},
        {"a FIN does not spin", test_fin_does_not_spin},
        {"RST behind data", test_reset_behind_data},
        {"RST behind FIN", test_reset_behind_fin},
        {"RST while paused", test_reset_while_paused},
        {"pause and resume", test_pause_and_resume},
        {"a peer that takes nothing more", test_stuck},
        {"sending into an RST", test_sending_into_a_reset},
        {"sending to a closed peer", test_sending_into_a_closed_peer},
        {"sending behind our FIN", test_sending_behind_a_fin},
        {"urgent data", test_urgent_data},
        {"freed in a callback", test_freed_in_a_callback},
        {"a descriptor used again", test_descriptor_used_again},
    };

    return cs_run_tests("socket", tests, CS_COUNT(tests));
}
