#include "harness/embedded/proxy/shell.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "reference/testing.h"

#define BULK ((size_t)4 << 20)

/* A proxy in a thread of its own; the tests are plain blocking clients and origins. */
struct proxy {
    uv_loop_t loop;
    uv_async_t stop;
    uv_thread_t thread;
    struct cs_shell *shell;
    struct cs_proxy_config config;
    uint16_t port;
    int origin; /* a listener, the one port that is allowed */
    uint16_t origin_port;
};

static void on_stop(uv_async_t *handle)
{
    struct proxy *proxy = handle->data;

    cs_shell_stop(proxy->shell);
    uv_close((uv_handle_t *)handle, NULL);
}

static void run_loop(void *argument)
{
    struct proxy *proxy = argument;

    uv_run(&proxy->loop, UV_RUN_DEFAULT);
}

static struct sockaddr_in loopback(uint16_t port)
{
    struct sockaddr_in address;

    uv_ip4_addr("127.0.0.1", port, &address);
    return address;
}

/* No test waits for longer than this. */
static int with_patience(int fd)
{
    struct timeval patience = {.tv_sec = 10};

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    return fd;
}

static void start_origin(struct proxy *proxy)
{
    struct sockaddr_in address = loopback(0);
    socklen_t length = sizeof(address);

    proxy->origin = with_patience(socket(AF_INET, SOCK_STREAM, 0));
    CU_ASSERT_EQUAL_FATAL(bind(proxy->origin, (const struct sockaddr *)&address, length), 0);
    CU_ASSERT_EQUAL_FATAL(listen(proxy->origin, 10), 0);
    CU_ASSERT_EQUAL_FATAL(getsockname(proxy->origin, (struct sockaddr *)&address, &length), 0);
    proxy->origin_port = ntohs(address.sin_port);
}

static void start_faulty(struct proxy *proxy, enum cs_fault fault)
{
    *proxy = (struct proxy){.config = {.fault = fault}};
    start_origin(proxy);
    proxy->config.allowed_count = 1;
    proxy->config.allowed[0] = proxy->origin_port;
    uv_loop_init(&proxy->loop);
    uv_async_init(&proxy->loop, &proxy->stop, on_stop);
    proxy->stop.data = proxy;
    CU_ASSERT_EQUAL_FATAL(cs_shell_start(&proxy->loop, "127.0.0.1", 0, &proxy->config, &proxy->shell), 0);
    proxy->port = cs_shell_port(proxy->shell);
    CU_ASSERT_EQUAL_FATAL(uv_thread_create(&proxy->thread, run_loop, proxy), 0);
}

static void start(struct proxy *proxy)
{
    start_faulty(proxy, CS_FAULT_NONE);
}

static void stop(struct proxy *proxy)
{
    uv_async_send(&proxy->stop);
    uv_thread_join(&proxy->thread);
    CU_ASSERT_EQUAL(uv_loop_close(&proxy->loop), 0);
    close(proxy->origin);
}

