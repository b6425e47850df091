/* transcript_json.h, the reading half. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "reports/escape.h"
#include "reports/transcript_json.h"

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

static bool read_stream(json_t *item, struct cs_stream *stream, const char *where, char error[CS_FILE_ERROR_MAX])
{
    const char *kept, *sha256, *sha256_from_mark, *end;
    json_int_t total, mark;
    json_error_t wrong;
    int ending;

    if (json_unpack_ex(item, &wrong, JSON_STRICT, "{s:s, s:I, s:s, s:I, s:s, s:s}", "kept", &kept, "total", &total,
                       "sha256", &sha256, "mark", &mark, "sha256_from_mark", &sha256_from_mark, "end", &end) != 0)
        return refuse(error, "%s: %s", where, wrong.text);
    if (total < 0 || mark < 0)
        return refuse(error, "%s: a negative number", where);
    stream->total = (uint64_t)total;
    stream->mark = (uint64_t)mark;
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
    return true;
}

static bool read_channel(json_t *item, struct cs_channel *channel, size_t index, char error[CS_FILE_ERROR_MAX])
{
    const char *role, *actor, *listener;
    json_t *sent, *received;
    json_error_t wrong;
    json_int_t number;
    char where[64];
    int kind;

    if (json_unpack_ex(item, &wrong, JSON_STRICT, "{s:s, s:s, s:s, s:I, s:o, s:o}", "role", &role, "actor", &actor,
                       "listener", &listener, "error", &number, "sent", &sent, "received", &received) != 0)
        return refuse(error, "channels[%zu]: %s", index, wrong.text);
    kind = cs_channel_role_by_name(role);
    if (kind < 0)
        return refuse(error, "channels[%zu]: role: unknown \"%.40s\"", index, role);
    channel->role = (enum cs_channel_role)kind;
    if (number < 0 || number > INT16_MAX)
        return refuse(error, "channels[%zu]: error: out of range", index);
    channel->error = (int)number;
    if (!copy_name(channel->actor, sizeof(channel->actor), actor) ||
        !copy_name(channel->listener, sizeof(channel->listener), listener))
        return refuse(error, "channels[%zu]: a name is too long", index);
    snprintf(where, sizeof(where), "channels[%zu].sent", index);
    if (!read_stream(sent, &channel->sent, where, error))
        return false;
    snprintf(where, sizeof(where), "channels[%zu].received", index);
    return read_stream(received, &channel->received, where, error);
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

static bool read_policy(json_t *item, struct cs_policy *policy, char error[CS_FILE_ERROR_MAX])
{
    const char *target, *version, *auth, *user, *password;
    json_int_t origin_port, denied_port;
    int denies_ports, ipv6, names;
    int addresses = 0;
    int room = 0; /* older transcripts do not say */
    json_int_t head_seconds = 0;
    const char *parent = "";
    int forwards = 0;
    json_error_t wrong;

    if (json_unpack_ex(item, &wrong, JSON_STRICT,
                       "{s:s, s:s, s:I, s:I, s:b, s:s, s:s, s:s, s:b, s:b, s?b, s?b, s?I, s?s, s?b}", "target", &target,
                       "version", &version, "origin_port", &origin_port, "denied_port", &denied_port, "denies_ports",
                       &denies_ports, "auth", &auth, "user", &user, "password", &password, "ipv6", &ipv6, "names",
                       &names, "room", &room, "denies_addresses", &addresses, "head_seconds", &head_seconds, "parent",
                       &parent, "forwards", &forwards) != 0)
        return refuse(error, "policy: %s", wrong.text);
    if (origin_port < 0 || origin_port > 65535 || denied_port < 0 || denied_port > 65535)
        return refuse(error, "policy: a port out of range");
    if (!copy_name(policy->target, sizeof(policy->target), target) ||
        !copy_name(policy->version, sizeof(policy->version), version) ||
        !copy_name(policy->parent, sizeof(policy->parent), parent) ||
        !copy_name(policy->auth, sizeof(policy->auth), auth) || !copy_bytes(policy->user, sizeof(policy->user), user) ||
        !copy_bytes(policy->password, sizeof(policy->password), password))
        return refuse(error, "policy: a text is too long or badly escaped");
    policy->origin_port = (uint16_t)origin_port;
    policy->denied_port = (uint16_t)denied_port;
    policy->head_seconds = head_seconds > 0 && head_seconds < 3600 ? (unsigned)head_seconds : 0;
    policy->denies_ports = denies_ports != 0;
    policy->forwards = forwards != 0;
    policy->ipv6 = ipv6 != 0;
    policy->names = names != 0;
    policy->room = room != 0;
    policy->denies_addresses = addresses != 0;
    return true;
}

/* The parts that are texts and numbers of their own. */
static bool read_plain(json_t *root, struct cs_transcript *transcript, json_t *parts[4], char error[CS_FILE_ERROR_MAX])
{
    const char *suite, *id, *text;
    json_int_t format, dropped, duration;
    json_error_t wrong;
    json_t *trouble;
    int alone;

    if (json_unpack_ex(root, &wrong, JSON_STRICT, "{s:I, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:I, s:b, s:o, s:I}",
                       "format", &format, "suite", &suite, "case", &id, "text", &text, "policy", &parts[0], "variables",
                       &parts[1], "channels", &parts[2], "events", &parts[3], "events_dropped", &dropped,
                       "confirmed_alone", &alone, "trouble", &trouble, "duration_us", &duration) != 0)
        return refuse(error, "%s", wrong.text);
    if (format != CS_TRANSCRIPT_FORMAT)
        return refuse(error, "format %" JSON_INTEGER_FORMAT " is not %d, the one that this version reads", format,
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
            (json_is_null(trouble) || cs_json_get_text(json_string_value(trouble), &transcript->trouble))) ||
           refuse(error, "out of memory");
}

struct cs_transcript *cs_transcript_from_json(json_t *root, char error[CS_FILE_ERROR_MAX])
{
    struct cs_transcript *transcript = cs_transcript_new();
    json_t *parts[4];

    if (transcript == NULL)
        refuse(error, "out of memory");
    else if (read_plain(root, transcript, parts, error) && read_policy(parts[0], &transcript->policy, error) &&
             read_variables(parts[1], transcript, error) && read_channels(parts[2], transcript, error) &&
             read_events(parts[3], transcript, error))
        return transcript;
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
