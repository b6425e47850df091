/* The bytes of a YAML file: what libyaml does not say about them (private to the YAML layer). */
#ifndef CONNECTSPEC_YAML_TEXT_H
#define CONNECTSPEC_YAML_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/scenario/diagnostic.h"
#include "reference/must_use.h"

/* Whether libyaml can be given |text|: UTF-8, no byte order mark, no control bytes but HTAB and line ends, and no line
 * end but LF and CRLF.  False with an error at the first byte that breaks this (libyaml itself reports 1:1). */
CS_MUST_USE bool cs_yaml_text_check(const char *text, size_t length, const char *path,
                                    struct cs_diagnostics *diagnostics);

/* The place of the byte |offset|. */
struct cs_place cs_yaml_text_place(const char *text, size_t offset);

/* libyaml counts characters; this follows it in bytes.  Asked for places in ascending order it reads the text once. */
struct cs_yaml_cursor {
    const char *text;
    size_t length;
    size_t character; /* characters before |offset| */
    size_t offset;
    struct cs_place place;
};
void cs_yaml_cursor_seek(struct cs_yaml_cursor *cursor, size_t character);

#endif
