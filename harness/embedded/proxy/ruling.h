/* What a request asks, as the decisions see it, and what they say.  The front (front_h1.h) reads a message out of
 * bytes; decide.h says what is to be done about it; perform.c alone does it.  Nothing here acts or calls back. */
#ifndef CONNECTSPEC_RULING_H
#define CONNECTSPEC_RULING_H

#include "harness/embedded/proxy/draft.h"
#include "harness/embedded/proxy/session.h"
#include "reference/message.h"
#include "reference/must_use.h"

/* Why a request is refused; one row each in answer.c. */
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
    CS_REFUSE_NAME,
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

/* What happened on the connection before; for faults alone. */
struct cs_history {
    bool authenticated;                /* a request had the right credentials */
    bool resumed;                      /* the client's TLS session is one of before */
    bool further;                      /* a request was refused, and a further one is read */
    bool forwarded;                    /* a plain one was answered */
    bool other;                        /* the one before was no CONNECT */
    bool head;                         /* ... but HEAD */
    size_t count;                      /* requests before */
    size_t content;                    /* so many bytes of content it had */
    struct cs_destination destination; /* that it asked for */
};

/* One request and all that a decision about it may look at. */
struct cs_asked {
    const struct cs_proxy_config *config;
    struct cs_message message;     /* what stands behind it came with it: |surplus| bytes behind |length| */
    size_t surplus;                /* bytes behind the head, so far */
    enum cs_refusal unreadable;    /* a bound of the front was passed; else CS_REFUSE_NOTHING */
    bool misread;                  /* fault: a lenient front takes it to lead to |reading| */
    struct cs_destination reading; /* (reference/reading.h) */
    bool client_finished;          /* the client's FIN stands behind what came */
    struct cs_history history;
};

enum cs_ruling_kind {
    CS_RULE_REFUSE,     /* as |refusal| says */
    CS_RULE_DIAL,       /* |destination|, or the parent proxy on the way to it */
    CS_RULE_FORWARD,    /* |destination|, for a request of plain http */
    CS_RULE_OPEN,       /* the tunnel: the connection stands */
    CS_RULE_ASK_PARENT, /* the connection to it stands */
    CS_RULE_HAND_ON,    /* a plain request: the connection stands */
    CS_RULE_FETCH,      /* fault: |destination|, for a further request that is no CONNECT */
    CS_RULE_FETCHED,    /* fault: its connection stands */
    CS_RULE_SERVE,      /* |page|, of an origin */
    CS_RULE_ANSWER,     /* fault: |kept| as it is, then the end */
    CS_RULE_END,        /* fault: without a word */
    CS_RULE_SILENCE,    /* fault: neither an answer nor an end */
    CS_RULE_CRASH,      /* fault */
};

/* An answer that is none of a proxy's. */
struct cs_page {
    unsigned status;
    const char *reason;
    const char *fields; /* "name: value" and CR LF each */
    const char *content;
};

/* What is to be done.  The members behind |destination| are for faults alone. */
struct cs_ruling {
    enum cs_ruling_kind kind;
    enum cs_refusal refusal;
    struct cs_destination destination;
    bool datagrams;      /* ... takes those of UDP */
    bool authenticated;  /* the credentials were right */
    bool answers_first;  /* a 2xx goes out before anything else */
    bool early_first;    /* the bytes behind the head go to the destination before anything else */
    enum cs_refusal due; /* how the request is refused once the connection stands */
    const struct cs_refusal_kept *kept;
    const struct cs_page *page;
};

/* Another program on the same front, actions and shell. */
struct cs_program {
    struct cs_ruling (*decide)(const struct cs_asked *asked);
    void (*hand_on)(const struct cs_asked *asked, struct cs_draft *out); /* the request for a backend */
};

static inline bool cs_has(const struct cs_proxy_config *config, enum cs_fault fault)
{
    return config->fault == fault;
}

/* Whether it is 407. */
static inline bool cs_asks_credentials(enum cs_refusal refusal)
{
    return refusal == CS_REFUSE_CREDENTIALS || refusal == CS_REFUSE_UNKNOWN_USER || refusal == CS_REFUSE_STALE;
}

static inline bool cs_is_connect(const struct cs_asked *asked)
{
    return asked->message.authority.there;
}

static inline struct cs_span cs_target(const struct cs_asked *asked)
{
    return cs_message_target(&asked->message).text;
}

/* The value of the first field |name| (lower case), or of the |nth| one, counted from 0. */
bool cs_asked_field(const struct cs_asked *asked, const char *name, size_t nth, struct cs_span *value);

/* The value of the first Host field, read; false when there is none or it is malformed. */
CS_MUST_USE bool cs_asked_host(const struct cs_asked *asked, struct cs_authority *out);

/* Whether policy allows |port|: every one where none is named. */
bool cs_port_allowed(const struct cs_proxy_config *config, uint16_t port);

#endif
