#include "harness/embedded/client/client.h"

#include <stdio.h>

#include "reference/testing.h"

#define NAME                  "Proxy-Authenticate"
#define ASKS_FOR(name, value) "HTTP/1.1 407 No\r\n" name ": " value "\r\n\r\n"
#define ASKS                  "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"a\"\r\nContent-Length: 0\r\n\r\n"

static const struct cs_client_config plain = {.target = "[::1]:18443", .path = "/page"};

static const struct cs_client_challenge unasked, basic = {.asked = true};
static const struct cs_client_challenge digest = {.asked = true,
                                                  .digest = true,
                                                  .has_opaque = true,
                                                  .userhash = true,
                                                  .realm = "r",
                                                  .nonce = "n",
                                                  .opaque = "Ab",
                                                  .algorithm = "MD5",
                                                  .qop = "auth"};

/* What each fault is compared with: a client that has credentials, and Digest. */
static struct cs_client_config with(enum cs_fault fault)
{
    return (struct cs_client_config){.target = "[::1]:18443",
                                     .userinfo = "a:b@",
                                     .path = "/page",
                                     .user = "user",
                                     .password = "?>pa:s",
                                     .digest = true,
                                     .fault = fault};
}

static bool is(const struct cs_draft *draft, const char *text)
{
    return !draft->broken && draft->bytes.length == strlen(text) &&
           memcmp(draft->bytes.data, text, draft->bytes.length) == 0;
}

static void asks_as_it_should(void)
{
    static const char bare[] = "CONNECT [::1]:18443 HTTP/1.1\r\nHost: [::1]:18443\r\nUser-Agent: connectspec\r\n\r\n";
    static const char signed_one[] = "CONNECT [::1]:18443 HTTP/1.1\r\nHost: [::1]:18443\r\nUser-Agent: connectspec\r\n"
                                     "Proxy-Authorization: Basic dXNlcjo/PnBhOnM=\r\n\r\n";
    static const char inner[] = "GET /page HTTP/1.1\r\nHost: [::1]:18443\r\nConnection: close\r\n\r\n";
    const struct cs_client_config config = with(CS_FAULT_NONE);
    const struct cs_buffer answer = {0};
    struct cs_draft draft = {0};

    cs_client_request(&plain, &unasked, &draft);
    CU_ASSERT_TRUE(is(&draft, bare));
    cs_draft_free(&draft);
    cs_client_request(&config, &basic, &draft);
    CU_ASSERT_TRUE(is(&draft, signed_one));
    cs_draft_free(&draft);
    cs_client_inner(&config, &answer, &draft);
    CU_ASSERT_TRUE(is(&draft, inner));
    cs_draft_free(&draft);
}

static enum cs_client_outcome read_text(const struct cs_client_config *config, const char *text, size_t length,
                                        struct cs_client_reading *reading)
{
    struct cs_buffer in = {0};
    enum cs_client_outcome outcome;

    reading->reads = 2;
    CU_ASSERT_FATAL(cs_buffer_add(&in, text, length));
    outcome = cs_client_read(config, &in, reading);
    cs_buffer_free(&in);
    return outcome;
}

struct sample {
    const char *text;
    bool finished;
    enum cs_client_outcome outcome;
    size_t behind; /* tunnel bytes */
};

