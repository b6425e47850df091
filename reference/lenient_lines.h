/* The field lines of a head as lenient readers find them.  Internal to libconnectref. */
#ifndef CONNECTREF_LENIENT_LINES_H
#define CONNECTREF_LENIENT_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "reference/span.h"

/* What such a reader forgives. */
enum cs_leniency {
    CS_LENIENT_NOTHING = 0,
    CS_LENIENT_NAME_BLANK = 1, /* blanks before the colon */
    CS_LENIENT_UNDERSCORE = 2, /* _ for - in names */
    CS_LENIENT_FOLD = 4,       /* a line that begins with a blank is the value of the line before, if that has none */
    CS_LENIENT_BARE_CR = 8,    /* CR without LF ends a line */
};

struct cs_lenient_lines {
    const char *data;
    size_t length;
    size_t position; /* where the next line starts */
    unsigned leniency;
};

/* A walk over the lines behind the first one of |data|, a head of |length| bytes. */
struct cs_lenient_lines cs_lenient_lines(const char *data, size_t length, unsigned leniency);

/* The next field: true with its |*name| and its |*value| without the blanks around it, false at the empty line or at
 * the end.  Lines without a name, and folded ones that nobody joins, are passed over. */
bool cs_lenient_next(struct cs_lenient_lines *lines, struct cs_span *name, struct cs_span *value);

/* Whether |name| is |wanted| (lower case) to this reader. */
bool cs_lenient_is(const struct cs_lenient_lines *lines, struct cs_span name, const char *wanted);

#endif
