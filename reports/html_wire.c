/* html_data.h: the wire. */
#include <stdlib.h>
#include <string.h>

#include "reference/exchange.h"
#include "reports/html_data.h"
#include "reports/json.h"

static bool add_marks(json_t *marks, const struct cs_findings *findings, size_t start, json_t *texts)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct cs_finding *finding = &findings->items[i];
        json_t *mark = json_pack("[I, s, o]", (json_int_t)(start + finding->offset), cs_code_name(finding->code),
                                 cs_html_text(cs_code_sentence(finding->code), texts));

        if (json_array_append_new(marks, mark) != 0)
            return false;
    }
    return true;
}

/* What is wrong with the request that a client sent, if anything. */
static bool mark_request(json_t *marks, const struct cs_stream *sent, json_t *texts)
{
    struct cs_request request;

    cs_request_init(&request, NULL);
    if (sent->kept_length > 0)
        (void)cs_request_parse(&request, sent->kept, sent->kept_length);
    return add_marks(marks, &request.findings, 0, texts);
}

/* What is wrong with the final response that it got. */
static bool mark_response(json_t *marks, const struct cs_stream *received, json_t *texts)
{
    struct cs_exchange exchange;

    cs_exchange_init(&exchange);
    if (received->kept_length > 0)
        cs_exchange_read(&exchange, received->kept, received->kept_length, received->total,
                         received->end != CS_END_OPEN);
    return exchange.final_count == 0 || add_marks(marks, &exchange.final.findings, exchange.final_start, texts);
}

/* |marks| is taken over. */
static json_t *stream_object(const struct cs_stream *stream, json_t *marks)
{
    size_t shown = stream->kept_length < CS_PAGE_BYTES ? stream->kept_length : CS_PAGE_BYTES;

    return json_pack("{s:o, s:I, s:s, s:o}", "bytes", cs_json_bytes(stream->kept == NULL ? "" : stream->kept, shown),
                     "total", (json_int_t)stream->total, "end", cs_end_name(stream->end), "marks", marks);
}

static json_t *channel_object(const struct cs_channel *channel, json_t *texts)
{
    json_t *sent = json_array();
    json_t *received = json_array();
    bool done = true;

    if (channel->role == CS_CHANNEL_CLIENT)
        done = mark_request(sent, &channel->sent, texts) && mark_response(received, &channel->received, texts);
    sent = stream_object(&channel->sent, sent);
    received = stream_object(&channel->received, received);
    if (done)
        return json_pack("{s:s, s:o, s:o, s:i, s:o, s:o}", "role", cs_channel_role_name(channel->role), "actor",
                         cs_json_text(channel->actor), "listener", cs_json_text(channel->listener), "error",
                         channel->error, "sent", sent, "received", received);
    json_decref(sent);
    json_decref(received);
    return NULL;
}

static json_t *list_channels(const struct cs_transcript *transcript, json_t *texts)
{
    json_t *channels = json_array();

    for (size_t i = 0; i < transcript->channel_count; i++) {
        if (json_array_append_new(channels, channel_object(&transcript->channels[i], texts)) != 0) {
            json_decref(channels);
            return NULL;
        }
    }
    return channels;
}

static json_t *list_events(const struct cs_transcript *transcript)
{
    json_t *events = json_array();

    for (size_t i = 0; i < transcript->event_count && i < CS_PAGE_EVENTS; i++) {
        const struct cs_event *event = &transcript->events[i];
        json_t *entry = json_pack("[I, s, i, I]", (json_int_t)event->at_us, cs_event_name(event->kind), event->channel,
                                  (json_int_t)event->value);

        if (json_array_append_new(events, entry) != 0) {
            json_decref(events);
            return NULL;
        }
    }
    return events;
}

/* Where the case's origin listened, as ncat takes it; "" when the case has no such address. */
static json_t *origin_text(const struct cs_transcript *transcript)
{
    const struct cs_variable *host = cs_transcript_variable(transcript, "host");
    const struct cs_variable *port = cs_transcript_variable(transcript, "port");

    if (host == NULL || port == NULL || strspn(host->value, "0123456789abcdef.:") != host->length ||
        strspn(port->value, "0123456789") != port->length)
        return json_string("");
    return json_sprintf("%s %s", host->value, port->value);
}

json_t *cs_html_wire(const struct cs_transcript *transcript, json_t *texts)
{
    size_t listed = transcript->event_count < CS_PAGE_EVENTS ? transcript->event_count : CS_PAGE_EVENTS;

    return json_pack("{s:o, s:o, s:o, s:I}", "origin", origin_text(transcript), "channels",
                     list_channels(transcript, texts), "events", list_events(transcript), "left_out",
                     (json_int_t)(transcript->event_count - listed + transcript->events_dropped));
}
