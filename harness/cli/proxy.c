#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/arguments.h"
#include "harness/cli/command.h"
#include "harness/cli/proxy_tls.h"
#include "harness/cli/serve.h"
#include "harness/embedded/proxy/front_h1_manner.h"
#include "harness/embedded/proxy/nonces.h"
#include "harness/transport/transport.h"

static const char usage[] =
    "usage: connectspec proxy [OPTION...]\n"
    "Runs the embedded reference proxy in the foreground, until SIGTERM or SIGINT.\n"
    "\n"
    "  --listen ADDRESS      IPv4 or IPv6 address to listen on (default 127.0.0.1)\n"
    "  --port N              port to listen on; 0 means any (default); it is printed once ready\n"
    "  --allow-port N,...    ports that CONNECT may reach; may be repeated; none: every port\n"
    "  --names SOURCE        where names are looked up: hosts (the hosts file alone; default) or system\n"
    "  --deny-addresses NET  IPv4 network that CONNECT may not reach, e.g. 127.78.0.0/16\n"
    "  --deny-names NAME     a name that CONNECT may not reach, nor any name below it\n"
    "  --forward             serves GET of http URIs too\n"
    "  --parent HOST:PORT    a proxy that every CONNECT is handed on to\n"
    "  --head-seconds N      how long a request head may take, 1 to 3600 (default 60)\n"
    "  --auth USER:PASSWORD  asks for these credentials\n"
    "  --scheme SCHEME       in which form: basic (default) or digest\n"
    "  --tls FILE            speaks TLS; the authority that signed its certificate is written to FILE\n"
    "  --h2                  HTTP/2, too: by ALPN over TLS, else by its preface\n"
    "  --h3                  HTTP/3, too, over UDP at the same port; needs --tls\n"
    "  --manner NAME         how it does what is left open: plain (default), rich or terse\n"
    "  --udp                 connect-udp, too, at /.well-known/masque/udp/HOST/PORT/\n"
    "  --fault NAME          makes one mistake on purpose\n"
    "  --list-faults         lists the mistakes\n"
    "  --help                shows this text\n";

struct options {
    const char *address;
    uint16_t port;
    const char *tls; /* where the authority goes, or NULL */
    char *user;      /* owned: a copy that was split at its first colon */
    struct cs_proxy_config config;
    struct cs_proxy_memory memory;
};

static bool refuse(const char *what, const char *text)
{
    return cs_serve_refuse("proxy", what, text);
}

static bool read_port(const char *text, unsigned long least, uint16_t *out)
{
    return cs_serve_port("proxy", text, least, out);
}

static bool read_credentials(const char *text, struct options *options)
{
    char *colon;

    free(options->user);
    options->user = strdup(text);
    colon = options->user == NULL ? NULL : strchr(options->user, ':');
    if (colon == NULL)
        return refuse("not USER:PASSWORD", text);
    *colon = '\0';
    options->config.user = options->user;
    options->config.password = colon + 1;
    return true;
}

static bool read_scheme(const char *scheme, struct options *options)
{
    if (options->config.nonces == NULL && strcmp(scheme, "digest") == 0)
        options->config.nonces = cs_nonces_new();
    return options->config.nonces != NULL || strcmp(scheme, "basic") == 0 || refuse("not basic or digest", scheme);
}

static bool read_network(const char *text, struct options *options)
{
    char address[INET_ADDRSTRLEN] = "";
    struct in_addr network;
    int behind = 0;

    if (sscanf(text, "%15[0-9.]/%2u%n", address, &options->config.denied_bits, &behind) != 2 || text[behind] != '\0' ||
        options->config.denied_bits < 1 || options->config.denied_bits > 32 ||
        inet_pton(AF_INET, address, &network) != 1)
        return refuse("not ADDRESS/BITS", text);
    options->config.denied = ntohl(network.s_addr);
    return true;
}

static bool read_names(const char *source, struct options *options)
{
    options->config.asks_resolver = strcmp(source, "system") == 0;
    return options->config.asks_resolver || strcmp(source, "hosts") == 0 || refuse("not hosts or system", source);
}

