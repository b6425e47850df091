#include "reports/result_json.h"

#include <glob.h>

#include "reports/escape.h"
#include "reports/sample_testing.h"

static void assert_clean(const char *read, const char *written)
{
    char *clean = cs_clean(written);

    CU_ASSERT_STRING_EQUAL(read, clean);
    free(clean);
}

static void assert_same_case(const struct cs_case_result *read, const struct cs_case_result *written)
{
    enum cs_verdict_kind kind = written->verdict.kind;
    bool inlined = kind == CS_FAIL || kind == CS_WARN || kind == CS_INCONCLUSIVE;

    assert_clean(read->id, written->id);
    assert_clean(read->title, written->title);
    assert_clean(read->level, written->level);
    CU_ASSERT_EQUAL_FATAL(read->requirement_count, written->requirement_count);
    assert_clean(read->requirements[0], written->requirements[0]);
    CU_ASSERT_EQUAL(read->tag_count, written->tag_count);
    assert_clean(read->danger, written->danger);
    assert_clean(read->source, written->source);
    assert_clean(read->statement, written->statement);
    assert_clean(read->severity, written->severity);
    CU_ASSERT_EQUAL(read->verdict.kind, kind);
    assert_clean(read->verdict.reason, written->verdict.reason);
    assert_clean(read->verdict.expected, written->verdict.expected);
    assert_clean(read->verdict.observed, written->verdict.observed);
    assert_clean(read->verdict.finding, written->verdict.finding);
    assert_clean(read->verdict.reading, written->verdict.reading);
    CU_ASSERT_EQUAL(read->duration_us, written->duration_us);
    CU_ASSERT_EQUAL(read->transcript != NULL, inlined);
    CU_ASSERT_EQUAL_FATAL(read->verdict.note_count, written->verdict.note_count);
    for (size_t i = 0; i < read->verdict.note_count; i++) {
        const struct cs_note *note = &read->verdict.notes[i];

        CU_ASSERT_EQUAL(note->channel, written->verdict.notes[i].channel);
        CU_ASSERT_EQUAL(note->received, written->verdict.notes[i].received);
        CU_ASSERT_EQUAL(note->offset, written->verdict.notes[i].offset);
        CU_ASSERT_EQUAL(note->length, written->verdict.notes[i].length);
        CU_ASSERT_EQUAL(note->code, written->verdict.notes[i].code);
    }
}

static void test_round_trip(void)
{
    struct cs_result *written = sample_result();
    json_t *root = cs_result_to_json(written, false);
    char error[CS_FILE_ERROR_MAX] = "";
    struct cs_result *read = cs_result_from_json(root, error);

    CU_ASSERT_PTR_NOT_NULL_FATAL(read);
    assert_clean(read->suite, written->suite);
    assert_clean(read->started, written->started);
    assert_clean(read->target, written->target);
    assert_clean(read->version, written->version);
    assert_clean(read->command, written->command);
    CU_ASSERT(read->complete);
    CU_ASSERT_EQUAL(read->wall_us, written->wall_us);
    CU_ASSERT_EQUAL_FATAL(read->count, written->count);
    for (size_t i = 0; i < read->count; i++)
        assert_same_case(&read->cases[i], &written->cases[i]);
    cs_result_free(read);
    cs_result_free(written);
    json_decref(root);
}

/* The keys that the contract promises. */
static void test_contract(void)
{
    struct cs_result *result = sample_result();
    json_t *root = cs_result_to_json(result, false);
    json_t *first = json_array_get(json_object_get(root, "cases"), 1);
    json_t *summary = json_object_get(root, "summary");

    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(root, "connectspec")), "0.1.0");
    CU_ASSERT(json_is_object(json_object_get(root, "target")));
    CU_ASSERT(json_is_true(json_object_get(root, "complete")));
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(first, "verdict")), "fail");
    CU_ASSERT_DOUBLE_EQUAL(json_real_value(json_object_get(first, "duration_ms")), 1.5, 1e-9);
    CU_ASSERT(json_is_object(json_object_get(first, "transcript")));
    CU_ASSERT(json_is_null(json_object_get(json_array_get(json_object_get(root, "cases"), 0), "transcript")));
    CU_ASSERT_EQUAL(json_object_size(summary), CS_UNSTEADY);
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(summary, "fail")), 2);
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(summary, "inconclusive")), 1);
    json_decref(root);
    cs_result_free(result);
}

static void test_published(void)
{
    struct cs_result *result = sample_result();
    json_t *root = cs_result_to_json(result, true);
    char *text = json_dumps(root, 0);

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(json_object_get(root, "target"), "name")), "127.0.0.1");
    CU_ASSERT_PTR_NULL(strstr(text, "40123"));
    CU_ASSERT_PTR_NULL(strstr(text, "2026-01-02"));
    free(text);
    json_decref(root);
    free(result->command);
    result->command = sample_copy("--target squid");
    root = cs_result_to_json(result, true);
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(root, "command")), "--target squid");
    json_decref(root);
    cs_result_free(result);
}

