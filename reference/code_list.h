/* Every code once: X(symbol, "stable-name", level, "requirement", "sentence for a person").
 *
 * The level is what the deviation means for the sender (RFC 9110 section 2.2); the requirement is the entry of the
 * catalogue (cases/requirements.yaml) that says what a proxy has to make of it.  A list a topic; the codes for
 * responses and authentication are in code_list_response.h. */
#ifndef CONNECTREF_CODE_LIST_H
#define CONNECTREF_CODE_LIST_H

#include "reference/code_list_capsule.h"
#include "reference/code_list_response.h"
#include "reference/code_list_section.h"

/* The request-target of CONNECT. */
#define CS_CODE_LIST_TARGET(X)                                                                                         \
    X(CS_CODE_AUTHORITY_EMPTY, "authority-empty", CS_MUST, "CN-TARGET-002", "there is neither host nor port")          \
    X(CS_CODE_PORT_MISSING, "port-missing", CS_MUST, "CN-TARGET-002",                                                  \
      "no colon and port follow the host; CONNECT has no default port")                                                \
    X(CS_CODE_PORT_EMPTY, "port-empty", CS_MUST, "CN-TARGET-001", "no digits follow the colon")                        \
    X(CS_CODE_PORT_NOT_DIGITS, "port-not-digits", CS_MUST, "CN-TARGET-003",                                            \
      "the port holds something else than decimal digits")                                                             \
    X(CS_CODE_PORT_OUT_OF_RANGE, "port-out-of-range", CS_MUST, "CN-TARGET-004", "the port is not between 1 and 65535") \
    X(CS_CODE_PORT_LEADING_ZERO, "port-leading-zero", CS_SHOULD, "CN-TARGET-006",                                      \
      "the port begins with a zero, which some readers take for octal")                                                \
    X(CS_CODE_HOST_EMPTY, "host-empty", CS_MUST, "CN-TARGET-007", "no host stands before the colon")                   \
    X(CS_CODE_HOST_BAD_CHARACTER, "host-bad-character", CS_MUST, "CN-TARGET-021",                                      \
      "the host holds a byte that no host name may hold")                                                              \
    X(CS_CODE_HOST_BAD_PERCENT, "host-bad-percent", CS_MUST, "CN-TARGET-021",                                          \
      "a percent sign in the host is not followed by two hexadecimal digits")                                          \
    X(CS_CODE_IPV6_INVALID, "ipv6-invalid", CS_MUST, "CN-TARGET-010",                                                  \
      "what stands in the brackets is no IPv6 address")                                                                \
    X(CS_CODE_IPV6_NOT_BRACKETED, "ipv6-not-bracketed", CS_MUST, "CN-TARGET-009",                                      \
      "an IPv6 address stands without its brackets")                                                                   \
    X(CS_CODE_BRACKET_UNCLOSED, "bracket-unclosed", CS_MUST, "CN-TARGET-010",                                          \
      "the opening bracket has no closing one")                                                                        \
    X(CS_CODE_BRACKET_UNOPENED, "bracket-unopened", CS_MUST, "CN-TARGET-010",                                          \
      "the closing bracket has no opening one")                                                                        \
    X(CS_CODE_BRACKET_EMPTY, "bracket-empty", CS_MUST, "CN-TARGET-010", "nothing stands in the brackets")              \
    X(CS_CODE_BRACKET_JUNK, "bracket-junk", CS_MUST, "CN-TARGET-010", "something stands beside the brackets")          \
    X(CS_CODE_IPVFUTURE, "ipvfuture", CS_SHOULD, "CN-TARGET-011",                                                      \
      "the address is of a version that nobody has defined yet")                                                       \
    X(CS_CODE_IPVFUTURE_INVALID, "ipvfuture-invalid", CS_MUST, "CN-TARGET-011",                                        \
      "the brackets hold a version flag but no well-formed IPvFuture address")                                         \
    X(CS_CODE_ZONE_ID, "zone-id", CS_MUST, "CN-TARGET-012",                                                            \
      "the IPv6 address carries a zone identifier, which has no place on the wire")                                    \
    X(CS_CODE_USERINFO, "userinfo", CS_MUST, "CN-TARGET-014", "userinfo stands before the host")                       \
    X(CS_CODE_EXTRA_COLON, "extra-colon", CS_MUST, "CN-TARGET-022", "more than one colon stands outside brackets")     \
    X(CS_CODE_NOT_AUTHORITY_FORM, "not-authority-form", CS_MUST, "CN-TARGET-015",                                      \
      "the target is a URI, a path or an asterisk instead of host and port")                                           \
    X(CS_CODE_PATH_AFTER_PORT, "path-after-port", CS_MUST, "CN-TARGET-017",                                            \
      "a path, query or fragment follows host and port")                                                               \
    X(CS_CODE_AUTHORITY_FORM, "authority-form", CS_MUST, "CN-RLINE-001",                                               \
      "host and port are the target of another method than CONNECT, in capital letters")                               \
    X(CS_CODE_TARGET_BAD_CHARACTER, "target-bad-character", CS_MUST, "CN-TARGET-021",                                  \
      "the request-target holds a control or 8-bit byte")

