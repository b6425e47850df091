/* The faults: X(symbol, "name", PLACE, "what the faulty proxy does").  PLACE says where it lives, and so what it can be
 * seen over: H1 in reading and writing HTTP/1.1; H2 in frames and field sections of HTTP/2; UDP in connect-udp and capsules; MESSAGE in what is decided
 * and answered, whatever carries it; TUNNEL in the relay; SHELL in sockets, timers and names; ORIGIN, CLIENT: of the
 * embedded origin or client. */
#ifndef CONNECTSPEC_FAULT_LIST_H
#define CONNECTSPEC_FAULT_LIST_H

#include "harness/embedded/proxy/fault_list_client.h"
#include "harness/embedded/proxy/fault_list_client_h2.h"
#include "harness/embedded/proxy/fault_list_h2.h"
#include "harness/embedded/proxy/fault_list_h3.h"
#include "harness/embedded/proxy/fault_list_held.h"
#include "harness/embedded/proxy/fault_list_kept.h"
#include "harness/embedded/proxy/fault_list_later.h"
#include "harness/embedded/proxy/fault_list_more.h"
#include "harness/embedded/proxy/fault_list_odd.h"
#include "harness/embedded/proxy/fault_list_origin.h"
#include "harness/embedded/proxy/fault_list_shapes.h"
#include "harness/embedded/proxy/fault_list_strange.h"
#include "harness/embedded/proxy/fault_list_tls.h"
#include "harness/embedded/proxy/fault_list_udp.h"

/* Parser-level: each follows one lenient reading (reference/reading_list.h) of a request that it should refuse. */
#define CS_FAULT_LIST_READING(X)                                                                                       \
    X(CS_FAULT_DEFAULT_PORT, "default-port", H1, "invents a port (the first allowed one) where the target has none")   \
    X(CS_FAULT_DEFAULT_WEB, "default-web", H1, "takes 443 where the target has no port, whatever ports are allowed")   \
    X(CS_FAULT_PORT_MODULO, "port-modulo", H1, "keeps the lowest 16 bits of the port number")                          \
    X(CS_FAULT_PORT_PREFIX, "port-prefix", H1, "takes the digits that the port begins with")                           \
    X(CS_FAULT_PORT_SIGN, "port-sign", H1, "accepts a sign before the port")                                           \
    X(CS_FAULT_PORT_HEX, "port-hex", H1, "reads 0x as a hexadecimal port")                                             \
    X(CS_FAULT_PORT_OCTAL, "port-leading-zero-octal", H1, "reads a port with a leading zero as octal where it can")    \
    X(CS_FAULT_FIRST_COLON, "first-colon", H1, "takes the port behind the first of several colons")                    \
    X(CS_FAULT_LAST_COLON, "last-colon", H1, "takes the port behind the last of several colons")                       \
    X(CS_FAULT_BARE_IPV6, "bare-ipv6", H1, "takes an IPv6 address without brackets")                                   \
    X(CS_FAULT_BRACKET_REPAIR, "bracket-repair", H1, "repairs broken brackets")                                        \
    X(CS_FAULT_BRACKETED_NAME, "bracketed-name", H1, "takes an IPv4 address out of brackets")                          \
    X(CS_FAULT_IPVFUTURE, "ipvfuture", H1, "takes the text of an IPvFuture literal as the host")                       \
    X(CS_FAULT_USERINFO_STRIPPED, "userinfo-stripped", H1, "drops userinfo from the target")                           \
    X(CS_FAULT_USERINFO_FIRST, "userinfo-first", H1, "connects to what stands before the @")                           \
    X(CS_FAULT_ABSOLUTE_FORM, "absolute-form", H1, "accepts a URI as the target of CONNECT")                           \
    X(CS_FAULT_PATH_DROPPED, "path-dropped", H1, "drops a path, query or fragment behind the port")                    \
    X(CS_FAULT_BLANKS_REMOVED, "blanks-removed", H1, "removes whitespace inside the target")                           \
    X(CS_FAULT_FIRST_WORD, "first-word", H1, "takes the first of several words as the target")                         \
    X(CS_FAULT_LAST_WORD, "last-word", H1, "takes the last of several words as the target")                            \
    X(CS_FAULT_HOST_FIELD, "host-field", MESSAGE, "connects to the Host field instead of the request-target")          \
    X(CS_FAULT_LAST_HOST_FIELD, "last-host-field", H1, "connects to the last of several Host fields")                  \
    X(CS_FAULT_NUL_TRUNCATED, "nul-truncated", H1, "ends the host at a NUL, raw or percent-encoded")                   \
    X(CS_FAULT_PERCENT_TWICE, "percent-twice", H1, "decodes percent-encoding twice")                                   \
    X(CS_FAULT_CONTROLS_STRIPPED, "controls-stripped", H1, "drops control and 8-bit bytes from the host")              \
    X(CS_FAULT_UNICODE_DOTS, "unicode-dots", H1, "takes full-width Unicode characters for ASCII ones")                 \
    X(CS_FAULT_BACKSLASH_CUT, "backslash-cut", H1, "ends the host at a backslash")                                     \
    X(CS_FAULT_EMPTY_HOST_LOCAL, "empty-host-local", H1, "takes an empty host for 127.0.0.1")                          \
    X(CS_FAULT_TRUNCATED, "truncated", H1, "cuts a long host to 255 bytes")                                            \
    X(CS_FAULT_BARE_CR_LINE, "bare-cr-line", H1, "takes a CR without LF as a line end")

