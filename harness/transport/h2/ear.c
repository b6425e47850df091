/* frames.h for HTTP/2. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/transport/frames.h"
#include "harness/transport/h2/block.h"
#include "harness/transport/h2/frame.h"
#include "harness/transport/says.h"

#define BLOCK_MAX (64 * 1024)

struct cs_ear {
    uint64_t at;      /* bytes of the direction that were used up */
    size_t preface;   /* of its bytes that have come; CS_H2_PREFACE_BYTES + 1: there is none */
    uint64_t skipped; /* bytes that are left of a frame that is too large */
    struct cs_h2_splitter splitter;
    struct cs_h2_decoder *decoder; /* NULL: it has lost its way */
    struct cs_buffer block;
    bool in_block;
    struct cs_says says;
    char name[96];
};

struct cs_ear *cs_ear_new(void)
{
    struct cs_ear *ear = calloc(1, sizeof(*ear));

    if (ear != NULL)
        ear->decoder = cs_h2_decoder_new();
    if (ear != NULL && ear->decoder != NULL)
        return ear;
    free(ear);
    return NULL;
}

void cs_ear_free(struct cs_ear *ear)
{
    if (ear == NULL)
        return;
    cs_h2_decoder_free(ear->decoder);
    cs_buffer_free(&ear->block);
    free(ear);
}

/* What a whole block says.  A decoder that fails is of no more use. */
static void say_fields(struct cs_ear *ear)
{
    struct cs_message message;

    if (ear->decoder != NULL &&
        cs_h2_decode(ear->decoder, CS_SECTION_TRAILERS, ear->block.length == 0 ? "" : ear->block.data,
                     ear->block.length, &message)) {
        cs_say_section(&ear->says, cs_h2_section(ear->decoder));
        return;
    }
    cs_h2_decoder_free(ear->decoder);
    ear->decoder = NULL;
    cs_say(&ear->says, "fields that cannot be decoded");
}

/* A piece of a field block: what it says is told with the last one. */
static void say_fragment(struct cs_ear *ear, const struct cs_h2_frame *frame)
{
    const uint8_t *content = frame->payload;
    size_t length = frame->length;

    if (frame->type != CS_H2_CONTINUATION && !cs_h2_strip(frame, &content, &length)) {
        cs_say(&ear->says, "too short for its padding");
        return;
    }
    if (frame->type == CS_H2_PUSH_PROMISE && length >= 4) {
        cs_say(&ear->says, "promises stream %u, ", cs_h2_read_32(content) & 0x7fffffff);
        content += 4;
        length -= 4;
    }
    if (frame->type != CS_H2_CONTINUATION)
        cs_buffer_take(&ear->block, ear->block.length);
    if (length > BLOCK_MAX - ear->block.length || !cs_buffer_add(&ear->block, (const char *)content, length)) {
        cs_say(&ear->says, "more fields than are kept");
        return;
    }
    if ((frame->flags & CS_H2_END_HEADERS) != 0)
        say_fields(ear);
    else
        cs_say(&ear->says, "to be continued");
}

static void say_settings(struct cs_ear *ear, const struct cs_h2_frame *frame)
{
    static const char *const names[] = {"",
                                        "HEADER_TABLE_SIZE",
                                        "ENABLE_PUSH",
                                        "MAX_CONCURRENT_STREAMS",
                                        "INITIAL_WINDOW_SIZE",
                                        "MAX_FRAME_SIZE",
                                        "MAX_HEADER_LIST_SIZE",
                                        "",
                                        "ENABLE_CONNECT_PROTOCOL"};

    for (size_t at = 0; at + 6 <= frame->length; at += 6) {
        unsigned setting = cs_h2_read_16(frame->payload + at);
        uint32_t value = cs_h2_read_32(frame->payload + at + 2);

        if (setting < sizeof(names) / sizeof(names[0]) && names[setting][0] != '\0')
            cs_say(&ear->says, "%s%s %u", at == 0 ? "" : ", ", names[setting], value);
        else
            cs_say(&ear->says, "%s%u: %u", at == 0 ? "" : ", ", setting, value);
    }
}

static void say_payload(struct cs_ear *ear, const struct cs_h2_frame *frame)
{
    bool number = frame->length >= 4;

    if (frame->type == CS_H2_SETTINGS) {
        say_settings(ear, frame);
    } else if (frame->type == CS_H2_HEADERS || frame->type == CS_H2_PUSH_PROMISE || frame->type == CS_H2_CONTINUATION) {
        say_fragment(ear, frame);
    } else if (frame->type == CS_H2_RST_STREAM && number) {
        cs_say(&ear->says, "%s", cs_h2_error_name(cs_h2_read_32(frame->payload)));
    } else if (frame->type == CS_H2_PING) {
        cs_say_bytes(&ear->says, "", (const char *)frame->payload, frame->length);
    } else if (frame->type == CS_H2_WINDOW_UPDATE && number) {
        cs_say(&ear->says, "%u bytes", cs_h2_read_32(frame->payload) & 0x7fffffff);
    } else if (frame->type == CS_H2_GOAWAY && frame->length >= 8) {
        cs_say(&ear->says, "last stream %u, %s", cs_h2_read_32(frame->payload) & 0x7fffffff,
               cs_h2_error_name(cs_h2_read_32(frame->payload + 4)));
        if (frame->length > 8)
            cs_say_bytes(&ear->says, ": ", (const char *)frame->payload + 8, frame->length - 8);
    }
}

