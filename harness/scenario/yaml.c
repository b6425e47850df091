/* libyaml's events into a tree. */
#include "harness/scenario/yaml.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "harness/scenario/yaml_text.h"

struct reader {
    yaml_parser_t parser;
    struct cs_yaml_cursor cursor;
    const char *path;
    struct cs_diagnostics *diagnostics;
};

static void complain(struct reader *reader, yaml_mark_t mark, const char *message)
{
    cs_yaml_cursor_seek(&reader->cursor, mark.index);
    cs_diagnose(reader->diagnostics, reader->path, reader->cursor.place, "%s", message);
}

static void complain_of_syntax(struct reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;

    cs_yaml_cursor_seek(&reader->cursor, parser->problem_mark.index);
    cs_diagnose(reader->diagnostics, reader->path, reader->cursor.place, "not YAML: %s%s%s",
                parser->context != NULL ? parser->context : "", parser->context != NULL ? ": " : "",
                parser->problem != NULL ? parser->problem : "out of memory");
}

static bool next_event(struct reader *reader, yaml_event_t *event)
{
    if (yaml_parser_parse(&reader->parser, event))
        return true;
    complain_of_syntax(reader);
    return false;
}

static const char *unwanted_property(const yaml_char_t *anchor, const yaml_char_t *tag)
{
    if (anchor != NULL)
        return "anchors are not allowed; write the value out where it is used";
    if (tag != NULL)
        return "tags are not allowed; every scalar is text";
    return NULL;
}

/* Why an event that begins a node is refused, or NULL. */
static const char *unwanted(const yaml_event_t *event)
{
    if (event->type == YAML_ALIAS_EVENT)
        return "aliases are not allowed; write the value out";
    if (event->type == YAML_SCALAR_EVENT)
        return unwanted_property(event->data.scalar.anchor, event->data.scalar.tag);
    if (event->type == YAML_SEQUENCE_START_EVENT)
        return unwanted_property(event->data.sequence_start.anchor, event->data.sequence_start.tag);
    return unwanted_property(event->data.mapping_start.anchor, event->data.mapping_start.tag);
}

static enum cs_yaml_style style_of(yaml_scalar_style_t style)
{
    switch (style) {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE:
        return CS_YAML_SINGLE_QUOTED;
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
        return CS_YAML_DOUBLE_QUOTED;
    case YAML_LITERAL_SCALAR_STYLE:
        return CS_YAML_LITERAL;
    case YAML_FOLDED_SCALAR_STYLE:
        return CS_YAML_FOLDED;
    case YAML_ANY_SCALAR_STYLE:
    case YAML_PLAIN_SCALAR_STYLE:
        break;
    }
    return CS_YAML_PLAIN;
}

static char *copy_text(const yaml_char_t *value, size_t length)
{
    char *text = malloc(length + 1);

    if (text == NULL)
        return NULL;
    memcpy(text, value, length);
    text[length] = '\0';
    return text;
}

/* Fills in what a scalar event says; false with an error. */
static bool take_scalar(struct reader *reader, const yaml_event_t *event, struct cs_yaml_node *node)
{
    node->kind = CS_YAML_SCALAR;
    node->style = style_of(event->data.scalar.style);
    node->length = event->data.scalar.length;
    node->lines = event->end_mark.line - event->start_mark.line;
    node->text = copy_text(event->data.scalar.value, node->length);
    if (node->text != NULL && memchr(node->text, '\0', node->length) == NULL)
        return true;
    complain(reader, event->start_mark, node->text == NULL ? "out of memory" : "a NUL byte; to send one, write \\0");
    return false;
}

static bool add_member(struct reader *reader, struct cs_yaml_node *parent, struct cs_yaml_node *member)
{
    /* Powers of two, so that the room doubles. */
    if ((parent->count & (parent->count - 1)) == 0) {
        size_t room = parent->count == 0 ? 1 : parent->count * 2;
        struct cs_yaml_node **members = realloc(parent->members, room * sizeof(struct cs_yaml_node *));

        if (members == NULL) {
            cs_diagnose(reader->diagnostics, reader->path, parent->place, "out of memory");
            cs_yaml_free(member);
            return false;
        }
        parent->members = members;
    }
    parent->members[parent->count++] = member;
    return true;
}

static struct cs_yaml_node *read_node(struct reader *reader, const yaml_event_t *event, size_t depth);

static bool read_sequence(struct reader *reader, struct cs_yaml_node *node, size_t depth)
{
    for (;;) {
        yaml_event_t event;
        struct cs_yaml_node *member = NULL;

        if (!next_event(reader, &event))
            return false;
        if (event.type == YAML_SEQUENCE_END_EVENT) {
            yaml_event_delete(&event);
            return true;
        }
        member = read_node(reader, &event, depth);
        yaml_event_delete(&event);
        if (member == NULL || !add_member(reader, node, member))
            return false;
    }
}

static const char *key_problem(const struct cs_yaml_node *mapping, const yaml_event_t *event)
{
    const char *key = (const char *)event->data.scalar.value;

    if (event->type != YAML_SCALAR_EVENT)
        return "a key has to be a word";
    if (unwanted(event) != NULL)
        return unwanted(event);
    if (event->data.scalar.length == 0 || strlen(key) != event->data.scalar.length)
        return "a key has to be a word";
    if (strcmp(key, "<<") == 0)
        return "merge keys are not allowed; write the keys out";
    if (mapping->count >= CS_YAML_KEYS_MAX)
        return "too many keys in one mapping";
    if (cs_yaml_get(mapping, key) != NULL)
        return "this key stands here twice";
    return NULL;
}

