/* A transcript: everything that happened on every socket of one case, in order.  The engine writes it, the judge and
 * the reports only read it.  It carries what is needed to judge it again without a network: the case's text, the
 * values its placeholders had, and the policy that the target was told to enforce. */
#ifndef CONNECTSPEC_TRANSCRIPT_H
#define CONNECTSPEC_TRANSCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reference/must_use.h"
#include "reports/fact_list.h"
#include "reports/seat.h"
#include "reports/variable.h"

#define CS_KEPT_BYTES   (64 * 1024) /* of each direction, kept verbatim */
#define CS_SHA256_BYTES 32
#define CS_EVENTS_MAX   2048 /* sent and received events beyond this are counted, not listed */
#define CS_BLOCKS_MAX   1024 /* of each direction */
#define CS_CHANNELS_MAX 64   /* connections of one case, controls included */
#define CS_FRAMES_MAX   256  /* of each connection below channels */
#define CS_PACKETS_MAX  256  /* of each connection of datagrams, and CS_KEPT_BYTES of all of them */
#define CS_FRAME_WORDS  512  /* bytes of a frame's |name| and of what it |says|, at most */

/* How one side of a connection ended. */
enum cs_end {
    CS_END_OPEN, /* it had not ended when the recording stopped */
    CS_END_FIN,
    CS_END_RESET,
};

enum cs_block_kind { CS_BLOCK_HEAD, CS_BLOCK_DATAGRAM, CS_BLOCK_PAYLOAD };

/* What came in one piece and keeps its bounds: an encoded field section or the payload of a DATAGRAM frame, which stand
 * here, or a datagram, whose bytes are those of the direction from |at| on. */
struct cs_block {
    enum cs_block_kind kind;
    uint64_t at; /* how many bytes of the direction had passed */
    char *kept;  /* owned; of a datagram nothing */
    size_t kept_length, length;
};

/* One direction of one connection: the bytes that we sent, or those that came in. */
struct cs_stream {
    char *kept; /* the first |kept_length| bytes, owned by the transcript */
    size_t kept_length;
    uint64_t total;
    uint8_t sha256[CS_SHA256_BYTES]; /* of all |total| bytes */
    uint64_t mark;                   /* offset where the tunnel begins: behind a 2xx head for what a client received,
                                        else 0 */
    uint8_t sha256_from_mark[CS_SHA256_BYTES];
    enum cs_end end;   /* sent: how we ended it; received: how the target did */
    uint64_t end_code; /* of a stream that was reset, or the alert; 0 over TCP */
    size_t block_count;
    struct cs_block *blocks; /* owned; in order of |at| */
};

/* One actor, seen from our end: over HTTP/1.1 a connection, over HTTP/2 and HTTP/3 a stream; or a program. */
struct cs_channel {
    enum cs_seat seat;
    char actor[24];    /* "client", "client2", "origin", "origin2", "control"; what the case calls it */
    char listener[16]; /* for CS_SEAT_ARRIVES: "origin", "denied", "other", ... where it arrived; else "" */
    int error;         /* errno of a connect that failed, 0 otherwise */
    int carrier;       /* index + 1 in |carriers|; 0: the connection is the channel, or it stands on another channel */
    int below;         /* index + 1 of the channel that it stands on (TLS in a tunnel); 0: none */
    bool is_stream;    /* of a carrier, of HTTP/|version|, and |number| is its id */
    uint8_t version;
    int64_t number;
    struct cs_stream sent;     /* a program: standard input */
    struct cs_stream received; /* ... standard output and errors */
};

/* A frame that passed a connection, in words. */
struct cs_frame {
    uint64_t at_us;          /* since the case began: when its last byte had passed */
    bool received;           /* it came; else we sent it */
    int64_t stream;          /* -1: it has none */
    uint64_t begins, length; /* in the bytes of its direction */
    char *name;              /* owned: "HEADERS END_STREAM END_HEADERS" */
    char *says;              /* owned: fields, settings, codes; printable ASCII, "" where there is nothing to say */
};

/* A datagram that passed a connection of QUIC, encrypted. */
struct cs_packet {
    uint64_t at_us; /* since the case began */
    bool received;
    size_t length;
    char *bytes; /* owned */
};

/* A connection below channels, as its protocol saw it (behind TLS). */
struct cs_carrier {
    char protocol[8];                /* "h1", "h2", "h3" */
    char alpn[16];                   /* "" without TLS */
    char tls[16];                    /* "TLSv1.3"; "" without */
    struct cs_stream sent, received; /* h1: empty, the channel has the bytes; h3: the frames that are listed, one behind
                                        the other, whatever stream they are of */
    size_t frame_count;
    struct cs_frame *frames; /* owned; the first CS_FRAMES_MAX, in the order in which they passed */
    size_t packet_count;
    struct cs_packet *packets; /* owned; h3: the first ones */
};

