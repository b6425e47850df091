/* Odder faults, each of them something that a real proxy has done or could: X(symbol, "name", PLACE, "what it does");
 * fault_list.h says what PLACE means. */
#ifndef CONNECTSPEC_FAULT_LIST_ODD_H
#define CONNECTSPEC_FAULT_LIST_ODD_H

/* The request line: fault_line.c. */
#define CS_FAULT_LIST_LINE(X)                                                                                          \
    X(CS_FAULT_VERSION_ZEROS, "version-zeros", H1, "takes a version with leading zeros")                               \
    X(CS_FAULT_VERSION_PREFIX, "version-prefix", H1, "takes any version that begins with HTTP/1")                      \
    X(CS_FAULT_WORDS_BEHIND, "words-behind-version", H1, "does not look at words behind the version")                  \
    X(CS_FAULT_METHOD_SEARCHED, "method-searched", H1, "looks for CONNECT anywhere in the first word")                 \
    X(CS_FAULT_LINE_NUL_CUT, "line-nul-cut", H1, "ends the request line at a NUL")                                     \
    X(CS_FAULT_LINE_NUL_DROPPED, "line-nul-dropped", H1, "drops each NUL of the request line")                         \
    X(CS_FAULT_LINE_CR_DROPPED, "line-cr-dropped", H1, "drops each CR inside the request line")                        \
    X(CS_FAULT_TARGET_SLASHES, "target-slashes", H1, "drops slashes in front of the target")                           \
    X(CS_FAULT_TARGET_FIRST_LISTED, "target-first-listed", H1, "takes the first of several targets between commas")    \
    X(CS_FAULT_TARGET_LAST_LISTED, "target-last-listed", H1, "takes the last of several targets between commas")       \
    X(CS_FAULT_TARGET_SEMICOLON, "target-semicolon", H1, "ends the target at a semicolon")                             \
    X(CS_FAULT_TARGET_UNQUOTED, "target-unquoted", H1, "drops quotation marks around the target")                      \
    X(CS_FAULT_TARGET_ANGLES, "target-angles", H1, "drops angle brackets around the target")                           \
    X(CS_FAULT_PORT_UNDERSCORES, "port-underscores", H1, "drops underscores inside the port")                          \
    X(CS_FAULT_PORT_BY_NAME, "port-by-name", H1, "knows the ports http and https by their names")                      \
    X(CS_FAULT_BRACKET_PREFIX, "bracket-prefix", H1, "drops a prefix length behind an IPv6 address in brackets")

/* The head as octets: fault_octets.c. */
#define CS_FAULT_LIST_OCTETS(X)                                                                                        \
    X(CS_FAULT_OCTET_LINE_END, "octet-line-end", H1, "takes the octet 0x85 for a line end")                            \
    X(CS_FAULT_OCTET_CUT, "octet-letters-cut", H1, "reads the head as UTF-8 and keeps the low byte of each letter")    \
    X(CS_FAULT_OCTET_HIGH_BIT, "octet-high-bit", H1, "clears the high bit in the head")                                \
    X(CS_FAULT_CONTENT_RANGE, "content-range-416", MESSAGE, "answers 416 to a Content-Range field")

/* What ends the process: fault_crash.c. */
#define CS_FAULT_LIST_CRASH(X)                                                                                         \
    X(CS_FAULT_CREDENTIALS_OVERFLOW, "credentials-overflow", SHELL, "crashes on credentials of more than 4 KiB")       \
    X(CS_FAULT_OPTIONS_TWICE, "options-twice-crash", SHELL, "crashes on a Connection field that names a field twice")  \
    X(CS_FAULT_OPTIONS_MANY, "options-many-crash", SHELL,                                                              \
      "crashes on a Connection field of more than a thousand members")                                                 \
    X(CS_FAULT_OPTIONS_EMPTY, "options-empty-crash", SHELL, "crashes on an empty member of a Connection field")        \
    X(CS_FAULT_BRACES_CRASH, "braces-crash", SHELL, "crashes on a target with a brace, encoded or not")                \
    X(CS_FAULT_PERCENT_CRASH, "percent-crash", SHELL,                                                                  \
      "crashes on a target with a percent sign that no two digits follow")                                             \
    X(CS_FAULT_ONE_WORD_CRASH, "one-word-crash", SHELL, "crashes on a request line of one word")                       \
    X(CS_FAULT_PORTLESS_CRASH, "portless-crash", SHELL, "crashes on a target without a port")                          \
    X(CS_FAULT_WRONG_CRASH, "wrong-credentials-crash", SHELL, "crashes on wrong credentials")

