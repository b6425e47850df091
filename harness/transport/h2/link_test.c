#include "harness/transport/h2/h2.h"
#include "harness/transport/pair_testing.h"
#include "harness/transport/tls/tls.h"
#include "reference/findings_testing.h"
#include "reference/section_testing.h"

static struct cs_pair_end client;
static struct cs_pair_end server;
static struct cs_link_events told; /* cs_pair_events, heads in words */

static void on_head(void *context, int channel, const char *encoded, size_t length)
{
    struct cs_pair_end *end = context;
    const struct cs_message *message = cs_link_message(end->link);
    struct cs_head_part target = cs_message_target(message);
    char findings[CS_FINDINGS_TEXT_MAX];

    CU_ASSERT_TRUE(length > 0 && encoded != NULL);
    cs_findings_text(&message->findings, findings);
    cs_pair_log(end, "head(%d,%u,%.*s,%s) ", channel, message->status, (int)target.text.length,
                message->text + target.text.start, findings);
}

static void begin_with(struct cs_h2_options of_client, struct cs_h2_options of_server)
{
    told = cs_pair_events;
    told.head = on_head;
    cs_pair_begin(&client, &server);
    of_server.server = true;
    client.link = cs_h2_open(&of_client, &told, &client);
    server.link = cs_h2_open(&of_server, &told, &server);
    cs_pair_open(&client, &server);
}

static void begin(void)
{
    begin_with((struct cs_h2_options){0}, (struct cs_h2_options){0});
}

static void end(void)
{
    cs_pair_end_both(&client, &server);
}

static bool has(const struct cs_pair_end *end, const char *text)
{
    bool found = strstr(end->log, text) != NULL;

    if (!found)
        printf("\n  no %s in: %s\n", text, end->log);
    return found;
}

static void expect(const struct cs_pair_end *end, const char *log)
{
    if (strcmp(end->log, log) != 0)
        printf("\n  expected: %s\n  found:    %s\n", log, end->log);
    CU_ASSERT_STRING_EQUAL(end->log, log);
}

/* A head written as in section_testing.h; what it stands in lives until it is sent, which here is at once. */
static bool send_head(struct cs_pair_end *end, int channel, enum cs_section_kind kind, const char *text, bool ends)
{
    struct cs_field fields[CS_SECTION_TESTING_FIELDS];
    struct cs_message message;
    struct cs_link_order order = {.kind = CS_LINK_MESSAGE, .message = &message, .code = ends};

    cs_field_section_read(kind, 2, text, strlen(text), fields, cs_section_split(text, strlen(text), fields), &message);
    return cs_link_order(end->link, channel, &order);
}

static int request(const char *text)
{
    int channel = cs_link_join(client.link);

    CU_ASSERT_TRUE_FATAL(channel >= 0);
    CU_ASSERT_TRUE(send_head(&client, channel, CS_SECTION_REQUEST, text, false));
    return channel;
}

#define CONNECT ":method: CONNECT|:authority: a.test:443"

static int tunnel(void)
{
    int channel = request(CONNECT);

    cs_pair_run(&client, &server);
    CU_ASSERT_TRUE(send_head(&server, channel, CS_SECTION_RESPONSE, ":status: 200", false));
    cs_pair_run(&client, &server);
    client.log[0] = server.log[0] = '\0';
    return channel;
}

static void order(struct cs_pair_end *end, int channel, enum cs_link_order_kind kind, uint64_t code)
{
    const struct cs_link_order order = {.kind = kind, .code = code};

    CU_ASSERT_TRUE(cs_link_order(end->link, channel, &order));
}

/* A frame as it is, from the other end. */
static void frame_to(struct cs_pair_end *to, unsigned type, unsigned flags, uint32_t stream, const void *payload,
                     size_t length)
{
    static char bytes[8][70000];
    static struct cs_source_span spans[8];
    static size_t turn;
    size_t slot = turn++ % 8;
    const struct cs_h2_frame header = {
        .length = (uint32_t)length, .type = (uint8_t)type, .flags = (uint8_t)flags, .stream = stream};

    cs_h2_write_header((uint8_t *)bytes[slot], &header);
    if (length > 0)
        memcpy(bytes[slot] + CS_H2_HEADER_BYTES, payload, length);
    spans[slot] = (struct cs_source_span){bytes[slot], CS_H2_HEADER_BYTES + length};
    cs_link_received(to->link, bytes[slot], spans[slot].length);
    cs_pair_run(&client, &server);
}

