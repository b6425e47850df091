/* cs_skim() by blocks of 64 bytes, for processors with AVX2 or with AVX-512 and its VBMI. */
#include "reference/skim.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <stdint.h>

#define AVX2   __attribute__((target("avx2,bmi,popcnt")))
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vbmi,avx2,bmi,popcnt")))
#define INLINE static inline __attribute__((always_inline))

#define BLOCK 64

/* What the bytes of a block are, a bit each. */
struct block {
    uint64_t lf;
    uint64_t odd; /* no part of a well-formed line: a control byte, or half a CR LF */
    uint64_t colon;
    uint64_t token;
    uint64_t known; /* a first letter of a name that may be of interest */
};

/* A byte is told by two tables, one for each half of it: the AND of both entries has the bits of what the byte is.
 * Bits 0 to 5 of NAME are for tchar, one for each of the rows 2 to 7 of ASCII; bits 6 and 7 for the known letters.  Any
 * bit of CONTROL is for a control byte other than HTAB, LF and CR. */
#define NAME_LOW     _mm_setr_epi8(-70, 63, 62, 127, -65, 63, 63, 63, 126, 62, 61, 21, 52, 21, 61, 28)
#define NAME_HIGH    _mm_setr_epi8(0, 0, 1, 2, 68, -120, 80, -96, 0, 0, 0, 0, 0, 0, 0, 0)
#define CONTROL_LOW  _mm_setr_epi8(3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 2, 3, 3, 2, 3, 7)
#define CONTROL_HIGH _mm_setr_epi8(1, 2, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0)
#define TCHAR_BITS   0x3f

AVX2 static inline __m256i look_up(__m128i low, __m128i high, __m256i bytes, __m256i halves)
{
    return _mm256_and_si256(_mm256_shuffle_epi8(_mm256_broadcastsi128_si256(low), bytes),
                            _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(high), halves));
}

/* The top bit of each byte. */
AVX2 static inline uint64_t top_bits(__m256i bytes)
{
    return (uint32_t)_mm256_movemask_epi8(bytes);
}

/* Reads 32 bytes at |text|, and the one before them. */
AVX2 static inline struct block read_half(const char *text)
{
    __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)text);
    __m256i before = _mm256_loadu_si256((const __m256i *)(const void *)(text - 1));
    __m256i high = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(15));
    __m256i name = look_up(NAME_LOW, NAME_HIGH, bytes, high);
    __m256i control = look_up(CONTROL_LOW, CONTROL_HIGH, bytes, high);
    __m256i lf = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\n'));
    __m256i half = _mm256_xor_si256(lf, _mm256_cmpeq_epi8(before, _mm256_set1_epi8('\r')));
    __m256i other = _mm256_cmpeq_epi8(_mm256_and_si256(name, _mm256_set1_epi8(TCHAR_BITS)), _mm256_setzero_si256());

    return (struct block){
        .lf = top_bits(lf),
        .odd = top_bits(_mm256_or_si256(half, _mm256_adds_epu8(control, _mm256_set1_epi8(127)))),
        .colon = top_bits(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(':'))),
        .token = (uint32_t)~top_bits(other),
        .known = top_bits(_mm256_or_si256(name, _mm256_add_epi8(name, name))),
    };
}

AVX2 static inline struct block read_whole(const char *text)
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

/* Reads the block at |at|, with the byte before it.  Where fewer bytes are left, those before are read too and pushed
 * out again, so that nothing is read that is not there: |bound| is above a block. */
AVX2 static inline struct block read_avx2(const char *data, size_t at, size_t bound)
{
    size_t missing = bound - at < BLOCK ? BLOCK - (bound - at) : 0;
    struct block block = read_whole(data + at - missing);

    if (missing == 0)
        return block;
    return (struct block){
        .lf = block.lf >> missing,
        .odd = block.odd >> missing,
        .colon = block.colon >> missing,
        .token = block.token >> missing,
        .known = block.known >> missing,
    };
}

/* With AVX-512 one table tells a byte of ASCII: bit 0 for tchar, 1 for a control byte other than HTAB, LF and CR, 2 for
 * the known letters. */
static const uint8_t ascii[128] = {
    2, 2, 2, 2, 2, 2, 2, 2, 2, 0, 0, 2, 2, 0, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    0, 1, 0, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0,
    0, 1, 1, 5, 1, 1, 1, 1, 5, 1, 1, 1, 1, 1, 1, 1, 5, 1, 1, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1,
    1, 1, 1, 5, 1, 1, 1, 1, 5, 1, 1, 1, 1, 1, 1, 1, 5, 1, 1, 1, 5, 1, 1, 1, 1, 1, 1, 0, 1, 0, 1, 2,
};
#define ASCII_TCHAR   1
#define ASCII_CONTROL 2
#define ASCII_LETTER  4

/* The same with loads that leave out what is not there: that reads as NUL. */
AVX512 static inline struct block read_avx512(const char *data, size_t at, size_t bound)
{
    size_t missing = bound - at < BLOCK ? BLOCK - (bound - at) : 0;
    __mmask64 there = ~UINT64_C(0) >> missing;
    __m512i bytes = missing == 0 ? _mm512_loadu_epi8(data + at) : _mm512_maskz_loadu_epi8(there, data + at);
    __m512i before = missing == 0 ? _mm512_loadu_epi8(data + at - 1) : _mm512_maskz_loadu_epi8(there, data + at - 1);
    __mmask64 is_ascii = _mm512_cmpge_epi8_mask(bytes, _mm512_setzero_si512());
    __m512i kinds =
        _mm512_maskz_permutex2var_epi8(is_ascii, _mm512_loadu_epi8(ascii), bytes, _mm512_loadu_epi8(ascii + 64));
    __mmask64 lf = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\n'));
    __mmask64 half = _kxor_mask64(lf, _mm512_cmpeq_epi8_mask(before, _mm512_set1_epi8('\r')));

    return (struct block){
        .lf = lf,
        .odd = _kor_mask64(half, _mm512_test_epi8_mask(kinds, _mm512_set1_epi8(ASCII_CONTROL))),
        .colon = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(':')),
        .token = _mm512_test_epi8_mask(kinds, _mm512_set1_epi8(ASCII_TCHAR)),
        .known = _mm512_test_epi8_mask(kinds, _mm512_set1_epi8(ASCII_LETTER)),
    };
}

