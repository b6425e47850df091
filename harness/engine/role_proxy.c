/* The target is a proxy: we are the clients that it serves, the origins that it connects to, and the parent proxy that
 * it may hand its requests on to. */
#include <errno.h>
#include <string.h>

#include "harness/engine/drive.h"
#include "harness/scenario/listener_list.h"

/* Listens at one more place; where that fails it is the end. */
static void need(struct cs_links *links, const char *name, const char *host, uint16_t port)
{
    const char *stem = strcmp(name, "denied") == 0 ? "denied" : "origin";
    int error = cs_links_listen(links, name, stem, host, port);

    if (error != 0)
        cs_links_trouble(links, "cannot listen on %s port %u: %s", host, (unsigned)port, strerror(error));
}

static void need_localhost(struct cs_links *links, uint16_t port)
{
    int error;

    need(links, "localhost", "127.0.0.1", port);
    error = cs_links_listen(links, "localhost", "origin", "::1", port);
    if (error != 0 && error != EADDRNOTAVAIL && error != EAFNOSUPPORT) /* a machine without IPv6 */
        cs_links_trouble(links, "cannot listen on ::1 port %u: %s", (unsigned)port, strerror(error));
}

/* Outside of a room, low ports are only ours where the user says that the target lets them through. */
static bool is_web_port(const struct cs_policy *policy, uint16_t port)
{
    bool known = policy->room;

    for (const uint16_t *at = policy->allowed_ports; *at != 0; at++)
        known = known || *at == port;
    return known && port != policy->origin_port && port != policy->denied_port;
}

/* The ports that a target without one may be taken to mean. */
static void need_web(struct cs_links *links, const struct cs_policy *policy)
{
    static const uint16_t ports[] = {80, 443};

    for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++)
        if (is_web_port(policy, ports[i]))
            need(links, "web", links->addresses.host, ports[i]);
}

static bool is_let_through(const struct cs_policy *policy, uint16_t port)
{
    bool known = port == policy->origin_port || port == policy->denied_port;

    for (const uint16_t *at = policy->allowed_ports; *at != 0; at++)
        known = known || *at == port;
    return known;
}

/* What a rule lets through, too, that compares ports as text, in fewer bits or with a sign, or knows a range.  Nowhere
 * where nobody has named ports that are allowed: then the rule may be a list of those that are not. */
static void need_near(struct cs_links *links, const struct cs_policy *policy)
{
    const unsigned port = policy->origin_port;
    const unsigned ports[] = {port / 10, port / 10 % 1000, port % 10000, port + 256, port + 1, port ^ 0x8000, 44, 8080};

    for (size_t i = 0; policy->allowed_ports[0] != 0 && i < sizeof(ports) / sizeof(ports[0]); i++)
        if (ports[i] > 0 && ports[i] <= UINT16_MAX && !is_let_through(policy, (uint16_t)ports[i]))
            need(links, "near", links->addresses.host, (uint16_t)ports[i]);
}

static void need_blackhole(struct cs_links *links, uint16_t port)
{
    int error = cs_links_blackhole(links, port);

    if (error != 0)
        cs_links_trouble(links, "cannot be silent on %s port %u: %s", links->addresses.deaf, (unsigned)port,
                         strerror(error));
}

/* Of UDP, at the address of the row. */
static void need_udp(struct cs_links *links, const struct cs_listener_words *words, uint16_t port)
{
    const char *host = words->address == CS_AT_OTHER   ? links->addresses.other
                       : words->address == CS_AT_HOST6 ? links->addresses.host6
                                                       : links->addresses.host;
    int error = cs_links_listen_udp(links, words->name, "udp", host, port);

    if (error != 0)
        cs_links_trouble(links, "cannot listen on %s UDP port %u: %s", host, (unsigned)port, strerror(error));
}

static void need_edges(struct cs_links *links, uint16_t port)
{
    need(links, "denied-edges", CS_DENIED_FIRST, port);
    need(links, "denied-edges", CS_DENIED_LAST, port);
}

static void need_extra(struct cs_links *links, const char *name, const struct cs_policy *policy)
{
    const struct cs_listener_words *words = cs_listener_find(name);
    uint16_t port = policy->origin_port;

    if (words != NULL && words->ports == CS_ON_UDP_PORT)
        need_udp(links, words, port);
    else if (strcmp(name, "other") == 0)
        need(links, name, links->addresses.other, port);
    else if (strcmp(name, "ipv6") == 0)
        need(links, name, "::1", port);
    else if (strcmp(name, "denied-host") == 0)
        need(links, name, links->addresses.denied, port);
    else if (strcmp(name, "host6") == 0)
        need(links, name, links->addresses.host6, port);
    else if (strcmp(name, "denied6") == 0)
        need(links, name, links->addresses.host6, policy->denied_port);
    else if (strcmp(name, "web") == 0)
        need_web(links, policy);
    else if (strcmp(name, "near") == 0)
        need_near(links, policy);
    else if (strcmp(name, "deaf") == 0)
        need_blackhole(links, port);
    else if (strcmp(name, "denied-edges") == 0)
        need_edges(links, port);
    else if (strcmp(name, "localhost") == 0)
        need_localhost(links, port);
    else
        cs_links_trouble(links, "no listener is called %s", name);
}

static void open_listeners(struct cs_drive *drive)
{
    const struct cs_policy *policy = drive->setting->policy;
    const struct cs_case *source = drive->item.source;
    struct cs_links *links = &drive->links;
    const char *host = links->addresses.host;

    need(links, "origin", policy->parent[0] != 0 ? policy->parent : host, policy->origin_port);
    if (policy->denied_port != 0 && policy->denied_port != policy->origin_port)
        need(links, "denied", host, policy->denied_port);
    for (size_t i = 0; i < source->listen_count && !cs_links_is_over(links); i++)
        need_extra(links, source->listen[i], policy);
}

/* A proxy has done its work when a control CONNECT that came later is done. */
static enum cs_progress settle(struct cs_drive *drive)
{
    struct cs_barrier *barrier = &drive->barrier;

    if (barrier->state == CS_BARRIER_NONE && !cs_barrier_begin(barrier, &drive->links, &drive->pool))
        return CS_PROGRESS_WAITS;
    if (!cs_barrier_look(barrier, &drive->links) || cs_links_is_over(&drive->links))
        return CS_PROGRESS_WAITS;
    cs_barrier_clear(barrier);
    return CS_PROGRESS_DONE;
}

static void abandon(struct cs_drive *drive)
{
    cs_barrier_abandon(&drive->barrier, &drive->links);
}

const struct cs_role cs_role_proxy = {.name = "proxy", .open = open_listeners, .settle = settle, .abandon = abandon};
