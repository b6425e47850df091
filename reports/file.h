/* Reading and writing whole files, with error texts for the user. */
#ifndef CONNECTSPEC_FILE_H
#define CONNECTSPEC_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "reference/must_use.h"

#define CS_FILE_ERROR_MAX 512

/* Writes |length| bytes to |path|: into a new file beside it, which is then renamed, so that no reader meets half a
 * document and a failure leaves the old one.  What is no regular file (a pipe, /dev/null) is written to directly;
 * "-" is stdout.
 * False with "cannot write PATH: reason" in |error|. */
CS_MUST_USE bool cs_file_write(const char *path, const char *data, size_t length, char error[CS_FILE_ERROR_MAX]);

/* Whether |path| looks as if cs_file_write could write to it, so that a long run need not end in vain; nothing is
 * changed. False with "cannot write PATH: reason" in |error|. */
CS_MUST_USE bool cs_file_check(const char *path, char error[CS_FILE_ERROR_MAX]);

/* Adds |length| bytes to the end of |path|, which is made where it does not exist.  False with "cannot write PATH:
 * reason" in |error|. */
CS_MUST_USE bool cs_file_append(const char *path, const char *data, size_t length, char error[CS_FILE_ERROR_MAX]);

/* Reads all of |path|, at most |limit| bytes, into |*data|, which the caller frees; a NUL stands behind the |*length|
 * bytes.  False with "cannot read PATH: reason" in |error|; then |*data| is NULL. */
CS_MUST_USE bool cs_file_load(const char *path, size_t limit, char **data, size_t *length,
                              char error[CS_FILE_ERROR_MAX]);

#endif
