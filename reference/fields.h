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

/* Reads the one line that starts at |start| and whose LF is at |end|, both offsets into |data|.  |first| tells that it
 * is the first of its section, where a line that begins with whitespace continues nothing (RFC 9112 section 2.2).  An
 * empty line gives false and the line's end is still checked.  |findings| may be NULL.  Codes: bare-lf, bare-cr,
 * nul-byte, field-no-colon, field-name-empty, field-name-bad-character, field-blank-before-colon, field-folded,
 * field-blank-led, field-value-control. */
bool cs_field_line(const char *data, size_t start, size_t end, bool first, struct cs_field *out,
                   struct cs_findings *findings);

/* Steps through a field section.  |*position| is where the next line starts, an offset into |data|; 0 means that the
 * section starts there.  Returns true and fills |*out| for each line, false at the empty line (then |*position| is
 * behind it) or at the end of the data (then |*position| equals |length|; a line without an LF is not returned).  A
 * line ends at LF, with or without a CR before it.  |findings| may be NULL; codes as cs_field_line. */
bool cs_field_next(const char *data, size_t length, size_t *position, struct cs_field *out,
                   struct cs_findings *findings);

/* Whether a field's name equals |name| (lower case, NUL-terminated), letter case aside.  A line without a colon has no
 * name in this sense. */
bool cs_field_is(const char *data, const struct cs_field *field, const char *name);

/* Whether |token| (lower case) is a member of the comma-separated list in |value| (RFC 9110 section 5.6.1). */
bool cs_list_has(const char *data, struct cs_span value, const char *token);

/* Whether |text| is a comma-separated list of tokens, of which there may be none and some may be empty (RFC 9110 sections
 * 5.6.1.2 and 5.6.2). */
bool cs_list_is_tokens(const char *text, size_t length);

#endif