static void frame(unsigned type, unsigned flags, uint32_t stream, const void *payload, size_t length)
{
    frame_to(&server, type, flags, stream, payload, length);
}

static void test_settings(void)
{
    told = cs_pair_events;
    cs_pair_begin(&client, &server);
    client.link = cs_h2_open(&(struct cs_h2_options){0}, &told, &client);
    server.link = cs_h2_open(&(struct cs_h2_options){.server = true, .extended_connect = true}, &told, &server);
    cs_link_begin(server.link);
    cs_link_begin(client.link);
    cs_pair_run(&client, &server);
    CU_ASSERT_TRUE(has(&client, "notice(4,3) notice(0,0) ")); /* SETTINGS, READY */
    CU_ASSERT_TRUE(has(&client, "notice(5,0) "));
    CU_ASSERT_TRUE(has(&server, "notice(4,2) notice(0,0) notice(5,0) "));
    CU_ASSERT_EQUAL(memcmp(client.wire.data, CS_H2_PREFACE, CS_H2_PREFACE_BYTES), 0);
    CU_ASSERT_EQUAL(memcmp(client.wire.data + 24, "\0\0\14\4\0\0\0\0\0\0\1\0\0\0\0\0\2\0\0\0\0", 21), 0);
    CU_ASSERT_TRUE(cs_h2_takes_extended_connect(client.link));
    end();
}

static void test_tunnel(void)
{
    int channel;

    begin();
    channel = request(CONNECT);
    CU_ASSERT_TRUE(cs_pair_send(&client, channel, CS_LINK_BYTES, "ping"));
    order(&client, channel, CS_LINK_FINISH, 0);
    cs_pair_run(&client, &server);
    expect(&server, "opened(0) head(0,0,a.test:443,) received(0,ping) ended(0,fin,0) ");
    CU_ASSERT_EQUAL(cs_link_number(server.link, 0), 1);
    CU_ASSERT_TRUE(send_head(&server, 0, CS_SECTION_RESPONSE, ":status: 200", false));
    CU_ASSERT_TRUE(cs_pair_send(&server, 0, CS_LINK_BYTES, "pong"));
    order(&server, 0, CS_LINK_FINISH, 0);
    cs_pair_run(&client, &server);
    expect(&client, "sent(0,ping) ended-sent(0,fin,0) head(0,200,,) received(0,pong) ended(0,fin,0) ");
    CU_ASSERT_FALSE(cs_pair_send(&client, channel, CS_LINK_BYTES, "more"));
    channel = request(CONNECT); /* the number is free again, the stream is another */
    cs_pair_run(&client, &server);
    CU_ASSERT_EQUAL(cs_link_number(client.link, channel), 3);
    end();
}

/* What is wrong is told as it is: the owner judges. */
static void test_malformed(void)
{
    begin();
    request(CONNECT "|:path: /|X: a\r\nb");
    cs_pair_run(&client, &server);
    CU_ASSERT_TRUE(has(&server, "connect-path@"));
    CU_ASSERT_TRUE(has(&server, "section-name-upper-case@"));
    CU_ASSERT_TRUE(has(&server, "section-value-forbidden@"));
    end();
}

static void test_h1_message(void)
{
    const char *text =
        "CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\nProxy-Connection: x\r\nUser-Agent: y\r\n\r\n";
    struct cs_request head;
    struct cs_message message;
    struct cs_link_order order = {.kind = CS_LINK_MESSAGE, .message = &message};

    begin();
    cs_request_init(&head, NULL);
    cs_request_parse(&head, text, strlen(text));
    cs_message_of_request(&head, text, strlen(text), &message);
    CU_ASSERT_TRUE(cs_link_order(client.link, cs_link_join(client.link), &order));
    cs_pair_run(&client, &server);
    expect(&server, "opened(0) head(0,0,a.test:443,) ");
    CU_ASSERT_TRUE(cs_message_has(cs_link_message(server.link), "user-agent"));
    CU_ASSERT_FALSE(cs_message_has(cs_link_message(server.link), "host"));
    end();
}

