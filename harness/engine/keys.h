/* What the origins and proxies that clients reach show of themselves: an authority of this run and certificates that it has signed,
 * good and bad, made when they are needed first. */
#ifndef CONNECTSPEC_KEYS_H
#define CONNECTSPEC_KEYS_H

#include "harness/transport/tls/tls.h"
#include "reference/must_use.h"

#define CS_KEYS_NAMES "origin.test,other.test,localhost,127.0.0.1,::1" /* what cases call their origins */

struct cs_keys; /* opaque */

/* Signed by |authority|, which is borrowed; NULL: one of their own.  NULL when OpenSSL fails.  Free behind the last
 * link. */
CS_MUST_USE struct cs_keys *cs_keys_new(struct cs_certificate_authority *authority);
void cs_keys_free(struct cs_keys *keys); /* NULL is fine */

/* The authority's certificate, PEM; borrowed. */
const char *cs_keys_authority(const struct cs_keys *keys);

/* The same in process; and what either end of TLS shows of that kind ("": good).  Borrowed; NULL when OpenSSL fails, or
 * there is no such kind. */
X509 *cs_keys_root(const struct cs_keys *keys);
const struct cs_identity *cs_keys_identity(struct cs_keys *keys, const char *kind);

/* For a server with a certificate of that kind ("": good), for the names that cases use.  Borrowed; NULL when OpenSSL
 * fails, or there is no such kind. */
CS_MUST_USE struct cs_tls_context *cs_keys_server(struct cs_keys *keys, const char *kind);

/* A new one with a certificate of that kind for |names| alone, as cs_identity_make takes them, which takes the protocol
 * |alpn|; the caller's.  NULL as above. */
CS_MUST_USE struct cs_tls_context *cs_keys_server_for(const struct cs_keys *keys, const char *kind, const char *names,
                                                      const char *alpn);

#endif
