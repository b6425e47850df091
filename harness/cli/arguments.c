#include "harness/cli/arguments.h"

#include <stdio.h>
#include <string.h>

#include "harness/scenario/yaml.h"

#define OPTIONS_MAX 96

static const struct option *option_of(const struct option *known, int value)
{
    for (const struct option *at = known; at->name != NULL; at++)
        if (at->val == value)
            return at;
    return NULL;
}

/* |word| as it stands on the command line, perhaps with a value behind it. */
static void say_no_option(const char *command, const char *word, const struct option *known)
{
    const char *names[OPTIONS_MAX + 1] = {NULL};
    char name[64];
    const char *nearest;
    size_t count = 0;

    for (const struct option *at = known; at->name != NULL && count < OPTIONS_MAX; at++)
        names[count++] = at->name;
    snprintf(name, sizeof(name), "%.*s", (int)strcspn(word + 2, "="), word + 2);
    nearest = cs_word_nearest(name, names);
    fprintf(stderr, "connectspec %s: there is no option '--%s'; ", command, name);
    if (nearest != NULL)
        fprintf(stderr, "did you mean --%s?\n", nearest);
    else
        fprintf(stderr, "connectspec %s --help tells more\n", command);
}

/* What getopt has found wrong: |key| is ':' for a value that is missing, else '?'. */
static void complain(int key, char **argv, const struct option *known)
{
    const struct option *option = optopt == 0 ? NULL : option_of(known, optopt);
    const char *word = argv[optind - 1];

    if (option != NULL && key == ':')
        fprintf(stderr, "connectspec %s: --%s needs a value; connectspec %s --help tells more\n", argv[0], option->name,
                argv[0]);
    else if (option != NULL && strncmp(word, "--", 2) == 0)
        fprintf(stderr, "connectspec %s: --%s takes no value\n", argv[0], option->name);
    else if (optopt != 0)
        fprintf(stderr, "connectspec %s: there is no option '-%c'; connectspec %s --help tells more\n", argv[0], optopt,
                argv[0]);
    else
        say_no_option(argv[0], word, known);
}

int cs_option_next(int argc, char **argv, const struct option *known)
{
    int key;

    opterr = 0;
    key = getopt_long(argc, argv, ":h", known, NULL);
    if (key != '?' && key != ':')
        return key;
    complain(key, argv, known);
    return '?';
}

void cs_say_unknown(const char *command, const char *what, const char *word, const char *const *words, const char *more)
{
    const char *nearest = cs_word_nearest(word, words);

    fprintf(stderr, "connectspec%s%s: %s '%s'; ", command == NULL ? "" : " ", command == NULL ? "" : command, what,
            word);
    if (nearest != NULL)
        fprintf(stderr, "did you mean '%s'?\n", nearest);
    else
        fprintf(stderr, "%s\n", more);
}

void cs_say_bad_document(const char *path, const char *error)
{
    static const char missing[] = "Object item not found: "; /* jansson's */

    if (strncmp(error, missing, strlen(missing)) == 0)
        fprintf(stderr, "connectspec: %s is no such document: it has no `%s`\n", path, error + strlen(missing));
    else if (strstr(error, path) != NULL)
        fprintf(stderr, "connectspec: %s\n", error);
    else
        fprintf(stderr, "connectspec: %s: %s\n", path, error);
}
