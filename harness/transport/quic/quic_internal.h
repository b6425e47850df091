/* What the files of quic/ share: quic.c has the connection, streams.c what is sent on it, secure.c its TLS. */
#ifndef CONNECTSPEC_QUIC_INTERNAL_H
#define CONNECTSPEC_QUIC_INTERNAL_H

#include <gnutls/gnutls.h>
#include <ngtcp2/ngtcp2.h>
#include <ngtcp2/ngtcp2_crypto.h>

#include "harness/transport/quic/quic.h"

/* Content, until it is acknowledged. */
struct cs_quic_piece {
    struct cs_quic_piece *next;
    uint64_t end; /* offset behind it in the stream */
    size_t length;
    char bytes[];
};

struct cs_quic_stream {
    struct cs_quic_stream *next;
    int64_t id;
    struct cs_quic_piece *first, *last;
    uint64_t queued; /* bytes ever */
    uint64_t sent;   /* ... that are in a datagram */
    bool ends;       /* the end is queued */
    bool end_sent;
    bool blocked; /* no window */
    bool shut;    /* takes nothing any more */
    bool silent;  /* the peer has ended its direction, or was told to */
};

/* What a DATAGRAM frame is to have. */
struct cs_quic_payload {
    struct cs_quic_payload *next;
    size_t length;
    char bytes[];
};

struct cs_quic {
    struct cs_quic_options options;
    const struct cs_quic_events *events;
    void *context;
    ngtcp2_conn *conn; /* NULL: no datagram has come, or none was made */
    ngtcp2_crypto_conn_ref reference;
    gnutls_session_t session;
    struct cs_quic_stream *streams;
    struct cs_quic_payload *payloads; /* that wait */
    bool closing;                     /* CONNECTION_CLOSE is to be sent */
    bool over;
    ngtcp2_connection_close_error reason;
};

/* secure.c: a session of one end, with its certificates.  False without memory, or when GnuTLS takes nothing of it. */
CS_MUST_USE bool cs_quic_secure(struct cs_quic *quic);

/* streams.c */
struct cs_quic_stream *cs_quic_stream_find(const struct cs_quic *quic, int64_t id);      /* NULL: none */
CS_MUST_USE struct cs_quic_stream *cs_quic_stream_add(struct cs_quic *quic, int64_t id); /* NULL without memory */
void cs_quic_stream_acknowledged(struct cs_quic_stream *stream, uint64_t end);
void cs_quic_stream_drop(struct cs_quic_stream *stream); /* it takes nothing any more */
void cs_quic_stream_remove(struct cs_quic *quic, int64_t id);
void cs_quic_streams_free(struct cs_quic *quic);

/* payloads.c: the first one goes into a datagram of |size| bytes.  Returns as ngtcp2_conn_writev_datagram does. */
CS_MUST_USE ngtcp2_ssize cs_quic_payload_write(struct cs_quic *quic, uint8_t *datagram, size_t size, uint64_t now);
void cs_quic_payloads_free(struct cs_quic *quic);

/* For a record. */
static inline void cs_quic_tell_passed(struct cs_quic *quic, struct cs_passage passage)
{
    quic->events->passed(quic->context, &passage);
}

/* end.c.  cs_quic_is_done: nothing more comes of it.  cs_quic_fail: it is over, by an error of ngtcp2. */
CS_MUST_USE bool cs_quic_is_done(const struct cs_quic *quic);
void cs_quic_fail(struct cs_quic *quic, int error);

#endif
