/* A case as it stands in its file: cases/README.md is the language.  Loading checks everything that can be checked
 * without a target; what depends on addresses, ports and credentials is bound later (engine/plan.h). */
#ifndef CONNECTSPEC_CASE_H
#define CONNECTSPEC_CASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/scenario/diagnostic.h"
#include "harness/scenario/invariant.h"
#include "harness/scenario/requirement.h"
#include "harness/scenario/role.h"
#include "reference/must_use.h"

enum cs_case_level {
    CS_LEVEL_MUST,
    CS_LEVEL_SHOULD,
    CS_LEVEL_MAY,
    CS_LEVEL_ADVICE,
    CS_LEVEL_INTEROP,
};

const char *cs_case_level_name(enum cs_case_level level); /* "must", ... */

/* What a step does.  X(symbol, key in YAML). */
#define CS_VERB_LIST(X)                                                                                                \
    X(CS_VERB_CONNECT, "connect")               /* client: open the connection (otherwise the first verb does) */      \
    X(CS_VERB_REQUEST, "request")               /* dials: queue the head of a request, and its content */              \
    X(CS_VERB_RESPOND, "respond")               /* arrives: queue the head of a response, and its content */           \
    X(CS_VERB_SEND, "send")                     /* queue bytes: one segment, or a list of segments */                  \
    X(CS_VERB_DRIBBLE, "dribble")               /* queue bytes, each a segment of its own */                           \
    X(CS_VERB_AWAIT, "await")                   /* wait: answer, connection, end, or an amount of bytes */             \
    X(CS_VERB_FINISH, "finish")                 /* queue a FIN, go on reading */                                       \
    X(CS_VERB_CLOSE, "close")                   /* close when what was queued is sent */                               \
    X(CS_VERB_RESET, "reset")                   /* RST when what was queued is sent */                                 \
    X(CS_VERB_PAUSE, "pause")                   /* stop reading */                                                     \
    X(CS_VERB_RESUME, "resume")                 /* read again */                                                       \
    X(CS_VERB_RUN, "run")                       /* program: start it */                                                \
    X(CS_VERB_JOIN, "join")                     /* dials: share the connection of another actor */                     \
    X(CS_VERB_FRAME, "frame")                   /* queue one frame of the protocol, valid or not */                    \
    X(CS_VERB_RAW, "raw")                       /* queue bytes below the protocol */                                   \
    X(CS_VERB_DATAGRAM, "datagram")             /* queue one datagram */                                               \
    X(CS_VERB_DATAGRAM_FRAME, "datagram-frame") /* queue one DATAGRAM frame of QUIC, valid or not */                   \
    X(CS_VERB_TLS, "tls")                       /* put TLS on this channel */                                          \
    X(CS_VERB_SERVE, "serve")                   /* arrives, of a client: be the origin behind this tunnel */           \
    X(CS_VERB_CROWD, "crowd")                   /* many tunnels at once, each with a mark of its own; no actor */      \
    X(CS_VERB_MEASURE, "measure")               /* what the target holds now; no actor */                              \
    X(CS_VERB_FENCE, "fence")                   /* a control CONNECT completes; no actor */

enum cs_verb {
#define CS_VERB_ENUM(symbol, key) symbol,
    CS_VERB_LIST(CS_VERB_ENUM)
#undef CS_VERB_ENUM
        CS_VERB_COUNT
};

enum cs_await {
    CS_AWAIT_ANSWER,     /* a final response is complete (a 2xx: its head), or the connection has ended */
    CS_AWAIT_CONNECTION, /* origin: the target has connected */
    CS_AWAIT_END,        /* the peer has closed or reset */
    CS_AWAIT_REQUEST,    /* origin: the head of a request, which a parent proxy gets, is there */
    CS_AWAIT_EXIT,       /* program: it has ended */
    CS_AWAIT_HANDSHAKE,  /* the TLS handshake is over, well or not */
    CS_AWAIT_HEAD,       /* the head of an answer is there, an interim one too, or the connection has ended */
    CS_AWAIT_PONG,       /* over h2: a PING has been answered, or the connection has ended */
    CS_AWAIT_SETTINGS,   /* over h2: our SETTINGS have been acknowledged, or the connection has ended */
    CS_AWAIT_STUCK,      /* origin: the target takes nothing more of what was queued, or it has ended */
    CS_AWAIT_SECONDS,    /* so long, or until the connection has ended */
    CS_AWAIT_ANSWERS,    /* the heads of that many final responses have come, or the connection has ended */
    CS_AWAIT_DATAGRAMS,  /* that many datagrams have come, or the connection has ended */
    CS_AWAIT_BYTES,      /* that many bytes have come (client: behind the 2xx head), or the connection has ended */
};

/* A byte string before its placeholders are filled in: see scenario/template.h. */
struct cs_template;

