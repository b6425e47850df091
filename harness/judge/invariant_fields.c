/* Rules of field lines that hold for answers and requests alike. */
#include "harness/judge/invariant_internal.h"

static bool lists(const struct cs_message *message, const char *option)
{
    struct cs_field field;
    size_t position = 0;

    while (cs_message_field(message, &position, &field))
        if (cs_field_is(message->text, &field, "connection") && cs_list_has(message->text, field.value, option))
            return true;
    return false;
}

static size_t count_of(const struct cs_message *message, const char *name)
{
    struct cs_field field;
    size_t position = 0;
    size_t count = 0;

    while (cs_message_field(message, &position, &field))
        count += cs_field_is(message->text, &field, name);
    return count;
}

void cs_invariant_check_once(const struct cs_message *message, uint64_t at, const char *const *names,
                             struct cs_breach *out)
{
    for (; *names != NULL; names++)
        if (count_of(message, *names) > 1)
            cs_breach_note(out, CS_WRONG_FIELD_TWICE, CS_CODE_NONE, at, *names);
}

void cs_invariant_check_listed(const struct cs_message *message, uint64_t at, const char *const *names,
                               struct cs_breach *out)
{
    for (; *names != NULL; names++)
        if (cs_message_has(message, *names) && !lists(message, *names))
            cs_breach_note(out, CS_WRONG_NOT_LISTED, CS_CODE_NONE, at, *names);
}

void cs_invariant_check_values(const struct cs_message *message, uint64_t at, const struct cs_value_rule *rules,
                               struct cs_breach *out)
{
    struct cs_field field;
    size_t position = 0;

    while (cs_message_field(message, &position, &field))
        for (const struct cs_value_rule *rule = rules; rule->name != NULL; rule++)
            if (cs_field_is(message->text, &field, rule->name) &&
                !rule->is(message->text + field.value.start, field.value.length))
                cs_breach_note(out, CS_WRONG_VALUE, CS_CODE_NONE, at + field.value.start, rule->name);
}
