/* The guardian: a small process between us and a target.  It starts the target, and when we say so, or die in whatever
 * way, it ends every process that the target has left and removes the target's files.
 *
 * We and the guardian share a socket.  Its closing, by us or by the kernel, is the order to end; its closing by the
 * guardian says that nothing is left. */
#ifndef CONNECTSPEC_SUPERVISOR_H
#define CONNECTSPEC_SUPERVISOR_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "reference/must_use.h"

/* Files outside the private directory that a killed target leaves: those in |directory| that begin with |prefix|. */
struct cs_leftover {
    char *directory;
    char *prefix;
};

/* What to run and how to end it.  Borrowed for the call of cs_supervisor_start only. */
struct cs_supervisor_order {
    char *const *arguments;    /* [0]: absolute path of the program; NULL-terminated */
    char *const *environment;  /* NULL-terminated */
    const char *root;          /* root file system in which it runs; NULL: ours */
    const char *const *shared; /* what of ours shows there, NULL-terminated */
    const char *directory;     /* the target's working directory; removed with all in it at the end */
    int log;                   /* descriptor for stdout and stderr */
    bool piped;                /* stdin and stdout are |input| and |output| */
    int input, output;
    bool drop; /* become |uid| and |gid| before the program starts (we are root) */
    uid_t uid;
    gid_t gid;
    unsigned descriptors; /* RLIMIT_NOFILE of the target, as far as we may raise it; 0: ours */
    bool kill_at_once;    /* end it with SIGKILL; else SIGTERM, and SIGKILL 4 s later */
    size_t leftover_count;
    const struct cs_leftover *leftovers;
};

/* A running guardian.  |socket| is non-blocking: poll it, and read it with cs_supervisor_read. */
struct cs_supervisor {
    pid_t pid;
    int socket; /* -1: none */
};

enum cs_supervisor_event {
    CS_SUPERVISOR_NOTHING,     /* no news */
    CS_SUPERVISOR_EXEC_FAILED, /* |value|: errno of the step that failed; CS_SUPERVISOR_EXITED follows */
    CS_SUPERVISOR_EXITED,      /* the target's first process has ended; |value|: its wait status */
    CS_SUPERVISOR_GONE,        /* the guardian has ended, and everything with it */
};

/* Starts a guardian with its target.  Returns 0, or an errno; then there is no guardian and |directory| stays. */
CS_MUST_USE int cs_supervisor_start(const struct cs_supervisor_order *order, struct cs_supervisor *guard);

/* The next piece of news. */
enum cs_supervisor_event cs_supervisor_read(const struct cs_supervisor *guard, int *value);

/* Orders the end, |at_once| by SIGKILL whatever was ordered first; CS_SUPERVISOR_GONE follows.  Async-signal-safe. */
void cs_supervisor_end(const struct cs_supervisor *guard, bool at_once);

/* Waits for the guardian's end and closes the socket: at once after CS_SUPERVISOR_GONE, else at most about 14 s after
 * cs_supervisor_end. */
void cs_supervisor_reap(struct cs_supervisor *guard);

/* Ends and waits for every guardian that is still there.  Async-signal-safe. */
void cs_supervisor_end_all(void);

#endif
