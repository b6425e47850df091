/* Bytes from the wire, made safe to show.  Nothing that a target sent reaches a terminal or a document but through
 * here. */
#ifndef CONNECTSPEC_ESCAPE_H
#define CONNECTSPEC_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "reference/must_use.h"

/* Bytes to printable ASCII: 0x20 to 0x7e stand for themselves except the backslash, which becomes "\\"; CR, LF,
 * TAB and NUL become "\r", "\n", "\t", "\0"; every other byte "\xHH" (lower case).  Reversible with cs_unescape.
 * Returns a NUL-terminated string that the caller frees, or NULL without memory. */
CS_MUST_USE char *cs_escape(const char *bytes, size_t length);

/* As cs_escape, but at most |limit| bytes of input; then " ... (N bytes)" follows. */
CS_MUST_USE char *cs_escape_limited(const char *bytes, size_t length, size_t limit);

/* Back to bytes.  Returns false for a string that cs_escape cannot have made (|*out| is then NULL) or without memory.
 * The caller frees |*out|, which has |*length| bytes and a NUL behind them. */
CS_MUST_USE bool cs_unescape(const char *text, char **out, size_t *length);

/* Text for people, which may hold UTF-8 and bytes that were escaped before: control characters, bytes that are no
 * UTF-8, direction marks and other invisible code points become "\r", "\n", "\t" or "\xHH" for each byte; all else
 * stays, the backslash too.  The result is valid in UTF-8 documents, XML included, and cannot steer a terminal.  Not
 * reversible. The caller frees it; NULL without memory.  |text| may be NULL, which gives "". */
CS_MUST_USE char *cs_clean(const char *text);

#endif
