/* Clients' own ports: one after another, past those that are taken, and the kernel's when none is left. */
#include "harness/net/client_port.h"

#include <arpa/inet.h>
#include <unistd.h>

#include "harness/net/address.h"
#include "reference/testing.h"

/* A socket that was bound for |host|; |port| 0: it was left to the kernel. */
static int bound(struct cs_client_ports *ports, const char *host, unsigned *port)
{
    struct sockaddr_storage target;
    struct sockaddr_storage source = {0};
    socklen_t length = sizeof(source);
    int fd;

    CU_ASSERT_TRUE_FATAL(cs_address_parse(host, 80, &target));
    fd = socket(target.ss_family, SOCK_STREAM, 0);
    CU_ASSERT_TRUE_FATAL(fd >= 0);
    cs_client_port_bind(ports, fd, &target);
    CU_ASSERT_EQUAL_FATAL(getsockname(fd, (struct sockaddr *)&source, &length), 0);
    *port = ntohs(((struct sockaddr_in *)&source)->sin_port);
    return fd;
}

static void test_each_its_own(void)
{
    struct cs_client_ports ports = {0};
    unsigned first;
    unsigned second;
    int fd = bound(&ports, "127.0.0.1", &first);
    int other = bound(&ports, "127.0.0.1", &second);

    CU_ASSERT_TRUE(first >= CS_CLIENT_PORTS_FIRST && second > first);
    close(fd);
    close(other);
}

static void test_past_a_listener(void)
{
    struct cs_client_ports ports = {0};
    unsigned taken;
    unsigned port;
    int listener = bound(&ports, "127.0.0.1", &taken);
    int fd;

    CU_ASSERT_EQUAL_FATAL(listen(listener, 1), 0);
    ports.used--;
    fd = bound(&ports, "127.0.0.1", &port);
    CU_ASSERT_TRUE(port > taken);
    close(fd);
    close(listener);
}

static void test_round_and_round(void)
{
    struct cs_client_ports ports = {.used = CS_CLIENT_PORTS_LAST - CS_CLIENT_PORTS_FIRST + 1};
    unsigned port;

    close(bound(&ports, "127.0.0.1", &port));
    CU_ASSERT_TRUE(port >= CS_CLIENT_PORTS_FIRST);
}

static void test_elsewhere(void)
{
    static const char *const hosts[] = {"127.0.0.2", "192.0.2.1", "::1"};

    for (size_t i = 0; i < CS_COUNT(hosts); i++) {
        struct cs_client_ports ports = {0};
        unsigned port;

        close(bound(&ports, hosts[i], &port));
        CU_ASSERT_EQUAL(port, 0);
        CU_ASSERT_EQUAL(ports.used, 0);
    }
}

static void test_none_near(void)
{
    struct cs_client_ports ports = {0};
    unsigned port;
    int fds[64];

    for (size_t i = 0; i < CS_COUNT(fds); i++)
        fds[i] = bound(&ports, "127.0.0.1", &port);
    ports.used = 0;
    close(bound(&ports, "127.0.0.1", &port));
    CU_ASSERT_EQUAL(port, 0);
    for (size_t i = 0; i < CS_COUNT(fds); i++)
        close(fds[i]);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"each client its own", test_each_its_own},  {"past one that listens", test_past_a_listener},
        {"round and round", test_round_and_round},   {"not to other addresses", test_elsewhere},
        {"none near: the kernel's", test_none_near},
    };

    return cs_run_tests("client_port", tests, CS_COUNT(tests));
}
