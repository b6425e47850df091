/* The judge: case + policy + transcript -> verdict.  Pure: no I/O, no clock, no state. */
#ifndef CONNECTSPEC_JUDGE_H
#define CONNECTSPEC_JUDGE_H

#include "harness/plan/plan.h"
#include "reports/verdict.h"

/* Judges one recorded case.  |out| is filled and freed by the caller with cs_verdict_free.  False without memory: then
 * |out| is cleared, and there is no verdict. */
bool cs_judge(const struct cs_plan *plan, const struct cs_transcript *transcript, struct cs_verdict *out);

/* Whether this verdict rests on silence alone and needs one confirmation run by itself before it may stand
 * (transcript->confirmed_alone is false and the deadline expired). */
bool cs_judge_needs_confirmation(const struct cs_plan *plan, const struct cs_transcript *transcript);

#endif
