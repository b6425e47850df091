#include "reference/authority.h"

#include <string.h>

#include "reference/address.h"
#include "reference/scan.h"

/* One reading of an authority.  |end| is where the authority ends, before any path. */
struct reader {
    const char *text;
    size_t end;
    size_t base;
    bool field; /* the value of Host: other rules for empty parts, one code for all */
    bool told;  /* Host: the code was given already */
    struct cs_authority *out;
    struct cs_findings *findings;
};

static void complain(struct reader *reader, enum cs_code code, size_t at)
{
    if (!reader->field)
        cs_findings_add(reader->findings, code, reader->base + at);
    else if (!reader->told)
        cs_findings_add(reader->findings, CS_CODE_HOST_INVALID, reader->base + at);
    reader->told = true;
}

static size_t find(const char *text, size_t from, size_t end, char byte)
{
    const char *found = from < end ? memchr(text + from, byte, end - from) : NULL;

    return found == NULL ? end : (size_t)(found - text);
}

static size_t find_last(const char *text, size_t from, size_t end, char byte)
{
    for (size_t at = end; at > from; at--)
        if (text[at - 1] == byte)
            return at - 1;
    return end;
}

static void set_host(struct reader *reader, enum cs_host_kind kind, size_t start, size_t end)
{
    reader->out->kind = kind;
    reader->out->host = (struct cs_span){.start = reader->base + start, .length = end - start};
}

/* Reads the digits behind the colon at |start| - 1. */
static void read_port(struct reader *reader, size_t start)
{
    size_t digits = cs_span_of(reader->text + start, reader->end - start, CS_DIGIT);
    unsigned number = 0;

    if (start + digits < reader->end) {
        complain(reader, reader->text[start + digits] == ':' ? CS_CODE_EXTRA_COLON : CS_CODE_PORT_NOT_DIGITS,
                 start + digits);
        return;
    }
    if (digits == 0) {
        if (!reader->field)
            complain(reader, CS_CODE_PORT_EMPTY, start);
        return;
    }
    for (size_t i = 0; i < digits && number <= 65535; i++)
        number = number * 10 + (unsigned)(reader->text[start + i] - '0');
    reader->out->port = (struct cs_span){.start = reader->base + start, .length = digits};
    if (number >= 1 && number <= 65535)
        reader->out->port_number = (uint16_t)number;
    else if (!reader->field)
        complain(reader, CS_CODE_PORT_OUT_OF_RANGE, start);
    if (reader->out->port_number != 0 && !reader->field && reader->text[start] == '0')
        complain(reader, CS_CODE_PORT_LEADING_ZERO, start);
}

static void read_port_missing(struct reader *reader, size_t at)
{
    if (!reader->field)
        complain(reader, CS_CODE_PORT_MISSING, at);
}

/* IPvFuture = "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" ), between |start| and |end|. */
static void read_ipvfuture(struct reader *reader, size_t start, size_t end)
{
    size_t at = start + 1;
    size_t version = cs_span_of(reader->text + at, end - at, CS_HEX);
    size_t rest;

    at += version;
    if (version == 0 || at == end || reader->text[at] != '.' || ++at == end) {
        complain(reader, CS_CODE_IPVFUTURE_INVALID, at);
        return;
    }
    for (rest = at; rest < end; rest++)
        if (!cs_is(reader->text[rest], CS_REG_NAME) && reader->text[rest] != ':')
            break;
    if (rest < end) {
        complain(reader, CS_CODE_IPVFUTURE_INVALID, rest);
        return;
    }
    set_host(reader, CS_HOST_IPFUTURE, start - 1, end + 1);
    if (!reader->field)
        complain(reader, CS_CODE_IPVFUTURE, start);
}

/* What stands between the brackets. */
static void read_literal(struct reader *reader, size_t start, size_t end)
{
    size_t zone = find(reader->text, start, end, '%');
    size_t bad;

    if (start == end) {
        complain(reader, CS_CODE_BRACKET_EMPTY, start);
    } else if (reader->text[start] == 'v' || reader->text[start] == 'V') {
        read_ipvfuture(reader, start, end);
    } else if (!cs_ipv6_parse(reader->text + start, zone - start, reader->out->address, &bad)) {
        complain(reader, CS_CODE_IPV6_INVALID, start + bad);
    } else if (zone < end) {
        memset(reader->out->address, 0, sizeof(reader->out->address));
        complain(reader, CS_CODE_ZONE_ID, zone);
    } else {
        set_host(reader, CS_HOST_IPV6, start - 1, end + 1);
    }
}

