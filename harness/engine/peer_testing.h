/* A small proxy for tests of the engine, a thread a connection.  It is correct, unless the request has a field
 * `Peer: NAME`: then it misbehaves in that way for this request alone, so that control CONNECTs still work; or unless
 * it was started with a name, which then goes for every request. */
#ifndef CONNECTSPEC_PEER_TESTING_H
#define CONNECTSPEC_PEER_TESTING_H

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/net/address.h"
#include "harness/net/client_port.h"

struct peer {
    int listener;
    struct sockaddr_storage address;
    const char *habit; /* for every request; "" for none */
    pthread_t thread;
    atomic_int busy;     /* connections being served */
    atomic_int requests; /* seen so far, of one that asks for Digest */
    atomic_int kernels;  /* clients whose port the kernel chose */
};

struct peer_client {
    struct peer *peer;
    int fd;
};

static inline void peer_say(int fd, const char *text)
{
    if (send(fd, text, strlen(text), MSG_NOSIGNAL) < 0)
        return;
}

static inline void peer_reset(int fd)
{
    struct linger linger = {.l_onoff = 1, .l_linger = 0};

    setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
}

/* Waits until the other side is gone. */
static inline void peer_wait(int fd)
{
    char buffer[4096];

    while (recv(fd, buffer, sizeof(buffer), 0) > 0)
        continue;
}

/* Reads up to the empty line; returns the length, 0 when the client went away. */
static inline size_t peer_read_head(int fd, char *head, size_t size)
{
    size_t length = 0;

    while (length < size - 1 && recv(fd, head + length, 1, 0) == 1) {
        head[++length] = 0;
        if (length >= 4 && strcmp(head + length - 4, "\r\n\r\n") == 0)
            return length;
    }
    return 0;
}

static inline int peer_dial(const char *head)
{
    struct sockaddr_storage address;
    char host[64];
    unsigned port;
    int fd;

    if (sscanf(head, "CONNECT %63[0-9.]:%u", host, &port) != 2 || !cs_address_parse(host, (uint16_t)port, &address))
        return -1;
    fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(fd, (const struct sockaddr *)&address, cs_address_length(&address)) == 0)
        return fd;
    close(fd);
    return -1;
}

/* One direction of a tunnel. */
struct peer_way {
    int from, to;
    atomic_bool *broken; /* either direction */
};

/* Moves bytes; false when this direction is over. */
static inline bool peer_move(const struct peer_way *way)
{
    static _Thread_local char buffer[65536];
    ssize_t length = recv(way->from, buffer, sizeof(buffer), 0);
    ssize_t sent = 0;

    for (ssize_t at = 0; at < length; at += sent) {
        sent = send(way->to, buffer + at, (size_t)(length - at), MSG_NOSIGNAL);
        if (sent < 0) {
            *way->broken = true;
            return false;
        }
    }
    if (length < 0)
        *way->broken = true;
    if (length == 0 && !*way->broken)
        shutdown(way->to, SHUT_WR);
    return length > 0;
}

static inline void *peer_carry(void *context)
{
    const struct peer_way *way = context;

    while (peer_move(way))
        continue;
    if (*way->broken) { /* wakes the other direction, and says nothing to anybody */
        shutdown(way->from, SHUT_RD);
        shutdown(way->to, SHUT_RD);
    }
    return NULL;
}

/* A thread for each direction: who does not read stops what goes to him, and nothing else. */
static inline void peer_relay(int client, int origin)
{
    atomic_bool broken = false;
    struct peer_way up = {client, origin, &broken}, down = {origin, client, &broken};
    pthread_t thread;

    if (pthread_create(&thread, NULL, peer_carry, &down) != 0)
        return;
    peer_carry(&up);
    pthread_join(thread, NULL);
    if (broken) {
        peer_reset(client);
        peer_reset(origin);
    }
}

