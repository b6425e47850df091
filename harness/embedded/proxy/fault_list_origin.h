/* The faults of the embedded origin: X(symbol, "name", ORIGIN, "what the faulty origin does"). */
#ifndef CONNECTSPEC_FAULT_LIST_ORIGIN_H
#define CONNECTSPEC_FAULT_LIST_ORIGIN_H

#define CS_FAULT_LIST_ORIGIN(X)                                                                                        \
    X(CS_FAULT_ORIGIN_ACCEPTS, "origin-accepts-connect", ORIGIN, "opens a tunnel to whatever CONNECT asks for")        \
    X(CS_FAULT_ORIGIN_ACCEPTS_443, "origin-accepts-connect-443", ORIGIN, "opens a tunnel to port 443 of any host")     \
    X(CS_FAULT_ORIGIN_ACCEPTS_IPV6, "origin-accepts-connect-ipv6", ORIGIN, "opens a tunnel to IPv6 addresses")         \
    X(CS_FAULT_ORIGIN_ACCEPTS_HTTP10, "origin-accepts-connect-http10", ORIGIN, "opens a tunnel for HTTP/1.0")          \
    X(CS_FAULT_ORIGIN_CONTACTS, "origin-contacts-target", ORIGIN,                                                      \
      "connects to the target of a CONNECT that it then refuses")                                                      \
    X(CS_FAULT_ORIGIN_HANDS_ON, "origin-hands-on-connect", ORIGIN,                                                     \
      "hands a CONNECT on to its backend, and becomes a tunnel to it")                                                 \
    X(CS_FAULT_ORIGIN_EMPTY_200, "origin-connect-200", ORIGIN, "answers CONNECT with 200 and no content")              \
    X(CS_FAULT_ORIGIN_CONTENT_200, "origin-connect-200-content", ORIGIN, "answers CONNECT with 200 and a page")        \
    X(CS_FAULT_ORIGIN_NO_CONTENT, "origin-connect-204", ORIGIN, "answers CONNECT with 204")                            \
    X(CS_FAULT_ORIGIN_SWITCHES, "origin-connect-101", ORIGIN, "answers CONNECT with 101")                              \
    X(CS_FAULT_ORIGIN_STUCK_200, "origin-connect-200-silent", ORIGIN,                                                  \
      "answers CONNECT with 200 and then neither reads nor closes")                                                    \
    X(CS_FAULT_ORIGIN_NO_ALLOW, "origin-connect-405-bare", ORIGIN, "answers CONNECT with 405 and no Allow")            \
    X(CS_FAULT_ORIGIN_LENGTH_BESIDE_CODING, "origin-connect-405-framing", ORIGIN,                                      \
      "answers CONNECT with Content-Length beside Transfer-Encoding")                                                  \
    X(CS_FAULT_ORIGIN_SILENT, "origin-connect-silent", ORIGIN, "never answers CONNECT")                                \
    X(CS_FAULT_ORIGIN_CRASHES, "origin-connect-crashes", ORIGIN, "crashes on CONNECT")                                 \
    X(CS_FAULT_ORIGIN_CRASHES_IPV6, "origin-connect-ipv6-crashes", ORIGIN, "crashes on CONNECT to an IPv6 address")    \
    X(CS_FAULT_ORIGIN_CRASHES_EARLY, "origin-connect-early-crashes", ORIGIN, "crashes on bytes behind a CONNECT")      \
    X(CS_FAULT_ORIGIN_ACCEPTS_EARLY, "origin-accepts-connect-early", ORIGIN,                                           \
      "opens a tunnel for CONNECT with bytes behind it")                                                               \
    X(CS_FAULT_ORIGIN_ACCEPTS_HOST, "origin-accepts-connect-host", ORIGIN,                                             \
      "opens a tunnel where Host names another host than the target")                                                  \
    X(CS_FAULT_ORIGIN_CRASHES_UPGRADE, "origin-connect-upgrade-crashes", ORIGIN, "crashes on a CONNECT with Upgrade")  \
    X(CS_FAULT_ORIGIN_SILENT_HTTP10, "origin-connect-http10-silent", ORIGIN, "never answers a CONNECT in HTTP/1.0")    \
    X(CS_FAULT_ORIGIN_SILENT_BODY, "origin-connect-body-waits", ORIGIN, "waits for content that a CONNECT announces")  \
    X(CS_FAULT_ORIGIN_SILENT_EXPECT, "origin-connect-expect-waits", ORIGIN,                                            \
      "waits for content where Expect was sent with CONNECT")                                                          \
    X(CS_FAULT_ORIGIN_SILENT_EARLY, "origin-connect-early-silent", ORIGIN,                                             \
      "never answers a CONNECT with bytes behind it")                                                                  \
    X(CS_FAULT_ORIGIN_PATH_200, "origin-connect-path-200", ORIGIN, "takes CONNECT with a path for GET")                \
    X(CS_FAULT_ORIGIN_STAR_200, "origin-connect-star-200", ORIGIN, "answers 200 to CONNECT *")                         \
    X(CS_FAULT_ORIGIN_URI_200, "origin-connect-uri-200", ORIGIN, "takes CONNECT with a URI for GET")                   \
    X(CS_FAULT_ORIGIN_HOSTLESS_200, "origin-connect-hostless-200", ORIGIN, "answers 200 to CONNECT without Host")      \
    X(CS_FAULT_ORIGIN_UPGRADE_101, "origin-connect-upgrade-101", ORIGIN, "answers 101 to CONNECT with Upgrade")        \
    X(CS_FAULT_ORIGIN_LOWER_200, "origin-connect-lower-200", ORIGIN, "takes connect in small letters for GET")         \
    X(CS_FAULT_ORIGIN_BEHIND_AS_REQUEST, "origin-behind-as-request", ORIGIN,                                           \
      "keeps the connection behind a refused CONNECT and serves what stands behind it")                                \
    X(CS_FAULT_ORIGIN_POISONED, "origin-next-poisoned", ORIGIN,                                                        \
      "refuses the next client's request behind a CONNECT with bytes behind it")                                       \
    X(CS_FAULT_ORIGIN_ECHOES, "origin-connect-echoed", ORIGIN,                                                         \
      "writes the decoded target of CONNECT into a field of the answer")                                               \
    X(CS_FAULT_ORIGIN_VERSION_20, "origin-answer-version-20", ORIGIN,                                                  \
      "calls its version HTTP/2.0 in answers to CONNECT")                                                              \
    X(CS_FAULT_ORIGIN_PROXY_STATUS, "origin-proxy-status", ORIGIN, "sends Proxy-Status with its refusal of CONNECT")   \
    X(CS_FAULT_ORIGIN_NO_DATE, "origin-connect-no-date", ORIGIN, "leaves Date away in answers to CONNECT alone")       \
    X(CS_FAULT_ORIGIN_SHORT, "origin-connect-content-cut", ORIGIN,                                                     \
      "announces more content than it sends with its refusal of CONNECT")                                              \
    X(CS_FAULT_ORIGIN_SURPLUS, "origin-connect-content-long", ORIGIN,                                                  \
      "sends more content than it announces with its refusal of CONNECT")                                              \
    X(CS_FAULT_ORIGIN_TWICE, "origin-answers-twice", ORIGIN, "refuses CONNECT twice")                                  \
    X(CS_FAULT_ORIGIN_ACCEPTS_AUTHORIZED, "origin-accepts-connect-authorized", ORIGIN,                                 \
      "opens a tunnel for CONNECT with Proxy-Authorization, whatever it says")                                         \
    X(CS_FAULT_ORIGIN_ACCEPTS_OPTION, "origin-accepts-connect-option", ORIGIN,                                         \
      "opens a tunnel for CONNECT with Proxy-Connection")                                                              \
    X(CS_FAULT_ORIGIN_ACCEPTS_UPGRADE, "origin-accepts-connect-upgrade", ORIGIN,                                       \
      "opens a tunnel for CONNECT with Upgrade")                                                                       \
    X(CS_FAULT_ORIGIN_ACCEPTS_EXPECT, "origin-accepts-connect-expect", ORIGIN,                                         \
      "opens a tunnel for CONNECT with Expect")                                                                        \
    X(CS_FAULT_ORIGIN_ACCEPTS_CONTENT, "origin-accepts-connect-content", ORIGIN,                                       \
      "opens a tunnel for CONNECT that announces content")                                                             \
    X(CS_FAULT_ORIGIN_ACCEPTS_NAME, "origin-accepts-connect-name", ORIGIN, "opens a tunnel to hosts that have a name") \
    X(CS_FAULT_ORIGIN_H2C_101, "origin-connect-h2c-101", ORIGIN,                                                       \
      "answers 101 to CONNECT with Upgrade and HTTP2-Settings")                                                        \
    X(CS_FAULT_ORIGIN_CRASHES_LONG, "origin-connect-long-crashes", ORIGIN,                                             \
      "crashes on CONNECT with a target of more than 4096 bytes")                                                      \
    X(CS_FAULT_ORIGIN_ACCEPTS_LATER, "origin-accepts-connect-later", ORIGIN,                                           \
      "opens a tunnel for CONNECT behind another request")                                                             \
    X(CS_FAULT_ORIGIN_NO_CHALLENGE, "origin-answer-407-bare", ORIGIN, "answers CONNECT with 407 and no challenge")     \
    X(CS_FAULT_ORIGIN_LOCATION_BRACKET, "origin-answer-location-bracket", ORIGIN,                                      \
      "sends a Location with a bracket that is not closed")                                                            \
    X(CS_FAULT_ORIGIN_CHALLENGE_BROKEN, "origin-answer-challenge-broken", ORIGIN,                                      \
      "sends a WWW-Authenticate that is no list of challenges")                                                        \
    X(CS_FAULT_ORIGIN_HANDS_PATH, "origin-hands-on-path", ORIGIN, "hands CONNECT with a path on to its backend")       \
    X(CS_FAULT_ORIGIN_HANDS_UPGRADE, "origin-hands-on-upgrade", ORIGIN,                                                \
      "hands CONNECT with Upgrade on to its backend")                                                                  \
    X(CS_FAULT_ORIGIN_HANDS_EXPECT, "origin-hands-on-expect", ORIGIN, "hands CONNECT with Expect on to its backend")   \
    X(CS_FAULT_ORIGIN_HANDS_CONTENT, "origin-hands-on-content", ORIGIN,                                                \
      "hands CONNECT that announces content on to its backend")                                                        \
    X(CS_FAULT_ORIGIN_HANDS_HTTP10, "origin-hands-on-http10", ORIGIN, "hands CONNECT of HTTP/1.0 on to its backend")   \
    X(CS_FAULT_ORIGIN_HANDS_443, "origin-hands-on-443", ORIGIN, "hands CONNECT to port 443 on to its backend")         \
    X(CS_FAULT_ORIGIN_LEAKS, "origin-answers-mixed", ORIGIN, "gives the next client what came with a CONNECT")         \
    X(CS_FAULT_ORIGIN_ALLOWS_CONNECT, "origin-405-allows-connect", ORIGIN,                                             \
      "says in the Allow of its 405 to CONNECT that CONNECT is allowed")                                               \
    X(CS_FAULT_ORIGIN_ALLOW_BROKEN, "origin-405-allow-broken", ORIGIN, "separates the methods in Allow by blanks")     \
    X(CS_FAULT_ORIGIN_HEAD_CUT, "origin-connect-head-cut", ORIGIN,                                                     \
      "ends the connection within the head of its refusal")                                                            \
    X(CS_FAULT_ORIGIN_MALFORMED_SILENT, "origin-malformed-silent", ORIGIN,                                             \
      "never answers a CONNECT with a port beyond 65535")                                                              \
    X(CS_FAULT_ORIGIN_NAME_BLANK, "origin-answer-name-blank", ORIGIN, "sends a field whose name has a blank")          \
    X(CS_FAULT_ORIGIN_NO_COLON, "origin-answer-no-colon", ORIGIN, "sends a field line without a colon")                \
    X(CS_FAULT_ORIGIN_COLON_BLANK, "origin-answer-colon-blank", ORIGIN, "sends a blank before a field's colon")        \
    X(CS_FAULT_ORIGIN_FOLDED, "origin-answer-folded", ORIGIN, "folds a field")                                         \
    X(CS_FAULT_ORIGIN_CONTROL, "origin-answer-control", ORIGIN, "sends a control character in a field of an answer")   \
    X(CS_FAULT_ORIGIN_CR, "origin-answer-cr", ORIGIN, "sends a bare CR in a field")                                    \
    X(CS_FAULT_ORIGIN_LF, "origin-status-lf", ORIGIN, "ends the lines of its answers with LF alone")                   \
    X(CS_FAULT_ORIGIN_NO_REASON_SPACE, "origin-no-reason-space", ORIGIN,                                               \
      "leaves the space before the empty reason of an answer away")                                                    \
    X(CS_FAULT_ORIGIN_STATUS_LOWER, "origin-status-lower", ORIGIN, "calls its version http/1.1")                       \
    X(CS_FAULT_ORIGIN_STATUS_GAP, "origin-status-gap", ORIGIN, "sends two blanks before the status")                   \
    X(CS_FAULT_ORIGIN_STATUS_PADDED, "origin-status-padded", ORIGIN, "sends a status of four digits")                  \
    X(CS_FAULT_ORIGIN_STATUS_EMPTY_LINE, "origin-status-empty-line", ORIGIN,                                           \
      "sends an empty line before the status line")                                                                    \
    X(CS_FAULT_ORIGIN_STATUS_PAGE, "origin-status-page", ORIGIN, "begins its answer with a page")                      \
    X(CS_FAULT_ORIGIN_LENGTH_TWICE, "origin-answer-length-twice", ORIGIN, "sends two lengths that differ")             \
    X(CS_FAULT_ORIGIN_LENGTH_SIGNED, "origin-answer-length-signed", ORIGIN, "sends a second length, with a sign")      \
    X(CS_FAULT_ORIGIN_DATE_BROKEN, "origin-answer-date-broken", ORIGIN, "sends a Date that is none")                   \
    X(CS_FAULT_ORIGIN_DATE_WEEKDAY, "origin-answer-date-weekday", ORIGIN, "names the wrong day of the week in Date")   \
    X(CS_FAULT_ORIGIN_LIST_GAP, "origin-answer-list-gap", ORIGIN, "leaves a member of a list empty")                   \
    X(CS_FAULT_ORIGIN_SERVER_BROKEN, "origin-answer-server-broken", ORIGIN,                                            \
      "sends a Server whose comment does not end")                                                                     \
    X(CS_FAULT_ORIGIN_DATE_OLD, "origin-answer-date-old", ORIGIN, "sends a Date of long ago")                          \
    X(CS_FAULT_ORIGIN_TYPE_BROKEN, "origin-answer-type-twice", ORIGIN, "sends Content-Type twice")                     \
    X(CS_FAULT_ORIGIN_RETRY_BROKEN, "origin-answer-retry-broken", ORIGIN,                                              \
      "sends a Retry-After that is neither a number nor a date")                                                       \
    X(CS_FAULT_ORIGIN_VIA_BROKEN, "origin-answer-via-broken", ORIGIN, "sends a Via without a protocol")                \
    X(CS_FAULT_ORIGIN_LOCATION_BROKEN, "origin-answer-location-broken", ORIGIN, "sends a Location that is no URI")     \
    X(CS_FAULT_ORIGIN_KEEP_ALIVE_UNLISTED, "origin-answer-keep-alive-unlisted", ORIGIN,                                \
      "sends Keep-Alive and does not name it in Connection")                                                           \
    X(CS_FAULT_ORIGIN_UPGRADE_UNLISTED, "origin-answer-upgrade-unlisted", ORIGIN,                                      \
      "sends Upgrade and does not name it in Connection")                                                              \
    X(CS_FAULT_ORIGIN_PATH, "origin-answer-path", ORIGIN, "tells a path of its machine")                               \
    X(CS_FAULT_ORIGIN_INTERNAL, "origin-answer-internal-address", ORIGIN, "tells a private address")                   \
    X(CS_FAULT_ORIGIN_CLOSE_UNANNOUNCED, "origin-close-unannounced", ORIGIN,                                           \
      "closes behind an answer without saying so")                                                                     \
    X(CS_FAULT_ORIGIN_CLOSE_SAID, "origin-close-said", ORIGIN, "says that it closes and serves the next request")

