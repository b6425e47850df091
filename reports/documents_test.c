#include "reports/documents.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlschemas.h>

#include "reports/sample_testing.h"
#include "reports/text.h"

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;

    for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part))
        count++;
    return count;
}

/* No byte of a target steers anything: besides line ends, no control, no byte that is not UTF-8. */
static void assert_harmless(const char *document, size_t length)
{
    CU_ASSERT_EQUAL(strlen(document), length);
    for (size_t i = 0; i < length; i++)
        CU_ASSERT_FATAL((unsigned char)document[i] >= 0x20 || document[i] == '\n');
    CU_ASSERT(xmlCheckUTF8((const unsigned char *)document));
    CU_ASSERT_PTR_NULL(strstr(document, "\xe2\x80\xae"));
}

static xmlNode *child(xmlNode *node, const char *name)
{
    xmlNode *at = node->children;

    while (at != NULL && xmlStrcmp(at->name, (const xmlChar *)name) != 0)
        at = at->next;
    return at;
}

static void assert_attribute(xmlNode *node, const char *name, const char *value)
{
    xmlChar *seen = xmlGetProp(node, (const xmlChar *)name);

    CU_ASSERT_PTR_NOT_NULL_FATAL(seen);
    CU_ASSERT_STRING_EQUAL((const char *)seen, value);
    xmlFree(seen);
}

static xmlNode *testcase(xmlNode *suite, size_t index)
{
    xmlNode *at = child(suite, "testcase");

    for (; at != NULL; at = at->next)
        if (at->type == XML_ELEMENT_NODE && index-- == 0)
            return at;
    return NULL;
}

static bool junit_valid(xmlDoc *document)
{
    xmlSchemaParserCtxt *parser = xmlSchemaNewParserCtxt(CS_SOURCE_DIR "/reports/schema/junit.xsd");
    xmlSchema *schema = parser == NULL ? NULL : xmlSchemaParse(parser);
    xmlSchemaValidCtxt *context = schema == NULL ? NULL : xmlSchemaNewValidCtxt(schema);
    bool valid = context != NULL && xmlSchemaValidateDoc(context, document) == 0;

    xmlSchemaFreeValidCtxt(context);
    xmlSchemaFree(schema);
    xmlSchemaFreeParserCtxt(parser);
    return valid;
}

static void test_junit(void)
{
    static const char *const children[] = {NULL, "failure", NULL, "failure", "skipped", "skipped", "error"};
    struct cs_result *result = sample_result();
    const struct cs_result *results[] = {result};
    size_t length;
    char *text = cs_junit_document(results, 1, &length);
    xmlDoc *document;
    xmlNode *suite;

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    assert_harmless(text, length);
    document = xmlReadMemory(text, (int)length, "junit.xml", NULL, XML_PARSE_NONET);
    CU_ASSERT_PTR_NOT_NULL_FATAL(document);
    CU_ASSERT(junit_valid(document));
    suite = child(xmlDocGetRootElement(document), "testsuite");
    CU_ASSERT_PTR_NOT_NULL_FATAL(suite);
    assert_attribute(suite, "tests", "7");
    assert_attribute(suite, "failures", "2");
    assert_attribute(suite, "errors", "1");
    assert_attribute(suite, "skipped", "2");
    assert_attribute(suite, "timestamp", "2026-01-02T03:04:05");
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "warning: host/c@it's: because of "));
    for (size_t i = 0; i < CS_COUNT(children); i++) {
        xmlNode *item = testcase(suite, i);

        CU_ASSERT_PTR_NOT_NULL_FATAL(item);
        assert_attribute(item, "name", result->cases[i].id);
        assert_attribute(item, "classname", i < 3 ? "host" : "target");
        assert_attribute(item, "time", "0.002");
        CU_ASSERT((children[i] == NULL) == (item->children == NULL));
        if (children[i] != NULL)
            CU_ASSERT_PTR_NOT_NULL(child(item, children[i]));
    }
    assert_attribute(child(testcase(suite, 1), "failure"), "type", "tunnel-opened");
    xmlFreeDoc(document);
    free(text);
    cs_result_free(result);
}

/* A strict run is red for warnings, too, but for those that are known. */
static void test_strict(void)
{
    struct cs_result *result = sample_result();
    const struct cs_result *results[] = {result};
    size_t length;
    char *text;

    result->strict = true;
    text = cs_junit_document(results, 1, &length);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, " failures=\"3\""));
    CU_ASSERT_PTR_NULL(strstr(text, "warning: host/c"));
    free(text);
    result->cases[2].known = sample_copy("so it is");
    text = cs_junit_document(results, 1, &length);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, " failures=\"2\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "known failure: so it is"));
    free(text);
    text = cs_tap_document(results, 1, &length);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_EQUAL(count_of(text, "\nnot ok "), 4);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, " # TODO so it is"));
    free(text);
    cs_result_free(result);
}

