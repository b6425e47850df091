/* A socket under test and its peer, for the tests of socket.h. */
#ifndef CONNECTSPEC_SOCKET_TESTING_H
#define CONNECTSPEC_SOCKET_TESTING_H

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/net/address.h"
#include "harness/net/listener.h"
#include "harness/net/poll.h"
#include "harness/net/socket.h"
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

static inline void note(struct bench *bench, const char *word, long number)
{
    size_t used = strlen(bench->log);

    if (number < 0)
        snprintf(bench->log + used, sizeof(bench->log) - used, "%s ", word);
    else
        snprintf(bench->log + used, sizeof(bench->log) - used, "%s=%ld ", word, number);
}

static inline void on_connected(void *context)
{
    note(context, "connected", -1);
}

static inline void on_connect_failed(void *context, int error)
{
    note(context, error == ECONNREFUSED ? "refused" : "failed", -1);
}

static inline void on_sent(void *context, const char *bytes, size_t length, bool begins)
{
    struct bench *bench = context;
    char buffer[64];

    (void)bytes;
    if (!bench->reads_at_once)
        return;
    CU_ASSERT_EQUAL(recv(bench->peer, buffer, sizeof(buffer), 0), (ssize_t)length);
    note(bench, begins ? "sent" : "more", (long)length);
}

static inline void on_received(void *context, const char *bytes, size_t length)
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

static inline void on_finish_received(void *context)
{
    note(context, "fin", -1);
}

static inline void on_reset_received(void *context, int error)
{
    note(context, error == ECONNRESET ? "rst" : error == EPIPE ? "rst-after-fin" : "broken", -1);
}

static inline void on_finish_sent(void *context)
{
    note(context, "fin-sent", -1);
}

static inline void on_reset_sent(void *context)
{
    note(context, "rst-sent", -1);
}

static inline void on_send_failed(void *context, int error)
{
    (void)error;
    note(context, "send-failed", -1);
}

static inline void on_settled(void *context)
{
    struct bench *bench = context;

    if (bench->notes_settled)
        note(bench, "settled", -1);
}

static const struct cs_socket_events bench_events = {
    on_connected,  on_connect_failed, on_sent,    on_received, on_finish_received, on_reset_received, on_finish_sent,
    on_reset_sent, on_send_failed,    on_settled, NULL,
};

static inline void on_guard(uv_timer_t *timer)
{
    struct bench *bench = timer->data;

    bench->late = true;
}

static inline void on_turn(uv_prepare_t *prepare)
{
    struct bench *bench = prepare->data;

    bench->turn_count++;
}

/* Runs the loop until the log holds |word| or |milliseconds| have passed. */
static inline bool run_until(struct bench *bench, const char *word, uint64_t milliseconds)
{
    bench->late = false;
    uv_update_time(&bench->loop);
    uv_timer_start(&bench->guard, on_guard, milliseconds, 0);
    while (strstr(bench->log, word) == NULL && !bench->late)
        uv_run(&bench->loop, UV_RUN_ONCE);
    uv_timer_stop(&bench->guard);
    return strstr(bench->log, word) != NULL;
}

static inline void expect_log(const struct bench *bench, const char *expected)
{
    if (strcmp(bench->log, expected) != 0)
        printf("\n  expected \"%s\"\n  got      \"%s\"\n", expected, bench->log);
    CU_ASSERT_STRING_EQUAL(bench->log, expected);
}

static inline void prepare(struct bench *bench)
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
    bench->socket = cs_socket_new(&bench->loop, &bench_events, bench);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bench->socket);
}

static inline void connect_up(struct bench *bench)
{
    prepare(bench);
    CU_ASSERT_EQUAL_FATAL(cs_socket_connect(bench->socket, &bench->address, NULL), 0);
    CU_ASSERT_TRUE_FATAL(run_until(bench, "connected", 2000));
    bench->peer = accept(bench->listener, NULL, NULL);
    CU_ASSERT_FATAL(bench->peer >= 0);
    bench->log[0] = 0;
}

static inline void finish(struct bench *bench)
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

static inline void peer_reset(struct bench *bench)
{
    struct linger linger = {.l_onoff = 1, .l_linger = 0};

    setsockopt(bench->peer, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
    close(bench->peer);
    bench->peer = -1;
}

static inline size_t read_pattern(const void *context, uint64_t offset, char *buffer, size_t capacity)
{
    const uint64_t *total = context;
    size_t length = *total - offset < capacity ? (size_t)(*total - offset) : capacity;

    for (size_t i = 0; i < length; i++)
        buffer[i] = (char)((offset + i) % 251);
    return length;
}

static inline bool send_pattern(struct bench *bench, const uint64_t *total, bool dribble)
{
    return cs_socket_send(bench->socket, (struct cs_source){*total, dribble, read_pattern, total});
}

/* Reads to the end; returns the bytes, |*error| 0 for a FIN, and checks the pattern. */
static inline uint64_t peer_read_all(struct bench *bench, int *error)
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

#endif
