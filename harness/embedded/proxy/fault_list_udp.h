/* Faults of connect-udp and of capsules: X(symbol, "name", PLACE, "what it does"); fault_list.h says what PLACE means. */
#ifndef CONNECTSPEC_FAULT_LIST_UDP_H
#define CONNECTSPEC_FAULT_LIST_UDP_H

/* Requests that are taken or refused against the rules: fault_udp.c. */
#define CS_FAULT_LIST_UDP_REQUEST(X)                                                                                   \
    X(CS_FAULT_UDP_METHOD_ANY, "udp-method-any", UDP, "takes connect-udp over HTTP/1.1 with another method than GET")  \
    X(CS_FAULT_UDP_CONNECTION_UNLISTED, "udp-connection-unlisted", UDP,                                                \
      "takes Upgrade: connect-udp without Connection: Upgrade")                                                        \
    X(CS_FAULT_UDP_HOST_FORGIVEN, "udp-host-forgiven", UDP, "takes connect-udp with two Host fields or none")          \
    X(CS_FAULT_UDP_HTTP10, "udp-http10", UDP, "takes connect-udp in HTTP/1.0")                                         \
    X(CS_FAULT_UDP_CONTENT_TAKEN, "udp-content-taken", UDP, "takes connect-udp with content announced")                \
    X(CS_FAULT_UDP_CONNECT_TAKEN, "udp-connect-taken", UDP, "takes a plain CONNECT with Upgrade: connect-udp for UDP") \
    X(CS_FAULT_UDP_PROTOCOL_ANY, "udp-protocol-any", UDP, "takes any upgrade for connect-udp")                         \
    X(CS_FAULT_UDP_TOKEN_CASE, "udp-token-case", UDP, "knows connect-udp in lower case alone")                         \
    X(CS_FAULT_UDP_CAPSULE_FIELD_NEEDED, "udp-capsule-field-needed", UDP,                                              \
      "refuses connect-udp unless Capsule-Protocol is ?1 to the letter")                                               \
    X(CS_FAULT_UDP_AS_TCP, "udp-as-tcp", UDP, "makes a tunnel of TCP of connect-udp")                                  \
    X(CS_FAULT_UDP_REFUSAL_KEEPS, "udp-refusal-keeps", UDP,                                                            \
      "goes on behind a refused upgrade with what came behind its head")                                               \
    X(CS_FAULT_UDP_UNAUTHENTICATED, "udp-unauthenticated", UDP, "asks for no credentials for connect-udp")             \
    X(CS_FAULT_UDP_PORTS_OPEN, "udp-ports-open", UDP, "lets connect-udp through to every port")                        \
    X(CS_FAULT_UDP_ADDRESSES_OPEN, "udp-addresses-open", UDP, "lets connect-udp through to every address")             \
    X(CS_FAULT_UDP_NAMES_OPEN, "udp-names-open", UDP, "lets connect-udp through to every name")                        \
    X(CS_FAULT_UDP_ANSWERS_FIRST, "udp-answers-first", UDP,                                                            \
      "opens connect-udp before the name of its target is looked up")

/* Targets in the path: fault_udp_target.c. */
#define CS_FAULT_LIST_UDP_TARGET(X)                                                                                    \
    X(CS_FAULT_UDP_COLON_UNDECODED, "udp-colon-undecoded", UDP, "does not decode the colons of an IPv6 target")        \
    X(CS_FAULT_UDP_COLON_RAW, "udp-brackets-taken", UDP, "takes an IPv6 target in brackets")                           \
    X(CS_FAULT_UDP_PORT_WRAPS, "udp-port-wraps", UDP, "keeps the lowest 16 bits of target_port")                       \
    X(CS_FAULT_UDP_PORT_PREFIX, "udp-port-prefix", UDP, "takes the digits at the beginning of target_port")            \
    X(CS_FAULT_UDP_PORT_INVENTED, "udp-port-invented", UDP,                                                            \
      "takes the first allowed port where target_port is empty or 0")                                                  \
    X(CS_FAULT_UDP_DECODES_TWICE, "udp-decodes-twice", UDP, "decodes target_host twice")                               \
    X(CS_FAULT_UDP_NUL_CUTS, "udp-nul-cuts", UDP, "ends target_host at a NUL")                                         \
    X(CS_FAULT_UDP_PATH_DECODED, "udp-path-decoded", UDP, "decodes the path before it is split")                       \
    X(CS_FAULT_UDP_HOST_DECIDES, "udp-host-decides", UDP, "sends to what Host or :authority names")                    \
    X(CS_FAULT_UDP_USERINFO, "udp-userinfo-dropped", UDP, "drops userinfo from target_host")