/* What a GET of HTTP/1.1 asks for is of the scheme that carries it. */
static void test_resets(void)
{
    begin();
    tunnel();
    tunnel();
    order(&server, 0, CS_LINK_RESET, CS_H2_CONNECT_ERROR);
    cs_pair_run(&client, &server);
    expect(&client, "ended(0,reset,10) ");
    CU_ASSERT_TRUE(cs_pair_send(&client, 1, CS_LINK_BYTES, "lives"));
    order(&client, 1, CS_LINK_RESET, CS_H2_CANCEL);
    cs_pair_run(&client, &server);
    CU_ASSERT_TRUE(has(&server, "received(1,lives) ended(1,reset,8) "));
    end();
}

static void test_carrier_ends(void)
{
    begin();
    tunnel();
    cs_link_ended(server.link, CS_END_FIN, 0);
    expect(&server, "ended(0,reset,4294967296) ");
    CU_ASSERT_FALSE(cs_pair_send(&server, 0, CS_LINK_BYTES, "x"));
    end();
}

static size_t read_letters(const void *context, uint64_t offset, char *buffer, size_t capacity)
{
    const uint64_t *total = context;
    size_t length = *total - offset < capacity ? (size_t)(*total - offset) : capacity;

    memset(buffer, 'a', length);
    return length;
}

/* To the byte: nothing goes beyond a window, all goes on when there is more of it. */
static void test_windows(void)
{
    static const uint64_t total = 300000;
    const struct cs_link_order large = {.kind = CS_LINK_BYTES,
                                        .bytes = {.total = total, .read = read_letters, .context = &total}};

    begin_with((struct cs_h2_options){0}, (struct cs_h2_options){.window = 1000, .holds_window = true});
    client.quiet = server.quiet = true;
    tunnel();
    CU_ASSERT_TRUE(cs_link_order(client.link, 0, &large));
    cs_pair_run(&client, &server);
    CU_ASSERT_EQUAL(server.heard.length, 1000);
    CU_ASSERT_EQUAL(client.sent, 1000);
    order(&server, 0, CS_LINK_NOTICE, CS_H2_ORDER(CS_H2_NOTICE_CREDIT, 1));
    cs_pair_run(&client, &server);
    CU_ASSERT_EQUAL(server.heard.length, 1001);
    order(&server, 0, CS_LINK_NOTICE, CS_H2_ORDER(CS_H2_NOTICE_CREDIT, 400000));
    cs_pair_run(&client, &server);
    CU_ASSERT_EQUAL(server.heard.length, total);
    end();
}

/* Windows come back in lumps, of half of them: not two frames for each frame of content, and content in whole frames. */
static void test_lumps(void)
{
    static const uint64_t total = 1000000;
    const struct cs_link_order large = {.kind = CS_LINK_BYTES,
                                        .bytes = {.total = total, .read = read_letters, .context = &total}};
    unsigned before;

    begin();
    client.quiet = server.quiet = true;
    tunnel();
    before = server.segments;
    CU_ASSERT_TRUE(cs_link_order(client.link, 0, &large));
    cs_pair_run(&client, &server);
    CU_ASSERT_EQUAL(server.heard.length, total);
    CU_ASSERT_TRUE(server.segments - before >= 2 * (total - 65535) / 65535);
    CU_ASSERT_TRUE(server.segments - before <= 2 * total / 32767);
    end();
}

/* A stream that is not read stops at its window, and the others go on. */
static void test_pause(void)
{
    static const uint64_t total = 200000;
    const struct cs_link_order large = {.kind = CS_LINK_BYTES,
                                        .bytes = {.total = total, .read = read_letters, .context = &total}};

    begin_with((struct cs_h2_options){0}, (struct cs_h2_options){.window = 30000});
    client.quiet = server.quiet = true;
    tunnel();
    tunnel();
    order(&server, 0, CS_LINK_PAUSE, 0);
    CU_ASSERT_TRUE(cs_link_order(client.link, 0, &large));
    cs_pair_run(&client, &server);
    CU_ASSERT_EQUAL(server.heard.length, 30000);
    CU_ASSERT_TRUE(cs_link_order(client.link, 1, &large));
    cs_pair_run(&client, &server);
    CU_ASSERT_EQUAL(server.heard.length, 230000);
    order(&server, 0, CS_LINK_RESUME, 0);
    cs_pair_run(&client, &server);
    CU_ASSERT_EQUAL(server.heard.length, 400000);
    end();
}

