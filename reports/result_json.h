/* The result of a run as JSON: `run --json` writes it, `report` reads it.
 *
 *   {"connectspec": VERSION, "target": {"name", "version"}, "command", "started": ISO 8601, "complete", "incomplete"?, "wall_ms",
 *    "cases": [{"id", "title", "level", "requirements": [...], "tags": [...], "verdict", "reason", "duration_ms",
 *               "expected", "observed", "finding", "reading", "danger", "source", "statement", "severity",
 *               "transcript"}],
 *    "summary": {"pass", "fail", "warn", "skip", "inconclusive", "error"}}
 *
 * `transcript` is inline (transcript_json.h) for fail, warn and inconclusive, else null. The published form
 * is another one (published.h). */
#ifndef CONNECTSPEC_RESULT_JSON_H
#define CONNECTSPEC_RESULT_JSON_H

#include "reference/must_use.h"
#include "reports/json.h"
#include "reports/result.h"

#define CS_RESULT_CASES_MAX 20000 /* in a file that is read */

/* A new reference, or NULL without memory. */
CS_MUST_USE json_t *cs_result_to_json(const struct cs_result *result, bool published);

/* Checks and copies.  The document is hostile; unknown keys are refused, `summary` is counted again and not read.
 * NULL with what and where in |error|. */
CS_MUST_USE struct cs_result *cs_result_from_json(json_t *root, char error[CS_FILE_ERROR_MAX]);

/* The same with files. */
CS_MUST_USE bool cs_result_save(const struct cs_result *result, const char *path, bool published,
                                char error[CS_FILE_ERROR_MAX]);
CS_MUST_USE struct cs_result *cs_result_load(const char *path, char error[CS_FILE_ERROR_MAX]);

#endif
