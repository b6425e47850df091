/* One writer for each kind of document.  Each takes |count| results (one a target) and returns the whole document,
 * which the caller frees, with its size in |*length|; NULL without memory.  Valid UTF-8 whatever the targets sent. */
#ifndef CONNECTSPEC_DOCUMENTS_H
#define CONNECTSPEC_DOCUMENTS_H

#include "reports/result.h"

/* JUnit XML: a suite for each target, a testcase for each case, named by its id, `classname` being its topic.
 *   fail          <failure>, its type the finding, its text what the terminal prints
 *                 (a known failure, reports/gate.h: <skipped> with "known failure: " before its reason)
 *   error         <error>: the fault is ours
 *   skip          <skipped> with the reason
 *   inconclusive  <skipped> with "inconclusive: " before the reason: neither green nor red
 *   warn          passed, with <system-out> beginning with "warning: ": a gate that counts failures follows the MUSTs
 * A line of the list of known failures that holds no longer is a failed testcase of the class "known-failures". */
char *cs_junit_document(const struct cs_result *const *results, size_t count, size_t *length);

/* TAP version 14.  fail and error are "not ok", warn is "ok" with a note in its YAML block, skip and inconclusive are
 * "ok ... # SKIP reason".  A known failure is "not ok ... # TODO reason"; a line of the list of known failures that
 * holds no longer is "not ok", behind the target's cases. */
char *cs_tap_document(const struct cs_result *const *results, size_t count, size_t *length);

/* Markdown for a pull request or a step summary: a table of counts, then the failures, then the warnings folded. */
char *cs_markdown_document(const struct cs_result *const *results, size_t count, size_t *length);

/* One HTML file for people, which needs nothing but itself: verdicts by topic, the failures with the bytes that prove
 * them, a matrix for several targets, what changed between two results (reports/page/).  What targets sent is data in
 * it, never markup; nothing in it runs but the scripts of reports/page/, and nothing is fetched. */
char *cs_html_document(const struct cs_result *const *results, size_t count, size_t *length);

#endif
