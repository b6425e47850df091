#include "harness/engine/addresses.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "harness/base/address_list.h"
#include "harness/net/address.h"

/* fd77::80:N, where N is the host's place in its network: unique in a room, to which the address is confined.  80 is
 * what a rule finds that looks for an allowed port anywhere in the target (ports/inside-address). */
static int take_host6(struct cs_addresses *out)
{
    struct in_addr host;

    if (inet_pton(AF_INET, out->host, &host) != 1)
        return EADDRNOTAVAIL;
    snprintf(out->host6, sizeof(out->host6), "fd77::80:%x", (unsigned)(ntohl(host.s_addr) & 0xffff));
    return cs_address_assign(out->host6);
}

static int claim_addresses(struct cs_address_pool *pool, const struct cs_case *source, struct cs_addresses *out)
{
    int error = cs_address_pool_take(pool, out->host);

    if (error == 0 && cs_case_listens(source, "other"))
        error = cs_address_pool_take(pool, out->other);
    if (error == 0 && cs_case_listens(source, "deaf"))
        error = cs_address_pool_take(pool, out->deaf);
    return error == 0 ? cs_address_pool_take(pool, out->closed) : error;
}

/* The one that the user names, or the host's place in the network that is denied. */
static void deny_address(const char *given, struct cs_addresses *out)
{
    struct in_addr host;

    if (given[0] != '\0')
        snprintf(out->denied, sizeof(out->denied), "%s", given);
    else if (inet_pton(AF_INET, out->host, &host) == 1)
        snprintf(out->denied, sizeof(out->denied), "127.78.%u.%u", ntohl(host.s_addr) >> 8 & 255,
                 ntohl(host.s_addr) & 255);
}

/* The user's addresses: the first is the case's own, the others are what it needs besides.  Those that listen on fewer
 * may find the next one closed. */
static void share_addresses(const char *list, const struct cs_case *source, struct cs_addresses *out)
{
    unsigned used = 0;

    (void)cs_address_list_get(list, used++, out->host);
    if (cs_case_listens(source, "other"))
        (void)cs_address_list_get(list, used++, out->other);
    if (cs_case_listens(source, "deaf"))
        (void)cs_address_list_get(list, used++, out->deaf);
    (void)cs_address_list_get(list, used, out->closed);
}

int cs_addresses_take(struct cs_address_pool *pool, const struct cs_policy *policy, const struct cs_case *source,
                      struct cs_addresses *out)
{
    int error = 0;

    memset(out, 0, sizeof(*out));
    if (pool != NULL)
        error = claim_addresses(pool, source, out);
    else
        share_addresses(policy->origin_addresses, source, out);
    if (error == 0 && cs_case_listens(source, "denied-host"))
        deny_address(policy->denied_address, out);
    if (error == 0 && cs_case_listens(source, "host6"))
        error = take_host6(out);
    return error;
}
