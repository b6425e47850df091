/* The faults of the embedded client: X(symbol, "name", CLIENT, "what the faulty client does"). */
#ifndef CONNECTSPEC_FAULT_LIST_CLIENT_H
#define CONNECTSPEC_FAULT_LIST_CLIENT_H

#define CS_FAULT_LIST_CLIENT(X)                                                                                        \
    X(CS_FAULT_CLIENT_GET_METHOD, "client-method-get", CLIENT, "asks with GET")                                        \
    X(CS_FAULT_CLIENT_LOWER_METHOD, "client-method-lower", CLIENT, "asks with connect")                                \
    X(CS_FAULT_CLIENT_HTTP10, "client-version-10", CLIENT, "asks in HTTP/1.0")                                         \
    X(CS_FAULT_CLIENT_HTTP20, "client-version-20", CLIENT, "says HTTP/2.0")                                            \
    X(CS_FAULT_CLIENT_HTTP_LOWER, "client-version-lower", CLIENT, "says http/1.1")                                     \
    X(CS_FAULT_CLIENT_NO_PORT, "client-no-port", CLIENT, "leaves the port away")                                       \
    X(CS_FAULT_CLIENT_PORT_443, "client-port-443", CLIENT, "asks for port 443 whatever is wanted")                     \
    X(CS_FAULT_CLIENT_PORT_80, "client-port-80", CLIENT, "asks for port 80 whatever is wanted")                        \
    X(CS_FAULT_CLIENT_PORT_ZEROS, "client-port-zeros", CLIENT, "fills the port up with zeros")                         \
    X(CS_FAULT_CLIENT_IPV6_BARE, "client-ipv6-bare", CLIENT, "leaves the brackets of an IPv6 address away")            \
    X(CS_FAULT_CLIENT_USERINFO, "client-userinfo", CLIENT, "sends userinfo in the target")                             \
    X(CS_FAULT_CLIENT_URI, "client-uri", CLIENT, "asks for a URI")                                                     \
    X(CS_FAULT_CLIENT_PATH, "client-path", CLIENT, "sends a path behind the port")                                     \
    X(CS_FAULT_CLIENT_FRAGMENT, "client-fragment", CLIENT, "sends a fragment behind the port")                         \
    X(CS_FAULT_CLIENT_TARGET_BLANK, "client-target-blank", CLIENT, "sends two blanks before the target")               \
    X(CS_FAULT_CLIENT_TARGET_TRAILING, "client-target-trailing", CLIENT, "sends two blanks behind the target")         \
    X(CS_FAULT_CLIENT_NAME_DOT, "client-name-dot", CLIENT, "appends a dot to the name")                                \
    X(CS_FAULT_CLIENT_AUTHORIZATION, "client-authorization-sent", CLIENT,                                              \
      "sends the proxy the credentials of the origin")                                                                 \
    X(CS_FAULT_CLIENT_COOKIE, "client-cookie-sent", CLIENT, "sends the proxy the cookies of the origin")               \
    X(CS_FAULT_CLIENT_REFERER, "client-referer-sent", CLIENT, "sends the proxy a Referer")                             \
    X(CS_FAULT_CLIENT_ORIGIN_PATH, "client-path-sent", CLIENT,                                                         \
      "sends the proxy the path that is meant for the origin")                                                         \
    X(CS_FAULT_CLIENT_LENGTH_FIVE, "client-length-sent", CLIENT, "announces content")                                  \
    X(CS_FAULT_CLIENT_LENGTH_ZERO, "client-length-zero-sent", CLIENT, "sends Content-Length: 0")                       \
    X(CS_FAULT_CLIENT_CHUNKED, "client-coding-sent", CLIENT, "sends Transfer-Encoding")                                \
    X(CS_FAULT_CLIENT_EXPECT, "client-expect-sent", CLIENT, "sends Expect: 100-continue")                              \
    X(CS_FAULT_CLIENT_FOLDED, "client-folded-sent", CLIENT, "sends a folded field")                                    \
    X(CS_FAULT_CLIENT_NAME_BLANK, "client-name-blank-sent", CLIENT, "sends a blank before a colon")                    \
    X(CS_FAULT_CLIENT_NAME_ODD, "client-name-odd-sent", CLIENT, "sends a blank in a field's name")                     \
    X(CS_FAULT_CLIENT_CONTROL, "client-control-sent", CLIENT, "sends a control character in a field")                  \
    X(CS_FAULT_CLIENT_NO_COLON, "client-no-colon-sent", CLIENT, "sends a line without a colon")                        \
    X(CS_FAULT_CLIENT_UPGRADE, "client-upgrade-sent", CLIENT, "sends the proxy Upgrade that Connection does not list") \
    X(CS_FAULT_CLIENT_CREDENTIALS_TWICE, "client-credentials-twice", CLIENT, "sends Proxy-Authorization twice")        \
    X(CS_FAULT_CLIENT_HOST_MISSING, "client-host-missing", CLIENT, "sends no Host")                                    \
    X(CS_FAULT_CLIENT_HOST_OTHER, "client-host-other", CLIENT, "sends another Host than the target")                   \
    X(CS_FAULT_CLIENT_HOST_EMPTY, "client-host-empty", CLIENT, "sends an empty Host")                                  \
    X(CS_FAULT_CLIENT_HOST_TWICE, "client-host-twice", CLIENT, "sends Host twice")                                     \
    X(CS_FAULT_CLIENT_HOST_BARE, "client-host-bare", CLIENT, "leaves a port that is no default away in Host")          \
    X(CS_FAULT_CLIENT_HOST_URI, "client-host-uri", CLIENT, "sends a URI in Host")                                      \
    X(CS_FAULT_CLIENT_TAKES_ICY, "client-takes-icy", CLIENT, "takes ICY 200 for success")                              \
    X(CS_FAULT_CLIENT_TAKES_LOWER, "client-takes-lower", CLIENT, "takes http/1.1 200 for success")                     \
    X(CS_FAULT_CLIENT_TAKES_20, "client-takes-20", CLIENT, "takes HTTP/2.0 200 for success")                           \
    X(CS_FAULT_CLIENT_TAKES_2000, "client-takes-2000", CLIENT, "takes HTTP/1.1 2000 for success")                      \
    X(CS_FAULT_CLIENT_TAKES_GAP, "client-takes-gap", CLIENT, "takes two blanks before the status")                     \
    X(CS_FAULT_CLIENT_TAKES_TAB, "client-takes-tab", CLIENT, "takes a tab before the status")                          \
    X(CS_FAULT_CLIENT_TAKES_EMPTY_LINE, "client-takes-empty-line", CLIENT,                                             \
      "takes an empty line before the status line")                                                                    \
    X(CS_FAULT_CLIENT_TAKES_SIGN, "client-takes-sign", CLIENT, "takes HTTP/1.1 +200 for success")                      \
    X(CS_FAULT_CLIENT_TAKES_BARE, "client-takes-bare", CLIENT, "takes HTTP 200 for success")                           \
    X(CS_FAULT_CLIENT_TAKES_SHORT, "client-takes-short", CLIENT, "takes HTTP/1.1 20 for success")                      \
    X(CS_FAULT_CLIENT_IGNORES_STATUS, "client-ignores-status", CLIENT, "opens the tunnel whatever the status is")      \
    X(CS_FAULT_CLIENT_TAKES_3XX, "client-takes-3xx", CLIENT, "opens the tunnel behind a 3xx")                          \
    X(CS_FAULT_CLIENT_TAKES_403, "client-takes-403", CLIENT, "opens the tunnel behind a 403")                          \
    X(CS_FAULT_CLIENT_TAKES_407, "client-takes-407", CLIENT, "opens the tunnel behind a 407")                          \
    X(CS_FAULT_CLIENT_TAKES_5XX, "client-takes-5xx", CLIENT, "opens the tunnel behind a 5xx")                          \
    X(CS_FAULT_CLIENT_ONLY_200, "client-only-200", CLIENT, "takes only 200 for success")                               \
    X(CS_FAULT_CLIENT_REFUSES_204, "client-refuses-204", CLIENT, "takes 204 for a refusal")                            \
    X(CS_FAULT_CLIENT_SHOWS_REFUSAL, "client-shows-refusal", CLIENT, "shows the content of a refusal as the origin's") \
    X(CS_FAULT_CLIENT_FORGETS_REFUSAL, "client-forgets-refusal", CLIENT, "says that it succeeded when it was refused") \
    X(CS_FAULT_CLIENT_FOLLOWS_REDIRECT, "client-follows-redirect", CLIENT, "follows a redirect of the proxy")          \
    X(CS_FAULT_CLIENT_GOES_DIRECT, "client-goes-direct", CLIENT,                                                       \
      "goes to the origin without the proxy when it was refused")                                                      \
    X(CS_FAULT_CLIENT_ASKS_AGAIN, "client-asks-again", CLIENT, "asks again and again when it was refused")             \
    X(CS_FAULT_CLIENT_TAKES_101, "client-takes-101", CLIENT, "takes 101 for success")                                  \
    X(CS_FAULT_CLIENT_INTERIM_OPENS, "client-interim-opens", CLIENT, "takes an interim answer for success")            \
    X(CS_FAULT_CLIENT_INTERIM_REFUSES, "client-interim-refuses", CLIENT, "takes an interim answer for a refusal")      \
    X(CS_FAULT_CLIENT_HEAD_CUT, "client-head-cut", CLIENT, "takes a 2xx that breaks off in its head for success")      \
    X(CS_FAULT_CLIENT_LENGTH_HEEDED, "client-length-heeded", CLIENT,                                                   \
      "takes the first tunnel bytes for content that a 2xx announces")                                                 \
    X(CS_FAULT_CLIENT_BEHIND_LOST, "client-behind-lost", CLIENT, "loses tunnel bytes that come with the 2xx")          \
    X(CS_FAULT_CLIENT_ENDLESS, "client-endless-head", CLIENT, "reads a head of any size")                              \
    X(CS_FAULT_CLIENT_SMALL_HEAD, "client-small-head", CLIENT, "gives up on heads of more than 512 bytes")             \
    X(CS_FAULT_CLIENT_ONE_READ, "client-one-read", CLIENT, "takes the first read for the whole head")                  \
    X(CS_FAULT_CLIENT_FRAMING_REFUSED, "client-framing-refused", CLIENT,                                               \
      "takes a 2xx with Content-Length or Transfer-Encoding for malformed")                                            \
    X(CS_FAULT_CLIENT_EARLY_INNER, "client-early-inner-bytes", CLIENT,                                                 \
      "sends tunnel bytes before the proxy has answered")                                                              \
    X(CS_FAULT_CLIENT_CREDENTIALS_INSIDE, "client-credentials-in-tunnel", CLIENT,                                      \
      "sends the proxy's credentials to the origin")                                                                   \
    X(CS_FAULT_CLIENT_PROXY_FIELD_INSIDE, "client-proxy-field-in-tunnel", CLIENT,                                      \
      "sends Proxy-Connection to the origin")                                                                          \
    X(CS_FAULT_CLIENT_URI_INSIDE, "client-uri-in-tunnel", CLIENT, "sends the origin a URI as the target")              \
    X(CS_FAULT_CLIENT_COOKIE_KEPT, "client-cookie-kept", CLIENT, "gives the origin a cookie that the proxy has set")   \
    X(CS_FAULT_CLIENT_LF_LINES, "client-lf-lines", CLIENT, "ends the lines of its request with LF alone")              \
    X(CS_FAULT_CLIENT_LEADING_LINE, "client-leading-line", CLIENT, "sends an empty line before its request")           \
    X(CS_FAULT_CLIENT_CREDENTIALS_ANY_SCHEME, "client-credentials-any-scheme", CLIENT,                                 \
      "answers any challenge with Basic")                                                                              \
    X(CS_FAULT_CLIENT_CREDENTIALS_401, "client-credentials-to-401", CLIENT,                                            \
      "sends the proxy's credentials when it answers 401")                                                             \
    X(CS_FAULT_CLIENT_CREDENTIALS_ENDLESS, "client-credentials-endless", CLIENT,                                       \
      "answers 407 with the same credentials again and again")                                                         \
    X(CS_FAULT_CLIENT_CREDENTIALS_NEVER, "client-credentials-never", CLIENT,                                           \
      "gives up on a 407 although it has credentials")                                                                 \
    X(CS_FAULT_CLIENT_CREDENTIALS_URL, "client-credentials-url-alphabet", CLIENT,                                      \
      "encodes credentials in the alphabet of URLs")                                                                   \
    X(CS_FAULT_CLIENT_CREDENTIALS_UNPADDED, "client-credentials-unpadded", CLIENT,                                     \
      "leaves the padding of its credentials away")                                                                    \
    X(CS_FAULT_CLIENT_CREDENTIALS_FIRST_COLON, "client-credentials-cut", CLIENT, "cuts its password at a colon")       \
    X(CS_FAULT_CLIENT_FINISHES_EARLY, "client-finishes-early", CLIENT, "sends FIN behind its request")                 \
    X(CS_FAULT_CLIENT_REUSES, "client-reuses-connection", CLIENT,                                                      \
      "asks again on a connection that the proxy has said it closes")                                                  \
    X(CS_FAULT_CLIENT_DECODES_HOST, "client-decodes-host", CLIENT,                                                     \
      "decodes the percent-encoded octets of a host in its request")                                                   \
    X(CS_FAULT_CLIENT_DECODES_BLANK, "client-decodes-blank", CLIENT,                                                   \
      "decodes the encoded blanks of a host in its request")                                                           \
    X(CS_FAULT_CLIENT_CUTS_HOST, "client-cuts-host", CLIENT, "cuts a host at its first percent-encoded octet")         \
    X(CS_FAULT_CLIENT_ALPN_LOWER, "client-alpn-lower", CLIENT, "encodes ALPN with small hexadecimal digits")           \
    X(CS_FAULT_CLIENT_ALPN_PLAIN, "client-alpn-plain", CLIENT, "leaves the slash in ALPN as it is")                    \
    X(CS_FAULT_CLIENT_HOST_LAST, "client-host-last", CLIENT, "sends Host behind its other fields")                     \
    X(CS_FAULT_CLIENT_NO_AGENT, "client-no-agent", CLIENT, "sends no User-Agent")                                      \
    X(CS_FAULT_CLIENT_TE, "client-te-sent", CLIENT, "sends the proxy TE that Connection does not list")                \
    X(CS_FAULT_CLIENT_KEEP_ALIVE, "client-keep-alive-sent", CLIENT,                                                    \
      "sends the proxy Keep-Alive that Connection does not list")                                                      \
    X(CS_FAULT_CLIENT_ASKS_UNANSWERED, "client-asks-again-unanswered", CLIENT,                                         \
      "asks again and again when it got no answer")                                                                    \
    X(CS_FAULT_CLIENT_FIELD_CASE, "client-field-case", CLIENT, "knows Proxy-Authenticate in one spelling alone")       \
    X(CS_FAULT_CLIENT_FOLD_AS_FIELD, "client-fold-as-field", CLIENT, "takes a folded line for a field of its own")     \
    X(CS_FAULT_CLIENT_NUL_CRASHES, "client-nul-crashes", CLIENT, "crashes on NUL or CR in an answer")                  \
    X(CS_FAULT_CLIENT_LARGE_REALM_CRASHES, "client-large-realm-crashes", CLIENT,                                       \
      "crashes on a challenge of more than 1000 bytes")                                                                \
    X(CS_FAULT_CLIENT_FORMAT_CRASHES, "client-format-crashes", CLIENT, "prints the reason of a refusal as a format")   \
    X(CS_FAULT_CLIENT_LENGTH_BROKEN, "client-length-broken-kept", CLIENT,                                              \
      "asks again on a connection whose last answer had no readable length")                                           \
    X(CS_FAULT_CLIENT_SURPLUS, "client-surplus-as-answer", CLIENT,                                                     \
      "takes what came behind a refusal for the answer to its next request")                                           \
    X(CS_FAULT_CLIENT_PARAMETER, "client-parameter-refused", CLIENT,                                                   \
      "gives up on a challenge with a parameter that it does not know")                                                \
    X(CS_FAULT_CLIENT_FIRST_CHALLENGE, "client-first-challenge-alone", CLIENT, "looks at the first challenge alone")   \
    X(CS_FAULT_CLIENT_WEAKEST, "client-weakest-scheme", CLIENT, "sends Basic where Digest is offered, too")            \
    X(CS_FAULT_CLIENT_DIGEST_URI_PATH, "client-digest-uri-path", CLIENT, "signs a path in place of the target")        \
    X(CS_FAULT_CLIENT_DIGEST_URI_URL, "client-digest-uri-url", CLIENT, "signs a URI in place of the target")           \
    X(CS_FAULT_CLIENT_DIGEST_METHOD, "client-digest-method", CLIENT, "signs the method GET")                           \
    X(CS_FAULT_CLIENT_DIGEST_COUNT, "client-digest-count-short", CLIENT, "sends nc without its zeros")                 \
    X(CS_FAULT_CLIENT_DIGEST_COUNT_QUOTED, "client-digest-count-quoted", CLIENT, "sends nc in quotes")                 \
    X(CS_FAULT_CLIENT_DIGEST_QOP_QUOTED, "client-digest-qop-quoted", CLIENT, "sends qop in quotes")                    \
    X(CS_FAULT_CLIENT_DIGEST_ALGORITHM_QUOTED, "client-digest-algorithm-quoted", CLIENT, "sends algorithm in quotes")  \
    X(CS_FAULT_CLIENT_DIGEST_QOP_INVENTED, "client-digest-qop-invented", CLIENT, "sends qop where none was offered")   \
    X(CS_FAULT_CLIENT_DIGEST_QOP_FIRST, "client-digest-qop-first", CLIENT,                                             \
      "takes the first qop that is offered, whatever it is")                                                           \
    X(CS_FAULT_CLIENT_DIGEST_DOMAIN, "client-digest-domain", CLIENT, "gives up on a challenge with a domain")          \
    X(CS_FAULT_CLIENT_DIGEST_OPAQUE, "client-digest-opaque-lost", CLIENT, "does not send opaque back")                 \
    X(CS_FAULT_CLIENT_DIGEST_OPAQUE_CASE, "client-digest-opaque-changed", CLIENT,                                      \
      "sends opaque back in small letters")                                                                            \
    X(CS_FAULT_CLIENT_DIGEST_USERHASH, "client-digest-userhash", CLIENT, "says userhash=true beside the plain name")   \
    X(CS_FAULT_CLIENT_DIGEST_STALE, "client-digest-stale-refused", CLIENT, "gives up when its nonce is stale")         \
    X(CS_FAULT_CLIENT_DIGEST_OLD_NONCE, "client-digest-old-nonce", CLIENT, "answers stale with the nonce that it had") \
    X(CS_FAULT_CLIENT_DIGEST_ANY, "client-digest-any-algorithm", CLIENT,                                               \
      "answers a challenge of an unknown algorithm")                                                                   \
    X(CS_FAULT_CLIENT_DIGEST_ENDLESS, "client-digest-endless", CLIENT, "answers every Digest challenge, stale or not") \
    X(CS_FAULT_CLIENT_TLS_ANY, "client-tls-any", CLIENT, "takes any certificate in the tunnel")                        \
    X(CS_FAULT_CLIENT_TLS_NO_NAME, "client-tls-no-name", CLIENT, "takes a certificate for another name in the tunnel") \
    X(CS_FAULT_CLIENT_TLS_EXPIRED, "client-tls-expired", CLIENT, "takes an expired certificate in the tunnel")         \
    X(CS_FAULT_CLIENT_TLS_SELF, "client-tls-self-signed", CLIENT, "takes a self-signed certificate in the tunnel")     \
    X(CS_FAULT_CLIENT_TLS_FUTURE, "client-tls-future", CLIENT,                                                         \
      "takes a certificate that is not valid yet in the tunnel")                                                       \
    X(CS_FAULT_CLIENT_TLS_OF_PROXY, "client-tls-of-proxy", CLIENT,                                                     \
      "takes the certificate of its https proxy for one of the origin")                                                \
    X(CS_FAULT_CLIENT_PROXY_PLAIN, "client-proxy-plain", CLIENT,                                                       \
      "speaks to an https proxy without TLS on its second connection")                                                 \
    X(CS_FAULT_CLIENT_PROXY_ANY, "client-proxy-any", CLIENT, "takes any certificate of an https proxy")                \
    X(CS_FAULT_CLIENT_PROXY_NO_NAME, "client-proxy-no-name", CLIENT,                                                   \
      "takes a certificate of an https proxy for another name")                                                        \
    X(CS_FAULT_CLIENT_PROXY_ORIGIN, "client-proxy-origin-name", CLIENT,                                                \
      "takes a certificate of an https proxy that is for the origin")                                                  \
    X(CS_FAULT_CLIENT_PROXY_EXPIRED, "client-proxy-expired", CLIENT, "takes an expired certificate of an https proxy") \
    X(CS_FAULT_CLIENT_PROXY_FUTURE, "client-proxy-future", CLIENT,                                                     \
      "takes a certificate of an https proxy that is not valid yet")                                                   \
    X(CS_FAULT_CLIENT_PROXY_SELF, "client-proxy-self-signed", CLIENT,                                                  \
      "takes a self-signed certificate of an https proxy")                                                             \
    X(CS_FAULT_CLIENT_TAKES_110, "client-takes-110", CLIENT, "takes HTTP/1.10 200 for success")                        \
    X(CS_FAULT_CLIENT_TAKES_ONE, "client-takes-one", CLIENT, "takes HTTP/1 200 for success")                           \
    X(CS_FAULT_CLIENT_TAKES_HTTPS, "client-takes-https", CLIENT, "takes HTTPS/1.1 200 for success")                    \
    X(CS_FAULT_CLIENT_TAKES_GLUED, "client-takes-glued", CLIENT, "takes HTTP/1.1 200OK for success")                   \
    X(CS_FAULT_CLIENT_TAKES_LETTERS, "client-takes-letters", CLIENT, "takes HTTP/1.1 2xx for success")                 \
    X(CS_FAULT_CLIENT_TAKES_ZEROS, "client-takes-zeros", CLIENT, "takes HTTP/1.1 0200 for success")                    \
    X(CS_FAULT_CLIENT_TAKES_LATE_LINE, "client-takes-late-line", CLIENT, "looks for the status line behind others")    \
    X(CS_FAULT_CLIENT_TAKES_ANY_200, "client-takes-any-200", CLIENT,                                                   \
      "takes an answer for success that has 200 in it anywhere")                                                       \
    X(CS_FAULT_CLIENT_CONTENT_KEPT, "client-content-as-answer", CLIENT,                                                \
      "takes the content of a refusal for the answer to its next request")                                             \
    X(CS_FAULT_CLIENT_DIRECT_UNANSWERED, "client-goes-direct-unanswered", CLIENT,                                      \
      "goes without the proxy when that says nothing")                                                                 \
    X(CS_FAULT_CLIENT_USERINFO_OF_URL, "client-userinfo-of-url", CLIENT,                                               \
      "sends the userinfo of the URL that it was given in the target")                                                 \
    X(CS_FAULT_CLIENT_PORT_WRAPS, "client-port-wraps", CLIENT, "takes a port modulo 65536")                            \
    X(CS_FAULT_CLIENT_INSIDE_407, "client-answers-inside", CLIENT,                                                     \
      "gives the proxy's credentials to an origin that asks with 407")                                                 \
    X(CS_FAULT_CLIENT_INSIDE_401, "client-answers-inside-401", CLIENT,                                                 \
      "gives the proxy's credentials to an origin that asks with 401")                                                 \
    X(CS_FAULT_CLIENT_SECRETS_401, "client-secrets-to-401", CLIENT,                                                    \
      "gives the origin's credentials to a proxy that asks with 401")                                                  \
    X(CS_FAULT_CLIENT_SECRETS_407, "client-secrets-to-407", CLIENT,                                                    \
      "gives the origin's credentials to a proxy that asks with 407")                                                  \
    X(CS_FAULT_CLIENT_DIGEST_SHORT_HASH, "client-digest-hash-short", CLIENT, "signs without nc, cnonce and qop")       \
    X(CS_FAULT_CLIENT_ADDRESS_FOLDED, "client-address-folded", CLIENT, "folds a field where it asks for an address")   \
    X(CS_FAULT_CLIENT_ADDRESS_TWICE, "client-address-twice", CLIENT, "sends Host twice where it asks for an address")  \
    X(CS_FAULT_CLIENT_ADDRESS_HOST, "client-address-host", CLIENT,                                                     \
      "names another host in Host where it asks for an address")                                                       \
    X(CS_FAULT_CLIENT_ADDRESS_NO_HOST, "client-address-no-host", CLIENT, "sends no Host where it asks for an address") \
    X(CS_FAULT_CLIENT_ADDRESS_TE, "client-address-te", CLIENT,                                                         \
      "sends TE that Connection does not list where it asks for an address")                                           \
    X(CS_FAULT_CLIENT_ADDRESS_LENGTH, "client-address-length", CLIENT,                                                 \
      "announces content where it asks for an address")                                                                \
    X(CS_FAULT_CLIENT_ADDRESS_COOKIE, "client-address-cookie", CLIENT,                                                 \
      "tells the proxy a cookie of the origin where it asks for an address")                                           \
    X(CS_FAULT_CLIENT_LOCATION_REFUSED, "client-location-refused", CLIENT,                                             \
      "takes a 2xx with Location for a redirect that it gives up on")                                                  \
    X(CS_FAULT_CLIENT_SHOWS_407, "client-shows-challenge", CLIENT, "shows the content of a 407 as the origin's")       \
    X(CS_FAULT_CLIENT_SHOWS_SECOND, "client-shows-second-challenge", CLIENT,                                           \
      "shows the content of the 407 that its credentials brought")                                                     \
    X(CS_FAULT_CLIENT_INTERIMS, "client-interim-endless", CLIENT, "reads any number of interim answers")               \
    X(CS_FAULT_CLIENT_PLAIN_INSTEAD, "client-plain-instead", CLIENT,                                                   \
      "asks the proxy itself for the page when it opens no tunnel")                                                    \
    X(CS_FAULT_CLIENT_ASKS_AGAIN_408, "client-asks-again-408", CLIENT, "asks again and again when the answer is 408")  \
    X(CS_FAULT_CLIENT_RETRY_AFTER, "client-heeds-retry-after", CLIENT,                                                 \
      "asks again as often as it is told when, even at once")                                                          \
    X(CS_FAULT_CLIENT_CHALLENGE_HEEDED, "client-challenge-in-2xx", CLIENT,                                             \
      "takes a 2xx with Proxy-Authenticate for a 407")                                                                 \
    X(CS_FAULT_CLIENT_CODING_HEEDED, "client-coding-in-2xx", CLIENT,                                                   \
      "gives up on a 2xx with a Content-Encoding that it cannot decode")                                               \
    X(CS_FAULT_CLIENT_UPGRADE_HEEDED, "client-upgrade-in-2xx", CLIENT,                                                 \
      "takes a 2xx with Upgrade for a change of protocols")                                                            \
    X(CS_FAULT_CLIENT_LATIN_REFUSED, "client-latin-refused", CLIENT,                                                   \
      "gives up on a 2xx with octets beyond ASCII in a field")                                                         \
    X(CS_FAULT_CLIENT_ASKS_AGAIN_ENDED, "client-asks-again-ended", CLIENT,                                             \
      "opens tunnels again and again when they end before a byte came")                                                \
    X(CS_FAULT_CLIENT_DIGEST_QOP_UNOFFERED, "client-digest-qop-unoffered", CLIENT,                                     \
      "takes qop=auth where auth-int alone is offered")                                                                \
    X(CS_FAULT_CLIENT_NAME_RAW, "client-name-raw", CLIENT, "sends a host beyond ASCII as it is")                       \
    X(CS_FAULT_CLIENT_NAME_CUT, "client-name-cut", CLIENT, "cuts a host that is longer than 255 octets")               \
    X(CS_FAULT_CLIENT_PORT_ZERO, "client-port-zero", CLIENT, "asks for port 1 where it is told 0")                     \
    X(CS_FAULT_CLIENT_AGENT_EMPTY, "client-agent-empty", CLIENT, "sends User-Agent without a value")                   \
    X(CS_FAULT_CLIENT_AGENT_BROKEN, "client-agent-broken", CLIENT, "sends a User-Agent that names no product")         \
    X(CS_FAULT_CLIENT_AGENT_TWICE, "client-agent-twice", CLIENT, "sends User-Agent on two lines")                      \
    X(CS_FAULT_CLIENT_FORWARDS_BROKEN, "client-forwards-broken", CLIENT, "sends Max-Forwards that is no number")       \
    X(CS_FAULT_CLIENT_VIA_BROKEN, "client-via-broken", CLIENT, "sends Via without the version of a protocol")          \
    X(CS_FAULT_CLIENT_HTTPS_EARLY, "client-https-early", CLIENT,                                                       \
      "sends the origin's bytes with its CONNECT to port 443")                                                         \
    X(CS_FAULT_CLIENT_HTTPS_PAST, "client-https-past-refusal", CLIENT,                                                 \
      "takes a refusal for success where it asks for port 443")                                                        \
    X(CS_FAULT_CLIENT_HTTPS_INSIDE, "client-https-credentials-inside", CLIENT,                                         \
      "sends the origin Proxy-Authorization in a tunnel to port 443")                                                  \
    X(CS_FAULT_CLIENT_DIGEST_COUNT_ON, "client-digest-count-on", CLIENT, "counts nc on where it has a new nonce")      \
    X(CS_FAULT_CLIENT_DIGEST_REALM_BARE, "client-digest-realm-bare", CLIENT,                                           \
      "drops the backslashes of a realm that it sends back")                                                           \
    X(CS_FAULT_CLIENT_CHALLENGE_COMMA, "client-challenge-comma", CLIENT,                                               \
      "cuts a quoted string of a challenge at a comma")                                                                \
    X(CS_FAULT_CLIENT_DIGEST_NONCE_CUT, "client-digest-nonce-cut", CLIENT, "cuts a nonce at an equals sign")           \
    X(CS_FAULT_CLIENT_SCHEME_CASE, "client-scheme-case", CLIENT,                                                       \
      "knows the schemes of challenges in one letter case alone")                                                      \
    X(CS_FAULT_CLIENT_DIGEST_STALE_CASE, "client-digest-stale-case", CLIENT,                                           \
      "knows stale=true in small letters alone")                                                                       \
    X(CS_FAULT_CLIENT_CREDENTIALS_EMPTY, "client-credentials-empty", CLIENT,                                           \
      "answers 407 with empty credentials where it has none")                                                          \
    X(CS_FAULT_CLIENT_CREDENTIALS_WRAPPED, "client-credentials-wrapped", CLIENT,                                       \
      "breaks its credentials into lines of 76 characters")                                                            \
    X(CS_FAULT_CLIENT_TAKES_600, "client-takes-600", CLIENT, "takes 600 for success")                                  \
    X(CS_FAULT_CLIENT_REASON_OPENS, "client-reason-opens", CLIENT,                                                     \
      "takes every answer that says Connection established for success")                                               \
    X(CS_FAULT_CLIENT_BEHIND_SPLIT, "client-behind-split-lost", CLIENT,                                                \
      "loses tunnel bytes that come with the last piece of a head")                                                    \
    X(CS_FAULT_CLIENT_RESET_KILLS, "client-reset-kills", CLIENT, "is ended by a signal when the proxy resets")         \
    X(CS_FAULT_CLIENT_REFRESH, "client-follows-refresh", CLIENT, "follows Refresh in a refusal")                       \
    X(CS_FAULT_CLIENT_DIRECT_501, "client-goes-direct-501", CLIENT,                                                    \
      "goes without the proxy when that does not know CONNECT")                                                        \
    X(CS_FAULT_CLIENT_FIELDS_100, "client-fields-100", CLIENT, "gives up on a 2xx with more than 100 fields")          \
    X(CS_FAULT_CLIENT_FOLD_REFUSED, "client-fold-refused", CLIENT, "gives up on a 2xx with a folded field")

#endif
