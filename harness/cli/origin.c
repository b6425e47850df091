/* `connectspec origin`: the embedded origin in the foreground. */
#include <stdio.h>

#include "harness/cli/arguments.h"
#include "harness/cli/command.h"
#include "harness/cli/proxy_tls.h"
#include "harness/cli/serve.h"
#include "harness/embedded/origin/origin.h"

static const char usage[] =
    "usage: connectspec origin [OPTION...]\n"
    "Runs the embedded origin in the foreground, until SIGTERM or SIGINT: a web server, or a reverse proxy.\n"
    "\n"
    "  --listen ADDRESS      IPv4 or IPv6 address to listen on (default 127.0.0.1)\n"
    "  --port N              port to listen on; 0 means any (default); it is printed once ready\n"
    "  --backend HOST:PORT   a server that every GET is handed on to\n"
    "  --tls FILE            speaks TLS; the authority that signed its certificate is written to FILE\n"
    "  --h2                  HTTP/2, too: by ALPN over TLS, else by its preface\n"
    "  --fault NAME          makes one mistake on purpose\n"
    "  --list-faults         lists the mistakes\n"
    "  --help                shows this text\n";

struct options {
    const char *address;
    uint16_t port;
    const char *tls; /* where the authority goes, or NULL */
    struct cs_proxy_config config;
};

static bool read_option(int option, struct options *options)
{
    switch (option) {
    case 'l':
        options->address = optarg;
        return true;
    case 'p':
        return cs_serve_port("origin", optarg, 0, &options->port);
    case 'b':
        return cs_serve_destination("origin", optarg, &options->config.parent);
    case 'T':
        options->tls = optarg;
        return true;
    case '2':
        options->config.multiplexes = true;
        return true;
    case 'f':
        if (!cs_serve_fault("origin", optarg, CS_PLACE_ORIGIN, &options->config.fault))
            return false;
        options->config.fault = cs_fault_origin_twin(options->config.fault);
        return true;
    default:
        return false;
    }
}

int cs_cmd_origin(int argc, char **argv)
{
    static const struct option table[] = {
        {"listen", required_argument, NULL, 'l'},
        {"port", required_argument, NULL, 'p'},
        {"backend", required_argument, NULL, 'b'},
        {"tls", required_argument, NULL, 'T'},
        {"h2", no_argument, NULL, '2'},
        {"fault", required_argument, NULL, 'f'},
        {"list-faults", no_argument, NULL, 'L'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    struct cs_proxy_memory memory = {0};
    struct options options = {.address = "127.0.0.1",
                              .config = {.program = &cs_origin_program,
                                         .memory = &memory,
                                         .head_seconds = 10,
                                         .asks_resolver = true}}; /* for faults: it contacts nobody */
    bool good = true;
    int option, status = CS_EXIT_USAGE;

    optind = 0;
    while (good && (option = cs_option_next(argc, argv, table)) != -1) {
        if (option == 'L')
            return cs_serve_list_faults(CS_PLACE_ORIGIN);
        if (option == 'h')
            return fputs(usage, stdout) < 0 ? CS_EXIT_USAGE : CS_EXIT_OK;
        good = read_option(option, &options);
    }
    if (good && optind < argc)
        good = cs_serve_refuse("origin", "unexpected argument", argv[optind]);
    if (good && options.tls != NULL)
        good = cs_proxy_tls(options.address, options.tls, options.config.multiplexes, options.config.fault,
                            &options.config.tls) ||
               cs_serve_refuse("origin", "cannot be written", options.tls);
    if (good)
        status = cs_serve("origin", options.address, options.port, &options.config);
    cs_tls_context_free(options.config.tls);
    return status;
}
