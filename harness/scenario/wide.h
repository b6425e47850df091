/* Unsigned numbers of 128 bits, for ports such as 2^64 + 443 (private to the template language). */
#ifndef CONNECTSPEC_WIDE_H
#define CONNECTSPEC_WIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reference/must_use.h"

struct cs_wide {
    uint32_t limb[4]; /* the least significant one first */
};

/* |length| decimal digits, at least one, and nothing else; false when it is none or does not fit. */
CS_MUST_USE bool cs_wide_parse(const char *text, size_t length, struct cs_wide *out);

/* |*value| plus or minus |other|; false when the result does not fit (|*value| is then undefined). */
CS_MUST_USE bool cs_wide_add(struct cs_wide *value, const struct cs_wide *other);
CS_MUST_USE bool cs_wide_subtract(struct cs_wide *value, const struct cs_wide *other);

/* The digits to |base| (8, 10 or 16, in lower case) with a NUL. */
#define CS_WIDE_DIGITS_MAX 44
void cs_wide_print(struct cs_wide value, uint32_t base, char out[CS_WIDE_DIGITS_MAX]);

#endif