enum cs_event_kind {
    CS_EVENT_CONNECT,        /* we began to connect to the target */
    CS_EVENT_CONNECTED,      /* ... and it accepted */
    CS_EVENT_CONNECT_FAILED, /* |value|: errno */
    CS_EVENT_ACCEPTED,       /* the target connected to a listener */
    CS_EVENT_SENT,           /* one segment, |value| bytes */
    CS_EVENT_RECEIVED,       /* |value| bytes */
    CS_EVENT_FIN_SENT,
    CS_EVENT_FIN_RECEIVED,
    CS_EVENT_RESET_SENT,
    CS_EVENT_RESET_RECEIVED,
    CS_EVENT_SEND_FAILED,   /* |value|: errno; what was left of the step was not sent */
    CS_EVENT_ANSWERED,      /* the awaited answer was complete on this client connection */
    CS_EVENT_FENCE_BEGUN,   /* |channel| is the control's */
    CS_EVENT_FENCE_PASSED,  /* the control's own bytes arrived at the case's listener */
    CS_EVENT_FENCE_FAILED,  /* the control CONNECT was refused or broken off */
    CS_EVENT_STEP,          /* step |value| of the case began */
    CS_EVENT_MOOT,          /* step |value| can no longer happen; the steps after it were left out */
    CS_EVENT_EXPIRED,       /* the deadline passed while step |value| waited (or the fence: value = number of steps) */
    CS_EVENT_CROWD_WORKING, /* of many tunnels at once, |value| passed their marks on */
    CS_EVENT_CROWD_REFUSED, /* ... were refused or closed */
    CS_EVENT_CROWD_WAITING, /* ... got no answer */
    CS_EVENT_CROWD_SILENT,  /* ... got a 2xx and passed nothing on */
    CS_EVENT_CROWD_CROSSED, /* ... passed on what was not theirs */
    CS_EVENT_DESCRIPTORS,   /* the target had |value| open */
    CS_EVENT_MEMORY,        /* ... |value| KiB in memory */
    CS_EVENT_PROCESSES,     /* ... |value| processes, ended ones too */
    CS_EVENT_BUSY,          /* ... taken |value| milliseconds of processor time */
    CS_EVENT_STARTED,       /* a program was started */
    CS_EVENT_EXITED,        /* ... and is gone; |value|: wait status */
    CS_EVENT_HANDSHAKE, /* TLS is complete on this channel; |value|: what both ends of this session have, and nobody else */
    CS_EVENT_ALERT,     /* |value|: a TLS alert that came; with 256 added one that we sent */
    CS_EVENT_CERTIFICATE,   /* |value|: of a digest of the certificate that a server shows, at either end */
    CS_EVENT_RESUMED,       /* the TLS session is an earlier one's */
    CS_EVENT_SETTINGS,      /* the peer's SETTINGS came */
    CS_EVENT_GOAWAY,        /* |value|: its error code */
    CS_EVENT_STREAM_RESET,  /* |value|: its error code */
    CS_EVENT_DATAGRAM_SENT, /* |value| bytes */
    CS_EVENT_DATAGRAM_RECEIVED,
    CS_EVENT_HEAD_SENT,     /* a field section, |value| bytes */
    CS_EVENT_HEAD_RECEIVED, /* the same */
    CS_EVENT_KINDS
};

struct cs_event {
    uint64_t at_us; /* since the case began */
    enum cs_event_kind kind;
    int channel; /* index, or -1 */
    uint64_t value;
};

#define CS_DENIED_ADDRESSES "127.78.0.0/16" /* beside those of our origins, 127.77.0.0/16 */

#define CS_ORIGIN_NETWORK 0x7f4d /* 127.77.0.0/16: those of our origins */
#define CS_PARENT_NETWORK 0x7f4f /* 127.79.0.0/16: addresses of the parent proxies that we play */

#define CS_EXIT_STATUS_ANY 256 /* as success_exit: it says nothing */

/* What the target was told to enforce, and what it can: the rows of fact_list.h. */
struct cs_policy {
#define CS_FACT_MEMBER(type, member, bound, words, json, written, profile, need, reason, meaning)                      \
    CS_FACT_MEMBER_##type(member, bound)
#define CS_FACT_MEMBER_FLAG(member, bound)   bool member;
#define CS_FACT_MEMBER_NUMBER(member, bound) unsigned member;
#define CS_FACT_MEMBER_PORT(member, bound)   uint16_t member;
#define CS_FACT_MEMBER_PORTS(member, bound)  uint16_t member[bound];
#define CS_FACT_MEMBER_TEXT(member, bound)   char member[bound];
#define CS_FACT_MEMBER_BYTES(member, bound)  char member[bound];
#define CS_FACT_MEMBER_TARGET(member, bound) char member[bound];
#define CS_FACT_MEMBER_PLACE(member, bound)  char member[bound];
    CS_FACT_LIST(CS_FACT_MEMBER)
    int guardian; /* process whose descendants the target is; 0: unknown.  Not written */
};

