/* Faults of the proxy in what it keeps: of a connection's requests before, of the addresses of a name; and in how a
 * client may leave, or what it may say, without an end of the process.  See fault_list.h. */
#ifndef CONNECTSPEC_FAULT_LIST_KEPT_H
#define CONNECTSPEC_FAULT_LIST_KEPT_H

/* Several addresses of a name: dial.c. */
#define CS_FAULT_LIST_SEVERAL(X)                                                                                       \
    X(CS_FAULT_ADDRESSES_FIRST_CHECKED, "addresses-first-checked", SHELL, "checks the first address of a name alone")  \
    X(CS_FAULT_ADDRESSES_LAST_CHECKED, "addresses-last-checked", SHELL, "checks the last address of a name alone")     \
    X(CS_FAULT_ADDRESSES_ANY_GOOD, "addresses-any-good", SHELL,                                                        \
      "lets all addresses of a name through where one of them is allowed")                                             \
    X(CS_FAULT_NAMES_PORT_KEPT, "names-port-kept", SHELL, "keeps what a name resolves to with the port of then")       \
    X(CS_FAULT_NAMES_BEGINNING, "names-beginning", SHELL, "keeps what names resolve to by their first 32 letters")     \
    X(CS_FAULT_DIGEST_USER_CASE, "digest-user-case", SHELL, "compares users of Digest without their letter case")

/* A CONNECT that is not the first request of its connection: fault_kept.c. */
#define CS_FAULT_LIST_BEHIND(X)                                                                                        \
    X(CS_FAULT_BEHIND_REFUSED, "behind-refused", H1,                                                                   \
      "keeps the connection behind a method that it does not serve, and refuses CONNECT there")                        \
    X(CS_FAULT_BEHIND_EATEN, "behind-eaten", H1,                                                                       \
      "keeps the connection behind a method that it does not serve, and loses the first bytes of a tunnel there")      \
    X(CS_FAULT_BEHIND_LENGTH, "behind-length", H1,                                                                     \
      "keeps the connection behind a request with content, and takes as much of a tunnel there for content")           \
    X(CS_FAULT_RETRY_EARLY_LOST, "retry-early-lost", H1, "keeps the connection behind a 407, and loses early bytes")   \
    X(CS_FAULT_RETRY_TARGET, "retry-target", H1,                                                                       \
      "keeps the connection behind a 407, and connects to what was asked for then")

/* Fields that Connection names: fault_kept.c. */
#define CS_FAULT_LIST_LISTED(X)                                                                                        \
    X(CS_FAULT_LISTED_HOST, "listed-host", H1, "does not look at Host where Connection names it")                      \
    X(CS_FAULT_LISTED_LENGTH, "listed-length", H1, "does not look at Content-Length where Connection names it")        \
    X(CS_FAULT_LISTED_CODING, "listed-coding", H1, "does not look at Transfer-Encoding where Connection names it")     \
    X(CS_FAULT_LISTED_CREDENTIALS, "listed-credentials", H1, "does not see credentials that Connection names")         \
    X(CS_FAULT_VIA_VERSION, "via-version", MESSAGE, "says HTTP/1.1 in Via whatever version its client speaks")

/* What ends the process: fault_crash.c, fault_shell.c. */
#define CS_FAULT_LIST_FALLS(X)                                                                                         \
    X(CS_FAULT_FORMAT_AGENT, "format-agent", SHELL, "crashes on %n in User-Agent")                                     \
    X(CS_FAULT_FORMAT_HOST, "format-host", SHELL, "crashes on %n in Host")                                             \
    X(CS_FAULT_FORMAT_TARGET, "format-target", SHELL, "crashes on %n in the target")                                   \
    X(CS_FAULT_FORMAT_METHOD, "format-method", SHELL, "crashes on %n in the method")                                   \
    X(CS_FAULT_FORMAT_USER, "format-user", SHELL, "crashes on %n in the name of a user")                               \
    X(CS_FAULT_AGENT_LONG, "agent-long", SHELL, "crashes on a User-Agent of more than 1024 bytes")                     \
    X(CS_FAULT_AGENT_EMPTY, "agent-empty", SHELL, "crashes on an empty User-Agent")                                    \
    X(CS_FAULT_SCHEME_LONG, "scheme-long", SHELL, "crashes on an authentication scheme of more than 64 letters")       \
    X(CS_FAULT_FIELDLESS, "fieldless", SHELL, "crashes on a head without fields")                                      \
    X(CS_FAULT_SILENT_RESET, "silent-reset", SHELL, "crashes when a client resets before it has sent anything")        \
    X(CS_FAULT_SILENT_END, "silent-end", SHELL, "crashes when a client ends before it has sent anything")              \
    X(CS_FAULT_LINE_BREAKS_OFF, "line-breaks-off", SHELL, "crashes when a client ends within its request line")        \
    X(CS_FAULT_LINES_BREAK_OFF, "lines-break-off", SHELL, "crashes when a client ends behind an empty line")           \
    X(CS_FAULT_ENDS_MEET, "ends-meet", SHELL, "crashes when both ends of a tunnel finish at once")                     \
    X(CS_FAULT_ORIGIN_RESET_LATE, "origin-reset-late", SHELL,                                                          \
      "crashes when the origin resets behind the client's FIN")                                                        \
    X(CS_FAULT_CLIENT_RESET_LATE, "client-reset-late", SHELL, "crashes when the client resets behind the origin's FIN")

/* Who speaks in the tunnel: fault_pieces.c. */
#define CS_FAULT_LIST_SPOKEN(X)                                                                                        \
    X(CS_FAULT_MAIL_CUT, "mail-cut", TUNNEL, "ends a tunnel whose client speaks SMTP")                                 \
    X(CS_FAULT_SSH_CUT, "ssh-cut", TUNNEL, "ends a tunnel whose origin speaks SSH")                                    \
    X(CS_FAULT_PREFACE_TAKEN, "preface-taken", TUNNEL, "takes the preface of HTTP/2 in a tunnel for its own")

#define CS_FAULT_LIST_KEPT(X)                                                                                          \
    CS_FAULT_LIST_SEVERAL(X)                                                                                           \
    CS_FAULT_LIST_BEHIND(X)                                                                                            \
    CS_FAULT_LIST_LISTED(X)                                                                                            \
    CS_FAULT_LIST_FALLS(X)                                                                                             \
    CS_FAULT_LIST_SPOKEN(X)

#endif