static const struct sample samples[] = {
    {"HTTP/1.1 200 OK\r\n\r\n", false, CS_CLIENT_TUNNEL, 0},
    {"HTTP/1.1 200 OK\r\nLocation: /\r\n\r\n", false, CS_CLIENT_TUNNEL, 0},
    {"HTTP/1.1 200 OK\r\nProxy-Authenticate: Basic realm=\"a\"\r\n\r\n", false, CS_CLIENT_TUNNEL, 0},
    {"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", false, CS_CLIENT_TUNNEL, 0},
    {"HTTP/1.1 200 OK\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n", false, CS_CLIENT_TUNNEL, 0},
    {"HTTP/1.1 200 OK\r\nX: \xe4\r\n\r\n", false, CS_CLIENT_TUNNEL, 0},
    {"HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n", false, CS_CLIENT_TUNNEL, 0},
    {"HTTP/1.1 600 x\r\n\r\n", false, CS_CLIENT_REFUSED, 0},
    {"HTTP/1.1 403 Connection established\r\n\r\n", false, CS_CLIENT_REFUSED, 0},
    {"HTTP/1.1 403 F\r\nRefresh: 0; url=http://127.0.0.1:1/\r\n\r\n", false, CS_CLIENT_REFUSED, 0},
    {"HTTP/1.1 501 N\r\n\r\n", false, CS_CLIENT_REFUSED, 0},
    {ASKS_FOR(NAME, "basic realm=\"a\""), false, CS_CLIENT_AGAIN, 0},
    {ASKS_FOR(NAME, "Digest realm=\"a\", nonce=\"m=\", qop=\"auth\", stale=TRUE"), false, CS_CLIENT_AGAIN, 0},
    {"HTTP/1.1 408 T\r\n\r\n", false, CS_CLIENT_REFUSED, 0},
    {"HTTP/1.1 503 L\r\nRetry-After: 0\r\n\r\n", false, CS_CLIENT_REFUSED, 0},
    {ASKS_FOR(NAME, "Digest realm=\"a\", nonce=\"m\", qop=\"auth-int\""), false, CS_CLIENT_REFUSED, 0},
    {"HTTP/1.1 200 OK\r\n\r\nhello", false, CS_CLIENT_TUNNEL, 5},
    {"HTTP/1.1 204 No\r\n\r\n", false, CS_CLIENT_TUNNEL, 0},
    {"HTTP/1.1 299 x\r\n\r\n", false, CS_CLIENT_TUNNEL, 0},
    {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhello", false, CS_CLIENT_TUNNEL, 5},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello", false, CS_CLIENT_TUNNEL, 5},
    {"HTTP/1.1 100 C\r\n\r\nHTTP/1.1 103 E\r\n\r\nHTTP/1.1 200 OK\r\n\r\nhi", false, CS_CLIENT_TUNNEL, 2},
    {"HTTP/1.1 100 C\r\n\r\n", false, CS_CLIENT_MORE, 0},
    {"HTTP/1.1 200 OK\r\nX", false, CS_CLIENT_MORE, 0},
    {"HTTP/1.1 200 OK\r\nX", true, CS_CLIENT_REFUSED, 0},
    {"HTTP/1.1 101 S\r\n\r\n", false, CS_CLIENT_REFUSED, 0},
    {"HTTP/1.1 302 F\r\nLocation: http://127.0.0.1:1/\r\n\r\n", false, CS_CLIENT_REFUSED, 0},
    {"HTTP/1.1 401 U\r\nWWW-Authenticate: Basic realm=\"a\"\r\n\r\n", false, CS_CLIENT_REFUSED, 0},
    {"HTTP/1.1 403 F\r\n\r\n", false, CS_CLIENT_REFUSED, 0},
    {"HTTP/1.1 407 N\r\nProxy-Authenticate: Negotiate\r\n\r\n", false, CS_CLIENT_REFUSED, 0},
    {"HTTP/1.1 502 B\r\n\r\n", false, CS_CLIENT_REFUSED, 0},
    {ASKS, false, CS_CLIENT_AGAIN, 0},
    {"", true, CS_CLIENT_REFUSED, 0},
    {ASKS_FOR("proxy-authenticate", "Basic realm=\"a\""), false, CS_CLIENT_AGAIN, 0},
    {ASKS_FOR(NAME, "Basic realm=\"a\", foo=bar"), false, CS_CLIENT_AGAIN, 0},
    {ASKS_FOR(NAME, "Other a=\"b, c\", Basic realm=\"a\""), false, CS_CLIENT_AGAIN, 0},
    {ASKS_FOR(NAME, "Basic realm=\"a\", Digest realm=\"a\", nonce=\"n\""), false, CS_CLIENT_AGAIN, 0},
    {ASKS_FOR(NAME, "Digest realm=\"a\", nonce=\"m\", qop=\"auth\", stale=true"), false, CS_CLIENT_AGAIN, 0},
    {ASKS_FOR(NAME, "Digest realm=\"a\", nonce=\"m\", qop=\"foo,auth\""), false, CS_CLIENT_AGAIN, 0},
    {ASKS_FOR(NAME, "Digest realm=\"a\", nonce=\"m\", qop=\"auth\", domain=\"/x\""), false, CS_CLIENT_AGAIN, 0},
    {ASKS_FOR(NAME, "Digest realm=\"a\", nonce=\"m\", qop=\"auth\", algorithm=OTHER"), false, CS_CLIENT_REFUSED, 0},
    {ASKS_FOR(NAME, "Basic realm=\"a\"\r\nContent-Length: 5x"), false, CS_CLIENT_REFUSED, 0},
    {ASKS_FOR("X-Note", "a\r\n Proxy-Authenticate: Basic realm=\"a\""), false, CS_CLIENT_REFUSED, 0},
    {"HTTP/1.1 200 OK\r\nX : y\r\n\r\n", false, CS_CLIENT_REFUSED, 0},
    {"HTTP/1.1 200 OK\n\n", true, CS_CLIENT_REFUSED, 0},
    {"ICY 200 OK\r\n\r\n", false, CS_CLIENT_REFUSED, 0},
    {"http/1.1 200 OK\r\n\r\n", false, CS_CLIENT_REFUSED, 0},
    {"HTTP/2.0 200 OK\r\n\r\n", false, CS_CLIENT_REFUSED, 0},
    {"HTTP/1.1 2000 OK\r\n\r\n", false, CS_CLIENT_REFUSED, 0},
    {"HTTP/1.1  200 OK\r\n\r\n", false, CS_CLIENT_REFUSED, 0},
    {"HTTP/1.1\t200 OK\r\n\r\n", false, CS_CLIENT_REFUSED, 0},
    {"\r\nHTTP/1.1 200 OK\r\n\r\n", false, CS_CLIENT_REFUSED, 0},
    {"HTTP/1.1 +200 OK\r\n\r\n", false, CS_CLIENT_REFUSED, 0},
    {"HTTP 200 OK\r\n\r\n", false, CS_CLIENT_REFUSED, 0},
    {"HTTP/1.1 20 OK\r\n\r\n", false, CS_CLIENT_REFUSED, 0},
    {"HTTP/1.10 200 OK\r\n\r\n", false, CS_CLIENT_REFUSED, 0},
    {"HTTP/1 200 OK\r\n\r\n", false, CS_CLIENT_REFUSED, 0},
    {"HTTPS/1.1 200 OK\r\n\r\n", false, CS_CLIENT_REFUSED, 0},
    {"HTTP/1.1 200OK\r\n\r\n", false, CS_CLIENT_REFUSED, 0},
    {"HTTP/1.1 2xx OK\r\n\r\n", false, CS_CLIENT_REFUSED, 0},
    {"HTTP/1.1 0200 OK\r\n\r\n", false, CS_CLIENT_REFUSED, 0},
    {"note\r\nHTTP/1.1 200 OK\r\n\r\n", false, CS_CLIENT_REFUSED, 0},
    {"HTTP/1.1 403 Not 200 OK\r\n\r\n", false, CS_CLIENT_REFUSED, 0},
};

