/* frames.h for HTTP/3: what passes on each stream by itself, and beside them. */
#include <stdio.h>
#include <stdlib.h>

#include "harness/transport/h3/block.h"
#include "harness/transport/h3/frame.h"
#include "harness/transport/says.h"

#define KEPT_MAX  16384 /* bytes of a frame */
#define LANES_MAX 1024

/* One direction of a stream. */
struct lane {
    struct lane *next;
    int64_t stream;
    struct cs_varint type; /* of one that has one direction */
    struct cs_h3_splitter splitter;
    struct cs_buffer kept; /* the beginning of the frame that comes, or of the type */
    uint64_t length;       /* of all of it that has come */
};

struct cs_h3_ear {
    uint64_t at; /* bytes that were told of */
    struct cs_h3_decoder *decoder;
    struct lane *lanes;
    size_t lane_count;
    struct cs_says says;
    cs_frame_heard *heard; /* of the call that runs */
    void *context;
};

struct cs_h3_ear *cs_h3_ear_new(void)
{
    struct cs_h3_ear *ear = calloc(1, sizeof(*ear));

    if (ear != NULL)
        ear->decoder = cs_h3_decoder_new();
    if (ear != NULL && ear->decoder != NULL)
        return ear;
    free(ear);
    return NULL;
}

static void drop_first(struct cs_h3_ear *ear, struct lane **link)
{
    struct lane *lane = *link;

    *link = lane->next;
    cs_buffer_free(&lane->kept);
    free(lane);
    ear->lane_count--;
}

void cs_h3_ear_free(struct cs_h3_ear *ear)
{
    if (ear == NULL)
        return;
    while (ear->lanes != NULL)
        drop_first(ear, &ear->lanes);
    cs_h3_decoder_free(ear->decoder);
    free(ear);
}

/* The place of the stream's lane in the list; at its end where there is none. */
static struct lane **find(struct cs_h3_ear *ear, int64_t stream)
{
    struct lane **link = &ear->lanes;

    while (*link != NULL && (*link)->stream != stream)
        link = &(*link)->next;
    return link;
}

/* NULL without memory, and where there are too many: what passes there is not told. */
static struct lane *lane_of(struct cs_h3_ear *ear, int64_t stream)
{
    struct lane **link = find(ear, stream);

    if (*link != NULL || ear->lane_count == LANES_MAX)
        return *link;
    *link = calloc(1, sizeof(**link));
    if (*link == NULL)
        return NULL;
    (*link)->stream = stream;
    ear->lane_count++;
    return *link;
}

static void tell(struct cs_h3_ear *ear, const char *name, int64_t stream, const char *bytes, size_t length)
{
    const struct cs_frame_words words = {.name = name,
                                         .stream = stream,
                                         .begins = ear->at,
                                         .length = length,
                                         .says = ear->says.text,
                                         .bytes = bytes == NULL ? "" : bytes};

    ear->heard(ear->context, &words);
    ear->at += length;
    ear->says.length = 0;
    ear->says.text[0] = '\0';
}

/* Numbers, or names. */

static void say_setting(struct cs_h3_ear *ear, const char *before, uint64_t setting, uint64_t value)
{
    static const struct {
        int setting;
        const char *name;
    } names[] = {{CS_H3_SETTING_TABLE, "QPACK_MAX_TABLE_CAPACITY"},
                 {CS_H3_SETTING_SECTION_MAX, "MAX_FIELD_SECTION_SIZE"},
                 {CS_H3_SETTING_BLOCKED, "QPACK_BLOCKED_STREAMS"},
                 {CS_H3_SETTING_EXTENDED_CONNECT, "ENABLE_CONNECT_PROTOCOL"},
                 {CS_H3_SETTING_DATAGRAM, "H3_DATAGRAM"}};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if ((uint64_t)names[i].setting == setting) {
            cs_say(&ear->says, "%s%s %llu", before, names[i].name, (unsigned long long)value);
            return;
        }
    }
    cs_say(&ear->says, "%s%llu: %llu", before, (unsigned long long)setting, (unsigned long long)value);
}

static void say_settings(struct cs_h3_ear *ear, const char *payload, size_t length)
{
    for (size_t at = 0, first, second; at < length; at += first + second) {
        uint64_t setting, value;

        first = cs_varint_read(payload + at, length - at, &setting);
        second = first == 0 ? 0 : cs_varint_read(payload + at + first, length - at - first, &value);
        if (second == 0) {
            cs_say(&ear->says, "%scut short", at == 0 ? "" : ", ");
            return;
        }
        say_setting(ear, at == 0 ? "" : ", ", setting, value);
    }
}

