#include "reports/documents.h"
#include "reports/html_data.h"
#include "reports/sample_testing.h"

#define MARKUP "</script><script>alert(1)</script><!-- ]]> \x1b[31m\xff"

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;

    for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part))
        count++;
    return count;
}

static void replace(char **text, const char *by)
{
    free(*text);
    *text = sample_copy(by);
}

/* The page's data, read back; asserts that nothing in it could be markup. */
static json_t *data_of(char *page)
{
    static const char opening[] = "<script type=\"application/json\" id=\"data\">";
    char *begin = strstr(page, opening);
    char *end = begin == NULL ? NULL : strchr(begin + 1, '<');
    json_t *data;

    CU_ASSERT_PTR_NOT_NULL_FATAL(end);
    CU_ASSERT_NSTRING_EQUAL(end, "</script>", 9);
    data = json_loadb(begin + sizeof(opening) - 1, (size_t)(end - begin) - sizeof(opening) + 1, 0, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(data);
    return data;
}

static json_t *verdict_of(json_t *data, size_t target, size_t index)
{
    return json_array_get(json_object_get(json_array_get(json_object_get(data, "targets"), target), "verdicts"), index);
}

static const char *text_of(json_t *data, json_t *object, const char *key)
{
    json_t *index = json_object_get(object, key);

    CU_ASSERT_FATAL(json_is_integer(index));
    return json_string_value(json_array_get(json_object_get(data, "texts"), (size_t)json_integer_value(index)));
}

static void test_nothing_is_markup(void)
{
    struct cs_result *result = sample_result();
    const struct cs_result *results[] = {result};
    size_t length;
    size_t fine = 0;
    char *page;

    replace(&result->target, MARKUP);
    replace(&result->cases[1].title, MARKUP);
    replace(&result->cases[1].danger, MARKUP);
    replace(&result->cases[1].verdict.observed, MARKUP);
    free(result->cases[1].transcript->channels[0].received.kept);
    sample_stream(&result->cases[1].transcript->channels[0].received, MARKUP "\0", sizeof(MARKUP));
    page = cs_html_document(results, 1, &length);
    CU_ASSERT_PTR_NOT_NULL_FATAL(page);
    CU_ASSERT_EQUAL(strlen(page), length);
    while (fine < length && ((page[fine] >= 0x20 && page[fine] < 0x7f) || page[fine] == '\n'))
        fine++;
    CU_ASSERT_EQUAL(fine, length);
    CU_ASSERT_EQUAL(count_of(page, "<script"), 2);
    CU_ASSERT_EQUAL(count_of(page, "</script"), 2);
    CU_ASSERT_EQUAL(count_of(page, "<!--"), 0);
    json_decref(data_of(page));
    free(page);
    cs_result_free(result);
}

static void test_data(void)
{
    struct cs_result *result = sample_result();
    struct cs_result *other = sample_result();
    const struct cs_result *results[] = {result, other};
    json_t *data;
    json_t *verdict;

    replace(&other->cases[1].title, "A newer title");
    replace(&other->cases[0].id, "another/case");
    result->cases[3].known = sample_copy("known for long");
    data = cs_html_data(results, 2);
    CU_ASSERT_PTR_NOT_NULL_FATAL(data);
    CU_ASSERT_EQUAL(json_array_size(json_object_get(data, "cases")), 8);
    CU_ASSERT_STRING_EQUAL(
        json_string_value(json_object_get(json_array_get(json_object_get(data, "cases"), 1), "title")),
        "A newer title");
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(verdict_of(data, 1, 0), "case")), 7);
    verdict = verdict_of(data, 0, 3);
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(verdict, "verdict")), "fail");
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(verdict, "excuse")), "known for long");
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(verdict, "repeat")),
                           "connectspec run --proxy 127.0.0.1:40123 target/d");
    CU_ASSERT_STRING_EQUAL(text_of(data, verdict, "reading"), "keeps the lowest 16 bits of the port number");
    CU_ASSERT_PTR_NOT_NULL(json_object_get(verdict, "wire"));
    CU_ASSERT_PTR_NULL(json_object_get(verdict_of(data, 0, 0), "wire"));
    CU_ASSERT_PTR_NULL(json_object_get(verdict_of(data, 0, 0), "reason"));
    CU_ASSERT_PTR_NULL(json_object_get(verdict_of(data, 0, 4), "repeat"));
    json_decref(data);
    cs_result_free(result);
    cs_result_free(other);
}

/* [offset, code, text] of a stream's first mark, as "code@offset". */
static void first_mark(json_t *wire, size_t channel, const char *way, char text[64])
{
    json_t *stream = json_object_get(json_array_get(json_object_get(wire, "channels"), channel), way);
    json_t *mark = json_array_get(json_object_get(stream, "marks"), 0);

    snprintf(text, 64, "%s@%d", mark == NULL ? "" : json_string_value(json_array_get(mark, 1)),
             mark == NULL ? -1 : (int)json_integer_value(json_array_get(mark, 0)));
}

