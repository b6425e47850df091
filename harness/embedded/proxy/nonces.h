/* The nonces of Digest authentication (RFC 7616 section 3.3): keyed, and good as long as they are among the last
 * CS_NONCES_KEPT that were made, each for a count that grows. */
#ifndef CONNECTSPEC_PROXY_NONCES_H
#define CONNECTSPEC_PROXY_NONCES_H

#include <stddef.h>
#include <stdint.h>

#include "harness/base/hash.h"
#include "reference/must_use.h"

#define CS_NONCES_KEPT 16384
#define CS_NONCE_MAX   49 /* 48 hexadecimal digits: a number and its keyed digest, and a NUL */

struct cs_nonces; /* opaque */

/* What is known of a nonce that was made here. */
struct cs_nonce {
    uint64_t number;
    uint32_t count;                /* the last nc that was taken */
    char session[CS_HASH_HEX_MAX]; /* the session key (section 3.4.2) once there is one, else "" */
};

/* NULL without memory or randomness.  Shared by all sessions of a proxy. */
CS_MUST_USE struct cs_nonces *cs_nonces_new(void);
void cs_nonces_free(struct cs_nonces *nonces); /* NULL is fine */

/* A new nonce, which is the last that is kept: the first of CS_NONCES_KEPT before it is forgotten. */
void cs_nonces_make(struct cs_nonces *nonces, char out[CS_NONCE_MAX]);

/* The nonce that |text| is, or NULL when it was not made here or too long ago.  Valid until the next one is made. */
struct cs_nonce *cs_nonces_find(struct cs_nonces *nonces, const char *text, size_t length);

#endif
