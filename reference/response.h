/* The head of a response to CONNECT: status line and field section (RFC 9112 section 4), and how its body is
 * delimited (RFC 9112 section 6.3). */
#ifndef CONNECTREF_RESPONSE_H
#define CONNECTREF_RESPONSE_H

#include "reference/request.h"

struct cs_response {
    enum cs_answer answer;
    size_t head_length; /* bytes up to and with the empty line; 0 until it was seen */
    struct cs_span version;
    uint8_t version_major;
    uint8_t version_minor;
    uint16_t status; /* 100 to 599; 0 when the status line could not be read */
    struct cs_span reason;
    size_t field_count;
    struct cs_framing framing;
    enum cs_body_kind body;   /* what follows this head when it answers a CONNECT */
    size_t challenge_count;   /* Proxy-Authenticate lines */
    struct cs_span challenge; /* the first one's value */
    bool connection_close;
    bool plain; /* set by the caller behind cs_response_init: it answers another method, and a 2xx opens no tunnel */
    struct {
        struct cs_limits limits;
        size_t position;
        size_t scanned;
        size_t length_line; /* where the last Content-Length line starts */
        int stage;
        struct cs_span digest_realm; /* of the first Digest challenge, quotes aside; and what was offered for it */
        unsigned digest_offers;
    } at;
    struct cs_findings findings;
};

/* As cs_request_init and cs_request_parse.  Findings include what a 2xx to CONNECT must not carry
 * (content-length-in-2xx, transfer-encoding-in-2xx: RFC 9110 section 9.3.6), a 407 without a challenge
 * (RFC 9110 section 15.5.8), a 1xx or 204 with framing (RFC 9112 section 6.1). */
void cs_response_init(struct cs_response *response, const struct cs_limits *limits);
enum cs_answer cs_response_parse(struct cs_response *response, const char *data, size_t length);

/* What follows a whole head when it answers a GET (RFC 9112 section 6.3): never a tunnel. */
enum cs_body_kind cs_response_content(const struct cs_response *response);

#endif
