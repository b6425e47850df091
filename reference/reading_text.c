/* Readings that cut or rewrite the target and read what is left. */
#include <string.h>

#include "reference/address.h"
#include "reference/reading_rules.h"
#include "reference/scan.h"

/* Longer targets are not rewritten: no host of a sane length needs so much. */
#define COPY_MAX 1024

bool cs_rule_userinfo_stripped(const struct cs_subject *subject, struct cs_destination *out)
{
    size_t at = cs_find_last(subject->text, subject->length, '@');

    return at < subject->length && cs_read_strictly(subject->text + at + 1, subject->length - at - 1, out);
}

bool cs_rule_userinfo_first(const struct cs_subject *subject, struct cs_destination *out)
{
    size_t at = cs_find(subject->text, 0, subject->length, '@');

    return at < subject->length && cs_read_strictly(subject->text, at, out);
}

/* Where a path, query or fragment begins, from |start| on. */
static size_t path_start(const struct cs_subject *subject, size_t start)
{
    while (start < subject->length && memchr("/?#", subject->text[start], 3) == NULL)
        start++;
    return start;
}

bool cs_rule_absolute_form(const struct cs_subject *subject, struct cs_destination *out)
{
    const char *text = subject->text;
    size_t slashes = cs_find(text, 0, subject->length, '/');
    size_t start = slashes + 2;
    size_t end, at;
    uint16_t port;

    if (start >= subject->length || text[slashes + 1] != '/' || (slashes > 0 && text[slashes - 1] != ':'))
        return false;
    end = path_start(subject, start);
    at = cs_find_last(text + start, end - start, '@');
    if (at < end - start)
        start += at + 1;
    port = slashes == 6 && cs_same_text(text, "https", 5) ? 443 : 80;
    return cs_read_strictly(text + start, end - start, out) || cs_read_host(text + start, end - start, port, out);
}

bool cs_rule_path_dropped(const struct cs_subject *subject, struct cs_destination *out)
{
    size_t end = path_start(subject, 0);

    return end < subject->length && cs_read_strictly(subject->text, end, out);
}

/* Reads the target without the bytes that |drop| names. */
static bool read_without(const struct cs_subject *subject, bool (*drop)(char byte), struct cs_destination *out)
{
    char copy[COPY_MAX];
    size_t length = 0;

    if (subject->length > sizeof(copy))
        return false;
    for (size_t at = 0; at < subject->length; at++)
        if (!drop(subject->text[at]))
            copy[length++] = subject->text[at];
    return length < subject->length && cs_read_strictly(copy, length, out);
}

static bool is_blank(char byte)
{
    return cs_is(byte, CS_BLANK);
}

bool cs_rule_blanks_removed(const struct cs_subject *subject, struct cs_destination *out)
{
    return read_without(subject, is_blank, out);
}

static bool is_odd(char byte)
{
    return (uint8_t)byte < ' ' || (uint8_t)byte >= 0x7f;
}

bool cs_rule_controls_stripped(const struct cs_subject *subject, struct cs_destination *out)
{
    return read_without(subject, is_odd, out);
}

bool cs_rule_first_word(const struct cs_subject *subject, struct cs_destination *out)
{
    size_t end = 0;

    while (end < subject->length && !is_blank(subject->text[end]))
        end++;
    return end < subject->length && cs_read_strictly(subject->text, end, out);
}

bool cs_rule_last_word(const struct cs_subject *subject, struct cs_destination *out)
{
    size_t start = subject->length;

    while (start > 0 && !is_blank(subject->text[start - 1]))
        start--;
    return start > 0 && cs_read_strictly(subject->text + start, subject->length - start, out);
}

/* Ends the host at |cut|; the port stands before the cut or, failing that, behind the last colon. */
static bool read_cut(const struct cs_subject *subject, size_t cut, struct cs_destination *out)
{
    size_t colon = cs_find_last(subject->text, subject->length, ':');
    uint16_t number;

    if (cs_read_strictly(subject->text, cut, out))
        return true;
    return colon > cut && colon < subject->length &&
           cs_read_number(subject->text + colon + 1, subject->length - colon - 1, 10, &number) &&
           cs_read_host(subject->text, cut, number, out);
}

