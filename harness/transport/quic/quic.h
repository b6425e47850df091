/* QUIC (RFC 9000) by ngtcp2, its TLS by GnuTLS: a connection without sockets and without a clock.  Datagrams go in and
 * come out, and whoever owns it says what time it is: nanoseconds from any zero, never going back.
 *
 * Streams are told by their numbers (RFC 9000 section 2.1); to send on one that the peer has opened nothing is to be
 * done.  A function that says so only notes what is to be sent: cs_quic_flush makes datagrams of it.  Events may call
 * every function but cs_quic_received, _expired, _flush and _free.
 *
 * Bounded: content that the peer has not acknowledged is kept, which its windows and CS_QUIC_AHEAD limit; CS_QUIC_WINDOW
 * of what it sends may be on its way on a stream, four times that on all of them. */
#ifndef CONNECTSPEC_QUIC_H
#define CONNECTSPEC_QUIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/transport/frames.h"
#include "harness/transport/tls/tls.h"
#include "reference/must_use.h"

#define CS_QUIC_AHEAD        (256 * 1024)  /* content of a stream that is not in a datagram yet */
#define CS_QUIC_WINDOW       (1024 * 1024) /* what a peer may send on a stream before it is given back */
#define CS_QUIC_STREAMS_MAX  512           /* that a peer may have open at a time */
#define CS_QUIC_UNI_MAX      16            /* ... of those with one direction, and ever */
#define CS_QUIC_DATAGRAM_MAX 1452          /* of ours */
#define CS_QUIC_PAYLOAD_MAX  1400          /* of a DATAGRAM frame that we send: with it a datagram is never too long */
#define CS_QUIC_PAYLOADS_MAX 64            /* of those that wait; what comes beyond them is lost */
#define CS_QUIC_NEVER        UINT64_MAX

struct cs_quic; /* opaque */

enum cs_quic_end {
    CS_QUIC_CLOSED_BY_PEER, /* code: the application's, or the transport's */
    CS_QUIC_LOST,           /* nothing came for too long, or the peer has forgotten the connection */
    CS_QUIC_BROKEN,         /* the peer broke the protocol, or there is no memory; code: the transport's */
};

/* All are set.  |bytes| are borrowed for the call. */
struct cs_quic_events {
    void (*ready)(void *context);                  /* the handshake is complete */
    void (*opened)(void *context, int64_t stream); /* by the peer */
    void (*received)(void *context, int64_t stream, const char *bytes, size_t length, bool ends);
    void (*reset)(void *context, int64_t stream, uint64_t code);        /* RESET_STREAM */
    void (*stopped)(void *context, int64_t stream, uint64_t code);      /* STOP_SENDING */
    void (*payload)(void *context, const char *bytes, size_t length);   /* of a DATAGRAM frame (RFC 9221) */
    void (*closed)(void *context, enum cs_quic_end end, uint64_t code); /* the last event but |datagram| */
    void (*datagram)(void *context, const char *bytes, size_t length);  /* to be sent */
    void (*passed)(void *context, const struct cs_passage *passage);    /* for a record: what came, before it is told */
    void (*key)(void *context, const char *line); /* ... of a key log (draft-ietf-tls-keylogfile) */
};

struct cs_quic_options {
    bool server;
    const char *alpn;           /* the one protocol */
    struct cs_tls_context *tls; /* certificates, names, what the peer's is checked against; borrowed */
    uint64_t idle;              /* nanoseconds after which silence ends it */
    uint64_t frame_max;         /* max_datagram_frame_size (RFC 9221 section 3); 0: DATAGRAM frames are an error */
};

/* NULL without memory, or when GnuTLS takes nothing of |tls|. */
CS_MUST_USE struct cs_quic *cs_quic_new(const struct cs_quic_options *options, const struct cs_quic_events *events,
                                        void *context);
void cs_quic_free(struct cs_quic *quic); /* sends nothing; NULL is fine */

/* A client begins its handshake; of a server its client's first datagram does that.  False without memory. */
CS_MUST_USE bool cs_quic_begin(struct cs_quic *quic, uint64_t now);

/* A datagram has come. */
void cs_quic_received(struct cs_quic *quic, const char *bytes, size_t length, uint64_t now);

/* When cs_quic_expired is to be called; CS_QUIC_NEVER. */
uint64_t cs_quic_expiry(const struct cs_quic *quic);
void cs_quic_expired(struct cs_quic *quic, uint64_t now);

/* Makes datagrams of all that may be sent now. */
void cs_quic_flush(struct cs_quic *quic, uint64_t now);

/* Opens a stream.  -1: the peer allows no more now, or there is no memory. */
CS_MUST_USE int64_t cs_quic_open_stream(struct cs_quic *quic, bool both_ways);

/* How many bytes of content a stream takes now: its windows, and CS_QUIC_AHEAD. */
size_t cs_quic_room(const struct cs_quic *quic, int64_t stream);

/* Queues a copy of |length| bytes, beyond any room, and the end of our direction.  False without memory, or when the
 * stream takes nothing any more. */
CS_MUST_USE bool cs_quic_send(struct cs_quic *quic, int64_t stream, const char *bytes, size_t length, bool ends);

/* Whether all that was queued on it is in datagrams. */
bool cs_quic_is_sent(const struct cs_quic *quic, int64_t stream);

/* Queues a DATAGRAM frame behind what streams have to send; it may be lost.  False without memory, and when the peer takes
 * none of this length, or it is beyond CS_QUIC_PAYLOAD_MAX. */
CS_MUST_USE bool cs_quic_send_payload(struct cs_quic *quic, const char *bytes, size_t length);

/* Window for |length| bytes that have come: of a stream, and of the connection. */
void cs_quic_give_back_stream(struct cs_quic *quic, int64_t stream, uint64_t length);
void cs_quic_give_back(struct cs_quic *quic, uint64_t length);

/* RESET_STREAM: what is queued is lost; STOP_SENDING. */
void cs_quic_reset(struct cs_quic *quic, int64_t stream, uint64_t code);
void cs_quic_stop(struct cs_quic *quic, int64_t stream, uint64_t code);

/* CONNECTION_CLOSE with a code of the application, by the next cs_quic_flush; nothing is told any more. */
void cs_quic_close(struct cs_quic *quic, uint64_t code);

/* Whether the datagram belongs to this connection; whether it may be the first of a new one. */
bool cs_quic_is_for(const struct cs_quic *quic, const char *bytes, size_t length);
bool cs_quic_begins(const char *bytes, size_t length);

#endif
