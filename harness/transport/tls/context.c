#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/transport/tls/tls_internal.h"

/* A private extension that no one knows, and values that RFC 8701 reserves. */
#define EXTENSION_UNKNOWN  0xff77
#define EXTENSION_GREASE_1 0x0a0a
#define EXTENSION_GREASE_2 0xdada
#define HELLO_EXTRA_MAX    16000

static struct cs_tls_context *context_of(const SSL *ssl)
{
    return SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
}

static int add_unknown(SSL *ssl, unsigned type, unsigned place, const unsigned char **out, size_t *length, X509 *x,
                       size_t index, int *alert, void *argument)
{
    static const unsigned char zeros[HELLO_EXTRA_MAX];

    (void)place;
    (void)x;
    (void)index;
    (void)alert;
    (void)argument;
    *out = zeros;
    *length = type == EXTENSION_UNKNOWN ? context_of(ssl)->hello_extra : type == EXTENSION_GREASE_2;
    return 1;
}

/* An answer to an extension that is nobody's is ignored here: judging it is not OpenSSL's business. */
static int parse_unknown(SSL *ssl, unsigned type, unsigned place, const unsigned char *in, size_t length, X509 *x,
                         size_t index, int *alert, void *argument)
{
    (void)ssl;
    (void)type;
    (void)place;
    (void)in;
    (void)length;
    (void)x;
    (void)index;
    (void)alert;
    (void)argument;
    return 1;
}

static bool add_extension(SSL_CTX *ssl, unsigned type)
{
    return SSL_CTX_add_custom_ext(ssl, type, SSL_EXT_CLIENT_HELLO, add_unknown, NULL, NULL, parse_unknown, NULL) == 1;
}

/* "h2,http/1.1" becomes each name behind its length. */
static bool encode_alpn(const char *names, struct cs_tls_context *context)
{
    context->alpn_length = 0;
    while (names != NULL && *names != '\0') {
        size_t length = strcspn(names, ",");

        if (length == 0 || length > 255 || context->alpn_length + length + 1 > sizeof(context->alpn))
            return false;
        context->alpn[context->alpn_length] = (unsigned char)length;
        memcpy(context->alpn + context->alpn_length + 1, names, length);
        context->alpn_length += (unsigned)length + 1;
        names += length + (names[length] == ',');
    }
    return true;
}

