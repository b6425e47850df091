#include "harness/embedded/origin/origin.h"

#include <stdio.h>

#include "harness/embedded/proxy/session_trial.h"
#include "reference/testing.h"

#define HOST    "Host: 127.0.0.1:18443\r\n"
#define CONNECT "CONNECT 127.0.0.1:18443 HTTP/1.1\r\n" HOST
#define GET     "GET / HTTP/1.1\r\n" HOST "\r\n"

static void start(struct trial *trial, struct cs_proxy_config *config, enum cs_fault fault)
{
    static struct cs_proxy_memory memory;

    memory = (struct cs_proxy_memory){0};
    config->program = &cs_origin_program;
    config->memory = &memory;
    config->fault = cs_fault_origin_twin(fault);
    trial_start(trial, config, TRIAL_CONNECTS);
}

/* The status of the first answer.  To the parser all answers are to CONNECT: a 2xx to GET breaks its rules. */
static unsigned status_of(const struct trial *trial)
{
    const struct cs_buffer *received = &trial->sides[CS_SIDE_CLIENT].received;
    struct cs_response response;

    cs_response_init(&response, NULL);
    if (received->length == 0)
        return 0;
    cs_response_parse(&response, received->data, received->length);
    CU_ASSERT_TRUE(response.head_length > 0);
    CU_ASSERT_TRUE(response.status < 300 || !response.findings.invalid);
    return response.status;
}

static void serves_get_and_refuses_connect(void)
{
    static const struct {
        unsigned status;
        const char *sent;
    } rows[] = {
        {200, GET},
        {405, CONNECT "\r\n"},
        {405, CONNECT "Content-Length: 5\r\n\r\nhello"},
        {405, "POST / HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n"},
        {400, "connect 127.0.0.1:18443 HTTP/1.1\r\n" HOST "\r\n"},
        {501, "FOO / HTTP/1.1\r\n" HOST "\r\n"},
        {400, "CONNECT 127.0.0.1:18443 HTTP/1.1\r\n\r\n"},
        {505, "CONNECT 127.0.0.1:18443 HTTP/2.0\r\n" HOST "\r\n"},
        {405, "CONNECT 127.0.0.1:18443 HTTP/1.0\r\n\r\n"},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_proxy_config config = {0};
        struct trial trial;

        start(&trial, &config, CS_FAULT_NONE);
        trial_receive_text(&trial, CS_SIDE_CLIENT, rows[i].sent);
        if (status_of(&trial) != rows[i].status)
            printf("\n%u: %s", status_of(&trial), rows[i].sent);
        CU_ASSERT_EQUAL(status_of(&trial), rows[i].status);
        CU_ASSERT_EQUAL(trial.dials, 0);
        CU_ASSERT_EQUAL(trial.sides[CS_SIDE_CLIENT].ended, CS_ACTION_CLOSE);
        trial_end(&trial);
    }
}

static void hands_get_on_to_its_backend(void)
{
    static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    struct cs_proxy_config config = {.parent = {.host = "10.0.0.1", .length = 8, .port = 8080}};
    struct trial trial;

    start(&trial, &config, CS_FAULT_NONE);
    trial_receive_text(&trial, CS_SIDE_CLIENT, "GET /x HTTP/1.1\r\n" HOST "Connection: y\r\nX: 1\r\n\r\n");
    CU_ASSERT_STRING_EQUAL(trial.destination.host, "10.0.0.1");
    CU_ASSERT_TRUE(trial_got(
        &trial, CS_SIDE_ORIGIN, "GET /x HTTP/1.1\r\n" HOST "X: 1\r\nVia: 1.1 connectspec\r\nConnection: close\r\n\r\n",
        sizeof("GET /x HTTP/1.1\r\n" HOST "X: 1\r\nVia: 1.1 connectspec\r\nConnection: close\r\n\r\n") - 1));
    trial_receive_text(&trial, CS_SIDE_ORIGIN, answer);
    CU_ASSERT_TRUE(trial_got(&trial, CS_SIDE_CLIENT, answer, sizeof(answer) - 1));
    trial_end(&trial);
}

