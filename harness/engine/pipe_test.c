#include "harness/engine/pipe.h"

#include <errno.h>
#include <string.h>

#include "harness/net/address.h"
#include "harness/net/listener.h"
#include "harness/net/poll.h"
#include "harness/transport/h2/frame.h"
#include "reference/message.h"
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
    unsigned heads;
    size_t carried;
};

struct bench {
    uv_loop_t loop;
    uv_timer_t guard;
    struct cs_listener *listener;
    struct cs_tls_context *client_tls, *server_tls;
    const char *transport, *alpn;
    struct end client, server, beside, second;
};

static struct bench *bench;

static void on_channel(void *context, int channel)
{
    (void)context;
    (void)channel;
}

static void on_notice(void *context, int channel, enum cs_link_notice notice, uint64_t value)
{
    struct end *end = context;

    CU_ASSERT_EQUAL(channel, 0);
    (void)value;
    end->connected = end->connected || notice == CS_LINK_READY;
}

static void on_head(void *context, int channel, const char *section, size_t length)
{
    (void)channel;
    CU_ASSERT_TRUE(section != NULL && length > 0);
    ((struct end *)context)->heads++;
}

static void on_head_sent(void *context, int channel, const char *section, size_t length)
{
    (void)context;
    (void)channel;
    CU_ASSERT_TRUE(section != NULL && length > 0);
}

static void on_sent(void *context, int channel, const char *bytes, size_t length, bool begins)
{
    (void)context;
    (void)channel;
    (void)bytes;
    (void)length;
    (void)begins;
}

static void on_received(void *context, int channel, const char *bytes, size_t length)
{
    struct end *end = context;

    (void)channel;
    CU_ASSERT_TRUE_FATAL(end->length + length < sizeof(end->heard));
    memcpy(end->heard + end->length, bytes, length);
    end->length += length;
}

static void on_ended(void *context, int channel, enum cs_end how, uint64_t code)
{
    struct end *end = context;

    (void)channel;
    if (!end->connected)
        end->failure = (int)code;
    else if (how == CS_END_FIN)
        end->finished = true;
    else
        end->reset = true;
}

static void on_ended_sent(void *context, int channel, enum cs_end end, uint64_t code)
{
    (void)context;
    (void)channel;
    (void)end;
    (void)code;
}

static void on_failed(void *context, int channel, int error)
{
    (void)context;
    (void)channel;
    (void)error;
}

