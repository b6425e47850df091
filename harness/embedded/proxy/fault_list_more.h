/* More faults: X(symbol, "name", PLACE, "what the faulty proxy does"); fault_list.h says what PLACE means. */
#ifndef CONNECTSPEC_FAULT_LIST_MORE_H
#define CONNECTSPEC_FAULT_LIST_MORE_H

/* Field names in one letter case (RFC 9110 section 5.1). */
#define CS_FAULT_LIST_SPELLING(X)                                                                                      \
    X(CS_FAULT_HOST_SPELLING, "host-spelling", H1, "knows Host in that spelling alone")                                \
    X(CS_FAULT_HOST_TWO_SPELLINGS, "host-two-spellings", H1, "knows Host and host, and no other letter case")          \
    X(CS_FAULT_CREDENTIALS_SPELLING, "credentials-spelling", H1, "knows Proxy-Authorization in that spelling alone")   \
    X(CS_FAULT_CREDENTIALS_TWO_SPELLINGS, "credentials-two-spellings", H1,                                             \
      "knows Proxy-Authorization and proxy-authorization, and no other letter case")                                   \
    X(CS_FAULT_LENGTH_SPELLING, "length-spelling", H1, "knows Content-Length in that spelling alone")                  \
    X(CS_FAULT_LENGTH_TWO_SPELLINGS, "length-two-spellings", H1,                                                       \
      "knows Content-Length and content-length, and no other letter case")                                             \
    X(CS_FAULT_CODING_SPELLING, "coding-spelling", H1, "knows Transfer-Encoding in that spelling alone")               \
    X(CS_FAULT_CODING_TWO_SPELLINGS, "coding-two-spellings", H1,                                                       \
      "knows Transfer-Encoding and transfer-encoding, and no other letter case")                                       \
    X(CS_FAULT_OPTIONS_SPELLING, "options-spelling", H1, "knows Connection in that spelling alone")                    \
    X(CS_FAULT_OPTIONS_TWO_SPELLINGS, "options-two-spellings", H1,                                                     \
      "knows Connection and connection, and no other letter case")

/* Malformed requests that are served: fault_decide.c says which finding each forgives. */
#define CS_FAULT_LIST_ACCEPTS(X)                                                                                       \
    X(CS_FAULT_HOST_EMPTY, "host-empty", MESSAGE, "accepts an empty Host beside any target")                           \
    X(CS_FAULT_CR_IN_VALUE, "cr-in-value", H1, "takes a CR without LF for a part of the value")                        \
    X(CS_FAULT_NUL_IN_VALUE, "nul-in-value", H1, "takes NUL for a part of the value")                                  \
    X(CS_FAULT_NAME_EMPTY, "name-empty", H1, "accepts a field without a name")                                         \
    X(CS_FAULT_NAME_ODD, "name-odd", H1, "accepts any character in a field name")                                      \
    X(CS_FAULT_LINE_WITHOUT_COLON, "line-without-colon", H1, "passes over a line without a colon")                     \
    X(CS_FAULT_FOLD_IGNORED, "fold-ignored", H1, "passes over a folded line")                                          \
    X(CS_FAULT_LENGTHS_DIFFER, "lengths-differ", H1, "does not mind two lengths that differ")                          \
    X(CS_FAULT_LENGTH_NO_NUMBER, "length-no-number", H1, "takes a length that is no number for none")                  \
    X(CS_FAULT_CODING_UNKNOWN, "coding-unknown", H1, "does not mind a transfer coding that it does not know")          \
    X(CS_FAULT_CODING_MALFORMED, "coding-malformed", H1, "does not mind a malformed Transfer-Encoding")

