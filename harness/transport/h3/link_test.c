#include "harness/transport/h3/world_testing.h"
#include "harness/transport/quic/quic.h"

#define CONNECT ":method: CONNECT|:authority: a.test:443"
#define MOMENT  UINT64_C(1000000000)

static void run(void)
{
    world_run(world.now + MOMENT);
}

static void begin(void)
{
    world_begin(0, CS_H3_SLIP_NONE);
    client.log[0] = server.log[0] = '\0';
}

static bool has(const struct cs_pair_end *end, const char *text)
{
    bool found = strstr(end->log, text) != NULL;

    if (!found)
        printf("\n  no %s in: %s\n", text, end->log);
    return found;
}

/* A tunnel, its 2xx sent. */
static int open_tunnel(void)
{
    int channel = cs_link_join(client.link);

    CU_ASSERT_TRUE_FATAL(channel >= 0);
    CU_ASSERT_TRUE(world_send_head(&client, channel, CS_SECTION_REQUEST, CONNECT));
    run();
    CU_ASSERT_TRUE(has(&server, "opened(0) head(0,0,a.test:443,0)"));
    CU_ASSERT_TRUE(world_send_head(&server, 0, CS_SECTION_RESPONSE, ":status: 200"));
    run();
    CU_ASSERT_TRUE(has(&client, "head(0,200,,0)"));
    client.log[0] = server.log[0] = '\0';
    return channel;
}

static void test_handshake(void)
{
    world_begin(0, CS_H3_SLIP_NONE);
    CU_ASSERT_TRUE(has(&client, "notice(0,0) "));
    CU_ASSERT_TRUE(has(&server, "notice(0,0) "));
    CU_ASSERT_TRUE(has(&client, "notice(4,2) ")); /* SETTINGS */
    CU_ASSERT_TRUE(has(&server, "notice(4,2) "));
    CU_ASSERT_EQUAL(cs_link_number(client.link, 0), -1);
    world_end();
}

static void test_tunnel(void)
{
    int channel;

    begin();
    channel = open_tunnel();
    CU_ASSERT_EQUAL(cs_link_number(client.link, channel), 0);
    CU_ASSERT_TRUE(cs_pair_send(&client, channel, CS_LINK_RAW, "")); /* nothing: what is behind it goes out */
    CU_ASSERT_TRUE(cs_pair_send(&client, channel, CS_LINK_BYTES, ""));
    CU_ASSERT_TRUE(cs_pair_send(&client, channel, CS_LINK_BYTES, "up"));
    run();
    CU_ASSERT_TRUE(cs_pair_send(&client, channel, CS_LINK_FINISH, NULL));
    run();
    CU_ASSERT_TRUE(has(&server, "received(0,up) ended(0,fin,0)"));
    CU_ASSERT_TRUE(cs_pair_send(&server, 0, CS_LINK_BYTES, "down"));
    CU_ASSERT_TRUE(cs_pair_send(&server, 0, CS_LINK_FINISH, NULL));
    run();
    CU_ASSERT_TRUE(has(&client, "sent(0,up) ended-sent(0,fin,0) received(0,down) ended(0,fin,0)"));
    CU_ASSERT_FALSE(cs_pair_send(&client, channel, CS_LINK_BYTES, "more"));
    world_end();
}

static void test_resets(void)
{
    int channel;

    begin();
    channel = open_tunnel();
    CU_ASSERT_TRUE(cs_pair_send(&client, channel, CS_LINK_RESET, NULL));
    run();
    CU_ASSERT_TRUE(has(&client, "ended-sent(0,reset,256)"));
    CU_ASSERT_TRUE(has(&server, "ended(0,reset,256)"));
    channel = cs_link_join(client.link);
    CU_ASSERT_TRUE(world_send_head(&client, channel, CS_SECTION_REQUEST, CONNECT));
    run();
    CU_ASSERT_TRUE(cs_link_order(server.link, 0, &(struct cs_link_order){.kind = CS_LINK_RESET, .code = 10}));
    run();
    CU_ASSERT_TRUE(has(&client, "ended(0,reset,271)")); /* H3_CONNECT_ERROR */
    world_end();
}

