#include "harness/launch/isolation.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/ipv6.h>
#include <net/if.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "reference/testing.h"

/* A room cannot be left: each test enters one in a child, whose exit status says what it found.  CANNOT: this machine
 * allows none, so there is nothing to look at. */
enum found { GOOD, CANNOT, BAD };

#define CHECK(condition)                                                                                               \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            printf("\n%s:%d: not so: %s (%s)\n", __FILE__, __LINE__, #condition, strerror(errno));                     \
            fflush(stdout);                                                                                            \
            return BAD;                                                                                                \
        }                                                                                                              \
    } while (0)

#define SHARED "/dev/shm/connectspec-room-test"

static char path[] = "/tmp/connectspec-room-XXXXXX"; /* a file that is the same inside and outside */

static enum found in_child(enum found (*look)(void))
{
    int status = 0;
    pid_t child = fork();

    if (child == 0)
        _exit((int)look());
    CU_ASSERT_FATAL(child > 0 && waitpid(child, &status, 0) == child);
    CU_ASSERT_FATAL(WIFEXITED(status));
    return (enum found)WEXITSTATUS(status);
}

static void check(enum found (*look)(void))
{
    enum found found = in_child(look);

    if (found == CANNOT)
        puts("\nno room is to be had on this machine: not tested");
    CU_ASSERT_NOT_EQUAL(found, BAD);
}

static bool read_whole(const char *name, char *text, size_t capacity)
{
    int file = open(name, O_RDONLY);
    ssize_t length = file < 0 ? -1 : read(file, text, capacity - 1);

    if (file >= 0)
        close(file);
    text[length < 0 ? 0 : length] = '\0';
    return length >= 0;
}

static int connect_to(const char *address, uint16_t port)
{
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons(port)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    int error;

    inet_pton(AF_INET, address, &name.sin_addr);
    error = connect(fd, (const struct sockaddr *)&name, sizeof(name)) == 0 ? 0 : errno;
    close(fd);
    return error;
}

static int listen_on(const char *address, uint16_t port)
{
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons(port)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    inet_pton(AF_INET, address, &name.sin_addr);
    return bind(fd, (const struct sockaddr *)&name, sizeof(name)) == 0 && listen(fd, 1) == 0 ? fd : -1;
}

/* A program that asks for the kinds of addresses that this machine has. */
static bool finds_localhost(int family)
{
    struct addrinfo hints = {.ai_family = family, .ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG};
    struct addrinfo *found = NULL;
    bool good = getaddrinfo("localhost", "80", &hints, &found) == 0;

    if (good)
        freeaddrinfo(found);
    return good;
}

/* What a case does. */
static bool bring_ipv6_address(void)
{
    struct in6_ifreq request = {.ifr6_prefixlen = 128, .ifr6_ifindex = (int)if_nametoindex("lo")};
    int any = socket(AF_INET6, SOCK_DGRAM, 0);
    bool good;

    inet_pton(AF_INET6, "fd77::1", &request.ifr6_addr);
    good = any >= 0 && ioctl(any, SIOCSIFADDR, &request) == 0;
    close(any);
    return good;
}

static enum found look_around(void)
{
    char reason[CS_ISOLATION_REASON_MAX];
    char text[512];
    uid_t uid = geteuid();
    int file;

    if (!cs_isolation_enter(reason))
        return reason[0] != '\0' ? CANNOT : BAD;
    CHECK(cs_isolation_is_inside());
    CHECK(geteuid() == uid);
    CHECK(read_whole("/etc/resolv.conf", text, sizeof(text)) && strstr(text, "nameserver 127.0.0.1\n") == text);
    CHECK(read_whole("/etc/hosts", text, sizeof(text)) && strcmp(text, "127.0.0.1 localhost\n::1 localhost\n") == 0);
    CHECK(if_nametoindex("lo") > 0 && connect_to("127.0.0.1", 1) == ECONNREFUSED);
    CHECK(connect_to("192.0.2.1", 80) == ENETUNREACH);
    CHECK(listen_on("127.77.1.1", 25) >= 0 && connect_to("127.77.1.1", 25) == 0);
    CHECK(listen_on("127.77.1.1", 443) >= 0);
    CHECK(finds_localhost(AF_INET) && finds_localhost(AF_INET6));
    CHECK(bring_ipv6_address() && finds_localhost(AF_INET) && finds_localhost(AF_INET6));
    file = open(path, O_WRONLY);
    CHECK(file >= 0 && write(file, "inside", 6) == 6);
    return GOOD;
}

static void test_inside(void)
{
    char before[4096], after[4096];
    bool there = read_whole("/etc/hosts", before, sizeof(before)); /* a bare system may have none */

    check(look_around);
    CU_ASSERT_EQUAL(read_whole("/etc/hosts", after, sizeof(after)), there);
    if (there)
        CU_ASSERT_STRING_EQUAL(before, after);
    CU_ASSERT_FALSE(cs_isolation_is_inside());
    if (read_whole(path, after, sizeof(after)) && after[0] != '\0')
        CU_ASSERT_STRING_EQUAL(after, "inside");
}

/* The same for somebody who may do nothing. */
static enum found look_as_nobody(void)
{
    if (geteuid() == 0) {
        CHECK(setgroups(0, NULL) == 0 && setgid(65534) == 0 && setuid(65534) == 0);
        prctl(PR_SET_DUMPABLE, 1); /* as after an exec: else /proc/self is root's */
    }
    return look_around();
}

static void test_unprivileged(void)
{
    CU_ASSERT_EQUAL(chmod(path, 0666), 0);
    check(look_as_nobody);
}

static enum found be_refused(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct nothing[2] = {{0}};
    char reason[CS_ISOLATION_REASON_MAX];
    char before[4096], after[4096];

    if (geteuid() != 0)
        return CANNOT; /* who is not root may always make a user namespace, or never */
    CHECK(read_whole("/proc/self/mountinfo", before, sizeof(before)));
    CHECK(syscall(SYS_capset, &header, nothing) == 0);
    CHECK(!cs_isolation_enter(reason));
    CHECK(strstr(reason, "no network namespace") == reason);
    CHECK(!cs_isolation_is_inside());
    CHECK(read_whole("/proc/self/mountinfo", after, sizeof(after)) && strcmp(before, after) == 0);
    return GOOD;
}

static void test_refused(void)
{
    check(be_refused);
}

static enum found use_own_memory(void)
{
    static const char *const name = SHARED;
    char reason[CS_ISOLATION_REASON_MAX];
    int file;

    if (!cs_isolation_enter(reason))
        return CANNOT;
    cs_isolation_own_memory("/dev/shm/below"); /* changes nothing */
    file = open(name, O_WRONLY | O_CREAT | O_EXCL, 0600);
    CHECK(file >= 0 && unlink(name) == 0);
    cs_isolation_own_memory("/tmp");
    file = open(name, O_WRONLY | O_CREAT | O_EXCL, 0600);
    CHECK(file >= 0 && write(file, "x", 1) == 1); /* and nobody removes it */
    return GOOD;
}

static void test_own_memory(void)
{
    check(use_own_memory);
    CU_ASSERT_NOT_EQUAL(access(SHARED, F_OK), 0);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"inside", test_inside},
        {"unprivileged", test_unprivileged},
        {"refused", test_refused},
        {"own memory", test_own_memory},
    };
    int file = mkstemp(path);
    int status;

    if (file < 0)
        return 1;
    close(file);
    status = cs_run_tests("room", tests, CS_COUNT(tests));
    unlink(path);
    return status;
}
