#include "harness/scenario/wide.h"

#include <string.h>

#define LIMBS 4

static bool multiply_add(struct cs_wide *value, uint32_t factor, uint32_t addend)
{
    uint64_t carry = addend;

    for (size_t i = 0; i < LIMBS; i++) {
        carry += (uint64_t)value->limb[i] * factor;
        value->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    return carry == 0;
}

static uint32_t divide(struct cs_wide *value, uint32_t divisor)
{
    uint64_t rest = 0;

    for (size_t i = LIMBS; i-- > 0;) {
        rest = rest << 32 | value->limb[i];
        value->limb[i] = (uint32_t)(rest / divisor);
        rest %= divisor;
    }
    return (uint32_t)rest;
}

bool cs_wide_parse(const char *text, size_t length, struct cs_wide *out)
{
    memset(out, 0, sizeof(*out));
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9' || !multiply_add(out, 10, (uint32_t)(text[i] - '0')))
            return false;
    }
    return length > 0;
}

bool cs_wide_add(struct cs_wide *value, const struct cs_wide *other)
{
    uint64_t carry = 0;

    for (size_t i = 0; i < LIMBS; i++) {
        carry += (uint64_t)value->limb[i] + other->limb[i];
        value->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    return carry == 0;
}

bool cs_wide_subtract(struct cs_wide *value, const struct cs_wide *other)
{
    uint64_t borrow = 0;

    for (size_t i = 0; i < LIMBS; i++) {
        uint64_t minus = other->limb[i] + borrow;

        borrow = minus > value->limb[i] ? 1 : 0;
        value->limb[i] = (uint32_t)(value->limb[i] - minus);
    }
    return borrow == 0;
}

void cs_wide_print(struct cs_wide value, uint32_t base, char out[CS_WIDE_DIGITS_MAX])
{
    static const struct cs_wide zero = {{0}};
    char digits[CS_WIDE_DIGITS_MAX];
    size_t count = 0;

    do {
        digits[count++] = "0123456789abcdef"[divide(&value, base)];
    } while (memcmp(&value, &zero, sizeof(value)) != 0);
    for (size_t i = 0; i < count; i++)
        out[i] = digits[count - 1 - i];
    out[count] = '\0';
}