/* Good requests that are refused. */
#define CS_FAULT_LIST_DISLIKES(X)                                                                                      \
    X(CS_FAULT_DISLIKES_TE, "dislikes-te", MESSAGE, "refuses a TE field")                                              \
    X(CS_FAULT_DISLIKES_TRAILER, "dislikes-trailer", MESSAGE, "refuses a Trailer field")                               \
    X(CS_FAULT_DISLIKES_UPGRADE, "dislikes-upgrade", MESSAGE, "refuses an Upgrade field")                              \
    X(CS_FAULT_DISLIKES_MAX_FORWARDS, "dislikes-max-forwards", MESSAGE,                                                \
      "heeds Max-Forwards, which is for TRACE and OPTIONS")                                                            \
    X(CS_FAULT_DISLIKES_VIA, "dislikes-via", MESSAGE, "takes any Via for a loop")                                      \
    X(CS_FAULT_DISLIKES_FORWARDED, "dislikes-forwarded", MESSAGE, "refuses a Forwarded field")                         \
    X(CS_FAULT_DISLIKES_PROXY_CONNECTION, "dislikes-proxy-connection", MESSAGE, "refuses a Proxy-Connection field")    \
    X(CS_FAULT_DISLIKES_EXPECT, "dislikes-expect", MESSAGE, "refuses an Expect field")                                 \
    X(CS_FAULT_DISLIKES_AUTHORIZATION, "dislikes-authorization", MESSAGE,                                              \
      "refuses a request with credentials for the origin")                                                             \
    X(CS_FAULT_DISLIKES_COOKIE, "dislikes-cookie", MESSAGE, "refuses a Cookie field")                                  \
    X(CS_FAULT_DISLIKES_ALPN, "dislikes-alpn", MESSAGE, "refuses an ALPN field")                                       \
    X(CS_FAULT_DISLIKES_CLOSE, "dislikes-close", MESSAGE, "refuses Connection: close")                                 \
    X(CS_FAULT_DISLIKES_CREDENTIALS, "dislikes-credentials", MESSAGE, "refuses credentials that nobody has asked for") \
    X(CS_FAULT_DISLIKES_HTTP10, "dislikes-http10", MESSAGE, "refuses HTTP/1.0")                                        \
    X(CS_FAULT_DISLIKES_IPV6, "dislikes-ipv6", MESSAGE, "serves no IPv6 address")                                      \
    X(CS_FAULT_DISLIKES_UNDERSCORE, "dislikes-underscore", MESSAGE, "refuses names with an underscore")                \
    X(CS_FAULT_DISLIKES_DIGIT_NAME, "dislikes-digit-name", MESSAGE, "refuses names that begin with a digit")           \
    X(CS_FAULT_DISLIKES_LONG_NAME, "dislikes-long-name", MESSAGE, "refuses names of more than 63 bytes")               \
    X(CS_FAULT_DISLIKES_MANY_FIELDS, "dislikes-many-fields", MESSAGE, "refuses more than 30 fields")                   \
    X(CS_FAULT_DISLIKES_LARGE_HEAD, "dislikes-large-head", MESSAGE, "refuses heads of more than 2 KiB")                \
    X(CS_FAULT_DISLIKES_EMPTY_VALUE, "dislikes-empty-value", MESSAGE, "refuses a field without a value")               \
    X(CS_FAULT_DISLIKES_EIGHT_BIT, "dislikes-eight-bit", MESSAGE, "refuses 8-bit bytes in a value")                    \
    X(CS_FAULT_DISLIKES_ODD_TOKEN, "dislikes-odd-token", MESSAGE,                                                      \
      "refuses field names with other characters than letters, digits and hyphens")                                    \
    X(CS_FAULT_DISLIKES_DOUBLE_FIELD, "dislikes-double-field", MESSAGE, "refuses a field that comes twice")            \
    X(CS_FAULT_DISLIKES_QUOTED, "dislikes-quoted", MESSAGE, "refuses quotation marks in a value")

/* How a status line is written. */
#define CS_FAULT_LIST_STATUS_LINE(X)                                                                                   \
    X(CS_FAULT_STATUS_VERSION_TEN, "status-version-ten", H1, "calls its version HTTP/1.10")                            \
    X(CS_FAULT_STATUS_VERSION_20, "status-version-20", H1, "calls its version HTTP/2.0")                               \
    X(CS_FAULT_STATUS_VERSION_SHORT, "status-version-short", H1, "calls its version HTTP/2")                           \
    X(CS_FAULT_STATUS_LOWER, "status-lower", H1, "writes http in small letters")                                       \
    X(CS_FAULT_STATUS_NO_VERSION, "status-no-version", H1, "leaves its version away")                                  \
    X(CS_FAULT_STATUS_PADDED, "status-padded", H1, "writes four digits")                                               \
    X(CS_FAULT_STATUS_GAP, "status-gap", H1, "writes two blanks before the status")                                    \
    X(CS_FAULT_STATUS_TAB, "status-tab", H1, "writes a tab before the status")                                         \
    X(CS_FAULT_STATUS_REASON_CR, "status-reason-cr", H1, "writes a CR into the reason")                                \
    X(CS_FAULT_STATUS_REASON_CONTROL, "status-reason-control", H1, "writes a control character into the reason")       \
    X(CS_FAULT_STATUS_LED, "status-led", H1, "writes a blank in front of the status line")                             \
    X(CS_FAULT_STATUS_EMPTY_LINE, "status-empty-line", H1, "writes an empty line in front of the status line")         \
    X(CS_FAULT_STATUS_PAGE, "status-page", H1, "answers refusals without a head")