#define CS_FAULT_LIST_REQUEST(X)                                                                                       \
    X(CS_FAULT_PORT_ZERO, "port-zero", MESSAGE, "answers 200 to port 0")                                               \
    X(CS_FAULT_ANY_METHOD, "any-method", H1, "opens a tunnel for other methods with an authority as target")           \
    X(CS_FAULT_NAMES_REFUSED, "names-refused", MESSAGE, "serves literal addresses alone")                              \
    X(CS_FAULT_NAME_CASE, "name-case", MESSAGE, "refuses names with upper-case letters")                               \
    X(CS_FAULT_IPV6_CASE, "ipv6-case", MESSAGE, "refuses IPv6 addresses with upper-case digits")                       \
    X(CS_FAULT_ZONE_STRIPPED, "zone-stripped", SHELL, "cuts every host at a percent sign, as if a zone followed")      \
    X(CS_FAULT_ZONE_AS_HOST, "zone-as-host", H1,                                                                       \
      "takes the zone of an IPv6 address, behind the percent sign, for the host")                                      \
    X(CS_FAULT_HEAD_WAITS, "head-waits", SHELL, "waits for the rest of a request head as long as it takes")            \
    X(CS_FAULT_HEAD_EACH_READ, "head-each-read", SHELL,                                                                \
      "allows every piece of a request head the time that all may take")                                               \
    X(CS_FAULT_NAME_WRAPPED, "name-wrapped", H1, "keeps the length of the host in one byte")                           \
    X(CS_FAULT_NUL_CRASHES, "nul-crashes", SHELL, "crashes on a NUL in what a client sends first")                     \
    X(CS_FAULT_GARBAGE_DEAFENS, "garbage-deafens", SHELL,                                                              \
      "listens to nobody for a while behind a NUL in what a client sends first")                                       \
    X(CS_FAULT_ROOT_DOT_SILENT, "root-dot-silent", MESSAGE, "neither answers nor closes when a name ends in a dot")    \
    X(CS_FAULT_PORT_NEGATIVE, "port-negative", H1, "keeps the lowest 16 bits of a port with a minus sign")             \
    X(CS_FAULT_PORT_PERCENT, "port-percent", H1, "decodes percent-encoding in the port")                               \
    X(CS_FAULT_PORT_HANGS, "port-hangs", SHELL,                                                                        \
      "listens to nobody for a while behind a port of more than 1000 digits")                                          \
    X(CS_FAULT_METHOD_CASE, "method-case", H1, "takes connect in any letter case")                                     \
    X(CS_FAULT_METHOD_PREFIX, "method-prefix", H1, "takes any method that begins with CONNECT")                        \
    X(CS_FAULT_VERSION_CASE, "version-case", H1, "takes http/1.1 in any letter case")                                  \
    X(CS_FAULT_VERSION_UNCHECKED, "version-unchecked", H1, "takes any third word as the version, or none")             \
    X(CS_FAULT_VERSION_MAJOR, "version-major", H1, "serves HTTP/2.0 and above in HTTP/1 framing")                      \
    X(CS_FAULT_VERSION_MINOR, "version-minor", H1, "refuses HTTP/1.2 and above")                                       \
    X(CS_FAULT_HTTP10_HOST, "http10-host", H1, "demands Host of HTTP/1.0 requests")                                    \
    X(CS_FAULT_LEADING_EMPTY_LINE, "leading-empty-line", H1, "refuses an empty line before the request line")          \
    X(CS_FAULT_BLANK_LED_LINE, "blank-led-line", H1, "takes a blank-led line before the first field as a field")       \
    X(CS_FAULT_SILENT_GARBAGE, "silent-garbage", H1, "neither answers nor closes on what is no HTTP")                  \
    X(CS_FAULT_HOST_MISSING, "host-missing", H1, "accepts HTTP/1.1 without Host")                                      \
    X(CS_FAULT_HOST_TWICE, "host-twice", H1, "accepts several Host lines")                                             \
    X(CS_FAULT_HOST_INVALID, "host-invalid", MESSAGE, "accepts a Host value that is no uri-host[:port]")               \
    X(CS_FAULT_HOST_EXACT, "host-exact", MESSAGE, "refuses a Host that leaves out a default port or differs in case")  \
    X(CS_FAULT_EARLY_CONNECT, "early-connect", H1, "connects when it has read the request line and Host")              \
    X(CS_FAULT_BLANK_BEFORE_COLON, "blank-before-colon", H1, "accepts whitespace between field name and colon")        \
    X(CS_FAULT_FOLD_AS_FIELD, "fold-as-field", H1, "parses a folded continuation as a field of its own")               \
    X(CS_FAULT_VALUE_NUL, "value-nul", H1, "ends a field value at NUL")                                                \
    X(CS_FAULT_FIELD_SYNTAX, "field-syntax", H1, "ignores lines that are no field line")                               \
    X(CS_FAULT_BODY_TWICE, "body-twice", H1, "uses the bytes that Content-Length announces twice")                     \
    X(CS_FAULT_BODY_HANGS, "body-hangs", MESSAGE, "swallows all tunnel bytes when Content-Length was sent")            \
    X(CS_FAULT_LENGTH_INVALID, "length-invalid", H1, "ignores an invalid Content-Length")                              \
    X(CS_FAULT_CODING_IGNORED, "coding-ignored", H1, "ignores Transfer-Encoding")                                      \
    X(CS_FAULT_CODING_MIXED, "coding-mixed", H1,                                                                       \
      "drops the first chunk-size line and relays the rest of the chunked framing")                                    \
    X(CS_FAULT_EXPECT_WAITS, "expect-waits", MESSAGE, "waits for content when Expect was sent")                        \
    X(CS_FAULT_CHUNK_SIZE_WRAPS, "chunk-size-wraps", H1,                                                               \
      "keeps a chunk size in 32 bits and takes what stands behind the chunk for the next request")                     \
    X(CS_FAULT_CONNECT_NOT_FIRST, "connect-not-first", H1, "refuses a CONNECT that follows another request")           \
    X(CS_FAULT_CONNECT_OVERTAKES, "connect-overtakes", H1,                                                             \
      "grants a CONNECT before it answers the request in front of it")                                                 \
    X(CS_FAULT_CONNECTION_CRASHES, "connection-crashes", SHELL, "crashes on a Connection field that names itself")     \
    X(CS_FAULT_CONDITION_412, "condition-412", MESSAGE, "answers 412 to conditional fields")                           \
    X(CS_FAULT_RANGE_416, "range-416", MESSAGE, "answers 416 to a Range field")                                        \
    X(CS_FAULT_LARGE_SILENT, "large-silent", H1, "neither answers nor closes when the head is too large")              \
    X(CS_FAULT_UNKNOWN_FIELD, "unknown-field", MESSAGE, "refuses requests with fields that it does not know")          \
    X(CS_FAULT_OWS_KEPT, "ows-kept", H1, "keeps the whitespace around field values")                                   \
    X(CS_FAULT_UPGRADE_101, "upgrade-101", H1, "answers 101 to an Upgrade field, then opens the tunnel")               \
    X(CS_FAULT_ONE_READ, "one-read", H1, "takes the first read for the whole request")                                 \
    X(CS_FAULT_SPLIT_CRLF, "split-crlf", H1, "answers 400 when the header end is split between two reads")             \
    X(CS_FAULT_HEAD_CUT, "head-cut", H1, "silently ignores fields beyond 8 KiB of head")

