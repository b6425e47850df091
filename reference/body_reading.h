/* Lenient readings of framing: where known mistakes would take the content of a request to end.  Two readers that
 * disagree on it are what request smuggling needs (RFC 9112 section 11.2). */
#ifndef CONNECTREF_BODY_READING_H
#define CONNECTREF_BODY_READING_H

#include "reference/body_reading_list.h"
#include "reference/request.h"

enum cs_body_reading_kind {
#define CS_BODY_READING_ENUM(symbol, name, sentence) symbol,
    CS_BODY_READING_LIST(CS_BODY_READING_ENUM)
#undef CS_BODY_READING_ENUM
        CS_BODY_READING_COUNT
};

const char *cs_body_reading_name(enum cs_body_reading_kind kind);     /* "length-first", stable */
const char *cs_body_reading_sentence(enum cs_body_reading_kind kind); /* for a person */

struct cs_body_reading {
    enum cs_body_reading_kind kind;
    enum cs_body_kind body; /* CS_BODY_NONE, CS_BODY_LENGTH or CS_BODY_CHUNKED */
    uint64_t length;        /* bytes, of CS_BODY_LENGTH */
};

/* Fills |out| with at most |capacity| readings of the request head in |data|, |length| bytes, that end its content
 * elsewhere than a strict reader does (RFC 9112 section 6.3); where a strict reader refuses the framing, all that come
 * to an end.  No two are of the same kind.  |request|, what cs_request_parse made of the same bytes, tells the version.
 * Returns how many were written. */
size_t cs_request_body_readings(const char *data, size_t length, const struct cs_request *request,
                                struct cs_body_reading *out, size_t capacity);

#endif
