/* One head, whatever carried it: what conditions ask and reports show, the same for HTTP/1.1, HTTP/2 and HTTP/3. */
#ifndef CONNECTREF_MESSAGE_H
#define CONNECTREF_MESSAGE_H

#include "reference/response.h"

enum cs_message_kind { CS_MESSAGE_REQUEST, CS_MESSAGE_RESPONSE };

/* A part of a head that may be missing; |there| tells an empty one from none. */
struct cs_head_part {
    bool there;
    struct cs_span text;
};

/* Every span, and every offset of |findings|, counts from |text|. */
struct cs_message {
    enum cs_message_kind kind;
    enum cs_answer answer;                       /* CS_NEED_MORE: the head has not ended; what there is is filled */
    const char *text;                            /* borrowed.  h1: the head as it came; h2, h3: decoded */
    size_t length;                               /* of the head, with the empty line behind it */
    struct cs_head_part method;                  /* a request's */
    struct cs_head_part scheme, authority, path; /* h1: authority is CONNECT's target, path any other target */
    struct cs_head_part protocol;                /* of an extended CONNECT (RFC 8441 section 4) */
    uint16_t status;                             /* 100 to 599; 0: a request, or not readable */
    uint8_t version_major, version_minor;        /* 1.0, 1.1, 2.0, 3.0 */
    struct cs_authority target;                  /* the authority of a CONNECT, read; else CS_HOST_NONE */
    size_t field_count;                          /* lines */
    const struct cs_field *fields;               /* NULL for h1, where they stand in |text| */
    size_t fields_at;                            /* h1: where the field section starts */
    struct cs_framing framing;
    bool connection_close;  /* h1: Connection has the member close */
    enum cs_body_kind body; /* a response's, when it answers a CONNECT */
    struct cs_findings findings;
};

/* Fills a message from what the parser of HTTP/1.1 has read of |data| (|length| bytes, those given to it).  Nothing is
 * copied: |data| has to outlive |*out|.  Never fails; also good for heads that are malformed or have not ended. */
void cs_message_of_request(const struct cs_request *request, const char *data, size_t length, struct cs_message *out);
void cs_message_of_response(const struct cs_response *response, const char *data, size_t length,
                            struct cs_message *out);

/* Steps through the fields; |*position| is 0 before the first.  False behind the last one.  A line without a colon, and
 * a continuation, is a field as cs_field_next gives it. */
bool cs_message_field(const struct cs_message *message, size_t *position, struct cs_field *out);

/* Whether there is a field |name|, letter case aside (RFC 9110 section 5.1). */
bool cs_message_has(const struct cs_message *message, const char *name);

/* What a request asks for, as it came: the authority of a CONNECT, else the path (h1: the request target). */
struct cs_head_part cs_message_target(const struct cs_message *message);

#endif
