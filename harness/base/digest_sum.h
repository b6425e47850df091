/* What Digest authentication (RFC 7616 section 3.4) computes, whichever side does it. */
#ifndef CONNECTSPEC_DIGEST_SUM_H
#define CONNECTSPEC_DIGEST_SUM_H

#include "harness/base/hash.h"
#include "reference/must_use.h"

/* Texts without their quotes. */
struct cs_digest_sum {
    const char *algorithm; /* a name that cs_hash_hex knows */
    const char *user, *realm, *password;
    const char *nonce, *cnonce;
    const char *count; /* nc, as it is sent */
    const char *qop;   /* NULL: none, which is computed as RFC 2069 had it */
    const char *method, *uri;
};

/* The digest of |texts| (NULL behind the last) with colons between them, as of "user:realm" for userhash (section
 * 3.4.4). False when |algorithm| is unknown, or without memory. */
CS_MUST_USE bool cs_digest_join(const char *algorithm, const char *const *texts, char out[CS_HASH_HEX_MAX]);

/* H(A1) (section 3.4.2), of the first five texts and, with "-sess", of both nonces.  False as cs_digest_join. */
CS_MUST_USE bool cs_digest_sum_secret(const struct cs_digest_sum *sum, char out[CS_HASH_HEX_MAX]);

/* The response (section 3.4.1) for |secret|; with qop auth-int over no content, as CONNECT has none.  False as
 * cs_digest_join. */
CS_MUST_USE bool cs_digest_sum_response(const struct cs_digest_sum *sum, const char *secret, char out[CS_HASH_HEX_MAX]);

#endif