/* The block that is looked at, a bit for each byte, and what carries over to the next one. */
struct view {
    size_t start;
    uint64_t lf;
    uint64_t names;  /* where names end: at colons, unless something is wrong */
    uint64_t wrong;  /* what no well-formed line has */
    uint64_t wanted; /* where lines start that may be of interest */
    bool in_name;    /* the next block goes on with a name, ... */
    bool at_line;    /* ... or a line starts with it */
};

/* Works out what there is to see in the block at |view->start|. */
INLINE void look(struct view *view, struct block block)
{
    uint64_t starts = block.lf << 1 | view->at_line;
    unsigned long long sum;
    /* Each start that is added to the run of tchars which begins there leaves a bit where the run has ended. */
    bool carry = __builtin_uaddll_overflow(block.token, (starts | view->in_name) & block.token, &sum);

    view->lf = block.lf;
    view->names = (sum | view->in_name) & ~block.token;
    view->wrong = block.odd | (view->names & ~block.colon) | (starts & ~block.token);
    view->wanted = starts & block.known;
    view->in_name = carry;
    view->at_line = block.lf >> 63 != 0;
}

INLINE uint64_t lowest(uint64_t bits)
{
    return bits & -bits;
}

/* Notes the line that starts at |stop|, a single bit, if it is of interest.  False when it is not to be passed: it is
 * not well-formed or not over with the block, or there is no room. */
INLINE bool note(const struct view *view, uint64_t stop, struct cs_skim *out)
{
    uint64_t from = -stop; /* this bit and all above */
    uint64_t end = lowest(view->lf & from);
    size_t start, colon;

    if (end == 0 || (view->wrong & from & (end | (end - 1))) != 0)
        return false;
    start = view->start + (size_t)__builtin_ctzll(stop);
    colon = view->start + (size_t)__builtin_ctzll(view->names & from);
    if (!cs_skim_length_known(colon - start))
        return true;
    out->full = out->count == CS_SKIM_MAX;
    if (!out->full) {
        out->known[out->count].start = start; /* one by one: read again at once, which wants stores of the same size */
        out->known[out->count].colon = colon;
        out->known[out->count++].end = view->start + (size_t)__builtin_ctzll(end);
    }
    return !out->full;
}

/* Finds how far the lines of the block can be passed: the bit of the first byte that stops it, 0 when none does. */
INLINE uint64_t find_stop(const struct view *view, struct cs_skim *out)
{
    uint64_t wanted = view->wanted;
    uint64_t stop;

    while ((stop = lowest(view->wrong | wanted)) != 0) {
        if ((view->wrong & stop) != 0 || !note(view, stop, out))
            break;
        wanted &= ~stop;
    }
    return stop;
}

/* What was passed over so far. */
struct passed {
    size_t position;
    size_t lines;
};

/* Passes over the lines of the block that end at |ends|. */
INLINE void pass(struct passed *passed, const struct view *view, uint64_t ends)
{
    passed->lines += (size_t)__builtin_popcountll(ends);
    if (ends != 0)
        passed->position = view->start + BLOCK - (size_t)__builtin_clzll(ends);
}

/* Passes over blocks in which all lines are well-formed and none is of interest.  False when there are no more.  A loop
 * of its own, so that compilers keep all that it needs in registers. */
INLINE bool pass_blocks(struct block (*read)(const char *data, size_t at, size_t bound), const char *data, size_t bound,
                        struct view *view, struct passed *passed)
{
    for (; view->start < bound; view->start += BLOCK) {
        look(view, read(data, view->start, bound));
        if ((view->wrong | view->wanted) != 0)
            return true;
        pass(passed, view, view->lf);
    }
    return false;
}

/* The skimming itself, once for each kind of processor, which have their own way to read a block. */
INLINE void skim(struct block (*read)(const char *data, size_t at, size_t bound), const char *data, size_t start,
                 size_t bound, struct cs_skim *out)
{
    struct view view = {.start = start, .at_line = true};
    struct passed passed = {.position = start};

    out->count = 0;
    out->full = false;
    while (pass_blocks(read, data, bound, &view, &passed)) {
        uint64_t stop = find_stop(&view, out);

        pass(&passed, &view, view.lf & (stop - 1));
        if (stop == 0) {
            view.start += BLOCK;
        } else if ((view.wanted & stop) != 0 && passed.position > view.start && !out->full) {
            /* a line that may be of interest: seen from its start, it may be over with the block */
            view = (struct view){.start = passed.position, .at_line = true};
        } else {
            break;
        }
    }
    out->position = passed.position;
    out->lines = passed.lines;
}

AVX2 void cs_skim_avx2(const char *data, size_t start, size_t bound, struct cs_skim *out)
{
    if (bound > BLOCK)
        skim(read_avx2, data, start, bound, out);
    else
        cs_skim_plain(data, start, bound, out);
}

AVX512 void cs_skim_avx512(const char *data, size_t start, size_t bound, struct cs_skim *out)
{
    skim(read_avx512, data, start, bound, out);
}

#endif