static void test_large_block(void)
{
    static char text[60000];
    static const char front[] = CONNECT "|x: ";

    memset(text, '\x01', sizeof(text) - 1); /* no Huffman code makes it shorter */
    memcpy(text, front, sizeof(front) - 1);
    begin();
    request(text);
    cs_pair_run(&client, &server);
    CU_ASSERT_TRUE(has(&server, "head(0,0,a.test:443,section-value-control@"));
    CU_ASSERT_TRUE(server.log[0] != '\0' && client.wire.length > 60000);
    end();
}

/* Frames that break the protocol, and what a server has to make of them. */
static void test_connection_errors(void)
{
    static const uint8_t zeros[64] = {0};
    static const struct {
        unsigned type, flags;
        uint32_t stream;
        size_t length;
        const char *log;
    } rows[] = {
        {CS_H2_DATA, 0, 0, 4, "notice(3,1) "},
        {CS_H2_DATA, 0, 9, 4, "notice(3,1) "},
        {CS_H2_DATA, CS_H2_PADDED, 1, 0, "notice(3,1) "},
        {CS_H2_HEADERS, CS_H2_END_HEADERS, 0, 4, "notice(3,1) "},
        {CS_H2_HEADERS, CS_H2_END_HEADERS, 2, 0, "notice(3,1) "},
        {CS_H2_HEADERS, CS_H2_END_HEADERS, 3, 4, "notice(3,9) "},
        {CS_H2_CONTINUATION, CS_H2_END_HEADERS, 1, 4, "notice(3,1) "},
        {CS_H2_RST_STREAM, 0, 1, 3, "notice(3,6) "},
        {CS_H2_RST_STREAM, 0, 9, 4, "notice(3,1) "},
        {CS_H2_SETTINGS, 0, 1, 0, "notice(3,1) "},
        {CS_H2_SETTINGS, 0, 0, 5, "notice(3,6) "},
        {CS_H2_SETTINGS, CS_H2_ACK, 0, 6, "notice(3,6) "},
        {CS_H2_PUSH_PROMISE, CS_H2_END_HEADERS, 1, 8, "notice(3,1) "},
        {CS_H2_PING, 0, 0, 7, "notice(3,6) "},
        {CS_H2_PING, 0, 1, 8, "notice(3,1) "},
        {CS_H2_GOAWAY, 0, 0, 7, "notice(3,6) "},
        {CS_H2_WINDOW_UPDATE, 0, 0, 4, "notice(3,1) "},
        {CS_H2_WINDOW_UPDATE, 0, 9, 4, "notice(3,1) "},
        {CS_H2_WINDOW_UPDATE, 0, 1, 3, "notice(3,6) "},
        {CS_H2_PRIORITY, 0, 0, 5, "notice(3,1) "},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        begin();
        tunnel();
        frame(rows[i].type, rows[i].flags, rows[i].stream, zeros, rows[i].length);
        if (!has(&server, rows[i].log) || !has(&server, "ended(0,reset,"))
            CU_FAIL("row");
        CU_ASSERT_TRUE(has(&client, "notice(7,"));
        end();
    }
}

static void test_stream_errors(void)
{
    begin();
    tunnel();
    tunnel();
    frame(CS_H2_WINDOW_UPDATE, 0, 1, "\0\0\0\0", 4);
    CU_ASSERT_TRUE(has(&client, "ended(0,reset,1) "));
    frame(CS_H2_WINDOW_UPDATE, 0, 3, "\x7f\xff\xff\xff", 4);
    CU_ASSERT_TRUE(has(&client, "ended(1,reset,3) "));
    CU_ASSERT_PTR_NULL(strstr(client.log, "notice(7,"));
    end();
}

static void test_ignored(void)
{
    static const uint8_t zeros[16] = {0};

    begin();
    tunnel();
    frame(0xfa, 0xff, 1, zeros, 16);
    frame(0xfa, 0, 0, zeros, 0);
    frame(CS_H2_PRIORITY, 0, 1, zeros, 5);
    frame(CS_H2_SETTINGS, 0, 0, "\xfa\xfa\0\0\0\1", 6);
    frame(CS_H2_DATA, 0, 1, zeros, 0);
    frame(CS_H2_DATA, CS_H2_PADDED, 1, "\3abc\0\0\0", 7);
    expect(&server, "notice(4,1) received(0,abc) ");
    end();
}

