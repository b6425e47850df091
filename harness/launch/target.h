/* What is under test: a profile (YAML and config templates) for real software that we start and stop, or an address
 * where one already listens. */
#ifndef CONNECTSPEC_TARGET_H
#define CONNECTSPEC_TARGET_H

#include <netinet/in.h>
#include <uv.h>

#include "harness/launch/program.h"
#include "harness/scenario/diagnostic.h"
#include "reference/must_use.h"
#include "reports/transcript.h"

#define CS_TARGET_ORIGIN_PORT 18443 /* what a target is told to let CONNECT reach, unless somebody says otherwise */

#define CS_TARGET_PORTS_MAX 15

/* What it is told to refuse, unless somebody says otherwise: 25 where it can be bound, else 18025. */
uint16_t cs_target_default_denied_port(void);

/* What the user may override on the command line; NULL or 0 keeps the profile's. */
struct cs_target_request {
    const char *name;      /* profile, profile+layer+..., or a path to a profile file */
    const char *client;    /* in place of |name|: the command of a client (client_command.h); NULL: none */
    const char *transport; /* ... what it speaks; NULL: HTTP/1.1 */
    const char *account;   /* ... and its account with the proxy, USER:PASSWORD; NULL: none */
    const char *layers;    /* more layers, "basic+parent"; NULL: none */
    const char *root;      /* absolute path of the root file system to start it in; NULL: ours */
    const char *auth;      /* "basic", ...: adds the layer with that scheme */
    uint16_t origin_port;
    uint16_t denied_port;
    uint16_t allowed_ports[CS_TARGET_PORTS_MAX + 1]; /* let through beside the origin port; 0 behind the last */
    const char *origin_addresses; /* of ours, that a target on another machine reaches (base/address_list.h) */
    const char *fault;            /* of the embedded proxy: name, or NULL */
};

struct cs_target; /* opaque: a launched process (group) and its private directory */

struct cs_target_options {
    uv_loop_t *loop;
    const char *profiles; /* directory of profiles */
    const char *self;     /* path of the running connectspec, for the embedded proxy */
    /* PEM for a target that speaks TLS, which finds them as certificate.pem, key.pem and both.pem in its directory; the
     * callee's to free.  NULL: it finds none. */
    bool (*certify)(void *context, char **certificates, char **key);
    void *context;
    /* The target accepts connections at |address|.  |policy| and |address| are borrowed for the call.  |capacity|: how
     * many cases may run at once; 0 unknown. */
    void (*on_ready)(void *context, const struct sockaddr_storage *address, const struct cs_policy *policy,
                     unsigned capacity);
    /* It could not be started (not installed, bad config, not ready in time): |message| holds the log's last lines,
     * escaped. */
    void (*on_failed)(void *context, const char *message);
    /* It ended although nobody asked it to, after on_ready.  |message| says how (status, signal, log tail). */
    void (*on_died)(void *context, const char *message);
    /* After cs_target_stop: everything is gone. */
    void (*on_stopped)(void *context);
};

/* What is known of a target before it is started. */
struct cs_target_kind {
    char role[8];      /* as struct cs_policy has it: "" a proxy */
    char transport[4]; /* ""; else "h2" */
    bool runs_already; /* then the run has to stay in the network where it is */
};

/* Fills |out| from the profile or the client that |request| names.  False, with |out| cleared and nothing said, for
 * what is no profile: cs_target_start tells why. */
bool cs_target_look(const char *profiles, const struct cs_target_request *request, struct cs_target_kind *out);

/* The names of the layers with another transport (`transport`, `proxy_tls`) that the profile behind |request| has, each
 * of which can be added to it alone, with a NULL behind them; the caller frees them with cs_words_free.  NULL for what is
 * no profile, without memory, and where |request| has such a layer itself (|*named|). */
CS_MUST_USE char **cs_target_transports(const char *profiles, const struct cs_target_request *request, bool *named);

/* Finds and checks the profile, writes its files into a private temporary directory and starts it.  |options| is
 * copied; what it points to, and |request|'s strings, are borrowed until cs_target_free.  Callbacks come from the loop,
 * never from within this call.  NULL with diagnostics when the profile is invalid or unknown (exit 2). */
CS_MUST_USE struct cs_target *cs_target_start(const struct cs_target_options *options,
                                              const struct cs_target_request *request,
                                              struct cs_diagnostics *diagnostics);

/* How to start the programs of a target whose role is client: nothing runs before a case does, and on_ready's address
 * means nothing.  Borrowed from the target.  NULL for others. */
const struct cs_program_kind *cs_target_programs(const struct cs_target *target);

/* After on_ready: has it ended, or stopped listening, without that having been told yet?  A crash is seen on the wire
 * before its news arrives.  Then on_died is called, and false returned.  Takes 100 ms where all is well. */
bool cs_target_check(struct cs_target *target);

/* Ends whatever was started (SIGTERM and 4 s later SIGKILL, or SIGKILL |at_once|, or as the profile says), every process it
 * has left included, and removes the directory; then on_stopped, also when nothing ran.  Call it once, at any time. */
void cs_target_stop(struct cs_target *target, bool at_once);

/* After on_stopped, once the loop has run dry.  NULL is fine. */
void cs_target_free(struct cs_target *target);

/* At exit or from a fatal signal handler: ends every target that is still there, and waits for it.  Async-signal-safe.
 * Should we be killed before, the guardian of each target does the same. */
void cs_target_kill_all(void);

/* One profile, or one with one of its layers, for people. */
struct cs_target_summary {
    char *name; /* what --target takes */
    char *role; /* "proxy", "client", "origin" */
    char *title;
    char *auth; /* "none", "basic", "digest" */
    bool installed;
    char version[128]; /* "" unknown, or not asked for */
    char *install;     /* how to install it; "" nothing to install */
    char *notes;       /* "" without */
};

/* Which of the profiles in |folder| are wanted, and what of them. */
struct cs_target_query {
    const char *folder;
    const char *root;   /* the root file system that is looked into; NULL: ours */
    const char *self;   /* absolute path of the running program */
    const char *role;   /* of that role alone; NULL: of all */
    char *const *names; /* what --target takes, those alone */
    size_t name_count;  /* 0: all */
    bool versions;      /* start each program that is installed, to ask it for its version */
};

/* The profiles that |query| wants, each of their layers alone, sorted by name; |*count| entries, freed with
 * cs_target_summaries_free.  Invalid files are left out, with |diagnostics|.  NULL when there are none, or no memory. */
CS_MUST_USE struct cs_target_summary *cs_target_list(const struct cs_target_query *query, size_t *count,
                                                     struct cs_diagnostics *diagnostics);
void cs_target_summaries_free(struct cs_target_summary *summaries, size_t count);

#endif
