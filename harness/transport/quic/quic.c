#include "harness/transport/quic/quic.h"

#include <arpa/inet.h>
#include <gnutls/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "harness/transport/quic/quic_internal.h"

#define NUMBER_BYTES 16 /* of our connection ids */
#define HANDSHAKE    (10 * NGTCP2_SECONDS)

/* Addresses are the owner's: to ngtcp2 they are always the same two. */
static ngtcp2_path fixed_path(void)
{
    static struct sockaddr_in ends[2] = {{.sin_family = AF_INET, .sin_port = 1},
                                         {.sin_family = AF_INET, .sin_port = 2}};

    return (ngtcp2_path){.local = {(ngtcp2_sockaddr *)&ends[0], sizeof(ends[0])},
                         .remote = {(ngtcp2_sockaddr *)&ends[1], sizeof(ends[1])}};
}

/* ---- what ngtcp2 calls back ---- */

static void fill_random(uint8_t *out, size_t length, const ngtcp2_rand_ctx *context)
{
    (void)context;
    if (gnutls_rnd(GNUTLS_RND_NONCE, out, length) != 0)
        memset(out, 0, length);
}

static bool make_number(ngtcp2_cid *out, size_t length)
{
    uint8_t bytes[NGTCP2_MAX_CIDLEN];

    if (gnutls_rnd(GNUTLS_RND_NONCE, bytes, length) != 0)
        return false;
    ngtcp2_cid_init(out, bytes, length);
    return true;
}

static int on_number(ngtcp2_conn *conn, ngtcp2_cid *cid, uint8_t *token, size_t length, void *context)
{
    (void)conn;
    (void)context;
    return make_number(cid, length) && gnutls_rnd(GNUTLS_RND_NONCE, token, NGTCP2_STATELESS_RESET_TOKENLEN) == 0
               ? 0
               : NGTCP2_ERR_CALLBACK_FAILURE;
}

static void tell_code(struct cs_quic *quic, enum cs_passage_kind kind, bool received, int64_t id, uint64_t code)
{
    cs_quic_tell_passed(quic, (struct cs_passage){.kind = kind, .received = received, .stream = id, .code = code});
}

static int on_ready(ngtcp2_conn *conn, void *context)
{
    struct cs_quic *quic = context;

    (void)conn;
    quic->events->ready(quic->context);
    return 0;
}

static int on_opened(ngtcp2_conn *conn, int64_t id, void *context)
{
    struct cs_quic *quic = context;

    (void)conn;
    if (cs_quic_stream_add(quic, id) == NULL)
        return NGTCP2_ERR_CALLBACK_FAILURE;
    if (!cs_quic_is_done(quic))
        quic->events->opened(quic->context, id);
    return 0;
}

static void note_silent(struct cs_quic *quic, int64_t id)
{
    struct cs_quic_stream *stream = cs_quic_stream_find(quic, id);

    if (stream != NULL)
        stream->silent = true;
}

static void tell_received(struct cs_quic *quic, int64_t id, const char *bytes, size_t length, bool ends)
{
    if (length > 0)
        cs_quic_tell_passed(quic,
                            (struct cs_passage){.received = true, .stream = id, .bytes = bytes, .length = length});
    if (!ends)
        return;
    note_silent(quic, id);
    tell_code(quic, CS_PASSAGE_FIN, true, id, 0);
}

static int on_received(ngtcp2_conn *conn, uint32_t flags, int64_t id, uint64_t offset, const uint8_t *data,
                       size_t length, void *context, void *stream)
{
    struct cs_quic *quic = context;

    (void)conn;
    (void)offset;
    (void)stream;
    tell_received(quic, id, (const char *)data, length, (flags & NGTCP2_STREAM_DATA_FLAG_FIN) != 0);
    if (!cs_quic_is_done(quic))
        quic->events->received(quic->context, id, (const char *)data, length,
                               (flags & NGTCP2_STREAM_DATA_FLAG_FIN) != 0);
    return 0;
}

