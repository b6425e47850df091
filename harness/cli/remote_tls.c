/* `run --proxy https://HOST:PORT`: TLS to a target that already runs. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "harness/cli/run_options.h"
#include "harness/transport/transport.h"

#define SCHEME "https://"

const char *cs_run_options_proxy(const struct cs_run_options *options, bool *tls)
{
    *tls = strncmp(options->proxy, SCHEME, strlen(SCHEME)) == 0;
    return options->proxy + (*tls ? strlen(SCHEME) : 0);
}

/* The host in front of the last colon, without the brackets of IPv6. */
static void copy_host(const char *authority, char *host, size_t capacity)
{
    const char *colon = strrchr(authority, ':');
    size_t length = colon == NULL ? strlen(authority) : (size_t)(colon - authority);

    if (length >= 2 && authority[0] == '[' && authority[length - 1] == ']') {
        authority++;
        length -= 2;
    }
    (void)snprintf(host, capacity, "%.*s", (int)length, authority);
}

static bool is_address(const char *host)
{
    unsigned char bytes[16];

    return inet_pton(AF_INET, host, bytes) == 1 || inet_pton(AF_INET6, host, bytes) == 1;
}

bool cs_run_options_tls(const struct cs_run_options *options, struct cs_tls_context **out)
{
    struct cs_tls_options tls = {.alpn = cs_transport_alpn(options->transport == NULL ? "" : options->transport)};
    char host[256];
    bool wanted;

    *out = NULL;
    copy_host(cs_run_options_proxy(options, &wanted), host, sizeof(host));
    if (!wanted)
        return true;
    if (!is_address(host))
        tls.server_name = host; /* RFC 6066 section 3: no addresses */
    if (!options->insecure) {
        tls.checked_name = host;
        tls.root_file = options->ca == NULL ? "" : options->ca;
    }
    *out = cs_tls_context_new(&tls);
    if (*out == NULL)
        fprintf(stderr, "connectspec run: --ca '%s' has no certificates that can be read\n",
                options->ca == NULL ? "" : options->ca);
    return *out != NULL;
}
