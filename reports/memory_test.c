/* Documents without memory: each is whole, or there is none and it says why. */
#include <stdio.h>

#include "reference/failing_testing.h"
#include "reports/annotations.h"
#include "reports/documents.h"
#include "reports/gate.h"
#include "reports/published.h"
#include "reports/redact.h"
#include "reports/result_json.h"
#include "reports/sample_testing.h"
#include "reports/stream.h"
#include "reports/text.h"
#include "reports/transcript_json.h"

#ifdef __SANITIZE_ADDRESS__
const char *__lsan_default_suppressions(void);

/* libxml2 itself loses the element that it was about to open. */
const char *__lsan_default_suppressions(void)
{
    return "leak:xmlTextWriterStartElement\nleak:xmlTextWriterStartAttribute\n";
}
#endif

#define MOST 80 /* allocations that fail, of those of one document */

/* The first text that a piece of work made; the others have to be the same. */
struct first {
    char *text;
    size_t length;
};

/* Takes |text| over. */
static enum failing_answer compare(struct first *first, char *text, size_t length)
{
    enum failing_answer answer = FAILING_WRONG;

    if (text == NULL)
        return FAILING_SAID;
    if (first->text == NULL) {
        first->text = malloc(length + 1);
        if (first->text != NULL)
            memcpy(first->text, text, length);
        first->length = length;
        failing.live--; /* it stays */
    }
    if (first->text != NULL && first->length == length && memcmp(first->text, text, length) == 0)
        answer = FAILING_DONE;
    free(text);
    return answer;
}

struct work {
    struct first first;
    const struct cs_result *result;
    enum cs_document document;
    json_t *json;
    json_t *(*make)(const struct cs_result *result);
    struct cs_result *(*read)(json_t *root, char error[CS_FILE_ERROR_MAX]);
    void (*print)(FILE *out, const struct cs_result *result);
};

static enum failing_answer make_document(void *context)
{
    struct work *work = context;
    size_t length = 0;
    char *text = cs_document_make(work->document, &work->result, 1, &length);

    return compare(&work->first, text, length);
}

static void test_documents(void)
{
    struct cs_result *result = sample_result();

    for (int i = 0; i < CS_DOCUMENT_KINDS; i++) {
        struct work work = {.result = result, .document = (enum cs_document)i};
        bool xml = i == CS_DOCUMENT_JUNIT || i == CS_DOCUMENT_BADGE; /* libxml2 loses a few blocks */
        struct failing_work failing_work = {cs_document_kinds[i].name, make_document, &work, xml ? 4 : 0};

        failing_each(&failing_work, MOST);
        free(work.first.text);
    }
    cs_result_free(result);
}

static enum failing_answer make_json(void *context)
{
    struct work *work = context;
    json_t *root = work->make(work->result);
    size_t length = 0;
    char *text = cs_json_document(root, &length);

    json_decref(root);
    return compare(&work->first, text, length);
}

static json_t *make_whole(const struct cs_result *result)
{
    return cs_result_to_json(result, false);
}

static json_t *make_transcript(const struct cs_result *result)
{
    return cs_transcript_to_json(result->cases[1].transcript, false);
}

static void test_json(void)
{
    static const struct {
        const char *name;
        json_t *(*make)(const struct cs_result *result);
    } rows[] = {{"result", make_whole}, {"published", cs_published_to_json}, {"transcript", make_transcript}};
    struct cs_result *result = sample_result();

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct work work = {.result = result, .make = rows[i].make};
        struct failing_work failing_work = {rows[i].name, make_json, &work, 0};

        failing_each(&failing_work, MOST);
        free(work.first.text);
    }
    cs_result_free(result);
}

/* What was read, as a text, made while nothing fails. */
static enum failing_answer compare_result(struct work *work, const struct cs_result *result)
{
    bool counts = failing.counts;
    enum failing_answer answer;
    json_t *root;
    size_t length = 0;

    failing.counts = false;
    root = cs_result_to_json(result, false);
    answer = compare(&work->first, cs_json_document(root, &length), length);
    json_decref(root);
    failing.counts = counts;
    return answer;
}

