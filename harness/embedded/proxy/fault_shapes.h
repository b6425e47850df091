/* The faults that show in requests of one shape alone. */
#ifndef CONNECTSPEC_FAULT_SHAPES_H
#define CONNECTSPEC_FAULT_SHAPES_H

#include "harness/embedded/proxy/state.h"

/* Which fault the session has for the request that it has read: the configured one, or for one of fault_list_shapes.h
 * another where the request is of its shape, and else none of its own. */
void cs_fault_take_shape(struct cs_session *session);

#endif
