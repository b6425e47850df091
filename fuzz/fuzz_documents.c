/* Target: a saved result through its reader and every writer.  An input that is no JSON is cut into pieces instead,
 * which become the texts, bytes and events of a result.  Seeds: corpus/documents/.  Dictionary: fuzz/documents.dict. */
#include <libxml/parser.h>
#include <libxml/xmlstring.h>

#include "fuzz/property.h"
#include "reports/annotations.h"
#include "reports/documents.h"
#include "reports/html_page.h"
#include "reports/result_json.h"
#include "reports/text.h"

/* No byte steers anything, and all of it is UTF-8. */
static void require_harmless(const char *text, size_t length)
{
    require(text != NULL && strlen(text) == length);
    for (size_t i = 0; i < length; i++)
        require((unsigned char)text[i] >= 0x20 || text[i] == '\n');
    require(xmlCheckUTF8((const unsigned char *)text));
}

static char *write_text(char *(*make)(const struct cs_result *const *, size_t, size_t *),
                        const struct cs_result *const *results, size_t count, size_t *length)
{
    char *text = make(results, count, length);

    require_harmless(text, *length);
    return text;
}

static void require_xml(char *(*make)(const struct cs_result *const *, size_t, size_t *),
                        const struct cs_result *const *results, size_t count)
{
    size_t length;
    char *text = write_text(make, results, count, &length);
    xmlDoc *document = xmlReadMemory(text, (int)length, NULL, NULL, XML_PARSE_NONET | XML_PARSE_HUGE);

    require(document != NULL);
    xmlFreeDoc(document);
    free(text);
}

static void require_json(char *(*make)(const struct cs_result *const *, size_t, size_t *),
                         const struct cs_result *const *results, size_t count)
{
    size_t length;
    char *text = write_text(make, results, count, &length);
    json_t *root = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);

    require(root != NULL);
    json_decref(root);
    free(text);
}

static void require_blocks(const struct cs_result *const *results, size_t count)
{
    size_t length;
    char *data = cs_pcap_document(results, count, &length);

    require(data != NULL);
    for (size_t at = 0; at < length;) {
        uint32_t size, again;

        require(length - at >= 12);
        memcpy(&size, data + at + 4, sizeof(size));
        require(size >= 12 && size % 4 == 0 && size <= length - at);
        memcpy(&again, data + at + size - 4, sizeof(again));
        require(size == again);
        at += size;
    }
    free(data);
}

/* Nothing in the page's data can end the script that holds it, and it is JSON.  What stands around it is ours. */
static void require_page(const struct cs_result *const *results, size_t count)
{
    size_t length;
    char *page = cs_html_document(results, count, &length);
    char *data = page + cs_page_head_size;
    json_t *root;

    require(page != NULL && length > cs_page_head_size + cs_page_tail_size);
    length -= cs_page_head_size + cs_page_tail_size;
    data[length] = 0;
    require_harmless(data, length);
    require(memchr(data, '<', length) == NULL);
    root = json_loadb(data, length, JSON_REJECT_DUPLICATES, NULL);
    require(root != NULL);
    json_decref(root);
    free(page);
}

static void require_lines(const struct cs_result *result)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);

    require(out != NULL);
    cs_text_summary(out, result, &(struct cs_text_look){.width = 80});
    cs_annotations_write(out, result);
    require(fclose(out) == 0);
    require_harmless(text, length);
    free(text);
}

/* What was read is written as it was, and read again, but for the few texts whose length is bounded and which have
 * grown by escapes. */
static void require_round_trip(const struct cs_result *result)
{
    char error[CS_FILE_ERROR_MAX];
    json_t *first = cs_result_to_json(result, false);
    struct cs_result *again = cs_result_from_json(first, error);
    json_t *second = again == NULL ? NULL : cs_result_to_json(again, false);

    require(first != NULL);
    require(second != NULL ? json_equal(first, second) : strstr(error, "too long") != NULL);
    cs_result_free(again);
    json_decref(first);
    json_decref(second);
}

/* Where the next piece of the input begins. */
struct feed {
    const char *at;
    size_t left;
};

