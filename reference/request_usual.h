/* The short way through the beginning of a request, inline for the sake of speed.  Internal to libconnectref. */
#ifndef CONNECTREF_REQUEST_USUAL_H
#define CONNECTREF_REQUEST_USUAL_H

#include <string.h>

#include "reference/address.h"
#include "reference/request.h"
#include "reference/scan.h"

/* Where the target starts: the request is read from its first byte. */
#define CS_USUAL_TARGET (sizeof("CONNECT ") - 1)

/* A usual request line.  All that is kept of it depends on few numbers, so that little has to wait for them. */
struct cs_usual_line {
    size_t host_length;
    size_t target_length;
    uint16_t port;
    uint8_t version_minor;
    size_t next; /* where the line behind it starts */
};

/* The value of a digit; more than 9 for any other byte. */
static inline unsigned cs_usual_digit(char byte)
{
    return (unsigned)(uint8_t)byte - '0';
}

/* The digits of a usual port: between 1 and 65535, no leading zero.  Returns how many they are; 0 for another one.  One
 * by one: a processor foresees how many there are, so nothing behind them waits for this. */
static inline size_t cs_usual_port(const char *text, uint16_t *port)
{
    unsigned number = 0;
    unsigned digit;
    size_t digits = 0;

    while (digits < 5 && (digit = cs_usual_digit(text[digits])) <= 9) {
        number = number * 10 + digit;
        digits++;
    }
    *port = (uint16_t)number;
    return number > 65535 || text[0] == '0' ? 0 : digits;
}

/* Reads the line; false when it is not a usual one. */
static inline bool cs_usual_line_read(const char *data, size_t bound, struct cs_usual_line *line)
{
    static const size_t shortest_rest = sizeof(":1 HTTP/1.1\r\n") - 1 + 4; /* four more digits fit */
    const char *version;
    size_t colon, digits;

    if (bound < CS_USUAL_TARGET + 1 + shortest_rest || memcmp(data, "CONNECT ", CS_USUAL_TARGET) != 0)
        return false;
    line->host_length = cs_span_of_plain_host(data + CS_USUAL_TARGET, bound - CS_USUAL_TARGET);
    colon = CS_USUAL_TARGET + line->host_length;
    if (line->host_length == 0 || colon > bound - shortest_rest || data[colon] != ':')
        return false;
    digits = cs_usual_port(data + colon + 1, &line->port);
    version = data + colon + 1 + digits;
    line->target_length = line->host_length + 1 + digits;
    line->version_minor = (uint8_t)cs_usual_digit(version[8]);
    line->next = CS_USUAL_TARGET + line->target_length + sizeof(" HTTP/1.1\r\n") - 1;
    return digits != 0 && memcmp(version, " HTTP/1.", 8) == 0 && line->version_minor <= 9 &&
           memcmp(version + 9, "\r\n", 2) == 0;
}

/* What the target names, once more from |start| on. */
static inline void cs_usual_authority(struct cs_authority *authority, const struct cs_usual_line *line, size_t start)
{
    authority->kind = CS_HOST_NAME;
    authority->host.start = start;
    authority->host.length = line->host_length;
    authority->port.start = start + line->host_length + 1;
    authority->port.length = line->target_length - line->host_length - 1;
    authority->port_number = line->port;
}

static inline void cs_usual_line_keep(struct cs_request *request, const struct cs_usual_line *line)
{
    request->method.length = sizeof("CONNECT") - 1;
    request->target.start = CS_USUAL_TARGET;
    request->target.length = line->target_length;
    request->version.start = CS_USUAL_TARGET + line->target_length + 1;
    request->version.length = sizeof("HTTP/1.1") - 1;
    request->version_major = 1;
    request->version_minor = line->version_minor;
    request->is_connect = true;
    cs_usual_authority(&request->authority, line, CS_USUAL_TARGET);
}

/* Takes the Host line behind the request line if it repeats the target.  Returns where the next line starts. */
static inline size_t cs_usual_host(struct cs_request *request, const char *data, size_t bound,
                                   const struct cs_usual_line *line)
{
    size_t value = line->next + sizeof("Host: ") - 1;
    size_t end = value + line->target_length;

    if (bound < end + 2 || memcmp(data + line->next, "Host: ", 6) != 0 || memcmp(data + end, "\r\n", 2) != 0 ||
        !cs_same_bytes(data + value, data + CS_USUAL_TARGET, line->target_length))
        return line->next;
    cs_usual_authority(&request->host, line, value);
    request->host_count = 1;
    request->host_value.start = value;
    request->host_value.length = line->target_length;
    request->field_count = 1;
    return end + 2;
}

/* A host that begins with a digit may be an address. */
static inline void cs_usual_address(struct cs_request *request, const char *data)
{
    struct cs_authority *target = &request->authority;

    if (!cs_ipv4_parse(data + target->host.start, target->host.length, target->address))
        return;
    target->kind = CS_HOST_IPV4;
    if (request->host_count == 0)
        return;
    request->host.kind = CS_HOST_IPV4;
    memcpy(request->host.address, target->address, sizeof(target->address));
}

/* Reads a request line without a fault at the start of |data|, whose method is CONNECT, whose host consists of letters,
 * digits, "-" and "." and whose version is HTTP/1.x, into method, target, version and authority of a |request| of which
 * nothing is filled yet; and with it the Host line that most requests have behind it, when it is spelled "Host: " and
 * repeats the target byte for byte.  Then |host_count| is 1.  Returns where the next line starts, at most |bound|.  0
 * for any other line, of which nothing is then filled. */
static inline size_t cs_request_usual(struct cs_request *request, const char *data, size_t bound)
{
    struct cs_usual_line line;
    size_t next;

    if (!cs_usual_line_read(data, bound, &line))
        return 0;
    cs_usual_line_keep(request, &line);
    next = cs_usual_host(request, data, bound, &line);
    if (cs_usual_digit(data[CS_USUAL_TARGET]) <= 9)
        cs_usual_address(request, data);
    return next;
}

#endif