/* RFC 7301 section 3.2: without a common protocol, no_application_protocol. */
static int choose_alpn(SSL *ssl, const unsigned char **out, unsigned char *length, const unsigned char *offered,
                       unsigned offered_length, void *argument)
{
    struct cs_tls_context *context = argument;
    int found = SSL_select_next_proto((unsigned char **)(uintptr_t)out, length, context->alpn, context->alpn_length,
                                      offered, offered_length);

    (void)ssl;
    return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

static int keep_session(SSL *ssl, SSL_SESSION *session)
{
    struct cs_tls_context *context = context_of(ssl);

    SSL_SESSION_free(context->session);
    context->session = session;
    return 1;
}

static void log_key(const SSL *ssl, const char *line)
{
    struct cs_tls_context *context = context_of(ssl);

    context->key_log(context->key_log_context, line);
}

static bool use_identity(SSL_CTX *ssl, const struct cs_identity *identity)
{
    return SSL_CTX_use_certificate(ssl, identity->certificate) == 1 &&
           SSL_CTX_use_PrivateKey(ssl, identity->key) == 1 && SSL_CTX_set1_chain(ssl, identity->chain) == 1;
}

static bool use_root_file(SSL_CTX *ssl, const char *file)
{
    SSL_CTX_set_verify(ssl, SSL_VERIFY_PEER, NULL);
    return file[0] == '\0' ? SSL_CTX_set_default_verify_paths(ssl) == 1
                           : SSL_CTX_load_verify_locations(ssl, file, NULL) == 1;
}

static bool use_root(SSL_CTX *ssl, const struct cs_tls_options *options)
{
    int mode = SSL_VERIFY_PEER | (options->asks_certificate ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0);

    if (options->server && !options->asks_certificate)
        return true;
    SSL_CTX_set_verify(ssl, mode, NULL);
    return X509_STORE_add_cert(SSL_CTX_get_cert_store(ssl), options->root) == 1;
}

static bool set_versions(SSL_CTX *ssl, const struct cs_tls_options *options)
{
    int low = options->version_min == 0 ? TLS1_2_VERSION : options->version_min;
    int high = options->version_max == 0 ? TLS1_3_VERSION : options->version_max;

    if (low < TLS1_2_VERSION)
        SSL_CTX_set_security_level(ssl, 0); /* OpenSSL 3 has TLS 1.0 and 1.1 only there */
    return SSL_CTX_set_min_proto_version(ssl, low) == 1 && SSL_CTX_set_max_proto_version(ssl, high) == 1;
}

static bool set_client(struct cs_tls_context *context, const struct cs_tls_options *options)
{
    SSL_CTX *ssl = context->ssl;

    SSL_CTX_set_session_cache_mode(ssl, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(ssl, keep_session);
    if (context->alpn_length > 0 && SSL_CTX_set_alpn_protos(ssl, context->alpn, context->alpn_length) != 0)
        return false;
    if (options->hello_extra > HELLO_EXTRA_MAX)
        return false;
    if (options->hello_extra > 0 && !add_extension(ssl, EXTENSION_UNKNOWN))
        return false;
    return !options->grease || (add_extension(ssl, EXTENSION_GREASE_1) && add_extension(ssl, EXTENSION_GREASE_2));
}

static bool set_server(struct cs_tls_context *context, const struct cs_tls_options *options)
{
    static const unsigned char id[] = "connectspec";

    if (options->renegotiates)
        SSL_CTX_set_options(context->ssl, SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
    if (options->early && SSL_CTX_set_max_early_data(context->ssl, CS_TLS_EARLY_MAX) != 1)
        return false;
    if (context->alpn_length > 0)
        SSL_CTX_set_alpn_select_cb(context->ssl, choose_alpn, context);
    return SSL_CTX_set_session_id_context(context->ssl, id, sizeof(id) - 1) == 1;
}

static bool configure(struct cs_tls_context *context, const struct cs_tls_options *options)
{
    SSL_CTX *ssl = context->ssl;

    SSL_CTX_set_app_data(ssl, context);
    if (options->key_log != NULL)
        SSL_CTX_set_keylog_callback(ssl, log_key);
    if (!set_versions(ssl, options) || (options->identity != NULL && !use_identity(ssl, options->identity)) ||
        (options->root != NULL && !use_root(ssl, options)) ||
        (options->root_file != NULL && !use_root_file(ssl, options->root_file)) ||
        (options->ciphers != NULL && SSL_CTX_set_cipher_list(ssl, options->ciphers) != 1))
        return false;
    return options->server ? set_server(context, options) : set_client(context, options);
}

/* Without a name nothing is checked: tests alone do that with a root. */
static bool keep_texts(struct cs_tls_context *context, const struct cs_tls_options *options)
{
    const char *file = options->root_file == NULL ? "" : options->root_file;

    context->root_file = strdup(file);
    if (context->root_file == NULL ||
        (options->identity != NULL && !cs_identity_pem(options->identity, &context->certificates, &context->key)))
        return false;
    context->texts = (struct cs_tls_texts){.certificates = context->certificates,
                                           .key = context->key,
                                           .root_file = context->root_file,
                                           .server_name = context->server_name,
                                           .checked_name = context->checked_name};
    return true;
}

const struct cs_tls_texts *cs_tls_texts(const struct cs_tls_context *context)
{
    return &context->texts;
}

void *cs_tls_kept(const struct cs_tls_context *context)
{
    return context->kept;
}

void cs_tls_keep(struct cs_tls_context *context, void *kept, void (*release)(void *kept))
{
    context->kept = kept;
    context->release = release;
}

struct cs_tls_context *cs_tls_context_new(const struct cs_tls_options *options)
{
    struct cs_tls_context *context = calloc(1, sizeof(*context));

    if (context == NULL)
        return NULL;
    context->server = options->server;
    context->hello_extra = options->hello_extra;
    context->hello_cut = options->hello_cut;
    context->early = options->early;
    context->refuses_updates = options->refuses_updates;
    context->break_kind = options->break_kind;
    context->break_value = options->break_value;
    context->key_log = options->key_log;
    context->key_log_context = options->key_log_context;
    if (options->server_name != NULL)
        snprintf(context->server_name, sizeof(context->server_name), "%s", options->server_name);
    if (options->checked_name != NULL)
        snprintf(context->checked_name, sizeof(context->checked_name), "%s", options->checked_name);
    context->ssl = SSL_CTX_new(options->server ? TLS_server_method() : TLS_client_method());
    if (context->ssl != NULL && encode_alpn(options->alpn, context) && configure(context, options) &&
        keep_texts(context, options))
        return context;
    cs_tls_context_free(context);
    return NULL;
}

void cs_tls_context_free(struct cs_tls_context *context)
{
    if (context == NULL)
        return;
    SSL_SESSION_free(context->session);
    SSL_CTX_free(context->ssl);
    if (context->kept != NULL)
        context->release(context->kept);
    free(context->certificates);
    free(context->key);
    free(context->root_file);
    free(context);
}
