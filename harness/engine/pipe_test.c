#include "harness/engine/pipe.h"

#include <errno.h>
#include <string.h>

#include "harness/net/address.h"
#include "harness/net/listener.h"
#include "reference/testing.h"

/* One end: what it was told, and what it does about it. */
struct end {
    struct cs_pipe *pipe;
    bool connected;
    int failure;
    char heard[64];
    size_t length;
    bool finished;
    bool reset;
    bool settled;
};

struct bench {
    uv_loop_t loop;
    uv_timer_t guard;
    struct cs_listener *listener;
    struct cs_tls_context *client_tls, *server_tls;
    struct end client, server;
};

static struct bench *bench;

static void on_connected(void *context)
{
    ((struct end *)context)->connected = true;
}

static void on_connect_failed(void *context, int error)
{
    ((struct end *)context)->failure = error;
}

static void on_sent(void *context, const char *bytes, size_t length, bool begins)
{
    (void)context;
    (void)bytes;
    (void)length;
    (void)begins;
}

static void on_received(void *context, const char *bytes, size_t length)
{
    struct end *end = context;

    CU_ASSERT_TRUE_FATAL(end->length + length < sizeof(end->heard));
    memcpy(end->heard + end->length, bytes, length);
    end->length += length;
}

static void on_finish_received(void *context)
{
    ((struct end *)context)->finished = true;
}

static void on_reset_received(void *context, int error)
{
    (void)error;
    ((struct end *)context)->reset = true;
}

static void on_end_sent(void *context)
{
    (void)context;
}

static void on_send_failed(void *context, int error)
{
    (void)context;
    (void)error;
}

static void on_settled(void *context)
{
    ((struct end *)context)->settled = true;
}

/* The server answers what is whole; the test is over when both ends have heard all. */
static void on_turned(void *context)
{
    struct end *server = &bench->server;

    (void)context;
    if (server->finished && server->length > 0) {
        CU_ASSERT_TRUE(cs_pipe_send(server->pipe, cs_source_text("pong")));
        CU_ASSERT_TRUE(cs_pipe_close(server->pipe));
        server->finished = false;
    }
    if (bench->client.finished || bench->client.failure != 0 || bench->client.reset)
        uv_stop(&bench->loop);
}

static const struct cs_socket_events events = {
    .connected = on_connected,
    .connect_failed = on_connect_failed,
    .sent = on_sent,
    .received = on_received,
    .finish_received = on_finish_received,
    .reset_received = on_reset_received,
    .finish_sent = on_end_sent,
    .reset_sent = on_end_sent,
    .send_failed = on_send_failed,
    .settled = on_settled,
    .turned = on_turned,
};

static void on_accepted(void *context, int fd)
{
    (void)context;
    bench->server.pipe = cs_pipe_new(&bench->loop, bench->server_tls, &events, &bench->server);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bench->server.pipe);
    CU_ASSERT_EQUAL(cs_pipe_adopt(bench->server.pipe, fd), 0);
}

static void on_accept_failed(void *context, int error)
{
    (void)context;
    CU_ASSERT_EQUAL(error, 0);
}

static const struct cs_listener_events listener_events = {.accepted = on_accepted, .failed = on_accept_failed};

static void on_guard(uv_timer_t *timer)
{
    CU_FAIL("nothing moves any more");
    uv_stop(timer->loop);
}

static uint16_t listen_somewhere(struct sockaddr_storage *address)
{
    for (uint16_t port = 20001; port < 32000; port++)
        if (cs_address_parse("127.0.0.1", port, address) &&
            cs_listener_open(&bench->loop, address, &listener_events, NULL, &bench->listener) == 0)
            return port;
    return 0;
}

static void run(void)
{
    struct sockaddr_storage address;

    uv_loop_init(&bench->loop);
    uv_timer_init(&bench->loop, &bench->guard);
    uv_timer_start(&bench->guard, on_guard, 60000, 0);
    CU_ASSERT_NOT_EQUAL_FATAL(listen_somewhere(&address), 0);
    bench->client.pipe = cs_pipe_new(&bench->loop, bench->client_tls, &events, &bench->client);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bench->client.pipe);
    CU_ASSERT_EQUAL(cs_pipe_connect(bench->client.pipe, &address, NULL), 0);
    if (bench->client_tls != NULL)
        CU_ASSERT_FALSE(cs_pipe_is_settled(bench->client.pipe));
    CU_ASSERT_TRUE(cs_pipe_send(bench->client.pipe, cs_source_text("ping")));
    CU_ASSERT_TRUE(cs_pipe_finish(bench->client.pipe));
    uv_run(&bench->loop, UV_RUN_DEFAULT);
    cs_pipe_free(bench->client.pipe);
    cs_pipe_free(bench->server.pipe);
    cs_listener_close(bench->listener);
    uv_close((uv_handle_t *)&bench->guard, NULL);
    uv_run(&bench->loop, UV_RUN_DEFAULT);
    CU_ASSERT_EQUAL(uv_loop_close(&bench->loop), 0);
}

static void begin(struct bench *fresh)
{
    memset(fresh, 0, sizeof(*fresh));
    bench = fresh;
}

static void expect_conversation(void)
{
    CU_ASSERT_TRUE(bench->client.connected);
    CU_ASSERT_STRING_EQUAL(bench->server.heard, "ping");
    CU_ASSERT_STRING_EQUAL(bench->client.heard, "pong");
    CU_ASSERT_TRUE(bench->client.finished);
    CU_ASSERT_FALSE(bench->client.reset);
}

static void test_plain(void)
{
    static struct bench fresh;

    begin(&fresh);
    run();
    expect_conversation();
}

static void run_tls(const char *checked_name)
{
    struct cs_certificate_authority *authority = cs_certificate_authority_new();
    struct cs_identity identity;
    struct cs_tls_options of_server = {.server = true, .identity = &identity};
    struct cs_tls_options of_client = {.checked_name = checked_name};

    CU_ASSERT_PTR_NOT_NULL_FATAL(authority);
    CU_ASSERT_TRUE_FATAL(cs_identity_make(authority, CS_CERTIFICATE_GOOD, "proxy.test", &identity));
    of_client.root = cs_certificate_authority_root(authority);
    bench->server_tls = cs_tls_context_new(&of_server);
    bench->client_tls = cs_tls_context_new(&of_client);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bench->server_tls);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bench->client_tls);
    run();
    cs_tls_context_free(bench->server_tls);
    cs_tls_context_free(bench->client_tls);
    cs_identity_free(&identity);
    cs_certificate_authority_free(authority);
}

static void test_tls(void)
{
    static struct bench fresh;

    begin(&fresh);
    run_tls("proxy.test");
    expect_conversation();
}

static void test_handshake_fails(void)
{
    static struct bench fresh;

    begin(&fresh);
    run_tls("other.test");
    CU_ASSERT_EQUAL(bench->client.failure, EPROTO);
    CU_ASSERT_FALSE(bench->client.connected);
    CU_ASSERT_EQUAL(bench->server.length, 0);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"TCP alone", test_plain}, {"TLS", test_tls}, {"a handshake that fails", test_handshake_fails}};

    return cs_run_tests("pipe", tests, CS_COUNT(tests));
}
