/* connect-udp in memory: its request, its answer, capsules to datagrams and back. */
#include "harness/embedded/proxy/session_trial.h"
#include "reference/testing.h"

#define PATH    "/.well-known/masque/udp/127.0.0.1/53/"
#define UPGRADE "Connection: Upgrade\r\nUpgrade: connect-udp\r\nCapsule-Protocol: ?1\r\n"
#define REQUEST "GET " PATH " HTTP/1.1\r\nHost: p\r\n" UPGRADE "\r\n"
#define SWITCH  "HTTP/1.1 101 Switching Protocols\r\n" UPGRADE "\r\n"

static const struct cs_proxy_config plain = {.udp = true};

static void start(struct trial *trial, const struct cs_proxy_config *config)
{
    trial_start(trial, config, TRIAL_CONNECTS);
    trial_receive_text(trial, CS_SIDE_CLIENT, REQUEST);
    CU_ASSERT(trial_got(trial, CS_SIDE_CLIENT, SWITCH, strlen(SWITCH)));
    CU_ASSERT(trial->destination.port == 53 && trial->dials == 1);
    cs_buffer_free(&trial->sides[CS_SIDE_CLIENT].received);
}

static void test_opens(void)
{
    struct trial trial;

    start(&trial, &plain);
    trial_receive(&trial, CS_SIDE_CLIENT, "\0\3\0hi", 5);
    CU_ASSERT(trial_got(&trial, CS_SIDE_ORIGIN, "hi", 2));
    trial_receive(&trial, CS_SIDE_ORIGIN, "ho", 2);
    trial_receive(&trial, CS_SIDE_ORIGIN, "", 0);
    CU_ASSERT(trial_got(&trial, CS_SIDE_CLIENT, "\0\3\0ho\0\1\0", 8));
    trial_finish(&trial, CS_SIDE_CLIENT);
    CU_ASSERT_EQUAL(trial.sides[CS_SIDE_ORIGIN].ended, CS_ACTION_CLOSE);
    CU_ASSERT_EQUAL(trial.sides[CS_SIDE_CLIENT].ended, CS_ACTION_CLOSE);
    trial_end(&trial);
}

/* Every split gives the same packets. */
static void test_pieces(void)
{
    static const char stream[] = "\0\2\0a\x17\2xy\0\3\2no\0\x40\3\0bc";
    const size_t length = sizeof(stream) - 1;

    for (size_t cut = 0; cut <= length; cut++) {
        struct trial trial;

        start(&trial, &plain);
        trial_receive(&trial, CS_SIDE_CLIENT, stream, cut);
        trial_receive(&trial, CS_SIDE_CLIENT, stream + cut, length - cut);
        CU_ASSERT(trial_got(&trial, CS_SIDE_ORIGIN, "abc", 3));
        trial_end(&trial);
    }
}

static void test_breaks(void)
{
    static const struct {
        const char *bytes;
        size_t length;
        bool ends; /* with the client's FIN behind it */
    } rows[] = {
        {"\0\0", 2, false},                                  /* too short for a context */
        {"\0\1\x40", 3, false},                              /* the same */
        {"\0\x80\x00\xff\xf9\0x", 7, false},                 /* 65528 bytes */
        {"\0\5\0ab", 5, true},                               /* cut */
        {"\x40", 1, true},                                   /* ... in its type */
        {"\0\xff\xff\xff\xff\xff\xff\xff\xff\0", 10, false}, /* 2^62-1 bytes */
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct trial trial;

        start(&trial, &plain);
        trial_receive(&trial, CS_SIDE_CLIENT, rows[i].bytes, rows[i].length);
        CU_ASSERT_EQUAL(trial.sides[CS_SIDE_CLIENT].ended, rows[i].ends ? CS_ACTION_NONE : CS_ACTION_RESET);
        trial_finish(&trial, CS_SIDE_CLIENT);
        CU_ASSERT_EQUAL(trial.sides[CS_SIDE_CLIENT].ended, CS_ACTION_RESET);
        CU_ASSERT_EQUAL(trial.sides[CS_SIDE_ORIGIN].ended, CS_ACTION_CLOSE);
        CU_ASSERT(trial_got(&trial, CS_SIDE_ORIGIN, "", 0));
        trial_end(&trial);
    }
}

/* ICMP says that the target is not there. */
static void test_unreachable(void)
{
    struct trial trial;

    start(&trial, &plain);
    trial_reset(&trial, CS_SIDE_ORIGIN);
    CU_ASSERT_EQUAL(trial.sides[CS_SIDE_CLIENT].ended, CS_ACTION_CLOSE);
    CU_ASSERT(cs_session_over(trial.session));
    trial_end(&trial);
}

static void test_refusals(void)
{
    static const struct cs_proxy_config guarded = {.udp = true, .allowed_count = 1, .allowed = {443}};
    static const struct cs_proxy_config without = {.udp = false};
    static const struct {
        const struct cs_proxy_config *config;
        const char *request;
        unsigned status;
    } rows[] = {
        {&plain, "GET /.well-known/masque/udp/127.0.0.1/0/ HTTP/1.1\r\nHost: p\r\n" UPGRADE "\r\n", 400},
        {&plain, "GET /other HTTP/1.1\r\nHost: p\r\n" UPGRADE "\r\n", 400},
        {&plain, "GET " PATH " HTTP/1.1\r\n" UPGRADE "\r\n", 400},
        {&plain, "GET " PATH " HTTP/1.1\r\nHost: p\r\nUpgrade: connect-udp\r\n\r\n", 400},
        {&plain, "PUT " PATH " HTTP/1.1\r\nHost: p\r\n" UPGRADE "\r\n", 400},
        {&plain, "GET " PATH " HTTP/1.1\r\nHost: p\r\nConnection: Upgrade\r\nUpgrade: connect-ip\r\n\r\n", 405},
        {&guarded, REQUEST, 403},
        {&without, REQUEST, 405},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct trial trial;
        char wanted[16];
        int length = snprintf(wanted, sizeof(wanted), "HTTP/1.1 %u", rows[i].status);

        trial_start(&trial, rows[i].config, TRIAL_CONNECTS);
        trial_receive_text(&trial, CS_SIDE_CLIENT, rows[i].request);
        CU_ASSERT_EQUAL(trial.dials, 0);
        CU_ASSERT(trial.sides[CS_SIDE_CLIENT].received.length > (size_t)length &&
                  memcmp(trial.sides[CS_SIDE_CLIENT].received.data, wanted, (size_t)length) == 0);
        trial_end(&trial);
    }
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"opens, relays, ends", test_opens},     {"capsules in pieces", test_pieces},
        {"what breaks the stream", test_breaks}, {"an unreachable target", test_unreachable},
        {"what is refused", test_refusals},
    };

    return cs_run_tests("capsules", tests, CS_COUNT(tests));
}
