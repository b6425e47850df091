/* Checks documents against the JSON Schemas in reports/schema/: exactly the keywords that those use, and a schema with
 * another keyword is refused rather than believed. */
#ifndef CONNECTSPEC_SCHEMA_TESTING_H
#define CONNECTSPEC_SCHEMA_TESTING_H

#include <jansson.h>
#include <regex.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define SCHEMA_FILES_MAX 4
#define SCHEMA_DEPTH_MAX 64

/* The files that were read, so that a `$ref` from one to another is followed once. */
struct schema_files {
    unsigned quiet; /* above 0: a mismatch is not printed */
    size_t count;
    char names[SCHEMA_FILES_MAX][64];
    json_t *roots[SCHEMA_FILES_MAX];
};

/* One value in its place: |path| is printed with what is wrong. */
struct schema_spot {
    struct schema_files *files;
    json_t *root; /* of the file that the schema stands in */
    unsigned depth;
    char path[256];
};

static inline bool schema_wrong(const struct schema_spot *spot, const char *what)
{
    if (spot->files->quiet == 0)
        printf("\n%s: %s\n", spot->path[0] == 0 ? "the document" : spot->path, what);
    return false;
}

static inline json_t *schema_file(struct schema_files *files, const char *name)
{
    char path[512];
    json_error_t error;
    json_t *root;

    for (size_t i = 0; i < files->count; i++)
        if (strcmp(files->names[i], name) == 0)
            return files->roots[i];
    snprintf(path, sizeof(path), "%s/reports/schema/%s", CS_SOURCE_DIR, name);
    root = files->count < SCHEMA_FILES_MAX ? json_load_file(path, JSON_REJECT_DUPLICATES, &error) : NULL;
    if (root == NULL) {
        printf("\n%s: %s\n", path, error.text);
        return NULL;
    }
    snprintf(files->names[files->count], sizeof(files->names[0]), "%s", name);
    files->roots[files->count++] = root;
    return root;
}

static inline bool schema_is(const json_t *value, const char *type)
{
    return (strcmp(type, "object") == 0 && json_is_object(value)) ||
           (strcmp(type, "array") == 0 && json_is_array(value)) ||
           (strcmp(type, "string") == 0 && json_is_string(value)) ||
           (strcmp(type, "integer") == 0 && json_is_integer(value)) ||
           (strcmp(type, "number") == 0 && json_is_number(value)) ||
           (strcmp(type, "boolean") == 0 && json_is_boolean(value)) ||
           (strcmp(type, "null") == 0 && json_is_null(value));
}

static inline bool schema_type(const struct schema_spot *spot, const json_t *wanted, const json_t *value)
{
    bool fits = json_is_string(wanted) && schema_is(value, json_string_value(wanted));

    for (size_t i = 0; i < json_array_size(wanted); i++)
        fits = fits || schema_is(value, json_string_value(json_array_get(wanted, i)));
    return fits || schema_wrong(spot, "has the wrong type");
}

static inline bool schema_enum(const struct schema_spot *spot, const json_t *wanted, const json_t *value)
{
    for (size_t i = 0; i < json_array_size(wanted); i++)
        if (json_equal(json_array_get(wanted, i), value))
            return true;
    return schema_wrong(spot, "is none of the values that are allowed");
}

static inline bool schema_pattern(const struct schema_spot *spot, const json_t *wanted, const json_t *value)
{
    regex_t expression;
    bool fits;

    if (regcomp(&expression, json_string_value(wanted), REG_EXTENDED | REG_NOSUB) != 0)
        return schema_wrong(spot, "the pattern is no regular expression");
    fits = !json_is_string(value) || regexec(&expression, json_string_value(value), 0, NULL, 0) == 0;
    regfree(&expression);
    return fits || schema_wrong(spot, "does not fit the pattern");
}

static inline bool schema_required(const struct schema_spot *spot, const json_t *wanted, const json_t *value)
{
    for (size_t i = 0; i < json_array_size(wanted); i++)
        if (json_is_object(value) && json_object_get(value, json_string_value(json_array_get(wanted, i))) == NULL)
            return schema_wrong(spot, json_string_value(json_array_get(wanted, i)));
    return true;
}

static inline bool schema_unique(const struct schema_spot *spot, const json_t *value)
{
    for (size_t i = 0; i < json_array_size(value); i++)
        for (size_t k = 0; k < i; k++)
            if (json_equal(json_array_get(value, i), json_array_get(value, k)))
                return schema_wrong(spot, "has an item twice");
    return true;
}

static inline bool schema_check(const struct schema_spot *spot, json_t *schema, json_t *value);

static inline bool schema_inner(const struct schema_spot *spot, json_t *schema, json_t *value, const char *name)
{
    struct schema_spot inner = {.files = spot->files, .root = spot->root, .depth = spot->depth + 1};

    snprintf(inner.path, sizeof(inner.path), "%.200s/%.40s", spot->path, name);
    return inner.depth < SCHEMA_DEPTH_MAX ? schema_check(&inner, schema, value)
                                          : schema_wrong(&inner, "is nested too deep");
}

