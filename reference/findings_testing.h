/* For unit tests: findings as text, so that a table can say in one string what is expected. */
#ifndef CONNECTREF_FINDINGS_TESTING_H
#define CONNECTREF_FINDINGS_TESTING_H

#include <stdio.h>

#include "reference/code.h"
#include "reference/testing.h"

#define CS_FINDINGS_TEXT_MAX 2048

/* "code@offset code@offset" in the order in which they were made; "" when there is none. */
static inline void cs_findings_text(const struct cs_findings *findings, char *text)
{
    size_t used = 0;

    text[0] = '\0';
    for (size_t i = 0; i < findings->count; i++)
        used += (size_t)snprintf(text + used, CS_FINDINGS_TEXT_MAX - used, "%s%s@%zu", i > 0 ? " " : "",
                                 cs_code_name(findings->items[i].code), findings->items[i].offset);
}

/* Asserts that |findings| are exactly |expected|; says which input it was when they are not. */
static inline void cs_expect_findings(const struct cs_findings *findings, const char *expected, const char *input)
{
    char text[CS_FINDINGS_TEXT_MAX];

    cs_findings_text(findings, text);
    if (strcmp(text, expected) != 0)
        printf("\n  %s\n    expected: %s\n    found:    %s\n", input, expected, text);
    CU_ASSERT_STRING_EQUAL(text, expected);
}

#endif