/* A field that has no business in the answer. */
#define CS_FAULT_LIST_ANSWER_FIELD(X)                                                                                  \
    X(CS_FAULT_ANSWER_NAME_BLANK, "answer-name-blank", H1, "sends a field with a blank in its name, in each answer")   \
    X(CS_FAULT_SUCCESS_NAME_BLANK, "success-name-blank", H1, "sends a field with a blank in its name, in the 2xx")     \
    X(CS_FAULT_ANSWER_FOLDED, "answer-folded", H1, "sends folded fields in refusals")                                  \
    X(CS_FAULT_SUCCESS_FOLDED, "success-folded", H1, "sends a folded field in the 2xx")                                \
    X(CS_FAULT_ANSWER_NO_COLON, "answer-no-colon", H1, "sends a line without a colon in refusals")                     \
    X(CS_FAULT_SUCCESS_NO_COLON, "success-no-colon", H1, "sends a line without a colon in the 2xx")                    \
    X(CS_FAULT_ANSWER_COLON_BLANK, "answer-colon-blank", H1, "sends a blank before a colon in refusals")               \
    X(CS_FAULT_SUCCESS_COLON_BLANK, "success-colon-blank", H1, "sends a blank before a colon in the 2xx")              \
    X(CS_FAULT_ANSWER_CONTROL, "answer-control", H1, "sends a control character in a value of refusals")               \
    X(CS_FAULT_ANSWER_CR, "answer-cr", H1, "sends a CR without LF in a value of refusals")                             \
    X(CS_FAULT_SUCCESS_LENGTH_FIVE, "success-length-five", H1, "announces five bytes of content in the 2xx")           \
    X(CS_FAULT_SUCCESS_CODING_IDENTITY, "success-coding-identity", H1, "sends Transfer-Encoding: identity in the 2xx") \
    X(CS_FAULT_SUCCESS_DATE_BROKEN, "success-date-broken", MESSAGE, "sends a malformed Date in the 2xx")               \
    X(CS_FAULT_ANSWER_DATE_BROKEN, "answer-date-broken", MESSAGE, "sends a malformed Date in refusals")                \
    X(CS_FAULT_ANSWER_DATE_WEEKDAY, "answer-date-weekday", MESSAGE, "sends a Date with the wrong day of the week")     \
    X(CS_FAULT_ANSWER_LIST_GAP, "answer-list-gap", MESSAGE, "sends a list with an empty member in refusals")           \
    X(CS_FAULT_SUCCESS_LIST_GAP, "success-list-gap", H1, "sends a list that ends in a comma in the 2xx")               \
    X(CS_FAULT_ANSWER_SERVER_BROKEN, "answer-server-broken", MESSAGE, "leaves a comment in Server open")               \
    X(CS_FAULT_ANSWER_DATE_OLD, "answer-date-old", MESSAGE, "sends a Date of 1994 in refusals")                        \
    X(CS_FAULT_ANSWER_LENGTH_TWICE, "answer-length-twice", H1, "sends Content-Length twice, differently")              \
    X(CS_FAULT_ANSWER_LENGTH_AND_CODING, "answer-length-and-coding", H1,                                               \
      "sends Transfer-Encoding beside Content-Length")                                                                 \
    X(CS_FAULT_ANSWER_LENGTH_SIGNED, "answer-length-signed", H1,                                                       \
      "sends Content-Length with a sign beside the right one")                                                         \
    X(CS_FAULT_ANSWER_TYPE_BROKEN, "answer-type-broken", MESSAGE,                                                      \
      "sends a malformed Content-Type beside the right one")                                                           \
    X(CS_FAULT_ANSWER_RETRY_BROKEN, "answer-retry-broken", MESSAGE, "sends a malformed Retry-After")                   \
    X(CS_FAULT_ANSWER_KEEP_ALIVE, "answer-keep-alive", H1, "says keep-alive and closes")                               \
    X(CS_FAULT_ANSWER_KEEP_ALIVE_UNLISTED, "answer-keep-alive-unlisted", H1,                                           \
      "sends Keep-Alive that Connection does not list")                                                                \
    X(CS_FAULT_ANSWER_UPGRADE_UNLISTED, "answer-upgrade-unlisted", H1, "sends Upgrade that Connection does not list")  \
    X(CS_FAULT_SUCCESS_UPGRADE_UNLISTED, "success-upgrade-unlisted", H1,                                               \
      "sends Upgrade in the 2xx that Connection does not list")                                                        \
    X(CS_FAULT_ANSWER_VIA_BROKEN, "answer-via-broken", MESSAGE, "sends a malformed Via")                               \
    X(CS_FAULT_ANSWER_INTERNAL, "answer-internal-address", MESSAGE, "names an address of its inside in refusals")      \
    X(CS_FAULT_ANSWER_ECHO, "answer-echo", H1, "repeats the target in a field of refusals, as it came")                \
    X(CS_FAULT_ANSWER_PATH, "answer-path", MESSAGE, "names a file of its machine in refusals")                         \
    X(CS_FAULT_ANSWER_WWW_AUTHENTICATE, "answer-www-authenticate", MESSAGE, "sends WWW-Authenticate in refusals")      \
    X(CS_FAULT_ANSWER_LOCATION_BROKEN, "answer-location-broken", MESSAGE, "sends a Location that is no URI reference") \
    X(CS_FAULT_ANSWER_COOKIE, "answer-cookie", MESSAGE,                                                                \
      "sets a cookie in refusals, which a client may take for the origin's")