/* What shows a fault; NULL: CONNECT alone. */
static const char *sent_for(enum cs_fault fault)
{
    static const struct {
        enum cs_fault fault;
        const char *sent;
    } rows[] = {
        {CS_FAULT_ORIGIN_ACCEPTS_443, "CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\n\r\n"},
        {CS_FAULT_ORIGIN_ACCEPTS_IPV6, "CONNECT [::1]:18443 HTTP/1.1\r\nHost: [::1]:18443\r\n\r\n"},
        {CS_FAULT_ORIGIN_CRASHES_IPV6, "CONNECT [::1]:18443 HTTP/1.1\r\nHost: [::1]:18443\r\n\r\n"},
        {CS_FAULT_ORIGIN_ACCEPTS_HTTP10, "CONNECT 127.0.0.1:18443 HTTP/1.0\r\n\r\n"},
        {CS_FAULT_ORIGIN_SILENT_BODY, CONNECT "Content-Length: 5\r\n\r\n"},
        {CS_FAULT_ORIGIN_SILENT_EXPECT, CONNECT "Expect: 100-continue\r\n\r\n"},
        {CS_FAULT_ORIGIN_SILENT_EARLY, CONNECT "\r\nearly"},
        {CS_FAULT_ORIGIN_PATH_200, "CONNECT /x HTTP/1.1\r\n" HOST "\r\n"},
        {CS_FAULT_ORIGIN_STAR_200, "CONNECT * HTTP/1.1\r\n" HOST "\r\n"},
        {CS_FAULT_ORIGIN_URI_200, "CONNECT http://127.0.0.1:18443/ HTTP/1.1\r\n" HOST "\r\n"},
        {CS_FAULT_ORIGIN_HOSTLESS_200, "CONNECT 127.0.0.1:18443 HTTP/1.1\r\n\r\n"},
        {CS_FAULT_ORIGIN_UPGRADE_101, CONNECT "Upgrade: h2c\r\n\r\n"},
        {CS_FAULT_ORIGIN_H2C_101, CONNECT "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n"},
        {CS_FAULT_ORIGIN_ACCEPTS_LATER, GET CONNECT "\r\n"},
        {CS_FAULT_ORIGIN_LOWER_200, "connect 127.0.0.1:18443 HTTP/1.1\r\n" HOST "\r\n"},
        {CS_FAULT_ORIGIN_ACCEPTS_AUTHORIZED, CONNECT "Proxy-Authorization: Basic YTpi\r\n\r\n"},
        {CS_FAULT_ORIGIN_ACCEPTS_OPTION, CONNECT "Proxy-Connection: keep-alive\r\n\r\n"},
        {CS_FAULT_ORIGIN_ACCEPTS_UPGRADE, CONNECT "Upgrade: h2c\r\n\r\n"},
        {CS_FAULT_ORIGIN_ACCEPTS_EXPECT, CONNECT "Expect: 100-continue\r\n\r\n"},
        {CS_FAULT_ORIGIN_ACCEPTS_CONTENT, CONNECT "Content-Length: 5\r\n\r\n"},
        {CS_FAULT_ORIGIN_HANDS_PATH, "CONNECT /x HTTP/1.1\r\n" HOST "\r\n"},
        {CS_FAULT_ORIGIN_HANDS_UPGRADE, CONNECT "Upgrade: h2c\r\n\r\n"},
        {CS_FAULT_ORIGIN_HANDS_EXPECT, CONNECT "Expect: 100-continue\r\n\r\n"},
        {CS_FAULT_ORIGIN_HANDS_CONTENT, CONNECT "Content-Length: 5\r\n\r\n"},
        {CS_FAULT_ORIGIN_HANDS_HTTP10, "CONNECT 127.0.0.1:18443 HTTP/1.0\r\n\r\n"},
        {CS_FAULT_ORIGIN_ACCEPTS_NAME, "CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\n\r\n"},
        {CS_FAULT_ORIGIN_HANDS_443, "CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\n\r\n"},
        {CS_FAULT_ORIGIN_NO_DATE, GET},
        {CS_FAULT_ORIGIN_MALFORMED_SILENT, "CONNECT 127.0.0.1:70000 HTTP/1.1\r\nHost: 127.0.0.1:70000\r\n\r\n"},
        {CS_FAULT_ORIGIN_BEHIND_AS_REQUEST, CONNECT "\r\n" GET},
        {CS_FAULT_ORIGIN_ACCEPTS_EARLY, CONNECT "\r\nearly"},
        {CS_FAULT_ORIGIN_ACCEPTS_HOST, "CONNECT 127.0.0.1:18443 HTTP/1.1\r\nHost: a.test:1\r\n\r\n"},
        {CS_FAULT_ORIGIN_SILENT_HTTP10, "CONNECT 127.0.0.1:18443 HTTP/1.0\r\n\r\n"},
        {CS_FAULT_ORIGIN_CLOSE_SAID, CONNECT "\r\n" GET},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++)
        if (rows[i].fault == fault)
            return rows[i].sent;
    return CONNECT "\r\n";
}

