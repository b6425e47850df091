/* The codes of decoded field sections (RFC 9113 sections 8.2, 8.3 and 8.5, RFC 8441); see code_list.h. */
#ifndef CONNECTREF_CODE_LIST_SECTION_H
#define CONNECTREF_CODE_LIST_SECTION_H

/* Names and values as such. */
#define CS_CODE_LIST_SECTION_FIELDS(X)                                                                                 \
    X(CS_CODE_SECTION_NAME_EMPTY, "section-name-empty", CS_MUST, "CN-H2-013", "a field has no name")                   \
    X(CS_CODE_SECTION_NAME_UPPER_CASE, "section-name-upper-case", CS_MUST, "CN-H2-013",                                \
      "a field name has an upper-case letter")                                                                         \
    X(CS_CODE_SECTION_NAME_FORBIDDEN, "section-name-forbidden", CS_MUST, "CN-H2-013",                                  \
      "a field name has a control byte, a space or a byte above 0x7e")                                                 \
    X(CS_CODE_SECTION_NAME_COLON, "section-name-colon", CS_MUST, "CN-H2-013",                                          \
      "a field name that is no pseudo-field has a colon")                                                              \
    X(CS_CODE_SECTION_NAME_NO_TOKEN, "section-name-no-token", CS_SHOULD, "CN-H2-013", "a field name is no token")      \
    X(CS_CODE_SECTION_VALUE_FORBIDDEN, "section-value-forbidden", CS_MUST, "CN-H2-013",                                \
      "a field value has NUL, CR or LF")                                                                               \
    X(CS_CODE_SECTION_VALUE_EDGE, "section-value-edge", CS_MUST, "CN-H2-013",                                          \
      "a field value begins or ends with whitespace")                                                                  \
    X(CS_CODE_SECTION_VALUE_CONTROL, "section-value-control", CS_SHOULD, "CN-H2-013",                                  \
      "a field value has another control byte")                                                                        \
    X(CS_CODE_SECTION_CONNECTION_FIELD, "section-connection-field", CS_MUST, "CN-H2-013",                              \
      "a field stands that is for one HTTP/1.1 connection")                                                            \
    X(CS_CODE_SECTION_TE, "section-te", CS_MUST, "CN-H2-013", "TE holds something else than trailers")                 \
    X(CS_CODE_SECTION_HOST_DIFFERS, "section-host-differs", CS_MUST, "CN-H2-014",                                      \
      "Host names something else than :authority")

/* Pseudo-fields. */
#define CS_CODE_LIST_PSEUDO(X)                                                                                         \
    X(CS_CODE_PSEUDO_UNKNOWN, "pseudo-unknown", CS_MUST, "CN-H2-013", "a pseudo-field is none that is defined")        \
    X(CS_CODE_PSEUDO_MISPLACED, "pseudo-misplaced", CS_MUST, "CN-H2-013",                                              \
      "a pseudo-field of requests stands in a response, the other way round, or in trailers")                          \
    X(CS_CODE_PSEUDO_DUPLICATE, "pseudo-duplicate", CS_MUST, "CN-H2-013", "a pseudo-field stands twice")               \
    X(CS_CODE_PSEUDO_LATE, "pseudo-late", CS_MUST, "CN-H2-013", "a pseudo-field stands behind another field")          \
    X(CS_CODE_METHOD_MISSING, "method-missing", CS_MUST, "CN-H2-013", "there is no :method")                           \
    X(CS_CODE_METHOD_INVALID, "method-invalid", CS_MUST, "CN-H2-013", ":method is no token")                           \
    X(CS_CODE_SCHEME_MISSING, "scheme-missing", CS_MUST, "CN-H2-013", "a request but CONNECT has no :scheme")          \
    X(CS_CODE_PATH_MISSING, "path-missing", CS_MUST, "CN-H2-013", "a request but CONNECT has no :path")                \
    X(CS_CODE_PATH_EMPTY, "path-empty", CS_MUST, "CN-H2-013", ":path is empty")                                        \
    X(CS_CODE_CONNECT_SCHEME, "connect-scheme", CS_MUST, "CN-H2-002", "CONNECT has :scheme")                           \
    X(CS_CODE_CONNECT_PATH, "connect-path", CS_MUST, "CN-H2-002", "CONNECT has :path")                                 \
    X(CS_CODE_AUTHORITY_MISSING, "authority-missing", CS_MUST, "CN-H2-002", "CONNECT has no :authority")               \
    X(CS_CODE_PROTOCOL_WITHOUT_CONNECT, "protocol-without-connect", CS_MUST, "CN-EXT-002",                             \
      "another method than CONNECT has :protocol")                                                                     \
    X(CS_CODE_PROTOCOL_INVALID, "protocol-invalid", CS_MUST, "CN-EXT-004", ":protocol is no upgrade token")            \
    X(CS_CODE_EXTENDED_SCHEME_MISSING, "extended-scheme-missing", CS_MUST, "CN-EXT-004",                               \
      "an extended CONNECT has no :scheme")                                                                            \
    X(CS_CODE_EXTENDED_PATH_MISSING, "extended-path-missing", CS_MUST, "CN-EXT-004",                                   \
      "an extended CONNECT has no :path")                                                                              \
    X(CS_CODE_STATUS_MISSING, "status-missing", CS_MUST, "CN-H2-013", "there is no :status")                           \
    X(CS_CODE_STATUS_INVALID, "status-invalid", CS_MUST, "CN-H2-013", ":status is not three digits from 100 to 599")   \
    X(CS_CODE_STATUS_101, "status-101", CS_MUST, "CN-H2-013", "101 is not for HTTP/2 and later")

#endif
