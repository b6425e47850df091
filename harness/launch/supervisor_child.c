#include "harness/launch/supervisor_child.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/launch/isolation.h"
#include "harness/launch/remove.h"
#include "harness/launch/root.h"

/* Where the descriptors of the guardian stand. */
#define SOCKET  3
#define LOG     4
#define INPUT   5
#define OUTPUT  6
#define SIGNALS 7

#define GRACE_MS   4000  /* between SIGTERM and SIGKILL */
#define KILL_MS    10000 /* for everything to vanish after SIGKILL */
#define LOOK_MS    100   /* children that are passed on to us raise no signal: look again */
#define FIRST_FREE 10
#define FILE_MAX   ((rlim_t)1 << 30)

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void tell(enum cs_supervisor_event event, int value)
{
    struct cs_supervisor_news news = {.event = event, .value = value};

    send(SOCKET, &news, sizeof(news), MSG_NOSIGNAL);
}

/* stdin, stdout and stderr to /dev/null, the socket and the log to their places, everything else closed: a guardian
 * that kept a listener or somebody's pipe open would hold it past our own end. */
static void settle_descriptors(const struct cs_supervisor_order *order, int socket)
{
    int null = open("/dev/null", O_RDWR);
    int log = fcntl(order->log, F_DUPFD, FIRST_FREE);
    int input = fcntl(order->piped ? order->input : null, F_DUPFD, FIRST_FREE);
    int output = fcntl(order->piped ? order->output : order->log, F_DUPFD, FIRST_FREE);

    socket = fcntl(socket, F_DUPFD, FIRST_FREE);
    dup2(null, STDIN_FILENO);
    dup2(null, STDOUT_FILENO);
    dup2(null, STDERR_FILENO);
    dup3(socket, SOCKET, O_CLOEXEC);
    dup3(log, LOG, O_CLOEXEC);
    dup3(input, INPUT, O_CLOEXEC);
    dup3(output, OUTPUT, O_CLOEXEC);
    close_range(OUTPUT + 1, ~0U, 0);
}

static void reset_signals(void)
{
    struct sigaction standard = {.sa_handler = SIG_DFL};

    for (int signal = 1; signal < NSIG; signal++)
        sigaction(signal, &standard, NULL);
}

/* ---- the target's process, until exec ---- */

static void raise_limit(unsigned descriptors)
{
    struct rlimit limit;

    if (descriptors == 0 || getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = descriptors;
    if (limit.rlim_max < descriptors) {
        struct rlimit higher = {.rlim_cur = descriptors, .rlim_max = descriptors};

        if (setrlimit(RLIMIT_NOFILE, &higher) == 0)
            return;
        limit.rlim_cur = limit.rlim_max;
    }
    setrlimit(RLIMIT_NOFILE, &limit);
}

/* What it prints is kept in memory. */
static void bound_output(void)
{
    static const struct rlimit most = {.rlim_cur = FILE_MAX, .rlim_max = FILE_MAX};

    setrlimit(RLIMIT_FSIZE, &most);
}

static int enter_root(const struct cs_supervisor_order *order)
{
    return order->root == NULL || (errno = cs_root_enter(order->root, order->shared)) == 0 ? 0 : -1;
}

static int become(const struct cs_supervisor_order *order)
{
    if (!order->drop)
        return 0;
    return setgroups(1, &order->gid) != 0 || setgid(order->gid) != 0 || setuid(order->uid) != 0 ? -1 : 0;
}

_Noreturn static void run_target(const struct cs_supervisor_order *order, pid_t guardian)
{
    sigset_t none;

    setsid();
    raise_limit(order->descriptors);
    if (!order->piped)
        bound_output();
    if (enter_root(order) == 0 && become(order) == 0 && chdir(order->directory) == 0) {
        /* After the change of user, which clears it: should the guardian be killed, at least this process goes. */
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != guardian)
            _exit(127);
        umask(022);
        dup2(INPUT, STDIN_FILENO);
        dup2(OUTPUT, STDOUT_FILENO);
        dup2(LOG, STDERR_FILENO);
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        execve(order->arguments[0], order->arguments, order->environment);
    }
    tell(CS_SUPERVISOR_EXEC_FAILED, errno);
    _exit(127);
}

/* ---- supervision ---- */

struct ward {
    pid_t pid;
    bool reaped;
};

