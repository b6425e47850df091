#include "harness/judge/invariant.h"

#include "harness/base/digest_sum.h"
#include "harness/judge/judge.h"
#include "harness/judge/scene_testing.h"

#define CONNECT "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"
#define GET     "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n"
#define OK200   "HTTP/1.1 200 OK\r\n"
#define NO403   "HTTP/1.1 403 No\r\n"
#define SWITCH  "HTTP/1.1 101 Go\r\n\r\n"
#define EMPTY   "Content-Length: 0\r\n\r\n"

/* What one invariant makes of one client and what else there is. */
static const struct row {
    const char *word;
    const char *sent, *received;
    enum cs_end end;
    size_t places;
    const char *detail; /* of the first */
} rows[] = {
    {"field-folded", CONNECT, OK200 "A: b\r\n c\r\n\r\n", CS_END_OPEN, 1, "at byte 23"},
    {"field-folded", CONNECT, OK200 "A: b\r\n\r\nA: b\r\n c\r\n", CS_END_OPEN, 0, ""},
    {"field-folded", CONNECT, "HTTP/1.1 100 Go\r\nA:\r\n b\r\n\r\n" NO403 "A:\r\n b\r\n" EMPTY, CS_END_OPEN, 2,
     "at byte 21"},
    {"content-length-in-2xx", CONNECT, OK200 EMPTY, CS_END_OPEN, 1, "at byte 17"},
    {"content-length-in-2xx", GET, OK200 EMPTY, CS_END_OPEN, 0, ""},
    {"field-*", CONNECT, NO403 "A b: c\r\n" EMPTY, CS_END_OPEN, 1, "at byte 18"},
    {"challenge-*", CONNECT, "HTTP/1.1 407 No\r\n" EMPTY, CS_END_OPEN, 1, "at byte 0"},
    {"answer-is-http", CONNECT, "\r\n" NO403 EMPTY, CS_END_OPEN, 1, "at byte 0"},
    {"answer-is-http", CONNECT, NO403 EMPTY, CS_END_OPEN, 0, ""},
    {"answer-is-http", "\x16\x03\x01\r\n\r\n", "\x15\x03\x01", CS_END_FIN, 0, ""},
    {"answer-is-http", "CONNECT a:443\r\n\r\n", "<html>", CS_END_FIN, 0, ""},
    {"answer-is-http", CONNECT, SWITCH "\x01\x02\r\n\r\n", CS_END_OPEN, 0, ""},
    {"answer-is-http", CONNECT, "HTTP/1.1 403 No\r\nServer", CS_END_FIN, 1, "at byte 0"},
    {"answer-is-http", CONNECT, "HTTP/1.1 403 No\r\nServer", CS_END_RESET, 0, ""},
    {"answer-is-http", CONNECT, "HTTP/1.1 403 No\r\nServer", CS_END_OPEN, 0, ""},
    {"content-as-announced", CONNECT, NO403 "Content-Length: 3\r\n\r\nab", CS_END_FIN, 1, "at byte 40"},
    {"content-as-announced", CONNECT, NO403 "Content-Length: 3\r\n\r\nab", CS_END_RESET, 0, ""},
    {"content-as-announced", CONNECT, NO403 "Content-Length: 3\r\n\r\nab", CS_END_OPEN, 0, ""},
    {"content-as-announced", CONNECT, NO403 "Content-Length: 1\r\n\r\nab", CS_END_FIN, 1, "at byte 39"},
    {"content-as-announced", CONNECT "x", NO403 "Content-Length: 1\r\n\r\nab", CS_END_FIN, 0, ""},
    {"content-as-announced", "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", NO403 "Content-Length: 3\r\n\r\n", CS_END_FIN, 0,
     ""},
    {"content-as-announced", CONNECT, NO403 "\r\nall of it", CS_END_FIN, 0, ""},
    {"content-as-announced", "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" CONNECT,
     NO403 "Content-Length: 3\r\n\r\n" NO403 "Content-Length: 3\r\n\r\n", CS_END_FIN, 1, "at byte 76"},
    {"content-as-announced", "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" CONNECT,
     NO403 "Content-Length: 3\r\n\r\n" NO403 "Content-Length: 3\r\n\r\nabc", CS_END_FIN, 0, ""},
    {"content-as-announced", CONNECT, NO403 "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", CS_END_FIN, 1,
     "at byte 54"},
    {"content-as-announced", CONNECT, "HTTP/1.1 304 No\r\nContent-Length: 3\r\n\r\n", CS_END_FIN, 0, ""},
    {"close-is-done", CONNECT, NO403 "Connection: close\r\n" EMPTY NO403 EMPTY, CS_END_OPEN, 1, "at byte 57"},
    {"close-is-done", CONNECT, NO403 EMPTY NO403 "Connection: close\r\n" EMPTY, CS_END_OPEN, 0, ""},
    {"close-announced", CONNECT, NO403 EMPTY, CS_END_FIN, 1, "at byte 0"},
    {"close-announced", CONNECT, NO403 EMPTY, CS_END_OPEN, 0, ""},
    {"close-announced", CONNECT, NO403 "Connection: close\r\n" EMPTY, CS_END_FIN, 0, ""},
    {"close-announced", CONNECT, "HTTP/1.0 403 No\r\n" EMPTY, CS_END_FIN, 0, ""},
    {"close-announced", "CONNECT a:443 HTTP/1.0\r\n\r\n", NO403 EMPTY, CS_END_FIN, 0, ""},
    {"close-announced", CONNECT, OK200 "\r\n", CS_END_FIN, 0, ""},
    {"close-announced", CONNECT CONNECT, NO403 EMPTY, CS_END_FIN, 0, ""},
    {"close-announced", GET GET, NO403 EMPTY NO403 EMPTY, CS_END_FIN, 1, "at byte 38"},
    {"close-announced", GET GET, NO403 EMPTY, CS_END_FIN, 0, ""},
    {"allow-in-405", CONNECT, "HTTP/1.1 405 No\r\n" EMPTY, CS_END_OPEN, 1, "allow, at byte 0"},
    {"allow-in-405", CONNECT, "HTTP/1.1 405 No\r\nAllow:\r\n" EMPTY, CS_END_OPEN, 0, ""},
    {"allow-denies", CONNECT, "HTTP/1.1 405 No\r\nAllow: GET, Connect\r\n" EMPTY, CS_END_OPEN, 1, "allow, at byte 24"},
    {"allow-denies", GET, "HTTP/1.1 405 No\r\nAllow: GET, CONNECT\r\n" EMPTY, CS_END_OPEN, 0, ""},
    {"allow-denies", CONNECT, "HTTP/1.1 405 No\r\nAllow: GET, CONNECTS\r\n" EMPTY, CS_END_OPEN, 0, ""},
    {"challenge-in-401", CONNECT, "HTTP/1.1 401 No\r\n" EMPTY, CS_END_OPEN, 1, "www-authenticate, at byte 0"},
    {"upgrade-in-426", CONNECT, "HTTP/1.1 426 No\r\n" EMPTY, CS_END_OPEN, 1, "upgrade, at byte 0"},
    {"fields-once", CONNECT, NO403 "Server: a\r\nserver: b\r\n" EMPTY, CS_END_OPEN, 1, "server, at byte 0"},
    {"fields-once", CONNECT, NO403 "Via: a\r\nVia: b\r\n" EMPTY, CS_END_OPEN, 0, ""},
    {"options-listed", CONNECT, NO403 "Keep-Alive: timeout=5\r\n" EMPTY, CS_END_OPEN, 1, "keep-alive, at byte 0"},
    {"options-listed", CONNECT, NO403 "Keep-Alive: timeout=5\r\nConnection: x, Keep-Alive\r\n" EMPTY, CS_END_OPEN, 0,
     ""},
    {"values-written", CONNECT, NO403 "Location: a b\r\n" EMPTY, CS_END_OPEN, 1, "location, at byte 27"},
    {"values-written", CONNECT, NO403 "Location: /a?b=%20#c\r\nRetry-After: 120\r\n" EMPTY, CS_END_OPEN, 0, ""},
    {"values-written", CONNECT, NO403 "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n" EMPTY, CS_END_OPEN, 0, ""},
    {"values-written", CONNECT, NO403 "Location: http://[odd\r\n" EMPTY, CS_END_OPEN, 1, "location, at byte 27"},
    {"values-written", CONNECT, NO403 "Location: http://[::1]/%2\r\n" EMPTY, CS_END_OPEN, 1, "location, at byte 27"},
    {"values-written", CONNECT, NO403 "WWW-Authenticate: Basic realm=x y\r\n" EMPTY, CS_END_OPEN, 1,
     "www-authenticate, at byte 35"},
    {"values-written", CONNECT, NO403 "WWW-Authenticate: Basic realm=\"x y\", Other\r\n" EMPTY, CS_END_OPEN, 0, ""},
    {"values-written", CONNECT, NO403 "Retry-After: soon\r\n" EMPTY, CS_END_OPEN, 1, "retry-after, at byte 30"},
    {"values-written", CONNECT, NO403 "Via: 1.1 a (b, c), HTTP/1.0 d:80,\r\n" EMPTY, CS_END_OPEN, 0, ""},
    {"values-written", CONNECT, OK200 "Via: connectspec\r\n\r\n", CS_END_OPEN, 1, "via, at byte 22"},
    {"values-written", CONNECT, NO403 "Allow: GET HEAD\r\n" EMPTY, CS_END_OPEN, 1, "allow, at byte 24"},
    {"values-written", CONNECT, NO403 "Allow: GET, HEAD ,, POST\r\nAllow:\r\n" EMPTY, CS_END_OPEN, 0, ""},
    {"dates-written", CONNECT, OK200 "Date: yesterday\r\n\r\n", CS_END_OPEN, 1, "at byte 23"},
    {"dates-written", CONNECT, NO403 "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nExpires: 0\r\n" EMPTY, CS_END_OPEN, 0, ""},
    {"dates-written", CONNECT, NO403 "Date: Mon, 06 Nov 1994 08:49:37 GMT\r\n" EMPTY, CS_END_OPEN, 1, "at byte 23"},
    {"lists-whole", CONNECT, NO403 "Via: 1.1 a (b,,c), 1.0 d\r\nVary:\r\n" EMPTY, CS_END_OPEN, 0, ""},
    {"lists-whole", CONNECT, NO403 "Vary: a, , b\r\n" EMPTY, CS_END_OPEN, 1, "vary, at byte 23"},
    {"lists-whole", CONNECT, NO403 "Vary: a,\r\n" EMPTY, CS_END_OPEN, 1, "vary, at byte 23"},
    {"lists-whole", CONNECT, NO403 "Vary: ,a\r\n" EMPTY, CS_END_OPEN, 1, "vary, at byte 23"},
    {"server-written", CONNECT, NO403 "Server: a/1 (b, (c)) d\r\n" EMPTY, CS_END_OPEN, 0, ""},
    {"server-written", CONNECT, OK200 "Server: a (b\r\n\r\n", CS_END_OPEN, 1, "server, at byte 25"},
    {"server-written", CONNECT, NO403 "Server: a(b)\r\n" EMPTY, CS_END_OPEN, 1, "server, at byte 25"},
    {"date-is-now", CONNECT, NO403 "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n" EMPTY, CS_END_OPEN, 1, "at byte 23"},
    {"date-is-now", CONNECT, NO403 "Date: Sun, 29 Nov 2026 08:49:37 GMT\r\n" EMPTY, CS_END_OPEN, 0, ""},
    {"inside-kept", CONNECT, NO403 "Content-Length: 8\r\n\r\n10.2.3.4", CS_END_OPEN, 1, "at byte 38"},
    {"inside-kept", CONNECT, OK200 "\r\n10.2.3.4", CS_END_OPEN, 0, ""},
    {"nothing-echoed", "CONNECT a<b>c:1 HTTP/1.1\r\n\r\n", NO403 "A: a<b>c:1\r\n" EMPTY, CS_END_OPEN, 1, "at byte 20"},
    {"nothing-echoed", CONNECT, NO403 "A: a:443\r\n" EMPTY, CS_END_OPEN, 0, ""},
};

