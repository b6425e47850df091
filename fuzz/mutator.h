/* A mutator that knows how messages about CONNECT are built: request lines, authorities, field lines, challenges,
 * credentials, Proxy-Status items, chunks.  One core for libFuzzer (mutator_libfuzzer.c) and AFL++ (mutator_afl.c).
 * Any bytes are taken as input; the same input and seed give the same output. */
#ifndef CONNECTSPEC_MUTATOR_H
#define CONNECTSPEC_MUTATOR_H

#include <stddef.h>
#include <stdint.h>

/* Changes the |size| bytes at |data| in place, |data| having room for |max| bytes.  Returns the new size, at most
 * |max|; 0 only for |max| 0 or when the mutation left nothing. */
size_t cs_mutate(uint8_t *data, size_t size, size_t max, uint64_t seed);

/* Writes to |out| (room for |max| bytes) a message with lines of both inputs, which may not overlap it.  Returns its
 * size. */
size_t cs_cross(const uint8_t *left, size_t left_size, const uint8_t *right, size_t right_size, uint8_t *out,
                size_t max, uint64_t seed);

/* The words that mutations put in: groups by what they can stand for. */
enum cs_word_group {
    CS_WORDS_LINE,      /* a whole line, without its end */
    CS_WORDS_AUTHORITY, /* where a destination stands */
    CS_WORDS_NUMBER,    /* where a number stands */
    CS_WORDS_TOKEN,     /* a method, a version, a field name, a coding, a scheme, a parameter */
    CS_WORDS_VALUE,     /* what stands behind a colon or "=" */
    CS_WORDS_END,       /* where a line ends */
    CS_WORDS_GROUPS
};

struct cs_word {
    const char *text; /* may hold NUL */
    size_t length;
};

/* The words of |group|, |*count| of them. */
const struct cs_word *cs_words(enum cs_word_group group, size_t *count);

#endif
