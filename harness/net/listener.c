#include "harness/net/listener.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "harness/net/address.h"
#include "harness/net/poll.h"
#include "reports/transcript.h"

#define CS_BACKLOG 1024

struct cs_listener {
    struct cs_poll poll;
    int fd;
    bool closed;
    const struct cs_listener_events *events;
    void *context;
};

/* The addresses of parent proxies: whoever starts a target holds its parent's until the run listens there. */
static bool is_held(const struct sockaddr_storage *address)
{
    return address->ss_family == AF_INET &&
           ntohl(((const struct sockaddr_in *)address)->sin_addr.s_addr) >> 16 == CS_PARENT_NETWORK;
}

int cs_listen(const struct sockaddr_storage *address, int backlog)
{
    int on = 1;
    bool held = is_held(address);
    int error;
    int fd = socket(address->ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return -errno;
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0 ||
        (held && setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) < 0) ||
        (address->ss_family == AF_INET6 && setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on)) < 0) ||
        bind(fd, (const struct sockaddr *)address, cs_address_length(address)) < 0 || listen(fd, backlog) < 0) {
        error = errno;
        close(fd);
        return -error;
    }
    return fd;
}

/* Errors that say something about one connection, not about us (accept(2) lists them). */
static bool is_peers(int error)
{
    return error == ECONNABORTED || error == EINTR || error == EPROTO || error == ENETDOWN || error == ENOPROTOOPT ||
           error == EHOSTDOWN || error == ENONET || error == EHOSTUNREACH || error == EOPNOTSUPP ||
           error == ENETUNREACH;
}

/* accept() makes a socket before it looks whether one is waiting: asking first costs a fraction.  True also when poll()
 * fails: accept() will say why. */
static bool has_waiting(const struct cs_listener *listener)
{
    struct pollfd entry = {.fd = listener->fd, .events = POLLIN};

    return poll(&entry, 1, 0) != 0;
}

/* False when there is nothing to accept any more. */
static bool accept_one(struct cs_listener *listener)
{
    int fd = accept4(listener->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    int error = errno;

    if (fd >= 0) {
        listener->events->accepted(listener->context, fd);
        return !listener->closed;
    }
    if (is_peers(error))
        return true;
    if (error != EAGAIN) {
        cs_poll_want(&listener->poll, 0); /* the descriptor stays readable: left alone it would spin */
        listener->events->failed(listener->context, error);
    }
    return false;
}

void cs_listener_accept_now(struct cs_listener *listener)
{
    bool more = !listener->closed;

    while (more && has_waiting(listener))
        more = accept_one(listener);
}

static void on_poll(void *context, uint32_t events)
{
    struct cs_listener *listener = context;

    (void)events;
    if (accept_one(listener))
        cs_listener_accept_now(listener);
    if (!listener->closed && listener->events->turned != NULL)
        listener->events->turned(listener->context);
}

int cs_listener_open(uv_loop_t *loop, const struct sockaddr_storage *address, const struct cs_listener_events *events,
                     void *context, struct cs_listener **out)
{
    struct cs_listener *listener = calloc(1, sizeof(*listener));
    int error;

    *out = NULL;
    if (listener == NULL)
        return ENOMEM;
    listener->events = events;
    listener->context = context;
    listener->fd = cs_listen(address, CS_BACKLOG);
    if (listener->fd < 0) {
        error = -listener->fd;
        free(listener);
        return error;
    }
    error = cs_poll_open(&listener->poll, loop, listener->fd, EPOLLIN, on_poll, listener);
    if (error != 0) {
        close(listener->fd);
        free(listener);
        return error;
    }
    *out = listener;
    return 0;
}

void cs_listener_close(struct cs_listener *listener)
{
    if (listener == NULL || listener->closed)
        return;
    listener->closed = true;
    cs_poll_close(&listener->poll, free);
    shutdown(listener->fd, SHUT_RDWR); /* a process that is just being forked has it too, for a moment */
    close(listener->fd);
}
