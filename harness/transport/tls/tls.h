/* TLS by OpenSSL over memory: a link with one channel, the plaintext; its carrier has the records.
 *
 * FINISH sends close_notify and then the carrier's FIN; CUT (an order NOTICE) the FIN alone.  Notices: READY at the end
 * of the handshake, ALERT_SENT and ALERT_RECEIVED with the description, BROKEN with the description that we sent, or 0.
 * The peer's end is told as FIN: with code 0 after its close_notify, with CS_LINK_TRUNCATED when the carrier ended
 * without one; as RESET with the description of its fatal alert, or with CS_TLS_BROKEN_CODE when we could not go on.
 * Memory: at most CS_OUTBOX_MAX of records that the carrier has not taken, else the link breaks off; content is pulled
 * when there is none of it. */
#ifndef CONNECTSPEC_TLS_H
#define CONNECTSPEC_TLS_H

#include "harness/transport/link.h"
#include "harness/transport/tls/certificate.h"
#include "reference/must_use.h"

#define CS_TLS_BROKEN_CODE 0x100000001u /* |ended|: a record or handshake of the peer could not be used */

/* Orders of kind NOTICE, by |code|. */
enum cs_tls_notice {
    CS_TLS_CUT,          /* the carrier's FIN without close_notify */
    CS_TLS_KEY_UPDATE,   /* TLS 1.3: new keys, the peer's, too */
    CS_TLS_CLOSE_NOTIFY, /* close_notify alone, the carrier stays open */
    CS_TLS_RENEGOTIATE,  /* TLS 1.2: a handshake within the session; content waits for its end */
};

/* What goes wrong in the handshake, by our doing. */
enum cs_tls_break_kind {
    CS_TLS_BREAK_NONE,
    CS_TLS_BREAK_AFTER_HELLO, /* client: FIN behind its ClientHello; server: FIN behind the ClientHello that it got */
    CS_TLS_BREAK_FINISHED,    /* the last byte of the record with our Finished is another */
    CS_TLS_BREAK_ALERT, /* a fatal alert |value|, in the clear, in place of our answer to the peer's first flight */
    CS_TLS_BREAK_BYTE,  /* FIN behind |value| bytes of our flights */
};

/* How much of a conforming TLS end is as it should be.  All pointers are borrowed while a context is made, but
 * |key_log|'s context while links are open. */
struct cs_tls_options {
    bool server;
    const struct cs_identity *identity; /* NULL: none (a client without a certificate) */
    X509 *root;                         /* what the peer's certificate is checked against; NULL: not checked */
    const char *root_file;              /* client: PEM file of what it is checked against, too; "": the system's */
    bool asks_certificate;              /* server: the client has to show one that |root| has signed */
    const char *server_name;            /* client: SNI, NULL: none; a server tells what it got, cs_tls_server_name */
    const char *checked_name;           /* client: name or address that the certificate has to be for; NULL: any */
    const char *alpn;                   /* what is offered or taken, in order, "h2,http/1.1"; NULL: no ALPN */
    int version_min, version_max;       /* 0x0301 to 0x0304; 0: 1.2 and 1.3 */
    const char *ciphers;                /* of TLS 1.2, as OpenSSL writes them; NULL: the usual ones */
    size_t hello_extra;                 /* client: so many bytes of an unknown extension, up to 16,000 */
    bool grease;                        /* client: reserved extensions (RFC 8701) */
    size_t hello_cut;                   /* handshake bytes go in segments of so many; 0: as they come */
    bool early; /* TLS 1.3: a server takes early data; a client that resumes a session sends its first order so, and
                       nothing else; it breaks off where no session allows that */
    bool renegotiates;    /* server: TLS 1.2, when a client asks for it */
    bool refuses_updates; /* server: breaks off at a KeyUpdate, as no conforming one does */
    enum cs_tls_break_kind break_kind;
    uint64_t break_value;
    void (*key_log)(void *context, const char *line); /* a line of a key log, without its end; NULL: none */
    void *key_log_context;
};

struct cs_tls_context; /* what many links share: certificates, sessions */

/* NULL when OpenSSL takes an option for impossible, or without memory.  Free it behind the last link. */
CS_MUST_USE struct cs_tls_context *cs_tls_context_new(const struct cs_tls_options *options);
void cs_tls_context_free(struct cs_tls_context *context);

/* What a context says, for TLS that another library speaks (RFC 9001); texts are the context's. */
struct cs_tls_texts {
    const char *certificates, *key;         /* PEM, cs_identity_pem; NULL: shows none */
    const char *root_file;                  /* as cs_tls_options has it, where |checked_name| is not empty */
    const char *server_name, *checked_name; /* "": none */
};
const struct cs_tls_texts *cs_tls_texts(const struct cs_tls_context *context);

/* What that library has made of them, which |release| frees with the context; NULL: nothing yet. */
void *cs_tls_kept(const struct cs_tls_context *context);
void cs_tls_keep(struct cs_tls_context *context, void *kept, void (*release)(void *kept));

extern const struct cs_link_kind cs_tls_kind;

/* |events| and |tls| are borrowed.  NULL without memory. */
CS_MUST_USE struct cs_link *cs_tls_open(struct cs_tls_context *tls, const struct cs_link_events *events, void *context);

/* Of a link of cs_tls_kind: the protocol that ALPN chose ("" none), "TLSv1.3" ("" before the handshake), the name that
 * the client asked for ("" none), and whether the session is one that was resumed. */
const char *cs_tls_alpn(const struct cs_link *link);
const char *cs_tls_version(const struct cs_link *link);
const char *cs_tls_server_name(const struct cs_link *link);
bool cs_tls_resumed(const struct cs_link *link);

/* Whether this client offers more than one protocol. */
bool cs_tls_offers_several(const struct cs_link *link);

/* 53 bits that both ends of this session have and nobody else, behind the handshake (RFC 5705); 53 bits of the digest of
 * the certificate that the server of it shows, 0 where this end does not know; whether this end is the server. */
uint64_t cs_tls_session(const struct cs_link *link);
uint64_t cs_tls_shown(const struct cs_link *link);
bool cs_tls_serves(const struct cs_link *link);

/* SHA-256 of the peer's certificate.  False: it has shown none. */
CS_MUST_USE bool cs_tls_peer_digest(const struct cs_link *link, unsigned char digest[32]);

/* The same of an identity that a server shows. */
CS_MUST_USE bool cs_identity_digest(const struct cs_identity *identity, unsigned char digest[32]);

/* Why OpenSSL did not take the peer's certificate, in words; "" when it took it, or was not asked. */
const char *cs_tls_verification(const struct cs_link *link);

#endif