static void test_offsets(void)
{
    struct cs_note notes[] = {{0, false, 10, 5, CS_CODE_PORT_OUT_OF_RANGE},
                              {0, true, 39, 17, CS_CODE_CONTENT_LENGTH_IN_2XX}};
    const struct cs_case_result item = {.transcript = sample_transcript(),
                                        .verdict = {.note_count = 2, .notes = notes}};
    json_t *texts = json_object();
    json_t *wire;
    char mark[64];

    wire = cs_html_wire(&item, texts);
    CU_ASSERT_PTR_NOT_NULL_FATAL(wire);
    first_mark(wire, 0, "sent", mark);
    CU_ASSERT_STRING_EQUAL(mark, "port-out-of-range@10");
    first_mark(wire, 0, "received", mark);
    CU_ASSERT_STRING_EQUAL(mark, "content-length-in-2xx@39");
    first_mark(wire, 1, "received", mark);
    CU_ASSERT_STRING_EQUAL(mark, "@-1");
    CU_ASSERT_EQUAL(json_object_size(texts), 2);
    json_decref(wire);
    json_decref(texts);
    cs_transcript_free(item.transcript);
}

static void test_bounds(void)
{
    const struct cs_case_result item = {.transcript = sample_transcript()};
    struct cs_transcript *transcript = item.transcript;
    struct cs_stream *received = &transcript->channels[0].received;
    char *line = malloc(CS_KEPT_BYTES);
    json_t *texts = json_object();
    json_t *wire;
    char *text;

    CU_ASSERT_PTR_NOT_NULL_FATAL(line);
    memset(line, 0xff, CS_KEPT_BYTES);
    free(received->kept);
    sample_stream(received, line, CS_KEPT_BYTES);
    received->total = 1 << 20;
    for (int i = 0; i < 1000; i++)
        CU_ASSERT(cs_transcript_add(transcript, (struct cs_event){9, CS_EVENT_RECEIVED, 0, 1}, false));
    wire = cs_html_wire(&item, texts);
    CU_ASSERT_PTR_NOT_NULL_FATAL(wire);
    CU_ASSERT_EQUAL(json_array_size(json_object_get(wire, "events")), CS_PAGE_EVENTS);
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(wire, "left_out")), 1004 - CS_PAGE_EVENTS);
    text = json_dumps(wire, JSON_COMPACT);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT(strlen(text) < 40000);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\"total\":1048576"));
    free(text);
    free(line);
    json_decref(wire);
    json_decref(texts);
    cs_transcript_free(transcript);
}

/* As many frames as there may be, of a connection that the case's client has, and of one that only a control has. */
static void test_frames(void)
{
    const struct cs_case_result item = {.transcript = sample_transcript()};
    struct cs_transcript *transcript = item.transcript;
    json_t *texts = json_object();
    json_t *wire;
    char *text;

    for (int i = 0; i < 3; i++) {
        struct cs_carrier *carrier = cs_transcript_add_carrier(transcript, "h2");

        CU_ASSERT_PTR_NOT_NULL_FATAL(carrier);
        for (int frame = 0; frame < 200; frame++)
            CU_ASSERT(cs_carrier_add_frame(carrier, (struct cs_frame){.stream = 1}, "DATA", "</script>\\x01"));
    }
    transcript->channels[0].carrier = 1;
    transcript->channels[1].carrier = 2;
    wire = cs_html_wire(&item, texts);
    CU_ASSERT_PTR_NOT_NULL_FATAL(wire);
    CU_ASSERT_EQUAL(json_array_size(json_object_get(wire, "carriers")), 2);
    text = json_dumps(json_object_get(wire, "carriers"), JSON_COMPACT);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_EQUAL(count_of(text, "\"DATA\""), CS_PAGE_FRAMES);
    CU_ASSERT_EQUAL(count_of(text, "\"more\":true"), 1);
    free(text);
    json_decref(wire);
    json_decref(texts);
    cs_transcript_free(transcript);
}

/* A pass and a skip of which there is no more to say are written short. */
static void test_short(void)
{
    struct cs_result *result = sample_result();
    const struct cs_result *results[] = {result};
    json_t *data;

    for (size_t i = 0; i < 5; i += 4) {
        replace(&result->cases[i].verdict.expected, "");
        replace(&result->cases[i].verdict.observed, "");
        replace(&result->cases[i].verdict.finding, "");
        replace(&result->cases[i].verdict.reading, "");
    }
    data = cs_html_data(results, 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(data);
    CU_ASSERT_TRUE(json_is_integer(verdict_of(data, 0, 0)));
    CU_ASSERT_EQUAL(json_integer_value(verdict_of(data, 0, 0)), 0);
    CU_ASSERT_EQUAL(json_array_size(verdict_of(data, 0, 4)), 2);
    CU_ASSERT_EQUAL(json_integer_value(json_array_get(verdict_of(data, 0, 4), 0)), 4);
    CU_ASSERT_TRUE(json_is_object(verdict_of(data, 0, 3)));
    json_decref(data);
    cs_result_free(result);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"nothing is markup", test_nothing_is_markup},
        {"data", test_data},
        {"what has no more to say", test_short},
        {"offsets", test_offsets},
        {"bounds", test_bounds},
        {"frames", test_frames},
    };

    return cs_run_tests("html", tests, CS_COUNT(tests));
}