/* One at a time, with its word as it is now. */
static struct cs_case invariant_of(char **words)
{
    static enum cs_invariant word;

    word = cs_invariant_find(words[0]);
    return (struct cs_case){.level = CS_LEVEL_MUST, .every_count = 1, .every = words, .every_words = &word};
}

static void test_rows(void)
{
    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        const struct scene scene = {.level = "must",
                                    .accept = "[refused]",
                                    .channels = {{"client", NULL, rows[i].sent, rows[i].received, rows[i].end, 0}}};
        char *word = (char[40]){0};
        struct cs_case invariant;
        struct cs_breach seen;
        struct stage stage;

        snprintf(word, 40, "%s", rows[i].word);
        invariant = invariant_of(&word);
        scene_set(&stage, &scene);
        cs_invariant_look(&invariant, stage.transcript, &seen);
        if (seen.places != rows[i].places || strcmp(seen.detail, rows[i].detail) != 0)
            printf("\n  row %zu, %s: %zu places, %s\n", i, rows[i].word, seen.places, seen.detail);
        CU_ASSERT_EQUAL(seen.places, rows[i].places);
        CU_ASSERT_STRING_EQUAL(seen.detail, rows[i].detail);
        stage_free(&stage);
    }
}

/* What is the account's, and what the client has said itself. */
static void test_secrets(void)
{
    static const struct {
        const char *sent, *received;
        size_t places;
        const char *detail;
    } secret[] = {
        {CONNECT, NO403 "Content-Length: 10\r\n\r\nit is s3cret", 1, "at byte 45"},
        {CONNECT, NO403 "A: YWxpY2U6czNjcmV0!\r\n" EMPTY, 1, "at byte 20"},
        {CONNECT, NO403 "A: realm=\"x y\", e1b1f2f4c9d3a9a0\r\n" EMPTY, 0, ""},
        {CONNECT, NO403 "A: Digest realm=\"r\"\r\nB: KEY\r\n" EMPTY, 1, "at byte 41"},
        {CONNECT, NO403 "A: Digest realm=\"s\"\r\nB: KEY\r\n" EMPTY, 0, ""},
        {CONNECT, OK200 "\r\ns3cret", 0, ""},
        {"CONNECT a:1 HTTP/1.1\r\nA: s3cret\r\n\r\n", NO403 "Content-Length: 6\r\n\r\ns3cret", 0, ""},
    };
    char word[] = "secrets-kept", *words = word;
    struct cs_case invariant = invariant_of(&words);

    for (size_t i = 0; i < CS_COUNT(secret); i++) {
        char received[256], key[CS_HASH_HEX_MAX];
        const char *place = strstr(secret[i].received, "KEY");
        struct cs_breach seen;
        struct stage stage;
        const struct cs_digest_sum sum = {.algorithm = "MD5", .user = "alice", .realm = "r", .password = "s3cret"};

        CU_ASSERT_TRUE_FATAL(cs_digest_sum_secret(&sum, key));
        snprintf(received, sizeof(received), "%.*s%s%s",
                 (int)(place == NULL ? strlen(secret[i].received) : (size_t)(place - secret[i].received)),
                 secret[i].received, place == NULL ? "" : key, place == NULL ? "" : place + 3);
        scene_set(&stage, &(struct scene){.level = "must",
                                          .accept = "[refused]",
                                          .channels = {{"client", NULL, secret[i].sent, received, CS_END_OPEN, 0}}});
        stage.transcript->policy = stage.policy;
        snprintf(stage.transcript->policy.auth, sizeof(stage.transcript->policy.auth), "digest");
        snprintf(stage.transcript->policy.user, sizeof(stage.transcript->policy.user), "alice");
        snprintf(stage.transcript->policy.password, sizeof(stage.transcript->policy.password), "s3cret");
        cs_invariant_look(&invariant, stage.transcript, &seen);
        CU_ASSERT_EQUAL(seen.places, secret[i].places);
        CU_ASSERT_STRING_EQUAL(seen.detail, secret[i].detail);
        if (seen.places != secret[i].places || strcmp(seen.detail, secret[i].detail) != 0)
            printf("\n  row %zu: %zu places, %s\n", i, seen.places, seen.detail);
        stage_free(&stage);
    }
}

