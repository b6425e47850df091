/* DATAGRAM frames (RFC 9221) that wait for their turn. */
#include <stdlib.h>
#include <string.h>

#include "harness/transport/quic/quic_internal.h"

#define FRAME_HEAD 3 /* type and length, in front of a payload */

static bool takes(const struct cs_quic *quic, size_t length)
{
    const ngtcp2_transport_params *theirs = ngtcp2_conn_get_remote_transport_params(quic->conn);

    return length <= CS_QUIC_PAYLOAD_MAX && theirs != NULL && theirs->max_datagram_frame_size >= length + FRAME_HEAD;
}

bool cs_quic_send_payload(struct cs_quic *quic, const char *bytes, size_t length)
{
    struct cs_quic_payload **last = &quic->payloads;
    struct cs_quic_payload *payload;
    unsigned waiting = 0;

    if (quic->conn == NULL || cs_quic_is_done(quic) || !takes(quic, length))
        return false;
    for (; *last != NULL; last = &(*last)->next)
        waiting++;
    if (waiting == CS_QUIC_PAYLOADS_MAX)
        return true;
    payload = malloc(sizeof(*payload) + length);
    if (payload == NULL)
        return false;
    payload->next = NULL;
    payload->length = length;
    if (length > 0)
        memcpy(payload->bytes, bytes, length);
    *last = payload;
    return true;
}

static void pop(struct cs_quic *quic)
{
    struct cs_quic_payload *payload = quic->payloads;

    quic->payloads = payload->next;
    free(payload);
}

/* An empty one has no vector: ngtcp2 0.12 asserts that a vector has bytes. */
ngtcp2_ssize cs_quic_payload_write(struct cs_quic *quic, uint8_t *datagram, size_t size, uint64_t now)
{
    struct cs_quic_payload *payload = quic->payloads;
    const ngtcp2_vec vector = {.base = (uint8_t *)payload->bytes, .len = payload->length};
    ngtcp2_path_storage path;
    ngtcp2_pkt_info info;
    int accepted = 0;
    ngtcp2_ssize made;

    ngtcp2_path_storage_zero(&path);
    made = ngtcp2_conn_writev_datagram(quic->conn, &path.path, &info, datagram, size, &accepted,
                                       NGTCP2_WRITE_DATAGRAM_FLAG_NONE, 0, &vector, payload->length > 0, now);
    if (accepted != 0)
        cs_quic_tell_passed(
            quic, (struct cs_passage){
                      .kind = CS_PASSAGE_DATAGRAM, .stream = -1, .bytes = payload->bytes, .length = payload->length});
    if (accepted != 0 || (made < 0 && !ngtcp2_err_is_fatal((int)made)))
        pop(quic);
    return made;
}

void cs_quic_payloads_free(struct cs_quic *quic)
{
    while (quic->payloads != NULL)
        pop(quic);
}
