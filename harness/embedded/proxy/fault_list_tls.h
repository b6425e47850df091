/* Faults in TLS that others speak through the tunnel: X(symbol, "name", PLACE, "what it does"). */
#ifndef CONNECTSPEC_FAULT_LIST_TLS_H
#define CONNECTSPEC_FAULT_LIST_TLS_H

/* intercept.c */
#define CS_FAULT_LIST_INTERCEPT(X)                                                                                     \
    X(CS_FAULT_TLS_INTERCEPTED, "tls-intercepted", TUNNEL, "answers TLS with a certificate of its own, and asks anew") \
    X(CS_FAULT_TLS_OFFLOADED, "tls-offloaded", TUNNEL, "ends TLS itself and hands on what was in it")

/* TLS that clients speak with the proxy itself: fault_wire.c, wire.c, wire_tls.c, pair.c */
#define CS_FAULT_LIST_WIRE(X)                                                                                          \
    X(CS_FAULT_WIRE_HELLO_CUT, "proxy-hello-cut", SHELL, "resets when a client's own ClientHello comes in pieces")     \
    X(CS_FAULT_WIRE_PLAIN, "proxy-plain-served", SHELL, "serves plain HTTP where it is to speak TLS")                  \
    X(CS_FAULT_WIRE_NO_CLOSURE, "proxy-no-close-notify", SHELL, "ends TLS with a client without close_notify")         \
    X(CS_FAULT_WIRE_CUT_TRUSTED, "proxy-cut-trusted", SHELL, "takes an end without close_notify for an orderly one")   \
    X(CS_FAULT_WIRE_CUT_CRASHES, "proxy-cut-crashes", SHELL, "falls when TLS with a client ends without close_notify") \
    X(CS_FAULT_WIRE_CUT_KEPT, "proxy-cut-kept", SHELL, "keeps a tunnel whose client's TLS ended without close_notify") \
    X(CS_FAULT_WIRE_ALPN_NEEDED, "proxy-alpn-needed", SHELL, "resets clients that offer no protocol in TLS")           \
    X(CS_FAULT_WIRE_OLD_REFUSED, "proxy-old-refused", SHELL, "resets clients that speak TLS 1.2")                      \
    X(CS_FAULT_WIRE_NEW_REFUSED, "proxy-new-refused", SHELL, "resets clients that speak TLS 1.3")                      \
    X(CS_FAULT_WIRE_PREFACE, "proxy-preface-taken", SHELL, "speaks HTTP/2 in TLS without ALPN")                        \
    X(CS_FAULT_WIRE_PENDING, "proxy-record-half-read", SHELL,                                                          \
      "leaves what of a TLS record is behind 4 KiB until another one comes")                                           \
    X(CS_FAULT_WIRE_ALPN_CROSSED, "proxy-alpn-crossed", SHELL, "chooses h2 by ALPN and speaks HTTP/1.1 then")          \
    X(CS_FAULT_WIRE_NAME_REFUSED, "proxy-name-refused", SHELL, "resets clients that name a server in their hello")     \
    X(CS_FAULT_WIRE_RESUMED_REFUSED, "proxy-resumed-refused", SHELL,                                                   \
      "resets clients that resume a session which it gave them")                                                       \
    X(CS_FAULT_WIRE_RESUMED_TRUSTED, "proxy-resumed-trusted", SHELL, "asks no credentials of who resumes a session")   \
    X(CS_FAULT_WIRE_UPDATE_ENDS, "proxy-key-update-ends", SHELL, "ends a tunnel when its client changes keys")         \
    X(CS_FAULT_WIRE_RENEGOTIATES, "proxy-renegotiates", SHELL, "renegotiates TLS 1.2 whenever a client likes")         \
    X(CS_FAULT_WIRE_EARLY, "proxy-early-acted-on", SHELL, "opens tunnels for CONNECTs in early data of TLS")           \
    X(CS_FAULT_WIRE_RESET_NOTIFIED, "proxy-reset-notified", SHELL,                                                     \
      "ends TLS with close_notify where the origin was reset")

/* fault_tls.c */
#define CS_FAULT_LIST_TLS(X)                                                                                           \
    CS_FAULT_LIST_INTERCEPT(X)                                                                                         \
    CS_FAULT_LIST_WIRE(X)                                                                                              \
    X(CS_FAULT_TLS_NAME_FILTERED, "tls-name-filtered", TUNNEL, "closes when SNI is not the host of the CONNECT")       \
    X(CS_FAULT_TLS_HELLO_ANSWERED, "tls-hello-answered", TUNNEL, "answers 400 in HTTP to a ClientHello")               \
    X(CS_FAULT_TLS_HELLO_SPLIT, "tls-hello-split", TUNNEL, "makes two records of a ClientHello")                       \
    X(CS_FAULT_TLS_HELLO_KEPT, "tls-hello-tail-lost", TUNNEL, "loses what of a ClientHello is behind 8 KiB")           \
    X(CS_FAULT_TLS_DOWNGRADED, "tls-downgraded", TUNNEL, "takes TLS 1.3 out of a ClientHello")                         \
    X(CS_FAULT_TLS_ALPN_STRIPPED, "tls-alpn-stripped", TUNNEL, "takes ALPN out of a ClientHello")                      \
    X(CS_FAULT_TLS_UNKNOWN_CLOSED, "tls-unknown-closed", TUNNEL, "closes at extensions that it does not know")         \
    X(CS_FAULT_TLS_RESUMED_CLOSED, "tls-resumed-closed", TUNNEL, "closes when a client resumes a session")             \
    X(CS_FAULT_TLS_OLD_CLOSED, "tls-old-closed", TUNNEL, "closes when a client does not know TLS 1.3")                 \
    X(CS_FAULT_TLS_NEW_CLOSED, "tls-new-closed", TUNNEL, "closes when a client knows TLS 1.3")                         \
    X(CS_FAULT_TLS_CCS_DROPPED, "tls-ccs-dropped", TUNNEL, "drops records of type change_cipher_spec")                 \
    X(CS_FAULT_TLS_ALERT_DROPPED, "tls-alert-dropped", TUNNEL, "drops alerts that are not encrypted")                  \
    X(CS_FAULT_TLS_BEHIND_ALERT, "tls-behind-alert-lost", TUNNEL, "loses what a side sends behind an alert")           \
    X(CS_FAULT_TLS_ASKED_CLOSED, "tls-asked-closed", TUNNEL, "closes when an origin asks for a certificate")           \
    X(CS_FAULT_TLS_CHAIN_CUT, "tls-chain-cut", TUNNEL, "loses what of an origin's first 32 KiB is behind 16 KiB")

#endif
