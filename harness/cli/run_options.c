#include "harness/cli/run_options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/base/address_list.h"
#include "harness/cli/command.h"
#include "harness/launch/port.h"
#include "reports/version.h"

enum option_key {
    OPT_TARGET = 256,
    OPT_VARIANT,
    OPT_ROOT,
    OPT_PROXY,
    OPT_CA,
    OPT_INSECURE,
    OPT_ORIGIN,
    OPT_ORIGIN_PORT,
    OPT_DENIED_PORT,
    OPT_ALLOWED_PORT,
    OPT_ORIGIN_ADDRESS,
    OPT_AUTH,
    OPT_PROXY_USER,
    OPT_FAULT,
    OPT_CASES,
    OPT_MATCH,
    OPT_TAG,
    OPT_LEVEL,
    OPT_JOBS,
    OPT_DEADLINE,
    OPT_SEED,
    OPT_ISOLATE,
    OPT_JSON,
    OPT_PUBLISHED,
    OPT_TRANSCRIPTS,
    OPT_EXPECT,
    OPT_SINCE,
    OPT_KEEP_SECRETS,
    OPT_FAIL_FAST,
    OPT_STRICT,
    OPT_SLOW,
    OPT_QUIET,
    OPT_VERBOSE,
    OPT_TRACE,
    OPT_COLOR,
    OPT_HELP,
    OPT_DOCUMENT, /* and as many as there are kinds of documents */
};

static const struct option long_options[] = {
    {"target", required_argument, NULL, OPT_TARGET},
    {"variant", required_argument, NULL, OPT_VARIANT},
    {"root", required_argument, NULL, OPT_ROOT},
    {"proxy", required_argument, NULL, OPT_PROXY},
    {"ca", required_argument, NULL, OPT_CA},
    {"insecure", no_argument, NULL, OPT_INSECURE},
    {"origin", required_argument, NULL, OPT_ORIGIN},
    {"origin-port", required_argument, NULL, OPT_ORIGIN_PORT},
    {"denied-port", required_argument, NULL, OPT_DENIED_PORT},
    {"allowed-port", required_argument, NULL, OPT_ALLOWED_PORT},
    {"origin-address", required_argument, NULL, OPT_ORIGIN_ADDRESS},
    {"auth", required_argument, NULL, OPT_AUTH},
    {"proxy-user", required_argument, NULL, OPT_PROXY_USER},
    {"fault", required_argument, NULL, OPT_FAULT},
    {"cases", required_argument, NULL, OPT_CASES},
    {"match", required_argument, NULL, OPT_MATCH},
    {"tag", required_argument, NULL, OPT_TAG},
    {"level", required_argument, NULL, OPT_LEVEL},
    {"jobs", required_argument, NULL, OPT_JOBS},
    {"deadline", required_argument, NULL, OPT_DEADLINE},
    {"seed", required_argument, NULL, OPT_SEED},
    {"isolate", required_argument, NULL, OPT_ISOLATE},
    {"json", required_argument, NULL, OPT_JSON},
    {"published", required_argument, NULL, OPT_PUBLISHED},
    {"junit", required_argument, NULL, OPT_DOCUMENT + CS_DOCUMENT_JUNIT},
    {"tap", required_argument, NULL, OPT_DOCUMENT + CS_DOCUMENT_TAP},
    {"markdown", required_argument, NULL, OPT_DOCUMENT + CS_DOCUMENT_MARKDOWN},
    {"sarif", required_argument, NULL, OPT_DOCUMENT + CS_DOCUMENT_SARIF},
    {"badge", required_argument, NULL, OPT_DOCUMENT + CS_DOCUMENT_BADGE},
    {"pcap", required_argument, NULL, OPT_DOCUMENT + CS_DOCUMENT_PCAP},
    {"html", required_argument, NULL, OPT_DOCUMENT + CS_DOCUMENT_HTML},
    {"advice", required_argument, NULL, OPT_DOCUMENT + CS_DOCUMENT_ADVICE},
    {"transcripts", required_argument, NULL, OPT_TRANSCRIPTS},
    {"expect", required_argument, NULL, OPT_EXPECT},
    {"since", required_argument, NULL, OPT_SINCE},
    {"keep-secrets", no_argument, NULL, OPT_KEEP_SECRETS},
    {"fail-fast", no_argument, NULL, OPT_FAIL_FAST},
    {"strict", no_argument, NULL, OPT_STRICT},
    {"slow", no_argument, NULL, OPT_SLOW},
    {"quiet", no_argument, NULL, OPT_QUIET},
    {"verbose", no_argument, NULL, OPT_VERBOSE},
    {"trace", no_argument, NULL, OPT_TRACE},
    {"color", required_argument, NULL, OPT_COLOR},
    {"help", no_argument, NULL, OPT_HELP},
    {NULL, 0, NULL, 0},
};

