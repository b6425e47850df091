/* The verdict on one case: what the judge says and every report shows. */
#ifndef CONNECTSPEC_VERDICT_H
#define CONNECTSPEC_VERDICT_H

#include <stdbool.h>

enum cs_verdict_kind { CS_PASS, CS_FAIL, CS_WARN, CS_SKIP, CS_INCONCLUSIVE, CS_ERROR, CS_VERDICT_KINDS };

struct cs_verdict {
    enum cs_verdict_kind kind;
    char *reason;   /* one sentence; owned; never NULL for anything but a plain pass ("") */
    char *expected; /* the accepted outcomes in words; owned; may be "" */
    char *observed; /* what happened, in words; owned; may be "" */
    char *
        finding; /* stable code of what went wrong ("tunnel-opened", "content-length-in-2xx", ...); owned; "" for pass */
    char *reading; /* name of the lenient reading that the target showed; owned; "" when none */
};

/* "pass", "fail", "warn", "skip", "inconclusive", "error". */
const char *cs_verdict_name(enum cs_verdict_kind kind);

/* The other way round; false when there is none of that name. */
bool cs_verdict_by_name(const char *name, enum cs_verdict_kind *out);

/* Frees the texts and clears the rest; the struct itself is the caller's. */
void cs_verdict_free(struct cs_verdict *verdict);

#endif
