/* Faults of the front for HTTP/3. */
#ifndef CONNECTSPEC_FAULT_H3_H
#define CONNECTSPEC_FAULT_H3_H

#include "harness/embedded/proxy/fault.h"
#include "harness/transport/h3/h3.h"

/* The same mistake over HTTP/2, whose front both share; CS_FAULT_NONE: there is none, or |fault| is of HTTP/2 alone.  One
 * that is of neither is itself. */
enum cs_fault cs_h3_fault_shared(enum cs_fault fault);

/* The slip of the link that is the fault; CS_H3_SLIP_NONE: it is none. */
enum cs_h3_slip cs_h3_fault_slip(enum cs_fault fault);

#endif
