#include "harness/cli/bench/bare.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CS_MARK    "0123456789abcdef0123456789abcdef"
#define CS_MARK_AT (sizeof(CS_MARK) - 1)
#define CS_MAX     1024

/* A connection of the client or of the origin; index 0 is the listener. */
struct peer {
    int fd;
    bool client;
    bool opened; /* the answer to CONNECT has come */
    size_t received;
};

struct bare {
    int epoll;
    uint16_t proxy;
    char request[128];
    size_t request_length;
    size_t left;  /* tunnels still to be begun */
    size_t under; /* ... and under way */
    struct peer *listener;
    bool broken;
};

static struct sockaddr_in loopback(uint16_t port)
{
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons(port)};

    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return name;
}

static struct peer *add_peer(struct bare *bare, int fd, bool client)
{
    struct peer *peer = calloc(1, sizeof(*peer));
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = peer};

    if (peer == NULL || fd < 0 || epoll_ctl(bare->epoll, EPOLL_CTL_ADD, fd, &event) != 0) {
        bare->broken = true;
        free(peer);
        return NULL;
    }
    peer->fd = fd;
    peer->client = client;
    return peer;
}

static void begin_tunnel(struct bare *bare)
{
    struct sockaddr_in name = loopback(bare->proxy);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    bare->left--;
    bare->under++;
    if (fd < 0 || connect(fd, (const struct sockaddr *)&name, sizeof(name)) != 0 ||
        send(fd, bare->request, bare->request_length, MSG_NOSIGNAL) < 0 || add_peer(bare, fd, true) == NULL)
        bare->broken = true;
}

static void end_peer(struct bare *bare, struct peer *peer)
{
    close(peer->fd);
    if (peer->client) {
        bare->under--;
        if (bare->left > 0)
            begin_tunnel(bare);
    }
    free(peer);
}

/* The client sends the mark behind the answer, and is done when it is back. */
static void client_received(struct bare *bare, struct peer *peer, const char *data, size_t length)
{
    if (!peer->opened) {
        peer->opened = length > 12 && memcmp(data + 9, "200", 3) == 0 && memmem(data, length, "\r\n\r\n", 4) != NULL;
        bare->broken = bare->broken || !peer->opened || send(peer->fd, CS_MARK, CS_MARK_AT, MSG_NOSIGNAL) < 0;
        return;
    }
    peer->received += length;
    if (peer->received >= CS_MARK_AT)
        end_peer(bare, peer);
}

static void receive(struct bare *bare, struct peer *peer)
{
    char data[4096];
    ssize_t size = recv(peer->fd, data, sizeof(data), 0);

    if (size <= 0) {
        bare->broken = bare->broken || peer->client; /* the origin's end with their client's */
        end_peer(bare, peer);
    } else if (peer->client) {
        client_received(bare, peer, data, (size_t)size);
    } else {
        bare->broken = bare->broken || send(peer->fd, data, (size_t)size, MSG_NOSIGNAL) != size;
    }
}

static void run_tunnels(struct bare *bare, size_t at_once)
{
    struct epoll_event events[64];

    for (size_t i = 0; i < at_once && bare->left > 0; i++)
        begin_tunnel(bare);
    while (bare->under > 0 && !bare->broken) {
        int count = epoll_wait(bare->epoll, events, 64, 5000);

        bare->broken = bare->broken || count <= 0;
        for (int i = 0; i < count && !bare->broken; i++) {
            struct peer *peer = events[i].data.ptr;

            if (peer == bare->listener)
                add_peer(bare, accept4(peer->fd, NULL, NULL, SOCK_CLOEXEC), false);
            else
                receive(bare, peer);
        }
    }
}

/* The origin's listener; its port is part of the request. */
static bool open_origin(struct bare *bare)
{
    struct sockaddr_in name = loopback(0);
    socklen_t length = sizeof(name);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    unsigned port;

    if (fd < 0 || bind(fd, (const struct sockaddr *)&name, sizeof(name)) != 0 || listen(fd, 4096) != 0 ||
        getsockname(fd, (struct sockaddr *)&name, &length) != 0)
        return false;
    port = ntohs(name.sin_port);
    bare->request_length = (size_t)snprintf(bare->request, sizeof(bare->request),
                                            "CONNECT 127.0.0.1:%u HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n", port, port);
    bare->listener = add_peer(bare, fd, false);
    return bare->listener != NULL;
}

/* Starts the proxy and reads the port that it prints last on its first line.  Its pid, or -1. */
static pid_t start_proxy(const char *program, uint16_t *port)
{
    const char *const arguments[] = {program, "proxy", NULL};
    posix_spawn_file_actions_t actions;
    char line[128] = "";
    const char *colon;
    pid_t pid = -1;
    FILE *output;
    int ends[2];

    if (pipe(ends) != 0)
        return -1;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    if (posix_spawn(&pid, program, &actions, NULL, (char *const *)arguments, environ) != 0)
        pid = -1;
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    output = fdopen(ends[0], "r");
    if (output != NULL && fgets(line, sizeof(line), output) != NULL && (colon = strrchr(line, ':')) != NULL)
        *port = (uint16_t)strtoul(colon + 1, NULL, 10);
    if (output != NULL)
        fclose(output);
    return pid;
}

static double now(void)
{
    struct timespec time;

    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

bool cs_bare_tunnels(const char *program, size_t count, size_t at_once, double *seconds)
{
    struct bare bare = {.epoll = epoll_create1(EPOLL_CLOEXEC), .left = count};
    pid_t pid = start_proxy(program, &bare.proxy);
    double began;

    bare.broken = bare.epoll < 0 || pid < 0 || bare.proxy == 0 || !open_origin(&bare);
    began = now();
    if (!bare.broken)
        run_tunnels(&bare, at_once < CS_MAX ? at_once : CS_MAX);
    *seconds = now() - began;
    if (pid > 0 && kill(pid, SIGTERM) == 0)
        waitpid(pid, NULL, 0);
    if (bare.listener != NULL)
        close(bare.listener->fd);
    free(bare.listener);
    close(bare.epoll);
    if (bare.broken)
        fprintf(stderr, "bench: the bare client failed: %s\n", strerror(errno));
    return !bare.broken;
}
