#include "harness/plan/plan_variables.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

/* The longest value of a parameter. */
#define CS_VALUE_BYTES_MAX (1024 * 1024)

#define NONCE_MAX   17 /* 16 hexadecimal digits */
#define ADDRESS_MAX sizeof(((struct cs_addresses *)NULL)->host)
#define DOMAIN      ".connectspec.test"

bool cs_plan_add_variable(struct cs_plan *plan, const char *name, const char *value, size_t length)
{
    return cs_variables_add(&plan->variables, &plan->variable_count, name, value, length);
}

bool cs_plan_lookup(void *context, const char *name, const char **value, size_t *length)
{
    const struct cs_plan *plan = context;
    const struct cs_variable *variable = cs_variables_find(plan->variables, plan->variable_count, name);

    if (variable == NULL)
        return false;
    *value = variable->value;
    *length = variable->length;
    return true;
}

static bool set(struct cs_plan *plan, const char *name, const char *value)
{
    return cs_plan_add_variable(plan, name, value, strlen(value));
}

static bool set_unless_empty(struct cs_plan *plan, const char *name, const char *value)
{
    return *value == 0 || set(plan, name, value);
}

static bool set_account(struct cs_plan *plan, const char *authority, char error[CS_TEMPLATE_ERROR_MAX])
{
    char *line = cs_credentials_line(plan->policy, cs_purse_take(plan->purse), "CONNECT", authority, authority);
    char *token = cs_basic_token(plan->policy);
    bool done = line != NULL && token != NULL && set(plan, "credentials", line) && set(plan, "basic", token) &&
                set(plan, "user", plan->policy->user) && set(plan, "password", plan->policy->password);

    if (!done)
        snprintf(error, CS_TEMPLATE_ERROR_MAX, "no memory");
    free(line);
    free(token);
    return done;
}

/* The nonce, for the caller too, and a name with it that nobody says anything about. */
static bool set_nonce(struct cs_plan *plan, char nonce[NONCE_MAX])
{
    uint64_t bits = 0;
    char silent[64];
    char marker[32];

    if (getrandom(&bits, sizeof(bits), 0) != sizeof(bits))
        return false;
    snprintf(nonce, NONCE_MAX, "%016llx", (unsigned long long)bits);
    snprintf(silent, sizeof(silent), "c%s.silent" DOMAIN, nonce);
    snprintf(marker, sizeof(marker), "origin-%s", nonce);
    return set(plan, "nonce", nonce) && set(plan, "marker", marker) && set(plan, "silent-name", silent);
}

/* "127-77-3-9" */
static void put_dashes(const char *address, char out[ADDRESS_MAX])
{
    size_t length = strlen(address);

    for (size_t i = 0; i <= length; i++)
        out[i] = address[i] == '.' ? '-' : address[i];
}

/* A name of two addresses (harness/launch/resolver_message.h), where there are both. */
static bool set_pair_name(struct cs_plan *plan, const char *variable, const char *prefix, const char *first,
                          const char *second)
{
    char one[ADDRESS_MAX], two[ADDRESS_MAX];
    char name[160];

    if (first[0] == 0 || second[0] == 0)
        return true;
    put_dashes(first, one);
    put_dashes(second, two);
    snprintf(name, sizeof(name), "%sip-%s.ip-%s" DOMAIN, prefix, one, two);
    return set(plan, variable, name);
}

static bool set_name(struct cs_plan *plan, const char *variable, const char *below, const char *address)
{
    char dashed[ADDRESS_MAX];
    char name[80];

    if (address[0] == 0)
        return true;
    put_dashes(address, dashed);
    snprintf(name, sizeof(name), "ip-%s%s" DOMAIN, dashed, below);
    return set(plan, variable, name);
}

/* An IPv4 address as the number that it is. */
static bool set_number(struct cs_plan *plan, const char *variable, const char *address)
{
    struct in_addr number;
    char text[16];

    if (inet_pton(AF_INET, address, &number) != 1)
        return true;
    snprintf(text, sizeof(text), "%lu", (unsigned long)ntohl(number.s_addr));
    return set(plan, variable, text);
}

