/* Digest answers, made here by hand from the challenge that the session sent. */
#include <openssl/evp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/embedded/proxy/nonces.h"
#include "harness/embedded/proxy/session_trial.h"
#include "reference/testing.h"

#define TARGET  "127.0.0.1:18443"
#define REQUEST "CONNECT " TARGET " HTTP/1.1\r\nHost: " TARGET "\r\n"

static char nonce[CS_NONCE_MAX];

static const char *md5(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* In one of a few buffers, so that calls may nest. */
static const char *md5(const char *format, ...)
{
    static char buffers[8][33];
    static size_t next;
    char text[512];
    unsigned char digest[EVP_MAX_MD_SIZE];
    char *hex = buffers[next++ % 8];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    EVP_Digest(text, strlen(text), digest, NULL, EVP_md5(), NULL);
    for (size_t i = 0; i < 16; i++)
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    return hex;
}

static unsigned status_of(const struct trial *trial)
{
    const struct cs_buffer *received = &trial->sides[CS_SIDE_CLIENT].received;
    struct cs_response response;

    cs_response_init(&response, NULL);
    if (received->length == 0 || cs_response_parse(&response, received->data, received->length) != CS_COMPLETE)
        return 0;
    return response.status;
}

/* Sends a request with the |value| of Proxy-Authorization (NULL: without), reads the nonce of a 407 and tells whether
 * the challenge says stale.  Returns the status; 1000 is added for stale=true. */
static unsigned ask(const struct cs_proxy_config *config, const char *value)
{
    char request[2048], text[8192] = "";
    struct trial trial;
    unsigned status;
    const char *found;

    snprintf(request, sizeof(request), REQUEST "%s%s%s\r\n",
             value == NULL ? "" : "Proxy-Authorization: ", value == NULL ? "" : value, value == NULL ? "" : "\r\n");
    trial_start(&trial, config, TRIAL_CONNECTS);
    trial_receive_text(&trial, CS_SIDE_CLIENT, request);
    status = status_of(&trial);
    CU_ASSERT_EQUAL(trial.dials, status == 200 ? 1 : 0);
    snprintf(text, sizeof(text), "%.*s", (int)trial.sides[CS_SIDE_CLIENT].received.length,
             trial.sides[CS_SIDE_CLIENT].received.data);
    found = strstr(text, "nonce=\"");
    if (found != NULL)
        snprintf(nonce, sizeof(nonce), "%.48s", found + strlen("nonce=\""));
    if (strstr(text, "stale=true") != NULL)
        status += 1000;
    trial_end(&trial);
    return status;
}

struct digest {
    const char *user, *password, *method, *uri, *nonce, *count, *algorithm;
};

static const char *credentials(const struct digest *digest)
{
    static char text[2048];
    const char *secret = md5("%s:connectspec:%s", digest->user, digest->password);

    if (strstr(digest->algorithm, "-sess") != NULL)
        secret = md5("%s:%s:c", secret, digest->nonce);
    snprintf(
        text, sizeof(text),
        "Digest username=\"%s\", realm=\"connectspec\", nonce=\"%s\", uri=\"%s\", algorithm=%s, qop=auth, nc=%s, "
        "cnonce=\"c\", response=\"%s\"",
        digest->user, digest->nonce, digest->uri, digest->algorithm, digest->count,
        md5("%s:%s:%s:c:auth:%s", secret, digest->nonce, digest->count, md5("%s:%s", digest->method, digest->uri)));
    return text;
}

static struct digest right(void)
{
    static char last[CS_NONCE_MAX];

    memcpy(last, nonce, sizeof(last));
    return (struct digest){.user = "user",
                           .password = "pa:ss",
                           .method = "CONNECT",
                           .uri = TARGET,
                           .nonce = last,
                           .count = "00000001",
                           .algorithm = "MD5"};
}

static struct cs_proxy_config start(enum cs_fault fault)
{
    struct cs_proxy_config config = {
        .allowed_count = 1, .allowed = {18443}, .user = "user", .password = "pa:ss", .fault = fault};

    config.nonces = cs_nonces_new();
    CU_ASSERT_PTR_NOT_NULL_FATAL(config.nonces);
    CU_ASSERT_EQUAL(ask(&config, NULL), 407);
    return config;
}

static void test_right(void)
{
    static const char *const algorithms[] = {"MD5", "md5-sess"};

    for (size_t i = 0; i < CS_COUNT(algorithms); i++) {
        struct cs_proxy_config config = start(CS_FAULT_NONE);
        struct digest digest = right();

        digest.algorithm = algorithms[i];
        CU_ASSERT_EQUAL(ask(&config, credentials(&digest)), 200);
        CU_ASSERT_EQUAL(ask(&config, credentials(&digest)), 1407); /* again */
        digest.count = "00000003";
        CU_ASSERT_EQUAL(ask(&config, credentials(&digest)), 200);
        digest.count = "00000002";
        CU_ASSERT_EQUAL(ask(&config, credentials(&digest)), 1407);
        cs_nonces_free(config.nonces);
    }
}

static void test_wrong(void)
{
    struct cs_proxy_config config = start(CS_FAULT_NONE);
    struct digest digest = right();

    digest.password = "pass";
    CU_ASSERT_EQUAL(ask(&config, credentials(&digest)), 407);
    digest = right();
    digest.user = "other";
    CU_ASSERT_EQUAL(ask(&config, credentials(&digest)), 407);
    digest = right();
    digest.method = "GET";
    CU_ASSERT_EQUAL(ask(&config, credentials(&digest)), 407);
    digest = right();
    digest.uri = "127.0.0.1:443";
    CU_ASSERT_EQUAL(ask(&config, credentials(&digest)), 400);
    digest = right();
    digest.nonce = "000000000000000100000000000000000000000000000000";
    CU_ASSERT_EQUAL(ask(&config, credentials(&digest)), 1407);
    digest = right();
    digest.algorithm = "SHA-1";
    CU_ASSERT_EQUAL(ask(&config, credentials(&digest)), 407);
    CU_ASSERT_EQUAL(ask(&config, "Basic dXNlcjpwYTpzcw=="), 407);
    CU_ASSERT_EQUAL(ask(&config, "Digest"), 407);
    cs_nonces_free(config.nonces);
}

/* One of each kind of fault: the cases show the others. */
static void test_faults(void)
{
    static const struct {
        enum cs_fault fault;
        struct digest change; /* what is not NULL replaces the right thing */
        unsigned status;
    } rows[] = {
        {CS_FAULT_DIGEST_ANY_URI, {.uri = "127.0.0.1:443"}, 200},
        {CS_FAULT_DIGEST_ANY_METHOD, {.method = "GET"}, 200},
        {CS_FAULT_DIGEST_ANY_RESPONSE, {.password = "x"}, 200},
        {CS_FAULT_DIGEST_ANY_NONCE, {.nonce = "x"}, 200},
        {CS_FAULT_DIGEST_GAP, {.count = "00000002"}, 403},
        {CS_FAULT_DIGEST_LOOSE, {.count = "1"}, 200},
        {CS_FAULT_DIGEST_FIRST_ONLY, {.algorithm = "MD5"}, 407},
        {CS_FAULT_DIGEST_SESSION, {.algorithm = "MD5-sess"}, 407},
        {CS_FAULT_DIGEST_STALE_ALWAYS, {.password = "x"}, 1407},
        {CS_FAULT_DIGEST_COUNT_ZERO, {.count = "00000000"}, 200},
        {CS_FAULT_DIGEST_UNKNOWN_EMPTY, {.user = "nobody", .password = ""}, 200},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_proxy_config config = start(rows[i].fault);
        struct digest digest = right();

        digest.user = rows[i].change.user != NULL ? rows[i].change.user : digest.user;
        digest.password = rows[i].change.password != NULL ? rows[i].change.password : digest.password;
        digest.method = rows[i].change.method != NULL ? rows[i].change.method : digest.method;
        digest.uri = rows[i].change.uri != NULL ? rows[i].change.uri : digest.uri;
        digest.nonce = rows[i].change.nonce != NULL ? rows[i].change.nonce : digest.nonce;
        digest.count = rows[i].change.count != NULL ? rows[i].change.count : digest.count;
        digest.algorithm = rows[i].change.algorithm != NULL ? rows[i].change.algorithm : digest.algorithm;
        CU_ASSERT_EQUAL(ask(&config, credentials(&digest)), rows[i].status);
        cs_nonces_free(config.nonces);
    }
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"right", test_right},
        {"wrong", test_wrong},
        {"faults", test_faults},
    };

    return cs_run_tests("session_digest", tests, CS_COUNT(tests));
}