/* Padding counts for both windows, and comes back. */
static void test_padding_comes_back(void)
{
    static uint8_t padded[256] = {255};

    begin();
    tunnel();
    for (int i = 0; i < 1000; i++)
        frame(CS_H2_DATA, CS_H2_PADDED, 1, padded, sizeof(padded));
    CU_ASSERT_STRING_EQUAL(server.log, "");
    end();
}

static void test_overrun(void)
{
    static uint8_t block[16384];

    begin_with((struct cs_h2_options){0}, (struct cs_h2_options){.holds_window = true});
    client.quiet = server.quiet = true;
    tunnel();
    for (int i = 0; i < 4; i++)
        frame(CS_H2_DATA, 0, 1, block, i < 3 ? 16384 : 16383);
    CU_ASSERT_STRING_EQUAL(server.log, "");
    frame(CS_H2_DATA, 0, 1, block, 1);
    CU_ASSERT_TRUE(has(&server, "notice(3,3) "));
    end();
}

/* Somebody who asks for answers and never reads them costs a bounded queue. */
static void test_floods(void)
{
    static const struct {
        unsigned type;
        size_t length;
    } rows[] = {{CS_H2_PING, 8}, {CS_H2_SETTINGS, 0}};
    static const uint8_t zeros[8] = {0};

    for (size_t row = 0; row < CS_COUNT(rows); row++) {
        uint8_t bytes[CS_H2_HEADER_BYTES + 8] = {0};
        const struct cs_h2_frame header = {.length = (uint32_t)rows[row].length, .type = (uint8_t)rows[row].type};

        begin();
        tunnel();
        cs_h2_write_header(bytes, &header);
        memcpy(bytes + CS_H2_HEADER_BYTES, zeros, rows[row].length);
        for (int i = 0; i < 200000; i++)
            cs_link_received(server.link, (char *)bytes, CS_H2_HEADER_BYTES + rows[row].length);
        CU_ASSERT_TRUE(server.order_count <= CS_PAIR_ORDERS);
        CU_ASSERT_FALSE(cs_pair_send(&server, 0, CS_LINK_BYTES, "x")); /* it has given up */
        end();
    }
}

static void test_endless_block(void)
{
    static uint8_t block[16384];

    begin();
    frame(CS_H2_HEADERS, 0, 1, block, 0);
    for (int i = 0; i < 17; i++)
        frame(CS_H2_CONTINUATION, 0, 1, block, sizeof(block));
    CU_ASSERT_TRUE(has(&server, "notice(3,11) "));
    end();
}

static void test_rapid_reset(void)
{
    begin();
    client.quiet = server.quiet = true;
    for (int i = 0; i < 3000; i++) {
        int channel = cs_link_join(client.link);

        CU_ASSERT_TRUE_FATAL(channel >= 0);
        CU_ASSERT_TRUE(send_head(&client, channel, CS_SECTION_REQUEST, CONNECT, false));
        order(&client, channel, CS_LINK_RESET, CS_H2_CANCEL);
        cs_pair_run(&client, &server);
        server.log[0] = client.log[0] = '\0';
    }
    CU_ASSERT_EQUAL(cs_link_number(client.link, 0), 5999);
    end();
}

static void test_notices(void)
{
    begin();
    tunnel();
    order(&client, 0, CS_LINK_NOTICE, CS_H2_ORDER(CS_H2_NOTICE_PING, 77));
    order(&server, 0, CS_LINK_NOTICE, CS_H2_ORDER(CS_H2_NOTICE_GOAWAY, CS_H2_NO_ERROR));
    cs_pair_run(&client, &server);
    CU_ASSERT_TRUE(has(&client, "notice(6,77) "));
    CU_ASSERT_TRUE(has(&client, "notice(7,4294967296) "));
    CU_ASSERT_TRUE(cs_pair_send(&client, 0, CS_LINK_BYTES, "goes on"));
    cs_pair_run(&client, &server);
    CU_ASSERT_TRUE(has(&server, "received(0,goes on) "));
    end();
}

