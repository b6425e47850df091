/* The normative sentences of the RFCs and what became of them, for people and programs. */
#ifndef CONNECTSPEC_SENTENCES_H
#define CONNECTSPEC_SENTENCES_H

#include <stdbool.h>

#include "harness/scenario/sentence.h"
#include "reference/must_use.h"

/* To stdout: one to a line, then what the reasons mean, then how many there are. */
void cs_sentences_print(const struct cs_sentences *sentences);

/* To stdout: {"reasons":{CODE:MEANING},"sentences":[{"rfc","section","sentence","keywords","requirements","reason"}]},
 * the last one absent where there are requirements.  False, with a line on stderr, when memory ran out. */
CS_MUST_USE bool cs_sentences_print_json(const struct cs_sentences *sentences);

/* To stdout, in one line: the places of the sentences that gave the requirement, or why there is none. */
void cs_sentences_print_of(const struct cs_sentences *sentences, const struct cs_requirement *requirement);

#endif