/* Announced content: fault_content.c. */
#define CS_FAULT_LIST_CONTENT(X)                                                                                       \
    X(CS_FAULT_LENGTH_WRAPS_16, "length-wraps-16", MESSAGE, "takes the lowest 16 bits of a length for content")        \
    X(CS_FAULT_LENGTH_WRAPS_32, "length-wraps-32", MESSAGE, "takes the lowest 32 bits of a length for content")        \
    X(CS_FAULT_LENGTH_WRAPS_64, "length-wraps-64", MESSAGE, "takes the lowest 64 bits of a length for content")        \
    X(CS_FAULT_LENGTHS_ADDED, "lengths-added", MESSAGE, "adds up two lengths that are the same")                       \
    X(CS_FAULT_CODING_DECODED, "coding-decoded", H1, "relays the data of chunks without their sizes")                  \
    X(CS_FAULT_TRAILER_MERGED, "trailer-merged", H1, "takes trailer fields for fields of the head")

/* Refusals: answer.c, front_h1_write.c, fault_answer.c. */
#define CS_FAULT_LIST_REFUSALS(X)                                                                                      \
    X(CS_FAULT_ERROR_CLOSED, "error-close-delimited", H1, "sends refusals without length, ended by the connection")    \
    X(CS_FAULT_ERROR_TYPELESS, "error-typeless", MESSAGE, "sends refusals without Content-Type")                       \
    X(CS_FAULT_SECOND_SILENT, "second-silent", H1,                                                                     \
      "keeps the connection behind a method that it does not serve, and answers nothing more on it")                   \
    X(CS_FAULT_MISMATCH_421, "mismatch-421", MESSAGE, "answers 421 to a Host that differs from the target")

/* When the 2xx comes, and what the origin has said by then. */
#define CS_FAULT_LIST_SUCCESS(X)                                                                                       \
    X(CS_FAULT_SUCCESS_WAITS, "success-waits-for-origin", TUNNEL, "sends its 2xx once the origin has spoken")          \
    X(CS_FAULT_BANNER_LOST, "banner-lost", TUNNEL, "loses the first piece that the origin sends")

/* The relay: fault_pieces.c. */
#define CS_FAULT_LIST_PIECES(X)                                                                                        \
    X(CS_FAULT_STALL_COUPLES, "stall-couples", TUNNEL, "reads from neither side while one of them does not read")      \
    X(CS_FAULT_PIECES_SWAPPED, "pieces-swapped", TUNNEL, "swaps the two pieces around the first 256 KiB")              \
    X(CS_FAULT_PIECE_TWICE, "piece-twice", TUNNEL, "relays the piece twice that passes 256 KiB")                       \
    X(CS_FAULT_ZEROS_DROPPED, "zeros-dropped", TUNNEL, "drops pieces that are nothing but NUL")                        \
    X(CS_FAULT_ALERT_ENDS, "alert-ends", TUNNEL, "ends the tunnel at a TLS alert")                                     \
    X(CS_FAULT_HELLO_NAMELESS, "hello-nameless", TUNNEL, "closes when a TLS ClientHello names no host")                \
    X(CS_FAULT_HELLO_OLD, "hello-old", TUNNEL, "closes when a TLS record says version 3.1")

/* One client at the expense of others; time; what is left behind. */
#define CS_FAULT_LIST_OTHERS(X)                                                                                        \
    X(CS_FAULT_LOOKUP_BLOCKS, "lookup-blocks", SHELL,                                                                  \
      "looks a name up until there is an answer, and accepts nobody meanwhile")                                        \
    X(CS_FAULT_STALL_BLOCKS, "stall-blocks", SHELL, "accepts nobody while a tunnel is stalled")                        \
    X(CS_FAULT_TUNNEL_AGE, "tunnel-age", SHELL, "ends every tunnel after half a minute")                               \
    X(CS_FAULT_STALL_CUT, "stall-cut", SHELL, "ends a tunnel that has been stalled for 20 seconds")                    \
    X(CS_FAULT_ABORT_LEAKS, "abort-leaks", SHELL, "keeps a descriptor of every tunnel whose client resets")            \
    X(CS_FAULT_PARENT_HASTY, "parent-hasty", SHELL, "gives its parent two seconds to answer")

