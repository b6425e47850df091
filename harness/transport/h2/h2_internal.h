/* What the files of h2/ share, each above those behind it: link.c has the vtable, receive.c takes frames in, pump.c
 * makes orders into frames, send.c sends what no order asks for and ends streams, stream.c knows them. */
#ifndef CONNECTSPEC_H2_INTERNAL_H
#define CONNECTSPEC_H2_INTERNAL_H

#include "harness/transport/ends.h"
#include "harness/transport/h2/h2.h"
#include "harness/transport/outbox.h"

#define CS_H2_WINDOW     65535 /* both windows at first */
#define CS_H2_WINDOW_MAX 0x7fffffff
#define CS_H2_CROSSED    256

struct cs_h2_stream {
    uint32_t id; /* 0: given out, and not begun */
    bool used;
    struct cs_ends ends;
    bool answered; /* client: the final response has come; server: the request has: what follows are trailers */
    bool paused;
    int64_t credit;  /* what the peer lets us send */
    int64_t granted; /* what we let it send */
    uint32_t owed;   /* told to the owner, not given back yet */
};

struct cs_h2 {
    struct cs_link link;
    struct cs_h2_options options;
    struct cs_outbox outbox;
    struct cs_h2_splitter splitter;
    struct cs_h2_decoder *decoder;
    struct cs_message message;
    struct cs_buffer block; /* of HEADERS whose CONTINUATION is still to come */
    uint32_t block_stream;  /* 0: none */
    bool block_ends;        /* END_STREAM stood with it */
    size_t preface;         /* server: bytes of it that have come */
    bool begun;
    bool settings_came;
    bool settings_taken; /* the peer has acknowledged ours */
    bool over;           /* a connection error, or the carrier is at its end: no frame is read any more */
    bool finished;       /* our FIN is ordered */
    bool extended_connect;
    bool pumping;
    uint32_t next_id;
    uint32_t skipped;                /* the stream that was left out last, 0: none */
    uint32_t last_id;                /* the peer's highest stream */
    uint32_t last_taken;             /* the highest of ours that the peer's GOAWAYs say it takes */
    uint32_t crossed[CS_H2_CROSSED]; /* streams that ended before the peer could know it, the last ones */
    size_t crossed_count;
    uint32_t initial_credit; /* of a stream, by the peer's settings */
    int64_t credit;          /* of the connection */
    int64_t granted;
    uint32_t owed; /* as in a stream */
    size_t next;   /* whose turn it is to send */
    size_t count;  /* of |streams| that have ever been used */
    struct cs_h2_stream *streams[CS_H2_CHANNELS_MAX];
};

static inline bool cs_h2_slips(const struct cs_h2 *h2, enum cs_h2_slip slip)
{
    return h2->options.slip == slip;
}

/* stream.c */
struct cs_h2_stream *cs_h2_find(struct cs_h2 *h2, uint32_t id, int *channel); /* NULL: none that is used */
bool cs_h2_is_idle(const struct cs_h2 *h2, uint32_t id);                      /* nobody has opened it */
/* A slip: what a reader passes over that looks neither at lengths nor at streams. */
bool cs_h2_passes_over(const struct cs_h2 *h2, const struct cs_h2_frame *frame);
int cs_h2_take(struct cs_h2 *h2);              /* a free channel; -1: none */
uint32_t cs_h2_window(const struct cs_h2 *h2); /* of a stream, by our settings */
/* What a new stream may receive: as it stands at first, until the peer knows that it is less. */
uint32_t cs_h2_first_grant(const struct cs_h2 *h2);
/* The peer's direction is over; ours is. */
void cs_h2_tell_ended(struct cs_h2 *h2, int channel, enum cs_end end, uint64_t code);
void cs_h2_tell_ended_sent(struct cs_h2 *h2, int channel, enum cs_end end, uint64_t code);
/* The stream |id| has ended, and the peer may not know it yet: what still comes of it is no error (section 5.1). */
void cs_h2_cross(struct cs_h2 *h2, uint32_t id);
bool cs_h2_has_crossed(const struct cs_h2 *h2, uint32_t id);
/* Orders that are not carried out have failed. */
void cs_h2_drop_waiting(struct cs_h2 *h2, int channel, int error);

/* send.c.  Each false when the carrier is at its end or its queue is full: the connection is then over. */
bool cs_h2_send(struct cs_h2 *h2, unsigned type, unsigned flags, uint32_t stream, const void *payload, size_t length);
bool cs_h2_send_number(struct cs_h2 *h2, unsigned type, uint32_t stream, uint32_t number);
void cs_h2_connection_error(struct cs_h2 *h2, uint32_t code);
void cs_h2_stream_error(struct cs_h2 *h2, int channel, uint32_t code);
/* Behind a GOAWAY that leaves it out a stream of ours is refused without a frame of its own (section 6.8), unless it
 * was answered. */
void cs_h2_refuse_left_out(struct cs_h2 *h2, int channel);
/* Window for |bytes| of content: of a channel, and of the connection with it (-1: of the connection alone). */
void cs_h2_give_back_stream(struct cs_h2 *h2, int channel, uint32_t bytes);
void cs_h2_give_back(struct cs_h2 *h2, int channel, uint32_t bytes);
/* The same of the connection, once half of its window is owed: byte by byte it would be sent in frames of a byte. */
void cs_h2_give_back_lazily(struct cs_h2 *h2, uint32_t bytes);
/* Both directions over: the channel may be given out again. */
void cs_h2_release(struct cs_h2 *h2, int channel);
/* Everything that is open ends with it. */
void cs_h2_end_all(struct cs_h2 *h2, uint64_t code);

/* pump.c: false as in send.c. */
bool cs_h2_send_settings(struct cs_h2 *h2);
void cs_h2_pump(struct cs_h2 *h2);

/* receive.c */
void cs_h2_receive(struct cs_h2 *h2, const char *bytes, size_t length);

#endif
