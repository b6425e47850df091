/* `connectspec init`: a first profile and list of known failures for a proxy that runs. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/cli/command.h"
#include "harness/cli/init_profile.h"
#include "harness/cli/known.h"
#include "harness/cli/run.h"
#include "harness/cli/run_values.h"
#include "harness/net/address.h"

static const char usage[] =
    "usage: connectspec init --proxy HOST:PORT [OPTIONS]\n"
    "\n"
    "Runs the cases against a proxy that is already there and writes two files with comments: NAME.yaml, a profile\n"
    "that starts such a proxy, and NAME.known, what fails today. NAME is that of its program. Files that are already\n"
    "there stay as they are.\n"
    "\n"
    "  --directory DIR         where to write them (default: the current directory)\n"
    "  --proxy HOST:PORT, --origin-port N, --denied-port N, --origin-address A,B, --auth SCHEME,\n"
    "  --proxy-user USER:PASS  and every other option: as for connectspec run\n"
    "  --strict                a broken SHOULD has to be known, too\n"
    "\n"
    "Exit status: 0 both are written; else that of the run (2, 3, 77), and nothing is written.\n";

/* Takes --directory and --help out of the arguments; the rest is for `run`. */
static bool take_own(int *argc, char **argv, const char **directory, bool *help)
{
    int kept = 1;

    for (int i = 1; i < *argc; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            *help = true;
        else if (strcmp(argv[i], "--directory") != 0)
            argv[kept++] = argv[i];
        else if (++i < *argc)
            *directory = argv[i];
        else
            return false;
    }
    *argc = kept;
    argv[kept] = NULL;
    return true;
}

/* A file that is not there before. */
struct output {
    char *path;
    FILE *file;
};

static bool choose(struct output *out, const char *directory, const char *name, const char *extension)
{
    if (asprintf(&out->path, "%s/%s.%s", directory, name, extension) < 0) {
        out->path = NULL;
        return false;
    }
    if (access(directory, W_OK) != 0) {
        fprintf(stderr, "connectspec init: cannot make %s: %s\n", out->path, strerror(errno));
        return false;
    }
    if (access(out->path, F_OK) == 0)
        fprintf(stderr, "connectspec init: %s is already there\n", out->path);
    return access(out->path, F_OK) != 0;
}

static bool create(struct output *out)
{
    out->file = fopen(out->path, "wxe");
    if (out->file == NULL)
        fprintf(stderr, "connectspec init: cannot make %s: %s\n", out->path, strerror(errno));
    return out->file != NULL;
}

/* Whether all of it is on the disk. */
static bool finish(struct output *out)
{
    bool good = out->file != NULL && ferror(out->file) == 0;

    return out->file != NULL && fclose(out->file) == 0 && good;
}

static void withdraw(const struct output *out)
{
    if (out->file != NULL)
        (void)unlink(out->path);
}

static bool is_failure(const struct cs_case_result *item, bool strict)
{
    return item->verdict.kind == CS_FAIL || (strict && item->verdict.kind == CS_WARN);
}

/* The failures of one severity, below a comment that names it; |*count| grows by them. */
static bool write_rank(FILE *out, const struct cs_result *result, bool strict, int rank, size_t *count)
{
    bool first = true;

    for (size_t i = 0; i < result->count; i++) {
        const struct cs_case_result *item = &result->cases[i];

        if (cs_severity_rank(item->severity) != rank || !is_failure(item, strict))
            continue;
        if (first)
            fprintf(out, "\n# %s\n", item->severity);
        first = false;
        if (!cs_known_write(out, item))
            return false;
        ++*count;
    }
    return true;
}

static bool write_known(FILE *out, const char *name, const struct cs_result *result, bool strict, size_t *count)
{
    *count = 0;
    cs_expect_write_suite(out, result->suite);
    fprintf(out,
            "# What failed at %s, the most dangerous first; `connectspec explain ID` tells why it matters.  With\n"
            "#   connectspec run %s%s --expect %s.known\n"
            "# any other failure is red, and so is a line that is no longer true: take it out, or let\n"
            "# `connectspec expect RESULT.json --update %s.known` do it.  Behind an id may stand until=2027-12-31 and\n"
            "# issue=https://...; `*` stands for anything.\n",
            result->target, result->command, strict ? " --strict" : "", name, name);
    for (int rank = 3; rank >= 0; rank--)
        if (!write_rank(out, result, strict, rank, count))
            return false;
    return true;
}

