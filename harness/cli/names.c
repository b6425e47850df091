#include "harness/cli/names.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/cli/arguments.h"

static const char suffix[] = ".yaml";

bool cs_name_is_topic(const char *topic, const struct cs_case *source)
{
    size_t length = strlen(topic);

    return strncmp(source->id, topic, length) == 0 && source->id[length] == '/';
}

static bool is_same(const struct stat *one, const char *path)
{
    struct stat other;

    return stat(path, &other) == 0 && one->st_dev == other.st_dev && one->st_ino == other.st_ino;
}

/* |length| bytes of |text| are the path of a file; what stands behind them is kept. */
static char *name_of_file(const struct cs_suite *suite, const char *text, size_t length)
{
    char path[PATH_MAX];
    struct stat status;
    char *name = NULL;

    snprintf(path, sizeof(path), "%.*s", (int)length, text);
    if (stat(path, &status) != 0)
        return strdup(text);
    for (size_t i = 0; i < suite->count; i++)
        if (is_same(&status, suite->cases[i]->path))
            return asprintf(&name, "%s%s", suite->cases[i]->id, text + length) < 0 ? NULL : name;
    return strdup(text);
}

/* The folder that the ids of the suite count from. */
static bool find_root(const struct cs_suite *suite, char root[PATH_MAX])
{
    const struct cs_case *first = suite->count == 0 ? NULL : suite->cases[0];
    char *end;

    if (first == NULL || realpath(first->path, root) == NULL)
        return false;
    end = root + strlen(root) - strlen(first->id) - strlen(suffix) - 1;
    if (end <= root)
        return false;
    *end = '\0';
    return true;
}

static char *name_of_folder(const struct cs_suite *suite, const char *text)
{
    char root[PATH_MAX], folder[PATH_MAX];
    struct stat status;
    size_t length;

    if (stat(text, &status) != 0 || !S_ISDIR(status.st_mode) || realpath(text, folder) == NULL ||
        !find_root(suite, root))
        return strdup(text);
    length = strlen(root);
    if (strcmp(folder, root) == 0)
        return strdup("*");
    return strdup(strncmp(folder, root, length) == 0 && folder[length] == '/' ? folder + length + 1 : text);
}

char *cs_name_of(const struct cs_suite *suite, const char *text)
{
    const char *end = strstr(text, suffix);

    if (end != NULL && (end[strlen(suffix)] == '\0' || end[strlen(suffix)] == '@'))
        return name_of_file(suite, text, (size_t)(end - text) + strlen(suffix));
    if (strchr(text, '/') != NULL)
        return name_of_folder(suite, text);
    return strdup(text);
}

/* ---- what may have been meant ---- */

struct words {
    char **items; /* owned copies, ends with NULL */
    size_t count;
    size_t capacity;
};

static void add(struct words *words, char *word)
{
    if (words->count + 1 >= words->capacity) {
        size_t capacity = words->capacity == 0 ? 256 : words->capacity * 2;
        char **grown = realloc(words->items, capacity * sizeof(*grown));

        if (grown == NULL) {
            free(word);
            return;
        }
        words->items = grown;
        words->capacity = capacity;
    }
    words->items[words->count] = word;
    if (word != NULL)
        words->items[++words->count] = NULL;
}

static void add_case(struct words *words, const struct cs_case *item, bool with_values)
{
    add(words, strdup(item->id));
    add(words, strndup(item->id, strcspn(item->id, "/")));
    for (size_t i = 0; with_values && i < item->value_count; i++) {
        char *name = NULL;

        if (asprintf(&name, "%s@%s", item->id, item->values[i].label) >= 0)
            add(words, name);
    }
}

void cs_name_unknown(const struct cs_suite *suite, const struct cs_catalogue *catalogue, const char *what,
                     const char *name, const char *more)
{
    static const char *const none[] = {NULL};
    struct words words = {.items = NULL};

    for (size_t i = 0; i < suite->count; i++)
        add_case(&words, suite->cases[i], strchr(name, '@') != NULL);
    for (size_t i = 0; catalogue != NULL && i < catalogue->count; i++)
        add(&words, strdup(catalogue->items[i].id));
    cs_say_unknown(NULL, what, name, words.items == NULL ? none : (const char *const *)words.items, more);
    for (size_t i = 0; i < words.count; i++)
        free(words.items[i]);
    free(words.items);
}
