/* The keys of target profiles and the variables that their texts may hold. */
#ifndef CONNECTSPEC_PROFILE_KEYS_H
#define CONNECTSPEC_PROFILE_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum cs_profile_form {
    CS_FORM_TEXT,    /* one scalar */
    CS_FORM_WORDS,   /* a list of scalars, which a layer may add to (KEY+) */
    CS_FORM_MAP,     /* a mapping of scalars, which may be empty */
    CS_FORM_NUMBER,  /* |least| to |most| */
    CS_FORM_NUMBERS, /* a list of those */
    CS_FORM_FLAG,    /* true or false */
    CS_FORM_WORD,    /* one of |words| */
    CS_FORM_SUCCESS, /* a mapping of `exit` and `stdout` */
    CS_FORM_LAYERS,  /* a mapping of mappings */
};

struct cs_profile_key {
    const char *key;
    enum cs_profile_form form;
    bool filled_in;  /* may hold placeholders */
    bool for_people; /* says nothing that layers could contradict each other in */
    uint64_t least, most;
    const char *const *words;
};

/* The key, or NULL.  |*adds|: it was written KEY+, which lists alone have. */
const struct cs_profile_key *cs_profile_key_find(const char *key, bool *adds);

/* All keys, with a NULL behind them, KEY+ not among them. */
const char *const *cs_profile_keys(void);

/* Those that a layer may have, KEY+ among them. */
const char *const *cs_profile_layer_keys(void);

/* The variables of every profile, besides its own `values`.  X(name) */
#define CS_PROFILE_VARIABLE_LIST(X)                                                                                    \
    X("dir")                                                                                                           \
    X("port")                                                                                                          \
    X("origin-port")                                                                                                   \
    X("allowed-ports")                                                                                                 \
    X("allowed-ports-list")                                                                                            \
    X("allowed-ports-pattern")                                                                                         \
    X("allowed-port")                                                                                                  \
    X("port-lines")                                                                                                    \
    X("denied-port")                                                                                                   \
    X("denied-addresses")                                                                                              \
    X("user")                                                                                                          \
    X("password")                                                                                                      \
    X("program")                                                                                                       \
    X("self")                                                                                                          \
    X("name")                                                                                                          \
    X("names")                                                                                                         \
    X("folder")                                                                                                        \
    X("second-port")                                                                                                   \
    X("backend")                                                                                                       \
    X("built")                                                                                                         \
    X("parent")

/* Those of a client's command besides, which differ from case to case.  X(name) */
#define CS_PROGRAM_VARIABLE_LIST(X)                                                                                    \
    X("proxy-host")                                                                                                    \
    X("proxy-port")                                                                                                    \
    X("proxy-url")                                                                                                     \
    X("host")                                                                                                          \
    X("url-host")                                                                                                      \
    X("userinfo")                                                                                                      \
    X("target-port")                                                                                                   \
    X("path")                                                                                                          \
    X("page-request")                                                                                                  \
    X("url")                                                                                                           \
    X("marker")                                                                                                        \
    X("ca-file")

#endif