struct init {
    char place[CS_ADDRESS_TEXT_MAX];
    struct cs_run_options options;
    struct cs_policy policy;
    struct cs_owner owner;
    struct cs_init_facts facts;
    char name[CS_INIT_NAME_MAX];
    struct output profile;
    struct output known;
};

static bool look(struct init *init, const char *directory)
{
    struct sockaddr_storage address;

    if (!cs_run_options_remote(&init->options, &address, &init->policy))
        return false;
    init->facts = (struct cs_init_facts){.proxy = init->options.proxy, .policy = &init->policy};
    init->facts.port = ntohs(address.ss_family == AF_INET ? ((struct sockaddr_in *)(void *)&address)->sin_port
                                                          : ((struct sockaddr_in6 *)(void *)&address)->sin6_port);
    cs_address_format(&address, init->place);
    if (init->policy.origin_addresses[0] != '\0' && address.ss_family == AF_INET)
        init->facts.place = init->place;
    else if (cs_owner_find(&address, &init->owner))
        init->facts.owner = &init->owner;
    cs_init_name(init->facts.owner, init->name);
    return choose(&init->profile, directory, init->name, "yaml") &&
           choose(&init->known, directory, init->name, "known");
}

static int write_files(struct init *init, const struct cs_result *result)
{
    bool strict = init->options.strict;
    size_t count = 0;
    bool good = create(&init->profile) && create(&init->known);

    if (good) {
        cs_init_profile(init->profile.file, init->name, &init->facts);
        good = write_known(init->known.file, init->name, result, strict, &count);
    }
    good = finish(&init->profile) && good;
    good = finish(&init->known) && good;
    if (!good) {
        fputs("connectspec init: nothing was written\n", stderr);
        withdraw(&init->profile);
        withdraw(&init->known);
        return CS_EXIT_USAGE;
    }
    printf("%s  %s\n%s  %zu known failure%s\n\nfrom now on:  connectspec run %s%s --expect %s\n", init->profile.path,
           init->facts.place != NULL   ? "a profile of one that runs already"
           : init->facts.owner != NULL ? "a profile that starts it"
                                       : "a profile, to be filled in",
           init->known.path, count, count == 1 ? "" : "s", result->command, strict ? " --strict" : "",
           init->known.path);
    return CS_EXIT_OK;
}

/* Why there is nothing to write down; the run has said what it knows of the target. */
static void say_nothing_written(const struct cs_result *result)
{
    for (size_t i = 0; result != NULL && i < result->count; i++) {
        if (result->cases[i].verdict.kind != CS_ERROR)
            continue;
        fprintf(stderr, "connectspec init: %s: %s\n", result->cases[i].id, result->cases[i].verdict.reason);
        break;
    }
    fputs("connectspec init: nothing was written\n", stderr);
}

/* The run, and what comes of it. */
static int make(struct init *init)
{
    struct cs_result *result;
    int status;

    init->options.quiet = true;
    init->options.fail_fast = false; /* the list is of all that fails */
    status = cs_run(&init->options, &result);
    if (status == CS_EXIT_OK || status == CS_EXIT_NONCONFORMANT)
        status = write_files(init, result);
    else
        say_nothing_written(result);
    cs_result_free(result);
    return status;
}

int cs_cmd_init(int argc, char **argv)
{
    struct init init = {.name = ""};
    const char *directory = ".";
    bool help = false;
    int status;

    if (!take_own(&argc, argv, &directory, &help) || help) {
        fputs(usage, help ? stdout : stderr);
        return help ? CS_EXIT_OK : CS_EXIT_USAGE;
    }
    status = cs_run_options_parse(argc, argv, &init.options);
    if (status >= 0)
        return status;
    if (init.options.all_transports)
        return cs_run_usage_error("only run takes --transport", "all");
    if (init.options.proxy == NULL) {
        fputs("connectspec init: it needs --proxy HOST:PORT; connectspec init --help tells more\n", stderr);
        return CS_EXIT_USAGE;
    }
    status = look(&init, directory) ? make(&init) : CS_EXIT_USAGE;
    cs_owner_free(&init.owner);
    free(init.profile.path);
    free(init.known.path);
    return status;
}