/* Another status than the one that belongs there. */
#define CS_FAULT_LIST_STATUS(X)                                                                                        \
    X(CS_FAULT_PORT_200, "port-200", MESSAGE, "answers 200 to a forbidden port and closes")                            \
    X(CS_FAULT_PORT_204, "port-204", MESSAGE, "answers 204 to a forbidden port")                                       \
    X(CS_FAULT_PORT_302, "port-302-broken", MESSAGE, "answers 302 without Location to a forbidden port")               \
    X(CS_FAULT_PORT_407, "port-407", MESSAGE, "answers 407 without a challenge to a forbidden port")                   \
    X(CS_FAULT_PORT_401, "port-401", MESSAGE, "answers 401 without a challenge to a forbidden port")                   \
    X(CS_FAULT_PORT_426, "port-426", MESSAGE, "answers 426 without Upgrade to a forbidden port")                       \
    X(CS_FAULT_PORT_600, "port-600", MESSAGE, "answers 600 to a forbidden port")                                       \
    X(CS_FAULT_PORT_99, "port-99", MESSAGE, "answers 99 to a forbidden port")                                          \
    X(CS_FAULT_MALFORMED_500, "malformed-500", MESSAGE, "answers 500 to malformed requests")                           \
    X(CS_FAULT_MALFORMED_404, "malformed-404", MESSAGE, "answers 404 to malformed requests")                           \
    X(CS_FAULT_CLOSED_500, "closed-500", MESSAGE, "answers 500 where the connection was refused")                      \
    X(CS_FAULT_CLOSED_403, "closed-403", MESSAGE, "answers 403 where the connection was refused")                      \
    X(CS_FAULT_METHOD_200, "method-200", MESSAGE, "answers 200 to methods that it does not serve")

