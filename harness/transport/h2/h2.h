/* HTTP/2 (RFC 9113): a link with many channels, a stream each.
 *
 * A channel's head is told by |head|, with the field block as it came; cs_link_message has what it says until the event
 * returns.  Content is told without padding; both windows get back what was taken in once it was told and is half of a
 * window, but for a paused channel's own.  END_STREAM is told as FIN, RST_STREAM as RESET with its code, the end of the carrier below an
 * open stream as RESET with CS_LINK_TRUNCATED.  What breaks the protocol is answered as RFC 9113 section 5.4 has it: a
 * stream error by RST_STREAM and |ended|, a connection error by GOAWAY, FIN, the notice BROKEN with its code, and
 * |ended| of every channel.  Messages that are malformed (section 8.1.1) are told all the same: cs_link_message has
 * the findings.
 *
 * CLOSE is END_STREAM, and of a server whose client has not ended RST_STREAM with NO_ERROR behind it (section 8.1): a
 * client's RST_STREAM would take back what it has sent.
 *
 * A client whose channels are all paused reads nothing: then the connection's window is not given back, either.
 *
 * A number of a channel may be given out again once both directions have been told as ended. Memory: CS_OUTBOX_MAX of
 * frames that the carrier has not taken, one field block, CS_H2_CHANNELS_MAX channels. */
#ifndef CONNECTSPEC_H2_H
#define CONNECTSPEC_H2_H

#include "harness/transport/h2/block.h"
#include "harness/transport/h2/frame.h"
#include "harness/transport/link.h"
#include "reference/must_use.h"

#define CS_H2_CHANNELS_MAX 1024

/* Orders of kind NOTICE: |code| is one of these, shifted by 32, and in its low half what is said there. */
enum cs_h2_notice {
    CS_H2_NOTICE_GOAWAY = 1, /* an error code; the connection stays */
    CS_H2_NOTICE_PING,       /* any number */
    CS_H2_NOTICE_CREDIT,     /* so many bytes of window for the channel, and for the connection */
};
#define CS_H2_ORDER(notice, value) ((uint64_t)(notice) << 32 | (uint32_t)(value))

/* Mistakes that the embedded proxy makes for tests. */
enum cs_h2_slip {
    CS_H2_SLIP_NONE,
    CS_H2_SLIP_CREDIT_ZERO,            /* WINDOW_UPDATE of 0 is ignored */
    CS_H2_SLIP_CREDIT_OVERFLOW,        /* windows beyond 2^31-1 are no error */
    CS_H2_SLIP_WINDOW_DISREGARDED,     /* content is sent without credit */
    CS_H2_SLIP_FRAMES_LARGE,           /* ... in frames beyond SETTINGS_MAX_FRAME_SIZE */
    CS_H2_SLIP_PADDING_TOLD,           /* padding is told as content */
    CS_H2_SLIP_PADDING_KEPT,           /* padding is not given back to the windows */
    CS_H2_SLIP_STALL_HOLDS,            /* what a paused channel takes in is kept from the connection's window, too */
    CS_H2_SLIP_PADDING_ENDS,           /* padded content is a connection error */
    CS_H2_SLIP_EMPTY_ENDS,             /* content of no bytes is told as the end */
    CS_H2_SLIP_UNKNOWN_ENDS,           /* an unknown type of frame is a connection error */
    CS_H2_SLIP_SETTING_ENDS,           /* an unknown setting is one */
    CS_H2_SLIP_PRIORITY_ENDS,          /* PRIORITY is one */
    CS_H2_SLIP_RESET_ANSWERED,         /* RST_STREAM gets one */
    CS_H2_SLIP_PUSH_IGNORED,           /* PUSH_PROMISE of a client is ignored */
    CS_H2_SLIP_AFTER_END,              /* content behind END_STREAM is ignored */
    CS_H2_SLIP_IDLE_IGNORED,           /* content of idle streams is ignored */
    CS_H2_SLIP_GOAWAY_ENDS,            /* GOAWAY ends all channels */
    CS_H2_SLIP_DISCARD_KEPT,           /* content of streams that are over is not given back */
    CS_H2_SLIP_PADDING_UNCHECKED,      /* padding that is longer than its frame is content */
    CS_H2_SLIP_PADDING_ALONE_ENDS,     /* content that is padding alone is told as the end */
    CS_H2_SLIP_OWN_SETTING_ENDS,       /* SETTINGS_ENABLE_CONNECT_PROTOCOL of a client is a connection error */
    CS_H2_SLIP_CONTINUATION_ENDS,      /* CONTINUATION is one */
    CS_H2_SLIP_PADDED_HEAD_ENDS,       /* HEADERS with padding are one */
    CS_H2_SLIP_PRIORITY_HEAD_ENDS,     /* ... with a priority */
    CS_H2_SLIP_FRAMES_UNCHECKED,       /* frames that are wrong in length, stream or place are ignored */
    CS_H2_SLIP_HEAD_AFTER_END,         /* HEADERS behind END_STREAM are ignored */
    CS_H2_SLIP_INITIAL_KEPT,           /* a new initial window is for new streams alone */
    CS_H2_SLIP_NEGATIVE_ENDS,          /* a window that becomes negative is a connection error */
    CS_H2_SLIP_NEGATIVE_ZEROED,        /* ... becomes 0 */
    CS_H2_SLIP_GOAWAY_ALONE,           /* the connection stays behind a GOAWAY with an error */
    CS_H2_SLIP_SETTING_TWO,            /* SETTINGS_ENABLE_CONNECT_PROTOCOL is 2 */
    CS_H2_SLIP_SETTING_BACK,           /* ... 1, and then 0 */
    CS_H2_SLIP_CONNECTION_DISREGARDED, /* content is sent without credit of the connection */
    CS_H2_SLIP_FINISH_DROPS,           /* what waits is lost when the end is ordered */
    CS_H2_SLIP_LOWER_ID,               /* streams below those of before are opened */
    CS_H2_SLIP_PING_SILENT,            /* PING is not answered */
    CS_H2_SLIP_PING_OTHER,             /* ... with other bytes */
    CS_H2_SLIP_SETTINGS_SILENT,        /* SETTINGS are not acknowledged */
};

struct cs_h2_options {
    bool server;
    bool secure;           /* what carries it is TLS */
    bool extended_connect; /* server: announces SETTINGS_ENABLE_CONNECT_PROTOCOL 1 */
    uint32_t window;       /* SETTINGS_INITIAL_WINDOW_SIZE, up to 2^31-1; 0: 65,535, as it stands at first */
    bool holds_window;     /* gives nothing back by itself: CS_H2_NOTICE_CREDIT does */
    uint32_t streams;      /* server: SETTINGS_MAX_CONCURRENT_STREAMS; 0: CS_H2_CHANNELS_MAX / 2 */
    enum cs_h2_slip slip;
};

extern const struct cs_link_kind cs_h2_kind;

/* |events| is borrowed.  NULL without memory. */
CS_MUST_USE struct cs_link *cs_h2_open(const struct cs_h2_options *options, const struct cs_link_events *events,
                                       void *context);

/* Whether the peer has announced SETTINGS_ENABLE_CONNECT_PROTOCOL 1. */
bool cs_h2_takes_extended_connect(const struct cs_link *link);

#endif
