/* Frames that pass a connection, in words for people.  Pure: whoever records a connection shows each direction's bytes,
 * whatever they are, and is told of each frame that has passed whole. */
#ifndef CONNECTSPEC_FRAMES_H
#define CONNECTSPEC_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reference/must_use.h"

#define CS_FRAME_SAYS_MAX 512 /* bytes of what a frame says, at most, with its NUL */

struct cs_frame_words {
    const char *name; /* "HEADERS END_STREAM END_HEADERS" */
    int64_t stream;   /* -1: the frame has none */
    uint64_t begins;  /* where, in the bytes of this direction */
    uint64_t length;  /* of all of it */
    const char
        *says; /* fields, settings, codes; printable ASCII (reports/escape.h), "" where there is nothing to say */
    const char *bytes; /* its own, where those of the direction are not one after the other (HTTP/3); else NULL */
};

typedef void cs_frame_heard(void *context, const struct cs_frame_words *frame);

/* One direction of one connection over HTTP/2, from its first byte on.  NULL without memory. */
struct cs_ear;
CS_MUST_USE struct cs_ear *cs_ear_new(void);
void cs_ear_free(struct cs_ear *ear); /* NULL is fine */

/* The next bytes; tells |heard| of each frame that ends in them, borrowed for the call.  What is no frame, and HPACK that is
 * none, is told as what it looks like.  It keeps one frame, and one field block of at most 64 KiB. */
void cs_ear_take(struct cs_ear *ear, const char *bytes, size_t length, cs_frame_heard *heard, void *context);

/* What passed a connection of QUIC: in one direction in the order in which it was sent, or came. */
enum cs_passage_kind {
    CS_PASSAGE_BYTES,    /* of a stream */
    CS_PASSAGE_FIN,      /* ... its end */
    CS_PASSAGE_RESET,    /* RESET_STREAM; |code| */
    CS_PASSAGE_STOP,     /* STOP_SENDING; |code| */
    CS_PASSAGE_DATAGRAM, /* the payload of a DATAGRAM frame; of no stream */
    CS_PASSAGE_CLOSE,    /* CONNECTION_CLOSE; |code|; of no stream */
};

struct cs_passage {
    enum cs_passage_kind kind;
    bool received;
    int64_t stream;
    const char *bytes; /* borrowed */
    size_t length;
    uint64_t code;
};

/* One direction of one connection over HTTP/3.  NULL without memory. */
struct cs_h3_ear;
CS_MUST_USE struct cs_h3_ear *cs_h3_ear_new(void);
void cs_h3_ear_free(struct cs_h3_ear *ear); /* NULL is fine */

/* As cs_ear_take; of what has no frame, too.  The frames that are told stand one behind the other: where one |begins|
 * counts those before it.  Of a long one the beginning is kept, and of each stream one frame. */
void cs_h3_ear_take(struct cs_h3_ear *ear, const struct cs_passage *passage, cs_frame_heard *heard, void *context);

#endif
