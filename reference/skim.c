#include "reference/skim.h"

#include <stdint.h>
#include <string.h>

#include "reference/scan.h"

/* Lengths of the names in skim.h, a bit each; no other one is as long as 63. */
#define KNOWN_LENGTHS (1u << 4 | 1u << 10 | 1u << 14 | 1u << 17 | 1u << 18 | 1u << 19)

static bool is_known_length(size_t length)
{
    return length < 32 && (KNOWN_LENGTHS >> length & 1) != 0;
}

static bool is_known_letter(char byte)
{
    char letter = cs_lower(byte);

    return letter == 'c' || letter == 'h' || letter == 'p' || letter == 't';
}

enum cs_skim_stop cs_skim_plain(const char *data, size_t start, size_t bound, struct cs_skim *out)
{
    *out = (struct cs_skim){.position = start};
    for (;;) {
        size_t line = out->position;
        size_t colon = line + cs_span_of(data + line, bound - line, CS_TOKEN);
        size_t end;
        if (colon == line || colon == bound || data[colon] != ':')
            return CS_SKIM_OTHER;
        end = colon + cs_span_of(data + colon, bound - colon, CS_VALUE);
        if (bound - end < 2 || data[end] != '\r' || data[end + 1] != '\n')
            return CS_SKIM_OTHER;
        if (is_known_length(colon - line) && is_known_letter(data[line])) {
            out->colon = colon;
            out->end = end + 1;
            return CS_SKIM_KNOWN;
        }
        out->position = end + 2;
        out->lines++;
    }
}

#if defined(__x86_64__)

#include <immintrin.h>

#define VECTOR __attribute__((target("avx2,bmi,popcnt")))

/* What the bytes of a block are, a bit each. */
struct block {
    uint64_t lf;
    uint64_t odd; /* no part of a well-formed line: a control byte, half a CR LF, or behind the end of the bytes */
    uint64_t colon;
    uint64_t token;
    uint64_t known; /* a first letter of a name that may be of interest */
};

/* A byte is told by two tables, one for each half of it: the AND of both entries has the bits of what the byte is. */
#define TWICE(...) _mm256_setr_epi8(__VA_ARGS__, __VA_ARGS__)
/* Bits 0 to 5: tchar, a bit for each of the rows 2 to 7 of ASCII.  Bits 6 and 7: the known letters. */
#define NAME_LOW  TWICE(-70, 63, 62, 127, -65, 63, 63, 63, 126, 62, 61, 21, 52, 21, 61, 28)
#define NAME_HIGH TWICE(0, 0, 1, 2, 68, -120, 80, -96, 0, 0, 0, 0, 0, 0, 0, 0)
/* Any bit: a control byte other than HTAB, LF and CR. */
#define CONTROL_LOW  TWICE(3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 2, 3, 3, 2, 3, 7)
#define CONTROL_HIGH TWICE(1, 2, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0)

/* The top bit of each byte. */
VECTOR static inline uint64_t top_bits(__m256i bytes)
{
    return (uint32_t)_mm256_movemask_epi8(bytes);
}

/* Reads 32 bytes at |text|, and the one before them. */
VECTOR static inline struct block read_half(const char *text)
{
    __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)text);
    __m256i before = _mm256_loadu_si256((const __m256i *)(const void *)(text - 1));
    __m256i high = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(15));
    __m256i name = _mm256_and_si256(_mm256_shuffle_epi8(NAME_LOW, bytes), _mm256_shuffle_epi8(NAME_HIGH, high));
    __m256i control =
        _mm256_and_si256(_mm256_shuffle_epi8(CONTROL_LOW, bytes), _mm256_shuffle_epi8(CONTROL_HIGH, high));
    __m256i lf = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\n'));
    __m256i half = _mm256_xor_si256(lf, _mm256_cmpeq_epi8(before, _mm256_set1_epi8('\r')));
    __m256i other = _mm256_cmpeq_epi8(_mm256_and_si256(name, _mm256_set1_epi8(63)), _mm256_setzero_si256());

    return (struct block){
        .lf = top_bits(lf),
        .odd = top_bits(_mm256_or_si256(half, _mm256_adds_epu8(control, _mm256_set1_epi8(127)))),
        .colon = top_bits(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(':'))),
        .token = (uint32_t)~top_bits(other),
        .known = top_bits(_mm256_or_si256(name, _mm256_add_epi8(name, name))),
    };
}

VECTOR static inline struct block read_whole(const char *text)
{
    struct block first = read_half(text);
    struct block second = read_half(text + 32);

    return (struct block){
        .lf = first.lf | second.lf << 32,
        .odd = first.odd | second.odd << 32,
        .colon = first.colon | second.colon << 32,
        .token = first.token | second.token << 32,
        .known = first.known | second.known << 32,
    };
}

