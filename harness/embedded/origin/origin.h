/* The embedded origin: a web server, or a reverse proxy before a backend, that was never asked to be a proxy.  It
 * serves GET, refuses CONNECT with 405 and Allow, and closes behind each answer.  It decides alone; the front, the
 * actions and the shell are those of the embedded proxy. */
#ifndef CONNECTSPEC_ORIGIN_H
#define CONNECTSPEC_ORIGIN_H

#include "harness/embedded/proxy/ruling.h"

/* What a session asks where |cs_proxy_config.program| is this: |config->parent| is then the backend, if there is
 * one. */
extern const struct cs_program cs_origin_program;

/* The proxy's fault that is the same mistake as |fault| of the origin, for |config->fault|; |fault| where none is. */
enum cs_fault cs_fault_origin_twin(enum cs_fault fault);

#endif
