#include "harness/embedded/proxy/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/embedded/proxy/session_trial.h"
#include "reference/testing.h"

#define TARGET  "127.0.0.1:18443"
#define HOST    "Host: " TARGET "\r\n"
#define REQUEST "CONNECT " TARGET " HTTP/1.1\r\n" HOST
#define OPENED  "HTTP/1.1 200 Connection established\r\n\r\n"

static const struct cs_proxy_config open_config = {.allowed_count = 3, .allowed = {18443, 80, 443}};
static const struct cs_proxy_config auth_config = {
    .allowed_count = 1, .allowed = {18443}, .user = "user", .password = "pa:ss"};

/* The status of the one answer; the answer is held to the strict parser, and has to close. */
static unsigned status_of(const struct trial *trial)
{
    const struct cs_buffer *received = &trial->sides[CS_SIDE_CLIENT].received;
    struct cs_response response;

    cs_response_init(&response, NULL);
    if (received->length == 0 || cs_response_parse(&response, received->data, received->length) != CS_COMPLETE)
        return 0;
    if (response.status >= 300) {
        CU_ASSERT_TRUE(response.connection_close);
        CU_ASSERT_EQUAL(response.findings.count, 0);
        CU_ASSERT_EQUAL(received->length, response.head_length + response.framing.content_length);
        CU_ASSERT_TRUE(response.framing.content_length > 0);
        CU_ASSERT_EQUAL(trial->sides[CS_SIDE_CLIENT].ended, CS_ACTION_CLOSE);
        CU_ASSERT_TRUE(cs_session_over(trial->session));
    }
    return response.status;
}

struct row {
    unsigned status;
    const char *request;
};

static void check_rows(const struct cs_proxy_config *config, enum trial_connect connect, const struct row *rows,
                       size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct trial trial;
        unsigned status;

        trial_start(&trial, config, connect);
        trial_receive_text(&trial, CS_SIDE_CLIENT, rows[i].request);
        status = status_of(&trial);
        if (status != rows[i].status)
            printf("\nrow %zu: %u instead of %u: %s\n", i, status, rows[i].status, rows[i].request);
        CU_ASSERT_EQUAL(status, rows[i].status);
        CU_ASSERT_EQUAL(trial.dials, connect != TRIAL_CONNECTS || status == 200 ? 1 : 0);
        trial_end(&trial);
    }
}

static void serves_what_is_valid(void)
{
    static const struct row rows[] = {
        {200, REQUEST "\r\n"},
        {200, "\r\n\r\n" REQUEST "\r\n"},
        {200, "CONNECT " TARGET " HTTP/1.0\r\n\r\n"},
        {200, "CONNECT " TARGET " HTTP/1.9\r\n" HOST "\r\n"},
        {200, "CONNECT localhost:443 HTTP/1.1\r\nHost: LOCALHOST\r\n\r\n"},
        {200, "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n"},
        {200, "CONNECT [::1]:18443 HTTP/1.1\r\nHost: [::1]:18443\r\n\r\n"},
        {200, REQUEST "Content-Length: 0\r\n\r\n"},
        {200, REQUEST "Connection: close\r\n\r\n"},
        {200, REQUEST "Expect: 100-continue\r\nRange: bytes=0-0\r\nIf-Match: \"x\"\r\nUpgrade: h2c\r\nX:\r\n\r\n"},
        {200, "CONNECT " TARGET " HTTP/1.1\r\nHost:\t" TARGET " \t\r\n\r\n"},
    };

    check_rows(&open_config, TRIAL_CONNECTS, rows, CS_COUNT(rows));
}

