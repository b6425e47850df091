/* The embedded client: asks a proxy for a tunnel and the origin behind it for a page, in plain HTTP.  Pure: it composes
 * what is sent and says what becomes of what came; harness/cli/client.c has the sockets. */
#ifndef CONNECTSPEC_CLIENT_H
#define CONNECTSPEC_CLIENT_H

#include "harness/embedded/proxy/draft.h"
#include "harness/embedded/proxy/fault.h"
#include "reference/connectref.h"
#include "reference/must_use.h"

struct cs_client_config {
    const char *target;   /* HOST:PORT, valid */
    const char *userinfo; /* what stood before it, with its "@": for a fault; NULL: nothing */
    const char *path;     /* of the page */
    const char *user;     /* NULL: no credentials */
    const char *password;
    bool digest;         /* it has Digest, too, and prefers it */
    enum cs_fault fault; /* CS_FAULT_NONE: correct */
};

#define CS_CLIENT_VALUE_MAX 256

/* What the proxy asks for.  All zero: nothing. */
struct cs_client_challenge {
    bool asked;
    bool digest; /* else Basic; the rest is Digest's */
    bool stale;
    bool domain;
    bool has_opaque;
    bool userhash;
    char realm[CS_CLIENT_VALUE_MAX], nonce[CS_CLIENT_VALUE_MAX], opaque[CS_CLIENT_VALUE_MAX];
    char algorithm[24]; /* "": none was named, which is MD5 */
    char qop[24];       /* the one that is taken; "": none was offered */
};

/* An answer that is being read. */
struct cs_client_reading {
    unsigned reads;                       /* pieces that came */
    bool finished;                        /* nothing more will come: the outcome is not CS_CLIENT_MORE */
    struct cs_client_challenge last;      /* what the request answered */
    size_t used;                          /* out: bytes of the head, and what it takes with it */
    uint64_t content;                     /* out: bytes of content that it announces */
    struct cs_client_challenge challenge; /* out, for CS_CLIENT_AGAIN: what the next request is to answer */
};

/* What one attempt has brought. */
enum cs_client_outcome {
    CS_CLIENT_MORE,    /* the answer has not come whole */
    CS_CLIENT_TUNNEL,  /* it opens: tunnel bytes begin behind |used| bytes */
    CS_CLIENT_AGAIN,   /* to be asked again with other credentials, on another connection */
    CS_CLIENT_REFUSED, /* or malformed, or cut: nothing is sent any more */
    CS_CLIENT_SHOWS,   /* faults: the content is shown, and it succeeds; or that alone */
    CS_CLIENT_FORGETS,
    CS_CLIENT_MOVED,  /* fault: to the place that the proxy names */
    CS_CLIENT_DIRECT, /* fault: without the proxy */
};

/* Composes the CONNECT, with what answers |challenge|. */
void cs_client_request(const struct cs_client_config *config, const struct cs_client_challenge *challenge,
                       struct cs_draft *out);

/* Appends the Proxy-Authorization line that answers a Digest challenge (RFC 7616). */
void cs_client_digest(const struct cs_client_config *config, const struct cs_client_challenge *challenge,
                      struct cs_draft *out);

/* The challenge to answer among those of a head of |length| bytes; false: there is none. */
bool cs_client_choose(const struct cs_client_config *config, const char *head, size_t length,
                      struct cs_client_challenge *out);

/* Composes the request for the page; |answer|, for faults, is what was answered last: by the proxy, or in the tunnel. */
void cs_client_inner(const struct cs_client_config *config, const struct cs_buffer *answer, struct cs_draft *out);

/* Reads what the proxy has sent so far. */
enum cs_client_outcome cs_client_read(const struct cs_client_config *config, const struct cs_buffer *in,
                                      struct cs_client_reading *reading);

/* Appends the head of an answer that came in a field section as HTTP/1.1 has it.  False without memory. */
CS_MUST_USE bool cs_client_write_head(const struct cs_message *message, struct cs_buffer *out);

/* The origin's answer. */
struct cs_client_page {
    unsigned status;
    size_t start;    /* of the content; 0: the head is malformed in a way that leaves no end of it */
    uint64_t length; /* of the content; UINT64_MAX: to the end of the connection */
};

/* Reads the head of the origin's answer; false while it has not come whole. */
CS_MUST_USE bool cs_client_read_page(const struct cs_buffer *in, struct cs_client_page *out);

/* Where content begins behind the first empty line; |in->length| where there is none. */
size_t cs_client_content(const struct cs_buffer *in);

#endif
