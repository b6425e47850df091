#include <libxml/xmlstring.h>

#include "reports/documents.h"
#include "reports/sample_testing.h"
#include "reports/schema_testing.h"

/* The document of |count| results, checked as such. */
static json_t *sarif(const struct cs_result *const *results, size_t count)
{
    size_t length;
    char *text = cs_sarif_document(results, count, &length);
    json_t *root;

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_EQUAL(strlen(text), length);
    CU_ASSERT(xmlCheckUTF8((const unsigned char *)text));
    CU_ASSERT_PTR_NULL(strstr(text, "\\u00")); /* no control byte, not even in JSON's way */
    CU_ASSERT_PTR_NULL(strstr(text, "\xe2\x80\xae"));
    root = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
    free(text);
    CU_ASSERT_PTR_NOT_NULL_FATAL(root);
    CU_ASSERT(schema_valid("sarif.schema.json", root));
    return root;
}

static json_t *run_of(json_t *root, size_t index)
{
    return json_array_get(json_object_get(root, "runs"), index);
}

static json_t *result_of(json_t *root, size_t index)
{
    return json_array_get(json_object_get(run_of(root, 0), "results"), index);
}

static const char *text_of(json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text == NULL ? "" : text;
}

static void test_deviations(void)
{
    static const char *const levels[] = {"error", "error", "warning"};
    static const char *const prints[] = {"target/d:tunnel-opened:port-modulo", "host/b:tunnel-opened", "host/c:"};
    struct cs_result *result = sample_result();
    const struct cs_result *results[] = {result};
    json_t *root = sarif(results, 1);
    json_t *uri;

    CU_ASSERT_EQUAL_FATAL(json_array_size(json_object_get(run_of(root, 0), "results")), 3);
    for (size_t i = 0; i < 3; i++) {
        json_t *item = result_of(root, i);

        CU_ASSERT_STRING_EQUAL(text_of(item, "ruleId"), "CN-TARGET-001");
        CU_ASSERT_STRING_EQUAL(text_of(item, "level"), levels[i]);
        CU_ASSERT_STRING_EQUAL(text_of(json_object_get(item, "partialFingerprints"), "connectspecCaseFinding/v1"),
                               prints[i]);
        CU_ASSERT_PTR_NULL(json_object_get(item, "suppressions"));
        CU_ASSERT_PTR_NOT_NULL(strstr(text_of(json_object_get(item, "message"), "text"), "\n  repeat: "));
    }
    CU_ASSERT_EQUAL(json_unpack(result_of(root, 2), "{s:[{s:{s:{s:o}}}]}", "locations", "physicalLocation",
                                "artifactLocation", "uri", &uri),
                    0);
    CU_ASSERT_STRING_EQUAL(json_string_value(uri), "cases/host/c.yaml");
    json_decref(root);
    free(result->command);
    result->command = sample_copy("--target ./ci/mine.yaml --auth basic");
    root = sarif(results, 1); /* what is wrong is a matter of that file */
    CU_ASSERT_EQUAL(json_unpack(result_of(root, 2), "{s:[{s:{s:{s:o}}}]}", "locations", "physicalLocation",
                                "artifactLocation", "uri", &uri),
                    0);
    CU_ASSERT_STRING_EQUAL(json_string_value(uri), "ci/mine.yaml");
    json_decref(root);
    cs_result_free(result);
}

