/* Faults in processes that stay, and in a processor that is taken for nothing. */
#ifndef CONNECTSPEC_FAULT_HELD_H
#define CONNECTSPEC_FAULT_HELD_H

#include "harness/embedded/proxy/pair.h"

/* Where |fault| is that of |config|: a child that ends at once, or stays as long as the proxy; nobody waits for it. */
void cs_fault_leaves_child(const struct cs_proxy_config *config, enum cs_fault fault);

/* Whether |pair| is not to connect because so many are to where it wants to. */
bool cs_fault_holds_back(const struct cs_pair *pair);

/* Where |fault| is that of |config|, and it does not do so yet: takes all of a processor for a while. */
void cs_fault_spins(const struct cs_proxy_config *config, enum cs_fault fault);

#endif