static int dial(const struct proxy *proxy)
{
    struct sockaddr_in address = loopback(proxy->port);
    int fd = with_patience(socket(AF_INET, SOCK_STREAM, 0));

    CU_ASSERT_EQUAL_FATAL(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    return fd;
}

static void send_request(int fd, const char *host, uint16_t port)
{
    char request[256];
    int length = snprintf(request, sizeof(request), "CONNECT %s:%u HTTP/1.1\r\nHost: %s:%u\r\n\r\n", host,
                          (unsigned)port, host, (unsigned)port);

    CU_ASSERT_EQUAL(send(fd, request, (size_t)length, MSG_NOSIGNAL), length);
}

static bool receives(int fd, const char *expected)
{
    char text[256];
    size_t length = strlen(expected);

    return recv(fd, text, length, MSG_WAITALL) == (ssize_t)length && memcmp(text, expected, length) == 0;
}

/* Both ends of a tunnel to |host|. */
static void open_tunnel(const struct proxy *proxy, const char *host, int *client, int *origin)
{
    *client = dial(proxy);
    send_request(*client, host, proxy->origin_port);
    CU_ASSERT_TRUE(receives(*client, "HTTP/1.1 200 Connection established\r\n\r\n"));
    *origin = with_patience(accept(proxy->origin, NULL, NULL));
    CU_ASSERT_TRUE_FATAL(*origin >= 0);
}

static void reset(int fd)
{
    struct linger linger = {.l_onoff = 1, .l_linger = 0};

    setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
    close(fd);
}

static void relays_and_half_closes(void)
{
    struct proxy proxy;
    int client, origin;

    start(&proxy);
    open_tunnel(&proxy, "127.0.0.1", &client, &origin);
    CU_ASSERT_EQUAL(send(client, "ping", 4, 0), 4);
    CU_ASSERT_TRUE(receives(origin, "ping"));
    shutdown(client, SHUT_WR);
    CU_ASSERT_EQUAL(recv(origin, &(char){0}, 1, 0), 0);
    CU_ASSERT_EQUAL(send(origin, "pong", 4, 0), 4);
    close(origin);
    CU_ASSERT_TRUE(receives(client, "pong"));
    CU_ASSERT_EQUAL(recv(client, &(char){0}, 1, 0), 0);
    close(client);
    stop(&proxy);
}

static void tries_every_address(void)
{
    struct proxy proxy;
    int client, origin;

    start(&proxy); /* listens on 127.0.0.1 alone; ::1 comes first */
    open_tunnel(&proxy, "localhost", &client, &origin);
    close(client);
    close(origin);
    stop(&proxy);
}

static void may_try_the_first_alone(void)
{
    struct proxy proxy;
    int client;

    start_faulty(&proxy, CS_FAULT_FIRST_ADDRESS);
    client = dial(&proxy);
    send_request(client, "localhost", proxy.origin_port);
    CU_ASSERT_TRUE(receives(client, "HTTP/1.1 502"));
    close(client);
    stop(&proxy);
}

/* 127.0.0.1 is denied; what is sent does not matter, where it leads does. */
static void refuses_addresses(void)
{
    static const char *const hosts[] = {"127.0.0.1", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "localhost"};
    struct proxy proxy;

    start(&proxy);
    proxy.config.denied = INADDR_LOOPBACK;
    proxy.config.denied_bits = 32;
    for (size_t i = 0; i < CS_COUNT(hosts); i++) {
        int client = dial(&proxy);

        send_request(client, hosts[i], proxy.origin_port);
        CU_ASSERT_TRUE(receives(client, i == 3 ? "HTTP/1.1 502" : "HTTP/1.1 403")); /* ::1 is left of localhost */
        close(client);
    }
    stop(&proxy);
}

static void may_fail_to_refuse_addresses(void)
{
    static const struct {
        enum cs_fault fault;
        const char *host;
    } rows[] = {
        {CS_FAULT_ADDRESSES_IGNORED, "127.0.0.1"}, {CS_FAULT_ADDRESSES_MAPPED, "[::ffff:127.0.0.1]"},
        {CS_FAULT_ADDRESSES_LOOSE, "127.1"},       {CS_FAULT_ADDRESSES_LOOSE, "2130706433"},
        {CS_FAULT_ADDRESSES_LOOSE, "127.0.0.1."},  {CS_FAULT_ADDRESSES_BETWEEN, "127.0.0.1"},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct proxy proxy;
        int client;

        start_faulty(&proxy, rows[i].fault);
        proxy.config.denied = INADDR_LOOPBACK;
        proxy.config.denied_bits = 32;
        client = dial(&proxy);
        send_request(client, rows[i].host, proxy.origin_port);
        CU_ASSERT_TRUE(receives(client, "HTTP/1.1 200"));
        close(client);
        stop(&proxy);
    }
}

/* The reset stands right behind the bytes, so that both are there when the proxy looks. */
static void passes_resets_on(void)
{
    struct proxy proxy;
    int ends[2];

    start(&proxy);
    for (int from = 0; from < 2; from++) {
        open_tunnel(&proxy, "127.0.0.1", &ends[0], &ends[1]);
        CU_ASSERT_EQUAL(send(ends[from], "part", 4, 0), 4);
        reset(ends[from]);
        CU_ASSERT_TRUE(receives(ends[1 - from], "part"));
        CU_ASSERT_EQUAL(recv(ends[1 - from], &(char){0}, 1, 0), -1);
        CU_ASSERT_EQUAL(errno, ECONNRESET);
        close(ends[1 - from]);
    }
    stop(&proxy);
}

static char sent[BULK];

static void send_bulk(void *argument)
{
    int fd = *(int *)argument;

    for (size_t done = 0; done < BULK;) {
        ssize_t count = send(fd, sent + done, BULK - done, MSG_NOSIGNAL);
        if (count <= 0)
            break;
        done += (size_t)count;
    }
    close(fd);
}

static void relays_bulk(void)
{
    static char received[BULK];
    struct proxy proxy;
    uv_thread_t writer;
    int client, origin;

    for (size_t i = 0; i < BULK; i++)
        sent[i] = (char)(i * 167 + i / 65536);
    start(&proxy);
    open_tunnel(&proxy, "127.0.0.1", &client, &origin);
    CU_ASSERT_EQUAL_FATAL(uv_thread_create(&writer, send_bulk, &client), 0);
    CU_ASSERT_EQUAL(recv(origin, received, BULK, MSG_WAITALL), (ssize_t)BULK);
    CU_ASSERT_EQUAL(memcmp(received, sent, BULK), 0);
    CU_ASSERT_EQUAL(recv(origin, received, 1, 0), 0);
    uv_thread_join(&writer);
    close(origin);
    stop(&proxy);
}

/* The refusal is not lost to a reset, although the client sends on (RFC 9112 section 9.6). */
static void keeps_refusals_readable(void)
{
    static const char surplus[262144];
    char answer[1024] = "";
    struct proxy proxy;
    size_t length = 0;
    ssize_t count;
    int client;

    start(&proxy);
    client = dial(&proxy);
    send_request(client, "127.0.0.1", 9);
    CU_ASSERT_EQUAL(send(client, surplus, sizeof(surplus), MSG_NOSIGNAL), (ssize_t)sizeof(surplus));
    while ((count = recv(client, answer + length, sizeof(answer) - 1 - length, 0)) > 0)
        length += (size_t)count;
    CU_ASSERT_EQUAL(count, 0);
    CU_ASSERT_EQUAL(strncmp(answer, "HTTP/1.1 403 Forbidden\r\n", 24), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(answer, "This port is not allowed."));
    close(client);
    stop(&proxy);
}

/* The one fault that the shell has a part in: it leaves the FIN the time to come. */
static void may_wait_for_a_withdrawal(void)
{
    struct proxy proxy;
    int client, origin;

    start_faulty(&proxy, CS_FAULT_FIN_AS_ABORT);
    client = dial(&proxy);
    send_request(client, "127.0.0.1", proxy.origin_port);
    shutdown(client, SHUT_WR);
    CU_ASSERT_EQUAL(recv(client, &(char){0}, 1, 0), 0);
    close(client);
    client = dial(&proxy);
    send_request(client, "127.0.0.1", proxy.origin_port);
    reset(client);
    open_tunnel(&proxy, "127.0.0.1", &client, &origin); /* the only one that arrives */
    CU_ASSERT_EQUAL(send(origin, "hi", 2, 0), 2);
    CU_ASSERT_TRUE(receives(client, "hi"));
    close(client);
    close(origin);
    stop(&proxy);
}

static void stops_with_open_tunnels(void)
{
    struct proxy proxy;
    int client, origin, idle;

    start(&proxy);
    idle = dial(&proxy);
    open_tunnel(&proxy, "127.0.0.1", &client, &origin);
    stop(&proxy);
    CU_ASSERT_EQUAL(recv(client, &(char){0}, 1, 0), -1);
    CU_ASSERT_EQUAL(recv(origin, &(char){0}, 1, 0), -1);
    CU_ASSERT_EQUAL(recv(idle, &(char){0}, 1, 0), -1);
    close(client);
    close(origin);
    close(idle);
}

static void tells_why_it_cannot_listen(void)
{
    struct cs_proxy_config config = {0};
    struct cs_shell *shell;
    struct proxy proxy;
    uv_loop_t loop;

    start(&proxy);
    uv_loop_init(&loop);
    CU_ASSERT_EQUAL(cs_shell_start(&loop, "127.0.0.1", proxy.port, &config, &shell), UV_EADDRINUSE);
    CU_ASSERT_PTR_NULL(shell);
    CU_ASSERT_EQUAL(cs_shell_start(&loop, "localhost", 0, &config, &shell), UV_EINVAL);
    CU_ASSERT_PTR_NULL(shell);
    uv_run(&loop, UV_RUN_DEFAULT);
    CU_ASSERT_EQUAL(uv_loop_close(&loop), 0);
    stop(&proxy);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"relays and half-closes", relays_and_half_closes},
        {"tries every address", tries_every_address},
        {"may try the first alone", may_try_the_first_alone},
        {"refuses addresses", refuses_addresses},
        {"may fail to refuse addresses", may_fail_to_refuse_addresses},
        {"passes resets on", passes_resets_on},
        {"relays bulk", relays_bulk},
        {"keeps refusals readable", keeps_refusals_readable},
        {"may wait for a withdrawal", may_wait_for_a_withdrawal},
        {"stops with open tunnels", stops_with_open_tunnels},
        {"tells why it cannot listen", tells_why_it_cannot_listen},
    };

    return cs_run_tests("shell", tests, CS_COUNT(tests));
}
