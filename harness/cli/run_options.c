/* The options of `run`: a table, and what goes together. */
#include "harness/cli/run_options.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/base/address_list.h"
#include "harness/cli/arguments.h"
#include "harness/cli/command.h"
#include "harness/cli/run_values.h"
#include "harness/cli/serve.h"
#include "harness/launch/port.h"
#include "harness/transport/transport.h"

struct row {
    const char *name;
    int argument;
    cs_run_value *take; /* or NULL: the value, or true, goes to |place| */
    size_t place;       /* in struct cs_run_options: of a const char *, or of a bool where there is no argument */
};

#define AT(member) NULL, offsetof(struct cs_run_options, member)
#define BY(parser) parser, 0

static const struct row rows[] = {
    {"target", required_argument, AT(target.name)},
    {"variant", required_argument, AT(target.layers)},
    {"root", required_argument, AT(target.root)},
    {"proxy", required_argument, AT(proxy)},
    {"ca", required_argument, AT(ca)},
    {"insecure", no_argument, AT(insecure)},
    {"print-ca", no_argument, BY(cs_run_print_ca)},
    {"transport", required_argument, AT(transport)},
    {"origin", required_argument, BY(cs_run_take_origin)},
    {"client", required_argument, AT(target.client)},
    {"origin-port", required_argument, BY(cs_run_take_origin_port)},
    {"denied-port", required_argument, BY(cs_run_take_denied_port)},
    {"denied-address", required_argument, AT(denied)},
    {"allowed-port", required_argument, BY(cs_run_take_allowed_port)},
    {"has", required_argument, BY(cs_run_take_has)},
    {"parent", required_argument, AT(parent)},
    {"origin-address", required_argument, AT(target.origin_addresses)},
    {"auth", required_argument, BY(cs_run_take_auth)},
    {"proxy-user", required_argument, BY(cs_run_take_proxy_user)},
    {"fault", required_argument, AT(target.fault)},
    {"cases", required_argument, AT(cases)},
    {"match", required_argument, AT(selection.match)},
    {"tag", required_argument, AT(selection.tag)},
    {"level", required_argument, BY(cs_run_take_level)},
    {"jobs", required_argument, BY(cs_run_take_jobs)},
    {"deadline", required_argument, BY(cs_run_take_deadline)},
    {"repeat", required_argument, BY(cs_run_take_repeat)},
    {"seed", required_argument, BY(cs_run_take_seed)},
    {"isolate", required_argument, BY(cs_run_take_isolate)},
    {"json", required_argument, AT(json)},
    {"published", required_argument, AT(published)},
    {"junit", required_argument, AT(documents[CS_DOCUMENT_JUNIT])},
    {"tap", required_argument, AT(documents[CS_DOCUMENT_TAP])},
    {"markdown", required_argument, AT(documents[CS_DOCUMENT_MARKDOWN])},
    {"sarif", required_argument, AT(documents[CS_DOCUMENT_SARIF])},
    {"badge", required_argument, AT(documents[CS_DOCUMENT_BADGE])},
    {"pcap", required_argument, AT(documents[CS_DOCUMENT_PCAP])},
    {"html", required_argument, AT(documents[CS_DOCUMENT_HTML])},
    {"advice", required_argument, AT(documents[CS_DOCUMENT_ADVICE])},
    {"transcripts", required_argument, AT(transcripts)},
    {"expect", required_argument, AT(expect)},
    {"since", required_argument, BY(cs_run_take_since)},
    {"keep-secrets", no_argument, AT(keep_secrets)},
    {"fail-fast", no_argument, AT(fail_fast)},
    {"strict", no_argument, AT(strict)},
    {"slow", no_argument, AT(selection.slow)},
    {"quiet", no_argument, AT(quiet)},
    {"verbose", no_argument, AT(verbose)},
    {"trace", no_argument, AT(trace)},
    {"color", required_argument, BY(cs_run_take_color)},
};

#define ROWS      (sizeof(rows) / sizeof(rows[0]))
#define FIRST_KEY 256

static void make_options(struct option options[ROWS + 2])
{
    for (size_t i = 0; i < ROWS; i++)
        options[i] = (struct option){rows[i].name, rows[i].argument, NULL, FIRST_KEY + (int)i};
    options[ROWS] = (struct option){"help", no_argument, NULL, 'h'};
    options[ROWS + 1] = (struct option){NULL, 0, NULL, 0};
}

static int take(int key, const char *value, struct cs_run_options *out)
{
    const struct row *row;

    if (key == 'h') {
        for (size_t i = 0; cs_run_help[i] != NULL; i++)
            fputs(cs_run_help[i], stdout);
        return CS_EXIT_OK;
    }
    if (key == '?')
        return CS_EXIT_USAGE;
    row = &rows[key - FIRST_KEY];
    if (row->take != NULL)
        return row->take(value, out);
    if (row->argument == no_argument)
        *(bool *)(void *)((char *)out + row->place) = true;
    else
        *(const char **)(void *)((char *)out + row->place) = value;
    return -1;
}

