#include "harness/embedded/proxy/shell.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/embedded/proxy/shell_internal.h"

#define BACKLOG 4096

static void accept_waiting(struct cs_shell *shell);

static void free_pair(struct cs_pair *pair)
{
    pair->shell->pair_count--;
    if (pair->previous != NULL)
        pair->previous->next = pair->next;
    else
        pair->shell->pairs = pair->next;
    if (pair->next != NULL)
        pair->next->previous = pair->previous;
    cs_session_free(pair->session);
    cs_front_h2_free(pair->front);
    free(pair);
}

static void free_shell_when_done(struct cs_shell *shell)
{
    if (!shell->stopping || shell->pairs != NULL || shell->listener.data != NULL)
        return;
    while (shell->hoard != NULL) {
        void **kept = shell->hoard;

        shell->hoard = *kept;
        free(kept);
    }
    free(shell);
}

void cs_pair_release(struct cs_pair *pair)
{
    struct cs_shell *shell = pair->shell;

    if (--pair->wires > 0)
        return;
    free_pair(pair);
    accept_waiting(shell);
    free_shell_when_done(shell);
}

static void perform_on(struct cs_wire *wire, const struct cs_action *action)
{
    switch ((int)action->kind) {
    case CS_ACTION_SEND:
        cs_wire_send(wire, action->data, action->length);
        break;
    case CS_ACTION_FINISH:
        cs_wire_finish(wire);
        break;
    case CS_ACTION_CLOSE:
        cs_wire_close(wire);
        break;
    case CS_ACTION_CUT:
        cs_wire_cut(wire);
        break;
    case CS_ACTION_RESET:
        cs_wire_reset(wire);
        break;
    case CS_ACTION_PAUSE:
        cs_shell_fault_paused(wire, true);
        cs_wire_pause(wire);
        break;
    default:
        cs_shell_fault_paused(wire, false);
        cs_wire_read(wire);
        break;
    }
}

static void report_unsent(struct cs_pair *pair, enum cs_side side)
{
    if (pair->sides[side] != NULL)
        cs_session_drained(pair->session, side, cs_wire_unsent(pair->sides[side]));
}

void cs_pair_run(struct cs_pair *pair)
{
    struct cs_action action;

    while (cs_session_next(pair->session, &action)) {
        if (action.kind == CS_ACTION_CLOSE && action.side == CS_SIDE_CLIENT && !pair->connected &&
            pair->shell->config->fault == CS_FAULT_REFUSAL_LEAKS)
            cs_shell_fault_leaks(pair->sides[CS_SIDE_CLIENT]);
        if (action.kind == CS_ACTION_CONNECT)
            cs_pair_dial(pair, &action.destination);
        else if (pair->sides[action.side] != NULL)
            perform_on(pair->sides[action.side], &action);
        else if (action.side == CS_SIDE_ORIGIN)
            pair->looking_up = false; /* there is no connection: it is given up */
        if (action.kind == CS_ACTION_SEND)
            report_unsent(pair, action.side);
    }
    accept_waiting(pair->shell);
}

static void expect_head(struct cs_wire *client)
{
    const struct cs_proxy_config *config = client->pair->shell->config;

    if (config->fault != CS_FAULT_HEAD_WAITS)
        cs_wire_expect(client, config->head_seconds > 0 ? config->head_seconds * 1000 : CS_HEAD_MS);
}

/* Faults: what comes gives the client more time. */
static void restart_timer(struct cs_pair *pair, enum cs_side side)
{
    struct cs_wire *client = pair->sides[CS_SIDE_CLIENT];
    bool tunnel = pair->sides[CS_SIDE_ORIGIN] != NULL;

    if (client != NULL && tunnel && pair->shell->config->fault == CS_FAULT_IDLE_CUT)
        cs_wire_expect(client, CS_IDLE_MS);
    if (client != NULL && tunnel && side == CS_SIDE_CLIENT && pair->shell->config->fault == CS_FAULT_ONE_WAY_CUT)
        cs_wire_expect(client, CS_ONE_WAY_MS);
    if (client != NULL && !tunnel && pair->shell->config->fault == CS_FAULT_HEAD_EACH_READ)
        expect_head(client);
}

static bool has_long_port(const char *data, size_t length)
{
    size_t digits = 0;

    for (size_t i = 0; i < length && digits <= 1000; i++)
        digits = data[i] >= '0' && data[i] <= '9' ? digits + 1 : 0;
    return digits > 1000;
}