/* "443" or "443,80". */
static bool read_allowed(const char *text, struct options *options)
{
    struct cs_proxy_config *config = &options->config;

    for (bool more = true; more; text += strcspn(text, ",") + 1) {
        size_t length = strcspn(text, ",");
        char port[8];

        if (config->allowed_count == CS_ALLOWED_PORTS_MAX)
            return refuse("too many allowed ports", text);
        (void)snprintf(port, sizeof(port), "%.*s", (int)(length < sizeof(port) ? length : sizeof(port)), text);
        if (!read_port(port, 1, &config->allowed[config->allowed_count++]))
            return false;
        more = text[length] == ',';
    }
    return true;
}

static bool read_seconds(const char *text, unsigned *out)
{
    int behind = 0;

    return (sscanf(text, "%4u%n", out, &behind) == 1 && text[behind] == '\0' && *out >= 1 && *out <= 3600) ||
           refuse("not a number of seconds", text);
}

static bool read_option(int option, struct options *options)
{
    switch (option) {
    case 'l':
        options->address = optarg;
        return true;
    case 'p':
        return read_port(optarg, 0, &options->port);
    case 'a':
        return read_allowed(optarg, options);
    case 'd':
        return read_network(optarg, options);
    case 'N':
        options->config.denied_name = optarg;
        return true;
    case 'n':
        return read_names(optarg, options);
    case 'F':
        options->config.forwards = true;
        return true;
    case 'P':
        return cs_serve_destination("proxy", optarg, &options->config.parent);
    case 't':
        return read_seconds(optarg, &options->config.head_seconds);
    case 'u':
        return read_credentials(optarg, options);
    case 's':
        return read_scheme(optarg, options);
    case 'T':
        options->tls = optarg;
        return true;
    case '2':
        options->config.multiplexes = true;
        return true;
    case '3':
        options->config.datagrams = true;
        return cs_transport_alpn("h3") != NULL || refuse("this program was built without HTTP/3", "--h3");
    case 'm':
        return cs_manner_find(optarg, &options->config.manner) || refuse("not plain, rich or terse", optarg);
    case 'U':
        options->config.udp = true;
        return true;
    case 'f':
        return cs_serve_fault("proxy", optarg, CS_PLACE_H1, &options->config.fault);
    default:
        return false;
    }
}

static int show_help(void)
{
    fputs(usage, stdout);
    return CS_EXIT_OK;
}

static void release(struct options *options)
{
    free(options->user);
    cs_nonces_free(options->config.nonces);
    cs_tls_context_free(options->config.tls);
}

int cs_cmd_proxy(int argc, char **argv)
{
    static const struct option table[] = {
        {"listen", required_argument, NULL, 'l'},
        {"port", required_argument, NULL, 'p'},
        {"allow-port", required_argument, NULL, 'a'},
        {"deny-addresses", required_argument, NULL, 'd'},
        {"deny-names", required_argument, NULL, 'N'},
        {"names", required_argument, NULL, 'n'},
        {"forward", no_argument, NULL, 'F'},
        {"parent", required_argument, NULL, 'P'},
        {"head-seconds", required_argument, NULL, 't'},
        {"auth", required_argument, NULL, 'u'},
        {"scheme", required_argument, NULL, 's'},
        {"tls", required_argument, NULL, 'T'},
        {"h2", no_argument, NULL, '2'},
        {"h3", no_argument, NULL, '3'},
        {"manner", required_argument, NULL, 'm'},
        {"udp", no_argument, NULL, 'U'},
        {"fault", required_argument, NULL, 'f'},
        {"list-faults", no_argument, NULL, 'L'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    struct options options = {.address = "127.0.0.1"};
    bool good = true;
    int option, status;

    options.config.memory = &options.memory;
    optind = 0;
    while (good && (option = cs_option_next(argc, argv, table)) != -1) {
        if (option == 'L' || option == 'h') {
            release(&options);
            return option == 'L' ? cs_serve_list_faults(CS_PLACE_H1) : show_help();
        }
        good = read_option(option, &options);
    }
    if (good && optind < argc)
        good = refuse("unexpected argument", argv[optind]);
    if (good && options.config.datagrams && options.tls == NULL)
        good = refuse("without --tls there is no HTTP/3", "--h3");
    options.config.own_port = options.port;
    if (good && options.tls != NULL)
        good = cs_proxy_tls(options.address, options.tls, options.config.multiplexes, options.config.fault,
                            &options.config.tls) ||
               refuse("cannot be written", options.tls);
    status = good ? cs_serve("proxy", options.address, options.port, &options.config) : CS_EXIT_USAGE;
    release(&options);
    return status;
}
