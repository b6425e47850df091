/* Faults over HTTP/2: X(symbol, "name", PLACE, "what it does"); fault_list.h says what PLACE means. */
#ifndef CONNECTSPEC_FAULT_LIST_H2_H
#define CONNECTSPEC_FAULT_LIST_H2_H

/* Requests that are malformed and taken all the same: fault_h2_request.c. */
#define CS_FAULT_LIST_H2_REQUEST(X)                                                                                    \
    X(CS_FAULT_H2_SCHEME, "h2-scheme-taken", H2, "opens a tunnel for a CONNECT with :scheme")                          \
    X(CS_FAULT_H2_PATH, "h2-path-taken", H2, "opens a tunnel for a CONNECT with :path")                                \
    X(CS_FAULT_H2_HOST_FOR_AUTHORITY, "h2-host-for-authority", H2, "takes Host where a CONNECT has no :authority")     \
    X(CS_FAULT_H2_HOST_DECIDES, "h2-host-decides", H2, "connects to Host in place of :authority")                      \
    X(CS_FAULT_H2_UPPER_CASE, "h2-upper-case-taken", H2, "takes field names with upper-case letters")                  \
    X(CS_FAULT_H2_CONNECTION_FIELD, "h2-connection-field-taken", H2, "takes fields that are for one connection")       \
    X(CS_FAULT_H2_TE, "h2-te-taken", H2, "takes TE with something else than trailers")                                 \
    X(CS_FAULT_H2_TE_TRAILERS, "h2-te-trailers-refused", H2, "takes TE: trailers for malformed")                       \
    X(CS_FAULT_H2_PSEUDO_LATE, "h2-pseudo-late-taken", H2, "takes pseudo-fields behind other fields")                  \
    X(CS_FAULT_H2_PSEUDO_FIRST, "h2-pseudo-first", H2, "takes the first of several pseudo-fields of a name")           \
    X(CS_FAULT_H2_PSEUDO_LAST, "h2-pseudo-last", H2, "takes the last of several pseudo-fields of a name")              \
    X(CS_FAULT_H2_PSEUDO_UNKNOWN, "h2-pseudo-unknown-dropped", H2, "drops pseudo-fields that it does not know")        \
    X(CS_FAULT_H2_LINES_DROPPED, "h2-value-lines-dropped", H2, "drops fields whose values have CR, LF or NUL")         \
    X(CS_FAULT_H2_AUTHORITY_CUT, "h2-authority-cut", H2, "ends :authority at a CR, LF or NUL")                         \
    X(CS_FAULT_H2_PORT_WRAPS, "h2-port-wraps", H2, "keeps the lowest 16 bits of the port of :authority")               \
    X(CS_FAULT_H2_PORT_SIGN, "h2-port-sign", H2, "takes a sign in front of the port of :authority")                    \
    X(CS_FAULT_H2_PORT_INVENTED, "h2-port-invented", H2, "takes the first allowed port where :authority has none")     \
    X(CS_FAULT_H2_USERINFO, "h2-userinfo-dropped", H2, "drops userinfo from :authority")                               \
    X(CS_FAULT_H2_AUTHORITY_TAIL, "h2-authority-tail-dropped", H2, "ends :authority at a slash, ? or #")               \
    X(CS_FAULT_H2_METHOD_ANY_CASE, "h2-method-any-case", H2, "takes connect in small letters for CONNECT")             \
    X(CS_FAULT_H2_EDGES_TRIMMED, "h2-value-edges-trimmed", H2, "drops blanks at the ends of values")                   \
    X(CS_FAULT_H2_NAMES_DROPPED, "h2-names-dropped", H2, "drops fields whose names no field has")                      \
    X(CS_FAULT_H2_PROTOCOL_DROPPED, "h2-protocol-dropped", H2,                                                         \
      "makes a tunnel of TCP of an extended CONNECT that it has not announced")                                        \
    X(CS_FAULT_H2_PROTOCOL_TUNNELS, "h2-protocol-tunnels", H2,                                                         \
      "announces extended CONNECT and makes tunnels of TCP of them")                                                   \
    X(CS_FAULT_H2_PROTOCOL_BARE, "h2-protocol-bare", H2,                                                               \
      "announces extended CONNECT and answers 200 to one without :scheme and :path")