static const char help_text[] =
    "usage: connectspec run [OPTIONS] [CASE...]\n"
    "\n"
    "Runs the cases (all, or those named by id, topic or pattern) and judges what the target did.\n"
    "\n"
    "The target (none named: the embedded reference proxy)\n"
    "  --target NAME|FILE       start and stop this one (connectspec targets lists them; FILE: a profile of yours)\n"
    "  --variant LAYER+...      with these layers of its profile (also --target NAME+LAYER+...)\n"
    "  --root DIR               start it inside that root file system (debootstrap, an unpacked image)\n"
    "  --proxy HOST:PORT        one that already runs; https://HOST:PORT: over TLS\n"
    "  --ca FILE                certificates (PEM) that its own is checked against (default: the system's)\n"
    "  --insecure               its certificate is not checked\n"
    "  --origin HOST:PORT       an origin server that already runs: it must refuse CONNECT\n"
    "  --origin-port N          a port that it lets CONNECT reach (default 18443)\n"
    "  --denied-port N          a port that it must refuse (default 25 where it can be bound, else 18025)\n"
    "  --allowed-port N         one more that it lets CONNECT reach (may be given again; 80 and 443 show more)\n"
    "  --origin-address A[,B,...]  addresses of ours that a target on another machine reaches: one, or up to four,\n"
    "                           since some cases need more\n"
    "  --auth SCHEME            what it asks for: basic or digest\n"
    "  --proxy-user USER:PASS   the account to use; else that of $CONNECTSPEC_PROXY_USER\n"
    "  --fault NAME             a mistake for the embedded proxy to make (connectspec proxy --list-faults)\n"
    "\n"
    "The cases\n"
    "  --cases DIR              cases of your own instead of the suite's\n"
    "  --match GLOB, --tag T, --level must|should|all\n"
    "  --slow                   also those that take up to a minute each\n"
    "  --since VERSION          only cases that came after that version of connectspec\n"
    "\n"
    "The run\n"
    "  --jobs N                 cases at once, 1 to 1024 (default 64), never beyond the target's capacity\n"
    "  --deadline SECONDS       for one step of a case (default: 5, or more where the target is slow)\n"
    "  --seed N                 start the cases in another order\n"
    "  --isolate MODE           a network of its own for target and run: auto (where the machine allows it; default),\n"
    "                           always, never\n"
    "\n"
    "What is written (- for standard output)\n"
    "  --json F, --junit F, --tap F, --markdown F, --sarif F, --badge F (an SVG)\n"
    "  --html F                 one page for people: matrix, failures, the bytes that prove them\n"
    "  --advice F               a bug report for the maintainers of the target (Markdown)\n"
    "  --published F            the result in the form that is kept and compared: the same bytes for the same "
    "behaviour\n"
    "  --pcap F                 a packet capture (pcapng) of every case, for Wireshark\n"
    "  --transcripts DIR        every case's transcript, for connectspec judge\n"
    "  --keep-secrets           the password too, for which all of them hold a stand-in of the same length\n"
    "  --quiet, --verbose, --color auto|always|never\n"
    "  --trace                  each event of each case as it happens, a line each, on standard error\n"
    "\n"
    "The gate\n"
    "  --expect FILE            known failures (connectspec expect writes the file): any other one is red, and so is\n"
    "                           one of them that fails no longer\n"
    "  --strict                 a broken SHOULD fails the gate too\n"
    "  --fail-fast              stop at the first failure that is not expected\n"
    "\n"
    "Exit status: 0 as expected, 1 nonconformance, 2 usage or an invalid file, 3 trouble with the target,\n"
    "77 nothing could be run.\n";

