/* The faults of the embedded client over HTTP/2: X(symbol, "name", CLIENT, "what the faulty client does"). */
#ifndef CONNECTSPEC_FAULT_LIST_CLIENT_H2_H
#define CONNECTSPEC_FAULT_LIST_CLIENT_H2_H

#define CS_FAULT_LIST_CLIENT_H2(X)                                                                                     \
    X(CS_FAULT_CLIENT_H2_URI, "client-h2-uri", CLIENT, "over h2: sends :scheme and :path with CONNECT")                \
    X(CS_FAULT_CLIENT_H2_SCHEME, "client-h2-scheme", CLIENT, "over h2: sends :scheme with CONNECT")                    \
    X(CS_FAULT_CLIENT_H2_PATH, "client-h2-path", CLIENT, "over h2: sends :path with CONNECT")                          \
    X(CS_FAULT_CLIENT_H2_BARE, "client-h2-no-port", CLIENT, "over h2: leaves the port out of :authority")              \
    X(CS_FAULT_CLIENT_H2_HOST_ALONE, "client-h2-host-alone", CLIENT, "over h2: sends Host in place of :authority")     \
    X(CS_FAULT_CLIENT_H2_HOST_OTHER, "client-h2-host-other", CLIENT, "over h2: sends a Host that is not :authority")   \
    X(CS_FAULT_CLIENT_H2_CONNECTION, "client-h2-connection", CLIENT, "over h2: sends Connection")                      \
    X(CS_FAULT_CLIENT_H2_PROXY_CONNECTION, "client-h2-proxy-connection", CLIENT, "over h2: sends Proxy-Connection")    \
    X(CS_FAULT_CLIENT_H2_CODING, "client-h2-coding", CLIENT, "over h2: sends Transfer-Encoding")                       \
    X(CS_FAULT_CLIENT_H2_TE, "client-h2-te", CLIENT, "over h2: sends TE with more than trailers")                      \
    X(CS_FAULT_CLIENT_H2_UPPER, "client-h2-upper-case", CLIENT, "over h2: sends a name with capital letters")          \
    X(CS_FAULT_CLIENT_H2_LATE, "client-h2-pseudo-late", CLIENT, "over h2: sends :authority behind other fields")       \
    X(CS_FAULT_CLIENT_H2_ENDS, "client-h2-ends-request", CLIENT, "over h2: ends the stream with CONNECT")              \
    X(CS_FAULT_CLIENT_H2_MALFORMED, "client-h2-malformed-taken", CLIENT, "over h2: takes a 2xx that is malformed")     \
    X(CS_FAULT_CLIENT_H2_HEAD_INSIDE, "client-h2-head-inside", CLIENT,                                                 \
      "over h2: passes over a field section in the tunnel")                                                            \
    X(CS_FAULT_CLIENT_H2_RESET_ENDS, "client-h2-reset-ends", CLIENT,                                                   \
      "over h2: takes RST_STREAM for the end of what the origin says")                                                 \
    X(CS_FAULT_CLIENT_H2_END_KEPT, "client-h2-end-ignored", CLIENT, "over h2: does not take END_STREAM for an end")    \
    X(CS_FAULT_CLIENT_H2_SETTINGS, "client-h2-settings-silent", CLIENT, "over h2: does not acknowledge SETTINGS")      \
    X(CS_FAULT_CLIENT_H2_PING, "client-h2-ping-silent", CLIENT, "over h2: does not answer PING")                       \
    X(CS_FAULT_CLIENT_H2_PING_OTHER, "client-h2-ping-other", CLIENT, "over h2: answers PING with other bytes")         \
    X(CS_FAULT_CLIENT_H2_PUSH, "client-h2-push-ignored", CLIENT, "over h2: passes over PUSH_PROMISE")                  \
    X(CS_FAULT_CLIENT_H2_FRAMES, "client-h2-frames-unchecked", CLIENT,                                                 \
      "over h2: passes over frames of a wrong length or place")                                                        \
    X(CS_FAULT_CLIENT_H2_PADDING, "client-h2-padding-told", CLIENT, "over h2: takes padding for content")              \
    X(CS_FAULT_CLIENT_H2_PADDING_ENDS, "client-h2-padding-ends", CLIENT, "over h2: gives up at padding")               \
    X(CS_FAULT_CLIENT_H2_EMPTY, "client-h2-empty-ends", CLIENT, "over h2: takes DATA without bytes for the end")       \
    X(CS_FAULT_CLIENT_H2_UNKNOWN, "client-h2-unknown-ends", CLIENT, "over h2: gives up at an unknown frame")           \
    X(CS_FAULT_CLIENT_H2_SETTING, "client-h2-setting-ends", CLIENT, "over h2: gives up at an unknown setting")         \
    X(CS_FAULT_CLIENT_H2_PRIORITY, "client-h2-priority-ends", CLIENT, "over h2: gives up at PRIORITY")                 \
    X(CS_FAULT_CLIENT_H2_CONTINUATION, "client-h2-continuation-ends", CLIENT, "over h2: gives up at CONTINUATION")     \
    X(CS_FAULT_CLIENT_H2_PADDED_HEAD, "client-h2-padded-head-ends", CLIENT,                                            \
      "over h2: gives up at HEADERS with padding")                                                                     \
    X(CS_FAULT_CLIENT_H2_GOAWAY, "client-h2-goaway-cuts", CLIENT, "over h2: gives its tunnel up at GOAWAY")            \
    X(CS_FAULT_CLIENT_H2_WINDOW, "client-h2-window-disregarded", CLIENT, "over h2: sends beyond the window")           \
    X(CS_FAULT_CLIENT_H2_INITIAL, "client-h2-initial-kept", CLIENT,                                                    \
      "over h2: a new initial window is for new streams alone")                                                        \
    X(CS_FAULT_CLIENT_H2_HELD, "client-h2-window-held", CLIENT, "over h2: gives no window back")                       \
    X(CS_FAULT_CLIENT_H2_CREDIT_ZERO, "client-h2-credit-zero", CLIENT, "over h2: passes over WINDOW_UPDATE of 0")      \
    X(CS_FAULT_CLIENT_H2_OVERFLOW, "client-h2-credit-overflow", CLIENT, "over h2: passes over windows beyond 2^31-1")

#endif
