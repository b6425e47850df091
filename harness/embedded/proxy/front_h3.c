/* Datagrams beside the bytes of streams, which HTTP/3 has and HTTP/2 has not (RFC 9297 section 2.1). */
#include "harness/embedded/proxy/front_h2_internal.h"

#define DATAGRAM_ERROR 0x33 /* H3_DATAGRAM_ERROR: RFC 9297 section 5.2 */

/* A plain CONNECT has none: its stream ends (section 2). */
static void refuse(struct cs_h2_client *client)
{
    struct cs_wire *wire = client->wire;

    (void)cs_h2_client_order(client, CS_LINK_RESET, DATAGRAM_ERROR);
    if (wire != NULL)
        wire->events->reset(wire->context, CS_SIDE_CLIENT);
}

void cs_front_h3_datagram(void *context, int channel, const char *bytes, size_t length)
{
    struct cs_front_h2 *front = context;
    struct cs_h2_client *client = front->clients[channel];

    if (client == NULL || client->wire == NULL || !client->asked)
        return;
    if (client->extended)
        client->wire->events->datagram(client->wire->context, bytes, length);
    else if (front->given_fault == CS_FAULT_H3_DATAGRAM_IN_TCP)
        client->wire->events->received(client->wire->context, CS_SIDE_CLIENT, bytes, length);
    else if (front->given_fault != CS_FAULT_H3_DATAGRAM_BORNE)
        refuse(client);
}
