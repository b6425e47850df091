/* Targets that are nearly proxies: each has one thing that makes it hard to test. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "harness/cli/e2e/hostile.h"

#define OK "HTTP/1.1 200 OK\r\n\r\n"

/* How a tunnel passes bytes on. */
struct habit {
    size_t held;        /* from the client: so many come together, or none */
    bool swallows;      /* nothing is passed on */
    bool one_way;       /* nothing of the origin's is passed on */
    bool keeps_ends;    /* an end is never passed on */
    long pause_ms;      /* before each block */
    const char *answer; /* NULL: none until the origin speaks */
};

static bool pass_on(int from, int to, size_t held, bool swallows)
{
    char bytes[16384];
    ssize_t length = recv(from, bytes, sizeof(bytes), held > 0 ? MSG_PEEK : 0);

    if (length <= 0)
        return false;
    if (held > 0 && (size_t)length < held) {
        struct timespec moment = {.tv_nsec = 5000000};

        (void)nanosleep(&moment, NULL); /* its own pace */
        return true;
    }
    if (held > 0)
        (void)recv(from, bytes, (size_t)length, 0);
    return swallows || send(to, bytes, (size_t)length, MSG_NOSIGNAL) == length;
}

static void wait_a_little(long milliseconds)
{
    struct timespec moment = {.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000};

    if (milliseconds > 0)
        (void)nanosleep(&moment, NULL); /* the hostile peer's own pace, not a wait of ours */
}

static void sit(int peer)
{
    char bytes[4096];

    while (recv(peer, bytes, sizeof(bytes), 0) > 0)
        continue;
}

static void relay(int peer, int origin, const struct habit *habit)
{
    struct pollfd ends[2] = {{.fd = peer, .events = POLLIN}, {.fd = origin, .events = POLLIN}};
    bool answered = habit->answer != NULL;

    while (poll(ends, 2, -1) > 0) {
        wait_a_little(habit->pause_ms);
        if (ends[0].revents != 0 && !pass_on(peer, origin, habit->held, habit->swallows))
            break;
        if (ends[1].revents == 0)
            continue;
        if (!answered)
            hostile_send(peer, OK);
        answered = true;
        if (!pass_on(origin, peer, 0, habit->swallows || habit->one_way))
            break;
    }
    if (habit->keeps_ends)
        sit(peer);
}

static void tunnel(int peer, const struct habit *habit)
{
    int origin = hostile_dial(peer);

    if (origin < 0) {
        hostile_send(peer, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        return;
    }
    if (habit->answer != NULL)
        hostile_send(peer, habit->answer);
    relay(peer, origin, habit);
    close(origin);
}

static void careless(int peer)
{
    tunnel(peer, &(struct habit){.answer = OK});
}

static void no_empty_line(int peer)
{
    tunnel(peer, &(struct habit){.answer = "HTTP/1.1 200 OK\r\n"});
}

static void waits_for_origin(int peer)
{
    tunnel(peer, &(struct habit){.answer = NULL});
}

static void minor_ten(int peer)
{
    tunnel(peer, &(struct habit){.answer = "HTTP/1.10 200 OK\r\n\r\n"});
}

static void holds(int peer)
{
    tunnel(peer, &(struct habit){.answer = OK, .held = 4096});
}

static void swallows(int peer)
{
    tunnel(peer, &(struct habit){.answer = OK, .swallows = true});
}

static void one_way(int peer)
{
    tunnel(peer, &(struct habit){.answer = OK, .one_way = true});
}

static void keeps_ends(int peer)
{
    tunnel(peer, &(struct habit){.answer = OK, .keeps_ends = true});
}

static void slow(int peer)
{
    wait_a_little(100);
    tunnel(peer, &(struct habit){.answer = OK, .pause_ms = 20});
}

static void silent_on_errors(int peer)
{
    int origin = hostile_dial(peer);

    if (origin < 0) {
        sit(peer);
        return;
    }
    hostile_send(peer, OK);
    relay(peer, origin, &(struct habit){.answer = OK});
    close(origin);
}

static void answer(int peer, const char *text)
{
    char head[4096];

    if (recv(peer, head, sizeof(head), 0) > 0)
        hostile_send(peer, text);
}

static void digest_without_nonce(int peer)
{
    answer(peer, "HTTP/1.1 407 Who\r\nProxy-Authenticate: Digest realm=\"x\"\r\nContent-Length: 0\r\n"
                 "Connection: close\r\n\r\n");
}

static void web_server(int peer)
{
    answer(peer,
           "HTTP/1.0 501 Unsupported method ('CONNECT')\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n");
}

static void refuses(int peer)
{
    answer(peer, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}

static void lies(int peer)
{
    answer(peer, OK);
    sit(peer);
}

static void accepts_nothing(int peer)
{
    (void)peer;
    for (;;)
        wait_a_little(1000);
}

const struct hostile_mode hostile_proxies[] = {
    {.name = "no-empty-line", .serve = no_empty_line},
    {.name = "waits-for-origin", .serve = waits_for_origin},
    {.name = "minor-ten", .serve = minor_ten},
    {.name = "digest-without-nonce", .serve = digest_without_nonce},
    {.name = "web-server", .serve = web_server},
    {.name = "refuses", .serve = refuses},
    {.name = "lies", .serve = lies},
    {.name = "holds", .serve = holds},
    {.name = "swallows", .serve = swallows},
    {.name = "one-way", .serve = one_way},
    {.name = "keeps-ends", .serve = keeps_ends},
    {.name = "slow", .serve = slow},
    {.name = "silent-on-errors", .serve = silent_on_errors},
    {.name = "accepts-nothing", .serve = accepts_nothing, .one_by_one = true},
    {.name = "one-at-a-time", .serve = careless, .one_by_one = true},
    {.name = "deaf-later", .serve = careless, .deaf_after = 300},
    {.name = "dies-later", .serve = careless, .dies_after = 300},
    {.name = "full", .serve = careless, .most_at_once = 8},
    {.name = "drops-first", .serve = careless, .drops_first = 1},
    {.name = "drops-seventh", .serve = careless, .drops_every = 7},
    {.name = "careless", .serve = careless},
};
const size_t hostile_proxy_count = sizeof(hostile_proxies) / sizeof(hostile_proxies[0]);