#define CS_FAULT_LIST_AUTH(X)                                                                                          \
    X(CS_FAULT_AUTH_IGNORED, "auth-ignored", MESSAGE, "lets requests without credentials through")                     \
    X(CS_FAULT_STATUS_401, "status-401", MESSAGE, "answers 401 with WWW-Authenticate")                                 \
    X(CS_FAULT_STATUS_403, "status-403", MESSAGE, "answers 403 where credentials are missing")                         \
    X(CS_FAULT_NO_CHALLENGE, "no-challenge", MESSAGE, "sends 407 without Proxy-Authenticate")                          \
    X(CS_FAULT_NO_REALM, "no-realm", MESSAGE, "sends a Basic challenge without realm")                                 \
    X(CS_FAULT_REALM_UNQUOTED, "realm-unquoted", MESSAGE, "sends the realm as a token")                                \
    X(CS_FAULT_CHALLENGE_BROKEN, "challenge-broken", MESSAGE, "leaves the realm's closing quote away")                 \
    X(CS_FAULT_ANY_PASSWORD, "any-password", MESSAGE, "accepts any password for a known user")                         \
    X(CS_FAULT_ANY_USER, "any-user", MESSAGE, "accepts any user with the right password")                              \
    X(CS_FAULT_PASSWORD_CASE, "password-case", MESSAGE, "compares passwords without letter case")                      \
    X(CS_FAULT_PASSWORD_PREFIX, "password-prefix", MESSAGE, "compares only as many bytes as were sent")                \
    X(CS_FAULT_CREDENTIALS_CUT, "credentials-cut", MESSAGE,                                                            \
      "compares only as many bytes as the right credentials have")                                                     \
    X(CS_FAULT_SCHEME_CASE, "scheme-case", MESSAGE, "knows the scheme only as Basic")                                  \
    X(CS_FAULT_ONE_SPACE, "one-space", MESSAGE, "wants exactly one space behind the scheme")                           \
    X(CS_FAULT_LAST_COLON_PASSWORD, "last-colon-password", MESSAGE, "splits user and password at the last colon")      \
    X(CS_FAULT_CREDENTIALS_NUL, "credentials-nul", MESSAGE, "ends decoded credentials at NUL")                         \
    X(CS_FAULT_TOKEN_JUNK, "token-junk", H1, "ignores bytes that are no base64")                                       \
    X(CS_FAULT_NO_COLON, "no-colon", MESSAGE, "accepts a user name without a colon and password")                      \
    X(CS_FAULT_AUTHORIZATION_FIELD, "authorization-field", MESSAGE, "takes credentials from Authorization")            \
    X(CS_FAULT_USERINFO_AUTH, "userinfo-auth", H1, "takes credentials from the target's userinfo")                     \
    X(CS_FAULT_ANY_CREDENTIALS, "any-credentials", MESSAGE,                                                            \
      "looks for a right one among several Proxy-Authorization lines")                                                 \
    X(CS_FAULT_OTHER_SCHEME, "other-scheme", MESSAGE, "lets unknown schemes through")                                  \
    X(CS_FAULT_AUTH_STICKS, "auth-sticks", MESSAGE, "remembers that a client address has authenticated")               \
    X(CS_FAULT_CHARSET_LATIN1, "charset-latin1", MESSAGE, "advertises charset=\"ISO-8859-1\"")                         \
    X(CS_FAULT_USER_NAMED, "user-named", MESSAGE, "tells unknown users from wrong passwords in the error page")        \
    X(CS_FAULT_AUTH_UNDERSCORE, "auth-underscore", H1, "takes an underscore in a field name for a hyphen")             \
    X(CS_FAULT_AUTH_PER_CONNECTION, "auth-per-connection", H1, "asks for credentials once in each connection")         \
    X(CS_FAULT_PLAIN_CREDENTIALS, "plain-credentials", MESSAGE,                                                        \
      "hands the credentials of a plain request on to its origin")                                                     \
    X(CS_FAULT_AUTH_AFTER_CONNECT, "auth-after-connect", MESSAGE,                                                      \
      "connects to the destination before it asks for credentials")                                                    \
    X(CS_FAULT_CREDENTIALS_FORWARDED, "credentials-forwarded", MESSAGE,                                                \
      "writes the Proxy-Authorization line into the tunnel")                                                           \
    X(CS_FAULT_CREDENTIALS_SHOWN, "credentials-shown", MESSAGE, "prints the request's fields in error pages")

