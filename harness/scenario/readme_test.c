/* cases/README.md and the loader's own lists say the same. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/scenario/case_schema.h"
#include "reference/testing.h"

static char *readme;

/* The part of the document between two headings; the caller frees it. */
static char *section(const char *heading)
{
    const char *start = strstr(readme, heading);
    const char *end = NULL;
    char *text = NULL;

    CU_ASSERT_PTR_NOT_NULL_FATAL(start);
    start += strlen(heading);
    end = strstr(start, "\n## ");
    text = end != NULL ? strndup(start, (size_t)(end - start)) : strdup(start);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    return text;
}

static bool has(const char *text, const char *part)
{
    bool found = strstr(text, part) != NULL;

    if (!found)
        printf("\ncases/README.md lacks: %s\n", part);
    return found;
}

/* How many rows of a table begin with a word. */
static size_t row_count(const char *text)
{
    size_t count = 0;

    for (; (text = strstr(text, "\n| `")) != NULL; text++)
        count++;
    return count;
}

static void test_fields(void)
{
    char *text = section("\n## Fields\n");
    size_t count = 0;
    char row[100];

    for (; cs_case_fields[count] != NULL; count++) {
        bool required = cs_word_index(cs_case_fields[count], cs_case_required_fields) >= 0;

        snprintf(row, sizeof(row), "\n| `%s` | %s", cs_case_fields[count], required ? "yes |" : "");
        CU_ASSERT(has(text, row));
        snprintf(row, sizeof(row), "\n| `%s` | yes |", cs_case_fields[count]);
        CU_ASSERT_EQUAL(strstr(text, row) != NULL, required);
    }
    CU_ASSERT_EQUAL(row_count(text), count);
    free(text);
}

/* Every word of |words| stands quoted in the row of the field |name|. */
static void check_field_words(const char *name, const char *const *words)
{
    char *text = section("\n## Fields\n");
    char row[100];
    char *start = NULL;

    snprintf(row, sizeof(row), "\n| `%s` |", name);
    start = strstr(text, row);
    CU_ASSERT_PTR_NOT_NULL_FATAL(start);
    start[1 + strcspn(start + 1, "\n")] = '\0';
    for (size_t i = 0; words[i] != NULL; i++) {
        snprintf(row, sizeof(row), "`%s`", words[i]);
        CU_ASSERT(has(start, row));
    }
    free(text);
}

static void test_words_of_fields(void)
{
    check_field_words("level", cs_case_levels);
    check_field_words("needs", cs_case_needs());
    check_field_words("role", cs_role_names);
    check_field_words("over", cs_transport_names);
    check_field_words("listen", cs_case_listeners);
    check_field_words("enforces", cs_case_policies);
}

static void test_verbs(void)
{
    char *text = section("\n## Steps\n");
    char quoted[40];
    size_t count = 0;

    for (; cs_case_verbs[count] != NULL; count++) {
        snprintf(quoted, sizeof(quoted), "`%s`", cs_case_verbs[count]);
        CU_ASSERT(has(strstr(text, "| Verb |"), quoted));
    }
    CU_ASSERT_EQUAL(count, CS_VERB_COUNT);
    CU_ASSERT_EQUAL(row_count(text), count - 1); /* pause and resume share a row */
    free(text);
}

static void test_variables(void)
{
    char *text = section("\nVariables: ");
    char quoted[40];

    for (size_t i = 0; cs_case_variables[i] != NULL; i++) {
        snprintf(quoted, sizeof(quoted), "`%s`", cs_case_variables[i]);
        CU_ASSERT(has(text, quoted));
    }
    free(text);
}

static const char *operand_words(enum cs_operand operand)
{
    switch (operand) {
    case CS_OPERAND_STATUS:
        return "status";
    case CS_OPERAND_COUNT:
        return "number";
    case CS_OPERAND_BYTES:
        return "bytes";
    case CS_OPERAND_END:
        return "end";
    case CS_OPERAND_NAMES:
        return "words";
    case CS_OPERAND_STATUS_OR_NOTHING:
        return "none, or a status";
    }
    return "";
}

static const char *subject_words(enum cs_subject subject)
{
    switch (subject) {
    case CS_SUBJECT_NONE:
        return "";
    case CS_SUBJECT_CLIENT:
        return "client.";
    case CS_SUBJECT_ORIGIN:
        return "origin.";
    case CS_SUBJECT_CROWD:
        return "crowd.";
    case CS_SUBJECT_GROWTH:
        return "growth.";
    case CS_SUBJECT_PROGRAM:
        return "program.";
    case CS_SUBJECT_LISTENER:
        return "LISTENER.";
    }
    return "";
}

static void test_conditions(void)
{
    char *text = section("\n## Outcomes\n");
    char row[400];

    for (int i = 0; i < CS_COND_COUNT; i++) {
        const struct cs_condition_kind *kind = cs_condition_at((enum cs_condition_id)i);

        snprintf(row, sizeof(row), "\n| `%s%s` | %s | %s |\n", subject_words(kind->subject), kind->key,
                 operand_words(kind->operand), kind->meaning);
        CU_ASSERT(has(text, row));
    }
    CU_ASSERT_EQUAL(row_count(text), CS_COND_COUNT);
    free(text);
}

/* The case that the document shows is right. */
static void test_example(void)
{
    struct cs_diagnostics diagnostics = {.count = 0};
    struct cs_catalogue *catalogue = cs_catalogue_load(CS_SOURCE_DIR "/cases/requirements.yaml", &diagnostics);
    const char *start = strstr(readme, "```yaml\n");
    const char *end = start != NULL ? strstr(start, "\n```\n") : NULL;
    struct cs_case *item = NULL;

    CU_ASSERT_PTR_NOT_NULL_FATAL(end);
    start += strlen("```yaml\n");
    item = cs_case_parse(start, (size_t)(end - start), "target/port-empty.yaml", NULL, catalogue, &diagnostics);
    cs_diagnostics_print(&diagnostics);
    CU_ASSERT_PTR_NOT_NULL(item);
    cs_case_free(item);
    cs_catalogue_free(catalogue);
    cs_diagnostics_free(&diagnostics);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"fields", test_fields},       {"words of fields", test_words_of_fields}, {"verbs", test_verbs},
        {"variables", test_variables}, {"conditions", test_conditions},           {"example", test_example},
    };
    struct cs_diagnostics diagnostics = {.count = 0};
    size_t length = 0;
    int status = 1;

    readme = cs_file_read(CS_SOURCE_DIR "/cases/README.md", (size_t)1 << 20, &length, &diagnostics);
    cs_diagnostics_print(&diagnostics);
    if (readme != NULL)
        status = cs_run_tests("readme", tests, CS_COUNT(tests));
    free(readme);
    cs_diagnostics_free(&diagnostics);
    return status;
}
