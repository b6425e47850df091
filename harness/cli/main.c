/* connectspec: picks the subcommand. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "harness/cli/command.h"

struct command {
    const char *name;
    const char *summary;
    int (*run)(int argc, char **argv);
};

static const struct command commands[] = {
    {"run", "run the cases against a target and judge it (no target named: the embedded reference proxy)", cs_cmd_run},
    {"list", "list the cases, or with --requirements what each requirement is covered by", cs_cmd_list},
    {"explain", "show a case or a requirement in words", cs_cmd_explain},
    {"lint", "check case files", cs_cmd_lint},
    {"judge", "judge saved transcripts again", cs_cmd_judge},
    {"parse", "feed standard input to the reference parser, print JSON", cs_cmd_parse},
    {"proxy", "run the embedded reference proxy in the foreground", cs_cmd_proxy},
    {"origin", "run the embedded origin in the foreground", cs_cmd_origin},
    {"client", "run the embedded client: one page through a proxy", cs_cmd_client},
    {"send", "send one message of your own, and tell what a case would see", cs_cmd_send},
    {"mutants", "run the suite against every fault of the embedded proxy", cs_cmd_mutants},
    {"report", "make documents from saved results", cs_cmd_report},
    {"expect", "list the failures of a result, for run --expect", cs_cmd_expect},
    {"init", "write a first profile and list of known failures for a proxy that runs", cs_cmd_init},
    {"targets", "list the target profiles and what is installed", cs_cmd_targets},
};

static void print_help(FILE *out)
{
    fputs("connectspec " CONNECTSPEC_VERSION
          ": conformance and fuzz tests for implementations of HTTP CONNECT\n\nusage: connectspec COMMAND [ARGS]\n\n",
          out);
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
        fprintf(out, "  %-8s  %s\n", commands[i].name, commands[i].summary);
    fputs("\nconnectspec COMMAND --help tells more.\n", out);
}

/* What was printed into a full disk was not said. */
static int finish(int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    fprintf(stderr, "connectspec: cannot write standard output: %s\n", strerror(errno));
    return CS_EXIT_USAGE;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        print_help(stderr);
        return CS_EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        print_help(stdout);
        return finish(CS_EXIT_OK);
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("connectspec " CONNECTSPEC_VERSION);
        return finish(CS_EXIT_OK);
    }
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return finish(commands[i].run(argc - 1, argv + 1));
    fprintf(stderr, "connectspec: unknown command '%s'; connectspec --help lists them\n", argv[1]);
    return CS_EXIT_USAGE;
}
