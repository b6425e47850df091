/* Proxy-Authenticate: a list of challenges (RFC 9110 section 11.3, 11.6.1), with what Basic (RFC 7617), Digest
 * (RFC 7616) and Bearer (RFC 6750) ask of theirs. */
#ifndef CONNECTREF_CHALLENGE_H
#define CONNECTREF_CHALLENGE_H

#include "reference/code.h"
#include "reference/span.h"

enum cs_scheme {
    CS_SCHEME_OTHER,
    CS_SCHEME_BASIC,
    CS_SCHEME_DIGEST,
    CS_SCHEME_BEARER,
};

struct cs_auth_param {
    struct cs_span name;
    struct cs_span value; /* between the quotes when |quoted|; escapes are still in place */
    bool quoted;
};

#define CS_AUTH_PARAMS_MAX 24
struct cs_challenge {
    enum cs_scheme scheme;
    struct cs_span scheme_name;
    struct cs_span token68; /* length 0 when there is none */
    size_t param_count;
    struct cs_auth_param params[CS_AUTH_PARAMS_MAX];
};

/* Steps through the challenges in one field value.  |*position| starts at 0 and is an offset into |value|.  Returns
 * true and fills |*out| for each challenge (|params| as far as |param_count|), false when there is no more.  Offsets in
 * |out| and |findings| are |base| plus the place in |value|.  Empty list elements are skipped (RFC 9110 section
 * 5.6.1.2).  Broken syntax is a finding; reading goes on behind the next comma outside quotes.  Codes: challenge-*,
 * basic-realm-missing, digest-*. */
bool cs_challenge_next(const char *value, size_t length, size_t base, size_t *position, struct cs_challenge *out,
                       struct cs_findings *findings);

/* The parameter |name| (lower case) of a challenge or of credentials, or NULL. */
const struct cs_auth_param *cs_auth_param_find(const char *data, size_t base, const struct cs_auth_param *params,
                                               size_t count, const char *name);

#endif
