#include "reports/transcript_json.h"

#include <unistd.h>

#include "reports/sample_testing.h"

static void assert_same_stream(const struct cs_stream *a, const struct cs_stream *b)
{
    CU_ASSERT_EQUAL_FATAL(a->kept_length, b->kept_length);
    CU_ASSERT(memcmp(a->kept, b->kept, a->kept_length) == 0);
    CU_ASSERT(a->total == b->total && a->mark == b->mark && a->end == b->end);
    CU_ASSERT_EQUAL(a->end_code, b->end_code);
    CU_ASSERT_EQUAL_FATAL(a->block_count, b->block_count);
    for (size_t i = 0; i < a->block_count; i++) {
        CU_ASSERT(a->blocks[i].kind == b->blocks[i].kind && a->blocks[i].at == b->blocks[i].at);
        CU_ASSERT_EQUAL(a->blocks[i].length, b->blocks[i].length);
        CU_ASSERT_EQUAL_FATAL(a->blocks[i].kept_length, b->blocks[i].kept_length);
        CU_ASSERT(memcmp(a->blocks[i].kept, b->blocks[i].kept, a->blocks[i].kept_length) == 0);
    }
    CU_ASSERT(memcmp(a->sha256, b->sha256, sizeof(a->sha256)) == 0);
    CU_ASSERT(memcmp(a->sha256_from_mark, b->sha256_from_mark, sizeof(a->sha256_from_mark)) == 0);
}

static void assert_same_policy(const struct cs_policy *a, const struct cs_policy *b)
{
    CU_ASSERT_STRING_EQUAL(a->target, b->target);
    CU_ASSERT_STRING_EQUAL(a->version, b->version);
    CU_ASSERT_STRING_EQUAL(a->auth, b->auth);
    CU_ASSERT_STRING_EQUAL(a->parent, b->parent);
    CU_ASSERT_EQUAL(a->forwards, b->forwards);
    CU_ASSERT_STRING_EQUAL(a->user, b->user);
    CU_ASSERT_STRING_EQUAL(a->password, b->password);
    CU_ASSERT(a->origin_port == b->origin_port && a->denied_port == b->denied_port);
    CU_ASSERT(a->denies_ports == b->denies_ports && a->ipv6 == b->ipv6 && a->names == b->names && a->room == b->room &&
              a->denies_addresses == b->denies_addresses && a->head_seconds == b->head_seconds);
}

static void assert_same_frames(const struct cs_carrier *a, const struct cs_carrier *b)
{
    CU_ASSERT_EQUAL_FATAL(a->frame_count, b->frame_count);
    for (size_t i = 0; i < a->frame_count; i++) {
        const struct cs_frame *one = &a->frames[i];
        const struct cs_frame *other = &b->frames[i];

        CU_ASSERT(one->at_us == other->at_us && one->received == other->received && one->stream == other->stream);
        CU_ASSERT(one->begins == other->begins && one->length == other->length);
        CU_ASSERT_STRING_EQUAL(one->name, other->name);
        CU_ASSERT_STRING_EQUAL(one->says, other->says);
    }
}

static void assert_same_packets(const struct cs_carrier *a, const struct cs_carrier *b)
{
    CU_ASSERT_EQUAL_FATAL(a->packet_count, b->packet_count);
    for (size_t i = 0; i < a->packet_count; i++) {
        const struct cs_packet *one = &a->packets[i];
        const struct cs_packet *other = &b->packets[i];

        CU_ASSERT(one->at_us == other->at_us && one->received == other->received);
        CU_ASSERT(one->length == other->length && memcmp(one->bytes, other->bytes, one->length) == 0);
    }
}