static int usage_error(const char *message, const char *value)
{
    fprintf(stderr, "connectspec run: %s '%s'; connectspec run --help tells more\n", message, value);
    return CS_EXIT_USAGE;
}

static bool parse_number(const char *text, uint64_t least, uint64_t most, uint64_t *out)
{
    char *rest = NULL;

    errno = 0;
    *out = strtoull(text, &rest, 10);
    return errno == 0 && text[0] >= '0' && text[0] <= '9' && *rest == '\0' && *out >= least && *out <= most;
}

static bool parse_seconds(const char *text, double *out)
{
    char *rest = NULL;

    *out = strtod(text, &rest);
    return rest != text && *rest == '\0' && *out >= 0.01 && *out <= 3600;
}

static bool one_of(const char *value, const char *const *words)
{
    for (size_t i = 0; words[i] != NULL; i++)
        if (strcmp(value, words[i]) == 0)
            return true;
    return false;
}

static int parse_port(const char *value, uint16_t *out)
{
    uint64_t number;

    if (!parse_number(value, 1, 65535, &number))
        return usage_error("a port is a number from 1 to 65535, not", value);
    *out = (uint16_t)number;
    return -1;
}

static int add_allowed_port(const char *value, struct cs_run_options *out)
{
    uint16_t *place = out->target.allowed_ports;

    for (size_t i = 0; i < CS_ALLOWED_PORTS_MAX; i++, place++)
        if (*place == 0)
            return parse_port(value, place);
    return usage_error("--allowed-port can be given 15 times, no more for", value);
}

static int parse_jobs(const char *value, struct cs_run_options *out)
{
    uint64_t number;

    if (!parse_number(value, 1, 1024, &number))
        return usage_error("--jobs takes a number from 1 to 1024, not", value);
    out->jobs = (unsigned)number;
    return -1;
}

static int parse_level(const char *value, struct cs_run_options *out)
{
    static const char *const levels[] = {"must", "should", "all", NULL};

    if (!one_of(value, levels))
        return usage_error("--level takes must, should or all, not", value);
    out->selection.level = value;
    return -1;
}

static int parse_auth(const char *value, struct cs_run_options *out)
{
    static const char *const schemes[] = {"basic", "digest", "none", NULL};

    if (!one_of(value, schemes))
        return usage_error("--auth takes basic, digest or none, not", value);
    out->target.auth = value;
    return -1;
}

static int parse_color(const char *value, struct cs_run_options *out)
{
    static const char *const modes[] = {"auto", "always", "never", NULL};

    if (!one_of(value, modes))
        return usage_error("--color takes auto, always or never, not", value);
    if (strcmp(value, "auto") != 0)
        out->color = strcmp(value, "always") == 0;
    return -1;
}

/* The value may be a password, and is not said again. */
static int parse_account(const char *name, const char *value, struct cs_run_options *out)
{
    if (strchr(value, ':') == NULL) {
        fprintf(stderr, "connectspec run: %s takes USER:PASSWORD, and this has no colon\n", name);
        return CS_EXIT_USAGE;
    }
    out->proxy_user = value;
    return -1;
}

/* The account that the environment names, which nobody sees in a list of processes. */
static int take_environment(struct cs_run_options *out)
{
    const char *value = getenv("CONNECTSPEC_PROXY_USER");

    if (out->proxy == NULL || out->proxy_user != NULL || value == NULL || value[0] == '\0')
        return -1;
    return parse_account("CONNECTSPEC_PROXY_USER", value, out);
}

