#include "harness/embedded/proxy/fault_policy.h"

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
