/* evaluate.h: what evaluators share. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/evaluate.h"

void cs_holds(struct cs_evaluation *out)
{
    *out = (struct cs_evaluation){.truth = CS_TRUTH_HOLDS};
}

void cs_fails(struct cs_evaluation *out, enum cs_truth truth, enum cs_wrong wrong, const char *detail, ...)
{
    va_list arguments;

    *out = (struct cs_evaluation){.truth = truth, .wrong = wrong};
    va_start(arguments, detail);
    vsnprintf(out->detail, sizeof(out->detail), detail, arguments);
    va_end(arguments);
}

void cs_operand_text(const struct cs_planned_condition *condition, size_t index, char *buffer, size_t capacity)
{
    buffer[cs_bytes_read(&condition->operands[index], 0, buffer, capacity - 1)] = 0;
}

bool cs_operand_has(const struct cs_planned_condition *condition, const char *wanted)
{
    char word[32];

    for (size_t i = 0; i < condition->operand_count; i++) {
        cs_operand_text(condition, i, word, sizeof(word));
        if (strcmp(word, wanted) == 0)
            return true;
    }
    return false;
}

static bool pattern_matches(const char *pattern, uint16_t status)
{
    if (strcmp(pattern, "none") == 0)
        return status == 0;
    if (strcmp(pattern, "non-2xx") == 0)
        return status != 0 && status / 100 != 2;
    if (strcmp(pattern + 1, "xx") == 0)
        return status / 100 == pattern[0] - '0';
    return status == strtoul(pattern, NULL, 10);
}

bool cs_status_matches(const struct cs_planned_condition *condition, uint16_t status)
{
    char pattern[16];

    for (size_t i = 0; i < condition->operand_count; i++) {
        cs_operand_text(condition, i, pattern, sizeof(pattern));
        if (pattern[0] != 0 && pattern_matches(pattern, status))
            return true;
    }
    return false;
}
