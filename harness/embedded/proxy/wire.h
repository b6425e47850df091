/* One connection of the embedded proxy: TCP, TLS on it, or in place of both a stream of HTTP/2.  It tells its owner
 * what happens and does what it is told; it knows no session.
 *
 * A wire that ends (close, cut, reset) tells its owner at once that it has |left|.  What it still has to send it sends
 * by itself, and then it frees itself: |gone| is the last that it tells.  In between there is |broken| alone. */
#ifndef CONNECTSPEC_PROXY_WIRE_H
#define CONNECTSPEC_PROXY_WIRE_H

#include <uv.h>

#include "harness/base/buffer.h"
#include "harness/embedded/proxy/session.h"
#include "harness/transport/tls/tls.h"
#include "reference/must_use.h"

/* What the wires of one shell share. */
struct cs_wire_ground {
    uv_loop_t *loop;
    char chunk[65536]; /* what every read uses: a read's bytes are handed on before the next one begins */
};

struct cs_wire;

struct cs_wire_events {
    void (*connected)(void *context, int status); /* 0, or libuv's error */
    void (*received)(void *context, enum cs_side side, const char *data, size_t length);
    void (*asked)(void *context, const struct cs_message *message); /* a request, of a carrier that keeps its bounds */
    void (*datagram)(void *context, const char *data, size_t length); /* of a client's, beside its bytes (RFC 9297) */
    void (*multiplexed)(void *context);                               /* TLS: both have agreed on HTTP/2 */
    void (*finished)(void *context, enum cs_side side);
    void (*reset)(void *context, enum cs_side side);
    void (*drained)(void *context, enum cs_side side); /* something of what was unsent is sent */
    void (*expired)(void *context, enum cs_side side); /* cs_wire_expect */
    void (*left)(void *context, struct cs_wire *wire);
    void (*broken)(void *context); /* a peer has reset what had ended */
    void (*gone)(void *context);
};

/* What a stream does in place of a socket.  |close|, |cut| and |reset| let it go: the wire calls it no more. */
struct cs_wire_stream {
    void (*send)(void *stream, const char *data, size_t length);
    void (*finish)(void *stream);
    void (*close)(void *stream);
    void (*cut)(void *stream);
    void (*reset)(void *stream);
    void (*pause)(void *stream, bool paused);
    size_t (*unsent)(const void *stream);
    /* Those that have datagrams beside their bytes; NULL: the others.  One may be lost. */
    void (*datagram)(void *stream, const char *data, size_t length);
    bool (*takes_datagrams)(const void *stream);
};

enum cs_ending { CS_ENDING_NOT, CS_ENDING_CLOSE, CS_ENDING_CUT };

/* Its members are for wire.c and wire_tls.c, unless told otherwise. */
struct cs_wire {
    uv_tcp_t tcp; /* whoever accepts it accepts into this */
    uv_timer_t timer;
    unsigned handles; /* that are not closed yet */
    struct cs_wire_ground *ground;
    const struct cs_wire_events *events; /* for whatever carries it, too: what comes on a stream is told here */
    void *context;
    enum cs_side side;
    enum cs_ending ending;
    bool last_look; /* |timer| has run out, and what has come since is seen to first */
    uv_connect_t connecting;
    uv_shutdown_t shutdown;
    bool shut; /* FIN asked for */
    bool fin_sent;
    bool fin_seen;
    size_t drained;             /* bytes that came behind the end */
    struct cs_link *link;       /* TLS on it; NULL: none */
    enum cs_fault fault;        /* of TLS on it */
    bool heard;                 /* something has come */
    struct cs_buffer left_over; /* fault: of the last record, not told yet */
    bool is_stream;             /* has no connection */
    const struct cs_wire_stream *kind;
    void *stream; /* NULL: it is gone, or there was none */
};

/* NULL without memory.  All but |side| are borrowed until |gone|. */
CS_MUST_USE struct cs_wire *cs_wire_new(struct cs_wire_ground *ground, const struct cs_wire_events *events,
                                        void *context, enum cs_side side);

/* Connects within |milliseconds|, else it has expired.  False: it cannot, and nothing is told. */
CS_MUST_USE bool cs_wire_connect(struct cs_wire *wire, const struct sockaddr *address, uint64_t milliseconds);

/* From here on the wire is the end of |stream|, or, with NULL, of none any more. */
void cs_wire_carry(struct cs_wire *wire, const struct cs_wire_stream *kind, void *stream);

/* wire_tls.c: TLS on what was accepted, as |tls| (borrowed) has it.  False without memory. */
CS_MUST_USE bool cs_wire_secure(struct cs_wire *wire, struct cs_tls_context *tls);

/* Reading begins or goes on; it stops. */
void cs_wire_read(struct cs_wire *wire);
void cs_wire_pause(struct cs_wire *wire);

/* |data| is copied.  Without memory the wire is told to be reset. */
void cs_wire_send(struct cs_wire *wire, const char *data, size_t length);
size_t cs_wire_unsent(const struct cs_wire *wire);

/* A datagram beside the bytes; nothing where that takes none. */
void cs_wire_send_datagram(struct cs_wire *wire, const char *data, size_t length);
bool cs_wire_takes_datagrams(const struct cs_wire *wire);

/* FIN behind what is unsent. */
void cs_wire_finish(struct cs_wire *wire);

/* The end: FIN behind what is unsent, and what still comes is dropped for a while; RST behind what is unsent, or after
 * a short time; RST at once. */
void cs_wire_close(struct cs_wire *wire);
void cs_wire_cut(struct cs_wire *wire);
void cs_wire_reset(struct cs_wire *wire);

/* |expired| comes in |milliseconds|, unless this is called anew or called off; a wire that has ended is given up. */
void cs_wire_expect(struct cs_wire *wire, uint64_t milliseconds);
void cs_wire_expect_nothing(struct cs_wire *wire);

/* Below TLS: bytes and FIN as they are. */
void cs_wire_put(struct cs_wire *wire, const char *data, size_t length);
void cs_wire_shut(struct cs_wire *wire);

#endif
