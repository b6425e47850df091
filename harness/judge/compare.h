/* Compares the bytes that a case expects with those that one end has received. */
#ifndef CONNECTSPEC_COMPARE_H
#define CONNECTSPEC_COMPARE_H

#include "harness/scenario/template.h"
#include "reports/transcript.h"

enum cs_match {
    CS_MATCH_EQUAL,
    CS_MATCH_SHORT,         /* what came is a beginning of what is expected, shorter than it */
    CS_MATCH_LONG,          /* it begins with all that is expected, and more came */
    CS_MATCH_DIFFERS,       /* at |offset| */
    CS_MATCH_DIFFERS_LATER, /* somewhere behind the bytes that were kept */
    CS_MATCH_TOO_LARGE,     /* more would have to be hashed than CS_COMPARE_MAX */
};

struct cs_comparison {
    enum cs_match match;
    uint64_t offset;
    uint64_t received; /* bytes from the stream's mark on */
    uint64_t expected;
};

/* Bytes hashed for one verdict at most: a transcript is hostile, and a case can stand for gigabytes. */
#define CS_COMPARE_MAX (UINT64_C(1) << 30)

/* Compares |expected| with what |stream| holds from its mark on: byte by byte as far as it was kept, by SHA-256 beyond.
 * |*hashed| counts the bytes hashed so far and is past CS_COMPARE_MAX once a comparison had to be given up. */
struct cs_comparison cs_compare(const struct cs_bytes *expected, const struct cs_stream *stream, uint64_t *hashed);

#endif
