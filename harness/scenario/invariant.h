/* What `every` in a case can say: what has to hold of every answer in every transcript of a run, and of every request
 * of a client that is tested. */
#ifndef CONNECTSPEC_INVARIANT_WORDS_H
#define CONNECTSPEC_INVARIANT_WORDS_H

#include <stdbool.h>

#include "reference/code.h"

/* X(symbol, word, meaning); beside them stand the findings of the strict parser (reference/code_list.h). */
#define CS_INVARIANT_LIST(X)                                                                                           \
    X(CS_INVARIANT_HTTP, "answer-is-http", "what comes first is a status line, and nothing stands in front of it")     \
    X(CS_INVARIANT_CONTENT, "content-as-announced", "content is as long as its head says, to the byte")                \
    X(CS_INVARIANT_CLOSE, "close-is-done", "behind an answer that announces the end of the connection no other comes") \
    X(CS_INVARIANT_ANNOUNCED, "close-announced", "an answer behind which the target ends the connection says so")      \
    X(CS_INVARIANT_ANSWERED, "malformed-answered",                                                                     \
      "a malformed request is answered, or its connection ended, in time")                                             \
    X(CS_INVARIANT_NAMED, "contacts-named", "nobody is contacted whom no reading of a request names")                  \
    X(CS_INVARIANT_ALLOW, "allow-in-405", "a 405 carries Allow")                                                       \
    X(CS_INVARIANT_DENIES, "allow-denies", "the Allow of a 405 does not name the method that it refuses")              \
    X(CS_INVARIANT_CHALLENGE, "challenge-in-401", "a 401 carries WWW-Authenticate")                                    \
    X(CS_INVARIANT_UPGRADE, "upgrade-in-426", "a 426 carries Upgrade")                                                 \
    X(CS_INVARIANT_ONCE, "fields-once", "a field that is no list stands on one line")                                  \
    X(CS_INVARIANT_LISTED, "options-listed", "Keep-Alive and Upgrade are named in Connection")                         \
    X(CS_INVARIANT_DATES, "dates-written",                                                                             \
      "Date, Last-Modified and Expires (but 0 and -1) are IMF-fixdates with the right day of the week")                \
    X(CS_INVARIANT_VALUES, "values-written",                                                                           \
      "Location is a URI reference, Retry-After a number or a date, Via a list of protocols with names, Allow one of " \
      "tokens, WWW-Authenticate one of challenges")                                                                    \
    X(CS_INVARIANT_GAPS, "lists-whole", "Connection, Via, Allow, Upgrade and Vary have no empty member")               \
    X(CS_INVARIANT_SERVER, "server-written", "Server is products with comments between")                               \
    X(CS_INVARIANT_NOW, "date-is-now", "Date is no time before there was this suite")                                  \
    X(CS_INVARIANT_INSIDE, "inside-kept",                                                                              \
      "no private address or path of the target's machine, unless the client said it")                                 \
    X(CS_INVARIANT_SECRETS, "secrets-kept",                                                                            \
      "no password of the account, nor what gives it back, unless the client said it")                                 \
    X(CS_INVARIANT_ECHO, "nothing-echoed", "no head holds a piece of the request with bytes that were to be escaped")  \
    X(CS_INVARIANT_ORIGIN, "origin-spared",                                                                            \
      "no origin gets fields for proxies, unless the client sent them in the tunnel")                                  \
    X(CS_INVARIANT_HOST, "host-as-target", "Host of a client's CONNECT names the host of its target")                  \
    X(CS_INVARIANT_AWAITED, "tunnel-awaited",                                                                          \
      "a client sends nothing behind its CONNECT before it is answered, and behind a refusal nothing but a request")   \
    X(CS_INVARIANT_PROXY, "proxy-spared", "a client's CONNECT has no Authorization, Cookie, Referer or Origin")

enum cs_invariant {
#define CS_INVARIANT_ENUM(symbol, word, meaning) symbol,
    CS_INVARIANT_LIST(CS_INVARIANT_ENUM)
#undef CS_INVARIANT_ENUM
        CS_INVARIANT_COUNT
};

/* The value behind a word; CS_INVARIANT_COUNT: it is none of these. */
enum cs_invariant cs_invariant_find(const char *word);

/* Whether |word| names the finding |code|: its name, or a beginning of it with a `*` behind (`challenge-*`). */
bool cs_invariant_names(const char *word, enum cs_code code);

/* Whether |word| is one of the list or names some finding. */
bool cs_invariant_known(const char *word);

#endif
