/* Proxy-Status (RFC 9209): a structured list whose members name intermediaries (RFC 8941, RFC 9651). */
#ifndef CONNECTREF_PROXY_STATUS_H
#define CONNECTREF_PROXY_STATUS_H

#include "reference/code.h"
#include "reference/span.h"

struct cs_proxy_status {
    size_t member_count;
    struct cs_span last;  /* the last member's name: the proxy nearest to the client */
    struct cs_span error; /* its error parameter (a token), length 0 when absent */
    uint16_t recommended; /* the status that RFC 9209 section 2.3 recommends for that error; 0 when it names none */
};

/* Reads one field value.  Returns CS_COMPLETE or CS_MALFORMED.  Codes: proxy-status-*. */
enum cs_answer cs_proxy_status_parse(const char *value, size_t length, size_t base, struct cs_proxy_status *out,
                                     struct cs_findings *findings);

#endif
