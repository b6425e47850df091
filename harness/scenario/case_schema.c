#include "harness/scenario/case_schema.h"

#include <stddef.h>
#include <string.h>

#include "harness/scenario/listener_list.h"
#include "harness/scenario/variable_list.h"
#include "reports/fact_list.h"

const char *const cs_case_fields[] = {
    "id",         "title",      "role",     "over",    "level",  "requirements", "danger", "tags",    "needs",
    "visible-if", "depends_on", "enforces", "aliases", "since",  "catches",      "bugs",   "listen",  "silence",
    "alone",      "patience",   "values",   "steps",   "accept", "warn",         "every",  "observe", NULL};

const char *const cs_case_required_fields[] = {"id", "title", "level", "requirements", "steps", "accept", NULL};

const char *const cs_case_levels[] = {"must", "should", "may", "advice", "interop", NULL};

/* Those of fact_list.h and those that are no fact by themselves. */
#define NEED_OF(type, member, bound, words, json, always, profile, need, reason, meaning) need,
static const char *const fact_needs[] = {CS_FACT_LIST(NEED_OF)};
#undef NEED_OF
static const char *const other_needs[] = {"auth",          "basic",         "digest",        "no-auth",   "processes",
                                          "two-alphabets", "blank-account", "utf-8-account", "inner-tls", "inner-http"};

#define FACT_NEEDS  (sizeof(fact_needs) / sizeof(fact_needs[0]))
#define OTHER_NEEDS (sizeof(other_needs) / sizeof(other_needs[0]))

const char *const *cs_case_needs(void)
{
    static const char *needs[FACT_NEEDS + OTHER_NEEDS + 1];
    size_t count = 0;

    for (size_t i = 0; i < OTHER_NEEDS; i++)
        needs[count++] = other_needs[i];
    for (size_t i = 0; i < FACT_NEEDS; i++)
        if (fact_needs[i] != NULL)
            needs[count++] = fact_needs[i];
    return needs;
}

const char *const cs_case_listeners[] = {
#define LISTENER_NAME(name, address, ports) name,
    CS_LISTENER_LIST(LISTENER_NAME)
#undef LISTENER_NAME
        NULL};

const char *const cs_case_policies[] = {"ports", "addresses", "names", "auth", NULL};

const char *const cs_case_verbs[] = {
#define CS_VERB_KEY(symbol, key) key,
    CS_VERB_LIST(CS_VERB_KEY)
#undef CS_VERB_KEY
        NULL};

const char *const cs_case_variables[] = {
#define VARIABLE_NAME(name, sample, need, listener, why) name,
    CS_VARIABLE_LIST(VARIABLE_NAME)
#undef VARIABLE_NAME
        NULL};

bool cs_case_is_slow(const struct cs_case *item)
{
    return item->tags != NULL && cs_word_index("slow", (const char *const *)item->tags) >= 0;
}

const char *cs_case_level_name(enum cs_case_level level)
{
    return cs_case_levels[level];
}
