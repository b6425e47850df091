/* One start of a target, prepared: its files written, its command and environment filled in. */
#ifndef CONNECTSPEC_LAUNCH_H
#define CONNECTSPEC_LAUNCH_H

#include "harness/launch/profile.h"
#include "harness/launch/supervisor.h"
#include "reference/must_use.h"
#include "reports/transcript.h"

struct cs_launch_options {
    struct cs_choice choice;
    const char *self;
    const char *fault;              /* handed on by the profile's `fault_option`; NULL: none */
    const struct cs_policy *policy; /* borrowed for the call */
    bool (*certify)(void *context, char **certificates, char **key); /* as in struct cs_target_options; NULL: none */
    void *certify_context;
    size_t variable_count; /* of a client: what its case gives it */
    const struct cs_variable *variables;
    const char *authority; /* PEM of what a client may trust, for ${ca-file}; NULL: none */
    const char *built;     /* for ${built}, borrowed until cs_launch_free; NULL: nothing was built */
    bool builds;           /* `build` is what is started, not `command` */
};

/* Where a client's standard input and output go; |errors| is where it complains. */
struct cs_launch_pipes {
    int input, output, errors;
};

struct cs_launch {
    char *program;
    char *folder;      /* of the profile */
    const char *self;  /* connectspec; borrowed */
    const char *built; /* borrowed; NULL: nothing was built */
    char *directory;   /* private, 0700, of the user the target runs as */
    char *unique;      /* ${name}: letters and digits, not used before */
    int log;           /* what it prints */
    uint16_t port;
    uint16_t second_port;
    bool names_ports; /* something of it holds ${allowed-ports}, in one of its forms */
    bool drop;
    uid_t uid;
    gid_t gid;
    size_t variable_count;
    struct cs_variable *variables;
    char **arguments;
    char **environment;
    size_t leftover_count;
    struct cs_leftover *leftovers;
};

/* A problem of the machine, not of the profile: text for the user that the caller frees. */
CS_MUST_USE char *cs_launch_trouble(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* How a process ended: |exec_error|, where it is not 0, or the wait status |status|. */
void cs_launch_ended(int exec_error, int status, char *text, size_t capacity);

/* "X is not installed: apt-get install ...", which the caller frees. */
CS_MUST_USE char *cs_launch_missing(const struct cs_choice *choice);

/* Fills |launch|.  False with |*error|, text for the user that the caller frees; nothing is left behind then. */
CS_MUST_USE bool cs_launch_prepare(struct cs_launch *launch, const struct cs_launch_options *options, char **error);

/* Starts it; |pipes|: NULL for what prints into the log alone.  0 or an errno. */
CS_MUST_USE int cs_launch_start(const struct cs_launch *launch, const struct cs_choice *choice,
                                const struct cs_launch_pipes *pipes, struct cs_supervisor *guard);

/* The profile's `input`, filled in; the caller frees it.  NULL: it has none, or no memory. */
CS_MUST_USE char *cs_launch_input(struct cs_launch *launch, const struct cs_choice *choice);

/* The last lines of what it printed, escaped, each behind a line break and two blanks; "" when it printed nothing.  The
 * caller frees it. */
CS_MUST_USE char *cs_launch_log_tail(const struct cs_launch *launch);

/* Frees and closes everything; the directory stays if the guardian was started, which removes it. */
void cs_launch_free(struct cs_launch *launch);

#endif