#define CS_FAULT_LIST_DIGEST(X)                                                                                        \
    X(CS_FAULT_DIGEST_NO_QOP, "digest-no-qop", MESSAGE, "sends Digest challenges without qop")                         \
    X(CS_FAULT_DIGEST_QOP_UNQUOTED, "digest-qop-unquoted", MESSAGE, "sends qop=auth without its quotes")               \
    X(CS_FAULT_DIGEST_ALGORITHM_QUOTED, "digest-algorithm-quoted", MESSAGE, "quotes the algorithm in its challenges")  \
    X(CS_FAULT_DIGEST_OFFERED_TWICE, "digest-offered-twice", MESSAGE, "offers an algorithm twice for one realm")       \
    X(CS_FAULT_DIGEST_STALE_ALWAYS, "digest-stale-always", MESSAGE, "says stale=true to every wrong answer")           \
    X(CS_FAULT_DIGEST_ORDER, "digest-order", MESSAGE, "wants the realm to be the first parameter")                     \
    X(CS_FAULT_DIGEST_ANY_URI, "digest-any-uri", MESSAGE, "does not compare uri with the target of the request")       \
    X(CS_FAULT_DIGEST_NO_URI, "digest-no-uri", MESSAGE, "takes the target where uri is missing")                       \
    X(CS_FAULT_DIGEST_ANY_METHOD, "digest-any-method", MESSAGE, "takes credentials that were made for GET")            \
    X(CS_FAULT_DIGEST_ANY_RESPONSE, "digest-any-response", MESSAGE, "does not look at the response of a known user")   \
    X(CS_FAULT_DIGEST_SHA256, "digest-sha256", MESSAGE, "offers SHA-256 and refuses right answers to it")              \
    X(CS_FAULT_DIGEST_FIRST_ONLY, "digest-first-only", MESSAGE,                                                        \
      "refuses right answers to all but its first challenge")                                                          \
    X(CS_FAULT_DIGEST_ANY_NONCE, "digest-any-nonce", MESSAGE, "takes nonces that it has never made")                   \
    X(CS_FAULT_DIGEST_REPLAY, "digest-replay", MESSAGE, "takes the same nonce with the same nc again")                 \
    X(CS_FAULT_DIGEST_COUNT_SHORT, "digest-count-short", MESSAGE, "keeps the count of a nonce in 16 bits")             \
    X(CS_FAULT_DIGEST_GAP, "digest-gap", MESSAGE, "refuses for good when a count was left out")                        \
    X(CS_FAULT_DIGEST_NO_COUNT, "digest-no-count", MESSAGE, "takes qop without nc or without cnonce")                  \
    X(CS_FAULT_DIGEST_LOOSE, "digest-loose", MESSAGE, "takes a count that is no number of eight digits, and any qop")  \
    X(CS_FAULT_DIGEST_NO_RESPONSE, "digest-no-response", MESSAGE,                                                      \
      "takes credentials without a response for right ones")                                                           \
    X(CS_FAULT_DIGEST_NO_USER, "digest-no-user", MESSAGE, "takes the only account where username is missing")          \
    X(CS_FAULT_DIGEST_NO_NONCE, "digest-no-nonce", MESSAGE, "does not ask where the nonce is missing")                 \
    X(CS_FAULT_DIGEST_TWO_USERS, "digest-two-users", MESSAGE, "takes username beside username*")                       \
    X(CS_FAULT_DIGEST_NAMES_CASE, "digest-names-case", MESSAGE, "knows the names of parameters only in lower case")    \
    X(CS_FAULT_DIGEST_URI_TWICE, "digest-uri-twice", MESSAGE,                                                          \
      "checks the response with the first uri and the target with the last")                                           \
    X(CS_FAULT_DIGEST_LIST, "digest-list", MESSAGE, "refuses blanks and empty elements that lists may have")           \
    X(CS_FAULT_DIGEST_LONE_QUOTE, "digest-lone-quote", MESSAGE, "crashes on a value that is one double quote")         \
    X(CS_FAULT_DIGEST_HUGE, "digest-huge", MESSAGE, "crashes on a parameter longer than 4 KiB")                        \
    X(CS_FAULT_DIGEST_KEY_SHOWN, "digest-key-shown", MESSAGE,                                                          \
      "shows H(A1) of its account to who has sent no credentials")                                                     \
    X(CS_FAULT_DIGEST_BARE_KEY, "digest-bare-key", MESSAGE, "answers a parameter without = with bytes of its memory")  \
    X(CS_FAULT_DIGEST_UNCLOSED, "digest-unclosed", MESSAGE, "takes credentials whose last quote is missing")           \
    X(CS_FAULT_BASIC_BESIDE_DIGEST, "basic-beside-digest", MESSAGE,                                                    \
      "takes Basic credentials although it asked for Digest")                                                          \
    X(CS_FAULT_DIGEST_USERHASH, "digest-userhash", MESSAGE, "offers userhash and refuses hashed names")                \
    X(CS_FAULT_DIGEST_SESSION, "digest-session", MESSAGE,                                                              \
      "offers session algorithms and computes them without the nonce")                                                 \
    X(CS_FAULT_DIGEST_AUTH_INT, "digest-auth-int", MESSAGE, "offers auth-int and refuses it")

