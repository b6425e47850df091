/* A hostile target for tests: hostile MODE HONEST COMMAND [ARG...] listens on a free port of 127.0.0.1, runs the
 * command with every "@PORT@" in its arguments replaced, and prints "pid N" and what became of it: "exit N, S s, M MiB"
 * (wall time, peak memory of the command).  It exits with the command's status.  The first HONEST connections and every
 * second one after them get a working tunnel, so that a run gets past its preflight; HONEST 0: none does. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/cli/e2e/hostile.h"

void hostile_send(int peer, const char *text)
{
    (void)send(peer, text, strlen(text), MSG_NOSIGNAL);
}

static void read_head(int peer)
{
    char bytes[4096];

    (void)recv(peer, bytes, sizeof(bytes), 0);
}

/* Sends |text| over and over until the peer has had enough. */
static void flood(int peer, const char *text)
{
    char block[16384];
    size_t length = strlen(text), used = 0;

    for (; used + length <= sizeof(block); used += length)
        memcpy(block + used, text, length);
    while (send(peer, block, used, MSG_NOSIGNAL) >= 0)
        continue;
}

static void endless_header(int peer)
{
    hostile_send(peer, "HTTP/1.1 200 OK\r\n");
    flood(peer, "X-Filler: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n");
}

static void endless_interim(int peer)
{
    flood(peer, "HTTP/1.1 100 Continue\r\n\r\n");
}

static void byte_a_second(int peer)
{
    struct timespec second = {.tv_sec = 1};

    for (const char *at = "HTTP/1.1 200 Connection established\r\n\r\n"; *at != '\0'; at++) {
        if (send(peer, at, 1, MSG_NOSIGNAL) < 0)
            return;
        (void)nanosleep(&second, NULL); /* the hostile peer's own pace, not a wait of ours */
    }
}

static void instant_close(int peer)
{
    (void)shutdown(peer, SHUT_RDWR);
}

static void reset_in_header(int peer)
{
    struct linger linger = {.l_onoff = 1};

    hostile_send(peer, "HTTP/1.1 200 OK\r\nX-Cut: he");
    read_head(peer);
    (void)setsockopt(peer, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
}

static void garbage(int peer)
{
    char bytes[512];

    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (char)(i * 7 + 1);
    (void)send(peer, bytes, sizeof(bytes), MSG_NOSIGNAL);
    read_head(peer);
}

static void gigabyte_body(int peer)
{
    static char block[1 << 20];

    memset(block, 'x', sizeof(block) - 1);
    read_head(peer);
    hostile_send(peer, "HTTP/1.1 403 Forbidden\r\nContent-Length: 1073741824\r\n\r\n");
    for (int i = 0; i < 1025; i++)
        if (send(peer, block, sizeof(block), MSG_NOSIGNAL) < 0)
            return;
}

static void echo(int peer)
{
    char bytes[4096];
    ssize_t length;

    while ((length = recv(peer, bytes, sizeof(bytes), 0)) > 0)
        if (send(peer, bytes, (size_t)length, MSG_NOSIGNAL) < 0)
            return;
}

static void silent(int peer)
{
    char bytes[4096];

    while (recv(peer, bytes, sizeof(bytes), 0) > 0)
        continue;
}

/* What closes scripts, CDATA and comments, steers terminals and is no UTF-8, in every part, on a line of 1 MiB. */
static void markup(int peer)
{
    static const char part[] = "</script><script>alert(1)</script>]]>-->\x1b[31m\xff\xfe"; /* its NUL is sent, too */
    char line[64 * sizeof(part)];

    for (size_t i = 0; i < sizeof(line); i++)
        line[i] = part[i % sizeof(part)];
    read_head(peer);
    hostile_send(peer, "HTTP/1.1 403 <script>]]>\x1b[31m\xff\xfe\r\nX-</script>: ]]><!--\x1b[31m\xff\r\n"
                       "Content-Length: 1048576\r\n\r\n");
    for (size_t left = 1 << 20, length; left > 0; left -= length) {
        length = left < sizeof(line) ? left : sizeof(line);
        if (send(peer, line, length, MSG_NOSIGNAL) < 0)
            return;
    }
}

static int connect_to(const char *host, unsigned short port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    int origin = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (inet_pton(AF_INET, host, &address.sin_addr) != 1 ||
        connect(origin, (const void *)&address, sizeof(address)) != 0) {
        close(origin);
        return -1;
    }
    return origin;
}

static int pass_on(int from, int to)
{
    char bytes[16384];
    ssize_t length = recv(from, bytes, sizeof(bytes), 0);

    return length > 0 && send(to, bytes, (size_t)length, MSG_NOSIGNAL) == length;
}

int hostile_dial(int peer)
{
    char head[4096] = {0};
    char host[16];
    unsigned short port;

    if (recv(peer, head, sizeof(head) - 1, 0) <= 0 || sscanf(head, "CONNECT %15[0-9.]:%hu", host, &port) != 2)
        return -1;
    return connect_to(host, port);
}

/* A working, if careless, proxy: what follows the head in its segment is lost. */
static void honest(int peer)
{
    struct pollfd ends[2] = {{.fd = peer, .events = POLLIN}, {.events = POLLIN}};

    ends[1].fd = hostile_dial(peer);
    if (ends[1].fd < 0)
        return;
    hostile_send(peer, "HTTP/1.1 200 OK\r\n\r\n");
    while (poll(ends, 2, -1) > 0) {
        if (ends[0].revents != 0 && !pass_on(peer, ends[1].fd))
            return;
        if (ends[1].revents != 0 && !pass_on(ends[1].fd, peer))
            return;
    }
}

static const struct {
    const char *name;
    void (*serve)(int peer);
} modes[] = {
    {"endless-header", endless_header},
    {"endless-interim", endless_interim},
    {"byte-a-second", byte_a_second},
    {"instant-close", instant_close},
    {"reset-in-header", reset_in_header},
    {"garbage", garbage},
    {"gigabyte-body", gigabyte_body},
    {"echo", echo},
    {"silent", silent},
    {"markup", markup},
};

static int listen_anywhere(char port[8], int backlog)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof(address);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (listener < 0 || bind(listener, (const void *)&address, sizeof(address)) != 0 ||
        listen(listener, backlog) != 0 || getsockname(listener, (void *)&address, &length) != 0)
        return -1;
    (void)snprintf(port, 8, "%u", ntohs(address.sin_port));
    return listener;
}

