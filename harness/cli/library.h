/* The catalogue and the cases, loaded together. */
#ifndef CONNECTSPEC_LIBRARY_H
#define CONNECTSPEC_LIBRARY_H

#include <stdbool.h>

#include "harness/scenario/case.h"

struct cs_library {
    struct cs_catalogue *catalogue;
    struct cs_suite *suite;
};

/* Loads the suite's own catalogue and the cases below |cases| (NULL: the suite's own).  False after printing what is
 * wrong to stderr (exit 2).  Free with cs_library_free either way. */
bool cs_library_load(const char *cases, struct cs_library *out);
void cs_library_free(struct cs_library *library);

#endif
