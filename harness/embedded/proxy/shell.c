#include "harness/embedded/proxy/shell.h"

#include <stdlib.h>

#include "harness/embedded/proxy/fault_shell.h"
#include "harness/embedded/proxy/pair.h"
#include "harness/embedded/proxy/shell_h3.h"

#define BACKLOG 4096
#define LIMIT   900 /* fault: so many clients are served since the start */

struct cs_shell {
    struct cs_pairs pairs;
    uv_tcp_t listener;
    uint16_t port;
    struct cs_shell_h3 *datagrams; /* NULL: no HTTP/3 */
    bool client_waits;             /* a client has come that is not accepted yet */
    bool stopping;
};

static void free_when_done(struct cs_shell *shell)
{
    if (!shell->stopping || shell->pairs.first != NULL || shell->listener.data != NULL ||
        cs_shell_h3_is_open(shell->datagrams))
        return;
    cs_shell_h3_free(shell->datagrams);
    while (shell->pairs.hoard != NULL) {
        void **kept = shell->pairs.hoard;

        shell->pairs.hoard = *kept;
        free(kept);
    }
    free(shell);
}

/* Faults: whether somebody else is to be served first. */
static bool is_busy(const struct cs_pairs *pairs)
{
    size_t busy = 0;

    for (const struct cs_pair *pair = pairs->first; pair != NULL; pair = pair->next)
        busy += cs_shell_fault_waits_for(pair);
    return busy >= cs_shell_fault_workers(pairs->config);
}

static bool begin(struct cs_shell *shell, struct cs_wire *client)
{
    const struct cs_proxy_config *config = shell->pairs.config;

    if (uv_accept((uv_stream_t *)&shell->listener, (uv_stream_t *)&client->tcp) != 0)
        return false;
    if (config->fault == CS_FAULT_LIMIT_LEAKS && ++shell->pairs.seen_count > LIMIT)
        return false;
    client->fault = config->fault;
    return config->tls == NULL || cs_wire_secure(client, config->tls);
}

static void take_client(struct cs_shell *shell)
{
    struct cs_pair *pair = cs_pair_new(&shell->pairs);
    struct cs_wire *client;

    if (pair == NULL)
        return;
    client = pair->sides[CS_SIDE_CLIENT];
    if (!begin(shell, client)) {
        cs_wire_reset(client);
        return;
    }
    cs_shell_fault_keeps(&shell->pairs, client);
    uv_tcp_nodelay(&client->tcp, 1);
    cs_pair_expect_head(pair);
    cs_wire_read(client);
}

/* libuv offers no further client before this one is accepted: that is how a faulty proxy makes it wait. */
static void accept_waiting(struct cs_shell *shell)
{
    if (!shell->client_waits || shell->stopping || is_busy(&shell->pairs))
        return;
    shell->client_waits = false;
    take_client(shell);
}

static void on_changed(struct cs_pairs *pairs)
{
    struct cs_shell *shell = (struct cs_shell *)pairs; /* its first member */

    accept_waiting(shell);
    free_when_done(shell);
}

static void on_client(uv_stream_t *listener, int status)
{
    struct cs_shell *shell = listener->data;

    if (status != 0)
        return;
    shell->client_waits = true;
    accept_waiting(shell);
}

static void on_listener_closed(uv_handle_t *handle)
{
    struct cs_shell *shell = handle->data;

    shell->listener.data = NULL;
    shell->stopping = true;
    free_when_done(shell);
}

static int bind_to(struct cs_shell *shell, const char *address, uint16_t port)
{
    struct sockaddr_storage bound = {0};
    int length = sizeof(bound);
    int error = uv_ip4_addr(address, port, (struct sockaddr_in *)&bound);

    if (error != 0)
        error = uv_ip6_addr(address, port, (struct sockaddr_in6 *)&bound);
    if (error == 0)
        error = uv_tcp_bind(&shell->listener, (const struct sockaddr *)&bound, 0);
    if (error == 0)
        error = uv_listen((uv_stream_t *)&shell->listener, BACKLOG, on_client);
    if (error == 0)
        error = uv_tcp_getsockname(&shell->listener, (struct sockaddr *)&bound, &length);
    shell->port = ntohs(((const struct sockaddr_in *)&bound)->sin_port); /* at the same place in both families */
    return error;
}

int cs_shell_start(uv_loop_t *loop, const char *address, uint16_t port, const struct cs_proxy_config *config,
                   struct cs_shell **out)
{
    struct cs_shell *shell = calloc(1, sizeof(*shell));
    int error;

    *out = NULL;
    if (shell == NULL)
        return UV_ENOMEM;
    shell->pairs = (struct cs_pairs){.ground.loop = loop, .config = config, .changed = on_changed};
    uv_tcp_init(loop, &shell->listener);
    shell->listener.data = shell;
    error = bind_to(shell, address, port);
    if (error == 0 && config->datagrams)
        error = cs_shell_h3_start(&shell->pairs, address, shell->port, &shell->datagrams);
    if (error == 0) {
        *out = shell;
        return 0;
    }
    cs_shell_h3_stop(shell->datagrams);
    uv_close((uv_handle_t *)&shell->listener, on_listener_closed);
    return error;
}

uint16_t cs_shell_port(const struct cs_shell *shell)
{
    return shell->port;
}

void cs_shell_stop(struct cs_shell *shell)
{
    shell->stopping = true;
    cs_shell_h3_stop(shell->datagrams);
    for (struct cs_pair *pair = shell->pairs.first; pair != NULL; pair = pair->next)
        cs_pair_stop(pair);
    uv_close((uv_handle_t *)&shell->listener, on_listener_closed);
}
