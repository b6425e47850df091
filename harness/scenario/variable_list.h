/* The variables that every case has: one row each. */
#ifndef CONNECTSPEC_VARIABLE_LIST_H
#define CONNECTSPEC_VARIABLE_LIST_H

/* A test adds a row of its own. */
#ifndef CS_VARIABLE_LIST_MORE
#define CS_VARIABLE_LIST_MORE(X)
#endif

/* X(name, sample, need, listener, why)
 *
 * sample: what linting fills in.  need, listener: what a case that uses it has to say,
 * and why; or NULL. */
#define CS_VARIABLE_LIST(X)                                                                                            \
    X("host", "127.77.255.254", NULL, NULL, NULL)                                                                      \
    X("port", "18443", NULL, NULL, NULL)                                                                               \
    X("authority", "127.77.255.254:18443", NULL, NULL, NULL)                                                           \
    X("denied-port", "18025", "denied-port", NULL, "not every target denies ports; add `needs: [denied-port]`")        \
    X("other", "127.77.255.253", NULL, NULL, NULL)                                                                     \
    X("closed", "127.77.255.252", NULL, NULL, NULL)                                                                    \
    X("count", "00000001", NULL, NULL, NULL)                                                                           \
    X("user", "d-user", NULL, NULL, NULL)                                                                              \
    X("password", "password", NULL, NULL, NULL)                                                                        \
    X("credentials", "Proxy-Authorization: Basic dXNlcjpwYXNzd29yZA==\r\n", NULL, NULL, NULL)                          \
    X("basic", "dXNlcjpwYXNzd29yZA==", NULL, NULL, NULL)                                                               \
    X("id", "topic/case", NULL, NULL, NULL)                                                                            \
    X("nonce", "0123456789abcdef", NULL, NULL, NULL)                                                                   \
    X("name", "ip-127-77-255-254.connectspec.test", "room", NULL,                                                      \
      "this name is known in isolated runs alone; add `needs: [room]`")                                                \
    X("other-name", "ip-127-77-255-253.connectspec.test", "room", "other",                                             \
      "this name is known in isolated runs alone; add `needs: [room]`, `listen: [other]`")                             \
    X("refused-name", "ip-127-77-255-254.denied.connectspec.test", "denied-names", NULL,                               \
      "not every target denies names; add `needs: [denied-names, room]`")                                              \
    X("late-name", "ip-127-77-255-252.ip-127-77-255-254.connectspec.test", "room", NULL,                               \
      "this name is known in isolated runs alone; add `needs: [room]`")                                                \
    X("early-name", "ip-127-77-255-254.ip-127-77-255-252.connectspec.test", "room", NULL,                              \
      "this name is known in isolated runs alone; add `needs: [room]`")                                                \
    X("turning-name", "turn-0123456789abcdef.ip-127-77-255-254.ip-127-78-255-254.connectspec.test", "room",            \
      "denied-host", "one of its addresses is denied; add `needs: [room]`, `listen: [denied-host]`")                   \
    X("late-denied-name", "ip-127-77-255-252.ip-127-78-255-254.connectspec.test", "room", "denied-host",               \
      "one of its addresses is denied; add `needs: [room]`, `listen: [denied-host]`")                                  \
    X("half-denied-name", "ip-127-78-255-254.ip-127-77-255-254.connectspec.test", "room", "denied-host",               \
      "one of its addresses is denied; add `needs: [room]`, `listen: [denied-host]`")                                  \
    X("proxy", "127.0.0.1:65535", NULL, NULL, NULL)                                                                    \
    X("returning-name", "turn-0123456789abcdef.ip-127-78-255-254.ip-127-77-255-254.connectspec.test", "room",          \
      "denied-host", "one of its addresses is denied; add `needs: [room]`, `listen: [denied-host]`")                   \
    X("host6", "fd77::80:fffe", "room", "host6", "only isolated runs have it; add `needs: [room]`, `listen: [host6]`") \
    X("denied-number", "2135883774", "denied-address", "denied-host",                                                  \
      "not every target denies addresses; add `needs: [denied-address]`, `listen: [denied-host]`")                     \
    X("denied-hex", "0x7f.0x4e.0xff.0xfe", "denied-address", "denied-host",                                            \
      "not every target denies addresses; add `needs: [denied-address]`, `listen: [denied-host]`")                     \
    X("denied-octal", "0177.0116.0377.0376", "denied-address", "denied-host",                                          \
      "not every target denies addresses; add `needs: [denied-address]`, `listen: [denied-host]`")                     \
    X("denied-words", "7f4e:fffe", "denied-address", "denied-host",                                                    \
      "not every target denies addresses; add `needs: [denied-address]`, `listen: [denied-host]`")                     \
    X("host-number", "2135818238", NULL, NULL, NULL)                                                                   \
    X("wrapped-port", "47093", NULL, NULL, NULL)                                                                       \
    X("marker", "origin-0123456789abcdef", NULL, NULL, NULL)                                                           \
    X("silent-name", "c0123456789abcdef.silent.connectspec.test", "room", NULL,                                        \
      "this name is known in isolated runs alone; add `needs: [room]`")                                                \
    X("deaf", "127.77.255.251", NULL, "deaf", "nobody is there; add `listen: [deaf]`")                                 \
    X("denied-host", "127.78.255.254", "denied-address", "denied-host",                                                \
      "not every target denies addresses; add `needs: [denied-address]`, `listen: [denied-host]`")                     \
    X("denied-name", "ip-127-78-255-254.connectspec.test", "room", "denied-host",                                      \
      "its address is denied; add `needs: [room]`, `listen: [denied-host]`")                                           \
    X("digest", "Digest username=\"user\", realm=\"r\", nonce=\"n\", response=\"digest\"", "digest", NULL,             \
      "this is part of an answer to a Digest challenge; add `needs: [digest]`")                                        \
    X("digest-md5", "Digest username=\"user\", realm=\"r\", nonce=\"n\", response=\"digest-md5\"", "digest", NULL,     \
      "this is part of an answer to a Digest challenge; add `needs: [digest]`")                                        \
    X("digest-md5-sess", "Digest username=\"user\", realm=\"r\", nonce=\"n\", response=\"digest-md5-sess\"", "digest", \
      NULL, "this is part of an answer to a Digest challenge; add `needs: [digest]`")                                  \
    X("digest-sha256", "Digest username=\"user\", realm=\"r\", nonce=\"n\", response=\"digest-sha256\"", "digest",     \
      NULL, "this is part of an answer to a Digest challenge; add `needs: [digest]`")                                  \
    X("digest-sha256-sess", "Digest username=\"user\", realm=\"r\", nonce=\"n\", response=\"digest-sha256-sess\"",     \
      "digest", NULL, "this is part of an answer to a Digest challenge; add `needs: [digest]`")                        \
    X("digest-sha512", "Digest username=\"user\", realm=\"r\", nonce=\"n\", response=\"digest-sha512\"", "digest",     \
      NULL, "this is part of an answer to a Digest challenge; add `needs: [digest]`")                                  \
    X("digest-sha512-sess", "Digest username=\"user\", realm=\"r\", nonce=\"n\", response=\"digest-sha512-sess\"",     \
      "digest", NULL, "this is part of an answer to a Digest challenge; add `needs: [digest]`")                        \
    X("digest-userhash", "Digest username=\"user\", realm=\"r\", nonce=\"n\", response=\"digest-userhash\"", "digest", \
      NULL, "this is part of an answer to a Digest challenge; add `needs: [digest]`")                                  \
    X("digest-auth-int", "Digest username=\"user\", realm=\"r\", nonce=\"n\", response=\"digest-auth-int\"", "digest", \
      NULL, "this is part of an answer to a Digest challenge; add `needs: [digest]`")                                  \
    X("digest-algorithm", "SHA-256", "digest", NULL,                                                                   \
      "this is part of an answer to a Digest challenge; add `needs: [digest]`")                                        \
    X("digest-realm", "d-realm", "digest", NULL,                                                                       \
      "this is part of an answer to a Digest challenge; add `needs: [digest]`")                                        \
    X("digest-nonce", "d-nonce", "digest", NULL,                                                                       \
      "this is part of an answer to a Digest challenge; add `needs: [digest]`")                                        \
    X("digest-secret", "0123456789abcdef", "digest", NULL,                                                             \
      "this is part of an answer to a Digest challenge; add `needs: [digest]`")                                        \
    X("digest-start", "Digest username=\"user\", realm=\"r\", nonce=\"n\"", "digest", NULL,                            \
      "this is part of an answer to a Digest challenge; add `needs: [digest]`")                                        \
    CS_VARIABLE_LIST_MORE(X)

#endif