/* Up to the next line end. */
static char *take_text(struct feed *feed)
{
    const char *end = memchr(feed->at, '\n', feed->left);
    size_t length = end == NULL ? feed->left : (size_t)(end - feed->at);
    char *text = strndup(feed->at, length);

    require(text != NULL);
    feed->at += length + (end != NULL);
    feed->left -= length + (end != NULL);
    return text;
}

static unsigned take_byte(struct feed *feed)
{
    if (feed->left == 0)
        return 0;
    feed->left--;
    return (unsigned char)*feed->at++;
}

static void fill_stream(struct feed *feed, struct cs_stream *stream)
{
    stream->kept = take_text(feed);
    stream->kept_length = strlen(stream->kept);
    stream->total = stream->kept_length;
}

static struct cs_transcript *fill_transcript(struct feed *feed)
{
    struct cs_transcript *transcript = cs_transcript_new();

    require(transcript != NULL);
    transcript->channel_count = 2;
    for (size_t i = 0; i < transcript->channel_count; i++) {
        struct cs_channel *channel = &transcript->channels[i];

        channel->seat = i == 0 ? CS_SEAT_DIALS : CS_SEAT_ARRIVES;
        (void)snprintf(channel->listener, sizeof(channel->listener), "%s", i == 0 ? "" : "origin");
        fill_stream(feed, &channel->sent);
        fill_stream(feed, &channel->received);
    }
    for (unsigned count = take_byte(feed); count > 0 && feed->left > 0; count--) {
        struct cs_event event = {.kind = (enum cs_event_kind)(take_byte(feed) % CS_EVENT_KINDS)};

        event.channel = (int)(take_byte(feed) % 3) - 1;
        event.value = take_byte(feed);
        require(cs_transcript_add(transcript, event, false));
    }
    return transcript;
}

static void fill_case(struct feed *feed, struct cs_case_result *item)
{
    static const char *const severities[] = {"low", "medium", "high", "critical"};
    char **const texts[] = {&item->id,
                            &item->title,
                            &item->danger,
                            &item->source,
                            &item->statement,
                            &item->verdict.reason,
                            &item->verdict.expected,
                            &item->verdict.observed,
                            &item->verdict.finding,
                            &item->verdict.reading};
    unsigned kind = take_byte(feed);

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        *texts[i] = take_text(feed);
    item->level = strdup("must");
    item->severity = strdup(severities[kind % 4]);
    item->verdict.kind = (enum cs_verdict_kind)(kind % CS_VERDICT_KINDS);
    item->requirements = calloc(1, sizeof(char *));
    require(item->requirements != NULL);
    item->requirements[item->requirement_count++] = take_text(feed);
    if (kind >= 128)
        item->known = take_text(feed);
    item->transcript = fill_transcript(feed);
}

static struct cs_result *fill_result(struct feed feed)
{
    struct cs_result *result = cs_result_new();
    char **const texts[] = {&result->suite, &result->started, &result->target, &result->version, &result->command};

    require(result != NULL);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        *texts[i] = take_text(&feed);
    result->cases = calloc(2, sizeof(*result->cases));
    result->gone = calloc(1, sizeof(char *));
    require(result->cases != NULL && result->gone != NULL);
    result->gone[result->gone_count++] = take_text(&feed);
    for (result->count = 0; result->count < 2; result->count++)
        fill_case(&feed, &result->cases[result->count]);
    return result;
}

static void write_all(const struct cs_result *result)
{
    const struct cs_result *const results[] = {result, result};
    size_t length;

    require_xml(cs_junit_document, results, 2);
    require_xml(cs_badge_document, results, 1);
    require_json(cs_sarif_document, results, 2);
    require_blocks(results, 2);
    require_page(results, 2);
    free(write_text(cs_tap_document, results, 2, &length));
    free(write_text(cs_markdown_document, results, 2, &length));
    require_lines(result);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char error[CS_FILE_ERROR_MAX];
    json_t *root = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES, NULL);
    struct cs_result *result =
        root == NULL ? fill_result((struct feed){(const char *)data, size}) : cs_result_from_json(root, error);

    if (result != NULL)
        write_all(result);
    if (root != NULL && result != NULL)
        require_round_trip(result);
    cs_result_free(result);
    json_decref(root);
    return 0;
}