/* Answers: fault_udp_answer.c. */
#define CS_FAULT_LIST_UDP_ANSWER(X)                                                                                    \
    X(CS_FAULT_UDP_FIELD_MISSING, "udp-capsule-field-missing", UDP, "opens connect-udp without Capsule-Protocol")      \
    X(CS_FAULT_UDP_FIELD_FALSE, "udp-capsule-field-false", UDP, "opens connect-udp with Capsule-Protocol: ?0")         \
    X(CS_FAULT_UDP_FIELD_ON_REFUSAL, "udp-capsule-field-on-refusal", UDP, "refuses with Capsule-Protocol: ?1")         \
    X(CS_FAULT_UDP_STATUS_200, "udp-status-200", UDP, "opens connect-udp over HTTP/1.1 with 200")                      \
    X(CS_FAULT_UDP_UPGRADE_DIFFERS, "udp-upgrade-differs", UDP, "names another protocol in its 101")                   \
    X(CS_FAULT_UDP_UPGRADE_TWICE, "udp-upgrade-twice", UDP, "names a second protocol in its 101")                      \
    X(CS_FAULT_UDP_UPGRADE_MISSING, "udp-upgrade-missing", UDP, "names no protocol in its 101")                        \
    X(CS_FAULT_UDP_CONNECTION_MISSING, "udp-connection-missing", UDP, "leaves Connection out of its 101")              \
    X(CS_FAULT_UDP_LENGTH, "udp-length", UDP, "opens connect-udp with Content-Length: 0")                              \
    X(CS_FAULT_UDP_TYPE, "udp-type", UDP, "opens connect-udp with Content-Type")                                       \
    X(CS_FAULT_UDP_CODING, "udp-coding", UDP, "opens connect-udp with Transfer-Encoding")                              \
    X(CS_FAULT_UDP_TWO_ANSWERS, "udp-two-answers", UDP, "sends a 200 behind its 101")

