#include "harness/net/poll.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#define BATCH 256

TAILQ_HEAD(polls, cs_poll);

/* One for a loop, from the first descriptor to the last. */
struct cs_poller {
    uv_loop_t *loop;
    int fd;
    size_t count; /* of descriptors */
    struct polls changed;
    struct polls due;
    struct polls closed;
    struct epoll_event batch[BATCH]; /* being told */
    int batch_length;
    uint64_t turn;        /* of the loop */
    uv_poll_t poll;       /* of |fd| */
    uv_prepare_t prepare; /* asks the kernel before the loop waits */
    uv_check_t check;     /* tells those that are due, behind what the kernel reports */
    uv_idle_t idle;       /* somebody is due: the loop does not wait */
    unsigned open_handles;
};

static void tell_closed(struct cs_poller *poller)
{
    struct cs_poll *poll;

    while ((poll = TAILQ_FIRST(&poller->closed)) != NULL) {
        TAILQ_REMOVE(&poller->closed, poll, changed);
        poll->closed(poll->context);
    }
}

static void ask(struct cs_poll *poll, int operation, uint32_t events)
{
    struct epoll_event event = {.events = events, .data = {.ptr = poll}};

    if (epoll_ctl(poll->poller->fd, operation, poll->fd, &event) == 0)
        poll->known = events;
}

/* EPOLLOUT of those that are due is not asked for: they are told anyway. */
static void bring_up_to_date(struct cs_poll *poll)
{
    uint32_t events = poll->is_due ? poll->wanted & ~(uint32_t)EPOLLOUT : poll->wanted;

    if (events == poll->known)
        return;
    if (poll->known == 0)
        ask(poll, EPOLL_CTL_ADD, events);
    else
        ask(poll, events == 0 ? EPOLL_CTL_DEL : EPOLL_CTL_MOD, events);
}

static void on_prepare(uv_prepare_t *prepare)
{
    struct cs_poller *poller = prepare->data;
    struct cs_poll *poll;

    tell_closed(poller);
    while ((poll = TAILQ_FIRST(&poller->changed)) != NULL) {
        TAILQ_REMOVE(&poller->changed, poll, changed);
        poll->is_changed = false;
        bring_up_to_date(poll);
    }
}

static void forget_changes(struct cs_poll *poll)
{
    if (poll->is_changed)
        TAILQ_REMOVE(&poll->poller->changed, poll, changed);
    if (poll->is_due)
        TAILQ_REMOVE(&poll->poller->due, poll, due);
    poll->is_changed = false;
    poll->is_due = false;
}

static void note_change(struct cs_poll *poll)
{
    if (!poll->is_changed)
        TAILQ_INSERT_TAIL(&poll->poller->changed, poll, changed);
    poll->is_changed = true;
}

/* Whoever still wants to write when it has been told waits for the kernel; whoever wants to since waits for the next
 * turn. */
static void on_check(uv_check_t *check)
{
    struct cs_poller *poller = check->data;
    uint64_t turn = ++poller->turn;
    struct cs_poll *poll;

    while ((poll = TAILQ_FIRST(&poller->due)) != NULL && poll->turn < turn) {
        TAILQ_REMOVE(&poller->due, poll, due);
        poll->is_due = false;
        note_change(poll);
        if ((poll->wanted & EPOLLOUT) != 0)
            poll->ready(poll->context, EPOLLOUT);
    }
    if (poll == NULL)
        uv_idle_stop(&poller->idle);
}

static void on_idle(uv_idle_t *idle)
{
    (void)idle;
}

/* An error alone, or that both directions are shut, says nothing of what was asked for: whoever tries finds out. */
static uint32_t events_of(const struct cs_poll *poll, uint32_t reported)
{
    if (reported == EPOLLERR || reported == EPOLLHUP)
        reported |= poll->wanted;
    return reported & (poll->wanted | EPOLLERR);
}

static void on_poll(uv_poll_t *handle, int status, int events)
{
    struct cs_poller *poller = handle->data;

    (void)status;
    (void)events;
    poller->batch_length = epoll_wait(poller->fd, poller->batch, BATCH, 0);
    for (int i = 0; i < poller->batch_length; i++) {
        struct cs_poll *poll = poller->batch[i].data.ptr;
        uint32_t told = poll == NULL ? 0 : events_of(poll, poller->batch[i].events);

        if (told != 0)
            poll->ready(poll->context, told);
    }
    poller->batch_length = 0;
}