/* What was read from a file may name itself as it likes. */
static void test_junit_hostile_names(void)
{
    static const char *const times[] = {"", "9999-99-99T99:99:99Z", "2026-02-31T00:00:00Z", HOSTILE,
                                        "0000-01-01T00:00:00Z"};
    struct cs_result *result = sample_result();
    const struct cs_result *results[] = {result, result};

    free(result->target);
    result->target = sample_copy(" ");
    free(result->cases[1].id);
    result->cases[1].id = sample_copy(HOSTILE);
    result->gone = calloc(1, sizeof(char *));
    CU_ASSERT_PTR_NOT_NULL_FATAL(result->gone);
    result->gone[result->gone_count++] = sample_copy("line 3: " HOSTILE);
    for (size_t i = 0; i < CS_COUNT(times); i++) {
        size_t length;
        char *text;
        xmlDoc *document;

        free(result->started);
        result->started = sample_copy(times[i]);
        text = cs_junit_document(results, 2, &length);
        document = text == NULL ? NULL : xmlReadMemory(text, (int)length, "junit.xml", NULL, XML_PARSE_NONET);
        CU_ASSERT_PTR_NOT_NULL_FATAL(document);
        CU_ASSERT(junit_valid(document));
        xmlFreeDoc(document);
        free(text);
    }
    cs_result_free(result);
}

static void test_tap(void)
{
    struct cs_result *result = sample_result();
    const struct cs_result *results[] = {result, result};
    size_t length;
    char *text = cs_tap_document(results, 2, &length);

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    assert_harmless(text, length);
    CU_ASSERT_NSTRING_EQUAL(text, "TAP version 14\n1..14\nok 1 - 127.0.0.1:40123 host/a\nnot ok 2 - ", 57);
    CU_ASSERT_EQUAL(count_of(text, "\nnot ok "), 6);
    CU_ASSERT_EQUAL(count_of(text, "\nok "), 8);
    CU_ASSERT_EQUAL(count_of(text, " # SKIP "), 4);
    CU_ASSERT_EQUAL(count_of(text, " # SKIP inconclusive: "), 2);
    CU_ASSERT_EQUAL(count_of(text, "\n  ---\n"), count_of(text, "\n  ...\n"));
    CU_ASSERT_PTR_NULL(strstr(text, "Bail out"));
    free(text);
    result->complete = false;
    text = cs_tap_document(results, 1, &length);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\nBail out! "));
    CU_ASSERT_NSTRING_EQUAL(text, "TAP version 14\n1..7\nok 1 - host/a\n", 34);
    free(text);
    cs_result_free(result);
}

/* Backticks that begin or end code: those without a backslash. */
static size_t open_ticks(const char *line)
{
    size_t count = 0;

    for (size_t i = 0; line[i] != '\0' && line[i] != '\n'; i++) {
        if (line[i] == '\\')
            i++;
        else
            count += line[i] == '`';
    }
    return count;
}

static void test_markdown_prose(void)
{
    static const char wanted[] =
        "mail a@b, 18:00:35, a:b; not &#64;me, x&#58;//y, &#58;tada: nor &#35;7 \\_a\\_ &#60;b&#62;";
    struct cs_result *result = sample_result();
    const struct cs_result *results[] = {result};
    size_t length;
    char *text;

    free(result->cases[1].title);
    result->cases[1].title = sample_copy("mail a@b, 18:00:35, a:b; not @me, x://y, :tada: nor #7 _a_ <b>");
    free(result->version);
    result->version = sample_copy("");
    text = cs_markdown_document(results, 1, &length);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, wanted));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "| 127.0.0.1:40123 | 2 | 1 | 2 | 1 | 1 | 1 | 1 |\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\n#### `host/b` (fail, low)\n"));
    free(text);
    cs_result_free(result);
}

static void test_markdown(void)
{
    struct cs_result *result = sample_result();
    const struct cs_result *results[] = {result};
    size_t length;
    char *text = cs_markdown_document(results, 1, &length);

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    assert_harmless(text, length);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, " | 1 | 2 | 1 | 1 | 1 | 1 |\n"));
    CU_ASSERT_EQUAL(count_of(text, "\n#### "), 3);
    CU_ASSERT_EQUAL(count_of(text, "<details>"), 2);
    CU_ASSERT_EQUAL(count_of(text, "<details>"), count_of(text, "</details>"));
    for (char *line = text; line != NULL; line = strchr(line, '\n') == NULL ? NULL : strchr(line, '\n') + 1)
        CU_ASSERT(strncmp(line, "    ", 4) == 0 || open_ticks(line) % 2 == 0);
    free(text);
    cs_result_free(result);
}

