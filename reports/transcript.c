#include "reports/transcript.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cs_transcript *cs_transcript_new(void)
{
    return calloc(1, sizeof(struct cs_transcript));
}

static void free_stream(struct cs_stream *stream)
{
    free(stream->kept);
    for (size_t i = 0; i < stream->block_count; i++)
        free(stream->blocks[i].kept);
    free(stream->blocks);
}

static void free_packets(struct cs_carrier *carrier)
{
    for (size_t i = 0; i < carrier->packet_count; i++)
        free(carrier->packets[i].bytes);
    free(carrier->packets);
}

static void free_frames(struct cs_carrier *carrier)
{
    for (size_t i = 0; i < carrier->frame_count; i++) {
        free(carrier->frames[i].name);
        free(carrier->frames[i].says);
    }
    free(carrier->frames);
}

bool cs_transcript_add_key(struct cs_transcript *transcript, const char *line)
{
    const char *before = transcript->keys == NULL ? "" : transcript->keys;
    char *longer = NULL;

    if (strstr(before, line) != NULL || strlen(before) + strlen(line) >= CS_KEYS_MAX)
        return true;
    if (asprintf(&longer, "%s%s\n", before, line) < 0)
        return false;
    free(transcript->keys);
    transcript->keys = longer;
    return true;
}

void cs_transcript_free(struct cs_transcript *transcript)
{
    if (transcript == NULL)
        return;
    free(transcript->suite);
    free(transcript->case_id);
    free(transcript->case_text);
    free(transcript->trouble);
    free(transcript->keys);
    cs_variables_free(transcript->variables, transcript->variable_count);
    for (size_t i = 0; i < transcript->channel_count; i++) {
        free_stream(&transcript->channels[i].sent);
        free_stream(&transcript->channels[i].received);
    }
    for (size_t i = 0; i < transcript->carrier_count; i++) {
        free_stream(&transcript->carriers[i].sent);
        free_stream(&transcript->carriers[i].received);
        free_frames(&transcript->carriers[i]);
        free_packets(&transcript->carriers[i]);
    }
    free(transcript->carriers);
    free(transcript->events);
    free(transcript);
}

/* The last event when |event| may be merged into it, or NULL. */
static struct cs_event *mergeable(struct cs_transcript *transcript, const struct cs_event *event)
{
    struct cs_event *last;

    if (transcript->event_count == 0 || transcript->events_dropped > 0)
        return NULL;
    last = &transcript->events[transcript->event_count - 1];
    return last->kind == event->kind && last->channel == event->channel ? last : NULL;
}

static bool grow_events(struct cs_transcript *transcript)
{
    size_t count = transcript->event_count;
    struct cs_event *larger;

    if (count != 0 && (count < 16 || (count & (count - 1)) != 0))
        return true;
    larger = realloc(transcript->events, (count == 0 ? 16 : count * 2) * sizeof(*larger));
    if (larger == NULL)
        return false;
    transcript->events = larger;
    return true;
}

bool cs_transcript_add(struct cs_transcript *transcript, struct cs_event event, bool merge)
{
    bool bulk = event.kind == CS_EVENT_SENT || event.kind == CS_EVENT_RECEIVED;
    struct cs_event *last = bulk && merge ? mergeable(transcript, &event) : NULL;

    if (last != NULL) {
        last->value += event.value;
        return true;
    }
    if (bulk && transcript->event_count >= CS_EVENTS_MAX) {
        transcript->events_dropped++;
        return true;
    }
    if (!grow_events(transcript))
        return false;
    transcript->events[transcript->event_count++] = event;
    return true;
}

bool cs_stream_add_block(struct cs_stream *stream, enum cs_block_kind kind, const char *bytes, size_t length)
{
    struct cs_block block = {.kind = kind, .at = stream->total, .length = length};
    struct cs_block *larger;

    if (stream->block_count == CS_BLOCKS_MAX)
        return false;
    larger = realloc(stream->blocks, (stream->block_count + 1) * sizeof(*larger));
    if (larger == NULL)
        return false;
    stream->blocks = larger;
    if (kind != CS_BLOCK_DATAGRAM)
        block.kept_length = length < CS_KEPT_BYTES ? length : CS_KEPT_BYTES;
    block.kept = malloc(block.kept_length + 1);
    if (block.kept == NULL)
        return false;
    if (block.kept_length > 0)
        memcpy(block.kept, bytes, block.kept_length);
    block.kept[block.kept_length] = 0;
    stream->blocks[stream->block_count++] = block;
    return true;
}

