#include "harness/embedded/proxy/fault_wire.h"

#include <stdlib.h>
#include <string.h>

#define RECORD_HEADER  5
#define TYPE_HANDSHAKE 22

static bool is_whole(const char *record, size_t length)
{
    const unsigned char *bytes = (const unsigned char *)record;

    return length >= RECORD_HEADER && length >= RECORD_HEADER + ((size_t)bytes[3] << 8 | bytes[4]);
}

bool cs_wire_fault_takes(struct cs_wire *wire, const char *data, size_t length)
{
    bool first = !wire->heard;

    wire->heard = true;
    if (first && wire->fault == CS_FAULT_WIRE_HELLO_CUT && !is_whole(data, length)) {
        cs_wire_reset(wire);
        return true;
    }
    if (!first || wire->fault != CS_FAULT_WIRE_PLAIN || data[0] == TYPE_HANDSHAKE)
        return false;
    cs_link_close(wire->link);
    wire->link = NULL;
    wire->events->received(wire->context, wire->side, data, length);
    return true;
}

bool cs_wire_fault_ready(struct cs_wire *wire)
{
    bool old = strcmp(cs_tls_version(wire->link), "TLSv1.2") == 0;
    bool resets = (wire->fault == CS_FAULT_WIRE_ALPN_NEEDED && cs_tls_alpn(wire->link)[0] == '\0') ||
                  (wire->fault == CS_FAULT_WIRE_OLD_REFUSED && old) ||
                  (wire->fault == CS_FAULT_WIRE_NEW_REFUSED && !old);

    if (resets)
        cs_wire_reset(wire);
    return resets;
}

bool cs_wire_fault_cut(struct cs_wire *wire)
{
    if (wire->fault == CS_FAULT_WIRE_CUT_CRASHES)
        abort();
    if (wire->fault == CS_FAULT_WIRE_CUT_TRUSTED)
        wire->events->finished(wire->context, wire->side);
    return wire->fault == CS_FAULT_WIRE_CUT_TRUSTED || wire->fault == CS_FAULT_WIRE_CUT_KEPT;
}
