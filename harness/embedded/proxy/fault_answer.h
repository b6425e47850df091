/* The faults in answers: another status, another way to write the status line, a field that has no business there. */
#ifndef CONNECTSPEC_FAULT_ANSWER_H
#define CONNECTSPEC_FAULT_ANSWER_H

#include "harness/embedded/proxy/ruling.h"

/* The status, and its reason, that the faulty proxy gives to |refusal|; false: the right one. */
bool cs_fault_status(const struct cs_asked *asked, enum cs_refusal refusal, unsigned *status, const char **reason);

/* How it writes a status line; NULL: well. */
struct cs_status_line {
    const char *version, *gap, *digits; /* |digits| in front of the status */
    const char *reason;                 /* NULL: the right one */
};
const struct cs_status_line *cs_fault_status_line(const struct cs_asked *asked, bool success);

/* A field line, with its end, that it adds; "": none. */
const char *cs_fault_added_field(const struct cs_asked *asked, bool success);

#endif
