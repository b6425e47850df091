/* The steps of one case, taken one after the other as far as what has happened allows. */
#ifndef CONNECTSPEC_SCRIPT_H
#define CONNECTSPEC_SCRIPT_H

#include "harness/engine/links.h"
#include "harness/engine/load.h"
#include "harness/engine/measure.h"
#include "harness/engine/shake.h"

enum cs_progress {
    CS_PROGRESS_DONE, /* it is done; one can go on */
    CS_PROGRESS_WAITS,
    CS_PROGRESS_UNREACHABLE, /* it can no longer happen */
};

struct cs_script {
    struct cs_links *links;                    /* borrowed */
    struct cs_plan *plan;                      /* borrowed */
    struct cs_purse *pool;                     /* borrowed: nonces for those of a load */
    double deadline;                           /* seconds without any news, for a load and for what is measured */
    enum cs_progress (*settle)(void *context); /* nothing is still to come: the step `fence` */
    /* A step of a program; |begins|: it is met for the first time. */
    enum cs_progress (*program)(void *context, const struct cs_planned_step *planned, bool begins);
    bool hosted;   /* those who arrive have their steps taken by somebody else */
    void *context; /* of |settle| and |program| */
    size_t step;   /* the step under way */
    bool step_begun;
    bool unreachable; /* the steps that are left cannot happen */
    bool *deferred;   /* by step: waits for somebody who has not arrived yet */
    uint64_t moved;   /* nanoseconds, when the last step was taken */
    uv_timer_t alarm; /* of a step that waits for a time */
    bool alarm_fired;
    bool measured;           /* a step `measure` was taken */
    struct cs_holdings held; /* then, by the target */
    uint64_t measured_since; /* nanoseconds, when the step `measure` under way began */
    struct cs_load *load;    /* of the last step `crowd`, or NULL */
    struct cs_shakes shakes;
};

/* Begins: |script| is all zero but for what is borrowed, deadline, settle and context.  Trouble of |links| without
 * memory. */
void cs_script_begin(struct cs_script *script);

/* Takes all steps that can be taken; true when there are none left, or those that are left cannot happen. */
bool cs_script_advance(struct cs_script *script);

/* Lets go of what a step holds, before the links are closed. */
void cs_script_end(struct cs_script *script);

#endif
