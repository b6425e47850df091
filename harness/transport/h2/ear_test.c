#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/transport/frames.h"
#include "harness/transport/h2/block.h"
#include "harness/transport/h2/frame.h"
#include "reference/testing.h"

static char heard[4096];

static void note(void *context, const struct cs_frame_words *frame)
{
    size_t length = strlen(heard);

    (void)context;
    CU_ASSERT_TRUE(strlen(frame->says) < CS_FRAME_SAYS_MAX);
    snprintf(heard + length, sizeof(heard) - length, "%s/%d/%u+%u/%s\n", frame->name, (int)frame->stream,
             (unsigned)frame->begins, (unsigned)frame->length, frame->says);
}

/* What is heard of these bytes, whole and byte by byte. */
static const char *hear(const char *bytes, size_t length)
{
    struct cs_ear *whole = cs_ear_new();
    struct cs_ear *pieces = cs_ear_new();
    char first[sizeof(heard)];

    CU_ASSERT_PTR_NOT_NULL_FATAL(whole);
    CU_ASSERT_PTR_NOT_NULL_FATAL(pieces);
    heard[0] = '\0';
    cs_ear_take(whole, bytes, length, note, NULL);
    memcpy(first, heard, sizeof(first));
    heard[0] = '\0';
    for (size_t i = 0; i < length; i++)
        cs_ear_take(pieces, bytes + i, 1, note, NULL);
    CU_ASSERT_STRING_EQUAL(heard, first);
    cs_ear_free(whole);
    cs_ear_free(pieces);
    return heard;
}

#define HEAR(bytes) hear(bytes, sizeof(bytes) - 1)

static void test_frames(void)
{
    CU_ASSERT_STRING_EQUAL(HEAR("\0\0\x06\x04\0\0\0\0\0\0\x04\0\0\0\x09"), "SETTINGS/0/0+15/INITIAL_WINDOW_SIZE 9\n");
    CU_ASSERT_STRING_EQUAL(HEAR("\0\0\0\x04\x01\0\0\0\0"), "SETTINGS ACK/0/0+9/\n");
    CU_ASSERT_STRING_EQUAL(HEAR("\0\0\x06\x04\0\0\0\0\0\x4a\x4a\0\0\0\x01"), "SETTINGS/0/0+15/19018: 1\n");
    CU_ASSERT_STRING_EQUAL(HEAR("\0\0\x02\0\x01\0\0\0\x03hi"), "DATA END_STREAM/3/0+11/\n");
    CU_ASSERT_STRING_EQUAL(HEAR("\0\0\x04\x03\0\0\0\0\x01\0\0\0\x0a"), "RST_STREAM/1/0+13/CONNECT_ERROR\n");
    CU_ASSERT_STRING_EQUAL(HEAR("\0\0\x04\x08\0\0\0\0\0\x80\0\0\x07"), "WINDOW_UPDATE/0/0+13/7 bytes\n");
    CU_ASSERT_STRING_EQUAL(HEAR("\0\0\x0a\x07\0\0\0\0\0\0\0\0\x05\0\0\0\x0bno"),
                           "GOAWAY/0/0+19/last stream 5, ENHANCE_YOUR_CALM: no\n");
    CU_ASSERT_STRING_EQUAL(HEAR("\0\0\x01\x33\xff\0\0\0\x01x"), "type 51/1/0+10/\n");
}

static void test_preface(void)
{
    CU_ASSERT_STRING_EQUAL(HEAR(CS_H2_PREFACE "\0\0\0\x04\0\0\0\0\0"), "preface/-1/0+24/\nSETTINGS/0/24+9/\n");
    CU_ASSERT_STRING_EQUAL(HEAR("PRI * HTTP/1.1\r\n\r\n"), "type 32/541611092/0+5263954/larger than is taken\n");
}

static void test_fields(void)
{
    CU_ASSERT_STRING_EQUAL(HEAR("\0\0\x08\x06\x01\0\0\0\0"
                                "12345678"),
                           "PING ACK/0/0+17/12345678\n");
    CU_ASSERT_STRING_EQUAL(HEAR("\0\0\x0a\x01\x04\0\0\0\x01\x88\0\x01"
                                "a\x05"
                                "b\n<c>\xff"),
                           "HEADERS END_HEADERS/1/0+19/:status: 200, a: b\\n<c>\n");
    CU_ASSERT_STRING_EQUAL(HEAR("\0\0\x01\x01\x01\0\0\0\x01\0\0\0\x04\x09\x04\0\0\0\x01\x01"
                                "a\x01"
                                "b"),
                           "HEADERS END_STREAM/1/0+10/to be continued\nCONTINUATION END_HEADERS/1/10+13/a: b\n");
    CU_ASSERT_STRING_EQUAL(HEAR("\0\0\x04\x01\x0c\0\0\0\x01\x02\x88\0\0"),
                           "HEADERS END_HEADERS PADDED/1/0+13/:status: 200\n");
    CU_ASSERT_STRING_EQUAL(HEAR("\0\0\x01\x01\x0c\0\0\0\x01\x02"),
                           "HEADERS END_HEADERS PADDED/1/0+10/too short for its padding\n");
    CU_ASSERT_STRING_EQUAL(HEAR("\0\0\x01\x01\x04\0\0\0\x01\xff\0\0\x01\x01\x04\0\0\0\x03\x88"),
                           "HEADERS END_HEADERS/1/0+10/fields that cannot be decoded\n"
                           "HEADERS END_HEADERS/3/10+10/fields that cannot be decoded\n");
}

static void test_secrets(void)
{
    struct cs_buffer block = {0};
    const char *said;

    CU_ASSERT(cs_buffer_add(&block, "\0\0\x1f\x01\x04\0\0\0\x01", 9));
    CU_ASSERT(cs_h2_put_field(&block, "Proxy-Authorization", 19, "Basic abc", 9));
    said = hear(block.data, block.length);
    CU_ASSERT_STRING_EQUAL(said, "HEADERS END_HEADERS/1/0+40/Proxy-Authorization: (9 bytes)\n");
    cs_buffer_free(&block);
}

/* Too large a frame is passed over; what says too much is cut. */
static void test_bounds(void)
{
    const size_t large = 20000;
    char *bytes = calloc(large + 18 + 9, 1);
    struct cs_buffer block = {0};

    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    memcpy(bytes, "\0\x4e\x20\0\0\0\0\0\x01", 9);
    memcpy(bytes + 9 + large, "\0\0\0\x06\0\0\0\0\0", 9);
    CU_ASSERT_STRING_EQUAL(hear(bytes, large + 18), "DATA/1/0+20009/larger than is taken\nPING/0/20009+9/\n");
    free(bytes);
    CU_ASSERT(cs_buffer_add(&block, "\0\0\0\x01\x04\0\0\0\x01", 9));
    for (int i = 0; i < 200; i++)
        CU_ASSERT(cs_h2_put_field(&block, "x", 1, "\x01\x02\x03\x04", 4));
    block.data[1] = (char)((block.length - 9) >> 8);
    block.data[2] = (char)(block.length - 9);
    CU_ASSERT_PTR_NOT_NULL(strstr(hear(block.data, block.length), "x: \\x01\\x02\\x03\\x04, x: "));
    CU_ASSERT_STRING_EQUAL(heard + strlen(heard) - 5, " ...\n");
    cs_buffer_free(&block);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"frames", test_frames},   {"preface", test_preface}, {"fields", test_fields},
        {"secrets", test_secrets}, {"bounds", test_bounds},
    };

    return cs_run_tests("h2 ear", tests, CS_COUNT(tests));
}
