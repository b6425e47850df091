/* Plain http in front of a CONNECT. */
#include <stdio.h>
#include <string.h>

#include "harness/embedded/proxy/session_trial.h"
#include "reference/testing.h"

#define GET     "GET http://127.0.0.1:18443/a?b HTTP/1.1\r\nHost: 127.0.0.1:18443\r\nX: 1\r\n\r\n"
#define CONNECT "CONNECT 127.0.0.2:18443 HTTP/1.1\r\nHost: 127.0.0.2:18443\r\n\r\n"
#define ASKED   "GET /a?b HTTP/1.1\r\nHost: 127.0.0.1:18443\r\nVia: 1.1 connectspec\r\nConnection: close\r\n\r\n"
#define GRANTED "HTTP/1.1 200 Connection established\r\n\r\n"

static const struct cs_proxy_config forwarding = {.allowed_count = 1, .allowed = {18443}, .forwards = true};

static bool client_got(const struct trial *trial, const char *text)
{
    return trial_got(trial, CS_SIDE_CLIENT, text, strlen(text));
}

struct row {
    const char *answer; /* of the origin */
    bool finishes;      /* the origin does, behind it */
    const char *passed; /* what the client gets of it */
    bool goes_on;       /* the connection serves the next request */
};

static const struct row rows[] = {
    {"HTTP/1.1 204 No Content\r\n\r\n", false, "HTTP/1.1 204 No Content\r\n\r\n", true},
    {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", false, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", true},
    {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and more", false, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
     true},
    {"HTTP/1.1 200 OK\r\n\r\nall", true, "HTTP/1.1 200 OK\r\n\r\nall", false},
};

/* One answer, with a CONNECT in the same segment as the GET, or behind the answer; the answer whole or byte by byte. */
static void play(const struct row *row, bool pipelined, bool split)
{
    char wanted[300];
    struct trial trial;

    trial_start(&trial, &forwarding, TRIAL_CONNECTS);
    trial_receive_text(&trial, CS_SIDE_CLIENT, pipelined ? GET CONNECT : GET);
    CU_ASSERT(trial_got(&trial, CS_SIDE_ORIGIN, ASKED, strlen(ASKED)));
    for (size_t i = 0; split && row->answer[i] != '\0'; i++)
        trial_receive(&trial, CS_SIDE_ORIGIN, &row->answer[i], 1);
    if (!split)
        trial_receive_text(&trial, CS_SIDE_ORIGIN, row->answer);
    if (row->finishes)
        trial_finish(&trial, CS_SIDE_ORIGIN);
    if (row->goes_on && !pipelined) {
        CU_ASSERT(client_got(&trial, row->passed));
        trial_receive_text(&trial, CS_SIDE_CLIENT, CONNECT);
    }
    snprintf(wanted, sizeof(wanted), "%s%s", row->passed, row->goes_on ? GRANTED : "");
    CU_ASSERT(client_got(&trial, wanted));
    CU_ASSERT_EQUAL(trial.dials, row->goes_on ? 2 : 1);
    CU_ASSERT_EQUAL(trial.sides[CS_SIDE_CLIENT].ended, row->goes_on ? CS_ACTION_NONE : CS_ACTION_CLOSE);
    trial_end(&trial);
}

static void test_answers(void)
{
    for (size_t i = 0; i < CS_COUNT(rows); i++)
        for (int way = 0; way < 4; way++)
            if ((way & 2) == 0 ||
                strstr(rows[i].answer, "and more") == NULL) /* a second connection takes what is left */
                play(&rows[i], (way & 1) != 0, (way & 2) != 0);
}

/* What is no plain GET, or not allowed, is refused as ever. */
static void test_refusals(void)
{
    static const struct {
        const char *sent;
        const char *start;
    } refused[] = {
        {"GET http://127.0.0.1:25/ HTTP/1.1\r\nHost: 127.0.0.1:25\r\n\r\n", "HTTP/1.1 403"},
        {"GET https://127.0.0.1:18443/ HTTP/1.1\r\nHost: 127.0.0.1:18443\r\n\r\n", "HTTP/1.1 405"},
        {"GET / HTTP/1.1\r\nHost: 127.0.0.1:18443\r\n\r\n", "HTTP/1.1 405"},
        {"GET http://127.0.0.1:18443/ HTTP/1.1\r\n\r\n", "HTTP/1.1 4"},
        {"POST http://127.0.0.1:18443/ HTTP/1.1\r\nHost: 127.0.0.1:18443\r\nContent-Length: 1\r\n\r\nx",
         "HTTP/1.1 405"},
    };

    for (size_t i = 0; i < CS_COUNT(refused); i++) {
        struct trial trial;

        trial_start(&trial, &forwarding, TRIAL_CONNECTS);
        trial_receive_text(&trial, CS_SIDE_CLIENT, refused[i].sent);
        CU_ASSERT_FATAL(trial.sides[CS_SIDE_CLIENT].received.length > 12);
        CU_ASSERT_EQUAL(memcmp(trial.sides[CS_SIDE_CLIENT].received.data, refused[i].start, strlen(refused[i].start)),
                        0);
        CU_ASSERT_EQUAL(trial.dials, 0);
        trial_end(&trial);
    }
}

static void test_lost_origin(void)
{
    struct trial trial;

    trial_start(&trial, &forwarding, TRIAL_CONNECTS);
    trial_receive_text(&trial, CS_SIDE_CLIENT, GET);
    trial_receive_text(&trial, CS_SIDE_ORIGIN, "HTTP/1.1 200 OK\r\n");
    trial_finish(&trial, CS_SIDE_ORIGIN);
    CU_ASSERT_EQUAL(memcmp(trial.sides[CS_SIDE_CLIENT].received.data, "HTTP/1.1 502", 12), 0);
    trial_end(&trial);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"answers", test_answers}, {"refusals", test_refusals}, {"lost origin", test_lost_origin}};

    return cs_run_tests("session_forward", tests, CS_COUNT(tests));
}
