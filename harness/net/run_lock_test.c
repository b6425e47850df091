#include "harness/net/run_lock.h"

#include "harness/net/poll.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "reference/testing.h"

/* A port number that no run uses: nothing listens there, it only makes the name. */
static uint16_t own_number(void)
{
    return (uint16_t)(getpid() % 60000 + 1000);
}

static void on_granted(void *context)
{
    unsigned *count = context;

    ++*count;
}

static void close_loop(uv_loop_t *loop)
{
    uv_run(loop, UV_RUN_DEFAULT);
    CU_ASSERT_EQUAL(uv_loop_close(loop), 0);
}

static void test_one_after_the_other(void)
{
    struct cs_run_lock *turns[3];
    unsigned counts[3] = {0};
    bool granted[3];
    size_t second;
    uv_loop_t loop;

    cs_loop_init(&loop);
    for (size_t i = 0; i < 3; i++) {
        turns[i] = cs_run_lock_take(&loop, own_number(), 60, on_granted, &counts[i], &granted[i]);
        CU_ASSERT_PTR_NOT_NULL_FATAL(turns[i]);
        CU_ASSERT_EQUAL(granted[i], i == 0);
    }
    uv_run(&loop, UV_RUN_NOWAIT);
    CU_ASSERT_EQUAL(counts[1] + counts[2], 0);
    cs_run_lock_release(turns[0]);
    while (counts[1] + counts[2] == 0)
        uv_run(&loop, UV_RUN_ONCE);
    uv_run(&loop, UV_RUN_NOWAIT);
    CU_ASSERT_EQUAL(counts[1] + counts[2], 1);
    second = counts[1] == 1 ? 1 : 2;
    cs_run_lock_release(turns[second]);
    while (counts[1] + counts[2] == 1)
        uv_run(&loop, UV_RUN_ONCE);
    CU_ASSERT_EQUAL(counts[3 - second], 1);
    cs_run_lock_release(turns[3 - second]);
    close_loop(&loop);
}

static void test_other_ports_do_not_wait(void)
{
    bool granted[2];
    unsigned count = 0;
    uv_loop_t loop;
    struct cs_run_lock *one;
    struct cs_run_lock *two;

    cs_loop_init(&loop);
    one = cs_run_lock_take(&loop, own_number(), 60, on_granted, &count, &granted[0]);
    two = cs_run_lock_take(&loop, (uint16_t)(own_number() + 1), 60, on_granted, &count, &granted[1]);
    CU_ASSERT_TRUE(granted[0] && granted[1]);
    CU_ASSERT_EQUAL(count, 0);
    cs_run_lock_release(one);
    cs_run_lock_release(two);
    close_loop(&loop);
}

static void test_holder_dies(void)
{
    int pipes[2];
    unsigned count = 0;
    bool granted;
    uv_loop_t loop;
    struct cs_run_lock *turn;
    pid_t child;
    char byte = 0;

    CU_ASSERT_EQUAL_FATAL(pipe(pipes), 0);
    child = fork();
    CU_ASSERT_FATAL(child >= 0);
    if (child == 0) {
        cs_loop_init(&loop);
        turn = cs_run_lock_take(&loop, (uint16_t)(getppid() % 60000 + 1000), 60, on_granted, &count, &granted);
        _exit(turn == NULL || write(pipes[1], "x", 1) != 1 || pause() < 0);
    }
    CU_ASSERT_EQUAL(read(pipes[0], &byte, 1), 1);
    cs_loop_init(&loop);
    turn = cs_run_lock_take(&loop, own_number(), 60, on_granted, &count, &granted);
    CU_ASSERT_FALSE(granted);
    kill(child, SIGKILL);
    while (count == 0)
        uv_run(&loop, UV_RUN_ONCE);
    CU_ASSERT_EQUAL(waitpid(child, NULL, 0), child);
    cs_run_lock_release(turn);
    close_loop(&loop);
    close(pipes[0]);
    close(pipes[1]);
}

static void test_patience(void)
{
    unsigned count = 0;
    bool granted[2];
    uv_loop_t loop;
    struct cs_run_lock *holder;
    struct cs_run_lock *waiting;

    cs_loop_init(&loop);
    holder = cs_run_lock_take(&loop, own_number(), 60, on_granted, &count, &granted[0]);
    waiting = cs_run_lock_take(&loop, own_number(), 0.02, on_granted, &count, &granted[1]);
    CU_ASSERT_FALSE(granted[1]);
    while (count == 0)
        uv_run(&loop, UV_RUN_ONCE);
    CU_ASSERT_EQUAL(count, 1);
    cs_run_lock_release(waiting);
    cs_run_lock_release(holder);
    cs_run_lock_release(NULL);
    close_loop(&loop);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"one after the other", test_one_after_the_other},
        {"other ports do not wait", test_other_ports_do_not_wait},
        {"the holder dies", test_holder_dies},
        {"patience", test_patience},
    };

    return cs_run_tests("turn", tests, CS_COUNT(tests));
}
