/* Faults of the proxy that were thought of without looking at the cases; see fault_list.h. */
#ifndef CONNECTSPEC_FAULT_LIST_STRANGE_H
#define CONNECTSPEC_FAULT_LIST_STRANGE_H

/* In reading a head: fault_head.c. */
#define CS_FAULT_LIST_HEAD(X)                                                                                          \
    X(CS_FAULT_NAME_PREFIX, "name-prefix", H1, "knows Proxy-Authorization by how a field name begins")                 \
    X(CS_FAULT_NAME_SUFFIX, "name-suffix", H1, "knows Proxy-Authorization by how a field name ends")                   \
    X(CS_FAULT_METHOD_OVERRIDE, "method-override", H1, "takes the method from fields like X-HTTP-Method-Override")     \
    X(CS_FAULT_FIELDS_64, "fields-64", H1, "ignores fields behind the 64th")                                           \
    X(CS_FAULT_LINE_SPLIT, "line-split", H1, "takes what follows 1024 bytes of a line for the next line")              \
    X(CS_FAULT_FIELDS_500, "fields-500", H1, "ignores fields behind the 500th")                                        \
    X(CS_FAULT_LINE_CUT, "line-cut", H1, "drops what stands behind 1024 bytes of a line")                              \
    X(CS_FAULT_PORT_LAST_FIVE, "port-last-five", H1, "reads the last five digits of a port")                           \
    X(CS_FAULT_PORT_FIRST_FIVE, "port-first-five", H1, "reads the first five digits of a port")                        \
    X(CS_FAULT_WORDS_UNICODE, "words-unicode", H1, "takes what Unicode or ASCII call separators for blanks")           \
    X(CS_FAULT_EARLY_TWO_READS, "early-two-reads", H1, "loses what came with the last piece of a head, behind it")     \
    X(CS_FAULT_VALUES_TRIMMED, "values-trimmed", H1, "drops control characters around field values")                   \
    X(CS_FAULT_HEAD_BOUNDARY, "head-boundary", H1, "loses the byte behind a head of a multiple of 1024 bytes")         \
    X(CS_FAULT_LINE_SHARED, "line-shared", H1, "keeps the last request line that came for all its clients")

/* In what is decided: fault_strange.c. */
#define CS_FAULT_LIST_STRANGE_RULES(X)                                                                                 \
    X(CS_FAULT_FORWARDED_HOST, "forwarded-host", MESSAGE, "connects to what X-Forwarded-Host and its like name")       \
    X(CS_FAULT_FORWARDED_FOR, "forwarded-for", MESSAGE,                                                                \
      "asks no request for credentials that says it comes from 127.0.0.1")                                             \
    X(CS_FAULT_PORTS_ONCE, "ports-once", MESSAGE, "checks the port of the first request of a connection alone")        \
    X(CS_FAULT_AUTH_HTTP10, "auth-http10", MESSAGE, "asks no client of HTTP/1.0 for credentials")                      \
    X(CS_FAULT_AUTH_EMPTY, "auth-empty", MESSAGE, "takes a Proxy-Authorization without credentials for right ones")    \
    X(CS_FAULT_NEIGHBOUR_TRIED, "neighbour-tried", MESSAGE,                                                            \
      "tries the address before it where the destination refuses the connection")                                      \
    X(CS_FAULT_PORT_LARGE_SILENT, "port-large-silent", MESSAGE, "neither answers nor closes on a port above 65535")    \
    X(CS_FAULT_AUTH_NAMES, "auth-names", MESSAGE, "asks for no credentials where the target is a name")                \
    X(CS_FAULT_AUTH_IPV6, "auth-ipv6", MESSAGE, "asks for no credentials where the target is an IPv6 address")         \
    X(CS_FAULT_AUTH_LOCAL, "auth-local", MESSAGE, "asks for no credentials where the target is this machine")          \
    X(CS_FAULT_AUTH_SEARCHED, "auth-searched", MESSAGE, "finds right credentials in any field")

/* In answers: front_h1_write.c. */
#define CS_FAULT_LIST_STRANGE_ANSWERS(X)                                                                               \
    X(CS_FAULT_LENGTH_IN_LETTERS, "length-in-letters", H1, "counts the letters of a page instead of its bytes")        \
    X(CS_FAULT_ERROR_SHORT, "error-short", H1, "announces more content than a refusal has")                            \
    X(CS_FAULT_REFUSES_TWICE, "refuses-twice", H1, "sends each refusal twice")                                         \
    X(CS_FAULT_REASON_TARGET, "reason-target", H1, "writes the target into the reason of refusals")

