/* text.h: one case. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "reference/reading.h"
#include "reports/escape.h"
#include "reports/stream.h"
#include "reports/text.h"

#define SHOWN_BYTES    160
#define SHOWN_SEGMENTS 6

void cs_text_put(FILE *out, const char *text)
{
    char *clean = cs_clean(text);

    fputs(clean == NULL ? "" : clean, out);
    free(clean);
}

size_t cs_topic_length(const char *id)
{
    return strcspn(id, "/@");
}

/* How much of one channel's sent bytes has been shown. */
struct shown {
    const struct cs_stream *stream;
    size_t position;
    size_t segments;
};

static void show_segment(FILE *out, struct shown *shown, uint64_t length)
{
    size_t left = shown->stream->kept_length - shown->position;
    size_t size = length < left ? (size_t)length : left;
    size_t budget = shown->position < SHOWN_BYTES ? SHOWN_BYTES - shown->position : 0;
    char *text = cs_escape(shown->stream->kept + shown->position, size < budget ? size : budget);

    fprintf(out, "%s%s", shown->segments == 0 ? "" : " | ", text == NULL ? "" : text);
    free(text);
    shown->position += size < budget ? size : budget;
    shown->segments++;
}

static void show_channel(FILE *out, const struct cs_transcript *transcript, size_t index)
{
    const struct cs_stream *stream = &transcript->channels[index].sent;
    struct shown shown = {.stream = stream};
    size_t segments = 0;

    for (size_t i = 0; i < transcript->event_count; i++) {
        const struct cs_event *event = &transcript->events[i];

        if (event->kind != CS_EVENT_SENT || event->channel != (int)index)
            continue;
        if (shown.segments < SHOWN_SEGMENTS && shown.position < stream->kept_length && shown.position < SHOWN_BYTES)
            show_segment(out, &shown, event->value);
        segments++;
    }
    if (segments == 0 && stream->kept_length > 0)
        show_segment(out, &shown, stream->kept_length);
    if (shown.position < stream->total)
        fprintf(out, " ... (%llu bytes", (unsigned long long)stream->total);
    if (shown.position < stream->total)
        fprintf(out, segments > 1 ? " in %zu segments)" : ")", segments);
    if (stream->total == 0)
        fputs("nothing", out);
}

void cs_text_sent(FILE *out, const struct cs_transcript *transcript)
{
    const char *divider = "";
    size_t clients = 0;

    for (size_t i = 0; i < transcript->channel_count; i++)
        clients += transcript->channels[i].seat == CS_SEAT_DIALS;
    for (size_t i = 0; i < transcript->channel_count; i++) {
        if (transcript->channels[i].seat != CS_SEAT_DIALS)
            continue;
        fputs(divider, out);
        if (clients > 1) {
            cs_text_put(out, transcript->channels[i].actor);
            fputs(": ", out);
        }
        show_channel(out, transcript, i);
        divider = "; ";
    }
}

static const char *force(const char *level)
{
    if (strcmp(level, "advice") == 0)
        return "security advice";
    return strcmp(level, "interop") == 0 ? "interoperability" : level;
}

void cs_text_source(FILE *out, const struct cs_case_result *item)
{
    const char *level = force(item->level);
    bool keyword = level == item->level; /* RFC 2119 keywords are written in capitals */

    for (; *level != 0; level++)
        fputc(keyword ? toupper((unsigned char)*level) : *level, out);
    if (item->source[0] != 0) {
        fputs(", ", out);
        cs_text_put(out, item->source);
    }
    for (size_t i = 0; i < item->requirement_count; i++) {
        fputs(", ", out);
        cs_text_put(out, item->requirements[i]);
    }
}

/* What a shell takes as it stands. */
static bool is_plain(const char *word)
{
    static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/@._:+-";

    return word[0] != '-' && word[0] != 0 && word[strspn(word, safe)] == 0;
}

/* How the user calls us: the script of a checkout says so. */
static const char *program(void)
{
    const char *named = getenv("CONNECTSPEC_PROGRAM");

    return named != NULL && is_plain(named) ? named : "connectspec";
}

void cs_text_repeat(FILE *out, const struct cs_result *result, const struct cs_case_result *item)
{
    char *id = cs_clean(item->id);

    fprintf(out, "%s run ", program());
    cs_text_put(out, result->command);
    fputs(result->command[0] == 0 ? "" : " ", out);
    if (id != NULL && is_plain(id)) {
        fputs(id, out);
    } else {
        fputc('\'', out);
        for (const char *at = id; at != NULL && *at != 0; at++)
            fputs(*at == '\'' ? "'\\''" : (char[]){*at, 0}, out);
        fputc('\'', out);
    }
    free(id);
}

static void line(FILE *out, const char *label, const char *text)
{
    if (text == NULL || text[0] == 0)
        return;
    fprintf(out, "  %-9s ", label);
    cs_text_put(out, text);
    fputc('\n', out);
}

const char *cs_text_reading(const char *name)
{
    for (int i = 0; i < CS_READING_COUNT; i++)
        if (strcmp(cs_reading_name((enum cs_reading_kind)i), name) == 0)
            return cs_reading_sentence((enum cs_reading_kind)i);
    return "";
}

static bool sent_anything(const struct cs_transcript *transcript)
{
    for (size_t i = 0; i < transcript->channel_count; i++)
        if (transcript->channels[i].seat == CS_SEAT_DIALS)
            return true;
    return false;
}

void cs_text_case(FILE *out, const struct cs_result *result, const struct cs_case_result *item)
{
    const struct cs_verdict *verdict = &item->verdict;

    fputs("  ", out);
    cs_text_source(out, item);
    fputc('\n', out);
    line(out, "requires", item->statement);
    if (item->transcript != NULL && sent_anything(item->transcript)) {
        fputs("  sent      ", out);
        cs_text_sent(out, item->transcript);
        fputc('\n', out);
    }
    line(out, "expected", verdict->expected);
    line(out, "got", verdict->observed[0] != 0 ? verdict->observed : verdict->reason);
    if (verdict->observed[0] != 0)
        line(out, "wrong", verdict->reason);
    if (verdict->reading[0] != 0) {
        fputs("  reading   the target ", out);
        cs_text_put(out, cs_text_reading(verdict->reading));
        fputs(" (", out);
        cs_text_put(out, verdict->reading);
        fputs(")\n", out);
    }
    line(out, "danger", item->danger);
    fputs("  repeat:   ", out);
    cs_text_repeat(out, result, item);
    fputc('\n', out);
}

char *cs_text_case_copy(const struct cs_result *result, const struct cs_case_result *item)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = cs_stream_open(&text, &length);

    if (out != NULL)
        cs_text_case(out, result, item);
    if (out != NULL && cs_stream_close(out))
        return text;
    cs_loss_note();
    free(text);
    return NULL;
}
