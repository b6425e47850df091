#include "harness/net/udp.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/net/address.h"
#include "harness/net/poll.h"

#define RECEIVE_BUFFER (1 << 20) /* bursts wait there while the loop does something else */

struct cs_udp {
    struct cs_poll poll;
    int fd;
    bool closed;
    const struct cs_udp_events *events;
    void *context;
};

bool cs_udp_same(const struct sockaddr_storage *one, const struct sockaddr_storage *other)
{
    const struct sockaddr_in *a4 = (const struct sockaddr_in *)one, *b4 = (const struct sockaddr_in *)other;
    const struct sockaddr_in6 *a6 = (const struct sockaddr_in6 *)one, *b6 = (const struct sockaddr_in6 *)other;

    if (one->ss_family != other->ss_family)
        return false;
    if (one->ss_family == AF_INET)
        return a4->sin_port == b4->sin_port && a4->sin_addr.s_addr == b4->sin_addr.s_addr;
    return a6->sin6_port == b6->sin6_port && memcmp(&a6->sin6_addr, &b6->sin6_addr, sizeof(a6->sin6_addr)) == 0;
}

static int bind_at(const struct sockaddr_storage *address)
{
    bool v6 = address->ss_family == AF_INET6;
    int on = 1, large = RECEIVE_BUFFER, error;
    int fd = socket(address->ss_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return -errno;
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &large, sizeof(large)); /* as much as the system grants */
    if (setsockopt(fd, v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? IPV6_RECVERR : IP_RECVERR, &on, sizeof(on)) == 0 &&
        (!v6 || setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on)) == 0) &&
        bind(fd, (const struct sockaddr *)address, cs_address_length(address)) == 0)
        return fd;
    error = errno;
    close(fd);
    return -error;
}

/* One entry of the queue of errors; false when it is empty.  The address is where our datagram went. */
static bool read_error(struct cs_udp *udp)
{
    struct sockaddr_storage peer = {0};
    char control[256];
    struct msghdr message = {
        .msg_name = &peer, .msg_namelen = sizeof(peer), .msg_control = control, .msg_controllen = sizeof(control)};

    if (recvmsg(udp->fd, &message, MSG_ERRQUEUE) < 0)
        return false;
    if (peer.ss_family != AF_UNSPEC)
        udp->events->unreachable(udp->context, &peer);
    return !udp->closed;
}

/* False when there is nothing any more.  What ICMP said shows as an error of the socket once, too. */
static bool read_one(struct cs_udp *udp)
{
    char bytes[CS_UDP_BYTES_MAX + 1];
    struct sockaddr_storage peer = {0};
    socklen_t size = sizeof(peer);
    ssize_t count = recvfrom(udp->fd, bytes, sizeof(bytes), 0, (struct sockaddr *)&peer, &size);

    if (count < 0)
        return errno == ECONNREFUSED || errno == EHOSTUNREACH || errno == EINTR;
    udp->events->received(udp->context, &peer, bytes, (size_t)count);
    return !udp->closed;
}

void cs_udp_read_now(struct cs_udp *udp)
{
    while (!udp->closed && read_one(udp))
        ;
    while (!udp->closed && read_error(udp))
        ;
}

static void on_poll(void *context, uint32_t events)
{
    struct cs_udp *udp = context;

    (void)events;
    cs_udp_read_now(udp);
    if (!udp->closed && udp->events->turned != NULL)
        udp->events->turned(udp->context);
}

int cs_udp_open(uv_loop_t *loop, const struct sockaddr_storage *address, const struct cs_udp_events *events,
                void *context, struct cs_udp **out)
{
    struct cs_udp *udp = calloc(1, sizeof(*udp));
    int error;

    *out = NULL;
    if (udp == NULL)
        return ENOMEM;
    udp->events = events;
    udp->context = context;
    udp->fd = bind_at(address);
    error = udp->fd < 0 ? -udp->fd : cs_poll_open(&udp->poll, loop, udp->fd, EPOLLIN, on_poll, udp);
    if (error != 0) {
        if (udp->fd >= 0)
            close(udp->fd);
        free(udp);
        return error;
    }
    *out = udp;
    return 0;
}

int cs_udp_send(struct cs_udp *udp, const struct sockaddr_storage *peer, const char *bytes, size_t length)
{
    const struct sockaddr *to = (const struct sockaddr *)peer;
    ssize_t sent = sendto(udp->fd, bytes, length, MSG_NOSIGNAL, to, cs_address_length(peer));

    if (sent < 0 && errno == ECONNREFUSED) /* of an earlier one: the queue of errors keeps it */
        sent = sendto(udp->fd, bytes, length, MSG_NOSIGNAL, to, cs_address_length(peer));
    return sent < 0 ? errno : 0;
}

void cs_udp_close(struct cs_udp *udp)
{
    if (udp == NULL || udp->closed)
        return;
    udp->closed = true;
    cs_poll_close(&udp->poll, free);
    close(udp->fd);
}
