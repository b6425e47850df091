/* Digest authentication (RFC 7616) from the client's side: the challenges of a target, and credentials for them. */
#ifndef CONNECTSPEC_DIGEST_H
#define CONNECTSPEC_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/base/hash.h"
#include "reference/message.h"
#include "reference/must_use.h"

#define CS_DIGEST_OFFERS_MAX 8    /* of one answer; the rest is not looked at */
#define CS_DIGEST_VALUE_MAX  1024 /* bytes of a realm, a nonce, an opaque; a challenge with a longer one is left out */

/* One challenge.  Values are as they stood between their quotes: what goes into credentials. */
struct cs_digest {
    char realm[CS_DIGEST_VALUE_MAX];
    char nonce[CS_DIGEST_VALUE_MAX];
    char opaque[CS_DIGEST_VALUE_MAX];
    bool has_opaque;
    const char *algorithm; /* "MD5", "MD5-sess", "SHA-256", ...; static */
    bool names_algorithm;  /* else it is MD5 because none was named */
    bool auth;             /* qop offers auth */
    bool auth_int;         /* qop offers auth-int */
    bool userhash;
};

/* What credentials are made for. */
struct cs_digest_use {
    const char *user;
    const char *password;
    const char *method;
    const char *uri;    /* the request target (RFC 7616 section 3.4.6) */
    const char *cnonce; /* any token */
    uint32_t count;     /* nc */
    bool auth_int;      /* over the hash of no content, as CONNECT has none */
    bool hash_user;
};

/* Reads the Digest challenges in the Proxy-Authenticate fields of a response, in their order: those with realm and
 * nonce whose algorithm we know.  Returns how many of at most CS_DIGEST_OFFERS_MAX there are. */
size_t cs_digest_read(const struct cs_message *response, struct cs_digest out[CS_DIGEST_OFFERS_MAX]);

/* H(A1) (RFC 7616 section 3.4.2) in hexadecimal. */
CS_MUST_USE bool cs_digest_secret(const struct cs_digest *challenge, const struct cs_digest_use *use,
                                  char out[CS_HASH_HEX_MAX]);

/* `Digest username="...", realm="...", nonce="..."` with algorithm and opaque as the challenge had them: what stands
 * first in credentials.  cs_digest_credentials: the whole value of Proxy-Authorization.  The caller frees them; NULL
 * when a text cannot be quoted (it has a control byte) or there is no memory. */
CS_MUST_USE char *cs_digest_start(const struct cs_digest *challenge, const struct cs_digest_use *use);
CS_MUST_USE char *cs_digest_credentials(const struct cs_digest *challenge, const struct cs_digest_use *use);

#endif
