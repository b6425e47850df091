#include <libxml/xmlwriter.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/documents.h"
#include "reports/escape.h"
#include "reports/text.h"

static const xmlChar *xml(const char *text)
{
    return (const xmlChar *)text;
}

/* An attribute from text that may hold anything. */
static void attribute(xmlTextWriterPtr writer, const char *name, const char *value)
{
    char *clean = cs_clean(value);

    xmlTextWriterWriteAttribute(writer, xml(name), xml(clean == NULL ? "" : clean));
    free(clean);
}

static void count_attribute(xmlTextWriterPtr writer, const char *name, size_t value)
{
    char text[24];

    snprintf(text, sizeof(text), "%zu", value);
    attribute(writer, name, text);
}

static void seconds_attribute(xmlTextWriterPtr writer, uint64_t us)
{
    char text[40];

    snprintf(text, sizeof(text), "%.3f", (double)us / 1e6);
    attribute(writer, "time", text);
}

/* What the terminal prints of a case, as the element's text; |before| stands in front of it. */
static void explanation(xmlTextWriterPtr writer, const char *before, const struct cs_result *result,
                        const struct cs_case_result *item)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);

    if (out == NULL)
        return;
    fputs(before, out);
    cs_text_put(out, item->verdict.reason);
    fputc('\n', out);
    cs_text_case(out, result, item);
    if (fclose(out) == 0)
        xmlTextWriterWriteString(writer, xml(text));
    free(text);
}

static void skipped(xmlTextWriterPtr writer, const char *before, const char *reason)
{
    char *message = NULL;

    if (asprintf(&message, "%s%s", before, reason) < 0)
        return;
    xmlTextWriterStartElement(writer, xml("skipped"));
    attribute(writer, "message", message);
    xmlTextWriterEndElement(writer);
    free(message);
}

static void broken(xmlTextWriterPtr writer, const char *element, const struct cs_result *result,
                   const struct cs_case_result *item)
{
    const char *finding = item->verdict.finding;

    xmlTextWriterStartElement(writer, xml(element));
    attribute(writer, "message", item->verdict.reason);
    attribute(writer, "type", finding[0] == 0 ? element : finding);
    explanation(writer, "", result, item);
    xmlTextWriterEndElement(writer);
}

static void write_outcome(xmlTextWriterPtr writer, const struct cs_result *result, const struct cs_case_result *item)
{
    switch (item->verdict.kind) {
    case CS_FAIL:
        if (cs_case_excuse(item) != NULL)
            skipped(writer, "known failure: ", cs_case_excuse(item));
        else
            broken(writer, "failure", result, item);
        break;
    case CS_ERROR:
        broken(writer, "error", result, item);
        break;
    case CS_SKIP:
        skipped(writer, "", item->verdict.reason);
        break;
    case CS_INCONCLUSIVE:
        skipped(writer, "inconclusive: ", item->verdict.reason);
        break;
    case CS_WARN:
        xmlTextWriterStartElement(writer, xml("system-out"));
        explanation(writer, "warning: ", result, item);
        xmlTextWriterEndElement(writer);
        break;
    case CS_PASS:
    case CS_VERDICT_KINDS:
        break;
    }
}

static void write_case(xmlTextWriterPtr writer, const struct cs_result *result, const struct cs_case_result *item)
{
    char *topic = strndup(item->id, cs_topic_length(item->id));

    xmlTextWriterStartElement(writer, xml("testcase"));
    attribute(writer, "name", item->id);
    attribute(writer, "classname", topic);
    seconds_attribute(writer, item->duration_us);
    write_outcome(writer, result, item);
    xmlTextWriterEndElement(writer);
    free(topic);
}

/* A line of the list of known failures that holds no longer. */
static void write_gone(xmlTextWriterPtr writer, const char *line)
{
    xmlTextWriterStartElement(writer, xml("testcase"));
    attribute(writer, "name", line);
    attribute(writer, "classname", "known-failures");
    seconds_attribute(writer, 0);
    xmlTextWriterStartElement(writer, xml("failure"));
    attribute(writer, "message", line);
    attribute(writer, "type", "known-failure-gone");
    xmlTextWriterEndElement(writer);
    xmlTextWriterEndElement(writer);
}

struct counts {
    size_t tests;
    size_t failures;
    size_t errors;
    size_t skipped;
};

static void add_counts(struct counts *counts, const struct cs_result *result)
{
    struct cs_summary summary = cs_result_summary(result);
    size_t excused = 0;

    for (size_t i = 0; i < result->count; i++)
        excused += result->cases[i].verdict.kind == CS_FAIL && cs_case_excuse(&result->cases[i]) != NULL;
    for (unsigned i = 0; i < CS_VERDICT_KINDS; i++)
        counts->tests += summary.of[i];
    counts->tests += result->gone_count;
    counts->failures += summary.of[CS_FAIL] - excused + result->gone_count;
    counts->errors += summary.of[CS_ERROR];
    counts->skipped += summary.of[CS_SKIP] + summary.of[CS_INCONCLUSIVE] + excused;
}

static void write_counts(xmlTextWriterPtr writer, const struct counts *counts)
{
    count_attribute(writer, "tests", counts->tests);
    count_attribute(writer, "failures", counts->failures);
    count_attribute(writer, "errors", counts->errors);
    count_attribute(writer, "skipped", counts->skipped);
}

static void write_suite(xmlTextWriterPtr writer, const struct cs_result *result)
{
    struct counts counts = {0};

    add_counts(&counts, result);
    xmlTextWriterStartElement(writer, xml("testsuite"));
    attribute(writer, "name", result->target);
    write_counts(writer, &counts);
    seconds_attribute(writer, result->wall_us);
    if (result->started[0] != 0)
        attribute(writer, "timestamp", result->started);
    for (size_t i = 0; i < result->count; i++)
        write_case(writer, result, &result->cases[i]);
    for (size_t i = 0; i < result->gone_count; i++)
        write_gone(writer, result->gone[i]);
    xmlTextWriterEndElement(writer);
}

static void write_document(xmlTextWriterPtr writer, const struct cs_result *const *results, size_t count)
{
    struct counts total = {0};

    for (size_t i = 0; i < count; i++)
        add_counts(&total, results[i]);
    xmlTextWriterSetIndent(writer, 1);
    xmlTextWriterStartDocument(writer, NULL, "UTF-8", NULL);
    xmlTextWriterStartElement(writer, xml("testsuites"));
    attribute(writer, "name", "connectspec");
    write_counts(writer, &total);
    for (size_t i = 0; i < count; i++)
        write_suite(writer, results[i]);
    xmlTextWriterEndDocument(writer);
}

char *cs_junit_document(const struct cs_result *const *results, size_t count, size_t *length)
{
    xmlBufferPtr buffer = xmlBufferCreate();
    xmlTextWriterPtr writer = buffer == NULL ? NULL : xmlNewTextWriterMemory(buffer, 0);
    char *document = NULL;

    *length = 0;
    if (writer != NULL) {
        write_document(writer, results, count);
        xmlFreeTextWriter(writer);
        *length = (size_t)xmlBufferLength(buffer);
        document = strndup((const char *)xmlBufferContent(buffer), *length);
    }
    if (buffer != NULL)
        xmlBufferFree(buffer);
    return document;
}
