/* What a target lacks for a case. */
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "harness/base/address_list.h"
#include "harness/plan/plan.h"
#include "harness/scenario/listener_list.h"
#include "harness/scenario/yaml.h"
#include "reports/fact.h"

/* Whether the account's token holds a letter that base64 and its alphabet for URLs write differently. */
static bool differs_in_urls(const struct cs_policy *policy)
{
    char pair[1024];
    unsigned char token[1400];
    int length = snprintf(pair, sizeof(pair), "%s:%s", policy->user, policy->password);

    if (length < 0 || (size_t)length >= sizeof(pair))
        return false;
    EVP_EncodeBlock(token, (const unsigned char *)pair, length);
    return strpbrk((const char *)token, "+/") != NULL;
}

static bool has_blank(const struct cs_policy *policy)
{
    return strchr(policy->password, ' ') != NULL;
}

static bool has_letters(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text > 127)
            return true;
    return false;
}

/* Needs that no fact is by itself. */
static const char *account_reason(const char *need, const struct cs_policy *policy)
{
    bool asks = policy->auth[0] != '\0' && strcmp(policy->auth, "none") != 0;

    if (strcmp(need, "auth") == 0 && !asks)
        return "needs a target that asks for credentials (--proxy-user USER:PASSWORD; in a profile auth, a layer "
               "+basic)";
    if (strcmp(need, "basic") == 0 && strcmp(policy->auth, "basic") != 0)
        return "needs a target that asks for Basic credentials (--proxy-user USER:PASSWORD; a layer +basic)";
    if (strcmp(need, "two-alphabets") == 0 && !differs_in_urls(policy))
        return "needs an account whose token differs between base64 and base64url (--proxy-user USER:PASSWORD)";
    if (strcmp(need, "blank-account") == 0 && !has_blank(policy))
        return "needs an account with a blank in its password (--proxy-user USER:PASSWORD)";
    if (strcmp(need, "utf-8-account") == 0 && !has_letters(policy->user) && !has_letters(policy->password))
        return "needs an account with letters beyond ASCII (--proxy-user USER:PASSWORD)";
    if (strcmp(need, "digest") == 0 && strcmp(policy->auth, "digest") != 0)
        return "needs a target that asks for Digest credentials (--auth digest --proxy-user USER:PASSWORD; a layer "
               "+digest)";
    if (strcmp(need, "no-auth") == 0 && asks)
        return "needs a target that asks for no credentials (no --proxy-user; a profile without auth)";
    if (strcmp(need, "inner-tls") == 0 && policy->inner[0] != '\0' && strcmp(policy->inner, "tls") != 0)
        return "needs a client that speaks TLS in the tunnel";
    if (strcmp(need, "inner-http") == 0 && strcmp(policy->inner, "http") != 0)
        return "needs a client that speaks plain HTTP in the tunnel, or hands it over as it is";
    if (strcmp(need, "processes") == 0 && policy->guardian == 0)
        return "needs a target that we start, and whose processes we may look at (--target)";
    return NULL;
}

static const char *need_reason(const char *need, const struct cs_policy *policy)
{
    for (size_t i = 0; i < cs_fact_count; i++)
        if (cs_facts[i].need != NULL && strcmp(cs_facts[i].need, need) == 0)
            return cs_fact_is_set(&cs_facts[i], policy) ? NULL : cs_facts[i].reason;
    return account_reason(need, policy);
}

static bool lets_through(const struct cs_policy *policy, unsigned port)
{
    for (const uint16_t *at = policy->allowed_ports; *at != 0; at++)
        if (*at == port)
            return true;
    return policy->origin_port == port;
}

const char *cs_plan_hidden_reason(const struct cs_case *source, const struct cs_policy *policy)
{
    for (size_t i = 0; i < source->visible_count; i++)
        if (!lets_through(policy, source->visible_ports[i]))
            return "the target's policy would hide it: it is not known to let the ports in question through "
                   "(--allowed-port N)";
    return NULL;
}