static int on_acknowledged(ngtcp2_conn *conn, int64_t id, uint64_t offset, uint64_t length, void *context, void *user)
{
    struct cs_quic_stream *stream = cs_quic_stream_find(context, id);

    (void)conn;
    (void)user;
    if (stream != NULL)
        cs_quic_stream_acknowledged(stream, offset + length);
    return 0;
}

static int on_reset(ngtcp2_conn *conn, int64_t id, uint64_t size, uint64_t code, void *context, void *user)
{
    struct cs_quic *quic = context;

    (void)conn;
    (void)size;
    (void)user;
    note_silent(quic, id);
    tell_code(quic, CS_PASSAGE_RESET, true, id, code);
    if (!cs_quic_is_done(quic))
        quic->events->reset(quic->context, id, code);
    return 0;
}

static int on_stopped(ngtcp2_conn *conn, int64_t id, uint64_t code, void *context, void *user)
{
    struct cs_quic *quic = context;
    struct cs_quic_stream *stream = cs_quic_stream_find(quic, id);

    (void)conn;
    (void)user;
    tell_code(quic, CS_PASSAGE_STOP, true, id, code);
    if (stream != NULL && !stream->shut && !stream->end_sent)
        tell_code(quic, CS_PASSAGE_RESET, false, id, code); /* ngtcp2 answers so */
    if (stream != NULL)
        cs_quic_stream_drop(stream);
    if (!cs_quic_is_done(quic))
        quic->events->stopped(quic->context, id, code);
    return 0;
}

/* The peer may open another one in its place. */
static int on_stream_closed(ngtcp2_conn *conn, uint32_t flags, int64_t id, uint64_t code, void *context, void *user)
{
    (void)flags;
    (void)code;
    (void)user;
    cs_quic_stream_remove(context, id);
    if (!ngtcp2_conn_is_local_stream(conn, id) && ngtcp2_is_bidi_stream(id))
        ngtcp2_conn_extend_max_streams_bidi(conn, 1);
    return 0;
}

static int on_payload(ngtcp2_conn *conn, uint32_t flags, const uint8_t *data, size_t length, void *context)
{
    struct cs_quic *quic = context;

    (void)conn;
    (void)flags;
    cs_quic_tell_passed(quic, (struct cs_passage){.kind = CS_PASSAGE_DATAGRAM,
                                                  .received = true,
                                                  .stream = -1,
                                                  .bytes = (const char *)data,
                                                  .length = length});
    if (!cs_quic_is_done(quic))
        quic->events->payload(quic->context, length == 0 ? "" : (const char *)data, length);
    return 0;
}

static const ngtcp2_callbacks callbacks = {
    .client_initial = ngtcp2_crypto_client_initial_cb,
    .recv_client_initial = ngtcp2_crypto_recv_client_initial_cb,
    .recv_crypto_data = ngtcp2_crypto_recv_crypto_data_cb,
    .handshake_completed = on_ready,
    .encrypt = ngtcp2_crypto_encrypt_cb,
    .decrypt = ngtcp2_crypto_decrypt_cb,
    .hp_mask = ngtcp2_crypto_hp_mask_cb,
    .recv_stream_data = on_received,
    .acked_stream_data_offset = on_acknowledged,
    .stream_open = on_opened,
    .stream_close = on_stream_closed,
    .recv_retry = ngtcp2_crypto_recv_retry_cb,
    .rand = fill_random,
    .get_new_connection_id = on_number,
    .update_key = ngtcp2_crypto_update_key_cb,
    .stream_reset = on_reset,
    .delete_crypto_aead_ctx = ngtcp2_crypto_delete_crypto_aead_ctx_cb,
    .delete_crypto_cipher_ctx = ngtcp2_crypto_delete_crypto_cipher_ctx_cb,
    .recv_datagram = on_payload,
    .get_path_challenge_data = ngtcp2_crypto_get_path_challenge_data_cb,
    .stream_stop_sending = on_stopped,
    .version_negotiation = ngtcp2_crypto_version_negotiation_cb,
};

/* ---- the connection ---- */

struct cs_quic *cs_quic_new(const struct cs_quic_options *options, const struct cs_quic_events *events, void *context)
{
    struct cs_quic *quic = calloc(1, sizeof(*quic));

