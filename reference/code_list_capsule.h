/* The codes of capsules and HTTP Datagrams (RFC 9297, RFC 9298); see code_list.h. */
#ifndef CONNECTREF_CODE_LIST_CAPSULE_H
#define CONNECTREF_CODE_LIST_CAPSULE_H

#define CS_CODE_LIST_CAPSULE(X)                                                                                        \
    X(CS_CODE_CAPSULE_TRUNCATED, "capsule-truncated", CS_MUST, "CN-CAP-002", "the data stream ends within a capsule")  \
    X(CS_CODE_DATAGRAM_CONTEXT_MISSING, "datagram-context-missing", CS_MUST, "CN-UDP-002",                             \
      "a datagram is too short for its Context ID")                                                                    \
    X(CS_CODE_DATAGRAM_PAYLOAD_TOO_LONG, "datagram-payload-too-long", CS_MUST, "CN-EXT-010",                           \
      "a datagram of context 0 holds more than 65527 bytes, which no UDP packet can")

/* Requests and answers of connect-udp (RFC 9298 sections 2 to 3). */
#define CS_CODE_LIST_CONNECT_UDP(X)                                                                                    \
    X(CS_CODE_UDP_PATH_UNKNOWN, "udp-path-unknown", CS_MUST, "CN-EXT-007",                                             \
      "the path of a connect-udp request is not one of the default template")                                          \
    X(CS_CODE_UDP_HOST_EMPTY, "udp-host-empty", CS_MUST, "CN-EXT-007", "target_host is empty")                         \
    X(CS_CODE_UDP_HOST_TOO_LONG, "udp-host-too-long", CS_MUST, "CN-EXT-007",                                           \
      "target_host is longer than 255 bytes, which no name can be")                                                    \
    X(CS_CODE_UDP_HOST_INVALID, "udp-host-invalid", CS_MUST, "CN-EXT-007",                                             \
      "target_host, decoded, is neither an IPv6 address without brackets and zone, nor an IPv4 address, nor a name")   \
    X(CS_CODE_UDP_BAD_PERCENT, "udp-bad-percent", CS_MUST, "CN-EXT-007",                                               \
      "a percent sign in target_host or target_port is not followed by two hexadecimal digits")                        \
    X(CS_CODE_UDP_NOT_ENCODED, "udp-not-encoded", CS_MUST, "CN-EXT-007",                                               \
      "a byte stands as it is that an expansion of the template percent-encodes")                                      \
    X(CS_CODE_UDP_NEEDLESS_ENCODING, "udp-needless-encoding", CS_SHOULD, "CN-EXT-007",                                 \
      "a character is percent-encoded that stands for itself")                                                         \
    X(CS_CODE_UDP_PORT_EMPTY, "udp-port-empty", CS_MUST, "CN-EXT-007", "target_port is empty")                         \
    X(CS_CODE_UDP_PORT_INVALID, "udp-port-invalid", CS_MUST, "CN-EXT-007",                                             \
      "target_port is no decimal number between 1 and 65535")                                                          \
    X(CS_CODE_UDP_PORT_LEADING_ZERO, "udp-port-leading-zero", CS_SHOULD, "CN-EXT-007",                                 \
      "target_port begins with a zero, which some readers take for octal")                                             \
    X(CS_CODE_UDP_METHOD, "udp-method", CS_MUST, "CN-EXT-008",                                                         \
      "the method is not GET over HTTP/1.1, or not CONNECT over a later version")                                      \
    X(CS_CODE_UPGRADE_IN_HTTP10, "upgrade-in-http10", CS_MUST, "CN-EXT-008",                                           \
      "Upgrade stands in a message of HTTP/1.0, where it means nothing")                                               \
    X(CS_CODE_UPGRADE_UNLISTED, "upgrade-unlisted", CS_MUST, "CN-EXT-008", "Connection does not name Upgrade")         \
    X(CS_CODE_UDP_UPGRADE_DIFFERS, "udp-upgrade-differs", CS_MUST, "CN-EXT-008",                                       \
      "Upgrade is missing, repeated, or holds something else than connect-udp alone")                                  \
    X(CS_CODE_CAPSULE_CONTENT, "capsule-content", CS_MUST, "CN-EXT-011",                                               \
      "a message that starts the Capsule Protocol has Content-Length, Content-Type or Transfer-Encoding")              \
    X(CS_CODE_CAPSULE_PROTOCOL_MISSING, "capsule-protocol-missing", CS_SHOULD, "CN-UDP-003",                           \
      "a success of connect-udp does not have Capsule-Protocol once, and true")                                        \
    X(CS_CODE_CAPSULE_STATUS, "capsule-status", CS_MUST, "CN-EXT-011",                                                 \
      "an answer that starts the Capsule Protocol has the status 204, 205 or 206")

#endif