/* A host that begins with "[", at |start|, and what follows it. */
static void read_bracketed(struct reader *reader, size_t start)
{
    size_t close = find(reader->text, start, reader->end, ']');
    size_t colon;

    if (close == reader->end) {
        complain(reader, CS_CODE_BRACKET_UNCLOSED, start);
        return;
    }
    read_literal(reader, start + 1, close);
    colon = find(reader->text, close, reader->end, ':');
    if (close + 1 < colon)
        complain(reader, CS_CODE_BRACKET_JUNK, close + 1);
    if (colon < reader->end)
        read_port(reader, colon + 1);
    else
        read_port_missing(reader, colon);
}

/* reg-name or IPv4address. */
static void read_name(struct reader *reader, size_t start, size_t end)
{
    const char *text = reader->text;
    size_t at = start;

    if (start == end && !reader->field)
        complain(reader, CS_CODE_HOST_EMPTY, start);
    while (at < end && (cs_is(text[at], CS_REG_NAME) || text[at] == '%')) {
        if (text[at] == '%' && (end - at < 3 || !cs_is(text[at + 1], CS_HEX) || !cs_is(text[at + 2], CS_HEX))) {
            complain(reader, CS_CODE_HOST_BAD_PERCENT, at);
            return;
        }
        at += text[at] == '%' ? 3 : 1;
    }
    if (at < end) {
        complain(reader, CS_CODE_HOST_BAD_CHARACTER, at);
        return;
    }
    if (start == end)
        return;
    set_host(reader, cs_ipv4_parse(text + start, end - start, reader->out->address) ? CS_HOST_IPV4 : CS_HOST_NAME,
             start, end);
}

static bool is_ipv6(const char *text, size_t length)
{
    uint8_t address[16];
    size_t bad;

    return cs_ipv6_parse(text, length, address, &bad);
}

/* More colons than one, the first two at |first| and |second|: an IPv6 address without brackets, or a riddle. */
static void read_many_colons(struct reader *reader, size_t start, size_t first, size_t second)
{
    size_t last = find_last(reader->text, start, reader->end, ':');

    if (is_ipv6(reader->text + start, reader->end - start) || is_ipv6(reader->text + start, last - start)) {
        complain(reader, CS_CODE_IPV6_NOT_BRACKETED, start);
        return;
    }
    read_name(reader, start, first);
    set_host(reader, CS_HOST_NONE, 0, 0);
    memset(reader->out->address, 0, sizeof(reader->out->address));
    reader->out->host.start = 0;
    complain(reader, CS_CODE_EXTRA_COLON, second);
}

/* A bracket that does not begin the host. */
static bool read_stray_bracket(struct reader *reader, size_t start)
{
    size_t open = find(reader->text, start, reader->end, '[');
    size_t close = find(reader->text, start, reader->end, ']');

    if (open == reader->end && close == reader->end)
        return false;
    complain(reader, open < close ? CS_CODE_BRACKET_JUNK : CS_CODE_BRACKET_UNOPENED, open < close ? start : close);
    return true;
}

static void read_host_and_port(struct reader *reader, size_t start)
{
    size_t first, second;

    if (start < reader->end && reader->text[start] == '[') {
        read_bracketed(reader, start);
        return;
    }
    if (read_stray_bracket(reader, start))
        return;
    first = find(reader->text, start, reader->end, ':');
    second = find(reader->text, first + 1, reader->end, ':');
    if (second < reader->end) {
        read_many_colons(reader, start, first, second);
        return;
    }
    read_name(reader, start, first);
    if (first < reader->end)
        read_port(reader, first + 1);
    else
        read_port_missing(reader, first);
}

