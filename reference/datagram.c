#include "reference/datagram.h"

#include <string.h>

static enum cs_datagram_kind malformed(struct cs_datagram *datagram, enum cs_code code, size_t offset,
                                       struct cs_findings *findings)
{
    cs_findings_add(findings, code, offset);
    datagram->kind = CS_DATAGRAM_MALFORMED;
    return datagram->kind;
}

enum cs_datagram_kind cs_datagram_begin(struct cs_datagram *datagram, uint64_t length, size_t start,
                                        struct cs_findings *findings)
{
    memset(datagram, 0, sizeof(*datagram));
    datagram->length = length;
    datagram->start = start;
    if (length == 0)
        return malformed(datagram, CS_CODE_DATAGRAM_CONTEXT_MISSING, start, findings);
    return CS_DATAGRAM_UNDECIDED;
}

/* The Context ID is whole. */
static void decide(struct cs_datagram *datagram, struct cs_findings *findings)
{
    datagram->context = datagram->number.value;
    datagram->payload_length = datagram->length - datagram->number.width;
    if (datagram->context != CS_UDP_CONTEXT)
        datagram->kind = CS_DATAGRAM_OTHER;
    else if (datagram->payload_length <= CS_UDP_PAYLOAD_MAX)
        datagram->kind = CS_DATAGRAM_UDP;
    else
        malformed(datagram, CS_CODE_DATAGRAM_PAYLOAD_TOO_LONG, datagram->start + datagram->number.width, findings);
}

enum cs_datagram_kind cs_datagram_read(struct cs_datagram *datagram, const char *data, size_t length,
                                       struct cs_span *payload, struct cs_findings *findings)
{
    size_t at = 0;

    for (; datagram->kind == CS_DATAGRAM_UNDECIDED && at < length; at++) {
        if (cs_varint_add(&datagram->number, data[at]))
            decide(datagram, findings);
        else if (datagram->number.width > datagram->length)
            malformed(datagram, CS_CODE_DATAGRAM_CONTEXT_MISSING, datagram->start, findings);
    }
    *payload = (struct cs_span){.start = at, .length = length - at};
    if (datagram->kind == CS_DATAGRAM_MALFORMED)
        *payload = (struct cs_span){.start = 0, .length = 0};
    return datagram->kind;
}

size_t cs_udp_capsule_write_head(char out[CS_UDP_CAPSULE_HEAD_MAX], size_t payload_length)
{
    size_t head;

    if (payload_length > CS_UDP_PAYLOAD_MAX)
        return 0;
    head = cs_capsule_write_head(out, CS_CAPSULE_DATAGRAM, payload_length + 1);
    return head + cs_varint_write(out + head, CS_UDP_CONTEXT);
}