struct cs_carrier *cs_transcript_add_carrier(struct cs_transcript *transcript, const char *protocol)
{
    struct cs_carrier *carrier;

    if (transcript->carriers == NULL)
        transcript->carriers = calloc(CS_CHANNELS_MAX, sizeof(*carrier));
    if (transcript->carriers == NULL || transcript->carrier_count == CS_CHANNELS_MAX)
        return NULL;
    carrier = &transcript->carriers[transcript->carrier_count++];
    snprintf(carrier->protocol, sizeof(carrier->protocol), "%s", protocol);
    return carrier;
}

/* Place for one more behind |count| items of |size| bytes, in |items| or what takes its place; NULL without memory. */
static void *grow(void *items, size_t count, size_t size)
{
    if (count != 0 && (count < 8 || (count & (count - 1)) != 0))
        return items;
    return realloc(items, (count == 0 ? 8 : count * 2) * size);
}

static bool grow_frames(struct cs_carrier *carrier)
{
    struct cs_frame *larger = grow(carrier->frames, carrier->frame_count, sizeof(*larger));

    if (larger != NULL)
        carrier->frames = larger;
    return larger != NULL;
}

bool cs_carrier_add_frame(struct cs_carrier *carrier, struct cs_frame frame, const char *name, const char *says)
{
    if (carrier->frame_count == CS_FRAMES_MAX)
        return true;
    frame.name = strdup(name);
    frame.says = strdup(says);
    if (frame.name == NULL || frame.says == NULL || !grow_frames(carrier)) {
        free(frame.name);
        free(frame.says);
        return false;
    }
    carrier->frames[carrier->frame_count++] = frame;
    return true;
}

static size_t packet_bytes(const struct cs_carrier *carrier)
{
    size_t bytes = 0;

    for (size_t i = 0; i < carrier->packet_count; i++)
        bytes += carrier->packets[i].length;
    return bytes;
}

static bool grow_packets(struct cs_carrier *carrier)
{
    struct cs_packet *larger = grow(carrier->packets, carrier->packet_count, sizeof(*larger));

    if (larger != NULL)
        carrier->packets = larger;
    return larger != NULL;
}

bool cs_carrier_add_packet(struct cs_carrier *carrier, uint64_t at_us, bool received, const char *bytes, size_t length)
{
    struct cs_packet packet = {.at_us = at_us, .received = received, .length = length};

    if (carrier->packet_count == CS_PACKETS_MAX || length > CS_KEPT_BYTES - packet_bytes(carrier))
        return true;
    packet.bytes = malloc(length + 1);
    if (packet.bytes == NULL || !grow_packets(carrier)) {
        free(packet.bytes);
        return false;
    }
    memcpy(packet.bytes, bytes, length);
    carrier->packets[carrier->packet_count++] = packet;
    return true;
}

bool cs_transcript_set(struct cs_transcript *transcript, const char *name, const char *value, size_t length)
{
    struct cs_variable *variable = cs_variables_find(transcript->variables, transcript->variable_count, name);

    if (variable != NULL)
        return cs_variable_replace(variable, value, length);
    return cs_variables_add(&transcript->variables, &transcript->variable_count, name, value, length);
}

const struct cs_variable *cs_transcript_variable(const struct cs_transcript *transcript, const char *name)
{
    return cs_variables_find(transcript->variables, transcript->variable_count, name);
}

const struct cs_channel *cs_transcript_channel(const struct cs_transcript *transcript, const char *actor)
{
    for (size_t i = 0; i < transcript->channel_count; i++)
        if (strcmp(transcript->channels[i].actor, actor) == 0)
            return &transcript->channels[i];
    return NULL;
}