static int check_transport(const struct cs_run_options *out)
{
    bool all = strcmp(out->transport, "all") == 0;

    if (out->target.client != NULL && strcmp(out->transport, "h1") != 0 && strcmp(out->transport, "h2") != 0)
        return cs_run_usage_error("with --client, --transport takes h1 or h2, not", out->transport);
    if (out->target.client == NULL && out->proxy == NULL && !all)
        return cs_run_usage_error(
            "only --proxy, --origin and --client take --transport (a profile has layers; all: each "
            "of them), not",
            out->transport);
    if (!all && cs_transport_alpn(out->transport) == NULL)
        return cs_run_usage_error(strcmp(out->transport, "h3") == 0 ? "this program was built without HTTP/3:"
                                                                    : "--transport takes h1, h2, h3 or all, not",
                                  out->transport);
    if (cs_transport_needs_tls(out->transport) && strncmp(out->proxy, "https://", 8) != 0)
        return cs_run_usage_error("over h3 the target is https://HOST:PORT, not", out->proxy);
    return -1;
}

static int check_tls(const struct cs_run_options *out)
{
    bool tls = out->proxy != NULL && strncmp(out->proxy, "https://", 8) == 0;

    if (!tls && (out->ca != NULL || out->insecure))
        return cs_run_usage_error("only --proxy and --origin with https://HOST:PORT take --ca and --insecure, not",
                                  out->proxy == NULL ? "a profile" : out->proxy);
    if (out->ca != NULL && out->insecure)
        return cs_run_usage_error("--insecure excludes --ca", out->ca);
    return out->transport == NULL ? -1 : check_transport(out);
}

/* A misspelt fault is a slip of who typed it, not trouble with the target. */
static int check_fault(const char *fault, const char *target)
{
    enum cs_fault_place place = CS_PLACE_H1;
    enum cs_fault unused;

    if (strncmp(target, "embedded", 8) != 0)
        return cs_run_usage_error("only the embedded proxy has faults, not", target);
    if (strncmp(target + 8, "-origin", 7) == 0)
        place = CS_PLACE_ORIGIN;
    else if (strncmp(target + 8, "-client", 7) == 0)
        place = CS_PLACE_CLIENT;
    return cs_serve_fault("run", fault, place, &unused) ? -1 : CS_EXIT_USAGE;
}

/* What a profile says in its own words. */
static int check_profile(const struct cs_run_options *out)
{
    const char *name = out->target.name == NULL ? "embedded" : out->target.name;

    if (out->target.client != NULL && out->target.name != NULL)
        return cs_run_usage_error("--client excludes --target", out->target.name);
    if (out->target.client != NULL && out->target.client[strspn(out->target.client, " \t")] == '\0')
        return cs_run_usage_error("--client takes a command, such as", "curl -sSkx {proxy-url} {url}");
    if (out->proxy_user != NULL && out->target.client == NULL)
        return cs_run_usage_error("only --proxy takes --proxy-user (a profile has its own account), not", name);
    if (out->has != NULL || out->parent != NULL || out->denied != NULL)
        return cs_run_usage_error("only --proxy takes --has, --parent and --denied-address (a profile has keys for "
                                  "them: harness/launch/profiles/README.md), not",
                                  name);
    if (out->target.fault != NULL && check_fault(out->target.fault, name) >= 0)
        return CS_EXIT_USAGE;
    return check_tls(out);
}

static int check_addresses(const struct cs_run_options *out)
{
    const char *list = out->target.origin_addresses;
    char address[16];

    if (list == NULL)
        return -1;
    if (cs_address_list_count(list) == 0)
        return cs_run_usage_error("--origin-address takes IPv4 addresses with commas between them, not", list);
    for (unsigned i = 0; cs_address_list_get(list, i, address); i++)
        if (!cs_port_can_bind(address, 0))
            return cs_run_usage_error("--origin-address is of this machine, which has no", address);
    return -1;
}

static int check_together(const struct cs_run_options *out)
{
    if (out->proxy == NULL)
        return check_profile(out);
    if (out->target.name != NULL)
        return cs_run_usage_error("--proxy excludes --target", out->target.name);
    if (out->target.layers != NULL)
        return cs_run_usage_error("--proxy excludes --variant", out->target.layers);
    if (out->isolation == CS_ISOLATE_ALWAYS)
        return cs_run_usage_error("only a target that we start can be isolated, not", out->proxy);
    if (out->target.fault != NULL)
        return cs_run_usage_error("only the embedded proxy has the fault", out->target.fault);
    return check_tls(out);
}

int cs_run_options_parse(int argc, char **argv, struct cs_run_options *out)
{
    struct option options[ROWS + 2];
    int status = -1;
    int key;

    *out = (struct cs_run_options){.color = isatty(STDOUT_FILENO) && getenv("NO_COLOR") == NULL};
    make_options(options);
    optind = 0;
    while (status < 0 && (key = cs_option_next(argc, argv, options)) != -1)
        status = take(key, optarg, out);
    if (status >= 0)
        return status;
    out->selection.names = argv + optind;
    out->selection.name_count = (size_t)(argc - optind);
    status = cs_run_take_environment(out);
    if (status < 0)
        status = check_addresses(out);
    if (status < 0)
        status = check_together(out);
    cs_run_compose_command(out);
    out->all_transports = out->transport != NULL && strcmp(out->transport, "all") == 0;
    if (out->all_transports)
        out->transport = NULL;
    out->target.transport = out->target.client == NULL ? NULL : out->transport;
    out->target.account = out->target.client == NULL ? NULL : out->proxy_user;
    if (out->proxy == NULL && out->target.name == NULL && out->target.client == NULL)
        out->target.name = "embedded";
    return status;
}
