/* The faults in what is kept of the requests before on a connection, and in what Connection names. */
#ifndef CONNECTSPEC_FAULT_KEPT_H
#define CONNECTSPEC_FAULT_KEPT_H

#include "harness/embedded/proxy/ruling.h"

/* Whether the connection goes on behind a request that is refused so. */
bool cs_fault_keeps_behind(const struct cs_asked *asked, enum cs_refusal refusal);

/* Notes in |asked|'s history what the next request of the connection is to suffer from.  How many bytes behind its head
 * are content that goes with it. */
size_t cs_fault_note(struct cs_asked *asked);

/* Whether it does not mind |code| because Connection names the field; whether Connection names credentials. */
bool cs_fault_forgives_listed(const struct cs_asked *asked, enum cs_code code);
bool cs_fault_lists_credentials(const struct cs_asked *asked);

/* Whether a CONNECT behind another method is refused; the destination that was asked for before. */
bool cs_fault_refuses_behind(const struct cs_asked *asked);
bool cs_fault_goes_back(const struct cs_asked *asked, struct cs_destination *out);

/* The port that belongs to what a name resolves to: that of the first time; |memory|: NULL where nothing is kept. */
uint16_t cs_fault_port_kept(struct cs_proxy_memory *memory, const struct cs_destination *destination);

/* The IPv4 address that names which begin so resolve to: |address| the first time, which is no 0. */
uint32_t cs_fault_address_kept(struct cs_proxy_memory *memory, const struct cs_destination *destination,
                               uint32_t address);

#endif
