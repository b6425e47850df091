#include "harness/cli/client_wire.h"

#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATIENCE_SECONDS 20

static int dial(const struct cs_destination *destination)
{
    static const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    const struct timeval patience = {.tv_sec = PATIENCE_SECONDS};
    struct addrinfo *found = NULL;
    char port[8];
    int fd = -1;

    snprintf(port, sizeof(port), "%u", (unsigned)destination->port);
    if (getaddrinfo(destination->host, port, &hints, &found) != 0)
        return -1;
    fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0) {
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
        if (connect(fd, found->ai_addr, found->ai_addrlen) != 0) {
            close(fd);
            fd = -1;
        }
    }
    freeaddrinfo(found);
    return fd;
}

bool cs_client_wire_dial(struct cs_client_wire *wire, const struct cs_destination *destination)
{
    wire->fd = dial(destination);
    return wire->fd >= 0;
}

static ssize_t send_stream(void *context, const char *data, size_t length)
{
    return cs_client_h2_send(context, data, length);
}

static ssize_t receive_stream(void *context, char *data, size_t length)
{
    return cs_client_h2_receive(context, data, length);
}

bool cs_client_wire_begin_h2(struct cs_client_wire *wire, enum cs_fault fault)
{
    wire->h2 = cs_client_h2_open(wire->fd, wire->outer, fault);
    wire->stream = (struct cs_client_carrier){.send = send_stream, .receive = receive_stream, .context = wire->h2};
    return wire->h2 != NULL;
}

ssize_t cs_client_wire_send(struct cs_client_wire *wire, const char *data, size_t length)
{
    if (wire->tls != NULL)
        return cs_client_tls_send(wire->tls, data, length);
    if (wire->h2 != NULL)
        return cs_client_h2_send(wire->h2, data, length);
    return wire->outer != NULL ? cs_client_tls_send(wire->outer, data, length)
                               : send(wire->fd, data, length, MSG_NOSIGNAL);
}

ssize_t cs_client_wire_receive(struct cs_client_wire *wire, char *data, size_t length)
{
    if (wire->tls != NULL)
        return cs_client_tls_receive(wire->tls, data, length);
    if (wire->h2 != NULL)
        return cs_client_h2_receive(wire->h2, data, length);
    return wire->outer != NULL ? cs_client_tls_receive(wire->outer, data, length) : recv(wire->fd, data, length, 0);
}

void cs_client_wire_hang_up(struct cs_client_wire *wire)
{
    cs_client_tls_close(wire->tls);
    cs_client_h2_close(wire->h2);
    cs_client_tls_close(wire->outer);
    if (wire->fd >= 0)
        close(wire->fd);
    *wire = (struct cs_client_wire){.fd = -1};
}
