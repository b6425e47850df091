/* How a connection of QUIC ends. */
#include "harness/transport/quic/quic_internal.h"

bool cs_quic_is_done(const struct cs_quic *quic)
{
    return quic->over || quic->closing;
}

static void close_over(struct cs_quic *quic, enum cs_quic_end end, uint64_t code)
{
    bool told = cs_quic_is_done(quic);

    if (end == CS_QUIC_BROKEN)
        quic->closing = true;
    else
        quic->over = true;
    if (!told)
        quic->events->closed(quic->context, end, code);
}

void cs_quic_fail(struct cs_quic *quic, int error)
{
    switch (error) {
    case NGTCP2_ERR_DRAINING:
        ngtcp2_conn_get_connection_close_error(quic->conn, &quic->reason);
        cs_quic_tell_passed(
            quic, (struct cs_passage){
                      .kind = CS_PASSAGE_CLOSE, .received = true, .stream = -1, .code = quic->reason.error_code});
        close_over(quic, CS_QUIC_CLOSED_BY_PEER, quic->reason.error_code);
        break;
    case NGTCP2_ERR_IDLE_CLOSE:
    case NGTCP2_ERR_HANDSHAKE_TIMEOUT:
    case NGTCP2_ERR_DROP_CONN:
    case NGTCP2_ERR_CLOSING:
        close_over(quic, CS_QUIC_LOST, 0);
        break;
    case NGTCP2_ERR_CRYPTO:
        ngtcp2_connection_close_error_set_transport_error_tls_alert(&quic->reason,
                                                                    ngtcp2_conn_get_tls_alert(quic->conn), NULL, 0);
        close_over(quic, CS_QUIC_BROKEN, quic->reason.error_code);
        break;
    default:
        ngtcp2_connection_close_error_set_transport_error_liberr(&quic->reason, error, NULL, 0);
        close_over(quic, CS_QUIC_BROKEN, quic->reason.error_code);
        break;
    }
}
