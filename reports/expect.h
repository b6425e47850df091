/* Known failures: the file that `run --expect FILE` reads and `expect` writes.
 *
 *   suite: 0.1.0
 *   # comments stand on lines of their own
 *   ID [code=C] [until=DATE] [issue=URL] [-- reason]
 *
 * ID is a case id, a family (`path` for every `path@value`) or a pattern with `*` (`*+h2` for runs over several transports); C the finding that is expected (any,
 * where none is named); DATE the last day, YYYY-MM-DD, on which the failure is tolerated.  `suite` names the version
 * of connectspec whose cases the file knows: cases that are younger do not count for the gate. */
#ifndef CONNECTSPEC_EXPECT_H
#define CONNECTSPEC_EXPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "reference/must_use.h"

/* |code| of a case that comes out now so, now so: it may fail in any way, and passing does not make the line stale. */
#define CS_CODE_UNSTEADY "unsteady"

#define CS_EXPECT_BYTES_MAX (1024 * 1024)
#define CS_EXPECT_COUNT_MAX 10000
#define CS_EXPECT_ERROR_MAX 512

/* One line.  The strings are NUL-terminated and owned by the struct cs_expectations; "" where nothing is said. */
struct cs_expectation {
    unsigned line; /* from 1 */
    char *pattern;
    char *code;
    char *until;
    char *issue;
    char *reason;
};

struct cs_expectations {
    char *suite;
    size_t count;
    struct cs_expectation *items; /* in order of the file */
};

/* Reads |length| bytes at |text|; they need no NUL behind them.  False with "LINE:COLUMN: what is wrong" in |error|
 * (columns count bytes, from 1) or "out of memory"; |out| is then empty.  Else free it with cs_expect_free. */
CS_MUST_USE bool cs_expect_parse(const char *text, size_t length, struct cs_expectations *out,
                                 char error[CS_EXPECT_ERROR_MAX]);
void cs_expect_free(struct cs_expectations *expectations);

/* Writes the first line for |suite|, and one item's line, each with its line feed, as cs_expect_parse reads them. */
void cs_expect_write_suite(FILE *out, const char *suite);
void cs_expect_write(FILE *out, const struct cs_expectation *item);

/* Whether |pattern| names the case |id| ("path" or "path@value").  Time grows with the product of both lengths at
 * most. */
bool cs_expect_names(const char *pattern, const char *id);

#endif
