#include "reference/varint.h"

#define WIDTH_BITS 6 /* where the first byte has the width, as a power of two */

bool cs_varint_add(struct cs_varint *number, char byte)
{
    uint8_t bits = (uint8_t)byte;

    if (number->width == 0) {
        number->width = (uint8_t)(1u << (bits >> WIDTH_BITS));
        bits &= (1u << WIDTH_BITS) - 1;
    }
    number->value = number->value << 8 | bits;
    return ++number->seen == number->width;
}

size_t cs_varint_read(const char *data, size_t length, uint64_t *value)
{
    struct cs_varint number = {0};

    for (size_t i = 0; i < length; i++) {
        if (!cs_varint_add(&number, data[i]))
            continue;
        *value = number.value;
        return i + 1;
    }
    return 0;
}

size_t cs_varint_write(char out[CS_VARINT_BYTES_MAX], uint64_t value)
{
    for (size_t width = 1; width <= CS_VARINT_BYTES_MAX; width *= 2)
        if (cs_varint_write_wide(out, value, width) != 0)
            return width;
    return 0;
}

/* The two bits for a width, or 4 for what is none. */
static unsigned width_bits(size_t width)
{
    for (unsigned bits = 0; bits < 4; bits++)
        if (width == (size_t)1 << bits)
            return bits;
    return 4;
}

size_t cs_varint_write_wide(char out[CS_VARINT_BYTES_MAX], uint64_t value, size_t width)
{
    unsigned bits = width_bits(width);

    if (bits == 4 || value >> (8 * width - 2) != 0)
        return 0;
    for (size_t i = 0; i < width; i++)
        out[i] = (char)(uint8_t)(value >> 8 * (width - 1 - i));
    out[0] = (char)((uint8_t)out[0] | bits << WIDTH_BITS);
    return width;
}
