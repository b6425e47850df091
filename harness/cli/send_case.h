/* `connectspec send`: the case that sends one message. */
#ifndef CONNECTSPEC_SEND_CASE_H
#define CONNECTSPEC_SEND_CASE_H

#include <stdbool.h>
#include <stddef.h>

#include "reference/must_use.h"

/* The text of a case for targets of |role| that sends |message| in one segment, waits for the answer and observes.  Its
 * bytes are sent as they are; only `${host}` and the other variables of cases are filled in, unless |exact|.  The caller
 * frees it; NULL without memory. */
CS_MUST_USE char *cs_send_case(const char *message, size_t length, bool exact, const char *role);

#endif