static void assert_same(const struct cs_transcript *a, const struct cs_transcript *b)
{
    CU_ASSERT_STRING_EQUAL(a->suite, b->suite);
    CU_ASSERT_STRING_EQUAL(a->case_id, b->case_id);
    CU_ASSERT_STRING_EQUAL(a->case_text, b->case_text);
    CU_ASSERT((a->trouble == NULL) == (b->trouble == NULL));
    CU_ASSERT(a->duration_us == b->duration_us && a->confirmed_alone == b->confirmed_alone);
    CU_ASSERT_EQUAL(a->events_dropped, b->events_dropped);
    assert_same_policy(&a->policy, &b->policy);
    CU_ASSERT_EQUAL_FATAL(a->variable_count, b->variable_count);
    for (size_t i = 0; i < a->variable_count; i++) {
        const struct cs_variable *other = cs_transcript_variable(b, a->variables[i].name);

        CU_ASSERT_PTR_NOT_NULL_FATAL(other);
        CU_ASSERT(other->length == a->variables[i].length &&
                  memcmp(other->value, a->variables[i].value, other->length) == 0);
    }
    CU_ASSERT_EQUAL_FATAL(a->carrier_count, b->carrier_count);
    for (size_t i = 0; i < a->carrier_count; i++) {
        CU_ASSERT_STRING_EQUAL(a->carriers[i].protocol, b->carriers[i].protocol);
        CU_ASSERT_STRING_EQUAL(a->carriers[i].alpn, b->carriers[i].alpn);
        CU_ASSERT_STRING_EQUAL(a->carriers[i].tls, b->carriers[i].tls);
        assert_same_stream(&a->carriers[i].received, &b->carriers[i].received);
        assert_same_frames(&a->carriers[i], &b->carriers[i]);
        assert_same_packets(&a->carriers[i], &b->carriers[i]);
    }
    CU_ASSERT_EQUAL_FATAL(a->channel_count, b->channel_count);
    for (size_t i = 0; i < a->channel_count; i++) {
        CU_ASSERT(a->channels[i].seat == b->channels[i].seat && a->channels[i].error == b->channels[i].error);
        CU_ASSERT(a->channels[i].carrier == b->channels[i].carrier && a->channels[i].below == b->channels[i].below);
        CU_ASSERT(a->channels[i].carrier == 0 || a->channels[i].number == b->channels[i].number);
        CU_ASSERT_STRING_EQUAL(a->channels[i].actor, b->channels[i].actor);
        CU_ASSERT_STRING_EQUAL(a->channels[i].listener, b->channels[i].listener);
        assert_same_stream(&a->channels[i].sent, &b->channels[i].sent);
        assert_same_stream(&a->channels[i].received, &b->channels[i].received);
    }
    CU_ASSERT_EQUAL_FATAL(a->event_count, b->event_count);
    for (size_t i = 0; i < a->event_count; i++)
        CU_ASSERT(a->events[i].at_us == b->events[i].at_us && a->events[i].kind == b->events[i].kind &&
                  a->events[i].channel == b->events[i].channel && a->events[i].value == b->events[i].value);
}

/* Streams on one connection, and a channel that stands on another. */
static void add_carrier(struct cs_transcript *transcript)
{
    struct cs_carrier *carrier = cs_transcript_add_carrier(transcript, "h2");
    struct cs_stream *received = &transcript->channels[0].received;

    CU_ASSERT_PTR_NOT_NULL_FATAL(carrier);
    snprintf(carrier->alpn, sizeof(carrier->alpn), "h2\x01");
    snprintf(carrier->tls, sizeof(carrier->tls), "TLSv1.3");
    sample_stream(&carrier->sent, "", 0);
    sample_stream(&carrier->received, "\0\0\4", 3);
    CU_ASSERT(cs_carrier_add_frame(carrier, (struct cs_frame){.at_us = 7, .received = true, .stream = 3, .length = 9},
                                   "HEADERS END_HEADERS", ":status: 200"));
    CU_ASSERT(cs_carrier_add_frame(carrier, (struct cs_frame){.stream = -1, .begins = 2, .length = 24}, "preface", ""));
    CU_ASSERT(cs_carrier_add_packet(carrier, 3, false, "\xc0\0\x0f", 3));
    CU_ASSERT(cs_carrier_add_packet(carrier, 5, true, "", 0));
    transcript->channels[0].carrier = 1;
    transcript->channels[0].is_stream = true;
    transcript->channels[0].number = 3;
    transcript->channels[1].below = 1;
    received->end_code = 10;
    CU_ASSERT(cs_stream_add_block(received, CS_BLOCK_HEAD, "\x88\0", 2));
    CU_ASSERT(cs_stream_add_block(received, CS_BLOCK_DATAGRAM, "", 0));
    CU_ASSERT(cs_stream_add_block(received, CS_BLOCK_PAYLOAD, "\0x", 2));
}