/* A case that says nothing is for proxies, over HTTP/1.1. */
static const char *role_reason(const struct cs_case *source, const struct cs_policy *policy)
{
    const struct cs_role_words *role = cs_role_find(policy->role);
    const struct cs_role_words *own = source->role != NULL ? source->role : cs_roles;

    return role == NULL || role == own ? NULL : own->only;
}

static const char *transport_reason(const struct cs_case *source, const struct cs_policy *policy)
{
    int index = policy->transport[0] == '\0' ? 0 : cs_word_index(policy->transport, cs_transport_names);
    unsigned over = source->over != 0 ? source->over : 1;

    if (index >= 0 && (over & 1u << index) != 0)
        return NULL;
    return (over & 1u) != 0 ? "is for HTTP/1.1 (no --transport, in a profile no layer of one)"
                            : "is for another version of HTTP (--transport h2, in a profile transport)";
}

static bool has_need(const struct cs_case *source, const char *need)
{
    return source->needs != NULL && cs_word_index(need, (const char *const *)source->needs) >= 0;
}

static const char *verb_reason(const struct cs_case *source)
{
    for (size_t i = 0; i < source->step_count; i++)
        if (!cs_verb_is_driven(&source->steps[i]))
            return "uses a step that this version reads but cannot take";
    return NULL;
}

static void note_closed(const char *name, void *context)
{
    *(bool *)context = *(bool *)context || strcmp(name, "closed") == 0;
}

static bool wants_closed(const struct cs_case *source)
{
    bool wanted = false;

    cs_case_each_variable(source, -1, note_closed, &wanted);
    for (size_t i = 0; i < source->value_count; i++)
        cs_case_each_variable(source, (int)i, note_closed, &wanted);
    return wanted;
}

/* What a target on another machine cannot reach, or we cannot see. */
static const char *distance_reason(const struct cs_case *source, const struct cs_policy *policy)
{
    if (cs_case_listens(source, "denied-edges") && policy->denied_address[0] != '\0')
        return "needs a target that refuses the network " CS_DENIED_FIRST "/16, both ends of it (no --denied-address)";
    if (cs_address_list_is_local(policy->origin_addresses))
        return NULL;
    if (cs_case_shares_address(source))
        return "needs a target on this machine, because what it connects to on its own cannot be seen (no "
               "--origin-address)";
    if (cs_case_listens(source, "denied-host") && policy->denied_address[0] == '\0')
        return "needs an address of ours that the target was told to refuse (--denied-address A; in a profile "
               "denied_address)";
    return NULL;
}

/* How many addresses of ours a case takes, where there are not as many as it takes. */
static const char *address_reason(const struct cs_case *source, const struct cs_policy *policy)
{
    static const char *const reasons[] = {
        "needs a second address of ours (--origin-address A,B)",
        "needs a third address of ours (--origin-address A,B,C)",
        "needs a fourth address of ours (--origin-address A,B,C,D)",
    };
    unsigned wanted = 1u + cs_case_listens(source, "other") + cs_case_listens(source, "deaf") + wants_closed(source);

    if (policy->origin_addresses[0] == '\0')
        return NULL;
    if (wanted > cs_address_list_count(policy->origin_addresses))
        return reasons[wanted - 2];
    return distance_reason(source, policy);
}

const char *cs_plan_foreign_reason(const struct cs_case *source, const struct cs_policy *policy)
{
    const char *reason = role_reason(source, policy);

    return reason == NULL ? transport_reason(source, policy) : reason;
}

const char *cs_plan_skip_reason(const struct cs_case *source, const struct cs_policy *policy)
{
    const char *reason = cs_plan_foreign_reason(source, policy);

    reason = reason == NULL ? verb_reason(source) : reason;
    for (size_t i = 0; reason == NULL && i < source->need_count; i++)
        reason = need_reason(source->needs[i], policy);
    if (reason == NULL && policy->parent[0] != '\0' && !has_need(source, "parent"))
        reason = "this target hands every CONNECT on to a parent proxy (without --parent; without the layer +parent)";
    return reason == NULL ? address_reason(source, policy) : reason;
}