/* Serves each connection in a process of its own; ends with its parent. */
static void serve_all(int listener, long honest_count, void (*serve)(int peer))
{
    long number = 0;

    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)signal(SIGCHLD, SIG_IGN);
    for (;;) {
        int peer = accept(listener, NULL, NULL);

        if (peer < 0)
            continue;
        number++;
        if (fork() == 0) {
            (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
            if (number <= honest_count || (honest_count > 0 && number % 2 == 0))
                honest(peer);
            else
                serve(peer);
            _exit(0);
        }
        close(peer);
    }
}

/* One connection of nearly a proxy; |open| counts those that are being served. */
static void serve_one(const struct hostile_mode *mode, int peer, int *open)
{
    if (mode->most_at_once > 0 && __atomic_add_fetch(open, 1, __ATOMIC_SEQ_CST) > mode->most_at_once)
        hostile_send(peer, "HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    else
        mode->serve(peer);
    (void)__atomic_sub_fetch(open, 1, __ATOMIC_SEQ_CST);
}

static void serve_proxy(int listener, const struct hostile_mode *mode)
{
    int *open = mmap(NULL, sizeof(*open), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (open == MAP_FAILED)
        return;
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)signal(SIGCHLD, SIG_IGN);
    for (long number = 1;; number++) {
        int peer = accept(listener, NULL, NULL);

        if (mode->dies_after > 0 && number > mode->dies_after)
            _exit(0);
        while (mode->deaf_after > 0 && number > mode->deaf_after)
            (void)pause();
        if (number <= mode->drops_first || (mode->drops_every > 0 && number % mode->drops_every == 0)) {
            close(peer);
            continue;
        }
        if (mode->one_by_one) {
            serve_one(mode, peer, open);
        } else if (fork() == 0) {
            (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
            serve_one(mode, peer, open);
            _exit(0);
        }
        close(peer);
    }
}

static char *fill_in(const char *argument, const char *port)
{
    const char *mark = strstr(argument, "@PORT@");
    char *filled = NULL;

    if (mark == NULL)
        return strdup(argument);
    if (asprintf(&filled, "%.*s%s%s", (int)(mark - argument), argument, port, mark + strlen("@PORT@")) < 0)
        return NULL;
    return filled;
}

static void run_command(char **argv, const char *port)
{
    for (char **argument = argv; *argument != NULL; argument++)
        *argument = fill_in(*argument, port);
    (void)execvp(argv[0], argv);
    perror(argv[0]);
    _exit(126);
}

static int watch(pid_t command)
{
    struct timespec began;
    struct timespec ended;
    struct rusage usage;
    int status;

    (void)clock_gettime(CLOCK_MONOTONIC, &began);
    if (wait4(command, &status, 0, &usage) < 0)
        return 125;
    (void)clock_gettime(CLOCK_MONOTONIC, &ended);
    status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    printf("exit %d, %ld s, %ld MiB\n", status, (long)(ended.tv_sec - began.tv_sec), usage.ru_maxrss / 1024);
    return status;
}

/* The server's process, which ends with ours; false: there is no such mode. */
static bool start_server(const char *name, long honest_count, char port[8], pid_t *server)
{
    const struct hostile_mode *proxy = NULL;
    void (*serve)(int peer) = NULL;
    int listener;

    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
        if (strcmp(name, modes[i].name) == 0)
            serve = modes[i].serve;
    for (size_t i = 0; i < hostile_proxy_count; i++)
        if (strcmp(name, hostile_proxies[i].name) == 0)
            proxy = &hostile_proxies[i];
    listener = listen_anywhere(port, proxy != NULL && proxy->one_by_one ? 64 : 1024);
    if ((serve == NULL && proxy == NULL) || listener < 0)
        return false;
    *server = fork();
    if (*server == 0 && proxy != NULL)
        serve_proxy(listener, proxy);
    if (*server == 0)
        serve_all(listener, honest_count, serve);
    close(listener);
    return true;
}

int main(int argc, char **argv)
{
    char port[8];
    pid_t server;
    pid_t command;
    int status;

    if (argc < 4 || !start_server(argv[1], strtol(argv[2], NULL, 10), port, &server)) {
        fputs("usage: hostile MODE HONEST COMMAND [ARG...]\n", stderr);
        return 2;
    }
    command = fork();
    if (command == 0)
        run_command(argv + 3, port);
    printf("pid %d\n", (int)command);
    (void)fflush(stdout);
    status = watch(command);
    (void)kill(server, SIGKILL);
    (void)waitpid(server, NULL, 0);
    return status;
}
