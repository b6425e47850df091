#include "harness/embedded/proxy/resolve.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "reference/testing.h"

static char hosts[] = "/tmp/connectspec-hosts-XXXXXX";

static const char *address_text(const struct sockaddr_storage *address, char *text, socklen_t capacity)
{
    const void *bytes = address->ss_family == AF_INET
                            ? (const void *)&((const struct sockaddr_in *)address)->sin_addr
                            : (const void *)&((const struct sockaddr_in6 *)address)->sin6_addr;

    return inet_ntop(address->ss_family, bytes, text, capacity);
}

static void resolves(void)
{
    static const struct {
        const char *host;
        const char *addresses; /* each followed by a space */
    } rows[] = {
        {"127.0.0.1", "127.0.0.1 "},
        {"::1", "::1 "},
        {"localhost", "::1 127.0.0.1 "},
        {"LocalHost.", "::1 127.0.0.1 "},
        {"a.localhost", "::1 127.0.0.1 "},
        {"both.example", "127.0.0.9 ::1 "},
        {"Other.Example.", "127.0.0.9 "},
        {"nx.invalid", ""},
        {"127.1", ""},
        {"0x7f.0.0.1", ""},
        {"127.0.0.1.", ""},
        {"2130706433", ""},
        {"fe80::1%lo", ""},
        {"commented.example", ""},
        {"", ""},
        {".", ""},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_destination destination = {.length = strlen(rows[i].host), .port = 18443};
        struct sockaddr_storage found[CS_ADDRESSES_MAX];
        char text[INET6_ADDRSTRLEN], all[256] = "";

        memcpy(destination.host, rows[i].host, destination.length);
        for (size_t count = cs_resolve(&destination, hosts, found), k = 0; k < count; k++) {
            strcat(strcat(all, address_text(&found[k], text, sizeof(text))), " ");
            CU_ASSERT_EQUAL(((const struct sockaddr_in *)&found[k])->sin_port, htons(18443));
        }
        CU_ASSERT_STRING_EQUAL(all, rows[i].addresses);
    }
}

static void refuses_nul(void)
{
    struct cs_destination destination = {.host = "localhost\0x", .length = 11, .port = 1};
    struct sockaddr_storage found[CS_ADDRESSES_MAX];

    CU_ASSERT_EQUAL(cs_resolve(&destination, hosts, found), 0);
}

static void needs_no_file(void)
{
    struct cs_destination destination = {.host = "both.example", .length = 12, .port = 1};
    struct sockaddr_storage found[CS_ADDRESSES_MAX];

    CU_ASSERT_EQUAL(cs_resolve(&destination, "/nonexistent/hosts", found), 0);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"resolves", resolves},
        {"refuses NUL", refuses_nul},
        {"needs no file", needs_no_file},
    };
    int fd = mkstemp(hosts);
    int status;

    if (fd < 0 || dprintf(fd, "127.0.0.9\tboth.example other.example # commented.example\n\n"
                              "nonsense both.example\n::1 both.example\n") < 0)
        return 1;
    status = cs_run_tests("resolve", tests, CS_COUNT(tests));
    close(fd);
    unlink(hosts);
    return status;
}
