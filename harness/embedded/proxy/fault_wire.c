#include "harness/embedded/proxy/fault_wire.h"

#include <stdlib.h>
#include <string.h>

#define RECORD_HEADER  5
#define TYPE_HANDSHAKE 22
#define PACKET         1400
#define READ_AT_ONCE   4096

/* Whether the record says that one packet holds it: what is read at once differs from time to time. */
static bool fits(const char *record, size_t length)
{
    const unsigned char *bytes = (const unsigned char *)record;

    return length >= RECORD_HEADER && ((size_t)bytes[3] << 8 | bytes[4]) <= PACKET;
}

enum cs_wire_fault_first cs_wire_fault_first(const struct cs_wire *wire, const char *data, size_t length)
{
    if (wire->fault == CS_FAULT_WIRE_HELLO_CUT && !fits(data, length))
        return CS_WIRE_FAULT_RESETS;
    return wire->fault == CS_FAULT_WIRE_PLAIN && data[0] != TYPE_HANDSHAKE ? CS_WIRE_FAULT_IS_PLAIN
                                                                           : CS_WIRE_FAULT_NONE;
}

bool cs_wire_fault_resets(const struct cs_wire *wire)
{
    bool old = strcmp(cs_tls_version(wire->link), "TLSv1.2") == 0;

    return (wire->fault == CS_FAULT_WIRE_NAME_REFUSED && cs_tls_server_name(wire->link)[0] != '\0') ||
           (wire->fault == CS_FAULT_WIRE_RESUMED_REFUSED && cs_tls_resumed(wire->link)) ||
           (wire->fault == CS_FAULT_WIRE_ALPN_NEEDED && cs_tls_alpn(wire->link)[0] == '\0') ||
           (wire->fault == CS_FAULT_WIRE_OLD_REFUSED && old) || (wire->fault == CS_FAULT_WIRE_NEW_REFUSED && !old);
}

size_t cs_wire_fault_tells(const struct cs_wire *wire, size_t length)
{
    return wire->fault == CS_FAULT_WIRE_PENDING && length > READ_AT_ONCE ? READ_AT_ONCE : length;
}

bool cs_wire_fault_notifies(const struct cs_wire *wire)
{
    return wire->fault == CS_FAULT_WIRE_RESET_NOTIFIED && wire->link != NULL;
}

bool cs_wire_fault_trusts(const struct cs_wire *wire)
{
    if (wire->fault == CS_FAULT_WIRE_CUT_CRASHES)
        abort();
    return wire->fault == CS_FAULT_WIRE_CUT_TRUSTED;
}

bool cs_wire_fault_overlooks(const struct cs_wire *wire)
{
    return wire->fault == CS_FAULT_WIRE_CUT_KEPT;
}