/* Credentials: readings of reference/pair_reading.h, comparisons, answers. */
#define CS_FAULT_LIST_PAIR(X)                                                                                          \
    X(CS_FAULT_FIRST_LINE_CREDENTIALS, "first-line-credentials", MESSAGE,                                              \
      "takes the first of several Proxy-Authorization lines")                                                          \
    X(CS_FAULT_LAST_LINE_CREDENTIALS, "last-line-credentials", MESSAGE,                                                \
      "takes the last of several Proxy-Authorization lines")                                                           \
    X(CS_FAULT_LIST_FIRST_CREDENTIALS, "list-first-credentials", MESSAGE,                                              \
      "takes the first of several credentials in one line")                                                            \
    X(CS_FAULT_LIST_LAST_CREDENTIALS, "list-last-credentials", MESSAGE,                                                \
      "takes the last of several credentials in one line")                                                             \
    X(CS_FAULT_ANY_SCHEME_CREDENTIALS, "any-scheme-credentials", MESSAGE,                                              \
      "decodes what stands behind any scheme as Basic")                                                                \
    X(CS_FAULT_NO_SCHEME_CREDENTIALS, "no-scheme-credentials", MESSAGE, "takes a token without a scheme for Basic")    \
    X(CS_FAULT_JUNK_ENDS_TOKEN, "junk-ends-token", MESSAGE,                                                            \
      "ends the base64 at the first byte that is not of its alphabet")                                                 \
    X(CS_FAULT_URL_ALPHABET, "url-alphabet", MESSAGE, "takes the alphabet of base64url, too")                          \
    X(CS_FAULT_PADDING_IGNORED, "padding-ignored", MESSAGE, "does not mind missing or surplus padding of base64")      \
    X(CS_FAULT_CREDENTIALS_NAME_BLANK, "credentials-name-blank", H1,                                                   \
      "takes Proxy-Authorization with a blank before its colon")                                                       \
    X(CS_FAULT_CREDENTIALS_BEHIND_CR, "credentials-behind-cr", H1,                                                     \
      "takes credentials from a line that begins behind a CR without LF")

#define CS_FAULT_LIST_COMPARE(X)                                                                                       \
    X(CS_FAULT_USER_CASE, "user-case", MESSAGE, "compares users without letter case")                                  \
    X(CS_FAULT_USER_PREFIX, "user-prefix", MESSAGE, "compares only as many bytes of the user as were sent")            \
    X(CS_FAULT_USER_EMPTY, "user-empty", MESSAGE, "lets an empty user in with the right password")                     \
    X(CS_FAULT_USER_BLANKS, "user-blanks", MESSAGE, "drops blanks around the user")                                    \
    X(CS_FAULT_PASSWORD_EMPTY, "password-empty", MESSAGE, "lets a known user in with an empty password")               \
    X(CS_FAULT_PASSWORD_BLANKS, "password-blanks", MESSAGE, "drops blanks around the password")                        \
    X(CS_FAULT_PASSWORD_EIGHT, "password-eight", MESSAGE,                                                              \
      "compares the first eight bytes of a password, as crypt does")                                                   \
    X(CS_FAULT_PASSWORD_LENGTH, "password-length", MESSAGE, "compares the length of a password alone")

#define CS_FAULT_LIST_WRONG(X)                                                                                         \
    X(CS_FAULT_WRONG_401, "wrong-401", MESSAGE, "answers wrong credentials with 401")                                  \
    X(CS_FAULT_WRONG_403, "wrong-403", MESSAGE, "answers wrong credentials with 403")                                  \
    X(CS_FAULT_WRONG_400, "wrong-400", MESSAGE, "answers wrong credentials with 400")                                  \
    X(CS_FAULT_WRONG_500, "wrong-500", MESSAGE, "answers wrong credentials with 500")

/* The relay: bytes, volume, ends. */
#define CS_FAULT_LIST_HOLD(X)                                                                                          \
    X(CS_FAULT_HOLDS_2, "holds-2", TUNNEL, "holds back what comes until 2 bytes are there")                            \
    X(CS_FAULT_HOLDS_16, "holds-16", TUNNEL, "holds back what comes until 16 bytes are there")                         \
    X(CS_FAULT_HOLDS_100, "holds-100", TUNNEL, "holds back what comes until 100 bytes are there")                      \
    X(CS_FAULT_HOLDS_512, "holds-512", TUNNEL, "holds back what comes until 512 bytes are there")                      \
    X(CS_FAULT_HOLDS_1024, "holds-1024", TUNNEL, "holds back what comes until 1024 bytes are there")                   \
    X(CS_FAULT_HOLDS_1400, "holds-1400", TUNNEL, "holds back what comes until 1400 bytes are there")                   \
    X(CS_FAULT_HOLDS_4096, "holds-4096", TUNNEL, "holds back what comes until 4096 bytes are there")                   \
    X(CS_FAULT_HOLDS_8192, "holds-8192", TUNNEL, "holds back what comes until 8192 bytes are there")                   \
    X(CS_FAULT_HOLDS_16384, "holds-16384", TUNNEL, "holds back what comes until 16384 bytes are there")                \
    X(CS_FAULT_HOLDS_65536, "holds-65536", TUNNEL, "holds back what comes until 65536 bytes are there")                \
    X(CS_FAULT_HOLDS_CLIENT_4096, "holds-client-4096", TUNNEL,                                                         \
      "holds back what the client sends until 4096 bytes are there")                                                   \
    X(CS_FAULT_HOLDS_ORIGIN_4096, "holds-origin-4096", TUNNEL,                                                         \
      "holds back what the origin sends until 4096 bytes are there")