static void say_code(struct cs_h3_ear *ear, uint64_t code)
{
    const char *name = cs_h3_error_name(code);

    if (name[0] == 'u')
        cs_say(&ear->says, "code %llu", (unsigned long long)code);
    else
        cs_say(&ear->says, "%s", name);
}

static void say_section(struct cs_h3_ear *ear, int64_t stream, const char *payload, size_t length)
{
    struct cs_message message;

    if (cs_h3_decode(ear->decoder, stream, CS_SECTION_TRAILERS, payload, length, &message))
        cs_say_section(&ear->says, cs_h3_section(ear->decoder));
    else
        cs_say(&ear->says, "fields that cannot be decoded");
}

static void say_number(struct cs_h3_ear *ear, const char *what, const char *payload, size_t length)
{
    uint64_t number;

    if (cs_varint_read(payload, length, &number) != 0)
        cs_say(&ear->says, "%s %llu", what, (unsigned long long)number);
}

static void say_payload(struct cs_h3_ear *ear, const struct lane *lane, uint64_t type, size_t front)
{
    const char *payload = lane->kept.data + front;
    size_t length = lane->kept.length - front;

    if (type == CS_H3_HEADERS)
        say_section(ear, lane->stream, payload, length);
    else if (type == CS_H3_SETTINGS)
        say_settings(ear, payload, length);
    else if (type == CS_H3_GOAWAY)
        say_number(ear, "stream or push", payload, length);
    else if (type == CS_H3_PUSH_PROMISE || type == CS_H3_CANCEL_PUSH || type == CS_H3_MAX_PUSH_ID)
        say_number(ear, "push", payload, length);
}

static void name_frame(uint64_t type, char *out, size_t size)
{
    static const char *const names[CS_H3_MAX_PUSH_ID + 1] = {[CS_H3_DATA] = "DATA",
                                                             [CS_H3_HEADERS] = "HEADERS",
                                                             [CS_H3_CANCEL_PUSH] = "CANCEL_PUSH",
                                                             [CS_H3_SETTINGS] = "SETTINGS",
                                                             [CS_H3_PUSH_PROMISE] = "PUSH_PROMISE",
                                                             [CS_H3_GOAWAY] = "GOAWAY",
                                                             [CS_H3_MAX_PUSH_ID] = "MAX_PUSH_ID"};

    if (type <= CS_H3_MAX_PUSH_ID && names[type] != NULL)
        snprintf(out, size, "%s", names[type]);
    else
        snprintf(out, size, "type %llu", (unsigned long long)type);
}

/* A frame of which |lane->length| bytes have come, all of it or not. */
static void tell_frame(struct cs_h3_ear *ear, struct lane *lane, const struct cs_h3_splitter *frame, bool whole)
{
    size_t front = frame->type.width + (size_t)frame->length.width;
    char name[40];

    if (frame->type.seen < frame->type.width)
        snprintf(name, sizeof(name), "frame");
    else
        name_frame(frame->type.value, name, sizeof(name));
    if (!whole)
        cs_say(&ear->says, "cut short");
    else if (lane->length > lane->kept.length)
        cs_say(&ear->says, "the first of %llu bytes", (unsigned long long)lane->length);
    else
        say_payload(ear, lane, frame->type.value, front);
    tell(ear, name, lane->stream, lane->kept.data, lane->kept.length);
    cs_buffer_take(&lane->kept, lane->kept.length);
    lane->length = 0;
}

/* What there is no memory for counts as what is too long. */
static void keep(struct lane *lane, const char *bytes, size_t length)
{
    size_t room = lane->kept.length < lane->length ? 0 : KEPT_MAX - lane->kept.length;

    lane->length += length;
    if (room > 0 && length > 0)
        (void)!cs_buffer_add(&lane->kept, bytes, length < room ? length : room);
}

static void take_frames(struct cs_h3_ear *ear, struct lane *lane, const char *bytes, size_t length)
{
    enum cs_h3_split split = CS_H3_SPLIT_BEGINS;

    for (size_t at = 0, used; split != CS_H3_SPLIT_MORE; at += used) {
        const struct cs_h3_splitter before = lane->splitter;

        split = cs_h3_split(&lane->splitter, bytes + at, length - at, &used);
        keep(lane, bytes + at, used);
        if (split == CS_H3_SPLIT_ENDS)
            tell_frame(ear, lane, &before, true);
    }
}

