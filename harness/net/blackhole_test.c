#include "harness/net/blackhole.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "harness/net/address.h"
#include "harness/net/listener.h"
#include "reference/testing.h"

#define WAIT_MS 200 /* much longer than a handshake on the loopback interface, much shorter than a SYN's repetition */

static struct sockaddr_storage some_address(void)
{
    struct sockaddr_storage address;
    socklen_t length = sizeof(address);
    int listener;

    CU_ASSERT_FATAL(cs_address_parse("127.78.255.1", 0, &address));
    listener = cs_listen(&address, 1);
    CU_ASSERT_FATAL(listener >= 0 && getsockname(listener, (struct sockaddr *)&address, &length) == 0);
    close(listener);
    return address;
}

static void test_never_answers(void)
{
    struct sockaddr_storage address = some_address();
    struct cs_blackhole deaf;

    CU_ASSERT_EQUAL_FATAL(cs_blackhole_open(&address, &deaf), 0);
    for (int i = 0; i < 3; i++) {
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        struct pollfd polled = {.fd = fd, .events = POLLOUT};

        CU_ASSERT_EQUAL(connect(fd, (const struct sockaddr *)&address, cs_address_length(&address)), -1);
        CU_ASSERT_EQUAL(errno, EINPROGRESS);
        CU_ASSERT_EQUAL(poll(&polled, 1, WAIT_MS), 0);
        close(fd);
    }
    cs_blackhole_close(&deaf);
}

static void test_taken(void)
{
    struct sockaddr_storage address = some_address();
    struct cs_blackhole deaf, other;

    CU_ASSERT_EQUAL_FATAL(cs_blackhole_open(&address, &deaf), 0);
    CU_ASSERT_EQUAL(cs_blackhole_open(&address, &other), EADDRINUSE);
    cs_blackhole_close(&deaf);
    CU_ASSERT_EQUAL_FATAL(cs_blackhole_open(&address, &other), 0);
    cs_blackhole_close(&other);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"never answers", test_never_answers},
        {"taken", test_taken},
    };

    return cs_run_tests("deaf", tests, CS_COUNT(tests));
}
