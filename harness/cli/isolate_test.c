#include "harness/cli/isolate.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness/embedded/proxy/lookup.h"
#include "harness/embedded/proxy/shell.h"
#include "harness/launch/isolation.h"
#include "harness/net/poll.h"
#include "reference/testing.h"

static void test_words(void)
{
    enum cs_isolation mode;

    CU_ASSERT(cs_isolation_parse("always", &mode) && mode == CS_ISOLATE_ALWAYS);
    CU_ASSERT(cs_isolation_parse("auto", &mode) && mode == CS_ISOLATE_AUTO);
    CU_ASSERT_FALSE(cs_isolation_parse("", &mode));
    CU_ASSERT_FALSE(cs_isolation_parse("Always", &mode));
    CU_ASSERT_STRING_EQUAL(cs_isolation_word(CS_ISOLATE_NEVER), "never");
}

struct found {
    char words[200];
    unsigned calls;
};

static void on_done(void *context, const struct sockaddr_storage *addresses, size_t count, bool timed_out)
{
    struct found *found = context;

    found->calls++;
    snprintf(found->words, sizeof(found->words), "%s", timed_out ? "silence" : count == 0 ? "unknown" : "");
    for (size_t i = 0; i < count; i++) {
        const struct sockaddr_in *address = (const struct sockaddr_in *)&addresses[i];
        size_t used = strlen(found->words);
        char text[INET_ADDRSTRLEN] = "?";

        CU_ASSERT_EQUAL(ntohs(address->sin_port), 18443);
        inet_ntop(AF_INET, &address->sin_addr, text, sizeof(text));
        snprintf(found->words + used, sizeof(found->words) - used, "%s ", text);
    }
}

/* The name as the C library looks it up, which asks our server in the same loop. */
static void expect(uv_loop_t *loop, const char *name, const char *wanted)
{
    struct cs_destination destination = {.length = strlen(name), .port = 18443};
    struct found found = {.calls = 0};

    memcpy(destination.host, name, destination.length);
    CU_ASSERT_TRUE_FATAL(cs_lookup_start(loop, &destination, on_done, &found));
    uv_run(loop, UV_RUN_DEFAULT);
    CU_ASSERT_EQUAL(found.calls, 1);
    CU_ASSERT_STRING_EQUAL(found.words, wanted);
}

static void test_names(void)
{
    struct cs_resolver *resolver;
    uv_loop_t loop;

    if (!cs_isolate(CS_ISOLATE_AUTO, false) || !cs_isolation_is_inside()) {
        cs_skip("this machine lets nobody isolate a process");
        return;
    }
    cs_loop_init(&loop);
    CU_ASSERT_TRUE_FATAL(cs_isolate_serve_names(&loop, &resolver));
    expect(&loop, "ip-127-77-3-9.connectspec.test", "127.77.3.9 ");
    expect(&loop, "ip-127-77-3-9.connectspec.test.", "127.77.3.9 ");
    expect(&loop, "ip-127-77-3-10.ip-127-77-3-9.connectspec.test", "127.77.3.10 127.77.3.9 ");
    expect(&loop, "turn-1.ip-127-77-3-9.ip-127-77-3-10.connectspec.test", "127.77.3.9 ");
    expect(&loop, "turn-1.ip-127-77-3-9.ip-127-77-3-10.connectspec.test", "127.77.3.10 ");
    expect(&loop, "nx.invalid", "unknown");
    expect(&loop, "c1.silent.connectspec.test", "silence");
    cs_isolate_stop(&loop, resolver);
    CU_ASSERT_EQUAL(uv_loop_close(&loop), 0);
}

static int ask_proxy(uint16_t port, const char *host)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    char request[300];
    int length = snprintf(request, sizeof(request), "CONNECT %s:1 HTTP/1.1\r\nHost: %s:1\r\n\r\n", host, host);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CU_ASSERT_EQUAL_FATAL(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    CU_ASSERT_EQUAL_FATAL(send(fd, request, (size_t)length, 0), length);
    return fd;
}

/* A client leaves, and another one is put out, while names of theirs are being looked up: nobody is told afterwards. */
static void test_given_up(void)
{
    struct cs_proxy_config config = {.asks_resolver = true};
    struct cs_resolver *resolver;
    struct cs_shell *shell;
    uv_loop_t loop;
    int client, other;

    if (!cs_isolation_is_inside()) {
        cs_skip("not isolated");
        return;
    }
    cs_loop_init(&loop);
    CU_ASSERT_TRUE_FATAL(cs_isolate_serve_names(&loop, &resolver));
    CU_ASSERT_EQUAL_FATAL(cs_shell_start(&loop, "127.0.0.1", 0, &config, &shell), 0);
    client = ask_proxy(cs_shell_port(shell), "c1.silent.connectspec.test");
    other = ask_proxy(cs_shell_port(shell), "c2.silent.connectspec.test");
    while (loop.active_reqs.count < 2) /* both look-ups are under way */
        uv_run(&loop, UV_RUN_ONCE);
    setsockopt(client, SOL_SOCKET, SO_LINGER, &(struct linger){.l_onoff = 1}, sizeof(struct linger));
    close(client);
    uv_run(&loop, UV_RUN_ONCE);
    cs_shell_stop(shell);
    uv_run(&loop, UV_RUN_DEFAULT);
    CU_ASSERT_EQUAL(recv(other, &(char){0}, 1, 0), -1);
    close(other);
    cs_isolate_stop(&loop, resolver);
    CU_ASSERT_EQUAL(uv_loop_close(&loop), 0);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"words", test_words},
        {"names", test_names},
        {"given up", test_given_up},
    };

    return cs_run_tests("isolate", tests, CS_COUNT(tests));
}
