/* HTTP Datagrams of connect-udp (RFC 9298 section 5): a Context ID, then the payload of one UDP packet where that is 0.
 * They come as the value of a DATAGRAM capsule (capsule.h, RFC 9297 section 3.5) or in a QUIC DATAGRAM frame, behind
 * the Quarter Stream ID. */
#ifndef CONNECTREF_DATAGRAM_H
#define CONNECTREF_DATAGRAM_H

#include "reference/capsule.h"

#define CS_UDP_CONTEXT     UINT64_C(0)
#define CS_UDP_PAYLOAD_MAX 65527 /* what the length of a UDP header leaves (RFC 9298 section 5) */

enum cs_datagram_kind {
    CS_DATAGRAM_UNDECIDED, /* the Context ID is not whole yet */
    CS_DATAGRAM_UDP,       /* context 0: the payload is that of a UDP packet */
    CS_DATAGRAM_OTHER,     /* another context: to be dropped silently unless it is known (section 5) */
    CS_DATAGRAM_MALFORMED, /* too short for a Context ID, or more than a UDP packet can hold: the stream is aborted */
};

struct cs_datagram {
    enum cs_datagram_kind kind;
    uint64_t context;        /* once |kind| is decided */
    uint64_t payload_length; /* the same: behind the Context ID */
    uint64_t length;         /* of the whole */
    size_t start;            /* where it begins, for offsets of findings */
    struct cs_varint number; /* private */
};

/* Begins a datagram of |length| bytes, that of the capsule or of what a frame holds.  |start| is where its first byte
 * stands in the caller's data stream.  An empty one is decided at once, since no Context ID fits in: returns
 * CS_DATAGRAM_MALFORMED with the code datagram-context-missing, else CS_DATAGRAM_UNDECIDED. */
enum cs_datagram_kind cs_datagram_begin(struct cs_datagram *datagram, uint64_t length, size_t start,
                                        struct cs_findings *findings);

/* Takes the next bytes; there may not be more of them than are left of the datagram.  Returns what it is as far as that
 * is known, and |*payload| is the part of |data| that belongs to the payload (of CS_DATAGRAM_UDP and CS_DATAGRAM_OTHER,
 * else empty).  Nothing is kept: who needs a packet in one piece puts at most CS_UDP_PAYLOAD_MAX bytes together. Codes:
 * datagram-context-missing (the first byte announces a longer Context ID than the datagram is; at |start|) and
 * datagram-payload-too-long (context 0 and more than CS_UDP_PAYLOAD_MAX bytes behind it; at the first of them, as soon
 * as the Context ID is known).  Any split gives the same. */
enum cs_datagram_kind cs_datagram_read(struct cs_datagram *datagram, const char *data, size_t length,
                                       struct cs_span *payload, struct cs_findings *findings);

/* Writes what stands in front of a UDP payload of |payload_length| bytes in a DATAGRAM capsule: type, length, context
 * 0. Returns how many bytes, or 0, |out| unspecified, above CS_UDP_PAYLOAD_MAX. */
#define CS_UDP_CAPSULE_HEAD_MAX (CS_CAPSULE_HEAD_MAX + 1)
size_t cs_udp_capsule_write_head(char out[CS_UDP_CAPSULE_HEAD_MAX], size_t payload_length);

#endif
