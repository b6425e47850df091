/* Requests for UDP proxying (RFC 9298): whether one is asked for, and where it leads.  Nothing here acts. */
#ifndef CONNECTSPEC_DECIDE_UDP_H
#define CONNECTSPEC_DECIDE_UDP_H

#include "harness/embedded/proxy/ruling.h"

/* Whether the request, come whole, asks for another protocol than HTTP where this proxy has one: by Upgrade: connect-udp,
 * or by any :protocol. */
bool cs_udp_asks(const struct cs_asked *asked);

/* Reads it; |*out| is its target.  Why it is refused, or CS_REFUSE_NOTHING. */
enum cs_refusal cs_udp_read(const struct cs_asked *asked, struct cs_destination *out);

#endif