/* A password that is a word is in pages that have nothing to do with it; what is made of it is not. */
static void test_plain_passwords(void)
{
    static const struct {
        const char *password, *received;
        size_t places;
    } row[] = {
        {"password", NO403 "Content-Length: 18\r\n\r\nno password, sorry", 0},
        {"31415926", NO403 "Content-Length: 8\r\n\r\n31415926", 0},
        {"pass-word", NO403 "Content-Length: 9\r\n\r\npass-word", 1},
        {"password", NO403 "A: YWxpY2U6cGFzc3dvcmQ=\r\n" EMPTY, 1},
    };
    char word[] = "secrets-kept", *words = word;
    struct cs_case invariant = invariant_of(&words);

    for (size_t i = 0; i < CS_COUNT(row); i++) {
        struct cs_breach seen;
        struct stage stage;

        scene_set(&stage, &(struct scene){.level = "must",
                                          .accept = "[refused]",
                                          .channels = {{"client", NULL, CONNECT, row[i].received, CS_END_OPEN, 0}}});
        stage.transcript->policy = stage.policy;
        snprintf(stage.transcript->policy.auth, sizeof(stage.transcript->policy.auth), "basic");
        snprintf(stage.transcript->policy.user, sizeof(stage.transcript->policy.user), "alice");
        snprintf(stage.transcript->policy.password, sizeof(stage.transcript->policy.password), "%s", row[i].password);
        cs_invariant_look(&invariant, stage.transcript, &seen);
        CU_ASSERT_EQUAL(seen.places, row[i].places);
        stage_free(&stage);
    }
}

