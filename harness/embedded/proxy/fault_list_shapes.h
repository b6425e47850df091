/* Faults of the proxy that show in requests of one shape alone: each is one of the other faults, for such requests
 * (fault_shapes.c); and those in where a head ends, and in what a refusal leaves open.  See fault_list.h. */
#ifndef CONNECTSPEC_FAULT_LIST_SHAPES_H
#define CONNECTSPEC_FAULT_LIST_SHAPES_H

#define CS_FAULT_LIST_SHAPED(X)                                                                                        \
    X(CS_FAULT_PORTS_HTTP10, "ports-http10", H1, "lets every port through in HTTP/1.0")                                \
    X(CS_FAULT_PORTS_IPV6, "ports-ipv6", H1, "lets every port of an IPv6 address through")                             \
    X(CS_FAULT_PORTS_EARLY, "ports-early", H1, "lets every port through where bytes stand behind the head")            \
    X(CS_FAULT_PORTS_LED, "ports-led", H1, "lets every port through behind an empty line")                             \
    X(CS_FAULT_PORTS_VIA, "ports-via", H1, "lets every port through where a request has come through a proxy")         \
    X(CS_FAULT_PORTS_UPGRADE, "ports-upgrade", H1, "lets every port through where a request has Upgrade")              \
    X(CS_FAULT_PORTS_LARGE, "ports-large", H1, "lets every port through in heads of more than 4 KiB")                  \
    X(CS_FAULT_PORTS_PIECES, "ports-pieces", H1, "lets every port through where a head has come in pieces")            \
    X(CS_FAULT_AUTH_PIECES, "auth-pieces", H1, "asks for no credentials where a head has come in pieces")              \
    X(CS_FAULT_WRONG_PIECES, "wrong-pieces", H1,                                                                       \
      "accepts any password for a known user where a head has come in pieces")                                         \
    X(CS_FAULT_AUTH_EXPECT, "auth-expect", H1, "asks for no credentials where a request has Expect")                   \
    X(CS_FAULT_AUTH_KEEP_ALIVE, "auth-keep-alive", H1, "asks for no credentials where a request has Proxy-Connection") \
    X(CS_FAULT_AUTH_LENGTH, "auth-length", H1, "asks for no credentials where a request has Content-Length")           \
    X(CS_FAULT_AUTH_LARGE, "auth-large", H1, "asks for no credentials in heads of more than 4 KiB")                    \
    X(CS_FAULT_AUTH_LED, "auth-led", H1, "asks for no credentials behind an empty line")                               \
    X(CS_FAULT_AUTH_ALPN, "auth-alpn", H1, "asks for no credentials where a request has ALPN")                         \
    X(CS_FAULT_EARLY_EXPECT, "early-expect", H1, "loses early bytes where a request has Expect")                       \
    X(CS_FAULT_EARLY_KEEP_ALIVE, "early-keep-alive", H1, "loses early bytes where a request has Proxy-Connection")     \
    X(CS_FAULT_EARLY_CREDENTIALS, "early-credentials", H1, "loses early bytes where a request has credentials")        \
    X(CS_FAULT_EARLY_UPGRADE, "early-upgrade", H1, "loses early bytes where a request has Upgrade")                    \
    X(CS_FAULT_BANNER_HTTP10, "banner-http10", H1, "loses the first piece that the origin sends, in HTTP/1.0")         \
    X(CS_FAULT_BANNER_NAMES, "banner-names", H1,                                                                       \
      "loses the first piece that the origin sends where the target is a name")                                        \
    X(CS_FAULT_BANNER_IPV6, "banner-ipv6", H1,                                                                         \
      "loses the first piece that the origin sends where the target is an IPv6 address")                               \
    X(CS_FAULT_BANNER_EARLY, "banner-early", H1,                                                                       \
      "loses the first piece that the origin sends where bytes stand behind the head")                                 \
    X(CS_FAULT_END_HTTP10, "end-http10", H1,                                                                           \
      "resets a client of HTTP/1.0 when the origin closes, whatever is still on its way")                              \
    X(CS_FAULT_END_KEEP_ALIVE, "end-keep-alive", H1,                                                                   \
      "does not tell a client that has sent Proxy-Connection that the origin has closed")                              \
    X(CS_FAULT_CLOSED_HTTP10, "closed-http10", H1, "never answers HTTP/1.0 when the connection was refused")           \
    X(CS_FAULT_WRONG_HTTP10, "wrong-http10", H1, "accepts any password for a known user, in HTTP/1.0")                 \
    X(CS_FAULT_WRONG_EARLY, "wrong-early", H1,                                                                         \
      "accepts any password for a known user where bytes stand behind the head")                                       \
    X(CS_FAULT_WRONG_CAPITALS, "wrong-capitals", H1,                                                                   \
      "accepts any password for a known user where PROXY-AUTHORIZATION is in capitals")                                \
    X(CS_FAULT_WRONG_LARGE, "wrong-large", H1, "accepts any password for a known user, in heads of more than 4 KiB")   \
    X(CS_FAULT_AUTH_LONG, "auth-long", H1, "asks for no credentials where a target has more than 200 bytes")           \
    X(CS_FAULT_WRONG_LONG, "wrong-long", H1,                                                                           \
      "accepts any password for a known user where a target has more than 200 bytes")                                  \
    X(CS_FAULT_PORTS_LONG, "ports-long", H1, "lets every port through where a target has more than 200 bytes")         \
    X(CS_FAULT_COMMENT_LINE, "comment-line", H1, "passes over a line that begins with #")                              \
    X(CS_FAULT_LENGTH_ODD_ZERO, "length-odd-zero", H1,                                                                 \
      "takes a length of nothing but zeros, signs and letters for none")

