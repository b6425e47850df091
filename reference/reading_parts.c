/* What the rules of reading are made of. */
#include <string.h>

#include "reference/reading_rules.h"
#include "reference/scan.h"

size_t cs_find(const char *text, size_t from, size_t length, char byte)
{
    const char *found = from < length ? memchr(text + from, byte, length - from) : NULL;

    return found == NULL ? length : (size_t)(found - text);
}

size_t cs_find_last(const char *text, size_t length, char byte)
{
    for (size_t at = length; at > 0; at--)
        if (text[at - 1] == byte)
            return at - 1;
    return length;
}

size_t cs_percent_decode(char *text, size_t length)
{
    size_t written = 0;

    for (size_t at = 0; at < length; at++) {
        if (text[at] == '%' && length - at > 2 && cs_is(text[at + 1], CS_HEX) && cs_is(text[at + 2], CS_HEX)) {
            text[written++] = (char)(cs_hex_value(text[at + 1]) << 4 | cs_hex_value(text[at + 2]));
            at += 2;
        } else {
            text[written++] = text[at];
        }
    }
    return written;
}

/* Sets |out| to a host in the spelling of the wire; longer than 3 bytes for each byte of a destination is too long
 * however it decodes. */
static bool set_destination(const char *host, size_t length, uint16_t port, struct cs_destination *out)
{
    char decoded[3 * CS_DESTINATION_HOST_MAX];

    memset(out, 0, sizeof(*out));
    if (length == 0 || length > sizeof(decoded))
        return false;
    memcpy(decoded, host, length);
    length = cs_percent_decode(decoded, length);
    if (length > CS_DESTINATION_HOST_MAX)
        return false;
    memcpy(out->host, decoded, length);
    out->length = length;
    out->port = port;
    return true;
}

static bool destination_of(const char *data, const struct cs_authority *authority, uint16_t port,
                           struct cs_destination *out)
{
    size_t bracket = authority->kind == CS_HOST_IPV6 ? 1 : 0;

    memset(out, 0, sizeof(*out));
    if (authority->kind == CS_HOST_NONE || authority->kind == CS_HOST_IPFUTURE || port == 0)
        return false;
    return set_destination(data + authority->host.start + bracket, authority->host.length - 2 * bracket, port, out);
}

bool cs_authority_destination(const char *data, const struct cs_authority *authority, struct cs_destination *out)
{
    return destination_of(data, authority, authority->port_number, out);
}

bool cs_read_strictly(const char *text, size_t length, struct cs_destination *out)
{
    struct cs_authority authority;
    struct cs_findings findings;

    cs_findings_init(&findings);
    return cs_authority_parse(text, length, 0, &authority, &findings) == CS_COMPLETE &&
           cs_authority_destination(text, &authority, out);
}

bool cs_read_host(const char *host, size_t length, uint16_t port, struct cs_destination *out)
{
    struct cs_authority authority;
    struct cs_findings findings;

    cs_findings_init(&findings);
    return cs_host_value_parse(host, length, 0, &authority, &findings) == CS_COMPLETE &&
           authority.host.length == length && destination_of(host, &authority, port, out);
}

bool cs_read_number(const char *digits, size_t length, unsigned base, uint16_t *number)
{
    unsigned value = 0;

    for (size_t at = 0; at < length; at++) {
        if (!cs_is(digits[at], CS_HEX) || cs_hex_value(digits[at]) >= base)
            return false;
        value = value * base + cs_hex_value(digits[at]);
        if (value > 65535)
            return false;
    }
    *number = (uint16_t)value;
    return value != 0;
}
