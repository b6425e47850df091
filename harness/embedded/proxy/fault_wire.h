/* Faults in the TLS that clients speak with the proxy itself: they say what is to be done with the wire, and do nothing. */
#ifndef CONNECTSPEC_FAULT_WIRE_H
#define CONNECTSPEC_FAULT_WIRE_H

#include "harness/embedded/proxy/wire.h"

/* |data| is the first that came on a wire with TLS. */
enum cs_wire_fault_first {
    CS_WIRE_FAULT_NONE,
    CS_WIRE_FAULT_RESETS,
    CS_WIRE_FAULT_IS_PLAIN, /* it goes on without TLS */
};
enum cs_wire_fault_first cs_wire_fault_first(const struct cs_wire *wire, const char *data, size_t length);

/* The handshake is over: whether the wire is reset. */
bool cs_wire_fault_resets(const struct cs_wire *wire);

/* Content of |length| came in a record: how many bytes of it are told. */
size_t cs_wire_fault_tells(const struct cs_wire *wire, size_t length);

/* The origin's reset is told as an end in order. */
bool cs_wire_fault_notifies(const struct cs_wire *wire);

/* TLS has ended without close_notify: whether that is an end in order; whether it is none at all. */
bool cs_wire_fault_trusts(const struct cs_wire *wire);
bool cs_wire_fault_overlooks(const struct cs_wire *wire);

#endif
