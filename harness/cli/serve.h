/* What the subcommands that run an embedded program in the foreground share: proxy, origin and client. */
#ifndef CONNECTSPEC_SERVE_H
#define CONNECTSPEC_SERVE_H

#include "harness/embedded/proxy/session.h"

/* Serves until SIGTERM or SIGINT; says on stdout where it listens once it does.  Returns an exit status. */
int cs_serve(const char *command, const char *address, uint16_t port, const struct cs_proxy_config *config);

/* Says on stderr what is wrong with an argument of |command|; false. */
bool cs_serve_refuse(const char *command, const char *what, const char *text);

/* Read an argument; false, with a line on stderr, when it is none: a port of at least |least|; HOST:PORT; the name of a
 * fault of the program: |place| is CS_PLACE_ORIGIN, CS_PLACE_CLIENT, or any other for the proxy. */
bool cs_serve_port(const char *command, const char *text, unsigned long least, uint16_t *out);
bool cs_serve_destination(const char *command, const char *text, struct cs_destination *out);
bool cs_serve_fault(const char *command, const char *name, enum cs_fault_place place, enum cs_fault *out);

/* Lists the faults of the program; |place| as above.  Returns an exit status. */
int cs_serve_list_faults(enum cs_fault_place place);

#endif
