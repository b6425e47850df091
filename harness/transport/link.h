/* A link: bytes of a carrier to channels and back, without sockets.
 *
 * A carrier is what a link stands on: a TCP connection, or a channel of another link (TLS in a tunnel, HTTP/2 in TLS).
 * A channel is what stands on a link and has two directions that end each by itself: over h1 and tls there is one,
 * number 0, which needs no |opened|; over h2 a stream is one.  So links stack: what one link orders of the carrier below it is an order that the
 * lower link takes, and what the lower link tells of a channel is told to the upper link in calls of the same names.
 *
 *      case, session                        cs_link_order(upper, channel, order)     events of |upper|
 *          upper link (h2)                  events->below(context, order)            cs_link_received(upper, ...)
 *          lower link (tls)                 events->below(context, order)            cs_link_received(lower, ...)
 *      cs_socket                            cs_socket_send, _finish, ...             struct cs_socket_events
 *
 * Whoever owns the links stands between each two of them and passes on, which is where it records: what passes between
 * lower and upper is the carrier's lane behind TLS, what the upper one hands up are the channel's lanes.
 *
 * A link keeps no more memory than its header says, whatever comes.  Every event may give orders and may close other
 * links; a link is closed (cs_link_close) only while none of its own functions runs. */
#ifndef CONNECTSPEC_LINK_H
#define CONNECTSPEC_LINK_H

#include "harness/base/source.h"
#include "harness/transport/frames.h"
#include "reports/transcript.h"

struct cs_message;
struct cs_link;

enum cs_link_order_kind {
    CS_LINK_MESSAGE, /* a head (|message|); |code|: bits of enum cs_link_dress.  Where |message| is of
                        HTTP/1.x, |bytes| may have it as text, and what is behind it in |bytes| is its content.  h2: without
                        |message|, |bytes| is an encoded field section as it stands */
    CS_LINK_BYTES,   /* |bytes|: content of the channel */
    CS_LINK_FINISH,  /* the end of our direction: FIN, close_notify and FIN, END_STREAM */
    CS_LINK_CLOSE,   /* ... and nothing more is wanted of the other direction, either */
    CS_LINK_RESET,   /* RST, RST_STREAM with |code| */
    CS_LINK_PAUSE,   /* takes no more in: the peer is held up, as far as the transport can do that */
    CS_LINK_RESUME,
    CS_LINK_RAW, /* |bytes| as they are to the carrier: broken frames, broken records; h3: to the channel's stream, or with
                       |code| 1 to the control stream */
    CS_LINK_DATAGRAM, /* |bytes|: a datagram (RFC 9297 section 2) that may be lost: of a server the payload of one of the
                         channel, of a client all of a DATAGRAM frame, held back until the peer has said that it takes
                         them.  Of h3 alone */
    CS_LINK_NOTICE,   /* something that |code| names, in the link's own header: an alert, a KeyUpdate, a GOAWAY */
};

/* |bytes.context| and |message| live until |sent| (|head_sent|) has told of all, or the link is closed.  Orders of one
 * channel are carried out in their order, but PAUSE, RESUME, RESET and CLOSE come at once where the carrier lets
 * them. */
struct cs_link_order {
    enum cs_link_order_kind kind;
    const struct cs_message *message;
    struct cs_source bytes;
    uint64_t code;
};

/* How a head goes out. */
enum cs_link_dress {
    CS_LINK_ENDS = 1,     /* behind it is the end of this direction */
    CS_LINK_SPLIT = 2,    /* h2: in three frames */
    CS_LINK_PADDED = 4,   /* h2: with padding */
    CS_LINK_PRIORITY = 8, /* h2: with a priority */
    CS_LINK_SKIP = 16,    /* h2: its stream leaves out a number */
    CS_LINK_SKIPPED = 32, /* h2: its stream has the number that was left out last, if one was */
    CS_LINK_RESETS = 64,  /* h2: RST_STREAM (CANCEL) comes in the same piece */
};

