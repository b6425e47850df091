#include "harness/net/socket.h"

#include <errno.h>
#include <linux/sockios.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "harness/net/address.h"
#include "harness/net/socket_internal.h"

#define WINDOW_PROBES 2 /* who is only slow has read something by then */

struct cs_socket *cs_socket_new(uv_loop_t *loop, const struct cs_socket_events *events, void *context)
{
    struct cs_socket *s = calloc(1, sizeof(*s));

    if (s == NULL)
        return NULL;
    s->loop = loop;
    s->events = events;
    s->context = context;
    s->fd = -1;
    s->peer = CS_PEER_QUEUE_NEW;
    s->last = &s->first;
    return s;
}

static int attach(struct cs_socket *s, int fd)
{
    int on = 1;
    int error;

    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    setsockopt(fd, SOL_SOCKET, SO_OOBINLINE, &on, sizeof(on)); /* urgent bytes are bytes of the stream */
    error = cs_poll_open(&s->poll, s->loop, fd, cs_socket_interest(s), cs_socket_on_poll, s);
    if (error != 0) {
        close(fd);
        s->state = CS_SOCKET_OVER;
        return error;
    }
    s->fd = fd;
    s->polled = true;
    return 0;
}

int cs_socket_connect(struct cs_socket *s, const struct sockaddr_storage *address, struct cs_client_ports *ports)
{
    int error;
    int fd = socket(address->ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0) {
        s->state = CS_SOCKET_OVER;
        return errno;
    }
    if (ports != NULL)
        cs_client_port_bind(ports, fd, address);
    if (connect(fd, (const struct sockaddr *)address, cs_address_length(address)) < 0 && errno != EINPROGRESS) {
        error = errno;
        close(fd);
        s->state = CS_SOCKET_OVER;
        return error;
    }
    s->state = CS_SOCKET_CONNECTING;
    return attach(s, fd);
}

int cs_socket_adopt(struct cs_socket *s, int fd)
{
    s->state = CS_SOCKET_OPEN;
    return attach(s, fd);
}

static bool queue(struct cs_socket *s, enum cs_order_kind kind, struct cs_source source)
{
    struct cs_order *order;

    if (s->state != CS_SOCKET_CONNECTING && s->state != CS_SOCKET_OPEN)
        return false;
    order = calloc(1, sizeof(*order));
    if (order == NULL)
        return false;
    order->kind = kind;
    order->source = source;
    *s->last = order;
    s->last = &order->next;
    cs_socket_watch(s);
    return true;
}

bool cs_socket_send(struct cs_socket *s, struct cs_source source)
{
    return queue(s, CS_ORDER_SEND, source);
}

bool cs_socket_finish(struct cs_socket *s)
{
    return queue(s, CS_ORDER_FINISH, (struct cs_source){0});
}

bool cs_socket_close(struct cs_socket *s)
{
    return queue(s, CS_ORDER_CLOSE, (struct cs_source){0});
}

bool cs_socket_reset(struct cs_socket *s)
{
    return queue(s, CS_ORDER_RESET, (struct cs_source){0});
}

void cs_socket_pause(struct cs_socket *s)
{
    s->paused = true;
    cs_socket_watch(s);
}

void cs_socket_resume(struct cs_socket *s)
{
    s->paused = false;
    cs_socket_watch(s);
}

bool cs_socket_is_settled(const struct cs_socket *s)
{
    return s->state == CS_SOCKET_OVER || s->first == NULL || s->blocked;
}

bool cs_socket_is_sending(const struct cs_socket *s)
{
    return s->state == CS_SOCKET_OPEN && s->first != NULL && !s->blocked;
}

/* The kernel counts in |tcpi_backoff| how often it has asked a closed window, and begins anew once that opens. */
bool cs_socket_is_stuck(const struct cs_socket *s)
{
    struct tcp_info info = {0};
    socklen_t length = sizeof(info);
    int unsent = 0;

    if (s->state == CS_SOCKET_OVER)
        return true;
    if (s->state != CS_SOCKET_OPEN || getsockopt(s->fd, IPPROTO_TCP, TCP_INFO, &info, &length) != 0)
        return false;
    if (info.tcpi_backoff >= WINDOW_PROBES)
        return true;
    return s->first == NULL && ioctl(s->fd, SIOCOUTQNSD, &unsent) == 0 && unsent == 0;
}

bool cs_socket_is_over(const struct cs_socket *s)
{
    return s->state == CS_SOCKET_OVER;
}

void cs_socket_free(struct cs_socket *s)
{
    if (s == NULL)
        return;
    cs_socket_disconnect(s, true);
    while (s->first != NULL)
        cs_socket_pop(s);
    s->state = CS_SOCKET_FREED;
    if (!s->closing)
        free(s);
}