/* Credentials: fault_auth.c. */
#define CS_FAULT_LIST_PAIRS(X)                                                                                         \
    X(CS_FAULT_PASSWORD_PERCENT, "password-percent", MESSAGE, "decodes percent-encoding in passwords")                 \
    X(CS_FAULT_PASSWORD_PLUS, "password-plus", MESSAGE, "reads a plus sign in passwords as a blank")                   \
    X(CS_FAULT_USER_DOMAIN, "user-domain", MESSAGE, "drops a domain and a backslash in front of the user")             \
    X(CS_FAULT_USER_REALM, "user-realm", MESSAGE, "drops an @ and a domain behind the user")

/* Digest: auth_digest.c. */
#define CS_FAULT_LIST_DIGEST_MORE(X)                                                                                   \
    X(CS_FAULT_DIGEST_THREE_QUOTES, "digest-three-quotes", MESSAGE, "crashes on three double quotes in a row")         \
    X(CS_FAULT_DIGEST_PREFIX, "digest-prefix", MESSAGE, "compares only as many digits of the response as were sent")   \
    X(CS_FAULT_DIGEST_CUT, "digest-cut", MESSAGE, "compares only as many digits of the response as are right")         \
    X(CS_FAULT_DIGEST_EMPTY, "digest-empty", MESSAGE, "takes an empty response for right")                             \
    X(CS_FAULT_DIGEST_QUOTED_PAIR, "digest-quoted-pair", MESSAGE, "keeps backslashes in quoted parameters")            \
    X(CS_FAULT_DIGEST_NO_CHARSET, "digest-no-charset", MESSAGE, "sends Digest challenges without charset")             \
    X(CS_FAULT_DIGEST_OPAQUE, "digest-opaque", MESSAGE, "sends an opaque that is neither base64 nor hexadecimal")      \
    X(CS_FAULT_DIGEST_LATIN1, "digest-latin1", MESSAGE, "hashes passwords in ISO 8859-1")                              \
    X(CS_FAULT_DIGEST_URI_HOST, "digest-uri-host", MESSAGE, "compares only the host of uri with the target")           \
    X(CS_FAULT_DIGEST_URI_PREFIX, "digest-uri-prefix", MESSAGE, "compares only as many bytes of uri as were sent")

/* What a parent proxy is sent, and what is made of its answer: parent.c. */
#define CS_FAULT_LIST_PARENT_MORE(X)                                                                                   \
    X(CS_FAULT_PARENT_VERSION_ECHO, "parent-version-echo", MESSAGE, "asks its parent in the client's version")         \
    X(CS_FAULT_PARENT_RETRIES, "parent-retries", MESSAGE, "asks its parent again when that ends without an answer")    \
    X(CS_FAULT_PARENT_FIELDS_DROPPED, "parent-fields-dropped", MESSAGE, "hands on no fields that it does not know")    \
    X(CS_FAULT_PARENT_HOP_KEPT, "parent-hop-kept", MESSAGE, "hands on fields that hold for one connection")            \
    X(CS_FAULT_PARENT_VIA_REPLACED, "parent-via-replaced", MESSAGE, "puts its own Via in place of the client's")       \
    X(CS_FAULT_PARENT_CUT_MENDED, "parent-cut-mended", MESSAGE, "passes a cut refusal of its parent on as whole")      \
    X(CS_FAULT_PARENT_BANNER_LOST, "parent-banner-lost", MESSAGE, "loses what comes with its parent's 2xx")

#define CS_FAULT_LIST_ODD(X)                                                                                           \
    CS_FAULT_LIST_LINE(X)                                                                                              \
    CS_FAULT_LIST_OCTETS(X)                                                                                            \
    CS_FAULT_LIST_CRASH(X)                                                                                             \
    CS_FAULT_LIST_CONTENT(X)                                                                                           \
    CS_FAULT_LIST_REFUSALS(X)                                                                                          \
    CS_FAULT_LIST_SUCCESS(X)                                                                                           \
    CS_FAULT_LIST_PIECES(X)                                                                                            \
    CS_FAULT_LIST_OTHERS(X)                                                                                            \
    CS_FAULT_LIST_PAIRS(X)                                                                                             \
    CS_FAULT_LIST_DIGEST_MORE(X)                                                                                       \
    CS_FAULT_LIST_PARENT_MORE(X)

#endif