static void takes_what_is_success(void)
{
    const struct cs_client_config config = with(CS_FAULT_NONE);

    for (size_t i = 0; i < CS_COUNT(samples); i++) {
        size_t length = strlen(samples[i].text);
        struct cs_client_reading reading = {.finished = samples[i].finished};
        enum cs_client_outcome outcome = read_text(&config, samples[i].text, length, &reading);

        if (outcome != samples[i].outcome)
            printf("\n%d: %s", outcome, samples[i].text);
        CU_ASSERT_EQUAL(outcome, samples[i].outcome);
        if (outcome == CS_CLIENT_TUNNEL)
            CU_ASSERT_EQUAL(length - reading.used, samples[i].behind);
    }
}

/* A second 407 is an end; an endless head is one, too. */
static void gives_up(void)
{
    static char large[70000];
    const struct cs_client_config config = with(CS_FAULT_NONE);
    struct cs_client_reading first = {.reads = 0}, second = {.last = basic}, third = {.reads = 0};

    CU_ASSERT_EQUAL(read_text(&config, ASKS, strlen(ASKS), &second), CS_CLIENT_REFUSED);
    CU_ASSERT_EQUAL(read_text(&plain, ASKS, strlen(ASKS), &first), CS_CLIENT_REFUSED);
    memset(large, 'a', sizeof(large));
    memcpy(large, "HTTP/1.1 200 OK\r\nX: ", 20);
    CU_ASSERT_EQUAL(read_text(&config, large, sizeof(large), &third), CS_CLIENT_REFUSED);
}

