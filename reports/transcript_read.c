/* transcript_json.h, the reading half. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "reports/escape.h"
#include "reports/fact.h"
#include "reports/library_memory.h"
#include "reports/stream.h"
#include "reports/transcript_json.h"
#include "reports/transcript_packets.h"

static bool __attribute__((format(printf, 2, 3))) refuse(char error[CS_FILE_ERROR_MAX], const char *format, ...)
{
    char text[CS_FILE_ERROR_MAX];
    char *clean;
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    clean = cs_clean(text);
    snprintf(error, CS_FILE_ERROR_MAX, "%s", clean == NULL ? "out of memory" : clean);
    free(clean);
    return false;
}

static bool copy_name(char *to, size_t capacity, const char *from)
{
    size_t length = strlen(from);

    if (length >= capacity)
        return false;
    memcpy(to, from, length + 1);
    return true;
}

/* Account names may be any bytes but NUL. */
static bool copy_bytes(char *to, size_t capacity, const char *escaped)
{
    char *bytes;
    size_t length;
    bool copied;

    if (!cs_unescape(escaped, &bytes, &length))
        return false;
    copied = strlen(bytes) == length && copy_name(to, capacity, bytes);
    free(bytes);
    return copied;
}

static bool read_digest(const char *text, uint8_t digest[CS_SHA256_BYTES])
{
    static const char digits[] = "0123456789abcdef";

    if (strlen(text) != (size_t)2 * CS_SHA256_BYTES || strspn(text, digits) != (size_t)2 * CS_SHA256_BYTES)
        return false;
    for (size_t i = 0; i < CS_SHA256_BYTES; i++)
        digest[i] = (uint8_t)((strchr(digits, text[2 * i]) - digits) * 16 + (strchr(digits, text[2 * i + 1]) - digits));
    return true;
}

/* Whether the sizes of one direction agree with each other. */
static bool stream_sound(const struct cs_stream *stream)
{
    return stream->kept_length <= CS_KEPT_BYTES && stream->kept_length <= stream->total &&
           (stream->kept_length == stream->total || stream->kept_length == CS_KEPT_BYTES) &&
           stream->mark <= stream->total;
}

static bool read_block(json_t *item, struct cs_block *block)
{
    const char *name, *kept;
    json_int_t at, length;
    int kind;

    if (json_unpack_ex(item, NULL, JSON_STRICT, "{s:s, s:I, s:s, s:I}", "kind", &name, "at", &at, "kept", &kept,
                       "length", &length) != 0 ||
        at < 0 || length < 0 || !cs_unescape(kept, &block->kept, &block->kept_length))
        return false;
    kind = cs_block_by_name(name);
    block->kind = (enum cs_block_kind)kind;
    block->at = (uint64_t)at;
    block->length = (size_t)length;
    if (kind == CS_BLOCK_DATAGRAM)
        return block->kept_length == 0;
    return kind >= 0 && block->kept_length == (block->length < CS_KEPT_BYTES ? block->length : CS_KEPT_BYTES);
}

static bool read_blocks(json_t *list, struct cs_stream *stream, const char *where, char error[CS_FILE_ERROR_MAX])
{
    size_t count = json_array_size(list);

    if (!json_is_array(list) || count > CS_BLOCKS_MAX)
        return refuse(error, "%s: blocks: not a list of at most %d", where, CS_BLOCKS_MAX);
    stream->blocks = calloc(count + 1, sizeof(*stream->blocks));
    if (stream->blocks == NULL)
        return refuse(error, "out of memory");
    for (size_t i = 0; i < count; i++) {
        stream->block_count = i + 1; /* first, so that what was read of a bad one is freed */
        if (!read_block(json_array_get(list, i), &stream->blocks[i]))
            return refuse(error, "%s: blocks[%zu]: cannot be read", where, i);
        if (stream->blocks[i].at > stream->total || (i > 0 && stream->blocks[i].at < stream->blocks[i - 1].at))
            return refuse(error, "%s: blocks[%zu]: out of order", where, i);
    }
    return true;
}

