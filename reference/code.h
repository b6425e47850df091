/* What can be wrong with a message: one code per kind of malformation.
 *
 * CS_CODE_LIST names every code once: symbol, stable public name, force, requirement of the catalogue
 * (cases/requirements.yaml), sentence.  The names are part of the public contract (`connectspec parse`, SARIF rule
 * ids, expectation files): never rename one, never reuse one. */
#ifndef CONNECTREF_CODE_H
#define CONNECTREF_CODE_H

#include <stdbool.h>
#include <stddef.h>

#include "reference/code_list.h"

/* How much a deviation weighs for the sender of the message (RFC 9110 section 2.2: a sender MUST NOT generate
 * protocol elements that do not match the grammar). */
enum cs_level {
    CS_MUST,   /* the message is invalid */
    CS_SHOULD, /* the message is valid, its sender was advised against this */
};

enum cs_code {
    CS_CODE_NONE = 0,
#define CS_CODE_ENUM(symbol, name, level, requirement, sentence) symbol,
    CS_CODE_LIST(CS_CODE_ENUM)
#undef CS_CODE_ENUM
        CS_CODE_END
};

/* The stable name ("port-out-of-range"), the sentence for a person, the id in the catalogue, the force.
 * Static storage; a value outside the enum gives "unknown", "", "" and CS_MUST. */
const char *cs_code_name(enum cs_code code);
const char *cs_code_sentence(enum cs_code code);
const char *cs_code_requirement(enum cs_code code);
enum cs_level cs_code_level(enum cs_code code);

/* The code with that name, or CS_CODE_NONE. */
enum cs_code cs_code_by_name(const char *name);

/* One deviation: what, and at which byte of the caller's buffer it shows. */
struct cs_finding {
    enum cs_code code;
    size_t offset;
};

/* All deviations of one message in the order in which they were met.  Bounded: what does not fit is counted in
 * |dropped|, and |invalid| is still right.  The first one of level CS_MUST always has a place: where there is none
 * left, it takes the last one's. */
#define CS_FINDINGS_MAX 32
struct cs_findings {
    size_t count;
    size_t dropped;
    bool invalid; /* at least one finding of level CS_MUST */
    struct cs_finding items[CS_FINDINGS_MAX];
};

/* Empties it; |items| need no clearing. */
static inline void cs_findings_init(struct cs_findings *findings)
{
    findings->count = 0;
    findings->dropped = 0;
    findings->invalid = false;
}

/* Adds one; never fails. */
void cs_findings_add(struct cs_findings *findings, enum cs_code code, size_t offset);

/* Whether |code| is among them. */
bool cs_findings_has(const struct cs_findings *findings, enum cs_code code);

#endif
