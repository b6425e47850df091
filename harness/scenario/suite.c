/* All cases of a directory. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/scenario/case.h"
#include "harness/scenario/yaml.h"

#define FOLDER_DEPTH_MAX 8
#define CASES_MAX        20000
#define PATH_BYTES_MAX   4096

/* Files beside the topics that hold no case. */
static const char *const no_cases[] = {"requirements.yaml", "not-showable.yaml", "sentences.yaml", NULL};

struct walk {
    struct cs_suite *suite;
    size_t root_length; /* of the cases directory, with its slash */
    const struct cs_catalogue *catalogue;
    struct cs_diagnostics *diagnostics;
};

static bool complain(struct walk *walk, const char *path, const char *message)
{
    cs_diagnose(walk->diagnostics, path, (struct cs_place){0, 0}, "%s", message);
    return false;
}

static bool add_case(struct walk *walk, struct cs_case *item)
{
    struct cs_suite *suite = walk->suite;

    /* Powers of two, so that the room doubles. */
    if ((suite->count & (suite->count - 1)) == 0) {
        size_t room = suite->count == 0 ? 1 : suite->count * 2;
        struct cs_case **cases = realloc(suite->cases, room * sizeof(struct cs_case *));

        if (cases == NULL) {
            complain(walk, item->path, "out of memory");
            cs_case_free(item);
            return false;
        }
        suite->cases = cases;
    }
    suite->cases[suite->count++] = item;
    return true;
}

static bool load_file(struct walk *walk, const char *path)
{
    const char *below = path + walk->root_length;
    char id[PATH_BYTES_MAX];
    struct cs_case *item = NULL;
    size_t length = 0;
    char *text = NULL;

    if (cs_word_index(below, no_cases) >= 0)
        return true;
    if (walk->suite->count >= CASES_MAX)
        return complain(walk, path, "too many cases");
    text = cs_file_read(path, CS_CASE_BYTES_MAX, &length, walk->diagnostics);
    if (text == NULL)
        return false;
    snprintf(id, sizeof(id), "%.*s", (int)(strlen(below) - strlen(".yaml")), below);
    item = cs_case_parse(text, length, path, id, walk->catalogue, walk->diagnostics);
    free(text);
    return item != NULL && add_case(walk, item);
}

static bool is_yaml(const char *name)
{
    size_t length = strlen(name);

    return length > strlen(".yaml") && strcmp(name + length - strlen(".yaml"), ".yaml") == 0;
}

static bool walk_folder(struct walk *walk, const char *folder, size_t depth);

static bool walk_entry(struct walk *walk, const char *folder, const struct dirent *entry, size_t depth)
{
    char path[PATH_BYTES_MAX];
    struct stat status;
    int length = snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);

    if (entry->d_name[0] == '.')
        return true;
    if (length < 0 || (size_t)length >= sizeof(path))
        return complain(walk, folder, "a path that is too long");
    if (lstat(path, &status) != 0)
        return complain(walk, path, strerror(errno));
    if (S_ISDIR(status.st_mode))
        return walk_folder(walk, path, depth + 1);
    return !is_yaml(entry->d_name) || load_file(walk, path);
}

/* Goes on after a file with errors, so that all of them are seen at once. */
static bool walk_folder(struct walk *walk, const char *folder, size_t depth)
{
    struct dirent **entries = NULL;
    bool good = true;
    int count = 0;

    if (depth > FOLDER_DEPTH_MAX)
        return complain(walk, folder, "folders nested too deeply");
    count = scandir(folder, &entries, NULL, alphasort);
    if (count < 0)
        return complain(walk, folder, strerror(errno));
    for (int i = 0; i < count; i++) {
        good = walk_entry(walk, folder, entries[i], depth) && good;
        free(entries[i]);
    }
    free(entries);
    return good;
}

static int by_id(const void *a, const void *b)
{
    const struct cs_case *const *left = a;
    const struct cs_case *const *right = b;

    return strcmp((*left)->id, (*right)->id);
}

/* Two cases may not share an id or an alias. */
static bool check_names(struct walk *walk, const struct cs_case *item)
{
    for (size_t i = 0; i < item->alias_count; i++) {
        const struct cs_case *other = cs_suite_find(walk->suite, item->aliases[i], NULL);

        if (other == item)
            continue;
        cs_diagnose(walk->diagnostics, item->path, (struct cs_place){0, 0}, "the alias `%s` is a name of %s too",
                    item->aliases[i], other->path);
        return false;
    }
    return true;
}

/* A chain of dependencies longer than the suite runs in a circle. */
static bool check_dependency(struct walk *walk, const struct cs_case *item)
{
    const struct cs_case *next = item;
    int value = -1;
    const struct cs_case *first =
        item->depends_on != NULL ? cs_suite_find(walk->suite, item->depends_on, &value) : NULL;

    if (first != NULL && first->value_count > 0 && value < 0) {
        cs_diagnose(walk->diagnostics, item->path, item->depends_on_place, "which one of the family? `%s@%s`, say",
                    item->depends_on, first->values[0].label);
        return false;
    }
    for (size_t i = 0; i <= walk->suite->count && next->depends_on != NULL; i++) {
        const struct cs_case *needed = cs_suite_find(walk->suite, next->depends_on, NULL);

        if (needed == NULL && next != item)
            return true;
        if (needed == NULL || i == walk->suite->count || needed == item) {
            cs_diagnose(walk->diagnostics, item->path, item->depends_on_place,
                        needed == NULL ? "no case `%s`" : "`%s` depends on this case in turn", item->depends_on);
            return false;
        }
        next = needed;
    }
    return true;
}

