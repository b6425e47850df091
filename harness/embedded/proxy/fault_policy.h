/* The faults in the policy: forbidden ports that it does not see. */
#ifndef CONNECTSPEC_FAULT_POLICY_H
#define CONNECTSPEC_FAULT_POLICY_H

#include "harness/embedded/proxy/ruling.h"

/* Whether a port that is not allowed slips through. */
bool cs_fault_port_slips(const struct cs_asked *asked, const struct cs_destination *destination);

/* Whether the faulty policy refuses an allowed port. */
bool cs_fault_port_refused(const struct cs_asked *asked);

#endif
