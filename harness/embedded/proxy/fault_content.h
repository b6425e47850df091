/* The faults in announced content, which a faulty relay does not take for tunnel bytes. */
#ifndef CONNECTSPEC_FAULT_CONTENT_H
#define CONNECTSPEC_FAULT_CONTENT_H

#include "harness/embedded/proxy/state.h"

/* How many of the first tunnel bytes are content; asked while the head is still there. */
uint64_t cs_fault_content(const struct cs_session *session);

/* True when it has dealt with the bytes from |from|, which are counted already. */
bool cs_fault_on_content(struct cs_session *session, enum cs_side from, const char *data, size_t length);

#endif
