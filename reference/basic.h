/* The base64 of Basic credentials, checked without being written out.  Internal to libconnectref. */
#ifndef CONNECTREF_BASIC_H
#define CONNECTREF_BASIC_H

#include "reference/code.h"
#include "reference/must_use.h"

/* Whether |token68| is what cs_basic_decode would decode into a large enough text.  |length| is above 0.  Offsets in
 * |findings| are |base| plus the place in |token68|. */
CS_MUST_USE bool cs_basic_check(const char *token68, size_t length, size_t base, struct cs_findings *findings);

#endif
