/* The rows of the faults in fault_list_kept.h and fault_list_held.h, for session_fault_rows.h, which has the macros. */
#ifndef CONNECTSPEC_SESSION_FAULT_KEPT_ROWS_H
#define CONNECTSPEC_SESSION_FAULT_KEPT_ROWS_H

#define CS_ROWS_OF_KEPT                                                                                                \
    ROW(CS_FAULT_BEHIND_REFUSED, 0, OTHER("GET") REQUEST "\r\n"),                                                      \
        TUNNEL(CS_FAULT_BEHIND_EATEN, 0, OTHER("GET") REQUEST "\r\n", "first"),                                        \
        TUNNEL(CS_FAULT_BEHIND_LENGTH, 0, "PUT / HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc" REQUEST "\r\n",     \
               "first"),                                                                                               \
        ROW(CS_FAULT_RETRY_EARLY_LOST, AUTH, REQUEST "\r\n" REQUEST SIGNED "\r\nearly"),                               \
        ROW(CS_FAULT_RETRY_TARGET, AUTH, REQUEST "\r\n" DENIED SIGNED "\r\n"),                                         \
        ROW(CS_FAULT_LISTED_HOST, 0, REQUEST HOST "Connection: host\r\n\r\n"),                                         \
        ROW(CS_FAULT_LISTED_LENGTH, 0, REQUEST "Content-Length: 3\r\nConnection: content-length\r\n\r\n"),             \
        ROW(CS_FAULT_LISTED_CODING, 0, REQUEST "Transfer-Encoding: chunked\r\nConnection: transfer-encoding\r\n\r\n"), \
        ROW(CS_FAULT_LISTED_CREDENTIALS, AUTH, REQUEST SIGNED "Connection: proxy-authorization\r\n\r\n"),              \
        ROW(CS_FAULT_VIA_VERSION, PARENT, "CONNECT " TARGET " HTTP/1.0\r\n" HOST "\r\n"),                              \
        TUNNEL(CS_FAULT_MAIL_CUT, 0, REQUEST "\r\n", "EHLO a\r\n"),                                                    \
        TUNNEL(CS_FAULT_SSH_CUT, PARENT, REQUEST "\r\n", "HTTP/1.1 200 OK\r\n\r\nSSH-2.0-a\r\n"),                      \
        TUNNEL(CS_FAULT_PREFACE_TAKEN, 0, REQUEST "\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),                         \
        ROW(CS_FAULT_DISLIKES_CACHE, 0, REQUEST "Cache-Control: only-if-cached\r\n\r\n"),                              \
        ROW(CS_FAULT_DISLIKES_ACCEPT, 0, REQUEST "Accept: image/png\r\n\r\n"),                                         \
        ROW(CS_FAULT_DISLIKES_TYPE, 0, REQUEST "Content-Type: a/b\r\n\r\n"),                                           \
        ROW(CS_FAULT_DISLIKES_ORIGIN, 0, REQUEST "Origin: http://a\r\n\r\n"),                                          \
        ROW(CS_FAULT_DISLIKES_KEEP_ALIVE, 0, REQUEST "Keep-Alive: timeout=5\r\n\r\n"),                                 \
        ROW(CS_FAULT_ENCODING_HEEDED, SPEAKS, REQUEST "Accept-Encoding: gzip\r\n\r\n"),                                \
        ROW(CS_FAULT_RANGE_HEEDED, SPEAKS, REQUEST "Range: bytes=0-3\r\n\r\n"),                                        \
        ROW(CS_FAULT_FIFTH_UNANNOUNCED, 0, OTHER("GET") OTHER("GET")),                                                 \
        ROW(CS_FAULT_HEAD_STICKS, 0, OTHER("HEAD") DENIED "\r\n"), ROW(CS_FAULT_PAGE_OF_LAST, WARMED, DENIED "\r\n"),

#endif
