#include "harness/embedded/proxy/udp.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <unistd.h>

struct udp {
    uv_udp_t socket;
    struct cs_wire *wire; /* NULL: it has let go */
    bool keeps;
};

static void on_closed(uv_handle_t *handle)
{
    free(handle->data);
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    struct udp *udp = handle->data;

    (void)suggested;
    *buffer = uv_buf_init(udp->wire->ground->chunk, sizeof(udp->wire->ground->chunk));
}

/* Without an address there was nothing to read. */
static void on_received(uv_udp_t *handle, ssize_t count, const uv_buf_t *buffer, const struct sockaddr *from,
                        unsigned flags)
{
    struct udp *udp = handle->data;

    (void)flags;
    if (udp->wire == NULL || (count == 0 && from == NULL))
        return;
    if (count < 0)
        udp->wire->events->reset(udp->wire->context, udp->wire->side);
    else
        udp->wire->events->received(udp->wire->context, udp->wire->side, buffer->base, (size_t)count);
}

/* What the kernel does not take is lost, as datagrams are; what ICMP said of an earlier one is not. */
static void do_send(void *stream, const char *data, size_t length)
{
    struct udp *udp = stream;
    uv_buf_t buffer = uv_buf_init((char *)(uintptr_t)data, (unsigned)length);

    if (uv_udp_try_send(&udp->socket, &buffer, 1, NULL) == UV_ECONNREFUSED)
        udp->wire->events->reset(udp->wire->context, udp->wire->side);
}

static void do_nothing(void *stream)
{
    (void)stream; /* UDP has no end of one direction */
}

static void do_end(void *stream)
{
    struct udp *udp = stream;
    uv_os_fd_t fd;

    if (udp->keeps && uv_fileno((const uv_handle_t *)&udp->socket, &fd) == 0)
        (void)dup(fd);
    cs_wire_carry(udp->wire, udp->wire->kind, NULL);
    udp->wire = NULL;
    uv_close((uv_handle_t *)&udp->socket, on_closed);
}

static void do_pause(void *stream, bool paused)
{
    struct udp *udp = stream;

    if (paused)
        uv_udp_recv_stop(&udp->socket);
    else
        uv_udp_recv_start(&udp->socket, on_alloc, on_received);
}

static size_t count_unsent(const void *stream)
{
    (void)stream;
    return 0;
}

static const struct cs_wire_stream udp_stream = {
    .send = do_send,
    .finish = do_nothing,
    .close = do_end,
    .cut = do_end,
    .reset = do_end,
    .pause = do_pause,
    .unsent = count_unsent,
};

/* RFC 9298 section 3.1: a proxy does not make IP fragment what it sends. */
static void forbid_fragments(struct udp *udp, const struct sockaddr *address)
{
    int never = IP_PMTUDISC_DO;
    uv_os_fd_t fd;

    if (address->sa_family == AF_INET && uv_fileno((const uv_handle_t *)&udp->socket, &fd) == 0)
        (void)setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, &never, sizeof(never));
}

bool cs_udp_connect(struct cs_wire *wire, const struct sockaddr *address, bool keeps)
{
    struct udp *udp = calloc(1, sizeof(*udp));

    if (udp == NULL)
        return false;
    udp->wire = wire;
    udp->keeps = keeps;
    uv_udp_init(wire->ground->loop, &udp->socket);
    udp->socket.data = udp;
    if (uv_udp_connect(&udp->socket, address) != 0) {
        uv_close((uv_handle_t *)&udp->socket, on_closed);
        return false;
    }
    forbid_fragments(udp, address);
    cs_wire_carry(wire, &udp_stream, udp);
    wire->events->connected(wire->context, 0);
    return true;
}