/* Heads of answers, and ends of streams: fault_h2_answer.c, front_h2_client.c. */
#define CS_FAULT_LIST_H2_ANSWER(X)                                                                                     \
    X(CS_FAULT_H2_SUCCESS_LENGTH, "h2-success-length", H2, "puts content-length into its 2xx")                         \
    X(CS_FAULT_H2_ANSWER_CODING, "h2-answer-coding", H2, "puts transfer-encoding into its answers")                    \
    X(CS_FAULT_H2_ANSWER_CONNECTION, "h2-answer-connection", H2, "puts connection into its answers")                   \
    X(CS_FAULT_H2_ANSWER_UPPER, "h2-answer-upper-case", H2, "writes field names with upper-case letters")              \
    X(CS_FAULT_H2_ANSWER_PSEUDO, "h2-answer-pseudo", H2, "puts a pseudo-field of its own into its answers")            \
    X(CS_FAULT_H2_STATUS_REASON, "h2-status-reason", H2, "puts a reason phrase behind the status")                     \
    X(CS_FAULT_H2_STATUS_LATE, "h2-status-late", H2, "puts :status behind other fields")                               \
    X(CS_FAULT_H2_STATUS_TWICE, "h2-status-twice", H2, "writes :status twice")                                         \
    X(CS_FAULT_H2_ANSWER_EDGE, "h2-answer-edge", H2, "writes a value with a blank at its end")                         \
    X(CS_FAULT_H2_SUCCESS_ENDS, "h2-success-ends", H2, "ends the stream with its 2xx")                                 \
    X(CS_FAULT_H2_SUCCESS_TWICE, "h2-success-twice", H2, "sends its 2xx twice")                                        \
    X(CS_FAULT_H2_TRAILERS, "h2-trailers", H2, "ends a tunnel with trailers")                                          \
    X(CS_FAULT_H2_END_FORGOTTEN, "h2-end-forgotten", H2, "tells an origin nothing of the end of a stream")             \
    X(CS_FAULT_H2_END_AT_ONCE, "h2-end-with-head-forgotten", H2,                                                       \
      "tells an origin nothing of an end that came with the request")                                                  \
    X(CS_FAULT_H2_FIN_HELD, "h2-fin-held", H2, "ends a stream only when its client has")                               \
    X(CS_FAULT_H2_FIN_RESETS, "h2-fin-resets", H2, "resets a stream whose origin has ended in order")                  \
    X(CS_FAULT_H2_FIN_DEAFENS, "h2-fin-deafens", H2, "drops what a client sends once its origin has ended")            \
    X(CS_FAULT_H2_RESET_CLEAN, "h2-reset-clean", H2, "ends a stream in order whose origin has reset")                  \
    X(CS_FAULT_H2_RESET_CANCEL, "h2-reset-cancel", H2, "resets with CANCEL a stream whose origin has reset")           \
    X(CS_FAULT_H2_REFUSAL_RESETS, "h2-refusal-resets", H2, "resets a stream with an error behind its refusal")         \
    X(CS_FAULT_H2_INTERIM_101, "h2-interim-101", H2, "sends 101 in front of its 2xx")                                  \
    X(CS_FAULT_H2_END_DROPS, "h2-end-drops", H2, "drops what it still holds for a client when an origin ends")         \
    X(CS_FAULT_H2_BACKLOG_RESETS, "h2-backlog-resets", H2,                                                             \
      "resets a stream when its backlog is full, in place of reading no more")                                         \
    X(CS_FAULT_H2_RESET_NO_ERROR, "h2-reset-no-error", H2, "resets with NO_ERROR a stream whose origin has reset")

