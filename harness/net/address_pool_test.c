#include "harness/net/address_pool.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/net/address.h"
#include "harness/net/listener.h"
#include "reference/testing.h"

/* A port that nobody listens on right now. */
static uint16_t free_port(void)
{
    struct sockaddr_storage address;
    socklen_t size = sizeof(address);
    int fd;

    CU_ASSERT_FATAL(cs_address_parse("127.0.0.1", 0, &address));
    fd = cs_listen(&address, 1);
    CU_ASSERT_FATAL(fd >= 0);
    getsockname(fd, (struct sockaddr *)&address, &size);
    close(fd);
    return ntohs(((struct sockaddr_in *)&address)->sin_port);
}

static void test_two_runs_side_by_side(void)
{
    uint16_t port = free_port();
    struct cs_address_pool one;
    struct cs_address_pool two;
    char a[48];
    char b[48];

    CU_ASSERT_EQUAL_FATAL(cs_address_pool_open(&one, port, 7), 0);
    CU_ASSERT_EQUAL_FATAL(cs_address_pool_open(&two, port, 7), 0);
    CU_ASSERT_EQUAL(cs_address_pool_take(&one, a), 0);
    CU_ASSERT_EQUAL(cs_address_pool_take(&two, b), 0);
    CU_ASSERT_STRING_EQUAL(a, "127.77.107.100");
    CU_ASSERT_STRING_EQUAL(b, "127.77.108.100");
    cs_address_pool_close(&one);
    cs_address_pool_close(&two);
    CU_ASSERT_EQUAL_FATAL(cs_address_pool_open(&one, port, 7), 0);
    CU_ASSERT_EQUAL(one.current, 107);
    cs_address_pool_close(&one);
}

static void test_no_address_twice(void)
{
    static bool seen[256][256];
    struct cs_address_pool block;
    char text[48];

    memset(seen, 0, sizeof(seen));
    CU_ASSERT_EQUAL_FATAL(cs_address_pool_open(&block, free_port(), 254), 0);
    for (int i = 0; i < 1000; i++) {
        unsigned x;
        unsigned y;

        CU_ASSERT_EQUAL_FATAL(cs_address_pool_take(&block, text), 0);
        CU_ASSERT_EQUAL_FATAL(strncmp(text, "127.77.", 7), 0);
        x = (unsigned)strtoul(text + 7, NULL, 10);
        y = (unsigned)strtoul(strrchr(text, '.') + 1, NULL, 10);
        CU_ASSERT_FATAL(x < 256 && x >= 100 && y >= 100 && y <= 251);
        CU_ASSERT_FALSE(seen[x][y]);
        seen[x][y] = true;
    }
    CU_ASSERT_EQUAL(block.claimed, 7);
    cs_address_pool_close(&block);
}

static void test_port_taken_everywhere(void)
{
    struct sockaddr_storage address;
    struct cs_address_pool block;
    uint16_t port = free_port();
    int fd;

    CU_ASSERT_FATAL(cs_address_parse("0.0.0.0", port, &address));
    fd = cs_listen(&address, 1);
    CU_ASSERT_FATAL(fd >= 0);
    CU_ASSERT_EQUAL(cs_address_pool_open(&block, port, 0), EADDRINUSE);
    cs_address_pool_close(&block);
    close(fd);
}

static void test_used_up(void)
{
    struct cs_address_pool block;
    char text[48];
    int error = 0;
    unsigned count = 0;

    CU_ASSERT_EQUAL_FATAL(cs_address_pool_open(&block, free_port(), 0), 0);
    for (count = 0; error == 0; count++)
        error = cs_address_pool_take(&block, text);
    CU_ASSERT_EQUAL(error, EADDRINUSE);
    CU_ASSERT_EQUAL(count, CS_ADDRESS_POOLS * 152 + 1);
    cs_address_pool_close(&block);
    CU_ASSERT_EQUAL(cs_address_pool_take(&block, text), EADDRINUSE);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"two runs side by side", test_two_runs_side_by_side},
        {"no address twice", test_no_address_twice},
        {"port taken everywhere", test_port_taken_everywhere},
        {"all blocks used up", test_used_up},
    };

    return cs_run_tests("block", tests, CS_COUNT(tests));
}