/* `!end`, `!split`, `!padded`, `!priority`, `!skip`, `!skipped`, `!reset` in a section, as bits; transport/link.h has the same. */
enum cs_case_dress {
    CS_DRESS_END = 1,
    CS_DRESS_SPLIT = 2,
    CS_DRESS_PADDED = 4,
    CS_DRESS_PRIORITY = 8,
    CS_DRESS_SKIP = 16,
    CS_DRESS_SKIPPED = 32,
    CS_DRESS_RESET = 64
};

/* A head as a case writes it, for transports that have no text of their own.  A member that the case does not name is
 * NULL. */
struct cs_head {
    struct cs_template *method;   /* NULL: CONNECT */
    struct cs_template *target;   /* request */
    struct cs_template *protocol; /* of an extended CONNECT */
    struct cs_template *version;  /* "1.0", ... */
    struct cs_template *status;   /* respond */
    struct cs_template *reason;
    struct cs_template *content;
    bool credentials; /* those of the target are added */
    bool host;        /* a Host field is added */
    bool own_host;    /* a path is asked for, and its one Host field says where: elsewhere that is :authority */
    bool hop;         /* there is a field for one connection, which HTTP/2 does not have */
    bool section;     /* request: the step's segments are the fields of a section as they stand, pseudo-fields too */
    unsigned dress;   /* ... and how it goes out: bits of cs_case_dress */
    size_t field_count;
    struct cs_template **fields; /* "Name: value"; NULL: here the credentials stand */
};

/* What `tls` and `serve` may say; CS_TLS_ORDER is the bare word. */
enum cs_tls_key {
    CS_TLS_CERTIFICATE,
    CS_TLS_ALPN,
    CS_TLS_VERSIONS,
    CS_TLS_BREAK,
    CS_TLS_SERVER_NAME,
    CS_TLS_ASKS,
    CS_TLS_HELLO,
    CS_TLS_PIECES,
    CS_TLS_GREASE,
    CS_TLS_EARLY,
    CS_TLS_AS,
    CS_TLS_SETTINGS, /* no word of TLS: what is more in our SETTINGS, over HTTP/3 */
    CS_TLS_ORDER,
    CS_TLS_KEYS
};

#define CS_FRAME_STREAM_OWN UINT64_MAX
struct cs_frame_numbers {
    uint64_t type, flags, stream; /* CS_FRAME_STREAM_OWN: the actor's */
};

/* When a client of a crowd resets its connection: when its mark has come back and the crowd is over (or it makes room,
 * see at_once), when it has asked, when it was granted, when the last step is taken. */
enum cs_leave { CS_LEAVE_WITH_ALL, CS_LEAVE_ASKED, CS_LEAVE_GRANTED, CS_LEAVE_LAST };

struct cs_step {
    char actor[24]; /* "client", "client2", "origin", ...; "" for fence */
    enum cs_seat seat;
    enum cs_verb verb;
    size_t
        segment_count; /* bytes of send, dribble, run, frame, raw, datagram; request, respond: the text over HTTP/1.1;
                          tls, serve: words */
    struct cs_template **segments;
    enum cs_await await;
    uint64_t amount;      /* CS_AWAIT_BYTES, CS_AWAIT_ANSWERS, CS_AWAIT_DATAGRAMS, CS_AWAIT_SECONDS; crowd: how many */
    enum cs_leave leave;  /* crowd: when each goes */
    uint64_t at_once;     /* crowd: how many are there at the same time; 0: all */
    struct cs_head *head; /* request, respond; else NULL */
    char other[24];       /* join: whose connection */
    enum cs_tls_key tls[CS_TLS_KEYS]; /* tls, serve: what each segment is the value of */
    struct cs_frame_numbers frame;
    struct cs_place place;
};

/* Whether the engine takes such steps yet; a case with another one is skipped. */
bool cs_verb_is_driven(const struct cs_step *step);

/* One condition on what was observed, e.g. `client.status: 2xx`.  The key is checked at load against the list in
 * scenario/condition.h; the operand's form too. */
struct cs_condition {
    char subject[24]; /* "client", "client2", "origin", "denied", ..., or "" for a shorthand such as refused */
    const struct cs_condition_kind *kind;
    size_t operand_count; /* a scalar is one operand */
    struct cs_template **operands;
    struct cs_place place;
};

/* An outcome holds when all of its conditions do. */
struct cs_outcome {
    size_t condition_count;
    struct cs_condition *conditions;
    struct cs_place place;
};

/* What a requirement leaves to the target: which of several outcomes was seen, whatever the verdict. */
struct cs_observation {
    char *what; /* "half-close by the client"; NULL: the case observes nothing */
    size_t count;
    char **is; /* the words for each outcome; the first that holds counts */
    struct cs_outcome *outcomes;
};

/* One value of a parametrised case. */
struct cs_value {
    char *label; /* behind the "@" */
    size_t binding_count;
    char **names; /* "value" for a scalar */
    struct cs_template **bindings;
    char **catches; /* overrides the case's, NULL-terminated; NULL when it does not */
    struct cs_place place;
};

