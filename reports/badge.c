#include <libxml/xmlwriter.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/documents.h"
#include "reports/escape.h"

#define LABEL       "HTTP CONNECT"
#define MESSAGE_MAX 160
#define MARGIN      6
#define HEIGHT      20

/* All results together. */
struct total {
    struct cs_summary summary;
    size_t known; /* failures that do not count */
    size_t gone;
    size_t broken_off;
};

static struct total add_up(const struct cs_result *const *results, size_t count)
{
    struct total total = {{{0}}, 0, 0, 0};

    for (size_t i = 0; i < count; i++) {
        struct cs_summary summary = cs_result_summary(results[i]);

        for (unsigned k = 0; k < CS_VERDICT_KINDS; k++)
            total.summary.of[k] += summary.of[k];
        for (size_t k = 0; k < results[i]->count; k++)
            total.known +=
                results[i]->cases[k].verdict.kind == CS_FAIL && cs_case_excuse(&results[i]->cases[k]) != NULL;
        total.gone += results[i]->gone_count;
        total.broken_off += !results[i]->complete;
    }
    return total;
}

static void add_number(char message[MESSAGE_MAX], size_t number, const char *what)
{
    size_t used = strlen(message);

    if (number > 0)
        (void)snprintf(message + used, MESSAGE_MAX - used, "%s%zu %s", used > 0 ? ", " : "", number, what);
}

/* Returns the colour that goes with the message; dark enough for white letters. */
static const char *compose(const struct total *total, char message[MESSAGE_MAX])
{
    const size_t *of = total->summary.of;

    message[0] = '\0';
    add_number(message, total->broken_off, "broken off");
    add_number(message, of[CS_FAIL] - total->known, "fail");
    add_number(message, of[CS_UNSTEADY], "unsteady");
    add_number(message, total->known, "known to fail");
    add_number(message, total->gone, "gone");
    add_number(message, of[CS_WARN], "warn");
    add_number(message, of[CS_PASS], "pass");
    add_number(message, of[CS_ERROR], "error");
    if (of[CS_FAIL] > total->known || of[CS_UNSTEADY] > 0 || total->gone > 0)
        return "#b3261e";
    if (total->broken_off > 0 || of[CS_ERROR] > 0 || of[CS_PASS] + of[CS_WARN] == 0) {
        if (message[0] == '\0')
            (void)snprintf(message, MESSAGE_MAX, "nothing judged");
        return "#5f6368";
    }
    return of[CS_WARN] + total->known > 0 ? "#7a6000" : "#1e6b2e";
}

static const xmlChar *xml(const char *text)
{
    return (const xmlChar *)text;
}

/* How wide the text is in Verdana of 11 pixels, roughly. */
static int text_width(const char *text)
{
    int width = 0;

    for (; *text != '\0'; text++)
        width += strchr("ijl ,", *text) != NULL  ? 4
                 : strchr("frt", *text) != NULL  ? 5
                 : strchr("mwMW", *text) != NULL ? 9
                                                 : 7;
    return width;
}

static void write_rectangle(xmlTextWriterPtr writer, int left, int width, const char *color)
{
    xmlTextWriterStartElement(writer, xml("rect"));
    xmlTextWriterWriteFormatAttribute(writer, xml("x"), "%d", left);
    xmlTextWriterWriteFormatAttribute(writer, xml("width"), "%d", width);
    xmlTextWriterWriteFormatAttribute(writer, xml("height"), "%d", HEIGHT);
    xmlTextWriterWriteAttribute(writer, xml("fill"), xml(color));
    xmlTextWriterEndElement(writer);
}

/* |textLength| keeps the letters inside their part whatever font there is. */
static void write_part(xmlTextWriterPtr writer, int left, const char *text)
{
    xmlTextWriterStartElement(writer, xml("text"));
    xmlTextWriterWriteFormatAttribute(writer, xml("x"), "%d", left + MARGIN);
    xmlTextWriterWriteFormatAttribute(writer, xml("y"), "%d", HEIGHT - MARGIN);
    xmlTextWriterWriteFormatAttribute(writer, xml("textLength"), "%d", text_width(text));
    xmlTextWriterWriteString(writer, xml(text));
    xmlTextWriterEndElement(writer);
}

static void write_title(xmlTextWriterPtr writer, const struct cs_result *const *results, size_t count,
                        const char *message)
{
    char *target = cs_clean(count == 1 ? results[0]->target : "");
    char *version = cs_clean(count == 1 ? results[0]->version : "");

    xmlTextWriterStartElement(writer, xml("title"));
    if (count == 1)
        xmlTextWriterWriteFormatString(writer, "%s%s%s", target == NULL ? "" : target,
                                       version == NULL || version[0] == '\0' ? "" : " ",
                                       version == NULL ? "" : version);
    else
        xmlTextWriterWriteFormatString(writer, "%zu targets", count);
    xmlTextWriterWriteFormatString(writer, ": %s", message);
    xmlTextWriterEndElement(writer);
    free(version);
    free(target);
}

static void write_badge(xmlTextWriterPtr writer, const struct cs_result *const *results, size_t count)
{
    struct total total = add_up(results, count);
    char message[MESSAGE_MAX];
    const char *color = compose(&total, message);
    int left = text_width(LABEL) + 2 * MARGIN;
    int right = text_width(message) + 2 * MARGIN;

    xmlTextWriterStartElement(writer, xml("svg"));
    xmlTextWriterWriteAttribute(writer, xml("xmlns"), xml("http://www.w3.org/2000/svg"));
    xmlTextWriterWriteFormatAttribute(writer, xml("width"), "%d", left + right);
    xmlTextWriterWriteFormatAttribute(writer, xml("height"), "%d", HEIGHT);
    xmlTextWriterWriteAttribute(writer, xml("role"), xml("img"));
    write_title(writer, results, count, message);
    write_rectangle(writer, 0, left, "#3c4043");
    write_rectangle(writer, left, right, color);
    xmlTextWriterStartElement(writer, xml("g"));
    xmlTextWriterWriteAttribute(writer, xml("fill"), xml("#fff"));
    xmlTextWriterWriteAttribute(writer, xml("font-family"), xml("Verdana,DejaVu Sans,sans-serif"));
    xmlTextWriterWriteAttribute(writer, xml("font-size"), xml("11"));
    write_part(writer, 0, LABEL);
    write_part(writer, left, message);
    xmlTextWriterEndElement(writer);
    xmlTextWriterEndElement(writer);
}

char *cs_badge_document(const struct cs_result *const *results, size_t count, size_t *length)
{
    xmlBufferPtr buffer = xmlBufferCreate();
    xmlTextWriterPtr writer = buffer == NULL ? NULL : xmlNewTextWriterMemory(buffer, 0);
    char *document = NULL;

    *length = 0;
    if (writer != NULL) {
        write_badge(writer, results, count);
        xmlTextWriterWriteRaw(writer, xml("\n"));
        xmlFreeTextWriter(writer);
        *length = (size_t)xmlBufferLength(buffer);
        document = strndup((const char *)xmlBufferContent(buffer), *length);
    }
    if (buffer != NULL)
        xmlBufferFree(buffer);
    return document;
}