/* In the tunnel: fault_inside.c. */
#define CS_FAULT_LIST_INSIDE(X)                                                                                        \
    X(CS_FAULT_EARLY_HELD, "early-held", TUNNEL, "keeps early bytes until the client sends more")                      \
    X(CS_FAULT_RESPONSE_REWRITTEN, "response-rewritten", TUNNEL, "drops Connection from HTTP answers in the tunnel")   \
    X(CS_FAULT_REQUEST_REWRITTEN, "request-rewritten", TUNNEL, "adds X-Forwarded-For to HTTP requests in the tunnel")  \
    X(CS_FAULT_INNER_REFUSAL_ENDS, "inner-refusal-ends", TUNNEL,                                                       \
      "ends the tunnel behind an HTTP refusal of the origin")                                                          \
    X(CS_FAULT_FULL_HELD, "full-held", TUNNEL, "keeps a piece that fills a buffer of 4096 bytes until more comes")     \
    X(CS_FAULT_FF_ENDS, "ff-ends", TUNNEL, "takes a byte 0xff for the end")

/* In reading a parent's answer: parent.c. */
#define CS_FAULT_LIST_PARENT_STRANGE(X)                                                                                \
    X(CS_FAULT_PARENT_ONE_READ, "parent-one-read", MESSAGE, "takes the first read from its parent for the whole head") \
    X(CS_FAULT_PARENT_CLOSE_HEEDED, "parent-close-heeded", MESSAGE,                                                    \
      "ends the tunnel where its parent's 2xx says close")                                                             \
    X(CS_FAULT_PARENT_LENGTH_EATEN, "parent-length-eaten", MESSAGE,                                                    \
      "takes what Content-Length in its parent's 2xx counts for content")                                              \
    X(CS_FAULT_PARENT_REASON, "parent-reason", MESSAGE,                                                                \
      "takes a status line of its parent without a reason for malformed")

/* Digest: auth_digest.c. */
#define CS_FAULT_LIST_DIGEST_STRANGE(X)                                                                                \
    X(CS_FAULT_DIGEST_COUNT_TWICE, "digest-count-twice", MESSAGE,                                                      \
      "checks the first of two counts and computes with the last")                                                     \
    X(CS_FAULT_DIGEST_REALM_TWICE, "digest-realm-twice", MESSAGE,                                                      \
      "checks the first of two realms and computes with the last")                                                     \
    X(CS_FAULT_DIGEST_NONCE_TWICE, "digest-nonce-twice", MESSAGE,                                                      \
      "checks the first of two nonces and computes with the last")                                                     \
    X(CS_FAULT_DIGEST_RESPONSE_TWICE, "digest-response-twice", MESSAGE,                                                \
      "is content when one of two responses is right")                                                                 \
    X(CS_FAULT_DIGEST_ANY_REALM, "digest-any-realm", MESSAGE, "computes with the realm that the client names")         \
    X(CS_FAULT_DIGEST_COMMA, "digest-comma", MESSAGE, "ends a quoted parameter at a comma")

/* Names that are denied: fault_names.c. */
#define CS_FAULT_LIST_NAMES(X)                                                                                         \
    X(CS_FAULT_DENIED_NAMES_IGNORED, "denied-names-ignored", MESSAGE, "connects to every name")                        \
    X(CS_FAULT_DENIED_NAMES_CASE, "denied-names-case", MESSAGE, "compares denied names with their letter case")        \
    X(CS_FAULT_DENIED_NAMES_DOT, "denied-names-dot", MESSAGE, "does not know a denied name that ends in a dot")        \
    X(CS_FAULT_DENIED_NAMES_PERCENT, "denied-names-percent", MESSAGE, "compares denied names before it decodes them")  \
    X(CS_FAULT_DENIED_NAMES_BELOW, "denied-names-below", MESSAGE, "denies a name and none below it")                   \
    X(CS_FAULT_DENIED_NAMES_DEEP, "denied-names-deep", MESSAGE, "denies a name and those one label below it")          \
    X(CS_FAULT_DENIED_NAMES_LONG, "denied-names-long", MESSAGE, "lets names of more than 63 letters through")          \
    X(CS_FAULT_DENIED_NAMES_ODD, "denied-names-odd", MESSAGE, "lets names with an underscore through")                 \
    X(CS_FAULT_DENIED_NAMES_HOST, "denied-names-host", MESSAGE, "looks for denied names in the Host field")

#define CS_FAULT_LIST_STRANGE(X)                                                                                       \
    CS_FAULT_LIST_HEAD(X)                                                                                              \
    CS_FAULT_LIST_STRANGE_RULES(X)                                                                                     \
    CS_FAULT_LIST_STRANGE_ANSWERS(X)                                                                                   \
    CS_FAULT_LIST_INSIDE(X)                                                                                            \
    CS_FAULT_LIST_PARENT_STRANGE(X)                                                                                    \
    CS_FAULT_LIST_DIGEST_STRANGE(X)                                                                                    \
    CS_FAULT_LIST_NAMES(X)

#endif
