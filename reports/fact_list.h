/* What a run knows of its target: one row each.  A row gives the member of struct cs_policy, the JSON of a transcript,
 * the key of a profile, the need of a case and the reason why a case without it is skipped. */
#ifndef CONNECTSPEC_FACT_LIST_H
#define CONNECTSPEC_FACT_LIST_H

#include "reports/fact_words.h"

/* A test adds a row of its own. */
#ifndef CS_FACT_LIST_MORE
#define CS_FACT_LIST_MORE(X)
#endif

/* X(type, member, bound, words, JSON key, written, profile key, need, reason to skip, meaning)
 *
 * type: FLAG; NUMBER up to |bound|; PORT; PORTS, |bound| - 1 of them at most, 0 behind the last; TEXT and BYTES shorter
 * than |bound| (BYTES are escaped in JSON); TARGET, a text without its port where it is published; PLACE, a text that
 * is not published.  words: all that a TEXT may be, or NULL.  written: ALWAYS, or WHEN_SET.  A key, need or reason may
 * be NULL. */
#define CS_FACT_LIST(X)                                                                                                \
    X(TARGET, target, 64, NULL, "target", ALWAYS, NULL, NULL, NULL, "name of a profile, or HOST:PORT")                 \
    X(TEXT, version, 128, NULL, "version", ALWAYS, NULL, NULL, NULL, "what the software says of itself")               \
    X(TEXT, role, 8, cs_role_names, "role", WHEN_SET, "role", NULL, NULL, "proxy, client or origin; missing: proxy")   \
    X(TEXT, transport, 4, cs_transport_names, "transport", WHEN_SET, "transport", NULL, NULL,                          \
      "what the run speaks with it; missing: h1")                                                                      \
    X(PORT, origin_port, 1, NULL, "origin_port", ALWAYS, "origin_port", NULL, NULL, "where our origins listen")        \
    X(PORT, denied_port, 1, NULL, "denied_port", ALWAYS, "denied_port", "unsafe-port",                                 \
      "needs a port that targets should refuse (--denied-port N)", "a port that it should refuse")                     \
    X(FLAG, denies_ports, 1, NULL, "denies_ports", ALWAYS, "denies_ports", "denied-port",                              \
      "needs a target that was told to refuse ports (--denied-port N; in a profile denies_ports)",                     \
      "told to refuse denied_port")                                                                                    \
    X(PORTS, allowed_ports, 16, NULL, "allowed_ports", WHEN_SET, "allowed_ports", NULL, NULL,                          \
      "ports that it lets through beside origin_port; missing: none is known")                                         \
    X(FLAG, denies_addresses, 1, NULL, "denies_addresses", WHEN_SET, "denies_addresses", "denied-address",             \
      "needs a target that was told to refuse an address of ours (--denied-address A, or --has denied-address for "    \
      "127.78.0.0/16; in a profile denied_address or denies_addresses)",                                               \
      "told to refuse denied_address; missing means false")                                                            \
    X(PLACE, denied_address, 16, NULL, "denied_address", WHEN_SET, "denied_address", NULL, NULL,                       \
      "the address of ours that it was told to refuse; missing: all of 127.78.0.0/16")                                 \
    X(FLAG, denies_names, 1, NULL, "denies_names", WHEN_SET, "denies_names", "denied-names",                           \
      "needs a target that was told to refuse names (--has denied-names; in a profile denies_names)",                  \
      "told to refuse names below denied.connectspec.test")                                                            \
    X(TEXT, auth, 16, cs_auth_names, "auth", ALWAYS, "auth", NULL, NULL, "what credentials it asks for")               \
    X(BYTES, user, 128, NULL, "user", ALWAYS, "user", NULL, NULL, "the account's name")                                \
    X(BYTES, password, 128, NULL, "password", ALWAYS, "password", NULL, NULL, "and its password")                      \
    X(FLAG, ipv6, 1, NULL, "ipv6", ALWAYS, "ipv6", "ipv6",                                                             \
      "needs IPv6, and a target that reaches IPv6 destinations (--has ipv6; in a profile ipv6)",                       \
      "announced to reach IPv6 destinations")                                                                          \
    X(FLAG, names, 1, NULL, "names", ALWAYS, "local_names", "names",                                                   \
      "needs a target whose look-ups of names stay on this machine (--has names; in a profile local_names)",           \
      "no look-up of a name leaves the machine")                                                                       \
    X(PLACE, parent, 48, NULL, "parent", WHEN_SET, NULL, "parent",                                                     \
      "needs a target that hands CONNECT on to a parent proxy, which we play (--parent ADDRESS; in a profile parent)", \
      "address of the parent proxy that we play; missing or empty: none")                                              \
    X(PLACE, backend, 48, NULL, "backend", WHEN_SET, NULL, "backend",                                                  \
      "needs a target that hands requests on to a backend, which we play (in a profile backend)",                      \
      "address of the backend that we play; missing or empty: none")                                                   \
    X(PLACE, origin_addresses, 128, NULL, "origin_addresses", WHEN_SET, "origin_addresses", NULL, NULL,                \
      "addresses of ours that a target on another machine reaches, with commas; missing: ours alone, of loopback")     \
    X(FLAG, forwards, 1, NULL, "forwards", WHEN_SET, "forwards", "forward",                                            \
      "needs a target that serves plain http too (--has forward; in a profile forwards)",                              \
      "it serves plain http too; missing means false")                                                                 \
    X(NUMBER, head_seconds, 3599, NULL, "head_seconds", WHEN_SET, "head_seconds", "head-limit",                        \
      "needs a target that was told how long a request head may take (--has head-limit=SECONDS; in a profile "         \
      "head_seconds)",                                                                                                 \
      "told to cut off a request head that has not come whole by then; missing means 0, not told")                     \
    X(FLAG, room, 1, NULL, "room", WHEN_SET, NULL, "room",                                                             \
      "needs a target that we start, on a machine that lets us isolate it (--target, and no --isolate never)",         \
      "target and run are in a closed room; missing means false")                                                      \
    X(FLAG, proxy_tls, 1, NULL, "proxy_tls", WHEN_SET, "proxy_tls", "proxy-tls",                                       \
      "needs a target that is reached through TLS (--proxy https://HOST:PORT; in a profile proxy_tls)",                \
      "the way to it is TLS; missing means false")                                                                     \
    X(FLAG, extended_connect, 1, NULL, "extended_connect", WHEN_SET, "extended_connect", "extended-connect",           \
      "needs a target that serves extended CONNECT (--has extended-connect; in a profile extended_connect)",           \
      "it serves extended CONNECT; missing means false")                                                               \
    X(FLAG, udp, 1, NULL, "udp", WHEN_SET, "udp", "udp",                                                               \
      "needs a target that serves CONNECT-UDP (--has udp; in a profile udp)",                                          \
      "it serves CONNECT-UDP; missing means false")                                                                    \
    X(FLAG, datagrams, 1, NULL, "datagrams", WHEN_SET, "datagrams", "datagrams",                                       \
      "needs a target that takes datagrams in DATAGRAM frames of HTTP/3 (--has datagrams; in a profile datagrams)",    \
      "it takes DATAGRAM frames over HTTP/3; missing means false")                                                     \
    X(TEXT, inner, 8, cs_inner_names, "inner", WHEN_SET, "inner", NULL, NULL,                                          \
      "what a client speaks in the tunnel; missing: tls")                                                              \
    X(BYTES, page, 256, NULL, "page", WHEN_SET, "page", NULL, NULL,                                                    \
      "what our origin answers a client; missing: the marker alone")                                                   \
    X(FLAG, verifies, 1, NULL, "verifies", WHEN_SET, "verifies", "verifies",                                           \
      "needs a client that was told to check certificates", "told to check certificates; missing means false")         \
    X(FLAG, origin_secrets, 1, NULL, "origin_secrets", WHEN_SET, "origin_secrets", "origin-secrets",                   \
      "needs a client that was given secrets for the origin",                                                          \
      "given fields with the text origin-secret for the origin alone; missing means false")                            \
    X(NUMBER, success_exit, 256, NULL, "success_exit", WHEN_SET, NULL, NULL, NULL,                                     \
      "exit status of a client that succeeded, 256 for any; missing means 0")                                          \
    X(BYTES, success_text, 256, NULL, "success_text", WHEN_SET, NULL, NULL, NULL,                                      \
      "what a client that succeeded prints; missing: nothing is known")                                                \
    CS_FACT_LIST_MORE(X)

#endif