static void refuses_what_is_not(void)
{
    static const struct row rows[] = {
        {405, "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n"},
        {405, "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"},
        {501, "connect " TARGET " HTTP/1.1\r\n" HOST "\r\n"},
        {501, "CONNECTX " TARGET " HTTP/1.1\r\n" HOST "\r\n"},
        {505, "CONNECT " TARGET " HTTP/2.0\r\n" HOST "\r\n"},
        {400, "CONNECT " TARGET " http/1.1\r\n" HOST "\r\n"},
        {400, "CONNECT " TARGET "\r\n" HOST "\r\n"},
        {400, "CONNECT 127.0.0.1: HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"},
        {400, "CONNECT 127.0.0.1:0 HTTP/1.1\r\nHost: 127.0.0.1:0\r\n\r\n"},
        {400, "CONNECT 127.0.0.1:83979 HTTP/1.1\r\n" HOST "\r\n"},
        {400, "CONNECT [v1.a]:18443 HTTP/1.1\r\nHost: [v1.a]:18443\r\n\r\n"},
        {400, "CONNECT " TARGET " HTTP/1.1\r\n\r\n"},
        {400, REQUEST HOST "\r\n"},
        {400, "CONNECT " TARGET " HTTP/1.1\r\nHost: 127.0.0.2:18443\r\n\r\n"},
        {400, "CONNECT " TARGET " HTTP/1.1\r\nHost: a b\r\n\r\n"},
        {400, REQUEST "X: a\r\n b\r\n\r\n"},
        {400, REQUEST "X : a\r\n\r\n"},
        {400, REQUEST "foo\r\n\r\n"},
        {400, REQUEST "Content-Length: 5\r\n\r\nhello"},
        {400, REQUEST "Content-Length: x\r\n\r\n"},
        {400, REQUEST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
        {400, REQUEST "Proxy-Authorization: Basic YQ==\r\nProxy-Authorization: Basic YQ==\r\n\r\n"},
        {400, "CONNECT " TARGET " HTTP/1.1\nHost: " TARGET "\n\n"},
        {400, "\x16\x03\x01\r\n\r\n"},
        {400, "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n" REQUEST "\r\n"},
        {403, "CONNECT 127.0.0.1:25 HTTP/1.1\r\nHost: 127.0.0.1:25\r\n\r\n"},
    };

    check_rows(&open_config, TRIAL_CONNECTS, rows, CS_COUNT(rows));
}

static void tells_why_it_cannot_connect(void)
{
    static const struct row refused[] = {{502, REQUEST "\r\n"}};
    static const struct row timed_out[] = {{504, REQUEST "\r\n"}};

    check_rows(&open_config, TRIAL_REFUSES, refused, 1);
    check_rows(&open_config, TRIAL_UNRESOLVED, refused, 1);
    check_rows(&open_config, TRIAL_UNKNOWN, timed_out, 1);
    check_rows(&open_config, TRIAL_TIMES_OUT, timed_out, 1);
}

static void asks_for_credentials(void)
{
#define WITH(value) REQUEST "Proxy-Authorization: " value "\r\n\r\n"
    static const struct row rows[] = {
        {200, WITH("Basic dXNlcjpwYTpzcw==")},
        {200, WITH("bASIC   dXNlcjpwYTpzcw==")},
        {407, REQUEST "\r\n"},
        {407, WITH("Basic dXNlcjpQQTpzcw==")}, /* user:PA:ss */
        {407, WITH("Basic dXNlcjpwYQ==")},     /* user:pa */
        {407, WITH("Basic dXNlcjpwYTpzc3M=")}, /* user:pa:sss */
        {407, WITH("Basic dXNlcjpwYTpzcwB4")}, /* user:pa:ss NUL x */
        {407, WITH("Basic dXNlcg==")},         /* user */
        {407, WITH("Basic")},
        {407, WITH("Basic %%%")},
        {407, WITH("Bearer abc")},
        {407, WITH("")},
        {407, REQUEST "Authorization: Basic dXNlcjpwYTpzcw==\r\n\r\n"},
        {400, "CONNECT user:pa:ss@" TARGET " HTTP/1.1\r\n" HOST "\r\n"},
        {407, "CONNECT 127.0.0.1:25 HTTP/1.1\r\nHost: 127.0.0.1:25\r\n\r\n"},
    };

    check_rows(&auth_config, TRIAL_CONNECTS, rows, CS_COUNT(rows));
}

/* A head of |count| times |part| behind |start|. */
static unsigned status_of_long(const char *start, const char *part, size_t count)
{
    struct trial trial;
    unsigned status;

    trial_start(&trial, &open_config, TRIAL_CONNECTS);
    trial_receive_text(&trial, CS_SIDE_CLIENT, start);
    for (size_t i = 0; i < count; i++)
        trial_receive_text(&trial, CS_SIDE_CLIENT, part);
    status = status_of(&trial);
    CU_ASSERT_EQUAL(trial.dials, 0);
    trial_end(&trial);
    return status;
}

static void bounds_the_head(void)
{
    CU_ASSERT_EQUAL(status_of_long("CONNECT ", "0123456789", 7000), 414);
    CU_ASSERT_EQUAL(status_of_long(REQUEST "X: ", "0123456789", 7000), 431);
    CU_ASSERT_EQUAL(status_of_long(REQUEST, "a: b\r\n", 2000), 431);
}

static void reads_any_split(void)
{
    static const char request[] = "\r\n" REQUEST "X: y\r\n\r\nearly";

    for (size_t i = 1; i < sizeof(request) - 1; i++) {
        struct trial trial;

        trial_start(&trial, &open_config, TRIAL_CONNECTS);
        trial_receive(&trial, CS_SIDE_CLIENT, request, i);
        CU_ASSERT_EQUAL(trial.dials, i >= sizeof(request) - 6 ? 1 : 0);
        trial_receive(&trial, CS_SIDE_CLIENT, request + i, sizeof(request) - 1 - i);
        CU_ASSERT_TRUE(trial_got(&trial, CS_SIDE_CLIENT, OPENED, strlen(OPENED)));
        CU_ASSERT_TRUE(trial_got(&trial, CS_SIDE_ORIGIN, "early", 5));
        trial_end(&trial);
    }
}

static void ends_an_unfinished_head(void)
{
    struct trial trial;

    trial_start(&trial, &open_config, TRIAL_CONNECTS);
    trial_receive_text(&trial, CS_SIDE_CLIENT, REQUEST);
    trial_finish(&trial, CS_SIDE_CLIENT);
    CU_ASSERT_EQUAL(status_of(&trial), 400);
    trial_end(&trial);

    trial_start(&trial, &open_config, TRIAL_CONNECTS);
    trial_receive_text(&trial, CS_SIDE_CLIENT, REQUEST);
    cs_session_expired(trial.session);
    trial_run(&trial);
    CU_ASSERT_EQUAL(status_of(&trial), 408);
    trial_end(&trial);

    trial_start(&trial, &open_config, TRIAL_CONNECTS);
    trial_finish(&trial, CS_SIDE_CLIENT);
    CU_ASSERT_TRUE(trial_got(&trial, CS_SIDE_CLIENT, "", 0));
    CU_ASSERT_TRUE(cs_session_over(trial.session));
    trial_end(&trial);
}

static void does_not_wait_for_its_parent_for_ever(void)
{
    struct cs_proxy_config config = open_config;
    struct trial trial;

    config.parent = (struct cs_destination){.host = "10.0.0.1", .length = 8, .port = 8080};
    trial_start(&trial, &config, TRIAL_CONNECTS);
    trial_receive_text(&trial, CS_SIDE_CLIENT, REQUEST "\r\n");
    CU_ASSERT_EQUAL(trial.sides[CS_SIDE_CLIENT].received.length, 0);
    cs_session_expired(trial.session);
    trial_run(&trial);
    CU_ASSERT_EQUAL(status_of(&trial), 504);
    CU_ASSERT_TRUE(cs_session_over(trial.session));
    trial_end(&trial);

    trial_start(&trial, &config, TRIAL_CONNECTS);
    trial_receive_text(&trial, CS_SIDE_CLIENT, REQUEST "\r\n");
    trial_receive_text(&trial, CS_SIDE_ORIGIN, "HTTP/1.1 200 OK\r\n\r\n");
    cs_session_expired(trial.session);
    trial_run(&trial);
    CU_ASSERT_EQUAL(status_of(&trial), 200);
    CU_ASSERT_FALSE(cs_session_over(trial.session));
    trial_end(&trial);
}

static void open_tunnel(struct trial *trial)
{
    trial_start(trial, &open_config, TRIAL_CONNECTS);
    trial_receive_text(trial, CS_SIDE_CLIENT, REQUEST "\r\n");
    CU_ASSERT_EQUAL(status_of(trial), 200);
    trial->sides[CS_SIDE_CLIENT].received.length = 0;
}

static void answers_once_connected(void)
{
    struct trial trial;

    trial_start(&trial, &open_config, TRIAL_PENDING);
    trial_receive_text(&trial, CS_SIDE_CLIENT, REQUEST "\r\nearly");
    trial_receive_text(&trial, CS_SIDE_CLIENT, " bytes");
    trial_finish(&trial, CS_SIDE_CLIENT);
    CU_ASSERT_EQUAL(trial.dials, 1);
    CU_ASSERT_STRING_EQUAL(trial.destination.host, "127.0.0.1");
    CU_ASSERT_EQUAL(trial.destination.port, 18443);
    CU_ASSERT_TRUE(trial_got(&trial, CS_SIDE_CLIENT, "", 0));
    cs_session_connected(trial.session);
    trial_run(&trial);
    CU_ASSERT_EQUAL(status_of(&trial), 200);
    CU_ASSERT_TRUE(trial_got(&trial, CS_SIDE_ORIGIN, "early bytes", 11));
    CU_ASSERT_TRUE(trial.sides[CS_SIDE_ORIGIN].finished);
    CU_ASSERT_FALSE(cs_session_over(trial.session));
    trial_end(&trial);
}

static void pauses_early_bytes(void)
{
    static char block[40000];
    struct trial trial;

    trial_start(&trial, &open_config, TRIAL_PENDING);
    trial_receive_text(&trial, CS_SIDE_CLIENT, REQUEST "\r\n");
    trial_receive(&trial, CS_SIDE_CLIENT, block, sizeof(block));
    CU_ASSERT_FALSE(trial.sides[CS_SIDE_CLIENT].paused);
    trial_receive(&trial, CS_SIDE_CLIENT, block, sizeof(block));
    CU_ASSERT_TRUE(trial.sides[CS_SIDE_CLIENT].paused);
    cs_session_connected(trial.session);
    trial_run(&trial);
    CU_ASSERT_FALSE(trial.sides[CS_SIDE_CLIENT].paused);
    CU_ASSERT_EQUAL(trial.sides[CS_SIDE_ORIGIN].received.length, 2 * sizeof(block));
    trial_end(&trial);
}

static void gives_up_for_a_lost_client(void)
{
    struct trial trial;

    trial_start(&trial, &open_config, TRIAL_PENDING);
    trial_receive_text(&trial, CS_SIDE_CLIENT, REQUEST "\r\n");
    trial_reset(&trial, CS_SIDE_CLIENT);
    CU_ASSERT_EQUAL(trial.sides[CS_SIDE_ORIGIN].ended, CS_ACTION_RESET);
    CU_ASSERT_TRUE(cs_session_over(trial.session));
    cs_session_connected(trial.session); /* too late: nothing may come of it */
    trial_run(&trial);
    CU_ASSERT_TRUE(trial_got(&trial, CS_SIDE_CLIENT, "", 0));
    trial_end(&trial);
}

/* Pieces of random lengths in random order: each side gets the other's bytes exactly. */
static void relays_any_interleaving(void)
{
    static char stream[2][50000];
    size_t sent[2] = {0, 0};
    unsigned random = 1;
    struct trial trial;

    for (size_t i = 0; i < sizeof(stream); i++)
        (&stream[0][0])[i] = (char)(i * 131 + i / 256);
    open_tunnel(&trial);
    while (sent[0] < sizeof(stream[0]) || sent[1] < sizeof(stream[1])) {
        random = random * 1103515245u + 12345u;
        enum cs_side from = (random >> 16 & 1) != 0 ? CS_SIDE_ORIGIN : CS_SIDE_CLIENT;
        size_t length = 1 + (random >> 17) % 700;
        if (length > sizeof(stream[0]) - sent[from])
            length = sizeof(stream[0]) - sent[from];
        if (length > 0)
            trial_receive(&trial, from, stream[from] + sent[from], length);
        sent[from] += length;
    }
    CU_ASSERT_TRUE(trial_got(&trial, CS_SIDE_CLIENT, stream[CS_SIDE_ORIGIN], sizeof(stream[0])));
    CU_ASSERT_TRUE(trial_got(&trial, CS_SIDE_ORIGIN, stream[CS_SIDE_CLIENT], sizeof(stream[0])));
    trial_end(&trial);
}

static void keeps_the_other_direction(void)
{
    for (int i = CS_SIDE_CLIENT; i <= CS_SIDE_ORIGIN; i++) {
        enum cs_side first = (enum cs_side)i;
        enum cs_side second = first == CS_SIDE_CLIENT ? CS_SIDE_ORIGIN : CS_SIDE_CLIENT;
        struct trial trial;

        open_tunnel(&trial);
        trial_finish(&trial, first);
        CU_ASSERT_TRUE(trial.sides[second].finished);
        CU_ASSERT_EQUAL(trial.sides[second].ended, CS_ACTION_NONE);
        trial_receive_text(&trial, second, "reply");
        CU_ASSERT_TRUE(trial_got(&trial, first, "reply", 5));
        CU_ASSERT_FALSE(cs_session_over(trial.session));
        trial_finish(&trial, second);
        CU_ASSERT_EQUAL(trial.sides[first].ended, CS_ACTION_CLOSE);
        CU_ASSERT_EQUAL(trial.sides[second].ended, CS_ACTION_CLOSE);
        CU_ASSERT_TRUE(cs_session_over(trial.session));
        trial_end(&trial);
    }
}

static void passes_resets_on(void)
{
    for (int i = CS_SIDE_CLIENT; i <= CS_SIDE_ORIGIN; i++) {
        enum cs_side first = (enum cs_side)i;
        enum cs_side second = first == CS_SIDE_CLIENT ? CS_SIDE_ORIGIN : CS_SIDE_CLIENT;
        struct trial trial;

        open_tunnel(&trial);
        trial_receive_text(&trial, first, "part");
        trial_reset(&trial, first);
        CU_ASSERT_TRUE(trial_got(&trial, second, "part", 4));
        CU_ASSERT_EQUAL(trial.sides[second].ended, CS_ACTION_CUT);
        CU_ASSERT_TRUE(cs_session_over(trial.session));
        trial_end(&trial);
    }
}

static void presses_back(void)
{
    static char block[65536];
    struct trial trial;
    size_t taken = 0;

    open_tunnel(&trial);
    trial.stalled = true;
    for (; taken < 100 && !trial.sides[CS_SIDE_ORIGIN].paused; taken++)
        trial_receive(&trial, CS_SIDE_ORIGIN, block, sizeof(block));
    CU_ASSERT_EQUAL(taken, 5); /* the bound of 256 KiB, and what passed it */
    CU_ASSERT_FALSE(trial.sides[CS_SIDE_CLIENT].paused);
    cs_session_drained(trial.session, CS_SIDE_CLIENT, 100000);
    trial_run(&trial);
    CU_ASSERT_TRUE(trial.sides[CS_SIDE_ORIGIN].paused);
    cs_session_drained(trial.session, CS_SIDE_CLIENT, 0);
    trial_run(&trial);
    CU_ASSERT_FALSE(trial.sides[CS_SIDE_ORIGIN].paused);
    trial_end(&trial);
}

static void serves_nothing_behind_a_refusal(void)
{
    struct trial trial;

    trial_start(&trial, &open_config, TRIAL_REFUSES);
    trial_receive_text(&trial, CS_SIDE_CLIENT,
                       REQUEST "\r\n" REQUEST "\r\nGET http://" TARGET "/ HTTP/1.1\r\n" HOST "\r\n");
    trial_receive_text(&trial, CS_SIDE_CLIENT, REQUEST "\r\n");
    CU_ASSERT_EQUAL(status_of(&trial), 502);
    CU_ASSERT_EQUAL(trial.dials, 1);
    trial_end(&trial);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"serves what is valid", serves_what_is_valid},
        {"refuses what is not", refuses_what_is_not},
        {"tells why it cannot connect", tells_why_it_cannot_connect},
        {"asks for credentials", asks_for_credentials},
        {"bounds the head", bounds_the_head},
        {"reads any split", reads_any_split},
        {"ends an unfinished head", ends_an_unfinished_head},
        {"does not wait for its parent for ever", does_not_wait_for_its_parent_for_ever},
        {"answers once connected", answers_once_connected},
        {"pauses early bytes", pauses_early_bytes},
        {"gives up for a lost client", gives_up_for_a_lost_client},
        {"relays any interleaving", relays_any_interleaving},
        {"keeps the other direction", keeps_the_other_direction},
        {"passes resets on", passes_resets_on},
        {"presses back", presses_back},
        {"serves nothing behind a refusal", serves_nothing_behind_a_refusal},
    };

    return cs_run_tests("session", tests, CS_COUNT(tests));
}
