/* YAML files that people write (cases, requirements, target profiles), read into a small bounded tree.
 *
 * Only the plain part of YAML is taken: mappings, sequences and scalars.  Anchors, aliases, tags, merge keys,
 * directives, second documents, duplicate and empty keys, keys that are no scalars, invalid UTF-8, control bytes and a
 * byte order mark are errors, each with its place.  Every scalar is text: `yes`, `0x10` and `~` have no meaning here
 * but the one that the caller gives them. */
#ifndef CONNECTSPEC_YAML_H
#define CONNECTSPEC_YAML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/scenario/diagnostic.h"
#include "reference/must_use.h"

/* libyaml takes quadratic time on deep flow nesting, so it stops early. */
#define CS_YAML_DEPTH_MAX 16
/* Duplicates are found by comparing every two keys of a mapping. */
#define CS_YAML_KEYS_MAX 512

enum cs_yaml_kind { CS_YAML_SCALAR, CS_YAML_SEQUENCE, CS_YAML_MAPPING };

enum cs_yaml_style {
    CS_YAML_PLAIN, /* an absent value (`key:`) is a plain scalar without text */
    CS_YAML_SINGLE_QUOTED,
    CS_YAML_DOUBLE_QUOTED,
    CS_YAML_LITERAL, /* | */
    CS_YAML_FOLDED,  /* > */
};

/* A value.  The tree owns all of it but |path|, which is the caller's and must outlive the tree. */
struct cs_yaml_node {
    enum cs_yaml_kind kind;
    enum cs_yaml_style style; /* of a scalar */
    struct cs_place place;    /* where it starts; a block scalar starts at its | or > */
    const char *path;
    size_t offset; /* the same place, in bytes from the start of the file */
    size_t lines;  /* scalars: line breaks between its first and last byte in the file */

    char *key; /* when it is the value of a mapping's member, else NULL; no NUL inside */
    struct cs_place key_place;

    char *text; /* a scalar's text, NUL-terminated, no NUL inside; else NULL */
    size_t length;

    size_t count; /* members of a mapping or a sequence, in the file's order */
    struct cs_yaml_node **members;
};

/* Reads |text|, |length| bytes, at most |maximum|.  |path| is for messages.  Returns the root, which the caller frees
 * with cs_yaml_free, or NULL with at least one entry in |diagnostics|. */
CS_MUST_USE struct cs_yaml_node *cs_yaml_load(const char *text, size_t length, size_t maximum, const char *path,
                                              struct cs_diagnostics *diagnostics);
void cs_yaml_free(struct cs_yaml_node *root); /* NULL is fine */

/* Adds an error at the node's place, or at its key's. */
void cs_yaml_error(const struct cs_yaml_node *node, struct cs_diagnostics *diagnostics, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void cs_yaml_key_error(const struct cs_yaml_node *node, struct cs_diagnostics *diagnostics, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The value of |key| in |mapping|; NULL when there is none, or |mapping| is NULL or no mapping. */
const struct cs_yaml_node *cs_yaml_get(const struct cs_yaml_node *mapping, const char *key);

/* True when |node| is a mapping.  An error otherwise, and one for each key that is not in |allowed| (ends with NULL),
 * with the nearest that is ("did you mean"); then false. */
bool cs_yaml_check_keys(const struct cs_yaml_node *node, const char *const *allowed,
                        struct cs_diagnostics *diagnostics);

/* The text of a scalar that is not empty; NULL with an error for anything else.  Borrowed from the tree. */
const char *cs_yaml_text(const struct cs_yaml_node *node, struct cs_diagnostics *diagnostics);

/* A decimal number between |least| and |most|; false with an error for anything else. */
CS_MUST_USE bool cs_yaml_number(const struct cs_yaml_node *node, uint64_t least, uint64_t most, uint64_t *out,
                                struct cs_diagnostics *diagnostics);

/* `true` or `false`; false with an error for anything else. */
CS_MUST_USE bool cs_yaml_boolean(const struct cs_yaml_node *node, bool *out, struct cs_diagnostics *diagnostics);

/* A sequence of scalars that are not empty, copied: |*out| gets |*count| strings and a NULL behind them; the caller
 * frees it with cs_words_free.  With |allowed| (ends with NULL, may itself be NULL) every other word is an error, and
 * so is a word that stands there twice.  False with an error, |*out| NULL then. */
bool cs_yaml_words(const struct cs_yaml_node *node, const char *const *allowed, char ***out, size_t *count,
                   struct cs_diagnostics *diagnostics);
void cs_words_free(char **words); /* NULL is fine */

/* The index of |word| in |words| (ends with NULL), or -1. */
int cs_word_index(const char *word, const char *const *words);

/* The one of |words| (ends with NULL) that |word| is most likely a slip of, or NULL when none is near. */
const char *cs_word_nearest(const char *word, const char *const *words);

/* Where the byte |offset| of a scalar's text stands in the file whose content is |text|, as exactly as folding lets
 * it.  |node| came from cs_yaml_load of that text. */
struct cs_place cs_yaml_place_within(const struct cs_yaml_node *node, const char *text, size_t length, size_t offset);

/* Reads a whole file of at most |maximum| bytes.  Returns a buffer that the caller frees (with a NUL behind it), or
 * NULL with an entry in |diagnostics|: not readable, no regular file, too long, no memory. */
CS_MUST_USE char *cs_file_read(const char *path, size_t maximum, size_t *length, struct cs_diagnostics *diagnostics);

#endif
