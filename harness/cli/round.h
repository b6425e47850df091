/* A round: one target through a selection of cases, from its start to the verdicts.  `run` makes one, `mutants` one
 * per fault, several at a time on one loop. */
#ifndef CONNECTSPEC_ROUND_H
#define CONNECTSPEC_ROUND_H

#include "harness/engine/engine.h"
#include "harness/launch/target.h"
#include "reference/must_use.h"
#include "reports/result.h"

struct cs_round; /* opaque */

/* How often the same control CONNECT is made, to see how reliable the target is: where |trials| asks for it, where the
 * first one got no answer, and where cases stayed inconclusive. */
#define CS_ROUND_TRIALS 20

struct cs_round_options {
    uv_loop_t *loop;
    const struct cs_engine_item *items; /* the cases to run; borrowed until on_end, in any order */
    size_t item_count;
    const struct cs_suite *probes;              /* has cases/probe/: they show whether the target can be asked at all */
    struct cs_target_request request;           /* the target to launch, when |address| is not set */
    const char *profiles;                       /* directory of profiles, for launching */
    const char *self;                           /* the running program, for the embedded proxy */
    const struct sockaddr_storage *address;     /* a proxy that already runs, or NULL */
    unsigned capacity;                          /* how many cases at once it takes, as far as we know; 0: any number */
    struct cs_tls_context *tls;                 /* TLS to it; NULL: plain TCP */
    struct cs_certificate_authority *authority; /* borrowed: signs the certificates of the run; NULL: its own */
    const struct cs_policy *policy;             /* of that proxy; NULL when launching */
    bool trials;                                /* make the control CONNECT CS_ROUND_TRIALS times first */
    unsigned jobs;                              /* 0: 64; never beyond the target's capacity */
    double deadline;                            /* seconds; 0: scaled to the target */
    const char *suite;                          /* version */
    const char *command;                        /* arguments that repeat the run */
    bool keep_transcripts;                      /* also of passes */
    void (*trace)(const struct cs_transcript *transcript, const struct cs_event *event); /* sees each event; or NULL */
    void *context;
    /* One more case has its first verdict; |done| of |total|.  May be NULL. */
    void (*on_case)(void *context, const struct cs_case_result *result, size_t done, size_t total);
    /* The end; the result is the callee's (NULL only for status 2).  |status| is 0, 2 or 3 with |message| for the
     * user (NULL when there is nothing to say): trouble with the target or the addresses, not the verdicts.  With
     * |address| it may come before cs_round_start returns. */
    void (*on_end)(void *context, struct cs_result *result, int status, const char *message);
};

/* Starts; everything else happens on the loop.  NULL without memory or with |diagnostics| (a bad profile). */
CS_MUST_USE struct cs_round *cs_round_start(const struct cs_round_options *options, struct cs_diagnostics *diagnostics);

/* Breaks off (Ctrl-C): what is finished is kept, the result is marked incomplete, on_end follows. */
void cs_round_stop(struct cs_round *round);

/* Whether a verdict that on_case is told of stays, whatever comes: the case that it depends on, if any, has passed. */
bool cs_round_stands(const struct cs_round *round, const struct cs_case_result *result);

/* After on_end, once the loop has run dry. */
void cs_round_free(struct cs_round *round);

/* More than 2 % of the cases that ran are inconclusive: the run is no answer.  cs_round_open_reason: what most of them
 * say, borrowed from |result|; "" where there are none. */
bool cs_round_is_unjudged(const struct cs_result *result);
const char *cs_round_open_reason(const struct cs_result *result);

/* The exit status that the verdicts of a whole result ask for (3, 1, 77 or 0); |strict|: a warning counts too. */
int cs_round_exit_status(const struct cs_result *result);

#endif