static void test_markdown_known(void)
{
    struct cs_result *result = sample_result();
    const struct cs_result *results[] = {result};
    size_t length;
    char *text;

    result->cases[1].known = sample_copy("ticket 7 " HOSTILE);
    result->cases[3].later = true;
    result->gone = calloc(1, sizeof(char *));
    CU_ASSERT_PTR_NOT_NULL_FATAL(result->gone);
    result->gone[result->gone_count++] = sample_copy("line 3: host/a fails no longer");
    text = cs_markdown_document(results, 1, &length);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    assert_harmless(text, length);
    CU_ASSERT_EQUAL(count_of(text, "\n#### "), 2); /* our error, and what is gone */
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "<summary>Known failures: 2</summary>"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "; known: ticket 7 "));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\n- line 3: host/a fails no longer\n"));
    free(text);
    cs_result_free(result);
}

static void test_markdown_limited(void)
{
    struct cs_result *result = sample_result();
    const struct cs_result *results[] = {result};
    size_t whole, length;
    char *text = cs_markdown_document(results, 1, &whole);

    free(text);
    for (size_t limit = 1200; limit < whole + 1000; limit += 100) {
        text = cs_markdown_limited(results, 1, limit, &length);
        CU_ASSERT_PTR_NOT_NULL_FATAL(text);
        CU_ASSERT(length <= limit);
        CU_ASSERT_EQUAL(count_of(text, "<details>"), count_of(text, "</details>"));
        CU_ASSERT_EQUAL(strstr(text, " would not fit in here.\n") == NULL, length == whole);
        free(text);
    }
    CU_ASSERT_EQUAL(length, whole);
    cs_result_free(result);
}

static char *summary(const struct cs_result *result, bool color, size_t *length)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, length);

    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    cs_text_summary(out, result, &(struct cs_text_look){.color = color});
    fclose(out);
    return text;
}

static void test_text(void)
{
    static const char *const parts[] = {
        "host       1     1     1     .             .      .\n",
        "target     .     1     .     1             1      1\n",
        "\ntwo mistakes, one of them dangerous, and one warning\n",
        "  MUST, RFC 9110 §9.3.6, CN-TARGET-001\n",
        "  requires  A statement.\n",
        "  sent      CONNECT |  \\0\\xff HTTP/1.1\\r\\n\n",
        "  reading   the target keeps the lowest 16 bits of the port number (port-modulo)\n",
        "  repeat:   connectspec run --proxy 127.0.0.1:40123 target/d\n",
        "\nWARN host/c@it's (SHOULD, RFC 9110 §9.3.6, CN-TARGET-001)\n",
        "\nINCONCLUSIVE target/f\n",
        "\nERROR target/g\n",
        "\nskipped 1: because of ",
        "\n7 cases in 2.3 s: 1 pass, 2 fail, 1 warn, 1 skip, 1 inconclusive, 1 error\n",
    };
    struct cs_result *result = sample_result();
    size_t length;
    char *text = summary(result, false, &length);

    assert_harmless(text, length);
    for (size_t i = 0; i < CS_COUNT(parts); i++) {
        if (strstr(text, parts[i]) == NULL)
            printf("\nnot there: %s", parts[i]);
        CU_ASSERT_PTR_NOT_NULL(strstr(text, parts[i]));
    }
    CU_ASSERT(strstr(text, "FAIL target/d (critical)") < strstr(text, "FAIL host/b (low)"));
    free(text);
    text = summary(result, true, &length);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\033[1;31mFAIL\033[0m"));
    free(text);
    cs_result_free(result);
}

static void test_repeat_is_quoted(void)
{
    struct cs_result *result = sample_result();
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);

    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    cs_text_repeat(out, result, &result->cases[2]);
    fclose(out);
    CU_ASSERT_STRING_EQUAL(text, "connectspec run --proxy 127.0.0.1:40123 'host/c@it'\\''s'");
    free(text);
    cs_result_free(result);
}

static void test_long_request(void)
{
    struct cs_transcript *transcript = cs_transcript_new();
    struct cs_stream *sent = &transcript->channels[0].sent;
    char *bytes = malloc(1000);
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);

    CU_ASSERT_FATAL(transcript != NULL && bytes != NULL && out != NULL);
    memset(bytes, 'a', 1000);
    transcript->channel_count = 1;
    sample_stream(sent, bytes, 1000);
    for (int i = 0; i < 1000; i++)
        CU_ASSERT(cs_transcript_add(transcript, (struct cs_event){1, CS_EVENT_SENT, 0, 1}, false));
    cs_text_sent(out, transcript);
    fclose(out);
    CU_ASSERT_STRING_EQUAL(text, "a | a | a | a | a | a ... (1000 bytes in 1000 segments)");
    free(text);
    free(bytes);
    cs_transcript_free(transcript);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"JUnit", test_junit},
        {"JUnit, hostile names", test_junit_hostile_names},
        {"strict", test_strict},
        {"TAP", test_tap},
        {"Markdown", test_markdown},
        {"Markdown, prose", test_markdown_prose},
        {"Markdown, known failures", test_markdown_known},
        {"Markdown, limited", test_markdown_limited},
        {"text", test_text},
        {"repeat is quoted", test_repeat_is_quoted},
        {"long request", test_long_request},
    };
    int status = cs_run_tests("documents", tests, CS_COUNT(tests));

    xmlCleanupParser();
    return status;
}
