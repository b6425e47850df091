#include "harness/embedded/proxy/dial.h"

#include <arpa/inet.h>
#include <string.h>

#include "harness/embedded/proxy/fault_decide.h"
#include "harness/embedded/proxy/fault_kept.h"
#include "harness/embedded/proxy/lookup.h"

#define HOSTS "/etc/hosts"

static bool has_fault(const struct cs_dial *dial, enum cs_fault fault)
{
    return dial->config->fault == fault;
}

static void try_next(struct cs_dial *dial, enum cs_connect_error error)
{
    while (dial->next < dial->count)
        if (dial->events->connect(dial->context, (const struct sockaddr *)&dial->addresses[dial->next++]))
            return;
    dial->events->failed(dial->context, error);
}

void cs_dial_next(struct cs_dial *dial)
{
    try_next(dial, dial->error);
}

void cs_dial_again(struct cs_dial *dial, enum cs_connect_error error)
{
    if (error == CS_CONNECT_OTHER && has_fault(dial, CS_FAULT_DIAL_BLOCKS))
        dial->next--; /* a blocking connect has more patience than a neighbour that does not answer */
    try_next(dial, error);
}

void cs_dial_call_off(struct cs_dial *dial)
{
    dial->looking_up = false;
}

/* ---- policy ---- */

/* Where a connect to |address| arrives, as IPv4; false for IPv6 proper. */
static bool is_ipv4(const struct cs_dial *dial, const struct sockaddr_storage *address, struct in_addr *out)
{
    const struct in6_addr *v6 = &((const struct sockaddr_in6 *)address)->sin6_addr;

    if (address->ss_family == AF_INET) {
        *out = ((const struct sockaddr_in *)address)->sin_addr;
        return true;
    }
    memcpy(out, &v6->s6_addr[12], sizeof(*out));
    return IN6_IS_ADDR_V4MAPPED(v6) && !has_fault(dial, CS_FAULT_ADDRESSES_MAPPED);
}

/* Faults: whether |address| is at an edge of the network that a rule forgets. */
static bool is_forgotten(const struct cs_dial *dial, uint32_t address)
{
    uint32_t hosts = (uint32_t)(UINT64_C(0xffffffff) >> dial->config->denied_bits);
    bool at_end = (address & hosts) == 0 || (address & hosts) == hosts;

    return (has_fault(dial, CS_FAULT_ADDRESSES_ZERO) && (address & 255) == 0) ||
           (has_fault(dial, CS_FAULT_ADDRESSES_255) && (address & 255) == 255) ||
           (has_fault(dial, CS_FAULT_ADDRESSES_BETWEEN) && at_end);
}

static bool is_denied(const struct cs_dial *dial, const struct sockaddr_storage *address)
{
    const struct cs_proxy_config *config = dial->config;
    struct in_addr v4;

    if (dial->datagrams && has_fault(dial, CS_FAULT_UDP_ADDRESSES_OPEN))
        return false;
    return config->denied_bits > 0 && !has_fault(dial, CS_FAULT_ADDRESSES_IGNORED) && is_ipv4(dial, address, &v4) &&
           ((ntohl(v4.s_addr) ^ config->denied) >> (32 - config->denied_bits)) == 0 &&
           !is_forgotten(dial, ntohl(v4.s_addr));
}

/* Faults: whether of several addresses this one is not looked at. */
static bool is_overlooked(const struct cs_dial *dial, size_t i)
{
    return (has_fault(dial, CS_FAULT_ADDRESSES_FIRST_CHECKED) && i > 0) ||
           (has_fault(dial, CS_FAULT_ADDRESSES_LAST_CHECKED) && i + 1 < dial->count);
}

/* Fault: one good address is enough. */
static bool is_good_enough(const struct cs_dial *dial)
{
    size_t good = 0;

    for (size_t i = 0; i < dial->count; i++)
        good += !is_denied(dial, &dial->addresses[i]);
    return has_fault(dial, CS_FAULT_ADDRESSES_ANY_GOOD) && good > 0;
}

/* Policy is for addresses, not for what the client calls them: it comes behind the look-up. */
static void drop_denied(struct cs_dial *dial)
{
    size_t kept = 0;

    if (is_good_enough(dial))
        return;
    for (size_t i = 0; i < dial->count; i++)
        if (is_overlooked(dial, i) || !is_denied(dial, &dial->addresses[i]))
            dial->addresses[kept++] = dial->addresses[i];
    if (kept == 0 && dial->count > 0)
        dial->error = CS_CONNECT_DENIED;
    dial->count = kept;
}

/* ---- addresses ---- */

static void get_ready(struct cs_dial *dial)
{
    if (has_fault(dial, CS_FAULT_FIRST_ADDRESS) && dial->count > 1)
        dial->count = 1;
    if (has_fault(dial, CS_FAULT_LAST_ADDRESS) && dial->count > 1) {
        dial->addresses[0] = dial->addresses[dial->count - 1];
        dial->count = 1;
    }
    dial->events->ready(dial->context);
}

static bool look_up(struct cs_dial *dial);

