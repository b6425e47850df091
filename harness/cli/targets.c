/* connectspec targets: the target profiles, and which of them are installed here. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/command.h"
#include "harness/cli/home.h"
#include "harness/launch/target.h"

static const char usage[] =
    "usage: connectspec targets [--root DIR]\n\n"
    "Lists the target profiles, one to a line: the name that `connectspec run --target` takes, how it asks for\n"
    "credentials, what it is, and its version or how to install it. Profiles of your own: --target FILE.yaml.\n"
    "With --root: which are installed inside that root file system (as run --root starts them).\n";

static void print_target(const struct cs_target_summary *target, int width)
{
    const char *version = target->version[0] == '\0' ? "installed" : target->version;

    printf("%-*s  %-6s  %s, ", width, target->name, target->auth, target->title);
    if (target->installed)
        puts(version);
    else if (target->install[0] != '\0')
        printf("not installed: %s\n", target->install);
    else
        puts("not installed");
    if (target->notes[0] != '\0')
        printf("%-*s  %-6s  %s\n", width, "", "", target->notes);
}

static void print_targets(const struct cs_target_summary *targets, size_t count)
{
    size_t width = 0;

    for (size_t i = 0; i < count; i++)
        width = strlen(targets[i].name) > width ? strlen(targets[i].name) : width;
    for (size_t i = 0; i < count; i++)
        print_target(&targets[i], (int)width);
}

static int list_targets(const char *profiles, const char *root, const char *self)
{
    struct cs_diagnostics diagnostics = {0};
    size_t count;
    struct cs_target_summary *targets = cs_target_list(profiles, root, self, &count, &diagnostics);
    int status = targets == NULL || diagnostics.count > 0 ? CS_EXIT_USAGE : CS_EXIT_OK;

    print_targets(targets, count);
    cs_diagnostics_print(&diagnostics);
    if (targets == NULL)
        fprintf(stderr, "connectspec: no target profiles in %s\n", profiles);
    cs_diagnostics_free(&diagnostics);
    cs_target_summaries_free(targets, count);
    return status;
}

int cs_cmd_targets(int argc, char **argv)
{
    char *profiles;
    char *self;
    char *root = NULL;
    int status = CS_EXIT_USAGE;

    if (argc == 3 && strcmp(argv[1], "--root") == 0) {
        root = cs_home_root_given(argv[2]);
        if (root == NULL)
            return CS_EXIT_USAGE;
    } else if (argc > 1) {
        bool help = strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0;

        fputs(usage, help ? stdout : stderr);
        return help ? CS_EXIT_OK : CS_EXIT_USAGE;
    }
    profiles = cs_home_profiles();
    self = cs_home_self();
    if (profiles == NULL || self == NULL)
        fputs("connectspec: the target profiles were not found; CONNECTSPEC_HOME names the folder above them\n",
              stderr);
    else
        status = list_targets(profiles, root, self);
    free(root);
    free(profiles);
    free(self);
    return status;
}