/* Answers to our controls count; ours as a parent, which the target hands on, do not. */
static void test_channels(void)
{
    char folded[] = "field-folded";
    char *word = folded;
    struct cs_case invariant = invariant_of(&word);
    struct scene scene = {.level = "must",
                          .accept = "[refused]",
                          .channels = {{"control", NULL, CONNECT, OK200 "A:\r\n b\r\n\r\n", CS_END_OPEN, 0},
                                       {"control", "origin", NULL, NO403 "A:\r\n b\r\n\r\n", CS_END_OPEN, 0}}};
    struct cs_breach seen;
    struct stage stage;

    scene_set(&stage, &scene);
    cs_invariant_look(&invariant, stage.transcript, &seen);
    CU_ASSERT_EQUAL(seen.places, 1);
    stage_free(&stage);
    scene.channels[2] = (struct scene_channel){"origin", "origin", OK200 "\r\n", CONNECT, CS_END_OPEN, 0};
    scene_set(&stage, &scene);
    cs_invariant_look(&invariant, stage.transcript, &seen);
    CU_ASSERT_EQUAL(seen.places, 0);
    stage_free(&stage);
    scene.channels[2].received = "x";
    scene_set(&stage, &scene);
    cs_invariant_look(&invariant, stage.transcript, &seen);
    CU_ASSERT_EQUAL(seen.places, 1);
    snprintf(stage.transcript->policy.parent, sizeof(stage.transcript->policy.parent), "127.79.0.1");
    cs_invariant_look(&invariant, stage.transcript, &seen);
    CU_ASSERT_EQUAL(seen.places, 0);
    stage_free(&stage);
}