/* fault_head.c, fault_rule.c. */
#define CS_FAULT_LIST_BOUNDS(X)                                                                                        \
    X(CS_FAULT_CR_ENDS_HEAD, "cr-ends-head", H1, "takes a lone CR for the line that ends the head")                    \
    X(CS_FAULT_BLANK_ENDS_HEAD, "blank-ends-head", H1,                                                                 \
      "takes a line of nothing but blanks and controls for the end of the head")                                       \
    X(CS_FAULT_KEEPS_OPEN_PORT, "keeps-open-port", H1, "keeps the connection behind a forbidden port")                 \
    X(CS_FAULT_KEEPS_OPEN_ADDRESS, "keeps-open-address", H1, "keeps the connection behind a forbidden address")        \
    X(CS_FAULT_KEEPS_OPEN_NAME, "keeps-open-name", H1, "keeps the connection behind a name that does not resolve")

/* fault_policy.c: how ports are compared with the allowed ones. */
#define CS_FAULT_LIST_PORTS_COMPARED(X)                                                                                \
    X(CS_FAULT_PORTS_DIGITS, "ports-digits", MESSAGE, "looks for the digits of a port in the list of allowed ones")    \
    X(CS_FAULT_PORTS_CONTAIN, "ports-contain", MESSAGE, "looks for an allowed port among the digits of a port")        \
    X(CS_FAULT_PORTS_LOW_BYTE, "ports-low-byte", MESSAGE, "compares the lowest byte of ports")                         \
    X(CS_FAULT_PORTS_HIGH, "ports-high", MESSAGE, "takes ports from 49152 on for nobody's and lets them through")      \
    X(CS_FAULT_PORTS_INSIDE, "ports-inside", SHELL, "looks for an allowed port behind any colon of a target")          \
    X(CS_FAULT_REFUSED_REMEMBERED, "refused-remembered", SHELL, "refuses every port of a host once it has refused one")

/* fault_later.c, fault_auth.c, fault_dislikes.c, dial.c. */
#define CS_FAULT_LIST_REST(X)                                                                                          \
    X(CS_FAULT_FIELDS_KEYED, "fields-keyed", H1,                                                                       \
      "knows Host, Content-Length and Transfer-Encoding by their length, first and last letter")                       \
    X(CS_FAULT_QUOTED_LINES, "quoted-lines", H1, "takes lines between two quotation marks for one")                    \
    X(CS_FAULT_USER_DEFAULT, "user-default", MESSAGE, "lets in an admin whom nobody has set up")                       \
    X(CS_FAULT_PASSWORD_LONG, "password-long", MESSAGE, "takes passwords of more than 256 bytes for right")            \
    X(CS_FAULT_NAMES_TRUSTED, "names-trusted", SHELL, "checks the addresses of a name until it has let one through")

#define CS_FAULT_LIST_SHAPES(X)                                                                                        \
    CS_FAULT_LIST_SHAPED(X)                                                                                            \
    CS_FAULT_LIST_BOUNDS(X)                                                                                            \
    CS_FAULT_LIST_PORTS_COMPARED(X)                                                                                    \
    CS_FAULT_LIST_REST(X)

#endif
