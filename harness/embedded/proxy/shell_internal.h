/* Shared by shell.c (listener, events of a session), dial.c (from a destination to its connection) and wire.c (one
 * connection).  Private to this folder.
 *
 * A pair is a client with its session.  A wire is one connection of a pair; once it ends it is no longer one of the
 * pair's two sides, and frees itself when what it still has to send is sent.  A pair lives while it has wires. */
#ifndef CONNECTSPEC_PROXY_SHELL_INTERNAL_H
#define CONNECTSPEC_PROXY_SHELL_INTERNAL_H

#include "harness/embedded/proxy/front_h2.h"
#include "harness/embedded/proxy/resolve.h"
#include "harness/embedded/proxy/shell.h"
#include "harness/transport/tls/tls.h"

#define CS_HEAD_MS    60000 /* for a whole request head (against clients that dribble), unless told otherwise */
#define CS_CONNECT_MS 1000  /* for one address */
#define CS_PARENT_MS  30000 /* for a parent proxy to answer */
#define CS_SEND_MS    30000 /* for a client that takes its last bytes slowly */
#define CS_LINGER_MS  2000  /* for what a client still sends behind our FIN */
#define CS_CUT_MS     2000  /* before a reset that waits for bytes to be sent */

#define CS_IDLE_MS       5000  /* fault: a tunnel in which nothing comes for so long ends */
#define CS_ONE_WAY_MS    8000  /* fault: a tunnel whose client says nothing for so long ends */
#define CS_HOARD_BYTES   16384 /* fault: what is kept of every client */
#define CS_BLACKHOLE_MS  500   /* fault: what comes from anybody is lost for so long */
#define CS_WITHDRAWAL_MS 50    /* fault: before a connect, so that a FIN behind the request is there by then */

#define CS_LINGER_BYTES_MAX (64u << 20)

struct cs_shell {
    uv_loop_t *loop;
    uv_tcp_t listener;
    const struct cs_proxy_config *config;
    struct cs_pair *pairs;
    unsigned pair_count; /* for faults alone */
    unsigned seen_count; /* the same: clients since the start */
    uint64_t deaf_until; /* fault: what comes before this time of the loop is lost */
    void **hoard;        /* fault: what is kept of clients, each with the one before in front */
    uint16_t port;
    bool client_waits; /* a client has come that is not accepted yet */
    bool stopping;
    char chunk[65536]; /* what every read uses: a read's bytes are handed on before the next one begins */
};

struct cs_pair {
    struct cs_shell *shell;
    struct cs_front_h2 *front; /* a connection of HTTP/2, whose streams are pairs of their own; else NULL */
    struct cs_pair *next, *previous;
    struct cs_session *session; /* NULL with a |front| */
    struct cs_wire *sides[2];   /* NULL: not there, or it has ended */
    unsigned wires;             /* those that have ended but are not closed yet and look-ups under way included */
    struct cs_destination destination;
    struct sockaddr_storage addresses[CS_ADDRESSES_MAX];
    size_t address_count;
    size_t address_next;
    enum cs_connect_error dial_error; /* why there are no addresses */
    bool connected;                   /* the last connection that was tried stands */
    bool looking_up;                  /* what the resolver says is still wanted */
    bool looked_up_again;             /* fault: the addresses are those of a second look-up */
    size_t preface;                   /* bytes of HTTP/2's that have come, and perhaps more will */
    bool spoken;                      /* the client has sent something */
    bool dial_waits;                  /* fault: a FIN of the client may still withdraw the request */
};

enum cs_ending { CS_ENDING_NOT, CS_ENDING_CLOSE, CS_ENDING_CUT };

struct cs_wire {
    uv_tcp_t tcp;
    uv_timer_t timer;
    unsigned handles; /* that are not closed yet */
    struct cs_pair *pair;
    enum cs_side side;
    enum cs_ending ending;
    uv_connect_t connecting;
    uv_shutdown_t shutdown;
    bool shut; /* FIN asked for */
    bool fin_sent;
    bool fin_seen;
    size_t drained;       /* bytes that came behind the end */
    struct cs_link *link; /* TLS on it; NULL: none */
    bool is_stream;       /* has no connection: a client's end of a stream */
    struct cs_h2_client *stream;
};