/* Where TLS has chosen HTTP/2, what comes is none of HTTP/1.1, whatever was asked. */
static void test_chosen_protocol(void)
{
    static const struct {
        const char *alpn;
        size_t places;
    } chosen[] = {{"", 1}, {"http/1.1", 1}, {"h2", 0}};
    char http[] = "answer-is-http", *word = http;
    struct cs_case invariant = invariant_of(&word);
    const struct scene scene = {
        .level = "must", .accept = "[refused]", .channels = {{"client", NULL, CONNECT, "SETTINGS", CS_END_FIN, 0}}};

    for (size_t i = 0; i < CS_COUNT(chosen); i++) {
        struct cs_breach seen;
        struct stage stage;

        scene_set(&stage, &scene);
        stage.transcript->carriers = calloc(1, sizeof(*stage.transcript->carriers));
        CU_ASSERT_PTR_NOT_NULL_FATAL(stage.transcript->carriers);
        stage.transcript->carrier_count = 1;
        snprintf(stage.transcript->carriers[0].alpn, sizeof(stage.transcript->carriers[0].alpn), "%s", chosen[i].alpn);
        stage.transcript->channels[0].carrier = 1;
        cs_invariant_look(&invariant, stage.transcript, &seen);
        CU_ASSERT_EQUAL(seen.places, chosen[i].places);
        stage_free(&stage);
    }
}