#define CS_FAULT_LIST_PORTS(X)                                                                                         \
    X(CS_FAULT_PORTS_IGNORED, "ports-ignored", MESSAGE, "connects to every port")                                      \
    X(CS_FAULT_OWN_PORT, "own-port", MESSAGE, "connects to its own port, whatever ports are allowed")                  \
    X(CS_FAULT_PORTS_AS_TEXT, "ports-as-text", MESSAGE, "compares the port's text with the denied ones, so 0N passes") \
    X(CS_FAULT_PORTS_FOR_ADDRESSES, "ports-for-addresses", MESSAGE, "checks the port of literal addresses alone")      \
    X(CS_FAULT_ADDRESSES_IGNORED, "addresses-ignored", SHELL, "connects to every address")                             \
    X(CS_FAULT_ADDRESSES_AS_TEXT, "addresses-as-text", SHELL,                                                          \
      "checks literal addresses and not what names resolve to")                                                        \
    X(CS_FAULT_ADDRESSES_MAPPED, "addresses-mapped", SHELL, "does not see the IPv4 address in ::ffff:a.b.c.d")         \
    X(CS_FAULT_ADDRESSES_ZERO, "addresses-zero", SHELL,                                                                \
      "takes an address that ends in .0 for a network, never denied")                                                  \
    X(CS_FAULT_ADDRESSES_255, "addresses-255", SHELL, "takes one that ends in .255 for a broadcast, never denied")     \
    X(CS_FAULT_ADDRESSES_BETWEEN, "addresses-between", SHELL,                                                          \
      "denies what is between the ends of a range, not the ends")                                                      \
    X(CS_FAULT_ADDRESSES_LOOSE, "addresses-loose", SHELL,                                                              \
      "takes 127.1 or 0x7f000001 for an address that it has not checked")                                              \
    X(CS_FAULT_ADDRESSES_CHECKED_ONCE, "addresses-checked-once", SHELL,                                                \
      "checks one look-up of a name and connects to the next one's")                                                   \
    X(CS_FAULT_USERS_REACH_ALL, "users-reach-all", MESSAGE, "lets whoever has an account reach every port")            \
    X(CS_FAULT_PORTS_AFTER_CONNECT, "ports-after-connect", MESSAGE, "connects first and refuses then")                 \
    X(CS_FAULT_PORTS_BY_HOST_FIELD, "ports-by-host-field", MESSAGE, "checks the port of the Host field")               \
    X(CS_FAULT_ALPN_GRANTS, "alpn-grants", MESSAGE, "lets a request with an ALPN field through")                       \
    X(CS_FAULT_PORT_TRUNCATED_POLICY, "port-truncated-policy", MESSAGE,                                                \
      "checks the whole number and connects to its low bits")

