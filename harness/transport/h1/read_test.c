#include "harness/transport/h1/read.h"

#include "reference/testing.h"

#define CONNECT "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"

/* A lane of which |left_out| bytes behind |text| were not kept. */
static struct cs_stream lane_of(const char *text, uint64_t left_out, enum cs_end end)
{
    size_t length = strlen(text);

    return (struct cs_stream){
        .kept = cs_supervised_copy(text, length), .kept_length = length, .total = length + left_out, .end = end};
}

static const struct row {
    bool requests;
    const char *text;
    uint64_t left_out;
    enum cs_end end;
    enum cs_exchange_state state;
    size_t interims, finals;
    uint64_t first_at, tunnel, surplus;
} rows[] = {
    {false, "", 0, CS_END_OPEN, CS_EXCHANGE_WAITING, 0, 0, 0, CS_NO_TUNNEL, 0},
    {false, "", 0, CS_END_FIN, CS_EXCHANGE_WAITING, 0, 0, 0, CS_NO_TUNNEL, 0},
    {false, "HTTP/1.1 200 OK\r\n\r\nab", 9, CS_END_OPEN, CS_EXCHANGE_TUNNEL, 0, 1, 0, 19, 0},
    {false, "HTTP/1.1 100 Go\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", 0, CS_END_FIN, CS_EXCHANGE_TUNNEL, 1, 1, 19, 38, 0},
    {false, "HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nab", 0, CS_END_OPEN, CS_EXCHANGE_ANSWERED, 0, 1, 0,
     CS_NO_TUNNEL, 0},
    {false, "HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nabc", 0, CS_END_OPEN, CS_EXCHANGE_ANSWERED, 0, 1, 0,
     CS_NO_TUNNEL, 1},
    {false, "HTTP/1.1 403 No\r\n\r\nab", 0, CS_END_OPEN, CS_EXCHANGE_BODY, 0, 1, 0, CS_NO_TUNNEL, 0},
    {false, "HTTP/1.1 403 No\r\n\r\nab", 0, CS_END_FIN, CS_EXCHANGE_ANSWERED, 0, 1, 0, CS_NO_TUNNEL, 0},
    {false, "SSH-2.0\r\n", 0, CS_END_OPEN, CS_EXCHANGE_GARBAGE, 0, 0, 0, CS_NO_TUNNEL, 0},
    {true, "", 0, CS_END_OPEN, CS_EXCHANGE_WAITING, 0, 0, 0, CS_NO_TUNNEL, 0},
    {true, CONNECT, 0, CS_END_OPEN, CS_EXCHANGE_TUNNEL, 0, 1, 0, 39, 0},
    {true, CONNECT "GET / HTTP/1.1\r\n\r\n", 7, CS_END_OPEN, CS_EXCHANGE_TUNNEL, 0, 1, 0, 39, 0},
    {true, "CONNECT a:443 HTTP/1.1\r\n", 0, CS_END_FIN, CS_EXCHANGE_WAITING, 0, 0, 0, CS_NO_TUNNEL, 0},
    {true, "CONNECT a:443 HTTP/1.1\r\n", 1, CS_END_FIN, CS_EXCHANGE_GARBAGE, 0, 0, 0, CS_NO_TUNNEL, 0},
    {true, "GET / HTTP/1.1\r\nHost: a\r\n\r\n" CONNECT "x", 0, CS_END_OPEN, CS_EXCHANGE_ANSWERED, 0, 2, 0, 66, 0},
    {true, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab", 0, CS_END_OPEN, CS_EXCHANGE_BODY, 0, 1, 0,
     CS_NO_TUNNEL, 0},
    {true, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab", 5, CS_END_OPEN, CS_EXCHANGE_ANSWERED, 0, 1, 0,
     CS_NO_TUNNEL, 3},
    {true, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\nGE", 0, CS_END_OPEN,
     CS_EXCHANGE_ANSWERED, 0, 1, 0, CS_NO_TUNNEL, 2},
    {true, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", 0, CS_END_OPEN, CS_EXCHANGE_BODY, 0,
     1, 0, CS_NO_TUNNEL, 0},
};

static void expect_row(const struct row *row)
{
    struct cs_stream lane = lane_of(row->text, row->left_out, row->end);
    struct cs_conversation seen;

    if (row->requests)
        cs_h1_read_requests(&lane, &seen);
    else
        cs_h1_read_responses(&lane, (struct cs_h1_asked){.upgrades = false}, &seen);
    if (seen.state != row->state || seen.tunnel != row->tunnel || seen.surplus != row->surplus)
        printf("\n  %s\n", row->text);
    CU_ASSERT_EQUAL(seen.state, row->state);
    CU_ASSERT_EQUAL(seen.interim_count, row->interims);
    CU_ASSERT_EQUAL(seen.final_count, row->finals);
    CU_ASSERT_EQUAL(seen.first_at, row->first_at);
    CU_ASSERT_EQUAL(seen.tunnel, row->tunnel);
    CU_ASSERT_EQUAL(seen.surplus, row->surplus);
    cs_supervised_free(lane.kept, lane.kept_length);
}

