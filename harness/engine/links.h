/* What happens on the sockets of one case: its listeners, its connections, what each of them carried.  Everything is
 * recorded in a transcript as it happens.  Nothing here knows a step of a case: whoever drives the case gives orders,
 * and is woken after each thing that the loop had to tell. */
#ifndef CONNECTSPEC_LINKS_H
#define CONNECTSPEC_LINKS_H

#include <uv.h>

#include "harness/engine/frame_log.h"
#include "harness/engine/pipe.h"
#include "harness/engine/recorder.h"
#include "harness/net/blackhole.h"
#include "harness/net/listener.h"
#include "harness/net/udp.h"
#include "harness/plan/plan.h"
#include "reference/must_use.h"

struct cs_links;
struct cs_inner;

/* Who is at the other end, as far as is known. */
enum cs_peer_kind {
    CS_PEER_DIALLED, /* we connected for the case */
    CS_PEER_CONTROL, /* a control CONNECT, either end */
    CS_PEER_UNKNOWN, /* arrived while names were withheld: the control's or the case's */
    CS_PEER_ARRIVED, /* arrived for the case, and has its name */
    CS_PEER_LOAD,    /* one of many (load.h), either end: not in the transcript */
};

struct cs_connection {
    struct cs_links *links;
    struct cs_pipe *pipe; /* NULL: we have let it go */
    struct cs_recorder recorder;
    struct cs_recorder *carried; /* of the connection below it, where that is no channel and began with this one */
    struct cs_frame_log frames;  /* ... and its frames */
    struct cs_message *asked;    /* what cs_connection_ask was given, or NULL */
    struct cs_channel *channel;  /* in the transcript, or |own| */
    int number;                  /* index in the transcript, -1: not listed */
    enum cs_peer_kind kind;
    bool connected;                     /* dialled: the target has accepted */
    bool ended;                         /* the peer or we have ended it: nothing more will be received */
    bool given_up;                      /* the peer's GOAWAY has an error: it has to close (RFC 9113 section 5.4.1) */
    bool ponged;                        /* over h2: a PING of ours was answered */
    bool settings_taken;                /* ... our SETTINGS were acknowledged */
    bool answered;                      /* the final answer was complete, and that is recorded */
    const struct cs_link_events *above; /* who stands on it: is told the same behind the record; NULL: nobody */
    void *above_context;
    struct cs_inner *inner;         /* TLS that the case's steps have put on it (shake.h); NULL: none */
    struct cs_post *post;           /* a UDP socket of the target's: where its datagrams come; else NULL */
    struct sockaddr_storage socket; /* ... and where it is */
    bool greeted;                   /* whoever drives has seen that it is there, and has a name */
    void *owner;                    /* of a load: its own */
    struct cs_channel own;
    struct cs_connection *next; /* unlisted ones: a list */
};

#define CS_LISTENERS_MAX 12
struct cs_post {
    struct cs_links *links;
    struct cs_listener *listener; /* NULL: it is of UDP */
    struct cs_udp *udp;
    struct cs_tls_context *tls; /* of what arrives, borrowed; NULL: plain TCP */
    const char *transport;      /* ... likewise; NULL: h1 */
    char name[16];              /* "origin", "denied", "other", ... */
    char stem[16];              /* what the case calls those that arrive: "origin", "origin2", ... */
};

#define CS_STEMS_MAX 4
struct cs_stem {
    char word[16];
    unsigned given; /* how many names of it were given */
};