#define CS_FAULT_LIST_RESPONSE(X)                                                                                      \
    X(CS_FAULT_EARLY_200, "early-200", MESSAGE, "sends 200 before the connection stands")                              \
    X(CS_FAULT_TE_IN_2XX, "te-in-2xx", H1, "sends Transfer-Encoding in a 2xx")                                         \
    X(CS_FAULT_LENGTH_IN_2XX, "length-in-2xx", H1, "sends Content-Length: 0 in a 2xx")                                 \
    X(CS_FAULT_EXTRA_LINE, "extra-line", H1, "sends an empty line too much behind the 2xx head")                       \
    X(CS_FAULT_TWO_STATUS, "two-status", H1, "sends a second status line behind the 2xx head")                         \
    X(CS_FAULT_STATUS_LF, "status-lf", H1, "ends its lines with LF alone")                                             \
    X(CS_FAULT_NO_REASON_SPACE, "no-reason-space", H1, "leaves the space before an empty reason away")                 \
    X(CS_FAULT_VERSION_ECHO, "version-echo", H1, "echoes the request's version")                                       \
    X(CS_FAULT_INTERIM_TO_HTTP10, "interim-to-http10", H1, "sends 100 to an HTTP/1.0 client")                          \
    X(CS_FAULT_ERROR_UNDELIMITED, "error-undelimited", H1,                                                             \
      "sends errors without length and keeps the connection open")                                                     \
    X(CS_FAULT_ERROR_SURPLUS, "error-surplus", H1, "sends more than the Content-Length of an error says")              \
    X(CS_FAULT_CHUNKED_TO_HTTP10, "chunked-to-http10", H1, "sends chunked errors to HTTP/1.0 clients")                 \
    X(CS_FAULT_ERROR_EMPTY, "error-empty", MESSAGE, "sends errors without content")                                    \
    X(CS_FAULT_TARGET_IN_FIELD, "target-in-field", MESSAGE, "writes the decoded target into a response field")         \
    X(CS_FAULT_TARGET_IN_HTML, "target-in-html", MESSAGE, "writes the target unescaped into an HTML error page")       \
    X(CS_FAULT_PAGE_STALE, "page-stale", MESSAGE,                                                                      \
      "fills error pages up with bytes of the request before, of any client")                                          \
    X(CS_FAULT_CLOSED_200, "closed-200", MESSAGE, "answers 200 although the connection was refused")                   \
    X(CS_FAULT_CLOSED_SILENT, "closed-silent", MESSAGE, "never answers when the connection was refused")               \
    X(CS_FAULT_UNRESOLVED_200, "unresolved-200", MESSAGE, "answers 200 although the name does not resolve")            \
    X(CS_FAULT_UNRESOLVED_LOCAL, "unresolved-local", MESSAGE, "takes names that do not resolve for 127.0.0.1")         \
    X(CS_FAULT_FIRST_ADDRESS, "first-address", SHELL, "tries the first address of a name alone")                       \
    X(CS_FAULT_LAST_ADDRESS, "last-address", SHELL, "tries the last address of a name alone")                          \
    X(CS_FAULT_TIMEOUT_SILENT, "timeout-silent", MESSAGE,                                                              \
      "never answers when the destination does not answer its SYN")                                                    \
    X(CS_FAULT_LEAVING_CRASHES, "leaving-crashes", SHELL,                                                              \
      "crashes when a client resets while the connect for it is pending")                                              \
    X(CS_FAULT_LEAVING_DEAFENS, "leaving-deafens", SHELL,                                                              \
      "listens to nobody for a while when a client resets while the connect for it is pending")                        \
    X(CS_FAULT_LOOKUP_SILENT, "lookup-silent", MESSAGE, "never answers when the resolver does not answer")             \
    X(CS_FAULT_PROXY_STATUS_BROKEN, "proxy-status-broken", MESSAGE, "sends a Proxy-Status that is no structured list") \
    X(CS_FAULT_PROXY_STATUS_MISMATCH, "proxy-status-mismatch", MESSAGE,                                                \
      "sends a Proxy-Status error that belongs to another status code")                                                \
    X(CS_FAULT_KEEPS_OPEN, "keeps-open", H1, "keeps the connection after a refusal and serves the next request on it") \
    X(CS_FAULT_CLOSE_SAID, "close-said", H1, "says close with a refusal, and serves the next request all the same")    \
    X(CS_FAULT_KEEPS_OPEN_407, "keeps-open-407", H1,                                                                   \
      "keeps the connection after 407 and serves the next request on it")                                              \
    X(CS_FAULT_CLOSE_IGNORED, "close-ignored", H1,                                                                     \
      "serves a further request although the client sent Connection: close")                                           \
    X(CS_FAULT_CLOSE_UNANNOUNCED, "close-unannounced", H1, "closes after a refusal without saying so")                 \
    X(CS_FAULT_RESET_ON_REFUSAL, "reset-on-refusal", H1, "resets when half of a refusal is sent")                      \
    X(CS_FAULT_FIN_AS_ABORT, "fin-as-abort", H1,                                                                       \
      "waits a moment for a FIN behind the request and takes it for a withdrawal")                                     \
    X(CS_FAULT_BODY_AS_REQUEST, "body-as-request", H1, "takes the body of a refused CONNECT for the next request")

