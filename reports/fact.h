/* The facts of a target as data, for whoever goes over all of them: documents, profiles, needs of cases. */
#ifndef CONNECTSPEC_FACT_H
#define CONNECTSPEC_FACT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "reference/must_use.h"
#include "reports/transcript.h"

enum cs_fact_type {
    CS_FACT_FLAG,   /* bool */
    CS_FACT_NUMBER, /* unsigned */
    CS_FACT_PORT,   /* uint16_t */
    CS_FACT_PORTS,  /* uint16_t[], 0 behind the last */
    CS_FACT_TEXT,   /* char[] */
    CS_FACT_BYTES,
    CS_FACT_TARGET,
    CS_FACT_PLACE,
};

struct cs_fact {
    enum cs_fact_type type;
    size_t offset; /* in struct cs_policy */
    size_t bound;
    const char *const *words;
    const char *json;
    bool always; /* it is written whatever it is */
    const char *profile;
    const char *need;
    const char *reason;
    const char *meaning;
};

extern const struct cs_fact cs_facts[];
extern const size_t cs_fact_count;

/* Whether |policy| has something else than false, 0 or nothing for |fact|. */
bool cs_fact_is_set(const struct cs_fact *fact, const struct cs_policy *policy);

/* Sets a fact from the text of a profile ("true", "18443", "basic"; of PORTS: one more).  False where the text has not
 * the fact's form or there is no place for it; then |policy| is as it was. */
CS_MUST_USE bool cs_fact_set(const struct cs_fact *fact, struct cs_policy *policy, const char *text);

/* All facts as a JSON object that the caller owns; NULL without memory.  |published|: without what tells of a
 * machine. */
CS_MUST_USE json_t *cs_policy_to_json(const struct cs_policy *policy, bool published);

/* Reads what cs_policy_to_json wrote.  False with |error| (CS_FILE_ERROR_MAX bytes): a key is missing, of another type,
 * too large, or unknown. */
CS_MUST_USE bool cs_policy_from_json(json_t *item, struct cs_policy *policy, char *error);

#endif