static void on_carried(void *context, bool sent, const char *bytes, size_t length)
{
    (void)sent;
    CU_ASSERT_TRUE(bytes != NULL);
    ((struct end *)context)->carried += length;
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

static const struct cs_link_events events = {
    .opened = on_channel,
    .head = on_head,
    .head_sent = on_head_sent,
    .received = on_received,
    .sent = on_sent,
    .ended = on_ended,
    .ended_sent = on_ended_sent,
    .failed = on_failed,
    .settled = on_channel,
    .notice = on_notice,
};

/* Another stream of the client's. */
static void on_opened(void *context)
{
    CU_ASSERT_PTR_EQUAL(context, &bench->server);
    CU_ASSERT_PTR_NULL(bench->second.pipe);
    bench->second.pipe = cs_pipe_join(bench->server.pipe, &bench->second);
    CU_ASSERT_PTR_NOT_NULL(bench->second.pipe);
}

/* Both ends. */
static struct cs_pipe *new_pipe(struct end *end, struct cs_tls_context *tls, bool server)
{
    const struct cs_pipe_setting setting = {.loop = &bench->loop,
                                            .tls = tls,
                                            .transport = bench->transport,
                                            .server = server,
                                            .events = &events,
                                            .turned = on_turned,
                                            .carried = on_carried,
                                            .opened = on_opened};
    struct cs_pipe *pipe = cs_pipe_new(&setting, end);

    CU_ASSERT_PTR_NOT_NULL_FATAL(pipe);
    return pipe;
}

static void on_accepted(void *context, int fd)
{
    (void)context;
    bench->server.pipe = new_pipe(&bench->server, bench->server_tls, true);
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

/* A head in front of the content, and another channel beside it. */
static void ask(void)
{
    static const char text[] = "CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\n\r\n";
    static struct cs_message message;
    struct cs_request request;

    cs_request_init(&request, NULL);
    cs_request_parse(&request, text, strlen(text));
    cs_message_of_request(&request, text, strlen(text), &message);
    CU_ASSERT_TRUE(cs_pipe_head(bench->client.pipe, &message, cs_source_text(text), false));
    bench->beside.pipe = cs_pipe_join(bench->client.pipe, &bench->beside);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bench->beside.pipe);
    CU_ASSERT_EQUAL(cs_pipe_number(bench->beside.pipe), -1);
    CU_ASSERT_TRUE(cs_pipe_head(bench->beside.pipe, &message, cs_source_text(text), false));
}

static void run(void)
{
    struct sockaddr_storage address;

    cs_loop_init(&bench->loop);
    uv_timer_init(&bench->loop, &bench->guard);
    uv_timer_start(&bench->guard, on_guard, 60000, 0);
    CU_ASSERT_NOT_EQUAL_FATAL(listen_somewhere(&address), 0);
    bench->client.pipe = new_pipe(&bench->client, bench->client_tls, false);
    CU_ASSERT_EQUAL(cs_pipe_connect(bench->client.pipe, &address, NULL), 0);
    if (bench->client_tls != NULL)
        CU_ASSERT_FALSE(cs_pipe_is_settled(bench->client.pipe));
    if (bench->transport[0] != '\0')
        ask();
    CU_ASSERT_TRUE(cs_pipe_send(bench->client.pipe, cs_source_text("ping")));
    CU_ASSERT_TRUE(cs_pipe_finish(bench->client.pipe));
    uv_run(&bench->loop, UV_RUN_DEFAULT);
    if (bench->second.pipe != NULL)
        CU_ASSERT_EQUAL(cs_pipe_number(bench->second.pipe), 3);
    cs_pipe_free(bench->client.pipe);
    cs_pipe_free(bench->beside.pipe);
    cs_pipe_free(bench->second.pipe);
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
    bench->transport = "";
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
    struct cs_tls_options of_server = {.server = true, .identity = &identity, .alpn = bench->alpn};
    struct cs_tls_options of_client = {.checked_name = checked_name, .alpn = bench->alpn};

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

static void expect_stream(void)
{
    expect_conversation();
    CU_ASSERT_EQUAL(bench->server.heads, 1);
    CU_ASSERT_EQUAL(bench->second.heads, 1);
    CU_ASSERT_TRUE(bench->client.carried > CS_H2_PREFACE_BYTES && bench->server.carried > CS_H2_PREFACE_BYTES);
    CU_ASSERT_TRUE(bench->beside.connected);
    CU_ASSERT_FALSE(bench->beside.reset);
}

static void test_h2(void)
{
    static struct bench fresh;

    begin(&fresh);
    bench->transport = "h2";
    run();
    expect_stream();
}

static void test_h2_over_tls(void)
{
    static struct bench fresh;

    begin(&fresh);
    bench->transport = "h2";
    bench->alpn = "h2";
    run_tls("proxy.test");
    expect_stream();
}

/* Over TLS, HTTP/2 is what both have agreed on. */
static void test_h2_not_chosen(void)
{
    static struct bench fresh;

    begin(&fresh);
    bench->transport = "h2";
    run_tls("proxy.test");
    CU_ASSERT_EQUAL(bench->client.failure, EPROTONOSUPPORT);
    CU_ASSERT_EQUAL(bench->server.heads, 0);
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
    static const struct cs_unit_test tests[] = {{"TCP alone", test_plain},
                                                {"TLS", test_tls},
                                                {"a handshake that fails", test_handshake_fails},
                                                {"a stream of HTTP/2", test_h2},
                                                {"a stream of HTTP/2 over TLS", test_h2_over_tls},
                                                {"TLS without HTTP/2", test_h2_not_chosen}};

    return cs_run_tests("pipe", tests, CS_COUNT(tests));
}
