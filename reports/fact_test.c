#include "reports/fact.h"

#include <stdio.h>
#include <string.h>

#include "reference/testing.h"
#include "reports/file.h"

/* Something of the form that the fact has. */
static const char *some_text(const struct cs_fact *fact)
{
    if (fact->words != NULL)
        return fact->words[1];
    switch (fact->type) {
    case CS_FACT_FLAG:
        return "true";
    case CS_FACT_NUMBER:
    case CS_FACT_PORT:
    case CS_FACT_PORTS:
        return "7";
    case CS_FACT_TEXT:
    case CS_FACT_BYTES:
    case CS_FACT_TARGET:
    case CS_FACT_PLACE:
        break;
    }
    return "text";
}

static void test_round_trip(void)
{
    struct cs_policy policy = {.origin_port = 0};
    struct cs_policy back = {.origin_port = 0};
    char error[CS_FILE_ERROR_MAX];
    json_t *json;

    for (size_t i = 0; i < cs_fact_count; i++) {
        CU_ASSERT_FALSE(cs_fact_is_set(&cs_facts[i], &policy));
        CU_ASSERT(cs_fact_set(&cs_facts[i], &policy, some_text(&cs_facts[i])));
        CU_ASSERT(cs_fact_is_set(&cs_facts[i], &policy));
    }
    json = cs_policy_to_json(&policy, false);
    CU_ASSERT_EQUAL(json_object_size(json), cs_fact_count);
    CU_ASSERT_FATAL(cs_policy_from_json(json, &back, error));
    CU_ASSERT(memcmp(&policy, &back, sizeof(policy)) == 0);
    json_decref(json);
}

/* What is not set is not written, but what readers of 0.1.0 ask for. */
static void test_nothing_is_set(void)
{
    struct cs_policy policy = {.origin_port = 0};
    json_t *json = cs_policy_to_json(&policy, false);

    for (size_t i = 0; i < cs_fact_count; i++)
        CU_ASSERT_EQUAL(json_object_get(json, cs_facts[i].json) != NULL, cs_facts[i].always);
    json_decref(json);
}

static void test_published(void)
{
    struct cs_policy policy = {.target = "192.0.2.1:3128", .parent = "127.79.1.1", .backend = "127.0.0.9"};
    json_t *json = cs_policy_to_json(&policy, true);

    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(json, "target")), "192.0.2.1");
    CU_ASSERT_PTR_NULL(json_object_get(json, "parent"));
    CU_ASSERT_PTR_NULL(json_object_get(json, "backend"));
    json_decref(json);
}

/* Each bound is kept: a text, a number, a list of ports, a word. */
static void test_bounds(void)
{
    char longer[1024];

    memset(longer, 'a', sizeof(longer));
    longer[sizeof(longer) - 1] = '\0';
    for (size_t i = 0; i < cs_fact_count; i++) {
        struct cs_policy policy = {.origin_port = 0};
        const struct cs_fact *fact = &cs_facts[i];
        size_t taken = 0;

        CU_ASSERT_FALSE(cs_fact_set(fact, &policy, longer));
        CU_ASSERT_FALSE(cs_fact_is_set(fact, &policy));
        if (fact->type == CS_FACT_NUMBER || fact->type == CS_FACT_PORT)
            CU_ASSERT_FALSE(cs_fact_set(fact, &policy, "65536"));
        while (fact->type == CS_FACT_PORTS && taken < fact->bound && cs_fact_set(fact, &policy, "9"))
            taken++;
        if (fact->type == CS_FACT_PORTS)
            CU_ASSERT_EQUAL(taken, fact->bound - 1);
    }
}

/* The schema describes the same facts. */
static void test_schema(void)
{
    json_t *schema = json_load_file(CS_SOURCE_DIR "/reports/schema/transcript.schema.json", 0, NULL);
    json_t *policy = json_object_get(json_object_get(schema, "definitions"), "policy");
    json_t *properties = json_object_get(policy, "properties");

    CU_ASSERT_EQUAL(json_object_size(properties), cs_fact_count);
    for (size_t i = 0; i < cs_fact_count; i++) {
        bool there = json_object_get(properties, cs_facts[i].json) != NULL;

        if (!there)
            printf("\nthe schema lacks %s\n", cs_facts[i].json);
        CU_ASSERT(there);
    }
    json_decref(schema);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"round trip", test_round_trip}, {"nothing is set", test_nothing_is_set},
        {"published", test_published},   {"bounds", test_bounds},
        {"schema", test_schema},
    };

    return cs_run_tests("fact", tests, CS_COUNT(tests));
}
