/* The embedded reference proxy: one client connection as a state machine without I/O.  The shell (shell.h) owns the
 * sockets and feeds it events; it answers with actions.  Tests and fuzzers drive it in memory.
 *
 * It is strictly conforming: authority-form only, one valid Host that agrees with the target, framing refused on
 * CONNECT, Basic or Digest authentication, an allow-list of ports, 2xx only once the connection stands, a relay with
 * half-close and back-pressure, and a closed connection after every refusal (RFC 9931). */
#ifndef CONNECTSPEC_SESSION_H
#define CONNECTSPEC_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/embedded/proxy/fault.h"
#include "reference/connectref.h"
#include "reference/must_use.h"

#define CS_ALLOWED_PORTS_MAX 64
#define CS_REFUSALS_KEPT     64

/* What a faulty proxy carries from one connection to the next.  The correct one never looks at it. */
#define CS_NAMES_KEPT 1024

struct cs_proxy_memory {
    bool authenticated; /* somebody has sent the right credentials */
    bool poisoned;      /* an origin: the next request is refused */
    char asked[1024];   /* an origin: the head of the last CONNECT; "": none */
    size_t head_length; /* the beginning of the last request head */
    char head[128];
    bool byte_known; /* the first byte that the last tunnel's origin sent */
    char byte;
    char stray[64]; /* what somebody left behind, for the next one */
    size_t stray_length;
    bool stray_lost;                   /* the tunnel that it was of is no more */
    uint8_t hosts[4096];               /* 1: let through, by a hash of the host */
    uint16_t ports[CS_NAMES_KEPT];     /* 0: none; of the first request for a name, by its hash */
    uint32_t addresses[CS_NAMES_KEPT]; /* the same, by the hash of how it begins */
    size_t refusal_count;
    struct cs_refusal_kept {
        char target[128];
        size_t length;
        char answer[512];
    } refusals[CS_REFUSALS_KEPT]; /* the last ones of a parent proxy, in a ring */
};

struct cs_nonces;  /* nonces.h */
struct cs_program; /* ruling.h */
struct cs_tls_context;

/* How the proxy does what the documents leave open (front_h1_manner.h). */
enum cs_manner { CS_MANNER_PLAIN, CS_MANNER_RICH, CS_MANNER_TERSE };

struct cs_proxy_config {
    size_t allowed_count; /* 0: every port */
    uint16_t allowed[CS_ALLOWED_PORTS_MAX];
    struct cs_destination parent; /* the proxy that every CONNECT is handed on to; |length| 0: none */
    bool forwards;                /* GET of http URIs too */
    bool udp;                     /* connect-udp too (RFC 9298) */
    unsigned head_seconds;        /* for a whole request head; 0: a minute */
    uint16_t own_port;            /* where the proxy listens; for a fault alone */
    uint32_t denied; /* no connection to the IPv4 network of |denied_bits| (0: none; to 32) that begins here */
    unsigned denied_bits;
    const char *denied_name; /* no connection to this name nor to those below it; NULL: to all */
    bool asks_resolver;      /* the system's, for names that the hosts file does not have; else they do not resolve */
    struct cs_tls_context *tls; /* the shell's: clients speak TLS; NULL: plain TCP */
    bool multiplexes;           /* the shell's: HTTP/2, too: by ALPN over TLS, else by its preface */
    bool datagrams;             /* the shell's: HTTP/3, too, over UDP at the same port; |tls| is not NULL */
    enum cs_manner manner;      /* of answers in HTTP/1.1 */
    const char *user;           /* NULL: no authentication */
    const char *password;
    struct cs_nonces *nonces;         /* Digest credentials are asked for; NULL: Basic ones */
    enum cs_fault fault;              /* CS_FAULT_NONE: correct */
    const struct cs_program *program; /* what decides in place of the proxy; NULL: the proxy */
    struct cs_proxy_memory *memory;   /* shared by all sessions, used by faults alone; NULL: nothing is remembered */
};

