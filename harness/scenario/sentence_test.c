/* The list of sentences: our own, and small ones with mistakes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/scenario/sentence.h"
#include "reference/testing.h"

static struct cs_requirement requirement = {.id = (char[]){"X-1"}};
static const struct cs_catalogue catalogue = {1, &requirement};

static struct cs_sentences *load(const char *text, struct cs_diagnostics *diagnostics)
{
    char path[] = "/tmp/connectspec-sentences-XXXXXX";
    int fd = mkstemp(path);
    struct cs_sentences *sentences = NULL;

    CU_ASSERT_FATAL(fd >= 0);
    CU_ASSERT_EQUAL(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    sentences = cs_sentences_load(path, &catalogue, diagnostics);
    unlink(path);
    return sentences;
}

static void test_own(void)
{
    struct cs_diagnostics diagnostics = {.count = 0};
    struct cs_catalogue *own = cs_catalogue_load(CS_SOURCE_DIR "/cases/requirements.yaml", &diagnostics);
    struct cs_sentences *sentences = cs_sentences_load(CS_SOURCE_DIR "/cases/sentences.yaml", own, &diagnostics);

    cs_diagnostics_print(&diagnostics);
    CU_ASSERT_EQUAL(diagnostics.count, 0);
    CU_ASSERT_PTR_NOT_NULL_FATAL(sentences);
    CU_ASSERT(sentences->count > 400);
    cs_sentences_free(sentences);
    cs_catalogue_free(own);
    cs_diagnostics_free(&diagnostics);
}

static void test_good(void)
{
    static const char text[] =
        "reasons: {other: Something else.}\nsentences:\n"
        "  - {rfc: 9110, section: 2.10, sentence: 1, keywords: [MUST, MUST], requirements: [X-1]}\n"
        "  - {rfc: 9110, section: 2.10, sentence: 2, keywords: [SHOULD NOT], reason: other}\n";
    struct cs_diagnostics diagnostics = {.count = 0};
    struct cs_sentences *sentences = load(text, &diagnostics);

    CU_ASSERT_PTR_NOT_NULL_FATAL(sentences);
    CU_ASSERT_EQUAL(sentences->count, 2);
    CU_ASSERT_STRING_EQUAL(sentences->items[0].section, "2.10");
    CU_ASSERT_EQUAL(sentences->items[0].keyword_count, 2);
    CU_ASSERT_STRING_EQUAL(sentences->items[0].reason, "");
    CU_ASSERT(cs_sentence_gave(&sentences->items[0], "X-1"));
    CU_ASSERT(!cs_sentence_gave(&sentences->items[1], "X-1"));
    CU_ASSERT_STRING_EQUAL(cs_sentence_meaning(sentences, sentences->items[1].reason), "Something else.");
    CU_ASSERT_PTR_NULL(cs_sentence_meaning(sentences, "none"));
    cs_sentences_free(sentences);
}

static void test_bad(void)
{
    static const struct {
        const char *entry;
        const char *message;
    } rows[] = {
        {"{section: 2, sentence: 1, keywords: [MUST], reason: a}", "`rfc` is missing"},
        {"{rfc: 1, section: 2, sentence: 1, keywords: [MAY], reason: a}", "`MAY` is no keyword"},
        {"{rfc: 1, section: 2, sentence: 1, keywords: [], reason: a}", "a list of `keywords` is needed here"},
        {"{rfc: 1, section: 2, sentence: 1, keywords: [MUST], reason: b}", "there is no reason `b`"},
        {"{rfc: 1, section: 2, sentence: 1, keywords: [MUST], requirements: [X-2]}", "there is no requirement `X-2`"},
        {"{rfc: 1, section: 2, sentence: 1, keywords: [MUST], requirements: [X-1], reason: a}",
         "either `requirements` or `reason` stands here"},
        {"{rfc: 1, section: 2, sentence: 1, keywords: [MUST]}", "either `requirements` or `reason` stands here"},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_diagnostics diagnostics = {.count = 0};
        char text[300];

        snprintf(text, sizeof(text), "reasons: {a: A.}\nsentences:\n  - %s\n", rows[i].entry);
        CU_ASSERT_PTR_NULL(load(text, &diagnostics));
        CU_ASSERT_EQUAL_FATAL(diagnostics.count, 1);
        CU_ASSERT_STRING_EQUAL(diagnostics.items[0].message, rows[i].message);
        CU_ASSERT_EQUAL(diagnostics.items[0].place.line, 3);
        cs_diagnostics_free(&diagnostics);
    }
}

static void test_no_list(void)
{
    static const char *const texts[] = {"- a\n", "reasons: {a: A.}\n", "sentences: []\nreasons: []\n",
                                        "reasons: {}\nsentences: [a]\n"};

    for (size_t i = 0; i < CS_COUNT(texts); i++) {
        struct cs_diagnostics diagnostics = {.count = 0};

        CU_ASSERT_PTR_NULL(load(texts[i], &diagnostics));
        CU_ASSERT(diagnostics.count > 0);
        cs_diagnostics_free(&diagnostics);
    }
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"own", test_own},
        {"good", test_good},
        {"bad", test_bad},
        {"no list", test_no_list},
    };

    return cs_run_tests("sentence", tests, CS_COUNT(tests));
}
