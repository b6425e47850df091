#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/transport/frames.h"
#include "harness/transport/h3/block.h"
#include "harness/transport/h3/world_testing.h"
#include "reference/testing.h"

static char heard[8192];
static char all[8192]; /* the bytes of what was told */
static size_t all_length;

static void note(void *context, const struct cs_frame_words *frame)
{
    size_t length = strlen(heard);

    (void)context;
    CU_ASSERT_TRUE(strlen(frame->says) < CS_FRAME_SAYS_MAX);
    CU_ASSERT_EQUAL(frame->begins, all_length);
    CU_ASSERT_FATAL(frame->length <= sizeof(all) - all_length || frame->length > sizeof(all));
    if (frame->length <= sizeof(all)) {
        memcpy(all + all_length, frame->bytes, frame->length);
        all_length += frame->length;
    }
    snprintf(heard + length, sizeof(heard) - length, "%s/%d+%u/%s\n", frame->name, (int)frame->stream,
             (unsigned)frame->length, frame->says);
}

static void forget(void)
{
    heard[0] = '\0';
    all_length = 0;
}

static void take(struct cs_h3_ear *ear, int64_t stream, const char *bytes, size_t length)
{
    cs_h3_ear_take(ear, &(struct cs_passage){.stream = stream, .bytes = bytes, .length = length}, note, NULL);
}

static void take_code(struct cs_h3_ear *ear, enum cs_passage_kind kind, int64_t stream, uint64_t code)
{
    cs_h3_ear_take(ear, &(struct cs_passage){.kind = kind, .stream = stream, .code = code}, note, NULL);
}

static struct cs_h3_ear *new_ear(void)
{
    struct cs_h3_ear *ear = cs_h3_ear_new();

    CU_ASSERT_PTR_NOT_NULL_FATAL(ear);
    forget();
    return ear;
}

/* What is heard of these bytes of one stream, whole and byte by byte. */
static const char *hear(int64_t stream, const char *bytes, size_t length)
{
    struct cs_h3_ear *ear = new_ear();
    char first[sizeof(heard)];

    take(ear, stream, bytes, length);
    memcpy(first, heard, sizeof(first));
    cs_h3_ear_free(ear);
    ear = new_ear();
    for (size_t i = 0; i < length; i++)
        take(ear, stream, bytes + i, 1);
    CU_ASSERT_STRING_EQUAL(heard, first);
    CU_ASSERT_TRUE(memcmp(all, bytes, all_length) == 0);
    cs_h3_ear_free(ear);
    return heard;
}

#define HEAR(stream, bytes) hear(stream, bytes, sizeof(bytes) - 1)

static void test_control(void)
{
    CU_ASSERT_STRING_EQUAL(HEAR(2, "\0\x04\x06\x01\0\x08\x01\x33\x01"),
                           "control stream/2+1/\n"
                           "SETTINGS/2+8/QPACK_MAX_TABLE_CAPACITY 0, ENABLE_CONNECT_PROTOCOL 1, H3_DATAGRAM 1\n");
    CU_ASSERT_STRING_EQUAL(HEAR(3, "\0\x04\x03\x40\x7f\x05\x04\x01\x06"),
                           "control stream/3+1/\nSETTINGS/3+5/127: 5\nSETTINGS/3+3/cut short\n");
    CU_ASSERT_STRING_EQUAL(HEAR(3, "\0\x07\x01\x08\x0d\x01\x07"),
                           "control stream/3+1/\nGOAWAY/3+3/stream or push 8\nMAX_PUSH_ID/3+3/push 7\n");
    CU_ASSERT_STRING_EQUAL(HEAR(3, "\x40\x21"), "stream of type 33/3+2/\n");
    CU_ASSERT_STRING_EQUAL(HEAR(6, "\x02\x3f"), "QPACK encoder stream/6+1/\ninstructions/6+1/\n");
}

