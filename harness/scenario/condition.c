#include "harness/scenario/condition.h"

#include <stddef.h>
#include <string.h>

#include "harness/scenario/case_schema.h"

static const struct cs_condition_kind kinds[] = {
#define CS_CONDITION_ROW(symbol, subject, key, operand, meaning) {symbol, subject, key, operand, meaning},
    CS_CONDITION_LIST(CS_CONDITION_ROW)
#undef CS_CONDITION_ROW
};

/* Where connections may arrive: the first actor of a seat, and the extra listeners of proxies. */
static bool is_listener(const struct cs_role_words *role, const char *actor)
{
    unsigned number = 0;
    const struct cs_seat_words *words = cs_role_seat(role, actor, &number);

    if (words != NULL)
        return words->seat == CS_SEAT_ARRIVES && number == 1;
    if (strcmp(actor, "origin") == 0) /* what CONNECT names is listened at for every role */
        return true;
    return strcmp(actor, "denied") == 0 || (strcmp(actor, "deaf") != 0 && cs_word_index(actor, cs_case_listeners) >= 0);
}

static bool sits(const struct cs_role_words *role, const char *actor, enum cs_seat seat)
{
    const struct cs_seat_words *words = cs_role_seat(role, actor, NULL);

    return words != NULL && words->seat == seat;
}

static bool fits(const struct cs_role_words *role, const char *actor, enum cs_subject subject)
{
    switch (subject) {
    case CS_SUBJECT_NONE:
        return actor[0] == '\0';
    case CS_SUBJECT_CLIENT:
        return sits(role, actor, CS_SEAT_DIALS);
    case CS_SUBJECT_ORIGIN:
        return sits(role, actor, CS_SEAT_ARRIVES);
    case CS_SUBJECT_CROWD:
        return strcmp(actor, "crowd") == 0;
    case CS_SUBJECT_GROWTH:
        return strcmp(actor, "growth") == 0;
    case CS_SUBJECT_PROGRAM:
        return sits(role, actor, CS_SEAT_PROGRAM);
    case CS_SUBJECT_LISTENER:
        return is_listener(role, actor);
    }
    return false;
}

const struct cs_condition_kind *cs_condition_find(const struct cs_role_words *role, const char *actor, const char *key)
{
    for (size_t i = 0; i < CS_COND_COUNT; i++)
        if (strcmp(kinds[i].key, key) == 0 && fits(role, actor, kinds[i].subject))
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
