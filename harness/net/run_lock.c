#include "harness/net/run_lock.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define CS_WAITING_MAX 128
/* Between bind() and listen() of the holder, and when it has just left, connecting fails: then we try again at once. */
#define CS_TRIES_MAX 10000

struct cs_run_lock {
    uv_timer_t timer;
    uv_loop_t *loop;
    uint16_t port;
    int held; /* the name that makes it our turn, or -1 */
    void (*on_granted)(void *context);
    void *context;
    struct watch *watch; /* on the holder, or NULL */
};

/* A connection to the holder, which ends with it. */
struct watch {
    uv_poll_t poll;
    int fd;
    struct cs_run_lock *turn;
};

static socklen_t make_name(uint16_t port, struct sockaddr_un *name)
{
    int length;

    *name = (struct sockaddr_un){.sun_family = AF_UNIX};
    length = snprintf(name->sun_path + 1, sizeof(name->sun_path) - 1, "connectspec-turn-%u", (unsigned)port);
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length);
}

static int new_socket(void)
{
    return socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

/* Returns 0 when it is our turn, EADDRINUSE when it is another's, or another errno. */
static int hold(struct cs_run_lock *turn)
{
    struct sockaddr_un name;
    socklen_t length = make_name(turn->port, &name);
    int fd = new_socket();
    int error = 0;

    if (fd < 0)
        return errno;
    if (bind(fd, (struct sockaddr *)&name, length) < 0 || listen(fd, CS_WAITING_MAX) < 0) {
        error = errno;
        close(fd);
        return error;
    }
    turn->held = fd;
    return 0;
}

static void on_watch_closed(uv_handle_t *handle)
{
    free(handle->data);
}

static void stop_watching(struct cs_run_lock *turn)
{
    struct watch *watch = turn->watch;

    if (watch == NULL)
        return;
    turn->watch = NULL;
    uv_close((uv_handle_t *)&watch->poll, on_watch_closed); /* before close(): see cs_socket_disconnect */
    close(watch->fd);
}

static void on_holder_gone(uv_poll_t *poll, int status, int events);

/* Returns 0 when the holder is watched, or an errno. */
static int watch_holder(struct cs_run_lock *turn)
{
    struct sockaddr_un name;
    socklen_t length = make_name(turn->port, &name);
    struct watch *watch = calloc(1, sizeof(*watch));
    int fd = new_socket();
    int error = watch == NULL ? ENOMEM : fd < 0 ? errno : 0;

    if (error == 0 && connect(fd, (struct sockaddr *)&name, length) < 0)
        error = errno;
    if (error == 0)
        error = -uv_poll_init(turn->loop, &watch->poll, fd);
    if (error != 0) {
        if (fd >= 0)
            close(fd);
        free(watch);
        return error;
    }
    watch->fd = fd;
    watch->turn = turn;
    watch->poll.data = watch;
    turn->watch = watch;
    uv_poll_start(&watch->poll, UV_READABLE, on_holder_gone);
    return 0;
}

/* True when there is nothing to wait for: it is our turn, or nobody can be waited for. */
static bool try(struct cs_run_lock *turn)
{
    for (int i = 0; i < CS_TRIES_MAX; i++) {
        int error = hold(turn);

        if (error != EADDRINUSE)
            return true;
        error = watch_holder(turn);
        if (error == 0)
            return false;
        if (error != ECONNREFUSED)
            return true;
    }
    return true;
}

static void on_holder_gone(uv_poll_t *poll, int status, int events)
{
    struct watch *watch = poll->data;
    struct cs_run_lock *turn = watch->turn;

    (void)status;
    (void)events;
    stop_watching(turn);
    if (!try(turn))
        return;
    uv_timer_stop(&turn->timer);
    turn->on_granted(turn->context);
}

static void on_impatience(uv_timer_t *timer)
{
    struct cs_run_lock *turn = timer->data;

    stop_watching(turn);
    turn->on_granted(turn->context);
}

struct cs_run_lock *cs_run_lock_take(uv_loop_t *loop, uint16_t port, double patience, void (*on_granted)(void *context),
                                     void *context, bool *granted)
{
    struct cs_run_lock *turn = calloc(1, sizeof(*turn));

    *granted = false;
    if (turn == NULL)
        return NULL;
    turn->loop = loop;
    turn->port = port;
    turn->held = -1;
    turn->on_granted = on_granted;
    turn->context = context;
    uv_timer_init(loop, &turn->timer);
    turn->timer.data = turn;
    *granted = try(turn);
    if (!*granted)
        uv_timer_start(&turn->timer, on_impatience, (uint64_t)(patience * 1000), 0);
    return turn;
}

static void on_turn_closed(uv_handle_t *handle)
{
    free(handle->data);
}

void cs_run_lock_release(struct cs_run_lock *turn)
{
    if (turn == NULL)
        return;
    stop_watching(turn);
    if (turn->held >= 0)
        close(turn->held);
    uv_close((uv_handle_t *)&turn->timer, on_turn_closed);
}