#define BLOCK 64

/* Reads the block at |at|.  Where fewer bytes are left, those before are read too and pushed out again, so nothing is
 * read that is not there; |bound| is greater than BLOCK. */
VECTOR static inline struct block read_block(const char *data, size_t at, size_t bound)
{
    size_t missing = bound - at < BLOCK ? BLOCK - (bound - at) : 0;
    struct block block = read_whole(data + at - missing);

    if (missing == 0)
        return block;
    return (struct block){
        .lf = block.lf >> missing,
        .odd = block.odd >> missing | ~UINT64_C(0) << (BLOCK - missing),
        .colon = block.colon >> missing,
        .token = block.token >> missing,
        .known = block.known >> missing,
    };
}

/* Notes that the lines were passed which end at |ends|, bits of the block at |at|. */
VECTOR static inline void pass(struct cs_skim *out, size_t at, uint64_t ends)
{
    if (ends != 0)
        out->position = at + BLOCK - (size_t)__builtin_clzll(ends);
    out->lines += (size_t)__builtin_popcountll(ends);
}

/* What a block has shown about its lines, a bit for each place. */
struct lines {
    uint64_t lf;
    uint64_t names;  /* where the names end: colons, unless something is wrong */
    uint64_t wrong;  /* what no well-formed line has */
    uint64_t wanted; /* where lines start that may be of interest */
};

static inline uint64_t lowest(uint64_t bits)
{
    return bits & -bits;
}

enum found {
    FOUND_NOTHING, /* all lines can be passed over */
    FOUND_KNOWN,
    FOUND_OTHER,
    FOUND_CUT, /* a line that may be of interest, but has not ended in the block */
};

/* Looks for the first line that cannot be passed over: |*stop| is at its start, or at what is wrong with it. */
VECTOR static inline enum found find_stop(struct lines *lines, size_t at, uint64_t *stop, struct cs_skim *out)
{
    for (; (*stop = lowest(lines->wrong | lines->wanted)) != 0; lines->wanted &= lines->wanted - 1) {
        uint64_t from = -*stop; /* this bit and all above */
        uint64_t end = lowest(lines->lf & from);
        uint64_t colon = lowest(lines->names & from);
        if ((lines->wrong & *stop) != 0)
            return FOUND_OTHER;
        if (end == 0)
            return *stop == 1 ? FOUND_OTHER : FOUND_CUT;
        if ((lines->wrong & from & (end | (end - 1))) != 0)
            return FOUND_OTHER;
        out->colon = at + (size_t)__builtin_ctzll(colon);
        out->end = at + (size_t)__builtin_ctzll(end);
        if (is_known_length(out->colon - at - (size_t)__builtin_ctzll(*stop)))
            return FOUND_KNOWN;
    }
    return FOUND_NOTHING;
}

VECTOR static enum cs_skim_stop skim_vector(const char *data, size_t start, size_t bound, struct cs_skim *out)
{
    size_t at = start;
    uint64_t first = 1; /* a line starts with the block */
    uint64_t run = 0;   /* the block goes on with a name */

    *out = (struct cs_skim){.position = start};
    while (bound > BLOCK && at < bound) {
        struct block block = read_block(data, at, bound);
        uint64_t starts = block.lf << 1 | first;
        unsigned long long sum;
        /* Each start that is added to the run of tchars which begins there leaves a bit where the run has ended. */
        bool carry = __builtin_uaddll_overflow(block.token, (starts | run) & block.token, &sum);
        uint64_t names = (sum | run) & ~block.token;
        struct lines lines = {
            .lf = block.lf,
            .names = names,
            .wrong = block.odd | (names & ~block.colon) | (starts & ~block.token),
            .wanted = starts & block.known,
        };
        uint64_t stop;
        enum found found = find_stop(&lines, at, &stop, out);
        pass(out, at, block.lf & (stop - 1));
        if (found == FOUND_KNOWN)
            return CS_SKIM_KNOWN;
        if (found == FOUND_OTHER)
            return CS_SKIM_OTHER;
        first = found == FOUND_CUT || block.lf >> 63 != 0;
        run = found == FOUND_NOTHING && carry;
        at = found == FOUND_CUT ? out->position : at + BLOCK;
    }
    return CS_SKIM_OTHER;
}

#endif

enum cs_skim_stop cs_skim(const char *data, size_t start, size_t bound, struct cs_skim *out)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi"))
        return skim_vector(data, start, bound, out);
#endif
    return cs_skim_plain(data, start, bound, out);
}