/* What a stream with one direction begins with. */
static void tell_type(struct cs_h3_ear *ear, struct lane *lane)
{
    static const char *const names[] = {[CS_H3_CONTROL] = "control stream",
                                        [CS_H3_PUSH] = "push stream",
                                        [CS_H3_QPACK_ENCODER] = "QPACK encoder stream",
                                        [CS_H3_QPACK_DECODER] = "QPACK decoder stream"};
    char name[48];

    if (lane->type.value <= CS_H3_QPACK_DECODER)
        snprintf(name, sizeof(name), "%s", names[lane->type.value]);
    else
        snprintf(name, sizeof(name), "stream of type %llu", (unsigned long long)lane->type.value);
    tell(ear, name, lane->stream, lane->kept.data, lane->kept.length);
    cs_buffer_take(&lane->kept, lane->kept.length);
    lane->length = 0;
}

static bool has_type(const struct lane *lane)
{
    return lane->type.width != 0 && lane->type.seen == lane->type.width;
}

static void take_uni(struct cs_h3_ear *ear, struct lane *lane, const char *bytes, size_t length)
{
    size_t at = 0;

    while (at < length && !has_type(lane)) {
        keep(lane, bytes + at, 1);
        if (cs_varint_add(&lane->type, bytes[at++]))
            tell_type(ear, lane);
    }
    if (at == length)
        return;
    if (lane->type.value == CS_H3_CONTROL)
        take_frames(ear, lane, bytes + at, length - at);
    else
        tell(ear,
             lane->type.value == CS_H3_QPACK_ENCODER || lane->type.value == CS_H3_QPACK_DECODER ? "instructions"
                                                                                                : "bytes",
             lane->stream, bytes + at, length - at);
}

static bool has_one_direction(int64_t stream)
{
    return (stream & 2) != 0;
}

static void take_bytes(struct cs_h3_ear *ear, const struct cs_passage *passage)
{
    struct lane *lane = lane_of(ear, passage->stream);

    if (lane == NULL)
        return;
    if (has_one_direction(passage->stream))
        take_uni(ear, lane, passage->bytes, passage->length);
    else
        take_frames(ear, lane, passage->bytes, passage->length);
}

/* The stream says no more in this direction: neither does the rest of a frame come. */
static void end_lane(struct cs_h3_ear *ear, int64_t stream)
{
    struct lane **link = find(ear, stream);

    if (*link == NULL)
        return;
    if ((*link)->length > 0)
        tell_frame(ear, *link, &(*link)->splitter, false);
    drop_first(ear, link);
}

static void tell_datagram(struct cs_h3_ear *ear, const struct cs_passage *passage)
{
    uint64_t quarter;
    bool read = cs_varint_read(passage->bytes, passage->length, &quarter) != 0 && quarter <= INT64_MAX / 4;

    tell(ear, "DATAGRAM", read ? (int64_t)quarter * 4 : -1, passage->bytes, passage->length);
}

void cs_h3_ear_take(struct cs_h3_ear *ear, const struct cs_passage *passage, cs_frame_heard *heard, void *context)
{
    static const char *const names[] = {[CS_PASSAGE_FIN] = "FIN",
                                        [CS_PASSAGE_RESET] = "RESET_STREAM",
                                        [CS_PASSAGE_STOP] = "STOP_SENDING",
                                        [CS_PASSAGE_CLOSE] = "CONNECTION_CLOSE"};

    ear->heard = heard;
    ear->context = context;
    switch (passage->kind) {
    case CS_PASSAGE_BYTES:
        take_bytes(ear, passage);
        return;
    case CS_PASSAGE_DATAGRAM:
        tell_datagram(ear, passage);
        return;
    case CS_PASSAGE_FIN:
    case CS_PASSAGE_RESET:
        end_lane(ear, passage->stream);
        break;
    case CS_PASSAGE_STOP:
    case CS_PASSAGE_CLOSE:
        break;
    }
    if (passage->kind != CS_PASSAGE_FIN)
        say_code(ear, passage->code);
    tell(ear, names[passage->kind], passage->stream, NULL, 0);
}
