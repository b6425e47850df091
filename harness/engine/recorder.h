/* Records both directions of one connection into a channel of a transcript: the first 64 KiB, the total, SHA-256 of
 * everything and, for a client, of the tunnel behind a 2xx head.  Memory stays bounded whatever comes. */
#ifndef CONNECTSPEC_RECORDER_H
#define CONNECTSPEC_RECORDER_H

#include <stdbool.h>

#include "harness/transport/heard.h"
#include "reference/must_use.h"
#include "reports/transcript.h"

struct evp_md_ctx_st; /* OpenSSL's EVP_MD_CTX */

struct cs_stream_recorder {
    struct cs_stream *stream;        /* borrowed */
    size_t capacity;                 /* of stream->kept */
    struct evp_md_ctx_st *all;       /* NULL as long as every byte is kept */
    struct evp_md_ctx_st *from_mark; /* ... and without a mark */
};

struct cs_recorder {
    struct evp_md_ctx_st *digest; /* for streams that were kept whole, when they are finished */
    struct cs_stream_recorder sent;
    struct cs_stream_recorder received;
    const struct cs_channel *channel; /* whose answers |heard| follows; NULL: nothing is read as an answer */
    struct cs_heard heard;            /* what the target has answered so far */
};

/* Begins to record into |channel|, which is borrowed and must stay where it is.  |reads_answers|: this connection sent
 * a CONNECT, so what it receives is read as an answer.  Release with cs_recorder_finish, even after false (no
 * memory). */
CS_MUST_USE bool cs_recorder_init(struct cs_recorder *recorder, struct cs_channel *channel, bool reads_answers);

/* The same for a connection below channels. */
CS_MUST_USE bool cs_recorder_init_carrier(struct cs_recorder *recorder, struct cs_carrier *carrier);

/* Bytes that the kernel took from us, or gave to us.  False without memory. */
CS_MUST_USE bool cs_recorder_sent(struct cs_recorder *recorder, const char *bytes, size_t length);
CS_MUST_USE bool cs_recorder_received(struct cs_recorder *recorder, const char *bytes, size_t length);

/* A field section (transport/section.h) that went out or came.  Beyond CS_BLOCKS_MAX none is kept.  False without
 * memory. */
CS_MUST_USE bool cs_recorder_head_sent(struct cs_recorder *recorder, const char *section, size_t length);
CS_MUST_USE bool cs_recorder_head(struct cs_recorder *recorder, const char *section, size_t length);

/* The payload of a datagram that passed beside the bytes, as cs_recorder_head. */
CS_MUST_USE bool cs_recorder_datagram(struct cs_recorder *recorder, bool received, const char *payload, size_t length);

/* The target or we have ended a direction; the first end stands.  |code|: as in struct cs_stream. */
void cs_recorder_received_end(struct cs_recorder *recorder, enum cs_end end, uint64_t code);
void cs_recorder_sent_end(struct cs_recorder *recorder, enum cs_end end, uint64_t code);

/* Tunnel bytes received so far: behind a 2xx head for a client (0 before it), all bytes for others. */
uint64_t cs_recorder_tunnelled(const struct cs_recorder *recorder);

/* Completes the digests in the channel and releases them.  |heard| stays readable.  Call once.  False without memory:
 * the channel is then no record. */
CS_MUST_USE bool cs_recorder_finish(struct cs_recorder *recorder);

#endif