/* Frames of a hostile file, and what a frame cannot be. */
static void refuse_frames(json_t *root)
{
    static const char *const keys[] = {"at_us", "way", "stream", "begins", "length", "name", "says"};
    json_t *carrier = json_array_get(json_object_get(root, "carriers"), 0);
    json_t *frames = json_incref(json_object_get(carrier, "frames"));
    char error[CS_FILE_ERROR_MAX] = "";

    for (size_t i = 0; i < CS_COUNT(keys); i++) {
        json_t *broken = json_deep_copy(frames);

        json_object_set_new(json_array_get(broken, 1), keys[i], i == 1 ? json_string("sideways") : json_integer(-2));
        json_object_set_new(carrier, "frames", broken);
        CU_ASSERT_PTR_NULL(cs_transcript_from_json(root, error));
        CU_ASSERT_STRING_EQUAL(error, "carriers[0].frames[1]: no frame");
    }
    json_object_set_new(carrier, "frames", json_integer(1));
    CU_ASSERT_PTR_NULL(cs_transcript_from_json(root, error));
    CU_ASSERT_STRING_EQUAL(error, "carriers[0].frames: not a list of at most 256");
    json_object_set_new(carrier, "frames", frames);
}

static void refuse_packets(json_t *root)
{
    static const char *const hex[] = {"0", "0g", "AB", NULL};
    json_t *carrier = json_array_get(json_object_get(root, "carriers"), 0);
    json_t *packets = json_incref(json_object_get(carrier, "packets"));
    char error[CS_FILE_ERROR_MAX] = "";

    for (size_t i = 0; i < CS_COUNT(hex) + 2; i++) {
        json_t *broken = json_deep_copy(packets);
        json_t *bytes = i < CS_COUNT(hex) && hex[i] != NULL ? json_string(hex[i]) : json_integer(1);

        json_object_set_new(json_array_get(broken, 1), i == 4 ? "way" : i == 5 ? "more" : "bytes", bytes);
        json_object_set_new(carrier, "packets", broken);
        CU_ASSERT_PTR_NULL(cs_transcript_from_json(root, error));
        CU_ASSERT_STRING_EQUAL(error, "carriers[0].packets: no packets");
    }
    json_object_set_new(carrier, "packets", json_object());
    CU_ASSERT_PTR_NULL(cs_transcript_from_json(root, error));
    json_object_set_new(carrier, "packets", packets);
}

