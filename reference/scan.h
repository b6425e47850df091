/* Byte classes and scans over them.  Internal to libconnectref. */
#ifndef CONNECTREF_SCAN_H
#define CONNECTREF_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "reference/span.h"

enum cs_class {
    CS_TOKEN = 1,    /* tchar (RFC 9110 section 5.6.2) */
    CS_REG_NAME = 2, /* unreserved and sub-delims (RFC 3986 section 2): reg-name without percent-encoding */
    CS_DIGIT = 4,
    CS_HEX = 8,
    CS_VALUE = 16, /* field-vchar, SP, HTAB (RFC 9110 section 5.5) */
    CS_BLANK = 32, /* SP, HTAB, VT, FF, CR: what may pass for a space in a request line (RFC 9112 section 3) */
    CS_ALPHA = 64,
};

/* Before a function that is called only in rarer cases, so that it does not burden the one that calls it. */
#define CS_APART __attribute__((noinline))

extern const uint8_t cs_class_table[256];

static inline bool cs_is(char byte, unsigned classes)
{
    return (cs_class_table[(uint8_t)byte] & classes) != 0;
}

/* What OWS and BWS are made of (RFC 9110 section 5.6.3). */
static inline bool cs_is_ows(char byte)
{
    return byte == ' ' || byte == '\t';
}

/* The part of |data| from |start| to |end| without the OWS around it. */
static inline struct cs_span cs_trim(const char *data, size_t start, size_t end)
{
    while (start < end && cs_is_ows(data[start]))
        start++;
    while (end > start && cs_is_ows(data[end - 1]))
        end--;
    return (struct cs_span){.start = start, .length = end - start};
}

/* How many bytes from |text| on, at most |length|, are of one of |classes|. */
static inline size_t cs_span_of(const char *text, size_t length, unsigned classes)
{
    size_t count = 0;

    while (count < length && cs_is(text[count], classes))
        count++;
    return count;
}

#if defined(__SSE2__)
/* A bit for each of 16 bytes that is not of CS_VALUE. */
static inline unsigned cs_not_value(__m128i bytes)
{
    __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
    __m128i tab = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\t'));
    __m128i del = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7f));

    return (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_andnot_si128(tab, control), del));
}

/* A bit for each of 16 bytes that is |byte|. */
static inline unsigned cs_equal_to(__m128i bytes, char byte)
{
    return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(byte)));
}
#endif

/* cs_span_of() for CS_VALUE, 16 bytes at a time. */
static inline size_t cs_span_of_value(const char *text, size_t length)
{
    size_t count = 0;

#if defined(__SSE2__)
    for (; length - count >= 16; count += 16) {
        unsigned bad = cs_not_value(_mm_loadu_si128((const __m128i *)(const void *)(text + count)));
        if (bad != 0)
            return count + (size_t)__builtin_ctz(bad);
    }
#endif
    return count + cs_span_of(text + count, length - count, CS_VALUE);
}

/* The same for those of CS_VALUE that stand for themselves between quotes (qdtext, RFC 9110 section 5.6.4). */
static inline size_t cs_span_of_quoted(const char *text, size_t length)
{
    size_t count = 0;

#if defined(__SSE2__)
    for (; length - count >= 16; count += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(text + count));
        unsigned other = cs_not_value(bytes) | cs_equal_to(bytes, '"') | cs_equal_to(bytes, '\\');
        if (other != 0)
            return count + (size_t)__builtin_ctz(other);
    }
#endif
    while (count < length && cs_is(text[count], CS_VALUE) && text[count] != '"' && text[count] != '\\')
        count++;
    return count;
}

static inline char cs_lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
}

/* The value of a hexadecimal digit. */
static inline unsigned cs_hex_value(char digit)
{
    return cs_is(digit, CS_DIGIT) ? (unsigned)(digit - '0') : (unsigned)(cs_lower(digit) - 'a') + 10;
}

/* How many bytes from |text| on are letters, digits, "-" or ".", as those of most hosts are.  Sees at most |length| of
 * them, in steps of 16, and stops before a step that is not whole. */
static inline size_t cs_span_of_plain_host(const char *text, size_t length)
{
    size_t count = 0;

#if defined(__SSE2__)
    while (length - count >= 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(text + count));
        __m128i lower = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
        /* Moved up until the last one is 127: what is then above the first one less 1 is one of them. */
        __m128i letters = _mm_cmpgt_epi8(_mm_add_epi8(lower, _mm_set1_epi8(127 - 'z')), _mm_set1_epi8(127 - 26));
        __m128i others = _mm_cmpgt_epi8(_mm_add_epi8(bytes, _mm_set1_epi8(127 - '9')), _mm_set1_epi8(127 - 13));
        __m128i slash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('/')); /* stands between "." and the digits */
        unsigned bad = 0xffffu ^ (unsigned)_mm_movemask_epi8(_mm_andnot_si128(slash, _mm_or_si128(letters, others)));

        if (bad != 0)
            return count + (size_t)__builtin_ctz(bad);
        count += 16;
    }
#else
    while (count < length / 16 * 16 &&
           (cs_is(text[count], CS_ALPHA | CS_DIGIT) || text[count] == '-' || text[count] == '.'))
        count++;
#endif
    return count;
}

/* Equal without regard to the case of ASCII letters. */
static inline bool cs_same_text(const char *left, const char *right, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (cs_lower(left[i]) != cs_lower(right[i]))
            return false;
    return true;
}

/* Where |name|, small letters, digits and "-", has a letter: the bits that tell small letters from capitals. */
static inline uint64_t cs_case_bits(uint64_t name)
{
    return name & name >> 1 & UINT64_C(0x2020202020202020);
}

static inline bool cs_same_name_4(const char *text, const char *name)
{
    uint32_t a, b;

    memcpy(&a, text, sizeof(a));
    memcpy(&b, name, sizeof(b));
    return ((a ^ b) & ~cs_case_bits(b)) == 0;
}

static inline bool cs_same_name_8(const char *text, const char *name)
{
    uint64_t a, b;

    memcpy(&a, text, sizeof(a));
    memcpy(&b, name, sizeof(b));
    return ((a ^ b) & ~cs_case_bits(b)) == 0;
}

/* The same as cs_same_text() for a |name| of small letters, digits and "-"; faster where |length| is a constant. */
static inline bool cs_same_name(const char *text, const char *name, size_t length)
{
    if (length < 4)
        return cs_same_text(text, name, length);
    if (length < 8)
        return cs_same_name_4(text, name) && cs_same_name_4(text + length - 4, name + length - 4);
    for (size_t at = 0; at < length - 8; at += 8)
        if (!cs_same_name_8(text + at, name + at))
            return false;
    return cs_same_name_8(text + length - 8, name + length - 8);
}

/* Whether 16 bytes are equal. */
static inline bool cs_same_16(const char *left, const char *right)
{
    uint64_t a[2], b[2];

    memcpy(a, left, sizeof(a));
    memcpy(b, right, sizeof(b));
    return ((a[0] ^ b[0]) | (a[1] ^ b[1])) == 0;
}

/* Equal; faster than memcmp() for the few bytes that a host has. */
static inline bool cs_same_bytes(const char *left, const char *right, size_t length)
{
    if (length < 16)
        return memcmp(left, right, length) == 0;
    for (size_t at = 0; at < length - 16; at += 16)
        if (!cs_same_16(left + at, right + at))
            return false;
    return cs_same_16(left + length - 16, right + length - 16);
}

#endif
