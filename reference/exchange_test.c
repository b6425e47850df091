#include "reference/exchange.h"

#include <stdlib.h>

#include "reference/findings_testing.h"

static void run(const char *data, size_t length, size_t keep, size_t first, size_t piece, bool ended,
                struct cs_exchange *out)
{
    cs_exchange_init(out);
    for (size_t end = first;; end = end + piece < length ? end + piece : length) {
        size_t kept = end < keep ? end : keep;
        char *copy = cs_supervised_copy(data, kept);

        cs_exchange_read(out, copy, kept, end, ended && end == length);
        cs_supervised_free(copy, kept);
        if (end == length)
            return;
    }
}

#define OK      "HTTP/1.1 200 OK\r\n\r\n"
#define NO      "HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno"
#define CHUNKED "HTTP/1.1 502 No\r\nTransfer-Encoding: chunked\r\n\r\n"
#define INTERIM "HTTP/1.1 100 \r\n\r\n"

static const struct {
    const char *stream;
    bool ended;
    enum cs_exchange_state state;
    size_t interim;
    size_t final;
    unsigned status;
    uint64_t end;
    uint64_t surplus;
} rows[] = {
    {"", true, CS_EXCHANGE_WAITING, 0, 0, 0, 0, 0},
    {"HTT", true, CS_EXCHANGE_WAITING, 0, 0, 0, 0, 0},
    {"HTTP/1.1 200 OK\r\n", true, CS_EXCHANGE_WAITING, 0, 0, 0, 0, 0},
    {INTERIM, false, CS_EXCHANGE_WAITING, 1, 0, 0, 0, 0},
    {INTERIM INTERIM OK, false, CS_EXCHANGE_TUNNEL, 2, 1, 200, 53, 0},
    {OK "HTTP/1.1 400 No\r\n\r\n", true, CS_EXCHANGE_TUNNEL, 0, 1, 200, 19, 0},
    {"HTTP/1.1 204 \r\n\r\nxyz", false, CS_EXCHANGE_TUNNEL, 0, 1, 204, 17, 0},
    {NO, false, CS_EXCHANGE_ANSWERED, 0, 1, 403, 40, 0},
    {INTERIM NO "\r\n", true, CS_EXCHANGE_ANSWERED, 1, 1, 403, 57, 2},
    {"HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nn", true, CS_EXCHANGE_BODY, 0, 1, 403, 38, 0},
    {"HTTP/1.1 304 \r\n\r\n", false, CS_EXCHANGE_ANSWERED, 0, 1, 304, 17, 0},
    {"HTTP/1.1 403 No\r\n\r\nwords", false, CS_EXCHANGE_BODY, 0, 1, 403, 19, 0},
    {"HTTP/1.1 403 No\r\n\r\nwords", true, CS_EXCHANGE_ANSWERED, 0, 1, 403, 24, 0},
    {"HTTP/1.1 403 No\r\nContent-Length: x\r\n\r\n", false, CS_EXCHANGE_BODY, 0, 1, 403, 38, 0},
    {CHUNKED "1\r\nx\r\n0\r\n\r\n", false, CS_EXCHANGE_ANSWERED, 0, 1, 502, 58, 0},
    {CHUNKED "1\r\nx\r\n0\r\n", true, CS_EXCHANGE_BODY, 0, 1, 502, 47, 0},
    {CHUNKED "1\r\nxx", false, CS_EXCHANGE_BODY, 0, 1, 502, 47, 0},
    {CHUNKED "1\r\nxx", true, CS_EXCHANGE_ANSWERED, 0, 1, 502, 52, 0},
    {NO NO, false, CS_EXCHANGE_ANSWERED, 0, 2, 403, 40, 0},
    {NO INTERIM NO "HTTP/1.1 4", false, CS_EXCHANGE_ANSWERED, 1, 2, 403, 40, 10},
    {NO OK "tunnel", true, CS_EXCHANGE_ANSWERED, 0, 2, 403, 40, 0},
    {NO "HTTP/1.1 400 No\r\n\r\nwords", false, CS_EXCHANGE_ANSWERED, 0, 2, 403, 40, 0},
    {NO "HTTP/1.1 abc\r\n\r\n", false, CS_EXCHANGE_ANSWERED, 0, 1, 403, 40, 16},
    {NO "junk" OK, true, CS_EXCHANGE_ANSWERED, 0, 1, 403, 40, 23},
    {"<html>", false, CS_EXCHANGE_GARBAGE, 0, 0, 0, 0, 0},
    {"HTTQ", false, CS_EXCHANGE_GARBAGE, 0, 0, 0, 0, 0},
    {"\r\n" OK, false, CS_EXCHANGE_GARBAGE, 0, 0, 0, 0, 0},
    {"HTTP/1.1 OK\r\n\r\n", false, CS_EXCHANGE_GARBAGE, 0, 0, 0, 0, 0},
    {INTERIM "\x16\x03\x01", false, CS_EXCHANGE_GARBAGE, 1, 0, 0, 0, 0},
};

