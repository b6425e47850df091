/* The verdict on one case: what the judge says and every report shows. */
#ifndef CONNECTSPEC_VERDICT_H
#define CONNECTSPEC_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reference/code.h"

enum cs_verdict_kind { CS_PASS, CS_FAIL, CS_WARN, CS_SKIP, CS_INCONCLUSIVE, CS_ERROR, CS_UNSTEADY, CS_VERDICT_KINDS };

/* What the strict parser finds wrong with a message of the case, and where: for people who look at the bytes. */
struct cs_note {
    int channel;     /* index in the transcript */
    bool received;   /* else in what we sent */
    uint64_t offset; /* in that direction's bytes */
    uint64_t length; /* up to the end of its line; 0: something is missing there */
    enum cs_code code;
};

struct cs_verdict {
    enum cs_verdict_kind kind;
    char *reason;   /* one sentence; owned; never NULL for anything but a plain pass ("") */
    char *expected; /* the accepted outcomes in words; owned; may be "" */
    char *observed; /* what happened, in words; owned; may be "" */
    char *
        finding; /* stable code of what went wrong ("tunnel-opened", "content-length-in-2xx", ...); owned; "" for pass */
    char *reading; /* name of the lenient reading that the target showed; owned; "" when none */
    char *aspect;  /* what the case observes beside its verdict ("half-close by the client"); owned; NULL: nothing */
    char *manner;  /* ... and how this target does it; owned; NULL where |aspect| is */
    size_t note_count;
    struct cs_note *notes; /* owned */
};

/* "pass", "fail", "warn", "skip", "inconclusive", "error", "unsteady" (several runs, and not the same verdict in
 * each). */
const char *cs_verdict_name(enum cs_verdict_kind kind);

/* The other way round; false when there is none of that name. */
bool cs_verdict_by_name(const char *name, enum cs_verdict_kind *out);

/* Frees texts and notes, and clears the rest; the struct itself is the caller's. */
void cs_verdict_free(struct cs_verdict *verdict);

#endif
