/* What orders and events of a socket both stand on: its descriptor and what is waited for. */
#include <stdlib.h>
#include <unistd.h>

#include "harness/net/socket_internal.h"

/* After a FIN, EPOLLIN would spin; EPOLLPRI alone still reports errors.  With both sides shut nothing can happen any
 * more, and even EPOLLPRI would spin. */
uint32_t cs_socket_interest(const struct cs_socket *s)
{
    uint32_t events = 0;

    if (s->state == CS_SOCKET_CONNECTING)
        return EPOLLOUT;
    if (!s->paused && !s->finish_received)
        events |= EPOLLIN;
    if (s->first != NULL)
        events |= EPOLLOUT;
    if (events == 0 && !s->urgent && !(s->finish_received && s->finish_sent))
        events = EPOLLPRI;
    return events;
}

void cs_socket_watch(struct cs_socket *s)
{
    if (s->state == CS_SOCKET_CONNECTING || s->state == CS_SOCKET_OPEN)
        cs_poll_want(&s->poll, cs_socket_interest(s));
}

void cs_socket_pop(struct cs_socket *s)
{
    struct cs_order *order = s->first;

    s->first = order->next;
    if (s->first == NULL)
        s->last = &s->first;
    free(order);
}

static void set_linger_zero(int fd)
{
    struct linger linger = {.l_onoff = 1, .l_linger = 0};

    setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
}

static void on_closed(void *context)
{
    struct cs_socket *s = context;

    s->closing = false;
    if (s->state == CS_SOCKET_FREED)
        free(s);
}

void cs_socket_disconnect(struct cs_socket *s, bool reset)
{
    if (s->fd < 0)
        return;
    if (s->polled) {
        s->polled = false;
        s->closing = true;
        cs_poll_close(&s->poll, on_closed);
    }
    if (reset)
        set_linger_zero(s->fd);
    cs_peer_queue_close(&s->peer);
    close(s->fd);
    s->fd = -1;
    s->state = CS_SOCKET_OVER;
}