static void test_rules(void)
{
    struct cs_result *result = sample_result();
    const struct cs_result *results[] = {result};
    const char *text, *link;
    json_t *rules, *root;

    free(result->cases[2].requirements[0]); /* the warning's requirement is another one */
    result->cases[2].requirements[0] = sample_copy("CN-HOST-[1]");
    root = sarif(results, 1);
    CU_ASSERT_EQUAL_FATAL(json_unpack(run_of(root, 0), "{s:{s:{s:o}}}", "tool", "driver", "rules", &rules), 0);
    CU_ASSERT_EQUAL(json_array_size(rules), 2); /* what was skipped brings none */
    CU_ASSERT_EQUAL(json_unpack(json_array_get(rules, 0), "{s:s, s:s}", "id", &text, "helpUri", &link), 0);
    CU_ASSERT_STRING_EQUAL(text, "CN-TARGET-001");
    CU_ASSERT_STRING_EQUAL(link, "https://www.rfc-editor.org/rfc/rfc9110.html#section-9.3.6");
    CU_ASSERT_STRING_EQUAL(text_of(json_array_get(rules, 1), "id"), "CN-HOST-[1]");
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(result_of(root, 2), "ruleIndex")), 1);
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(result_of(root, 1), "ruleIndex")), 0);
    json_decref(root);
    cs_result_free(result);
}

static void test_notifications(void)
{
    struct cs_result *result = sample_result();
    const struct cs_result *results[] = {result};
    json_t *root, *notes;
    int successful;

    result->gone = calloc(1, sizeof(char *));
    CU_ASSERT_PTR_NOT_NULL_FATAL(result->gone);
    result->gone[result->gone_count++] = sample_copy("line 3: host/a [x]({0}) fails no longer");
    root = sarif(results, 1);
    CU_ASSERT_EQUAL_FATAL(json_unpack(run_of(root, 0), "{s:[{s:b, s:o}]}", "invocations", "executionSuccessful",
                                      &successful, "toolExecutionNotifications", &notes),
                          0);
    CU_ASSERT_FALSE(successful); /* there is an error of ours */
    CU_ASSERT_EQUAL_FATAL(json_array_size(notes), 3);
    CU_ASSERT_STRING_EQUAL(text_of(json_array_get(notes, 0), "level"), "note");
    CU_ASSERT_STRING_EQUAL(text_of(json_array_get(notes, 1), "level"), "error");
    CU_ASSERT_STRING_EQUAL(text_of(json_object_get(json_array_get(notes, 2), "message"), "text"),
                           "known failures: line 3: host/a \\[x\\] ({{0}}) fails no longer");
    json_decref(root);
    cs_result_free(result);
}

static void test_known_failure(void)
{
    struct cs_result *result = sample_result();
    const struct cs_result *results[] = {result, result};
    const char *why = NULL;
    json_t *root;

    result->cases[1].known = sample_copy("ticket 7 " HOSTILE);
    result->cases[3].later = true;
    root = sarif(results, 2);
    CU_ASSERT_EQUAL(json_array_size(json_object_get(root, "runs")), 2);
    CU_ASSERT_EQUAL_FATAL(json_unpack(result_of(root, 1), "{s:[{s:s}]}", "suppressions", "justification", &why), 0);
    CU_ASSERT_NSTRING_EQUAL(why, "ticket 7 ", 9);
    CU_ASSERT_PTR_NULL(json_object_get(result_of(root, 2), "suppressions"));
    CU_ASSERT_PTR_NOT_NULL(json_object_get(result_of(root, 0), "suppressions"));
    json_decref(root);
    cs_result_free(result);
}

/* Not even the names of cases and requirements of a result that was read are to be believed. */
static void test_hostile_names(void)
{
    struct cs_result *result = sample_result();
    const struct cs_result *results[] = {result};

    free(result->cases[1].id);
    result->cases[1].id = sample_copy("../" HOSTILE "%2e");
    free(result->cases[3].requirements[0]);
    result->cases[3].requirements[0] = sample_copy(HOSTILE);
    result->cases[2].requirement_count = 0;
    json_decref(sarif(results, 1));
    result->cases[2].requirement_count = 1;
    cs_result_free(result);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"deviations", test_deviations},       {"rules", test_rules},
        {"notifications", test_notifications}, {"known failure", test_known_failure},
        {"hostile names", test_hostile_names},
    };

    return cs_run_tests("sarif", tests, CS_COUNT(tests));
}