struct cs_transcript {
    char *suite;     /* the suite's version */
    char *case_id;   /* with "@value" when parametrised */
    char *case_text; /* the YAML source of the case file */
    struct cs_policy policy;
    size_t variable_count;
    struct cs_variable *variables;
    size_t carrier_count;
    struct cs_carrier *carriers; /* owned; at most CS_CHANNELS_MAX */
    size_t channel_count;
    struct cs_channel channels[CS_CHANNELS_MAX];
    size_t event_count;
    struct cs_event *events;
    size_t events_dropped;
    bool confirmed_alone; /* a second run, by itself, after an expiry */
    char *trouble;        /* our own fault, in words (no descriptors, ...); NULL when there was none */
    uint64_t duration_us;
    char *keys; /* a key log (draft-ietf-tls-keylogfile) of the TLS inside tunnels and of QUIC, a line a secret; NULL:
                   there was none */
};

#define CS_KEYS_MAX 65536 /* bytes of a key log */

/* Adds a line to the key log, without its end; one that stands there already, that the other end told, too, changes
 * nothing, nor does one beyond CS_KEYS_MAX.  Returns false without memory. */
CS_MUST_USE bool cs_transcript_add_key(struct cs_transcript *transcript, const char *line);

/* An empty transcript, or NULL when there is no memory.  Free it with cs_transcript_free (NULL is fine). */
CS_MUST_USE struct cs_transcript *cs_transcript_new(void);
void cs_transcript_free(struct cs_transcript *transcript);

/* Adds an event; one of kind SENT or RECEIVED is merged with the one before when it is of the same kind on the same
 * channel and |merge| is set, or counted in |events_dropped| beyond CS_EVENTS_MAX.  Returns false without memory. */
CS_MUST_USE bool cs_transcript_add(struct cs_transcript *transcript, struct cs_event event, bool merge);

/* Adds a block of |length| bytes to a direction; of a section or a payload those that fit into CS_KEPT_BYTES are kept (copied).
 * Returns false without memory, and beyond CS_BLOCKS_MAX. */
CS_MUST_USE bool cs_stream_add_block(struct cs_stream *stream, enum cs_block_kind kind, const char *bytes,
                                     size_t length);

/* Adds a carrier and returns it, or NULL without memory or beyond CS_CHANNELS_MAX.  Those added before stay where they
 * are. */
CS_MUST_USE struct cs_carrier *cs_transcript_add_carrier(struct cs_transcript *transcript, const char *protocol);

/* Adds a frame with copies of these texts.  Beyond CS_FRAMES_MAX nothing is added.  False without memory. */
CS_MUST_USE bool cs_carrier_add_frame(struct cs_carrier *carrier, struct cs_frame frame, const char *name,
                                      const char *says);

/* Adds a copy of a datagram; beyond the bounds nothing is added.  False without memory. */
CS_MUST_USE bool cs_carrier_add_packet(struct cs_carrier *carrier, uint64_t at_us, bool received, const char *bytes,
                                       size_t length);

/* Sets a variable (copied).  Returns false without memory.  cs_transcript_variable: its value or NULL. */
CS_MUST_USE bool cs_transcript_set(struct cs_transcript *transcript, const char *name, const char *value,
                                   size_t length);
const struct cs_variable *cs_transcript_variable(const struct cs_transcript *transcript, const char *name);

/* The first channel that the case calls |actor|, or NULL. */
const struct cs_channel *cs_transcript_channel(const struct cs_transcript *transcript, const char *actor);

/* Stable names for documents: "connected", "fin-received", ...; "open", "fin", "reset"; "dials", "arrives", "program",
 * "control", "inside". */
const char *cs_event_name(enum cs_event_kind kind);
const char *cs_end_name(enum cs_end end);
const char *cs_seat_name(enum cs_seat seat);
const char *cs_block_name(enum cs_block_kind kind); /* "head", "datagram", "payload" */

/* The other way round: the value behind a name, or -1 when there is none. */
int cs_event_by_name(const char *name);
int cs_end_by_name(const char *name);
int cs_seat_by_name(const char *name);
int cs_block_by_name(const char *name);

#endif
