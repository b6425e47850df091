/* HTTP Datagrams in DATAGRAM frames of QUIC (RFC 9297 section 2.1). */
#include "harness/transport/h3/h3_internal.h"

#define QUARTER_MAX ((UINT64_C(1) << 60) - 1)

static struct cs_h3_stream *stream_of(struct cs_h3 *h3, uint64_t quarter, int *channel)
{
    struct cs_h3_stream *first = h3->count > 0 && h3->streams[0]->used ? h3->streams[0] : NULL;

    *channel = 0;
    return cs_h3_slips(h3, CS_H3_SLIP_DATAGRAM_FIRST) ? first : cs_h3_find(h3, (int64_t)(quarter * 4), channel);
}

/* For a stream that is not there, or whose direction has ended, it is dropped. */
void cs_h3_receive_datagram(struct cs_h3 *h3, const char *bytes, size_t length)
{
    uint64_t quarter = 0;
    size_t used = cs_varint_read(bytes, length, &quarter);
    struct cs_h3_stream *stream;
    int channel;

    if (!h3->datagrams_ours || (used == 0 && cs_h3_slips(h3, CS_H3_SLIP_DATAGRAM_SHORT)))
        return;
    if (cs_h3_slips(h3, CS_H3_SLIP_DATAGRAM_WRAPS))
        quarter &= QUARTER_MAX;
    if (used == 0 || quarter > QUARTER_MAX) {
        cs_h3_connection_error(h3, CS_H3_DATAGRAM_ERROR);
        return;
    }
    stream = stream_of(h3, quarter, &channel);
    if (stream != NULL && !stream->ends.remote && h3->link.events->datagram != NULL)
        h3->link.events->datagram(h3->link.context, channel, bytes + used, length - used);
    else if (stream == NULL && cs_h3_slips(h3, CS_H3_SLIP_DATAGRAM_CLOSED))
        cs_h3_connection_error(h3, CS_H3_ID_ERROR);
}

bool cs_h3_send_datagram(struct cs_h3 *h3, int channel, const struct cs_source *bytes)
{
    char payload[CS_QUIC_PAYLOAD_MAX];
    size_t front = 0, length;

    if (channel >= 0) {
        uint64_t id = (uint64_t)h3->streams[channel]->id;

        front = cs_varint_write(payload, cs_h3_slips(h3, CS_H3_SLIP_DATAGRAM_WHOLE) ? id : id / 4);
    }
    if (bytes->total > sizeof(payload) - front && !cs_h3_slips(h3, CS_H3_SLIP_DATAGRAM_CUT))
        return false;
    length = bytes->total == 0 ? 0 : bytes->read(bytes->context, 0, payload + front, sizeof(payload) - front);
    return cs_quic_send_payload(h3->quic, payload, front + length);
}
