#include "harness/embedded/proxy/shell_h3.h"

#include <stdlib.h>
#include <string.h>

#include "harness/embedded/proxy/fault_h3.h"
#include "harness/transport/h3/h3.h"

#define RECEIVE_BUFFER (4 * 1024 * 1024) /* bursts of many clients wait there */
#define NANOSECONDS    UINT64_C(1000000) /* of a millisecond */

/* A connection: what its wire sends goes to |address|. */
struct peer {
    struct peer *next;
    struct cs_shell_h3 *shell;
    struct cs_pair *pair;
    struct cs_wire *wire;
    struct sockaddr_storage address;
};

struct cs_shell_h3 {
    struct cs_pairs *pairs;
    uv_udp_t socket;
    uv_timer_t timer;
    uv_prepare_t prepare; /* before the loop waits it is known until when */
    unsigned open;        /* of these three */
    bool stopping;
    struct peer *peers;
    char datagram[65536];
};

static struct cs_link *link_of(const struct peer *peer)
{
    return cs_front_h2_link(peer->pair->front);
}

/* ---- what the wire of a connection asks for ---- */

/* What the kernel does not take is lost, as datagrams are. */
static void do_send(void *stream, const char *data, size_t length)
{
    struct peer *peer = stream;
    uv_buf_t buffer = uv_buf_init((char *)(uintptr_t)data, (unsigned)length);

    (void)uv_udp_try_send(&peer->shell->socket, &buffer, 1, (const struct sockaddr *)&peer->address);
}

static void do_nothing(void *stream)
{
    (void)stream; /* UDP has no end of one direction */
}

static void do_end(void *stream)
{
    struct peer *peer = stream;
    struct peer **at = &peer->shell->peers;

    while (*at != peer)
        at = &(*at)->next;
    *at = peer->next;
    cs_wire_carry(peer->wire, peer->wire->kind, NULL);
    free(peer);
}

static void do_pause(void *stream, bool paused)
{
    (void)stream;
    (void)paused; /* nobody holds a connection up but its streams */
}

static size_t count_unsent(const void *stream)
{
    (void)stream;
    return 0;
}

static const struct cs_wire_stream peer_stream = {
    .send = do_send,
    .finish = do_nothing,
    .close = do_end,
    .cut = do_end,
    .reset = do_end,
    .pause = do_pause,
    .unsent = count_unsent,
};

/* ---- datagrams ---- */

static struct cs_link *open_link(const struct cs_proxy_config *config, const struct cs_link_events *told, void *context)
{
    const struct cs_h3_options options = {
        .server = true, .tls = config->tls, .extended_connect = config->udp, .slip = cs_h3_fault_slip(config->fault)};

    return cs_h3_open(&options, told, context);
}

static struct peer *accept_peer(struct cs_shell_h3 *shell, const struct sockaddr *from)
{
    struct peer *peer = calloc(1, sizeof(*peer));
    struct cs_pair *pair = peer == NULL ? NULL : cs_pair_new(shell->pairs);
    bool v6 = from->sa_family == AF_INET6;

    if (pair == NULL) {
        free(peer);
        return NULL;
    }
    memcpy(&peer->address, from, v6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in));
    peer->shell = shell;
    peer->pair = pair;
    peer->wire = pair->sides[CS_SIDE_CLIENT];
    peer->next = shell->peers;
    shell->peers = peer;
    cs_wire_carry(peer->wire, &peer_stream, peer);
    cs_pair_multiplex(pair, open_link);
    return shell->peers == peer ? peer : NULL; /* without memory it is gone again */
}

static struct peer *find_peer(struct cs_shell_h3 *shell, const char *bytes, size_t length)
{
    struct peer *peer = shell->peers;

    while (peer != NULL && !cs_h3_is_for(link_of(peer), bytes, length))
        peer = peer->next;
    return peer;
}

static void on_alloc(uv_handle_t *handle, size_t wanted, uv_buf_t *out)
{
    struct cs_shell_h3 *shell = handle->data;

    (void)wanted;
    *out = uv_buf_init(shell->datagram, sizeof(shell->datagram));
}

