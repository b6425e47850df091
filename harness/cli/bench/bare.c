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

#define CS_MARK_MAX 32
#define CS_ENDS_MAX 6 /* of an errand: two listeners, four ends of tunnels */

enum role { LISTENER, CLIENT, ORIGIN };

/* One end of a tunnel, or a listener. */
struct peer {
    int fd; /* -1: closed */
    enum role role;
    bool opened;           /* the answer to CONNECT has come */
    struct errand *errand; /* of an origin: NULL until its first bytes tell; of the listener that all share: NULL */
};

/* What the harness does for a plain case: a tunnel that carries something both ways, and while it stands a second one
 * that carries something there. */
struct errand {
    size_t number;
    size_t count;
    struct peer *ends[CS_ENDS_MAX];
    const struct peer *first; /* the client's end of the first tunnel */
};

struct bare {
    int epoll;
    uint16_t proxy;
    uint16_t port; /* of the origin */
    bool own_listeners;
    struct errand *errands;
    size_t wanted;
    size_t begun;
    size_t under_way;
    struct peer *peers; /* the listener that all share, and those of the errands: none is used twice */
    size_t peer_count;
    bool broken;
};

static struct sockaddr_in name_of(uint32_t address, uint16_t port)
{
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons(port)};

    name.sin_addr.s_addr = htonl(address);
    return name;
}

/* Where the errand's tunnels lead: 127.0.0.1, or 127.76.x.y of its own. */
static uint32_t address_of(const struct bare *bare, const struct errand *errand)
{
    return bare->own_listeners ? (uint32_t)((127 << 24 | 76 << 16) + errand->number) : INADDR_LOOPBACK;
}

static struct peer *add_peer(struct bare *bare, int fd, enum role role)
{
    struct peer *peer = &bare->peers[bare->peer_count];
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = peer};

    if (bare->peer_count == CS_ENDS_MAX * bare->wanted + 1 || fd < 0 ||
        epoll_ctl(bare->epoll, EPOLL_CTL_ADD, fd, &event) != 0) {
        bare->broken = true;
        return NULL;
    }
    bare->peer_count++;
    *peer = (struct peer){.fd = fd, .role = role};
    return peer;
}

static struct peer *add_listener(struct bare *bare, uint32_t address, uint16_t port)
{
    struct sockaddr_in name = name_of(address, port);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0 || bind(fd, (const struct sockaddr *)&name, sizeof(name)) != 0 || listen(fd, 1024) != 0)
        bare->broken = true;
    return add_peer(bare, fd, LISTENER);
}

static void join(struct bare *bare, struct errand *errand, struct peer *peer)
{
    if (peer == NULL || errand->count == CS_ENDS_MAX) {
        bare->broken = true;
        return;
    }
    peer->errand = errand;
    errand->ends[errand->count++] = peer;
}

static void open_tunnel(struct bare *bare, struct errand *errand)
{
    struct sockaddr_in name = name_of(INADDR_LOOPBACK, bare->proxy);
    struct in_addr address = {.s_addr = htonl(address_of(bare, errand))};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    char host[INET_ADDRSTRLEN];
    char request[128];
    int length;

    inet_ntop(AF_INET, &address, host, sizeof(host));
    length = snprintf(request, sizeof(request), "CONNECT %s:%u HTTP/1.1\r\nHost: %s:%u\r\n\r\n", host,
                      (unsigned)bare->port, host, (unsigned)bare->port);
    if (fd < 0 || connect(fd, (const struct sockaddr *)&name, sizeof(name)) != 0 ||
        send(fd, request, (size_t)length, MSG_NOSIGNAL) < 0)
        bare->broken = true;
    else
        join(bare, errand, add_peer(bare, fd, CLIENT));
}

static void begin_errand(struct bare *bare)
{
    struct errand *errand = &bare->errands[bare->begun];

    errand->number = bare->begun++;
    bare->under_way++;
    if (bare->own_listeners) { /* a destination, and a port beside it where nobody may knock */
        join(bare, errand, add_listener(bare, address_of(bare, errand), bare->port));
        join(bare, errand, add_listener(bare, address_of(bare, errand), (uint16_t)(bare->port - 1)));
    }
    open_tunnel(bare, errand);
    errand->first = errand->count > 0 ? errand->ends[errand->count - 1] : NULL;
}