/* A GOAWAY refuses what it leaves out, asked for before it or behind it, but for what was answered (section 6.8). */
static void test_left_out(void)
{
    begin();
    tunnel();
    request(CONNECT);
    cs_pair_run(&client, &server);
    client.log[0] = '\0';
    frame_to(&client, CS_H2_GOAWAY, 0, 0, "\0\0\0\0\0\0\0\1", 8);
    expect(&client, "notice(7,1) ended(1,reset,7) ");
    CU_ASSERT_FALSE(cs_pair_send(&client, 1, CS_LINK_BYTES, "x"));
    CU_ASSERT_TRUE(cs_pair_send(&client, 0, CS_LINK_BYTES, "lives"));
    cs_pair_run(&client, &server);
    CU_ASSERT_TRUE(has(&server, "received(0,lives) "));
    client.log[0] = '\0';
    request(CONNECT);
    expect(&client, "ended(1,reset,7) ");
    end();
}

/* What crosses a reset is of no stream, and no error (section 5.1). */
static void test_crossing(void)
{
    begin();
    request(CONNECT);
    cs_pair_run(&client, &server);
    order(&client, 0, CS_LINK_RESET, CS_H2_CANCEL);
    frame_to(&client, CS_H2_HEADERS, CS_H2_END_HEADERS, 1, "\x88", 1);
    frame_to(&client, CS_H2_DATA, 0, 1, "late", 4);
    cs_pair_run(&client, &server);
    CU_ASSERT_PTR_NULL(strstr(client.log, "notice"));
    client.log[0] = server.log[0] = '\0';
    tunnel();
    end();
}

static void test_bad_preface(void)
{
    begin_with((struct cs_h2_options){0}, (struct cs_h2_options){0});
    end();
    cs_pair_begin(&client, &server);
    server.link = cs_h2_open(&(struct cs_h2_options){.server = true}, &told, &server);
    cs_link_begin(server.link);
    cs_link_received(server.link, "GET / HTTP/1.1\r\n\r\n", 18);
    CU_ASSERT_TRUE(has(&server, "notice(3,1) "));
    end();
}

static void test_any_cut(void)
{
    begin();
    client.cut = server.cut = 1;
    request(CONNECT);
    CU_ASSERT_TRUE(cs_pair_send(&client, 0, CS_LINK_BYTES, "ping"));
    cs_pair_run(&client, &server);
    expect(&server, "opened(0) head(0,0,a.test:443,) received(0,ping) ");
    end();
}

static void test_many(void)
{
    begin();
    client.quiet = server.quiet = true;
    for (int i = 0; i < 512; i++)
        request(CONNECT);
    for (int i = 0; i < 512; i++)
        CU_ASSERT_TRUE(cs_pair_send(&client, i, CS_LINK_BYTES, "mark"));
    cs_pair_run(&client, &server);
    CU_ASSERT_EQUAL(server.heard.length, 2048);
    end();
}

static void test_names(void)
{
    CU_ASSERT_STRING_EQUAL(cs_h2_error_name(CS_H2_CONNECT_ERROR), "CONNECT_ERROR");
    CU_ASSERT_STRING_EQUAL(cs_h2_error_name(CS_H2_ENHANCE_YOUR_CALM), "ENHANCE_YOUR_CALM");
    CU_ASSERT_STRING_EQUAL(cs_h2_error_name(14), "unknown");
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"SETTINGS", test_settings},
        {"a tunnel", test_tunnel},
        {"malformed heads are told", test_malformed},
        {"a message of HTTP/1.1", test_h1_message},
        {"resets", test_resets},
        {"the carrier ends", test_carrier_ends},
        {"windows to the byte", test_windows},
        {"windows in lumps", test_lumps},
        {"one stalls, the others live", test_pause},
        {"CONTINUATION", test_large_block},
        {"connection errors", test_connection_errors},
        {"stream errors", test_stream_errors},
        {"what is ignored", test_ignored},
        {"padding comes back", test_padding_comes_back},
        {"more than the window", test_overrun},
        {"floods", test_floods},
        {"an endless block", test_endless_block},
        {"rapid reset", test_rapid_reset},
        {"PING and GOAWAY", test_notices},
        {"a GOAWAY leaves streams out", test_left_out},
        {"frames cross a reset", test_crossing},
        {"no preface", test_bad_preface},
        {"a byte at a time", test_any_cut},
        {"many streams", test_many},
        {"names", test_names},
    };

    return cs_run_tests("transport.h2", tests, CS_COUNT(tests));
}
