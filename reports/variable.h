/* Placeholders and their values, e.g. host = 127.77.3.9, in the order in which they were added. */
#ifndef CONNECTSPEC_VARIABLE_H
#define CONNECTSPEC_VARIABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "reference/must_use.h"

struct cs_variable {
    char *name;  /* owns the memory, of the value too */
    char *value; /* |length| bytes, NUL-terminated behind them */
    size_t length;
};

/* Adds one (copied) to the |*count| that |*variables| holds; NULL and 0 to begin with.  Returns false without
 * memory. */
CS_MUST_USE bool cs_variables_add(struct cs_variable **variables, size_t *count, const char *name, const char *value,
                                  size_t length);

/* Gives |variable| another value (copied).  Returns false without memory. */
CS_MUST_USE bool cs_variable_replace(struct cs_variable *variable, const char *value, size_t length);

/* The first that is called |name|, or NULL. */
struct cs_variable *cs_variables_find(struct cs_variable *variables, size_t count, const char *name);

void cs_variables_free(struct cs_variable *variables, size_t count);

#endif