/* What streams tell of each other and of their origins: front_h2.c. */
#define CS_FAULT_LIST_H2_STREAM(X)                                                                                     \
    X(CS_FAULT_H2_CANCEL_FIN, "h2-cancel-as-fin", H2, "closes in order to an origin when its stream is reset")         \
    X(CS_FAULT_H2_LOST_FIN, "h2-lost-as-fin", H2, "closes in order to an origin when the connection is lost")          \
    X(CS_FAULT_H2_LENGTH_LIMITS, "h2-length-limits", H2, "ends a tunnel at the content-length of its CONNECT")         \
    X(CS_FAULT_H2_RESET_ANSWERED, "h2-reset-answered", H2, "answers RST_STREAM with RST_STREAM")                       \
    X(CS_FAULT_H2_THREE_AT_ONCE, "h2-three-at-once", H2, "leaves more than three streams of a client without answer")  \
    X(CS_FAULT_H2_RESET_KEPT, "h2-reset-kept", H2, "keeps connections for streams that were reset")                    \
    X(CS_FAULT_H2_CANCEL_ENDS_ALL, "h2-cancel-ends-all", H2, "ends the connection when one stream is reset")           \
    X(CS_FAULT_H2_REFUSAL_ENDS_ALL, "h2-refusal-ends-all", H2, "ends the connection behind a refusal")                 \
    X(CS_FAULT_H2_FIRST_CUT, "h2-first-cut", H2, "cuts the first content of a stream after 16 bytes")                  \
    X(CS_FAULT_H2_FIRST_TWICE, "h2-first-twice", H2,                                                                   \
      "relays the first content of a stream twice, where it is over 16 bytes")                                         \
    X(CS_FAULT_H2_EARLY_FIRST, "h2-early-first-alone", H2, "keeps the first piece alone of what comes before its 2xx") \
    X(CS_FAULT_H2_EARLY_KEPT, "h2-early-window-kept", H2,                                                              \
      "never gives a stream window back that was used before its 2xx")                                                 \
    X(CS_FAULT_H2_ONE_BY_ONE, "h2-one-by-one", H2, "leaves a CONNECT without answer while another one is dialled")     \
    X(CS_FAULT_H2_LATE_KEPT, "h2-late-kept", H2, "keeps the connection of a stream that was reset before its answer")  \
    X(CS_FAULT_H2_SECTION_IGNORED, "h2-section-ignored", H2, "takes a field section in a tunnel for nothing")          \
    X(CS_FAULT_H2_SECTION_RELAYED, "h2-section-relayed", H2, "relays a field section in a tunnel as content")          \
    X(CS_FAULT_H2_CROSSED, "h2-crossed", H2, "relays content of the second stream to the first one's origin")

