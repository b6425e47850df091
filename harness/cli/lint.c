/* connectspec lint: checks case files. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/cli/arguments.h"
#include "harness/cli/command.h"
#include "harness/cli/home.h"
#include "harness/cli/lint_show.h"
#include "harness/embedded/proxy/fault.h"
#include "harness/scenario/case.h"
#include "harness/scenario/yaml.h"

static const char usage[] =
    "usage: connectspec lint [--json] [FILE|CASE|FOLDER...]\n\n"
    "Checks case files and prints what is wrong as FILE:LINE:COL: message, with the line and a caret. A folder is\n"
    "checked as a suite, with what its cases say of each other; without arguments that is the suite's own. A file\n"
    "called requirements.yaml is checked as a catalogue. Exit status: 0 nothing wrong, 2 something is.\n\n"
    "  --json   what is wrong as JSON, on standard output\n";

#define CATALOGUE_NAME "requirements.yaml"

struct lint {
    const struct cs_catalogue *catalogue;
    struct cs_diagnostics diagnostics;
    const char *own;        /* the suite's cases */
    struct cs_suite *suite; /* loaded when it is needed */
    size_t checked;
};

/* The loader does not know the embedded proxy's faults, so they are looked up here. */
static void check_faults(struct lint *lint, const struct cs_yaml_node *catches)
{
    const char *names[CS_FAULT_COUNT] = {NULL};

    for (int i = CS_FAULT_NONE + 1; i < CS_FAULT_COUNT; i++)
        names[i - 1] = cs_fault_name((enum cs_fault)i);
    for (size_t i = 0; catches != NULL && i < catches->count; i++) {
        const struct cs_yaml_node *name = catches->members[i];
        const char *near = cs_word_nearest(name->text, names);

        if (cs_word_index(name->text, names) < 0)
            cs_yaml_error(name, &lint->diagnostics, "the embedded proxy has no fault `%s`%s%s%s", name->text,
                          near != NULL ? "; did you mean `" : "", near != NULL ? near : "", near != NULL ? "`?" : "");
    }
}

/* |item| has been loaded without an error, so its tree has the right shape. */
static void check_case_faults(struct lint *lint, const struct cs_case *item)
{
    struct cs_yaml_node *root =
        cs_yaml_load(item->text, strlen(item->text), CS_CASE_BYTES_MAX, item->path, &lint->diagnostics);
    const struct cs_yaml_node *values = cs_yaml_get(root, "values");

    lint->checked++;
    check_faults(lint, cs_yaml_get(root, "catches"));
    for (size_t i = 0; values != NULL && i < values->count; i++)
        check_faults(lint, cs_yaml_get(values->members[i], "catches"));
    cs_yaml_free(root);
}

static void lint_folder(struct lint *lint, const char *path)
{
    struct cs_suite *suite = cs_suite_load(path, lint->catalogue, &lint->diagnostics);

    for (size_t i = 0; suite != NULL && i < suite->count; i++)
        check_case_faults(lint, suite->cases[i]);
    cs_suite_free(suite);
}

/* The id that the place of a file gives it: |path| is absolute; the cases directory is the nearest folder above it
 * that has a catalogue.  The caller frees it; NULL when there is no such folder. */
static char *id_by_place(const char *path)
{
    char folder[PATH_MAX];
    char *slash = NULL;

    snprintf(folder, sizeof(folder), "%s", path);
    while ((slash = strrchr(folder, '/')) != NULL) {
        size_t length = (size_t)(slash - folder);
        const char *rest = path + length + 1;

        snprintf(slash, sizeof(folder) - length, "/%s", CATALOGUE_NAME);
        if (length + sizeof("/" CATALOGUE_NAME) <= sizeof(folder) && access(folder, F_OK) == 0)
            return strndup(rest, strlen(rest) - strlen(".yaml"));
        *slash = '\0';
    }
    return NULL;
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text);

    return length >= strlen(end) && strcmp(text + length - strlen(end), end) == 0;
}

/* What a single file says of another case, of which the suite's own are at hand. */
static void check_basis(struct lint *lint, const struct cs_case *item)
{
    struct cs_diagnostics unused = {.count = 0};
    size_t length = item->depends_on == NULL ? 0 : strcspn(item->depends_on, "@");
    char *beside = NULL;

    if (length == 0)
        return;
    if (lint->suite == NULL)
        lint->suite = cs_suite_load(lint->own, lint->catalogue, &unused);
    cs_diagnostics_free(&unused);
    if (asprintf(&beside, "%.*s%.*s.yaml", (int)(strlen(item->path) - strlen(item->id) - strlen(".yaml")), item->path,
                 (int)length, item->depends_on) < 0)
        return;
    if (access(beside, F_OK) != 0 && lint->suite != NULL && cs_suite_find(lint->suite, item->depends_on, NULL) == NULL)
        cs_diagnose(&lint->diagnostics, item->path, item->depends_on_place, "no case `%s`", item->depends_on);
    free(beside);
}