struct cs_links {
    uv_loop_t *loop;
    struct sockaddr_storage target;
    struct cs_tls_context *tls; /* of those that dial; NULL: plain TCP */
    const char *transport;      /* ... and theirs: "h1", "h2"; "": h1 */
    const char *settings;       /* ... h3: what is more in SETTINGS of the next one; NULL: nothing */
    size_t settings_length;
    struct cs_client_ports *ports;    /* for those that dial; NULL: the kernel chooses */
    void (*woken)(void *context);     /* something happened */
    void (*opened)(void *context);    /* as of a pipe, of those that arrived; cs_links_init sets it */
    void *context;                    /* of |woken| */
    struct cs_transcript *transcript; /* borrowed */
    struct cs_addresses addresses;
    uint64_t began; /* nanoseconds: the zero of the transcript's times */
    void (*trace)(const struct cs_transcript *transcript, const struct cs_event *event); /* NULL: nobody watches */
    size_t post_count;
    struct cs_post posts[CS_LISTENERS_MAX];
    bool has_blackhole; /* |blackhole| is open */
    struct cs_blackhole blackhole;
    size_t connection_count; /* as many as the transcript has channels */
    struct cs_connection *connections[CS_CHANNELS_MAX];
    struct cs_connection *unlisted; /* those of a load, the youngest first */
    struct cs_connection *stirred;  /* what the loop had to tell was of this one; NULL: of something else */
    const char *unlisted_at;        /* what arrives at the listener of this name belongs to a load; NULL: none does */
    bool turns_away;                /* ... and is closed at once */
    const char *withheld_at;        /* what arrives at the listener of this name gets no name yet; NULL: all get one */
    bool too_many;                  /* more connections arrived than a transcript lists */
    size_t stem_count;
    struct cs_stem stems[CS_STEMS_MAX];
    char *unsaid; /* "no memory", for when there is none to say so; owned */
    bool broken;  /* trouble of our own: transcript->trouble says what, nothing more is done */
    bool over;    /* closed: nothing more is recorded */
};

/* Fills in what a case begins with: |links| is all zero but for loop, target, ports, woken, context, transcript and
 * addresses.  False without memory; then there is nothing to free. */
CS_MUST_USE bool cs_links_init(struct cs_links *links);

/* Closes all listeners and connections and completes their records.  Call once; the memory of connections stays until
 * cs_links_free, which may come only when nothing looks at them any more. */
void cs_links_close(struct cs_links *links);
void cs_links_free(struct cs_links *links);