/* wire_tls.c: TLS of a client's wire.  cs_wire_tls_order: content, or the end of our direction. */
bool cs_wire_tls_open(struct cs_wire *wire);
void cs_wire_tls_order(struct cs_wire *wire, enum cs_link_order_kind kind, const char *data, size_t length);

/* wire.c, below TLS: bytes and FIN as they are. */
void cs_wire_put(struct cs_wire *wire, const char *data, size_t length);
void cs_wire_shut(struct cs_wire *wire);

/* wire.c.  NULL without memory; the wire counts for |pair| and is its |side|. */
struct cs_wire *cs_wire_new(struct cs_pair *pair, enum cs_side side);
bool cs_wire_connect(struct cs_wire *wire, const struct sockaddr *address);
void cs_wire_read(struct cs_wire *wire);
void cs_wire_pause(struct cs_wire *wire);
void cs_wire_send(struct cs_wire *wire, const char *data, size_t length);
void cs_wire_finish(struct cs_wire *wire);
/* Ends the wire: it leaves its pair's sides. */
void cs_wire_close(struct cs_wire *wire);
void cs_wire_cut(struct cs_wire *wire);
void cs_wire_reset(struct cs_wire *wire);
size_t cs_wire_unsent(const struct cs_wire *wire);
/* Within |milliseconds| the timer calls cs_pair_expired, or gives up a wire that has ended. */
void cs_wire_expect(struct cs_wire *wire, uint64_t milliseconds);

/* shell.c.  A pair whose client has no connection yet; NULL without memory. */
struct cs_pair *cs_pair_new(struct cs_shell *shell);

/* shell_h2.c: a request came whole, over a transport that keeps its bounds. */
void cs_pair_asked(struct cs_pair *pair, const struct cs_message *message);

/* From here on the client's wire carries frames of HTTP/2.  False without memory. */
bool cs_pair_multiplex(struct cs_pair *pair);

/* Whether |data| belongs to what a client with prior knowledge begins with (RFC 9113 section 3.4), over TCP alone: it is
 * still coming, or has come, and there is nothing more to do. */
bool cs_pair_takes_preface(struct cs_pair *pair, const char *data, size_t length);

/* shell.c: what the wires tell their pair. */
void cs_pair_received(struct cs_pair *pair, enum cs_side side, const char *data, size_t length);
void cs_pair_finished(struct cs_pair *pair, enum cs_side side);
void cs_pair_reset(struct cs_pair *pair, enum cs_side side);
void cs_pair_drained(struct cs_pair *pair, enum cs_side side);
void cs_pair_connected(struct cs_pair *pair, int status);
void cs_pair_expired(struct cs_pair *pair, enum cs_side side);
void cs_pair_release(struct cs_pair *pair); /* one wire less */
/* Does what the session asks for until it asks for nothing more. */
void cs_pair_run(struct cs_pair *pair);

/* fault_shell.c: faults alone.  Whether nobody is accepted as long as |pair| is as it is; a descriptor of the client's
 * stays behind; how long a parent may take (0: for ever),
 * and a connect; the connection of |pair| stands; reading from |wire| is paused,
 * or goes on; whether a tunnel ends when a timer does. */
bool cs_shell_fault_waits_for(const struct cs_pair *pair);
void cs_shell_fault_leaks(const struct cs_wire *client);
uint64_t cs_shell_fault_parent_ms(const struct cs_proxy_config *config);
uint64_t cs_shell_fault_connect_ms(const struct cs_proxy_config *config);
void cs_shell_fault_connected(struct cs_pair *pair);
void cs_shell_fault_paused(struct cs_wire *wire, bool paused);
bool cs_shell_fault_cuts(const struct cs_proxy_config *config);

/* dial.c.  cs_pair_dial looks the destination up, checks its addresses and connects; cs_pair_dial_now: a client has not
 * withdrawn in time; cs_pair_try_next: the next address, or the end of the attempt with |error|. */
void cs_pair_dial(struct cs_pair *pair, const struct cs_destination *destination);
void cs_pair_dial_now(struct cs_pair *pair);
void cs_pair_try_next(struct cs_pair *pair, enum cs_connect_error error);

#endif
