#include "reports/published.h"

#include "reports/canonical.h"
#include "reports/result_json.h"
#include "reports/sample_testing.h"

static char *written(const struct cs_result *result)
{
    json_t *root = cs_result_to_json(result, true);
    char *text = json_dumps(root, JSON_INDENT(1));

    json_decref(root);
    if (text == NULL)
        CU_FAIL_FATAL("no document");
    return text;
}

static struct cs_result *read_text(const char *text)
{
    char error[CS_FILE_ERROR_MAX] = "";
    json_t *root = json_loads(text, 0, NULL);
    struct cs_result *result = cs_result_from_json(root, error);

    json_decref(root);
    if (result == NULL)
        printf("\n%s\n", error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(result);
    return result;
}

static const struct cs_case_result *find(const struct cs_result *result, const char *id)
{
    for (size_t i = 0; i < result->count; i++)
        if (strcmp(result->cases[i].id, id) == 0)
            return &result->cases[i];
    CU_FAIL_FATAL("no such case");
    return NULL;
}

static void test_round_trip(void)
{
    struct cs_result *result = sample_result();
    char *first = written(result);
    struct cs_result *again = read_text(first);
    char *second = written(again);
    const struct cs_case_result *item = find(again, "target/d");

    CU_ASSERT_STRING_EQUAL(first, second);
    CU_ASSERT_EQUAL(again->count, result->count);
    for (size_t i = 0; i < result->count; i++) {
        CU_ASSERT_STRING_EQUAL(again->cases[i].id, result->cases[i].id);
        CU_ASSERT_EQUAL(again->cases[i].verdict.kind, result->cases[i].verdict.kind);
    }
    CU_ASSERT_STRING_EQUAL(item->severity, "critical");
    CU_ASSERT_STRING_EQUAL(item->verdict.reading, "port-modulo");
    CU_ASSERT_PTR_NOT_NULL_FATAL(item->transcript);
    CU_ASSERT_EQUAL(item->transcript->channel_count, 2);
    CU_ASSERT_EQUAL(item->verdict.note_count, find(result, "target/d")->verdict.note_count);
    CU_ASSERT_EQUAL(memcmp(item->transcript->channels[0].sent.kept, "CONNECT \0\xff", 10), 0);
    free(first);
    free(second);
    cs_result_free(again);
    cs_result_free(result);
}

/* What another run draws, finds or measures otherwise. */
static void disturb(struct cs_result *result, const char *host, const char *nonce, const char *date)
{
    for (size_t i = 0; i < result->count; i++) {
        struct cs_case_result *item = &result->cases[i];
        struct cs_stream *received;
        char text[400];

        item->duration_us += (uint64_t)host[9];
        if (item->transcript == NULL)
            continue;
        CU_ASSERT_TRUE(cs_transcript_set(item->transcript, "host", host, strlen(host)));
        CU_ASSERT_TRUE(cs_transcript_set(item->transcript, "port", "18443", 5));
        CU_ASSERT_TRUE(cs_transcript_set(item->transcript, "nonce", nonce, strlen(nonce)));
        received = &item->transcript->channels[0].received;
        free(received->kept);
        (void)snprintf(text, sizeof(text), "HTTP/1.1 502 no %s\r\nDate: %s\r\nX: nonce=\"%s\"\r\n\r\n%s", host, date,
                       date, nonce);
        received->kept = sample_copy(text);
        received->kept_length = received->total = strlen(text);
        free(item->verdict.observed);
        (void)snprintf(text, sizeof(text), "connected to %s: %d times in %d cases, such as a/b, %s", host, host[9],
                       host[8], nonce);
        item->verdict.observed = sample_copy(text);
        free(item->verdict.reason);
        item->verdict.reason = sample_copy("the answer: 5 times in 3 places, such as a/b");
    }
}

static void test_same_bytes(void)
{
    struct cs_result *one = sample_result();
    struct cs_result *two = sample_result();
    char *first, *second;

    disturb(one, "127.77.158.145", "89abcdef01234567", "Sun, 29 Nov 2026 18:00:35 GMT");
    disturb(two, "127.77.112.203", "fedcba9876543210", "Mon, 30 Nov 2026 08:59:01 GMT");
    two->wall_us++;
    free(two->started);
    two->started = sample_copy("2027-01-02T03:04:05Z");
    first = written(one);
    second = written(two);
    CU_ASSERT_STRING_EQUAL(first, second);
    CU_ASSERT_PTR_NOT_NULL(strstr(first, "127.77.100.101"));
    CU_ASSERT_PTR_NULL(strstr(first, "89abcdef01234567"));
    CU_ASSERT_PTR_NOT_NULL(strstr(first, "connected to 127.77.100.101: such as a/b, "));
    CU_ASSERT_PTR_NOT_NULL(strstr(first, "the answer: 5 times in 3 places, such as a/b"));
    free(first);
    free(second);
    cs_result_free(one);
    cs_result_free(two);
}

static void test_names(void)
{
    struct cs_transcript *transcript = cs_transcript_new();
    struct cs_canonical names;
    char text[] = "127.77.158.145 127.77.158.1459 ip-127-77-158-145.x 0x7f.0x4d.0x9e.0x91 7f4d:9e91 2135793297"
                  " 127.0.0.1:40123 Sun Nov 29 18:00:35 2026";

    CU_ASSERT_PTR_NOT_NULL_FATAL(transcript);
    CU_ASSERT_TRUE(cs_transcript_set(transcript, "host", "127.77.158.145", 14));
    CU_ASSERT_TRUE(cs_transcript_set(transcript, "proxy", "127.0.0.1:40123", 15));
    cs_canonical_init(&names, transcript);
    cs_canonical_apply(&names, text, strlen(text));
    CU_ASSERT_STRING_EQUAL(text, "127.77.100.101 127.77.158.1459 ip-127-77-100-101.x 0x7f.0x4d.0x64.0x65 7f4d:6465 "
                                 "2135778405 127.0.0.1:31280 Thu Jan 01 00:00:00 1970");
    cs_transcript_free(transcript);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"round trip", test_round_trip}, {"same bytes", test_same_bytes}, {"names", test_names}};

    return cs_run_tests("published", tests, CS_COUNT(tests));
}
