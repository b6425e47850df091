#include <libxml/xmlwriter.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "reports/documents.h"
#include "reports/escape.h"
#include "reports/stream.h"
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

/* A name may not be blank. */
static void name_attribute(xmlTextWriterPtr writer, const char *name, const char *value)
{
    attribute(writer, name, value[strspn(value, " ")] == '\0' ? "unnamed" : value);
}

/* Without a zone, as readers want it; a result without times has the beginning of the epoch. */
static void timestamp_attribute(xmlTextWriterPtr writer, const char *started)
{
    char text[32];
    struct tm time = {0};
    time_t seconds = 0;

    if (strptime(started, "%Y-%m-%dT%H:%M:%SZ", &time) != NULL)
        seconds = timegm(&time);
    if (seconds < 0 || gmtime_r(&seconds, &time) == NULL || time.tm_year > 9999 - 1900)
        time = (struct tm){.tm_year = 70, .tm_mday = 1};
    (void)strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &time);
    attribute(writer, "timestamp", text);
}

static void skipped(xmlTextWriterPtr writer, const char *before, const char *reason)
{
    char *message = NULL;

    if (asprintf(&message, "%s%s", before, reason) < 0) {
        cs_loss_note();
        return;
    }
    xmlTextWriterStartElement(writer, xml("skipped"));
    attribute(writer, "message", message);
    xmlTextWriterEndElement(writer);
    free(message);
}

static void broken(xmlTextWriterPtr writer, const char *element, const struct cs_result *result,
                   const struct cs_case_result *item)
{
    const char *finding = item->verdict.finding;
    char *text;

    xmlTextWriterStartElement(writer, xml(element));
    attribute(writer, "message", item->verdict.reason);
    attribute(writer, "type", finding[0] == 0 ? element : finding);
    text = cs_text_case_copy(result, item);
    xmlTextWriterWriteString(writer, xml(text == NULL ? "" : text));
    free(text);
    xmlTextWriterEndElement(writer);
}

static void write_outcome(xmlTextWriterPtr writer, const struct cs_result *result, const struct cs_case_result *item)
{
    switch (item->verdict.kind) {
    case CS_FAIL:
    case CS_WARN:
    case CS_UNSTEADY:
        if (cs_case_fails(result, item) && cs_case_excuse(item) != NULL)
            skipped(writer, "known failure: ", cs_case_excuse(item));
        else if (cs_case_fails(result, item))
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
    case CS_PASS:
    case CS_VERDICT_KINDS:
        break;
    }
}

static void write_case(xmlTextWriterPtr writer, const struct cs_result *result, const struct cs_case_result *item)
{
    char *topic = strndup(item->id, cs_topic_length(item->id));

    if (topic == NULL)
        cs_loss_note();
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

static void count_attributes(xmlTextWriterPtr writer, const struct cs_result *result)
{
    struct cs_summary summary = cs_result_summary(result);
    size_t tests = result->gone_count;
    size_t failures = result->gone_count;
    size_t excused = 0;

    for (size_t i = 0; i < result->count; i++) {
        const struct cs_case_result *item = &result->cases[i];

        if (cs_case_fails(result, item))
            *(cs_case_excuse(item) != NULL ? &excused : &failures) += 1;
    }
    for (unsigned i = 0; i < CS_VERDICT_KINDS; i++)
        tests += summary.of[i];
    count_attribute(writer, "tests", tests);
    count_attribute(writer, "failures", failures);
    count_attribute(writer, "errors", summary.of[CS_ERROR]);
    count_attribute(writer, "skipped", summary.of[CS_SKIP] + summary.of[CS_INCONCLUSIVE] + excused);
}

static void write_property(xmlTextWriterPtr writer, const char *name, const char *value)
{
    xmlTextWriterStartElement(writer, xml("property"));
    attribute(writer, "name", name);
    attribute(writer, "value", value);
    xmlTextWriterEndElement(writer);
}

static void write_properties(xmlTextWriterPtr writer, const struct cs_result *result)
{
    xmlTextWriterStartElement(writer, xml("properties"));
    write_property(writer, "connectspec", result->suite);
    write_property(writer, "target", result->target);
    write_property(writer, "version", result->version);
    write_property(writer, "command", result->command);
    write_property(writer, "complete", result->complete ? "true" : "false");
    xmlTextWriterEndElement(writer);
}

static void write_warning(xmlTextWriterPtr writer, const struct cs_result *result, const struct cs_case_result *item)
{
    char *id = cs_clean(item->id);
    char *reason = cs_clean(item->verdict.reason);
    char *details = cs_text_case_copy(result, item);

    if (id != NULL && reason != NULL && details != NULL)
        xmlTextWriterWriteFormatString(writer, "warning: %s: %s\n%s\n", id, reason, details);
    free(details);
    free(reason);
    free(id);
}

/* A testcase has no place for output that all readers accept. */
static void write_warnings(xmlTextWriterPtr writer, const struct cs_result *result)
{
    xmlTextWriterStartElement(writer, xml("system-out"));
    for (size_t i = 0; i < result->count; i++)
        if (result->cases[i].verdict.kind == CS_WARN && !result->strict)
            write_warning(writer, result, &result->cases[i]);
    xmlTextWriterEndElement(writer);
    xmlTextWriterWriteElement(writer, xml("system-err"), xml(""));
}

static void write_suite(xmlTextWriterPtr writer, const struct cs_result *result, size_t index)
{
    xmlTextWriterStartElement(writer, xml("testsuite"));
    name_attribute(writer, "name", result->target);
    attribute(writer, "package", "connectspec");
    count_attribute(writer, "id", index);
    attribute(writer, "hostname", "localhost");
    timestamp_attribute(writer, result->started);
    count_attributes(writer, result);
    seconds_attribute(writer, result->wall_us);
    write_properties(writer, result);
    for (size_t i = 0; i < result->count; i++)
        write_case(writer, result, &result->cases[i]);
    for (size_t i = 0; i < result->gone_count; i++)
        write_gone(writer, result->gone[i]);
    write_warnings(writer, result);
    xmlTextWriterEndElement(writer);
}

static void write_document(xmlTextWriterPtr writer, const struct cs_result *const *results, size_t count)
{
    xmlTextWriterSetIndent(writer, 1);
    xmlTextWriterStartDocument(writer, NULL, "UTF-8", NULL);
    xmlTextWriterStartElement(writer, xml("testsuites"));
    for (size_t i = 0; i < count; i++)
        write_suite(writer, results[i], i);
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