/* Over HTTP/2 and TLS. */
#define CS_FAULT_LIST_ORIGIN_H2(X)                                                                                     \
    X(CS_FAULT_ORIGIN_H2_ACCEPTS, "origin-h2-accepts-connect", ORIGIN, "opens a tunnel for CONNECT over HTTP/2")       \
    X(CS_FAULT_ORIGIN_H2_200, "origin-h2-connect-200", ORIGIN, "answers CONNECT over HTTP/2 with 200 and no content")  \
    X(CS_FAULT_ORIGIN_H2_SILENT, "origin-h2-connect-silent", ORIGIN, "never answers CONNECT over HTTP/2")              \
    X(CS_FAULT_ORIGIN_H2_HANDS_ON, "origin-h2-hands-on", ORIGIN, "hands CONNECT over HTTP/2 on to its backend")        \
    X(CS_FAULT_ORIGIN_H2_FORM_200, "origin-h2-malformed-200", ORIGIN, "answers 200 to CONNECT with :scheme and :path") \
    X(CS_FAULT_ORIGIN_H2_FORM_SILENT, "origin-h2-malformed-silent", ORIGIN,                                            \
      "never answers CONNECT with :scheme and :path")                                                                  \
    X(CS_FAULT_ORIGIN_H2_FORM_HANDS_ON, "origin-h2-malformed-hands-on", ORIGIN,                                        \
      "hands CONNECT with :scheme and :path on to its backend")                                                        \
    X(CS_FAULT_ORIGIN_H2_EXTENDED_200, "origin-h2-protocol-200", ORIGIN,                                               \
      "answers 200 to an extended CONNECT for a protocol that it does not know")                                       \
    X(CS_FAULT_ORIGIN_H2_ENDS_ALL, "origin-h2-refusal-ends-all", ORIGIN,                                               \
      "ends the connection behind a refused CONNECT")                                                                  \
    X(CS_FAULT_ORIGIN_H2_CONNECTION, "origin-h2-answer-connection", ORIGIN,                                            \
      "puts connection into answers over HTTP/2")                                                                      \
    X(CS_FAULT_ORIGIN_H2_UPPER, "origin-h2-answer-upper-case", ORIGIN, "sends upper-case field names over HTTP/2")     \
    X(CS_FAULT_ORIGIN_H2_PSEUDO, "origin-h2-answer-pseudo", ORIGIN, "adds a pseudo-field to answers over HTTP/2")      \
    X(CS_FAULT_ORIGIN_H2_STATUS_TWICE, "origin-h2-status-twice", ORIGIN, "sends :status twice")                        \
    X(CS_FAULT_ORIGIN_TLS_CLOSURE, "origin-no-close-notify", ORIGIN, "closes TLS without close_notify")                \
    X(CS_FAULT_ORIGIN_TLS_HELLO, "origin-hello-cut", ORIGIN, "resets when a client's ClientHello comes in pieces")

#endif
