/* The codes of responses, their bodies, challenges, credentials and Proxy-Status; see code_list.h.
 *
 * Where a text forbids a sender what it makes every recipient bear (whitespace around "=", empty list elements), the
 * message stays valid: the level is CS_SHOULD. */
#ifndef CONNECTREF_CODE_LIST_RESPONSE_H
#define CONNECTREF_CODE_LIST_RESPONSE_H

/* The status line (RFC 9112 section 4). */
#define CS_CODE_LIST_STATUS_LINE(X)                                                                                    \
    X(CS_CODE_STATUS_LINE_BAD_VERSION, "status-line-bad-version", CS_MUST, "CN-RESP-005",                              \
      "the status line does not begin with HTTP/ digit . digit")                                                       \
    X(CS_CODE_STATUS_LINE_OTHER_VERSION, "status-line-other-version", CS_MUST, "CN-RESP-006",                          \
      "the version is neither HTTP/1.0 nor HTTP/1.1")                                                                  \
    X(CS_CODE_STATUS_LINE_BLANKS, "status-line-blanks", CS_MUST, "CN-RESP-005",                                        \
      "version and status code are not separated by exactly one space")                                                \
    X(CS_CODE_STATUS_LINE_BAD_CODE, "status-line-bad-code", CS_MUST, "CN-RESP-005",                                    \
      "the status code is not three digits")                                                                           \
    X(CS_CODE_STATUS_LINE_CODE_RANGE, "status-line-code-out-of-range", CS_MUST, "CN-RESP-005",                         \
      "the status code is not between 100 and 599")                                                                    \
    X(CS_CODE_STATUS_LINE_NO_SECOND_SPACE, "status-line-no-second-space", CS_MUST, "CN-RESP-005",                      \
      "no space follows the status code, though the reason may be empty")                                              \
    X(CS_CODE_STATUS_LINE_BAD_REASON, "status-line-bad-reason", CS_MUST, "CN-RESP-005",                                \
      "the reason holds a control byte")                                                                               \
    X(CS_CODE_STATUS_LINE_BARE_LF, "status-line-bare-lf", CS_MUST, "CN-RESP-005",                                      \
      "the status line ends with LF without CR")

/* What an answer to CONNECT may carry. */
#define CS_CODE_LIST_ANSWER(X)                                                                                         \
    X(CS_CODE_CONTENT_LENGTH_IN_2XX, "content-length-in-2xx", CS_MUST, "CN-RESP-003",                                  \
      "a 2xx answer to CONNECT has a Content-Length field")                                                            \
    X(CS_CODE_TRANSFER_ENCODING_IN_2XX, "transfer-encoding-in-2xx", CS_MUST, "CN-RESP-002",                            \
      "a 2xx answer to CONNECT has a Transfer-Encoding field")                                                         \
    X(CS_CODE_FRAMING_IN_1XX_OR_204, "framing-in-1xx-or-204", CS_MUST, "CN-RESP-018",                                  \
      "a 1xx or 204 response has Content-Length or Transfer-Encoding")                                                 \
    X(CS_CODE_CHALLENGE_MISSING, "challenge-missing-in-407", CS_MUST, "CN-BASIC-002",                                  \
      "a 407 response has no Proxy-Authenticate field")

/* Chunked bodies (RFC 9112 section 7.1). */
#define CS_CODE_LIST_BODY(X)                                                                                           \
    X(CS_CODE_CHUNK_SIZE_MISSING, "chunk-size-missing", CS_MUST, "CN-RESP-008",                                        \
      "a chunk does not begin with hexadecimal digits")                                                                \
    X(CS_CODE_CHUNK_SIZE_TOO_LARGE, "chunk-size-too-large", CS_MUST, "CN-RESP-008",                                    \
      "a chunk size does not fit into 63 bits")                                                                        \
    X(CS_CODE_CHUNK_EXTENSION_MALFORMED, "chunk-extension-malformed", CS_MUST, "CN-RESP-008",                          \
      "what follows a chunk size is no chunk extension")                                                               \
    X(CS_CODE_CHUNK_BLANK, "chunk-blank", CS_SHOULD, "CN-RESP-008",                                                    \
      "whitespace stands inside a chunk extension, which only a recipient has to bear")                                \
    X(CS_CODE_CHUNK_LINE_END, "chunk-line-end", CS_MUST, "CN-RESP-008",                                                \
      "a line of chunk syntax does not end with CR LF")                                                                \
    X(CS_CODE_CHUNK_DATA_END, "chunk-data-end", CS_MUST, "CN-RESP-008",                                                \
      "the data of a chunk is not followed by CR LF")                                                                  \
    X(CS_CODE_TRAILER_MALFORMED, "trailer-malformed", CS_MUST, "CN-RESP-008", "a trailer line is no field line")