    if (quic == NULL)
        return NULL;
    quic->options = *options;
    quic->events = events;
    quic->context = context;
    ngtcp2_connection_close_error_default(&quic->reason);
    if (cs_quic_secure(quic))
        return quic;
    cs_quic_free(quic);
    return NULL;
}

void cs_quic_free(struct cs_quic *quic)
{
    if (quic == NULL)
        return;
    cs_quic_streams_free(quic);
    cs_quic_payloads_free(quic);
    ngtcp2_conn_del(quic->conn);
    if (quic->session != NULL)
        gnutls_deinit(quic->session);
    free(quic);
}

static void set_parameters(const struct cs_quic *quic, ngtcp2_transport_params *out)
{
    ngtcp2_transport_params_default(out);
    out->initial_max_stream_data_bidi_local = CS_QUIC_WINDOW;
    out->initial_max_stream_data_bidi_remote = CS_QUIC_WINDOW;
    out->initial_max_stream_data_uni = CS_QUIC_WINDOW;
    out->initial_max_data = 4 * CS_QUIC_WINDOW;
    out->initial_max_streams_bidi = quic->options.server ? CS_QUIC_STREAMS_MAX : 0;
    out->initial_max_streams_uni = CS_QUIC_UNI_MAX;
    out->max_idle_timeout = quic->options.idle;
    out->max_datagram_frame_size = quic->options.frame_max;
    out->disable_active_migration = 1;
}

static void set_settings(uint64_t now, ngtcp2_settings *out)
{
    ngtcp2_settings_default(out);
    out->initial_ts = now;
    out->max_tx_udp_payload_size = CS_QUIC_DATAGRAM_MAX;
    out->no_tx_udp_payload_size_shaping = 1;
    out->no_pmtud = 1;
    out->handshake_timeout = HANDSHAKE;
}

bool cs_quic_begin(struct cs_quic *quic, uint64_t now)
{
    ngtcp2_settings settings;
    ngtcp2_transport_params parameters;
    ngtcp2_path path = fixed_path();
    ngtcp2_cid theirs, ours;
    ngtcp2_conn *conn = NULL; /* which is no connection, but not NULL either, where there was no memory */

    if (quic->options.server)
        return true;
    set_settings(now, &settings);
    set_parameters(quic, &parameters);
    if (!make_number(&theirs, NUMBER_BYTES) || !make_number(&ours, NUMBER_BYTES) ||
        ngtcp2_conn_client_new(&conn, &theirs, &ours, &path, NGTCP2_PROTO_VER_V1, &callbacks, &settings, &parameters,
                               NULL, quic) != 0)
        return false;
    quic->conn = conn;
    ngtcp2_conn_set_tls_native_handle(quic->conn, quic->session);
    return true;
}

/* A server has its connection with the first datagram. */
static bool accept_client(struct cs_quic *quic, const char *bytes, size_t length, uint64_t now)
{
    ngtcp2_settings settings;
    ngtcp2_transport_params parameters;
    ngtcp2_path path = fixed_path();
    ngtcp2_pkt_hd head;
    ngtcp2_cid ours;
    ngtcp2_conn *conn = NULL;

    if (ngtcp2_accept(&head, (const uint8_t *)bytes, length) != 0)
        return false;
    set_settings(now, &settings);
    set_parameters(quic, &parameters);
    parameters.original_dcid = head.dcid;
    if (!make_number(&ours, NUMBER_BYTES) ||
        ngtcp2_conn_server_new(&conn, &head.scid, &ours, &path, head.version, &callbacks, &settings, &parameters, NULL,
                               quic) != 0)
        return false;
    quic->conn = conn;
    ngtcp2_conn_set_tls_native_handle(quic->conn, quic->session);
    return true;
}

void cs_quic_received(struct cs_quic *quic, const char *bytes, size_t length, uint64_t now)
{
    ngtcp2_path path = fixed_path();
    ngtcp2_pkt_info info = {0};
    int error;

    if (length == 0 || cs_quic_is_done(quic) || (quic->conn == NULL && !accept_client(quic, bytes, length, now)))
        return;
    for (struct cs_quic_stream *stream = quic->streams; stream != NULL; stream = stream->next)
        stream->blocked = false;
    error = ngtcp2_conn_read_pkt(quic->conn, &path, &info, (const uint8_t *)bytes, length, now);
    if (error != 0 && error != NGTCP2_ERR_DISCARD_PKT)
        cs_quic_fail(quic, error);
}

