/* What the files of tls/ share. */
#ifndef CONNECTSPEC_TLS_INTERNAL_H
#define CONNECTSPEC_TLS_INTERNAL_H

#include <openssl/ssl.h>

#include "harness/transport/outbox.h"
#include "harness/transport/tls/tls.h"
#include "harness/transport/waiting.h"

#define CS_TLS_EARLY_MAX 16384

struct cs_tls_context {
    SSL_CTX *ssl;
    SSL_SESSION *session; /* client: the last one that a server gave */
    unsigned opened;      /* client with early data: links so far */
    bool server;
    char server_name[256];
    char checked_name[256];
    size_t hello_extra;
    size_t hello_cut;
    bool early, refuses_updates;
    enum cs_tls_break_kind break_kind;
    uint64_t break_value;
    unsigned char alpn[256]; /* server: each name behind its length */
    unsigned alpn_length;
    void (*key_log)(void *context, const char *line);
    void *key_log_context;
    struct cs_tls_texts texts;
    char *certificates, *key, *root_file; /* behind |texts| */
    void *kept;
    void (*release)(void *kept);
};

struct cs_tls {
    struct cs_link link;
    struct cs_tls_context *shared;
    SSL *ssl;
    BIO *in;
    BIO *out;
    struct cs_outbox outbox;
    struct cs_waiting waiting;
    uint64_t flight; /* handshake bytes ordered so far */
    char alpn[64];
    bool begun;
    bool ready;
    bool paused;
    bool notified; /* the peer's close_notify was told */
    bool broken;   /* nothing more is read or written */
    bool closing;  /* our direction is over: close_notify, cut or reset are ordered */
    bool pumping;
    bool turning;
    bool resumes_early; /* client: sends early data and nothing else */
    bool early_over;    /* the early data that there was has been sent, or has come */
    bool updated;       /* a KeyUpdate came to who does not want any */
    unsigned alert;     /* description of the last fatal alert that came, plus 1 */
    unsigned alert_sent;
};

/* break.c: passes |length| bytes of a handshake on to the carrier, as the options want them cut or broken.  False: the
 * carrier is at its end.  |*cut|: behind them comes the carrier's FIN, without more of ours. */
bool cs_tls_flight(struct cs_tls *tls, const char *bytes, size_t length, bool *cut);

#endif
