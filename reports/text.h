/* Results as text for a terminal or a log.  Whatever a target sent is escaped: no byte of it steers the terminal. */
#ifndef CONNECTSPEC_TEXT_H
#define CONNECTSPEC_TEXT_H

#include <stdio.h>

#include "reference/must_use.h"
#include "reports/result.h"

struct cs_text_look {
    bool color;     /* with ANSI colours */
    bool details;   /* every deviation, not only the first of each mistake (mistake.h) */
    unsigned width; /* in columns, where lines are broken; 0: they are not */
    bool plain;     /* where lines are broken: in ASCII */
};

/* Prints the summary of a run: a table by topic, each mistake with its first deviation (most dangerous first, then by
 * id), the warnings, what could not be judged, why cases were skipped, and a
 * closing line. */
void cs_text_summary(FILE *out, const struct cs_result *result, const struct cs_text_look *look);

/* Prints why a run is red, a line for each mistake that counts and each line of the list of known failures that is
 * gone. */
void cs_text_red(FILE *out, const struct cs_result *result);

/* Prints the lines that explain one deviation, each indented by two: level, source and requirement; the requirement's
 * sentence; sent, expected, got; the lenient reading and the danger where there are such; the command that repeats
 * it. */
void cs_text_case(FILE *out, const struct cs_result *result, const struct cs_case_result *item);

/* The same lines as a string that the caller frees; NULL without memory. */
CS_MUST_USE char *cs_text_case_copy(const struct cs_result *result, const struct cs_case_result *item);

/* Prints what the clients of a case sent, escaped, segments divided by " | ", cut after some 160 bytes. */
void cs_text_sent(FILE *out, const struct cs_transcript *transcript);

/* Prints text through cs_clean. */
void cs_text_put(FILE *out, const char *text);

/* "MUST, RFC 9110 §9.3.6, CN-TARGET-001": level, source and requirements of a case. */
void cs_text_source(FILE *out, const struct cs_case_result *item);

/* The command that repeats one case, quoted for a shell. */
void cs_text_repeat(FILE *out, const struct cs_result *result, const struct cs_case_result *item);

/* What a target does that shows the lenient reading |name|, in words that follow "the target"; "" for another name. */
const char *cs_text_reading(const char *name);

/* "target" of "target/port-empty": the length of the first part of an id. */
size_t cs_topic_length(const char *id);

#endif