/* Our own fault, in words; the first one stands.  Whoever drives sees |broken| and ends the case. */
void cs_links_trouble(struct cs_links *links, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The record is not whole for want of memory, which is trouble also when all is over. */
void cs_links_lose(struct cs_links *links);

/* Whether nothing is to be done any more. */
bool cs_links_is_over(const struct cs_links *links);

/* Adds an event of the connection |number| (-1: of none); |merge|: with the last one, where that is of its kind. */
void cs_links_record(struct cs_links *links, enum cs_event_kind kind, int number, uint64_t value);
void cs_links_add_event(struct cs_links *links, enum cs_event_kind kind, int number, uint64_t value, bool merge);

/* Listens at |host|:|port|; what arrives is called |stem|.  Returns 0 or an errno; that is no trouble yet. */
CS_MUST_USE int cs_links_listen(struct cs_links *links, const char *name, const char *stem, const char *host,
                                uint16_t port);

/* The same with a UDP socket (links_udp.c): each socket of the target's that sends here is a channel that arrived. */
CS_MUST_USE int cs_links_listen_udp(struct cs_links *links, const char *name, const char *stem, const char *host,
                                    uint16_t port);

/* A place for one more listener; it counts once |post_count| does.  NULL when there is none. */
CS_MUST_USE struct cs_post *cs_links_post(struct cs_links *links, const char *name, const char *stem);

/* Whether what arrives takes channels that the case's own clients and its barriers need. */
static inline bool cs_links_are_full(const struct cs_links *links)
{
    return links->connection_count >= CS_CHANNELS_MAX - 24;
}

/* An address that answers no SYN, see net/blackhole.h.  Returns 0 or an errno. */
CS_MUST_USE int cs_links_blackhole(struct cs_links *links, uint16_t port);

/* Opens a connection to the target.  NULL after trouble; when it failed at once |ended| is set.  CS_PEER_LOAD: it is
 * not listed. */
CS_MUST_USE struct cs_connection *cs_links_dial(struct cs_links *links, const char *actor, enum cs_peer_kind kind);

/* One more channel on the connection of |other|, as cs_links_dial.  NULL after trouble, and when that has no more. */
CS_MUST_USE struct cs_connection *cs_links_join(struct cs_links *links, const char *actor, struct cs_connection *other);

/* The listed connection that the case calls |actor|, or NULL. */
struct cs_connection *cs_links_find(const struct cs_links *links, const char *actor);

/* Gives an accepted connection the next name of its listener's stem. */
void cs_links_name(struct cs_connection *connection);

/* Takes in what has arrived at the listeners by now, without waiting for the loop; cs_links_sweep: and what has come on
 * the connections.  Wakes nobody. */
void cs_links_accept_now(struct cs_links *links);
void cs_links_sweep(struct cs_links *links);

/* Whether all that is queued has been sent, as far as the kernel takes it. */
bool cs_links_are_settled(const struct cs_links *links);
/* Whether something is queued that the next turns of the loop are going to send. */
bool cs_links_are_sending(const struct cs_links *links);

/* A channel of its own for each of them (connection.c): with a pipe for a connection that is still to be made, for
 * one that has arrived at |post|, or on that of |other|, as cs_pipe_join has it; both NULL: it dials.  NULL after trouble, or without such a channel. */
CS_MUST_USE struct cs_connection *cs_connection_new(struct cs_links *links, enum cs_peer_kind kind,
                                                    const struct cs_post *post, struct cs_connection *other);

/* connection_carrier.c: a connection with many channels is recorded for itself, too.  What its protocol is called, and
 * what TLS agreed on, once it is there; what passes, as a pipe tells it. */
CS_MUST_USE bool cs_connection_record_carrier(struct cs_connection *connection);
void cs_connection_note_carrier(struct cs_connection *connection);
void cs_connection_carried(void *context, bool sent, const char *bytes, size_t length);
void cs_connection_passed(void *context, const struct cs_passage *passage);
void cs_connection_key(void *context, const char *line);

/* Lists a channel that is no connection of its own: a program, or what comes out of a tunnel.  |below|: what it stands
 * on, or NULL.  NULL after trouble. */
CS_MUST_USE struct cs_connection *cs_connection_add(struct cs_links *links, const char *actor, enum cs_seat seat,
                                                    const char *listener, const struct cs_connection *below);

/* Sends one datagram to the UDP socket that |connection| stands for (links_udp.c). */
void cs_connection_datagram(struct cs_connection *connection, const char *bytes, size_t length);

/* What passes on such a channel is recorded; so is its end. */
void cs_connection_note(struct cs_connection *connection, bool received, const char *bytes, size_t length);
void cs_connection_note_end(struct cs_connection *connection, bool received, enum cs_end end);

/* It did not come about. */
void cs_connection_fail(struct cs_connection *connection, int error);

/* Completes its record, and frees it. */
CS_MUST_USE bool cs_connection_finish(struct cs_connection *connection);
void cs_connection_free(struct cs_connection *connection);

/* The target's final answer is complete, as far as we keep it. */
bool cs_connection_is_answered(const struct cs_connection *connection);

/* The head of an answer is there, a final one or not. */
bool cs_connection_has_head(const struct cs_connection *connection);

/* Queues |text|, which has to live as long as the connection.  Trouble without memory; nothing when it has ended. */
void cs_connection_say(struct cs_connection *connection, const char *text);

/* The same with the head of a request, which goes out as the transport writes it. */
void cs_connection_ask(struct cs_connection *connection, const char *text);

/* Drops the connection for good, with an RST where it still stands; its record stays. */
void cs_connection_drop(struct cs_connection *connection);

/* The same for one that is not listed, with its record and its memory. */
void cs_links_forget(struct cs_links *links, struct cs_connection *connection);

#endif
