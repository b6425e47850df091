#include "harness/launch/policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/launch/isolation.h"
#include "harness/launch/port.h"
#include "reports/fact.h"

/* An address of loopback that no other target of this machine is likely to have for a party that we play. */
static void choose_address(char address[], size_t capacity)
{
    static unsigned count;
    unsigned place = (unsigned)getpid() * 16 + count++;

    snprintf(address, capacity, "%d.%d.%u.%u", CS_PARENT_NETWORK >> 8, CS_PARENT_NETWORK & 255, place / 150 % 150 + 100,
             place % 150 + 100);
}

struct setting {
    const struct cs_fact *fact;
    struct cs_policy *policy;
};

static bool set_one(const struct cs_yaml_node *word, void *context)
{
    struct setting *setting = context;

    return cs_fact_set(setting->fact, setting->policy, word->text);
}

static bool set_facts(const struct cs_choice *choice, struct cs_policy *policy, struct cs_diagnostics *diagnostics)
{
    for (size_t i = 0; i < cs_fact_count; i++) {
        struct setting setting = {.fact = &cs_facts[i], .policy = policy};
        const char *key = cs_facts[i].profile;
        const struct cs_yaml_node *node = key == NULL ? NULL : cs_choice_get(choice, key);

        if (node == NULL ||
            (node->kind == CS_YAML_SCALAR ? set_one(node, &setting) : cs_choice_each(choice, key, set_one, &setting)))
            continue;
        cs_yaml_error(node, diagnostics, "`%s` cannot be that", key);
        return false;
    }
    return true;
}

static void set_success(const struct cs_choice *choice, struct cs_policy *policy)
{
    const struct cs_yaml_node *status = cs_choice_member(choice, "success", "exit");
    const struct cs_yaml_node *text = cs_choice_member(choice, "success", "stdout");

    policy->success_exit = status != NULL ? (unsigned)strtoul(status->text, NULL, 10)
                           : text != NULL ? CS_EXIT_STATUS_ANY
                                          : 0;
    snprintf(policy->success_text, sizeof(policy->success_text), "%s", text == NULL ? "" : text->text);
}

/* Ports that are let through, those of the command line first; none is also one that is refused, or where we are. */
static void allow_ports(const uint16_t *ports, size_t count, struct cs_policy *policy)
{
    size_t allowed = 0;

    for (size_t i = 0; i < count && ports[i] != 0; i++)
        if (ports[i] != policy->origin_port && ports[i] != policy->denied_port)
            policy->allowed_ports[allowed++] = ports[i];
    policy->allowed_ports[allowed] = 0;
}

/* What the command line says goes first, then the profile, then what is usual. */
static void set_ports(const struct cs_target_request *request, struct cs_policy *policy)
{
    static const uint16_t in_a_room[] = {80, 443};

    if (request->origin_port != 0 || policy->origin_port == 0)
        policy->origin_port = request->origin_port != 0 ? request->origin_port : CS_TARGET_ORIGIN_PORT;
    if (request->denied_port != 0 || policy->denied_port == 0)
        policy->denied_port = request->denied_port != 0 ? request->denied_port : cs_target_default_denied_port();
    if (request->allowed_ports[0] != 0)
        allow_ports(request->allowed_ports, CS_TARGET_PORTS_MAX, policy);
    else if (cs_isolation_is_inside() && policy->allowed_ports[0] == 0)
        allow_ports(in_a_room, sizeof(in_a_room) / sizeof(in_a_room[0]), policy);
}

void cs_policy_forget_ports(const struct cs_choice *choice, struct cs_policy *policy)
{
    if (policy->denies_ports && cs_choice_get(choice, "allowed_ports") == NULL)
        policy->allowed_ports[0] = 0;
}

/* What a profile need not say, and what the machine has a word in. */
static void set_what_is_usual(const struct cs_choice *choice, struct cs_policy *policy)
{
    policy->denies_ports = cs_choice_flag(choice, "denies_ports", true);
    policy->denies_addresses = policy->denies_addresses || policy->denied_address[0] != '\0';
    policy->ipv6 = policy->ipv6 && cs_port_has_ipv6();
    policy->room = cs_isolation_is_inside();
    policy->names = policy->names || policy->room;
    if (policy->auth[0] == '\0')
        snprintf(policy->auth, sizeof(policy->auth), "none");
    if (cs_choice_flag(choice, "parent", false))
        choose_address(policy->parent, sizeof(policy->parent));
    if (cs_choice_flag(choice, "backend", false))
        choose_address(policy->backend, sizeof(policy->backend));
}

/* Our addresses of loopback are not seen from another machine. */
static bool set_addresses(const struct cs_choice *choice, const struct cs_target_request *request,
                          struct cs_policy *policy, struct cs_diagnostics *diagnostics)
{
    const struct cs_yaml_node *proxy = cs_choice_get(choice, "proxy");
    struct sockaddr_in address;

    if (request->origin_addresses != NULL)
        snprintf(policy->origin_addresses, sizeof(policy->origin_addresses), "%s", request->origin_addresses);
    if (proxy == NULL || policy->origin_addresses[0] != '\0' || !cs_port_address(proxy->text, &address) ||
        ntohl(address.sin_addr.s_addr) >> 24 == IN_LOOPBACKNET)
        return true;
    cs_yaml_error(
        proxy, diagnostics,
        "this proxy is not on this machine: `origin_addresses`, or --origin-address, tells at which addresses "
        "of ours it can reach the origins");
    return false;
}

bool cs_policy_of(const struct cs_choice *choice, const struct cs_target_request *request, const char *self,
                  struct cs_policy *policy, struct cs_diagnostics *diagnostics)
{
    char *name = cs_choice_name(choice);

    *policy = (struct cs_policy){.origin_port = 0};
    snprintf(policy->target, sizeof(policy->target), "%s", name == NULL ? "" : name);
    free(name);
    if (!set_facts(choice, policy, diagnostics))
        return false;
    cs_choice_version(choice, self, policy->version, sizeof(policy->version));
    set_success(choice, policy);
    set_ports(request, policy);
    set_what_is_usual(choice, policy);
    if (!set_addresses(choice, request, policy, diagnostics))
        return false;
    if (policy->origin_port != policy->denied_port)
        return true;
    cs_diagnose(diagnostics, choice->profile->path, (struct cs_place){0, 0},
                "port %u is both the origin port and the denied port", policy->origin_port);
    return false;
}