static void on_datagram(uv_udp_t *handle, ssize_t count, const uv_buf_t *buffer, const struct sockaddr *from,
                        unsigned flags)
{
    struct cs_shell_h3 *shell = handle->data;
    struct peer *peer;

    (void)flags;
    if (count <= 0 || from == NULL || shell->stopping)
        return;
    peer = find_peer(shell, buffer->base, (size_t)count);
    if (peer == NULL && cs_h3_begins(buffer->base, (size_t)count))
        peer = accept_peer(shell, from);
    if (peer != NULL)
        peer->wire->events->received(peer->wire->context, CS_SIDE_CLIENT, buffer->base, (size_t)count);
}

/* ---- time ---- */

static uint64_t next_expiry(const struct cs_shell_h3 *shell, struct peer **first)
{
    uint64_t least = CS_LINK_NEVER;

    *first = NULL;
    for (struct peer *peer = shell->peers; peer != NULL; peer = peer->next) {
        uint64_t expiry = cs_link_expiry(link_of(peer));

        if (expiry < least) {
            least = expiry;
            *first = peer;
        }
    }
    return least;
}

/* One that expires may end others. */
static void on_timer(uv_timer_t *timer)
{
    struct cs_shell_h3 *shell = timer->data;
    uint64_t now = uv_hrtime();
    struct peer *peer;

    for (unsigned turns = shell->pairs->count + 1; turns > 0 && next_expiry(shell, &peer) <= now; turns--)
        cs_link_expired(link_of(peer));
}

static void on_prepare(uv_prepare_t *prepare)
{
    struct cs_shell_h3 *shell = prepare->data;
    struct peer *peer;
    uint64_t expiry = next_expiry(shell, &peer);
    uint64_t now = uv_hrtime();

    if (expiry == CS_LINK_NEVER) {
        uv_timer_stop(&shell->timer);
        return;
    }
    uv_update_time(prepare->loop);
    uv_timer_start(&shell->timer, on_timer, expiry > now ? (expiry - now + NANOSECONDS - 1) / NANOSECONDS : 0, 0);
}

/* ---- its own life ---- */

static int bind_to(struct cs_shell_h3 *shell, const char *address, uint16_t port)
{
    struct sockaddr_storage bound = {0};
    int size = RECEIVE_BUFFER;
    int error = uv_ip4_addr(address, port, (struct sockaddr_in *)&bound);

    if (error != 0)
        error = uv_ip6_addr(address, port, (struct sockaddr_in6 *)&bound);
    if (error == 0)
        error = uv_udp_bind(&shell->socket, (const struct sockaddr *)&bound, 0);
    if (error == 0)
        error = uv_udp_recv_start(&shell->socket, on_alloc, on_datagram);
    if (error == 0)
        (void)uv_recv_buffer_size((uv_handle_t *)&shell->socket, &size); /* as much as the system grants */
    return error;
}

int cs_shell_h3_start(struct cs_pairs *pairs, const char *address, uint16_t port, struct cs_shell_h3 **out)
{
    struct cs_shell_h3 *shell = calloc(1, sizeof(*shell));

    *out = shell;
    if (shell == NULL)
        return UV_ENOMEM;
    shell->pairs = pairs;
    uv_udp_init(pairs->ground.loop, &shell->socket);
    uv_timer_init(pairs->ground.loop, &shell->timer);
    uv_prepare_init(pairs->ground.loop, &shell->prepare);
    shell->socket.data = shell->timer.data = shell->prepare.data = shell;
    shell->open = 3;
    uv_prepare_start(&shell->prepare, on_prepare);
    return bind_to(shell, address, port);
}

static void on_closed(uv_handle_t *handle)
{
    struct cs_shell_h3 *shell = handle->data;

    if (--shell->open == 0)
        shell->pairs->changed(shell->pairs);
}

void cs_shell_h3_stop(struct cs_shell_h3 *shell)
{
    if (shell == NULL || shell->stopping)
        return;
    shell->stopping = true;
    uv_close((uv_handle_t *)&shell->prepare, on_closed);
    uv_close((uv_handle_t *)&shell->timer, on_closed);
    uv_close((uv_handle_t *)&shell->socket, on_closed);
}

bool cs_shell_h3_is_open(const struct cs_shell_h3 *shell)
{
    return shell != NULL && shell->open > 0;
}

void cs_shell_h3_free(struct cs_shell_h3 *shell)
{
    free(shell);
}
