#include "harness/transport/datagrams.h"

#include <string.h>

#include "reference/testing.h"

static void expect(const struct cs_channel *channel, const char *const *wanted)
{
    struct cs_datagram_walk walk = {.bytes = NULL};
    size_t count = 0;

    for (; *wanted != NULL; wanted++, count++) {
        CU_ASSERT_FATAL(cs_datagrams_next(channel, &walk));
        CU_ASSERT_FATAL(walk.length == strlen(*wanted));
        CU_ASSERT(memcmp(walk.bytes, *wanted, walk.length) == 0);
    }
    CU_ASSERT_FALSE(cs_datagrams_next(channel, &walk));
    CU_ASSERT_EQUAL(cs_datagrams_count(channel), count);
}

static void of_a_socket(void)
{
    static char bytes[] = "abcde";
    static struct cs_block blocks[] = {{.kind = CS_BLOCK_DATAGRAM, .at = 0, .length = 2},
                                       {.kind = CS_BLOCK_DATAGRAM, .at = 2, .length = 0},
                                       {.kind = CS_BLOCK_DATAGRAM, .at = 2, .length = 3},
                                       {.kind = CS_BLOCK_DATAGRAM, .at = 5, .length = 1}};
    struct cs_channel channel = {.seat = CS_SEAT_ARRIVES,
                                 .received = {.kept = bytes, .kept_length = 5, .blocks = blocks, .block_count = 4}};
    static const char *const wanted[] = {"ab", "", "cde", NULL};

    expect(&channel, wanted); /* the last one was not kept */
}

static void of_capsules(void)
{
    /* behind 4 bytes of a head: "hi", an empty one, context 2, type 0x17, a long form, one that is cut */
    static char bytes[] = "HEAD\0\3\0hi\0\1\0\0\2\2x\x17\1y\x40\0\xc0\0\0\0\0\0\0\5\x80\0\0\0z\0\5\0cut";
    struct cs_channel channel = {.seat = CS_SEAT_DIALS,
                                 .received = {.kept = bytes, .kept_length = sizeof(bytes) - 1, .mark = 4}};
    static const char *const wanted[] = {"hi", "", "z", NULL};
    static const char *const none[] = {NULL};

    expect(&channel, wanted);
    channel.received.mark = 0;
    expect(&channel, none); /* no tunnel */
    channel.received.kept += 4;
    channel.received.kept_length -= 4;
    channel.is_stream = true;
    channel.version = 2;
    expect(&channel, wanted);
}

static void of_frames(void)
{
    static char bytes[] = "\0\3\0hi", good[] = "\0up", other[] = "\2no", wide[] = "\x40\0wide", cut[] = "\x40";
    static struct cs_block blocks[] = {{.kind = CS_BLOCK_HEAD, .kept = good, .kept_length = 3, .length = 3},
                                       {.kind = CS_BLOCK_PAYLOAD, .kept = good, .kept_length = 3, .length = 3},
                                       {.kind = CS_BLOCK_PAYLOAD, .kept = other, .kept_length = 3, .length = 3},
                                       {.kind = CS_BLOCK_PAYLOAD, .kept = good, .kept_length = 1, .length = 1},
                                       {.kind = CS_BLOCK_PAYLOAD, .kept = wide, .kept_length = 6, .length = 6},
                                       {.kind = CS_BLOCK_PAYLOAD, .kept = cut, .kept_length = 1, .length = 1}};
    struct cs_channel channel = {.seat = CS_SEAT_DIALS,
                                 .is_stream = true,
                                 .version = 3,
                                 .received = {.kept = bytes, .kept_length = 5, .blocks = blocks, .block_count = 6}};
    static const char *const wanted[] = {"up", "", "wide", "hi", NULL};

    expect(&channel, wanted); /* and the capsule behind them */
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"datagrams of a socket", of_a_socket},
        {"datagrams in capsules", of_capsules},
        {"datagrams in frames of QUIC", of_frames},
    };

    return cs_run_tests("datagrams", tests, CS_COUNT(tests));
}
