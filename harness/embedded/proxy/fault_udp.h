/* The faults in requests for connect-udp, in what is decided about them, and in what answers them. */
#ifndef CONNECTSPEC_FAULT_UDP_H
#define CONNECTSPEC_FAULT_UDP_H

#include "harness/embedded/proxy/ruling.h"

/* Whether the faulty proxy does not see that UDP is asked for; or sees it where it is not. */
bool cs_fault_udp_overlooks(const struct cs_asked *asked);
bool cs_fault_udp_sees(const struct cs_asked *asked);

/* Whether it does not mind |code|; whether it refuses a request that is as it should be. */
bool cs_fault_udp_forgives(const struct cs_asked *asked, enum cs_code code);
bool cs_fault_udp_dislikes(const struct cs_asked *asked);

/* fault_udp_target.c: the target as a lenient reader takes it out of the request; false: it reads it like others. */
bool cs_fault_udp_target(const struct cs_asked *asked, struct cs_destination *out);

/* Changes what the correct proxy would do about the request. */
void cs_fault_rule_udp(const struct cs_asked *asked, struct cs_ruling *ruling);

#endif