static void play(enum cs_fault shown, enum cs_fault fault, struct trial *trial)
{
    bool hands = strstr(cs_fault_name(shown), "hands-on-") != NULL;
    struct cs_proxy_config config = {.parent = {.host = "10.0.0.1", .length = hands ? 8 : 0, .port = 8080}};

    start(trial, &config, fault);
    trial_receive_text(trial, CS_SIDE_CLIENT, sent_for(shown));
    cs_session_free(trial->session); /* |config| ends here */
    trial->session = NULL;
}

/* Against the correct origin; what crashes is for the cases. */
static void every_fault_shows(void)
{
    static const enum cs_fault faults[] = {
#define CS_FAULT_SYMBOL(symbol, name, place, sentence) symbol,
        CS_FAULT_LIST_ORIGIN(CS_FAULT_SYMBOL)
#undef CS_FAULT_SYMBOL
    };

    for (size_t i = 0; i < CS_COUNT(faults); i++) {
        struct trial clean, faulty;
        bool same;

        if (strstr(cs_fault_name(faults[i]), "crashes") != NULL || faults[i] == CS_FAULT_ORIGIN_POISONED ||
            faults[i] == CS_FAULT_ORIGIN_LEAKS)
            continue;
        play(faults[i], CS_FAULT_NONE, &clean);
        play(faults[i], faults[i], &faulty);
        same = clean.dials == faulty.dials && clean.sides[CS_SIDE_CLIENT].ended == faulty.sides[CS_SIDE_CLIENT].ended &&
               trial_got(&clean, CS_SIDE_CLIENT, faulty.sides[CS_SIDE_CLIENT].received.data,
                         faulty.sides[CS_SIDE_CLIENT].received.length);
        if (same && faults[i] != CS_FAULT_ORIGIN_HANDS_ON)
            printf("\n%s does not show", cs_fault_name(faults[i]));
        CU_ASSERT_FALSE(same);
        trial_end(&clean);
        trial_end(&faulty);
    }
}

static void may_refuse_whoever_comes_next(void)
{
    struct cs_proxy_config config = {0};
    struct trial first, second;

    start(&first, &config, CS_FAULT_ORIGIN_POISONED);
    trial_receive_text(&first, CS_SIDE_CLIENT, CONNECT "\r\nearly");
    CU_ASSERT_EQUAL(status_of(&first), 405);
    trial_start(&second, &config, TRIAL_CONNECTS);
    trial_receive_text(&second, CS_SIDE_CLIENT, GET);
    CU_ASSERT_EQUAL(status_of(&second), 400);
    trial_end(&first);
    trial_end(&second);
}

static void may_mix_answers_up(void)
{
    struct cs_proxy_config config = {0};
    struct trial first, second;

    start(&first, &config, CS_FAULT_ORIGIN_LEAKS);
    trial_receive_text(&first, CS_SIDE_CLIENT, CONNECT "X-Note: mine\r\n\r\n");
    CU_ASSERT_EQUAL(status_of(&first), 405);
    trial_start(&second, &config, TRIAL_CONNECTS);
    trial_receive_text(&second, CS_SIDE_CLIENT, GET);
    CU_ASSERT_PTR_NOT_NULL(memmem(second.sides[CS_SIDE_CLIENT].received.data,
                                  second.sides[CS_SIDE_CLIENT].received.length, "X-Note: mine", 12));
    trial_end(&first);
    trial_end(&second);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"serves GET and refuses CONNECT", serves_get_and_refuses_connect},
        {"hands GET on to its backend", hands_get_on_to_its_backend},
        {"every fault shows", every_fault_shows},
        {"may refuse whoever comes next", may_refuse_whoever_comes_next},
        {"may mix answers up", may_mix_answers_up},
    };

    return cs_run_tests("origin", tests, CS_COUNT(tests));
}