/* Proxy-Status (RFC 9209) and its syntax (RFC 8941, RFC 9651). */
#define CS_CODE_LIST_PROXY_STATUS(X)                                                                                   \
    X(CS_CODE_PROXY_STATUS_EMPTY, "proxy-status-empty", CS_SHOULD, "CN-RESP-015",                                      \
      "Proxy-Status names nobody; an empty list is sent by leaving the field out")                                     \
    X(CS_CODE_PROXY_STATUS_BAD_MEMBER, "proxy-status-bad-member", CS_MUST, "CN-RESP-015",                              \
      "a member of Proxy-Status is neither a token nor a string")                                                      \
    X(CS_CODE_PROXY_STATUS_BAD_SEPARATOR, "proxy-status-bad-separator", CS_MUST, "CN-RESP-015",                        \
      "members of Proxy-Status are not separated by one comma")                                                        \
    X(CS_CODE_PROXY_STATUS_TRAILING_COMMA, "proxy-status-trailing-comma", CS_MUST, "CN-RESP-015",                      \
      "Proxy-Status ends with a comma")                                                                                \
    X(CS_CODE_PROXY_STATUS_BAD_KEY, "proxy-status-bad-key", CS_MUST, "CN-RESP-015",                                    \
      "a parameter of Proxy-Status has no well-formed name")                                                           \
    X(CS_CODE_PROXY_STATUS_BAD_VALUE, "proxy-status-bad-value", CS_MUST, "CN-RESP-015",                                \
      "a parameter of Proxy-Status has a value that is no bare item")                                                  \
    X(CS_CODE_PROXY_STATUS_WRONG_TYPE, "proxy-status-wrong-type", CS_MUST, "CN-RESP-015",                              \
      "a parameter that RFC 9209 defines has a value of another type")