bool cs_rule_nul_truncated(const struct cs_subject *subject, struct cs_destination *out)
{
    size_t cut = cs_find(subject->text, 0, subject->length, '\0');

    for (size_t at = 0; at + 3 <= cut; at++)
        if (memcmp(subject->text + at, "%00", 3) == 0)
            cut = at;
    return cut < subject->length && read_cut(subject, cut, out);
}

bool cs_rule_backslash_cut(const struct cs_subject *subject, struct cs_destination *out)
{
    size_t cut = cs_find(subject->text, 0, subject->length, '\\');

    return cut < subject->length && read_cut(subject, cut, out);
}

/* Gives a destination's host a new length and clears what was behind it. */
static void shorten(struct cs_destination *out, size_t length)
{
    memset(out->host + length, 0, sizeof(out->host) - length);
    out->length = length;
}

bool cs_rule_percent_twice(const struct cs_subject *subject, struct cs_destination *out)
{
    *out = subject->strict;
    if (!subject->valid)
        return false;
    shorten(out, cs_percent_decode(out->host, out->length));
    return out->length < subject->strict.length;
}

/* The code point of a three-byte UTF-8 sequence; 0 when |text| starts with none. */
static unsigned three_bytes(const char *text, size_t length)
{
    const uint8_t *bytes = (const uint8_t *)text;

    if (length < 3 || (bytes[0] & 0xf0) != 0xe0 || (bytes[1] & 0xc0) != 0x80 || (bytes[2] & 0xc0) != 0x80)
        return 0;
    return (bytes[0] & 0x0fu) << 12 | (bytes[1] & 0x3fu) << 6 | (bytes[2] & 0x3fu);
}

/* Replaces full-width characters and ideographic full stops, in UTF-8, by their ASCII twins.  Returns the new
 * length. */
static size_t narrow(char *text, size_t length)
{
    size_t written = 0;

    for (size_t at = 0; at < length; at++) {
        unsigned point = three_bytes(text + at, length - at);
        if (point >= 0xff01 && point <= 0xff5e) {
            text[written++] = (char)(point - 0xfee0);
            at += 2;
        } else if (point == 0x3002 || point == 0xff61) {
            text[written++] = '.';
            at += 2;
        } else {
            text[written++] = text[at];
        }
    }
    return written;
}

bool cs_rule_unicode_dots(const struct cs_subject *subject, struct cs_destination *out)
{
    char copy[COPY_MAX];
    size_t length = subject->length;

    *out = subject->strict;
    if (subject->valid) { /* they were percent-encoded */
        shorten(out, narrow(out->host, out->length));
        return out->length < subject->strict.length;
    }
    if (length > sizeof(copy))
        return false;
    memcpy(copy, subject->text, length);
    length = narrow(copy, length);
    return length < subject->length && cs_read_strictly(copy, length, out);
}

bool cs_rule_empty_host_local(const struct cs_subject *subject, struct cs_destination *out)
{
    uint16_t number;

    return subject->length > 1 && subject->text[0] == ':' &&
           cs_read_number(subject->text + 1, subject->length - 1, 10, &number) &&
           cs_read_host("127.0.0.1", 9, number, out);
}

/* Reads one part of an address as inet_aton() does: decimal, octal behind 0, hexadecimal behind 0x. */
static bool read_part(const char *text, size_t length, uint64_t *value)
{
    unsigned base = 10;
    size_t at = 0;

    *value = 0;
    if (length > 2 && text[0] == '0' && cs_lower(text[1]) == 'x') {
        base = 16;
        at = 2;
    } else if (length > 1 && text[0] == '0') {
        base = 8;
        at = 1;
    }
    if (length == 0)
        return false;
    for (; at < length; at++) {
        if (!cs_is(text[at], CS_HEX) || cs_hex_value(text[at]) >= base)
            return false;
        *value = *value * base + cs_hex_value(text[at]);
        if (*value > UINT32_MAX)
            return false;
    }
    return true;
}