uint64_t cs_quic_expiry(const struct cs_quic *quic)
{
    return quic->conn == NULL || quic->over ? CS_QUIC_NEVER : ngtcp2_conn_get_expiry(quic->conn);
}

void cs_quic_expired(struct cs_quic *quic, uint64_t now)
{
    int error = quic->conn == NULL || cs_quic_is_done(quic) ? 0 : ngtcp2_conn_handle_expiry(quic->conn, now);

    if (error != 0)
        cs_quic_fail(quic, error);
}

void cs_quic_give_back_stream(struct cs_quic *quic, int64_t id, uint64_t length)
{
    if (quic->conn != NULL && !cs_quic_is_done(quic))
        (void)ngtcp2_conn_extend_max_stream_offset(quic->conn, id, length); /* gone, or out of memory soon enough */
}

void cs_quic_give_back(struct cs_quic *quic, uint64_t length)
{
    if (quic->conn != NULL && !cs_quic_is_done(quic))
        ngtcp2_conn_extend_max_offset(quic->conn, length);
}

void cs_quic_reset(struct cs_quic *quic, int64_t id, uint64_t code)
{
    struct cs_quic_stream *stream = cs_quic_stream_find(quic, id);

    if (stream == NULL || cs_quic_is_done(quic))
        return;
    if (!stream->shut)
        tell_code(quic, CS_PASSAGE_RESET, false, id, code);
    cs_quic_stream_drop(stream);
    if (ngtcp2_conn_shutdown_stream_write(quic->conn, id, code) == NGTCP2_ERR_NOMEM)
        cs_quic_fail(quic, NGTCP2_ERR_NOMEM);
}

void cs_quic_stop(struct cs_quic *quic, int64_t id, uint64_t code)
{
    struct cs_quic_stream *stream = cs_quic_stream_find(quic, id);

    if (quic->conn == NULL || cs_quic_is_done(quic))
        return;
    if (stream != NULL && !stream->silent) {
        stream->silent = true;
        tell_code(quic, CS_PASSAGE_STOP, false, id, code);
    }
    if (ngtcp2_conn_shutdown_stream_read(quic->conn, id, code) == NGTCP2_ERR_NOMEM)
        cs_quic_fail(quic, NGTCP2_ERR_NOMEM);
}

void cs_quic_close(struct cs_quic *quic, uint64_t code)
{
    if (quic->conn == NULL || cs_quic_is_done(quic))
        return;
    ngtcp2_connection_close_error_set_application_error(&quic->reason, code, NULL, 0);
    quic->closing = true;
}

bool cs_quic_begins(const char *bytes, size_t length)
{
    ngtcp2_pkt_hd head;

    return ngtcp2_accept(&head, (const uint8_t *)bytes, length) == 0;
}

bool cs_quic_is_for(const struct cs_quic *quic, const char *bytes, size_t length)
{
    ngtcp2_version_cid packet;
    ngtcp2_cid numbers[16], number;
    const ngtcp2_cid *initial = quic->conn == NULL ? NULL : ngtcp2_conn_get_client_initial_dcid(quic->conn);
    size_t count;

    if (initial == NULL || ngtcp2_pkt_decode_version_cid(&packet, (const uint8_t *)bytes, length, NUMBER_BYTES) != 0 ||
        packet.dcidlen > NGTCP2_MAX_CIDLEN || ngtcp2_conn_get_num_scid(quic->conn) > 16)
        return false;
    ngtcp2_cid_init(&number, packet.dcid, packet.dcidlen);
    count = ngtcp2_conn_get_scid(quic->conn, numbers);
    for (size_t i = 0; i < count; i++)
        if (ngtcp2_cid_eq(&numbers[i], &number))
            return true;
    return ngtcp2_cid_eq(initial, &number);
}
