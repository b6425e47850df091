#include "harness/plan/digest.h"

#include <stdlib.h>
#include <string.h>

#include "reference/testing.h"

#define NONCE  "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
#define CNONCE "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
#define HEAD   "HTTP/1.1 407 No\r\nProxy-Authenticate: "

static size_t offers(const char *text, struct cs_digest out[CS_DIGEST_OFFERS_MAX])
{
    char head[4096];
    struct cs_response response;
    struct cs_message message;

    snprintf(head, sizeof(head), HEAD "%s\r\n\r\n", text);
    cs_response_init(&response, NULL);
    cs_response_parse(&response, head, strlen(head));
    cs_message_of_response(&response, head, strlen(head), &message);
    return cs_digest_read(&message, out);
}

/* RFC 7616 section 3.9.1, and what follows from its sections 3.4.2 and 3.4.3 (computed elsewhere). */
static void test_responses(void)
{
    static const struct {
        const char *challenge;
        bool auth_int;
        const char *response;
    } rows[] = {
        {"algorithm=MD5, qop=\"auth, auth-int\"", false, "8ca523f5e9506fed4657c9700eebdbec"},
        {"algorithm=SHA-256, qop=\"auth\"", false, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"},
        {"qop=\"auth\"", false, "8ca523f5e9506fed4657c9700eebdbec"},
        {"algorithm=md5-SESS, qop=\"auth\"", false, "e783283f46242139c486a698fec7211d"},
        {"qop=\"auth-int\"", true, "8804a53d3640a40a4f73cea12c5ba451"},
        {"algorithm=MD5", false, "7b2cc3b30e75b4777ea31027084363fd"},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_digest found[CS_DIGEST_OFFERS_MAX];
        struct cs_digest_use use = {.user = "Mufasa",
                                    .password = "Circle of Life",
                                    .method = "GET",
                                    .uri = "/dir/index.html",
                                    .cnonce = CNONCE,
                                    .count = 1,
                                    .auth_int = rows[i].auth_int};
        char text[512], wanted[128];
        char *credentials;

        snprintf(text, sizeof(text), "Digest realm=\"http-auth@example.org\", nonce=\"" NONCE "\", %s",
                 rows[i].challenge);
        CU_ASSERT_EQUAL_FATAL(offers(text, found), 1);
        credentials = cs_digest_credentials(&found[0], &use);
        CU_ASSERT_PTR_NOT_NULL_FATAL(credentials);
        snprintf(wanted, sizeof(wanted), "response=\"%s\"", rows[i].response);
        CU_ASSERT_PTR_NOT_NULL(strstr(credentials, wanted));
        if (strstr(credentials, wanted) == NULL)
            printf("\n  %s\n", credentials);
        free(credentials);
    }
}

static void test_challenges(void)
{
    static const struct {
        const char *text;
        size_t count;
        const char *first;
    } rows[] = {
        {"Basic realm=\"r\", Digest realm=\"r\", nonce=\"n\", qop=\"auth\"", 1, "MD5"},
        {"Digest realm=\"r\", nonce=\"n\", algorithm=SHA-256-sess\r\n"
         "Proxy-Authenticate: Digest realm=\"r\", nonce=\"n\", algorithm=\"MD5\"",
         2, "SHA-256-sess"},
        {"Digest realm=\"r\", nonce=\"n\", algorithm=SHA-1, Digest realm=\"r\", nonce=\"m\"", 1, "MD5"},
        {"Digest realm=\"r\"", 0, NULL},
        {"Digest nonce=\"n\"", 0, NULL},
        {"Digest", 0, NULL},
        {"", 0, NULL},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_digest found[CS_DIGEST_OFFERS_MAX];

        CU_ASSERT_EQUAL_FATAL(offers(rows[i].text, found), rows[i].count);
        if (rows[i].count > 0)
            CU_ASSERT_STRING_EQUAL(found[0].algorithm, rows[i].first);
    }
}

static void test_long_values(void)
{
    struct cs_digest found[CS_DIGEST_OFFERS_MAX];
    char text[2 * CS_DIGEST_VALUE_MAX];
    char value[CS_DIGEST_VALUE_MAX + 1] = "";

    memset(value, 'x', sizeof(value) - 2);
    snprintf(text, sizeof(text), "Digest realm=\"r\", nonce=\"%s\"", value);
    CU_ASSERT_EQUAL(offers(text, found), 1);
    value[sizeof(value) - 2] = 'x';
    snprintf(text, sizeof(text), "Digest realm=\"r\", nonce=\"%s\"", value);
    CU_ASSERT_EQUAL(offers(text, found), 0);
}

static void test_text(void)
{
    struct cs_digest found[CS_DIGEST_OFFERS_MAX];
    struct cs_digest_use use = {
        .user = "a\"b", .password = "p", .method = "CONNECT", .uri = "h:1", .cnonce = "c", .count = 0x1f};
    char *text;

    CU_ASSERT_EQUAL_FATAL(
        offers("Digest realm=\"r\\\"r\", nonce=\"n\", opaque=\"o\", qop=\"auth\", userhash=TRUE, algorithm=SHA-256",
               found),
        1);
    CU_ASSERT_TRUE(found[0].userhash);
    text = cs_digest_start(&found[0], &use);
    CU_ASSERT_STRING_EQUAL(
        text, "Digest realm=\"r\\\"r\", nonce=\"n\", username=\"a\\\"b\", algorithm=SHA-256, opaque=\"o\"");
    free(text);
    text = cs_digest_credentials(&found[0], &use);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, ", uri=\"h:1\", response=\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, ", qop=auth, nc=0000001f, cnonce=\"c\""));
    free(text);
    use.uri = "h\r\n:1";
    CU_ASSERT_PTR_NULL(cs_digest_credentials(&found[0], &use));
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"responses", test_responses},
        {"challenges", test_challenges},
        {"long values", test_long_values},
        {"text", test_text},
    };

    return cs_run_tests("digest", tests, CS_COUNT(tests));
}