/* absolute-form, origin-form, asterisk-form, or the beginning of none of them. */
static bool is_other_form(const char *text, size_t length)
{
    size_t scheme = 0;

    if (text[0] == '/' || text[0] == '?' || text[0] == '#' || (length == 1 && text[0] == '*'))
        return true;
    while (scheme < length && (cs_is(text[scheme], CS_ALPHA | CS_DIGIT) || memchr("+-.", text[scheme], 3) != NULL))
        scheme++;
    return scheme > 0 && length - scheme >= 3 && memcmp(text + scheme, "://", 3) == 0;
}

static size_t path_start(const char *text, size_t length)
{
    size_t at = 0;

    while (at < length && text[at] != '/' && text[at] != '?' && text[at] != '#')
        at++;
    return at;
}

static enum cs_answer read_authority(struct reader *reader, size_t length)
{
    bool invalid_before = reader->findings->invalid;
    size_t at_sign;
    enum cs_answer answer;

    memset(reader->out, 0, sizeof(*reader->out));
    reader->findings->invalid = false;
    reader->end = path_start(reader->text, length);
    at_sign = find_last(reader->text, 0, reader->end, '@');
    if (length == 0) {
        if (!reader->field)
            complain(reader, CS_CODE_AUTHORITY_EMPTY, 0);
    } else if (is_other_form(reader->text, length)) {
        complain(reader, CS_CODE_NOT_AUTHORITY_FORM, 0);
    } else {
        if (at_sign < reader->end)
            complain(reader, CS_CODE_USERINFO, at_sign);
        read_host_and_port(reader, at_sign < reader->end ? at_sign + 1 : 0);
        if (reader->end < length)
            complain(reader, CS_CODE_PATH_AFTER_PORT, reader->end);
    }
    answer = reader->findings->invalid ? CS_MALFORMED : CS_COMPLETE;
    reader->findings->invalid |= invalid_before;
    return answer;
}

enum cs_answer cs_authority_parse(const char *text, size_t length, size_t base, struct cs_authority *out,
                                  struct cs_findings *findings)
{
    struct reader reader = {.text = text, .base = base, .out = out, .findings = findings};

    return read_authority(&reader, length);
}

enum cs_answer cs_host_value_parse(const char *text, size_t length, size_t base, struct cs_authority *out,
                                   struct cs_findings *findings)
{
    struct reader reader = {.text = text, .base = base, .field = true, .out = out, .findings = findings};

    return read_authority(&reader, length);
}

/* The byte at |*at| of a name, which goes on behind it: in lower case, and where it is percent-encoded without need the
 * byte itself (RFC 3986 sections 6.2.2.1 and 6.2.2.2). */
static char next_byte(const char *data, size_t *at, size_t end)
{
    char byte = data[(*at)++];
    char decoded;

    if (byte != '%' || end - *at < 2 || !cs_is(data[*at], CS_HEX) || !cs_is(data[*at + 1], CS_HEX))
        return cs_lower(byte);
    decoded = (char)(cs_hex_value(data[*at]) << 4 | cs_hex_value(data[*at + 1]));
    if (!cs_is(decoded, CS_ALPHA | CS_DIGIT) && decoded != '-' && decoded != '.' && decoded != '_' && decoded != '~')
        return byte;
    *at += 2;
    return cs_lower(decoded);
}

static bool same_name(const char *data, struct cs_span one, struct cs_span other)
{
    size_t at = one.start, end = at + one.length;
    size_t place = other.start, stop = place + other.length;

    while (at < end && place < stop)
        if (next_byte(data, &at, end) != next_byte(data, &place, stop))
            return false;
    return at == end && place == stop;
}

static bool hosts_agree(const char *data, const struct cs_authority *target, const struct cs_authority *host)
{
    if (target->kind != host->kind)
        return false;
    if (target->kind == CS_HOST_IPV4 || target->kind == CS_HOST_IPV6)
        return memcmp(target->address, host->address, sizeof(host->address)) == 0;
    return same_name(data, target->host, host->host);
}

bool cs_authority_agrees(const char *data, const struct cs_authority *target, const struct cs_authority *host)
{
    if (!hosts_agree(data, target, host))
        return false;
    if (host->port.length == 0)
        return target->port_number == 80 || target->port_number == 443;
    return target->port_number == host->port_number;
}
