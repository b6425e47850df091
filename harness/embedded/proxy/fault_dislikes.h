/* Good requests that faulty proxies refuse. */
#ifndef CONNECTSPEC_FAULT_DISLIKES_H
#define CONNECTSPEC_FAULT_DISLIKES_H

#include "harness/embedded/proxy/ruling.h"

/* Whether the faulty proxy takes a good request for a malformed one. */
bool cs_fault_dislikes_request(const struct cs_asked *asked);

#endif
