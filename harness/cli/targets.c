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
    "usage: connectspec targets [--role proxy|client|origin] [--root DIR] [--names] [--json] [NAME...]\n\n"
    "Lists the target profiles, all or those named, one to a line: the name that\n"
    "`connectspec run --target` takes, its role, how it asks for (or gives) credentials, what it is, and\n"
    "its version or how to install it. Profiles of your own: --target FILE.yaml. With --role: those of\n"
    "that role alone. With --root: which are installed inside that root file system (as run --root\n"
    "starts them). With --json the same as JSON; with --names the names alone, at once: no program is\n"
    "asked for its version.\n";

enum form { LINES, NAMES, JSON };

struct options {
    char *root; /* owned; NULL: ours */
    struct cs_target_query query;
    enum form form;
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

static void print_targets(const struct cs_target_summary *targets, size_t count)
{
    size_t width = 0;

    for (size_t i = 0; i < count; i++)
        if (strlen(targets[i].name) > width)
            width = strlen(targets[i].name);
    for (size_t i = 0; i < count; i++)
        print_target(&targets[i], (int)width);
}

static json_t *json_target(const struct cs_target_summary *target)
{
    return json_pack("{s:s, s:s, s:o, s:s, s:b, s:o, s:o, s:o}", "name", target->name, "role", target->role, "title",
                     cs_json_text(target->title), "auth", target->auth, "installed", target->installed, "version",
                     cs_json_text(target->version), "install", cs_json_text(target->install), "notes",
                     cs_json_text(target->notes));
}

static bool print_json_targets(const struct cs_target_summary *targets, size_t count)
{
    json_t *list = json_array();

    for (size_t i = 0; i < count; i++)
        cs_json_append(&list, json_target(&targets[i]));
    return cs_print_json(json_pack("{s:o}", "targets", list));
}

static bool print(enum form form, const struct cs_target_summary *targets, size_t count)
{
    if (form == JSON)
        return print_json_targets(targets, count);
    if (form == LINES)
        print_targets(targets, count);
    for (size_t i = 0; form == NAMES && i < count; i++)
        puts(targets[i].name);
    return true;
}

static bool is_among(const char *name, const struct cs_target_summary *targets, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(targets[i].name, name) == 0)
            return true;
    return false;
}

static void say_unknown(const struct cs_target_query *query, const char *name)
{
    struct cs_diagnostics said = {0};
    struct cs_target_query all = {.folder = query->folder, .self = query->self, .root = query->root};
    size_t count;
    struct cs_target_summary *targets = cs_target_list(&all, &count, &said);
    const char **words = calloc(count + 1, sizeof(*words));

    for (size_t i = 0; words != NULL && i < count; i++)
        words[i] = targets[i].name;
    if (is_among(name, targets, count))
        fprintf(stderr, "connectspec targets: '%s' is no %s\n", name, query->role);
    else
        cs_say_unknown("targets", "there is no target", name, words, "connectspec targets lists them");
    free(words);
    cs_target_summaries_free(targets, count);
    cs_diagnostics_free(&said);
}

/* Whether each target that was named is in the list; says which is not. */
static bool are_all_there(const struct cs_target_query *query, const struct cs_target_summary *targets, size_t count)
{
    for (size_t i = 0; i < query->name_count; i++)
        if (!is_among(query->names[i], targets, count)) {
            say_unknown(query, query->names[i]);
            return false;
        }
    return true;
}

static int list_targets(const struct cs_target_query *query, enum form form)
{
    struct cs_diagnostics diagnostics = {0};
    size_t count;
    struct cs_target_summary *targets = cs_target_list(query, &count, &diagnostics);
    bool done = are_all_there(query, targets, count);

    if (done && targets == NULL)
        fprintf(stderr, "connectspec: no target profiles in %s\n", query->folder);
    done = done && targets != NULL && print(form, targets, count) && diagnostics.count == 0;
    cs_diagnostics_print(&diagnostics);
    cs_diagnostics_free(&diagnostics);
    cs_target_summaries_free(targets, count);
    return done ? CS_EXIT_OK : CS_EXIT_USAGE;
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
        {"root", required_argument, NULL, 'r'}, {"role", required_argument, NULL, 'o'},
        {"json", no_argument, NULL, 'j'},       {"names", no_argument, NULL, 'n'},
        {"help", no_argument, NULL, 'h'},       {NULL, 0, NULL, 0},
    };
    int key;

    optind = 0;
    while ((key = cs_option_next(argc, argv, known)) != -1) {
        out->form = key == 'j' ? JSON : key == 'n' ? NAMES : out->form;
        out->help = out->help || key == 'h';
        if (key == '?')
            return false;
        if (key == 'o' && (out->query.role = known_role(optarg)) == NULL)
            return false;
        if (key == 'r' && (free(out->root), out->root = cs_home_root_given(optarg)) == NULL)
            return false;
    }
    out->query.root = out->root;
    out->query.names = argv + optind;
    out->query.name_count = (size_t)(argc - optind);
    out->query.versions = out->form != NAMES;
    return true;
}

static int show(struct options *options)
{
    char *profiles = cs_home_profiles();
    char *self = cs_home_self();
    int status = CS_EXIT_USAGE;

    options->query.folder = profiles;
    options->query.self = self;
    if (profiles == NULL || self == NULL)
        fputs("connectspec: the target profiles were not found; CONNECTSPEC_HOME names the folder above them\n",
              stderr);
    else
        status = list_targets(&options->query, options->form);
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
