/* `run --proxy HOST:PORT` and --origin: the address and the policy of a target that already runs. */
#include <arpa/inet.h>
#include <netdb.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/base/address_list.h"
#include "harness/cli/run_values.h"
#include "harness/launch/port.h"
#include "reference/reading.h"

__attribute__((format(printf, 1, 2))) static bool complain(const char *format, ...)
{
    va_list arguments;

    fputs("connectspec run: ", stderr);
    va_start(arguments, format);
    (void)vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    return false;
}

static bool is_loopback(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *v4 = (const void *)address;

        return (ntohl(v4->sin_addr.s_addr) >> 24) == 127;
    }
    return address->sa_family == AF_INET6 &&
           IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr);
}

static bool resolve(const struct cs_destination *where, bool literal_only, struct sockaddr_storage *address)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    const char *host = strcmp(where->host, "localhost") == 0 ? "127.0.0.1" : where->host;
    char port[8];

    if (literal_only)
        hints.ai_flags |= AI_NUMERICHOST;
    (void)snprintf(port, sizeof(port), "%u", where->port);
    if (getaddrinfo(host, port, &hints, &found) != 0)
        return false;
    memset(address, 0, sizeof(*address));
    memcpy(address, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    return true;
}

/* Low ports need a privilege. */
static bool can_bind(uint16_t port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool bound;

    address.sin_addr.s_addr = htonl(UINT32_C(0x7f4dfffe)); /* 127.77.255.254 */
    bound = descriptor >= 0 && bind(descriptor, (const void *)&address, sizeof(address)) == 0;
    if (descriptor >= 0)
        close(descriptor);
    return bound;
}

/* Port 25 is the one that RFC 9110 section 9.3.6 names. */
static uint16_t default_denied_port(void)
{
    return can_bind(25) ? 25 : 18025;
}

/* What the user says that the target lets through is where we have to listen. */
static bool take_allowed_ports(const struct cs_run_options *options, struct cs_policy *policy)
{
    const uint16_t *ports = options->target.allowed_ports;

    for (size_t i = 0; ports[i] != 0; i++) {
        if (ports[i] == policy->denied_port)
            return complain("--allowed-port and --denied-port have to differ");
        if (options->target.origin_addresses == NULL && !can_bind(ports[i]))
            return complain("--allowed-port %u: we may not listen there, so nothing would be seen", ports[i]);
        policy->allowed_ports[i] = ports[i];
    }
    return true;
}

static bool take_account(const char *text, struct cs_policy *policy)
{
    const char *colon = strchr(text, ':');
    size_t length = (size_t)(colon - text);

    if (length >= sizeof(policy->user) || strlen(colon + 1) >= sizeof(policy->password))
        return complain("--proxy-user: user and password may have 127 bytes each");
    memcpy(policy->user, text, length);
    (void)snprintf(policy->password, sizeof(policy->password), "%s", colon + 1);
    return true;
}

static bool read_address(const struct cs_run_options *options, struct sockaddr_storage *address)
{
    const char *option = options->role == NULL ? "proxy" : options->role;
    struct cs_findings findings = {.count = 0};
    struct cs_authority authority;
    struct cs_destination where;
    bool tls;
    const char *text = cs_run_options_proxy(options, &tls);

    if (cs_authority_parse(text, strlen(text), 0, &authority, &findings) != CS_COMPLETE ||
        !cs_authority_destination(text, &authority, &where))
        return complain("--%s takes HOST:PORT or https://HOST:PORT, not '%s'", option, options->proxy);
    if (!resolve(&where, options->target.origin_addresses == NULL, address))
        return complain("--%s '%s': no such address%s", option, options->proxy,
                        options->target.origin_addresses != NULL
                            ? ""
                            : "; a name other than localhost is of another machine and needs --origin-address too");
    if (options->target.origin_addresses == NULL && !is_loopback((const void *)address))
        return complain("--%s '%s' is not on this machine: tell with --origin-address at which address of ours it "
                        "can reach the origins",
                        option, options->proxy);
    return true;
}

static bool take_parent(const char *text, struct cs_policy *policy)
{
    struct in_addr unused;

    if (text == NULL)
        return true;
    if (inet_pton(AF_INET, text, &unused) != 1)
        return complain("--parent takes an IPv4 address of ours, not '%s'", text);
    (void)snprintf(policy->parent, sizeof(policy->parent), "%s", text);
    return true;
}

/* An address of this machine, but none where a case that has to be reached listens. */
static bool take_denied_address(const char *text, struct cs_policy *policy)
{
    struct in_addr number;
    char address[16];

    if (text == NULL)
        return true;
    if (inet_pton(AF_INET, text, &number) != 1)
        return complain("--denied-address takes an IPv4 address of ours, not '%s'", text);
    if (!cs_port_can_bind(text, 0))
        return complain("--denied-address is of this machine, which has no '%s'", text);
    if (ntohl(number.s_addr) >> 16 == CS_ORIGIN_NETWORK)
        return complain("--denied-address %s: the cases' own addresses are there", text);
    for (unsigned i = 0; cs_address_list_get(policy->origin_addresses, i, address); i++)
        if (strcmp(address, text) == 0)
            return complain("--denied-address and --origin-address have to differ");
    (void)snprintf(policy->denied_address, sizeof(policy->denied_address), "%s", text);
    policy->denies_addresses = true;
    return true;
}

bool cs_run_options_remote(const struct cs_run_options *options, struct sockaddr_storage *address,
                           struct cs_policy *policy)
{
    *policy = (struct cs_policy){
        .origin_port = options->target.origin_port != 0 ? options->target.origin_port : 18443,
        .denied_port = options->target.denied_port != 0 ? options->target.denied_port : default_denied_port(),
        .denies_ports = options->target.denied_port != 0,
        .auth = "none",
    };
    if (options->has != NULL && !cs_run_set_facts(options->has, policy))
        return false;
    policy->ipv6 = policy->ipv6 && cs_port_has_ipv6();
    if (!take_parent(options->parent, policy))
        return false;
    (void)snprintf(policy->target, sizeof(policy->target), "%s", options->proxy);
    (void)snprintf(policy->transport, sizeof(policy->transport), "%s",
                   options->transport == NULL ? "" : options->transport);
    policy->proxy_tls = strncmp(options->proxy, "https://", 8) == 0;
    (void)snprintf(policy->role, sizeof(policy->role), "%s", options->role == NULL ? "" : options->role);
    (void)snprintf(policy->origin_addresses, sizeof(policy->origin_addresses), "%s",
                   options->target.origin_addresses == NULL ? "" : options->target.origin_addresses);
    if (!take_denied_address(options->denied, policy))
        return false;
    if (options->proxy_user != NULL) {
        (void)snprintf(policy->auth, sizeof(policy->auth), "%s",
                       options->target.auth != NULL ? options->target.auth : "basic");
        if (!take_account(options->proxy_user, policy))
            return false;
    } else if (options->target.auth != NULL && strcmp(options->target.auth, "none") != 0) {
        return complain("--auth %s needs --proxy-user USER:PASSWORD", options->target.auth);
    }
    if (policy->denied_port == policy->origin_port)
        return complain("--denied-port and --origin-port have to differ");
    if (!take_allowed_ports(options, policy))
        return false;
    return read_address(options, address);
}
