#include "harness/scenario/case_schema.h"

#include <stddef.h>
#include <string.h>

const char *const cs_case_fields[] = {"id",    "title",      "level",    "requirements", "danger",   "tags",
                                      "needs", "depends_on", "enforces", "aliases",      "since",    "catches",
                                      "bugs",  "listen",     "silence",  "alone",        "patience", "values",
                                      "steps", "accept",     "warn",     "every",        NULL};

const char *const cs_case_required_fields[] = {"id", "title", "level", "requirements", "steps", "accept", NULL};

const char *const cs_case_levels[] = {"must", "should", "may", "advice", "interop", NULL};

const char *const cs_case_needs[] = {"auth",        "basic",  "digest",  "no-auth",   "denied-port",
                                     "unsafe-port", "ipv6",   "names",   "room",      "denied-address",
                                     "head-limit",  "parent", "forward", "processes", NULL};

const char *const cs_case_listeners[] = {"other", "ipv6", "localhost", "web", "deaf", "denied-host", "host6", NULL};

const char *const cs_case_policies[] = {"ports", "addresses", "auth", NULL};

const char *const cs_case_verbs[] = {
#define CS_VERB_KEY(symbol, key) key,
    CS_VERB_LIST(CS_VERB_KEY)
#undef CS_VERB_KEY
        NULL};

const char *const cs_case_variables[] = {"host",
                                         "port",
                                         "authority",
                                         "denied-port",
                                         "other",
                                         "closed",
                                         "count",
                                         "user",
                                         "password",
                                         "credentials",
                                         "basic",
                                         "id",
                                         "nonce",
                                         "name",
                                         "late-name",
                                         "turning-name",
                                         "silent-name",
                                         "deaf",
                                         "denied-host",
                                         "denied-name",
                                         "returning-name",
                                         "denied-number",
                                         "denied-hex",
                                         "denied-octal",
                                         "denied-words",
                                         "host-number",
                                         "wrapped-port",
                                         "host6",
                                         "proxy",
                                         "digest",
                                         "digest-md5",
                                         "digest-md5-sess",
                                         "digest-sha256",
                                         "digest-sha256-sess",
                                         "digest-sha512",
                                         "digest-sha512-sess",
                                         "digest-userhash",
                                         "digest-auth-int",
                                         "digest-algorithm",
                                         "digest-realm",
                                         "digest-nonce",
                                         "digest-secret",
                                         "digest-start",
                                         NULL};

bool cs_case_is_slow(const struct cs_case *item)
{
    return item->tags != NULL && cs_word_index("slow", (const char *const *)item->tags) >= 0;
}

const char *cs_case_level_name(enum cs_case_level level)
{
    return cs_case_levels[level];
}
