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

/* Reads the line at |line->start|; false when it is not well-formed. */
static bool read_line(const char *data, size_t bound, struct cs_skimmed_line *line)
{
    size_t colon = line->start + cs_span_of(data + line->start, bound - line->start, CS_TOKEN);
    size_t cr;

    if (colon == line->start || colon == bound || data[colon] != ':')
        return false;
    cr = colon + cs_span_of(data + colon, bound - colon, CS_VALUE);
    line->colon = colon;
    line->end = cr + 1;
    return bound - cr >= 2 && data[cr] == '\r' && data[cr + 1] == '\n';
}

void cs_skim_plain(const char *data, size_t start, size_t bound, struct cs_skim *out)
{
    struct cs_skimmed_line line = {.start = start};

    out->lines = 0;
    out->count = 0;
    out->full = false;
    while (read_line(data, bound, &line)) {
        if (is_known_length(line.colon - line.start) && is_known_letter(data[line.start])) {
            out->full = out->count == CS_SKIM_MAX;
            if (out->full)
                break;
            out->known[out->count++] = line;
        }
        out->lines++;
        line.start = line.end + 1;
    }
    out->position = line.start;
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

/* Reads the block at |at|, with the byte before it.  Where fewer bytes are left, those before are read too and pushed out
 * again; where there are none, a copy is read.  So nothing is read that is not there. */
VECTOR static inline struct block read_block(const char *data, size_t at, size_t bound)
{
    size_t missing = bound - at < BLOCK ? BLOCK - (bound - at) : 0;
    char copy[1 + BLOCK] = {0};
    struct block block;

    if (missing == 0)
        return read_whole(data + at);
    if (bound > BLOCK) {
        block = read_whole(data + at - missing);
    } else {
        memcpy(copy + missing, data + at - 1, 1 + BLOCK - missing);
        block = read_whole(copy + 1);
    }
    return (struct block){
        .lf = block.lf >> missing,
        .odd = block.odd >> missing | ~UINT64_C(0) << (BLOCK - missing),
        .colon = block.colon >> missing,
        .token = block.token >> missing,
        .known = block.known >> missing,
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

/* Reads the block at |view->start| and works out what there is to see in it. */
VECTOR static inline void look(struct view *view, const char *data, size_t bound)
{
    struct block block = read_block(data, view->start, bound);
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

static inline uint64_t lowest(uint64_t bits)
{
    return bits & -bits;
}

/* Notes the line that starts at |stop|, a single bit, if it is of interest.  False when it is not to be passed: it is not
 * well-formed or not over with the block, or there is no room. */
VECTOR static inline bool note(const struct view *view, uint64_t stop, struct cs_skim *out)
{
    uint64_t from = -stop; /* this bit and all above */
    uint64_t end = lowest(view->lf & from);
    struct cs_skimmed_line line;

    if (end == 0 || (view->wrong & from & (end | (end - 1))) != 0)
        return false;
    line.start = view->start + (size_t)__builtin_ctzll(stop);
    line.colon = view->start + (size_t)__builtin_ctzll(view->names & from);
    line.end = view->start + (size_t)__builtin_ctzll(end);
    if (!is_known_length(line.colon - line.start))
        return true;
    out->full = out->count == CS_SKIM_MAX;
    if (!out->full)
        out->known[out->count++] = line;
    return !out->full;
}

/* Finds how far the lines of the block can be passed: the bit of the first byte that stops it, 0 when none does. */
VECTOR static inline uint64_t find_stop(const struct view *view, struct cs_skim *out)
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

VECTOR static void skim_vector(const char *data, size_t start, size_t bound, struct cs_skim *out)
{
    struct view view = {.start = start, .at_line = true};
    size_t position = start;
    size_t lines = 0;

    out->count = 0;
    out->full = false;
    while (view.start < bound) {
        uint64_t stop, passed;
        look(&view, data, bound);
        stop = find_stop(&view, out);
        passed = view.lf & (stop - 1);
        lines += (size_t)__builtin_popcountll(passed);
        if (passed != 0)
            position = view.start + BLOCK - (size_t)__builtin_clzll(passed);
        if (stop == 0) {
            view.start += BLOCK;
        } else if ((view.wanted & stop) != 0 && position > view.start && !out->full) {
            /* a line that may be of interest: seen from its start, it may be over with the block */
            view = (struct view){.start = position, .at_line = true};
        } else {
            break;
        }
    }
    out->position = position;
    out->lines = lines;
}

#endif

void cs_skim(const char *data, size_t start, size_t bound, struct cs_skim *out)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt")) {
        skim_vector(data, start, bound, out);
        return;
    }
#endif
    cs_skim_plain(data, start, bound, out);
}
