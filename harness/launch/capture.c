#include "harness/launch/capture.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/launch/root.h"

#define LIMIT_MS 5000

static long now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* In a session, and so a group, of its own. */
static pid_t start(char *const *arguments, int output)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    pid_t pid = 0;

    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    if (posix_spawn(&pid, arguments[0], &actions, &attributes, arguments, environ) != 0)
        pid = 0;
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return pid;
}

static pid_t start_inside(const char *root, const char *folder, char *const *arguments, int output)
{
    const char *const shared[] = {folder, NULL};
    pid_t pid = _Fork();

    if (pid != 0)
        return pid;
    setsid();
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    if (cs_root_enter(root, shared) == 0 && dup2(open("/dev/null", O_RDONLY), STDIN_FILENO) == STDIN_FILENO)
        execve(arguments[0], arguments, environ);
    _exit(127);
}

static size_t gather(int input, char *output, size_t capacity)
{
    struct pollfd polled = {.fd = input, .events = POLLIN};
    long deadline = now_ms() + LIMIT_MS;
    size_t length = 0;

    while (length + 1 < capacity) {
        long left = deadline - now_ms();
        ssize_t got;

        if (left <= 0 || poll(&polled, 1, (int)left) == 0)
            break;
        got = read(input, output + length, capacity - 1 - length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        length += (size_t)got;
    }
    output[length] = '\0';
    return length;
}

size_t cs_capture(const char *root, const char *folder, char *const *arguments, char *output, size_t capacity)
{
    size_t length = 0;
    int pipes[2];
    pid_t pid;

    output[0] = '\0';
    if (pipe2(pipes, O_CLOEXEC) != 0)
        return 0;
    pid = root == NULL ? start(arguments, pipes[1]) : start_inside(root, folder, arguments, pipes[1]);
    close(pipes[1]);
    if (pid > 0) {
        length = gather(pipes[0], output, capacity);
        kill(-pid, SIGKILL);
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
            continue;
    }
    close(pipes[0]);
    return length;
}

void cs_version_word(const char *output, const char *after, char *version, size_t capacity)
{
    const char *word = strstr(output, after);
    size_t length = 0;

    if (word != NULL)
        word += strlen(after) + strspn(word + strlen(after), " \t\r\n");
    while (word != NULL && length + 1 < capacity && word[length] > ' ' && word[length] < 0x7f &&
           strchr(",;()[]", word[length]) == NULL) {
        version[length] = word[length];
        length++;
    }
    version[length] = '\0';
}