/* RFC 7616 section 3.9.1 has the method GET; this is the same with CONNECT, computed by Python's hashlib. */
static void signs_with_digest(void)
{
    const struct cs_client_config config = {
        .target = "origin.test:443", .path = "/", .user = "Mufasa", .password = "Circle of Life", .digest = true};
    const struct cs_client_challenge challenge = {
        .asked = true, .digest = true, .realm = "http-auth@example.org", .nonce = "7ypf", .qop = ""};
    static const char expected[] =
        "Proxy-Authorization: Digest username=\"Mufasa\", realm=\"http-auth@example.org\", nonce=\"7ypf\", "
        "uri=\"origin.test:443\", response=\"7557363de757574690fad1a317cd72e6\"\r\n";
    struct cs_draft draft = {0};

    cs_client_digest(&config, &challenge, &draft);
    CU_ASSERT_TRUE(is(&draft, expected));
    cs_draft_free(&draft);
}

/* What comes in a field section is read like what comes as text. */
static void writes_heads(void)
{
    static const char text[] = "viaa:1";
    const struct cs_field field = {.name = {0, 3}, .value = {3, 3}};
    const struct cs_message message = {.kind = CS_MESSAGE_RESPONSE,
                                       .answer = CS_COMPLETE,
                                       .text = text,
                                       .length = sizeof(text) - 1,
                                       .status = 204,
                                       .version_major = 2,
                                       .field_count = 1,
                                       .fields = &field};
    struct cs_client_reading reading = {.reads = 0};
    struct cs_buffer out = {0};

    CU_ASSERT_TRUE(cs_client_write_head(&message, &out));
    CU_ASSERT_EQUAL(out.length, strlen("HTTP/1.1 204 \r\nvia: a:1\r\n\r\n"));
    CU_ASSERT_EQUAL(memcmp(out.data, "HTTP/1.1 204 \r\nvia: a:1\r\n\r\n", out.length), 0);
    CU_ASSERT_EQUAL(cs_client_read(&plain, &out, &reading), CS_CLIENT_TUNNEL);
    CU_ASSERT_EQUAL(reading.used, out.length);
    cs_buffer_free(&out);
}

/* The better of those that it knows, on however many lines. */
static void chooses_the_strongest(void)
{
    static const char head[] =
        "HTTP/1.1 407 No\r\nProxy-Authenticate: Other a=\"b, c\", Basic realm=\"x\"\r\n"
        "proxy-authenticate: Digest realm=\"r\", nonce=\"n\", algorithm=OTHER, Digest realm=\"r\", "
        "nonce=\"n\", qop=\"foo, auth\", stale=TRUE, opaque=\"o\"\r\n\r\n";
    const struct cs_client_config config = with(CS_FAULT_NONE);
    struct cs_client_challenge chosen;

    CU_ASSERT_TRUE(cs_client_choose(&config, head, sizeof(head) - 1, &chosen));
    CU_ASSERT_TRUE(chosen.digest && chosen.stale && chosen.has_opaque && !chosen.userhash);
    CU_ASSERT_STRING_EQUAL(chosen.qop, "auth");
    CU_ASSERT_STRING_EQUAL(chosen.algorithm, "");
    CU_ASSERT_TRUE(cs_client_choose(&plain, head, sizeof(head) - 1, &chosen));
    CU_ASSERT_FALSE(chosen.digest);
}

