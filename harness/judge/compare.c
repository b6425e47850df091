#include "harness/judge/compare.h"

#include <openssl/evp.h>
#include <string.h>

#define CHUNK 16384

/* The first offset below |length| at which |kept| differs from |expected|, or |length|. */
static uint64_t first_difference(const struct cs_bytes *expected, const char *kept, uint64_t length)
{
    char chunk[CHUNK];
    uint64_t offset = 0;

    while (offset < length) {
        size_t size = length - offset < CHUNK ? (size_t)(length - offset) : CHUNK;
        size_t got = cs_bytes_read(expected, offset, chunk, size);

        for (size_t i = 0; i < got; i++)
            if (chunk[i] != kept[offset + i])
                return offset + i;
        if (got == 0)
            return offset;
        offset += got;
    }
    return length;
}

/* SHA-256 of the first |length| bytes of |expected|. */
static bool digest(const struct cs_bytes *expected, uint64_t length, uint8_t out[CS_SHA256_BYTES])
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    char chunk[CHUNK];
    uint64_t offset = 0;
    bool good = context != NULL && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1;

    while (good && offset < length) {
        size_t size = length - offset < CHUNK ? (size_t)(length - offset) : CHUNK;
        size_t got = cs_bytes_read(expected, offset, chunk, size);

        good = got > 0 && EVP_DigestUpdate(context, chunk, got) == 1;
        offset += got;
    }
    good = good && EVP_DigestFinal_ex(context, out, NULL) == 1;
    EVP_MD_CTX_free(context);
    return good;
}

/* What is beyond the kept bytes, when all that came is no longer than what is expected. */
static enum cs_match compare_digest(const struct cs_bytes *expected, const struct cs_stream *stream, uint64_t received,
                                    uint64_t *hashed)
{
    uint8_t wanted[CS_SHA256_BYTES];

    if (*hashed > CS_COMPARE_MAX || received > CS_COMPARE_MAX - *hashed) {
        *hashed = UINT64_MAX;
        return CS_MATCH_TOO_LARGE;
    }
    *hashed += received;
    if (!digest(expected, received, wanted))
        return CS_MATCH_TOO_LARGE;
    return memcmp(wanted, stream->sha256_from_mark, sizeof(wanted)) == 0 ? CS_MATCH_EQUAL : CS_MATCH_DIFFERS_LATER;
}

struct cs_comparison cs_compare(const struct cs_bytes *expected, const struct cs_stream *stream, uint64_t *hashed)
{
    struct cs_comparison result = {.received = stream->total - stream->mark, .expected = expected->total};
    size_t start = stream->mark < stream->kept_length ? (size_t)stream->mark : stream->kept_length;
    uint64_t kept = stream->kept_length - start;
    uint64_t both = kept < expected->total ? kept : expected->total;

    result.offset = first_difference(expected, stream->kept == NULL ? "" : stream->kept + start, both);
    if (result.offset < both)
        result.match = CS_MATCH_DIFFERS;
    else if (result.received > expected->total)
        result.match = CS_MATCH_LONG;
    else if (kept < result.received)
        result.match = compare_digest(expected, stream, result.received, hashed);
    if (result.match == CS_MATCH_EQUAL && result.received < expected->total)
        result.match = CS_MATCH_SHORT;
    return result;
}
