#include "harness/transport/tls/certificate.h"

#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

#include "reference/testing.h"

static struct cs_certificate_authority *authority;

/* What OpenSSL's verification says of a chain, the name |host| included. */
static int verify(const struct cs_identity *identity, const char *host)
{
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    int result;

    X509_STORE_add_cert(store, cs_certificate_authority_root(authority));
    X509_STORE_CTX_init(context, store, identity->certificate, identity->chain);
    X509_VERIFY_PARAM_set1_host(X509_STORE_CTX_get0_param(context), host, 0);
    X509_verify_cert(context);
    result = X509_STORE_CTX_get_error(context);
    X509_STORE_CTX_free(context);
    X509_STORE_free(store);
    return result;
}

static void test_kinds(void)
{
    static const int expected[CS_CERTIFICATE_KINDS] = {
        [CS_CERTIFICATE_GOOD] = X509_V_OK,
        [CS_CERTIFICATE_EXPIRED] = X509_V_ERR_CERT_HAS_EXPIRED,
        [CS_CERTIFICATE_FUTURE] = X509_V_ERR_CERT_NOT_YET_VALID,
        [CS_CERTIFICATE_OTHER_NAME] = X509_V_ERR_HOSTNAME_MISMATCH,
        [CS_CERTIFICATE_SELF_SIGNED] = X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
        [CS_CERTIFICATE_INCOMPLETE] = X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
        [CS_CERTIFICATE_LARGE_CHAIN] = X509_V_OK,
    };

    for (int kind = 0; kind < CS_CERTIFICATE_KINDS; kind++) {
        struct cs_identity identity;

        CU_ASSERT_TRUE_FATAL(
            cs_identity_make(authority, (enum cs_certificate_kind)kind, "origin.test,127.0.0.1", &identity));
        CU_ASSERT_EQUAL(verify(&identity, "origin.test"), expected[kind]);
        CU_ASSERT_EQUAL(cs_certificate_kind_by_name(cs_certificate_kind_name((enum cs_certificate_kind)kind)), kind);
        cs_identity_free(&identity);
    }
    CU_ASSERT_EQUAL(cs_certificate_kind_by_name("best"), -1);
}

/* What an authority that was kept signs is what its root is trusted for. */
static void test_kept(void)
{
    struct cs_certificate_authority *lasting = cs_certificate_authority_lasting();
    char *secret = cs_certificate_authority_secret(lasting);
    char *root = cs_certificate_authority_pem(lasting);
    struct cs_certificate_authority *again;
    struct cs_certificate_authority *held = authority;
    struct cs_identity identity;

    CU_ASSERT_PTR_NOT_NULL_FATAL(secret);
    CU_ASSERT_PTR_NOT_NULL_FATAL(root);
    again = cs_certificate_authority_read(secret);
    CU_ASSERT_PTR_NOT_NULL_FATAL(again);
    CU_ASSERT_TRUE_FATAL(cs_identity_make(again, CS_CERTIFICATE_GOOD, "origin.test", &identity));
    authority = lasting;
    CU_ASSERT_EQUAL(verify(&identity, "origin.test"), X509_V_OK);
    authority = held;
    CU_ASSERT_PTR_NULL(cs_certificate_authority_read(root)); /* without its key */
    CU_ASSERT_PTR_NULL(cs_certificate_authority_read(""));
    cs_identity_free(&identity);
    cs_certificate_authority_free(again);
    cs_certificate_authority_free(lasting);
    free(secret);
    free(root);
}

static void test_large(void)
{
    struct cs_identity identity;
    int bytes = 0;

    CU_ASSERT_TRUE_FATAL(cs_identity_make(authority, CS_CERTIFICATE_LARGE_CHAIN, "origin.test", &identity));
    for (int i = 0; i < sk_X509_num(identity.chain); i++)
        bytes += i2d_X509(sk_X509_value(identity.chain, i), NULL);
    CU_ASSERT_TRUE(bytes > 20000);
    cs_identity_free(&identity);
}

static void test_names(void)
{
    struct cs_identity identity;

    CU_ASSERT_TRUE_FATAL(cs_identity_make(authority, CS_CERTIFICATE_GOOD, "a.test,127.77.0.1,fd77::1", &identity));
    CU_ASSERT_EQUAL(X509_check_host(identity.certificate, "a.test", 0, 0, NULL), 1);
    CU_ASSERT_EQUAL(X509_check_ip_asc(identity.certificate, "127.77.0.1", 0), 1);
    CU_ASSERT_EQUAL(X509_check_ip_asc(identity.certificate, "fd77::1", 0), 1);
    CU_ASSERT_EQUAL(X509_check_host(identity.certificate, "b.test", 0, 0, NULL), 0);
    cs_identity_free(&identity);
    CU_ASSERT_FALSE(cs_identity_make(authority, CS_CERTIFICATE_GOOD, "", &identity));
    CU_ASSERT_FALSE(cs_identity_make(authority, CS_CERTIFICATE_GOOD, "a.test,,b.test", &identity));
    CU_ASSERT_PTR_NULL(identity.certificate);
}

static void test_pem(void)
{
    struct cs_identity identity;
    char *root = cs_certificate_authority_pem(authority);
    char *certificates;
    char *key;

    CU_ASSERT_PTR_NOT_NULL_FATAL(root);
    CU_ASSERT_NSTRING_EQUAL(root, "-----BEGIN CERTIFICATE-----", 27);
    CU_ASSERT_TRUE_FATAL(cs_identity_make(authority, CS_CERTIFICATE_GOOD, "a.test", &identity));
    CU_ASSERT_TRUE_FATAL(cs_identity_pem(&identity, &certificates, &key));
    CU_ASSERT_PTR_NOT_NULL(strstr(certificates, "END CERTIFICATE"));
    CU_ASSERT_PTR_NOT_NULL(strstr(key, "PRIVATE KEY"));
    cs_identity_free(&identity);
    free(root);
    free(certificates);
    free(key);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"each kind is as bad as it says", test_kinds},
        {"a large chain", test_large},
        {"names and addresses", test_names},
        {"PEM", test_pem},
        {"one that is kept", test_kept},
    };
    int status;

    authority = cs_certificate_authority_new();
    status = authority == NULL ? 1 : cs_run_tests("transport.certificate", tests, CS_COUNT(tests));
    cs_certificate_authority_free(authority);
    return status;
}