/* 1 MiB up and down while each seventh datagram is lost; returns when all was there. */
static uint64_t transfer(unsigned lose_each)
{
    static char block[1024 * 1024];
    struct cs_source_span span = {.bytes = block, .length = sizeof(block)};
    struct cs_link_order bytes = {.kind = CS_LINK_BYTES};
    int channel;

    for (size_t i = 0; i < sizeof(block); i++)
        block[i] = (char)(i * 7 + i / 256);
    bytes.bytes = cs_source_bytes(&span);
    begin();
    world.lose_each = lose_each;
    client.quiet = server.quiet = true;
    channel = open_tunnel();
    CU_ASSERT_TRUE(cs_link_order(client.link, channel, &bytes));
    CU_ASSERT_TRUE(cs_pair_send(&client, channel, CS_LINK_FINISH, NULL));
    CU_ASSERT_TRUE(cs_link_order(server.link, 0, &bytes));
    CU_ASSERT_TRUE(cs_pair_send(&server, 0, CS_LINK_FINISH, NULL));
    for (unsigned i = 0; i < 200000 && (strstr(client.log, "ended(0") == NULL || strstr(server.log, "ended(0") == NULL);
         i++)
        world_run(world.now + UINT64_C(1000000));
    CU_ASSERT_EQUAL_FATAL(server.heard.length, sizeof(block));
    CU_ASSERT_EQUAL_FATAL(client.heard.length, sizeof(block));
    CU_ASSERT_EQUAL(memcmp(server.heard.data, block, sizeof(block)), 0);
    CU_ASSERT_EQUAL(memcmp(client.heard.data, block, sizeof(block)), 0);
    world_end();
    return world.now;
}

/* The clock is the world's alone: the same happens each time. */
static void test_loss(void)
{
    uint64_t clean = transfer(0);
    uint64_t lossy = transfer(7);

    CU_ASSERT_TRUE(lossy > clean);
    CU_ASSERT_EQUAL(transfer(7), lossy);
}

static void test_silence(void)
{
    int channel;

    begin();
    channel = open_tunnel();
    world.cut = true;
    world_run(world.now + 40 * MOMENT);
    CU_ASSERT_TRUE(has(&server, "ended(0,reset,4294967296)"));
    CU_ASSERT_TRUE(has(&client, "ended(0,reset,4294967296)"));
    CU_ASSERT_TRUE(client.over && server.over);
    CU_ASSERT_FALSE(cs_pair_send(&client, channel, CS_LINK_BYTES, "more"));
    world_end();
}

/* Bytes on a tunnel's stream as they are; what becomes of the server. */
static void check_raw(const char *bytes, size_t length, bool control, enum cs_h3_slip slip, const char *expected)
{
    struct cs_source_span span = {.bytes = bytes, .length = length};
    struct cs_link_order order = {.kind = CS_LINK_RAW, .code = control, .bytes = cs_source_bytes(&span)};

    world_begin(0, slip);
    client.log[0] = server.log[0] = '\0';
    open_tunnel();
    CU_ASSERT_TRUE(cs_link_order(client.link, 0, &order));
    CU_ASSERT_TRUE(cs_pair_send(&client, 0, CS_LINK_BYTES, "ok"));
    run();
    CU_ASSERT_TRUE(has(&server, expected));
    world_end();
}

#define RAW(bytes, control, slip, expected) check_raw(bytes, sizeof(bytes) - 1, control, slip, expected)

static void test_frames(void)
{
    const enum cs_h3_slip none = CS_H3_SLIP_NONE;

    RAW("\x00\x00", false, none, "received(0,ok)");           /* DATA of no bytes */
    RAW("\x40\x00\x40\x02hi", false, none, "received(0,hi)"); /* longer numbers than it takes */
    RAW("\x21\x03xyz", false, none, "received(0,ok)");        /* reserved for greasing */
    RAW("\x01\x02\x00\x00", false, none, "notice(3,261)");    /* HEADERS in a tunnel */
    RAW("\x04\x00", false, none, "notice(3,261)");            /* SETTINGS there */
    RAW("\x06\x00", false, none, "notice(3,261)");            /* PING of HTTP/2 */
    RAW("\x07\x01\x00", true, none, "received(0,ok)");        /* GOAWAY */
    RAW("\x04\x00", true, none, "notice(3,261)");             /* a second SETTINGS */
    RAW("\x00\x01x", true, none, "notice(3,261)");            /* DATA on the control stream */
    RAW("\x07\x02\x00\x00", true, none, "notice(3,262)");     /* GOAWAY that is too long */
    RAW("\x06\x00", false, CS_H3_SLIP_H2_TYPES_IGNORED, "received(0,ok)");
    RAW("\x04\x00", false, CS_H3_SLIP_KNOWN_IGNORED, "received(0,ok)");
    RAW("\x21\x03xyz", false, CS_H3_SLIP_UNKNOWN_ENDS, "notice(3,262)");
    RAW("\x21\x03xyz", false, CS_H3_SLIP_UNKNOWN_TOLD, "received(0,xyz)");
    RAW("\x00\x00", false, CS_H3_SLIP_EMPTY_ENDS, "ended(0,fin,0)");
    RAW("\x40\x00\x40\x02hi", false, CS_H3_SLIP_WIDE_ENDS, "notice(3,262)");
    RAW("\x04\x00", true, CS_H3_SLIP_SETTINGS_IGNORED, "received(0,ok)");
    RAW("\x00\x01x", true, CS_H3_SLIP_CONTROL_TAKES, "received(0,ok)");
    RAW("\x07\x01\x00", true, CS_H3_SLIP_GOAWAY_ENDS, "notice(3,256)");
}

