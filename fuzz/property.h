/* What fuzz targets share: a check that aborts in every build type, and the comparison of parser results. */
#ifndef CONNECTSPEC_PROPERTY_H
#define CONNECTSPEC_PROPERTY_H

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

/* Where to split an input: taken from the input itself, so that a crash repeats. */
static inline size_t split_point(const uint8_t *data, size_t size)
{
    size_t sum = 0;

    for (size_t i = 0; i < size; i++)
        sum = sum * 31 + data[i];
    return size == 0 ? 0 : sum % (size + 1);
}

#endif
