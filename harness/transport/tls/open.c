#include <arpa/inet.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#include "harness/transport/tls/tls_internal.h"

static void on_alert(const SSL *ssl, int where, int value)
{
    struct cs_tls *tls = SSL_get_app_data(ssl);
    unsigned description = (unsigned)value & 0xff;
    bool fatal = value >> 8 == SSL3_AL_FATAL;

    if ((where & SSL_CB_ALERT) == 0 || description == SSL3_AD_CLOSE_NOTIFY)
        return;
    if ((where & SSL_CB_READ) != 0) {
        if (fatal)
            tls->alert = description + 1;
        tls->link.events->notice(tls->link.context, 0, CS_LINK_ALERT_RECEIVED, description);
    } else {
        tls->alert_sent = description + 1;
        tls->link.events->notice(tls->link.context, 0, CS_LINK_ALERT_SENT, description);
    }
}

/* Of handshake messages, RFC 8446 section 4. */
static void on_message(int sent, int version, int type, const void *bytes, size_t length, SSL *ssl, void *context)
{
    struct cs_tls *tls = context;

    (void)version;
    (void)ssl;
    if (!sent && type == SSL3_RT_HANDSHAKE && length > 0 && *(const unsigned char *)bytes == SSL3_MT_KEY_UPDATE)
        tls->updated = true;
}

static bool is_address(const char *name)
{
    unsigned char bytes[16];

    return inet_pton(AF_INET, name, bytes) == 1 || inet_pton(AF_INET6, name, bytes) == 1;
}

static bool check_name(SSL *ssl, const char *name)
{
    if (is_address(name))
        return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name) == 1;
    return SSL_set1_host(ssl, name) == 1;
}

static bool set_client(SSL *ssl, const struct cs_tls_context *shared)
{
    if (shared->session != NULL && SSL_set_session(ssl, shared->session) != 1)
        return false;
    if (shared->server_name[0] != '\0' && SSL_set_tlsext_host_name(ssl, shared->server_name) != 1)
        return false;
    return shared->checked_name[0] == '\0' || check_name(ssl, shared->checked_name);
}

static bool set_up(struct cs_tls *tls)
{
    tls->in = BIO_new(BIO_s_mem());
    tls->out = BIO_new(BIO_s_mem());
    tls->ssl = SSL_new(tls->shared->ssl);
    if (tls->in == NULL || tls->out == NULL || tls->ssl == NULL) {
        BIO_free(tls->in);
        BIO_free(tls->out);
        return false;
    }
    SSL_set_bio(tls->ssl, tls->in, tls->out);
    SSL_set_app_data(tls->ssl, tls);
    SSL_set_info_callback(tls->ssl, on_alert);
    if (tls->shared->refuses_updates) {
        SSL_set_msg_callback(tls->ssl, on_message);
        SSL_set_msg_callback_arg(tls->ssl, tls);
    }
    if (tls->shared->server) {
        SSL_set_accept_state(tls->ssl);
        return true;
    }
    SSL_set_connect_state(tls->ssl);
    tls->resumes_early = tls->shared->early && tls->shared->opened++ > 0;
    return set_client(tls->ssl, tls->shared);
}

struct cs_link *cs_tls_open(struct cs_tls_context *shared, const struct cs_link_events *events, void *context)
{
    struct cs_tls *tls = calloc(1, sizeof(*tls));

    if (tls == NULL)
        return NULL;
    tls->link = (struct cs_link){.kind = &cs_tls_kind, .events = events, .context = context};
    tls->shared = shared;
    if (set_up(tls))
        return &tls->link;
    SSL_free(tls->ssl);
    free(tls);
    return NULL;
}

static const struct cs_tls *of(const struct cs_link *link)
{
    return (const struct cs_tls *)link;
}

const char *cs_tls_alpn(const struct cs_link *link)
{
    return of(link)->alpn;
}

const char *cs_tls_version(const struct cs_link *link)
{
    return of(link)->ready ? SSL_get_version(of(link)->ssl) : "";
}

const char *cs_tls_server_name(const struct cs_link *link)
{
    const char *name = SSL_get_servername(of(link)->ssl, TLSEXT_NAMETYPE_host_name);

    return name == NULL ? "" : name;
}

bool cs_tls_resumed(const struct cs_link *link)
{
    return SSL_session_reused(of(link)->ssl) == 1;
}

bool cs_tls_offers_several(const struct cs_link *link)
{
    const struct cs_tls_context *shared = of(link)->shared;

    return shared->alpn_length > 0 && shared->alpn_length > shared->alpn[0] + 1u;
}

static bool digest_of(const X509 *certificate, unsigned char digest[32])
{
    unsigned length = 0;

    return certificate != NULL && X509_digest(certificate, EVP_sha256(), digest, &length) == 1 && length == 32;
}

bool cs_tls_peer_digest(const struct cs_link *link, unsigned char digest[32])
{
    return digest_of(SSL_get0_peer_certificate(of(link)->ssl), digest);
}

/* What documents carry as a number without loss. */
static uint64_t number_of(const unsigned char bytes[8])
{
    uint64_t number = 0;

    for (size_t i = 0; i < 8; i++)
        number = number << 8 | bytes[i];
    return number >> 11;
}

uint64_t cs_tls_session(const struct cs_link *link)
{
    static const char label[] = "EXPORTER-connectspec";
    unsigned char bytes[8] = {0};

    if (SSL_export_keying_material(of(link)->ssl, bytes, sizeof(bytes), label, sizeof(label) - 1, NULL, 0, 0) != 1)
        return 0;
    return number_of(bytes);
}

uint64_t cs_tls_shown(const struct cs_link *link)
{
    SSL *ssl = of(link)->ssl;
    unsigned char digest[32] = {0};

    if (!digest_of(SSL_is_server(ssl) ? SSL_get_certificate(ssl) : SSL_get0_peer_certificate(ssl), digest))
        return 0;
    return number_of(digest);
}

bool cs_tls_serves(const struct cs_link *link)
{
    return of(link)->shared->server;
}

bool cs_identity_digest(const struct cs_identity *identity, unsigned char digest[32])
{
    return digest_of(identity->certificate, digest);
}

const char *cs_tls_verification(const struct cs_link *link)
{
    long result = SSL_get_verify_result(of(link)->ssl);

    return result == X509_V_OK ? "" : X509_verify_cert_error_string(result);
}
