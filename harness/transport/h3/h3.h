/* HTTP/3 (RFC 9114) on QUIC: a link with many channels, a stream each; its carrier has datagrams, and TLS is its own.
 *
 * As over h2 a channel's head is told by |head|, content without frames, FIN as FIN, RESET_STREAM as RESET with its
 * code.  RESET_STREAM of the peer ends both directions, ours by a RESET_STREAM; STOP_SENDING does the same at a server
 * (RFC 9114 section 4.4) and ends our direction alone at a client.  What breaks the protocol is answered as section 8
 * has it: a stream error by RESET_STREAM and STOP_SENDING, a connection error by CONNECTION_CLOSE, the notice BROKEN
 * with the code, and |ended| of every channel.  The peer's CONNECTION_CLOSE is told as notice GOAWAY, too, and every
 * channel ends with CS_LINK_TRUNCATED; before READY the notice BROKEN says that there will be no connection.
 *
 * Datagrams go and come where both ends have announced them, which a notice tells: DATAGRAM frames are an error of QUIC to none, since
 * max_datagram_frame_size is always sent.  A server's that the peer does not take, or that are too long, are lost.
 *
 * In orders codes of HTTP/2 stand for those of the same meaning (RFC 9114 appendix A.4).  CLOSE is FIN, and of a server
 * whose client has not ended STOP_SENDING with H3_NO_ERROR.  An order CLOSE of channel -1 ends the connection. Each
 * |received| is a datagram, each order to the carrier, too, and the carrier may lose some.
 *
 * Memory: transport/quic's bounds, one encoded section a stream, CS_H3_CHANNELS_MAX channels. */
#ifndef CONNECTSPEC_H3_H
#define CONNECTSPEC_H3_H

#include "harness/transport/h3/frame.h"
#include "harness/transport/link.h"
#include "harness/transport/tls/tls.h"
#include "reference/must_use.h"

#define CS_H3_CHANNELS_MAX 1024
#define CS_H3_SETTINGS_MAX 256

/* Mistakes that the embedded proxy makes for tests. */
enum cs_h3_slip {
    CS_H3_SLIP_NONE,
    CS_H3_SLIP_EMPTY_ENDS,       /* DATA of no bytes is told as the end */
    CS_H3_SLIP_UNKNOWN_ENDS,     /* an unknown type of frame is a connection error */
    CS_H3_SLIP_UNKNOWN_TOLD,     /* its payload is told as content */
    CS_H3_SLIP_H2_TYPES_IGNORED, /* HTTP/2's types are unknown ones */
    CS_H3_SLIP_KNOWN_IGNORED,    /* types that belong on the control stream are, too */
    CS_H3_SLIP_SECTION_IGNORED,  /* HEADERS in a tunnel are */
    CS_H3_SLIP_SECTION_TOLD,     /* ... are told as content */
    CS_H3_SLIP_DATA_FIRST,       /* DATA in front of HEADERS is ignored */
    CS_H3_SLIP_CUT_ENDS,         /* the end within a frame is told as one in order */
    CS_H3_SLIP_WIDE_ENDS,        /* a length in more bytes than it takes is a connection error */
    CS_H3_SLIP_SETTINGS_IGNORED, /* a second SETTINGS is ignored */
    CS_H3_SLIP_CONTROL_TAKES,    /* what belongs on streams of requests is ignored on the control stream */
    CS_H3_SLIP_GOAWAY_ENDS,      /* GOAWAY ends all channels */
    CS_H3_SLIP_SETTINGS_LATE,    /* GOAWAY stands in front of our SETTINGS */
    CS_H3_SLIP_SETTINGS_TWICE,   /* SETTINGS are sent twice */
    CS_H3_SLIP_SETTINGS_OF_H2,   /* a setting of HTTP/2 stands among them */
    CS_H3_SLIP_CONTROL_CLOSED,   /* our control stream ends behind them */
    CS_H3_SLIP_PUSHES,           /* a push stream is opened */
    CS_H3_SLIP_PING_SENT,        /* content has a frame of HTTP/2 in front of it */
    CS_H3_SLIP_CUT_SENT,         /* the end stands within a frame */
    CS_H3_SLIP_CONNECT_TWO,      /* SETTINGS_ENABLE_CONNECT_PROTOCOL has the value 2 */
    CS_H3_SLIP_DATAGRAM_TWO,     /* SETTINGS_H3_DATAGRAM has the value 2 */
    CS_H3_SLIP_TWO_TAKEN,        /* the peer's may have that */
    CS_H3_SLIP_DATAGRAM_UNASKED, /* datagrams go to whoever has not said that it takes them */
    CS_H3_SLIP_DATAGRAM_SHORT,   /* one without a whole Quarter Stream ID is ignored */
    CS_H3_SLIP_DATAGRAM_WRAPS,   /* the lowest 60 bits of a Quarter Stream ID are looked at */
    CS_H3_SLIP_DATAGRAM_CLOSED,  /* one for a stream that is not there is a connection error */
    CS_H3_SLIP_DATAGRAM_FIRST,   /* all are of the first stream that is there */
    CS_H3_SLIP_DATAGRAM_WHOLE,   /* the id of a stream is sent, not a quarter of it */
    CS_H3_SLIP_DATAGRAM_CUT,     /* what is too long for one is cut */
};

struct cs_h3_options {
    bool server;
    struct cs_tls_context *tls; /* borrowed */
    bool extended_connect;      /* is announced (RFC 9220), and datagrams (RFC 9297 section 2.1.1) */
    const char *settings;       /* more of SETTINGS, as it stands: announces what it says.  NULL: no more; copied */
    size_t settings_length;     /* to CS_H3_SETTINGS_MAX */
    enum cs_h3_slip slip;
};

extern const struct cs_link_kind cs_h3_kind;

/* |events| is borrowed; its |now| is asked.  NULL without memory, or when |tls| is of no use. */
CS_MUST_USE struct cs_link *cs_h3_open(const struct cs_h3_options *options, const struct cs_link_events *events,
                                       void *context);

/* Whether a datagram belongs to the connection; whether it may be the first of a new one. */
bool cs_h3_is_for(const struct cs_link *link, const char *bytes, size_t length);
bool cs_h3_begins(const char *bytes, size_t length);

#endif