/* Proxy-Authenticate (RFC 9110 section 11.3). */
#define CS_CODE_LIST_CHALLENGE(X)                                                                                      \
    X(CS_CODE_CHALLENGE_EMPTY, "challenge-empty", CS_MUST, "CN-BASIC-002", "the field holds no challenge")             \
    X(CS_CODE_CHALLENGE_BAD_SCHEME, "challenge-bad-scheme", CS_MUST, "CN-AUTH-007",                                    \
      "the name of the scheme is no token")                                                                            \
    X(CS_CODE_CHALLENGE_NO_SPACE, "challenge-no-space-after-scheme", CS_MUST, "CN-AUTH-007",                           \
      "something else than a space follows the name of the scheme")                                                    \
    X(CS_CODE_CHALLENGE_BAD_NAME, "challenge-bad-name", CS_MUST, "CN-AUTH-007",                                        \
      "no token stands where the name of a parameter is due")                                                          \
    X(CS_CODE_CHALLENGE_NO_EQUALS, "challenge-no-equals", CS_MUST, "CN-AUTH-007",                                      \
      "a parameter has no equals sign behind its name")                                                                \
    X(CS_CODE_CHALLENGE_VALUE_MISSING, "challenge-value-missing", CS_MUST, "CN-AUTH-007",                              \
      "nothing follows the equals sign of a parameter")                                                                \
    X(CS_CODE_CHALLENGE_BAD_VALUE, "challenge-bad-value", CS_MUST, "CN-AUTH-007",                                      \
      "the value of a parameter is neither a token nor a quoted string")                                               \
    X(CS_CODE_CHALLENGE_NO_COMMA, "challenge-no-comma", CS_MUST, "CN-AUTH-007",                                        \
      "no comma stands behind a parameter, and something follows it")                                                  \
    X(CS_CODE_CHALLENGE_UNCLOSED_QUOTE, "challenge-unclosed-quote", CS_MUST, "CN-AUTH-007",                            \
      "a quoted string has no closing quote")                                                                          \
    X(CS_CODE_CHALLENGE_BAD_QUOTED, "challenge-bad-quoted-character", CS_MUST, "CN-AUTH-007",                          \
      "a quoted string holds a control byte")                                                                          \
    X(CS_CODE_CHALLENGE_PARAMETER_DUPLICATE, "challenge-parameter-duplicate", CS_MUST, "CN-DIGEST-012",                \
      "a parameter is given twice")                                                                                    \
    X(CS_CODE_CHALLENGE_TOO_MANY_PARAMETERS, "challenge-too-many-parameters", CS_MUST, "CN-AUTH-007",                  \
      "there are more parameters than the bound of 24")                                                                \
    X(CS_CODE_CHALLENGE_BLANK_AROUND_EQUALS, "challenge-blank-around-equals", CS_SHOULD, "CN-DIGEST-013",              \
      "whitespace stands around an equals sign, which only a recipient has to bear")                                   \
    X(CS_CODE_CHALLENGE_EMPTY_ELEMENT, "challenge-empty-element", CS_SHOULD, "CN-DIGEST-013",                          \
      "the list has an empty element, which only a recipient has to bear")                                             \
    X(CS_CODE_CHALLENGE_NO_SCHEME, "challenge-no-scheme", CS_MUST, "CN-AUTH-007",                                      \
      "a parameter stands before the name of any scheme that takes one")                                               \
    X(CS_CODE_CHALLENGE_REALM_UNQUOTED, "challenge-realm-unquoted", CS_MUST, "CN-AUTH-007",                            \
      "the realm is no quoted string")                                                                                 \
    X(CS_CODE_BASIC_REALM_MISSING, "basic-realm-missing", CS_MUST, "CN-BASIC-003", "a Basic challenge has no realm")   \
    X(CS_CODE_BASIC_REALM_UNQUOTED, "basic-realm-unquoted", CS_MUST, "CN-BASIC-003",                                   \
      "the realm of a Basic challenge is no quoted string")                                                            \
    X(CS_CODE_BASIC_CHARSET, "basic-charset-unknown", CS_MUST, "CN-BASIC-012",                                         \
      "the charset of a Basic challenge is not UTF-8")                                                                 \
    X(CS_CODE_DIGEST_REALM_MISSING, "digest-realm-missing", CS_MUST, "CN-DIGEST-001",                                  \
      "a Digest challenge has no realm")                                                                               \
    X(CS_CODE_DIGEST_NONCE_MISSING, "digest-nonce-missing", CS_MUST, "CN-DIGEST-001",                                  \
      "a Digest challenge has no nonce")                                                                               \
    X(CS_CODE_DIGEST_QOP_MISSING, "digest-qop-missing", CS_MUST, "CN-DIGEST-001", "a Digest challenge has no qop")     \
    X(CS_CODE_DIGEST_UNQUOTED, "digest-value-unquoted", CS_MUST, "CN-DIGEST-001",                                      \
      "a value that a Digest challenge has to quote is not quoted")                                                    \
    X(CS_CODE_DIGEST_QUOTED, "digest-value-quoted", CS_MUST, "CN-DIGEST-001",                                          \
      "a value that a Digest challenge must not quote is quoted")                                                      \
    X(CS_CODE_DIGEST_QOP_MALFORMED, "digest-qop-malformed", CS_MUST, "CN-DIGEST-001",                                  \
      "qop of a Digest challenge is no list of tokens")                                                                \
    X(CS_CODE_DIGEST_OPAQUE_ODD, "digest-opaque-odd", CS_SHOULD, "CN-DIGEST-019",                                      \
      "opaque of a Digest challenge is neither base64 nor hexadecimal")                                                \
    X(CS_CODE_DIGEST_STALE_UNKNOWN, "digest-stale-unknown", CS_SHOULD, "CN-DIGEST-001",                                \
      "stale is neither true nor false")                                                                               \
    X(CS_CODE_DIGEST_REPEATED, "digest-algorithm-repeated", CS_MUST, "CN-DIGEST-005",                                  \
      "two Digest challenges for one realm have the same algorithm")                                                   \
    X(CS_CODE_DIGEST_USERHASH_UNKNOWN, "digest-userhash-unknown", CS_MUST, "CN-DIGEST-017",                            \
      "userhash is neither true nor false")                                                                            \
    X(CS_CODE_DIGEST_CHARSET, "digest-charset-unknown", CS_MUST, "CN-DIGEST-001",                                      \
      "the charset of a Digest challenge is not UTF-8")                                                                \
    X(CS_CODE_BEARER_NO_PARAMETER, "bearer-no-parameter", CS_MUST, "CN-AUTH-007",                                      \
      "a Bearer challenge has no parameter")                                                                           \
    X(CS_CODE_BEARER_BAD_ATTRIBUTE, "bearer-bad-attribute", CS_MUST, "CN-AUTH-007",                                    \
      "an attribute of a Bearer challenge holds a byte that it may not hold")

