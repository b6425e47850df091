/* The published form of a result: what is kept in a repository and compared with the next one.  Two runs of an unchanged
 * target give the same bytes, whatever the ports, addresses and the day.
 *
 *   {"connectspec": VERSION, "form": "published", "target": {"name", "version"}, "command", "complete", "strict"?,
 *    "summary": {...},
 *    "deviations": [{"cases": [id...], "verdict", "title", "level", "requirements", "tags", "severity", "danger",
 *                    "source", "statement", "reason", "expected", "observed", "finding", "reading", "known"?,
 *                    "evidence"?}],
 *    "pass": [id...], "skip": {reason: [id...]}, "gone"?: [...]}
 *
 * One deviation for each mistake (mistake.h); texts and evidence are those of its first case:
 *
 *   "evidence": {"origin": "ADDRESS PORT", "channels": [{"seat", "actor", "listener"?, "error"?, "sent"?: stream,
 *                "received"?: stream}]}
 *   stream: {"bytes": escaped, the first CS_PUBLISHED_BYTES, "total", "end"?, "notes"?: [[offset, length, code]...]}
 *
 * What the suite itself says of cases that pass or are skipped is not repeated: a reader has the suite.  Times, and the
 * order in which things happened on different connections, are left out. */
#ifndef CONNECTSPEC_PUBLISHED_FORM_H
#define CONNECTSPEC_PUBLISHED_FORM_H

#include "reference/must_use.h"
#include "reports/json.h"
#include "reports/result.h"

#define CS_PUBLISHED_BYTES 512

/* A new reference, or NULL without memory. */
CS_MUST_USE json_t *cs_published_to_json(const struct cs_result *result);

/* Whether a document says that it is in this form. */
bool cs_published_is(const json_t *root);

/* The result, its cases in order of id.  A case that passed or was skipped has no title (""), level "must" and severity
 * "low"; the evidence of a deviation becomes a transcript with an event for each thing that is known.  The document is
 * hostile.  NULL with what and where in |error|. */
CS_MUST_USE struct cs_result *cs_published_from_json(json_t *root, char error[CS_FILE_ERROR_MAX]);

#endif
