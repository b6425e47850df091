/* Faults of the proxy that were thought of once more without looking at the cases; see fault_list.h. */
#ifndef CONNECTSPEC_FAULT_LIST_LATER_H
#define CONNECTSPEC_FAULT_LIST_LATER_H

/* What is left behind: fault_shell.c. */
#define CS_FAULT_LIST_LEFT_BEHIND(X)                                                                                   \
    X(CS_FAULT_TUNNEL_LEAKS, "tunnel-leaks", SHELL, "keeps a descriptor of every tunnel")                              \
    X(CS_FAULT_DIAL_LEAKS, "dial-leaks", SHELL, "keeps a descriptor of every connect that fails")

/* Who is asked for credentials: fault_later.c. */
#define CS_FAULT_LIST_TRUST(X)                                                                                         \
    X(CS_FAULT_AUTH_VIA, "auth-via", MESSAGE, "asks for no credentials where a request has come through a proxy")      \
    X(CS_FAULT_AUTH_COOKIE, "auth-cookie", MESSAGE, "takes any cookie for a session of somebody known")                \
    X(CS_FAULT_AUTH_ORIGINS, "auth-origins", MESSAGE,                                                                  \
      "asks for no credentials where a request has some for the origin")                                               \
    X(CS_FAULT_AUTH_AGENT, "auth-agent", MESSAGE, "asks for no credentials where the client says it is apt")           \
    X(CS_FAULT_AUTH_UPGRADE, "auth-upgrade", MESSAGE, "asks for no credentials where a request has Upgrade")           \
    X(CS_FAULT_AUTH_MANY, "auth-many", MESSAGE, "asks for no credentials behind 50 fields")                            \
    X(CS_FAULT_AUTH_EARLY, "auth-early", MESSAGE, "asks for no credentials where bytes stand behind the head")         \
    X(CS_FAULT_AUTH_443, "auth-443", MESSAGE, "asks for no credentials where the port is 443")                         \
    X(CS_FAULT_AUTH_SECOND, "auth-second", MESSAGE,                                                                    \
      "lets the second request of a connection through whatever it says")                                              \
    X(CS_FAULT_USER_GUEST, "user-guest", MESSAGE, "lets guest and anonymous in with any password")                     \
    X(CS_FAULT_PASSWORD_STAR, "password-star", MESSAGE, "takes * for any password")

/* Digest: auth_digest.c. */
#define CS_FAULT_LIST_DIGEST_LATER(X)                                                                                  \
    X(CS_FAULT_DIGEST_COUNT_ZERO, "digest-count-zero", MESSAGE, "takes a count of zero as often as it comes")          \
    X(CS_FAULT_DIGEST_LAST_USE, "digest-last-use", MESSAGE, "compares a count with the last one alone")                \
    X(CS_FAULT_DIGEST_UNKNOWN_EMPTY, "digest-unknown-empty", MESSAGE,                                                  \
      "takes users that it does not know to have an empty password")                                                   \
    X(CS_FAULT_DIGEST_NONCE_LONGER, "digest-nonce-longer", MESSAGE, "takes nonces that begin as one of its own")

/* Some methods, fields and tunnels: fault_later.c, fault_dislikes.c, fault_shell.c, session.c. */
#define CS_FAULT_LIST_KINDS(X)                                                                                         \
    X(CS_FAULT_METHOD_SHORT, "method-short", H1, "compares only as many letters of the method as were sent")           \
    X(CS_FAULT_HEAD_CONTENT, "head-content", H1, "sends content in answer to HEAD")                                    \
    X(CS_FAULT_TRACE_SHOWN, "trace-shown", MESSAGE, "answers TRACE with what it got, credentials and all")             \
    X(CS_FAULT_DISLIKES_HOST_BEHIND, "dislikes-host-behind", MESSAGE, "refuses a Host that is not the first field")    \
    X(CS_FAULT_DISLIKES_LONG_FIELD, "dislikes-long-field", MESSAGE, "refuses field names of more than 32 letters")     \
    X(CS_FAULT_NAME_KEYED, "name-keyed", H1, "knows Proxy-Authorization by its length, first and last letter")         \
    X(CS_FAULT_TUNNELS_RECYCLED, "tunnels-recycled", SHELL, "ends all tunnels when a hundred clients more have come")  \
    X(CS_FAULT_PARENT_DIRECT, "parent-direct", MESSAGE, "goes there itself where its parent refuses")

/* Policy, and what holds for one version alone: fault_later.c. */
#define CS_FAULT_LIST_POLICY_LATER(X)                                                                                  \
    X(CS_FAULT_MALFORMED_KEPT, "malformed-kept", MESSAGE, "keeps the connection behind malformed requests")            \
    X(CS_FAULT_HEAD_ENDED, "head-ended", H1, "takes the client's FIN for the end of a head")                           \
    X(CS_FAULT_PORTS_BY_HOST, "ports-by-host", MESSAGE,                                                                \
      "lets every port of a host through once it has let one through")                                                 \
    X(CS_FAULT_HTTP10_HOSTS, "http10-hosts", MESSAGE, "does not look at Host in HTTP/1.0")                             \
    X(CS_FAULT_HTTP10_LENGTHS, "http10-lengths", MESSAGE, "does not look at Content-Length in HTTP/1.0")               \
    X(CS_FAULT_EARLY_HTTP10, "early-http10", TUNNEL, "loses early bytes in HTTP/1.0")                                  \
    X(CS_FAULT_EARLY_NAMES, "early-names", TUNNEL, "loses early bytes where the target is a name")                     \
    X(CS_FAULT_EARLY_IPV6, "early-ipv6", TUNNEL, "loses early bytes where the target is an IPv6 address")              \
    X(CS_FAULT_EARLY_LINE, "early-line", TUNNEL, "loses early bytes behind a head that an empty line has led")

#define CS_FAULT_LIST_LATER(X)                                                                                         \
    CS_FAULT_LIST_LEFT_BEHIND(X)                                                                                       \
    CS_FAULT_LIST_TRUST(X)                                                                                             \
    CS_FAULT_LIST_DIGEST_LATER(X)                                                                                      \
    CS_FAULT_LIST_KINDS(X)                                                                                             \
    CS_FAULT_LIST_POLICY_LATER(X)

#endif