enum cs_link_notice {
    CS_LINK_READY,          /* the handshake is complete; orders given before were held back until then */
    CS_LINK_ALERT_SENT,     /* value: the alert's description */
    CS_LINK_ALERT_RECEIVED, /* the same */
    CS_LINK_BROKEN,         /* the peer broke the protocol; value: the link's own error code */
    CS_LINK_SETTINGS,       /* a SETTINGS frame of the peer; value: how many */
    CS_LINK_SETTINGS_TAKEN, /* the peer acknowledged ours */
    CS_LINK_PING,           /* answer to a PING of ours */
    CS_LINK_GOAWAY,         /* value: last stream << 32 | error code */
    CS_LINK_DATAGRAMS,      /* both ends take datagrams from now on: orders of that kind go out */
};

/* How a direction ended, beside cs_end: an error code of the transport, or one of these. */
#define CS_LINK_NO_CODE   0
#define CS_LINK_TRUNCATED 0x100000000u /* the carrier ended without close_notify, or below open streams */

/* What a link tells whoever is above it, and asks of the carrier.  Those from |datagram| on may be NULL; |context| is the
 * one of cs_link_open. */
struct cs_link_events {
    void (*opened)(void *context, int channel); /* the peer opened it; a channel of our own is not told of */
    /* A field section came, or went into the carrier, whose bounds the transport keeps: transport/section.h reads
     * it. */
    void (*head)(void *context, int channel, const char *section, size_t length);
    void (*head_sent)(void *context, int channel, const char *section, size_t length);
    void (*received)(void *context, int channel, const char *bytes, size_t length);
    /* Bytes of an order BYTES that have gone into the carrier; |begins|: a segment begins here. */
    void (*sent)(void *context, int channel, const char *bytes, size_t length, bool begins);
    void (*ended)(void *context, int channel, enum cs_end end, uint64_t code);      /* the peer ended its direction */
    void (*ended_sent)(void *context, int channel, enum cs_end end, uint64_t code); /* ours has ended */
    void (*failed)(void *context, int channel, int error); /* an errno: what was ordered will not be sent */
    void (*settled)(void *context, int channel);           /* nothing is queued that the carrier would take now */
    void (*notice)(void *context, int channel, enum cs_link_notice notice, uint64_t value); /* channel -1: all */
    bool (*below)(void *context, const struct cs_link_order *order); /* as cs_link_order, of the carrier */
    /* The payload of a datagram of the channel that came apart from its bytes (RFC 9297 section 2.1).  Of h3 alone, where
     * its options ask for them; NULL: nobody wants them. */
    void (*datagram)(void *context, int channel, const char *bytes, size_t length);
    /* For a record, of h3 alone: what passed on all streams and beside them, and lines of a key log. */
    void (*passed)(void *context, const struct cs_passage *passage);
    void (*key)(void *context, const char *line);
    /* What time it is, in nanoseconds from any zero.  Of links that have an |expiry| alone. */
    uint64_t (*now)(void *context);
};

#define CS_LINK_NEVER UINT64_MAX

/* What a frame says of itself, valid or not. */
#define CS_LINK_FRAME_BYTES 24 /* at most, in front of a payload */
#define CS_LINK_FRAME_OWN   UINT32_MAX
struct cs_link_frame {
    uint32_t type;
    uint8_t flags;   /* of HTTP/2 */
    uint32_t stream; /* CS_LINK_FRAME_OWN: |own| */
    int64_t own;     /* the channel's number, or -1 */
    size_t length;   /* of the payload */
};