static enum failing_answer read_json(void *context)
{
    struct work *work = context;
    char error[CS_FILE_ERROR_MAX] = "";
    struct cs_result *result = work->read(work->json, error);
    enum failing_answer answer;

    if (result == NULL)
        return strstr(error, "memory") != NULL ? FAILING_SAID : FAILING_WRONG;
    answer = compare_result(work, result);
    cs_result_free(result);
    return answer;
}

static void test_reading(void)
{
    struct cs_result *result = sample_result();
    struct work whole = {.read = cs_result_from_json, .json = cs_result_to_json(result, false)};
    struct work published = {.read = cs_published_from_json, .json = cs_published_to_json(result)};
    struct failing_work works[] = {{"result, read", read_json, &whole, 0},
                                   {"published, read", read_json, &published, 0}};

    for (size_t i = 0; i < CS_COUNT(works); i++)
        failing_each(&works[i], MOST);
    json_decref(whole.json);
    json_decref(published.json);
    free(whole.first.text);
    free(published.first.text);
    cs_result_free(result);
}

static void print_summary(FILE *out, const struct cs_result *result)
{
    cs_text_summary(out, result, &(struct cs_text_look){.details = true, .width = 100});
}

static enum failing_answer print(void *context)
{
    struct work *work = context;
    char *text = NULL;
    size_t length = 0;
    FILE *out = cs_stream_open(&text, &length);

    unsigned lost = cs_loss_count();

    if (out == NULL)
        return FAILING_SAID;
    work->print(out, work->result);
    if (!cs_stream_close(out) || cs_loss_count() > lost) {
        free(text);
        return FAILING_SAID;
    }
    return compare(&work->first, text, length);
}

/* What is printed as it goes cannot be taken back: the count of what is lost has to tell. */
static void test_printing(void)
{
    static const struct {
        const char *name;
        void (*print)(FILE *out, const struct cs_result *result);
    } rows[] = {{"summary", print_summary}, {"why red", cs_text_red}, {"annotations", cs_annotations_write}};
    struct cs_result *result = sample_result();

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct work work = {.result = result, .print = rows[i].print};
        struct failing_work failing_work = {rows[i].name, print, &work, 0};

        failing_each(&failing_work, MOST);
        free(work.first.text);
    }
    cs_result_free(result);
}

/* Nothing that holds a password may be taken for clean. */
static enum failing_answer redact(void *context)
{
    struct work *work = context;
    bool counts = failing.counts;
    struct cs_result *result;
    enum failing_answer answer = FAILING_SAID;
    bool good;

    failing.counts = false;
    result = sample_result();
    failing.counts = counts;
    good = cs_redact_result(result);
    if (good)
        answer = compare_result(work, result);
    failing.counts = false;
    cs_result_free(result);
    failing.counts = counts;
    failing.live = 0; /* some of it was allocated and some freed while nothing counted */
    return answer;
}

static void test_redacting(void)
{
    struct work work = {.result = NULL};
    struct failing_work failing_work = {"redact", redact, &work, 0};

    failing_each(&failing_work, MOST);
    free(work.first.text);
}

static enum failing_answer parse_expectations(void *context)
{
    static const char text[] =
        "suite: 0.1.0\nhost/b code=tunnel-opened until=2027-01-01 issue=http://a -- why\ntarget/*\n";
    struct cs_expectations expectations;
    char error[CS_EXPECT_ERROR_MAX] = "";

    (void)context;
    if (!cs_expect_parse(text, sizeof(text) - 1, &expectations, error))
        return strstr(error, "memory") != NULL ? FAILING_SAID : FAILING_WRONG;
    cs_expect_free(&expectations);
    return FAILING_DONE;
}

static void test_expectations(void)
{
    struct failing_work work = {"known failures", parse_expectations, NULL, 0};

    failing_each(&work, MOST);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"documents", test_documents}, {"JSON", test_json},           {"reading", test_reading},
        {"printing", test_printing},   {"redacting", test_redacting}, {"known failures", test_expectations},
    };

    return cs_run_tests("memory", tests, CS_COUNT(tests));
}
