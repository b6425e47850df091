#include "harness/launch/supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/launch/supervisor_child.h"

#define GUARDS_MAX 256

/* Every guardian that is there, for cs_supervisor_end_all: a signal handler may read it at any time. */
struct slot {
    atomic_int pid; /* 0: free */
    atomic_int socket;
};
static struct slot slots[GUARDS_MAX];

static struct slot *find_slot(pid_t pid)
{
    for (size_t i = 0; i < GUARDS_MAX; i++)
        if (atomic_load(&slots[i].pid) == pid)
            return &slots[i];
    return NULL;
}

static int start(const struct cs_supervisor_order *order, int ours, int theirs, struct cs_supervisor *guard)
{
    struct slot *slot = find_slot(0);
    sigset_t all, before;
    pid_t pid;

    if (slot == NULL)
        return EAGAIN;
    /* No handler of ours may run in the child. */
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    pid = _Fork(); /* not fork(): libuv's handlers would reopen its pipes, on descriptors that the guardian uses */
    if (pid == 0)
        cs_supervisor_main(order, theirs);
    if (pid > 0) {
        atomic_store(&slot->socket, ours);
        atomic_store(&slot->pid, pid);
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (pid < 0)
        return errno;
    guard->pid = pid;
    guard->socket = ours;
    return 0;
}

int cs_supervisor_start(const struct cs_supervisor_order *order, struct cs_supervisor *guard)
{
    int pair[2];
    int status;

    guard->pid = 0;
    guard->socket = -1;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) != 0)
        return errno;
    status = start(order, pair[0], pair[1], guard);
    close(pair[1]);
    if (status != 0)
        close(pair[0]);
    return status;
}

enum cs_supervisor_event cs_supervisor_read(const struct cs_supervisor *guard, int *value)
{
    struct cs_supervisor_news news;
    ssize_t length;

    *value = 0;
    do
        length = recv(guard->socket, &news, sizeof(news), 0);
    while (length < 0 && errno == EINTR);
    if (length == (ssize_t)sizeof(news)) {
        *value = news.value;
        return news.event;
    }
    return length < 0 && errno == EAGAIN ? CS_SUPERVISOR_NOTHING : CS_SUPERVISOR_GONE;
}

void cs_supervisor_end(const struct cs_supervisor *guard, bool at_once)
{
    if (at_once)
        (void)!write(guard->socket, "", 1); /* where that fails it is asked politely */
    shutdown(guard->socket, SHUT_WR);
}

static void wait_for(pid_t pid)
{
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        continue;
}

void cs_supervisor_reap(struct cs_supervisor *guard)
{
    struct slot *slot = guard->pid == 0 ? NULL : find_slot(guard->pid);

    if (slot == NULL)
        return;
    atomic_store(&slot->pid, 0);
    wait_for(guard->pid);
    close(guard->socket);
    guard->pid = 0;
    guard->socket = -1;
}

void cs_supervisor_end_all(void)
{
    for (size_t i = 0; i < GUARDS_MAX; i++)
        if (atomic_load(&slots[i].pid) != 0)
            shutdown(atomic_load(&slots[i].socket), SHUT_WR);
    for (size_t i = 0; i < GUARDS_MAX; i++) {
        pid_t pid = atomic_exchange(&slots[i].pid, 0);

        if (pid != 0)
            wait_for(pid);
    }
}
