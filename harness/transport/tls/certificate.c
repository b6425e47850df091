#include "harness/transport/tls/certificate.h"

#include <arpa/inet.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DAY (24L * 60 * 60)

/* An intermediate of the large chain carries a comment of so many bytes. */
#define CHAIN_LENGTH  6
#define COMMENT_BYTES 4000

struct cs_certificate_authority {
    X509 *root;
    EVP_PKEY *key;
};

/* Who signs, and whom. */
struct signing {
    X509 *issuer; /* NULL: itself */
    EVP_PKEY *issuer_key;
    const char *common_name;
    const char *alternative; /* as X509V3 wants it; NULL: an authority */
    const char *comment;     /* or NULL */
    long from;               /* seconds from now */
    long until;
};

static bool add_extension(X509 *certificate, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX context;
    X509_EXTENSION *extension;
    bool added;

    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    added = extension != NULL && X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return added;
}

static bool set_serial(X509 *certificate)
{
    unsigned char bytes[16];
    BIGNUM *number;
    bool set;

    if (RAND_bytes(bytes, sizeof(bytes)) != 1)
        return false;
    bytes[0] = (unsigned char)((bytes[0] & 0x7f) | 0x40);
    number = BN_bin2bn(bytes, sizeof(bytes), NULL);
    set = number != NULL && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != NULL;
    BN_free(number);
    return set;
}

static bool set_name(X509_NAME *name, const char *text)
{
    return X509_NAME_add_entry_by_txt(name, "O", MBSTRING_ASC, (const unsigned char *)"connectspec", -1, -1, 0) == 1 &&
           X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)text, -1, -1, 0) == 1;
}

