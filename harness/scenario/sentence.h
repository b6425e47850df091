/* What became of each normative sentence of the documents: cases/sentences.yaml, whose head explains it. */
#ifndef CONNECTSPEC_SENTENCE_H
#define CONNECTSPEC_SENTENCE_H

#include <stdbool.h>

#include "harness/scenario/requirement.h"
#include "reference/must_use.h"

/* No pointer is NULL but those of empty lists. */
struct cs_sentence {
    char *rfc;       /* "9110" */
    char *section;   /* "9.3.6" */
    char *ordinal;   /* its place among the counted sentences of the section, from "1" */
    char **keywords; /* "MUST NOT" ..., in their order; NULL behind the last */
    char *reason;    /* why it gave no requirement: a code; "" when it gave some */
    size_t keyword_count;
    size_t requirement_count;
    char **requirements; /* ids of the catalogue */
};

struct cs_sentence_reason {
    char *code;
    char *meaning;
};

struct cs_sentences {
    size_t count;
    struct cs_sentence *items; /* in order of the file */
    size_t reason_count;
    struct cs_sentence_reason *reasons;
};

/* Loads the file, at most 4 MiB: unknown, missing and duplicate keys, requirements that |catalogue| does not hold and
 * reasons without a meaning are errors, and so is an entry that has both or neither.  The caller frees the result with
 * cs_sentences_free.  NULL with diagnostics on any error. */
CS_MUST_USE struct cs_sentences *cs_sentences_load(const char *path, const struct cs_catalogue *catalogue,
                                                   struct cs_diagnostics *diagnostics);
void cs_sentences_free(struct cs_sentences *sentences); /* NULL is fine */

/* What a reason's code means, borrowed; NULL for none of the list. */
const char *cs_sentence_meaning(const struct cs_sentences *sentences, const char *code);

/* Whether the sentence gave the requirement with that id. */
bool cs_sentence_gave(const struct cs_sentence *sentence, const char *id);

#endif
