/* Questions to a YAML tree, and their errors. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/scenario/yaml.h"

#define MESSAGE_MAX 600

void cs_yaml_error(const struct cs_yaml_node *node, struct cs_diagnostics *diagnostics, const char *format, ...)
{
    char message[MESSAGE_MAX];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    cs_diagnose(diagnostics, node->path, node->place, "%s", message);
}

void cs_yaml_key_error(const struct cs_yaml_node *node, struct cs_diagnostics *diagnostics, const char *format, ...)
{
    char message[MESSAGE_MAX];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    cs_diagnose(diagnostics, node->path, node->key != NULL ? node->key_place : node->place, "%s", message);
}

const struct cs_yaml_node *cs_yaml_get(const struct cs_yaml_node *mapping, const char *key)
{
    if (mapping == NULL || mapping->kind != CS_YAML_MAPPING)
        return NULL;
    for (size_t i = 0; i < mapping->count; i++)
        if (strcmp(mapping->members[i]->key, key) == 0)
            return mapping->members[i];
    return NULL;
}

bool cs_yaml_check_keys(const struct cs_yaml_node *node, const char *const *allowed, struct cs_diagnostics *diagnostics)
{
    bool good = node->kind == CS_YAML_MAPPING;

    if (!good)
        cs_yaml_error(node, diagnostics, "a mapping is needed here");
    for (size_t i = 0; good && i < node->count; i++) {
        const struct cs_yaml_node *member = node->members[i];
        const char *near;

        if (cs_word_index(member->key, allowed) >= 0)
            continue;
        near = cs_word_nearest(member->key, allowed);
        if (near != NULL)
            cs_yaml_key_error(member, diagnostics, "unknown key `%s`; did you mean `%s`?", member->key, near);
        else
            cs_yaml_key_error(member, diagnostics, "unknown key `%s`", member->key);
    }
    for (size_t i = 0; good && i < node->count; i++)
        good = cs_word_index(node->members[i]->key, allowed) >= 0;
    return good;
}

const char *cs_yaml_text(const struct cs_yaml_node *node, struct cs_diagnostics *diagnostics)
{
    if (node->kind == CS_YAML_SCALAR && node->length > 0)
        return node->text;
    cs_yaml_error(node, diagnostics, node->kind == CS_YAML_SCALAR ? "a value is missing" : "one value is needed here");
    return NULL;
}

bool cs_yaml_number(const struct cs_yaml_node *node, uint64_t least, uint64_t most, uint64_t *out,
                    struct cs_diagnostics *diagnostics)
{
    const char *text = cs_yaml_text(node, diagnostics);
    size_t digits = text != NULL ? strspn(text, "0123456789") : 0;
    uint64_t value = 0;

    if (text == NULL)
        return false;
    errno = 0;
    if (digits == node->length)
        value = strtoull(text, NULL, 10);
    if (digits != node->length || errno != 0 || value < least || value > most) {
        cs_yaml_error(node, diagnostics, "a number from %ju to %ju is needed, not `%s`", (uintmax_t)least,
                      (uintmax_t)most, text);
        return false;
    }
    *out = value;
    return true;
}

bool cs_yaml_boolean(const struct cs_yaml_node *node, bool *out, struct cs_diagnostics *diagnostics)
{
    const char *text = cs_yaml_text(node, diagnostics);

    if (text == NULL)
        return false;
    *out = strcmp(text, "true") == 0;
    if (*out || strcmp(text, "false") == 0)
        return true;
    cs_yaml_error(node, diagnostics, "`true` or `false` is needed, not `%s`", text);
    return false;
}

static bool word_is_good(const struct cs_yaml_node *list, size_t at, const char *const *allowed,
                         struct cs_diagnostics *diagnostics)
{
    const struct cs_yaml_node *member = list->members[at];
    const char *word = cs_yaml_text(member, diagnostics);
    const char *near = NULL;

    if (word == NULL)
        return false;
    for (size_t i = 0; i < at; i++) {
        if (list->members[i]->length == member->length && strcmp(list->members[i]->text, word) == 0) {
            cs_yaml_error(member, diagnostics, "`%s` stands here twice", word);
            return false;
        }
    }
    if (allowed == NULL || cs_word_index(word, allowed) >= 0)
        return true;
    near = cs_word_nearest(word, allowed);
    if (near != NULL)
        cs_yaml_error(member, diagnostics, "`%s` is unknown here; did you mean `%s`?", word, near);
    else
        cs_yaml_error(member, diagnostics, "`%s` is unknown here", word);
    return false;
}

bool cs_yaml_words(const struct cs_yaml_node *node, const char *const *allowed, char ***out, size_t *count,
                   struct cs_diagnostics *diagnostics)
{
    char **words = NULL;

    *out = NULL;
    *count = 0;
    if (node->kind != CS_YAML_SEQUENCE || node->count > CS_YAML_KEYS_MAX) {
        cs_yaml_error(node, diagnostics, "a list is needed here, e.g. [a, b], of at most %d", CS_YAML_KEYS_MAX);
        return false;
    }
    words = calloc(node->count + 1, sizeof(char *));
    for (size_t i = 0; words != NULL && i < node->count; i++) {
        if (!word_is_good(node, i, allowed, diagnostics)) {
            cs_words_free(words);
            return false;
        }
        words[i] = strdup(node->members[i]->text);
        if (words[i] == NULL) {
            cs_words_free(words);
            words = NULL;
        }
    }
    if (words == NULL) {
        cs_yaml_error(node, diagnostics, "out of memory");
        return false;
    }
    *out = words;
    *count = node->count;
    return true;
}

void cs_words_free(char **words)
{
    for (size_t i = 0; words != NULL && words[i] != NULL; i++)
        free(words[i]);
    free(words);
}

char *cs_file_read(const char *path, size_t maximum, size_t *length, struct cs_diagnostics *diagnostics)
{
    const struct cs_place nowhere = {0, 0};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO would block */
    FILE *file = fd >= 0 ? fdopen(fd, "rb") : NULL;
    struct stat status;
    char *text = NULL;

    *length = 0;
    if (file == NULL || fstat(fileno(file), &status) != 0) {
        cs_diagnose(diagnostics, path, nowhere, "%s", strerror(errno));
    } else if (!S_ISREG(status.st_mode) || status.st_size > (off_t)maximum) {
        cs_diagnose(diagnostics, path, nowhere, "no regular file of at most %zu bytes", maximum);
    } else {
        text = calloc((size_t)status.st_size + 1, 1);
        if (text != NULL)
            *length = fread(text, 1, (size_t)status.st_size, file);
        if (text == NULL || ferror(file)) {
            cs_diagnose(diagnostics, path, nowhere, "%s", text == NULL ? "out of memory" : "cannot be read");
            free(text);
            text = NULL;
        }
    }
    if (file != NULL)
        fclose(file);
    return text;
}
