/* What a proxy sent on one connection in answer to CONNECT: interim responses, the final one, and behind it a body, a
 * tunnel, or further responses (which only a request that was smuggled or pipelined can cause). */
#ifndef CONNECTREF_EXCHANGE_H
#define CONNECTREF_EXCHANGE_H

#include "reference/response.h"

enum cs_exchange_state {
    CS_EXCHANGE_WAITING,  /* no final response head yet */
    CS_EXCHANGE_TUNNEL,   /* a 2xx (or the 101 of an upgrade) was read: all that follows belongs to the tunnel */
    CS_EXCHANGE_BODY,     /* a final non-2xx head was read, its body is still coming (or broke off) */
    CS_EXCHANGE_ANSWERED, /* the final non-2xx response is complete */
    CS_EXCHANGE_GARBAGE,  /* what came is no HTTP response, or passed the bound of 64 KiB for heads */
};

struct cs_exchange {
    enum cs_exchange_state state;
    size_t interim_count;     /* 1xx responses */
    size_t final_count;       /* final responses: 1, or more when something answered twice */
    size_t final_start;       /* where the first final response's head starts in the stream */
    struct cs_response final; /* the first final one; its spans and findings count from |final_start| */
    uint64_t end;             /* stream offset behind the first final head and, once complete, behind its body */
    uint64_t surplus;         /* bytes behind |end| that are no further response; 0 for a tunnel */
    struct cs_body body;
    bool upgrades;     /* set by the caller behind cs_exchange_init: the request was no CONNECT and had Upgrade.
                                Then a 101 is final and opens the tunnel, and a 2xx has content like any other */
    size_t plain;      /* set by the caller likewise: so many requests in front of the CONNECT were none.  A 2xx to
                                one of them has content like any other answer */
    uint32_t heads;    /* set by the caller likewise, at any time before they are answered: bit N says that the request
                                behind N others was HEAD.  Its answer has no content, whatever it announces */
    uint64_t position; /* private: stream bytes consumed */
    int phase;         /* private */
    bool has_surplus;  /* private */
    struct cs_response next; /* private: the head being read */
};

/* Begins.  Then, each time bytes have arrived, |kept| is the stream from its first byte as far as the caller keeps it
 * (at least the first 64 KiB), |kept_length| its length, and |total| the number of bytes that came in all.  Bytes that
 * were not kept count as body or tunnel; nothing is scanned twice.  |ended|: the peer closed or reset, which completes
 * a close-delimited body, and one that cannot be delimited.  Never fails; the state says what is known.
 *
 * Bytes are GARBAGE as soon as they do not begin with "HTTP/", when a status line has no readable code, and when a head
 * does not end within 64 KiB or within what is kept.  Broken chunk syntax is added to the findings of |final|, and the
 * body then counts as one that cannot be delimited.  A chunked body that goes on behind what is kept stays BODY.
 * Behind a complete final response, whole further heads count in |final_count| (or, 1xx, in |interim_count|) and their
 * bodies belong to them; everything else is |surplus|, a head that has not ended yet included. */
void cs_exchange_init(struct cs_exchange *exchange);
void cs_exchange_read(struct cs_exchange *exchange, const char *kept, size_t kept_length, uint64_t total, bool ended);

#endif