/* An IPv4 address in other ways than four decimal numbers. */
static bool set_spellings(struct cs_plan *plan, const char *address)
{
    unsigned char octets[4];
    char hex[24], octal[24], words[16];

    if (inet_pton(AF_INET, address, octets) != 1)
        return true;
    snprintf(hex, sizeof(hex), "0x%x.0x%x.0x%x.0x%x", octets[0], octets[1], octets[2], octets[3]);
    snprintf(octal, sizeof(octal), "0%o.0%o.0%o.0%o", octets[0], octets[1], octets[2], octets[3]);
    snprintf(words, sizeof(words), "%x:%x", octets[0] << 8 | octets[1], octets[2] << 8 | octets[3]);
    return set(plan, "denied-hex", hex) && set(plan, "denied-octal", octal) && set(plan, "denied-words", words);
}

static bool set_names(struct cs_plan *plan, const char *nonce)
{
    char turn[NONCE_MAX + 8];
    const char *host = plan->addresses.host;
    const char *denied = plan->addresses.denied;

    snprintf(turn, sizeof(turn), "turn-%s.", nonce);
    return set_name(plan, "name", "", host) && set_name(plan, "other-name", "", plan->addresses.other) &&
           set_name(plan, "refused-name", ".denied", host) &&
           set_pair_name(plan, "late-name", "", plan->addresses.closed, host) &&
           set_pair_name(plan, "early-name", "", host, plan->addresses.closed) &&
           set_unless_empty(plan, "denied-host", denied) && set_unless_empty(plan, "host6", plan->addresses.host6) &&
           set_number(plan, "host-number", host) && set_number(plan, "denied-number", denied) &&
           set_spellings(plan, denied) && set_name(plan, "denied-name", "", denied) &&
           set_pair_name(plan, "late-denied-name", "", plan->addresses.closed, denied) &&
           set_pair_name(plan, "half-denied-name", "", denied, host) &&
           set_pair_name(plan, "turning-name", turn, host, denied) &&
           set_pair_name(plan, "returning-name", turn, denied, host);
}

static bool set_places(struct cs_plan *plan, const char *authority)
{
    const struct cs_addresses *addresses = &plan->addresses;
    char nonce[NONCE_MAX];
    char port[8];
    char denied[8];
    char wrapped[8];

    snprintf(port, sizeof(port), "%u", (unsigned)plan->policy->origin_port);
    snprintf(denied, sizeof(denied), "%u", (unsigned)plan->policy->denied_port);
    snprintf(wrapped, sizeof(wrapped), "%u", 65536u - plan->policy->origin_port);
    return set(plan, "wrapped-port", wrapped) && set(plan, "host", addresses->host) && set(plan, "port", port) &&
           set(plan, "authority", authority) && set(plan, "denied-port", denied) &&
           set_unless_empty(plan, "other", addresses->other) && set_unless_empty(plan, "closed", addresses->closed) &&
           set_unless_empty(plan, "deaf", addresses->deaf) && set_unless_empty(plan, "proxy", addresses->proxy) &&
           set(plan, "id", plan->id) && set_nonce(plan, nonce) && set(plan, "count", "00000001") &&
           set_names(plan, nonce);
}

bool cs_plan_set_value(struct cs_plan *plan, char error[CS_TEMPLATE_ERROR_MAX])
{
    const struct cs_value *value = plan->value < 0 ? NULL : &plan->source->values[plan->value];
    struct cs_environment environment = {.lookup = cs_plan_lookup, .context = plan};

    for (size_t i = 0; value != NULL && i < value->binding_count; i++) {
        struct cs_bytes bytes;
        size_t length = 0;
        bool too_long;
        char *text;
        bool added;

        if (!cs_template_expand(value->bindings[i], &environment, &bytes, error))
            return false;
        too_long = bytes.total > CS_VALUE_BYTES_MAX;
        text = cs_bytes_flatten(&bytes, CS_VALUE_BYTES_MAX, &length);
        added = text != NULL && cs_plan_add_variable(plan, value->names[i], text, length);
        free(text);
        cs_bytes_free(&bytes);
        if (!added) {
            snprintf(error, CS_TEMPLATE_ERROR_MAX, too_long ? "the value %s is too long" : "no memory", value->label);
            return false;
        }
    }
    return true;
}

bool cs_plan_set_variables(struct cs_plan *plan, const char *authority, char error[CS_TEMPLATE_ERROR_MAX])
{
    if (!set_places(plan, authority)) {
        snprintf(error, CS_TEMPLATE_ERROR_MAX, "no memory");
        return false;
    }
    return set_account(plan, authority, error);
}
