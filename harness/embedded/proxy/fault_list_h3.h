/* Faults over HTTP/3: X(symbol, "name", PLACE, "what it does"); fault_list.h says what PLACE means.  fault_h3.c says
 * which of them are faults of HTTP/2, too, and which are slips of the link. */
#ifndef CONNECTSPEC_FAULT_LIST_H3_H
#define CONNECTSPEC_FAULT_LIST_H3_H

/* Those that stand in the front, which both share. */
#define CS_FAULT_LIST_H3_FRONT(X)                                                                                      \
    X(CS_FAULT_H3_SCHEME, "h3-scheme-taken", H3, "opens a tunnel for a CONNECT with :scheme (HTTP/3)")                 \
    X(CS_FAULT_H3_PATH, "h3-path-taken", H3, "opens a tunnel for a CONNECT with :path (HTTP/3)")                       \
    X(CS_FAULT_H3_HOST_FOR_AUTHORITY, "h3-host-for-authority", H3,                                                     \
      "takes Host where a CONNECT has no :authority (HTTP/3)")                                                         \
    X(CS_FAULT_H3_HOST_DECIDES, "h3-host-decides", H3, "connects to Host in place of :authority (HTTP/3)")             \
    X(CS_FAULT_H3_UPPER_CASE, "h3-upper-case-taken", H3, "takes field names with upper-case letters (HTTP/3)")         \
    X(CS_FAULT_H3_CONNECTION_FIELD, "h3-connection-field-taken", H3,                                                   \
      "takes fields that are for one connection (HTTP/3)")                                                             \
    X(CS_FAULT_H3_TE, "h3-te-taken", H3, "takes TE with something else than trailers (HTTP/3)")                        \
    X(CS_FAULT_H3_PSEUDO_LATE, "h3-pseudo-late-taken", H3, "takes pseudo-fields behind other fields (HTTP/3)")         \
    X(CS_FAULT_H3_PSEUDO_FIRST, "h3-pseudo-first", H3, "takes the first of several pseudo-fields of a name (HTTP/3)")  \
    X(CS_FAULT_H3_PSEUDO_LAST, "h3-pseudo-last", H3, "takes the last of several pseudo-fields of a name (HTTP/3)")     \
    X(CS_FAULT_H3_PSEUDO_UNKNOWN, "h3-pseudo-unknown-dropped", H3,                                                     \
      "drops pseudo-fields that it does not know (HTTP/3)")                                                            \
    X(CS_FAULT_H3_LINES_DROPPED, "h3-value-lines-dropped", H3,                                                         \
      "drops fields whose values have CR, LF or NUL (HTTP/3)")                                                         \
    X(CS_FAULT_H3_AUTHORITY_CUT, "h3-authority-cut", H3, "ends :authority at a CR, LF or NUL (HTTP/3)")                \
    X(CS_FAULT_H3_PORT_WRAPS, "h3-port-wraps", H3, "keeps the lowest 16 bits of the port of :authority (HTTP/3)")      \
    X(CS_FAULT_H3_PORT_SIGN, "h3-port-sign", H3, "takes a sign in front of the port of :authority (HTTP/3)")           \
    X(CS_FAULT_H3_PORT_INVENTED, "h3-port-invented", H3,                                                               \
      "takes the first allowed port where :authority has none (HTTP/3)")                                               \
    X(CS_FAULT_H3_USERINFO, "h3-userinfo-dropped", H3, "drops userinfo from :authority (HTTP/3)")                      \
    X(CS_FAULT_H3_EDGES_TRIMMED, "h3-value-edges-trimmed", H3, "drops blanks at the ends of values (HTTP/3)")          \
    X(CS_FAULT_H3_NAMES_DROPPED, "h3-names-dropped", H3, "drops fields whose names no field has (HTTP/3)")             \
    X(CS_FAULT_H3_PROTOCOL_DROPPED, "h3-protocol-dropped", H3,                                                         \
      "makes a tunnel of TCP of an extended CONNECT that it has not announced (HTTP/3)")                               \
    X(CS_FAULT_H3_SUCCESS_LENGTH, "h3-success-length", H3, "puts content-length into its 2xx (HTTP/3)")                \
    X(CS_FAULT_H3_ANSWER_CODING, "h3-answer-coding", H3, "puts transfer-encoding into its answers (HTTP/3)")           \
    X(CS_FAULT_H3_ANSWER_CONNECTION, "h3-answer-connection", H3, "puts connection into its answers (HTTP/3)")          \
    X(CS_FAULT_H3_ANSWER_UPPER, "h3-answer-upper-case", H3, "writes field names with upper-case letters (HTTP/3)")     \
    X(CS_FAULT_H3_ANSWER_PSEUDO, "h3-answer-pseudo", H3, "puts a pseudo-field of its own into its answers (HTTP/3)")   \
    X(CS_FAULT_H3_STATUS_REASON, "h3-status-reason", H3, "puts a reason phrase behind the status (HTTP/3)")            \
    X(CS_FAULT_H3_STATUS_LATE, "h3-status-late", H3, "puts :status behind other fields (HTTP/3)")                      \
    X(CS_FAULT_H3_STATUS_TWICE, "h3-status-twice", H3, "writes :status twice (HTTP/3)")                                \
    X(CS_FAULT_H3_ANSWER_EDGE, "h3-answer-edge", H3, "writes a value with a blank at its end (HTTP/3)")                \
    X(CS_FAULT_H3_SUCCESS_ENDS, "h3-success-ends", H3, "ends the stream with its 2xx (HTTP/3)")                        \
    X(CS_FAULT_H3_SUCCESS_TWICE, "h3-success-twice", H3, "sends its 2xx twice (HTTP/3)")                               \
    X(CS_FAULT_H3_TRAILERS, "h3-trailers", H3, "ends a tunnel with trailers (HTTP/3)")                                 \
    X(CS_FAULT_H3_END_FORGOTTEN, "h3-end-forgotten", H3, "tells an origin nothing of the end of a stream (HTTP/3)")    \
    X(CS_FAULT_H3_END_AT_ONCE, "h3-end-with-head-forgotten", H3,                                                       \
      "tells an origin nothing of an end that came with the request (HTTP/3)")                                         \
    X(CS_FAULT_H3_FIN_HELD, "h3-fin-held", H3, "ends a stream only when its client has (HTTP/3)")                      \
    X(CS_FAULT_H3_FIN_RESETS, "h3-fin-resets", H3, "resets a stream whose origin has ended in order (HTTP/3)")         \
    X(CS_FAULT_H3_FIN_DEAFENS, "h3-fin-deafens", H3, "drops what a client sends once its origin has ended (HTTP/3)")   \
    X(CS_FAULT_H3_RESET_CLEAN, "h3-reset-clean", H3, "ends a stream in order whose origin has reset (HTTP/3)")         \
    X(CS_FAULT_H3_RESET_NO_ERROR, "h3-reset-no-error", H3, "resets with H3_NO_ERROR a stream whose origin has reset")  \
    X(CS_FAULT_H3_CANCEL_FIN, "h3-cancel-as-fin", H3,                                                                  \
      "closes in order to an origin when its stream is reset (HTTP/3)")                                                \
    X(CS_FAULT_H3_LOST_FIN, "h3-lost-as-fin", H3, "closes in order to an origin when the connection is lost (HTTP/3)") \
    X(CS_FAULT_H3_LENGTH_LIMITS, "h3-length-limits", H3,                                                               \
      "ends a tunnel at the content-length of its CONNECT (HTTP/3)")                                                   \
    X(CS_FAULT_H3_THREE_AT_ONCE, "h3-three-at-once", H3,                                                               \
      "leaves more than three streams of a client without answer (HTTP/3)")                                            \
    X(CS_FAULT_H3_RESET_KEPT, "h3-reset-kept", H3, "keeps connections for streams that were reset (HTTP/3)")           \
    X(CS_FAULT_H3_CANCEL_ENDS_ALL, "h3-cancel-ends-all", H3, "ends the connection when one stream is reset (HTTP/3)")  \
    X(CS_FAULT_H3_REFUSAL_ENDS_ALL, "h3-refusal-ends-all", H3, "ends the connection behind a refusal (HTTP/3)")        \
    X(CS_FAULT_H3_FIRST_CUT, "h3-first-cut", H3, "cuts the first content of a stream after 16 bytes (HTTP/3)")         \
    X(CS_FAULT_H3_FIRST_TWICE, "h3-first-twice", H3,                                                                   \
      "relays the first content of a stream twice, where it is over 16 bytes (HTTP/3)")                                \
    X(CS_FAULT_H3_CROSSED, "h3-crossed", H3, "relays content of the second stream to the first one's origin (HTTP/3)")

