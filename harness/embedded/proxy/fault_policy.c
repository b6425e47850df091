#include "harness/embedded/proxy/fault_policy.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "harness/embedded/proxy/fault_decide.h"

static bool any_port(const struct cs_asked *asked, const struct cs_destination *destination)
{
    (void)asked;
    (void)destination;
    return true;
}

static bool with_account(const struct cs_asked *asked, const struct cs_destination *destination)
{
    (void)destination;
    return asked->config->user != NULL;
}

static bool own_port(const struct cs_asked *asked, const struct cs_destination *destination)
{
    return destination->port == asked->config->own_port;
}

static bool absent_port(const struct cs_asked *asked, const struct cs_destination *destination)
{
    (void)destination;
    return asked->message.target.port.length == 0;
}

static bool name(const struct cs_asked *asked, const struct cs_destination *destination)
{
    (void)destination;
    return asked->message.target.kind == CS_HOST_NAME;
}

static bool zero_led(const struct cs_asked *asked, const struct cs_destination *destination)
{
    struct cs_span port = asked->message.target.port;

    (void)destination;
    return port.length > 1 && asked->message.text[port.start] == '0';
}

static bool host_allowed(const struct cs_asked *asked, const struct cs_destination *destination)
{
    struct cs_authority host;

    (void)destination;
    return cs_asked_host(asked, &host) && cs_port_allowed(asked->config, host.port_number);
}

static bool alpn(const struct cs_asked *asked, const struct cs_destination *destination)
{
    (void)destination;
    return cs_message_has(&asked->message, "alpn");
}

static bool truncated(const struct cs_asked *asked, const struct cs_destination *destination)
{
    return asked->message.target.port_number != destination->port;
}

static bool further(const struct cs_asked *asked, const struct cs_destination *destination)
{
    (void)destination;
    return asked->history.further;
}

/* Whether |compare| says so of some allowed port, both as text. */
static bool some_allowed(const struct cs_asked *asked, const struct cs_destination *destination,
                         bool (*compare)(const char *port, const char *allowed))
{
    char port[8], allowed[8];
    bool found = false;

    snprintf(port, sizeof(port), "%u", (unsigned)destination->port);
    for (size_t i = 0; i < asked->config->allowed_count && !found; i++) {
        snprintf(allowed, sizeof(allowed), "%u", (unsigned)asked->config->allowed[i]);
        found = compare(port, allowed);
    }
    return found;
}

static bool is_inside(const char *port, const char *allowed)
{
    return strstr(allowed, port) != NULL;
}

static bool has_inside(const char *port, const char *allowed)
{
    return strstr(port, allowed) != NULL;
}

static bool digits(const struct cs_asked *asked, const struct cs_destination *destination)
{
    return some_allowed(asked, destination, is_inside);
}

static bool contain(const struct cs_asked *asked, const struct cs_destination *destination)
{
    return some_allowed(asked, destination, has_inside);
}

static bool low_byte(const struct cs_asked *asked, const struct cs_destination *destination)
{
    bool found = false;

    for (size_t i = 0; i < asked->config->allowed_count; i++)
        found |= (asked->config->allowed[i] & 0xff) == (destination->port & 0xff);
    return found;
}

static bool high(const struct cs_asked *asked, const struct cs_destination *destination)
{
    (void)asked;
    return destination->port >= 49152;
}

/* Whether |allowed| stands there, and no digit behind it. */
static bool stands_at(const char *text, const char *end, unsigned allowed)
{
    char digits[8];
    size_t length = (size_t)snprintf(digits, sizeof(digits), "%u", allowed);

    return (size_t)(end - text) >= length && memcmp(text, digits, length) == 0 &&
           (text + length == end || !isdigit((unsigned char)text[length]));
}

static bool inside(const struct cs_asked *asked, const struct cs_destination *destination)
{
    struct cs_span target = cs_target(asked);
    const char *at = asked->message.text + target.start, *end = at + target.length;
    bool found = false;

    (void)destination;
    for (; at < end; at++)
        for (size_t i = 0; *at == ':' && i < asked->config->allowed_count; i++)
            found |= stands_at(at + 1, end, asked->config->allowed[i]);
    return found;
}

bool cs_fault_port_slips(const struct cs_asked *asked, const struct cs_destination *destination)
{
    static const struct {
        enum cs_fault fault;
        bool (*slips)(const struct cs_asked *asked, const struct cs_destination *destination);
    } rows[] = {
        {CS_FAULT_PORTS_IGNORED, any_port},
        {CS_FAULT_USERS_REACH_ALL, with_account},
        {CS_FAULT_OWN_PORT, own_port},
        {CS_FAULT_DEFAULT_WEB, absent_port},
        {CS_FAULT_PORTS_FOR_ADDRESSES, name},
        {CS_FAULT_PORTS_AS_TEXT, zero_led},
        {CS_FAULT_PORTS_BY_HOST_FIELD, host_allowed},
        {CS_FAULT_ALPN_GRANTS, alpn},
        {CS_FAULT_PORTS_ONCE, further},
        {CS_FAULT_PORTS_BY_HOST, cs_fault_host_known},
        {CS_FAULT_PORT_TRUNCATED_POLICY, truncated},
        {CS_FAULT_PORTS_DIGITS, digits},
        {CS_FAULT_PORTS_CONTAIN, contain},
        {CS_FAULT_PORTS_LOW_BYTE, low_byte},
        {CS_FAULT_PORTS_HIGH, high},
        {CS_FAULT_PORTS_INSIDE, inside},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (cs_has(asked->config, rows[i].fault) && rows[i].slips(asked, destination))
            return true;
    return false;
}

bool cs_fault_port_refused(const struct cs_asked *asked)
{
    struct cs_authority host;

    return cs_has(asked->config, CS_FAULT_PORTS_BY_HOST_FIELD) && cs_asked_host(asked, &host) &&
           host.port_number != 0 && !cs_port_allowed(asked->config, host.port_number);
}
