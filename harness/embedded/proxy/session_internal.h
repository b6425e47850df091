/* What the files of the session share: session.c (events and actions), session_request.c (reads and decides),
 * session_auth.c, session_parent.c, session_respond.c, session_relay.c, and the faults in fault_*.c.  Private to this folder. */
#ifndef CONNECTSPEC_SESSION_INTERNAL_H
#define CONNECTSPEC_SESSION_INTERNAL_H

#include "harness/base/buffer.h"
#include "harness/embedded/proxy/session.h"

#define CS_HEAD_BYTES_MAX   65536
#define CS_HEAD_FIELDS_MAX  1000
#define CS_EMPTY_LINES_MAX  8
#define CS_EARLY_BYTES_MAX  65536  /* of the client, before the tunnel stands; then its reading pauses */
#define CS_UNSENT_BYTES_MAX 262144 /* to one side; then reading from the other pauses */
#define CS_UNSENT_BYTES_LOW 65536  /* ... and goes on */

/* Why a request is refused; one row each in session_respond.c. */
enum cs_refusal {
    CS_REFUSE_NOTHING, /* it is not */
    CS_REFUSE_BAD_REQUEST,
    CS_REFUSE_TARGET_TOO_LONG,
    CS_REFUSE_HEAD_TOO_LARGE,
    CS_REFUSE_VERSION,
    CS_REFUSE_METHOD,
    CS_REFUSE_UNKNOWN_METHOD,
    CS_REFUSE_CREDENTIALS,
    CS_REFUSE_UNKNOWN_USER, /* as CREDENTIALS; kept apart for one fault */
    CS_REFUSE_STALE,        /* as CREDENTIALS, but right ones with a nonce that is no longer good */
    CS_REFUSE_PORT,
    CS_REFUSE_ADDRESS,
    CS_REFUSE_NOT_CONNECTED,
    CS_REFUSE_NOT_RESOLVED,
    CS_REFUSE_LOOKUP_TIMEOUT,
    CS_REFUSE_CONNECT_TIMEOUT,
    CS_REFUSE_HEAD_TIMEOUT,
    CS_REFUSE_BY_PARENT,
    CS_REFUSE_PARENT_TIMEOUT,
    CS_REFUSE_CONDITION, /* the last two: faults alone */
    CS_REFUSE_RANGE,
    CS_REFUSAL_COUNT
};

enum cs_phase {
    CS_PHASE_HEAD,       /* reads a request head */
    CS_PHASE_CONNECTING, /* the request is good, the connection to the destination is under way */
    CS_PHASE_PARENT,     /* the parent proxy has been asked */
    CS_PHASE_FORWARD,    /* a GET was handed on, its answer comes */
    CS_PHASE_TUNNEL,
    CS_PHASE_OVER,     /* every side has been told to end */
    CS_PHASE_FETCHING, /* faults: connects for a further request that is no CONNECT */
    CS_PHASE_DEAF,     /* faults: neither answers nor closes */
};

struct cs_flow {
    bool open;
    bool finished;         /* its FIN has come */
    bool paused;           /* reading from it is paused */
    size_t unsent;         /* bytes to it that are still with the shell */
    uint64_t received;     /* tunnel bytes that came from it */
    struct cs_buffer held; /* tunnel bytes that came from it too early, or that a fault holds back */
};

struct cs_queued {
    struct cs_action action; /* of a CS_ACTION_SEND, |data| is filled in when it is taken */
    size_t start;            /* in |out| */
};

struct cs_session {
    const struct cs_proxy_config *config;
    enum cs_phase phase;
    struct cs_flow flows[2];
    struct cs_buffer in; /* what the client sent and nobody has consumed: a head, then early bytes */
    unsigned empty_lines;
    struct cs_request request; /* its spans point into |in| */
    struct cs_destination destination;
    bool connected;
    bool forwarding;     /* the request under way is a GET */
    bool forwarded;      /* one was answered on this connection */
    size_t forward_rest; /* of the answer's content; SIZE_MAX while its head is not there */
    bool broken;         /* out of memory */
    struct cs_queued *queue;
    size_t queue_length;
    size_t queue_capacity;
    size_t queue_taken;
    struct cs_buffer out;
    /* For faults alone. */
    struct {
        enum cs_refusal refusal; /* due when the connect has ended */
        bool went_local;         /* unresolved-local has tried 127.0.0.1 */
        bool answered;           /* a 2xx has been sent already */
        bool dialled;            /* the destination was contacted before the request was judged */
        bool redialled;
        unsigned interims;  /* that the parent has sent */
        bool authenticated; /* a request on this connection had the right credentials */
        bool further;       /* a request was refused on this connection, and a further one is read */
    } fault;
};

static inline bool cs_has(const struct cs_session *session, enum cs_fault fault)
{
    return session->config->fault == fault;
}

/* Whether it is 407. */
static inline bool cs_asks_credentials(enum cs_refusal refusal)
{
    return refusal == CS_REFUSE_CREDENTIALS || refusal == CS_REFUSE_UNKNOWN_USER || refusal == CS_REFUSE_STALE;
}

static inline enum cs_side cs_other(enum cs_side side)
{
    return side == CS_SIDE_CLIENT ? CS_SIDE_ORIGIN : CS_SIDE_CLIENT;
}

