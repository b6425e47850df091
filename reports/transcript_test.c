#include "reports/transcript.h"

#include "reports/sample_testing.h"

static void test_merging(void)
{
    struct cs_transcript *transcript = cs_transcript_new();

    CU_ASSERT_PTR_NOT_NULL_FATAL(transcript);
    CU_ASSERT(cs_transcript_add(transcript, (struct cs_event){1, CS_EVENT_RECEIVED, 0, 5}, true));
    CU_ASSERT(cs_transcript_add(transcript, (struct cs_event){2, CS_EVENT_RECEIVED, 0, 6}, true));
    CU_ASSERT(cs_transcript_add(transcript, (struct cs_event){3, CS_EVENT_RECEIVED, 1, 7}, true));
    CU_ASSERT(cs_transcript_add(transcript, (struct cs_event){4, CS_EVENT_RECEIVED, 1, 8}, false));
    CU_ASSERT(cs_transcript_add(transcript, (struct cs_event){5, CS_EVENT_SENT, 1, 9}, true));
    CU_ASSERT_EQUAL_FATAL(transcript->event_count, 4);
    CU_ASSERT_EQUAL(transcript->events[0].value, 11);
    CU_ASSERT_EQUAL(transcript->events[0].at_us, 1);
    CU_ASSERT_EQUAL(transcript->events[2].value, 8);
    cs_transcript_free(transcript);
}

/* Traffic beyond the bound is counted; what happened to connections is still told. */
static void test_bound(void)
{
    struct cs_transcript *transcript = cs_transcript_new();

    CU_ASSERT_PTR_NOT_NULL_FATAL(transcript);
    for (uint64_t i = 0; i < CS_EVENTS_MAX + 10; i++)
        CU_ASSERT(cs_transcript_add(transcript, (struct cs_event){i, CS_EVENT_RECEIVED, 0, i}, false));
    CU_ASSERT_EQUAL(transcript->event_count, CS_EVENTS_MAX);
    CU_ASSERT_EQUAL(transcript->events_dropped, 10);
    CU_ASSERT(cs_transcript_add(transcript, (struct cs_event){9, CS_EVENT_FIN_RECEIVED, 0, 0}, false));
    CU_ASSERT_EQUAL_FATAL(transcript->event_count, CS_EVENTS_MAX + 1);
    CU_ASSERT_EQUAL(transcript->events[CS_EVENTS_MAX].kind, CS_EVENT_FIN_RECEIVED);
    cs_transcript_free(transcript);
}

static void test_variables(void)
{
    struct cs_transcript *transcript = sample_transcript();
    const struct cs_variable *value = cs_transcript_variable(transcript, "value");

    CU_ASSERT_PTR_NOT_NULL_FATAL(value);
    CU_ASSERT(value->length == 3 && memcmp(value->value, "a\0b", 4) == 0);
    CU_ASSERT(cs_transcript_set(transcript, "value", "", 0));
    CU_ASSERT_EQUAL(cs_transcript_variable(transcript, "value")->length, 0);
    CU_ASSERT_EQUAL(transcript->variable_count, 2);
    CU_ASSERT_PTR_NULL(cs_transcript_variable(transcript, "port"));
    CU_ASSERT_PTR_EQUAL(cs_transcript_channel(transcript, "origin"), &transcript->channels[1]);
    CU_ASSERT_PTR_NULL(cs_transcript_channel(transcript, "origin2"));
    cs_transcript_free(transcript);
}

static void test_names(void)
{
    for (int i = 0; i < CS_EVENT_KINDS; i++)
        CU_ASSERT_EQUAL(cs_event_by_name(cs_event_name((enum cs_event_kind)i)), i);
    for (int i = CS_END_OPEN; i <= CS_END_RESET; i++)
        CU_ASSERT_EQUAL(cs_end_by_name(cs_end_name((enum cs_end)i)), i);
    for (int i = CS_SEAT_DIALS; i <= CS_SEAT_CONTROL; i++)
        CU_ASSERT_EQUAL(cs_seat_by_name(cs_seat_name((enum cs_seat)i)), i);
    CU_ASSERT_EQUAL(cs_event_by_name("unknown"), -1);
    CU_ASSERT_EQUAL(cs_end_by_name(""), -1);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"merging", test_merging},
        {"bound", test_bound},
        {"variables", test_variables},
        {"names", test_names},
    };

    return cs_run_tests("transcript", tests, CS_COUNT(tests));
}
