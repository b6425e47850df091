/* Field lines by the block: passes over lines that are well-formed and tells which of them may be of interest.
 * Internal to libconnectref. */
#ifndef CONNECTREF_SKIM_H
#define CONNECTREF_SKIM_H

#include <stdbool.h>
#include <stddef.h>

/* A well-formed line that may be of interest, as offsets. */
struct cs_skimmed_line {
    size_t start;
    size_t colon;
    size_t end; /* of its LF */
};

#define CS_SKIM_MAX 8
struct cs_skim {
    size_t position; /* where the line starts at which it stopped */
    size_t lines;    /* how many it passed over */
    size_t count;    /* how many of them may be of interest */
    bool full;       /* it stopped for want of room here: go on at |position| */
    struct cs_skimmed_line known[CS_SKIM_MAX];
};

/* Reads field lines from |start| on, which is at least 1 and the start of a line.  |bound| is where the bytes end.  It
 * stops at a line that is not well-formed, unfinished, empty, or too long to be told at once.
 * A line is well-formed when it is a token, a colon, a value of field-vchar, SP, HTAB, and CR LF; it may be of interest
 * when its name begins with c, h, p or t and has the length of connection, content-length, host, proxy-authenticate,
 * proxy-authorization, proxy-status or transfer-encoding. */
void cs_skim(const char *data, size_t start, size_t bound, struct cs_skim *out);

/* The same without vector instructions, which stops only where it must, and the same for some processors: call those
 * only where the processor has what they need. */
void cs_skim_plain(const char *data, size_t start, size_t bound, struct cs_skim *out);
#if defined(__x86_64__)
void cs_skim_avx2(const char *data, size_t start, size_t bound, struct cs_skim *out);
void cs_skim_avx512(const char *data, size_t start, size_t bound, struct cs_skim *out);

static inline bool cs_skim_has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi");
}

static inline bool cs_skim_has_avx512(void)
{
    return __builtin_cpu_supports("avx512vbmi"); /* never without AVX512BW and what AVX2 needs */
}
#endif

/* The lengths of those names, a bit each. */
#define CS_SKIM_LENGTHS (1u << 4 | 1u << 10 | 1u << 12 | 1u << 14 | 1u << 17 | 1u << 18 | 1u << 19)

static inline bool cs_skim_length_known(size_t length)
{
    return length < 32 && (CS_SKIM_LENGTHS >> length & 1) != 0;
}

#endif