/* Capsules and datagrams: fault_capsules.c. */
#define CS_FAULT_LIST_UDP_RELAY(X)                                                                                     \
    X(CS_FAULT_CAPSULE_UNKNOWN_ENDS, "capsule-unknown-ends", UDP, "ends the tunnel at a capsule of an unknown type")   \
    X(CS_FAULT_CAPSULE_UNKNOWN_RELAYED, "capsule-unknown-relayed", UDP, "relays what capsules of unknown types hold")  \
    X(CS_FAULT_CAPSULE_TYPE_CUT, "capsule-type-cut", UDP, "looks at the lowest 8 bits of a capsule's type alone")      \
    X(CS_FAULT_CAPSULE_LONG_ENDS, "capsule-long-ends", UDP, "ends the tunnel at a number that could be shorter")       \
    X(CS_FAULT_CAPSULE_CUT_RELAYED, "capsule-cut-relayed", UDP,                                                        \
      "relays what there is of a datagram when its capsule breaks off")                                                \
    X(CS_FAULT_CAPSULE_CUT_CLEAN, "capsule-cut-clean", UDP,                                                            \
      "ends a stream in order whose client ended within a capsule")                                                    \
    X(CS_FAULT_CAPSULE_PIECES_LOST, "capsule-pieces-lost", UDP, "loses capsules that do not come in one piece")        \
    X(CS_FAULT_CAPSULE_JOINED_LOST, "capsule-joined-lost", UDP, "loses capsules that come with another one in front")  \
    X(CS_FAULT_CAPSULE_ABSURD_CRASHES, "capsule-absurd-crashes", UDP,                                                  \
      "dies of a capsule that announces more than there is memory")                                                    \
    X(CS_FAULT_UDP_CONTEXT_RELAYED, "udp-context-relayed", UDP, "relays datagrams of every context")                   \
    X(CS_FAULT_UDP_CONTEXT_ENDS, "udp-context-ends", UDP, "ends the tunnel at a datagram of an unknown context")       \
    X(CS_FAULT_UDP_CONTEXT_AS_BYTE, "udp-context-as-byte", UDP, "takes the first byte of a datagram for its context")  \
    X(CS_FAULT_UDP_CONTEXT_MISSING, "udp-context-missing", UDP, "puts no context in front of datagrams to its client") \
    X(CS_FAULT_UDP_EMPTY_LOST, "udp-empty-lost", UDP, "loses empty datagrams to the target")                           \
    X(CS_FAULT_UDP_EMPTY_LOST_BACK, "udp-empty-lost-back", UDP, "loses empty datagrams from the target")               \
    X(CS_FAULT_UDP_JOINED, "udp-joined", UDP, "joins datagrams that come together")                                    \
    X(CS_FAULT_UDP_JOINED_BACK, "udp-joined-back", UDP,                                                                \
      "puts what came before in front of each datagram from the target")                                               \
    X(CS_FAULT_UDP_CUT, "udp-cut", UDP, "cuts datagrams to the target after 1200 bytes")                               \
    X(CS_FAULT_UDP_CUT_BACK, "udp-cut-back", UDP, "cuts datagrams from the target after 1200 bytes")                   \
    X(CS_FAULT_UDP_SPLIT, "udp-split", UDP, "splits datagrams above 1472 bytes")                                       \
    X(CS_FAULT_UDP_DOUBLED, "udp-doubled", UDP, "sends every datagram twice")                                          \
    X(CS_FAULT_UDP_MUTE, "udp-mute", UDP, "opens connect-udp and relays nothing")                                      \
    X(CS_FAULT_UDP_MUTE_BACK, "udp-mute-back", UDP, "relays nothing of what the target sends")                         \
    X(CS_FAULT_UDP_PADDED, "udp-padded", UDP, "fills datagrams up to 16 bytes")                                        \
    X(CS_FAULT_UDP_OVERSIZE_IGNORED, "udp-oversize-ignored", UDP,                                                      \
      "goes on behind a datagram that no UDP packet can hold")                                                         \
    X(CS_FAULT_UDP_OVERSIZE_CUT, "udp-oversize-cut", UDP,                                                              \
      "relays the beginning of a datagram that no UDP packet can hold")                                                \
    X(CS_FAULT_UDP_LARGE_ENDS, "udp-large-ends", UDP, "ends the tunnel at a datagram that the kernel does not send")   \
    X(CS_FAULT_UDP_ICMP_IGNORED, "udp-icmp-ignored", UDP, "goes on when ICMP says that the target is not there")       \
    X(CS_FAULT_UDP_SOCKET_KEPT, "udp-socket-kept", UDP, "keeps the socket when the tunnel has ended")                  \
    X(CS_FAULT_UDP_FIRST_ONLY, "udp-first-only", UDP, "relays one datagram from the target, and no more")

#define CS_FAULT_LIST_UDP(X)                                                                                           \
    CS_FAULT_LIST_UDP_REQUEST(X)                                                                                       \
    CS_FAULT_LIST_UDP_TARGET(X)                                                                                        \
    CS_FAULT_LIST_UDP_ANSWER(X)                                                                                        \
    CS_FAULT_LIST_UDP_RELAY(X)

#endif