#define CS_FAULT_LIST_CAP(X)                                                                                           \
    X(CS_FAULT_CAP_64K, "cap-64k", TUNNEL, "ends a tunnel after 64 KiB from one side")                                 \
    X(CS_FAULT_CAP_1M, "cap-1m", TUNNEL, "ends a tunnel after 1 MiB from one side")                                    \
    X(CS_FAULT_CAP_16M, "cap-16m", TUNNEL, "ends a tunnel after 16 MiB from one side")                                 \
    X(CS_FAULT_CAP_128M, "cap-128m", TUNNEL, "ends a tunnel after 128 MiB from one side")                              \
    X(CS_FAULT_CAP_2G, "cap-2g", TUNNEL, "ends a tunnel after 2 GiB from one side")                                    \
    X(CS_FAULT_CAP_4G, "cap-4g", TUNNEL, "ends a tunnel after 4 GiB from one side")

#define CS_FAULT_LIST_BYTES(X)                                                                                         \
    X(CS_FAULT_LF_TO_CRLF, "lf-to-crlf", TUNNEL, "relays LF as CR LF")                                                 \
    X(CS_FAULT_CONTROL_Z_ENDS, "control-z-ends", TUNNEL, "ends the tunnel at a byte 0x1a")                             \
    X(CS_FAULT_TELNET_DOUBLED, "telnet-doubled", TUNNEL, "doubles bytes 0xff, as telnet does")                         \
    X(CS_FAULT_XON_DROPPED, "xon-dropped", TUNNEL, "drops XON and XOFF")                                               \
    X(CS_FAULT_BOM_STRIPPED, "bom-stripped", TUNNEL, "drops a byte order mark at the beginning")                       \
    X(CS_FAULT_UTF8_REPAIRED, "utf8-repaired", TUNNEL, "replaces bytes that are no ASCII by U+FFFD")                   \
    X(CS_FAULT_FIRST_BYTE_LOST, "first-byte-lost", TUNNEL, "loses the first byte of each direction")                   \
    X(CS_FAULT_NUL_ENDS_PIECE, "nul-ends-piece", TUNNEL, "ends each piece at its first NUL")                           \
    X(CS_FAULT_BLANK_LINES_SKIPPED, "blank-lines-skipped", TUNNEL, "skips empty lines at the beginning of the tunnel") \
    X(CS_FAULT_BLANKS_SKIPPED, "blanks-skipped", TUNNEL, "skips blanks at the beginning of the tunnel")                \
    X(CS_FAULT_EARLY_REQUEST_EATEN, "early-request-eaten", TUNNEL,                                                     \
      "swallows a request that is the first in the tunnel")                                                            \
    X(CS_FAULT_EARLY_CHUNK_EATEN, "early-chunk-eaten", TUNNEL,                                                         \
      "swallows a chunk size that is the first in the tunnel")                                                         \
    X(CS_FAULT_HELLO_CUT, "hello-cut", TUNNEL, "closes when a TLS ClientHello does not come in one piece")             \
    X(CS_FAULT_HELLO_LONG, "hello-long", TUNNEL, "closes when a TLS ClientHello has more than 1400 bytes")             \
    X(CS_FAULT_TLS_ALONE, "tls-alone", TUNNEL, "closes tunnels that do not begin with TLS")                            \
    X(CS_FAULT_HELLO_REWRITTEN, "hello-rewritten", TUNNEL, "writes the lowest record version into a ClientHello")      \
    X(CS_FAULT_EARLY_CUT_1K, "early-cut-1k", TUNNEL, "passes the first KiB of early bytes on and loses the rest")      \
    X(CS_FAULT_EARLY_CUT_16K, "early-cut-16k", TUNNEL, "passes the first 16 KiB of early bytes on and loses the rest")

