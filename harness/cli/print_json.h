/* JSON on standard output. */
#ifndef CONNECTSPEC_PRINT_JSON_H
#define CONNECTSPEC_PRINT_JSON_H

#include <jansson.h>
#include <stdbool.h>

#include "reference/must_use.h"

/* Prints |root|, which is released, and a line end.  False, with a line on stderr, without memory (|root| NULL,
 * too). */
CS_MUST_USE bool cs_print_json(json_t *root);

#endif