/* Options whose value needs a look; those that are taken as they are follow in take_plain. */
static int take_checked(int key, const char *value, struct cs_run_options *out)
{
    switch (key) {
    case OPT_ORIGIN_PORT:
        return parse_port(value, &out->target.origin_port);
    case OPT_DENIED_PORT:
        return parse_port(value, &out->target.denied_port);
    case OPT_ALLOWED_PORT:
        return add_allowed_port(value, out);
    case OPT_AUTH:
        return parse_auth(value, out);
    case OPT_LEVEL:
        return parse_level(value, out);
    case OPT_JOBS:
        return parse_jobs(value, out);
    case OPT_DEADLINE:
        return parse_seconds(value, &out->deadline) ? -1 : usage_error("--deadline takes seconds, not", value);
    case OPT_SEED:
        return parse_number(value, 0, UINT64_MAX, &out->selection.seed)
                   ? -1
                   : usage_error("--seed takes a number, not", value);
    case OPT_SINCE:
        out->selection.since = value;
        return cs_version_valid(value) ? -1 : usage_error("--since takes a version such as 1.4.0, not", value);
    case OPT_ISOLATE:
        return cs_isolation_parse(value, &out->isolation)
                   ? -1
                   : usage_error("--isolate takes auto, always or never, not", value);
    case OPT_COLOR:
        return parse_color(value, out);
    case OPT_ORIGIN:
        out->proxy = value;
        out->role = "origin";
        return -1;
    case OPT_PROXY_USER:
        return parse_account("--proxy-user", value, out);
    default:
        return CS_EXIT_USAGE;
    }
}

static const char **plain_place(int key, struct cs_run_options *out)
{
    if (key >= OPT_DOCUMENT && key < OPT_DOCUMENT + CS_DOCUMENT_KINDS)
        return &out->documents[key - OPT_DOCUMENT];
    switch (key) {
    case OPT_TARGET:
        return &out->target.name;
    case OPT_ROOT:
        return &out->target.root;
    case OPT_VARIANT:
        return &out->target.layers;
    case OPT_FAULT:
        return &out->target.fault;
    case OPT_PROXY:
        return &out->proxy;
    case OPT_CA:
        return &out->ca;
    case OPT_ORIGIN_ADDRESS:
        return &out->target.origin_addresses;
    case OPT_CASES:
        return &out->cases;
    case OPT_MATCH:
        return &out->selection.match;
    case OPT_TAG:
        return &out->selection.tag;
    case OPT_JSON:
        return &out->json;
    case OPT_PUBLISHED:
        return &out->published;
    case OPT_TRANSCRIPTS:
        return &out->transcripts;
    case OPT_EXPECT:
        return &out->expect;
    default:
        return NULL;
    }
}

static int take(int key, const char *value, struct cs_run_options *out)
{
    const char **place = plain_place(key, out);

    if (place != NULL) {
        *place = value;
        return -1;
    }
    switch (key) {
    case OPT_KEEP_SECRETS:
        out->keep_secrets = true;
        return -1;
    case OPT_FAIL_FAST:
        out->fail_fast = true;
        return -1;
    case OPT_INSECURE:
        out->insecure = true;
        return -1;
    case OPT_STRICT:
        out->strict = true;
        return -1;
    case OPT_SLOW:
        out->selection.slow = true;
        return -1;
    case OPT_QUIET:
        out->quiet = true;
        return -1;
    case OPT_VERBOSE:
        out->verbose = true;
        return -1;
    case OPT_TRACE:
        out->trace = true;
        return -1;
    case OPT_HELP:
        fputs(help_text, stdout);
        return CS_EXIT_OK;
    case '?':
        fputs("connectspec run --help tells more\n", stderr);
        return CS_EXIT_USAGE;
    default:
        return take_checked(key, value, out);
    }
}

static void append(struct cs_run_options *out, const char *option, const char *value)
{
    size_t used = strlen(out->command);

    if (value != NULL)
        (void)snprintf(out->command + used, sizeof(out->command) - used, "%s--%s %s", used > 0 ? " " : "", option,
                       value);
}

