/* `--isolate MODE`: whether a run goes into a closed room (harness/launch/isolation.h) with its target. */
#ifndef CONNECTSPEC_ISOLATE_H
#define CONNECTSPEC_ISOLATE_H

#include <stdbool.h>

#include "harness/launch/resolver.h"
#include "reference/must_use.h"

enum cs_isolation {
    CS_ISOLATE_AUTO, /* where the machine allows it */
    CS_ISOLATE_ALWAYS,
    CS_ISOLATE_NEVER,
};

/* The mode that |word| names (false when there is none), and the other way round. */
CS_MUST_USE bool cs_isolation_parse(const char *word, enum cs_isolation *out);
const char *cs_isolation_word(enum cs_isolation mode);

/* Enters a room as |mode| says; call it before any event loop exists.  False, with a line on stderr, when there has to
 * be one and cannot; in the mode auto a line says why there is none, unless |quiet|. */
CS_MUST_USE bool cs_isolate(enum cs_isolation mode, bool quiet);

/* Inside a room: answers for its names while |loop| runs.  *out is to be stopped before the loop is closed; NULL
 * outside. False, with a line on stderr, when the port is not to be had. */
CS_MUST_USE bool cs_isolate_serve_names(uv_loop_t *loop, struct cs_resolver **out);

/* Stops it and lets |loop| run dry. */
void cs_isolate_stop(uv_loop_t *loop, struct cs_resolver *resolver);

#endif