/* Fault: the name has been let through before. */
static bool is_trusted(const struct cs_dial *dial)
{
    return has_fault(dial, CS_FAULT_NAMES_TRUSTED) && cs_fault_knows_host(dial->config->memory, &dial->destination);
}

/* Fault: the port comes with what was kept of the name. */
static void take_port(struct cs_dial *dial)
{
    uint16_t port = htons(cs_fault_port_kept(dial->config->memory, &dial->destination));

    for (size_t i = 0; i < dial->count; i++)
        if (dial->addresses[i].ss_family == AF_INET)
            ((struct sockaddr_in *)&dial->addresses[i])->sin_port = port;
        else
            ((struct sockaddr_in6 *)&dial->addresses[i])->sin6_port = port;
}

/* Fault: the address is that of a name that began alike. */
static void take_kept(struct cs_dial *dial)
{
    struct sockaddr_in *first = (struct sockaddr_in *)&dial->addresses[0];

    if (dial->count > 0 && first->sin_family == AF_INET)
        first->sin_addr.s_addr =
            cs_fault_address_kept(dial->config->memory, &dial->destination, first->sin_addr.s_addr);
}

static void take_addresses(struct cs_dial *dial, const struct sockaddr_storage *addresses, size_t count, bool timed_out)
{
    bool unchecked = dial->looked_up_again || has_fault(dial, CS_FAULT_ADDRESSES_AS_TEXT) || is_trusted(dial);

    memcpy(dial->addresses, addresses, count * sizeof(*addresses));
    dial->count = count;
    if (count == 0 && timed_out && has_fault(dial, CS_FAULT_LOOKUP_BLOCKS) && look_up(dial))
        return;
    if (count == 0)
        dial->error = timed_out ? CS_CONNECT_LOOKUP_TIMED_OUT : CS_CONNECT_UNRESOLVED;
    if (has_fault(dial, CS_FAULT_NAMES_PORT_KEPT))
        take_port(dial);
    if (has_fault(dial, CS_FAULT_NAMES_BEGINNING))
        take_kept(dial);
    if (!unchecked)
        drop_denied(dial);
    if (dial->count > 0 && has_fault(dial, CS_FAULT_NAMES_TRUSTED))
        cs_fault_remember_host(dial->config->memory, &dial->destination);
    if (has_fault(dial, CS_FAULT_ADDRESSES_CHECKED_ONCE) && !dial->looked_up_again && dial->count > 0) {
        dial->looked_up_again = true;
        if (look_up(dial))
            return;
    }
    get_ready(dial);
}

static void on_looked_up(void *context, const struct sockaddr_storage *addresses, size_t count, bool timed_out)
{
    struct cs_dial *dial = context;
    bool wanted = dial->looking_up;

    dial->looking_up = false;
    if (wanted)
        take_addresses(dial, addresses, count, timed_out);
    dial->events->answered(dial->context, wanted);
}

static bool look_up(struct cs_dial *dial)
{
    dial->looking_up =
        dial->config->asks_resolver && cs_lookup_start(dial->loop, &dial->destination, on_looked_up, dial);
    if (dial->looking_up)
        dial->events->asks(dial->context);
    return dial->looking_up;
}

/* A faulty proxy leaves what is no address in four decimal numbers to the C library: 127.1, 0x7f000001, 127.0.0.1
 * with the dot of the root. */
static bool is_loose_address(struct cs_dial *dial, const struct cs_destination *destination)
{
    struct sockaddr_in *address = (struct sockaddr_in *)&dial->addresses[0];
    char text[CS_DESTINATION_HOST_MAX + 1];

    memcpy(text, destination->host, destination->length);
    text[destination->length] = '\0';
    if (destination->length > 0 && text[destination->length - 1] == '.')
        text[destination->length - 1] = '\0';
    *address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(destination->port)};
    return (has_fault(dial, CS_FAULT_ADDRESSES_LOOSE) || has_fault(dial, CS_FAULT_PORTS_FOR_ADDRESSES)) &&
           inet_aton(text, &address->sin_addr) != 0;
}

static void cut_zone(struct cs_destination *destination)
{
    const char *sign = memchr(destination->host, '%', destination->length);

    if (sign != NULL)
        destination->length = (size_t)(sign - destination->host);
}

void cs_dial_begin(struct cs_dial *dial, const struct cs_destination *destination)
{
    dial->destination = *destination;
    if (has_fault(dial, CS_FAULT_ZONE_STRIPPED))
        cut_zone(&dial->destination);
    dial->next = 0;
    dial->looked_up_again = false;
    dial->error = CS_CONNECT_OTHER;
    dial->count = cs_resolve(&dial->destination, HOSTS, dial->addresses);
    if (dial->count > 0) {
        drop_denied(dial);
        get_ready(dial);
    } else if (is_loose_address(dial, &dial->destination)) {
        dial->count = 1;
        get_ready(dial);
    } else if (!look_up(dial)) {
        dial->error = CS_CONNECT_UNRESOLVED;
        get_ready(dial);
    }
}