static void on_handle_closed(uv_handle_t *handle)
{
    struct cs_poller *poller = handle->data;

    if (--poller->open_handles > 0)
        return;
    tell_closed(poller);
    close(poller->fd);
    free(poller);
}

static void close_handle(struct cs_poller *poller, void *handle)
{
    uv_handle_t *any = handle;

    any->data = poller;
    poller->open_handles++;
    uv_close(any, on_handle_closed);
}

/* The next descriptor of this loop gets a new one. */
static void end(struct cs_poller *poller)
{
    uv_loop_set_data(poller->loop, NULL);
    close_handle(poller, &poller->poll);
    close_handle(poller, &poller->prepare);
    close_handle(poller, &poller->check);
    close_handle(poller, &poller->idle);
}

/* Only |poll| keeps the loop alive. */
static void begin(struct cs_poller *poller)
{
    uv_prepare_init(poller->loop, &poller->prepare);
    uv_check_init(poller->loop, &poller->check);
    uv_idle_init(poller->loop, &poller->idle);
    poller->poll.data = poller;
    poller->prepare.data = poller;
    poller->check.data = poller;
    uv_prepare_start(&poller->prepare, on_prepare);
    uv_check_start(&poller->check, on_check);
    uv_unref((uv_handle_t *)&poller->prepare);
    uv_unref((uv_handle_t *)&poller->check);
    uv_unref((uv_handle_t *)&poller->idle);
    uv_poll_start(&poller->poll, UV_READABLE, on_poll);
    uv_loop_set_data(poller->loop, poller);
}

/* 0, or an errno. */
static int poller_of(uv_loop_t *loop, struct cs_poller **out)
{
    struct cs_poller *poller = uv_loop_get_data(loop);
    int error = 0;

    *out = poller;
    if (poller != NULL)
        return 0;
    poller = calloc(1, sizeof(*poller));
    if (poller == NULL)
        return ENOMEM;
    poller->loop = loop;
    TAILQ_INIT(&poller->changed);
    TAILQ_INIT(&poller->due);
    TAILQ_INIT(&poller->closed);
    poller->fd = epoll_create1(EPOLL_CLOEXEC);
    if (poller->fd < 0)
        error = errno;
    else
        error = -uv_poll_init(loop, &poller->poll, poller->fd);
    if (error != 0) {
        if (poller->fd >= 0)
            close(poller->fd);
        free(poller);
        return error;
    }
    begin(poller);
    *out = poller;
    return 0;
}

int cs_loop_init(uv_loop_t *loop)
{
    uv_loop_set_data(loop, NULL);
    return uv_loop_init(loop);
}

int cs_poll_open(struct cs_poll *poll, uv_loop_t *loop, int fd, uint32_t events, cs_poll_ready *ready, void *context)
{
    struct epoll_event event = {.events = events, .data = {.ptr = poll}};
    struct cs_poller *poller;
    int error = poller_of(loop, &poller);

    *poll = (struct cs_poll){.poller = NULL};
    if (error != 0)
        return error;
    if (epoll_ctl(poller->fd, EPOLL_CTL_ADD, fd, &event) < 0) {
        error = errno;
        if (poller->count == 0)
            end(poller);
        return error;
    }
    *poll = (struct cs_poll){
        .poller = poller, .fd = fd, .wanted = events, .known = events, .ready = ready, .context = context};
    poller->count++;
    return 0;
}

void cs_poll_want(struct cs_poll *poll, uint32_t events)
{
    bool anew = (events & EPOLLOUT) != 0 && (poll->wanted & EPOLLOUT) == 0 && (poll->known & EPOLLOUT) == 0;

    if (poll->poller == NULL || events == poll->wanted)
        return;
    poll->wanted = events;
    note_change(poll);
    if (!anew || poll->is_due)
        return;
    poll->is_due = true;
    poll->turn = poll->poller->turn;
    TAILQ_INSERT_TAIL(&poll->poller->due, poll, due);
    uv_idle_start(&poll->poller->idle, on_idle);
}

void cs_poll_close(struct cs_poll *poll, void (*closed)(void *context))
{
    struct cs_poller *poller = poll->poller;

    if (poller == NULL)
        return;
    forget_changes(poll);
    if (poll->known != 0)
        ask(poll, EPOLL_CTL_DEL, 0);
    for (int i = 0; i < poller->batch_length; i++)
        if (poller->batch[i].data.ptr == poll)
            poller->batch[i].data.ptr = NULL;
    poll->poller = NULL;
    poll->closed = closed;
    TAILQ_INSERT_TAIL(&poller->closed, poll, changed);
    if (--poller->count == 0)
        end(poller);
}
