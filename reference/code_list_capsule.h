/* The codes of capsules and HTTP Datagrams (RFC 9297, RFC 9298); see code_list.h. */
#ifndef CONNECTREF_CODE_LIST_CAPSULE_H
#define CONNECTREF_CODE_LIST_CAPSULE_H

#define CS_CODE_LIST_CAPSULE(X)                                                                                        \
    X(CS_CODE_CAPSULE_TRUNCATED, "capsule-truncated", CS_MUST, "CN-CAP-002", "the data stream ends within a capsule")  \
    X(CS_CODE_DATAGRAM_CONTEXT_MISSING, "datagram-context-missing", CS_MUST, "CN-UDP-002",                             \
      "a datagram is too short for its Context ID")                                                                    \
    X(CS_CODE_DATAGRAM_PAYLOAD_TOO_LONG, "datagram-payload-too-long", CS_MUST, "CN-EXT-010",                           \
      "a datagram of context 0 holds more than 65527 bytes, which no UDP packet can")

#endif
