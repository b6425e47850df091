#include <libxml/parser.h>
#include <libxml/tree.h>

#include "reports/documents.h"
#include "reports/sample_testing.h"

/* The badge of |count| results, well-formed; |*text| has it as a string. */
static void badge(const struct cs_result *const *results, size_t count, char **text)
{
    size_t length;
    xmlDoc *document;

    *text = cs_badge_document(results, count, &length);
    CU_ASSERT_PTR_NOT_NULL_FATAL(*text);
    CU_ASSERT_EQUAL(strlen(*text), length);
    document = xmlReadMemory(*text, (int)length, "badge.svg", NULL, XML_PARSE_NONET);
    CU_ASSERT_PTR_NOT_NULL_FATAL(document);
    CU_ASSERT_STRING_EQUAL((const char *)xmlDocGetRootElement(document)->name, "svg");
    xmlFreeDoc(document);
}

static void assert_badge(const struct cs_result *const *results, size_t count, const char *message, const char *color)
{
    char wanted[200];
    char *text;

    badge(results, count, &text);
    snprintf(wanted, sizeof(wanted), ">%s</text>", message);
    if (strstr(text, wanted) == NULL)
        printf("\n%s\n", text);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, wanted));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, color));
    free(text);
}

static void set_kinds(struct cs_result *result, enum cs_verdict_kind from, enum cs_verdict_kind to)
{
    for (size_t i = 0; i < result->count; i++)
        if (result->cases[i].verdict.kind == from)
            result->cases[i].verdict.kind = to;
}

static void test_messages(void)
{
    struct cs_result *result = sample_result();
    const struct cs_result *results[] = {result, result};

    assert_badge(results, 1, "2 fail, 1 warn, 1 pass, 1 error", "#b3261e");
    assert_badge(results, 2, "4 fail, 2 warn, 2 pass, 2 error", "#b3261e");
    result->cases[1].known = sample_copy("ticket 7");
    assert_badge(results, 1, "1 fail, 1 known to fail, 1 warn, 1 pass, 1 error", "#b3261e");
    result->cases[3].later = true;
    assert_badge(results, 1, "2 known to fail, 1 warn, 1 pass, 1 error", "#5f6368");
    set_kinds(result, CS_ERROR, CS_PASS);
    assert_badge(results, 1, "2 known to fail, 1 warn, 2 pass", "#7a6000");
    set_kinds(result, CS_FAIL, CS_PASS);
    set_kinds(result, CS_WARN, CS_PASS);
    assert_badge(results, 1, "5 pass", "#1e6b2e");
    result->complete = false;
    assert_badge(results, 1, "1 broken off, 5 pass", "#5f6368");
    result->complete = true;
    set_kinds(result, CS_PASS, CS_SKIP);
    assert_badge(results, 1, "nothing judged", "#5f6368");
    assert_badge(results, 0, "nothing judged", "#5f6368");
    cs_result_free(result);
}

static void test_hostile(void)
{
    struct cs_result *result = sample_result();
    const struct cs_result *results[] = {result};
    char *text;

    free(result->target);
    result->target = sample_copy(HOSTILE "</title><script>");
    badge(results, 1, &text);
    CU_ASSERT_PTR_NULL(strstr(text, "<script"));
    CU_ASSERT_PTR_NULL(strstr(text, "\x1b"));
    free(text);
    cs_result_free(result);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {{"messages", test_messages}, {"hostile", test_hostile}};
    int status = cs_run_tests("badge", tests, CS_COUNT(tests));

    xmlCleanupParser();
    return status;
}
