/* What one step of a case asks of a connection that is there. */
#ifndef CONNECTSPEC_PERFORM_H
#define CONNECTSPEC_PERFORM_H

#include "harness/engine/links.h"

/* The bytes of one segment, which the plan keeps. */
struct cs_source cs_script_source(const struct cs_bytes *bytes, bool dribble);

/* Does what the step asks; an await has nothing to do. */
void cs_script_perform(struct cs_connection *connection, const struct cs_planned_step *planned);

#endif