static inline bool schema_members(const struct schema_spot *spot, json_t *schema, json_t *value)
{
    json_t *properties = json_object_get(schema, "properties");
    json_t *others = json_object_get(schema, "additionalProperties");
    const char *name;
    json_t *member;

    json_object_foreach(value, name, member)
    {
        json_t *inner = json_object_get(properties, name);

        if (inner == NULL && json_is_object(others))
            inner = others;
        if (inner == NULL && json_is_false(others))
            return schema_wrong(spot, name);
        if (inner != NULL && !schema_inner(spot, inner, member, name))
            return false;
    }
    return true;
}

static inline bool schema_items(const struct schema_spot *spot, json_t *items, json_t *value)
{
    for (size_t i = 0; i < json_array_size(value); i++) {
        char name[24];

        snprintf(name, sizeof(name), "%zu", i);
        if (!schema_inner(spot, items, json_array_get(value, i), name))
            return false;
    }
    return true;
}

/* What is wrong with the last of the alternatives is what is printed. */
static inline bool schema_any(const struct schema_spot *spot, json_t *wanted, json_t *value)
{
    size_t count = json_array_size(wanted);
    bool fits = false;

    spot->files->quiet++;
    for (size_t i = 0; !fits && i + 1 < count; i++)
        fits = schema_check(spot, json_array_get(wanted, i), value);
    spot->files->quiet--;
    return fits || schema_check(spot, json_array_get(wanted, count - 1), value);
}

/* "#/definitions/NAME" or the name of a file beside this one. */
static inline bool schema_follow(const struct schema_spot *spot, const char *reference, json_t *value)
{
    static const char local[] = "#/definitions/";
    struct schema_spot there = *spot;
    json_t *schema;

    if (strncmp(reference, local, sizeof(local) - 1) == 0) {
        schema = json_object_get(json_object_get(spot->root, "definitions"), reference + sizeof(local) - 1);
    } else {
        schema = schema_file(spot->files, reference);
        there.root = schema;
    }
    return schema != NULL ? schema_check(&there, schema, value) : schema_wrong(spot, "the schema has a loose end");
}

static inline bool schema_keyword(const struct schema_spot *spot, json_t *schema, const char *keyword, json_t *wanted,
                                  json_t *value)
{
    static const char *const notes[] = {"$schema", "$id", "title", "description", "definitions", "properties"};

    for (size_t i = 0; i < sizeof(notes) / sizeof(notes[0]); i++)
        if (strcmp(keyword, notes[i]) == 0)
            return strcmp(keyword, "properties") != 0 || schema_members(spot, schema, value);
    if (strcmp(keyword, "$ref") == 0)
        return schema_follow(spot, json_string_value(wanted), value);
    if (strcmp(keyword, "anyOf") == 0)
        return schema_any(spot, wanted, value);
    if (strcmp(keyword, "type") == 0)
        return schema_type(spot, wanted, value);
    if (strcmp(keyword, "enum") == 0)
        return schema_enum(spot, wanted, value);
    if (strcmp(keyword, "pattern") == 0)
        return schema_pattern(spot, wanted, value);
    if (strcmp(keyword, "required") == 0)
        return schema_required(spot, wanted, value);
    if (strcmp(keyword, "additionalProperties") == 0)
        return schema_members(spot, schema, value);
    if (strcmp(keyword, "items") == 0)
        return schema_items(spot, wanted, value);
    if (strcmp(keyword, "uniqueItems") == 0)
        return schema_unique(spot, value);
    if (strcmp(keyword, "minItems") == 0)
        return (json_int_t)json_array_size(value) >= json_integer_value(wanted) || schema_wrong(spot, "is too short");
    if (strcmp(keyword, "maxItems") == 0)
        return (json_int_t)json_array_size(value) <= json_integer_value(wanted) || schema_wrong(spot, "is too long");
    if (strcmp(keyword, "minimum") == 0)
        return json_number_value(value) >= json_number_value(wanted) || schema_wrong(spot, "is too small");
    if (strcmp(keyword, "maximum") == 0)
        return json_number_value(value) <= json_number_value(wanted) || schema_wrong(spot, "is too large");
    return schema_wrong(spot, "the schema has a keyword that this check does not know");
}

static inline bool schema_check(const struct schema_spot *spot, json_t *schema, json_t *value)
{
    const char *keyword;
    json_t *wanted;

    json_object_foreach(schema, keyword,
                        wanted) if (!schema_keyword(spot, schema, keyword, wanted, value)) return false;
    return true;
}

/* Whether |document| is valid by reports/schema/NAME; unless |quiet|, prints what is wrong where it is not. */
static inline bool schema_holds(const char *name, json_t *document, bool quiet)
{
    struct schema_files files = {.quiet = quiet};
    struct schema_spot spot = {.files = &files, .root = schema_file(&files, name)};
    bool valid = document != NULL && spot.root != NULL && schema_check(&spot, spot.root, document);

    for (size_t i = 0; i < files.count; i++)
        json_decref(files.roots[i]);
    return valid;
}

static inline bool schema_valid(const char *name, json_t *document)
{
    return schema_holds(name, document, false);
}

#endif