#define CS_FAULT_LIST_ENDS(X)                                                                                          \
    X(CS_FAULT_FIN_AS_RESET, "fin-as-reset", TUNNEL, "passes a FIN on as a reset")                                     \
    X(CS_FAULT_QUEUE_DROPPED, "queue-dropped", TUNNEL,                                                                 \
      "drops what it still holds for the client when the origin has finished")                                         \
    X(CS_FAULT_QUEUE_DROPPED_UPWARDS, "queue-dropped-upwards", TUNNEL,                                                 \
      "drops what it still holds for the origin when the client has finished")

#define CS_FAULT_LIST_RESETS(X)

/* What a parent proxy is sent. */
#define CS_FAULT_LIST_ASKS_PARENT(X)                                                                                   \
    X(CS_FAULT_PARENT_URI, "parent-uri", MESSAGE, "asks its parent for a URI")                                         \
    X(CS_FAULT_PARENT_NO_HOST, "parent-no-host", MESSAGE, "sends its parent no Host")                                  \
    X(CS_FAULT_PARENT_NAME_LOWERED, "parent-lf", H1, "ends the lines to its parent with LF alone")                     \
    X(CS_FAULT_PARENT_PORT_443, "parent-port-443", MESSAGE, "asks its parent for port 443 whatever was asked")         \
    X(CS_FAULT_PARENT_HOST_BARE, "parent-host-bare", MESSAGE, "leaves the port away in the Host for its parent")       \
    X(CS_FAULT_PARENT_LENGTH, "parent-length", MESSAGE, "announces content to its parent")                             \
    X(CS_FAULT_PARENT_TRAILING, "parent-trailing", MESSAGE, "sends its parent an empty line too much")

/* One client at the expense of others; what is left behind; time. */
#define CS_FAULT_LIST_ALONE(X)                                                                                         \
    X(CS_FAULT_SERIAL, "serial", SHELL, "serves one connection at a time")                                             \
    X(CS_FAULT_SHAKE_BLOCKS, "shake-blocks", SHELL, "accepts nobody while a TLS handshake is incomplete")              \
    X(CS_FAULT_HALF_HEAD_BLOCKS, "half-head-blocks", SHELL, "accepts nobody while a head is incomplete")               \
    X(CS_FAULT_DIAL_BLOCKS, "dial-blocks", SHELL, "accepts nobody while a connect is under way")                       \
    X(CS_FAULT_REFUSAL_LEAKS, "refusal-leaks", SHELL, "keeps a descriptor of every client that it refuses")            \
    X(CS_FAULT_LEAVING_LEAKS, "leaving-leaks", SHELL,                                                                  \
      "keeps a descriptor of every client that leaves before it is answered")                                          \
    X(CS_FAULT_PARENT_SILENT_WAITS, "parent-silent-waits", SHELL, "waits for its parent's answer as long as it takes") \
    X(CS_FAULT_REFUSAL_RESET_CRASHES, "refusal-reset-crashes", SHELL,                                                  \
      "crashes when a client resets behind its refusal")                                                               \
    X(CS_FAULT_ONE_WAY_CUT, "one-way-cut", SHELL, "ends a tunnel whose client has been silent for 8 seconds")

#define CS_FAULT_LIST_MORE(X)                                                                                          \
    CS_FAULT_LIST_SPELLING(X)                                                                                          \
    CS_FAULT_LIST_ACCEPTS(X)                                                                                           \
    CS_FAULT_LIST_DISLIKES(X)                                                                                          \
    CS_FAULT_LIST_STATUS_LINE(X)                                                                                       \
    CS_FAULT_LIST_ANSWER_FIELD(X)                                                                                      \
    CS_FAULT_LIST_STATUS(X)                                                                                            \
    CS_FAULT_LIST_PAIR(X)                                                                                              \
    CS_FAULT_LIST_COMPARE(X)                                                                                           \
    CS_FAULT_LIST_WRONG(X)                                                                                             \
    CS_FAULT_LIST_HOLD(X)                                                                                              \
    CS_FAULT_LIST_CAP(X)                                                                                               \
    CS_FAULT_LIST_BYTES(X)                                                                                             \
    CS_FAULT_LIST_ENDS(X)                                                                                              \
    CS_FAULT_LIST_RESETS(X)                                                                                            \
    CS_FAULT_LIST_ASKS_PARENT(X)                                                                                       \
    CS_FAULT_LIST_ALONE(X)

#endif
