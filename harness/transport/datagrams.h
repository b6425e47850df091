/* The datagrams that came on a channel: those of a UDP socket, or of the tunnel of connect-udp (RFC 9298 section 5), where
 * they are DATAGRAM capsules, and over HTTP/3 DATAGRAM frames of QUIC, too, which come first here.  Pure; the transcript is all it looks at. */
#ifndef CONNECTSPEC_DATAGRAMS_H
#define CONNECTSPEC_DATAGRAMS_H

#include "reference/must_use.h"
#include "reports/transcript.h"

/* All zero before the first. */
struct cs_datagram_walk {
    const char *bytes; /* borrowed from the transcript; never NULL behind the first */
    size_t length;
    size_t block;    /* private */
    size_t position; /* private */
};

/* Steps to the next datagram; false behind the last one that came whole and was kept.  Of capsules those of context 0
 * count; others, and other types, are passed over. */
CS_MUST_USE bool cs_datagrams_next(const struct cs_channel *channel, struct cs_datagram_walk *walk);

/* How many there are. */
size_t cs_datagrams_count(const struct cs_channel *channel);

#endif