/* What is for the proxy reaches an origin only where a client has sent it through its tunnel. */
static void test_origins(void)
{
    char spared[] = "origin-spared";
    char *word = spared;
    struct cs_case invariant = invariant_of(&word);
    struct scene scene = {
        .level = "must",
        .accept = "[refused]",
        .channels = {{"client", NULL, CONNECT, OK200 "\r\n", CS_END_OPEN, 0},
                     {"origin", "origin", NULL, "Host: a\r\nProxy-Authorization: x\r\n", CS_END_OPEN, 0}}};
    struct cs_breach seen;
    struct stage stage;

    scene_set(&stage, &scene);
    cs_invariant_look(&invariant, stage.transcript, &seen);
    CU_ASSERT_EQUAL(seen.places, 1);
    CU_ASSERT_STRING_EQUAL(seen.detail, "origin, at byte 9");
    snprintf(stage.transcript->policy.parent, sizeof(stage.transcript->policy.parent), "127.79.0.1");
    cs_invariant_look(&invariant, stage.transcript, &seen);
    CU_ASSERT_EQUAL(seen.places, 0);
    stage_free(&stage);
    scene.channels[0].sent = GET;
    scene_set(&stage, &scene);
    cs_invariant_look(&invariant, stage.transcript, &seen);
    CU_ASSERT_EQUAL(seen.places, 0);
    stage_free(&stage);
    scene.channels[0].sent = CONNECT "Host: a\r\nProxy-Authorization: x\r\n";
    scene_set(&stage, &scene);
    cs_invariant_look(&invariant, stage.transcript, &seen);
    CU_ASSERT_EQUAL(seen.places, 0);
    stage_free(&stage);
}

static size_t places_of(const struct cs_case *invariant, const struct scene *scene, bool alone)
{
    struct cs_breach seen;
    struct stage stage;

    scene_set(&stage, scene);
    stage.transcript->confirmed_alone = alone;
    stage.transcript->policy = stage.policy;
    if (!cs_transcript_set(stage.transcript, "host", "127.77.1.1", 10) ||
        !cs_transcript_set(stage.transcript, "denied-host", "127.78.1.1", 10))
        CU_FAIL_FATAL("no memory");
    cs_invariant_look(invariant, stage.transcript, &seen);
    stage_free(&stage);
    return seen.places;
}

/* Silence to a malformed request counts where the case ran alone. */
static void test_silence(void)
{
    char answered[] = "malformed-answered";
    char *word = answered;
    struct cs_case invariant = invariant_of(&word);
    struct scene scene = {
        .level = "must",
        .accept = "[refused]",
        .channels = {{"client", NULL, "CONNECT a:99999 HTTP/1.1\r\nHost: a\r\n\r\n", NULL, CS_END_OPEN, 0}},
        .events = {{5, CS_EVENT_EXPIRED, -1, 1}}};

    CU_ASSERT_EQUAL(places_of(&invariant, &scene, true), 1);
    CU_ASSERT_EQUAL(places_of(&invariant, &scene, false), 0);
    scene.channels[0].end = CS_END_FIN;
    CU_ASSERT_EQUAL(places_of(&invariant, &scene, true), 0);
    scene.channels[0].end = CS_END_OPEN;
    scene.channels[0].received = NO403;
    CU_ASSERT_EQUAL(places_of(&invariant, &scene, true), 0);
    scene.channels[0].received = NULL;
    scene.channels[0].sent = CONNECT;
    CU_ASSERT_EQUAL(places_of(&invariant, &scene, true), 0);
}

#define TO(target) "CONNECT " target " HTTP/1.1\r\nHost: " target "\r\n\r\n"

/* Whom a client named, in whatever reading, may be contacted; a name may be anybody's. */
static void test_contacts(void)
{
    static const struct {
        const char *sent, *listener;
        size_t places;
    } contacts[] = {
        {TO("127.77.1.3:18443"), "origin", 1},      {TO("127.77.1.1:18443"), "origin", 0},
        {TO("127.77.1.1:18443"), "denied-host", 1}, {TO("127.78.1.1:18443"), "denied-host", 0},
        {TO("127.77.1.1:83979"), "origin", 0},      {TO("a.test:18443"), "origin", 0},
        {TO("127.77.1.3:18443"), "localhost", 0},   {TO("127.77.1.3:18443") "GET", "origin", 0},
        {"GET / HTTP/1.1\r\n\r\n", "origin", 0},
    };
    char named[] = "contacts-named";
    char *word = named;
    struct cs_case invariant = invariant_of(&word);

    for (size_t i = 0; i < CS_COUNT(contacts); i++) {
        struct scene scene = {.level = "must",
                              .accept = "[refused]",
                              .channels = {{"client", NULL, contacts[i].sent, NO403 EMPTY, CS_END_OPEN, 0},
                                           {"origin", contacts[i].listener, NULL, NULL, CS_END_OPEN, 0}}};

        CU_ASSERT_EQUAL(places_of(&invariant, &scene, false), contacts[i].places);
        scene.events[0] = (struct cs_event){5, CS_EVENT_FENCE_FAILED, 0, 0};
        CU_ASSERT_EQUAL(places_of(&invariant, &scene, false), 0);
    }
}

