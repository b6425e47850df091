#include "harness/net/socket.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/net/address.h"
#include "harness/net/listener.h"
#include "harness/net/poll.h"
#include "reference/testing.h"

/* One socket under test, the loop that it lives on, and a plain peer that the test moves by hand. */
struct bench {
    uv_loop_t loop;
    uv_timer_t guard;
    bool late; /* the guard has run out */
    uv_prepare_t turns;
    unsigned turn_count;
    struct sockaddr_storage address;
    int listener;
    int peer;
    struct cs_socket *socket;
    char log[512];
    uint64_t received;
    bool reads_at_once; /* the peer reads inside the `sent` callback */
    bool notes_settled;
    bool frees; /* the callback frees the socket */
};

static void note(struct bench *bench, const char *word, long number)
{
    size_t used = strlen(bench->log);

    if (number < 0)
        snprintf(bench->log + used, sizeof(bench->log) - used, "%s ", word);
    else
        snprintf(bench->log + used, sizeof(bench->log) - used, "%s=%ld ", word, number);
}

static void on_connected(void *context)
{
    note(context, "connected", -1);
}

static void on_connect_failed(void *context, int error)
{
    note(context, error == ECONNREFUSED ? "refused" : "failed", -1);
}

static void on_sent(void *context, const char *bytes, size_t length, bool begins)
{
    struct bench *bench = context;
    char buffer[64];

    (void)bytes;
    if (!bench->reads_at_once)
        return;
    CU_ASSERT_EQUAL(recv(bench->peer, buffer, sizeof(buffer), 0), (ssize_t)length);
    note(bench, begins ? "sent" : "more", (long)length);
}

static void on_received(void *context, const char *bytes, size_t length)
{
    struct bench *bench = context;

    (void)bytes;
    if (bench->received == 0)
        note(bench, "received", -1);
    bench->received += length;
    if (bench->frees) {
        cs_socket_free(bench->socket);
        bench->socket = NULL;
    }
}

static void on_finish_received(void *context)
{
    note(context, "fin", -1);
}

static void on_reset_received(void *context, int error)
{
    note(context, error == ECONNRESET ? "rst" : error == EPIPE ? "rst-after-fin" : "broken", -1);
}

static void on_finish_sent(void *context)
{
    note(context, "fin-sent", -1);
}

static void on_reset_sent(void *context)
{
    note(context, "rst-sent", -1);
}

static void on_send_failed(void *context, int error)
{
    (void)error;
    note(context, "send-failed", -1);
}

static void on_settled(void *context)
{
    struct bench *bench = context;

    if (bench->notes_settled)
        note(bench, "settled", -1);
}

static const struct cs_socket_events events = {
    on_connected,  on_connect_failed, on_sent,    on_received, on_finish_received, on_reset_received, on_finish_sent,
    on_reset_sent, on_send_failed,    on_settled, NULL,
};

static void on_guard(uv_timer_t *timer)
{
    struct bench *bench = timer->data;

    bench->late = true;
}

static void on_turn(uv_prepare_t *prepare)
{
    struct bench *bench = prepare->data;

    bench->turn_count++;
}

/* Runs the loop until the log holds |word| or |milliseconds| have passed. */
static bool run_until(struct bench *bench, const char *word, uint64_t milliseconds)
{
    bench->late = false;
    uv_update_time(&bench->loop);
    uv_timer_start(&bench->guard, on_guard, milliseconds, 0);
    while (strstr(bench->log, word) == NULL && !bench->late)
        uv_run(&bench->loop, UV_RUN_ONCE);
    uv_timer_stop(&bench->guard);
    return strstr(bench->log, word) != NULL;
}

static void expect_log(const struct bench *bench, const char *expected)
{
    if (strcmp(bench->log, expected) != 0)
        printf("\n  expected \"%s\"\n  got      \"%s\"\n", expected, bench->log);
    CU_ASSERT_STRING_EQUAL(bench->log, expected);
}

static void prepare(struct bench *bench)
{
    socklen_t size = sizeof(bench->address);

    memset(bench, 0, sizeof(*bench));
    bench->peer = -1;
    cs_loop_init(&bench->loop);
    uv_timer_init(&bench->loop, &bench->guard);
    bench->guard.data = bench;
    uv_prepare_init(&bench->loop, &bench->turns);
    bench->turns.data = bench;
    uv_prepare_start(&bench->turns, on_turn);
    CU_ASSERT_FATAL(cs_address_parse("127.0.0.1", 0, &bench->address));
    bench->listener = cs_listen(&bench->address, 8);
    CU_ASSERT_FATAL(bench->listener >= 0);
    getsockname(bench->listener, (struct sockaddr *)&bench->address, &size);
    bench->socket = cs_socket_new(&bench->loop, &events, bench);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bench->socket);
}

static void connect_up(struct bench *bench)
{
    prepare(bench);
    CU_ASSERT_EQUAL_FATAL(cs_socket_connect(bench->socket, &bench->address, NULL), 0);
    CU_ASSERT_TRUE_FATAL(run_until(bench, "connected", 2000));
    bench->peer = accept(bench->listener, NULL, NULL);
    CU_ASSERT_FATAL(bench->peer >= 0);
    bench->log[0] = 0;
}

static void finish(struct bench *bench)
{
    cs_socket_free(bench->socket);
    if (bench->peer >= 0)
        close(bench->peer);
    close(bench->listener);
    uv_close((uv_handle_t *)&bench->guard, NULL);
    uv_close((uv_handle_t *)&bench->turns, NULL);
    uv_run(&bench->loop, UV_RUN_DEFAULT);
    CU_ASSERT_EQUAL(uv_loop_close(&bench->loop), 0);
}

static void peer_reset(struct bench *bench)
{
    struct linger linger = {.l_onoff = 1, .l_linger = 0};

    setsockopt(bench->peer, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
    close(bench->peer);
    bench->peer = -1;
}

static size_t read_pattern(const void *context, uint64_t offset, char *buffer, size_t capacity)
{
    const uint64_t *total = context;
    size_t length = *total - offset < capacity ? (size_t)(*total - offset) : capacity;

    for (size_t i = 0; i < length; i++)
        buffer[i] = (char)((offset + i) % 251);
    return length;
}

static bool send_pattern(struct bench *bench, const uint64_t *total, bool dribble)
{
    return cs_socket_send(bench->socket, (struct cs_source){*total, dribble, read_pattern, total});
}

/* Reads to the end; returns the bytes, |*error| 0 for a FIN, and checks the pattern. */
static uint64_t peer_read_all(struct bench *bench, int *error)
{
    static char buffer[CS_SOCKET_BLOCK];
    uint64_t total = 0;
    ssize_t length;

    while ((length = recv(bench->peer, buffer, sizeof(buffer), MSG_DONTWAIT)) != 0) {
        if (length < 0 && errno != EAGAIN)
            break;
        if (length < 0)
            uv_run(&bench->loop, UV_RUN_NOWAIT);
        for (ssize_t i = 0; i < length; i++)
            if (buffer[i] != (char)((total + (uint64_t)i) % 251))
                CU_FAIL_FATAL("the bytes differ");
        total += length > 0 ? (uint64_t)length : 0;
    }
    *error = length < 0 ? errno : 0;
    return total;
}

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
    bench.socket = cs_socket_new(&bench.loop, &events, &bench);
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
        {"segments keep their bounds", test_segments_keep_their_bounds},
        {"a dribble on a busy machine", test_dribble_on_a_busy_machine},
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
