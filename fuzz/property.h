/* What fuzz targets share: a check that aborts in every build type, and the comparison of parser results. */
#ifndef CONNECTSPEC_PROPERTY_H
#define CONNECTSPEC_PROPERTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reference/connectref.h"

#define require(condition) ((condition) ? (void)0 : cs_require_failed(#condition, __FILE__, __LINE__))

_Noreturn static inline void cs_require_failed(const char *condition, const char *file, int line)
{
    fprintf(stderr, "%s:%d: property does not hold: %s\n", file, line, condition);
    abort();
}

/* The engine's entry point, which each target defines. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Set where inputs are replayed as tests: every property is then checked on every input.  An engine leaves it unset,
 * and the dear ones are checked on samples. */
extern bool cs_property_all;

/* A number that is the input's own: the same input is checked in the same way each time, so that a crash repeats. */
static inline uint64_t own_number(const uint8_t *data, size_t size)
{
    uint64_t sum = size;
    uint64_t word = 0;

    for (; size >= sizeof(word); data += sizeof(word), size -= sizeof(word)) {
        memcpy(&word, data, sizeof(word));
        sum = (sum ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    }
    word = 0;
    memcpy(&word, data, size);
    sum = (sum ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return sum ^ (sum >> 29);
}

/* Whether an input with this number belongs to the sample |which| of one in |one_in|, a power of two.  Samples of
 * different |which| have nothing to do with each other. */
static inline bool is_sampled(uint64_t number, unsigned which, unsigned one_in)
{
    uint64_t mixed = (number + which) * UINT64_C(0xbf58476d1ce4e5b9);

    return cs_property_all || (mixed >> 40) % one_in == 0;
}

static inline void require_span(struct cs_span span, size_t size)
{
    require(span.start <= size && span.length <= size - span.start);
}

static inline void require_findings(const struct cs_findings *findings, size_t size)
{
    require(findings->count <= CS_FINDINGS_MAX);
    for (size_t i = 0; i < findings->count; i++) {
        require(findings->items[i].code > CS_CODE_NONE && findings->items[i].code < CS_CODE_END);
        require(findings->items[i].offset <= size);
        if (!cs_property_all)
            continue; /* names do not hang on the input: reference/code_test.c has them all */
        require(cs_code_by_name(cs_code_name(findings->items[i].code)) == findings->items[i].code);
        require(strncmp(cs_code_requirement(findings->items[i].code), "CN-", 3) == 0);
    }
}

static inline void require_same_findings(const struct cs_findings *left, const struct cs_findings *right)
{
    require(left->count == right->count && left->dropped == right->dropped && left->invalid == right->invalid);
    for (size_t i = 0; i < left->count; i++)
        require(left->items[i].code == right->items[i].code && left->items[i].offset == right->items[i].offset);
}

static inline void require_same_span(struct cs_span left, struct cs_span right)
{
    require(left.start == right.start && left.length == right.length);
}

/* Where to split an input of this number. */
static inline size_t split_point(uint64_t number, size_t size)
{
    return (size_t)(number % (size + 1));
}

#endif
