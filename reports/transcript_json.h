/* Transcripts as JSON: `run --transcripts DIR` writes them, `judge` reads them, and a result carries them inline. */
#ifndef CONNECTSPEC_TRANSCRIPT_JSON_H
#define CONNECTSPEC_TRANSCRIPT_JSON_H

#include "reference/must_use.h"
#include "reports/json.h"
#include "reports/transcript.h"

#define CS_TRANSCRIPT_FORMAT        2     /* of this layout; 1, without seats, carriers and blocks, is read for ever */
#define CS_TRANSCRIPT_EVENTS_MAX    65536 /* in a file that is read; sent and received ones are bounded by CS_EVENTS_MAX */
#define CS_TRANSCRIPT_VARIABLES_MAX 256

/* The document; bytes are cs_escape strings, digests hexadecimal.  |published|: without times and without the port of a
 * target named HOST:PORT.  A new reference, or NULL without memory or when the case's text is no UTF-8. */
CS_MUST_USE json_t *cs_transcript_to_json(const struct cs_transcript *transcript, bool published);

/* The other way round.  The document is hostile: types, sizes, counts and indexes are checked, unknown keys refused.
 * NULL with what and where in |error|. */
CS_MUST_USE struct cs_transcript *cs_transcript_from_json(json_t *root, char error[CS_FILE_ERROR_MAX]);

/* The same with files.  |error| names the path only when it cannot be opened or written. */
CS_MUST_USE bool cs_transcript_save(const struct cs_transcript *transcript, const char *path,
                                    char error[CS_FILE_ERROR_MAX]);
CS_MUST_USE struct cs_transcript *cs_transcript_load(const char *path, char error[CS_FILE_ERROR_MAX]);

#endif