#define CS_FAULT_LIST_TUNNEL(X)                                                                                        \
    X(CS_FAULT_NUL_AS_SPACE, "nul-as-space", TUNNEL, "relays NUL as space")                                            \
    X(CS_FAULT_SEVEN_BIT, "seven-bit", TUNNEL, "clears the high bit")                                                  \
    X(CS_FAULT_CRLF_FOLDED, "crlf-folded", TUNNEL, "relays CR LF as LF")                                               \
    X(CS_FAULT_TUNNEL_PARSED, "tunnel-parsed", TUNNEL, "answers a request inside the tunnel instead of passing it on") \
    X(CS_FAULT_WAITS_FOR_CLIENT, "waits-for-client", TUNNEL, "relays origin bytes only once the client has sent some") \
    X(CS_FAULT_EARLY_LOST, "early-lost", TUNNEL, "drops bytes that came in one segment with the request")              \
    X(CS_FAULT_EARLY_TWICE, "early-twice", TUNNEL, "delivers early bytes twice")                                       \
    X(CS_FAULT_EARLY_LATE, "early-late", TUNNEL, "delivers early bytes after the bytes that follow them")              \
    X(CS_FAULT_EARLY_ON_REFUSAL, "early-on-refusal", TUNNEL, "connects and delivers early bytes although it refuses")  \
    X(CS_FAULT_CLIENT_CLOSE_CUTS, "client-close-cuts", TUNNEL,                                                         \
      "resets the origin when the client closes, whatever is still on its way")                                        \
    X(CS_FAULT_ORIGIN_CLOSE_CUTS, "origin-close-cuts", TUNNEL,                                                         \
      "resets the client when the origin closes, whatever is still on its way")                                        \
    X(CS_FAULT_CLIENT_CLOSE_KEPT, "client-close-kept", TUNNEL, "does not tell the origin that the client has closed")  \
    X(CS_FAULT_ORIGIN_CLOSE_KEPT, "origin-close-kept", TUNNEL, "does not tell the client that the origin has closed")  \
    X(CS_FAULT_CLIENT_RESET_KEPT, "client-reset-kept", TUNNEL, "does not tell the origin that the client has reset")   \
    X(CS_FAULT_ORIGIN_RESET_KEPT, "origin-reset-kept", TUNNEL, "does not tell the client that the origin has reset")   \
    X(CS_FAULT_HALF_CLOSE_LOSES, "half-close-loses", TUNNEL,                                                           \
      "passes a piece on when the next one comes, and drops the last one on a FIN")                                    \
    X(CS_FAULT_ORIGIN_HALF_CLOSE_LOSES, "origin-half-close-loses", TUNNEL,                                             \
      "passes a piece of the origin on when the next one comes, and drops the last one on its FIN")                    \
    X(CS_FAULT_BULK_LOST, "bulk-lost", TUNNEL, "loses a byte each time a buffer of 64 KiB is full")                    \
    X(CS_FAULT_BULK_DEADLOCK, "bulk-deadlock", TUNNEL, "stops reading for good once each side has sent 256 KiB")       \
    X(CS_FAULT_ONE_DIRECTION, "one-direction", TUNNEL, "stops relaying from the origin after 256 KiB")                 \
    X(CS_FAULT_UNBOUNDED, "unbounded", TUNNEL, "takes in all that one side sends, however slowly the other reads")     \
    X(CS_FAULT_CROWD_DEAF, "crowd-deaf", SHELL, "opens tunnels beyond the 500th, and passes nothing on in them")       \
    X(CS_FAULT_LIMIT_LEAKS, "limit-leaks", SHELL,                                                                      \
      "takes 900 connections, and counts those that have ended among them")                                            \
    X(CS_FAULT_DESCRIPTOR_LEAKS, "descriptor-leaks", SHELL, "keeps a descriptor of every client")                      \
    X(CS_FAULT_MEMORY_LEAKS, "memory-leaks", SHELL, "keeps 16 KiB for every client")                                   \
    X(CS_FAULT_IDLE_CUT, "idle-cut", SHELL, "ends tunnels in which nothing came for 5 seconds")                        \
    X(CS_FAULT_VIA_IN_TUNNEL, "via-in-tunnel", TUNNEL, "writes a Via line to the origin first")                        \
    X(CS_FAULT_PAGE_IN_TUNNEL, "page-in-tunnel", TUNNEL,                                                               \
      "writes an error page into the tunnel when the origin resets")                                                   \
    X(CS_FAULT_CLOSE_OPTION_ENDS, "close-option-ends", TUNNEL,                                                         \
      "ends the tunnel at once when Connection: close was sent")                                                       \
    X(CS_FAULT_SMALL_HELD, "small-held", TUNNEL, "holds back single bytes until more come")                            \
    X(CS_FAULT_SECOND_CONNECTION, "second-connection", TUNNEL, "connects twice to the destination")                    \
    X(CS_FAULT_TUNNELS_CROSSED, "tunnels-crossed", TUNNEL,                                                             \
      "gives a client the first byte that the tunnel before received")                                                 \
    X(CS_FAULT_UNKNOWN_CLOSED, "unknown-closed", TUNNEL, "closes tunnels whose first byte is no printable character")

