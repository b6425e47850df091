#include "harness/transport/h3/world_testing.h"
#include "harness/transport/quic/quic.h"

#define CONNECT ":method: CONNECT|:authority: a.test:443"
#define SECOND  UINT64_C(1000000000)

static void begin(bool datagrams, enum cs_h3_slip slip)
{
    world_datagrams = datagrams;
    world_begin(0, slip);
}

static void run(void)
{
    world_run(world.now + SECOND);
}

static bool has(const struct cs_pair_end *end, const char *what)
{
    return strstr(end->log, what) != NULL;
}

static bool send(struct cs_pair_end *end, int channel, const char *bytes, size_t length)
{
    const struct cs_source_span span = {.bytes = bytes, .length = length};
    bool taken = cs_link_order(end->link, channel,
                               &(struct cs_link_order){.kind = CS_LINK_DATAGRAM, .bytes = cs_source_bytes(&span)});

    run();
    return taken;
}

static int open_tunnel(void)
{
    int channel = cs_link_join(client.link);

    CU_ASSERT_TRUE(world_send_head(&client, channel, CS_SECTION_REQUEST, CONNECT));
    run();
    return channel;
}

static void test_both_ways(void)
{
    int second;

    begin(true, CS_H3_SLIP_NONE);
    CU_ASSERT_TRUE(has(&client, "notice(8,0)") && has(&server, "notice(8,0)"));
    CU_ASSERT_EQUAL(open_tunnel(), 0);
    second = open_tunnel();
    CU_ASSERT_TRUE(send(&client, 0, "\x01up", 3)); /* of the second one, whoever sends it */
    CU_ASSERT_TRUE(send(&client, 0, "\0", 1));
    CU_ASSERT_TRUE(has(&server, "datagram(1,up) datagram(0,) "));
    CU_ASSERT_TRUE(send(&server, 1, "down", 4));
    CU_ASSERT_TRUE(send(&server, 0, "", 0));
    CU_ASSERT_TRUE(has(&client, "datagram(1,down) datagram(0,) "));
    CU_ASSERT_TRUE(cs_pair_send(&client, second, CS_LINK_RESET, NULL));
    run();
    CU_ASSERT_TRUE(send(&client, 0, "\x01late", 5));
    CU_ASSERT_TRUE(send(&client, 0, "\x09never", 6));
    CU_ASSERT_FALSE(has(&server, "late"));
    CU_ASSERT_FALSE(has(&server, "never"));
    CU_ASSERT_TRUE(send(&client, 0, "\0live", 5));
    CU_ASSERT_TRUE(has(&server, "datagram(0,live)"));
    world_end();
}

static void test_too_long(void)
{
    static const char bytes[CS_QUIC_PAYLOAD_MAX + 1];

    begin(true, CS_H3_SLIP_NONE);
    CU_ASSERT_EQUAL(open_tunnel(), 0);
    CU_ASSERT_TRUE(send(&server, 0, bytes, CS_QUIC_PAYLOAD_MAX - 1));
    CU_ASSERT_TRUE(has(&client, "datagram(0,"));
    CU_ASSERT_FALSE(send(&server, 0, bytes, CS_QUIC_PAYLOAD_MAX));
    CU_ASSERT_TRUE(send(&client, 0, bytes, sizeof(bytes)));
    CU_ASSERT_TRUE(has(&client, "failed(0,"));
    world_end();
}

/* Neither end sends them to who has not announced them. */
static void test_unannounced(void)
{
    begin(false, CS_H3_SLIP_NONE);
    CU_ASSERT_EQUAL(open_tunnel(), 0);
    CU_ASSERT_TRUE(send(&server, 0, "down", 4));
    CU_ASSERT_TRUE(send(&client, 0, "\0up", 3));
    CU_ASSERT_FALSE(has(&client, "datagram("));
    CU_ASSERT_FALSE(has(&server, "datagram("));
    CU_ASSERT_TRUE(has(&client, "failed(0,"));
    world_end();
}

static void test_malformed(void)
{
    static const struct {
        const char *bytes;
        size_t length;
    } rows[] = {{"", 0}, {"\x40", 1}, {"\xd0\0\0\0\0\0\0\0x", 9}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        begin(true, CS_H3_SLIP_NONE);
        CU_ASSERT_EQUAL(open_tunnel(), 0);
        CU_ASSERT_TRUE(send(&client, 0, rows[i].bytes, rows[i].length));
        CU_ASSERT_TRUE(has(&server, "ended(0,reset,51)")); /* H3_DATAGRAM_ERROR */
        CU_ASSERT_TRUE(has(&client, "ended(0,"));
        world_end();
    }
}

static void test_value(void)
{
    begin(true, CS_H3_SLIP_DATAGRAM_TWO);
    CU_ASSERT_TRUE(has(&client, "notice(3,265)")); /* H3_SETTINGS_ERROR */
    world_end();
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"both ways, of streams and of none", test_both_ways},
        {"what is too long", test_too_long},
        {"not announced", test_unannounced},
        {"malformed ones end the connection", test_malformed},
        {"a setting that is no flag", test_value},
    };

    return cs_run_tests("transport.h3.datagram", tests, CS_COUNT(tests));
}
