/* Message framing: Content-Length, Transfer-Encoding (RFC 9112 section 6) and the reading of bodies. */
#ifndef CONNECTREF_FRAMING_H
#define CONNECTREF_FRAMING_H

#include "reference/code.h"
#include "reference/fields.h"
#include "reference/span.h"

#define CS_LENGTH_TOO_LARGE UINT64_MAX

/* What the framing fields of one head say, as they stand. */
struct cs_framing {
    size_t content_length_count;    /* lines */
    bool content_length_valid;      /* all agree and are digits within 63 bits */
    uint64_t content_length;        /* CS_LENGTH_TOO_LARGE past 63 bits */
    size_t transfer_encoding_count; /* lines */
    bool chunked;                   /* the last transfer coding is chunked */
    size_t transfer_encoding_start; /* offset of the last Transfer-Encoding line */
};

/* Adds what one field line says to |framing|, which starts as all zero; lines of another name are ignored.  |data| is
 * what the spans of |field| count from, and so do the offsets in |findings|.  Codes: content-length-not-digits,
 * -too-large, -repeated, -differs, transfer-encoding-malformed, transfer-encoding-chunked-twice (chunked more than
 * once, or followed by another coding).  What framing means for a kind of message (both fields at once, a last coding
 * other than chunked, HTTP/1.0) is for the parser of that message. */
void cs_framing_field(struct cs_framing *framing, const char *data, const struct cs_field *field,
                      struct cs_findings *findings);

enum cs_body_kind {
    CS_BODY_NONE,     /* nothing follows the head */
    CS_BODY_TUNNEL,   /* a 2xx to CONNECT: the tunnel follows (RFC 9112 section 6.3, rule 2) */
    CS_BODY_LENGTH,   /* Content-Length bytes */
    CS_BODY_CHUNKED,  /* chunked, then trailers */
    CS_BODY_CLOSE,    /* until the connection closes */
    CS_BODY_UNUSABLE, /* invalid framing: the message cannot be delimited */
};

/* Reads a body piece by piece. */
struct cs_body {
    enum cs_body_kind kind;
    uint64_t left;     /* CS_BODY_LENGTH: bytes still to come; CS_BODY_CHUNKED: of this chunk */
    uint64_t read;     /* content bytes so far (chunk data, not chunk syntax) */
    int state;         /* private */
    uint64_t position; /* private: wire bytes so far, for offsets of findings */
};

/* At the beginning of a body; |content_length| counts for CS_BODY_LENGTH alone.  There is nothing to free. */
void cs_body_init(struct cs_body *body, enum cs_body_kind kind, uint64_t content_length);

/* Takes the next |length| bytes.  |*used| tells how many belong to the body (fewer than |length| once it is complete).
 * CS_COMPLETE: the body has ended.  CS_NEED_MORE: all was used.  CS_MALFORMED: broken chunk syntax, told in
 * |findings| with an offset counted from the body's first byte.  CS_BODY_NONE is complete at once; CS_BODY_CLOSE,
 * CS_BODY_TUNNEL and CS_BODY_UNUSABLE never complete here.  Any split gives the same answers. */
enum cs_answer cs_body_read(struct cs_body *body, const char *data, size_t length, size_t *used,
                            struct cs_findings *findings);

#endif