static void test_request(void)
{
    CU_ASSERT_STRING_EQUAL(HEAR(0, "\x01\x08\0\0\xd9\x21"
                                   "a\x02"
                                   "b\n"
                                   "\0\x02hi\x40\x21\0"),
                           "HEADERS/0+10/:status: 200, a: b\\n\nDATA/0+4/\ntype 33/0+3/\n");
    CU_ASSERT_STRING_EQUAL(HEAR(0, "\x01\x02\xff\xff"), "HEADERS/0+4/fields that cannot be decoded\n");
    CU_ASSERT_STRING_EQUAL(HEAR(4, "\0\0\x01\0"), "DATA/4+2/\nHEADERS/4+2/fields that cannot be decoded\n");
}

static void test_secrets(void)
{
    static const char section[] = "\0\x13proxy-authorization\x09"
                                  "Basic abc";
    struct cs_buffer frame = {0};

    CU_ASSERT_TRUE(cs_h3_encode(section, sizeof(section) - 1, &frame) && frame.length < 64);
    memmove(heard, frame.data, frame.length);
    cs_buffer_free(&frame);
    CU_ASSERT_TRUE(cs_buffer_add(&frame, "\x01\x21", 2));
    CU_ASSERT_TRUE(cs_buffer_add(&frame, heard, 33));
    CU_ASSERT_STRING_EQUAL(hear(0, frame.data, frame.length), "HEADERS/0+35/proxy-authorization: (9 bytes)\n");
    cs_buffer_free(&frame);
}

/* Frames of two streams that come in turns, and ends within a frame. */
static void test_streams(void)
{
    struct cs_h3_ear *ear = new_ear();

    take(ear, 0,
         "\0\x04"
         "ab",
         4);
    take(ear, 4, "\0\x02x", 3);
    take(ear, 0, "cd", 2);
    take(ear, 4, "y", 1);
    CU_ASSERT_STRING_EQUAL(heard, "DATA/0+6/\nDATA/4+4/\n");
    CU_ASSERT_TRUE(all_length == 10 && memcmp(all,
                                              "\0\x04"
                                              "abcd\0\x02xy",
                                              10) == 0);
    forget();
    cs_h3_ear_free(ear);
    ear = new_ear();
    take(ear, 0, "\0\x09z", 3);
    take_code(ear, CS_PASSAGE_FIN, 0, 0);
    take(ear, 4, "\x40", 1);
    take_code(ear, CS_PASSAGE_RESET, 4, CS_H3_CONNECT_ERROR);
    take_code(ear, CS_PASSAGE_STOP, 8, 7777);
    take_code(ear, CS_PASSAGE_CLOSE, -1, CS_H3_NO_ERROR);
    CU_ASSERT_STRING_EQUAL(heard, "DATA/0+3/cut short\nFIN/0+0/\nframe/4+1/cut short\n"
                                  "RESET_STREAM/4+0/H3_CONNECT_ERROR\nSTOP_SENDING/8+0/code 7777\n"
                                  "CONNECTION_CLOSE/-1+0/H3_NO_ERROR\n");
    cs_h3_ear_free(ear);
}

static void test_datagrams(void)
{
    struct cs_h3_ear *ear = new_ear();

    cs_h3_ear_take(ear,
                   &(struct cs_passage){.kind = CS_PASSAGE_DATAGRAM, .stream = -1, .bytes = "\x02\0x", .length = 3},
                   note, NULL);
    cs_h3_ear_take(ear, &(struct cs_passage){.kind = CS_PASSAGE_DATAGRAM, .stream = -1, .bytes = "", .length = 0}, note,
                   NULL);
    CU_ASSERT_STRING_EQUAL(heard, "DATAGRAM/8+3/\nDATAGRAM/-1+0/\n");
    cs_h3_ear_free(ear);
}

/* Of a long frame the beginning is kept. */
static void test_bounds(void)
{
    static char bytes[4 + 20000 + 2];

    memcpy(bytes, "\0\x80\0\x4e\x20", 5); /* 0x4e20 is 20000 */
    CU_ASSERT_STRING_EQUAL(hear(0, bytes, 5 + 20000), "DATA/0+16384/the first of 20005 bytes\n");
}