static const char *const types[] = {"DATA",         "HEADERS", "PRIORITY", "RST_STREAM",    "SETTINGS",
                                    "PUSH_PROMISE", "PING",    "GOAWAY",   "WINDOW_UPDATE", "CONTINUATION"};

static void name_frame(struct cs_ear *ear, const struct cs_h2_frame *frame)
{
    bool acknowledges = frame->type == CS_H2_SETTINGS || frame->type == CS_H2_PING;
    bool ends = frame->type == CS_H2_DATA || frame->type == CS_H2_HEADERS;
    bool padded = ends || frame->type == CS_H2_PUSH_PROMISE;
    bool fields =
        frame->type == CS_H2_HEADERS || frame->type == CS_H2_PUSH_PROMISE || frame->type == CS_H2_CONTINUATION;
    char type[24];

    if (frame->type > CS_H2_CONTINUATION)
        snprintf(type, sizeof(type), "type %u", frame->type);
    else
        snprintf(type, sizeof(type), "%s", types[frame->type]);
    snprintf(ear->name, sizeof(ear->name), "%s%s%s%s%s%s", type,
             acknowledges && (frame->flags & CS_H2_ACK) != 0 ? " ACK" : "",
             ends && (frame->flags & CS_H2_END_STREAM) != 0 ? " END_STREAM" : "",
             fields && (frame->flags & CS_H2_END_HEADERS) != 0 ? " END_HEADERS" : "",
             padded && (frame->flags & CS_H2_PADDED) != 0 ? " PADDED" : "",
             frame->type == CS_H2_HEADERS && (frame->flags & CS_H2_WITH_PRIORITY) != 0 ? " PRIORITY" : "");
}

static void tell(struct cs_ear *ear, const struct cs_h2_frame *frame, cs_frame_heard *heard, void *context)
{
    const struct cs_frame_words words = {.name = ear->name,
                                         .stream = frame->stream,
                                         .begins = ear->at,
                                         .length = CS_H2_HEADER_BYTES + (uint64_t)frame->length,
                                         .says = ear->says.text};

    name_frame(ear, frame);
    heard(context, &words);
    ear->at += words.length;
    ear->says.length = 0;
    ear->says.text[0] = '\0';
}

/* What a client begins with; a server begins with a frame.  Returns how many bytes belong to it. */
static size_t take_preface(struct cs_ear *ear, const char *bytes, size_t length, cs_frame_heard *heard, void *context)
{
    static const struct cs_frame_words words = {
        .name = "preface", .stream = -1, .length = CS_H2_PREFACE_BYTES, .says = ""};
    size_t used = 0;

    while (used < length && ear->preface < CS_H2_PREFACE_BYTES && bytes[used] == CS_H2_PREFACE[ear->preface]) {
        ear->preface++;
        used++;
    }
    if (ear->preface == CS_H2_PREFACE_BYTES && ear->at == 0) {
        heard(context, &words);
        ear->at = CS_H2_PREFACE_BYTES;
    }
    if (used < length && ear->preface < CS_H2_PREFACE_BYTES) { /* it is none: what came of it belongs to a frame */
        memcpy(ear->splitter.bytes, CS_H2_PREFACE, ear->preface);
        ear->splitter.have = ear->preface;
        ear->preface = CS_H2_PREFACE_BYTES + 1;
    }
    return used;
}

static size_t skip(struct cs_ear *ear, size_t length)
{
    size_t step = ear->skipped < length ? (size_t)ear->skipped : length;

    ear->skipped -= step;
    return step;
}

void cs_ear_take(struct cs_ear *ear, const char *bytes, size_t length, cs_frame_heard *heard, void *context)
{
    size_t at =
        ear->preface <= CS_H2_PREFACE_BYTES && ear->at == 0 ? take_preface(ear, bytes, length, heard, context) : 0;

    while (at < length) {
        struct cs_h2_frame frame;
        size_t used = skip(ear, length - at);
        enum cs_h2_split split;

        at += used;
        if (at == length)
            return;
        split = cs_h2_split(&ear->splitter, bytes + at, length - at, &used, &frame);
        at += used;
        if (split == CS_H2_SPLIT_FRAME) {
            say_payload(ear, &frame);
        } else if (split == CS_H2_SPLIT_TOO_LARGE) {
            cs_say(&ear->says, "larger than is taken");
            ear->skipped = frame.length;
            ear->splitter.have = 0;
        }
        if (split != CS_H2_SPLIT_MORE)
            tell(ear, &frame, heard, context);
    }
}