/* session.c: queues actions. */
void cs_session_act(struct cs_session *session, enum cs_action_kind kind, enum cs_side side);
void cs_session_send(struct cs_session *session, enum cs_side side, const char *data, size_t length);
void cs_session_send_text(struct cs_session *session, enum cs_side side, const char *text);
void cs_session_dial(struct cs_session *session, const struct cs_destination *destination);
/* Ends |side| with CS_ACTION_CLOSE, _CUT or _RESET; nothing when it has ended before. */
void cs_session_end(struct cs_session *session, enum cs_side side, enum cs_action_kind how);
void cs_session_pause(struct cs_session *session, enum cs_side side);
void cs_session_resume(struct cs_session *session, enum cs_side side);
/* Appends to one of the session's buffers; without memory the session breaks. */
void cs_session_keep(struct cs_session *session, struct cs_buffer *buffer, const char *data, size_t length);

/* session_request.c: reads the head in |in| and acts on it. */
void cs_session_read_head(struct cs_session *session);
/* Parses the head in |in| from its start, under the session's limits. */
void cs_session_parse_again(struct cs_session *session);
/* The value of the first field |name| (lower case), or of the |nth| one, counted from 0. */
bool cs_session_field(const struct cs_session *session, const char *name, size_t nth, struct cs_span *value);
bool cs_session_port_allowed(const struct cs_session *session, uint16_t port);
/* The connect has ended well, or not: CS_REFUSE_NOT_CONNECTED and the like. */
void cs_session_dialled(struct cs_session *session, enum cs_refusal outcome);

/* session_auth.c: CS_REFUSE_NOTHING when the request may pass. */
enum cs_refusal cs_session_authenticate(struct cs_session *session);

/* session_digest.c: Digest credentials (RFC 7616), a field value of the request's. */
enum cs_refusal cs_session_check_digest(const struct cs_session *session, const char *value, size_t length);
/* Appends the Proxy-Authenticate lines, with a fresh nonce. */
void cs_session_add_challenges(struct cs_session *session, struct cs_buffer *out, bool stale);

/* session_respond.c */
void cs_session_refuse(struct cs_session *session, enum cs_refusal refusal);
void cs_session_send_success(struct cs_session *session);

/* session_parent.c: the connection to the parent proxy stands; it has said something, or finished without an answer. */
void cs_session_ask_parent(struct cs_session *session);
bool cs_fault_recalls(struct cs_session *session); /* answers from memory, before anybody is asked */
void cs_session_parent_received(struct cs_session *session, const char *data, size_t length);
void cs_session_parent_finished(struct cs_session *session);

/* session_forward.c: plain http.  cs_session_forward: whether the request is one that it deals with.  Then the
 * connection stands; something of the answer has come; the origin has finished. */
bool cs_session_forward(struct cs_session *session);
void cs_session_send_forward(struct cs_session *session);
void cs_session_forward_received(struct cs_session *session, const char *data, size_t length);
void cs_session_forward_finished(struct cs_session *session);

/* session_relay.c */
void cs_session_open(struct cs_session *session);
void cs_session_relay(struct cs_session *session, enum cs_side from, const char *data, size_t length);
/* Passes bytes on as they are, with back-pressure. */
void cs_session_pass(struct cs_session *session, enum cs_side from, const char *data, size_t length);
void cs_session_relay_finish(struct cs_session *session, enum cs_side from);
void cs_session_relay_reset(struct cs_session *session, enum cs_side from);
/* Reading from |from| pauses or goes on, as much as the other side still has to take. */
void cs_session_throttle(struct cs_session *session, enum cs_side from);

/* fault_head.c: what a lenient or broken parser makes of the head. */
/* Whether the fault misjudges a head that has not come whole; it has then answered or refused. */
bool cs_fault_incomplete_head(struct cs_session *session, size_t fresh);
/* Rewrites the whole head in |in| into the one that the faulty parser believes to see. */
void cs_fault_rewrite_head(struct cs_session *session);
/* The destination that the faulty parser reads out of the head. */
bool cs_fault_reading(const struct cs_session *session, struct cs_destination *out);
/* The reading that a parser-level fault follows: CS_READING_COUNT for other faults. */
enum cs_reading_kind cs_fault_reading_kind(enum cs_fault fault);

/* fault_request.c: decisions about a whole head. */
bool cs_fault_forgives(const struct cs_session *session, enum cs_code code);
enum cs_refusal cs_fault_refusal(const struct cs_session *session);
/* Whether the fault deals with the request in place of the correct code. */
bool cs_fault_takes_request(struct cs_session *session, enum cs_refusal refusal);
bool cs_fault_takes_connect_end(struct cs_session *session, enum cs_refusal outcome);
bool cs_fault_keeps_open(const struct cs_session *session, enum cs_refusal refusal);
/* Serves a further request that names an http URI. */
bool cs_fault_fetches(struct cs_session *session);

/* fault_tunnel.c: each is true when the fault has dealt with the event. */
bool cs_fault_on_open(struct cs_session *session);
bool cs_fault_on_bytes(struct cs_session *session, enum cs_side from, const char *data, size_t length);
bool cs_fault_on_finish(struct cs_session *session, enum cs_side from);
bool cs_fault_on_reset(struct cs_session *session, enum cs_side from);
bool cs_fault_stops_reading(const struct cs_session *session, enum cs_side from); /* for good */

#endif
