/* The engine: drives many cases at once against one target and records a transcript of each.  It judges nothing. */
#ifndef CONNECTSPEC_ENGINE_H
#define CONNECTSPEC_ENGINE_H

#include <uv.h>

#include "harness/launch/program.h"
#include "harness/plan/plan.h"
#include "harness/transport/tls/tls.h"
#include "reference/must_use.h"

struct cs_engine; /* opaque */

/* One case to drive. */
struct cs_engine_item {
    const struct cs_case *source; /* borrowed until on_done */
    int value;                    /* index of the parameter value, -1 without */
    bool confirmation;            /* the transcript says that it ran alone, after a silence */
    bool brief;    /* what the target does behind its last answer is not waited for: no control ends it */
    size_t number; /* the caller's own */
};

/* What is known of a target before its cases run. */
struct cs_pace {
    double slowest;             /* seconds, of control CONNECTs; 0: unknown */
    double quickest_program;    /* seconds that a client ran at least; 0: unknown */
    unsigned extra_connections; /* further connections that the target made for one CONNECT */
    bool no_nonce;              /* a tunnel stood, but the bytes did not come through */
    bool no_tunnel;             /* it opens none that we could read: an answer to a control CONNECT is enough */
    bool one_at_a_time;         /* it serves nobody while another is served: a case's clients go before its control */
};

/* How many clients may run at once on |processors|, so that all of them together take no more than a part of |deadline|
 * (seconds): what starts slowly is not to be taken for hung because others start beside it.  At least four a processor. */
unsigned cs_pace_programs(const struct cs_pace *pace, double deadline, unsigned processors);

/* Learns from a case that opened one tunnel from `client` to `origin` (a probe). */
void cs_pace_learn(struct cs_pace *pace, const struct cs_transcript *transcript);

struct cs_engine_options {
    uv_loop_t *loop;                            /* borrowed; the caller runs it */
    struct sockaddr_storage target;             /* where the target listens */
    struct cs_tls_context *tls;                 /* borrowed: TLS to the target; NULL: plain TCP */
    struct cs_certificate_authority *authority; /* borrowed: signs what our ends show; NULL: the engine's own */
    const struct cs_policy *policy;             /* borrowed */
    const struct cs_program_kind *programs;     /* borrowed: of a target that is a client; else NULL */
    unsigned jobs;     /* cases at once, 1 to 1024; clients that hang do not count, up to four times as many */
    double deadline;   /* seconds for a step, three times that for a case; 0: 5, until cs_engine_set_pace */
    const char *suite; /* version for transcripts */
    void (*trace)(const struct cs_transcript *transcript, const struct cs_event *event); /* sees each event; or NULL */
    void *context;                                                                       /* for the callbacks */
    /* A case is done; |transcript| now belongs to the callee. */
    void (*on_done)(void *context, const struct cs_engine_item *item, struct cs_transcript *transcript);
    /* All cases that were added are done, or the run was stopped.  More may be added. */
    void (*on_finished)(void *context);
};

/* Makes an engine, claims a block of addresses by binding it (unless the policy names addresses of ours), and raises
 * the process's soft limit on descriptors.  NULL with |error| (text for the user) on failure.  |options| is copied. */
CS_MUST_USE struct cs_engine *cs_engine_new(const struct cs_engine_options *options, char error[256]);

/* One more case, at any time before cs_engine_close; it begins from the loop.  Those that listen on ::1 or 127.0.0.1
 * take turns, with those of other runs too (net/run_lock.h).  False without memory. */
CS_MUST_USE bool cs_engine_add(struct cs_engine *engine, const struct cs_engine_item *item);

/* How many cases run at once from now on.  Where all share one address (the user's, or a parent proxy's) it is one. */
void cs_engine_set_jobs(struct cs_engine *engine, unsigned jobs);
unsigned cs_engine_jobs(const struct cs_engine *engine);

/* What was learnt of the target; the deadline becomes max(5 s, 20 x the slowest) unless it was given. */
void cs_engine_set_pace(struct cs_engine *engine, const struct cs_pace *pace);

/* Seconds for a step of the cases that begin from now on, whatever the pace. */
void cs_engine_set_deadline(struct cs_engine *engine, double seconds);

/* Takes back those that have not begun and for which |goes| is true. */
void cs_engine_withdraw(struct cs_engine *engine, bool (*goes)(void *context, const struct cs_engine_item *item),
                        void *context);

/* The target is known to be dead: cases under way end at once with the trouble "the target died", those not begun
 * are reported the same way. */
void cs_engine_target_died(struct cs_engine *engine);

/* Stops: cases under way are dropped without on_done; then on_finished, from the loop (also when nothing was under way,
 * but not after cs_engine_close). */
void cs_engine_stop(struct cs_engine *engine);

/* Closes handles on the loop; nothing may be under way.  Free when the loop has run dry (uv_run returns). */
void cs_engine_close(struct cs_engine *engine);
void cs_engine_free(struct cs_engine *engine);

double cs_engine_deadline(const struct cs_engine *engine); /* seconds */

#endif