static bool read_stream(json_t *item, struct cs_stream *stream, const char *where, char error[CS_FILE_ERROR_MAX])
{
    const char *kept, *sha256, *sha256_from_mark, *end;
    json_int_t total, mark;
    json_int_t end_code = 0;
    json_t *blocks = NULL;
    json_error_t wrong;
    int ending;

    if (json_unpack_ex(item, &wrong, JSON_STRICT, "{s:s, s:I, s:s, s:I, s:s, s:s, s?I, s?o}", "kept", &kept, "total",
                       &total, "sha256", &sha256, "mark", &mark, "sha256_from_mark", &sha256_from_mark, "end", &end,
                       "end_code", &end_code, "blocks", &blocks) != 0)
        return refuse(error, "%s: %s", where, wrong.text);
    if (total < 0 || mark < 0 || end_code < 0)
        return refuse(error, "%s: a negative number", where);
    stream->total = (uint64_t)total;
    stream->mark = (uint64_t)mark;
    stream->end_code = (uint64_t)end_code;
    if (!cs_unescape(kept, &stream->kept, &stream->kept_length))
        return refuse(error, "%s: kept: a bad escape", where);
    if (!stream_sound(stream))
        return refuse(error, "%s: kept, total and mark do not agree", where);
    if (!read_digest(sha256, stream->sha256) || !read_digest(sha256_from_mark, stream->sha256_from_mark))
        return refuse(error, "%s: a digest is not 64 hexadecimal digits", where);
    ending = cs_end_by_name(end);
    if (ending < 0)
        return refuse(error, "%s: end: unknown \"%.40s\"", where, end);
    stream->end = (enum cs_end)ending;
    return blocks == NULL || read_blocks(blocks, stream, where, error);
}

/* Format 1 spoke of roles, when there was one only for each seat. */
static int seat_of(const char *seat, const char *role)
{
    static const struct {
        const char *role;
        enum cs_seat seat;
    } roles[] = {{"client", CS_SEAT_DIALS}, {"origin", CS_SEAT_ARRIVES}, {"control", CS_SEAT_CONTROL}};

    if (seat != NULL)
        return role == NULL ? cs_seat_by_name(seat) : -1;
    for (size_t i = 0; role != NULL && i < sizeof(roles) / sizeof(roles[0]); i++)
        if (strcmp(role, roles[i].role) == 0)
            return (int)roles[i].seat;
    return -1;
}

/* What stands under and beside a channel: -1 and missing mean nothing. */
static bool read_place(struct cs_channel *channel, json_int_t carrier, json_int_t below, json_int_t number)
{
    if (carrier < -1 || carrier >= CS_CHANNELS_MAX || below < -1 || below >= CS_CHANNELS_MAX || number < -1)
        return false;
    channel->carrier = (int)carrier + 1;
    channel->below = (int)below + 1;
    channel->is_stream = number >= 0;
    channel->number = number < 0 ? 0 : number;
    return true;
}

static bool read_channel(json_t *item, struct cs_channel *channel, size_t index, char error[CS_FILE_ERROR_MAX])
{
    const char *actor, *listener;
    const char *seat = NULL;
    const char *role = NULL;
    json_int_t carrier = -1, below = -1, stream = -1;
    json_t *sent, *received;
    json_error_t wrong;
    json_int_t number;
    char where[64];
    int kind;

    if (json_unpack_ex(item, &wrong, JSON_STRICT, "{s?s, s?s, s:s, s:s, s:I, s?I, s?I, s?I, s:o, s:o}", "seat", &seat,
                       "role", &role, "actor", &actor, "listener", &listener, "error", &number, "carrier", &carrier,
                       "below", &below, "number", &stream, "sent", &sent, "received", &received) != 0)
        return refuse(error, "channels[%zu]: %s", index, wrong.text);
    kind = seat_of(seat, role);
    if (kind < 0)
        return refuse(error, "channels[%zu]: seat: unknown \"%.40s\"", index,
                      seat != NULL   ? seat
                      : role != NULL ? role
                                     : "");
    channel->seat = (enum cs_seat)kind;
    if (number < 0 || number > INT16_MAX)
        return refuse(error, "channels[%zu]: error: out of range", index);
    channel->error = (int)number;
    if (!read_place(channel, carrier, below, stream))
        return refuse(error, "channels[%zu]: carrier, below or number: out of range", index);
    if (!copy_name(channel->actor, sizeof(channel->actor), actor) ||
        !copy_name(channel->listener, sizeof(channel->listener), listener))
        return refuse(error, "channels[%zu]: a name is too long", index);
    snprintf(where, sizeof(where), "channels[%zu].sent", index);
    if (!read_stream(sent, &channel->sent, where, error))
        return false;
    snprintf(where, sizeof(where), "channels[%zu].received", index);
    return read_stream(received, &channel->received, where, error);
}

