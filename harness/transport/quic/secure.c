/* TLS inside QUIC (RFC 9001): a session of GnuTLS with what a context of ours says. */
#include <ngtcp2/ngtcp2_crypto_gnutls.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/transport/quic/quic_internal.h"

#define PRIORITY                                                                                                       \
    "%DISABLE_TLS13_COMPAT_MODE:NORMAL:-VERS-ALL:+VERS-TLS1.3:-CIPHER-ALL:+AES-128-GCM:+AES-256-GCM:"                  \
    "+CHACHA20-POLY1305:-GROUP-ALL:+GROUP-SECP256R1:+GROUP-X25519:+GROUP-SECP384R1"

static void free_credentials(void *credentials)
{
    gnutls_certificate_free_credentials(credentials);
}

static bool fill(gnutls_certificate_credentials_t credentials, const struct cs_tls_texts *texts)
{
    gnutls_datum_t certificates, key;

    if (texts->certificates != NULL) {
        certificates = (gnutls_datum_t){(unsigned char *)texts->certificates, (unsigned)strlen(texts->certificates)};
        key = (gnutls_datum_t){(unsigned char *)texts->key, (unsigned)strlen(texts->key)};
        return gnutls_certificate_set_x509_key_mem(credentials, &certificates, &key, GNUTLS_X509_FMT_PEM) >= 0;
    }
    if (texts->checked_name[0] == '\0')
        return true;
    if (texts->root_file[0] == '\0')
        return gnutls_certificate_set_x509_system_trust(credentials) >= 0;
    return gnutls_certificate_set_x509_trust_file(credentials, texts->root_file, GNUTLS_X509_FMT_PEM) > 0;
}

/* Made once for a context: the system's authorities take time to read. */
static gnutls_certificate_credentials_t credentials_of(struct cs_tls_context *tls)
{
    gnutls_certificate_credentials_t credentials = cs_tls_kept(tls);

    if (credentials != NULL || gnutls_certificate_allocate_credentials(&credentials) != 0)
        return credentials;
    if (fill(credentials, cs_tls_texts(tls))) {
        cs_tls_keep(tls, credentials, free_credentials);
        return credentials;
    }
    free_credentials(credentials);
    return NULL;
}

static ngtcp2_conn *get_conn(ngtcp2_crypto_conn_ref *reference)
{
    return ((struct cs_quic *)reference->user_data)->conn;
}

static bool name_peer(gnutls_session_t session, const struct cs_tls_texts *texts)
{
    if (texts->checked_name[0] != '\0')
        gnutls_session_set_verify_cert(session, texts->checked_name, 0);
    return texts->server_name[0] == '\0' ||
           gnutls_server_name_set(session, GNUTLS_NAME_DNS, texts->server_name, strlen(texts->server_name)) == 0;
}

/* Label, random of the client, secret. */
static int log_key(gnutls_session_t session, const char *label, const gnutls_datum_t *secret)
{
    const ngtcp2_crypto_conn_ref *reference = gnutls_session_get_ptr(session);
    const struct cs_quic *quic = reference->user_data;
    char random[2 * 32 + 1], key[2 * 64 + 1], line[256];
    size_t random_size = sizeof(random), key_size = sizeof(key);
    gnutls_datum_t client;

    gnutls_session_get_random(session, &client, NULL);
    if (gnutls_hex_encode(&client, random, &random_size) == 0 && gnutls_hex_encode(secret, key, &key_size) == 0) {
        snprintf(line, sizeof(line), "%s %s %s", label, random, key);
        quic->events->key(quic->context, line);
    }
    return 0;
}

static bool configure(struct cs_quic *quic, gnutls_certificate_credentials_t credentials)
{
    gnutls_session_t session = quic->session;
    bool server = quic->options.server;
    gnutls_datum_t alpn = {(unsigned char *)quic->options.alpn, (unsigned)strlen(quic->options.alpn)};

    quic->reference = (ngtcp2_crypto_conn_ref){.get_conn = get_conn, .user_data = quic};
    gnutls_session_set_ptr(session, &quic->reference);
    gnutls_session_set_keylog_function(session, log_key);
    return gnutls_priority_set_direct(session, PRIORITY, NULL) == 0 &&
           (server ? ngtcp2_crypto_gnutls_configure_server_session(session)
                   : ngtcp2_crypto_gnutls_configure_client_session(session)) == 0 &&
           gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials) == 0 &&
           gnutls_alpn_set_protocols(session, &alpn, 1, GNUTLS_ALPN_MANDATORY) == 0 &&
           (server || name_peer(session, cs_tls_texts(quic->options.tls)));
}

bool cs_quic_secure(struct cs_quic *quic)
{
    unsigned end = quic->options.server ? GNUTLS_SERVER : GNUTLS_CLIENT;
    gnutls_certificate_credentials_t credentials = credentials_of(quic->options.tls);

    return credentials != NULL && gnutls_init(&quic->session, end | GNUTLS_NO_END_OF_EARLY_DATA) == 0 &&
           configure(quic, credentials);
}
