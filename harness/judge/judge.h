/* The judge: case + policy + transcript -> verdict.  Pure: no I/O, no clock, no state. */
#ifndef CONNECTSPEC_JUDGE_H
#define CONNECTSPEC_JUDGE_H

#include "harness/plan/plan.h"
#include "reference/must_use.h"
#include "reports/verdict.h"

/* Judges one recorded case.  |out| is filled and freed by the caller with cs_verdict_free.  False without memory: then
 * |out| is cleared, and there is no verdict. */
CS_MUST_USE bool cs_judge(const struct cs_plan *plan, const struct cs_transcript *transcript, struct cs_verdict *out);

/* Whether the case has to run by itself before this verdict may stand (transcript->confirmed_alone is false): it rests on
 * silence alone; or is no pass, and a connection arrived at 127.0.0.1 or ::1, which another case may have caused, or a client
 * ran so long that it may have run out of a patience of its own, or was told that there is no room now or that the time was
 * up (408, 429, 503 with Retry-After, 504). */
bool cs_judge_needs_confirmation(const struct cs_plan *plan, const struct cs_transcript *transcript);

#endif