/* Reaps whoever has ended.  Returns false when no child is left. */
static bool reap(struct ward *ward)
{
    int status;
    pid_t pid;

    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        if (pid != ward->pid)
            continue;
        ward->reaped = true;
        tell(CS_SUPERVISOR_EXITED, status);
    }
    return pid == 0;
}

/* Takes the signals that have come.  Returns whether one of them asks for the end. */
static bool take_signals(struct ward *ward)
{
    struct signalfd_siginfo info;
    bool end = false;

    while (read(SIGNALS, &info, sizeof(info)) == (ssize_t)sizeof(info))
        end |= info.ssi_signo != SIGCHLD;
    reap(ward);
    return end;
}

/* Returns whether the end is to come at once: then the order is a byte, else the end of the stream alone. */
static bool wait_for_order(struct ward *ward)
{
    struct pollfd polled[2] = {{.fd = SOCKET, .events = POLLIN}, {.fd = SIGNALS, .events = POLLIN}};
    char order;

    do {
        if (poll(polled, 2, -1) < 0)
            continue;
        if (polled[1].revents != 0 && take_signals(ward))
            return false;
    } while (polled[0].revents == 0);
    return recv(SOCKET, &order, 1, MSG_DONTWAIT) == 1;
}

/* Signals every process that is our child by now: as their reaper we inherit those whose parents have ended, also the
 * ones that made themselves a session of their own. */
static void kill_children(void)
{
    char text[4096];
    pid_t pid = 0;
    int file = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
    ssize_t length = file < 0 ? 0 : read(file, text, sizeof(text));

    for (ssize_t i = 0; i < length; i++) {
        if (text[i] >= '0' && text[i] <= '9') {
            pid = pid * 10 + (text[i] - '0');
            continue;
        }
        if (pid > 1)
            kill(pid, SIGKILL);
        pid = 0;
    }
    if (file >= 0)
        close(file);
}

static void await_signal(int64_t milliseconds)
{
    struct pollfd polled = {.fd = SIGNALS, .events = POLLIN};

    poll(&polled, 1, (int)milliseconds);
}

static void end_politely(struct ward *ward)
{
    int64_t deadline = now_ms() + GRACE_MS;

    if (kill(-ward->pid, SIGTERM) != 0)
        kill(ward->pid, SIGTERM); /* it has not made its session yet */
    while (!ward->reaped && now_ms() < deadline) {
        await_signal(deadline - now_ms());
        take_signals(ward);
    }
}

static void end_all(struct ward *ward, bool kill_at_once)
{
    int64_t deadline;

    if (!kill_at_once && !ward->reaped)
        end_politely(ward);
    /* A pid is ours only until it was reaped; then its group is no longer known to be the target's. */
    if (!ward->reaped)
        kill(-ward->pid, SIGKILL);
    deadline = now_ms() + KILL_MS;
    do {
        kill_children();
        take_signals(ward);
        if (!reap(ward))
            return;
        await_signal(LOOK_MS);
    } while (now_ms() < deadline);
}

static void block_signals(void)
{
    sigset_t set;

    reset_signals();
    sigfillset(&set);
    sigprocmask(SIG_SETMASK, &set, NULL);
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK); /* the lowest free descriptor: SIGNALS */
}

_Noreturn void cs_supervisor_main(const struct cs_supervisor_order *order, int socket)
{
    struct ward ward = {0};
    pid_t self = getpid();

    setsid(); /* out of reach of the terminal's Ctrl-C */
    prctl(PR_SET_NAME, "connectspec-gua");
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    settle_descriptors(order, socket);
    if (cs_isolation_is_inside())
        cs_isolation_own_memory(order->directory);
    block_signals();
    ward.pid = _Fork();
    if (ward.pid == 0)
        run_target(order, self);
    close_range(LOG, OUTPUT, 0);
    if (ward.pid > 0) {
        bool at_once = wait_for_order(&ward);

        end_all(&ward, order->kill_at_once || at_once);
    } else {
        tell(CS_SUPERVISOR_EXEC_FAILED, errno);
    }
    cs_remove_tree(order->directory);
    for (size_t i = 0; i < order->leftover_count; i++)
        cs_remove_prefixed(order->leftovers[i].directory, order->leftovers[i].prefix);
    _exit(0);
}