/* Faults: what a client's first bytes do. */
static bool crashes_on(enum cs_fault fault, const char *data, size_t length)
{
    static const char itself[] = "\nConnection: Connection";

    return (fault == CS_FAULT_NUL_CRASHES && memchr(data, '\0', length) != NULL) ||
           (fault == CS_FAULT_CONNECTION_CRASHES && memmem(data, length, itself, sizeof(itself) - 1) != NULL);
}

static void go_deaf(struct cs_shell *shell)
{
    shell->deaf_until = uv_now(shell->loop) + CS_BLACKHOLE_MS;
}

/* Faults: behind what first bytes of a client nobody is listened to. */
static bool deafens(enum cs_fault fault, const char *data, size_t length)
{
    return (fault == CS_FAULT_PORT_HANGS && has_long_port(data, length)) ||
           (fault == CS_FAULT_GARBAGE_DEAFENS && memchr(data, '\0', length) != NULL);
}

void cs_pair_received(struct cs_pair *pair, enum cs_side side, const char *data, size_t length)
{
    if (pair->front != NULL) {
        cs_front_h2_received(pair->front, data, length);
        return;
    }
    if (side == CS_SIDE_CLIENT && cs_pair_takes_preface(pair, data, length))
        return;
    if (pair->sides[CS_SIDE_ORIGIN] == NULL && crashes_on(pair->shell->config->fault, data, length))
        abort();
    if (pair->sides[CS_SIDE_ORIGIN] == NULL && deafens(pair->shell->config->fault, data, length))
        go_deaf(pair->shell);
    if (uv_now(pair->shell->loop) < pair->shell->deaf_until)
        return;
    if (pair->shell->config->fault == CS_FAULT_CROWD_DEAF && pair->sides[CS_SIDE_ORIGIN] != NULL &&
        pair->shell->pair_count > 500)
        return;
    pair->spoken |= side == CS_SIDE_CLIENT;
    restart_timer(pair, side);
    cs_session_received(pair->session, side, data, length);
    cs_pair_run(pair);
}

void cs_pair_finished(struct cs_pair *pair, enum cs_side side)
{
    if (pair->front != NULL) {
        cs_front_h2_ended(pair->front, false);
        return;
    }
    cs_session_finished(pair->session, side);
    cs_pair_run(pair);
}

void cs_pair_reset(struct cs_pair *pair, enum cs_side side)
{
    enum cs_fault fault = pair->shell->config->fault;
    bool left = side == CS_SIDE_CLIENT && pair->sides[CS_SIDE_ORIGIN] != NULL && !pair->connected;

    if (pair->front != NULL) {
        cs_front_h2_ended(pair->front, true);
        return;
    }
    if (left && fault == CS_FAULT_LEAVING_CRASHES)
        abort();
    if (left && fault == CS_FAULT_LEAVING_DEAFENS)
        go_deaf(pair->shell);
    if (side == CS_SIDE_CLIENT && fault == (pair->connected ? CS_FAULT_ABORT_LEAKS : CS_FAULT_LEAVING_LEAKS))
        cs_shell_fault_leaks(pair->sides[CS_SIDE_CLIENT]);
    cs_session_reset(pair->session, side);
    cs_pair_run(pair);
}

void cs_pair_drained(struct cs_pair *pair, enum cs_side side)
{
    if (pair->front != NULL) {
        cs_front_h2_drained(pair->front);
        return;
    }
    report_unsent(pair, side);
    cs_pair_run(pair);
}

static void connect_failed(struct cs_pair *pair, enum cs_connect_error error)
{
    cs_wire_reset(pair->sides[CS_SIDE_ORIGIN]);
    if (error == CS_CONNECT_OTHER && pair->shell->config->fault == CS_FAULT_DIAL_BLOCKS)
        pair->address_next--; /* a blocking connect has more patience than a neighbour that does not answer */
    cs_pair_try_next(pair, error);
    cs_pair_run(pair);
}

void cs_pair_connected(struct cs_pair *pair, int status)
{
    struct cs_wire *origin = pair->sides[CS_SIDE_ORIGIN];

    if (status != 0) {
        connect_failed(pair, status == UV_ECONNREFUSED ? CS_CONNECT_REFUSED : CS_CONNECT_OTHER);
        return;
    }
    pair->connected = true;
    uv_tcp_nodelay(&origin->tcp, 1);
    cs_wire_read(origin);
    if (pair->shell->config->parent.length > 0 && cs_shell_fault_parent_ms(pair->shell->config) > 0)
        cs_wire_expect(origin, cs_shell_fault_parent_ms(pair->shell->config));
    cs_shell_fault_connected(pair);
    cs_session_connected(pair->session);
    restart_timer(pair, CS_SIDE_CLIENT);
    cs_pair_run(pair);
}

