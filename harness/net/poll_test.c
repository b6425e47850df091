#include "harness/net/poll.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "reference/testing.h"

/* One end of a pair, and what was told of it. */
struct end {
    struct cs_poll poll;
    int fd;
    unsigned readable, writable, errors, closed;
    struct end *victim; /* is closed when this one hears of something */
};

static void on_closed(void *context)
{
    struct end *end = context;

    end->closed++;
}

static void close_end(struct end *end)
{
    if (end->fd < 0)
        return;
    cs_poll_close(&end->poll, on_closed);
    close(end->fd);
    end->fd = -1;
}

static void on_ready(void *context, uint32_t events)
{
    struct end *end = context;

    end->readable += (events & EPOLLIN) != 0;
    end->writable += (events & EPOLLOUT) != 0;
    end->errors += (events & EPOLLERR) != 0;
    if (end->victim != NULL)
        close_end(end->victim);
}

static void open_pair(uv_loop_t *loop, struct end ends[2], uint32_t events)
{
    int fds[2];

    CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds), 0);
    for (int i = 0; i < 2; i++) {
        ends[i] = (struct end){.fd = fds[i]};
        CU_ASSERT_EQUAL_FATAL(cs_poll_open(&ends[i].poll, loop, fds[i], events, on_ready, &ends[i]), 0);
    }
}

static void say(const struct end *end)
{
    CU_ASSERT_EQUAL(send(end->fd, "x", 1, MSG_NOSIGNAL), 1);
}

static void finish(uv_loop_t *loop, struct end ends[2])
{
    close_end(&ends[0]);
    close_end(&ends[1]);
    uv_run(loop, UV_RUN_DEFAULT);
    CU_ASSERT_EQUAL(ends[0].closed, 1);
    CU_ASSERT_EQUAL(ends[1].closed, 1);
    CU_ASSERT_EQUAL(uv_loop_close(loop), 0);
}

/* As often as it holds, and not when nobody asks. */
static void test_readable(void)
{
    struct end ends[2];
    uv_loop_t loop;

    cs_loop_init(&loop);
    open_pair(&loop, ends, EPOLLIN);
    say(&ends[0]);
    uv_run(&loop, UV_RUN_NOWAIT);
    uv_run(&loop, UV_RUN_NOWAIT);
    CU_ASSERT_EQUAL(ends[1].readable, 2);
    CU_ASSERT_EQUAL(ends[0].readable, 0);
    cs_poll_want(&ends[1].poll, 0);
    uv_run(&loop, UV_RUN_NOWAIT);
    CU_ASSERT_EQUAL(ends[1].readable, 2);
    cs_poll_want(&ends[1].poll, EPOLLIN);
    uv_run(&loop, UV_RUN_NOWAIT);
    CU_ASSERT_EQUAL(ends[1].readable, 3);
    finish(&loop, ends);
}

/* Told once for the asking; then, while nothing can be written, not at all; then by the kernel. */
static void test_writable(void)
{
    static const char block[65536];
    char taken[65536];
    struct end ends[2];
    uv_loop_t loop;

    cs_loop_init(&loop);
    open_pair(&loop, ends, EPOLLIN);
    cs_poll_want(&ends[1].poll, 0);
    while (send(ends[0].fd, block, sizeof(block), MSG_NOSIGNAL) > 0)
        continue;
    cs_poll_want(&ends[0].poll, EPOLLOUT);
    for (int i = 0; i < 5; i++)
        uv_run(&loop, UV_RUN_NOWAIT);
    CU_ASSERT_EQUAL(ends[0].writable, 1);
    while (recv(ends[1].fd, taken, sizeof(taken), 0) > 0)
        continue;
    uv_run(&loop, UV_RUN_ONCE);
    CU_ASSERT_TRUE(ends[0].writable > 1);
    finish(&loop, ends);
}

/* Who wants to write and thinks better of it in the same turn is left alone. */
static void test_changed_mind(void)
{
    struct end ends[2];
    uv_loop_t loop;

    cs_loop_init(&loop);
    open_pair(&loop, ends, EPOLLIN);
    cs_poll_want(&ends[0].poll, EPOLLIN | EPOLLOUT);
    cs_poll_want(&ends[0].poll, EPOLLIN);
    uv_run(&loop, UV_RUN_NOWAIT);
    uv_run(&loop, UV_RUN_NOWAIT);
    CU_ASSERT_EQUAL(ends[0].writable, 0);
    finish(&loop, ends);
}

static bool has_heard(const struct end *end)
{
    return end->readable + end->writable > 0;
}

/* Both have something to be told in one turn, and whoever comes first closes the other; so with those that write. */
static void test_closed_by_another(void)
{
    static const uint32_t events[] = {EPOLLIN, EPOLLIN | EPOLLOUT};

    for (size_t i = 0; i < CS_COUNT(events); i++) {
        struct end ends[2];
        uv_loop_t loop;

        cs_loop_init(&loop);
        open_pair(&loop, ends, EPOLLIN);
        ends[0].victim = &ends[1];
        ends[1].victim = &ends[0];
        if (i == 0) {
            say(&ends[0]);
            say(&ends[1]);
        }
        cs_poll_want(&ends[0].poll, events[i]);
        cs_poll_want(&ends[1].poll, events[i]);
        uv_run(&loop, UV_RUN_NOWAIT);
        uv_run(&loop, UV_RUN_NOWAIT);
        CU_ASSERT_NOT_EQUAL(has_heard(&ends[0]), has_heard(&ends[1]));
        finish(&loop, ends);
    }
}

/* The last one takes the epoll along; the next one brings a new one, at once or later. */
static void test_again(void)
{
    struct end first[2], second[2];
    uv_loop_t loop;

    cs_loop_init(&loop);
    open_pair(&loop, first, EPOLLIN);
    close_end(&first[0]);
    close_end(&first[1]);
    CU_ASSERT_PTR_NULL(uv_loop_get_data(&loop));
    open_pair(&loop, second, EPOLLIN);
    say(&second[0]);
    uv_run(&loop, UV_RUN_NOWAIT);
    CU_ASSERT_EQUAL(first[0].closed + first[1].closed, 2);
    CU_ASSERT_EQUAL(second[1].readable, 1);
    finish(&loop, second);
}

/* A descriptor that cannot be watched leaves nothing behind. */
static void test_impossible(void)
{
    struct cs_poll poll;
    uv_loop_t loop;

    memset(&loop, 0x45, sizeof(loop)); /* as it lies on a stack */
    CU_ASSERT_EQUAL(cs_loop_init(&loop), 0);
    CU_ASSERT_EQUAL(cs_poll_open(&poll, &loop, -1, EPOLLIN, on_ready, NULL), EBADF);
    uv_run(&loop, UV_RUN_DEFAULT);
    CU_ASSERT_EQUAL(uv_loop_close(&loop), 0);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"readable", test_readable},
        {"writable", test_writable},
        {"a changed mind", test_changed_mind},
        {"closed by another", test_closed_by_another},
        {"again", test_again},
        {"impossible", test_impossible},
    };

    return cs_run_tests("poll", tests, CS_COUNT(tests));
}
