/* The extra listeners that a case may ask for with `listen`: one row each. */
#ifndef CONNECTSPEC_LISTENER_LIST_H
#define CONNECTSPEC_LISTENER_LIST_H

#include <stdbool.h>

/* A test adds a row of its own. */
#ifndef CS_LISTENER_LIST_MORE
#define CS_LISTENER_LIST_MORE(X)
#endif

/* X(name, address, ports): the address is one of enum cs_listener_address, the ports of enum cs_listener_ports. */
#define CS_LISTENER_LIST(X)                                                                                            \
    X("other", CS_AT_OTHER, CS_ON_ORIGIN_PORT)                                                                         \
    X("ipv6", CS_AT_LOOPBACK6, CS_ON_ORIGIN_PORT)                                                                      \
    X("localhost", CS_AT_LOOPBACKS, CS_ON_ORIGIN_PORT)                                                                 \
    X("web", CS_AT_HOST, CS_ON_WEB_PORTS)                                                                              \
    X("near", CS_AT_HOST, CS_ON_NEAR_PORTS)                                                                            \
    X("deaf", CS_AT_BLACKHOLE, CS_ON_ORIGIN_PORT)                                                                      \
    X("denied-host", CS_AT_DENIED, CS_ON_ORIGIN_PORT)                                                                  \
    X("denied-edges", CS_AT_DENIED_EDGES, CS_ON_ORIGIN_PORT)                                                           \
    X("host6", CS_AT_HOST6, CS_ON_ORIGIN_PORT)                                                                         \
    X("denied6", CS_AT_HOST6, CS_ON_DENIED_PORT)                                                                       \
    X("udp", CS_AT_HOST, CS_ON_UDP_PORT)                                                                               \
    X("udp-other", CS_AT_OTHER, CS_ON_UDP_PORT)                                                                        \
    X("udp-host6", CS_AT_HOST6, CS_ON_UDP_PORT)                                                                        \
    CS_LISTENER_LIST_MORE(X)

enum cs_listener_address {
    CS_AT_HOST,         /* the case's own */
    CS_AT_OTHER,        /* a second one of its own */
    CS_AT_DENIED,       /* one that the target was told to refuse */
    CS_AT_DENIED_EDGES, /* the first and the last one of the network that the target was told to refuse */
    CS_AT_HOST6,        /* an IPv6 address of its own */
    CS_AT_LOOPBACK6,    /* ::1 */
    CS_AT_LOOPBACKS,    /* 127.0.0.1 and ::1 */
    CS_AT_BLACKHOLE,    /* one that answers no SYN */
};

enum cs_listener_ports {
    CS_ON_ORIGIN_PORT,
    CS_ON_WEB_PORTS,   /* 80 and 443 */
    CS_ON_NEAR_PORTS,  /* some that are like those that a target lets through, and are none of them */
    CS_ON_DENIED_PORT, /* the one that the target was told to refuse */
    CS_ON_UDP_PORT,    /* the origin port of UDP */
};

/* Of the network that profiles deny: CS_AT_DENIED_EDGES. */
#define CS_DENIED_FIRST "127.78.0.0"
#define CS_DENIED_LAST  "127.78.255.255"

struct cs_listener_words {
    const char *name;
    enum cs_listener_address address;
    enum cs_listener_ports ports;
};

/* The row called |name|, or NULL. */
const struct cs_listener_words *cs_listener_find(const char *name);

/* Whether it is at an address that all cases share, such as 127.0.0.1: what arrives there may be of another one's
 * making. */
bool cs_listener_is_shared(const char *name);

#endif