/* The request line, and line ends. */
#define CS_CODE_LIST_LINE(X)                                                                                           \
    X(CS_CODE_LEADING_EMPTY_LINE, "leading-empty-line", CS_SHOULD, "CN-RLINE-009",                                     \
      "an empty line stands before the request line")                                                                  \
    X(CS_CODE_REQUEST_LINE_BLANKS, "request-line-blanks", CS_MUST, "CN-RLINE-002",                                     \
      "the parts of the request line are not separated by exactly one space")                                          \
    X(CS_CODE_METHOD_EMPTY, "method-empty", CS_MUST, "CN-RLINE-016", "the request line is empty")                      \
    X(CS_CODE_METHOD_BAD_CHARACTER, "method-bad-character", CS_MUST, "CN-RLINE-016",                                   \
      "the method holds a byte that no token may hold")                                                                \
    X(CS_CODE_TARGET_EMPTY, "target-empty", CS_MUST, "CN-TARGET-002", "the request line has no target")                \
    X(CS_CODE_WHITESPACE_IN_TARGET, "whitespace-in-target", CS_MUST, "CN-RLINE-003",                                   \
      "whitespace stands inside the request-target")                                                                   \
    X(CS_CODE_VERSION_MISSING, "version-missing", CS_MUST, "CN-RLINE-005", "the request line has no version")          \
    X(CS_CODE_VERSION_MALFORMED, "version-malformed", CS_MUST, "CN-RLINE-005",                                         \
      "the version is not HTTP/ digit . digit")                                                                        \
    X(CS_CODE_VERSION_CASE, "version-case", CS_MUST, "CN-RLINE-004", "HTTP is not in capital letters")                 \
    X(CS_CODE_VERSION_UNSUPPORTED, "version-unsupported", CS_MUST, "CN-RLINE-006",                                     \
      "the major version is none that uses this format")                                                               \
    X(CS_CODE_BARE_CR, "bare-cr", CS_MUST, "CN-RLINE-011", "a CR is not followed by LF")                               \
    X(CS_CODE_BARE_LF, "bare-lf", CS_MUST, "CN-RLINE-010", "a line ends with LF without CR")

/* Field lines. */
#define CS_CODE_LIST_FIELDS(X)                                                                                         \
    X(CS_CODE_FIELD_NO_COLON, "field-no-colon", CS_MUST, "CN-FRAME-005", "a field line has no colon")                  \
    X(CS_CODE_FIELD_NAME_EMPTY, "field-name-empty", CS_MUST, "CN-FRAME-005", "a field line begins with the colon")     \
    X(CS_CODE_FIELD_NAME_BAD_CHARACTER, "field-name-bad-character", CS_MUST, "CN-FRAME-005",                           \
      "a field name holds a byte that no token may hold")                                                              \
    X(CS_CODE_FIELD_BLANK_BEFORE_COLON, "field-blank-before-colon", CS_MUST, "CN-FRAME-002",                           \
      "whitespace stands between field name and colon")                                                                \
    X(CS_CODE_FIELD_FOLDED, "field-folded", CS_MUST, "CN-FRAME-003",                                                   \
      "a field value goes on in a line that begins with whitespace")                                                   \
    X(CS_CODE_FIELD_BLANK_LED, "field-blank-led", CS_MUST, "CN-RLINE-012",                                             \
      "the line behind the start line begins with whitespace")                                                         \
    X(CS_CODE_FIELD_VALUE_CONTROL, "field-value-control", CS_MUST, "CN-FRAME-004",                                     \
      "a field value holds a control byte")                                                                            \
    X(CS_CODE_NUL_BYTE, "nul-byte", CS_MUST, "CN-FRAME-004", "a field line holds a NUL byte")

/* Host. */
#define CS_CODE_LIST_HOST(X)                                                                                           \
    X(CS_CODE_HOST_MISSING, "host-missing", CS_MUST, "CN-HOST-001", "an HTTP/1.1 request has no Host field")           \
    X(CS_CODE_HOST_DUPLICATE, "host-duplicate", CS_MUST, "CN-HOST-002", "there is more than one Host field")           \
    X(CS_CODE_HOST_INVALID, "host-invalid", CS_MUST, "CN-HOST-003", "the value of Host is no host with optional port") \
    X(CS_CODE_HOST_FIELD_EMPTY, "host-field-empty", CS_MUST, "CN-HOST-006",                                            \
      "Host is empty although the target is not")                                                                      \
    X(CS_CODE_HOST_MISMATCH, "host-mismatch", CS_MUST, "CN-HOST-004",                                                  \
      "Host names something else than the request-target")                                                             \
    X(CS_CODE_HOST_NOT_IDENTICAL, "host-not-identical", CS_SHOULD, "CN-HOST-005",                                      \
      "Host names the request-target in other characters, where a client has to send the same")                        \
    X(CS_CODE_CONNECTION_NAMES_HOST, "connection-names-host", CS_SHOULD, "CN-HOST-001",                                \
      "Connection names Host, which is for every recipient")

