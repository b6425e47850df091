/* What a template is made of (private: parsing fills it in, expansion reads it). */
#ifndef CONNECTSPEC_TEMPLATE_PART_H
#define CONNECTSPEC_TEMPLATE_PART_H

#include "harness/scenario/template.h"
#include "harness/scenario/wide.h"

enum cs_part_kind {
    CS_PART_BYTES,    /* |text| as it is */
    CS_PART_VARIABLE, /* the value of the variable |text| */
    CS_PART_NUMBER,   /* the number in the variable |text|, plus or minus |addend|, to |base| */
    CS_PART_TIMES,    /* |inner|, |amount| times */
    CS_PART_FILL,     /* |inner| again and again until there are |amount| bytes */
    CS_PART_NOISE,    /* |amount| bytes of the noise numbered |noise| */
    CS_PART_BASE64,   /* |inner| encoded */
    CS_PART_BASE64URL,
    CS_PART_PERCENT,  /* each byte of |inner| as %XX */
    CS_PART_PLUS,     /* |inner| with a plus sign for each of its blanks */
    CS_PART_SWAPCASE, /* |inner| with its ASCII letters in the other case */
    CS_PART_FIRST,    /* |amount| bytes of |inner|, or all of it */
    CS_PART_BEHIND,   /* what of |inner| stands behind those */
    CS_PART_HASH,     /* the digest of |inner| under the algorithm that the variable CS_HASH_VARIABLE names */
};

#define CS_HASH_VARIABLE "digest-algorithm"

struct cs_part {
    enum cs_part_kind kind;
    char *text; /* NUL-terminated for names */
    size_t length;
    struct cs_wide addend;
    bool minus;
    uint32_t base;
    uint64_t amount;
    unsigned noise;
    struct cs_template *inner;
};

struct cs_template {
    size_t count;
    struct cs_part *parts;
};

#endif