/* Frames: transport/h3. */
#define CS_FAULT_LIST_H3_FRAME(X)                                                                                      \
    X(CS_FAULT_H3_EMPTY_ENDS, "h3-empty-ends", H3, "takes DATA of no bytes for the end of a stream")                   \
    X(CS_FAULT_H3_UNKNOWN_ENDS, "h3-unknown-ends", H3, "ends the connection at a frame of an unknown type (HTTP/3)")   \
    X(CS_FAULT_H3_UNKNOWN_RELAYED, "h3-unknown-relayed", H3, "relays the payload of frames of unknown types")          \
    X(CS_FAULT_H3_H2_TYPES_IGNORED, "h3-h2-types-ignored", H3, "takes frames of HTTP/2 for nothing")                   \
    X(CS_FAULT_H3_KNOWN_IGNORED, "h3-control-frames-ignored", H3,                                                      \
      "takes frames in a tunnel for nothing that belong on the control stream")                                        \
    X(CS_FAULT_H3_SECTION_IGNORED, "h3-section-ignored", H3, "takes a field section in a tunnel for nothing (HTTP/3)") \
    X(CS_FAULT_H3_SECTION_RELAYED, "h3-section-relayed", H3, "relays a field section in a tunnel as content (HTTP/3)") \
    X(CS_FAULT_H3_DATA_FIRST, "h3-data-first-ignored", H3, "takes DATA in front of a request for nothing")             \
    X(CS_FAULT_H3_CUT_ENDS, "h3-cut-as-fin", H3, "takes the end of a stream within a frame for one in order")          \
    X(CS_FAULT_H3_WIDE_ENDS, "h3-wide-ends", H3, "ends the connection at a length in more bytes than it takes")        \
    X(CS_FAULT_H3_SETTINGS_IGNORED, "h3-settings-ignored", H3, "takes a second SETTINGS for nothing")                  \
    X(CS_FAULT_H3_CONTROL_TAKES, "h3-control-takes", H3, "skips DATA and HEADERS on the control stream")               \
    X(CS_FAULT_H3_GOAWAY_CUTS, "h3-goaway-cuts", H3, "ends all tunnels at its client's GOAWAY (HTTP/3)")               \
    X(CS_FAULT_H3_SETTINGS_LATE, "h3-settings-late", H3, "sends GOAWAY in front of its SETTINGS")                      \
    X(CS_FAULT_H3_SETTINGS_TWICE, "h3-settings-twice", H3, "sends its SETTINGS twice")                                 \
    X(CS_FAULT_H3_SETTINGS_OF_H2, "h3-settings-of-h2", H3, "has a setting of HTTP/2 in its SETTINGS")                  \
    X(CS_FAULT_H3_CONTROL_CLOSED, "h3-control-closed", H3, "ends its control stream behind its SETTINGS")              \
    X(CS_FAULT_H3_PUSHES, "h3-pushes", H3, "opens a push stream that nobody has allowed")                              \
    X(CS_FAULT_H3_PING_SENT, "h3-ping-sent", H3, "sends frames of HTTP/2 in a tunnel")                                 \
    X(CS_FAULT_H3_CUT_SENT, "h3-cut-sent", H3, "ends a tunnel within a frame")

