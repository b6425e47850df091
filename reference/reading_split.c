/* Readings that take host and port from the wrong places, or read the port wrongly. */
#include <string.h>

#include "reference/address.h"
#include "reference/reading_rules.h"
#include "reference/scan.h"

/* The colon behind the host: the first one outside of brackets. */
static size_t host_colon(const struct cs_subject *subject)
{
    size_t from = 0;

    if (subject->length > 0 && subject->text[0] == '[')
        from = cs_find(subject->text, 0, subject->length, ']');
    return cs_find(subject->text, from, subject->length, ':');
}

/* The text of the port, behind that colon; false when there is none or nothing follows it. */
static bool port_text(const struct cs_subject *subject, const char **port, size_t *length)
{
    size_t colon = host_colon(subject);

    *port = subject->text + colon + 1;
    *length = colon < subject->length ? subject->length - colon - 1 : 0;
    return *length > 0;
}

static bool with_port(const struct cs_subject *subject, uint16_t port, struct cs_destination *out)
{
    return cs_read_host(subject->text, host_colon(subject), port, out);
}

static bool default_port(const struct cs_subject *subject, uint16_t port, struct cs_destination *out)
{
    return host_colon(subject) + 1 >= subject->length && with_port(subject, port, out);
}

bool cs_rule_default_port_443(const struct cs_subject *subject, struct cs_destination *out)
{
    return default_port(subject, 443, out);
}

bool cs_rule_default_port_80(const struct cs_subject *subject, struct cs_destination *out)
{
    return default_port(subject, 80, out);
}

bool cs_rule_port_modulo(const struct cs_subject *subject, struct cs_destination *out)
{
    const char *port;
    size_t length;
    uint16_t number = 0;

    if (!port_text(subject, &port, &length) || cs_span_of(port, length, CS_DIGIT) < length)
        return false;
    for (size_t at = 0; at < length; at++)
        number = (uint16_t)(number * 10 + (port[at] - '0'));
    return number != 0 && with_port(subject, number, out);
}

bool cs_rule_port_prefix(const struct cs_subject *subject, struct cs_destination *out)
{
    const char *port;
    size_t length;
    uint16_t number;

    return port_text(subject, &port, &length) &&
           cs_read_number(port, cs_span_of(port, length, CS_DIGIT), 10, &number) && with_port(subject, number, out);
}

bool cs_rule_port_sign(const struct cs_subject *subject, struct cs_destination *out)
{
    const char *port;
    size_t length;
    uint16_t number;

    if (!port_text(subject, &port, &length) || (port[0] != '+' && port[0] != '-') ||
        !cs_read_number(port + 1, length - 1, 10, &number))
        return false;
    return with_port(subject, port[0] == '-' ? (uint16_t)-number : number, out);
}

/* As int() of Python reads: single underscores, each between two digits. */
bool cs_rule_port_underscore(const struct cs_subject *subject, struct cs_destination *out)
{
    char digits[8];
    size_t kept = 0;
    const char *port;
    size_t length;
    uint16_t number;

    if (!port_text(subject, &port, &length) || cs_find(port, 0, length, '_') == length)
        return false;
    for (size_t at = 0; at < length; at++) {
        bool divides = port[at] == '_' && at > 0 && at + 1 < length && port[at - 1] != '_';

        if (!divides && kept == sizeof(digits))
            return false;
        if (!divides)
            digits[kept++] = port[at];
    }
    return cs_read_number(digits, kept, 10, &number) && with_port(subject, number, out);
}

bool cs_rule_port_hex(const struct cs_subject *subject, struct cs_destination *out)
{
    const char *port;
    size_t length;
    uint16_t number;

    return port_text(subject, &port, &length) && length > 2 && port[0] == '0' && cs_lower(port[1]) == 'x' &&
           cs_read_number(port + 2, length - 2, 16, &number) && with_port(subject, number, out);
}

bool cs_rule_port_octal(const struct cs_subject *subject, struct cs_destination *out)
{
    const char *port;
    size_t length;
    uint16_t number;

    return port_text(subject, &port, &length) && port[0] == '0' && cs_read_number(port, length, 8, &number) &&
           with_port(subject, number, out);
}

/* The first two colons of a target that has no brackets. */
static bool two_colons(const struct cs_subject *subject, size_t *first, size_t *last)
{
    *first = cs_find(subject->text, 0, subject->length, ':');
    *last = cs_find_last(subject->text, subject->length, ':');
    return *first < *last && cs_find(subject->text, 0, subject->length, '[') == subject->length;
}