static bool check_suite(struct walk *walk)
{
    struct cs_suite *suite = walk->suite;
    bool good = true;

    for (size_t i = 0; i < suite->count; i++) {
        good = check_names(walk, suite->cases[i]) && good;
        good = check_dependency(walk, suite->cases[i]) && good;
    }
    return good;
}

/* What was loaded in order of id, if it agrees with itself; else NULL. */
static struct cs_suite *finish(struct walk *walk, bool good)
{
    struct cs_suite *suite = walk->suite;

    if (good && suite->count > 0)
        qsort(suite->cases, suite->count, sizeof(struct cs_case *), by_id);
    if (good && check_suite(walk))
        return suite;
    cs_suite_free(suite);
    return NULL;
}

struct cs_suite *cs_suite_load(const char *directory, const struct cs_catalogue *catalogue,
                               struct cs_diagnostics *diagnostics)
{
    struct cs_suite *suite = calloc(1, sizeof(*suite));
    struct walk walk = {suite, strlen(directory) + 1, catalogue, diagnostics};

    if (suite == NULL)
        complain(&walk, directory, "out of memory");
    return finish(&walk, suite != NULL && walk_folder(&walk, directory, 0));
}

/* ---- a few of them ---- */

static bool load_topic(struct walk *walk, const char *directory, const char *topic)
{
    char path[PATH_BYTES_MAX];
    int length = snprintf(path, sizeof(path), "%s/%s", directory, topic);

    return length > 0 && (size_t)length < sizeof(path) && (access(path, F_OK) != 0 || walk_folder(walk, path, 1));
}

/* The file of the case that |name| is the id of, with a value's label or a transport behind it. */
static bool load_named(struct walk *walk, const char *directory, const char *name)
{
    char folder[PATH_BYTES_MAX], file[PATH_BYTES_MAX];
    struct stat status;
    int id = (int)strcspn(name, "@+");
    int length = snprintf(file, sizeof(file), "%s/%.*s.yaml", directory, id, name);

    if (name[0] == '/' || strstr(name, "..") != NULL || length < 0 || (size_t)length >= sizeof(file))
        return false;
    snprintf(folder, sizeof(folder), "%.*s", length - (int)strlen(".yaml"), file);
    if (stat(folder, &status) == 0) /* a topic's name */
        return false;
    for (size_t i = 0; i < walk->suite->count; i++)
        if (strcmp(walk->suite->cases[i]->path, file) == 0)
            return true;
    return stat(file, &status) == 0 && S_ISREG(status.st_mode) && load_file(walk, file);
}

struct cs_suite *cs_suite_load_named(const char *directory, char *const *names, size_t name_count,
                                     const struct cs_catalogue *catalogue)
{
    struct cs_diagnostics unsaid = {.count = 0};
    struct cs_suite *suite = calloc(1, sizeof(*suite));
    struct walk walk = {suite, strlen(directory) + 1, catalogue, &unsaid};
    bool good = suite != NULL && load_topic(&walk, directory, "every") && load_topic(&walk, directory, "probe");

    for (size_t i = 0; good && i < name_count; i++)
        good = load_named(&walk, directory, names[i]);
    for (size_t i = 0; good && i < suite->count; i++)
        good = suite->cases[i]->depends_on == NULL || load_named(&walk, directory, suite->cases[i]->depends_on);
    suite = finish(&walk, good);
    cs_diagnostics_free(&unsaid);
    return suite;
}

void cs_suite_free(struct cs_suite *suite)
{
    if (suite == NULL)
        return;
    for (size_t i = 0; i < suite->count; i++)
        cs_case_free(suite->cases[i]);
    free(suite->cases);
    free(suite);
}

static bool is_called(const struct cs_case *item, const char *id, size_t length)
{
    if (strlen(item->id) == length && memcmp(item->id, id, length) == 0)
        return true;
    for (size_t i = 0; i < item->alias_count; i++)
        if (strlen(item->aliases[i]) == length && memcmp(item->aliases[i], id, length) == 0)
            return true;
    return false;
}

static int value_index(const struct cs_case *item, const char *label)
{
    for (size_t i = 0; i < item->value_count; i++)
        if (strcmp(item->values[i].label, label) == 0)
            return (int)i;
    return -1;
}

const struct cs_case *cs_suite_find(const struct cs_suite *suite, const char *id, int *value)
{
    const char *at = strchr(id, '@');
    size_t length = at != NULL ? (size_t)(at - id) : strlen(id);

    for (size_t i = 0; i < suite->count; i++) {
        const struct cs_case *item = suite->cases[i];
        int index = at != NULL && is_called(item, id, length) ? value_index(item, at + 1) : -1;

        if (!is_called(item, id, length) || (at != NULL && index < 0))
            continue;
        if (value != NULL)
            *value = index;
        return item;
    }
    return NULL;
}