static bool read_frame(json_t *item, struct cs_carrier *carrier)
{
    json_int_t at, stream, begins, length;
    struct cs_frame frame = {0};
    const char *way, *name, *says;

    if (json_unpack_ex(item, NULL, JSON_STRICT, "{s:I, s:s, s:I, s:I, s:I, s:s, s:s}", "at_us", &at, "way", &way,
                       "stream", &stream, "begins", &begins, "length", &length, "name", &name, "says", &says) != 0)
        return false;
    if (at < 0 || stream < -1 || begins < 0 || length < 0 || strlen(name) >= CS_FRAME_WORDS ||
        strlen(says) >= CS_FRAME_WORDS || (strcmp(way, "sent") != 0 && strcmp(way, "received") != 0))
        return false;
    frame.at_us = (uint64_t)at;
    frame.received = way[0] == 'r';
    frame.stream = stream;
    frame.begins = (uint64_t)begins;
    frame.length = (uint64_t)length;
    return cs_carrier_add_frame(carrier, frame, name, says);
}

static bool read_frames(json_t *frames, struct cs_carrier *carrier, size_t index, char error[CS_FILE_ERROR_MAX])
{
    size_t count = json_array_size(frames);

    if (frames != NULL && (!json_is_array(frames) || count > CS_FRAMES_MAX))
        return refuse(error, "carriers[%zu].frames: not a list of at most %d", index, CS_FRAMES_MAX);
    for (size_t i = 0; i < count; i++)
        if (!read_frame(json_array_get(frames, i), carrier))
            return refuse(error, "carriers[%zu].frames[%zu]: no frame", index, i);
    return true;
}

static bool read_carrier(json_t *item, struct cs_carrier *carrier, size_t index, char error[CS_FILE_ERROR_MAX])
{
    const char *protocol, *alpn, *tls;
    json_t *sent, *received, *frames = NULL, *packets = NULL;
    json_error_t wrong;
    char where[64];

    if (json_unpack_ex(item, &wrong, JSON_STRICT, "{s:s, s:s, s:s, s:o, s:o, s?o, s?o}", "protocol", &protocol, "alpn",
                       &alpn, "tls", &tls, "sent", &sent, "received", &received, "frames", &frames, "packets",
                       &packets) != 0)
        return refuse(error, "carriers[%zu]: %s", index, wrong.text);
    if (!copy_name(carrier->protocol, sizeof(carrier->protocol), protocol) ||
        !copy_bytes(carrier->alpn, sizeof(carrier->alpn), alpn) || !copy_name(carrier->tls, sizeof(carrier->tls), tls))
        return refuse(error, "carriers[%zu]: a name is too long", index);
    snprintf(where, sizeof(where), "carriers[%zu].sent", index);
    if (!read_stream(sent, &carrier->sent, where, error))
        return false;
    snprintf(where, sizeof(where), "carriers[%zu].received", index);
    return read_stream(received, &carrier->received, where, error) && read_frames(frames, carrier, index, error) &&
           (cs_packets_from_json(packets, carrier) || refuse(error, "carriers[%zu].packets: no packets", index));
}

