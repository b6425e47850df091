/* Invariants: what must hold in every transcript of a run, not only in that of the case that names it (`every`). */
#ifndef CONNECTSPEC_INVARIANT_H
#define CONNECTSPEC_INVARIANT_H

#include "harness/judge/finding.h"
#include "harness/scenario/case.h"
#include "reference/code.h"
#include "reports/transcript.h"
#include "reports/verdict.h"

/* The places in one transcript where an invariant does not hold. */
struct cs_breach {
    size_t places;
    enum cs_wrong wrong; /* at the first one */
    enum cs_code code;   /* the parser's finding there; then |wrong| is CS_WRONG_NOTHING */
    char detail[120];    /* printable */
};

/* Looks at every answer of the target in |transcript|, those to controls included.  An answer that may be another's,
 * handed on, is not looked at: where we ourselves have sent one as parent or origin. */
void cs_invariant_look(const struct cs_case *invariant, const struct cs_transcript *transcript, struct cs_breach *out);

/* What a run has seen of one invariant; all zero before the first transcript. */
struct cs_breaches {
    size_t places, transcripts;
    struct cs_breach worst; /* of the transcript with the most places, the first such by name */
    char *where;            /* owned: the case which that was */
};

/* Adds |breach| of |transcript| to |sum|.  True when it is the worst so far. */
bool cs_breaches_add(struct cs_breaches *sum, const struct cs_breach *breach, const struct cs_transcript *transcript);

/* Makes a verdict of what was seen, in place of the one that the case itself got; nothing changes without a breach. */
void cs_breaches_rule(const struct cs_case *invariant, const struct cs_breaches *sum, struct cs_verdict *out);

#endif
