/* The faults of the embedded origin. */
#ifndef CONNECTSPEC_FAULT_ORIGIN_H
#define CONNECTSPEC_FAULT_ORIGIN_H

#include "harness/embedded/proxy/ruling.h"

/* Changes what the correct origin would do about a request. */
void cs_fault_origin_rule(const struct cs_asked *asked, struct cs_ruling *ruling);

#endif
