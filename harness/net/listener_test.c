#include "harness/net/listener.h"

#include <errno.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "harness/net/address.h"
#include "harness/net/poll.h"
#include "reference/testing.h"

struct bench {
    uv_loop_t loop;
    struct cs_listener *listener;
    struct sockaddr_storage address;
    unsigned accepted;
    int failure;
    bool closes; /* the callback closes the listener */
};

static void on_accepted(void *context, int fd)
{
    struct bench *bench = context;

    bench->accepted++;
    close(fd);
    if (bench->closes)
        cs_listener_close(bench->listener);
}

static void on_failed(void *context, int error)
{
    struct bench *bench = context;

    bench->failure = error;
}

static const struct cs_listener_events events = {.accepted = on_accepted, .failed = on_failed};

static uint16_t port_of(int fd)
{
    struct sockaddr_in address;
    socklen_t size = sizeof(address);

    getsockname(fd, (struct sockaddr *)&address, &size);
    return ntohs(address.sin_port);
}

static void prepare(struct bench *bench)
{
    uint16_t port;
    int fd;

    memset(bench, 0, sizeof(*bench));
    cs_loop_init(&bench->loop);
    CU_ASSERT_FATAL(cs_address_parse("127.0.0.1", 0, &bench->address));
    fd = cs_listen(&bench->address, 1);
    CU_ASSERT_FATAL(fd >= 0);
    port = port_of(fd);
    close(fd);
    CU_ASSERT_FATAL(cs_address_parse("127.0.0.1", port, &bench->address));
    CU_ASSERT_EQUAL_FATAL(cs_listener_open(&bench->loop, &bench->address, &events, bench, &bench->listener), 0);
}

static int knock(const struct bench *bench)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    CU_ASSERT_FATAL(fd >= 0);
    CU_ASSERT_EQUAL(connect(fd, (const struct sockaddr *)&bench->address, cs_address_length(&bench->address)), 0);
    return fd;
}

static void finish(struct bench *bench)
{
    uv_run(&bench->loop, UV_RUN_DEFAULT);
    CU_ASSERT_EQUAL(uv_loop_close(&bench->loop), 0);
}

static void test_accepts(void)
{
    struct bench bench;
    int fds[3];

    prepare(&bench);
    for (size_t i = 0; i < CS_COUNT(fds); i++)
        fds[i] = knock(&bench);
    CU_ASSERT_EQUAL(bench.accepted, 0);
    cs_listener_accept_now(bench.listener);
    CU_ASSERT_EQUAL(bench.accepted, 3);
    close(fds[0]);
    fds[0] = knock(&bench);
    uv_run(&bench.loop, UV_RUN_ONCE);
    CU_ASSERT_EQUAL(bench.accepted, 4);
    for (size_t i = 0; i < CS_COUNT(fds); i++)
        close(fds[i]);
    cs_listener_close(bench.listener);
    finish(&bench);
}

static void test_closed_in_the_callback(void)
{
    struct bench bench;
    int first;
    int second;

    prepare(&bench);
    bench.closes = true;
    first = knock(&bench);
    second = knock(&bench);
    finish(&bench);
    CU_ASSERT_EQUAL(bench.accepted, 1);
    close(first);
    close(second);
}

static void test_address_in_use(void)
{
    struct bench bench;
    struct cs_listener *second;

    prepare(&bench);
    CU_ASSERT_EQUAL(cs_listener_open(&bench.loop, &bench.address, &events, &bench, &second), EADDRINUSE);
    CU_ASSERT_PTR_NULL(second);
    cs_listener_close(bench.listener);
    cs_listener_close(NULL);
    finish(&bench);
}

static void test_no_descriptor_left(void)
{
    struct rlimit before;
    struct rlimit none;
    struct bench bench;
    int fd;

    prepare(&bench);
    fd = knock(&bench);
    getrlimit(RLIMIT_NOFILE, &before);
    none = before;
    none.rlim_cur = 0;
    setrlimit(RLIMIT_NOFILE, &none);
    uv_run(&bench.loop, UV_RUN_ONCE);
    setrlimit(RLIMIT_NOFILE, &before);
    CU_ASSERT_EQUAL(bench.failure, EMFILE);
    uv_run(&bench.loop, UV_RUN_NOWAIT);
    CU_ASSERT_EQUAL(bench.accepted, 0);
    close(fd);
    cs_listener_close(bench.listener);
    finish(&bench);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"accepts", test_accepts},
        {"closed in the callback", test_closed_in_the_callback},
        {"address in use", test_address_in_use},
        {"no descriptor left", test_no_descriptor_left},
    };

    return cs_run_tests("listener", tests, CS_COUNT(tests));
}
