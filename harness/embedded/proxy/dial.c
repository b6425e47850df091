/* From a destination to its connection: its addresses, the policy for them, one attempt after the other. */
#include <arpa/inet.h>
#include <string.h>

#include "harness/embedded/proxy/lookup.h"
#include "harness/embedded/proxy/shell_internal.h"

#define HOSTS "/etc/hosts"

static bool has_fault(const struct cs_pair *pair, enum cs_fault fault)
{
    return pair->shell->config->fault == fault;
}

void cs_pair_try_next(struct cs_pair *pair, enum cs_connect_error error)
{
    while (pair->address_next < pair->address_count) {
        const struct sockaddr *address = (const struct sockaddr *)&pair->addresses[pair->address_next++];
        struct cs_wire *wire = cs_wire_new(pair, CS_SIDE_ORIGIN);
        if (wire != NULL && cs_wire_connect(wire, address))
            return;
        if (wire != NULL)
            cs_wire_reset(wire);
    }
    cs_session_connect_failed(pair->session, error);
}

void cs_pair_dial_now(struct cs_pair *pair)
{
    pair->dial_waits = false;
    cs_pair_try_next(pair, pair->dial_error);
}

/* ---- policy ---- */

/* Where a connect to |address| arrives, as IPv4; false for IPv6 proper. */
static bool is_ipv4(const struct cs_pair *pair, const struct sockaddr_storage *address, struct in_addr *out)
{
    const struct in6_addr *v6 = &((const struct sockaddr_in6 *)address)->sin6_addr;

    if (address->ss_family == AF_INET) {
        *out = ((const struct sockaddr_in *)address)->sin_addr;
        return true;
    }
    memcpy(out, &v6->s6_addr[12], sizeof(*out));
    return IN6_IS_ADDR_V4MAPPED(v6) && !has_fault(pair, CS_FAULT_ADDRESSES_MAPPED);
}

static bool is_denied(const struct cs_pair *pair, const struct sockaddr_storage *address)
{
    const struct cs_proxy_config *config = pair->shell->config;
    struct in_addr v4;

    return config->denied_bits > 0 && !has_fault(pair, CS_FAULT_ADDRESSES_IGNORED) && is_ipv4(pair, address, &v4) &&
           ((ntohl(v4.s_addr) ^ config->denied) >> (32 - config->denied_bits)) == 0;
}

/* Policy is for addresses, not for what the client calls them: it comes behind the look-up. */
static void drop_denied(struct cs_pair *pair)
{
    size_t kept = 0;

    for (size_t i = 0; i < pair->address_count; i++)
        if (!is_denied(pair, &pair->addresses[i]))
            pair->addresses[kept++] = pair->addresses[i];
    if (kept == 0 && pair->address_count > 0)
        pair->dial_error = CS_CONNECT_DENIED;
    pair->address_count = kept;
}

/* ---- addresses ---- */

/* The addresses may be connected to. */
static void dial_soon(struct cs_pair *pair)
{
    struct cs_wire *client = pair->sides[CS_SIDE_CLIENT];

    if (has_fault(pair, CS_FAULT_FIRST_ADDRESS) && pair->address_count > 1)
        pair->address_count = 1;
    pair->dial_waits = client != NULL && has_fault(pair, CS_FAULT_FIN_AS_ABORT);
    if (pair->dial_waits)
        cs_wire_expect(client, CS_WITHDRAWAL_MS);
    else
        cs_pair_dial_now(pair);
}

static bool look_up(struct cs_pair *pair);

static void take_addresses(struct cs_pair *pair, const struct sockaddr_storage *addresses, size_t count, bool timed_out)
{
    bool unchecked = pair->looked_up_again || has_fault(pair, CS_FAULT_ADDRESSES_AS_TEXT);

    memcpy(pair->addresses, addresses, count * sizeof(*addresses));
    pair->address_count = count;
    if (count == 0 && timed_out && has_fault(pair, CS_FAULT_LOOKUP_BLOCKS) && look_up(pair))
        return;
    if (count == 0)
        pair->dial_error = timed_out ? CS_CONNECT_LOOKUP_TIMED_OUT : CS_CONNECT_UNRESOLVED;
    if (!unchecked)
        drop_denied(pair);
    if (has_fault(pair, CS_FAULT_ADDRESSES_CHECKED_ONCE) && !pair->looked_up_again && pair->address_count > 0) {
        pair->looked_up_again = true;
        if (look_up(pair))
            return;
    }
    dial_soon(pair);
}

static void on_looked_up(void *context, const struct sockaddr_storage *addresses, size_t count, bool timed_out)
{
    struct cs_pair *pair = context;

    if (pair->looking_up && !pair->shell->stopping) {
        pair->looking_up = false;
        take_addresses(pair, addresses, count, timed_out);
        cs_pair_run(pair);
    }
    cs_pair_release(pair);
}

static bool look_up(struct cs_pair *pair)
{
    struct cs_shell *shell = pair->shell;

    pair->looking_up =
        shell->config->asks_resolver && cs_lookup_start(shell->loop, &pair->destination, on_looked_up, pair);
    pair->wires += pair->looking_up;
    return pair->looking_up;
}

/* A faulty proxy leaves what is no address in four decimal numbers to the C library: 127.1, 0x7f000001, 127.0.0.1
 * with the dot of the root. */
static bool is_loose_address(struct cs_pair *pair, const struct cs_destination *destination)
{
    struct sockaddr_in *address = (struct sockaddr_in *)&pair->addresses[0];
    char text[CS_DESTINATION_HOST_MAX + 1];

    memcpy(text, destination->host, destination->length);
    text[destination->length] = '\0';
    if (destination->length > 0 && text[destination->length - 1] == '.')
        text[destination->length - 1] = '\0';
    *address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(destination->port)};
    return (has_fault(pair, CS_FAULT_ADDRESSES_LOOSE) || has_fault(pair, CS_FAULT_PORTS_FOR_ADDRESSES)) &&
           inet_aton(text, &address->sin_addr) != 0;
}

static void cut_zone(struct cs_destination *destination)
{
    const char *sign = memchr(destination->host, '%', destination->length);

    if (sign != NULL)
        destination->length = (size_t)(sign - destination->host);
}

void cs_pair_dial(struct cs_pair *pair, const struct cs_destination *destination)
{
    struct cs_wire *client = pair->sides[CS_SIDE_CLIENT];

    pair->destination = *destination;
    if (has_fault(pair, CS_FAULT_ZONE_STRIPPED))
        cut_zone(&pair->destination);
    destination = &pair->destination;
    pair->address_next = 0;
    pair->looked_up_again = false;
    pair->connected = false;
    pair->dial_error = CS_CONNECT_OTHER;
    pair->address_count = cs_resolve(destination, HOSTS, pair->addresses);
    if (client != NULL)
        uv_timer_stop(&client->timer); /* the head has come */
    if (pair->address_count > 0) {
        drop_denied(pair);
        dial_soon(pair);
    } else if (is_loose_address(pair, destination)) {
        pair->address_count = 1;
        dial_soon(pair);
    } else if (!look_up(pair)) {
        pair->dial_error = CS_CONNECT_UNRESOLVED;
        dial_soon(pair);
    }
}
