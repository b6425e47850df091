#include "harness/cli/client_tls.h"

#include <limits.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct cs_client_tls {
    SSL_CTX *context;
    SSL *session;
};

/* Faults: what is overlooked. */
static int overlook_expired(int good, X509_STORE_CTX *store)
{
    return good || X509_STORE_CTX_get_error(store) == X509_V_ERR_CERT_HAS_EXPIRED;
}

static int overlook_future(int good, X509_STORE_CTX *store)
{
    return good || X509_STORE_CTX_get_error(store) == X509_V_ERR_CERT_NOT_YET_VALID;
}

static int overlook_self_signed(int good, X509_STORE_CTX *store)
{
    int error = X509_STORE_CTX_get_error(store);

    return good || error == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT ||
           error == X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE;
}

/* The name does not matter where the other one stands in the certificate. */
static int overlook_name(int good, X509_STORE_CTX *store)
{
    SSL *session = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    int error = X509_STORE_CTX_get_error(store);
    X509 *shown = X509_STORE_CTX_get_current_cert(store);
    const char *also = SSL_get_app_data(session);

    if (good || (error != X509_V_ERR_HOSTNAME_MISMATCH && error != X509_V_ERR_IP_ADDRESS_MISMATCH))
        return good;
    return X509_check_host(shown, also, 0, 0, NULL) == 1 || X509_check_ip_asc(shown, also, 0) == 1;
}

/* The host without its port and brackets. */
static char *host_of(const char *target)
{
    size_t length = (size_t)(strrchr(target, ':') - target);
    bool bracketed = target[0] == '[' && length > 1;

    return bracketed ? strndup(target + 1, length - 2) : strndup(target, length);
}

static bool expect_host(SSL *session, const char *host, enum cs_fault fault)
{
    X509_VERIFY_PARAM *wanted = SSL_get0_param(session);

    if (X509_VERIFY_PARAM_set1_ip_asc(wanted, host) == 1)
        return fault != CS_FAULT_CLIENT_TLS_NO_NAME || X509_VERIFY_PARAM_set1_ip(wanted, NULL, 0) == 1;
    SSL_set_tlsext_host_name(session, host);
    return fault == CS_FAULT_CLIENT_TLS_NO_NAME || SSL_set1_host(session, host) == 1;
}

/* ---- what OpenSSL reads and writes ---- */

static int write_carrier(BIO *bio, const char *data, int length)
{
    const struct cs_client_carrier *carrier = BIO_get_data(bio);

    return (int)carrier->send(carrier->context, data, (size_t)length);
}

static int read_carrier(BIO *bio, char *data, int length)
{
    const struct cs_client_carrier *carrier = BIO_get_data(bio);

    return (int)carrier->receive(carrier->context, data, (size_t)length);
}

static long control_carrier(BIO *bio, int command, long number, void *pointer)
{
    (void)bio;
    (void)number;
    (void)pointer;
    return command == BIO_CTRL_FLUSH;
}

static BIO_METHOD *method_of_carriers(void)
{
    static BIO_METHOD *method;

    if (method == NULL)
        method = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "carrier");
    if (method != NULL) {
        BIO_meth_set_write(method, write_carrier);
        BIO_meth_set_read(method, read_carrier);
        BIO_meth_set_ctrl(method, control_carrier);
    }
    return method;
}

static bool stand_on_carrier(SSL *session, const struct cs_client_carrier *carrier)
{
    BIO_METHOD *method = method_of_carriers();
    BIO *bio = method == NULL ? NULL : BIO_new(method);

    if (bio == NULL)
        return false;
    BIO_set_data(bio, (void *)(uintptr_t)carrier);
    BIO_set_init(bio, 1);
    SSL_set_bio(session, bio, bio);
    return true;
}

static bool stand(SSL *session, const struct cs_client_tls_options *options)
{
    BIO *bio;

    if (options->carrier != NULL)
        return stand_on_carrier(session, options->carrier);
    if (options->below == NULL)
        return SSL_set_fd(session, options->fd) == 1;
    bio = BIO_new(BIO_f_ssl());
    if (bio == NULL)
        return false;
    BIO_set_ssl(bio, options->below->session, BIO_NOCLOSE);
    SSL_set_bio(session, bio, bio);
    return true;
}