static void states(void)
{
    for (size_t i = 0; i < CS_COUNT(rows); i++)
        expect_row(&rows[i]);
}

/* The first message is the final response, not the interim one in front of it. */
static void first_message(void)
{
    static char text[] = "HTTP/1.1 102 Wait\r\nA: b\r\n\r\nHTTP/1.1 407 No\r\nC: d\r\n\r\n";
    struct cs_stream lane = {.kept = text, .kept_length = sizeof(text) - 1, .total = sizeof(text) - 1};
    struct cs_conversation seen;

    cs_h1_read_responses(&lane, (struct cs_h1_asked){.upgrades = false}, &seen);
    CU_ASSERT_EQUAL(seen.first.status, 407);
    CU_ASSERT_TRUE(cs_message_has(&seen.first, "c"));
    CU_ASSERT_FALSE(cs_message_has(&seen.first, "a"));
    CU_ASSERT_TRUE(cs_findings_has(&seen.first.findings, CS_CODE_CHALLENGE_MISSING));
}

/* What we dialled receives responses, what arrived receives requests. */
static void directions(void)
{
    static char request[] = CONNECT;
    static char response[] = "HTTP/1.1 200 OK\r\n\r\n";
    const struct cs_stream asked = {.kept = request, .kept_length = sizeof(request) - 1, .total = sizeof(request) - 1};
    const struct cs_stream told = {
        .kept = response, .kept_length = sizeof(response) - 1, .total = sizeof(response) - 1};
    const struct cs_channel dialled = {.seat = CS_SEAT_DIALS, .sent = asked, .received = told};
    const struct cs_channel arrived = {.seat = CS_SEAT_ARRIVES, .sent = told, .received = asked};
    struct cs_conversation seen;

    cs_conversation_read(&dialled, true, &seen);
    CU_ASSERT_EQUAL(seen.first.status, 200);
    cs_conversation_read(&dialled, false, &seen);
    CU_ASSERT_EQUAL(seen.first.target.port_number, 443);
    cs_conversation_read(&arrived, true, &seen);
    CU_ASSERT_EQUAL(seen.first.target.port_number, 443);
    cs_conversation_read(&arrived, false, &seen);
    CU_ASSERT_EQUAL(seen.first.status, 200);
}

/* What the strict parser refuses leads somewhere for a lenient one. */
static void readings(void)
{
    static char text[] = "CONNECT 127.0.0.1:65979 HTTP/1.1\r\n\r\n";
    struct cs_channel channel = {.sent = {.kept = text, .kept_length = sizeof(text) - 1, .total = sizeof(text) - 1}};
    struct cs_reading out[CS_READING_COUNT];
    bool modulo = false;

    for (size_t i = 0; i < cs_conversation_readings(&channel, out); i++)
        modulo = modulo || (out[i].kind == CS_READING_PORT_MODULO && out[i].destination.port == 443);
    CU_ASSERT_TRUE(modulo);
    channel.sent.kept_length -= 2;
    CU_ASSERT_EQUAL(cs_conversation_readings(&channel, out), 0);
}

/* Every answer, with what is wrong in its content. */
static void answers(void)
{
    static char text[] = "HTTP/1.1 100 Go\r\n\r\nHTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nab"
                         "HTTP/1.1 400 No\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n";
    struct cs_channel channel = {
        .received = {.kept = text, .kept_length = sizeof(text) - 1, .total = sizeof(text) - 1}};
    struct cs_answer_walk walk = {.finals = 0};

    CU_ASSERT_TRUE(cs_conversation_next(&channel, &walk));
    CU_ASSERT_EQUAL(walk.message.status, 100);
    CU_ASSERT_TRUE(cs_conversation_next(&channel, &walk));
    CU_ASSERT_EQUAL(walk.message.status, 403);
    CU_ASSERT_EQUAL(walk.at, 19);
    CU_ASSERT_TRUE(walk.whole && walk.finals == 1);
    CU_ASSERT_TRUE(cs_conversation_next(&channel, &walk));
    CU_ASSERT_EQUAL(walk.message.status, 400);
    CU_ASSERT_FALSE(walk.whole);
    CU_ASSERT_TRUE(walk.message.findings.invalid);
    CU_ASSERT_FALSE(cs_conversation_next(&channel, &walk));
    channel.received.kept_length = 20;
    walk = (struct cs_answer_walk){.finals = 0};
    CU_ASSERT_TRUE(cs_conversation_next(&channel, &walk));
    CU_ASSERT_FALSE(cs_conversation_next(&channel, &walk));
}

