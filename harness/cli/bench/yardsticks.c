#include "harness/cli/bench/yardsticks.h"

#include <stdint.h>
#include <string.h>

/* Results go here, so that no pass is optimised away. */
static volatile size_t lines_seen;

/* What may not stand in a head: control bytes but HTAB, LF and CR. */
static const uint8_t control[256] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 1, 1,        1,
                                     1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, [127] = 1};

bool cs_yardstick_table(const char *data, size_t length)
{
    unsigned bad = 0;
    size_t lines = 0;

    for (size_t i = 0; i < length; i++) {
        bad |= control[(uint8_t)data[i]];
        lines += data[i] == '\n';
    }
    lines_seen = lines;
    return bad == 0;
}

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("avx2,popcnt"))) static bool by_32(const char *data, size_t length)
{
    size_t lines = 0;
    size_t at = 0;

    for (; length - at >= 32; at += 32) {
        __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)(data + at));
        __m256i lf = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\n'));
        __m256i good = _mm256_or_si256(_mm256_or_si256(lf, _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\r'))),
                                       _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\t')));
        __m256i low = _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, _mm256_set1_epi8(31)), bytes);
        __m256i bad = _mm256_or_si256(_mm256_andnot_si256(good, low), _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(127)));

        if (_mm256_movemask_epi8(bad) != 0)
            return false;
        lines += (size_t)__builtin_popcount((unsigned)_mm256_movemask_epi8(lf));
    }
    return cs_yardstick_table(data + at, length - at) && (lines_seen += lines) >= lines;
}

static bool by_16(const char *data, size_t length)
{
    size_t lines = 0;
    size_t at = 0;

    for (; length - at >= 16; at += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(data + at));
        __m128i lf = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n'));
        __m128i good = _mm_or_si128(_mm_or_si128(lf, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\r'))),
                                    _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\t')));
        __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(31)), bytes);
        __m128i bad = _mm_or_si128(_mm_andnot_si128(good, low), _mm_cmpeq_epi8(bytes, _mm_set1_epi8(127)));

        if (_mm_movemask_epi8(bad) != 0)
            return false;
        lines += (size_t)__builtin_popcount((unsigned)_mm_movemask_epi8(lf));
    }
    return cs_yardstick_table(data + at, length - at) && (lines_seen += lines) >= lines;
}

bool cs_yardstick_vector(const char *data, size_t length)
{
    return __builtin_cpu_supports("avx2") ? by_32(data, length) : by_16(data, length);
}
#else
bool cs_yardstick_vector(const char *data, size_t length)
{
    return cs_yardstick_table(data, length);
}
#endif

bool cs_yardstick_copy(const char *data, size_t length)
{
    static char copy[1 << 17];

    if (length > sizeof(copy))
        return false;
    memcpy(copy, data, length);
    lines_seen = (size_t)copy[length - 1];
    return true;
}