/* The command that repeats the run: what names the target, without a password. */
static void compose_command(struct cs_run_options *out)
{
    char number[8];

    append(out, "target", out->target.name);
    append(out, "variant", out->target.layers);
    append(out, "root", out->target.root);
    append(out, out->role == NULL ? "proxy" : out->role, out->proxy);
    append(out, "ca", out->ca);
    if (out->insecure)
        append(out, "insecure", "");
    append(out, "fault", out->target.fault);
    append(out, "auth", out->target.auth);
    append(out, "proxy-user", out->proxy_user == NULL ? NULL : "USER:PASSWORD");
    append(out, "origin-address", out->target.origin_addresses);
    append(out, "cases", out->cases);
    if (out->target.origin_port != 0) {
        (void)snprintf(number, sizeof(number), "%u", out->target.origin_port);
        append(out, "origin-port", number);
    }
    if (out->target.denied_port != 0) {
        (void)snprintf(number, sizeof(number), "%u", out->target.denied_port);
        append(out, "denied-port", number);
    }
    for (const uint16_t *port = out->target.allowed_ports; *port != 0; port++) {
        (void)snprintf(number, sizeof(number), "%u", *port);
        append(out, "allowed-port", number);
    }
    if (out->isolation != CS_ISOLATE_AUTO)
        append(out, "isolate", cs_isolation_word(out->isolation));
}

static int check_tls(const struct cs_run_options *out)
{
    bool tls = out->proxy != NULL && strncmp(out->proxy, "https://", 8) == 0;

    if (!tls && (out->ca != NULL || out->insecure))
        return usage_error("only --proxy https://HOST:PORT takes --ca and --insecure, not",
                           out->proxy == NULL ? "a profile" : out->proxy);
    if (out->ca != NULL && out->insecure)
        return usage_error("--insecure excludes --ca", out->ca);
    return -1;
}

static int check_addresses(const struct cs_run_options *out)
{
    const char *list = out->target.origin_addresses;
    char address[16];

    if (list == NULL)
        return -1;
    if (cs_address_list_count(list) == 0)
        return usage_error("--origin-address takes IPv4 addresses with commas between them, not", list);
    for (unsigned i = 0; cs_address_list_get(list, i, address); i++)
        if (!cs_port_can_bind(address, 0))
            return usage_error("--origin-address is of this machine, which has no", address);
    return -1;
}

static int check_together(const struct cs_run_options *out)
{
    const char *name = out->target.name;

    if (out->proxy != NULL && name != NULL)
        return usage_error("--proxy excludes --target", name);
    if (out->proxy != NULL && out->target.layers != NULL)
        return usage_error("--proxy excludes --variant", out->target.layers);
    if (out->proxy != NULL && out->isolation == CS_ISOLATE_ALWAYS)
        return usage_error("only a target that we start can be isolated, not", out->proxy);
    if (out->proxy == NULL && out->proxy_user != NULL)
        return usage_error("only --proxy takes --proxy-user (a profile has its own account), not",
                           name == NULL ? "" : name);
    if (out->target.fault != NULL && (out->proxy != NULL || (name != NULL && strncmp(name, "embedded", 8) != 0)))
        return usage_error("only the embedded proxy has the fault", out->target.fault);
    if (check_addresses(out) >= 0)
        return CS_EXIT_USAGE;
    return check_tls(out);
}

int cs_run_options_parse(int argc, char **argv, struct cs_run_options *out)
{
    int status = -1;
    int key;

    *out = (struct cs_run_options){.color = isatty(STDOUT_FILENO) && getenv("NO_COLOR") == NULL};
    optind = 1;
    while (status < 0 && (key = getopt_long(argc, argv, "", long_options, NULL)) != -1)
        status = take(key, optarg, out);
    if (status >= 0)
        return status;
    out->selection.names = argv + optind;
    out->selection.name_count = (size_t)(argc - optind);
    status = take_environment(out);
    if (status < 0)
        status = check_together(out);
    compose_command(out);
    if (out->proxy == NULL && out->target.name == NULL)
        out->target.name = "embedded";
    return status;
}
