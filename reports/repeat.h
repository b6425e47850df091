/* Several runs of one target, told as one. */
#ifndef CONNECTSPEC_REPEAT_H
#define CONNECTSPEC_REPEAT_H

#include "reference/must_use.h"
#include "reports/result.h"

/* Makes one result of |count| (at least 1) of the same target, in order of time, and takes them all over.  A case that
 * always passed, always failed or always warned keeps that verdict, whatever it was besides in runs in which it was not
 * judged; another one is unsteady, with the worst of its runs as evidence.  Free with cs_result_free.  NULL without
 * memory. */
CS_MUST_USE struct cs_result *cs_repeat_merge(struct cs_result **results, size_t count);

#endif