/* Content-Length and Transfer-Encoding. */
#define CS_CODE_LIST_FRAMING(X)                                                                                        \
    X(CS_CODE_CONTENT_LENGTH_NOT_DIGITS, "content-length-not-digits", CS_MUST, "CN-FRAME-010",                         \
      "Content-Length is no decimal number")                                                                           \
    X(CS_CODE_CONTENT_LENGTH_TOO_LARGE, "content-length-too-large", CS_SHOULD, "CN-FRAME-010",                         \
      "Content-Length does not fit into 63 bits")                                                                      \
    X(CS_CODE_CONTENT_LENGTH_REPEATED, "content-length-repeated", CS_MUST, "CN-FRAME-010",                             \
      "Content-Length is given more than once with the same value")                                                    \
    X(CS_CODE_CONTENT_LENGTH_DIFFERS, "content-length-differs", CS_MUST, "CN-FRAME-010",                               \
      "Content-Length is given more than once with different values")                                                  \
    X(CS_CODE_CONTENT_LENGTH_IN_CONNECT, "content-length-in-connect", CS_SHOULD, "CN-FRAME-007",                       \
      "a CONNECT request announces content, which it cannot have")                                                     \
    X(CS_CODE_CONTENT_LENGTH_ZERO_IN_CONNECT, "content-length-zero-in-connect", CS_SHOULD, "CN-FRAME-006",             \
      "a CONNECT request carries a Content-Length of zero")                                                            \
    X(CS_CODE_TRANSFER_ENCODING_MALFORMED, "transfer-encoding-malformed", CS_MUST, "CN-FRAME-011",                     \
      "Transfer-Encoding is no list of transfer codings")                                                              \
    X(CS_CODE_TRANSFER_ENCODING_NOT_CHUNKED, "transfer-encoding-not-chunked", CS_MUST, "CN-FRAME-011",                 \
      "the last transfer coding of a request is not chunked")                                                          \
    X(CS_CODE_TRANSFER_ENCODING_CHUNKED_TWICE, "transfer-encoding-chunked-twice", CS_MUST, "CN-FRAME-011",             \
      "chunked is applied more than once, or not last")                                                                \
    X(CS_CODE_TRANSFER_ENCODING_IN_HTTP10, "transfer-encoding-in-http10", CS_MUST, "CN-FRAME-012",                     \
      "an HTTP/1.0 message has Transfer-Encoding")                                                                     \
    X(CS_CODE_TRANSFER_ENCODING_IN_CONNECT, "transfer-encoding-in-connect", CS_SHOULD, "CN-FRAME-008",                 \
      "a CONNECT request announces content, which it cannot have")                                                     \
    X(CS_CODE_LENGTH_AND_ENCODING, "content-length-and-transfer-encoding", CS_MUST, "CN-FRAME-009",                    \
      "both Content-Length and Transfer-Encoding are given")

/* The message as a whole. */
#define CS_CODE_LIST_MESSAGE(X)                                                                                        \
    X(CS_CODE_CREDENTIALS_DUPLICATE, "credentials-duplicate", CS_MUST, "CN-BASIC-010",                                 \
      "there is more than one Proxy-Authorization field")                                                              \
    X(CS_CODE_INCOMPLETE, "incomplete", CS_MUST, "CN-FRAME-001", "the message ends before it is complete")             \
    X(CS_CODE_HEAD_TOO_LARGE, "head-too-large", CS_MUST, "CN-LIM-001", "the head is larger than the bound")            \
    X(CS_CODE_TOO_MANY_FIELDS, "too-many-fields", CS_MUST, "CN-LIM-002", "there are more field lines than the bound")

#define CS_CODE_LIST(X)                                                                                                \
    CS_CODE_LIST_TARGET(X)                                                                                             \
    CS_CODE_LIST_LINE(X)                                                                                               \
    CS_CODE_LIST_FIELDS(X)                                                                                             \
    CS_CODE_LIST_HOST(X)                                                                                               \
    CS_CODE_LIST_FRAMING(X)                                                                                            \
    CS_CODE_LIST_MESSAGE(X)                                                                                            \
    CS_CODE_LIST_RESPONSE(X)                                                                                           \
    CS_CODE_LIST_AUTH(X)                                                                                               \
    CS_CODE_LIST_SECTION_FIELDS(X)                                                                                     \
    CS_CODE_LIST_PSEUDO(X)                                                                                             \
    CS_CODE_LIST_CAPSULE(X)                                                                                            \
    CS_CODE_LIST_CONNECT_UDP(X)

#endif
