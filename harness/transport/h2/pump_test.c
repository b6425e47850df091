/* How orders become frames: numbers of streams, the scheme of a path, the windows of a client that reads nothing. */
#include "harness/transport/h2/h2.h"
#include "harness/transport/pair_testing.h"
#include "reference/section_testing.h"

#define CONNECT ":method: CONNECT|:authority: a.test:443"

static struct cs_pair_end client;
static struct cs_pair_end server;

static void begin_with(struct cs_h2_options of_client)
{
    cs_pair_begin(&client, &server);
    client.link = cs_h2_open(&of_client, &cs_pair_events, &client);
    server.link = cs_h2_open(&(struct cs_h2_options){.server = true}, &cs_pair_events, &server);
    cs_pair_open(&client, &server);
}

static void end(void)
{
    cs_pair_end_both(&client, &server);
}

/* What it stands in lives until it is sent, which here is at once. */
static void head(struct cs_pair_end *from, int channel, const char *text, uint64_t dress)
{
    enum cs_section_kind kind = from == &client ? CS_SECTION_REQUEST : CS_SECTION_RESPONSE;
    struct cs_field fields[CS_SECTION_TESTING_FIELDS];
    struct cs_message message;
    struct cs_link_order order = {.kind = CS_LINK_MESSAGE, .message = &message, .code = dress};

    cs_field_section_read(kind, 2, text, strlen(text), fields, cs_section_split(text, strlen(text), fields), &message);
    CU_ASSERT_TRUE(cs_link_order(from->link, channel, &order));
    cs_pair_run(&client, &server);
}

static void tunnel(void)
{
    int channel = cs_link_join(client.link);

    head(&client, channel, CONNECT, 0);
    head(&server, channel, ":status: 200", 0);
}

static void order(struct cs_pair_end *end, int channel, enum cs_link_order_kind kind)
{
    const struct cs_link_order order = {.kind = kind};

    CU_ASSERT_TRUE(cs_link_order(end->link, channel, &order));
    cs_pair_run(&client, &server);
}

static size_t read_letters(const void *context, uint64_t offset, char *buffer, size_t capacity)
{
    const uint64_t *total = context;
    size_t length = *total - offset < capacity ? (size_t)(*total - offset) : capacity;

    memset(buffer, 'a', length);
    return length;
}

/* 200,000 bytes of the server's. */
static void flood(int channel)
{
    static const uint64_t total = 200000;
    const struct cs_link_order large = {.kind = CS_LINK_BYTES,
                                        .bytes = {.total = total, .read = read_letters, .context = &total}};

    CU_ASSERT_TRUE(cs_link_order(server.link, channel, &large));
    cs_pair_run(&client, &server);
}

static void test_scheme(void)
{
    static const char *const schemes[] = {"http", "https"};
    const char *text = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";

    for (int secure = 0; secure < 2; secure++) {
        struct cs_request head;
        struct cs_message message;
        struct cs_link_order order = {.kind = CS_LINK_MESSAGE, .message = &message};
        const struct cs_message *got;

        begin_with((struct cs_h2_options){.secure = secure != 0});
        cs_request_init(&head, NULL);
        cs_request_parse(&head, text, strlen(text));
        cs_message_of_request(&head, text, strlen(text), &message);
        CU_ASSERT_TRUE(cs_link_order(client.link, cs_link_join(client.link), &order));
        cs_pair_run(&client, &server);
        got = cs_link_message(server.link);
        CU_ASSERT_EQUAL(got->scheme.text.length, strlen(schemes[secure]));
        CU_ASSERT_EQUAL(memcmp(got->text + got->scheme.text.start, schemes[secure], got->scheme.text.length), 0);
        end();
    }
}

/* A client of which no stream is read gives the connection no window, either. */
static void test_pause_of_all(void)
{
    begin_with((struct cs_h2_options){0});
    client.quiet = server.quiet = true;
    tunnel();
    tunnel();
    order(&client, 0, CS_LINK_PAUSE);
    order(&client, 1, CS_LINK_PAUSE);
    flood(0);
    CU_ASSERT_EQUAL(client.heard.length, 65535);
    flood(1);
    CU_ASSERT_EQUAL(client.heard.length, 65535);
    order(&client, 1, CS_LINK_RESUME);
    CU_ASSERT_EQUAL(client.heard.length, 65535 + 200000);
    order(&client, 0, CS_LINK_RESUME);
    CU_ASSERT_EQUAL(client.heard.length, 400000);
    end();
}

/* RFC 9113 section 5.1.1: a stream that was left out is closed by the one behind it. */
static void test_skipped_number(void)
{
    begin_with((struct cs_h2_options){0});
    head(&client, cs_link_join(client.link), CONNECT, CS_LINK_SKIP);
    head(&client, cs_link_join(client.link), CONNECT, CS_LINK_SKIPPED);
    CU_ASSERT_EQUAL(cs_link_number(client.link, 0), 3);
    CU_ASSERT_EQUAL(cs_link_number(client.link, 1), 1);
    CU_ASSERT_PTR_NULL(strstr(server.log, "opened(1)"));
    CU_ASSERT_PTR_NOT_NULL(strstr(server.log, "ended(0"));
    end();
}

/* Both frames in one piece: the peer hears of the stream and of its end, and of no answer that it could still want. */
static void test_reset_with_head(void)
{
    begin_with((struct cs_h2_options){0});
    head(&client, cs_link_join(client.link), CONNECT, CS_LINK_RESETS);
    CU_ASSERT_PTR_NOT_NULL(strstr(server.log, "opened(0)"));
    CU_ASSERT_PTR_NOT_NULL(strstr(server.log, "ended(0"));
    CU_ASSERT_PTR_NOT_NULL(strstr(client.log, "ended-sent(0,reset"));
    end();
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"the scheme of a path", test_scheme},
        {"a client that reads nothing", test_pause_of_all},
        {"a number that was left out", test_skipped_number},
        {"a head and its reset", test_reset_with_head},
    };

    return cs_run_tests("h2 pump", tests, CS_COUNT(tests));
}
