#include "harness/cli/send_tell.h"

#include <stdlib.h>
#include <string.h>

#include "harness/transport/conversation.h"
#include "reports/escape.h"
#include "reports/text.h"

#define SHOWN_MAX 400 /* bytes of one direction */

static void print_bytes(FILE *out, const struct cs_stream *stream)
{
    char *text = cs_escape_limited(stream->kept, stream->kept_length, SHOWN_MAX);

    fputs(text == NULL ? "" : text, out);
    free(text);
}

static void print_findings(FILE *out, const struct cs_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        enum cs_code code = findings->items[i].code;

        fprintf(out, "  %-9s %s at byte %zu (%s): %s\n", cs_code_level(code) == CS_MUST ? "MUST" : "SHOULD",
                cs_code_name(code), findings->items[i].offset, cs_code_requirement(code), cs_code_sentence(code));
    }
}

/* True when the message breaks a MUST or has not ended. */
static bool tell_request(FILE *out, const struct cs_channel *client)
{
    struct cs_conversation asked;

    cs_conversation_read(client, false, &asked);
    fprintf(out, "sent      %llu bytes: ", (unsigned long long)client->sent.total);
    print_bytes(out, &client->sent);
    if (asked.first.answer == CS_NEED_MORE)
        fputs("\nstrict    incomplete: the head has not ended\n", out);
    else
        fprintf(out, "\nstrict    %s\n", asked.first.findings.invalid ? "invalid" : "valid");
    print_findings(out, &asked.first.findings);
    return asked.first.findings.invalid || asked.first.answer == CS_NEED_MORE;
}

static void tell_readings(FILE *out, const struct cs_channel *client)
{
    struct cs_reading readings[CS_READING_COUNT];
    size_t count = cs_conversation_readings(client, readings);

    for (size_t i = 0; i < count; i++) {
        char *host = cs_escape(readings[i].destination.host, readings[i].destination.length);

        fprintf(out, "lenient   %s would go to %s port %u: %s\n", cs_reading_name(readings[i].kind),
                host == NULL ? "" : host, readings[i].destination.port, cs_reading_sentence(readings[i].kind));
        free(host);
    }
    if (count == 0)
        fputs("lenient   no known lenient reading leads elsewhere\n", out);
}

static const char *ending(enum cs_end end)
{
    return end == CS_END_OPEN ? "the connection stayed open" : end == CS_END_FIN ? "then it closed" : "then it reset";
}

static void print_line(FILE *out, const struct cs_message *message)
{
    const char *end = memchr(message->text, '\n', message->length);
    size_t length = end == NULL ? message->length : (size_t)(end - message->text);
    char *line = cs_escape_limited(message->text, length > 0 && message->text[length - 1] == '\r' ? length - 1 : length,
                                   SHOWN_MAX);

    fprintf(out, "answer    %s\n", line == NULL ? "" : line);
    free(line);
}

/* True when an answer breaks a MUST. */
static bool tell_answers(FILE *out, const struct cs_channel *client)
{
    struct cs_answer_walk walk = {.finals = 0};
    struct cs_conversation heard;
    bool wrong = false;

    cs_conversation_read(client, true, &heard);
    while (cs_conversation_next(client, &walk)) {
        print_line(out, &walk.message);
        print_findings(out, &walk.message.findings);
        wrong = wrong || walk.message.findings.invalid;
    }
    if (heard.state == CS_EXCHANGE_GARBAGE) {
        fputs("answer    no HTTP response: ", out);
        print_bytes(out, &client->received);
        fputc('\n', out);
        wrong = true;
    } else if (walk.finals == 0 && client->received.total == 0) {
        fputs("answer    none\n", out);
    }
    fprintf(out, "          %llu bytes in all; %s\n", (unsigned long long)client->received.total,
            ending(client->received.end));
    return wrong;
}

/* How many connections arrived. */
static size_t tell_reached(FILE *out, const struct cs_transcript *transcript)
{
    size_t count = 0;

    for (size_t i = 0; i < transcript->channel_count; i++) {
        const struct cs_channel *channel = &transcript->channels[i];

        if (channel->seat != CS_SEAT_ARRIVES)
            continue;
        count++;
        fprintf(out, "reached   %s, where %llu bytes arrived%s", channel->listener,
                (unsigned long long)channel->received.total, channel->received.total > 0 ? ": " : "");
        print_bytes(out, &channel->received);
        fputc('\n', out);
    }
    if (count == 0)
        fputs("reached   nobody of ours\n", out);
    return count;
}

bool cs_send_tell(FILE *out, const struct cs_transcript *transcript)
{
    const struct cs_channel *client = cs_transcript_channel(transcript, "client");
    bool invalid, wrong;

    if (client == NULL) {
        fputs("sent      nothing\n", out);
        return false;
    }
    invalid = tell_request(out, client);
    tell_readings(out, client);
    wrong = tell_answers(out, client);
    return (tell_reached(out, transcript) > 0 && invalid) || wrong;
}
