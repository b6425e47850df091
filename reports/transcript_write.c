/* transcript_json.h, the writing half. */
#include <string.h>

#include "reports/fact.h"
#include "reports/library_memory.h"
#include "reports/stream.h"
#include "reports/transcript_json.h"
#include "reports/transcript_packets.h"

static json_t *write_digest(const uint8_t digest[CS_SHA256_BYTES])
{
    char text[2 * CS_SHA256_BYTES + 1];

    for (size_t i = 0; i < CS_SHA256_BYTES; i++)
        snprintf(text + 2 * i, 3, "%02x", digest[i]);
    return json_string(text);
}

/* Adds |value|, which is taken over, under |key|.  Gives |object| back; without memory it is freed, and NULL. */
static json_t *with(json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value) == 0)
        return object;
    json_decref(object);
    return NULL;
}

static json_t *write_blocks(const struct cs_stream *stream)
{
    json_t *blocks = json_array();

    for (size_t i = 0; i < stream->block_count; i++) {
        const struct cs_block *block = &stream->blocks[i];
        json_t *item =
            json_pack("{s:s, s:I, s:o, s:I}", "kind", cs_block_name(block->kind), "at", (json_int_t)block->at, "kept",
                      cs_json_bytes(block->kept, block->kept_length), "length", (json_int_t)block->length);

        if (json_array_append_new(blocks, item) != 0) {
            json_decref(blocks);
            return NULL;
        }
    }
    return blocks;
}

static json_t *write_stream(const struct cs_stream *stream)
{
    json_t *object =
        json_pack("{s:o, s:I, s:o, s:I, s:o, s:s}", "kept",
                  cs_json_bytes(stream->kept == NULL ? "" : stream->kept, stream->kept_length), "total",
                  (json_int_t)stream->total, "sha256", write_digest(stream->sha256), "mark", (json_int_t)stream->mark,
                  "sha256_from_mark", write_digest(stream->sha256_from_mark), "end", cs_end_name(stream->end));

    if (stream->end_code != 0)
        object = with(object, "end_code", json_integer((json_int_t)stream->end_code));
    return stream->block_count == 0 ? object : with(object, "blocks", write_blocks(stream));
}

static json_t *write_channel(const struct cs_channel *channel)
{
    json_t *object = json_pack("{s:s, s:s, s:s, s:i, s:o, s:o}", "seat", cs_seat_name(channel->seat), "actor",
                               channel->actor, "listener", channel->listener, "error", channel->error, "sent",
                               write_stream(&channel->sent), "received", write_stream(&channel->received));

    if (channel->carrier != 0)
        object = with(object, "carrier", json_integer(channel->carrier - 1));
    if (channel->is_stream)
        object = with(object, "number", json_integer(channel->number));
    return channel->below == 0 ? object : with(object, "below", json_integer(channel->below - 1));
}

static json_t *write_frames(const struct cs_carrier *carrier, bool published)
{
    json_t *frames = json_array();

    for (size_t i = 0; i < carrier->frame_count; i++) {
        const struct cs_frame *frame = &carrier->frames[i];
        json_t *item =
            json_pack("{s:I, s:s, s:I, s:I, s:I, s:o, s:o}", "at_us", (json_int_t)(published ? 0 : frame->at_us), "way",
                      frame->received ? "received" : "sent", "stream", (json_int_t)frame->stream, "begins",
                      (json_int_t)frame->begins, "length", (json_int_t)frame->length, "name", cs_json_text(frame->name),
                      "says", cs_json_text(frame->says));

        if (json_array_append_new(frames, item) != 0) {
            json_decref(frames);
            return NULL;
        }
    }
    return frames;
}

static json_t *write_carriers(const struct cs_transcript *transcript, bool published)
{
    json_t *carriers = json_array();

    for (size_t i = 0; i < transcript->carrier_count; i++) {
        const struct cs_carrier *carrier = &transcript->carriers[i];
        json_t *item = json_pack("{s:s, s:o, s:s, s:o, s:o}", "protocol", carrier->protocol, "alpn",
                                 cs_json_bytes(carrier->alpn, strlen(carrier->alpn)), "tls", carrier->tls, "sent",
                                 write_stream(&carrier->sent), "received", write_stream(&carrier->received));

        if (carrier->frame_count > 0)
            item = with(item, "frames", write_frames(carrier, published));
        if (carrier->packet_count > 0 && !published) /* nobody reads them without the keys */
            item = with(item, "packets", cs_packets_to_json(carrier));
        if (json_array_append_new(carriers, item) != 0) {
            json_decref(carriers);
            return NULL;
        }
    }
    return carriers;
}

static json_t *write_event(const struct cs_event *event, bool published)
{
    return json_pack("{s:I, s:s, s:i, s:I}", "at_us", (json_int_t)(published ? 0 : event->at_us), "event",
                     cs_event_name(event->kind), "channel", event->channel, "value", (json_int_t)event->value);
}

static json_t *write_variables(const struct cs_transcript *transcript)
{
    json_t *variables = json_object();

    for (size_t i = 0; i < transcript->variable_count; i++) {
        const struct cs_variable *variable = &transcript->variables[i];

        if (json_object_set_new(variables, variable->name, cs_json_bytes(variable->value, variable->length)) != 0) {
            json_decref(variables);
            return NULL;
        }
    }
    return variables;
}

static json_t *write_channels(const struct cs_transcript *transcript)
{
    json_t *channels = json_array();

    for (size_t i = 0; i < transcript->channel_count; i++) {
        if (json_array_append_new(channels, write_channel(&transcript->channels[i])) != 0) {
            json_decref(channels);
            return NULL;
        }
    }
    return channels;
}

static json_t *write_events(const struct cs_transcript *transcript, bool published)
{
    json_t *events = json_array();

    for (size_t i = 0; i < transcript->event_count; i++) {
        if (json_array_append_new(events, write_event(&transcript->events[i], published)) != 0) {
            json_decref(events);
            return NULL;
        }
    }
    return events;
}

json_t *cs_transcript_to_json(const struct cs_transcript *transcript, bool published)
{
    unsigned lost = cs_loss_count();
    json_t *root;

    cs_library_memory_watch();
    root = json_pack("{s:i, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:I, s:b, s:o?, s:I}", "format", CS_TRANSCRIPT_FORMAT,
                     "suite", cs_json_text(transcript->suite), "case", cs_json_text(transcript->case_id), "text",
                     transcript->case_text == NULL ? "" : transcript->case_text, "policy",
                     cs_policy_to_json(&transcript->policy, published), "variables", write_variables(transcript),
                     "channels", write_channels(transcript), "events", write_events(transcript, published),
                     "events_dropped", (json_int_t)transcript->events_dropped, "confirmed_alone",
                     (int)transcript->confirmed_alone, "trouble",
                     transcript->trouble == NULL ? NULL : cs_json_text(transcript->trouble), "duration_us",
                     (json_int_t)(published ? 0 : transcript->duration_us));

    if (transcript->carrier_count > 0)
        root = with(root, "carriers", write_carriers(transcript, published));
    if (transcript->keys != NULL && !published)
        root = with(root, "keys", cs_json_text(transcript->keys));
    return cs_json_whole(root, lost);
}

bool cs_transcript_save(const struct cs_transcript *transcript, const char *path, char error[CS_FILE_ERROR_MAX])
{
    json_t *root = cs_transcript_to_json(transcript, false);
    bool written = cs_json_write(root, path, error);

    json_decref(root);
    return written;
}