/* Proxy-Authorization (RFC 9110 section 11.4). */
#define CS_CODE_LIST_CREDENTIALS(X)                                                                                    \
    X(CS_CODE_CREDENTIALS_EMPTY, "credentials-empty", CS_MUST, "CN-AUTH-003", "the field names no scheme")             \
    X(CS_CODE_CREDENTIALS_BAD_SCHEME, "credentials-bad-scheme", CS_MUST, "CN-AUTH-003",                                \
      "the name of the scheme is no token")                                                                            \
    X(CS_CODE_CREDENTIALS_NO_SPACE, "credentials-no-space-after-scheme", CS_MUST, "CN-AUTH-003",                       \
      "something else than a space follows the name of the scheme")                                                    \
    X(CS_CODE_CREDENTIALS_BAD_NAME, "credentials-bad-name", CS_MUST, "CN-DIGEST-014",                                  \
      "no token stands where the name of a parameter is due")                                                          \
    X(CS_CODE_CREDENTIALS_NO_EQUALS, "credentials-no-equals", CS_MUST, "CN-DIGEST-014",                                \
      "a parameter has no equals sign behind its name")                                                                \
    X(CS_CODE_CREDENTIALS_VALUE_MISSING, "credentials-value-missing", CS_MUST, "CN-DIGEST-014",                        \
      "nothing follows the equals sign of a parameter")                                                                \
    X(CS_CODE_CREDENTIALS_BAD_VALUE, "credentials-bad-value", CS_MUST, "CN-DIGEST-014",                                \
      "the value of a parameter is neither a token nor a quoted string")                                               \
    X(CS_CODE_CREDENTIALS_NO_COMMA, "credentials-no-comma", CS_MUST, "CN-DIGEST-014",                                  \
      "no comma stands behind a parameter, and something follows it")                                                  \
    X(CS_CODE_CREDENTIALS_UNCLOSED_QUOTE, "credentials-unclosed-quote", CS_MUST, "CN-DIGEST-014",                      \
      "a quoted string has no closing quote")                                                                          \
    X(CS_CODE_CREDENTIALS_BAD_QUOTED, "credentials-bad-quoted-character", CS_MUST, "CN-DIGEST-014",                    \
      "a quoted string holds a control byte")                                                                          \
    X(CS_CODE_CREDENTIALS_PARAMETER_DUPLICATE, "credentials-parameter-duplicate", CS_MUST, "CN-DIGEST-012",            \
      "a parameter is given twice")                                                                                    \
    X(CS_CODE_CREDENTIALS_TOO_MANY_PARAMETERS, "credentials-too-many-parameters", CS_MUST, "CN-DIGEST-014",            \
      "there are more parameters than the bound of 24")                                                                \
    X(CS_CODE_CREDENTIALS_BLANK_AROUND_EQUALS, "credentials-blank-around-equals", CS_SHOULD, "CN-DIGEST-013",          \
      "whitespace stands around an equals sign, which only a recipient has to bear")                                   \
    X(CS_CODE_CREDENTIALS_EMPTY_ELEMENT, "credentials-empty-element", CS_SHOULD, "CN-DIGEST-013",                      \
      "the list has an empty element, which only a recipient has to bear")                                             \
    X(CS_CODE_BASIC_TOKEN_MISSING, "basic-token-missing", CS_MUST, "CN-BASIC-008",                                     \
      "Basic credentials are not one piece of base64")                                                                 \
    X(CS_CODE_BASIC_BAD_BASE64, "basic-bad-base64", CS_MUST, "CN-BASIC-008",                                           \
      "Basic credentials hold a character that is not of the base64 alphabet")                                         \
    X(CS_CODE_BASIC_BAD_PADDING, "basic-bad-padding", CS_MUST, "CN-BASIC-008",                                         \
      "the base64 is not padded to a multiple of four")                                                                \
    X(CS_CODE_BASIC_PAD_BITS, "basic-pad-bits", CS_MUST, "CN-BASIC-008",                                               \
      "the unused bits of the last base64 character are not zero")                                                     \
    X(CS_CODE_BASIC_NO_COLON, "basic-no-colon", CS_MUST, "CN-BASIC-008", "no colon separates user and password")       \
    X(CS_CODE_BASIC_CONTROL, "basic-control-character", CS_MUST, "CN-BASIC-007",                                       \
      "user or password hold a control character")                                                                     \
    X(CS_CODE_BASIC_TOO_LONG, "basic-too-long", CS_MUST, "CN-LIM-011",                                                 \
      "user and password do not fit into the space that the caller gives")                                             \
    X(CS_CODE_DIGEST_CREDENTIALS_MISSING, "digest-credentials-parameter-missing", CS_MUST, "CN-DIGEST-010",            \
      "Digest credentials lack username, realm, nonce, uri or response")                                               \
    X(CS_CODE_DIGEST_CREDENTIALS_TWO_NAMES, "digest-credentials-two-usernames", CS_MUST, "CN-DIGEST-011",              \
      "Digest credentials have both username and username*")                                                           \
    X(CS_CODE_DIGEST_CREDENTIALS_UNQUOTED, "digest-credentials-value-unquoted", CS_MUST, "CN-CLI-025",                 \
      "a value that Digest credentials have to quote is not quoted")                                                   \
    X(CS_CODE_DIGEST_CREDENTIALS_QUOTED, "digest-credentials-value-quoted", CS_MUST, "CN-CLI-025",                     \
      "a value that Digest credentials must not quote is quoted")                                                      \
    X(CS_CODE_DIGEST_CREDENTIALS_RESPONSE, "digest-credentials-response-malformed", CS_MUST, "CN-DIGEST-010",          \
      "response is not as many lower-case hexadecimal digits as the algorithm gives")                                  \
    X(CS_CODE_DIGEST_CREDENTIALS_URI, "digest-credentials-uri-mismatch", CS_MUST, "CN-DIGEST-003",                     \
      "Digest credentials were made for another target than this request's")                                           \
    X(CS_CODE_DIGEST_CREDENTIALS_NC, "digest-credentials-nc-malformed", CS_MUST, "CN-DIGEST-010",                      \
      "nc is not eight hexadecimal digits")                                                                            \
    X(CS_CODE_DIGEST_CREDENTIALS_QOP, "digest-credentials-qop-unknown", CS_MUST, "CN-DIGEST-010",                      \
      "qop is neither auth nor auth-int")                                                                              \
    X(CS_CODE_DIGEST_CREDENTIALS_NO_QOP, "digest-credentials-qop-missing", CS_SHOULD, "CN-DIGEST-010",                 \
      "Digest credentials have no qop, as before RFC 2617")                                                            \
    X(CS_CODE_DIGEST_CREDENTIALS_NO_COUNT, "digest-credentials-no-count", CS_MUST, "CN-DIGEST-010",                    \
      "qop is given, but nc or cnonce is not")                                                                         \
    X(CS_CODE_DIGEST_CREDENTIALS_USERHASH, "digest-credentials-userhash-unknown", CS_MUST, "CN-DIGEST-017",            \
      "userhash is neither true nor false")                                                                            \
    X(CS_CODE_DIGEST_CREDENTIALS_ALGORITHM, "digest-credentials-algorithm-unknown", CS_SHOULD, "CN-DIGEST-010",        \
      "the algorithm is none that RFC 7616 defines")                                                                   \
    X(CS_CODE_BEARER_TOKEN_MISSING, "bearer-token-missing", CS_MUST, "CN-AUTH-003",                                    \
      "Bearer credentials are not one token")

#define CS_CODE_LIST_RESPONSE(X)                                                                                       \
    CS_CODE_LIST_STATUS_LINE(X)                                                                                        \
    CS_CODE_LIST_ANSWER(X)                                                                                             \
    CS_CODE_LIST_BODY(X)                                                                                               \
    CS_CODE_LIST_PROXY_STATUS(X)

#define CS_CODE_LIST_AUTH(X)                                                                                           \
    CS_CODE_LIST_CHALLENGE(X)                                                                                          \
    CS_CODE_LIST_CREDENTIALS(X)

#endif
