#include "reference/address.h"

#include <string.h>

#include "reference/scan.h"

bool cs_ipv4_parse(const char *text, size_t length, uint8_t *address)
{
    uint8_t octets[4];
    size_t at = 0;

    for (int part = 0; part < 4; part++) {
        size_t start = at;
        unsigned value = 0;
        while (at < length && at - start < 3 && cs_is(text[at], CS_DIGIT))
            value = value * 10 + (unsigned)(text[at++] - '0');
        if (at == start || value > 255 || (text[start] == '0' && at - start > 1))
            return false;
        octets[part] = (uint8_t)value;
        if (part < 3 && (at == length || text[at++] != '.'))
            return false;
    }
    if (at != length)
        return false;
    memcpy(address, octets, sizeof(octets));
    return true;
}

/* What has been read of an IPv6 address: |count| bytes in front, of which those from |gap| on stand behind "::". */
struct groups {
    uint8_t bytes[16];
    size_t count;
    size_t gap; /* SIZE_MAX without "::" */
};

/* Takes the IPv4 address that ends an IPv6 one. */
static bool read_ipv4_tail(struct groups *groups, const char *text, size_t length)
{
    if (groups->count > 12 || !cs_ipv4_parse(text, length, groups->bytes + groups->count))
        return false;
    groups->count += 4;
    return true;
}

/* Takes h16 groups from |*at| on, with the colons between them, until the end or "::". */
static bool read_groups(struct groups *groups, const char *text, size_t length, size_t *at)
{
    while (*at < length) {
        size_t digits = cs_span_of(text + *at, length - *at, CS_HEX);
        unsigned value = 0;
        if (*at + digits < length && text[*at + digits] == '.') {
            if (!read_ipv4_tail(groups, text + *at, length - *at))
                return false;
            *at = length;
            return true;
        }
        if (digits == 0 || digits > 4 || groups->count == 16)
            return false;
        for (size_t i = 0; i < digits; i++)
            value = value << 4 | cs_hex_value(text[*at + i]);
        groups->bytes[groups->count++] = (uint8_t)(value >> 8);
        groups->bytes[groups->count++] = (uint8_t)value;
        *at += digits;
        if (*at == length)
            return true;
        if (text[*at] != ':')
            return false;
        if (length - *at >= 2 && text[*at + 1] == ':')
            return true;
        if (++*at == length)
            return false; /* a single colon at the end */
    }
    return true;
}

/* Moves what stands behind "::" to the end.  The gap stands for at least one group. */
static bool close_gap(struct groups *groups, uint8_t *address)
{
    size_t tail = groups->count - groups->gap;

    if (groups->count > 14)
        return false;
    memset(address, 0, 16);
    memcpy(address, groups->bytes, groups->gap);
    memcpy(address + 16 - tail, groups->bytes + groups->gap, tail);
    return true;
}

bool cs_ipv6_parse(const char *text, size_t length, uint8_t *address, size_t *bad)
{
    struct groups groups = {.gap = SIZE_MAX};
    size_t at = 0;

    *bad = 0;
    if (length < 2 || memcmp(text, "::", 2) != 0) {
        bool good = read_groups(&groups, text, length, &at);
        *bad = at;
        if (!good)
            return false;
    }
    if (at < length) {
        bool good;
        groups.gap = groups.count;
        at += 2;
        good = read_groups(&groups, text, length, &at);
        *bad = at;
        if (!good || at != length)
            return false;
        return close_gap(&groups, address);
    }
    if (groups.count != 16)
        return false;
    memcpy(address, groups.bytes, 16);
    return true;
}
