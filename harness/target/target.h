/* What is under test: a profile (YAML and config templates) for real software that we start and stop, or an address
 * where one already listens. */
#ifndef CONNECTSPEC_TARGET_H
#define CONNECTSPEC_TARGET_H

#include <netinet/in.h>
#include <uv.h>

#include "harness/scenario/diagnostic.h"
#include "reports/transcript.h"

struct cs_profile; /* opaque: one profile file with its variants */

/* What the user may override on the command line; NULL or 0 keeps the profile's. */
struct cs_target_request {
    const char *name;       /* profile name, "name-variant", or a path to a profile file */
    const char *auth;       /* "basic", ...: chooses the variant with that scheme */
    uint16_t origin_port;
    uint16_t denied_port;
    const char *fault;      /* of the embedded proxy: name, or NULL */
};

struct cs_target; /* opaque: a launched process (group) and its private directory */

struct cs_target_options {
    uv_loop_t *loop;
    const char *profiles;   /* directory of profiles */
    const char *self;       /* path of the running connectspec, for the embedded proxy */
    void *context;
    /* The target accepts connections at |address|. */
    void (*on_ready)(void *context, const struct sockaddr_storage *address, const struct cs_policy *policy,
                     unsigned capacity);
    /* It could not be started (not installed, bad config, not ready in time): |message| names the log's last lines. */
    void (*on_failed)(void *context, const char *message);
    /* It ended although nobody asked it to, after on_ready.  |message| says how (status, signal, log tail). */
    void (*on_died)(void *context, const char *message);
    /* After cs_target_stop: everything is gone. */
    void (*on_stopped)(void *context);
};

/* Finds and checks the profile, writes its files into a private temporary directory and starts it.  NULL with
 * diagnostics when the profile is invalid or unknown (exit 2). */
struct cs_target *cs_target_start(const struct cs_target_options *options, const struct cs_target_request *request,
                                  struct cs_diagnostics *diagnostics);

/* Ends the whole process group (SIGTERM, then SIGKILL), removes the directory, then on_stopped. */
void cs_target_stop(struct cs_target *target);
void cs_target_free(struct cs_target *target);

/* At exit or from a fatal signal handler: kills every group that was started and is still there.  Async-signal-safe. */
void cs_target_kill_all(void);

#endif