static void test_broken(void)
{
    static const struct {
        const char *key; /* of the result, or of its second case when |value| is preceded by one */
        bool in_case;
        const char *value;
        const char *error;
    } rows[] = {
        {"connectspec", false, "1", "this is no result of connectspec run"},
        {"connectspec", false, "null", "this is no result of connectspec run"},
        {"summary", false, "[]", "summary: not an object"},
        {"notes", true, "{}", "cases[1]: notes: not a list"},
        {"notes", true, "[1]", "cases[1]: notes: one that cannot be read"},
        {"notes", true, "[{\"channel\":64,\"direction\":\"sent\",\"offset\":0,\"length\":0,\"code\":\"bare-lf\"}]",
         "cases[1]: notes: one that cannot be read"},
        {"notes", true, "[{\"channel\":0,\"direction\":\"up\",\"offset\":0,\"length\":0,\"code\":\"bare-lf\"}]",
         "cases[1]: notes: one that cannot be read"},
        {"gone", false, "{}", "gone: not a list"},
        {"strict", false, "{}", "Expected true or false"},
        {"wall_ms", false, "-1", "wall_ms: out of range"},
        {"wall_ms", false, "1e300", "wall_ms: out of range"},
        {"cases", false, "{}", "cases: not a list"},
        {"more", false, "1", "1 object item(s) left unpacked: more"},
        {"level", true, "\"most\"", "cases[1]: level: unknown"},
        {"severity", true, "\"\"", "cases[1]: severity: unknown"},
        {"verdict", true, "\"maybe\"", "cases[1]: verdict: unknown"},
        {"duration_ms", true, "-0.5", "cases[1]: duration_ms: out of range"},
        {"requirements", true, "{}", "cases[1]: requirements or tags: not a list"},
        {"tags", true, "[\"a\",1]", "cases[1]: member 1 is no string"},
        {"transcript", true, "{\"suite\":1}", "cases[1]: "},
    };
    struct cs_result *result = sample_result();

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        json_t *root = cs_result_to_json(result, false);
        json_t *at = rows[i].in_case ? json_array_get(json_object_get(root, "cases"), 1) : root;
        char error[CS_FILE_ERROR_MAX] = "";

        json_object_set_new(at, rows[i].key, json_loads(rows[i].value, JSON_DECODE_ANY, NULL));
        CU_ASSERT_PTR_NULL(cs_result_from_json(root, error));
        CU_ASSERT_NSTRING_EQUAL(error, rows[i].error, strlen(rows[i].error));
        json_decref(root);
    }
    cs_result_free(result);
}

static void test_other_versions(void)
{
    static const struct {
        const char *version;
        bool strange; /* it says something that we do not know */
        const char *error;
    } rows[] = {
        {"0.0.1", false, NULL},
        {"0.0.1", true, "1 object item(s) left unpacked: strange"},
        {"99.0.0", false, NULL},
        {"99.0.0", true, "connectspec 99.0.0 wrote this, and " CONNECTSPEC_VERSION " cannot read it: 1 object item"},
        {"0.1.0-beta", true, "1 object item(s) left unpacked: strange"},
    };
    struct cs_result *sample = sample_result();

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        json_t *root = cs_result_to_json(sample, false);
        char error[CS_FILE_ERROR_MAX] = "";
        struct cs_result *result;

        json_object_set_new(root, "connectspec", json_string(rows[i].version));
        if (rows[i].strange)
            json_object_set_new(root, "strange", json_true());
        result = cs_result_from_json(root, error);
        CU_ASSERT_EQUAL(result == NULL, rows[i].error != NULL);
        if (rows[i].error != NULL)
            CU_ASSERT_NSTRING_EQUAL(error, rows[i].error, strlen(rows[i].error));
        cs_result_free(result);
        json_decref(root);
    }
    cs_result_free(sample);
}

/* Results that earlier versions wrote, seeds of the fuzz target, stay readable for ever. */
static void test_old_results(void)
{
    glob_t paths;
    size_t results = 0;

    CU_ASSERT_EQUAL_FATAL(glob(CS_SOURCE_DIR "/corpus/documents/result-*", 0, NULL, &paths), 0);
    for (size_t i = 0; i < paths.gl_pathc; i++) {
        char error[CS_FILE_ERROR_MAX] = "";
        struct cs_result *result = cs_result_load(paths.gl_pathv[i], error);

        if (result == NULL)
            printf("\n%s: %s\n", paths.gl_pathv[i], error);
        CU_ASSERT_PTR_NOT_NULL(result);
        cs_result_free(result);
        results++;
    }
    CU_ASSERT(results >= 7);
    globfree(&paths);
}

static void test_summary(void)
{
    struct cs_result *result = sample_result();
    struct cs_summary summary = cs_result_summary(result);

    CU_ASSERT(summary.of[CS_PASS] == 1 && summary.of[CS_FAIL] == 2 && summary.of[CS_ERROR] == 1);
    result->cases[0].verdict.kind = CS_VERDICT_KINDS;
    CU_ASSERT_EQUAL(cs_result_summary(result).of[CS_PASS], 0);
    cs_result_free(result);
    CU_ASSERT_EQUAL(cs_severity_rank("low"), 0);
    CU_ASSERT_EQUAL(cs_severity_rank("critical"), 3);
    CU_ASSERT_EQUAL(cs_severity_rank("huge"), -1);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"round trip", test_round_trip},   {"contract", test_contract}, {"published", test_published},
        {"broken", test_broken},           {"summary", test_summary},   {"other versions", test_other_versions},
        {"old results", test_old_results},
    };

    return cs_run_tests("result_json", tests, CS_COUNT(tests));
}