static SSL_verify_cb overlooked(const struct cs_client_tls_options *options)
{
    if (options->also != NULL)
        return overlook_name;
    return options->fault == CS_FAULT_CLIENT_TLS_EXPIRED  ? overlook_expired
           : options->fault == CS_FAULT_CLIENT_TLS_FUTURE ? overlook_future
           : options->fault == CS_FAULT_CLIENT_TLS_SELF   ? overlook_self_signed
                                                          : NULL;
}

static bool has_chosen_h2(const SSL *session)
{
    const unsigned char *chosen;
    unsigned length;

    SSL_get0_alpn_selected(session, &chosen, &length);
    return length == 2 && memcmp(chosen, "h2", 2) == 0;
}

static bool shake_hands(struct cs_client_tls *tls, const struct cs_client_tls_options *options)
{
    int verify = options->fault == CS_FAULT_CLIENT_TLS_ANY ? SSL_VERIFY_NONE : SSL_VERIFY_PEER;
    char *also = options->also == NULL ? NULL : host_of(options->also);
    char *host = host_of(options->peer);
    bool good;

    tls->context = SSL_CTX_new(TLS_client_method());
    good = host != NULL && (also == NULL) == (options->also == NULL) && tls->context != NULL &&
           SSL_CTX_load_verify_file(tls->context, options->file) == 1;
    if (good)
        SSL_CTX_set_verify(tls->context, verify, overlooked(options));
    tls->session = good ? SSL_new(tls->context) : NULL;
    good = tls->session != NULL && SSL_set_app_data(tls->session, also) == 1 &&
           expect_host(tls->session, host, options->fault) && stand(tls->session, options) &&
           (!options->h2 || SSL_set_alpn_protos(tls->session, (const unsigned char *)"\2h2", 3) == 0) &&
           SSL_connect(tls->session) == 1 && (!options->h2 || has_chosen_h2(tls->session));
    free(also);
    free(host);
    return good;
}

enum cs_fault cs_client_tls_fault_of_proxy(enum cs_fault fault)
{
    switch ((unsigned)fault) {
    case CS_FAULT_CLIENT_PROXY_ANY:
        return CS_FAULT_CLIENT_TLS_ANY;
    case CS_FAULT_CLIENT_PROXY_NO_NAME:
        return CS_FAULT_CLIENT_TLS_NO_NAME;
    case CS_FAULT_CLIENT_PROXY_EXPIRED:
        return CS_FAULT_CLIENT_TLS_EXPIRED;
    case CS_FAULT_CLIENT_PROXY_FUTURE:
        return CS_FAULT_CLIENT_TLS_FUTURE;
    case CS_FAULT_CLIENT_PROXY_SELF:
        return CS_FAULT_CLIENT_TLS_SELF;
    default:
        return CS_FAULT_NONE;
    }
}

struct cs_client_tls *cs_client_tls_open(const struct cs_client_tls_options *options)
{
    struct cs_client_tls *tls = calloc(1, sizeof(*tls));

    if (tls == NULL || shake_hands(tls, options))
        return tls;
    cs_client_tls_close(tls);
    return NULL;
}

ssize_t cs_client_tls_send(struct cs_client_tls *tls, const char *data, size_t length)
{
    return SSL_write(tls->session, data, length > INT_MAX ? INT_MAX : (int)length);
}

ssize_t cs_client_tls_receive(struct cs_client_tls *tls, char *data, size_t length)
{
    int count = SSL_read(tls->session, data, length > INT_MAX ? INT_MAX : (int)length);

    return count > 0 ? count : SSL_get_error(tls->session, count) == SSL_ERROR_ZERO_RETURN ? 0 : -1;
}

void cs_client_tls_close(struct cs_client_tls *tls)
{
    if (tls == NULL)
        return;
    if (tls->session != NULL && SSL_is_init_finished(tls->session))
        SSL_shutdown(tls->session);
    SSL_free(tls->session);
    SSL_CTX_free(tls->context);
    free(tls);
}