void cs_pair_expired(struct cs_pair *pair, enum cs_side side)
{
    if (pair->front != NULL)
        return;
    if (side == CS_SIDE_ORIGIN && !pair->connected) {
        connect_failed(pair, CS_CONNECT_TIMED_OUT);
        return;
    }
    if (pair->sides[CS_SIDE_ORIGIN] != NULL && cs_shell_fault_cuts(pair->shell->config))
        cs_session_reset(pair->session, side);
    else if (pair->dial_waits)
        cs_pair_dial_now(pair);
    else
        cs_session_expired(pair->session);
    cs_pair_run(pair);
}

struct cs_pair *cs_pair_new(struct cs_shell *shell)
{
    struct cs_pair *pair = calloc(1, sizeof(*pair));

    if (pair == NULL)
        return NULL;
    shell->pair_count++;
    pair->shell = shell;
    pair->session = cs_session_new(shell->config);
    pair->next = shell->pairs;
    if (pair->next != NULL)
        pair->next->previous = pair;
    shell->pairs = pair;
    if (pair->session != NULL && cs_wire_new(pair, CS_SIDE_CLIENT) != NULL)
        return pair;
    free_pair(pair);
    return NULL;
}

/* Faults: what is kept of every client. */
static void leak(struct cs_shell *shell, const struct cs_wire *client)
{
    uv_os_fd_t fd;
    void **kept;

    if (shell->config->fault == CS_FAULT_DESCRIPTOR_LEAKS && uv_fileno((const uv_handle_t *)&client->tcp, &fd) == 0)
        (void)dup(fd);
    if (shell->config->fault != CS_FAULT_MEMORY_LEAKS)
        return;
    kept = malloc(CS_HOARD_BYTES);
    if (kept == NULL)
        return;
    memset(kept, 1, CS_HOARD_BYTES);
    *kept = shell->hoard;
    shell->hoard = kept;
}

/* Faults: whether somebody else is to be served first. */
static bool is_busy(const struct cs_shell *shell)
{
    for (const struct cs_pair *pair = shell->pairs; pair != NULL; pair = pair->next)
        if (cs_shell_fault_waits_for(pair))
            return true;
    return false;
}

static void take_client(struct cs_shell *shell)
{
    struct cs_pair *pair = cs_pair_new(shell);
    struct cs_wire *client;

    if (pair == NULL)
        return;
    client = pair->sides[CS_SIDE_CLIENT];
    if (uv_accept((uv_stream_t *)&shell->listener, (uv_stream_t *)&client->tcp) != 0) {
        cs_wire_reset(client);
        return;
    }
    if (shell->config->fault == CS_FAULT_LIMIT_LEAKS && ++shell->seen_count > 900) {
        cs_wire_reset(client);
        return;
    }
    if (shell->config->tls != NULL && !cs_wire_tls_open(client)) {
        cs_wire_reset(client);
        return;
    }
    leak(shell, client);
    uv_tcp_nodelay(&client->tcp, 1);
    expect_head(client);
    cs_wire_read(client);
}

/* libuv offers no further client before this one is accepted: that is how a faulty proxy makes it wait. */
static void accept_waiting(struct cs_shell *shell)
{
    if (!shell->client_waits || shell->stopping || is_busy(shell))
        return;
    shell->client_waits = false;
    take_client(shell);
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
    free_shell_when_done(shell);
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
    shell->loop = loop;
    shell->config = config;
    uv_tcp_init(loop, &shell->listener);
    shell->listener.data = shell;
    error = bind_to(shell, address, port);
    if (error == 0)
        *out = shell;
    else
        uv_close((uv_handle_t *)&shell->listener, on_listener_closed);
    return error;
}

uint16_t cs_shell_port(const struct cs_shell *shell)
{
    return shell->port;
}

static void stop_pair(struct cs_pair *pair)
{
    for (int side = CS_SIDE_CLIENT; side <= CS_SIDE_ORIGIN; side++)
        if (pair->sides[side] != NULL)
            cs_wire_reset(pair->sides[side]);
}

void cs_shell_stop(struct cs_shell *shell)
{
    shell->stopping = true;
    for (struct cs_pair *pair = shell->pairs; pair != NULL; pair = pair->next)
        stop_pair(pair);
    uv_close((uv_handle_t *)&shell->listener, on_listener_closed);
}