/* One transport.  Each takes what the carrier tells (as in struct cs_link_events), and orders. */
struct cs_link_kind {
    const char *name; /* "h1", "tls", "h2" */
    const char *alpn; /* "http/1.1", "h2"; NULL: none of its own */
    bool multiplexes; /* has more than one channel, which are streams of HTTP/|version| */
    uint8_t version;
    bool datagrams; /* its carrier has datagrams: each order is one, each |received| too; TLS is its own */
    void (*begin)(struct cs_link *link);
    void (*received)(struct cs_link *link, const char *bytes, size_t length);
    void (*sent)(struct cs_link *link, const char *bytes, size_t length, bool begins);
    void (*ended)(struct cs_link *link, enum cs_end end, uint64_t code);
    void (*ended_sent)(struct cs_link *link, enum cs_end end, uint64_t code);
    void (*failed)(struct cs_link *link, int error);
    void (*settled)(struct cs_link *link);
    bool (*order)(struct cs_link *link, int channel, const struct cs_link_order *order);
    int (*join)(struct cs_link *link);
    int64_t (*number)(const struct cs_link *link, int channel);
    /* Those whose heads are field sections; NULL: the others.  Those whose frames a case writes itself. */
    const struct cs_message *(*message)(const struct cs_link *link);
    size_t (*frame)(const struct cs_link_frame *frame, char out[CS_LINK_FRAME_BYTES]);
    /* Those that wait for a time; NULL: the others do not. */
    uint64_t (*expiry)(const struct cs_link *link);
    void (*expired)(struct cs_link *link);
    void (*close)(struct cs_link *link);
};

/* The part that every link begins with. */
struct cs_link {
    const struct cs_link_kind *kind;
    const struct cs_link_events *events;
    void *context;
};

/* The carrier takes orders now: what a protocol begins with (ClientHello, preface) is ordered of it.  Once, before
 * anything else but orders, which wait for it. */
static inline void cs_link_begin(struct cs_link *link)
{
    link->kind->begin(link);
}

/* What the carrier tells.  |bytes| are borrowed for the call. */
static inline void cs_link_received(struct cs_link *link, const char *bytes, size_t length)
{
    link->kind->received(link, bytes, length);
}

static inline void cs_link_sent(struct cs_link *link, const char *bytes, size_t length, bool begins)
{
    link->kind->sent(link, bytes, length, begins);
}

static inline void cs_link_ended(struct cs_link *link, enum cs_end end, uint64_t code)
{
    link->kind->ended(link, end, code);
}

static inline void cs_link_ended_sent(struct cs_link *link, enum cs_end end, uint64_t code)
{
    link->kind->ended_sent(link, end, code);
}

static inline void cs_link_failed(struct cs_link *link, int error)
{
    link->kind->failed(link, error);
}

static inline void cs_link_settled(struct cs_link *link)
{
    link->kind->settled(link);
}

/* For events that an owner has no use for. */
static inline void cs_link_ignore_channel(void *context, int channel)
{
    (void)context;
    (void)channel;
}

static inline void cs_link_ignore_head(void *context, int channel, const char *section, size_t length)
{
    cs_link_ignore_channel(context, channel);
    (void)section;
    (void)length;
}

static inline void cs_link_ignore_ended(void *context, int channel, enum cs_end end, uint64_t code)
{
    cs_link_ignore_channel(context, channel);
    (void)end;
    (void)code;
}

/* |sent| and |settled| may be told before it returns.  False without memory, when the transport has no such order, or
 * when the channel takes none any more. */
static inline bool cs_link_order(struct cs_link *link, int channel, const struct cs_link_order *order)
{
    return link->kind->order(link, channel, order);
}

/* A channel of our own, to be used with cs_link_order; -1: this link has none left (a server of h1 or tls has none: the
 * one channel is the peer's and there from the start). */
static inline int cs_link_join(struct cs_link *link)
{
    return link->kind->join(link);
}

/* What the transport calls a channel (a stream id); -1: the connection is the channel, or it is not begun yet. */
static inline int64_t cs_link_number(const struct cs_link *link, int channel)
{
    return link->kind->number(link, channel);
}

/* In a |head| event: what the field section says. */
static inline const struct cs_message *cs_link_message(const struct cs_link *link)
{
    return link->kind->message(link);
}

/* When cs_link_expired is to be called, by |now| of its events; CS_LINK_NEVER: not at all.  It may be another one after
 * each call of a function of the link. */
static inline uint64_t cs_link_expiry(const struct cs_link *link)
{
    return link->kind->expiry == NULL ? CS_LINK_NEVER : link->kind->expiry(link);
}

static inline void cs_link_expired(struct cs_link *link)
{
    link->kind->expired(link);
}

/* Frees it; orders nothing.  NULL is fine. */
static inline void cs_link_close(struct cs_link *link)
{
    if (link != NULL)
        link->kind->close(link);
}

#endif
