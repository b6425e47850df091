#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reference/code.h"
#include "reference/testing.h"

static bool is_stable_name(const char *name)
{
    return name[0] >= 'a' && name[0] <= 'z' && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(name);
}

static void names(void)
{
    for (int code = CS_CODE_NONE + 1; code < CS_CODE_END; code++) {
        const char *name = cs_code_name((enum cs_code)code);
        CU_ASSERT(is_stable_name(name));
        CU_ASSERT_EQUAL(cs_code_by_name(name), (enum cs_code)code); /* also: no name twice */
        CU_ASSERT(strlen(cs_code_sentence((enum cs_code)code)) > 0);
    }
    CU_ASSERT_EQUAL(cs_code_by_name("unknown"), CS_CODE_NONE);
    CU_ASSERT_EQUAL(cs_code_by_name(""), CS_CODE_NONE);
}

static void outside_the_enum(void)
{
    CU_ASSERT_STRING_EQUAL(cs_code_name(CS_CODE_NONE), "unknown");
    CU_ASSERT_STRING_EQUAL(cs_code_name((enum cs_code)(CS_CODE_END + 7)), "unknown");
    CU_ASSERT_STRING_EQUAL(cs_code_sentence(CS_CODE_END), "");
    CU_ASSERT_STRING_EQUAL(cs_code_requirement(CS_CODE_END), "");
    CU_ASSERT_EQUAL(cs_code_level(CS_CODE_END), CS_MUST);
}

/* The whole catalogue as one string; freed by the caller. */
static char *read_catalogue(void)
{
    FILE *file = fopen(CS_SOURCE_DIR "/cases/requirements.yaml", "rb");
    char *text = calloc(1, 1 << 20);

    if (file == NULL || text == NULL)
        CU_FAIL_FATAL("cases/requirements.yaml cannot be read");
    CU_ASSERT(fread(text, 1, (1 << 20) - 1, file) > 0);
    fclose(file);
    return text;
}

static void requirements_exist(void)
{
    char *catalogue = read_catalogue();

    for (int code = CS_CODE_NONE + 1; code < CS_CODE_END; code++) {
        char line[64];
        snprintf(line, sizeof(line), "\n- id: %s\n", cs_code_requirement((enum cs_code)code));
        if (strstr(catalogue, line) == NULL)
            printf("\n%s cites %s", cs_code_name((enum cs_code)code), cs_code_requirement((enum cs_code)code));
        CU_ASSERT_PTR_NOT_NULL(strstr(catalogue, line));
    }
    free(catalogue);
}

static void findings_are_bounded(void)
{
    struct cs_findings findings;

    cs_findings_init(&findings);
    for (size_t i = 0; i < CS_FINDINGS_MAX; i++)
        cs_findings_add(&findings, CS_CODE_LEADING_EMPTY_LINE, i);
    CU_ASSERT_EQUAL(findings.count, CS_FINDINGS_MAX);
    CU_ASSERT_FALSE(findings.invalid);
    cs_findings_add(&findings, CS_CODE_BARE_CR, 99);
    CU_ASSERT_EQUAL(findings.count, CS_FINDINGS_MAX);
    CU_ASSERT_EQUAL(findings.dropped, 1);
    CU_ASSERT_TRUE(findings.invalid);
    CU_ASSERT_TRUE(cs_findings_has(&findings, CS_CODE_LEADING_EMPTY_LINE));
    CU_ASSERT_TRUE(cs_findings_has(&findings, CS_CODE_BARE_CR)); /* what makes it invalid is never lost */
    cs_findings_add(&findings, CS_CODE_BARE_LF, 99);
    CU_ASSERT_EQUAL(findings.dropped, 2);
    CU_ASSERT_FALSE(cs_findings_has(&findings, CS_CODE_BARE_LF));
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"each code has a name of its own", names},
        {"values outside the enum", outside_the_enum},
        {"each requirement is in the catalogue", requirements_exist},
        {"findings are bounded", findings_are_bounded},
    };

    return cs_run_tests("code", tests, CS_COUNT(tests));
}