static void test_carriers(void)
{
    struct cs_transcript *written = sample_transcript();
    struct cs_transcript *read;
    char error[CS_FILE_ERROR_MAX] = "";
    json_t *root;

    add_carrier(written);
    root = cs_transcript_to_json(written, false);
    read = cs_transcript_from_json(root, error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(read);
    assert_same(written, read);
    cs_transcript_free(read);
    refuse_frames(root);
    refuse_packets(root);
    json_object_set_new(json_array_get(json_object_get(root, "channels"), 1), "below", json_integer(1));
    CU_ASSERT_PTR_NULL(cs_transcript_from_json(root, error));
    CU_ASSERT_STRING_EQUAL(error, "channels[1]: stands on nothing");
    json_object_del(root, "carriers");
    CU_ASSERT_PTR_NULL(cs_transcript_from_json(root, error));
    CU_ASSERT_STRING_EQUAL(error, "channels[0]: stands on nothing");
    json_decref(root);
    cs_transcript_free(written);
}

/* What 0.1.0 wrote: a published result is full of it. */
static void test_format_1(void)
{
    json_error_t wrong;
    char error[CS_FILE_ERROR_MAX] = "";
    json_t *root = json_load_file(CS_SOURCE_DIR "/reports/testdata/transcript-0.1.0.json", 0, &wrong);
    struct cs_transcript *read;

    CU_ASSERT_PTR_NOT_NULL_FATAL(root);
    read = cs_transcript_from_json(root, error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(read);
    CU_ASSERT_EQUAL(read->channels[0].seat, CS_SEAT_DIALS);
    CU_ASSERT_STRING_EQUAL(read->channels[0].actor, "client");
    CU_ASSERT_EQUAL(read->channels[0].carrier, 0);
    CU_ASSERT_EQUAL(read->carrier_count, 0);
    cs_transcript_free(read);
    json_decref(root);
}

static void test_round_trip(void)
{
    char path[] = "/tmp/cs-transcript-XXXXXX";
    int fd = mkstemp(path);
    char error[CS_FILE_ERROR_MAX];

    CU_ASSERT_FATAL(fd >= 0);
    close(fd);
    for (int with_trouble = 0; with_trouble < 2; with_trouble++) {
        struct cs_transcript *written = sample_transcript();
        struct cs_transcript *read;

        written->trouble = with_trouble ? sample_copy("no descriptors") : NULL;
        written->confirmed_alone = with_trouble;
        CU_ASSERT(cs_transcript_save(written, path, error));
        read = cs_transcript_load(path, error);
        CU_ASSERT_PTR_NOT_NULL_FATAL(read);
        assert_same(written, read);
        cs_transcript_free(written);
        cs_transcript_free(read);
    }
    unlink(path);
}

/* Each row breaks one thing: at |path| (keys and indexes), the JSON |value| is put (NULL: the key is removed). */
static const struct {
    const char *path[4];
    const char *value;
    const char *error;
} broken[] = {
    {{"suite"}, NULL, "Object item not found: suite"},
    {{"suite"}, "1", "Expected string"},
    {{"format"}, "3", "format 3 is none of 1 to 2"},
    {{"surprise"}, "1", "1 object item(s) left unpacked: surprise"},
    {{"duration_us"}, "-1", "a negative number"},
    {{"trouble"}, "[]", "trouble: neither a string nor null"},
    {{"policy", "origin_port"}, "65536", "policy: origin_port: a port out of range"},
    {{"policy", "auth"}, "\"a scheme of many letters\"", "policy: auth: a text is too long"},
    {{"policy", "user"}, "\"\\\\0\"", "policy: user: a text is too long or badly escaped"},
    {{"policy", "ipv6"}, "3", "policy: ipv6: Expected true or false"},
    {{"variables"}, "[]", "variables: not an object"},
    {{"variables", "host"}, "\"\\\\q\"", "variables.host: not a string of escaped bytes"},
    {{"channels"}, "{}", "channels: not a list"},
    {{"channels", "0"}, "7", "channels[0]: Expected object"},
    {{"channels", "0", "seat"}, "\"king\"", "channels[0]: seat: unknown \"king\""},
    {{"channels", "0", "actor"}, "\"abcdefghijklmnopqrstuvwxyz\"", "channels[0]: a name is too long"},
    {{"channels", "0", "error"}, "4294967296", "channels[0]: error: out of range"},
    {{"channels", "1", "sent", "kept"}, "\"\\\\\"", "channels[1].sent: kept: a bad escape"},
    {{"channels", "1", "received", "total"}, "2", "channels[1].received: kept, total and mark do not agree"},
    {{"channels", "1", "received", "total"}, "0", "channels[1].received: kept, total and mark do not agree"},
    {{"channels", "1", "received", "mark"}, "2", "channels[1].received: kept, total and mark do not agree"},
    {{"channels", "1", "received", "mark"}, "-1", "channels[1].received: a negative number"},
    {{"channels", "1", "received", "sha256"}, "\"00\"", "channels[1].received: a digest"},
    {{"channels", "1", "received", "end"}, "\"\\u0007\"", "channels[1].received: end: unknown \"\\x07\""},
    {{"events"}, "null", "events: not a list"},
    {{"events", "1", "channel"}, "2", "events[1]: there is no channel 2"},
    {{"events", "1", "channel"}, "-2", "events[1]: there is no channel -2"},
    {{"events", "1", "channel"}, "4294967296", "events[1]: there is no channel 4294967296"},
    {{"policy", "denied_port"}, "4294967321", "policy: denied_port: a port out of range"},
    {{"events", "1", "event"}, "\"sleep\"", "events[1]: unknown \"sleep\""},
    {{"events", "1", "value"}, "1.5", "events[1]: Expected integer"},
};

static json_t *step_into(json_t *at, const char *key)
{
    return json_is_array(at) ? json_array_get(at, strtoul(key, NULL, 10)) : json_object_get(at, key);
}

static void break_at(json_t *root, const char *const path[4], const char *value)
{
    json_t *item = value == NULL ? NULL : json_loads(value, JSON_DECODE_ANY, NULL);
    json_t *at = root;
    size_t last = 0;

    while (last < 3 && path[last + 1] != NULL)
        at = step_into(at, path[last++]);
    if (value == NULL)
        CU_ASSERT_EQUAL(json_object_del(at, path[last]), 0)
    else if (json_is_array(at))
        CU_ASSERT_EQUAL(json_array_set_new(at, strtoul(path[last], NULL, 10), item), 0)
    else
        CU_ASSERT_EQUAL(json_object_set_new(at, path[last], item), 0)
}

static void test_broken(void)
{
    struct cs_transcript *transcript = sample_transcript();

    for (size_t i = 0; i < CS_COUNT(broken); i++) {
        json_t *root = cs_transcript_to_json(transcript, false);
        char error[CS_FILE_ERROR_MAX] = "";
        struct cs_transcript *read;

        break_at(root, broken[i].path, broken[i].value);
        read = cs_transcript_from_json(root, error);
        CU_ASSERT_PTR_NULL(read);
        if (strncmp(error, broken[i].error, strlen(broken[i].error)) != 0)
            printf("\nrow %zu: %s\n", i, error);
        CU_ASSERT_NSTRING_EQUAL(error, broken[i].error, strlen(broken[i].error));
        cs_transcript_free(read);
        json_decref(root);
    }
    cs_transcript_free(transcript);
}

static void test_published(void)
{
    struct cs_transcript *transcript = sample_transcript();
    json_t *root = cs_transcript_to_json(transcript, true);

    CU_ASSERT_EQUAL(json_integer_value(json_object_get(root, "duration_us")), 0);
    for (size_t i = 0; i < transcript->event_count; i++)
        CU_ASSERT_EQUAL(
            json_integer_value(json_object_get(json_array_get(json_object_get(root, "events"), i), "at_us")), 0);
    json_decref(root);
    cs_transcript_free(transcript);
}

static void test_no_file(void)
{
    char error[CS_FILE_ERROR_MAX];

    CU_ASSERT_PTR_NULL(cs_transcript_load("/nonexistent/\x1b[0m", error));
    CU_ASSERT_STRING_EQUAL(error, "cannot read /nonexistent/\\x1b[0m: No such file or directory");
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"round trip", test_round_trip}, {"carriers", test_carriers},   {"format 1", test_format_1},
        {"broken", test_broken},         {"published", test_published}, {"no file", test_no_file},
    };

    return cs_run_tests("transcript_json", tests, CS_COUNT(tests));
}
