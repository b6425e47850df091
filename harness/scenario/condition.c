#include "harness/scenario/condition.h"

#include <stddef.h>
#include <string.h>

static const struct cs_condition_kind kinds[] = {
#define CS_CONDITION_ROW(symbol, subject, key, operand, meaning) {symbol, subject, key, operand, meaning},
    CS_CONDITION_LIST(CS_CONDITION_ROW)
#undef CS_CONDITION_ROW
};

bool cs_actor_is(const char *actor, const char *stem)
{
    size_t length = strlen(stem);

    if (strncmp(actor, stem, length) != 0)
        return false;
    actor += length;
    return actor[0] == '\0' || (actor[0] >= '2' && actor[0] <= '9' && actor[1] == '\0');
}

static bool is_listener(const char *actor)
{
    static const char *const names[] = {"origin",    "denied", "other",       "ipv6",
                                        "localhost", "web",    "denied-host", "host6"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(actor, names[i]) == 0)
            return true;
    return false;
}

static bool fits(const char *actor, enum cs_subject subject)
{
    switch (subject) {
    case CS_SUBJECT_NONE:
        return actor[0] == '\0';
    case CS_SUBJECT_CLIENT:
        return cs_actor_is(actor, "client");
    case CS_SUBJECT_ORIGIN:
        return cs_actor_is(actor, "origin");
    case CS_SUBJECT_CROWD:
        return strcmp(actor, "crowd") == 0;
    case CS_SUBJECT_GROWTH:
        return strcmp(actor, "growth") == 0;
    case CS_SUBJECT_LISTENER:
        return is_listener(actor);
    }
    return false;
}

const struct cs_condition_kind *cs_condition_find(const char *actor, const char *key)
{
    for (size_t i = 0; i < CS_COND_COUNT; i++)
        if (strcmp(kinds[i].key, key) == 0 && fits(actor, kinds[i].subject))
            return &kinds[i];
    return NULL;
}

const struct cs_condition_kind *cs_condition_at(enum cs_condition_id id)
{
    return &kinds[id];
}

bool cs_status_pattern_valid(const char *text)
{
    if (strcmp(text, "non-2xx") == 0 || strcmp(text, "none") == 0)
        return true;
    if (strlen(text) != 3 || text[0] < '1' || text[0] > '9')
        return false;
    if (strcmp(text + 1, "xx") == 0)
        return text[0] <= '5';
    return text[1] >= '0' && text[1] <= '9' && text[2] >= '0' && text[2] <= '9';
}
