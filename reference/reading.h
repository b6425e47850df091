/* Lenient readings: the destinations that known mistakes would make of the same bytes.
 *
 * A strict parser says that `127.0.0.1:65579` is malformed.  This says, beside it, that a proxy which keeps the port
 * in 16 bits would connect to port 43.  The judge uses it to name the leniency that a proxy has shown; the embedded
 * proxy's parser-level faults each follow one reading, so that a case can be seen to catch it. */
#ifndef CONNECTREF_READING_H
#define CONNECTREF_READING_H

#include "reference/must_use.h"
#include "reference/reading_list.h"
#include "reference/request.h"

enum cs_reading_kind {
#define CS_READING_ENUM(symbol, name, sentence) symbol,
    CS_READING_LIST(CS_READING_ENUM)
#undef CS_READING_ENUM
        CS_READING_COUNT
};

const char *cs_reading_name(enum cs_reading_kind kind);     /* "port-modulo", stable */
const char *cs_reading_sentence(enum cs_reading_kind kind); /* for a person */

/* Where a reading leads.  The host is copied, since a reading may decode or shorten it; NUL-terminated, but may hold
 * NUL itself when |length| says so.  IPv6 without brackets. */
#define CS_DESTINATION_HOST_MAX 255
struct cs_destination {
    char host[CS_DESTINATION_HOST_MAX + 1];
    size_t length;
    uint16_t port;
};

struct cs_reading {
    enum cs_reading_kind kind;
    struct cs_destination destination;
};

/* The destination of a valid authority.  False when it has none or the host is longer than CS_DESTINATION_HOST_MAX. */
CS_MUST_USE bool cs_authority_destination(const char *data, const struct cs_authority *authority,
                                          struct cs_destination *out);

/* Fills |out| with at most |capacity| readings of the request head in |data| that lead to a destination a strict
 * reader would not reach from it; no two of the same kind.  |request| is what cs_request_parse made of the same bytes.
 * From CS_READING_LINE_FEED on, the destination is the one of the target in an invalid head, which a strict reader
 * refuses: each kind names a thing that has to be borne for it, and there may be several.  Returns how many were
 * written. */
size_t cs_request_readings(const char *data, size_t length, const struct cs_request *request, struct cs_reading *out,
                           size_t capacity);

/* The same for one request-target alone. */
size_t cs_target_readings(const char *text, size_t length, struct cs_reading *out, size_t capacity);

#endif
