/* What the files of h3/ share, each above those behind it: link.c has the vtable and QUIC's events, receive.c takes
 * frames of requests in, control.c those of the other streams, datagram.c has what comes and goes beside them, pump.c makes
 * orders into frames, stream.c ends them. */
#ifndef CONNECTSPEC_H3_INTERNAL_H
#define CONNECTSPEC_H3_INTERNAL_H

#include "harness/transport/ends.h"
#include "harness/transport/h3/block.h"
#include "harness/transport/h3/h3.h"
#include "harness/transport/outbox.h"
#include "harness/transport/quic/quic.h"

struct cs_h3_stream {
    int64_t id; /* -1: given out, and not begun */
    bool used;
    struct cs_ends ends;
    bool headed;   /* a final response has come, or a request: what follows are trailers */
    bool connects; /* ... and it is a CONNECT */
    bool paused;
    uint64_t owed; /* told to the owner, not given back yet */
    struct cs_h3_splitter splitter;
    struct cs_buffer section; /* of HEADERS that are not whole */
};

/* A stream of the peer's with one direction. */
struct cs_h3_uni {
    int64_t id; /* -1: none */
    struct cs_varint type;
    struct cs_h3_splitter splitter;
    struct cs_buffer payload; /* of the frame that comes, where it is one that we read */
};

struct cs_h3 {
    struct cs_link link;
    struct cs_h3_options options;
    struct cs_quic *quic;
    struct cs_outbox outbox;
    struct cs_h3_decoder *decoder;
    struct cs_message message;
    unsigned busy; /* functions of ours that run: what is to be sent waits for the outermost */
    bool ready;
    bool over;     /* nothing is read or begun any more */
    bool finished; /* the carrier is closed */
    bool pumping;
    bool settings_came;
    bool datagrams_ours, datagrams_theirs; /* were announced */
    char settings[CS_H3_SETTINGS_MAX];     /* what |options.settings| says */
    int64_t control;                       /* ours; -1: none yet */
    size_t next;                           /* whose turn it is to send */
    size_t count;                          /* of |streams| that have ever been used */
    struct cs_h3_stream *streams[CS_H3_CHANNELS_MAX];
    struct cs_h3_uni unis[CS_QUIC_UNI_MAX];
};

static inline bool cs_h3_slips(const struct cs_h3 *h3, enum cs_h3_slip slip)
{
    return h3->options.slip == slip;
}

/* Whether both ends have announced datagrams. */
static inline bool cs_h3_has_datagrams(const struct cs_h3 *h3)
{
    return h3->datagrams_ours && (h3->datagrams_theirs || cs_h3_slips(h3, CS_H3_SLIP_DATAGRAM_UNASKED));
}

/* stream.c */
struct cs_h3_stream *cs_h3_find(struct cs_h3 *h3, int64_t id, int *channel); /* NULL: none that is used */
int cs_h3_take(struct cs_h3 *h3);                                            /* a free channel; -1: none */
void cs_h3_tell_ended(struct cs_h3 *h3, int channel, enum cs_end end, uint64_t code);
void cs_h3_tell_ended_sent(struct cs_h3 *h3, int channel, enum cs_end end, uint64_t code);
void cs_h3_drop_waiting(struct cs_h3 *h3, int channel, int error);
/* Both directions over: the channel may be given out again. */
void cs_h3_release(struct cs_h3 *h3, int channel);
void cs_h3_stream_error(struct cs_h3 *h3, int channel, uint64_t code);
void cs_h3_connection_error(struct cs_h3 *h3, uint64_t code);
/* Everything that is open ends with it. */
void cs_h3_end_all(struct cs_h3 *h3, uint64_t code);
void cs_h3_give_back(struct cs_h3 *h3, struct cs_h3_stream *stream, uint64_t bytes);

/* pump.c: false when the peer allows no streams, or there is no memory. */
CS_MUST_USE bool cs_h3_begin_control(struct cs_h3 *h3);
void cs_h3_pump(struct cs_h3 *h3);

/* control.c: what |options| say of SETTINGS, and what that announces. */
void cs_h3_announce(struct cs_h3 *h3);

/* datagram.c: the payload of a DATAGRAM frame came; one is to go, of a channel or, with -1, as it is. */
void cs_h3_receive_datagram(struct cs_h3 *h3, const char *bytes, size_t length);
CS_MUST_USE bool cs_h3_send_datagram(struct cs_h3 *h3, int channel, const struct cs_source *bytes);

/* receive.c: bytes, and the end, of a request's stream; control.c: of any other. */
void cs_h3_receive(struct cs_h3 *h3, int channel, const char *bytes, size_t length, bool ends);
void cs_h3_receive_uni(struct cs_h3 *h3, int64_t id, const char *bytes, size_t length, bool ends);
void cs_h3_uni_reset(struct cs_h3 *h3, int64_t id);

#endif