enum cs_side { CS_SIDE_CLIENT, CS_SIDE_ORIGIN };

/* What the shell has to do, in order. */
enum cs_action_kind {
    CS_ACTION_NONE,
    CS_ACTION_CONNECT, /* to |destination|, with |datagrams| over UDP (then each CS_ACTION_SEND to the origin is one, and
                        * each one that comes is told by itself, empty or not); answer with cs_session_connected or cs_session_connect_failed */
    CS_ACTION_SEND,    /* |data|, |length| bytes to |side|; valid until the next call into the session */
    CS_ACTION_DATAGRAM, /* |data|, |length| bytes: the payload of a datagram for the client, beside its bytes */
    CS_ACTION_FINISH,   /* FIN to |side| once all was sent; reading goes on */
    CS_ACTION_CLOSE,    /* |side| ends: FIN once all was sent, what still comes is dropped for a while, then closed, so
                        * that no reset overtakes the last bytes (RFC 9112 section 9.6).  A connect that is under way
                        * is given up.  The session wants no more events from |side|. */
    CS_ACTION_CUT,      /* |side| ends: RST once all was sent, or after a short time.  No more events. */
    CS_ACTION_RESET,    /* |side| ends: RST at once, what was not sent yet is lost.  No more events. */
    CS_ACTION_PAUSE,    /* stop reading from |side| */
    CS_ACTION_RESUME,
};

struct cs_action {
    enum cs_action_kind kind;
    enum cs_side side;
    const char *data;
    size_t length;
    struct cs_destination destination;
    bool datagrams;
};

struct cs_session; /* opaque */

/* NULL without memory.  |config| is borrowed and must outlive the session. */
CS_MUST_USE struct cs_session *cs_session_new(const struct cs_proxy_config *config);
void cs_session_free(struct cs_session *session);

/* The request, in place of its bytes: it is copied.  Once, before anything else. */
void cs_session_request(struct cs_session *session, const struct cs_message *message);

/* Whether the client's TLS goes on with a session of before, which says nothing of who the client is. */
void cs_session_resumed(struct cs_session *session, bool resumed);

/* Events.  |data| is copied.  Events for a side that has ended are ignored. */
void cs_session_received(struct cs_session *session, enum cs_side side, const char *data, size_t length);
/* The payload of a datagram of the client's that came beside its bytes (RFC 9297 section 2.1); whether the client takes such
 * ones by now. */
void cs_session_datagram(struct cs_session *session, const char *data, size_t length);
void cs_session_take_datagrams(struct cs_session *session, bool takes);
void cs_session_finished(struct cs_session *session, enum cs_side side); /* FIN */
void cs_session_reset(struct cs_session *session, enum cs_side side);    /* RST or another error */
void cs_session_connected(struct cs_session *session);
enum cs_connect_error {
    CS_CONNECT_REFUSED,
    CS_CONNECT_UNRESOLVED,
    CS_CONNECT_LOOKUP_TIMED_OUT, /* nobody said what the name resolves to */
    CS_CONNECT_TIMED_OUT,
    CS_CONNECT_DENIED, /* no address that the policy allows */
    CS_CONNECT_OTHER,
};
void cs_session_connect_failed(struct cs_session *session, enum cs_connect_error error);
/* The request head took too long: 408 (RFC 9110 section 15.5.9), or the parent's answer: 504 (section 15.6.5). */
void cs_session_expired(struct cs_session *session);

/* After each CS_ACTION_SEND, and whenever it changes: the shell still holds |unsent| bytes for |side|. */
void cs_session_drained(struct cs_session *session, enum cs_side side, size_t unsent);

/* The next action, or false when there is none for now.  Call until false after every event.  Without memory the
 * session resets both sides. */
bool cs_session_next(struct cs_session *session, struct cs_action *action);

/* Both sides have ended and no action is left: the session can be freed. */
bool cs_session_over(const struct cs_session *session);

#endif
