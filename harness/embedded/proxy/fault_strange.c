/* Faults in whom a request is believed to come from, and what it is believed to ask. */
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "harness/embedded/proxy/fault_auth.h"
#include "harness/embedded/proxy/fault_decide.h"

#define PAIR_MAX 256

static bool says_it_is_local(const struct cs_asked *asked)
{
    static const char *const names[] = {"x-forwarded-for", "x-real-ip", "client-ip", "forwarded"};
    struct cs_span value;
    bool says = false;

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        says |= cs_asked_field(asked, names[i], 0, &value) && value.length >= 9 &&
                memcmp(asked->message.text + value.start + value.length - 9, "127.0.0.1", 9) == 0;
    return says;
}

static bool is_http10(const struct cs_asked *asked)
{
    return asked->message.version_major == 1 && asked->message.version_minor == 0;
}

static bool is_empty(const struct cs_asked *asked)
{
    struct cs_span value;

    return cs_asked_field(asked, "proxy-authorization", 0, &value) &&
           (value.length == 0 || (value.length == 5 && memcmp(asked->message.text + value.start, "Basic", 5) == 0));
}

/* The token of the right pair, anywhere in the head. */
static bool has_token(const struct cs_asked *asked)
{
    unsigned char pair[2 * PAIR_MAX + 2], token[3 * PAIR_MAX];
    int length = snprintf((char *)pair, sizeof(pair), "%s:%s", asked->config->user, asked->config->password);

    if (length < 0 || (size_t)length >= sizeof(pair))
        return false;
    length = EVP_EncodeBlock(token, pair, length);
    return memmem(asked->message.text, asked->message.length, token, (size_t)length) != NULL;
}

static bool is_named(const struct cs_asked *asked)
{
    return asked->message.target.kind == CS_HOST_NAME;
}

static bool is_ipv6(const struct cs_asked *asked)
{
    return asked->message.target.kind == CS_HOST_IPV6;
}

static bool is_here(const struct cs_asked *asked)
{
    static const char *const hosts[] = {"localhost", "127.0.0.1", "[::1]"};
    const struct cs_span host = asked->message.target.host;
    bool here = false;

    for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
        here |= host.length == strlen(hosts[i]) &&
                strncasecmp(asked->message.text + host.start, hosts[i], host.length) == 0;
    return here;
}

bool cs_fault_believes(const struct cs_asked *asked)
{
    static const struct {
        enum cs_fault fault;
        bool (*finds)(const struct cs_asked *asked);
    } rows[] = {
        {CS_FAULT_FORWARDED_FOR, says_it_is_local},
        {CS_FAULT_AUTH_HTTP10, is_http10},
        {CS_FAULT_AUTH_EMPTY, is_empty},
        {CS_FAULT_AUTH_SEARCHED, has_token},
        {CS_FAULT_AUTH_NAMES, is_named},
        {CS_FAULT_AUTH_IPV6, is_ipv6},
        {CS_FAULT_AUTH_LOCAL, is_here},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (cs_has(asked->config, rows[i].fault))
            return rows[i].finds(asked);
    return false;
}

bool cs_fault_forwarded_host(const struct cs_asked *asked, struct cs_destination *out)
{
    static const char *const names[] = {"x-forwarded-host", "x-original-host", "x-host"};
    struct cs_findings findings = {0};
    struct cs_authority host;
    struct cs_span value = {0};

    for (size_t i = 0; value.length == 0 && i < sizeof(names) / sizeof(names[0]); i++)
        (void)cs_asked_field(asked, names[i], 0, &value);
    return cs_has(asked->config, CS_FAULT_FORWARDED_HOST) && value.length > 0 &&
           cs_host_value_parse(asked->message.text + value.start, value.length, value.start, &host, &findings) ==
               CS_COMPLETE &&
           cs_authority_destination(asked->message.text, &host, out);
}
