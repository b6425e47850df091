/* What a client under test needs to have made before it can be started: its profile's `build`, run once, in a private
 * directory that is ${built} for each start and goes away with the run. */
#ifndef CONNECTSPEC_BUILD_H
#define CONNECTSPEC_BUILD_H

#include <uv.h>

#include "harness/launch/program.h"
#include "reference/must_use.h"

struct cs_build; /* opaque */

/* Begins the `build` of |kind|'s choice.  |kind|, |policy|: borrowed until cs_build_stop.  |failed| is called from the
 * loop, never from within this call, with text that the callee frees (NULL: no memory).  NULL with |*error|, text that
 * the caller frees. */
CS_MUST_USE struct cs_build *cs_build_start(uv_loop_t *loop, const struct cs_program_kind *kind,
                                            const struct cs_policy *policy,
                                            void (*failed)(void *context, char *message), void *context, char **error);

/* The directory once it is done; NULL: not yet, or it has failed. */
const char *cs_build_directory(const struct cs_build *build);

/* Ends it, and removes what it has made, as cs_program_stop does.  Frees |build|; NULL is fine. */
void cs_build_stop(struct cs_build *build);

#endif