static bool read_carriers(json_t *list, struct cs_transcript *transcript, char error[CS_FILE_ERROR_MAX])
{
    size_t count = json_array_size(list);

    if (list == NULL)
        return true;
    if (!json_is_array(list) || count > CS_CHANNELS_MAX)
        return refuse(error, "carriers: not a list of at most %d", CS_CHANNELS_MAX);
    for (size_t i = 0; i < count; i++) {
        struct cs_carrier *carrier = cs_transcript_add_carrier(transcript, "");

        if (carrier == NULL)
            return refuse(error, "out of memory");
        if (!read_carrier(json_array_get(list, i), carrier, i, error))
            return false;
    }
    return true;
}

/* A channel stands on a carrier, or on an earlier channel. */
static bool stands(const struct cs_transcript *transcript, size_t index)
{
    const struct cs_channel *channel = &transcript->channels[index];

    return (size_t)channel->carrier <= transcript->carrier_count && (size_t)channel->below <= index;
}

/* A stream is of the version that its carrier has in its name. */
static uint8_t version_of(const struct cs_transcript *transcript, const struct cs_channel *channel)
{
    if (!channel->is_stream)
        return 0;
    return channel->carrier > 0 && strcmp(transcript->carriers[channel->carrier - 1].protocol, "h3") == 0 ? 3 : 2;
}

static bool read_channels(json_t *list, struct cs_transcript *transcript, char error[CS_FILE_ERROR_MAX])
{
    size_t count = json_array_size(list);

    if (!json_is_array(list) || count > CS_CHANNELS_MAX)
        return refuse(error, "channels: not a list of at most %d", CS_CHANNELS_MAX);
    for (size_t i = 0; i < count; i++) {
        transcript->channel_count = i + 1; /* first, so that what was read of a bad one is freed */
        if (!read_channel(json_array_get(list, i), &transcript->channels[i], i, error))
            return false;
        if (!stands(transcript, i))
            return refuse(error, "channels[%zu]: stands on nothing", i);
        transcript->channels[i].version = version_of(transcript, &transcript->channels[i]);
    }
    return true;
}

static bool read_event(json_t *item, struct cs_transcript *transcript, size_t index, char error[CS_FILE_ERROR_MAX])
{
    struct cs_event *event = &transcript->events[index];
    json_int_t at_us, value, channel;
    json_error_t wrong;
    const char *name;
    int kind;

    if (json_unpack_ex(item, &wrong, JSON_STRICT, "{s:I, s:s, s:I, s:I}", "at_us", &at_us, "event", &name, "channel",
                       &channel, "value", &value) != 0)
        return refuse(error, "events[%zu]: %s", index, wrong.text);
    kind = cs_event_by_name(name);
    if (kind < 0)
        return refuse(error, "events[%zu]: unknown \"%.40s\"", index, name);
    if (at_us < 0 || value < 0)
        return refuse(error, "events[%zu]: a negative number", index);
    if (channel < -1 || channel >= (json_int_t)transcript->channel_count)
        return refuse(error, "events[%zu]: there is no channel %" JSON_INTEGER_FORMAT, index, channel);
    event->channel = (int)channel;
    event->kind = (enum cs_event_kind)kind;
    event->at_us = (uint64_t)at_us;
    event->value = (uint64_t)value;
    return true;
}

static bool read_events(json_t *list, struct cs_transcript *transcript, char error[CS_FILE_ERROR_MAX])
{
    size_t count = json_array_size(list);

    if (!json_is_array(list) || count > CS_TRANSCRIPT_EVENTS_MAX)
        return refuse(error, "events: not a list of at most %d", CS_TRANSCRIPT_EVENTS_MAX);
    transcript->events = calloc(count + 1, sizeof(*transcript->events));
    if (transcript->events == NULL)
        return refuse(error, "out of memory");
    for (size_t i = 0; i < count; i++)
        if (!read_event(json_array_get(list, i), transcript, i, error))
            return false;
    transcript->event_count = count;
    return true;
}

