/* The JSON Schemas in reports/schema/ and the code say the same. */
#include "reports/result_json.h"
#include "reports/sample_testing.h"
#include "reports/schema_testing.h"
#include "reports/transcript_json.h"

static json_t *sample_json(bool published)
{
    struct cs_result *result = sample_result();
    json_t *root;

    result->cases[1].known = sample_copy("ticket 7 " HOSTILE);
    result->cases[3].later = true;
    result->cases[5].transcript->trouble = sample_copy("no descriptors");
    result->gone = calloc(1, sizeof(char *));
    CU_ASSERT_PTR_NOT_NULL_FATAL(result->gone);
    result->gone[result->gone_count++] = sample_copy("line 3: host/a fails no longer");
    root = cs_result_to_json(result, published);
    CU_ASSERT_PTR_NOT_NULL_FATAL(root);
    cs_result_free(result);
    return root;
}

static void test_results(void)
{
    for (int published = 0; published < 2; published++) {
        json_t *root = sample_json(published != 0);

        CU_ASSERT(schema_valid(published != 0 ? "published.schema.json" : "result.schema.json", root));
        json_decref(root);
    }
}

static void test_transcript(void)
{
    struct cs_transcript *transcript = sample_transcript();
    json_t *root;

    for (int i = 0; i < CS_EVENT_KINDS; i++)
        CU_ASSERT(cs_transcript_add(transcript, (struct cs_event){9, (enum cs_event_kind)i, 0, 1}, false));
    root = cs_transcript_to_json(transcript, false);
    CU_ASSERT(schema_valid("transcript.schema.json", root));
    json_object_set_new(root, "format", json_integer(CS_TRANSCRIPT_FORMAT + 1));
    CU_ASSERT_FALSE(schema_holds("transcript.schema.json", root, true));
    json_decref(root);
    cs_transcript_free(transcript);
}

static bool readable(json_t *root)
{
    char error[CS_FILE_ERROR_MAX];
    struct cs_result *result = cs_result_from_json(root, error);

    cs_result_free(result);
    return result != NULL;
}

/* The schema and the reader accept and refuse the same. */
static void compare(json_t *root, const char *where, const char *key)
{
    bool valid = schema_holds("result.schema.json", root, true);

    if (valid != readable(root))
        printf("\n%s, %s: the schema %s it, the reader does not agree\n", where, key, valid ? "takes" : "refuses");
    CU_ASSERT_EQUAL(valid, readable(root));
}

/* Each member of |object| taken away, made another type, and a strange one added. */
static void twist(json_t *root, json_t *object, const char *where)
{
    json_t *whole = json_copy(object);
    const char *key;
    json_t *value;

    CU_ASSERT_FATAL(json_object_size(whole) > 0);
    json_object_foreach(whole, key, value)
    {
        json_object_del(object, key);
        compare(root, where, key);
        json_object_set_new(object, key, json_is_array(value) ? json_object() : json_array());
        compare(root, where, key);
        json_object_set(object, key, value);
    }
    json_object_set_new(object, "strange", json_true());
    compare(root, where, "strange");
    json_object_del(object, "strange");
    CU_ASSERT(schema_valid("result.schema.json", root));
    json_decref(whole);
}

static void test_agreement(void)
{
    json_t *root = sample_json(false);
    json_t *item = json_array_get(json_object_get(root, "cases"), 1);
    json_t *transcript = json_object_get(item, "transcript");
    json_t *channel = json_array_get(json_object_get(transcript, "channels"), 0);

    json_object_set_new(json_object_get(transcript, "policy"), "auth", json_string("basic"));
    twist(root, root, "result");
    twist(root, json_object_get(root, "target"), "target");
    twist(root, item, "case");
    twist(root, transcript, "transcript");
    twist(root, json_object_get(transcript, "policy"), "policy");
    twist(root, channel, "channel");
    twist(root, json_object_get(channel, "received"), "stream");
    twist(root, json_array_get(json_object_get(transcript, "events"), 0), "event");
    json_decref(root);
}

/* The check itself refuses what each keyword forbids. */
static void test_the_check(void)
{
    static const struct {
        const char *schema;
        const char *good;
        const char *bad;
    } rows[] = {
        {"{\"type\": \"string\"}", "\"a\"", "1"},
        {"{\"type\": [\"string\", \"null\"]}", "null", "1"},
        {"{\"type\": \"integer\"}", "1", "1.5"},
        {"{\"type\": \"number\"}", "1.5", "true"},
        {"{\"type\": \"boolean\"}", "true", "0"},
        {"{\"enum\": [1, \"a\"]}", "\"a\"", "2"},
        {"{\"pattern\": \"^a+$\"}", "\"aa\"", "\"ab\""},
        {"{\"required\": [\"a\"]}", "{\"a\": 1}", "{\"b\": 1}"},
        {"{\"properties\": {\"a\": {\"type\": \"null\"}}}", "{\"a\": null, \"b\": 1}", "{\"a\": 1}"},
        {"{\"properties\": {\"a\": {}}, \"additionalProperties\": false}", "{\"a\": 1}", "{\"b\": 1}"},
        {"{\"additionalProperties\": {\"type\": \"null\"}}", "{\"a\": null}", "{\"a\": 1}"},
        {"{\"items\": {\"type\": \"null\"}}", "[null]", "[null, 1]"},
        {"{\"uniqueItems\": true}", "[1, 2]", "[1, 2, 1]"},
        {"{\"minItems\": 2}", "[1, 2]", "[1]"},
        {"{\"maxItems\": 1}", "[1]", "[1, 2]"},
        {"{\"minimum\": 1}", "1", "0"},
        {"{\"maximum\": 1}", "1", "2"},
        {"{\"anyOf\": [{\"type\": \"null\"}, {\"type\": \"string\"}]}", "\"a\"", "1"},
        {"{\"$ref\": \"#/definitions/a\", \"definitions\": {\"a\": {\"type\": \"null\"}}}", "null", "1"},
        {"{\"title\": \"a\"}", "1", NULL},
        {"{\"format\": \"uri\"}", NULL, "\"a\""},
        {"{\"$ref\": \"#/definitions/missing\"}", NULL, "1"},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct schema_files files = {.quiet = 1};
        json_t *schema = json_loads(rows[i].schema, 0, NULL);
        json_t *good = json_loads(rows[i].good == NULL ? "0" : rows[i].good, JSON_DECODE_ANY, NULL);
        json_t *bad = json_loads(rows[i].bad == NULL ? "0" : rows[i].bad, JSON_DECODE_ANY, NULL);
        struct schema_spot spot = {.files = &files, .root = schema};

        CU_ASSERT_FATAL(schema != NULL && good != NULL && bad != NULL);
        CU_ASSERT(rows[i].good == NULL || schema_check(&spot, schema, good));
        CU_ASSERT(rows[i].bad == NULL || !schema_check(&spot, schema, bad));
        json_decref(schema);
        json_decref(good);
        json_decref(bad);
    }
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"results", test_results},
        {"transcript", test_transcript},
        {"agreement with the reader", test_agreement},
        {"the check itself", test_the_check},
    };

    return cs_run_tests("schema", tests, CS_COUNT(tests));
}