static void request_lines(void)
{
    static const struct {
        const char *text, *method, *target; /* NULL: none */
    } lines[] = {
        {"CONNECT a:1 HTTP/1.1\r\nHost: a", "CONNECT", "a:1"},
        {"\r\n\nGET / HTTP/1.0", "GET", "/"},
        {"X a HTTP/1.1 b HTTP/9\n", "X", "a HTTP/1.1 b"},
        {"CONNECT  HTTP/1.1\r\n", "CONNECT", ""},
        {"CONNECT a:1\r\nX: y HTTP/1.1", NULL, NULL},
        {"CONNECT HTTP/1.1", NULL, NULL},
        {"\r\n", NULL, NULL},
        {"", NULL, NULL},
    };

    for (size_t i = 0; i < CS_COUNT(lines); i++) {
        char *text = cs_supervised_copy(lines[i].text, strlen(lines[i].text));
        struct cs_span method, target;

        CU_ASSERT_EQUAL(cs_h1_request_line(text, strlen(lines[i].text), &method, &target), lines[i].method != NULL);
        if (lines[i].method != NULL) {
            CU_ASSERT_EQUAL_FATAL(method.length, strlen(lines[i].method));
            CU_ASSERT_EQUAL_FATAL(target.length, strlen(lines[i].target));
            CU_ASSERT_EQUAL(memcmp(text + method.start, lines[i].method, method.length), 0);
            CU_ASSERT_EQUAL(memcmp(text + target.start, lines[i].target, target.length), 0);
        }
        cs_supervised_free(text, strlen(lines[i].text));
    }
}

/* |told| answers |sent| twice, and that is all. */
static void expect_two_answers(const char *sent, char *told, enum cs_body_kind first, enum cs_body_kind second)
{
    struct cs_channel channel = {.seat = CS_SEAT_DIALS, .sent = lane_of(sent, 0, CS_END_OPEN)};
    struct cs_answer_walk walk = {.finals = 0};
    struct cs_conversation seen;

    channel.received = (struct cs_stream){.kept = told, .kept_length = strlen(told), .total = strlen(told)};
    cs_conversation_read(&channel, true, &seen);
    CU_ASSERT_EQUAL(seen.final_count, 2);
    CU_ASSERT_EQUAL(seen.state, CS_EXCHANGE_ANSWERED);
    CU_ASSERT_EQUAL(seen.first.findings.count, 0);
    CU_ASSERT_EQUAL(seen.surplus, 0);
    CU_ASSERT_TRUE(cs_conversation_next(&channel, &walk) && walk.whole && walk.message.findings.count == 0);
    CU_ASSERT_EQUAL(walk.message.body, first);
    CU_ASSERT_TRUE(cs_conversation_next(&channel, &walk));
    CU_ASSERT_EQUAL(walk.message.body, second);
    CU_ASSERT_FALSE(cs_conversation_next(&channel, &walk));
    cs_supervised_free(channel.sent.kept, channel.sent.kept_length);
}

/* Requests in front of a CONNECT that have answers of their own, and those whose answer has no content. */
static void other_requests(void)
{
    static const struct {
        const char *sent;
        size_t plain;
        uint32_t heads;
    } lanes[] = {
        {"OPTIONS /x HTTP/1.1\r\nHost: a\r\n\r\n" CONNECT, 1, 0},
        {"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\nGET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n" CONNECT, 2, 0},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab" CONNECT, 1, 0},
        {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", 0, 0},
        {"GET a:443 HTTP/1.1\r\nHost: a\r\n\r\n" CONNECT, 0, 0},
        {"connect a:443 HTTP/1.1\r\nHost: a\r\n\r\n" CONNECT, 0, 0},
        {"HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" CONNECT, 1, 1},
        {"GET / HTTP/1.1\r\nHost: a\r\n\r\nHEAD / HTTP/1.1\r\nHost: a\r\n\r\n", 0, 2},
        {"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nHEAD /HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", 0, 2},
        {CONNECT "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", 0, 2},
        {"HEADS / HTTP/1.1\r\nHost: a\r\n\r\n", 0, 0},
        {"head / HTTP/1.1\r\nHost: a\r\n\r\n", 0, 0},
        {"HEAD / HTTP/1.1\r\nHost: a\r\n", 0, 0},
        {CONNECT, 0, 0},
        {"", 0, 0},
    };
    static char tunnel[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 Open\r\n\r\nbytes";
    static char refusal[] =
        "HTTP/1.1 501 No\r\nContent-Length: 9\r\n\r\nHTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nab";

    for (size_t i = 0; i < CS_COUNT(lanes); i++) {
        struct cs_stream lane = lane_of(lanes[i].sent, 0, CS_END_OPEN);

        CU_ASSERT_EQUAL(cs_h1_plain_requests(&lane), lanes[i].plain);
        CU_ASSERT_EQUAL(cs_h1_head_requests(&lane), lanes[i].heads);
        cs_supervised_free(lane.kept, lane.kept_length);
    }
    expect_two_answers(lanes[0].sent, tunnel, CS_BODY_LENGTH, CS_BODY_TUNNEL);
    expect_two_answers(lanes[6].sent, refusal, CS_BODY_NONE, CS_BODY_LENGTH);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"states", states},
        {"the first message", first_message},
        {"directions", directions},
        {"readings", readings},
        {"answers", answers},
        {"request lines", request_lines},
        {"other requests", other_requests},
    };

    return cs_run_tests("h1 read", tests, CS_COUNT(tests));
}