/* ---- what a connection tells ---- */

static struct cs_h3_ear *ears[2]; /* of the client: sent, received */
static unsigned keys;

static void on_key(void *context, const char *line)
{
    size_t words = strcspn(line, " ");

    (void)context;
    keys++;
    CU_ASSERT_TRUE(strstr(line, "_SECRET") != NULL && strlen(line) >= words + 1 + 64 + 1 + 64);
}

static bool says(const char *text)
{
    bool found = strstr(heard, text) != NULL;

    if (!found)
        printf("\n  no %s in: %s\n", text, heard);
    return found;
}

static void note_lightly(void *context, const struct cs_frame_words *frame)
{
    all_length = (size_t)frame->begins; /* two ears share the buffer */
    note(context, frame);
}

static void on_passed(void *context, const struct cs_passage *passage)
{
    if (context == &client)
        cs_h3_ear_take(ears[passage->received], passage, note_lightly, NULL);
}

/* Everything that went over a tunnel, at its client. */
static void test_connection(void)
{
    int channel;

    ears[0] = new_ear();
    ears[1] = new_ear();
    keys = 0;
    world_begin(0, CS_H3_SLIP_NONE);
    world_end();
    CU_ASSERT_EQUAL(keys, 0);
    world_passed = on_passed;
    world_key = on_key;
    world_begin(0, CS_H3_SLIP_NONE);
    CU_ASSERT_TRUE(keys >= 8); /* two of the handshake and two behind it, at each end */
    CU_ASSERT_TRUE(says("control stream/2+1/\nSETTINGS/2+"));
    CU_ASSERT_TRUE(says("control stream/3+1/\nSETTINGS/3+"));
    forget();
    channel = cs_link_join(client.link);
    CU_ASSERT_TRUE(world_send_head(&client, channel, CS_SECTION_REQUEST, ":method: CONNECT|:authority: a.test:443"));
    world_run(world.now + UINT64_C(1000000000));
    CU_ASSERT_TRUE(world_send_head(&server, 0, CS_SECTION_RESPONSE, ":status: 200"));
    CU_ASSERT_TRUE(cs_pair_send(&client, channel, CS_LINK_BYTES, "up"));
    CU_ASSERT_TRUE(cs_pair_send(&client, channel, CS_LINK_FINISH, NULL));
    world_run(world.now + UINT64_C(1000000000));
    CU_ASSERT_TRUE(cs_link_order(server.link, 0, &(struct cs_link_order){.kind = CS_LINK_RESET, .code = 10}));
    world_run(world.now + UINT64_C(1000000000));
    CU_ASSERT_TRUE(says("/:method: CONNECT, :authority: a.test:443\n"));
    CU_ASSERT_TRUE(says("DATA/0+4/\nFIN/0+0/\n"));
    CU_ASSERT_TRUE(says("/:status: 200\n"));
    CU_ASSERT_TRUE(says("RESET_STREAM/0+0/H3_CONNECT_ERROR\n"));
    CU_ASSERT_PTR_NULL(strstr(heard, "STOP_SENDING")); /* there was nothing left to stop */
    forget();
    cs_link_order(client.link, -1, &(struct cs_link_order){.kind = CS_LINK_CLOSE});
    CU_ASSERT_STRING_EQUAL(heard, "CONNECTION_CLOSE/-1+0/H3_NO_ERROR\n");
    world_end();
    cs_h3_ear_free(ears[0]);
    cs_h3_ear_free(ears[1]);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"control", test_control},       {"request", test_request},     {"secrets", test_secrets},
        {"streams", test_streams},       {"datagrams", test_datagrams}, {"bounds", test_bounds},
        {"connection", test_connection},
    };

    return cs_run_tests("h3 ear", tests, CS_COUNT(tests));
}