/* The end within a frame, and in front of any. */
static void test_cuts(void)
{
    int channel;

    begin();
    channel = open_tunnel();
    CU_ASSERT_TRUE(cs_pair_send(&client, channel, CS_LINK_RAW, "\x21\x20half"));
    CU_ASSERT_TRUE(cs_pair_send(&client, channel, CS_LINK_FINISH, NULL));
    run();
    CU_ASSERT_TRUE(has(&server, "notice(3,262) ended(0,reset,262)"));
    CU_ASSERT_TRUE(has(&client, "notice(7,262) ended(0,reset,4294967296)"));
    world_end();
    begin();
    channel = cs_link_join(client.link);
    CU_ASSERT_TRUE(cs_pair_send(&client, channel, CS_LINK_RAW,
                                "\x21"
                                "\x01x"));
    CU_ASSERT_TRUE(cs_pair_send(&client, channel, CS_LINK_FINISH, NULL));
    run();
    CU_ASSERT_TRUE(has(&client, "ended(0,reset,269)")); /* H3_REQUEST_INCOMPLETE */
    world_end();
}

/* A channel that is held up takes no more than its window in, and holds up no other. */
static void test_pause(void)
{
    static char block[3 * CS_QUIC_WINDOW];
    struct cs_source_span span = {.bytes = block, .length = sizeof(block)};
    struct cs_link_order bytes = {.kind = CS_LINK_BYTES};
    int first, second;

    begin();
    first = open_tunnel();
    second = cs_link_join(client.link);
    CU_ASSERT_TRUE(world_send_head(&client, second, CS_SECTION_REQUEST, CONNECT));
    run();
    CU_ASSERT_TRUE(cs_pair_send(&server, 0, CS_LINK_PAUSE, NULL));
    server.quiet = client.quiet = true;
    bytes.bytes = cs_source_bytes(&span);
    CU_ASSERT_TRUE(cs_link_order(client.link, first, &bytes));
    run();
    CU_ASSERT_TRUE(server.heard.length > 0 && server.heard.length <= CS_QUIC_WINDOW);
    server.quiet = false;
    CU_ASSERT_TRUE(cs_pair_send(&client, second, CS_LINK_BYTES, "second"));
    run();
    CU_ASSERT_TRUE(has(&server, "received(1,second)"));
    server.quiet = true;
    CU_ASSERT_TRUE(cs_pair_send(&server, 0, CS_LINK_RESUME, NULL));
    run();
    CU_ASSERT_EQUAL(server.heard.length, sizeof(block) + 6);
    world_end();
}

/* Whatever comes in place of datagrams does no harm, and ends nothing. */
static void test_noise(void)
{
    char noise[1452];
    int channel;

    begin();
    channel = open_tunnel();
    for (unsigned i = 0; i < 200; i++) {
        for (size_t k = 0; k < sizeof(noise); k++)
            noise[k] = (char)((i + 1) * 31 * (k + 17) + k / 3);
        cs_link_received(server.link, noise, (i * 97) % sizeof(noise));
        cs_link_received(client.link, noise, (i * 89) % sizeof(noise));
    }
    CU_ASSERT_TRUE(cs_pair_send(&client, channel, CS_LINK_BYTES, "still"));
    run();
    CU_ASSERT_TRUE(has(&server, "received(0,still)"));
    world_end();
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"the handshake", test_handshake},
        {"a tunnel", test_tunnel},
        {"resets", test_resets},
        {"loss, the same each time", test_loss},
        {"silence ends it", test_silence},
        {"frames", test_frames},
        {"the end within a frame", test_cuts},
        {"one stalls, the others live", test_pause},
        {"noise", test_noise},
    };

    return cs_run_tests("transport.h3", tests, CS_COUNT(tests));
}