static bool read_variables(json_t *object, struct cs_transcript *transcript, char error[CS_FILE_ERROR_MAX])
{
    const char *name;
    json_t *item;

    if (!json_is_object(object) || json_object_size(object) > CS_TRANSCRIPT_VARIABLES_MAX)
        return refuse(error, "variables: not an object of at most %d", CS_TRANSCRIPT_VARIABLES_MAX);
    json_object_foreach(object, name, item)
    {
        char *value;
        size_t length;
        bool set;

        if (!json_is_string(item) || !cs_unescape(json_string_value(item), &value, &length))
            return refuse(error, "variables.%.40s: not a string of escaped bytes", name);
        set = cs_transcript_set(transcript, name, value, length);
        free(value);
        if (!set)
            return refuse(error, "out of memory");
    }
    return true;
}

/* The parts that are texts and numbers of their own. */
static bool read_plain(json_t *root, struct cs_transcript *transcript, json_t *parts[5], char error[CS_FILE_ERROR_MAX])
{
    const char *suite, *id, *text, *keys = NULL;
    json_int_t format, dropped, duration;
    json_error_t wrong;
    json_t *trouble;
    int alone;

    if (json_unpack_ex(
            root, &wrong, JSON_STRICT, "{s:I, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:I, s:b, s:o, s:I, s?o, s?s}",
            "format", &format, "suite", &suite, "case", &id, "text", &text, "policy", &parts[0], "variables", &parts[1],
            "channels", &parts[2], "events", &parts[3], "events_dropped", &dropped, "confirmed_alone", &alone,
            "trouble", &trouble, "duration_us", &duration, "carriers", &parts[4], "keys", &keys) != 0)
        return refuse(error, "%s", wrong.text);
    if (format < 1 || format > CS_TRANSCRIPT_FORMAT)
        return refuse(error, "format %" JSON_INTEGER_FORMAT " is none of 1 to %d, which this version reads", format,
                      CS_TRANSCRIPT_FORMAT);
    if (dropped < 0 || duration < 0)
        return refuse(error, "a negative number");
    if (!json_is_null(trouble) && !json_is_string(trouble))
        return refuse(error, "trouble: neither a string nor null");
    transcript->events_dropped = (size_t)dropped;
    transcript->duration_us = (uint64_t)duration;
    transcript->confirmed_alone = alone != 0;
    return (cs_json_get_text(suite, &transcript->suite) && cs_json_get_text(id, &transcript->case_id) &&
            cs_json_get_text(text, &transcript->case_text) &&
            (json_is_null(trouble) || cs_json_get_text(json_string_value(trouble), &transcript->trouble)) &&
            (keys == NULL || cs_json_get_text(keys, &transcript->keys))) ||
           refuse(error, "out of memory");
}

struct cs_transcript *cs_transcript_from_json(json_t *root, char error[CS_FILE_ERROR_MAX])
{
    unsigned lost = cs_loss_count();
    struct cs_transcript *transcript;
    json_t *parts[5] = {NULL};

    cs_library_memory_watch();
    transcript = cs_transcript_new();
    if (transcript == NULL)
        refuse(error, "out of memory");
    else if (read_plain(root, transcript, parts, error) && cs_policy_from_json(parts[0], &transcript->policy, error) &&
             read_variables(parts[1], transcript, error) && read_carriers(parts[4], transcript, error) &&
             read_channels(parts[2], transcript, error) && read_events(parts[3], transcript, error))
        return transcript;
    (void)cs_json_lost(lost, error);
    cs_transcript_free(transcript);
    return NULL;
}

struct cs_transcript *cs_transcript_load(const char *path, char error[CS_FILE_ERROR_MAX])
{
    json_t *root = cs_json_read(path, error);
    struct cs_transcript *transcript = root == NULL ? NULL : cs_transcript_from_json(root, error);

    json_decref(root);
    return transcript;
}
