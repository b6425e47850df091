/* A client under test: started for one case, by a guardian of its own (supervisor.h), in a private directory that is
 * its HOME and goes away with it.  Of our environment it sees PATH alone, so that no http_proxy misleads it. */
#ifndef CONNECTSPEC_PROGRAM_H
#define CONNECTSPEC_PROGRAM_H

#include <uv.h>

#include "harness/launch/profile.h"
#include "reference/must_use.h"
#include "reports/transcript.h"

/* What all programs of a run share; everything is borrowed while a program is there. */
struct cs_program_kind {
    const struct cs_choice *choice;
    const char *self;      /* connectspec */
    const char *fault;     /* handed on by the profile's `fault_option`; NULL: none */
    const char *authority; /* PEM of what it may trust; NULL: nothing */
    const char *built;     /* directory of what its `build` has made; NULL: nothing */
    bool builds;           /* the profile's `build` is run in place of its command */
};

/* Called from the loop, never from within cs_program_start. */
struct cs_program_events {
    /* It has printed something; |errors|: on standard error. */
    void (*output)(void *context, bool errors, const char *bytes, size_t length);
    /* Its first process has ended, |status| is a wait status, and all that it printed has been told.  Others that it
     * has started may be there still. */
    void (*exited)(void *context, int status);
    void (*failed)(void *context, const char *message); /* it could not be executed, or its guardian is gone */
    void (*turned)(void *context);                      /* behind each of the others */
};

struct cs_program; /* opaque */

/* Starts one.  |variables|: what the command may say, beside what every profile may; borrowed for the call, as |policy|
 * is.  |events|, |context|: borrowed until cs_program_stop.  NULL with |*error|, text that the caller frees. */
CS_MUST_USE struct cs_program *cs_program_start(uv_loop_t *loop, const struct cs_program_kind *kind,
                                                const struct cs_policy *policy, const struct cs_variable *variables,
                                                size_t variable_count, const struct cs_program_events *events,
                                                void *context, char **error);

/* Its private directory, there until it is stopped; borrowed. */
const char *cs_program_directory(const struct cs_program *program);

/* Closes its standard input. */
void cs_program_finish_input(struct cs_program *program);

/* Ends it with SIGKILL, whatever it has started included, and tells nothing more.  It frees itself once the loop has
 * seen the last of it go; until then the loop has something to do.  NULL is fine. */
void cs_program_stop(struct cs_program *program);

#endif