bool cs_rule_first_colon(const struct cs_subject *subject, struct cs_destination *out)
{
    size_t first, last;
    uint16_t number;

    if (!two_colons(subject, &first, &last))
        return false;
    return cs_read_number(subject->text + first + 1,
                          cs_span_of(subject->text + first + 1, subject->length - first - 1, CS_DIGIT), 10, &number) &&
           cs_read_host(subject->text, first, number, out);
}

bool cs_rule_last_colon(const struct cs_subject *subject, struct cs_destination *out)
{
    size_t first, last;
    uint16_t number;

    return two_colons(subject, &first, &last) &&
           cs_read_number(subject->text + last + 1, subject->length - last - 1, 10, &number) &&
           cs_read_host(subject->text, first, number, out);
}

/* Sets |out| to an IPv6 address given without brackets. */
static bool read_ipv6(const char *text, size_t length, uint16_t port, struct cs_destination *out)
{
    uint8_t address[16];
    size_t bad;

    memset(out, 0, sizeof(*out));
    if (!cs_ipv6_parse(text, length, address, &bad))
        return false;
    memcpy(out->host, text, length);
    out->length = length;
    out->port = port;
    return true;
}

bool cs_rule_bare_ipv6(const struct cs_subject *subject, struct cs_destination *out)
{
    size_t first, last;
    uint16_t number;

    return two_colons(subject, &first, &last) &&
           cs_read_number(subject->text + last + 1, subject->length - last - 1, 10, &number) &&
           read_ipv6(subject->text, last, number, out);
}

/* The number that the text ends with, behind its last colon or whatever is no digit. */
static bool trailing_port(const char *text, size_t length, uint16_t *number)
{
    size_t start = length;

    while (start > 0 && cs_is(text[start - 1], CS_DIGIT))
        start--;
    return cs_read_number(text + start, length - start, 10, number);
}

bool cs_rule_bracket_repair(const struct cs_subject *subject, struct cs_destination *out)
{
    const char *text = subject->text;
    size_t open = cs_find_last(text, subject->length, '[');
    size_t start = open < subject->length ? open + 1 : 0;
    size_t close = cs_find(text, start, subject->length, ']');
    size_t end = close < subject->length ? close : cs_find_last(text, subject->length, ':');
    bool sound = open == 0 && close + 1 < subject->length && text[close + 1] == ':';
    uint16_t number;

    if (sound || (open == subject->length && close == subject->length) || end < start)
        return false;
    return trailing_port(text + end, subject->length - end, &number) &&
           (read_ipv6(text + start, end - start, number, out) || cs_read_host(text + start, end - start, number, out));
}

/* What stands in sound brackets, from |*start| to |*end|, and a valid port behind them. */
static bool bracketed(const struct cs_subject *subject, size_t *start, size_t *end, uint16_t *number)
{
    *start = 1;
    *end = cs_find(subject->text, 0, subject->length, ']');
    return subject->length - *end > 2 && subject->text[0] == '[' && subject->text[*end + 1] == ':' &&
           cs_read_number(subject->text + *end + 2, subject->length - *end - 2, 10, number);
}

bool cs_rule_bracketed_name(const struct cs_subject *subject, struct cs_destination *out)
{
    size_t start, end;
    uint16_t number;

    return bracketed(subject, &start, &end, &number) && cs_read_host(subject->text + start, end - start, number, out);
}

bool cs_rule_ipvfuture(const struct cs_subject *subject, struct cs_destination *out)
{
    size_t start, end;
    uint16_t number;

    if (!bracketed(subject, &start, &end, &number) || cs_lower(subject->text[start]) != 'v')
        return false;
    start = cs_find(subject->text, start, end, '.') + 1;
    return start < end && (read_ipv6(subject->text + start, end - start, number, out) ||
                           cs_read_host(subject->text + start, end - start, number, out));
}

bool cs_rule_zone_stripped(const struct cs_subject *subject, struct cs_destination *out)
{
    size_t start, end, zone;
    uint16_t number;

    if (!bracketed(subject, &start, &end, &number))
        return false;
    zone = cs_find(subject->text, start, end, '%');
    return zone < end && read_ipv6(subject->text + start, zone - start, number, out);
}
