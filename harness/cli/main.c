/* connectspec: picks the subcommand. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness/cli/arguments.h"
#include "harness/cli/command.h"
#include "reports/stream.h"

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
    {"fuzz", "fuzz a running proxy, and hand back a case of each thing that is wrong", cs_cmd_fuzz},
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
    fputs("\nconnectspec help COMMAND tells more.\n", out);
}

/* Whether standard output is a pipe that nobody reads any more. */
static bool is_reader_gone(void)
{
    struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};

    return poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

/* What was printed into a full disk was not said; a reader that has enough knows why the rest is missing. */
static int finish(int status)
{
    if (cs_loss_count() > 0) {
        fputs("connectspec: out of memory: some of what was printed is missing\n", stderr);
        return CS_EXIT_USAGE;
    }
    if ((fflush(stdout) == 0 && !ferror(stdout)) || is_reader_gone())
        return status;
    fprintf(stderr, "connectspec: cannot write standard output: %s\n", strerror(errno));
    return CS_EXIT_USAGE;
}

static const struct command *find(const char *name)
{
    const char *names[sizeof(commands) / sizeof(commands[0]) + 1] = {NULL};

    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        if (strcmp(name, commands[i].name) == 0)
            return &commands[i];
        names[i] = commands[i].name;
    }
    cs_say_unknown(NULL, "there is no command", name, names, "connectspec --help lists them");
    return NULL;
}

static int help(const char *name)
{
    char option[] = "--help";
    char *arguments[] = {NULL, option, NULL};
    const struct command *command = name == NULL ? NULL : find(name);

    if (name == NULL)
        print_help(stdout);
    if (command == NULL)
        return name == NULL ? CS_EXIT_OK : CS_EXIT_USAGE;
    arguments[0] = (char *)(uintptr_t)command->name; /* argv is not const, and nobody writes to it */
    return command->run(2, arguments);
}

static bool is_one_of(const char *word, const char *one, const char *other, const char *third)
{
    return strcmp(word, one) == 0 || strcmp(word, other) == 0 || strcmp(word, third) == 0;
}

int main(int argc, char **argv)
{
    const struct command *command;

    if (argc < 2) {
        print_help(stderr);
        return CS_EXIT_USAGE;
    }
    (void)signal(SIGPIPE, SIG_IGN);
    if (is_one_of(argv[1], "--help", "-h", "help"))
        return finish(help(argc > 2 ? argv[2] : NULL));
    if (is_one_of(argv[1], "--version", "-V", "version")) {
        puts("connectspec " CONNECTSPEC_VERSION);
        return finish(CS_EXIT_OK);
    }
    command = find(argv[1]);
    return command == NULL ? CS_EXIT_USAGE : finish(command->run(argc - 1, argv + 1));
}