/* One to four parts; the last one fills all bytes that are left. */
static bool read_inet_aton(const char *text, size_t length, uint32_t *address)
{
    uint64_t value = 0;
    size_t start = 0;

    *address = 0;
    for (unsigned part = 0; part < 4; part++) {
        size_t end = cs_find(text, start, length, '.');
        if (!read_part(text + start, end - start, &value))
            return false;
        if (end == length) {
            *address |= (uint32_t)value;
            return value >> (32 - 8 * part) == 0;
        }
        if (value > 255)
            return false;
        *address |= (uint32_t)value << (24 - 8 * part);
        start = end + 1;
    }
    return false;
}

static size_t write_octet(char *text, unsigned octet)
{
    size_t length = 0;

    if (octet >= 100)
        text[length++] = (char)('0' + octet / 100);
    if (octet >= 10)
        text[length++] = (char)('0' + octet / 10 % 10);
    text[length++] = (char)('0' + octet % 10);
    return length;
}

static void set_ipv4(const uint8_t address[4], uint16_t port, struct cs_destination *out)
{
    memset(out, 0, sizeof(*out));
    for (size_t i = 0; i < 4; i++) {
        out->length += write_octet(out->host + out->length, address[i]);
        if (i < 3)
            out->host[out->length++] = '.';
    }
    out->port = port;
}

bool cs_rule_ipv4_spelling(const struct cs_subject *subject, struct cs_destination *out)
{
    uint8_t octets[4];
    uint32_t address;

    if (!subject->valid || !read_inet_aton(subject->strict.host, subject->strict.length, &address))
        return false;
    for (unsigned i = 0; i < 4; i++)
        octets[i] = (uint8_t)(address >> (24 - 8 * i));
    set_ipv4(octets, subject->strict.port, out);
    return true;
}

bool cs_rule_truncated(const struct cs_subject *subject, struct cs_destination *out)
{
    size_t colon = cs_find_last(subject->text, subject->length, ':');
    uint16_t number;

    return colon < subject->length && colon > CS_DESTINATION_HOST_MAX &&
           cs_read_number(subject->text + colon + 1, subject->length - colon - 1, 10, &number) &&
           cs_read_host(subject->text, CS_DESTINATION_HOST_MAX, number, out);
}

/* ::ffff:0:0/96 of RFC 4291 section 2.5.5.2, the older ::/96 beside the unspecified and the loopback address, and
 * 64:ff9b::/96 of RFC 6052. */
static bool maps_ipv4(const uint8_t address[16])
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    static const uint8_t compatible[12] = {0};
    static const uint8_t translated[12] = {0x00, 0x64, 0xff, 0x9b};

    if (memcmp(address, compatible, sizeof(compatible)) == 0)
        return address[12] != 0 || address[13] != 0;
    return memcmp(address, mapped, sizeof(mapped)) == 0 || memcmp(address, translated, sizeof(translated)) == 0;
}

bool cs_rule_mapped_ipv4(const struct cs_subject *subject, struct cs_destination *out)
{
    uint8_t address[16];
    size_t bad;

    if (!subject->valid || !cs_ipv6_parse(subject->strict.host, subject->strict.length, address, &bad) ||
        !maps_ipv4(address))
        return false;
    set_ipv4(address + 12, subject->strict.port, out);
    return true;
}

bool cs_rule_trailing_dot(const struct cs_subject *subject, struct cs_destination *out)
{
    *out = subject->strict;
    if (!subject->valid || out->length < 2 || out->host[out->length - 1] != '.')
        return false;
    shorten(out, out->length - 1);
    return true;
}

bool cs_rule_percent_kept(const struct cs_subject *subject, struct cs_destination *out)
{
    size_t length = cs_find_last(subject->text, subject->length, ':');

    if (!subject->valid || length > CS_DESTINATION_HOST_MAX || cs_find(subject->text, 0, length, '%') == length)
        return false;
    memset(out, 0, sizeof(*out));
    memcpy(out->host, subject->text, length);
    out->length = length;
    out->port = subject->strict.port;
    return true;
}
