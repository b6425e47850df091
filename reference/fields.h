/* Field lines (RFC 9112 section 5, RFC 9110 section 5.5): one line at a time, and a walk over a section. */
#ifndef CONNECTREF_FIELDS_H
#define CONNECTREF_FIELDS_H

#include "reference/code.h"
#include "reference/span.h"

struct cs_field {
    struct cs_span line;  /* the whole line without its line end */
    struct cs_span name;  /* before the colon; the whole line when there is no colon */
    struct cs_span value; /* without the whitespace around it */
    bool folded;          /* a continuation of the field before (obs-fold, or a blank-led first line) */
};

/* Steps through a field section.  |*position| is where the next line starts, an offset into |data|.  Returns true and
 * fills |*out| for each line, false at the empty line (then |*position| is behind it) or at the end of the data (then
 * |*position| equals |length|).  A line ends at LF, with or without a CR before it; findings name a bare LF, a bare
 * CR, NUL, whitespace before the colon, a missing colon, a bad name, obs-fold.  |findings| may be NULL. */
bool cs_field_next(const char *data, size_t length, size_t *position, struct cs_field *out,
                   struct cs_findings *findings);

/* Whether a field's name equals |name| (lower case, NUL-terminated), letter case aside. */
bool cs_field_is(const char *data, const struct cs_field *field, const char *name);

/* Whether |token| (lower case) is a member of the comma-separated list in |value| (RFC 9110 section 5.6.1). */
bool cs_list_has(const char *data, struct cs_span value, const char *token);

#endif