static void lint_case(struct lint *lint, const char *path)
{
    size_t length = 0;
    char *text = cs_file_read(path, CS_CASE_BYTES_MAX, &length, &lint->diagnostics);
    char *absolute = text != NULL ? realpath(path, NULL) : NULL;
    char *id = absolute != NULL ? id_by_place(absolute) : NULL;
    struct cs_case *item = NULL;

    if (absolute != NULL)
        item = cs_case_parse(text, length, id != NULL ? path : absolute, id, lint->catalogue, &lint->diagnostics);
    if (item != NULL) {
        check_case_faults(lint, item);
        check_basis(lint, item);
    }
    cs_case_free(item);
    free(id);
    free(absolute);
    free(text);
}

/* An id or a topic of the suite's own becomes its path.  The caller frees it; NULL when |name| is none. */
static char *path_of(const struct lint *lint, const char *name)
{
    char *path = NULL;

    if (access(name, F_OK) == 0 || asprintf(&path, "%s/%.*s.yaml", lint->own, (int)strcspn(name, "@"), name) < 0)
        return NULL;
    if (access(path, F_OK) == 0)
        return path;
    free(path);
    return NULL;
}

static void lint_path(struct lint *lint, const char *name)
{
    char *own = path_of(lint, name);
    const char *path = own == NULL ? name : own;
    struct stat status;

    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
        lint_folder(lint, path);
    } else if (ends_with(path, CATALOGUE_NAME)) {
        cs_catalogue_free(cs_catalogue_load(path, &lint->diagnostics));
        lint->checked++;
    } else if (ends_with(path, ".yaml")) {
        lint_case(lint, path);
    } else {
        cs_diagnose(&lint->diagnostics, path, (struct cs_place){0, 0}, "a case file is called ID.yaml");
    }
    free(own);
}

static void lint_all(struct lint *lint, const char *own, int count, char **paths)
{
    char *path = NULL;
    struct cs_catalogue *catalogue = NULL;

    if (asprintf(&path, "%s/" CATALOGUE_NAME, own) >= 0) {
        catalogue = cs_catalogue_load(path, &lint->diagnostics);
        free(path);
    }
    lint->catalogue = catalogue;
    lint->own = own;
    for (int i = 0; catalogue != NULL && i < count; i++)
        lint_path(lint, paths[i]);
    if (catalogue != NULL && count == 0)
        lint_folder(lint, own);
    cs_suite_free(lint->suite);
    cs_catalogue_free(catalogue);
}

/* Says what was found; whether that is nothing. */
static bool tell(struct lint *lint, bool json)
{
    bool good = lint->diagnostics.count == 0;

    cs_lint_sort(&lint->diagnostics);
    if (json)
        return cs_lint_print_json(&lint->diagnostics, lint->checked) && good;
    cs_lint_show(&lint->diagnostics);
    if (good)
        printf("%zu %s checked, nothing wrong\n", lint->checked, lint->checked == 1 ? "file" : "files");
    return good;
}

static int lint_arguments(int count, char **paths, bool json)
{
    struct lint lint = {.catalogue = NULL};
    char *own = cs_home_cases();
    bool good;

    if (own == NULL) {
        fputs("connectspec: its requirements were not found; CONNECTSPEC_HOME names the folder above cases/\n", stderr);
        return CS_EXIT_USAGE;
    }
    lint_all(&lint, own, count, paths);
    good = tell(&lint, json);
    cs_diagnostics_free(&lint.diagnostics);
    free(own);
    return good ? CS_EXIT_OK : CS_EXIT_USAGE;
}

int cs_cmd_lint(int argc, char **argv)
{
    static const struct option known[] = {
        {"json", no_argument, NULL, 'j'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    bool json = false;
    int key;

    optind = 0;
    while ((key = cs_option_next(argc, argv, known)) != -1) {
        if (key == 'h')
            return fputs(usage, stdout) < 0 ? CS_EXIT_USAGE : CS_EXIT_OK;
        if (key != 'j')
            return CS_EXIT_USAGE;
        json = true;
    }
    return lint_arguments(argc - optind, argv + optind, json);
}
