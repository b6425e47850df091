/* Lenient readings of Basic credentials (RFC 7617): the user and password that known mistakes would take from the same
 * bytes.  Whoever checks one pair and forwards or logs another lets somebody in. */
#ifndef CONNECTREF_PAIR_READING_H
#define CONNECTREF_PAIR_READING_H

#include "reference/credentials.h"
#include "reference/pair_reading_list.h"
#include "reference/request.h"

enum cs_pair_reading_kind {
#define CS_PAIR_READING_ENUM(symbol, name, sentence) symbol,
    CS_PAIR_READING_LIST(CS_PAIR_READING_ENUM)
#undef CS_PAIR_READING_ENUM
        CS_PAIR_READING_COUNT
};

const char *cs_pair_reading_name(enum cs_pair_reading_kind kind);     /* "last-line", stable */
const char *cs_pair_reading_sentence(enum cs_pair_reading_kind kind); /* for a person */

/* A user and a password, decoded: |text| holds the user and, behind it, the password. */
#define CS_PAIR_MAX 255
struct cs_basic_pair {
    char text[CS_PAIR_MAX];
    size_t user_length;
    size_t password_length;
};

struct cs_pair_reading {
    enum cs_pair_reading_kind kind;
    struct cs_basic_pair pair;
};

/* Fills |out| with at most |capacity| readings of the request head in |data|, |length| bytes, that come to another pair
 * than a strict reader does, or to one where that comes to none.  No two are of the same kind; pairs longer than
 * CS_PAIR_MAX are left out.  |request| is what cs_request_parse made of the same bytes.  Returns how many were
 * written. */
size_t cs_request_pair_readings(const char *data, size_t length, const struct cs_request *request,
                                struct cs_pair_reading *out, size_t capacity);

/* The same for one value of Proxy-Authorization alone. */
size_t cs_value_pair_readings(const char *value, size_t length, struct cs_pair_reading *out, size_t capacity);

#endif