static bool sends_the_same(const struct cs_client_config *one, const struct cs_client_config *other, int which)
{
    static const char *const answers[] = {"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\n\r\n", "HTTP/1.1 407 No\r\n\r\n",
                                          "HTTP/1.1 401 No\r\n\r\n"};
    const struct cs_client_challenge stale = {
        .asked = true, .digest = true, .stale = true, .realm = "a \\\"b\\\"", .nonce = "n", .qop = "auth"};
    const struct cs_client_challenge *const asked[] = {&unasked, &basic, &digest, &stale};
    const char *text = answers[which < 4 ? 0 : which - 4];
    const struct cs_client_config *configs[] = {one, other};
    struct cs_draft drafts[2] = {{{0}, false}, {{0}, false}};
    struct cs_buffer answer = {0};
    bool equal;

    CU_ASSERT_FATAL(cs_buffer_add(&answer, text, strlen(text)));
    for (int i = 0; i < 2; i++) {
        if (which < 4)
            cs_client_request(configs[i], asked[which], &drafts[i]);
        else
            cs_client_inner(configs[i], &answer, &drafts[i]);
    }
    equal = drafts[0].bytes.length == drafts[1].bytes.length &&
            memcmp(drafts[0].bytes.data, drafts[1].bytes.data, drafts[0].bytes.length) == 0;
    cs_draft_free(&drafts[0]);
    cs_draft_free(&drafts[1]);
    cs_buffer_free(&answer);
    return equal;
}

static bool reads_it_the_same(const struct cs_client_config *one, const struct cs_client_config *other,
                              const char *text, size_t length, const struct cs_client_reading *begun)
{
    struct cs_client_reading readings[] = {*begun, *begun};

    return read_text(one, text, length, &readings[0]) == read_text(other, text, length, &readings[1]) &&
           memcmp(&readings[0], &readings[1], sizeof(readings[0])) == 0;
}

static bool reads_the_same(const struct cs_client_config *one, const struct cs_client_config *other)
{
    static char large[70000], interims[60 * 20 + 1], fields[17 + 120 * 6 + 3];
    const struct cs_client_challenge *lasts[] = {&unasked, &basic, &digest};
    struct cs_client_reading begun;
    bool equal = true;

    for (size_t i = 0; i < CS_COUNT(samples); i++)
        for (size_t k = 0; k < CS_COUNT(lasts); k++) {
            memset(&begun, 0, sizeof(begun));
            begun.finished = samples[i].finished;
            begun.last = *lasts[k];
            equal = equal && reads_it_the_same(one, other, samples[i].text, strlen(samples[i].text), &begun);
        }
    memset(&begun, 0, sizeof(begun));
    memset(large, 'a', sizeof(large));
    memcpy(large, "HTTP/1.1 200 OK\r\nX: ", 20);
    equal = equal && reads_it_the_same(one, other, large, sizeof(large), &begun);
    memcpy(large + 600, "\r\n\r\n", 4);
    for (size_t i = 0; i < 60; i++)
        memcpy(interims + i * 20, "HTTP/1.1 100 abc\r\n\r\n", 20);
    equal = equal && reads_it_the_same(one, other, interims, sizeof(interims) - 1, &begun);
    memcpy(fields, "HTTP/1.1 200 OK\r\n", 17);
    for (size_t i = 0; i < 120; i++)
        memcpy(fields + 17 + i * 6, "A: b\r\n", 6);
    memcpy(fields + 17 + 120 * 6, "\r\n", 2);
    equal = equal && reads_it_the_same(one, other, fields, sizeof(fields) - 1, &begun);
    return equal && reads_it_the_same(one, other, large, 604, &begun);
}

