/* Certificates that are made while a run goes on: an authority of our own, and what it signs, good and bad. */
#ifndef CONNECTSPEC_CERTIFICATE_H
#define CONNECTSPEC_CERTIFICATE_H

#include <stdbool.h>
#include <stddef.h>

#include "reference/must_use.h"

typedef struct x509_st X509;
typedef struct evp_pkey_st EVP_PKEY;
struct stack_st_X509;

enum cs_certificate_kind {
    CS_CERTIFICATE_GOOD,
    CS_CERTIFICATE_EXPIRED,    /* valid until a day ago */
    CS_CERTIFICATE_FUTURE,     /* valid from tomorrow */
    CS_CERTIFICATE_OTHER_NAME, /* for wrong.test alone */
    CS_CERTIFICATE_SELF_SIGNED,
    CS_CERTIFICATE_INCOMPLETE,  /* signed by an intermediate that is not sent along */
    CS_CERTIFICATE_LARGE_CHAIN, /* some 24 KiB of intermediates: more than one record */
    CS_CERTIFICATE_KINDS
};

/* What one end shows: a certificate, its key and what is sent along. */
struct cs_identity {
    X509 *certificate;
    EVP_PKEY *key;
    struct stack_st_X509 *chain;
};

struct cs_certificate_authority; /* a self-signed root and its key, P-256 */

/* NULL when OpenSSL fails (no memory, no entropy).  Free with cs_certificate_authority_free; NULL is fine there. */
CS_MUST_USE struct cs_certificate_authority *cs_certificate_authority_new(void);
/* The same, but valid for ten years: to be kept. */
CS_MUST_USE struct cs_certificate_authority *cs_certificate_authority_lasting(void);
/* One that was kept, from what cs_certificate_authority_secret gave.  NULL, too, when |pem| is no such thing, or the root
 * is not valid from now to tomorrow. */
CS_MUST_USE struct cs_certificate_authority *cs_certificate_authority_read(const char *pem);
void cs_certificate_authority_free(struct cs_certificate_authority *authority);

/* The root, borrowed; and as PEM, which the caller frees with free().  NULL without memory. */
X509 *cs_certificate_authority_root(const struct cs_certificate_authority *authority);
CS_MUST_USE char *cs_certificate_authority_pem(const struct cs_certificate_authority *authority);
/* The root and its key, likewise: who has this can sign what trusts the root. */
CS_MUST_USE char *cs_certificate_authority_secret(const struct cs_certificate_authority *authority);

/* Makes an identity for |names|, separated by commas: host names and IP addresses (subjectAltName), usable on both
 * ends. Returns false when OpenSSL fails or a name is none; |*out| is then empty.  Release with cs_identity_free. */
CS_MUST_USE bool cs_identity_make(struct cs_certificate_authority *authority, enum cs_certificate_kind kind,
                                  const char *names, struct cs_identity *out);
void cs_identity_free(struct cs_identity *identity);

/* The certificate and what is sent along, then the key, as PEM; the caller frees both with free().  False without
 * memory. */
CS_MUST_USE bool cs_identity_pem(const struct cs_identity *identity, char **certificates, char **key);

/* "good", "expired", "future", "other-name", "self-signed", "incomplete", "large-chain"; the other way round: -1 when
 * there is none. */
const char *cs_certificate_kind_name(enum cs_certificate_kind kind);
int cs_certificate_kind_by_name(const char *name);

#endif