#define CS_FAULT_LIST_PARENT(X)                                                                                        \
    X(CS_FAULT_PARENT_200_ALONE, "parent-200-alone", MESSAGE, "takes only 200 from its parent for success")            \
    X(CS_FAULT_PARENT_REFUSAL_TUNNELS, "parent-refusal-tunnels", MESSAGE,                                              \
      "opens the tunnel whatever its parent answers")                                                                  \
    X(CS_FAULT_PARENT_EARLY_BYTES, "parent-early-bytes", MESSAGE,                                                      \
      "passes tunnel bytes on before its parent has answered")                                                         \
    X(CS_FAULT_PARENT_INTERIM_FINAL, "parent-interim-final", MESSAGE,                                                  \
      "takes an interim answer of its parent for a refusal")                                                           \
    X(CS_FAULT_PARENT_INTERIM_OPENS, "parent-interim-opens", MESSAGE,                                                  \
      "takes an interim answer of its parent for success")                                                             \
    X(CS_FAULT_PARENT_INTERIM_DEAF, "parent-interim-deaf", MESSAGE,                                                    \
      "stops reading when its parent has sent 1000 interim answers")                                                   \
    X(CS_FAULT_NO_VIA, "no-via", MESSAGE, "sends no Via to its parent")                                                \
    X(CS_FAULT_PARENT_HOST_COPIED, "parent-host-copied", MESSAGE,                                                      \
      "sends its parent the Host fields that the client sent")                                                         \
    X(CS_FAULT_NAME_COMPLETED, "name-completed", MESSAGE, "appends a domain of its own to every name")                 \
    X(CS_FAULT_PARENT_CONNECTION_KEPT, "parent-connection-kept", MESSAGE, "hands on the fields that Connection names") \
    X(CS_FAULT_PARENT_HEAD_CUT, "parent-head-cut", MESSAGE,                                                            \
      "takes a 2xx of its parent for success that broke off in its head")                                              \
    X(CS_FAULT_PARENT_ANSWER_COPIED, "parent-answer-copied", MESSAGE,                                                  \
      "sends the client what its parent answered, as it came")                                                         \
    X(CS_FAULT_PARENT_407_STRIPPED, "parent-407-stripped", MESSAGE,                                                    \
      "hands on the 407 of its parent without the challenge")                                                          \
    X(CS_FAULT_PARENT_CREDENTIALS, "parent-credentials", MESSAGE,                                                      \
      "hands the client's Proxy-Authorization on to its parent")                                                       \
    X(CS_FAULT_PARENT_END_SILENT, "parent-end-silent", MESSAGE, "never answers when its parent closes without a word") \
    X(CS_FAULT_PARENT_IPV6_BARE, "parent-ipv6-bare", MESSAGE,                                                          \
      "leaves the brackets of an IPv6 address away for its parent")                                                    \
    X(CS_FAULT_PARENT_STATUS_LENIENT, "parent-status-lenient", MESSAGE,                                                \
      "takes any line with 200 OK in it for success")                                                                  \
    X(CS_FAULT_PARENT_FRAMING_HEEDED, "parent-framing-heeded", MESSAGE,                                                \
      "takes a 2xx of its parent with Content-Length or Transfer-Encoding for malformed")                              \
    X(CS_FAULT_PARENT_CACHED, "parent-cached", MESSAGE, "answers from what its parent answered before")                \
    X(CS_FAULT_PARENT_ENDLESS, "parent-endless", MESSAGE, "reads on as long as its parent sends fields")

#define CS_FAULT_LIST(X)                                                                                               \
    CS_FAULT_LIST_READING(X)                                                                                           \
    CS_FAULT_LIST_REQUEST(X)                                                                                           \
    CS_FAULT_LIST_AUTH(X)                                                                                              \
    CS_FAULT_LIST_DIGEST(X)                                                                                            \
    CS_FAULT_LIST_PORTS(X)                                                                                             \
    CS_FAULT_LIST_RESPONSE(X)                                                                                          \
    CS_FAULT_LIST_TUNNEL(X)                                                                                            \
    CS_FAULT_LIST_PARENT(X)                                                                                            \
    CS_FAULT_LIST_MORE(X)                                                                                              \
    CS_FAULT_LIST_ODD(X)                                                                                               \
    CS_FAULT_LIST_TLS(X)                                                                                               \
    CS_FAULT_LIST_STRANGE(X)                                                                                           \
    CS_FAULT_LIST_LATER(X)                                                                                             \
    CS_FAULT_LIST_SHAPES(X)                                                                                            \
    CS_FAULT_LIST_KEPT(X)                                                                                              \
    CS_FAULT_LIST_HELD(X)                                                                                              \
    CS_FAULT_LIST_H2(X)                                                                                                \
    CS_FAULT_LIST_H3(X)                                                                                                \
    CS_FAULT_LIST_UDP(X)                                                                                               \
    CS_FAULT_LIST_ORIGIN(X)                                                                                            \
    CS_FAULT_LIST_ORIGIN_H2(X)                                                                                         \
    CS_FAULT_LIST_CLIENT(X)                                                                                            \
    CS_FAULT_LIST_CLIENT_H2(X)

#endif
