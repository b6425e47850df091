/* What orders and events of a socket both stand on: its descriptor and what libuv waits for. */
#include <stdlib.h>
#include <unistd.h>

#include "harness/net/socket_internal.h"

/* After a FIN, UV_READABLE would spin; UV_PRIORITIZED alone still reports errors.  With both sides shut nothing can
 * happen any more, and even UV_PRIORITIZED would spin. */
static int wanted(const struct cs_socket *s)
{
    int events = 0;

    if (s->state == CS_SOCKET_CONNECTING)
        return UV_WRITABLE;
    if (!s->paused && !s->finish_received)
        events |= UV_READABLE;
    if (s->first != NULL)
        events |= UV_WRITABLE;
    if (events == 0 && !s->urgent && !(s->finish_received && s->finish_sent))
        events = UV_PRIORITIZED;
    return events;
}

void cs_socket_watch(struct cs_socket *s)
{
    int events;

    if (s->state != CS_SOCKET_CONNECTING && s->state != CS_SOCKET_OPEN)
        return;
    events = wanted(s);
    if (events == s->interest)
        return;
    s->interest = events;
    if (events == 0)
        uv_poll_stop(&s->poll);
    else
        uv_poll_start(&s->poll, events, s->on_poll);
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

static void on_closed(uv_handle_t *handle)
{
    struct cs_socket *s = handle->data;

    s->closing = false;
    if (s->state == CS_SOCKET_FREED)
        free(s);
}

/* libuv takes the descriptor's number out of epoll once more when a poll handle is closed.  So the handle goes first:
 * afterwards the number may already be another connection's, which would then never hear of anything. */
void cs_socket_disconnect(struct cs_socket *s, bool reset)
{
    if (s->fd < 0)
        return;
    if (s->polled) {
        s->polled = false;
        s->closing = true;
        uv_close((uv_handle_t *)&s->poll, on_closed);
    }
    s->interest = 0;
    if (reset)
        set_linger_zero(s->fd);
    close(s->fd);
    s->fd = -1;
    s->state = CS_SOCKET_OVER;
}