/* Those that live in the sockets of harness/cli/client.c and client_tls.c. */
static bool is_of_sockets(enum cs_fault fault)
{
    static const enum cs_fault faults[] = {
        CS_FAULT_CLIENT_EARLY_INNER,   CS_FAULT_CLIENT_FINISHES_EARLY,   CS_FAULT_CLIENT_REUSES,
        CS_FAULT_CLIENT_SURPLUS,       CS_FAULT_CLIENT_TLS_ANY,          CS_FAULT_CLIENT_TLS_NO_NAME,
        CS_FAULT_CLIENT_TLS_EXPIRED,   CS_FAULT_CLIENT_TLS_SELF,         CS_FAULT_CLIENT_TLS_FUTURE,
        CS_FAULT_CLIENT_TLS_OF_PROXY,  CS_FAULT_CLIENT_PROXY_PLAIN,      CS_FAULT_CLIENT_PROXY_ANY,
        CS_FAULT_CLIENT_PROXY_NO_NAME, CS_FAULT_CLIENT_PROXY_ORIGIN,     CS_FAULT_CLIENT_PROXY_EXPIRED,
        CS_FAULT_CLIENT_PROXY_FUTURE,  CS_FAULT_CLIENT_PROXY_SELF,       CS_FAULT_CLIENT_CONTENT_KEPT,
        CS_FAULT_CLIENT_PORT_WRAPS,    CS_FAULT_CLIENT_PORT_ZERO,        CS_FAULT_CLIENT_NAME_CUT,
        CS_FAULT_CLIENT_NAME_RAW,      CS_FAULT_CLIENT_ASKS_AGAIN_ENDED, CS_FAULT_CLIENT_RESET_KILLS};

    for (size_t i = 0; i < CS_COUNT(faults); i++)
        if (fault == faults[i])
            return true;
    return false;
}

static bool does_the_same(enum cs_fault fault, const char *target)
{
    struct cs_client_config clean = with(CS_FAULT_NONE), faulty = with(fault);
    bool same = true;

    clean.target = faulty.target = target;
    clean.password = faulty.password =
        "?>pa:s and more, so that base64 of it is longer than a line has place for it all";
    for (int which = 0; which < 7; which++)
        same = same && sends_the_same(&clean, &faulty, which);
    return same && reads_the_same(&clean, &faulty);
}

/* What crashes is for the cases. */
static void every_fault_shows(void)
{
    static const enum cs_fault faults[] = {
#define CS_FAULT_SYMBOL(symbol, name, place, sentence) symbol,
        CS_FAULT_LIST_CLIENT(CS_FAULT_SYMBOL)
#undef CS_FAULT_SYMBOL
    };

    for (size_t i = 0; i < CS_COUNT(faults); i++) {
        bool same;

        if (strstr(cs_fault_name(faults[i]), "crashes") != NULL)
            continue;
        same = does_the_same(faults[i], "[::1]:18443") && does_the_same(faults[i], "a%20b%0ac:18443") &&
               does_the_same(faults[i], "127.0.0.1:18443") && does_the_same(faults[i], "a.test:443");
        if (same != is_of_sockets(faults[i]))
            printf("\n%s %s", cs_fault_name(faults[i]), same ? "does not show" : "shows");
        CU_ASSERT_EQUAL(same, is_of_sockets(faults[i]));
    }
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"asks as it should", asks_as_it_should},
        {"takes what is success", takes_what_is_success},
        {"gives up", gives_up},
        {"signs with Digest", signs_with_digest},
        {"chooses the strongest", chooses_the_strongest},
        {"writes heads", writes_heads},
        {"every fault shows", every_fault_shows},
    };

    return cs_run_tests("client", tests, CS_COUNT(tests));
}
