#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz/live/differ_internal.h"
#include "fuzz/live/seed.h"
#include "harness/scenario/case.h"
#include "harness/scenario/diagnostic.h"

static bool make_folder(const char *path, char error[CS_FILE_ERROR_MAX])
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST)
        return true;
    (void)snprintf(error, CS_FILE_ERROR_MAX, "cannot make the directory %.300s: %s", path, strerror(errno));
    return false;
}

static json_t *names_of(const struct cs_differ *differ)
{
    json_t *names = json_array();

    for (size_t i = 0; i < differ->options.count; i++)
        json_array_append_new(names, json_string(differ->options.names[i]));
    return names;
}

bool cs_differ_save(const struct cs_differ *differ, char error[CS_FILE_ERROR_MAX])
{
    json_t *root = json_pack("{s:o,s:I,s:I,s:I}", "targets", names_of(differ), "seed", (json_int_t)differ->numbers.seed,
                             "next", (json_int_t)differ->next, "inputs", (json_int_t)differ->numbers.inputs);
    char *text = root == NULL ? NULL : json_dumps(root, JSON_INDENT(2));
    char path[PATH_MAX];
    bool fine;

    (void)snprintf(path, sizeof(path), "%s/differential.json", differ->options.folder);
    (void)snprintf(error, CS_FILE_ERROR_MAX, "out of memory");
    fine = text != NULL && cs_file_write(path, text, strlen(text), error);
    free(text);
    json_decref(root);
    return fine;
}

static uint64_t number_of(const json_t *root, const char *key)
{
    json_int_t value = json_integer_value(json_object_get(root, key));

    return value < 0 ? 0 : (uint64_t)value;
}

/* False: the folder is of other targets. */
static bool read_numbers(struct cs_differ *differ, char error[CS_FILE_ERROR_MAX])
{
    char path[PATH_MAX];
    json_t *root, *names = names_of(differ);
    bool same;

    (void)snprintf(path, sizeof(path), "%s/differential.json", differ->options.folder);
    root = json_load_file(path, 0, NULL);
    same = root == NULL || json_equal(json_object_get(root, "targets"), names) != 0;
    if (root != NULL && same) {
        differ->numbers.inputs = number_of(root, "inputs");
        differ->next = number_of(root, "next");
        if (differ->options.seed == 0)
            differ->numbers.seed = number_of(root, "seed");
    }
    if (!same)
        (void)snprintf(error, CS_FILE_ERROR_MAX, "%.300s compares other targets", differ->options.folder);
    json_decref(names);
    json_decref(root);
    return same;
}

static void copy_text(const json_t *value, char *out, size_t size)
{
    const char *text = json_string_value(value);

    (void)snprintf(out, size, "%s", text == NULL ? "" : text);
}

static void read_group(const struct cs_differ *differ, const json_t *root, struct cs_differ_group *out)
{
    const json_t *reactions = json_object_get(root, "reactions");

    *out = (struct cs_differ_group){
        .state = CS_GROUP_STEADY, .input = number_of(root, "input"), .seen = (size_t)number_of(root, "seen")};
    copy_text(json_object_get(root, "name"), out->name, sizeof(out->name));
    copy_text(json_object_get(root, "about"), out->about, sizeof(out->about));
    for (size_t i = 0; i < differ->options.count; i++)
        copy_text(json_object_get(reactions, differ->options.names[i]), out->reactions[i], sizeof(out->reactions[i]));
}

/* Others are made of what showed something. */
static void breed_on(struct cs_differ *differ, const char *text)
{
    struct cs_diagnostics diagnostics = {.count = 0};
    struct cs_case *item = cs_case_parse(text, strlen(text), "case.yaml", NULL, NULL, &diagnostics);

    if (item != NULL)
        cs_breed_keep(&differ->breed, cs_seed_of_case(item, -1));
    cs_case_free(item);
    cs_diagnostics_free(&diagnostics);
}

/* What cannot be read is as if it was not there: it will be met again. */
static void take_group(struct cs_differ *differ, const char *name)
{
    struct cs_differ_group group;
    char path[PATH_MAX + 300], error[CS_FILE_ERROR_MAX];
    size_t length;
    json_t *root;

    (void)snprintf(path, sizeof(path), "%s/disagreements/%s/disagreement.json", differ->options.folder, name);
    root = json_load_file(path, 0, NULL);
    if (root == NULL || differ->group_count == CS_DIFFER_GROUPS_MAX) {
        json_decref(root);
        return;
    }
    read_group(differ, root, &group);
    json_decref(root);
    (void)snprintf(path, sizeof(path), "%s/disagreements/%s/case.yaml", differ->options.folder, name);
    if (strcmp(group.name, name) != 0 || !cs_file_load(path, CS_CASE_BYTES_MAX, &group.text, &length, error))
        return;
    differ->groups[differ->group_count++] = group;
    breed_on(differ, group.text);
}

bool cs_differ_resume(struct cs_differ *differ, char error[CS_FILE_ERROR_MAX])
{
    struct dirent **entries = NULL;
    char path[PATH_MAX];
    int count;

    (void)snprintf(path, sizeof(path), "%s/disagreements", differ->options.folder);
    if (!make_folder(differ->options.folder, error) || !make_folder(path, error) || !read_numbers(differ, error))
        return false;
    count = scandir(path, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        if (entries[i]->d_name[0] != '.')
            take_group(differ, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    differ->breed.seed = differ->numbers.seed;
    return cs_differ_save(differ, error);
}