/* Datagrams: transport/h3, front_h3.c and fault_capsules.c. */
#define CS_FAULT_LIST_H3_DATAGRAM(X)                                                                                   \
    X(CS_FAULT_H3_CONNECT_TWO, "h3-connect-two", H3, "announces extended CONNECT with the value 2 (HTTP/3)")           \
    X(CS_FAULT_H3_DATAGRAM_TWO, "h3-datagram-two", H3, "announces datagrams with the value 2")                         \
    X(CS_FAULT_H3_TWO_TAKEN, "h3-two-taken", H3, "takes settings with the value 2 that are 0 or 1")                    \
    X(CS_FAULT_H3_DATAGRAM_UNASKED, "h3-datagram-unasked", H3,                                                         \
      "sends DATAGRAM frames to who has not announced datagrams")                                                      \
    X(CS_FAULT_H3_DATAGRAM_SHORT, "h3-datagram-short", H3,                                                             \
      "takes a DATAGRAM frame without a whole Quarter Stream ID for nothing")                                          \
    X(CS_FAULT_H3_DATAGRAM_WRAPS, "h3-datagram-wraps", H3, "keeps the lowest 60 bits of a Quarter Stream ID")          \
    X(CS_FAULT_H3_DATAGRAM_CLOSED, "h3-datagram-closed", H3,                                                           \
      "ends the connection at a datagram for a stream that is not there")                                              \
    X(CS_FAULT_H3_DATAGRAM_CROSSED, "h3-datagram-crossed", H3, "relays all datagrams of a client in its first tunnel") \
    X(CS_FAULT_H3_DATAGRAM_WHOLE, "h3-datagram-whole", H3, "sends the id of a stream where a quarter of it belongs")   \
    X(CS_FAULT_H3_DATAGRAM_CUT, "h3-datagram-cut", H3, "cuts what is too long for a DATAGRAM frame")                   \
    X(CS_FAULT_H3_DATAGRAM_IN_TCP, "h3-datagram-in-tcp", H3, "relays a datagram for a CONNECT as bytes of its tunnel") \
    X(CS_FAULT_H3_DATAGRAM_BORNE, "h3-datagram-borne", H3, "takes a datagram for a CONNECT for nothing")               \
    X(CS_FAULT_H3_DATAGRAM_LOST, "h3-datagram-lost", H3, "announces datagrams and loses DATAGRAM frames")              \
    X(CS_FAULT_H3_CONTEXT_RELAYED, "h3-context-relayed", H3, "relays DATAGRAM frames of every context")                \
    X(CS_FAULT_H3_CONTEXT_ENDS, "h3-context-ends", H3, "ends the tunnel at a DATAGRAM frame of an unknown context")    \
    X(CS_FAULT_H3_CAPSULES_LOST, "h3-capsules-lost", H3, "loses the capsules of who has announced datagrams")          \
    X(CS_FAULT_H3_DATAGRAM_AS_CAPSULE, "h3-datagram-as-capsule", H3,                                                   \
      "sends what is too long for a DATAGRAM frame as a capsule")

#define CS_FAULT_LIST_H3(X)                                                                                            \
    CS_FAULT_LIST_H3_FRONT(X)                                                                                          \
    CS_FAULT_LIST_H3_FRAME(X)                                                                                          \
    CS_FAULT_LIST_H3_DATAGRAM(X)

#endif