/* With an RST on each connection, as the harness ends its cases. */
static void end_errand(struct bare *bare, struct errand *errand)
{
    struct linger linger = {.l_onoff = 1, .l_linger = 0};

    for (size_t i = 0; i < errand->count; i++) {
        if (errand->ends[i]->role != LISTENER)
            setsockopt(errand->ends[i]->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
        close(errand->ends[i]->fd);
        errand->ends[i]->fd = -1;
    }
    bare->under_way--;
    if (bare->begun < bare->wanted)
        begin_errand(bare);
}

static void send_mark(struct bare *bare, const struct peer *peer, const char *word)
{
    char text[CS_MARK_MAX];
    int length = snprintf(text, sizeof(text), "%s%016zx", word, peer->errand->number);

    bare->broken = bare->broken || send(peer->fd, text, (size_t)length, MSG_NOSIGNAL) != length;
}

static bool is_mark(const struct peer *peer, const char *word, const char *data)
{
    char text[CS_MARK_MAX];

    snprintf(text, sizeof(text), "%s%016zx", word, peer->errand->number);
    return strcmp(text, data) == 0;
}

/* The first tunnel sends its mark behind the answer and gets another back, the second only sends. */
static void client_received(struct bare *bare, struct peer *peer, const char *data)
{
    bool first = peer == peer->errand->first;

    if (peer->opened) {
        bare->broken = bare->broken || !first || !is_mark(peer, "pong ", data);
        open_tunnel(bare, peer->errand);
        return;
    }
    peer->opened = strncmp(data, "HTTP/1.1 200", 12) == 0 && strstr(data, "\r\n\r\n") != NULL;
    bare->broken = bare->broken || !peer->opened;
    send_mark(bare, peer, first ? "ping " : "");
}

static void origin_received(struct bare *bare, struct peer *peer, const char *data)
{
    bool first = strncmp(data, "ping ", 5) == 0;
    size_t number = strtoul(first ? data + 5 : data, NULL, 16);

    if (peer->errand != NULL || number >= bare->begun) {
        bare->broken = true;
        return;
    }
    join(bare, &bare->errands[number], peer);
    if (bare->broken || !is_mark(peer, first ? "ping " : "", data))
        bare->broken = true;
    else if (first)
        send_mark(bare, peer, "pong ");
    else
        end_errand(bare, peer->errand);
}

static void receive(struct bare *bare, struct peer *peer)
{
    char data[4096];
    ssize_t size = recv(peer->fd, data, sizeof(data) - 1, 0);

    if (size <= 0) {
        bare->broken = true;
        return;
    }
    data[size] = 0;
    if (peer->role == CLIENT)
        client_received(bare, peer, data);
    else
        origin_received(bare, peer, data);
}

static void run_errands(struct bare *bare, size_t at_once)
{
    struct epoll_event events[256];

    for (size_t i = 0; i < at_once && bare->begun < bare->wanted; i++)
        begin_errand(bare);
    while (bare->under_way > 0 && !bare->broken) {
        int count = epoll_wait(bare->epoll, events, 256, 5000);

        bare->broken = bare->broken || count <= 0;
        for (int i = 0; i < count && !bare->broken; i++) {
            struct peer *peer = events[i].data.ptr;

            if (peer->role == LISTENER && peer->fd >= 0)
                add_peer(bare, accept4(peer->fd, NULL, NULL, SOCK_CLOEXEC), ORIGIN);
            else if (peer->fd >= 0)
                receive(bare, peer);
        }
    }
}

/* Any port will do. */
static bool open_origin(struct bare *bare)
{
    struct sockaddr_in name;
    socklen_t length = sizeof(name);
    const struct peer *listener = add_listener(bare, INADDR_LOOPBACK, 0);

    if (listener == NULL || bare->broken || getsockname(listener->fd, (struct sockaddr *)&name, &length) != 0)
        return false;
    bare->port = ntohs(name.sin_port);
    return true;
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

static void close_all(const struct bare *bare)
{
    for (size_t i = 0; i < bare->peer_count; i++)
        if (bare->peers[i].fd >= 0)
            close(bare->peers[i].fd);
    close(bare->epoll);
}

bool cs_bare_tunnels(const char *program, size_t pairs, size_t at_once, bool own_listeners, double *seconds)
{
    struct bare bare = {
        .epoll = epoll_create1(EPOLL_CLOEXEC),
        .own_listeners = own_listeners,
        .wanted = pairs,
        .errands = calloc(pairs, sizeof(*bare.errands)),
        .peers = calloc(CS_ENDS_MAX * pairs + 1, sizeof(*bare.peers)),
    };
    pid_t pid = start_proxy(program, &bare.proxy);
    double began;

    bare.broken = bare.errands == NULL || bare.peers == NULL || bare.epoll < 0 || pid < 0 || bare.proxy == 0 ||
                  !open_origin(&bare);
    began = now();
    if (!bare.broken)
        run_errands(&bare, at_once);
    *seconds = now() - began;
    if (pid > 0 && kill(pid, SIGTERM) == 0)
        waitpid(pid, NULL, 0);
    close_all(&bare);
    free(bare.errands);
    free(bare.peers);
    if (bare.broken)
        fprintf(stderr, "bench: the bare client failed: %s\n", strerror(errno));
    return !bare.broken;
}
