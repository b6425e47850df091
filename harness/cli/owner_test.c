/* Tests of cs_owner_find: we are the ones who listen. */
#include "harness/cli/owner.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/cli/home.h"
#include "reference/testing.h"

static int listen_at(struct sockaddr_storage *address, bool v6, bool everywhere)
{
    struct sockaddr_in name4 = {.sin_family = AF_INET,
                                .sin_addr.s_addr = htonl(everywhere ? INADDR_ANY : INADDR_LOOPBACK)};
    struct sockaddr_in6 name6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_ANY_INIT};
    socklen_t length = v6 ? sizeof(name6) : sizeof(name4);
    int fd = socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0 || bind(fd, v6 ? (const void *)&name6 : (const void *)&name4, length) != 0 || listen(fd, 1) != 0)
        return -1;
    memset(address, 0, sizeof(*address));
    length = sizeof(*address);
    return getsockname(fd, (void *)address, &length) == 0 ? fd : -1;
}

static void check_us(const struct sockaddr_storage *address)
{
    struct cs_owner owner;
    char *self = cs_home_self();
    char folder[4096];

    CU_ASSERT_TRUE_FATAL(cs_owner_find(address, &owner));
    CU_ASSERT_STRING_EQUAL(owner.program, self);
    CU_ASSERT_STRING_EQUAL(owner.folder, getcwd(folder, sizeof(folder)));
    CU_ASSERT_EQUAL(owner.count, 1);
    CU_ASSERT_PTR_NULL(owner.words[owner.count]);
    cs_owner_free(&owner);
    free(self);
}

static void test_found(void)
{
    struct sockaddr_storage address;
    struct sockaddr_in *v4 = (void *)&address;
    int fd = listen_at(&address, false, false);

    CU_ASSERT_TRUE_FATAL(fd >= 0);
    check_us(&address);
    close(fd);
    fd = listen_at(&address, false, true);
    CU_ASSERT_TRUE_FATAL(fd >= 0);
    v4->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    check_us(&address);
    close(fd);
}

/* A listener of IPv6 takes connections of IPv4, too. */
static void test_found_v6(void)
{
    struct sockaddr_storage address;
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = listen_at(&address, true, true);

    if (fd < 0) {
        cs_skip("no IPv6 here");
        return;
    }
    check_us(&address);
    v4.sin_port = ((struct sockaddr_in6 *)(void *)&address)->sin6_port;
    memcpy(&address, &v4, sizeof(v4));
    check_us(&address);
    close(fd);
}

static void test_nobody(void)
{
    struct sockaddr_storage address;
    struct cs_owner owner;
    int fd = listen_at(&address, false, false);

    CU_ASSERT_TRUE_FATAL(fd >= 0);
    close(fd);
    CU_ASSERT_FALSE(cs_owner_find(&address, &owner));
    cs_owner_free(&owner);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"found", test_found},
        {"found over IPv6", test_found_v6},
        {"nobody", test_nobody},
    };

    return cs_run_tests("owner", tests, CS_COUNT(tests));
}
