#include "reference/udp_target.h"

#include <string.h>

#include "reference/address.h"
#include "reference/scan.h"

#define PREFIX_LENGTH (sizeof(CS_UDP_PATH_PREFIX) - 1)
#define PORT_MAX      65535

struct reader {
    const char *text;
    size_t length;
    size_t base;
    struct cs_findings *findings;
    bool bad; /* something of level CS_MUST was found here */
};

static void found(struct reader *reader, enum cs_code code, size_t at)
{
    cs_findings_add(reader->findings, code, reader->base + at);
    reader->bad |= cs_code_level(code) == CS_MUST;
}

/* What stands for itself in an expansion (RFC 3986 section 2.3). */
static bool is_unreserved(char byte)
{
    return cs_is(byte, CS_ALPHA | CS_DIGIT) || (byte != '\0' && strchr("-._~", byte) != NULL);
}

/* Where the path begins: behind the authority of an absolute-form. */
static size_t path_start(const char *text, size_t length)
{
    size_t at = cs_span_of(text, length, CS_ALPHA | CS_DIGIT);
    const char *slash;

    if (at == 0 || length - at < 3 || memcmp(text + at, "://", 3) != 0)
        return 0;
    at += 3;
    slash = memchr(text + at, '/', length - at);
    return slash == NULL ? length : (size_t)(slash - text);
}

/* The segment from |start| to the next slash.  False: none follows. */
static bool segment(const struct reader *reader, size_t start, struct cs_span *out)
{
    const char *slash = memchr(reader->text + start, '/', reader->length - start);

    if (slash == NULL)
        return false;
    *out = (struct cs_span){.start = start, .length = (size_t)(slash - reader->text) - start};
    return true;
}

/* Splits by the template, and nothing may stand behind it. */
static bool split(const struct reader *reader, struct cs_span *host, struct cs_span *port)
{
    size_t at = path_start(reader->text, reader->length);

    if (reader->length - at < PREFIX_LENGTH || memcmp(reader->text + at, CS_UDP_PATH_PREFIX, PREFIX_LENGTH) != 0)
        return false;
    return segment(reader, at + PREFIX_LENGTH, host) && segment(reader, host->start + host->length + 1, port) &&
           port->start + port->length + 1 == reader->length;
}

/* One byte of a variable; |*at| moves behind it. */
static char decode_byte(struct reader *reader, size_t *at, size_t end)
{
    const char *text = reader->text + *at;
    char byte = text[0];

    if (byte == '%' && end - *at >= 3 && cs_is(text[1], CS_HEX) && cs_is(text[2], CS_HEX)) {
        byte = (char)(uint8_t)(cs_hex_value(text[1]) << 4 | cs_hex_value(text[2]));
        if (is_unreserved(byte))
            found(reader, CS_CODE_UDP_NEEDLESS_ENCODING, *at);
        *at += 3;
        return byte;
    }
    if (byte == '%')
        found(reader, CS_CODE_UDP_BAD_PERCENT, *at);
    else if (!is_unreserved(byte))
        found(reader, CS_CODE_UDP_NOT_ENCODED, *at);
    *at += 1;
    return byte;
}

/* Decodes a variable into |out|, which has room for |room| bytes.  Returns its length, past |room| when it has none. */
static size_t decode(struct reader *reader, struct cs_span span, char *out, size_t room)
{
    size_t end = span.start + span.length;
    size_t count = 0;

    for (size_t at = span.start; at < end; count++) {
        char byte = decode_byte(reader, &at, end);
        if (count < room)
            out[count] = byte;
    }
    return count;
}

/* reg-name (RFC 3986 section 3.2.2), which may itself be percent-encoded. */
static bool is_reg_name(const char *text, size_t length)
{
    size_t at = 0;

    while (at < length) {
        if (cs_is(text[at], CS_REG_NAME))
            at++;
        else if (text[at] == '%' && length - at >= 3 && cs_is(text[at + 1], CS_HEX) && cs_is(text[at + 2], CS_HEX))
            at += 3;
        else
            return false;
    }
    return length > 0;
}

static enum cs_host_kind kind_of(const char *host, size_t length, uint8_t *address)
{
    size_t bad;

    if (cs_ipv4_parse(host, length, address))
        return CS_HOST_IPV4;
    if (cs_ipv6_parse(host, length, address, &bad))
        return CS_HOST_IPV6;
    return is_reg_name(host, length) ? CS_HOST_NAME : CS_HOST_NONE;
}

static void read_host(struct reader *reader, struct cs_udp_target *out)
{
    struct cs_destination *destination = &out->destination;
    size_t length;

    if (out->host.length == 0) {
        found(reader, CS_CODE_UDP_HOST_EMPTY, out->host.start);
        return;
    }
    length = decode(reader, out->host, destination->host, CS_DESTINATION_HOST_MAX);
    if (length > CS_DESTINATION_HOST_MAX)
        found(reader, CS_CODE_UDP_HOST_TOO_LONG, out->host.start);
    else
        out->kind = kind_of(destination->host, length, out->address);
    if (length <= CS_DESTINATION_HOST_MAX && out->kind == CS_HOST_NONE)
        found(reader, CS_CODE_UDP_HOST_INVALID, out->host.start);
    destination->length = out->kind == CS_HOST_NONE ? 0 : length;
    memset(destination->host + destination->length, 0, sizeof(destination->host) - destination->length);
}

/* The number that the digits of a port write, percent-encoding aside; past PORT_MAX for anything else.  |*zero|: the
 * first one is a zero. */
static unsigned port_number(struct reader *reader, struct cs_span port, bool *zero)
{
    size_t end = port.start + port.length;
    unsigned number = 0;

    for (size_t at = port.start; at < end;) {
        bool first = at == port.start;
        char digit = decode_byte(reader, &at, end);

        if (first)
            *zero = digit == '0';
        if (!cs_is(digit, CS_DIGIT))
            number = PORT_MAX + 1;
        else if (number <= PORT_MAX)
            number = number * 10 + (unsigned)(digit - '0');
    }
    return number;
}

static void read_port(struct reader *reader, struct cs_udp_target *out)
{
    bool zero = false;
    unsigned number = port_number(reader, out->port, &zero);

    if (out->port.length == 0) {
        found(reader, CS_CODE_UDP_PORT_EMPTY, out->port.start);
    } else if (number == 0 || number > PORT_MAX) {
        found(reader, CS_CODE_UDP_PORT_INVALID, out->port.start);
    } else {
        if (zero)
            found(reader, CS_CODE_UDP_PORT_LEADING_ZERO, out->port.start);
        out->destination.port = (uint16_t)number;
    }
}

enum cs_answer cs_udp_target_parse(const char *text, size_t length, size_t base, struct cs_udp_target *out,
                                   struct cs_findings *findings)
{
    struct reader reader = {.text = text, .length = length, .base = base, .findings = findings};
    struct cs_span host, port;

    memset(out, 0, sizeof(*out));
    if (!split(&reader, &host, &port)) {
        found(&reader, CS_CODE_UDP_PATH_UNKNOWN, 0);
        return CS_MALFORMED;
    }
    out->host = host;
    out->port = port;
    read_host(&reader, out);
    read_port(&reader, out);
    out->host.start += base;
    out->port.start += base;
    return reader.bad ? CS_MALFORMED : CS_COMPLETE;
}
