#include "harness/judge/evaluate.h"

#include "harness/judge/scene_testing.h"

/* The connection in HTTP/2 that the first channel stands on. */
static struct cs_carrier *carry(struct stage *stage)
{
    struct cs_carrier *carrier = cs_transcript_add_carrier(stage->transcript, "h2");

    CU_ASSERT_PTR_NOT_NULL_FATAL(carrier);
    stage->transcript->channels[0].carrier = 1;
    return carrier;
}

/* A frame that begins so, in words; what we sent does not count. */
static void test_frames(void)
{
    static const struct {
        const char *accept;
        enum cs_truth truth;
    } wanted[] = {
        {"[{client.has-frame: 'PING ACK: 12345678'}]", CS_TRUTH_HOLDS},
        {"[{client.has-frame: 'PING ACK'}]", CS_TRUTH_HOLDS},
        {"[{client.has-frame: 'PING ACK: 87654321'}]", CS_TRUTH_OPEN},
        {"[{client.has-frame: 'PING ACK: ...345678'}]", CS_TRUTH_HOLDS},
        {"[{client.has-frame: 'PING ACK: ...87'}]", CS_TRUTH_OPEN},
        {"[{client.has-frame: 'SETTINGS'}]", CS_TRUTH_OPEN},
        {"[{client.lacks-frame: 'SETTINGS'}]", CS_TRUTH_HOLDS},
        {"[{client.lacks-frame: 'PING ACK: 1'}]", CS_TRUTH_BROKEN},
    };

    for (size_t i = 0; i < CS_COUNT(wanted); i++) {
        const struct scene scene = {
            .level = "must", .accept = wanted[i].accept, .channels = {{"client", NULL, "x", NULL, CS_END_OPEN, 0}}};
        struct cs_carrier *carrier;
        struct stage stage;

        scene_set(&stage, &scene);
        carrier = carry(&stage);
        CU_ASSERT_TRUE(cs_carrier_add_frame(carrier, (struct cs_frame){.received = true}, "PING ACK", "12345678"));
        CU_ASSERT_TRUE(cs_carrier_add_frame(carrier, (struct cs_frame){.received = false}, "SETTINGS", ""));
        scene_expect(&stage, wanted[i].truth);
    }
}

/* Content against windows: a larger one counts at once, a smaller one from its acknowledgement on. */
static void test_windows(void)
{
    static const struct {
        const char *name;
        bool received;
        int64_t stream;
        uint64_t length;
        const char *says;
    } frames[] = {
        {"SETTINGS", false, 0, 15, "INITIAL_WINDOW_SIZE 10"},
        {"DATA", true, 1, 9 + 40, ""},
        {"SETTINGS ACK", true, 0, 9, ""},
        {"WINDOW_UPDATE", false, 1, 13, "40 bytes"},
        {"WINDOW_UPDATE", false, 3, 13, "40 bytes"},
        {"DATA", true, 1, 9 + 10, ""},
        {"DATA END_STREAM", true, 1, 9, ""},
        {"DATA", true, 3, 9 + 50, ""},
        {"DATA", true, 1, 9 + 1, ""},
    };

    for (size_t count = CS_COUNT(frames) - 1; count <= CS_COUNT(frames); count++) {
        const struct scene scene = {.level = "must",
                                    .accept = "[{origin.window: kept}]",
                                    .channels = {{"origin", "origin", NULL, "", CS_END_OPEN, 0}}};
        struct cs_carrier *carrier;
        struct stage stage;

        scene_set(&stage, &scene);
        carrier = carry(&stage);
        stage.transcript->channels[0].is_stream = true;
        stage.transcript->channels[0].number = 1;
        for (size_t i = 0; i < count; i++)
            CU_ASSERT_TRUE(cs_carrier_add_frame(carrier,
                                                (struct cs_frame){.received = frames[i].received,
                                                                  .stream = frames[i].stream,
                                                                  .length = frames[i].length},
                                                frames[i].name, frames[i].says));
        scene_expect(&stage, count < CS_COUNT(frames) ? CS_TRUTH_HOLDS : CS_TRUTH_BROKEN);
    }
}

/* A saved transcript may say anything. */
static void test_windows_beyond(void)
{
    const struct scene scene = {.level = "must",
                                .accept = "[{origin.window: kept}]",
                                .channels = {{"origin", "origin", NULL, "", CS_END_OPEN, 0}}};
    static const char *const says[] = {"INITIAL_WINDOW_SIZE 9223372036854775807",
                                       "INITIAL_WINDOW_SIZE -9223372036854775808", "9223372036854775807 bytes"};
    struct cs_carrier *carrier;
    struct stage stage;

    scene_set(&stage, &scene);
    carrier = carry(&stage);
    stage.transcript->channels[0].is_stream = true;
    stage.transcript->channels[0].number = 1;
    for (size_t i = 0; i < 60; i++) {
        const struct cs_frame given = {.stream = i % 3 == 2 ? i % 2 : 0}, ack = {.received = true};
        const struct cs_frame data = {.received = true, .stream = 1, .length = i % 2 == 0 ? UINT64_MAX : 0};

        CU_ASSERT_TRUE(cs_carrier_add_frame(carrier, given, i % 3 == 2 ? "WINDOW_UPDATE" : "SETTINGS", says[i % 3]));
        CU_ASSERT_TRUE(cs_carrier_add_frame(carrier, ack, "SETTINGS ACK", ""));
        CU_ASSERT_TRUE(cs_carrier_add_frame(carrier, data, "DATA", ""));
    }
    scene_expect(&stage, CS_TRUTH_BROKEN);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"frames", test_frames},
        {"windows", test_windows},
        {"windows beyond all bounds", test_windows_beyond},
    };

    return cs_run_tests("evaluate frames", tests, CS_COUNT(tests));
}
