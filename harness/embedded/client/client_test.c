#include "harness/embedded/client/client.h"

#include <stdio.h>

#include "reference/testing.h"

#define ASKS "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"a\"\r\nContent-Length: 0\r\n\r\n"

static const struct cs_client_config plain = {.target = "[::1]:18443", .path = "/page"};

/* What each fault is compared with: a client that has credentials. */
static struct cs_client_config with(enum cs_fault fault)
{
    return (struct cs_client_config){
        .target = "[::1]:18443", .path = "/page", .user = "user", .password = "?>pa:s", .fault = fault};
}

static bool is(const struct cs_draft *draft, const char *text)
{
    return !draft->broken && draft->bytes.length == strlen(text) &&
           memcmp(draft->bytes.data, text, draft->bytes.length) == 0;
}

static void asks_as_it_should(void)
{
    static const char bare[] = "CONNECT [::1]:18443 HTTP/1.1\r\nHost: [::1]:18443\r\n\r\n";
    static const char signed_one[] = "CONNECT [::1]:18443 HTTP/1.1\r\nHost: [::1]:18443\r\n"
                                     "Proxy-Authorization: Basic dXNlcjo/PnBhOnM=\r\n\r\n";
    static const char inner[] = "GET /page HTTP/1.1\r\nHost: [::1]:18443\r\nConnection: close\r\n\r\n";
    const struct cs_client_config config = with(CS_FAULT_NONE);
    const struct cs_buffer answer = {0};
    struct cs_draft draft = {0};

    cs_client_request(&plain, false, &draft);
    CU_ASSERT_TRUE(is(&draft, bare));
    cs_draft_free(&draft);
    cs_client_request(&config, true, &draft);
    CU_ASSERT_TRUE(is(&draft, signed_one));
    cs_draft_free(&draft);
    cs_client_inner(&config, &answer, &draft);
    CU_ASSERT_TRUE(is(&draft, inner));
    cs_draft_free(&draft);
}

static enum cs_client_outcome read_text(const struct cs_client_config *config, const char *text, size_t length,
                                        bool finished, bool asked, size_t *used)
{
    struct cs_buffer in = {0};
    enum cs_client_outcome outcome;

    *used = 0;
    cs_buffer_add(&in, text, length);
    outcome = cs_client_read(config, &in, 1, finished, asked, used);
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
};

static void takes_what_is_success(void)
{
    const struct cs_client_config config = with(CS_FAULT_NONE);

    for (size_t i = 0; i < CS_COUNT(samples); i++) {
        size_t length = strlen(samples[i].text), used;
        enum cs_client_outcome outcome = read_text(&config, samples[i].text, length, samples[i].finished, false, &used);

        if (outcome != samples[i].outcome)
            printf("\n%d: %s", outcome, samples[i].text);
        CU_ASSERT_EQUAL(outcome, samples[i].outcome);
        if (outcome == CS_CLIENT_TUNNEL)
            CU_ASSERT_EQUAL(length - used, samples[i].behind);
    }
}

/* A second 407 is an end; an endless head is one, too. */
static void gives_up(void)
{
    static char large[70000];
    const struct cs_client_config config = with(CS_FAULT_NONE);
    size_t used;

    CU_ASSERT_EQUAL(read_text(&config, ASKS, strlen(ASKS), false, true, &used), CS_CLIENT_REFUSED);
    CU_ASSERT_EQUAL(read_text(&plain, ASKS, strlen(ASKS), false, false, &used), CS_CLIENT_REFUSED);
    memset(large, 'a', sizeof(large));
    memcpy(large, "HTTP/1.1 200 OK\r\nX: ", 20);
    CU_ASSERT_EQUAL(read_text(&config, large, sizeof(large), false, false, &used), CS_CLIENT_REFUSED);
}

static bool sends_the_same(const struct cs_client_config *one, const struct cs_client_config *other, int which)
{
    static const char cookie[] = "HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\n\r\n";
    const struct cs_client_config *configs[] = {one, other};
    struct cs_draft drafts[2] = {{{0}, false}, {{0}, false}};
    struct cs_buffer answer = {0};
    bool equal;

    cs_buffer_add(&answer, cookie, sizeof(cookie) - 1);
    for (int i = 0; i < 2; i++) {
        if (which < 2)
            cs_client_request(configs[i], which == 1, &drafts[i]);
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

static bool reads_the_same(const struct cs_client_config *one, const struct cs_client_config *other)
{
    static char large[70000];
    size_t used[2];
    bool equal = true;

    for (size_t i = 0; i < CS_COUNT(samples); i++)
        for (int asked = 0; asked < 2; asked++) {
            size_t length = strlen(samples[i].text);

            equal = equal &&
                    read_text(one, samples[i].text, length, samples[i].finished, asked == 1, &used[0]) ==
                        read_text(other, samples[i].text, length, samples[i].finished, asked == 1, &used[1]) &&
                    used[0] == used[1];
        }
    memset(large, 'a', sizeof(large));
    memcpy(large, "HTTP/1.1 200 OK\r\nX: ", 20);
    equal = equal && read_text(one, large, sizeof(large), false, false, &used[0]) ==
                         read_text(other, large, sizeof(large), false, false, &used[1]);
    memcpy(large + 600, "\r\n\r\n", 4);
    return equal &&
           read_text(one, large, 604, false, false, &used[0]) == read_text(other, large, 604, false, false, &used[1]);
}

/* Those that live in the sockets of harness/cli/client.c. */
static bool is_of_sockets(enum cs_fault fault)
{
    return fault == CS_FAULT_CLIENT_EARLY_INNER || fault == CS_FAULT_CLIENT_FINISHES_EARLY ||
           fault == CS_FAULT_CLIENT_REUSES;
}

static void every_fault_shows(void)
{
    static const enum cs_fault faults[] = {
#define CS_FAULT_SYMBOL(symbol, name, place, sentence) symbol,
        CS_FAULT_LIST_CLIENT(CS_FAULT_SYMBOL)
#undef CS_FAULT_SYMBOL
    };
    const struct cs_client_config clean = with(CS_FAULT_NONE);

    for (size_t i = 0; i < CS_COUNT(faults); i++) {
        const struct cs_client_config faulty = with(faults[i]);
        bool same = sends_the_same(&clean, &faulty, 0) && sends_the_same(&clean, &faulty, 1) &&
                    sends_the_same(&clean, &faulty, 2) && reads_the_same(&clean, &faulty);

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
        {"every fault shows", every_fault_shows},
    };

    return cs_run_tests("client", tests, CS_COUNT(tests));
}
