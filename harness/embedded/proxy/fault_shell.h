/* Faults of the shell: whom it lets wait, what it keeps, which time it gives. */
#ifndef CONNECTSPEC_FAULT_SHELL_H
#define CONNECTSPEC_FAULT_SHELL_H

#include "harness/embedded/proxy/pair.h"

/* Whether nobody is accepted as long as |pair| is as it is, and so many others. */
bool cs_shell_fault_waits_for(const struct cs_pair *pair);
size_t cs_shell_fault_workers(const struct cs_proxy_config *config);

/* A client was accepted on that wire, and something is kept of it; its request is refused, and a descriptor is. */
void cs_shell_fault_keeps(struct cs_pairs *pairs, const struct cs_wire *client);
void cs_shell_fault_refused(const struct cs_pair *pair);

/* How long a parent may take to answer (0: for ever), and a connect. */
uint64_t cs_shell_fault_parent_ms(const struct cs_proxy_config *config);
uint64_t cs_shell_fault_connect_ms(const struct cs_proxy_config *config);

/* |data| came, from either side.  True: it is lost. */
bool cs_shell_fault_loses(struct cs_pair *pair, const char *data, size_t length);

/* |side| has been reset; has sent its FIN; a connect has failed; the connection stands; something came from |side|, and gives more time. */
void cs_shell_fault_reset(struct cs_pair *pair, enum cs_side side);
void cs_shell_fault_finished(struct cs_pair *pair, enum cs_side side);
void cs_shell_fault_not_connected(const struct cs_pair *pair);
void cs_shell_fault_connected(struct cs_pair *pair);
/* No address could be connected to; true: nobody hears of that. */
bool cs_shell_fault_unreachable(const struct cs_pair *pair, enum cs_connect_error error);
void cs_shell_fault_heard(struct cs_pair *pair, enum cs_side side);

/* Reading from the wire is paused, or goes on. */
void cs_shell_fault_paused(const struct cs_proxy_config *config, struct cs_wire *wire, bool paused);

/* Whether a tunnel ends when a timer does. */
bool cs_shell_fault_cuts(const struct cs_proxy_config *config);

#endif
