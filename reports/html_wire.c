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

/* Sets |key| to |value|, which is taken over; false without memory. */
static bool set(json_t *object, const char *key, json_t *value)
{
    return json_object_set_new(object, key, value) == 0;
}

/* Puts what passed in one direction, if anything did, into |object| under |key|.  |marks| is taken over. */
static bool set_stream(json_t *object, const char *key, const struct cs_stream *stream, json_t *marks)
{
    size_t shown = stream->kept_length < CS_PAGE_BYTES ? stream->kept_length : CS_PAGE_BYTES;
    json_t *entry = json_object();
    bool done = (stream->total == 0 || (set(entry, "bytes", cs_json_bytes(stream->kept, shown)) &&
                                        set(entry, "total", json_integer((json_int_t)stream->total)))) &&
                (stream->end == CS_END_OPEN || set(entry, "end", json_string(cs_end_name(stream->end)))) &&
                (json_array_size(marks) == 0 || json_object_set(entry, "marks", marks) == 0) &&
                (json_object_size(entry) == 0 || json_object_set(object, key, entry) == 0);

    json_decref(marks);
    json_decref(entry);
    return done;
}

static bool set_streams(json_t *object, const struct cs_channel *channel, json_t *texts)
{
    json_t *sent = json_array();
    json_t *received = json_array();
    bool marked = channel->role != CS_CHANNEL_CLIENT ||
                  (mark_request(sent, &channel->sent, texts) && mark_response(received, &channel->received, texts));

    marked = set_stream(object, "sent", &channel->sent, sent) && marked;
    return set_stream(object, "received", &channel->received, received) && marked;
}

/* What a control connection carried is of interest where one failed. */
static bool controls_matter(const struct cs_transcript *transcript)
{
    for (size_t i = 0; i < transcript->event_count; i++)
        if (transcript->events[i].kind == CS_EVENT_FENCE_FAILED || transcript->events[i].kind == CS_EVENT_EXPIRED)
            return true;
    return false;
}

static bool is_control(const struct cs_transcript *transcript, int channel)
{
    return channel >= 0 && transcript->channels[channel].role == CS_CHANNEL_CONTROL;
}

static json_t *channel_object(const struct cs_channel *channel, bool carried, json_t *texts)
{
    json_t *object =
        json_pack("{s:s, s:o}", "role", cs_channel_role_name(channel->role), "actor", cs_json_text(channel->actor));

    if (object != NULL && (channel->listener[0] == 0 || set(object, "listener", cs_json_text(channel->listener))) &&
        (channel->error == 0 || set(object, "error", json_integer(channel->error))) &&
        (!carried || set_streams(object, channel, texts)))
        return object;
    json_decref(object);
    return NULL;
}

static json_t *list_channels(const struct cs_transcript *transcript, json_t *texts)
{
    json_t *channels = json_array();
    bool controls = controls_matter(transcript);

    for (size_t i = 0; i < transcript->channel_count; i++) {
        bool carried = controls || !is_control(transcript, (int)i);

        if (json_array_append_new(channels, channel_object(&transcript->channels[i], carried, texts)) != 0) {
            json_decref(channels);
            return NULL;
        }
    }
    return channels;
}

static bool is_told(const struct cs_transcript *transcript, const struct cs_event *event, bool controls)
{
    if (event->kind == CS_EVENT_STEP)
        return false;
    return controls || !is_control(transcript, event->channel) || event->kind == CS_EVENT_FENCE_BEGUN ||
           event->kind == CS_EVENT_FENCE_PASSED;
}

/* The events that say what happened; counts those behind the last that is listed in |*left_out|. */
static json_t *list_events(const struct cs_transcript *transcript, size_t *left_out)
{
    json_t *events = json_array();
    bool controls = controls_matter(transcript);

    *left_out = transcript->events_dropped;
    for (size_t i = 0; i < transcript->event_count; i++) {
        const struct cs_event *event = &transcript->events[i];

        if (!is_told(transcript, event, controls))
            continue;
        if (json_array_size(events) == CS_PAGE_EVENTS) {
            *left_out += 1;
        } else if (json_array_append_new(events,
                                         json_pack("[I, s, i, I]", (json_int_t)event->at_us, cs_event_name(event->kind),
                                                   event->channel, (json_int_t)event->value)) != 0) {
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
    size_t left_out = 0;
    json_t *events = list_events(transcript, &left_out);

    return json_pack("{s:o, s:o, s:o, s:I}", "origin", origin_text(transcript), "channels",
                     list_channels(transcript, texts), "events", events, "left_out", (json_int_t)left_out);
}