/* What a client sends to our proxy, and through it. */
static void test_client(void)
{
    static const struct {
        const char *word, *proxy, *answer, *inner;
        size_t heard; /* before our answer; 0: all that came */
        size_t places;
    } clients[] = {
        {"field-folded", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\nA: b\r\n c\r\n\r\n", NO403 EMPTY, "", 0, 1},
        {"field-folded", CONNECT, OK200 "A: b\r\n c\r\n\r\n", "", 0, 0},
        {"host-as-target", CONNECT, NO403 EMPTY, "", 0, 0},
        {"host-as-target", "CONNECT a:443 HTTP/1.1\r\nHost: A\r\n\r\n", NO403 EMPTY, "", 0, 0},
        {"host-as-target", "CONNECT a:443 HTTP/1.1\r\nHost: ab:443\r\n\r\n", NO403 EMPTY, "", 0, 1},
        {"host-as-target", "CONNECT [::1]:443 HTTP/1.1\r\nHost: b\r\n\r\n", NO403 EMPTY, "", 0, 0},
        {"host-as-target", CONNECT "CONNECT a:443 HTTP/1.1\r\nHost: b\r\n\r\n", NO403 EMPTY, "", 0, 1},
        {"fields-once", "CONNECT a:443 HTTP/1.1\r\nUser-Agent: a\r\nuser-agent: b\r\n\r\n", NO403 EMPTY, "", 0, 1},
        {"options-listed", "CONNECT a:443 HTTP/1.1\r\nTE: a\r\n\r\n", NO403 EMPTY, "", 0, 1},
        {"options-listed", "CONNECT a:443 HTTP/1.1\r\nTE: a\r\nConnection: te\r\n\r\n", NO403 EMPTY, "", 0, 0},
        {"values-written", "CONNECT a:443 HTTP/1.1\r\nUser-Agent:\r\nMax-Forwards: x\r\n\r\n", NO403 EMPTY, "", 0, 2},
        {"proxy-spared", "CONNECT a:443 HTTP/1.1\r\nCookie: a=b\r\n\r\n", NO403 EMPTY, "", 0, 1},
        {"tunnel-awaited", CONNECT "\x16\x03", OK200 "\r\n", "", 0, 1},
        {"tunnel-awaited", CONNECT "\x16\x03", OK200 "\r\n", "", 39, 0},
        {"tunnel-awaited", CONNECT "\x16\x03", NO403 EMPTY, "", 39, 1},
        {"tunnel-awaited", CONNECT CONNECT, NO403 EMPTY, "", 39, 0},
        {"tunnel-awaited", CONNECT "\x16\x03", "ICY 200 OK\r\n\r\n", "", 39, 0},
        {"tunnel-awaited", CONNECT "\x16\x03", "HTTP/1.1 403 No\r\nContent-Le", "", 39, 0},
        {"origin-spared", CONNECT, OK200 "\r\n", "Proxy-Connection: a\r\nproxy-authorization: b\r\n", 0, 1},
        {"origin-spared", "CONNECT a:443 HTTP/1.1\r\nProxy-Authorization: b\r\n\r\n", OK200 "\r\n",
         "Proxy-Connection: a\r\n", 0, 0},
    };

    for (size_t i = 0; i < CS_COUNT(clients); i++) {
        size_t total = strlen(clients[i].proxy);
        size_t heard = clients[i].heard == 0 ? total : clients[i].heard;
        const struct scene scene = {
            .level = "must",
            .accept = "[refused]",
            .channels = {{"program", "program", NULL, NULL, CS_END_FIN, 0},
                         {"proxy", "proxy", clients[i].answer, clients[i].proxy, CS_END_OPEN, 0},
                         {"inner", "inner", NULL, clients[i].inner, CS_END_OPEN, 0}},
            .events = {{1, CS_EVENT_RECEIVED, 1, heard},
                       {2, CS_EVENT_SENT, 1, strlen(clients[i].answer)},
                       {3, CS_EVENT_RECEIVED, 1, total - heard}}};
        char *word = (char[40]){0};
        struct cs_case invariant;
        struct cs_breach seen;
        struct stage stage;

        snprintf(word, 40, "%s", clients[i].word);
        invariant = invariant_of(&word);
        scene_set(&stage, &scene);
        stage.transcript->channels[0].seat = CS_SEAT_PROGRAM;
        cs_invariant_look(&invariant, stage.transcript, &seen);
        if (seen.places != clients[i].places)
            printf("\n  client %zu, %s: %zu places, %s\n", i, clients[i].word, seen.places, seen.detail);
        CU_ASSERT_EQUAL(seen.places, clients[i].places);
        stage_free(&stage);
    }
}

/* One verdict over several transcripts, with the worst of them. */
static void test_rule(void)
{
    struct cs_case invariant = {.level = CS_LEVEL_MUST};
    struct cs_breach few = {.places = 1, .wrong = CS_WRONG_FIELD_TWICE, .detail = "date, at byte 0"};
    struct cs_breach many = {.places = 3, .code = CS_CODE_FIELD_FOLDED, .detail = "at byte 9"};
    struct cs_breach none = {.places = 0};
    char first[] = "a/b", second[] = "c/d@e";
    struct cs_transcript one = {.case_id = first}, two = {.case_id = second};
    struct cs_breaches sum = {.places = 0};
    struct cs_verdict verdict = {.kind = CS_PASS};

    CU_ASSERT_FALSE(cs_breaches_add(&sum, &none, &one));
    cs_breaches_rule(&invariant, &sum, &verdict);
    CU_ASSERT_EQUAL(verdict.kind, CS_PASS);
    CU_ASSERT_TRUE(cs_breaches_add(&sum, &few, &one));
    CU_ASSERT_TRUE(cs_breaches_add(&sum, &many, &two));
    CU_ASSERT_FALSE(cs_breaches_add(&sum, &few, &one));
    cs_breaches_rule(&invariant, &sum, &verdict);
    CU_ASSERT_EQUAL(verdict.kind, CS_FAIL);
    CU_ASSERT_STRING_EQUAL(verdict.finding, "field-folded");
    CU_ASSERT_PTR_NOT_NULL(strstr(verdict.reason, "5 times in 3 cases, such as c/d@e, at byte 9"));
    invariant.level = CS_LEVEL_SHOULD;
    cs_breaches_rule(&invariant, &sum, &verdict);
    CU_ASSERT_EQUAL(verdict.kind, CS_WARN);
    free(sum.where);
    cs_verdict_free(&verdict);
}

/* Which transcript is shown does not hang on which came first. */
static void test_as_many(void)
{
    struct cs_breach two = {.places = 2, .code = CS_CODE_FIELD_FOLDED, .detail = "at byte 9"};
    char names[][4] = {"b/b", "a/a", "c/c"};
    struct cs_breaches sum = {.places = 0};

    for (int i = 0; i < 3; i++) {
        struct cs_transcript transcript = {.case_id = names[i]};

        CU_ASSERT_EQUAL(cs_breaches_add(&sum, &two, &transcript), i < 2);
    }
    CU_ASSERT_STRING_EQUAL(sum.where, "a/a");
    free(sum.where);
}

/* A saved transcript of a case that names invariants is held to them. */
static void test_own_transcript(void)
{
    const struct scene scene = {
        .level = "must",
        .more = "every: [fields-once]\n",
        .accept = "[refused]",
        .channels = {{"client", NULL, CONNECT, NO403 "Date: a\r\nDate: b\r\n" EMPTY, CS_END_FIN, 0}}};
    struct cs_verdict verdict;
    struct stage stage;

    scene_set(&stage, &scene);
    CU_ASSERT_TRUE(cs_judge(stage.plan, stage.transcript, &verdict));
    CU_ASSERT_EQUAL(verdict.kind, CS_FAIL);
    CU_ASSERT_STRING_EQUAL(verdict.finding, "field-twice");
    cs_verdict_free(&verdict);
    stage_free(&stage);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"rows", test_rows},
        {"secrets of an account", test_secrets},
        {"passwords that are words", test_plain_passwords},
        {"channels", test_channels},
        {"the protocol that TLS chose", test_chosen_protocol},
        {"origins", test_origins},
        {"silence", test_silence},
        {"contacts", test_contacts},
        {"client", test_client},
        {"rule", test_rule},
        {"as many", test_as_many},
        {"own transcript", test_own_transcript},
    };

    return cs_run_tests("invariant", tests, CS_COUNT(tests));
}
