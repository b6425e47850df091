#include "reference/reading.h"

#include <string.h>

#include "reference/reading_rules.h"
#include "reference/scan.h"

static const char *const names[CS_READING_COUNT] = {
#define READING_NAME(symbol, name, sentence) [symbol] = name,
    CS_READING_LIST(READING_NAME)
#undef READING_NAME
};

static const char *const sentences[CS_READING_COUNT] = {
#define READING_SENTENCE(symbol, name, sentence) [symbol] = sentence,
    CS_READING_LIST(READING_SENTENCE)
#undef READING_SENTENCE
};

static bool (*const rules[CS_READING_COUNT])(const struct cs_subject *subject, struct cs_destination *out) = {
    [CS_READING_DEFAULT_PORT_443] = cs_rule_default_port_443,
    [CS_READING_DEFAULT_PORT_80] = cs_rule_default_port_80,
    [CS_READING_PORT_MODULO] = cs_rule_port_modulo,
    [CS_READING_PORT_PREFIX] = cs_rule_port_prefix,
    [CS_READING_PORT_SIGN] = cs_rule_port_sign,
    [CS_READING_PORT_HEX] = cs_rule_port_hex,
    [CS_READING_PORT_OCTAL] = cs_rule_port_octal,
    [CS_READING_FIRST_COLON] = cs_rule_first_colon,
    [CS_READING_LAST_COLON] = cs_rule_last_colon,
    [CS_READING_BARE_IPV6] = cs_rule_bare_ipv6,
    [CS_READING_BRACKET_REPAIR] = cs_rule_bracket_repair,
    [CS_READING_BRACKETED_NAME] = cs_rule_bracketed_name,
    [CS_READING_IPVFUTURE] = cs_rule_ipvfuture,
    [CS_READING_ZONE_STRIPPED] = cs_rule_zone_stripped,
    [CS_READING_USERINFO_STRIPPED] = cs_rule_userinfo_stripped,
    [CS_READING_USERINFO_FIRST] = cs_rule_userinfo_first,
    [CS_READING_ABSOLUTE_FORM] = cs_rule_absolute_form,
    [CS_READING_PATH_DROPPED] = cs_rule_path_dropped,
    [CS_READING_BLANKS_REMOVED] = cs_rule_blanks_removed,
    [CS_READING_FIRST_WORD] = cs_rule_first_word,
    [CS_READING_LAST_WORD] = cs_rule_last_word,
    [CS_READING_HOST_FIELD] = cs_rule_host_field,
    [CS_READING_LAST_HOST_FIELD] = cs_rule_last_host_field,
    [CS_READING_NUL_TRUNCATED] = cs_rule_nul_truncated,
    [CS_READING_PERCENT_TWICE] = cs_rule_percent_twice,
    [CS_READING_CONTROLS_STRIPPED] = cs_rule_controls_stripped,
    [CS_READING_UNICODE_DOTS] = cs_rule_unicode_dots,
    [CS_READING_BACKSLASH_CUT] = cs_rule_backslash_cut,
    [CS_READING_EMPTY_HOST_LOCAL] = cs_rule_empty_host_local,
    [CS_READING_IPV4_SPELLING] = cs_rule_ipv4_spelling,
    [CS_READING_TRUNCATED] = cs_rule_truncated,
    [CS_READING_BARE_CR_LINE] = cs_rule_bare_cr_line,
};

const char *cs_reading_name(enum cs_reading_kind kind)
{
    return (unsigned)kind < CS_READING_COUNT ? names[kind] : "unknown";
}

const char *cs_reading_sentence(enum cs_reading_kind kind)
{
    return (unsigned)kind < CS_READING_COUNT ? sentences[kind] : "";
}

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

static bool same_destination(const struct cs_destination *left, const struct cs_destination *right)
{
    return left->port == right->port && left->length == right->length &&
           cs_same_text(left->host, right->host, left->length);
}

static size_t read_all(struct cs_subject *subject, struct cs_reading *out, size_t capacity)
{
    size_t count = 0;

    subject->valid = cs_read_strictly(subject->text, subject->length, &subject->strict);
    for (int kind = 0; kind < CS_READING_COUNT && count < capacity; kind++) {
        struct cs_reading *reading = &out[count];
        reading->kind = (enum cs_reading_kind)kind;
        if (rules[kind](subject, &reading->destination) &&
            !(subject->valid && same_destination(&reading->destination, &subject->strict)))
            count++;
    }
    return count;
}

size_t cs_request_readings(const char *data, size_t length, const struct cs_request *request, struct cs_reading *out,
                           size_t capacity)
{
    struct cs_subject subject = {
        .text = data + request->target.start,
        .length = request->target.length,
        .head = data,
        .head_length = request->head_length != 0 ? request->head_length : length,
        .request = request,
    };

    return read_all(&subject, out, capacity);
}

size_t cs_target_readings(const char *text, size_t length, struct cs_reading *out, size_t capacity)
{
    struct cs_subject subject = {.text = text, .length = length};

    return read_all(&subject, out, capacity);
}
