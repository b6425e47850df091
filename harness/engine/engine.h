/* The engine: drives many plans at once against one target and records a transcript of each.  It judges nothing. */
#ifndef CONNECTSPEC_ENGINE_H
#define CONNECTSPEC_ENGINE_H

#include <uv.h>

#include "harness/plan/plan.h"

struct cs_engine; /* opaque */

struct cs_engine_options {
    uv_loop_t *loop;                /* borrowed; the caller runs it */
    struct sockaddr_storage target; /* where the proxy listens */
    const struct cs_policy *policy; /* borrowed */
    unsigned jobs;                  /* cases at once, 1 to 1024 */
    double deadline;                /* seconds for a step, three times that for a case; 0: max(5 s, 20 x the slowest of
                                       |jobs| simultaneous control CONNECTs) */
    const char *origin_address;     /* listen here instead of claiming 127.77.x.y (remote targets); NULL: claim */
    const char *suite;              /* version for transcripts */
    void *context;                  /* for the callbacks */
    /* The preflight is over: |status| 0 when a control CONNECT tunnelled, else one of the errors below with |message|
     * (address and port to allow, what was answered). */
    void (*on_ready)(void *context, int status, const char *message);
    /* Case |index| is done; |transcript| now belongs to the callee. */
    void (*on_done)(void *context, size_t index, struct cs_transcript *transcript);
    /* All cases are done, or the run was stopped. */
    void (*on_finished)(void *context);
};

#define CS_ENGINE_NO_ORIGIN 2 /* an origin port cannot be bound (exit 2) */
#define CS_ENGINE_NO_TARGET 3 /* nobody listens, or no control tunnel opens (exit 3) */

/* Makes an engine, claims a block of addresses by binding it, and raises the process's soft limit on descriptors.  NULL
 * with |error| (text for the user) on failure.  |options| is copied. */
struct cs_engine *cs_engine_new(const struct cs_engine_options *options, char error[256]);

/* Preflight: one control CONNECT, then |jobs| at once to scale the deadline; then on_ready.  Call once. */
void cs_engine_prepare(struct cs_engine *engine);

/* Drives these cases.  Those that listen on ::1 or 127.0.0.1 take turns, with those of other runs too (net/run_lock.h).  May
 * be called again from on_finished (confirmation runs use |jobs| 1).  |items| has |count| entries and is borrowed until
 * on_finished. */
struct cs_engine_item {
    const struct cs_case *source;
    int value;
    bool confirmation;
};
void cs_engine_run(struct cs_engine *engine, const struct cs_engine_item *items, size_t count, unsigned jobs);

/* The target is known to be dead: cases under way end at once with the trouble "the target died", those not begun
 * are reported the same way. */
void cs_engine_target_died(struct cs_engine *engine);

/* Stops: cases under way, or the preflight, are dropped without on_done or on_ready; then on_finished, from the loop
 * (also when nothing was under way, but not after cs_engine_close). */
void cs_engine_stop(struct cs_engine *engine);

/* After on_finished only.  Closes handles on the loop; free when the loop has run dry (uv_run returns). */
void cs_engine_close(struct cs_engine *engine);
void cs_engine_free(struct cs_engine *engine);

double cs_engine_deadline(const struct cs_engine *engine); /* seconds, after on_ready */

#endif
