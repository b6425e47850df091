/* connectspec targets: the target profiles, and which of them are installed here. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/arguments.h"
#include "harness/cli/command.h"
#include "harness/cli/home.h"
#include "harness/cli/print_json.h"
#include "harness/launch/target.h"
#include "harness/scenario/role.h"
#include "reports/json.h"

static const char usage[] =
    "usage: connectspec targets [--role proxy|client|origin] [--root DIR] [--json]\n\n"
    "Lists the target profiles, one to a line: the name that `connectspec run --target` takes, its role, how it asks\n"
    "for (or gives) credentials, what it is, and its version or how to install it. Profiles of your own:\n"
    "--target FILE.yaml. With --role: those of that role alone. With --root: which are installed inside that root "
    "file\n"
    "system (as run --root starts them). With --json the same as JSON.\n";

struct options {
    char *root;       /* owned; NULL: ours */
    const char *role; /* NULL: all */
    bool json;
    bool help;
};

static void print_target(const struct cs_target_summary *target, int width)
{
    const char *version = target->version[0] == '\0' ? "installed" : target->version;

    printf("%-*s  %-6s  %-6s  %s, ", width, target->name, target->role, target->auth, target->title);
    if (target->installed)
        puts(version);
    else if (target->install[0] != '\0')
        printf("not installed: %s\n", target->install);
    else
        puts("not installed");
    if (target->notes[0] != '\0')
        printf("%-*s  %-6s  %-6s  %s\n", width, "", "", "", target->notes);
}

static bool is_of(const struct cs_target_summary *target, const char *role)
{
    return role == NULL || strcmp(target->role, role) == 0;
}

static void print_targets(const struct cs_target_summary *targets, size_t count, const char *role)
{
    size_t width = 0;

    for (size_t i = 0; i < count; i++)
        if (is_of(&targets[i], role) && strlen(targets[i].name) > width)
            width = strlen(targets[i].name);
    for (size_t i = 0; i < count; i++)
        if (is_of(&targets[i], role))
            print_target(&targets[i], (int)width);
}

static json_t *json_target(const struct cs_target_summary *target)
{
    return json_pack("{s:s, s:s, s:o, s:s, s:b, s:o, s:o, s:o}", "name", target->name, "role", target->role, "title",
                     cs_json_text(target->title), "auth", target->auth, "installed", target->installed, "version",
                     cs_json_text(target->version), "install", cs_json_text(target->install), "notes",
                     cs_json_text(target->notes));
}

static json_t *json_targets(const struct cs_target_summary *targets, size_t count, const char *role)
{
    json_t *list = json_array();

    for (size_t i = 0; i < count; i++)
        if (is_of(&targets[i], role))
            cs_json_append(&list, json_target(&targets[i]));
    return json_pack("{s:o}", "targets", list);
}

static int list_targets(const char *profiles, const struct options *options, const char *self)
{
    struct cs_diagnostics diagnostics = {0};
    size_t count;
    struct cs_target_summary *targets = cs_target_list(profiles, options->root, self, &count, &diagnostics);
    int status = targets == NULL || diagnostics.count > 0 ? CS_EXIT_USAGE : CS_EXIT_OK;

    if (!options->json)
        print_targets(targets, count, options->role);
    else if (!cs_print_json(json_targets(targets, count, options->role)))
        status = CS_EXIT_USAGE;
    cs_diagnostics_print(&diagnostics);
    if (targets == NULL)
        fprintf(stderr, "connectspec: no target profiles in %s\n", profiles);
    cs_diagnostics_free(&diagnostics);
    cs_target_summaries_free(targets, count);
    return status;
}

/* The role of that name; NULL when there is none, which has been said. */
static const char *known_role(const char *name)
{
    const struct cs_role_words *role = cs_role_find(name);

    if (role == NULL)
        fprintf(stderr, "connectspec targets: there is no role `%s`; they are proxy, client and origin\n", name);
    return role == NULL ? NULL : role->name;
}

/* False when the arguments are not understood, which has been said. */
static bool read_options(int argc, char **argv, struct options *out)
{
    static const struct option known[] = {
        {"root", required_argument, NULL, 'r'},
        {"role", required_argument, NULL, 'o'},
        {"json", no_argument, NULL, 'j'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    int key;

    optind = 0;
    while ((key = cs_option_next(argc, argv, known)) != -1) {
        out->json = out->json || key == 'j';
        out->help = out->help || key == 'h';
        if (key == '?')
            return false;
        if (key == 'o' && (out->role = known_role(optarg)) == NULL)
            return false;
        if (key == 'r' && (free(out->root), out->root = cs_home_root_given(optarg)) == NULL)
            return false;
    }
    if (optind == argc)
        return true;
    fprintf(stderr, "connectspec targets: no argument `%s` is taken; connectspec targets --help tells more\n",
            argv[optind]);
    return false;
}

static int show(const struct options *options)
{
    char *profiles = cs_home_profiles();
    char *self = cs_home_self();
    int status = CS_EXIT_USAGE;

    if (profiles == NULL || self == NULL)
        fputs("connectspec: the target profiles were not found; CONNECTSPEC_HOME names the folder above them\n",
              stderr);
    else
        status = list_targets(profiles, options, self);
    free(profiles);
    free(self);
    return status;
}

int cs_cmd_targets(int argc, char **argv)
{
    struct options options = {.root = NULL};
    int status = CS_EXIT_USAGE;

    if (read_options(argc, argv, &options)) {
        if (options.help)
            fputs(usage, stdout);
        status = options.help ? CS_EXIT_OK : show(&options);
    }
    free(options.root);
    return status;
}
