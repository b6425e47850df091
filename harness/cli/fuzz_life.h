/* The lives of a fuzzed target: it is started, asked for one tunnel, fuzzed, and started again when it died.  An engine
 * stands for each life, and for each few thousand cases of it, since every case has addresses of its own. */
#ifndef CONNECTSPEC_FUZZ_LIFE_H
#define CONNECTSPEC_FUZZ_LIFE_H

#include "harness/cli/run_options.h"
#include "harness/engine/engine.h"
#include "reference/must_use.h"

struct cs_life; /* opaque */

struct cs_life_options {
    uv_loop_t *loop;
    const struct cs_run_options *target; /* borrowed */
    const struct cs_suite *suite;        /* has the probe; borrowed */
    unsigned jobs;                       /* 0: 64, or what the target takes */
    void *context;
    void (*on_up)(void *context); /* it opens tunnels: cases may be added */
    void (*on_done)(void *context, const struct cs_engine_item *item, struct cs_transcript *transcript);
    void (*on_idle)(void *context);                  /* all that were added are done */
    void (*on_died)(void *context, const char *how); /* before the transcripts of what was under way come in */
    /* Everything is closed, for good: asked for, or not (then |status| is not 0, and |message| says why). */
    void (*on_gone)(void *context, int status, const char *message);
};

/* NULL after a message on stderr (exit 2).  With --proxy, callbacks may come from within. */
CS_MUST_USE struct cs_life *cs_life_start(const struct cs_life_options *options);

/* Whether cases may be added now: the target is up, and this engine is not used up. */
bool cs_life_takes(const struct cs_life *life);
CS_MUST_USE bool cs_life_add(struct cs_life *life, const struct cs_engine_item *item);
unsigned cs_life_jobs(const struct cs_life *life);
const struct cs_policy *cs_life_policy(const struct cs_life *life);

/* The deadline of cases that begin from now on: a short one, or |patient|ly that of a run. */
void cs_life_set_patience(struct cs_life *life, bool patient);

/* When all is done and cs_life_takes says no: goes on with a new engine, or a new life; on_up follows. */
void cs_life_renew(struct cs_life *life);

/* Ends it, whatever it is at; on_gone follows. */
void cs_life_stop(struct cs_life *life);

/* After on_gone, once the loop has run dry. */
void cs_life_free(struct cs_life *life);

#endif
