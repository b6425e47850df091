/* Which lenient reading of the request leads where the target went. */
#ifndef CONNECTSPEC_LENIENT_H
#define CONNECTSPEC_LENIENT_H

#include "harness/judge/facts.h"

/* The name of the reading (reference/reading.h) of a client's request whose destination is a listener that was
 * reached; "" when none explains it.  Static storage. */
const char *cs_lenient_reading(const struct cs_facts *facts);

#endif
