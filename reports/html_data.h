/* What the HTML page shows, as JSON for its script (reports/page/ reads it):
 *
 *   {"texts": [sentence...],
 *    "cases": [{"id", "title", "level", "severity", "requirements": [...], "source", "statement", "danger"}],
 *    "targets": [{"name", "product", "version", "suite", "started", "complete", "wall_ms", "command", "gone": [...],
 *                 "verdicts": [{"case": index, "verdict", "reason": text, "expected": text, "observed": text,
 *                               "finding", "reading": text, "excuse", "repeat", "wire"}]}]}
 *
 * A sentence that occurs often is written once: `text` is an index of `texts`.  What is empty is left out.  A case that several
 * results have is described as the last of them does.  `wire` stands where a result keeps a transcript
 * (result_json.h):
 *
 *   {"origin": "ADDRESS PORT" where the case listened, "channels": [{"seat", "actor", "listener", "error", "sent": stream, "received": stream}],
 *    "events": [[microseconds, name, channel, value]...], "left_out": events that are not listed,
 *    "carriers": [{"actor", "protocol", "tls", "more": whether frames are not listed, "sent": escaped, "received": escaped,
 *                  "frames": [[microseconds, "sent" or "received", stream or -1, where it begins, length, name, says]...]}]}
 *   stream: {"bytes": escaped (escape.h), "total", "end": unless open, "marks": [[offset, code, text]...]}
 *
 * Control connections carry something only where one failed.  `marks` are the verdict's notes on the stream. */
#ifndef CONNECTSPEC_HTML_DATA_H
#define CONNECTSPEC_HTML_DATA_H

#include <jansson.h>

#include "reference/must_use.h"
#include "reports/result.h"

#define CS_PAGE_BYTES  4096 /* of each stream: a page is read by people, the whole is in the transcript */
#define CS_PAGE_EVENTS 256  /* of each case */
#define CS_PAGE_FRAMES 256  /* of each case */

/* A new reference, or NULL without memory. */
CS_MUST_USE json_t *cs_html_data(const struct cs_result *const *results, size_t count);

/* The wire of one case, which has a transcript; sentences go to |texts|, an object from sentence to index.  As
 * above. */
CS_MUST_USE json_t *cs_html_wire(const struct cs_case_result *item, json_t *texts);

/* What of the connections below channels is shown, an array; |controls|: those of control CONNECTs, too.  As above. */
CS_MUST_USE json_t *cs_html_frames(const struct cs_transcript *transcript, bool controls);

/* The index of |text| in |texts|, where it is added when it is new.  A new reference, or NULL without memory. */
CS_MUST_USE json_t *cs_html_text(const char *text, json_t *texts);

#endif