static void check_row(size_t row, const struct cs_exchange *exchange)
{
    CU_ASSERT_EQUAL(exchange->state, rows[row].state);
    CU_ASSERT_EQUAL(exchange->interim_count, rows[row].interim);
    CU_ASSERT_EQUAL(exchange->final_count, rows[row].final);
    CU_ASSERT_EQUAL(exchange->final.status, rows[row].status);
    CU_ASSERT_EQUAL(exchange->end, rows[row].end);
    CU_ASSERT_EQUAL(exchange->surplus, rows[row].surplus);
    if (exchange->end != rows[row].end || exchange->surplus != rows[row].surplus)
        printf("\n  row %zu: end %ju, surplus %ju", row, (uintmax_t)exchange->end, (uintmax_t)exchange->surplus);
}

static void every_split(void)
{
    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        size_t length = strlen(rows[i].stream);

        for (size_t first = 0; first <= length; first++) {
            struct cs_exchange exchange;

            run(rows[i].stream, length, SIZE_MAX, first, first == 0 ? 1 : length, rows[i].ended, &exchange);
            check_row(i, &exchange);
        }
    }
}

/* The request had Upgrade: a 101 is final, and a 2xx has content. */
static void answers_to_an_upgrade(void)
{
    static const struct {
        const char *stream;
        enum cs_exchange_state state;
        unsigned status;
        size_t interim;
        uint64_t end;
    } answers[] = {
        {"HTTP/1.1 101 Switching\r\n\r\nxyz", CS_EXCHANGE_TUNNEL, 101, 0, 26},
        {INTERIM "HTTP/1.1 101 \r\n\r\n", CS_EXCHANGE_TUNNEL, 101, 1, 34},
        {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno", CS_EXCHANGE_ANSWERED, 200, 0, 40},
        {OK "page", CS_EXCHANGE_BODY, 200, 0, 19},
        {NO, CS_EXCHANGE_ANSWERED, 403, 0, 40},
    };

    for (size_t i = 0; i < CS_COUNT(answers); i++) {
        struct cs_exchange exchange;
        size_t length = strlen(answers[i].stream);

        cs_exchange_init(&exchange);
        exchange.upgrades = true;
        cs_exchange_read(&exchange, answers[i].stream, length, length, false);
        CU_ASSERT_EQUAL(exchange.state, answers[i].state);
        CU_ASSERT_EQUAL(exchange.final.status, answers[i].status);
        CU_ASSERT_EQUAL(exchange.interim_count, answers[i].interim);
        CU_ASSERT_EQUAL(exchange.end, answers[i].end);
        CU_ASSERT_EQUAL(exchange.final_count, 1);
    }
}

static void findings_of_the_final_response(void)
{
    struct cs_exchange exchange;

    run(INTERIM CHUNKED "1\r\nxx", 69, SIZE_MAX, 0, 1, false, &exchange);
    CU_ASSERT_EQUAL(exchange.final_start, 17);
    cs_expect_findings(&exchange.final.findings, "chunk-data-end@51", "a chunk that goes on");
    CU_ASSERT_EQUAL(exchange.final.answer, CS_MALFORMED);
    run(NO CHUNKED "x", 88, SIZE_MAX, 0, 1, false, &exchange);
    CU_ASSERT_EQUAL(exchange.final_count, 2);
    cs_expect_findings(&exchange.final.findings, "", "broken chunks of the second response");
}

/* Runs |head|, then |filler| until the stream has |length| bytes, of which 64 KiB are kept. */
static void run_large(const char *head, char filler, size_t length, size_t piece, bool ended, struct cs_exchange *out)
{
    char *data = malloc(length);

    CU_ASSERT_PTR_NOT_NULL_FATAL(data);
    memset(data, filler, length);
    memcpy(data, head, strlen(head));
    run(data, length, (size_t)64 * 1024, 0, piece, ended, out);
    free(data);
}

static void what_is_not_kept(void)
{
    static const size_t pieces[] = {999, 300000};

    for (size_t i = 0; i < CS_COUNT(pieces); i++) {
        struct cs_exchange exchange;

        run_large("HTTP/1.1 403 No\r\nContent-Length: 200000\r\n\r\n", 'x', 200043, pieces[i], false, &exchange);
        CU_ASSERT(exchange.state == CS_EXCHANGE_ANSWERED && exchange.end == 200043 && exchange.surplus == 0);
        run_large("HTTP/1.1 403 No\r\nContent-Length: 200000\r\n\r\n", 'x', 200050, pieces[i], false, &exchange);
        CU_ASSERT(exchange.state == CS_EXCHANGE_ANSWERED && exchange.end == 200043 && exchange.surplus == 7);
        run_large(CHUNKED "fffff\r\n", 'x', 200000, pieces[i], true, &exchange);
        CU_ASSERT(exchange.state == CS_EXCHANGE_BODY && exchange.end == 47);
        run_large(OK, 'x', 200000, pieces[i], true, &exchange);
        CU_ASSERT(exchange.state == CS_EXCHANGE_TUNNEL && exchange.end == 19);
        run_large("HTTP/1.1 403 No\r\n\r\n", 'x', 200000, pieces[i], true, &exchange);
        CU_ASSERT(exchange.state == CS_EXCHANGE_ANSWERED && exchange.end == 200000);
    }
}

static void heads_without_end(void)
{
    struct cs_exchange exchange;

    run_large("HTTP/1.1 200 ", 'x', 65536, 4096, false, &exchange);
    CU_ASSERT_EQUAL(exchange.state, CS_EXCHANGE_WAITING);
    run_large("HTTP/1.1 200 ", 'x', 65537, 4096, false, &exchange);
    CU_ASSERT_EQUAL(exchange.state, CS_EXCHANGE_GARBAGE);
    run_large(INTERIM "HTTP/1.1 200 ", 'x', 65537, 4096, false, &exchange);
    CU_ASSERT_EQUAL(exchange.state, CS_EXCHANGE_GARBAGE);
    CU_ASSERT_EQUAL(exchange.final_count, 0);
    run_large(NO "HTTP/1.1 200 ", 'x', 65540, 4096, false, &exchange);
    CU_ASSERT(exchange.state == CS_EXCHANGE_ANSWERED && exchange.final_count == 1 && exchange.surplus == 65500);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"every exchange in every split", every_split},
        {"findings of the final response", findings_of_the_final_response},
        {"answers to an upgrade", answers_to_an_upgrade},
        {"what is not kept is counted", what_is_not_kept},
        {"heads without end", heads_without_end},
    };

    return cs_run_tests("exchange", tests, CS_COUNT(tests));
}
