/* What the JSON documents share.  Every function returns NULL (or false) without memory. */
#ifndef CONNECTSPEC_JSON_H
#define CONNECTSPEC_JSON_H

#include <jansson.h>
#include <stdbool.h>

#include "reference/must_use.h"
#include "reports/file.h"

#define CS_JSON_BYTES_MAX  (64 * 1024 * 1024) /* of a document that is read */
#define CS_JSON_VALUES_MAX (4 * 1000 * 1000)  /* values in it, so that its memory is bounded too */

/* A string for people: cs_clean.  NULL counts as "". */
CS_MUST_USE json_t *cs_json_text(const char *text);

/* What a target is called.  |published|: HOST:PORT without its port, which is another one in every run. */
CS_MUST_USE json_t *cs_json_target(const char *target, bool published);

/* Bytes as a string: cs_escape. */
CS_MUST_USE json_t *cs_json_bytes(const char *bytes, size_t length);

/* Appends |item|, which is taken over, to |*list|.  Without memory, or where either is NULL, the list is released and
 * NULL from then on: a list is whole, or there is none. */
void cs_json_append(json_t **list, json_t *item);

/* A list of strings. */
CS_MUST_USE json_t *cs_json_list(char *const *items, size_t count);

/* |root|, made since cs_loss_count gave |lost|: NULL where something of it was lost, then it is released. */
CS_MUST_USE json_t *cs_json_whole(json_t *root, unsigned lost);

/* Whether a document could not be read because there was no memory; |error| then says so, whatever else was said. */
bool cs_json_lost(unsigned lost, char error[CS_FILE_ERROR_MAX]);

/* Reads and parses |path|: at most CS_JSON_BYTES_MAX and CS_JSON_VALUES_MAX, no duplicate keys, no NUL.  NULL with
 * the place in |error|. */
CS_MUST_USE json_t *cs_json_read(const char *path, char error[CS_FILE_ERROR_MAX]);

/* |root| as a document, indented, with a line end: |*length| bytes and a NUL, which the caller frees.  NULL for NULL,
 * too. */
CS_MUST_USE char *cs_json_document(const json_t *root, size_t *length);

/* Writes |root| to |path| (see cs_file_write) as cs_json_document makes it. */
CS_MUST_USE bool cs_json_write(const json_t *root, const char *path, char error[CS_FILE_ERROR_MAX]);

/* Copies the strings of a list into a new array that the caller frees (|*count| entries, each freed too).  False with
 * |error| when a member is no string. */
CS_MUST_USE bool cs_json_get_list(const json_t *list, char ***items, size_t *count, char error[CS_FILE_ERROR_MAX]);

/* Copies a string value into |*out|, which is freed first.  False without memory. */
CS_MUST_USE bool cs_json_get_text(const char *value, char **out);

#endif
