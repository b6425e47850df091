/* The rows of the faults in fault_list_shapes.h, for session_fault_rows.h, which has the macros. */
#ifndef CONNECTSPEC_SESSION_FAULT_SHAPE_ROWS_H
#define CONNECTSPEC_SESSION_FAULT_SHAPE_ROWS_H

#define CS_ROWS_OF_SHAPES                                                                                              \
    ROW(CS_FAULT_PORTS_HTTP10, 0, "CONNECT 127.0.0.1:25 HTTP/1.0\r\n\r\n"),                                            \
        ROW(CS_FAULT_PORTS_IPV6, 0, NAMED("[::1]:25")), ROW(CS_FAULT_PORTS_EARLY, 0, DENIED "\r\nearly"),              \
        ROW(CS_FAULT_PORTS_LED, 0, "\r\n" DENIED "\r\n"), ROW(CS_FAULT_PORTS_VIA, 0, DENIED "Via: 1.1 a\r\n\r\n"),     \
        ROW(CS_FAULT_PORTS_UPGRADE, 0, DENIED "Upgrade: a\r\nConnection: upgrade\r\n\r\n"),                            \
        FILLED(CS_FAULT_PORTS_LARGE, 0, DENIED "X: ~\r\n\r\n", 5000),                                                  \
        ROW(CS_FAULT_PORTS_PIECES, IN_TWO, DENIED "\r\n"), ROW(CS_FAULT_AUTH_PIECES, AUTH | IN_TWO, REQUEST "\r\n"),   \
        ROW(CS_FAULT_WRONG_PIECES, AUTH | IN_TWO, REQUEST WRONG "\r\n"),                                               \
        ROW(CS_FAULT_AUTH_EXPECT, AUTH, REQUEST "Expect: 100-continue\r\n\r\n"),                                       \
        ROW(CS_FAULT_AUTH_KEEP_ALIVE, AUTH, REQUEST "Proxy-Connection: keep-alive\r\n\r\n"),                           \
        ROW(CS_FAULT_AUTH_LENGTH, AUTH, REQUEST "Content-Length: 0\r\n\r\n"),                                          \
        FILLED(CS_FAULT_AUTH_LARGE, AUTH, REQUEST "X: ~\r\n\r\n", 5000),                                               \
        ROW(CS_FAULT_AUTH_LED, AUTH, "\r\n" REQUEST "\r\n"),                                                           \
        ROW(CS_FAULT_AUTH_ALPN, AUTH, REQUEST "ALPN: h2\r\n\r\n"),                                                     \
        ROW(CS_FAULT_EARLY_EXPECT, 0, REQUEST "Expect: 100-continue\r\n\r\nearly"),                                    \
        ROW(CS_FAULT_EARLY_KEEP_ALIVE, 0, REQUEST "Proxy-Connection: keep-alive\r\n\r\nearly"),                        \
        ROW(CS_FAULT_EARLY_CREDENTIALS, AUTH, REQUEST SIGNED "\r\nearly"),                                             \
        ROW(CS_FAULT_EARLY_UPGRADE, 0, REQUEST "Upgrade: a\r\nConnection: upgrade\r\n\r\nearly"),                      \
        ROW(CS_FAULT_BANNER_HTTP10, SPEAKS, "CONNECT " TARGET " HTTP/1.0\r\n\r\n"),                                    \
        ROW(CS_FAULT_BANNER_NAMES, SPEAKS, NAMED("name.test:18443")),                                                  \
        ROW(CS_FAULT_BANNER_EARLY, SPEAKS, REQUEST "\r\nearly"),                                                       \
        ROW(CS_FAULT_END_HTTP10, SPEAKS | ORIGIN_ENDS, "CONNECT " TARGET " HTTP/1.0\r\n\r\n"),                         \
        ROW(CS_FAULT_END_KEEP_ALIVE, ORIGIN_ENDS, REQUEST "Proxy-Connection: keep-alive\r\n\r\n"),                     \
        ROW(CS_FAULT_CLOSED_HTTP10, REFUSED, "CONNECT " TARGET " HTTP/1.0\r\n\r\n"),                                   \
        ROW(CS_FAULT_BANNER_IPV6, SPEAKS, NAMED("[::1]:18443")),                                                       \
        ROW(CS_FAULT_WRONG_HTTP10, AUTH, "CONNECT " TARGET " HTTP/1.0\r\n" WRONG "\r\n"),                              \
        ROW(CS_FAULT_WRONG_EARLY, AUTH, REQUEST WRONG "\r\nearly"),                                                    \
        FILLED(CS_FAULT_WRONG_LARGE, AUTH, REQUEST WRONG "X: ~\r\n\r\n", 5000),                                        \
        FILLED(CS_FAULT_AUTH_LONG, AUTH, NAMED("~:18443"), 210),                                                       \
        FILLED(CS_FAULT_WRONG_LONG, AUTH, "CONNECT ~:18443 HTTP/1.1\r\nHost: ~:18443\r\n" WRONG "\r\n", 210),          \
        FILLED(CS_FAULT_PORTS_LONG, 0, NAMED("~:25"), 210), ROW(CS_FAULT_COMMENT_LINE, 0, REQUEST "# a\r\n\r\n"),      \
        ROW(CS_FAULT_LENGTH_ODD_ZERO, 0, REQUEST "Content-Length: +0\r\n\r\n"),                                        \
        ROW(CS_FAULT_PORTS_DIGITS, 0, NAMED("127.0.0.1:844")),                                                         \
        ROW(CS_FAULT_PORTS_LOW_BYTE, 0, NAMED("127.0.0.1:18699")),                                                     \
        ROW(CS_FAULT_PORTS_HIGH, 0, NAMED("127.0.0.1:51211")),                                                         \
        ROW(CS_FAULT_WRONG_CAPITALS, AUTH, REQUEST "PROXY-AUTHORIZATION: Basic dXNlcjp4\r\n\r\n"),                     \
        ROW(CS_FAULT_FIELDS_KEYED, 0, REQUEST "Heat: a b\r\n\r\n"),                                                    \
        ROW(CS_FAULT_QUOTED_LINES, 0, "CONNECT " TARGET " HTTP/1.1\r\nX: \"a\r\n" HOST "Y: b\"\r\n\r\n"),              \
        ROW(CS_FAULT_USER_DEFAULT, AUTH, REQUEST "Proxy-Authorization: Basic YWRtaW46YWRtaW4=\r\n\r\n"),               \
        FILLED(CS_FAULT_PASSWORD_LONG, AUTH, REQUEST "Proxy-Authorization: Basic dXNlcjph~\r\n\r\n", 400),             \
        ROW(CS_FAULT_CR_ENDS_HEAD, 0, REQUEST "\rx"), ROW(CS_FAULT_BLANK_ENDS_HEAD, 0, REQUEST " \r\n"),               \
        ROW(CS_FAULT_KEEPS_OPEN_PORT, 0, DENIED "\r\n" GET),                                                           \
        ROW(CS_FAULT_KEEPS_OPEN_NAME, UNRESOLVED, REQUEST "\r\n" GET),

#endif