static bool add_extensions(X509 *certificate, X509 *issuer, const struct signing *signing)
{
    bool authority = signing->alternative == NULL;

    if (!add_extension(certificate, issuer, NID_basic_constraints, authority ? "critical,CA:TRUE" : "CA:FALSE") ||
        !add_extension(certificate, issuer, NID_key_usage,
                       authority ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature") ||
        !add_extension(certificate, issuer, NID_subject_key_identifier, "hash") ||
        !add_extension(certificate, issuer, NID_authority_key_identifier, "keyid"))
        return false;
    if (signing->comment != NULL && !add_extension(certificate, issuer, NID_netscape_comment, signing->comment))
        return false;
    return authority || (add_extension(certificate, issuer, NID_subject_alt_name, signing->alternative) &&
                         add_extension(certificate, issuer, NID_ext_key_usage, "serverAuth,clientAuth"));
}

static bool fill(X509 *certificate, EVP_PKEY *key, const struct signing *signing)
{
    X509 *issuer = signing->issuer == NULL ? certificate : signing->issuer;

    return X509_set_version(certificate, X509_VERSION_3) == 1 && set_serial(certificate) &&
           X509_gmtime_adj(X509_getm_notBefore(certificate), signing->from) != NULL &&
           X509_gmtime_adj(X509_getm_notAfter(certificate), signing->until) != NULL &&
           set_name(X509_get_subject_name(certificate), signing->common_name) &&
           X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1 &&
           X509_set_pubkey(certificate, key) == 1 && add_extensions(certificate, issuer, signing) &&
           X509_sign(certificate, signing->issuer == NULL ? key : signing->issuer_key, EVP_sha256()) > 0;
}

/* A key and a certificate for it.  False leaves both NULL. */
static bool make(const struct signing *signing, X509 **certificate, EVP_PKEY **key)
{
    *key = EVP_EC_gen("P-256");
    *certificate = X509_new();
    if (*key != NULL && *certificate != NULL && fill(*certificate, *key, signing))
        return true;
    X509_free(*certificate);
    EVP_PKEY_free(*key);
    *certificate = NULL;
    *key = NULL;
    return false;
}

static struct cs_certificate_authority *make_authority(long days)
{
    const struct signing signing = {.common_name = "connectspec test CA", .from = -DAY, .until = days * DAY};
    struct cs_certificate_authority *authority = calloc(1, sizeof(*authority));

    if (authority != NULL && make(&signing, &authority->root, &authority->key))
        return authority;
    free(authority);
    return NULL;
}

struct cs_certificate_authority *cs_certificate_authority_new(void)
{
    return make_authority(30);
}

struct cs_certificate_authority *cs_certificate_authority_lasting(void)
{
    return make_authority(3650);
}

static bool is_usable(const struct cs_certificate_authority *authority)
{
    time_t tomorrow = time(NULL) + DAY;

    return authority->root != NULL && authority->key != NULL &&
           X509_check_private_key(authority->root, authority->key) == 1 && X509_check_ca(authority->root) == 1 &&
           X509_cmp_current_time(X509_get0_notBefore(authority->root)) < 0 &&
           X509_cmp_time(X509_get0_notAfter(authority->root), &tomorrow) > 0;
}

struct cs_certificate_authority *cs_certificate_authority_read(const char *pem)
{
    struct cs_certificate_authority *authority = calloc(1, sizeof(*authority));
    BIO *bio = authority == NULL ? NULL : BIO_new_mem_buf(pem, -1);

    if (bio != NULL) {
        authority->root = PEM_read_bio_X509(bio, NULL, NULL, NULL);
        authority->key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
    }
    BIO_free(bio);
    ERR_clear_error();
    if (authority != NULL && is_usable(authority))
        return authority;
    cs_certificate_authority_free(authority);
    return NULL;
}

void cs_certificate_authority_free(struct cs_certificate_authority *authority)
{
    if (authority == NULL)
        return;
    X509_free(authority->root);
    EVP_PKEY_free(authority->key);
    free(authority);
}

X509 *cs_certificate_authority_root(const struct cs_certificate_authority *authority)
{
    return authority->root;
}

/* "a.test,127.0.0.1" becomes "DNS:a.test,IP:127.0.0.1". */
static bool alternative_names(const char *names, char *out, size_t capacity)
{
    size_t used = 0;

    while (*names != '\0') {
        size_t length = strcspn(names, ",");
        unsigned char address[16];
        char name[256];
        bool is_address;
        int written;

        if (length == 0 || length >= sizeof(name))
            return false;
        memcpy(name, names, length);
        name[length] = '\0';
        is_address = inet_pton(AF_INET, name, address) == 1 || inet_pton(AF_INET6, name, address) == 1;
        written =
            snprintf(out + used, capacity - used, "%s%s:%s", used > 0 ? "," : "", is_address ? "IP" : "DNS", name);
        if (written < 0 || (size_t)written >= capacity - used)
            return false;
        used += (size_t)written;
        names += length + (names[length] == ',');
    }
    return used > 0;
}

/* |count| authorities below |authority|, each signed by the one before, all but the last put into |out->chain| in the
 * order in which they are sent; the last one signs |signing| and is sent unless |incomplete|. */
static bool make_below(struct cs_certificate_authority *authority, struct signing *signing, size_t count,
                       const char *comment, bool incomplete, struct cs_identity *out)
{
    char name[48];
    struct signing step = {.issuer = authority->root,
                           .issuer_key = authority->key,
                           .common_name = name,
                           .comment = comment,
                           .from = -DAY,
                           .until = 30 * DAY};
    EVP_PKEY *held = NULL;
    X509 *unsent = NULL;
    bool made = true;

    for (size_t i = 0; i < count && made; i++) {
        EVP_PKEY *key;
        X509 *certificate;

        snprintf(name, sizeof(name), "connectspec intermediate %zu", i + 1);
        made = make(&step, &certificate, &key);
        if (!made)
            break;
        EVP_PKEY_free(held);
        held = key;
        step.issuer = certificate;
        step.issuer_key = key;
        if (incomplete)
            unsent = certificate;
        else if (sk_X509_insert(out->chain, certificate, 0) == 0)
            made = false;
    }
    signing->issuer = step.issuer;
    signing->issuer_key = step.issuer_key;
    made = made && make(signing, &out->certificate, &out->key);
    EVP_PKEY_free(held);
    X509_free(unsent);
    return made;
}

static bool make_identity(struct cs_certificate_authority *authority, enum cs_certificate_kind kind,
                          struct signing *signing, struct cs_identity *out)
{
    char comment[COMMENT_BYTES + 1];

    memset(comment, 'c', COMMENT_BYTES);
    comment[COMMENT_BYTES] = '\0';
    if (kind == CS_CERTIFICATE_SELF_SIGNED) {
        signing->issuer = NULL;
        return make(signing, &out->certificate, &out->key);
    }
    if (kind == CS_CERTIFICATE_INCOMPLETE)
        return make_below(authority, signing, 1, NULL, true, out);
    if (kind == CS_CERTIFICATE_LARGE_CHAIN)
        return make_below(authority, signing, CHAIN_LENGTH, comment, false, out);
    return make(signing, &out->certificate, &out->key);
}

bool cs_identity_make(struct cs_certificate_authority *authority, enum cs_certificate_kind kind, const char *names,
                      struct cs_identity *out)
{
    char alternative[1024];
    struct signing signing = {.issuer = authority->root,
                              .issuer_key = authority->key,
                              .common_name = "connectspec test end",
                              .alternative = alternative,
                              .from = kind == CS_CERTIFICATE_FUTURE ? DAY : -2 * DAY,
                              .until = kind == CS_CERTIFICATE_EXPIRED ? -DAY : 30 * DAY};

    memset(out, 0, sizeof(*out));
    if (!alternative_names(kind == CS_CERTIFICATE_OTHER_NAME ? "wrong.test" : names, alternative, sizeof(alternative)))
        return false;
    out->chain = sk_X509_new_null();
    if (out->chain != NULL && make_identity(authority, kind, &signing, out))
        return true;
    cs_identity_free(out);
    return false;
}

void cs_identity_free(struct cs_identity *identity)
{
    X509_free(identity->certificate);
    EVP_PKEY_free(identity->key);
    sk_X509_pop_free(identity->chain, X509_free);
    memset(identity, 0, sizeof(*identity));
}

/* What was written to |bio|, as text of the caller's; |bio| is freed. */
static char *text_of(BIO *bio, bool good)
{
    char *bytes = NULL;
    long length = bio == NULL ? 0 : BIO_get_mem_data(bio, &bytes);
    char *text = good && length > 0 ? malloc((size_t)length + 1) : NULL;

    if (text != NULL) {
        memcpy(text, bytes, (size_t)length);
        text[length] = '\0';
    }
    BIO_free(bio);
    return text;
}

char *cs_certificate_authority_pem(const struct cs_certificate_authority *authority)
{
    BIO *bio = BIO_new(BIO_s_mem());

    return text_of(bio, bio != NULL && PEM_write_bio_X509(bio, authority->root) == 1);
}

char *cs_certificate_authority_secret(const struct cs_certificate_authority *authority)
{
    BIO *bio = BIO_new(BIO_s_mem());

    return text_of(bio, bio != NULL && PEM_write_bio_X509(bio, authority->root) == 1 &&
                            PEM_write_bio_PrivateKey(bio, authority->key, NULL, NULL, 0, NULL, NULL) == 1);
}

bool cs_identity_pem(const struct cs_identity *identity, char **certificates, char **key)
{
    BIO *bio = BIO_new(BIO_s_mem());
    bool good = bio != NULL && PEM_write_bio_X509(bio, identity->certificate) == 1;

    for (int i = 0; i < sk_X509_num(identity->chain); i++)
        good = good && PEM_write_bio_X509(bio, sk_X509_value(identity->chain, i)) == 1;
    *certificates = text_of(bio, good);
    bio = BIO_new(BIO_s_mem());
    *key = text_of(bio, bio != NULL && PEM_write_bio_PrivateKey(bio, identity->key, NULL, NULL, 0, NULL, NULL) == 1);
    if (*certificates != NULL && *key != NULL)
        return true;
    free(*certificates);
    free(*key);
    *certificates = NULL;
    *key = NULL;
    return false;
}

static const char *const kind_names[CS_CERTIFICATE_KINDS] = {"good",        "expired",    "future",     "other-name",
                                                             "self-signed", "incomplete", "large-chain"};

const char *cs_certificate_kind_name(enum cs_certificate_kind kind)
{
    return kind_names[kind];
}

int cs_certificate_kind_by_name(const char *name)
{
    for (int i = 0; i < CS_CERTIFICATE_KINDS; i++)
        if (strcmp(kind_names[i], name) == 0)
            return i;
    return -1;
}
