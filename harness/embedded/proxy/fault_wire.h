/* Faults in the TLS that clients speak with the proxy itself. */
#ifndef CONNECTSPEC_FAULT_WIRE_H
#define CONNECTSPEC_FAULT_WIRE_H

#include "harness/embedded/proxy/wire.h"

/* |data| came on a wire with TLS.  True: it was dealt with. */
bool cs_wire_fault_takes(struct cs_wire *wire, const char *data, size_t length);

/* The handshake is over.  True: that was all. */
bool cs_wire_fault_ready(struct cs_wire *wire);

/* TLS has ended without close_notify.  True: it was dealt with. */
bool cs_wire_fault_cut(struct cs_wire *wire);

#endif