struct cs_case {
    char *id;   /* the path below the cases directory, without .yaml */
    char *path; /* the file */
    char *text; /* its source */
    char *title;
    char *danger;
    enum cs_case_level level;
    const struct cs_role_words *role; /* a row of cs_roles: what the target is */
    unsigned over;                    /* a bit for each transport, in the order of cs_transport_names */
    size_t visible_count;
    uint16_t *visible_ports; /* `visible-if`: the target has to let these through */
    size_t requirement_count;
    const struct cs_requirement **requirements; /* borrowed from the catalogue */
    char **requirement_ids;
    size_t tag_count;
    char **tags;
    size_t need_count;
    char **needs;
    size_t alias_count;
    char **aliases;   /* earlier ids of this case */
    char *since;      /* the version of connectspec that brought it, or NULL: the first */
    char *depends_on; /* a case id, or NULL */
    struct cs_place depends_on_place;
    size_t bug_count;
    char **bugs;    /* "CVE-2023-49606", "VU#150227", "haproxy/haproxy#1159": real ones that it would have caught */
    char *enforces; /* "ports", "addresses", "names", "auth", or NULL: a policy that makes a broken advice a fail */
    size_t every_count;
    char **every; /* what has to hold in every transcript of a run: words of invariant.h, or findings of the parser */
    enum cs_invariant *every_words; /* of each the value; CS_INVARIANT_COUNT: a finding */
    size_t catch_count;
    char **catches; /* faults of the embedded proxy */
    size_t listen_count;
    char **listen;      /* extra listeners: "other", "ipv6", "localhost" */
    bool silence_fails; /* the requirement names silence as the failure */
    bool takes_long;    /* a client whose time is up is among the outcomes, or `stuck` is awaited: it is begun first */
    unsigned patience;  /* seconds that it may take at least; 0: as long as others */
    bool alone;         /* may disturb other cases: runs after them and by itself */
    bool last;          /* ... and after all others of that kind: may leave the target stuck */
    size_t value_count; /* 0: not parametrised */
    struct cs_value *values;
    size_t step_count;
    struct cs_step *steps;
    size_t accept_count;
    struct cs_outcome *accept;
    size_t warn_count;
    struct cs_outcome *warn;
    struct cs_observation observe;
};

/* It has the tag `slow`: only runs that ask for it take it. */
bool cs_case_is_slow(const struct cs_case *item);

/* Parses |text| (|length| bytes, bounded by CS_CASE_BYTES_MAX), the content of |path|.  |expected_id|: what `id` has to
 * be, or NULL to check only that |path| ends with it.  |catalogue| may be NULL (then requirements are not checked and
 * |requirements| stays NULL).  Returns a case that the caller frees with cs_case_free, or NULL with at least one
 * entry in |diagnostics|. */
#define CS_CASE_BYTES_MAX (256 * 1024)
CS_MUST_USE struct cs_case *cs_case_parse(const char *text, size_t length, const char *path, const char *expected_id,
                                          const struct cs_catalogue *catalogue, struct cs_diagnostics *diagnostics);
void cs_case_free(struct cs_case *item);

/* Whether the case cites the requirement, an entry of the catalogue that it was loaded with. */
bool cs_case_cites(const struct cs_case *item, const struct cs_requirement *requirement);

/* Whether the case has the extra listener |name| (listener_list.h). */
bool cs_case_listens(const struct cs_case *item, const char *name);

/* Whether it listens at an address such as 127.0.0.1, where one case at a time does. */
bool cs_case_shares_address(const struct cs_case *item);

/* Calls |visit| with each variable that the case uses with its |value| (-1 without), once for each place: those of its
 * steps, of the value and of its outcomes. */
void cs_case_each_variable(const struct cs_case *item, int value, void (*visit)(const char *name, void *context),
                           void *context);

/* All cases below |directory|, in order of id. */
struct cs_suite {
    size_t count;
    struct cs_case **cases;
};

/* Loads every *.yaml below |directory| but the lists beside the topics (requirements, not-showable,
 * sentences).  Checks across files too: depends_on names an existing
 * case, no id or alias twice.  Returns NULL with diagnostics when anything is wrong.  Free with cs_suite_free. */
CS_MUST_USE struct cs_suite *cs_suite_load(const char *directory, const struct cs_catalogue *catalogue,
                                           struct cs_diagnostics *diagnostics);
/* As cs_suite_load, but only what a run of the cases |names| needs (ids, with `@LABEL` or a transport behind them): their
 * files, those that they depend on, the invariants (every/) and the probes (probe/).  NULL, without a word, where a name
 * is anything but the id of one file, or something is wrong: cs_suite_load knows more names, and says what is wrong. */
CS_MUST_USE struct cs_suite *cs_suite_load_named(const char *directory, char *const *names, size_t name_count,
                                                 const struct cs_catalogue *catalogue);
void cs_suite_free(struct cs_suite *suite);

/* The case with that id or alias; "path@value" finds the case and stores the value's index (else -1).  NULL if none. */
const struct cs_case *cs_suite_find(const struct cs_suite *suite, const char *id, int *value);

#endif