static inline void peer_tunnel(int client, const char *head, const char *habit)
{
    int origin = peer_dial(head);
    int second = strcmp(habit, "twice") == 0 ? peer_dial(head) : -1;

    if (strcmp(habit, "late") == 0)
        poll(NULL, 0, 600);
    if (origin >= 0 && strcmp(habit, "connects-and-hangs") == 0) {
        peer_wait(client);
        close(origin);
        return;
    }
    if (origin < 0) {
        peer_say(client, "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
        return;
    }
    if (strcmp(habit, "dribbles") == 0) {
        for (const char *at = "HTTP/1.1 200 OK\r\n\r\n"; *at != 0; at++)
            send(client, at, 1, MSG_NOSIGNAL);
    } else if (strcmp(habit, "connects-and-refuses") == 0) {
        peer_say(client, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
    } else {
        peer_say(client, "HTTP/1.1 200 OK\r\n\r\n");
    }
    if (strcmp(habit, "swallows") == 0)
        peer_wait(client);
    else
        peer_relay(client, origin);
    close(origin);
    if (second >= 0)
        close(second);
}

static inline void peer_flood(int fd, const char *head, const char *line)
{
    static const char block[65536];

    peer_say(fd, head);
    while (send(fd, line == NULL ? block : line, line == NULL ? sizeof(block) : strlen(line), MSG_NOSIGNAL) > 0)
        continue;
}

static inline void peer_connect_often(int client, const char *head)
{
    int fds[60];
    size_t count = 0;

    while (count < 60 && (fds[count] = peer_dial(head)) >= 0)
        count++;
    peer_say(client, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
    peer_wait(client);
    while (count > 0)
        close(fds[--count]);
}

static inline void peer_behave(int fd, const char *head, const char *habit)
{
    if (strcmp(habit, "refuses") == 0)
        peer_say(fd, "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
    else if (strcmp(habit, "asks") == 0)
        peer_say(fd, "HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n");
    else if (strcmp(habit, "garbage") == 0)
        peer_say(fd, "\x01\xff nothing of the kind\r\n\r\n");
    else if (strcmp(habit, "echoes") == 0)
        peer_say(fd, head);
    else if (strcmp(habit, "lies") == 0)
        peer_say(fd, "HTTP/1.1 200 OK\r\n\r\n");
    else if (strcmp(habit, "resets-in-head") == 0)
        peer_say(fd, "HTTP/1.1 200 O");
    else if (strcmp(habit, "endless-head") == 0)
        peer_flood(fd, "HTTP/1.1 200 OK\r\n", "X: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n");
    else if (strcmp(habit, "endless-body") == 0)
        peer_flood(fd, "HTTP/1.1 403 Forbidden\r\n\r\n", NULL);
    else if (strcmp(habit, "connects-often") == 0)
        peer_connect_often(fd, head);
    else if (strcmp(habit, "closes") != 0 && strcmp(habit, "silent") != 0)
        peer_tunnel(fd, head, habit);
    if (strcmp(habit, "silent") == 0 || strcmp(habit, "lies") == 0 || strcmp(habit, "garbage") == 0)
        peer_wait(fd);
    if (strcmp(habit, "resets-in-head") == 0)
        peer_reset(fd);
}

#define PEER_CHALLENGE "HTTP/1.1 407 Who\r\nProxy-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\r\n"

/* Asks for Digest credentials and takes any; "digest-tires": from the fifth request on it is silent; "digest-endless",
 * "digest-late": the body of its 407 has no length, or never comes, and the connection stays open. */
static inline void peer_ask_digest(struct peer_client *client, const char *head, const char *habit)
{
    bool endless = strcmp(habit, "digest-endless") == 0;
    bool tired = atomic_fetch_add(&client->peer->requests, 1) >= 4 && strcmp(habit, "digest-tires") == 0;

    if (tired)
        peer_wait(client->fd);
    else if (strstr(head, "\r\nProxy-Authorization: Digest ") != NULL)
        peer_tunnel(client->fd, head, habit);
    else if (endless || strcmp(habit, "digest-late") == 0) {
        peer_say(client->fd, endless ? PEER_CHALLENGE "\r\n" : PEER_CHALLENGE "Content-Length: 9\r\n\r\n");
        peer_wait(client->fd);
    } else
        peer_say(client->fd, PEER_CHALLENGE "Content-Length: 0\r\n\r\n");
}

static inline void *peer_serve(void *argument)
{
    struct peer_client client = *(struct peer_client *)argument;
    char head[8192];
    char habit[32] = "";
    const char *field;

    free(argument);
    snprintf(habit, sizeof(habit), "%s", client.peer->habit);
    if (peer_read_head(client.fd, head, sizeof(head)) > 0) {
        field = strstr(head, "\r\nPeer: ");
        if (field != NULL)
            sscanf(field, "\r\nPeer: %31[a-z-]", habit);
        if (strncmp(habit, "digest", strlen("digest")) == 0)
            peer_ask_digest(&client, head, habit);
        else
            peer_behave(client.fd, head, habit);
    }
    close(client.fd);
    atomic_fetch_sub(&client.peer->busy, 1);
    return NULL;
}

static inline void *peer_accept(void *argument)
{
    struct peer *peer = argument;
    struct sockaddr_in from;
    socklen_t size = sizeof(from);
    int fd;

    while ((fd = accept4(peer->listener, (struct sockaddr *)&from, &size, SOCK_CLOEXEC)) >= 0) {
        struct peer_client *client = malloc(sizeof(*client));
        pthread_t thread;

        *client = (struct peer_client){peer, fd};
        if (ntohs(from.sin_port) < CS_CLIENT_PORTS_FIRST)
            atomic_fetch_add(&peer->kernels, 1);
        atomic_fetch_add(&peer->busy, 1);
        if (pthread_create(&thread, NULL, peer_serve, client) == 0)
            pthread_detach(thread);
    }
    return NULL;
}

static inline void peer_start(struct peer *peer, const char *habit)
{
    socklen_t size = sizeof(peer->address);

    memset(peer, 0, sizeof(*peer));
    peer->habit = habit;
    peer->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (!cs_address_parse("127.0.0.1", 0, &peer->address) ||
        bind(peer->listener, (struct sockaddr *)&peer->address, size) < 0 || listen(peer->listener, 1024) < 0)
        abort();
    getsockname(peer->listener, (struct sockaddr *)&peer->address, &size);
    pthread_create(&peer->thread, NULL, peer_accept, peer);
}

/* The engine has closed all its ends by now, so every connection comes to its end. */
static inline void peer_stop(struct peer *peer)
{
    shutdown(peer->listener, SHUT_RDWR);
    pthread_join(peer->thread, NULL);
    while (atomic_load(&peer->busy) > 0)
        sched_yield();
    close(peer->listener);
}

#endif
