#include "harness/transport/h1/h1.h"
#include "harness/transport/pair_testing.h"

static struct cs_pair_end client;
static struct cs_pair_end server;

static void begin(void)
{
    cs_pair_begin(&client, &server);
    client.link = cs_h1_open(false, &cs_pair_events, &client);
    server.link = cs_h1_open(true, &cs_pair_events, &server);
    CU_ASSERT_PTR_NOT_NULL_FATAL(client.link);
    CU_ASSERT_PTR_NOT_NULL_FATAL(server.link);
}

static void test_passes_bytes(void)
{
    begin();
    CU_ASSERT_EQUAL(cs_link_join(client.link), 0);
    CU_ASSERT_TRUE(cs_pair_send(&client, 0, CS_LINK_BYTES, "CONNECT"));
    CU_ASSERT_TRUE(cs_pair_send(&client, 0, CS_LINK_RAW, "\x16\x03"));
    CU_ASSERT_TRUE(cs_pair_send(&client, 0, CS_LINK_FINISH, NULL));
    CU_ASSERT_TRUE(cs_pair_send(&server, 0, CS_LINK_BYTES, "HTTP"));
    cs_pair_run(&client, &server);
    CU_ASSERT_STRING_EQUAL(client.log, "sent(0,CONNECT) sent(0,\x16\x03) ended-sent(0,fin,0) received(0,HTTP) ");
    CU_ASSERT_STRING_EQUAL(server.log, "received(0,CONNECT) received(0,\x16\x03) ended(0,fin,0) sent(0,HTTP) ");
    cs_pair_end_both(&client, &server);
}

/* What is ordered of the carrier is the very source that was given: nothing is copied. */
static void test_copies_nothing(void)
{
    const char *text = "bytes";

    begin();
    CU_ASSERT_TRUE(cs_pair_send(&client, 0, CS_LINK_BYTES, text));
    CU_ASSERT_EQUAL_FATAL(client.order_count, 1);
    CU_ASSERT_PTR_EQUAL(client.orders[0].bytes.context, text);
    CU_ASSERT_EQUAL(client.orders[0].bytes.total, 5);
    cs_pair_end_both(&client, &server);
}

static void test_one_channel(void)
{
    begin();
    CU_ASSERT_EQUAL(cs_link_join(client.link), 0);
    CU_ASSERT_EQUAL(cs_link_join(client.link), -1);
    CU_ASSERT_EQUAL(cs_link_join(server.link), -1);
    CU_ASSERT_EQUAL(cs_link_number(client.link, 0), -1);
    cs_pair_end_both(&client, &server);
}

static void test_ends(void)
{
    begin();
    CU_ASSERT_TRUE(cs_pair_send(&client, 0, CS_LINK_RESET, NULL));
    CU_ASSERT_TRUE(cs_pair_send(&server, 0, CS_LINK_CLOSE, NULL));
    cs_pair_run(&client, &server);
    CU_ASSERT_STRING_EQUAL(client.log, "ended-sent(0,reset,0) ended(0,fin,0) ");
    CU_ASSERT_STRING_EQUAL(server.log, "ended(0,reset,0) ended-sent(0,fin,0) ");
    cs_link_failed(client.link, 32);
    CU_ASSERT_STRING_EQUAL(client.log + strlen(client.log) - 13, "failed(0,32) ");
    cs_pair_end_both(&client, &server);
}

static void test_pause(void)
{
    begin();
    CU_ASSERT_TRUE(cs_pair_send(&server, 0, CS_LINK_PAUSE, NULL));
    CU_ASSERT_TRUE(cs_pair_send(&client, 0, CS_LINK_BYTES, "late"));
    cs_pair_run(&client, &server);
    CU_ASSERT_STRING_EQUAL(server.log, "");
    CU_ASSERT_TRUE(cs_pair_send(&server, 0, CS_LINK_RESUME, NULL));
    cs_pair_run(&client, &server);
    CU_ASSERT_STRING_EQUAL(server.log, "received(0,late) ");
    cs_pair_end_both(&client, &server);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"bytes and ends pass", test_passes_bytes}, {"nothing is copied", test_copies_nothing},
        {"there is one channel", test_one_channel}, {"FIN and RST stay what they are", test_ends},
        {"a pause holds the peer up", test_pause},
    };

    return cs_run_tests("transport.h1", tests, CS_COUNT(tests));
}