/* Reads the key that |event| brings and the value behind it. */
static bool read_member(struct reader *reader, struct cs_yaml_node *mapping, const yaml_event_t *event, size_t depth)
{
    const char *problem = key_problem(mapping, event);
    struct cs_yaml_node *member = NULL;
    struct cs_place place;
    char *key = NULL;
    yaml_event_t value;

    if (problem != NULL) {
        complain(reader, event->start_mark, problem);
        return false;
    }
    cs_yaml_cursor_seek(&reader->cursor, event->start_mark.index);
    place = reader->cursor.place;
    key = copy_text(event->data.scalar.value, event->data.scalar.length);
    if (key == NULL)
        complain(reader, event->start_mark, "out of memory");
    if (key == NULL || !next_event(reader, &value)) {
        free(key);
        return false;
    }
    member = read_node(reader, &value, depth);
    yaml_event_delete(&value);
    if (member == NULL) {
        free(key);
        return false;
    }
    member->key = key;
    member->key_place = place;
    return add_member(reader, mapping, member);
}

static bool read_mapping(struct reader *reader, struct cs_yaml_node *node, size_t depth)
{
    bool good = true;

    while (good) {
        yaml_event_t event;

        if (!next_event(reader, &event))
            return false;
        if (event.type == YAML_MAPPING_END_EVENT) {
            yaml_event_delete(&event);
            return true;
        }
        good = read_member(reader, node, &event, depth);
        yaml_event_delete(&event);
    }
    return false;
}

/* The node that |event| begins, with everything below it; NULL with an error. */
static struct cs_yaml_node *read_node(struct reader *reader, const yaml_event_t *event, size_t depth)
{
    const char *problem = unwanted(event);
    struct cs_yaml_node *node = NULL;
    bool good = false;

    if (problem == NULL && event->type != YAML_SCALAR_EVENT && depth >= CS_YAML_DEPTH_MAX)
        problem = "nested too deeply";
    if (problem == NULL)
        node = calloc(1, sizeof(*node));
    if (node == NULL) {
        complain(reader, event->start_mark, problem != NULL ? problem : "out of memory");
        return NULL;
    }
    cs_yaml_cursor_seek(&reader->cursor, event->start_mark.index);
    node->path = reader->path;
    node->place = reader->cursor.place;
    node->offset = reader->cursor.offset;
    node->kind = event->type == YAML_MAPPING_START_EVENT ? CS_YAML_MAPPING : CS_YAML_SEQUENCE;
    if (event->type == YAML_SCALAR_EVENT)
        good = take_scalar(reader, event, node);
    else if (node->kind == CS_YAML_MAPPING)
        good = read_mapping(reader, node, depth + 1);
    else
        good = read_sequence(reader, node, depth + 1);
    if (good)
        return node;
    cs_yaml_free(node);
    return NULL;
}

/* Takes the next event, which has to be of |type|; else the error is |message|. */
static bool expect(struct reader *reader, yaml_event_type_t type, const char *message)
{
    yaml_event_t event;
    bool good = false;

    if (!next_event(reader, &event))
        return false;
    good = event.type == type;
    if (good && type == YAML_DOCUMENT_START_EVENT &&
        (event.data.document_start.version_directive != NULL ||
         event.data.document_start.tag_directives.start != event.data.document_start.tag_directives.end)) {
        message = "directives are not allowed";
        good = false;
    }
    if (!good)
        complain(reader, event.start_mark, message);
    yaml_event_delete(&event);
    return good;
}

static struct cs_yaml_node *read_document(struct reader *reader)
{
    struct cs_yaml_node *root = NULL;
    yaml_event_t event;

    if (!expect(reader, YAML_STREAM_START_EVENT, "not YAML") ||
        !expect(reader, YAML_DOCUMENT_START_EVENT, "the file is empty") || !next_event(reader, &event))
        return NULL;
    root = read_node(reader, &event, 0);
    yaml_event_delete(&event);
    if (root != NULL && expect(reader, YAML_DOCUMENT_END_EVENT, "more than one value") &&
        expect(reader, YAML_STREAM_END_EVENT, "a second document; a file holds one"))
        return root;
    cs_yaml_free(root);
    return NULL;
}

struct cs_yaml_node *cs_yaml_load(const char *text, size_t length, size_t maximum, const char *path,
                                  struct cs_diagnostics *diagnostics)
{
    struct reader reader = {.path = path, .diagnostics = diagnostics, .cursor = {.text = text, .length = length}};
    struct cs_yaml_node *root = NULL;

    if (length > maximum) {
        cs_diagnose(diagnostics, path, (struct cs_place){0, 0}, "longer than %zu bytes", maximum);
        return NULL;
    }
    if (!cs_yaml_text_check(text, length, path, diagnostics))
        return NULL;
    if (!yaml_parser_initialize(&reader.parser)) {
        cs_diagnose(diagnostics, path, (struct cs_place){0, 0}, "out of memory");
        return NULL;
    }
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)text, length);
    root = read_document(&reader);
    yaml_parser_delete(&reader.parser);
    return root;
}

void cs_yaml_free(struct cs_yaml_node *root)
{
    if (root == NULL)
        return;
    for (size_t i = 0; i < root->count; i++)
        cs_yaml_free(root->members[i]);
    free(root->members);
    free(root->key);
    free(root->text);
    free(root);
}
