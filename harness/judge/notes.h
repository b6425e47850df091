/* Notes: what the strict parser finds wrong with the messages of a case, whoever sent them. */
#ifndef CONNECTSPEC_NOTES_H
#define CONNECTSPEC_NOTES_H

#include "harness/judge/facts.h"
#include "reports/verdict.h"

#define CS_NOTES_MAX 64 /* of one case; what comes behind them is left out */

/* Sets the notes of |out|: on the first request of each channel that we dialled and on the first final response to it,
 * and on the first request of each channel that arrived where the case awaits one.  Without memory there are none. */
void cs_notes_make(const struct cs_facts *facts, struct cs_verdict *out);

#endif
