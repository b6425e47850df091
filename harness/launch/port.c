#include "harness/launch/port.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/launch/target.h"

#define FIRST_PORT 20000
#define PORTS      12768
#define TRIES      256

#define VISIT_MS 100 /* for a connection to stand, and to break */
#define ICMP_MS  20  /* for a datagram to come back */

static struct sockaddr_in loopback(const char *address, uint16_t port)
{
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons(port)};

    inet_pton(AF_INET, address, &name.sin_addr);
    return name;
}

bool cs_port_address(const char *text, struct sockaddr_in *out)
{
    char address[INET_ADDRSTRLEN] = "";
    unsigned port = 0;
    int behind = 0;

    *out = (struct sockaddr_in){.sin_family = AF_INET};
    if (sscanf(text, "%15[0-9.]:%5u%n", address, &port, &behind) != 2 || text[behind] != '\0' || port < 1 ||
        port > 65535)
        return false;
    out->sin_port = htons((uint16_t)port);
    return inet_pton(AF_INET, address, &out->sin_addr) == 1;
}

bool cs_port_can_bind(const char *address, uint16_t port)
{
    struct sockaddr_in name = loopback(address, port);
    int on = 1;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool bound;

    if (listener < 0)
        return false;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    bound = bind(listener, (struct sockaddr *)&name, sizeof(name)) == 0;
    close(listener);
    return bound;
}

bool cs_port_has_ipv6(void)
{
    struct sockaddr_in6 name = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    int listener = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool bound;

    if (listener < 0)
        return false;
    bound = bind(listener, (struct sockaddr *)&name, sizeof(name)) == 0;
    close(listener);
    return bound;
}

static bool can_bind_udp(uint16_t port)
{
    struct sockaddr_in name = loopback("127.0.0.1", port);
    int socket_of = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bool bound = socket_of >= 0 && bind(socket_of, (struct sockaddr *)&name, sizeof(name)) == 0;

    if (socket_of >= 0)
        close(socket_of);
    return bound;
}

uint16_t cs_port_free(void)
{
    for (unsigned i = 0; i < TRIES; i++) {
        uint16_t number;

        if (getrandom(&number, sizeof(number), 0) != (ssize_t)sizeof(number))
            return 0;
        number = (uint16_t)(FIRST_PORT + number % PORTS);
        if (cs_port_can_bind("127.0.0.1", number) && can_bind_udp(number))
            return number;
    }
    return 0;
}

bool cs_port_answers(uint16_t port, int *pending)
{
    struct sockaddr_in name = loopback("127.0.0.1", port);
    struct pollfd polled = {.events = POLLOUT};
    int error = 0;
    socklen_t length = sizeof(error);

    if (*pending < 0) {
        *pending = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (connect(*pending, (struct sockaddr *)&name, sizeof(name)) != 0)
            error = errno;
    }
    polled.fd = *pending;
    if (error == 0 || error == EINPROGRESS) {
        if (poll(&polled, 1, 0) == 0)
            return false;
        if (getsockopt(*pending, SOL_SOCKET, SO_ERROR, &error, &length) != 0)
            error = errno;
    }
    close(*pending);
    *pending = -1;
    return error == 0;
}

int cs_port_hold(const char *address, uint16_t port)
{
    struct sockaddr_in name = loopback(address, port);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int yes = 1;

    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &yes, sizeof(yes)); /* whoever is to listen there takes over */
    if (bind(fd, (struct sockaddr *)&name, sizeof(name)) == 0 && listen(fd, 8) == 0)
        return fd;
    close(fd);
    return -1;
}

enum visit { VISIT_REFUSED, VISIT_ENDED, VISIT_STAYS };

static int wait_for(int fd, short events)
{
    struct pollfd polled = {.fd = fd, .events = events};

    return poll(&polled, 1, VISIT_MS);
}

static enum visit visit(int fd, const struct sockaddr_in *name)
{
    int error = connect(fd, (const struct sockaddr *)name, sizeof(*name)) == 0 ? 0 : errno;
    socklen_t length = sizeof(error);

    if (error == EINPROGRESS) {
        if (wait_for(fd, POLLOUT) <= 0)
            return VISIT_STAYS; /* a full queue */
        getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
    }
    if (error != 0)
        return error == ECONNREFUSED ? VISIT_REFUSED : VISIT_ENDED;
    return wait_for(fd, POLLIN | POLLRDHUP) > 0 ? VISIT_ENDED : VISIT_STAYS;
}

/* A process that ends may still take a connection for a moment, and break it then: after that, none is taken. */
bool cs_port_refuses(uint16_t port)
{
    struct sockaddr_in name = loopback("127.0.0.1", port);
    enum visit last = VISIT_ENDED;

    for (int i = 0; i < 2 && last == VISIT_ENDED; i++) {
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

        if (fd < 0)
            return false;
        last = visit(fd, &name);
        close(fd);
    }
    return last == VISIT_REFUSED;
}

/* A datagram too short for any protocol comes back as an ICMP message where nobody has the port. */
bool cs_port_takes_datagrams(uint16_t port)
{
    struct sockaddr_in name = loopback("127.0.0.1", port);
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    struct pollfd polled = {.fd = fd};
    bool taken;

    if (fd < 0)
        return false;
    taken = connect(fd, (struct sockaddr *)&name, sizeof(name)) == 0 && send(fd, "", 1, MSG_NOSIGNAL) == 1 &&
            poll(&polled, 1, ICMP_MS) == 0;
    close(fd);
    return taken;
}

/* Tried on an address next to those of the cases, so that a run beside us is not in the way. */
uint16_t cs_target_default_denied_port(void)
{
    return cs_port_can_bind("127.78.0.1", 25) ? 25 : 18025;
}