/* Frames: transport/h2. */
#define CS_FAULT_LIST_H2_FRAME(X)                                                                                      \
    X(CS_FAULT_H2_CREDIT_ZERO, "h2-credit-zero", H2, "takes a WINDOW_UPDATE of 0 for nothing")                         \
    X(CS_FAULT_H2_CREDIT_OVERFLOW, "h2-credit-overflow", H2, "does not see windows pass 2^31-1")                       \
    X(CS_FAULT_H2_WINDOW_DISREGARDED, "h2-window-disregarded", H2, "sends beyond its client's windows")                \
    X(CS_FAULT_H2_FRAMES_LARGE, "h2-frames-large", H2, "sends frames larger than its client takes")                    \
    X(CS_FAULT_H2_PADDING_RELAYED, "h2-padding-relayed", H2, "relays padding as content")                              \
    X(CS_FAULT_H2_PADDING_KEPT, "h2-padding-kept", H2, "gives padding back to no window")                              \
    X(CS_FAULT_H2_STALL_HOLDS, "h2-stall-holds", H2,                                                                   \
      "keeps what a tunnel at a standstill takes in from all others' window")                                          \
    X(CS_FAULT_H2_PADDING_ENDS, "h2-padding-ends", H2, "ends the connection at padded content")                        \
    X(CS_FAULT_H2_EMPTY_ENDS, "h2-empty-ends", H2, "takes content of no bytes for the end of a stream")                \
    X(CS_FAULT_H2_UNKNOWN_ENDS, "h2-unknown-ends", H2, "ends the connection at a frame of an unknown type")            \
    X(CS_FAULT_H2_SETTING_ENDS, "h2-unknown-setting-ends", H2, "ends the connection at a setting that it lacks")       \
    X(CS_FAULT_H2_PRIORITY_ENDS, "h2-priority-ends", H2, "ends the connection at PRIORITY")                            \
    X(CS_FAULT_H2_PUSH_IGNORED, "h2-push-ignored", H2, "takes a PUSH_PROMISE of its client for nothing")               \
    X(CS_FAULT_H2_AFTER_END, "h2-after-end-ignored", H2, "takes content behind END_STREAM for nothing")                \
    X(CS_FAULT_H2_IDLE_IGNORED, "h2-idle-ignored", H2, "takes content of a stream for nothing that is not open")       \
    X(CS_FAULT_H2_GOAWAY_CUTS, "h2-goaway-cuts", H2, "ends all tunnels at its client's GOAWAY")                        \
    X(CS_FAULT_H2_DISCARD_KEPT, "h2-discarded-kept", H2, "gives no window back for content of streams that are over")  \
    X(CS_FAULT_H2_PADDING_UNCHECKED, "h2-padding-unchecked", H2, "takes padding that is longer than its frame")        \
    X(CS_FAULT_H2_PADDING_ALONE, "h2-padding-alone-ends", H2, "takes content that is padding alone for an end")        \
    X(CS_FAULT_H2_OWN_SETTING_ENDS, "h2-own-setting-ends", H2,                                                         \
      "ends the connection when a client announces extended CONNECT")                                                  \
    X(CS_FAULT_H2_CONTINUATION_ENDS, "h2-continuation-ends", H2, "ends the connection at CONTINUATION")                \
    X(CS_FAULT_H2_PADDED_HEAD_ENDS, "h2-padded-head-ends", H2, "ends the connection at padded HEADERS")                \
    X(CS_FAULT_H2_PRIORITY_HEAD_ENDS, "h2-priority-head-ends", H2, "ends the connection at HEADERS with a priority")   \
    X(CS_FAULT_H2_FRAMES_UNCHECKED, "h2-frames-unchecked", H2,                                                         \
      "passes over frames that are wrong in length, stream or place")                                                  \
    X(CS_FAULT_H2_HEAD_AFTER_END, "h2-head-after-end", H2, "passes over HEADERS behind END_STREAM")                    \
    X(CS_FAULT_H2_INITIAL_KEPT, "h2-initial-window-kept", H2, "uses a new initial window for new streams alone")       \
    X(CS_FAULT_H2_NEGATIVE_ENDS, "h2-negative-window-ends", H2, "ends the connection when a window becomes negative")  \
    X(CS_FAULT_H2_NEGATIVE_ZERO, "h2-negative-window-zero", H2, "makes a window 0 that becomes negative")              \
    X(CS_FAULT_H2_GOAWAY_ALONE, "h2-goaway-alone", H2, "keeps the connection behind a GOAWAY with an error")           \
    X(CS_FAULT_H2_SETTING_TWO, "h2-setting-two", H2, "announces 2 for SETTINGS_ENABLE_CONNECT_PROTOCOL")               \
    X(CS_FAULT_H2_CONNECTION_DISREGARDED, "h2-connection-window-disregarded", H2,                                      \
      "sends beyond its client's window for the connection")                                                           \
    X(CS_FAULT_H2_LOWER_ID, "h2-lower-id-taken", H2, "opens a stream with a lower number than one before")             \
    X(CS_FAULT_H2_PING_SILENT, "h2-ping-silent", H2, "never answers PING")                                             \
    X(CS_FAULT_H2_PING_OTHER, "h2-ping-other", H2, "answers PING with other bytes")                                    \
    X(CS_FAULT_H2_SETTINGS_SILENT, "h2-settings-silent", H2, "never acknowledges SETTINGS")                            \
    X(CS_FAULT_H2_SETTING_BACK, "h2-setting-back", H2, "takes SETTINGS_ENABLE_CONNECT_PROTOCOL back")

#define CS_FAULT_LIST_H2(X)                                                                                            \
    CS_FAULT_LIST_H2_REQUEST(X)                                                                                        \
    CS_FAULT_LIST_H2_ANSWER(X)                                                                                         \
    CS_FAULT_LIST_H2_STREAM(X)                                                                                         \
    CS_FAULT_LIST_H2_FRAME(X)

#endif
