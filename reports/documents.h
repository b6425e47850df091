/* One writer for each kind of document.  Each takes |count| results (one a target) and returns the whole document,
 * which the caller frees, with its size in |*length|; NULL without memory.  Valid UTF-8 whatever the targets sent. */
#ifndef CONNECTSPEC_DOCUMENTS_H
#define CONNECTSPEC_DOCUMENTS_H

#include "reference/must_use.h"
#include "reports/file.h"
#include "reports/result.h"

/* JUnit XML: a suite for each target, a testcase for each case, named by its id, `classname` being its topic.
 *   fail          <failure>, its type the finding, its text what the terminal prints
 *                 (a known failure, reports/gate.h: <skipped> with "known failure: " before its reason)
 *   error         <error>: the fault is ours
 *   skip          <skipped> with the reason
 *   inconclusive  <skipped> with "inconclusive: " before the reason: neither green nor red
 *   warn          passed; the suite's <system-out> has what the terminal prints, each behind "warning: ID: ": a gate
 *                 that counts failures follows the MUSTs
 * A line of the list of known failures that holds no longer is a failed testcase of the class "known-failures".
 * Valid by the schemas of Ant and of Jenkins (reports/schema/junit.xsd is narrower than both). */
CS_MUST_USE char *cs_junit_document(const struct cs_result *const *results, size_t count, size_t *length);

/* TAP version 14.  fail and error are "not ok", warn is "ok" with a note in its YAML block, skip and inconclusive are
 * "ok ... # SKIP reason".  A known failure is "not ok ... # TODO reason"; a line of the list of known failures that
 * holds no longer is "not ok", behind the target's cases. */
CS_MUST_USE char *cs_tap_document(const struct cs_result *const *results, size_t count, size_t *length);

/* Markdown for a pull request or a step summary: a table of counts, then for each target the failures that nobody
 * expected, most dangerous first, then the lines of the list of known failures that hold no longer; known failures,
 * warnings and what stayed inconclusive are folded. */
CS_MUST_USE char *cs_markdown_document(const struct cs_result *const *results, size_t count, size_t *length);

/* The same within |limit| bytes: entries that would not fit are left out, and the end says how many.  |limit| has to
 * leave room for the table and the headings (1 KiB and 200 bytes for each target). */
CS_MUST_USE char *cs_markdown_limited(const struct cs_result *const *results, size_t count, size_t limit,
                                      size_t *length);

/* SARIF 2.1.0: a run for each target.  Its rules are the requirements that were tested, each with its id, sentence,
 * address and severity; its results the deviations: fail is an "error", warn a "warning" (a "note" where no SHOULD is
 * broken), and a known failure is suppressed with its reason.  A result is placed at the case's file, and its
 * fingerprint is case and finding.  inconclusive, error and what the list of known failures expects in vain are
 * notifications of the invocation. */
CS_MUST_USE char *cs_sarif_document(const struct cs_result *const *results, size_t count, size_t *length);

/* A badge for a README, SVG: how many cases of all results together fail, warn and pass, in words and in a colour.  The
 * target is its title.  Known failures are told apart. */
CS_MUST_USE char *cs_badge_document(const struct cs_result *const *results, size_t count, size_t *length);

/* A packet capture, pcapng: what a capture on the wire would have shown of the connections of every case that has a
 * transcript, as TCP over IPv4 without link headers.  An interface for each target; a comment at each connection's
 * first packet names case, verdict and finding.  Our clients are 127.0.0.1, the target is 127.0.0.2 (port 3128, so that
 * readers see HTTP), and origins have the addresses that they had; cases follow each other.  Bytes that were not kept
 * are missing, and sequence numbers tell so.  Binary: |*length| counts. */
CS_MUST_USE char *cs_pcap_document(const struct cs_result *const *results, size_t count, size_t *length);

/* One HTML file for people, which needs nothing but itself: verdicts by topic, the failures with the bytes that prove
 * them, a matrix for several targets, what changed between two results (reports/page/).  What targets sent is data in
 * it, never markup; nothing in it runs but the scripts of reports/page/, and nothing is fetched. */
CS_MUST_USE char *cs_html_document(const struct cs_result *const *results, size_t count, size_t *length);

/* A bug report in Markdown for the maintainers of a product, one for each product of the results (product.h): what was
 * tested, and each mistake once, the most dangerous first, with the rule and its section, the bytes, a line that sends
 * them, what an attacker gains and what a mend looks like.  One with a severity of high or more says on top that it is
 * not yet reported. */
CS_MUST_USE char *cs_advice_document(const struct cs_result *const *results, size_t count, size_t *length);

enum cs_document {
    CS_DOCUMENT_JUNIT,
    CS_DOCUMENT_TAP,
    CS_DOCUMENT_MARKDOWN,
    CS_DOCUMENT_SARIF,
    CS_DOCUMENT_BADGE,
    CS_DOCUMENT_PCAP,
    CS_DOCUMENT_HTML,
    CS_DOCUMENT_ADVICE,
    CS_DOCUMENT_KINDS
};

struct cs_document_kind {
    const char *name; /* of its option: "junit" */
    char *(*make)(const struct cs_result *const *results, size_t count, size_t *length);
};

extern const struct cs_document_kind cs_document_kinds[CS_DOCUMENT_KINDS];

/* Makes a document.  What |make| above gives may lack a piece for which there was no memory (stream.h): this is whole,
 * or NULL.  The caller frees it. */
CS_MUST_USE char *cs_document_make(enum cs_document document, const struct cs_result *const *results, size_t count,
                                   size_t *length);

/* Makes a document and writes it as cs_file_write does.  False with |error| when either fails. */
CS_MUST_USE bool cs_document_write(enum cs_document document, const struct cs_result *const *results, size_t count,
                                   const char *path, char error[CS_FILE_ERROR_MAX]);

#endif
