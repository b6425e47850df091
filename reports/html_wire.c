/* html_data.h: the wire. */
#include <stdlib.h>
#include <string.h>

#include "reports/html_data.h"
#include "reports/json.h"

/* What the judge noted on one direction of a channel. */
static json_t *list_marks(const struct cs_verdict *verdict, int channel, bool received, json_t *texts)
{
    json_t *marks = json_array();

    for (size_t i = 0; i < verdict->note_count; i++) {
        const struct cs_note *note = &verdict->notes[i];

        if (note->channel != channel || note->received != received)
            continue;
        if (json_array_append_new(marks, json_pack("[I, s, o]", (json_int_t)note->offset, cs_code_name(note->code),
                                                   cs_html_text(cs_code_sentence(note->code), texts))) != 0) {
            json_decref(marks);
            return NULL;
        }
    }
    return marks;
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

static bool set_streams(json_t *object, const struct cs_case_result *item, int index, json_t *texts)
{
    const struct cs_channel *channel = &item->transcript->channels[index];

    return set_stream(object, "sent", &channel->sent, list_marks(&item->verdict, index, false, texts)) &&
           set_stream(object, "received", &channel->received, list_marks(&item->verdict, index, true, texts));
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
    return channel >= 0 && transcript->channels[channel].seat == CS_SEAT_CONTROL;
}

static json_t *channel_object(const struct cs_case_result *item, int index, bool carried, json_t *texts)
{
    const struct cs_channel *channel = &item->transcript->channels[index];
    json_t *object =
        json_pack("{s:s, s:o}", "seat", cs_seat_name(channel->seat), "actor", cs_json_text(channel->actor));

    if (object != NULL && (channel->listener[0] == 0 || set(object, "listener", cs_json_text(channel->listener))) &&
        (channel->error == 0 || set(object, "error", json_integer(channel->error))) &&
        (!carried || set_streams(object, item, index, texts)))
        return object;
    json_decref(object);
    return NULL;
}

static json_t *list_channels(const struct cs_case_result *item, json_t *texts)
{
    const struct cs_transcript *transcript = item->transcript;
    json_t *channels = json_array();
    bool controls = controls_matter(transcript);

    for (size_t i = 0; i < transcript->channel_count; i++) {
        bool carried = controls || !is_control(transcript, (int)i);

        if (json_array_append_new(channels, channel_object(item, (int)i, carried, texts)) != 0) {
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

json_t *cs_html_wire(const struct cs_case_result *item, json_t *texts)
{
    const struct cs_transcript *transcript = item->transcript;
    size_t left_out = 0;
    json_t *events = list_events(transcript, &left_out);

    return json_pack("{s:o, s:o, s:o, s:I, s:o}", "origin", origin_text(transcript), "channels",
                     list_channels(item, texts), "events", events, "left_out", (json_int_t)left_out, "carriers",
                     cs_html_frames(transcript, controls_matter(transcript)));
}
